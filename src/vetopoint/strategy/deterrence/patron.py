"""The model of a patron who may or may not come, over all priors of its resolve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from vetopoint.strategy.deterrence.signals import Crisis, Equilibrium, intervals
from vetopoint.strategy.inputs import BadInputError, Input, Kind, fraction_of
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Mark, Table

__all__ = ["MODEL"]

STEPS = 40
_PAYOFFS = (
    "cost",
    "gain",
    "loss",
    "challenger_alone",
    "protege_alone",
    "challenger_joint",
    "protege_joint",
    "lost",
    "deserted",
    "resolute",
    "irresolute",
)


def _crisis(inputs: Mapping[str, Any]) -> Crisis:
    signal, cost = inputs["signal"], inputs["cost"]
    return Crisis(
        inputs["gain"],
        inputs["loss"],
        (inputs["challenger_alone"], inputs["protege_alone"]),
        (inputs["challenger_joint"], inputs["protege_joint"]),
        inputs["lost"],
        inputs["deserted"],
        inputs["resolute"],
        inputs["irresolute"],
        sunk=cost if signal == "sunk" else Fraction(0),
        tied=cost if signal == "tied" else Fraction(0),
    )


def _solve(inputs: Mapping[str, Any]) -> Answer:
    crisis = _crisis(inputs)
    found = intervals(crisis, signals=inputs["signal"] != "none")
    rows = [_row(crisis, one) for one in found]
    deterred = _deterred_from(found)
    value: dict[str, Any] = {
        "deterred_from": deterred,
        "equilibria": len({one.kind for one in found}),
        "intervals": [
            {
                "kind": one.kind,
                "from": one.since,
                "to": one.until,
                "challenge_at_from": _challenge(one, first=True),
                "challenge_at_to": _challenge(one, first=False),
            }
            for one in found
        ],
    }
    swept = _swept(inputs) if inputs["vary"] is not None else []
    columns = (
        ("equilibrium", "Equilibrium", False),
        ("prior", "Prior of resolve", False),
        ("challenge", "Challenge", False),
        ("alone", "War alone", False),
        ("joint", "War with patron", False),
    )
    return Answer(
        "perfect Bayesian equilibria by cases, in exact fractions, over all priors from 0 to 1",
        True,
        value,
        _reason(inputs, found, deterred),
        (Table("equilibria over the prior", columns, rows), *_swept_tables(inputs, swept)),
        _swept_figure(inputs, swept) if swept else _figure(inputs, found, deterred),
        ("Where several equilibria share a range, the model does not choose among them.",)
        if value["equilibria"] > 1
        else (),
    )


def _swept(inputs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The prior from which a challenge can be deterred, along one payoff or the signal's cost."""
    name = str(inputs["vary"]).replace("-", "_")
    if name not in _PAYOFFS:
        raise BadInputError(f"--vary is {inputs['vary']!r}; choose one of {', '.join(_PAYOFFS)}")
    first, _, last = str(inputs["along"]).partition(":")
    low, high = fraction_of(first), fraction_of(last)
    if low is None or high is None or low >= high or (name == "cost" and low < 0):
        raise BadInputError(f"--along is {inputs['along']!r}; write two numbers upward, as -2:0")
    rows: list[dict[str, Any]] = []
    for step in range(STEPS + 1):
        value = low + (high - low) * step / STEPS
        crisis = _crisis({**inputs, name: value})
        alike = crisis.irresolute >= crisis.deserted or crisis.resolute <= crisis.deserted
        found = () if alike else intervals(crisis, signals=inputs["signal"] != "none")
        prior = _deterred_from(found)
        rows.append({"payoff": float(value), "prior": None if prior is None else float(prior)})
    if all(row["prior"] is None for row in rows):
        raise BadInputError(
            f"no challenge can be deterred anywhere along --vary {inputs['vary']}; widen --along"
        )
    return rows


