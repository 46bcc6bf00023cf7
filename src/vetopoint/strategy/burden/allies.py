"""Allies by size and burden, and Spearman's rank correlation of the two."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

from attrs import frozen

from vetopoint.strategy.inputs import BadInputError

__all__ = ["Ally", "chance_of", "midranks", "rank_correlation"]


@frozen
class Ally:
    """One ally: the size of its economy and its defence burden, larger meaning more."""

    member: str
    size: Fraction
    burden: Fraction


def midranks(values: Sequence[Fraction]) -> list[Fraction]:
    """Ranks from 1 for the largest; equals share the mean of their ranks.

    >>> midranks([Fraction(5), Fraction(7), Fraction(5)])
    [Fraction(5, 2), Fraction(1, 1), Fraction(5, 2)]
    """
    above = [sum(other > value for other in values) for value in values]
    return [
        Fraction(2 * more + values.count(value) + 1, 2)
        for more, value in zip(above, values, strict=True)
    ]


def rank_correlation(first: Sequence[Fraction], second: Sequence[Fraction]) -> Fraction | float:
    """Spearman's ρ: the correlation of midranks; an exact fraction where there are no ties.

    >>> rank_correlation([Fraction(n) for n in (3, 2, 1)], [Fraction(n) for n in (9, 1, 4)])
    Fraction(1, 2)
    """
    number = len(first)
    one, other = midranks(first), midranks(second)
    if len(set(first)) == len(set(second)) == number:
        gaps = sum(((a - b) ** 2 for a, b in zip(one, other, strict=True)), Fraction(0))
        return 1 - 6 * gaps / (number * (number**2 - 1))
    middle = Fraction(number + 1, 2)
    together = sum((a - middle) * (b - middle) for a, b in zip(one, other, strict=True))
    spread = [sum((rank - middle) ** 2 for rank in ranks) for ranks in (one, other)]
    if not all(spread):
        raise BadInputError("all sizes or all burdens are equal, so their ranks say nothing")
    return float(together) / sqrt(float(spread[0]) * float(spread[1]))


def chance_of(correlation: Fraction | float, members: int) -> float:
    """The chance of so high a ρ or higher if ranks were drawn by lot: √(n − 1) ρ as normal.

    >>> chance_of(0, 10)
    0.5
    """
    return NormalDist().cdf(-float(correlation) * sqrt(members - 1))
