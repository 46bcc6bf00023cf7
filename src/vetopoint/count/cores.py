"""The core of a binary game: what is left to count once every vetoer is in.

A vetoer stands in every winning coalition, so only the others are counted. When one row of weights
is left beside tests of size, truncated counting and meeting in the middle apply.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import comb

from attrs import frozen

from vetopoint.count.games import Formula, Game, live_tests, simplified

__all__ = ["HALVES", "Core", "core_of", "vetoing_types"]

HALVES = 34

_Sizes = tuple[int, ...]


@frozen
class Core:
    """The members without a veto: weights by type, and the quota for each size of coalition.

    A quota of 0 is met by every coalition of the size, None by no one. `vetoing` marks the types
    of vetoers; the other lists hold the rest, type by type.
    """

    vetoing: tuple[bool, ...]
    vetoers: int
    weights: tuple[int, ...]
    numbers: tuple[int, ...]
    quotas: tuple[int | None, ...]

    @property
    def seats(self) -> int:
        """How many members have no veto."""
        return sum(self.numbers)

    @property
    def is_sized(self) -> bool:
        """Whether the size of a coalition matters beside its weight."""
        return len(set(self.quotas)) > 1

    def span(self) -> int:
        """How many sums truncated counting keeps, in all."""
        total = sum(w * n for w, n in zip(self.weights, self.numbers, strict=True))
        return sum(min(q, total - q + 1) for q in {q for q in self.quotas if q})

    def answered(self, *, totals: bool) -> tuple[_Sizes, tuple[_Sizes, ...]]:
        """Winning coalitions of the members without a veto, in all and with each type."""
        if totals and not self.is_sized and self.quotas[0]:
            from vetopoint.count.weighted import (
                weighted_totals,
            )  # NumPy is slow to import, for larger bodies only

            winning, swings = weighted_totals(self.weights, self.numbers, self.quotas[0])
            return (winning,), tuple(((winning + own) // 2,) for own in swings)
        sizes = self._sizes()
        return _summed(*sizes) if totals else sizes

    def _sizes(self) -> tuple[_Sizes, tuple[_Sizes, ...]]:
        from vetopoint.count.weighted import (
            weighted_sizes,
        )  # NumPy is slow to import, for larger bodies only

        seats = self.seats
        counted = {
            quota: _with_members(*weighted_sizes(self.weights, self.numbers, quota))
            for quota in {q for q in self.quotas if q}
        }
        kinds = range(len(self.weights))
        everyone = tuple(comb(seats, s) for s in range(seats + 1))
        inside = (0, *(comb(seats - 1, s) for s in range(seats)))
        counted[0] = (everyone, tuple(inside for _ in kinds))
        winning = tuple(0 if q is None else counted[q][0][s] for s, q in enumerate(self.quotas))
        containing = tuple(
            tuple(0 if q is None else counted[q][1][k][s] for s, q in enumerate(self.quotas))
            for k in kinds
        )
        return winning, containing

    def lifted(
        self, winning: _Sizes, containing: tuple[_Sizes, ...], *, totals: bool
    ) -> tuple[_Sizes, tuple[_Sizes, ...]]:
        """The same for all members: every vetoer stands in every winning coalition."""
        shift = () if totals else (0,) * self.vetoers
        rest = iter(containing)
        whole = shift + winning
        return whole, tuple(whole if veto else shift + next(rest) for veto in self.vetoing)


def _summed(winning: _Sizes, containing: tuple[_Sizes, ...]) -> tuple[_Sizes, tuple[_Sizes, ...]]:
    return (sum(winning),), tuple((sum(own),) for own in containing)


def _with_members(winning: _Sizes, swings: tuple[_Sizes, ...]) -> tuple[_Sizes, tuple[_Sizes, ...]]:
    """Coalitions with a member from its swings: those of size s + 1 gain or keep their victory."""
    containing = []
    for own in swings:
        inside = [0]
        for size, swing in enumerate(own):
            inside.append(swing + winning[size] - inside[size])
        containing.append(tuple(inside))
    return winning, tuple(containing)


def vetoing_types(game: Game) -> tuple[bool, ...]:
    """For each type, whether no coalition wins without one of its members.

    In a game that nobody can win, no type is marked.
    """
    totals = game.totals()
    if not game.holds(totals):
        return (False,) * len(game.types)
    return tuple(
        not game.holds([total - gain[0][row] for row, total in enumerate(totals)])
        for gain in game.gains
    )


def core_of(game: Game) -> Core | None:
    """The core of a binary game; None unless one row of weights at most is left beside sizes."""
    vetoing = vetoing_types(game)
    kept = [number for number, veto in enumerate(vetoing) if not veto]
    numbers = tuple(len(game.types[number]) for number in kept)
    given = [0] * game.rows
    for number, veto in enumerate(vetoing):
        if veto:
            for row in range(game.rows):
                given[row] += len(game.types[number]) * game.gains[number][0][row]
    columns = [tuple(game.gains[n][0][row] for n in kept) for row in range(game.rows)]
    most = [sum(w * n for w, n in zip(column, numbers, strict=True)) for column in columns]
    known = {
        test: given[row] >= quota
        for test, (row, quota) in enumerate(game.tests)
        if given[row] >= quota or given[row] + most[row] < quota
    }
    formula = simplified(game.formula, known)
    rows = {game.tests[test][0] for test in live_tests(formula)}
    heavy = [row for row in rows if len(set(columns[row])) > 1]
    if len({columns[row] for row in heavy}) > 1:
        return None
    chosen = heavy[0] if heavy else None
    weights = (0,) * len(kept) if chosen is None else columns[chosen]
    seats = sum(numbers)
    by_size = {light: columns[light][0] for light in rows if light not in heavy}
    quotas = tuple(_quota(game, formula, chosen, given, by_size, size) for size in range(seats + 1))
    vetoers = game.seats - seats
    return Core(vetoing, vetoers, weights, numbers, quotas)


def _quota(
    game: Game,
    formula: Formula,
    heavy: int | None,
    given: list[int],
    by_size: Mapping[int, int],
    size: int,
) -> int | None:
    """What the weights of a coalition of this size must reach."""
    known = {
        test: given[row] + by_size[row] * size >= game.tests[test][1]
        for test in live_tests(formula)
        if (row := game.tests[test][0]) in by_size
    }
    rest = simplified(formula, known)
    if isinstance(rest, bool) or heavy is None:
        return 0 if rest is True else None
    left = {test: game.tests[test][1] - given[heavy] for test in live_tests(rest)}
    # With one row, the least quota that makes the formula true is what the size needs.
    return next(
        quota
        for quota in sorted(left.values())
        if simplified(rest, {test: quota >= own for test, own in left.items()}) is True
    )
