"""The structure of a binary game: dummies, vetoers, a dictator, who is worth more, weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from vetopoint.count.cores import vetoing_types
from vetopoint.count.engine import count_coalitions
from vetopoint.count.enumeration import winning_masks
from vetopoint.count.games import game_of
from vetopoint.count.results import BeyondMethodError
from vetopoint.law.rules import Count, Rule, Threshold

__all__ = [
    "Trade",
    "WeightedForm",
    "desirability",
    "dictator",
    "dummies",
    "vetoers",
    "weighted_form",
]

MEMBERS = 12


def dummies(rule: Rule, members: Sequence[str] | None = None) -> tuple[str, ...]:
    """The members whose ballot never matters.

    >>> weights = dict(zip("GFIBNL", [4, 4, 4, 2, 2, 1]))
    >>> dummies(Threshold("weights", weights, Count(favour=1), 12))
    ('L',)
    """
    found = count_coalitions(rule, members)
    return _of(found.types, [swings == 0 for swings in found.swings])


def vetoers(rule: Rule, members: Sequence[str] | None = None) -> tuple[str, ...]:
    """The members without whom no coalition wins.

    >>> vetoers(Threshold("weights", {"A": 3, "B": 1, "C": 1}, Count(favour=1), 4))
    ('A',)
    """
    game = game_of(rule, members)
    return _of(game.types, vetoing_types(game))


def dictator(rule: Rule, members: Sequence[str] | None = None) -> str | None:
    """The one member that wins alone and without whom nobody wins, if there is one.

    >>> dictator(Threshold("weights", {"A": 3, "B": 1}, Count(favour=1), 3))
    'A'
    """
    game = game_of(rule, members)
    for kind, gain, vetoing in zip(game.types, game.gains, vetoing_types(game), strict=True):
        if vetoing and game.holds(gain[0]):
            return kind[0]
    return None


def desirability(
    rule: Rule, members: Sequence[str] | None = None
) -> tuple[tuple[str, ...], ...] | None:
    """Classes of members from the most to the least desirable; None where some do not compare.

    A member is at least as desirable as another if it can replace the other in every coalition.
    Exact by enumeration, for up to `MEMBERS` types.

    >>> desirability(Threshold("weights", {"A": 3, "B": 1, "C": 1}, Count(favour=1), 4))
    (('A',), ('B', 'C'))
    """
    seats, wins = _wins(rule, members)
    power = {
        member: sum(1 for mask in wins if mask >> place & 1) for place, member in enumerate(seats)
    }
    order = sorted(range(len(seats)), key=lambda place: -power[seats[place]])
    for above, below in pairwise(order):
        one, other = 1 << above, 1 << below
        if any(m & other and not m & one and m ^ one ^ other not in wins for m in wins):
            return None
    classes: dict[int, list[str]] = {}
    for place in order:
        classes.setdefault(power[seats[place]], []).append(seats[place])
    return tuple(map(tuple, classes.values()))


@frozen
class WeightedForm:
    """Integer weights and a quota that say the same as the rule."""

    weights: tuple[tuple[str, int], ...]
    quota: int

    def as_rule(self) -> Threshold:
        """The form as a rule of one threshold."""
        return Threshold("weights", dict(self.weights), Count(favour=1), self.quota)


@frozen
class Trade:
    """A certificate that no weights do: winning coalitions whose members make losing ones.

    The losing coalitions are no more than the winning ones, and together hold every member at
    least as often: no weights could let all the former reach a quota and none of the latter.
    """

    winning: tuple[tuple[str, ...], ...]
    losing: tuple[tuple[str, ...], ...]


def weighted_form(rule: Rule, members: Sequence[str] | None = None) -> WeightedForm | Trade:
    """Integer weights for a rule, or a trade that shows that there are none.

    Exact by elimination over fractions (Taylor and Zwicker 1999: a game is weighted exactly when
    no trade turns winning coalitions into losing ones).

    >>> both = Threshold("votes", {"A": 2, "B": 1, "C": 1}, Count(favour=1), 3)
    >>> weighted_form(both)
    WeightedForm(weights=(('A', 2), ('B', 1), ('C', 1)), quota=3)

    Raises
    ------
    BeyondMethodError
        If there are more than `MEMBERS` members.
    """
    seats, wins = _wins(rule, members)
    number = len(seats)
    lost = [mask for mask in range(1 << number) if mask not in wins]
    if not wins or not lost:
        return WeightedForm(tuple((seat, 1) for seat in seats), 0 if wins else number + 1)
    places = range(number)
    minimal = [m for m in sorted(wins) if all(m ^ 1 << k not in wins for k in places if m >> k & 1)]
    maximal = [m for m in lost if all(m | 1 << k in wins for k in places if not m >> k & 1)]
    # One column for each coalition: a winning one reaches the quota, a losing one stays 1 short.
    columns = [[*(m >> k & 1 for k in places), -1] for m in minimal]
    columns += [[*(-(m >> k & 1) for k in places), 1] for m in maximal]
    found, is_ray = _separated(columns, [0] * len(minimal) + [1] * len(maximal))
    scale = math.lcm(*(value.denominator for value in found))
    whole = [int(value * scale) for value in found]
    if not is_ray:
        common = math.gcd(*whole[:number])
        weights = [value // common for value in whole[:number]]
        quota = min(sum(w for k, w in enumerate(weights) if m >> k & 1) for m in minimal)
        return WeightedForm(tuple(zip(seats, weights, strict=True)), quota)
    named = [
        tuple(seat for k, seat in enumerate(seats) if mask >> k & 1)
        for mask, times in zip(minimal + maximal, whole, strict=True)
        for _ in range(times)
    ]
    won = sum(whole[: len(minimal)])
    return Trade(tuple(named[:won]), tuple(named[won:]))


def _separated(columns: list[list[int]], gains: list[int]) -> tuple[list[Fraction], bool]:
    """Weights and a quota, or (True) how often to take each column so that none can do.

    The simplex method over fractions on the dual: maximise the gains of columns that add up to
    nothing positive. It is bounded exactly when weights exist. Bland's rule ends it.
    """
    height, width = len(columns[0]), len(columns)
    table = [
        [
            *(Fraction(column[row]) for column in columns),
            *(Fraction(row == k) for k in range(height)),
        ]
        for row in range(height)
    ]
    costs = [*map(Fraction, gains), *[Fraction(0)] * height]
    basis = [width + row for row in range(height)]
    while (enters := next((k for k, cost in enumerate(costs) if cost > 0), None)) is not None:
        rows = [row for row in range(height) if table[row][enters] > 0]
        if not rows:
            ray = [Fraction(0)] * (width + height)
            ray[enters] = Fraction(1)
            for row, basic in enumerate(basis):
                ray[basic] = -table[row][enters]
            return ray[:width], True
        leaves = min(rows, key=lambda row: basis[row])
        pivot = table[leaves][enters]
        table[leaves] = [value / pivot for value in table[leaves]]
        for line in (*(table[row] for row in range(height) if row != leaves), costs):
            factor = line[enters]
            if factor:
                line[:] = [a - factor * b for a, b in zip(line, table[leaves], strict=True)]
        basis[leaves] = enters
    return [-cost for cost in costs[width:]], False


def _wins(rule: Rule, members: Sequence[str] | None) -> tuple[tuple[str, ...], frozenset[int]]:
    game = game_of(rule, members)
    if game.seats > MEMBERS:
        raise BeyondMethodError(
            f"desirability and weights are found by trying all coalitions of up to {MEMBERS} "
            f"members, not {game.seats}"
        )
    seats = tuple(member for kind in game.types for member in kind)
    return seats, frozenset(winning_masks(game))


def _of(types: Sequence[Sequence[str]], marks: Sequence[bool]) -> tuple[str, ...]:
    return tuple(m for kind, mark in zip(types, marks, strict=True) if mark for m in kind)
