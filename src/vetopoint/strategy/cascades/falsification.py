"""Kuran's preference falsification: private opinion, public silence, and who tips it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from vetopoint.strategy.cascades.crowds import (
    NETWORKS,
    network_named,
    participation,
    rest_points,
    spread,
)
from vetopoint.strategy.inputs import BadInputError, Input, Kind
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Table

__all__ = ["MODEL", "public_opposition", "thresholds_of_tastes"]


def public_opposition(thresholds: Sequence[Fraction]) -> Fraction:
    """The share (per cent) in open opposition at rest, for thresholds in per cent of the people.

    >>> public_opposition([Fraction(t) for t in (0, 20, 20, 30, 40, 50, 60, 70, 80, 100)])
    Fraction(10, 1)
    """
    people = len(thresholds)
    joined = participation([t * people / 100 for t in thresholds])[-1].joined
    return Fraction(100 * joined, people)


def thresholds_of_tastes(
    tastes: Sequence[Fraction], integrity: Fraction, penalty: Fraction
) -> tuple[Fraction, ...]:
    """Thresholds (per cent) from private opposition x in −1…1, in our linear form of Kuran's terms.

    Who opposes keeps `integrity` · x and pays `penalty` · (1 − S) while the share S oppose, so
    joins from S = 1 − integrity · x / penalty; content people (x ≤ 0) join only if all do.

    >>> two = [Fraction(1), Fraction(0)]
    >>> [float(t) for t in thresholds_of_tastes(two, Fraction(1), Fraction(2))]
    [50.0, 100.0]
    """
    return tuple(max(Fraction(0), 100 * (1 - integrity * x / penalty)) for x in tastes)


def _solve(inputs: Mapping[str, Any]) -> Answer:
    thresholds, private = _people(inputs)
    people = len(thresholds)
    opposed, seen = _rest(thresholds, inputs), inputs["network"]
    lowered = [
        _rest(_with_lower(thresholds, place, inputs["lower"]), inputs) for place in range(people)
    ]
    largest = max(lowered)
    tipping = [place + 1 for place, share in enumerate(lowered) if share == largest > opposed]
    value: dict[str, Any] = {
        "people": people,
        "opposition": opposed,
        "largest_after_one_moves": largest,
        "who_tips": tipping,
    }
    if seen == "complete":
        counts = rest_points([t * people / 100 for t in thresholds])
        value["rest_points"] = [Fraction(100 * n, people) for n in counts]
    if private is not None:
        value |= {"privately_opposed": private, "falsifying": max(private - opposed, Fraction(0))}
    rows = [
        {"person": place + 1, "threshold": float(t), "opposition": float(share)}
        for place, (t, share) in enumerate(zip(thresholds, lowered, strict=True))
    ]
    columns = (
        ("person", "Person", True),
        ("threshold", "Threshold, %", True),
        ("opposition", "Opposition if this threshold falls, %", True),
    )
    return Answer(
        "rounds to the first rest point, again with each threshold lowered in turn",
        True,
        value,
        _reason(value, inputs["lower"]),
        (Table("one threshold lowered", columns, rows),),
        _figure(rows, float(opposed), float(inputs["lower"]), str(value["people"])),
    )


def _people(inputs: Mapping[str, Any]) -> tuple[tuple[Fraction, ...], Fraction | None]:
    tastes = inputs["tastes"]
    if tastes is None:
        return tuple(inputs["list"]), None
    if inputs["penalty"] == 0:
        raise BadInputError("--penalty is 0; without a penalty nobody hides anything: give one")
    private = Fraction(100 * sum(x > 0 for x in tastes), len(tastes))
    return thresholds_of_tastes(tastes, inputs["integrity"], inputs["penalty"]), private


def _rest(thresholds: Sequence[Fraction], inputs: Mapping[str, Any]) -> Fraction:
    name, people = inputs["network"], len(thresholds)
    if people > 300:
        raise BadInputError(f"{people} people are too many here; 300 is the most")
    if name == "complete":
        return public_opposition(thresholds)
    network = network_named(name, people, inputs["degree"], inputs["seed"])
    joined = spread([t / 100 for t in thresholds], network, shares=True)[-1]
    return Fraction(100 * len(joined), people)


def _with_lower(thresholds: Sequence[Fraction], place: int, by: Fraction) -> tuple[Fraction, ...]:
    return tuple(
        max(Fraction(0), t - by) if number == place else t for number, t in enumerate(thresholds)
    )


def _reason(value: Mapping[str, Any], by: Fraction) -> str:
    opposed, largest = float(value["opposition"]), float(value["largest_after_one_moves"])
    said = f"If thresholds were as stated, {opposed:g} % would oppose in the open."
    if "privately_opposed" in value:
        said += f" In private {float(value['privately_opposed']):g} % would."
    if largest <= opposed:
        return f"{said} No single threshold lower by {float(by):g} changes that."
    who = value["who_tips"]
    named = " or ".join(map(str, who[:3])) + (" or others" if len(who) > 3 else "")
    return (
        f"{said} Lower by {float(by):g} the threshold of person {named}, and {largest:g} % would."
    )


def _figure(rows: Sequence[Mapping[str, Any]], opposed: float, by: float, people: str) -> Figure:
    return Figure(
        title=f"{opposed:g} % oppose; what one changed mind could do",
        subtitle=f"Per cent in open opposition if one of {people} thresholds falls by {by:g}",
        how_to_read="Each bar lowers one person's threshold and leaves all others as they were.",
        source="Kuran 1991; thresholds as given",
        drawing=Drawing.BARS,
        rows=[
            {"label": f"{row['person']}: {row['threshold']:g} %", "share": row["opposition"]}
            for row in rows[:40]
        ],
        x="share",
        y="label",
        x_title="Per cent in open opposition",
        y_title="Person and threshold",
        y_domain=(0, 100),
    )


_A = (0, 20, 20, 30, 40, 50, 60, 70, 80, 100)
_B = (0, 20, 30, 30, 40, 50, 60, 70, 80, 100)

MODEL = Model(
    slug="falsification",
    topic="cascades",
    title="Preference falsification",
    question="If people hid what they think, could one changed mind set off the rest?",
    inputs=(
        Input(
            "list",
            Kind.NUMBERS,
            _A,
            "Thresholds of the people.",
            "% of the people",
            0,
            unless=("tastes",),
        ),
        Input("lower", Kind.NUMBER, 10, "By how much one threshold falls.", "% points", 0, 100),
        Input("tastes", Kind.NUMBERS, None, "Private opposition instead, −1 to 1.", "", -1, 1),
        Input(
            "integrity", Kind.NUMBER, 1, "Worth of speaking one's mind.", "", 0, needs=("tastes",)
        ),
        Input("penalty", Kind.NUMBER, 1, "Cost of opposing alone.", "", 0, needs=("tastes",)),
        Input("network", Kind.CHOICE, "complete", "Who sees whom.", choices=tuple(NETWORKS)),
        Input(
            "degree",
            Kind.INTEGER,
            4,
            "Neighbours of each on a ring or random network.",
            low=1,
            needs=("network=ring|random",),
        ),
        Input(
            "seed", Kind.INTEGER, 0, "Seed of a random network.", low=0, needs=("network=random",)
        ),
    ),
    solve=_solve,
    references=(
        (
            "Kuran, T. (1991). Now Out of Never: The Element of Surprise in the East European "
            "Revolution of 1989. World Politics 44(1), 7-48."
        ),
    ),
    does_not_show=(
        "What anyone thinks: private opinion is private, and no real people or army is estimated. "
        "That a society is one threshold from an upheaval can be seen only afterwards."
    ),
    examples=(
        Example(
            {"list": _A},
            {"opposition": 10, "largest_after_one_moves": 90},
            0,
            "Kuran 1991, sequences A and A' (from memory; not compared with the page)",
        ),
        Example(
            {"list": _B},
            {"opposition": 10, "largest_after_one_moves": 20},
            0,
            "Kuran 1991, sequences B and B' (from memory; not compared with the page)",
        ),
    ),
)
