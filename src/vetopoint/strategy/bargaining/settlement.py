"""The model of a settlement: plain averages first, the complex forecasts beside their record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vetopoint.strategy.bargaining.condorcet import LAWS
from vetopoint.strategy.bargaining.forecasts import (
    DEU_III,
    EMISSIONS,
    FORECASTS,
    MOST_ROUNDS,
    PUBLISHED_ROUNDS,
    Asked,
    rounds_of,
)
from vetopoint.strategy.bargaining.rounds import READINGS, Round
from vetopoint.strategy.bargaining.skill import skill
from vetopoint.strategy.bargaining.tables import Issue, issues_of_text, weighted_mean
from vetopoint.strategy.inputs import BadInputError, Input, Kind
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Mark, Table

__all__ = ["MODEL"]


def _solve(inputs: Mapping[str, Any]) -> Answer:
    issues = issues_of_text(inputs["actors"] or EMISSIONS)
    _all_count(inputs, many=len(issues) > 1)
    if len(issues) > 1:
        return skill(issues, inputs)
    (issue,) = issues
    asked = Asked.of(inputs)
    outcome = issue.outcome if inputs["outcome"] is None else float(inputs["outcome"])
    found = {name: forecast(issue, asked) for name, forecast in FORECASTS.items()}
    rounds = rounds_of(issue, asked)
    readings = (*READINGS, asked.reading)
    spread = [rounds_of(issue, asked, reading)[-1].central for reading in readings]
    value: dict[str, Any] = {name.replace(" ", "_"): v for name, v in found.items()}
    value |= {"rounds_low": min(spread), "rounds_high": max(spread), "outcome": outcome}
    value["medians"] = [one.central for one in rounds]
    return Answer(
        f"averages; conditional Condorcet choice; challenges in rounds (Q = 1), {_read(inputs)}",
        False,
        value,
        _reason(issue, found, spread),
        (_forecasts(found, outcome), _course(issue, rounds), _paths(issue, rounds)),
        _figure(found, spread, outcome),
        _restless(rounds, asked),
    )


def _all_count(inputs: Mapping[str, Any], *, many: bool) -> None:
    """Refuse an input that the number of issues leaves unread."""
    unread = ("outcome",) if many else ("low", "high", "seed")
    for asked in MODEL.inputs:
        if asked.name in unread and asked.given(inputs[asked.name]):
            issues = "a single issue" if many else "several issues with outcomes"
            raise BadInputError(f"{asked.option} counts only for {issues}; leave it out")


def _read(inputs: Mapping[str, Any]) -> str:
    if inputs["reading"] == "programme":
        return "as the authors' programme, beside eight readings of the text"
    return "eight readings of the text"


def _restless(rounds: Sequence[Round], asked: Asked) -> Sequence[str]:
    if len(rounds) <= asked.most:
        return ()
    told = f"After {asked.most} rounds positions still move: the end is where counting stopped"
    return [told + ", not a settlement."]


def _reason(issue: Issue, found: Mapping[str, float], spread: Sequence[float]) -> str:
    return (
        f"The weighted mean of {len(issue.actors)} actors is {found['weighted mean']:.2f}, the "
        f"weighted median {found['weighted median']:.2f}. The model of challenges in rounds ends "
        f"at {found['challenges in rounds']:.2f}, but from {min(spread):.2f} to {max(spread):.2f} "
        "by how its text is read. On 353 issues of DEU III the weighted mean did best."
    )


def _forecasts(found: Mapping[str, float], outcome: float | None) -> Table:
    rows = [
        {
            "method": name,
            "forecast": round(value, 3),
            "error": None if outcome is None else round(abs(value - outcome), 3),
            "record": f"{DEU_III[name]:.2f}",
        }
        for name, value in found.items()
    ]
    columns = (
        ("method", "Method", False),
        ("forecast", "Settles at", True),
        ("error", "Error here", True),
        ("record", "Mean error on DEU III", True),
    )
    return Table("forecasts", columns, rows)


def _course(issue: Issue, rounds: Sequence[Round]) -> Table:
    weights = issue.narrowed().weights
    rows = [
        {
            "round": number,
            "median": round(one.central, 3),
            "mean": round(weighted_mean(one.positions, weights), 3),
        }
        for number, one in enumerate(rounds)
    ]
    columns = (("round", "After round", True), ("median", "Median", True), ("mean", "Mean", True))
    return Table("course of the rounds", columns, rows)


def _paths(issue: Issue, rounds: Sequence[Round]) -> Table:
    shown = rounds if len(rounds) <= 5 else (*rounds[:4], rounds[-1])
    numbers = [*range(len(shown) - 1), len(rounds) - 1]
    columns = [("actor", "Actor", False), ("risk", "Risk exponent", True)]
    columns += [(f"r{n}", "Start" if n == 0 else f"Round {n}", True) for n in numbers]
    rows = [
        {
            "actor": actor,
            "risk": round(float(rounds[0].risk[place]), 3),
            **{
                f"r{n}": round(float(one.positions[place]), 2)
                for n, one in zip(numbers, shown, strict=True)
            },
        }
        for place, actor in enumerate(issue.narrowed().actors)
    ]
    return Table("challenges in rounds", columns, rows)


def _figure(found: Mapping[str, float], spread: Sequence[float], outcome: float | None) -> Figure:
    rows = []
    for name, value in found.items():
        ends = (min(spread), max(spread)) if name == "challenges in rounds" else (value, value)
        rows.append({"label": name, "forecast": value, "low": ends[0], "high": ends[1]})
    return Figure(
        title="Where the group would settle, by each method",
        subtitle="Position; the line is the range over eight readings of the model",
        how_to_read="The plain averages come first: on DEU III the weighted mean did best.",
        source="Bueno de Mesquita 1994; Scholz, Calbert and Smith 2011; table as given",
        drawing=Drawing.BARS,
        rows=rows,
        x="forecast",
        y="label",
        low="low",
        high="high",
        x_title="Position",
        marks=(Mark("outcome", x=outcome),) if outcome is not None else (),
    )


MODEL = Model(
    slug="bargaining",
    topic="bargaining",
    title="Collective bargaining",
    question="Where would a group settle, and does a complex model beat the plain mean?",
    inputs=(
        Input(
            "actors", Kind.FILE, None, "CSV: actor,position,salience,capability[,issue,outcome]."
        ),
        Input("outcome", Kind.NUMBER, None, "What was settled, if known."),
        Input("law", Kind.CHOICE, "square", "How strength decides.", choices=tuple(LAWS)),
        Input(
            "reading",
            Kind.CHOICE,
            "text",
            "Challenges in rounds by the published text, or as the authors' programme ran.",
            choices=("text", "programme"),
        ),
        Input(
            "rounds",
            Kind.INTEGER,
            None,
            f"The most rounds; {MOST_ROUNDS} unless told, {PUBLISHED_ROUNDS} for the programme.",
            low=1,
            high=200,
        ),
        Input("low", Kind.NUMBER, 0, "Lower end of the scale, for the middle of the range."),
        Input("high", Kind.NUMBER, 100, "Upper end of the scale."),
        Input("seed", Kind.INTEGER, 0, "Seed of the bootstrap.", low=0),
    ),
    solve=_solve,
    references=(
        (
            "Bueno de Mesquita, B. (1994). Political forecasting: an expected utility method. In "
            "European Community Decision Making, Yale University Press, 71-104."
        ),
        (
            "Scholz, J. B., Calbert, G. J. and Smith, G. A. (2011). Unravelling Bueno De "
            "Mesquita's group decision model. Journal of Theoretical Politics 23(4), 510-531."
        ),
        (
            "Thomson, R. et al. (2012). A new dataset on decision-making in the European Union "
            "before and after the 2004 and 2007 enlargements (DEU III, doi:10.34810/data53, "
            "CC BY 4.0)."
        ),
    ),
    does_not_show=(
        "Why anyone would move, or whether positions were sincere. Salience and capability are "
        "judgements of experts. Bueno de Mesquita's own end of the rounds, 9.05, is reproduced by "
        "no published text."
    ),
    examples=(
        Example(
            {},
            {"weighted_mean": 7.39, "weighted_median": 7},
            0.005,
            "Bueno de Mesquita 1994, emission standards, as repeated by Scholz and others 2011",
        ),
        Example(
            {"reading": "programme"},
            {"challenges_in_rounds": 9.671129769802048},
            1e-9,
            "log of the public replication of Scholz and others 2011, round 8",
        ),
    ),
)