def _swept_tables(inputs: Mapping[str, Any], swept: Sequence[Mapping[str, Any]]) -> list[Table]:
    columns = (("payoff", str(inputs["vary"]), True), ("prior", "Deterred from", True))
    rounded = [
        {"payoff": row["payoff"], "prior": None if row["prior"] is None else round(row["prior"], 4)}
        for row in swept[:: STEPS // 10]
    ]
    return [Table("threshold along a payoff", columns, rounded)] if swept else []


def _swept_figure(inputs: Mapping[str, Any], swept: Sequence[Mapping[str, Any]]) -> Figure:
    return Figure(
        title=f"What {inputs['vary']} does to deterrence",
        subtitle="Least prior of the patron's resolve at which a challenge can be deterred",
        how_to_read="Below the line nothing deters wholly; where it breaks, no prior does.",
        source="after Fearon 1997; payoffs as given",
        drawing=Drawing.LINES,
        rows=[{**row, "series": "deterred from"} for row in swept],
        x="payoff",
        y="prior",
        series="series",
        x_title=f"{inputs['vary']}, utility",
        y_title="Prior",
        y_domain=(0, 1),
    )


def _challenge(one: Equilibrium, *, first: bool) -> float:
    """The chance of a challenge at an end of the range; it is linear in between."""
    play, prior = (one.at_since, one.since) if first else (one.at_until, one.until)
    return round(float(play.challenge(prior)), 5)


def _ends(low: float, high: float) -> str:
    return f"{low:.2f}" if abs(low - high) < 5e-4 else f"{low:.2f} to {high:.2f}"


def _row(crisis: Crisis, one: Equilibrium) -> dict[str, Any]:
    wars = [
        play.war(crisis, prior)
        for play, prior in ((one.at_since, one.since), (one.at_until, one.until))
    ]
    return {
        "equilibrium": one.kind,
        "prior": f"{float(one.since):.3f} to {float(one.until):.3f}",
        "challenge": _ends(_challenge(one, first=True), _challenge(one, first=False)),
        "alone": _ends(float(wars[0][0]), float(wars[1][0])),
        "joint": _ends(float(wars[0][1]), float(wars[1][1])),
    }


def _deterred_from(found: Sequence[Equilibrium]) -> Fraction | None:
    """The prior from which some equilibrium has no challenge."""
    firsts = [one.since for one in found if _challenge(one, first=True) == 0]
    return min(firsts) if firsts else None


def _reason(
    inputs: Mapping[str, Any], found: Sequence[Equilibrium], deterred: Fraction | None
) -> str:
    said = "If payoffs were as stated, "
    if deterred is None:
        said += "there would be a chance of challenge at every prior of the patron's resolve."
    elif deterred == 0:
        said += "the challenger could be deterred at any prior of the patron's resolve."
    else:
        said += (
            f"the challenger could be wholly deterred only where the patron is thought resolute "
            f"with a probability from {float(deterred):.3f} up."
        )
    ends = [_challenge(one, first=place) for one in found for place in (True, False)]
    said += f" Over all priors the chance of a challenge runs from {min(ends):g} to {max(ends):g}."
    if inputs["signal"] != "none":
        kinds = len({one.kind for one in found})
        said += f" With a {inputs['signal']} signal there are {kinds} kinds of equilibrium."
    return said


def _figure(
    inputs: Mapping[str, Any], found: Sequence[Equilibrium], deterred: Fraction | None
) -> Figure:
    rows: list[dict[str, Any]] = []
    for one in found:
        name = one.kind.partition(":")[0] if ":" in one.kind else one.kind
        if one.kind.startswith("pooling"):
            name = "both commit" if "commit" in one.kind else "both silent"
        rows += [
            {"prior": float(one.since), "challenge": _challenge(one, first=True), "series": name},
            {"prior": float(one.until), "challenge": _challenge(one, first=False), "series": name},
            {"prior": float(one.until), "challenge": None, "series": name},
        ]
    told = {"none": "without a signal", "sunk": "sinking costs", "tied": "tying hands"}
    return Figure(
        title="A challenge by how resolute the patron is thought",
        subtitle=f"Chance of a challenge, {told[inputs['signal']]}, in each kind of equilibrium",
        how_to_read="Each line is one kind of equilibrium over the priors that support it.",
        source="after Fearon 1997; payoffs as given",
        drawing=Drawing.LINES,
        rows=rows,
        x="prior",
        y="challenge",
        series="series",
        x_title="Prior probability that the patron is resolute",
        y_title="Chance of a challenge",
        y_domain=(0, 1),
        marks=(Mark("deterred from here", x=float(deterred)),) if deterred else (),
    )


MODEL = Model(
    slug="patron",
    topic="deterrence",
    title="Extended deterrence with a patron of unknown resolve",
    question="If nobody knew whether the patron would come, when would a challenge be deterred?",
    inputs=(
        Input(
            "signal",
            Kind.CHOICE,
            "none",
            "How the patron may commit itself: sunk costs are "
            "paid at once, tied hands only if it stays out.",
            choices=("none", "sunk", "tied"),
        ),
        Input(
            "cost",
            Kind.NUMBER,
            "0.25",
            "Cost of the signal.",
            "utility",
            0,
            needs=("signal=sunk|tied",),
        ),
        Input("gain", Kind.NUMBER, 1, "Challenger, if the protégé concedes.", "utility"),
        Input("loss", Kind.NUMBER, -1, "Protégé, if it concedes.", "utility"),
        Input("challenger_alone", Kind.NUMBER, "0.5", "Challenger, in war alone.", "utility"),
        Input("protege_alone", Kind.NUMBER, "-1.5", "Protégé, in war without patron.", "utility"),
        Input("challenger_joint", Kind.NUMBER, -1, "Challenger, if the patron comes.", "utility"),
        Input("protege_joint", Kind.NUMBER, "-0.5", "Protégé, if the patron comes.", "utility"),
        Input("lost", Kind.NUMBER, -1, "Patron, if the protégé concedes.", "utility"),
        Input("deserted", Kind.NUMBER, -1, "Patron, if it stays out of a war.", "utility"),
        Input("resolute", Kind.NUMBER, "-0.5", "Patron, if it comes and is resolute.", "utility"),
        Input("irresolute", Kind.NUMBER, -2, "Patron, if it comes and is not.", "utility"),
        Input("vary", Kind.TEXT, None, "A payoff, or cost, to vary: challenger-joint."),
        Input("along", Kind.TEXT, "-2:0", "Between which values to vary it.", needs=("vary",)),
    ),
    solve=_solve,
    references=(
        (
            "Fearon, J. D. (1997). Signaling Foreign Policy Interests: Tying Hands versus Sinking "
            "Costs. Journal of Conflict Resolution 41(1), 68-90."
        ),
        "Huth, P. K. (1988). Extended Deterrence and the Prevention of War. Yale University Press.",
    ),
    does_not_show=(
        "How resolute any patron is: that is unknown, so the answer is a range over priors, never "
        "one number. Types are two, moves are few, and payoffs are assumptions."
    ),
    examples=(
        Example(
            {"challenger_alone": 1, "challenger_joint": -1, "protege_alone": "-0.5"},
            {"deterred_from": 0.5},
            1e-9,
            "closed form: the challenger is deterred from gain / (gain + cost) = 1 / (1 + 1) up",
        ),
        Example(
            {},
            {"deterred_from": 0.5},
            1e-9,
            "closed form: the protégé resists from (loss − alone) / (joint − alone) = 1/2 up",
        ),
    ),
)
