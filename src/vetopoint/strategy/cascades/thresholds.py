"""Granovetter's threshold model: how far a crowd goes, and where a small change tips it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import frozen

from vetopoint.strategy.cascades.crowds import (
    NETWORKS,
    Step,
    network_named,
    network_of_text,
    participation,
    rest_points,
    spread,
)
from vetopoint.strategy.inputs import BadInputError, Input, Kind, numbers_of
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.normal import normal_cdf
from vetopoint.strategy.results import Answer, Drawing, Figure, Mark, Table

__all__ = ["MODEL", "Tipping", "first_rest", "sampled_crowds", "tipping_spread"]

WHOLE = 100.0


@frozen
class Tipping:
    """Where participation jumps as thresholds spread: the σ, and the shares on either side."""

    deviation: float
    below: float
    above: float


def first_rest(mean: float, deviation: float, *, truncated: bool = False) -> float:
    """The first share r (of 100) with F(r) = r, from nobody upward, for normal thresholds.

    The mass of the normal below zero stands for the people who need nobody. With `truncated` it is
    taken away (the rest scaled up); then F(0) = 0, and nobody ever starts.

    >>> first_rest(25, 5, truncated=True)
    0.0
    """
    floor = float(normal_cdf(-mean / deviation)) if truncated else 0.0
    share, step = 0.0, WHOLE
    for _ in range(100_000):
        now = WHOLE * (float(normal_cdf((share - mean) / deviation)) - floor) / (1 - floor)
        step, share = now - share, now
        if abs(step) < 1e-12:
            break
    return max(share, 0.0)


def tipping_spread(mean: float) -> Tipping | None:
    """The critical σ at which the first rest point vanishes, for normal thresholds in per cent.

    There F touches the diagonal: 100 Φ(z) = mean + σ z and 100 φ(z) = σ. None where the mean is
    so high that no σ makes the first rest point vanish.

    >>> round(tipping_spread(25).deviation, 3)
    12.222
    """

    def touching(z: float) -> float:
        density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        return WHOLE * (float(normal_cdf(z)) - density * z) - mean

    low, high = -8.0, 0.0
    if touching(low) >= 0 or touching(high) <= 0:
        return None
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if touching(middle) < 0 else (low, middle)
    deviation = WHOLE * math.exp(-low * low / 2) / math.sqrt(2 * math.pi)
    return Tipping(deviation, mean + deviation * low, first_rest(mean, deviation * 1.001))


def sampled_crowds(
    mean: float, deviation: float, people: int, draws: int, seed: int
) -> tuple[float, ...]:
    """The final shares of crowds whose thresholds are drawn from the normal, tails kept.

    >>> len(sampled_crowds(25, 12, 50, 3, seed=1))
    3
    """
    drawn = np.random.default_rng(seed).normal(mean, deviation, (draws, people))
    scaled = np.sort(drawn * people / WHOLE, axis=1)
    return tuple(float(WHOLE * _rest_of(row) / people) for row in scaled)


def _rest_of(ordered: np.ndarray[Any, np.dtype[np.float64]]) -> int:
    joined = 0
    while (now := int(np.searchsorted(ordered, joined, side="right"))) > joined:
        joined = now
    return joined


def _solve(inputs: Mapping[str, Any]) -> Answer:
    if inputs["list"] is not None:
        return _listed(inputs)
    return _normal(inputs)


def _thresholds(text: str) -> tuple[Fraction, ...]:
    if ".." in text:
        first, _, last = text.partition("..")
        low, high = numbers_of([first, last], "--list")
        if low.denominator != 1 or high.denominator != 1 or not 0 <= low <= high <= 100_000:
            raise BadInputError(f"--list is {text!r}; write a row of whole numbers as 0..99")
        return tuple(Fraction(n) for n in range(int(low), int(high) + 1))
    found = numbers_of(text, "--list")
    if min(found) < 0:
        raise BadInputError("--list holds a negative threshold; 0 is the least: needs nobody")
    return found


def _listed(inputs: Mapping[str, Any]) -> Answer:
    thresholds = _thresholds(inputs["list"])
    people = len(thresholds)
    steps, seen = _rounds(thresholds, inputs)
    joined = steps[-1].joined
    rows = [{"round": step.round, "joined": step.joined} for step in steps]
    points = rest_points(thresholds)
    reason = f"If thresholds were as listed, {joined} of {people} would take part {seen}."
    if seen == "in a crowd where everybody sees everybody" and joined < people:
        waiting = min(t for t in thresholds if t > joined)
        reason += f" The next person waits for {float(waiting):g} others."
    figure = Figure(
        title=f"{joined} of {people} take part",
        subtitle="People taking part after each round, from nobody",
        how_to_read="Each round adds everybody whose threshold the last round reached.",
        source="Granovetter 1978; thresholds as given",
        drawing=Drawing.STEPS,
        rows=[{**row, "series": "taking part"} for row in rows],
        x="round",
        y="joined",
        series="series",
        x_title="Round",
        y_title="People",
        y_domain=(0, people),
    )
    value = {"people": people, "participation": joined, "share": Fraction(joined, people)}
    rests = {"rest_points": points} if inputs["network"] == "complete" else {}
    columns = (("round", "Round", True), ("joined", "Taking part", True))
    return Answer(
        "rounds from nobody until none joins",
        True,
        {**value, **rests, "rounds": len(steps) - 1},
        reason,
        (Table("rounds", columns, rows),),
        figure,
    )


def _rounds(
    thresholds: tuple[Fraction, ...], inputs: Mapping[str, Any]
) -> tuple[tuple[Step, ...], str]:
    name, ties = inputs["network"], inputs["ties"]
    if name == "complete" and ties is None and not inputs["shares"]:
        return participation(thresholds), "in a crowd where everybody sees everybody"
    people = len(thresholds)
    if people > 5_000:
        raise BadInputError(f"{people} people are too many for a network here; the most is 5000")
    if inputs["shares"] and max(thresholds) > 1:
        raise BadInputError("--shares takes thresholds from 0 to 1: shares of the neighbours")
    network = (
        network_of_text(ties, people)
        if ties is not None
        else network_named(name, people, inputs["degree"], inputs["seed"])
    )
    sets = spread(thresholds, network, shares=inputs["shares"])
    where = "given" if ties is not None else name
    return (
        tuple(Step(place, len(joined)) for place, joined in enumerate(sets)),
        f"on the {where} network, where each sees only neighbours",
    )


def _normal(inputs: Mapping[str, Any]) -> Answer:
    mean, deviation = float(inputs["mean"]), float(inputs["deviation"])
    if deviation <= 0:
        raise BadInputError("--deviation is not above 0; give a spread such as 12.2")
    truncated = inputs["tails"] == "truncated"
    share = first_rest(mean, deviation, truncated=truncated)
    tipping = None if truncated else tipping_spread(mean)
    value: dict[str, Any] = {"participation": share}
    reason = (
        f"If thresholds were normal with mean {mean:g} and standard deviation {deviation:g}, "
        f"{share:.2f} % would take part."
    )
    if truncated:
        reason += " With the mass below zero cut off nobody needs nobody, so nobody starts."
    elif tipping is not None:
        value |= {
            "critical_deviation": tipping.deviation,
            "just_below": tipping.below,
            "just_above": tipping.above,
        }
        reason += (
            f" The jump is at {tipping.deviation:.3f}: {tipping.below:.2f} % is the last rest "
            f"below it, {tipping.above:.2f} % the first above."
        )
    if inputs["people"]:
        value |= _finite(inputs, mean, deviation)
        reason += (
            f" In {inputs['draws']} drawn crowds of {inputs['people']}, half end between "
            f"{value['crowd_quarter']:.0f} % and {value['crowd_three_quarters']:.0f} %."
        )
    rows = _swept(mean, deviation, tipping, truncated=truncated)
    columns = (("deviation", "Deviation", True), ("participation", "Taking part, %", True))
    shown = [row for row in rows if row["deviation"] == int(row["deviation"])]
    return Answer(
        "first fixed point of F(r) = r; the jump by tangency of F and the diagonal",
        False,
        value,
        reason,
        (Table("spread of thresholds", columns, shown),),
        _swept_figure(mean, rows, tipping),
    )


def _finite(inputs: Mapping[str, Any], mean: float, deviation: float) -> dict[str, float]:
    people, draws = inputs["people"], inputs["draws"]
    if people * draws > 5_000_000:
        raise BadInputError(f"{people} people in {draws} draws are too many; 5000000 is the most")
    shares = sampled_crowds(mean, deviation, people, draws, inputs["seed"])
    return {
        "crowd_quarter": float(np.quantile(shares, 0.25)),
        "crowd_median": float(np.median(shares)),
        "crowd_three_quarters": float(np.quantile(shares, 0.75)),
        "crowds_above_half": float(np.mean(np.asarray(shares) > WHOLE / 2)),
    }


def _swept(
    mean: float, deviation: float, tipping: Tipping | None, *, truncated: bool
) -> list[dict[str, float]]:
    top = max(2 * deviation, 2 * tipping.deviation if tipping else 0.0)
    spreads = {round(top * k / 60, 6) for k in range(1, 61)} | set(
        map(float, range(1, int(min(top, 60))))
    )
    if tipping:
        spreads |= {tipping.deviation - 1e-4, tipping.deviation + 1e-4}
    return [
        {"deviation": s, "participation": round(first_rest(mean, s, truncated=truncated), 4)}
        for s in sorted(spreads)
    ]


def _swept_figure(mean: float, rows: list[dict[str, float]], tipping: Tipping | None) -> Figure:
    at = f" at σ = {tipping.deviation:.3f}" if tipping else ""
    marks = (Mark(f"σ = {tipping.deviation:.3f}", x=tipping.deviation),) if tipping else ()
    title = f"Participation jumps{at}" if tipping else "Participation by the spread of thresholds"
    return Figure(
        title=title,
        subtitle=f"Per cent taking part, thresholds normal with mean {mean:g}",
        how_to_read="Two crowds with the same mean and almost the same spread can end far apart.",
        source="Granovetter 1978; worked out by Vetopoint",
        drawing=Drawing.LINES,
        rows=[{**row, "series": "taking part"} for row in rows],
        x="deviation",
        y="participation",
        series="series",
        x_title="Standard deviation of thresholds, per cent of the crowd",
        y_title="Per cent",
        y_domain=(0, 100),
        marks=marks,
    )


MODEL = Model(
    slug="thresholds",
    topic="cascades",
    title="Threshold model of collective behaviour",
    question="If each joined once so many others had, how far would it go?",
    inputs=(
        Input(
            "mean",
            Kind.NUMBER,
            25,
            "Mean of normal thresholds.",
            "% of the crowd",
            0,
            100,
            unless=("list",),
        ),
        Input(
            "deviation",
            Kind.NUMBER,
            "12.222",
            "Their standard deviation.",
            "% of the crowd",
            0,
            500,
            unless=("list",),
        ),
        Input(
            "tails",
            Kind.CHOICE,
            "kept",
            "The normal's mass below zero: kept as people who need nobody, or truncated.",
            choices=("kept", "truncated"),
            unless=("list",),
        ),
        Input(
            "people",
            Kind.INTEGER,
            0,
            "Also draw finite crowds of so many; 0 draws none.",
            low=0,
            unless=("list",),
        ),
        Input("draws", Kind.INTEGER, 1000, "How many crowds to draw.", low=1, needs=("people",)),
        Input("list", Kind.TEXT, None, "Thresholds themselves: 0..99 or 0,1,2,4."),
        Input(
            "network",
            Kind.CHOICE,
            "complete",
            "Who sees whom.",
            choices=tuple(NETWORKS),
            needs=("list",),
            unless=("ties",),
        ),
        Input(
            "degree",
            Kind.INTEGER,
            4,
            "Neighbours of each on a ring or random network.",
            low=1,
            needs=("network=ring|random",),
        ),
        Input(
            "ties",
            Kind.FILE,
            None,
            "CSV of ties between people numbered from 1: 1,2.",
            needs=("list",),
        ),
        Input(
            "shares",
            Kind.FLAG,
            False,
            "Thresholds are shares of the neighbours, 0 to 1.",
            needs=("list",),
        ),
        Input(
            "seed",
            Kind.INTEGER,
            0,
            "Seed of whatever is drawn.",
            low=0,
            needs=("people", "network=random"),
        ),
    ),
    solve=_solve,
    references=(
        (
            "Granovetter, M. (1978). Threshold Models of Collective Behavior. American Journal of "
            "Sociology 83(6), 1420-1443."
        ),
        (
            "Watts, D. J. (2002). A simple model of global cascades on random networks. PNAS "
            "99(9), 5766-5771 (thresholds as shares of neighbours)."
        ),
    ),
    does_not_show=(
        "Anyone's real thresholds: they are private, and no army or crowd is estimated here. "
        "The result holds only if thresholds were as stated, fixed, and seen without delay."
    ),
    examples=(
        Example({"list": "0..99"}, {"participation": 100}, 0, "Granovetter 1978, pp. 1424-1425"),
        Example(
            {"list": "0,2," + ",".join(map(str, range(2, 100)))},
            {"participation": 1},
            0,
            "Granovetter 1978, p. 1425: the person with threshold 1 replaced by one with 2",
        ),
        Example(
            {"mean": 25, "deviation": "12.222"},
            {"critical_deviation": 12.222, "participation": 6.15},
            0.005,
            "Granovetter 1978, p. 1428 (12.2, about 6), refined by root finding",
        ),
    ),
)
