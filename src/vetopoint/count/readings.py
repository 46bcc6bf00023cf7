"""The counts that indices read, and what indices have in common."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from attrs import frozen

from vetopoint.count.engine import (
    count_by_size,
    count_coalitions,
    count_critical,
    count_least,
    count_ternary,
    roll_call_power,
)
from vetopoint.count.results import (
    BeyondMethodError,
    BySize,
    Coalitions,
    Counted,
    Critical,
    Least,
    Plan,
    RollCall,
    Ternary,
)
from vetopoint.count.unions import Shares, UnionPower, Unions, alone, union_power
from vetopoint.errors import VetopointError
from vetopoint.law.rules import Rule

__all__ = [
    "IndexValues",
    "Reading",
    "UndefinedIndexError",
    "UnknownIndexError",
    "by_type",
    "ratio",
    "semivalue",
    "semivalue_weights",
    "shared_out",
]


class UnknownIndexError(VetopointError, LookupError):
    """No index has this name, or a semivalue does not fit the number of members."""


class UndefinedIndexError(VetopointError, ValueError):
    """An index that divides by something this rule has none of."""


@frozen
class Reading:
    """A rule and its seats, with the counts that indices read; each is made when first asked for.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> rule = Threshold("votes", {"A": 2, "B": 1, "C": 1}, Count(favour=1), 3)
    >>> Reading(rule, ("A", "B", "C")).coalitions.winning
    3
    """

    rule: Rule
    seats: tuple[str, ...]
    unions: Unions = ()

    @cached_property
    def coalitions(self) -> Coalitions:
        """Winning coalitions, in all and by member."""
        return count_coalitions(self.rule, self.seats)

    @cached_property
    def sizes(self) -> BySize:
        """Winning coalitions by their size."""
        return count_by_size(self.rule, self.seats)

    @cached_property
    def least(self) -> Least:
        """Winning coalitions of the least size alone."""
        return count_least(self.rule, self.seats)

    @cached_property
    def critical(self) -> Critical:
        """Minimal winning coalitions, and those with critical members."""
        try:
            return count_critical(self.rule, self.seats)
        except BeyondMethodError as error:
            raise BeyondMethodError(
                f"{error}; choose an index that needs no minimal coalitions, such as "
                "banzhaf-normalised or shapley-shubik"
            ) from error

    @cached_property
    def ternary(self) -> Ternary:
        """Adoptions with abstention."""
        return count_ternary(self.rule, self.seats)

    @cached_property
    def roll_calls(self) -> RollCall:
        """Pivots in roll calls with abstention."""
        return roll_call_power(self.rule, self.seats)

    def in_unions(self, shares: Shares) -> UnionPower:
        """The values with a-priori unions; members of no union stand alone."""
        return union_power(self.rule, self.seats, self.unions or alone(self.seats), shares)


@frozen
class IndexValues:
    """The exact value of each member, and how the counts were made."""

    values: Mapping[str, Fraction]
    plan: Plan


def by_type(counted: Counted, values: Sequence[Fraction]) -> IndexValues:
    """Each member's value from the values by type."""
    pairs = zip(counted.types, values, strict=True)
    return IndexValues({m: value for kind, value in pairs for m in kind}, counted.plan)


def ratio(part: int | Fraction, whole: int | Fraction, lacking: str) -> Fraction:
    """A part of a whole; where the whole is nothing, the sentence says what is lacking."""
    if not whole:
        raise UndefinedIndexError(
            f"under this rule {lacking}, and the index would divide by nothing; "
            "choose banzhaf-absolute or shapley-shubik, which are 0 then"
        )
    return Fraction(part) / whole


def _all_of(counted: Counted, values: Sequence[int | Fraction]) -> Fraction:
    """The values added over all members."""
    pairs = zip(counted.types, values, strict=True)
    return sum((Fraction(value) * len(kind) for kind, value in pairs), Fraction())


def shared_out(counted: Counted, values: Sequence[int | Fraction], lacking: str) -> IndexValues:
    """Each member's share of the values of all members."""
    whole = _all_of(counted, values)
    return by_type(counted, [ratio(value, whole, lacking) for value in values])


def semivalue(found: BySize, weights: Sequence[Fraction]) -> dict[str, Fraction]:
    """Any semivalue: swings at a coalition of size s count `weights[s]` (Dubey et al. 1981).

    >>> from vetopoint.law.rules import Count, Threshold
    >>> votes = count_by_size(Threshold("votes", {"A": 2, "B": 1, "C": 1}, Count(favour=1), 3))
    >>> found = semivalue(votes, [Fraction(1, 4)] * 3)
    >>> found["A"], found["B"]
    (Fraction(3, 4), Fraction(1, 4))

    References
    ----------
    Dubey, Neyman and Weber (1981), theorem 1.
    """
    if len(weights) != found.seats:
        raise UnknownIndexError(
            f"{len(weights)} weights are given for coalitions of 0 to {found.seats - 1} others; "
            f"give {found.seats}"
        )
    values = (
        sum((w * n for w, n in zip(weights, swings, strict=True)), Fraction())
        for swings in found.swings
    )
    return {m: value for kind, value in zip(found.types, values, strict=True) for m in kind}


def semivalue_weights(chances: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """The weights of a semivalue from how likely it is that 0, 1, 2 … others are in favour.

    Chances need not add to 1. Equal chances give Shapley-Shubik.

    >>> semivalue_weights([Fraction(1)] * 3)
    (Fraction(1, 3), Fraction(1, 6), Fraction(1, 3))
    """
    whole, others = sum(chances), len(chances) - 1
    if not whole or any(chance < 0 for chance in chances):
        raise UnknownIndexError("a semivalue needs chances of zero or more, and one above zero")
    return tuple(chance / whole / math.comb(others, s) for s, chance in enumerate(chances))
