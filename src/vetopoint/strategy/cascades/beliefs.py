"""Beliefs after demonstrations: of turnouts as given, or of those that beliefs bring about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from vetopoint.strategy.cascades.demonstrations import Course, courses
from vetopoint.strategy.cascades.turnouts import Turnout, belief_after
from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.results import Answer, Drawing, Figure, Mark, Table

__all__ = ["turnouts_answer", "weeks_answer"]

MOST = 2_000_000


def _assumed(inputs: Mapping[str, Any]) -> Turnout:
    told = Turnout(
        float(inputs["activists"]),
        float(inputs["activists_deviation"]),
        float(inputs["moderates"]),
        float(inputs["if_malign"]),
        float(inputs["if_benign"]),
    )
    prior = float(inputs["prior"])
    if not 0 < prior < 1 or told.if_malign <= told.if_benign or told.deviation <= 0:
        raise BadInputError(
            "beliefs cannot be worked out; --prior must lie inside 0 and 1, --if-malign be above "
            "--if-benign, and --activists-deviation above 0"
        )
    return told


def turnouts_answer(
    inputs: Mapping[str, Any],
    turnouts: Sequence[Fraction],
    value: dict[str, Any],
    reason: str,
) -> Answer:
    """What turnouts as given would teach."""
    prior = float(inputs["prior"])
    told = _assumed(inputs)
    rows, belief = [{"round": 0, "turnout": None, "belief": prior}], prior
    for number, turnout in enumerate(turnouts, start=1):
        belief = belief_after(belief, told.evidence(float(turnout)))
        rows.append({"round": number, "turnout": float(turnout), "belief": belief})
    neutral, needed = told.neutral(), float(inputs["needed"])
    fell = next((row["round"] for row in rows if (row["belief"] or 0) >= needed), None)
    value |= {"belief": belief, "neutral_turnout": neutral, "round_reached": fell}
    reason = (
        f"If turnout told of the regime as assumed, belief that it is malign would go from "
        f"{prior:.2f} to {belief:.3f}; a turnout of {neutral:,.0f} would teach nothing, since "
        f"{told.activists:,.0f} activists are expected whatever they know."
    )
    return Answer(
        "Bayes' rule on a normal turnout, activists discounted",
        False,
        value,
        reason,
        (
            Table(
                "beliefs",
                (
                    ("round", "Round", True),
                    ("turnout", "Turnout", True),
                    ("belief", "Belief", True),
                ),
                rows,
            ),
        ),
        _belief_figure(rows, needed),
    )


def _belief_figure(rows: Sequence[Mapping[str, Any]], needed: float) -> Figure:
    return Figure(
        title="What each turnout would teach, activists discounted",
        subtitle="Belief that the regime is malign, after each demonstration",
        how_to_read="The rule is the belief at which the public would turn away.",
        source="after Lohmann 1994, in a normal form of our own; turnouts as given",
        drawing=Drawing.STEPS,
        rows=[{**row, "series": "belief"} for row in rows],
        x="round",
        y="belief",
        series="series",
        x_title="Demonstration",
        y_title="Belief",
        y_domain=(0, 1),
        marks=(Mark("needed", y=needed),),
    )


def weeks_answer(inputs: Mapping[str, Any]) -> Answer:
    """What demonstrations week by week would bring about, in either state of the regime."""
    told, prior, needed = _assumed(inputs), float(inputs["prior"]), float(inputs["needed"])
    weeks, draws = inputs["weeks"], inputs["draws"]
    if not prior < needed < 1:
        raise BadInputError("--needed must lie above --prior and below 1; give one such as 0.9")
    if weeks * draws > MOST:
        raise BadInputError(f"{weeks} weeks in {draws} draws are too many; {MOST} is the most")
    malign, benign = courses(told, prior, needed, weeks, draws, inputs["seed"])
    value = {
        "fell_if_malign": malign.chance,
        "fell_if_benign": benign.chance,
        "median_week_if_malign": malign.median_week,
        "prior": prior,
    }
    when = (
        f", half of those by demonstration {malign.median_week}"
        if malign.median_week is not None
        else ""
    )
    reason = (
        f"If people came and learned as assumed, the public would turn away within {weeks} "
        f"demonstrations with chance {malign.chance:.3f} if the regime were malign{when}, and with "
        f"{benign.chance:.3f}, wrongly, if it were not."
    )
    rows = [
        _week(number, name, course)
        for number in range(weeks + 1)
        for name, course in (("malign", malign), ("benign", benign))
    ]
    columns = (
        ("week", "Demonstration", True),
        ("regime", "Regime", False),
        ("turnout", "Median turnout", True),
        ("belief", "Median belief", True),
        ("fell", "Turned away by then", True),
    )
    return Answer(
        f"Bayes' rule on turnouts that beliefs bring about, {draws} draws in each state",
        False,
        value,
        reason,
        (Table("demonstrations", columns, rows),),
        _weeks_figure(malign, benign, weeks, needed),
    )


def _week(number: int, name: str, course: Course) -> dict[str, Any]:
    came = float(np.median(course.turnouts[:, number - 1])) if number else None
    return {
        "week": number,
        "regime": name,
        "turnout": None if came is None else round(came),
        "belief": round(float(np.median(course.beliefs[:, number])), 4),
        "fell": round(course.fallen_by(number), 3),
    }


def _weeks_figure(malign: Course, benign: Course, weeks: int, needed: float) -> Figure:
    rows = []
    for name, course in (("if malign", malign), ("if not", benign)):
        for number in range(weeks + 1):
            low, middle, high = np.quantile(course.beliefs[:, number], [0.1, 0.5, 0.9])
            rows.append(
                {
                    "week": number,
                    "belief": float(middle),
                    "low": float(low),
                    "high": float(high),
                    "series": name,
                }
            )
    return Figure(
        title="What demonstrations would teach, and whom that would bring",
        subtitle="Belief that the regime is malign: median and middle 80 % of the draws",
        how_to_read="The rule is the belief at which the public would turn away.",
        source="after Lohmann 1994, in a normal form of our own; assumptions as given",
        drawing=Drawing.LINES,
        rows=rows,
        x="week",
        y="belief",
        series="series",
        low="low",
        high="high",
        x_title="Demonstration",
        y_title="Belief",
        y_domain=(0, 1),
        marks=(Mark("needed", y=needed),),
    )
