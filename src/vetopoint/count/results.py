"""What counting gives back: exact counts, the method that gave them, and why it was chosen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from attrs import frozen

from vetopoint.errors import VetopointError

__all__ = [
    "BeyondMethodError",
    "BySize",
    "ByTwoSizes",
    "Coalitions",
    "Counted",
    "Critical",
    "FloatPower",
    "Least",
    "Method",
    "Plan",
    "RollCall",
    "Ternary",
]

_Number = TypeVar("_Number", Fraction, float)


class BeyondMethodError(VetopointError, ValueError):
    """A rule that the asked method, or every exact method, cannot reach."""


class Method(StrEnum):
    """The ways to count; `Plan.reason` says why one was taken."""

    TYPES = "symmetry types"
    DIAGRAM = "decision diagram"
    TRUNCATED = "truncated counting"
    MIDDLE = "meet in the middle"
    ENUMERATION = "enumeration"
    QUADRATURE = "Gauss-Legendre quadrature"
    JOINT = "joint table of weight and size"
    BOUNDS = "branch and bound"


@frozen
class Plan:
    """The method taken, and why, in words."""

    method: Method
    reason: str


@frozen
class Counted:
    """What all results share: the classes of interchangeable members, and the plan."""

    types: tuple[tuple[str, ...], ...]
    plan: Plan

    @property
    def members(self) -> tuple[str, ...]:
        """All members, type by type."""
        return tuple(member for kind in self.types for member in kind)

    @property
    def seats(self) -> int:
        """How many members there are."""
        return sum(map(len, self.types))

    def type_of(self, member: str) -> int:
        """The number of the type a member belongs to."""
        for number, kind in enumerate(self.types):
            if member in kind:
                return number
        raise BeyondMethodError(f"{member} holds no seat here; seated are {self.members}")


@frozen
class Coalitions(Counted):
    """Winning coalitions when each member is for or against.

    `containing` counts, for each type, the winning coalitions with one given member of it.
    """

    winning: int
    containing: tuple[int, ...]

    @property
    def coalitions(self) -> int:
        """All coalitions, winning or not."""
        return 1 << self.seats

    @property
    def swings(self) -> tuple[int, ...]:
        """For each type, the coalitions of the others that one member makes winning."""
        return tuple(2 * inside - self.winning for inside in self.containing)

    def swings_of(self, member: str) -> int:
        """The swings of one member."""
        return self.swings[self.type_of(member)]


@frozen
class BySize(Counted):
    """Winning coalitions by their size, in all and with one given member of each type."""

    winning: tuple[int, ...]
    containing: tuple[tuple[int, ...], ...]

    @property
    def swings(self) -> tuple[tuple[int, ...], ...]:
        """For each type and size: the losing coalitions of others that a member makes winning."""
        return tuple(
            tuple(
                inside[size + 1] - self.winning[size] + inside[size] for size in range(self.seats)
            )
            for inside in self.containing
        )

    def coalitions(self) -> Coalitions:
        """The same counts, sizes added together."""
        inside = tuple(sum(sizes) for sizes in self.containing)
        return Coalitions(self.types, self.plan, sum(self.winning), inside)

    def chance(self, p: _Number) -> _Number:
        """The chance of winning when each member is for with probability `p`."""
        return _mixed(self.winning, p, self.seats)

    def decisiveness(self, number: int, p: _Number) -> _Number:
        """The chance that a member of the type decides when the others are for with `p`."""
        return _mixed(self.swings[number], p, self.seats - 1)

    def shapley_shubik(self) -> tuple[Fraction, ...]:
        """The Shapley-Shubik power of one member of each type (Shapley and Shubik 1954)."""
        seats = self.seats
        share = [math.factorial(s) * math.factorial(seats - 1 - s) for s in range(seats)]
        whole = math.factorial(seats)
        return tuple(
            Fraction(sum(a * b for a, b in zip(swings, share, strict=True)), whole)
            for swings in self.swings
        )


def _mixed(counts: Sequence[int], p: _Number, seats: int) -> _Number:
    """The sum of counts[s] p^s (1-p)^(seats-s)."""
    terms = (counts[s] * p**s * (1 - p) ** (seats - s) for s in range(seats + 1))
    return sum(terms, start=0 * p)


@frozen
class ByTwoSizes(Counted):
    """Winning coalitions by how many members lie inside a set and how many outside it."""

    winning: tuple[tuple[int, ...], ...]
    containing: tuple[tuple[tuple[int, ...], ...], ...]
    inner: tuple[bool, ...]

    @property
    def swings(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """For each type: swings by the sizes, inside and outside, of the coalition it joins."""
        return tuple(
            tuple(
                tuple(
                    inside[a + isin][b + (not isin)] - self.winning[a][b] + inside[a][b]
                    for b in range(len(self.winning[0]) - (not isin))
                )
                for a in range(len(self.winning) - isin)
            )
            for inside, isin in zip(self.containing, self.inner, strict=True)
        )


@frozen
class Least(Counted):
    """Winning coalitions of the least size, in all and with one given member of each type."""

    size: int
    winning: int
    containing: tuple[int, ...]


@frozen
class Critical(Counted):
    """Minimal winning coalitions, and how many members are critical in each winning coalition.

    `critical[type][c]` counts the winning coalitions in which a given member of the type is
    critical and `c` members are critical in all.
    """

    minimal: tuple[int, ...]
    minimal_containing: tuple[tuple[int, ...], ...]
    critical: tuple[tuple[int, ...], ...]


@frozen
class Ternary(Counted):
    """Adoptions when each member is for, against or abstains.

    `adopted_with` holds, for each type, the adoptions by the others' ballots when one given
    member is for, against and abstains.
    """

    adopted: int
    adopted_with: tuple[tuple[int, int, int], ...]

    @property
    def decisive(self) -> tuple[int, ...]:
        """For each type, ballots of the others under which for and against differ.

        These are the swings of Felsenthal and Machover (1997).
        """
        return tuple(favour - against for favour, against, _ in self.adopted_with)


@frozen
class RollCall(Counted):
    """Shapley-Shubik power with abstention, by the roll-call model of Felsenthal and Machover."""

    values: tuple[Fraction, ...]


@frozen
class FloatPower(Counted):
    """Shapley-Shubik power as floats; `error_bound` bounds what quadrature and rounding add."""

    values: tuple[float, ...]
    error_bound: float
