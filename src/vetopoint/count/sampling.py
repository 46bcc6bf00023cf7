"""Estimates for rules that no exact method reaches: random roll calls, a seed, a stated error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.count.games import BINARY, Formula, game_of
from vetopoint.law.ballots import Ballot
from vetopoint.law.rules import Rule

__all__ = ["Estimate", "estimate"]


@frozen
class Estimate:
    """Estimated chances when all ballots are equally likely, with standard errors.

    `decisive` is, type by type, the chance that one member's being for or against makes the
    difference. The same seed gives the same estimate.
    """

    types: tuple[tuple[str, ...], ...]
    adoption: float
    adoption_error: float
    decisive: tuple[float, ...]
    decisive_errors: tuple[float, ...]
    samples: int
    seed: int


def estimate(
    rule: Rule,
    members: Sequence[str] | None = None,
    *,
    samples: int = 100_000,
    seed: int,
    ballots: tuple[Ballot, ...] = BINARY,
) -> Estimate:
    """Estimate the chance of adoption and each type's decisiveness from random roll calls.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> rule = Threshold("votes", dict.fromkeys("ABC", 1), Count(favour=1), 2)
    >>> found = estimate(rule, samples=4000, seed=1)
    >>> abs(found.adoption - 0.5) < 5 * found.adoption_error
    True
    """
    game = game_of(rule, members, ballots)
    random = np.random.default_rng(seed)
    number_type: Any = np.int64 if max(game.totals(), default=0) < 1 << 62 else object
    sums = [np.zeros(samples, dtype=number_type) for _ in range(game.rows)]
    firsts = []
    for kind, gains in zip(game.types, game.gains, strict=True):
        columns = [np.array(column, dtype=number_type) for column in zip(*gains, strict=True)]
        for place in range(len(kind)):
            cast = random.integers(len(ballots), size=samples)
            sums = [total + column[cast] for total, column in zip(sums, columns, strict=True)]
            if place == 0:
                firsts.append([column[cast] for column in columns])
    tests = game.tests
    adopted = _held(game.formula, tests, sums, samples)
    decisive = []
    for own, gains in zip(firsts, game.gains, strict=True):
        others = [total - mine for total, mine in zip(sums, own, strict=True)]
        for_, against = (
            _held(game.formula, tests, [o + g for o, g in zip(others, gain, strict=True)], samples)
            for gain in gains[:2]
        )
        decisive.append(float((for_ & ~against).mean()))
    chance = float(adopted.mean())
    return Estimate(
        game.types,
        chance,
        _error(chance, samples),
        tuple(decisive),
        tuple(_error(value, samples) for value in decisive),
        samples,
        seed,
    )


def _held(
    formula: Formula, tests: Sequence[tuple[int, int]], sums: Sequence[NDArray[Any]], samples: int
) -> NDArray[np.bool_]:
    if isinstance(formula, bool):
        return np.full(samples, formula)
    if isinstance(formula, int):
        row, quota = tests[formula]
        return np.asarray(sums[row] >= quota, dtype=bool)
    every, parts = formula
    truths = [_held(part, tests, sums, samples) for part in parts]
    return np.asarray(np.all(truths, axis=0) if every else np.any(truths, axis=0))


def _error(chance: float, samples: int) -> float:
    """The standard error; where nothing varied, that of one roll call more that would."""
    inside = min(max(chance, 1 / samples), 1 - 1 / samples)
    return math.sqrt(inside * (1 - inside) / samples)
