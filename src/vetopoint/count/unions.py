"""Power with a-priori unions: members first agree within their union, then unions decide.

For a member of a union, every other union counts as one block. Swings are counted by how many of
the own union and how many blocks are in favour; two sets of shares turn them into a value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from attrs import frozen

from vetopoint.count.engine import count_by_size, count_by_two_sizes
from vetopoint.count.games import merged
from vetopoint.count.results import BySize, ByTwoSizes, Plan
from vetopoint.errors import VetopointError
from vetopoint.law.rules import Rule

__all__ = ["BadUnionsError", "Shares", "UnionPower", "Unions", "alone", "union_power", "unions_of"]

Unions = tuple[tuple[str, ...], ...]
_Chance = Literal["orders", "coins"]


class BadUnionsError(VetopointError, ValueError):
    """Unions that name a member without a seat, or a member twice."""


@frozen
class Shares:
    """How coalitions are weighed among unions and within one: random orders or tossed coins."""

    among: _Chance
    within: _Chance


@frozen
class UnionPower:
    """Each member's value, and how the counts were made."""

    values: Mapping[str, Fraction]
    plan: Plan


def alone(seats: Iterable[str]) -> Unions:
    """Every member a union of its own."""
    return tuple((seat,) for seat in seats)


def unions_of(seats: Sequence[str], groups: Iterable[Iterable[str]]) -> Unions:
    """The partition of the seats by these groups; a member of none stands alone.

    >>> unions_of("ABCD", ["BC"])
    (('B', 'C'), ('A',), ('D',))

    Raises
    ------
    BadUnionsError
        If a member of a union has no seat, or is in two.
    """
    found = [tuple(group) for group in groups]
    placed: set[str] = set()
    for member in (member for union in found for member in union):
        if member not in seats:
            raise BadUnionsError(f"{member} is in a union and holds no seat; leave it out")
        if member in placed:
            raise BadUnionsError(f"{member} is in a union twice; unions must not overlap")
        placed.add(member)
    return (*(union for union in found if union), *alone(s for s in seats if s not in placed))


def union_power(rule: Rule, seats: Sequence[str], unions: Unions, shares: Shares) -> UnionPower:
    """The value of each member when the unions act as blocks.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> rule = Threshold("votes", {"A": 1, "B": 1, "C": 1}, Count(favour=1), 2)
    >>> found = union_power(rule, "ABC", (("A", "B"), ("C",)), Shares("orders", "orders"))
    >>> found.values["A"], found.values["C"]
    (Fraction(1, 2), Fraction(0, 1))
    """
    assert unions, seats
    blocks = {f"union {place}: {union[0]}": union for place, union in enumerate(unions)}
    singles = [union[0] for union in unions if len(union) == 1]
    values: dict[str, Fraction] = {}
    plans: list[Plan] = []
    if singles:
        # All who stand alone meet the same blocks, so one count serves them together.
        joined = {name: union for name, union in blocks.items() if len(union) > 1}
        sizes = count_by_size(merged(rule, joined), [*singles, *joined])
        plans.append(sizes.plan)
        values |= _of_singles(sizes, frozenset(singles), shares)
    for name, own in blocks.items():
        if len(own) > 1:
            others = {other: union for other, union in blocks.items() if other != name}
            counted = count_by_two_sizes(merged(rule, others), [*own, *others], inner=own)
            plans.append(counted.plan)
            values |= _values(counted, own, len(unions), shares)
    return UnionPower(values, plans[-1])


def _of_singles(sizes: BySize, singles: frozenset[str], shares: Shares) -> dict[str, Fraction]:
    among = _share(shares.among, sizes.seats)
    values: dict[str, Fraction] = {}
    for kind, swings in zip(sizes.types, sizes.swings, strict=True):
        value = sum((Fraction(n) * among(b) for b, n in enumerate(swings) if n), Fraction())
        values |= {member: value for member in kind if member in singles}
    return values


def _values(
    counted: ByTwoSizes, own: tuple[str, ...], unions: int, shares: Shares
) -> dict[str, Fraction]:
    within = _share(shares.within, len(own))
    among = _share(shares.among, unions)
    values: dict[str, Fraction] = {}
    for kind, swings in zip(counted.types, counted.swings, strict=True):
        if kind[0] in own:
            value = sum(
                (
                    Fraction(number) * within(a) * among(b)
                    for a, row in enumerate(swings)
                    for b, number in enumerate(row)
                    if number
                ),
                Fraction(),
            )
            values |= dict.fromkeys(kind, value)
    return values


def _share(chance: _Chance, players: int) -> Callable[[int], Fraction]:
    """The chance that a given set of so many of the other players is in favour."""
    if chance == "coins":
        return lambda _: Fraction(1, 2 ** (players - 1))
    return lambda size: Fraction(1, players * math.comb(players - 1, size))
