"""The structure of a binary game: dummies, vetoers, a dictator, who is worth more, weights."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product

from attrs import frozen

from vetopoint.count.cores import vetoing_types
from vetopoint.count.engine import count_coalitions
from vetopoint.count.games import Game, game_of
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

PROFILES = 4096

_Types = tuple[tuple[str, ...], ...]
_Profile = tuple[int, ...]


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
    Exact, by trying how many members of each type a coalition can have, up to `PROFILES`.

    >>> desirability(Threshold("weights", {"A": 3, "B": 1, "C": 1}, Count(favour=1), 4))
    (('A',), ('B', 'C'))

    Raises
    ------
    BeyondMethodError
        If there are more profiles than `PROFILES`.
    """
    game = game_of(rule, members)
    if _is_one_row(game):
        # Among weighted members, more is never less desirable, and swings tell who ties.
        found = count_coalitions(rule, members)
        ties: dict[int, list[str]] = {}
        for kind, swings in sorted(
            zip(found.types, found.swings, strict=True), key=lambda pair: -pair[1]
        ):
            ties.setdefault(swings, []).extend(kind)
        return tuple(map(tuple, ties.values()))
    types, wins = _profiles(game)
    power = [_containing(types, wins, place) for place in range(len(types))]
    order = sorted(range(len(types)), key=lambda place: -power[place])
    for above, below in pairwise(order):
        if any(not _swapped(types, p, above, below) <= wins for p in wins):
            return None
    classes: dict[int, list[str]] = {}
    for place in order:
        classes.setdefault(power[place], []).extend(types[place])
    return tuple(map(tuple, classes.values()))


def _containing(types: _Types, wins: frozenset[_Profile], place: int) -> int:
    """How many winning coalitions hold a given member of a type."""
    return sum(
        math.prod(
            math.comb(len(kind) - (k == place), number - (k == place))
            for k, (kind, number) in enumerate(zip(types, profile, strict=True))
        )
        for profile in wins
        if profile[place]
    )


def _swapped(types: _Types, profile: _Profile, above: int, below: int) -> frozenset[_Profile]:
    """The coalition with one member of `below` replaced by one of `above`, where that can be."""
    if not profile[below] or profile[above] == len(types[above]):
        return frozenset()
    changed = list(profile)
    changed[below] -= 1
    changed[above] += 1
    return frozenset({tuple(changed)})


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
        If there are more profiles than `PROFILES`.
    """
    game = game_of(rule, members)
    if _is_one_row(game):
        ((row, quota),) = game.tests
        given = [
            (kind, gain[0][row] - gain[1][row], gain[1][row] * len(kind))
            for kind, gain in zip(game.types, game.gains, strict=True)
        ]
        pairs = tuple((seat, weight) for kind, weight, _ in given for seat in kind)
        return WeightedForm(pairs, quota - sum(least for _, _, least in given))
    types, wins = _profiles(game)
    every = list(product(*(range(len(kind) + 1) for kind in types)))
    lost = [profile for profile in every if profile not in wins]
    if not wins or not lost:
        seats = [seat for kind in types for seat in kind]
        return WeightedForm(tuple((seat, 1) for seat in seats), 0 if wins else len(seats) + 1)
    minimal = [p for p in sorted(wins) if not any(q in wins for q in _steps(types, p, -1))]
    maximal = [p for p in lost if all(q in wins for q in _steps(types, p, 1))]
    # One column for each profile: a winning one reaches the quota, a losing one stays 1 short.
    columns = [[*profile, -1] for profile in minimal]
    columns += [[*(-number for number in profile), 1] for profile in maximal]
    found, is_ray = _separated(columns, [0] * len(minimal) + [1] * len(maximal))
    scale = math.lcm(*(value.denominator for value in found))
    whole = [int(value * scale) for value in found]
    if is_ray:
        won = whole[: len(minimal)]
        return Trade(_dealt(types, minimal, won), _dealt(types, maximal, whole[len(minimal) :]))
    common = math.gcd(*whole[: len(types)])
    weights = [value // common for value in whole[: len(types)]]
    quota = min(sum(w * n for w, n in zip(weights, p, strict=True)) for p in minimal)
    named = ((seat, w) for kind, w in zip(types, weights, strict=True) for seat in kind)
    return WeightedForm(tuple(named), quota)


def _is_one_row(game: Game) -> bool:
    return game.formula == 0 and len(game.tests) == 1


def _steps(types: _Types, profile: _Profile, step: int) -> Iterator[_Profile]:
    """The profiles with one member of one type more, or fewer."""
    for place, number in enumerate(profile):
        if 0 <= number + step <= len(types[place]):
            yield (*profile[:place], number + step, *profile[place + 1 :])


def _dealt(
    types: _Types, profiles: Sequence[_Profile], times: Sequence[int]
) -> tuple[tuple[str, ...], ...]:
    """Coalitions of these profiles, the members of each type dealt in turn, so evenly."""
    dealt = [0] * len(types)
    coalitions = []
    for profile, number in zip(profiles, times, strict=True):
        for _ in range(number):
            coalition: list[str] = []
            for place, (kind, taken) in enumerate(zip(types, profile, strict=True)):
                coalition += [kind[(dealt[place] + k) % len(kind)] for k in range(taken)]
                dealt[place] += taken
            coalitions.append(tuple(coalition))
    return tuple(coalitions)


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


def _profiles(game: Game) -> tuple[_Types, frozenset[_Profile]]:
    """The types of members, and how many of each the winning coalitions can have."""
    number = math.prod(len(kind) + 1 for kind in game.types)
    if number > PROFILES:
        raise BeyondMethodError(
            f"desirability and weights are found by trying all {number:,} ways to take members of "
            f"each type; this method stops at {PROFILES:,}"
        )
    wins = set()
    for profile in product(*(range(len(kind) + 1) for kind in game.types)):
        parts = list(zip(game.types, game.gains, profile, strict=True))
        sums = [
            sum(taken * g[0][row] + (len(kind) - taken) * g[1][row] for kind, g, taken in parts)
            for row in range(game.rows)
        ]
        if game.holds(sums):
            wins.add(profile)
    return game.types, frozenset(wins)


def _of(types: Sequence[Sequence[str]], marks: Sequence[bool]) -> tuple[str, ...]:
    return tuple(m for kind, mark in zip(types, marks, strict=True) if mark for m in kind)
