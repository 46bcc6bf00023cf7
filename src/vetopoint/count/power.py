"""What a power question is about, and its answer as a record that can be cited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import frozen

from vetopoint.count.engine import banzhaf_floats, shapley_floats
from vetopoint.count.indices import Family, Index
from vetopoint.count.readings import IndexValues, Reading, semivalue
from vetopoint.count.results import Plan
from vetopoint.law.bodies import Sitting
from vetopoint.law.descriptions import described
from vetopoint.law.documents import Source
from vetopoint.law.rules import Rule, thresholds

__all__ = [
    "CurvePoint",
    "Power",
    "Subject",
    "curve",
    "number_record",
    "power_of",
    "semivalue_index",
    "subject_of",
]

# Half a unit in the last place of a float below 1: what rounding an exact value can cost.
ROUNDING = 2.0**-53
MANY_TYPES = 40


@frozen
class Subject:
    """A rule and the members it binds, with the names a reader knows them by."""

    body: str
    name: str
    day: date | None
    decision: str
    decision_name: str
    rule: Rule
    seats: tuple[str, ...]
    reference: Source | None = None

    def reading(self, unions: tuple[tuple[str, ...], ...] = ()) -> Reading:
        """The counts of this rule, made as they are asked for."""
        return Reading(self.rule, self.seats, unions)


@frozen
class Power:
    """The answer: who was asked about, which index, each value, how, and how exactly."""

    subject: Subject
    index: Index
    values: Mapping[str, Fraction | float]
    plan: Plan
    exact: bool
    error_bound: float | None = None

    def as_record(self) -> dict[str, Any]:
        """The answer as a JSON object, with what it rests on and what it does not show."""
        subject = self.subject
        return {
            "body": subject.body,
            "date": subject.day.isoformat() if subject.day else None,
            "decision": subject.decision,
            "rule": described(subject.rule),
            "rule_reference": subject.reference.as_record() if subject.reference else None,
            "index": self.index.slug,
            "name": self.index.name,
            "definition": self.index.definition,
            "ballots": self.index.family.value,
            "exact": self.exact,
            "error_bound": self.error_bound,
            "method": self.plan.method.value,
            "reason": self.plan.reason,
            "values": {member: number_record(value) for member, value in self.values.items()},
            "references": list(self.index.references),
            "does_not_show": self.index.does_not_show,
        }


@frozen
class CurvePoint:
    """When each member is in favour with chance `p`: adoption, and each member's decisiveness."""

    p: Fraction
    chance: Fraction
    values: Mapping[str, Fraction]


def number_record(value: Fraction | float) -> dict[str, Any]:
    """A number as its fraction, where it is exact, and as a float.

    >>> number_record(Fraction(1, 4)), number_record(0.25)
    ({'fraction': '1/4', 'float': 0.25}, {'fraction': None, 'float': 0.25})
    """
    fraction = f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else None
    return {"fraction": fraction, "float": float(value)}


def subject_of(
    sitting: Sitting, decision: str | None = None, parameters: Mapping[str, int] | None = None
) -> Subject:
    """The rule of a decision with the members that take part in it on the day.

    >>> from vetopoint.law.bodies import open_body
    >>> council = subject_of(open_body("un-security-council", date(1999, 3, 26)))
    >>> council.decision, len(council.seats)
    ('substantive', 15)
    """
    provision = sitting.provision(decision, parameters=parameters)
    found = provision.decision
    taking_part = sitting.groups[found.on] if found.on else frozenset(sitting.seats)
    return Subject(
        sitting.body,
        sitting.charter.name,
        sitting.day,
        found.id,
        found.name,
        provision.rule,
        tuple(seat for seat in sitting.seats if seat in taking_part),
        provision.reference,
    )


def power_of(
    subject: Subject, index: Index, reading: Reading | None = None, *, floats: bool = False
) -> Power:
    """The power of each member by one index; exact, unless floats are asked for.

    >>> from vetopoint.count.indices import INDICES
    >>> from vetopoint.law.bodies import open_body
    >>> council = subject_of(open_body("un-security-council", date(1999, 3, 26)))
    >>> power_of(council, INDICES["shapley-shubik"]).values["CHN"]
    Fraction(421, 2145)
    """
    counts = reading or subject.reading()
    if floats and index.slug in _IN_FLOATS and len(set(_columns(subject))) > MANY_TYPES:
        return _in_floats(subject, index)
    found = index.of(counts)
    if not floats:
        return Power(subject, index, found.values, found.plan, exact=True)
    values = {member: float(value) for member, value in found.values.items()}
    bound = ROUNDING * max(map(abs, values.values()), default=0.0)
    return Power(subject, index, values, found.plan, exact=False, error_bound=bound)


def _columns(subject: Subject) -> list[tuple[int, ...]]:
    leaves = list(thresholds(subject.rule))
    return [tuple(leaf.weights.get(seat, 0) for leaf in leaves) for seat in subject.seats]


_IN_FLOATS = {"shapley-shubik": shapley_floats, "banzhaf-absolute": banzhaf_floats}


def _in_floats(subject: Subject, index: Index) -> Power:
    found = _IN_FLOATS[index.slug](subject.rule, subject.seats)
    pairs = zip(found.types, found.values, strict=True)
    value_of = {member: value for kind, value in pairs for member in kind}
    values = {seat: value_of[seat] for seat in subject.seats}
    return Power(subject, index, values, found.plan, exact=False, error_bound=found.error_bound)


def curve(subject: Subject, chances: Sequence[Fraction]) -> list[CurvePoint]:
    """Adoption and decisiveness along a common chance of being in favour.

    At 1/2 these are Coleman's power to act and the absolute Banzhaf index; the mean of the
    decisiveness over all chances is Shapley-Shubik (Owen 1972).

    >>> from vetopoint.law.bodies import open_body
    >>> council = subject_of(open_body("un-security-council", date(1999, 3, 26)))
    >>> [point.chance for point in curve(council, [Fraction(1, 2), Fraction(1)])]
    [Fraction(53, 2048), Fraction(1, 1)]
    """
    sizes = subject.reading().sizes
    points = []
    for p in chances:
        own = [sizes.decisiveness(number, p) for number in range(len(sizes.types))]
        by_seat = {m: v for kind, v in zip(sizes.types, own, strict=True) for m in kind}
        values = {seat: by_seat[seat] for seat in subject.seats}
        points.append(CurvePoint(p, sizes.chance(p), values))
    return points


def semivalue_index(weights: Sequence[Fraction], words: str) -> Index:
    """An index record for a semivalue of these weights by coalition size.

    >>> from vetopoint.law.bodies import open_body
    >>> council = subject_of(open_body("un-security-council", date(1999, 3, 26)))
    >>> index = semivalue_index([Fraction(1, 2**14)] * 15, "coins")
    >>> power_of(council, index).values["CHN"]
    Fraction(53, 1024)
    """

    def values(reading: Reading) -> IndexValues:
        return IndexValues(semivalue(reading.sizes, weights), reading.sizes.plan)

    return Index(
        "semivalue",
        f"Semivalue ({words})",
        "sum over s of w(s) · swings at size s",
        ("Dubey, Neyman and Weber (1981), Mathematics of Operations Research 6:122–128",),
        "Who votes with whom: only the number of members in favour is thought of.",
        values,
        Family.BINARY,
    )
