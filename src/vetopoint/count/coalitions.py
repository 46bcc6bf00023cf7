"""Minimal winning and minimal blocking coalitions, listed one by one or counted exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, combinations, product

from attrs import evolve

from vetopoint.count.critical import critical_counts
from vetopoint.count.games import Formula, Game, game_of
from vetopoint.law.rules import Rule

__all__ = [
    "dual",
    "minimal_blocking",
    "minimal_blocking_count",
    "minimal_winning",
    "minimal_winning_count",
]


def minimal_winning(rule: Rule, members: Sequence[str] | None = None) -> Iterator[tuple[str, ...]]:
    """The coalitions that win and would lose with any member fewer, lazily.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> list(minimal_winning(Threshold("w", {"A": 2, "B": 1, "C": 1}, Count(favour=1), 3)))
    [('A', 'B'), ('A', 'C')]
    """
    return _minimal(game_of(rule, members))


def minimal_blocking(rule: Rule, members: Sequence[str] | None = None) -> Iterator[tuple[str, ...]]:
    """The coalitions without which nobody wins, and none of whose members can be spared, lazily.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> list(minimal_blocking(Threshold("w", {"A": 2, "B": 1, "C": 1}, Count(favour=1), 3)))
    [('B', 'C'), ('A',)]
    """
    return _minimal(dual(game_of(rule, members)))


def minimal_winning_count(rule: Rule, members: Sequence[str] | None = None) -> int:
    """How many minimal winning coalitions there are.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> minimal_winning_count(Threshold("w", dict.fromkeys("ABCDE", 1), Count(favour=1), 3))
    10
    """
    return sum(critical_counts(game_of(rule, members))[0])


def minimal_blocking_count(rule: Rule, members: Sequence[str] | None = None) -> int:
    """How many minimal blocking coalitions there are.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> minimal_blocking_count(Threshold("w", dict.fromkeys("ABCDE", 1), Count(favour=1), 4))
    10
    """
    return sum(critical_counts(dual(game_of(rule, members)))[0])


def dual(game: Game) -> Game:
    """The game in which a coalition wins exactly when it can block in this one."""
    totals = game.totals()
    tests = tuple((row, totals[row] - quota + 1) for row, quota in game.tests)
    return evolve(game, tests=tests, formula=_turned(game.formula))


def _turned(formula: Formula) -> Formula:
    if isinstance(formula, bool):
        return not formula
    if isinstance(formula, int):
        return formula
    every, parts = formula
    return (not every, tuple(_turned(part) for part in parts))


def _minimal(game: Game) -> Iterator[tuple[str, ...]]:
    """Numbers by type first, then every choice of that many members."""
    for numbers in _profiles(game):
        choices = (
            combinations(kind, number) for kind, number in zip(game.types, numbers, strict=True)
        )
        yield from (tuple(chain.from_iterable(chosen)) for chosen in product(*choices))


def _profiles(game: Game) -> Iterator[tuple[int, ...]]:
    """Numbers by type that win and lose with one fewer of any."""
    sizes = tuple(map(len, game.types))

    def wins(numbers: Sequence[int]) -> bool:
        return game.holds(
            [
                sum(n * gain[0][row] for n, gain in zip(numbers, game.gains, strict=True))
                for row in range(game.rows)
            ]
        )

    def extended(numbers: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        depth = len(numbers)
        rest = (0,) * (len(sizes) - depth)
        if wins(numbers + rest):
            if _is_minimal(wins, numbers + rest):
                yield numbers + rest
        elif wins(numbers + sizes[depth:]):
            for number in range(sizes[depth] + 1):
                yield from extended((*numbers, number))

    return extended(())


def _is_minimal(wins: Callable[[Sequence[int]], bool], numbers: tuple[int, ...]) -> bool:
    return not any(
        number and wins((*numbers[:place], number - 1, *numbers[place + 1 :]))
        for place, number in enumerate(numbers)
    )
