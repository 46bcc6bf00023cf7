"""Shapley-Shubik power of large weighted bodies as floats with an error bound.

The power of a member is the chance that it decides when all others are for with probability t,
averaged over t from 0 to 1 (Owen 1972). That chance is a polynomial in t; Gauss-Legendre nodes
average it, and each node costs one pass of truncated counting.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from vetopoint.count.cores import Core, core_of
from vetopoint.count.games import Game, game_of
from vetopoint.count.joint import JointPower, joint_power, least_size
from vetopoint.count.methods import Question, chosen
from vetopoint.count.results import BySize, Coalitions, FloatPower, Method, Plan
from vetopoint.law.rules import Rule

__all__ = ["banzhaf_averages", "nodes_for", "quadrature_error", "shapley_averages"]

TARGET = 1e-17
NEGLIGIBLE = 1e-19
LONGEST = 25_000_000
SHORTEST_JOINT = 20_000
EPSILON = float(np.finfo(float).eps)


def shapley_averages(rule: Rule, members: Sequence[str] | None = None) -> FloatPower:
    """The Shapley-Shubik power of each type as a float, with a bound on the error.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> found = shapley_averages(Threshold("w", {"A": 3, "B": 2, "C": 2}, Count(favour=1), 4))
    >>> [round(value, 12) for value in found.values]
    [0.333333333333, 0.333333333333]

    Where the rule is not one row of weights, vetoers apart, the exact power is rounded.

    Raises
    ------
    BeyondMethodError
        If no method reaches the rule.
    """
    game = game_of(rule, members)
    core = core_of(game)
    quota = core.quotas[0] if core is not None else None
    if core is not None and (joint := _joint(core)) is not None:
        return _from_joint(game, core, joint.vetoer[0], joint.shapley)
    if core is None or core.is_sized or not quota or max(quota, core.span()) > LONGEST:
        winning, containing, plan = chosen(game, Question.SIZES)
        exact = BySize(game.types, plan, winning, containing).shapley_shubik()
        return FloatPower(game.types, plan, tuple(map(float, exact)), EPSILON)
    number = nodes_for(game.seats - 1)
    veto, values, skipped = _averaged(core, quota, number)
    rest = iter(values)
    found = tuple(veto if vetoing else float(next(rest)) for vetoing in core.vetoing)
    rounding = 4 * game.seats * EPSILON * max(found)
    reason = (
        f"{number} nodes average a polynomial of degree {game.seats - 1}; "
        f"each is one pass over {core.span():,} sums"
    )
    error = quadrature_error(game.seats - 1, number) + skipped + rounding
    return FloatPower(game.types, Plan(Method.QUADRATURE, reason), found, error)


def banzhaf_averages(rule: Rule, members: Sequence[str] | None = None) -> FloatPower:
    """The absolute Banzhaf power of each type as a float, with a bound on the error.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> banzhaf_averages(Threshold("w", {"A": 3, "B": 2, "C": 2}, Count(favour=1), 4)).values
    (0.5, 0.5)

    Raises
    ------
    BeyondMethodError
        If no method reaches the rule.
    """
    game = game_of(rule, members)
    core = core_of(game)
    if core is not None and (joint := _joint(core)) is not None:
        return _from_joint(game, core, joint.vetoer[1], joint.banzhaf)
    winning, containing, plan = chosen(game, Question.TOTALS)
    counted = Coalitions(game.types, plan, winning[0], tuple(own[0] for own in containing))
    half = 1 << (game.seats - 1)
    values = tuple(float(Fraction(swings, half)) for swings in counted.swings)
    return FloatPower(game.types, plan, values, EPSILON)


def _joint(core: Core) -> JointPower | None:
    pair = least_size(core) if core.is_sized and core.span() > SHORTEST_JOINT else None
    return None if pair is None else joint_power(core, *pair)


def _from_joint(game: Game, core: Core, vetoer: float, values: Sequence[float]) -> FloatPower:
    rest = iter(values)
    found = tuple(vetoer if vetoing else next(rest) for vetoing in core.vetoing)
    reason = f"one table counts {core.span():,} sums of weight for each number of members"
    error = 16 * game.seats * EPSILON * max(found)
    return FloatPower(game.types, Plan(Method.JOINT, reason), found, error)


def nodes_for(degree: int, target: float = TARGET) -> int:
    """The fewest Gauss-Legendre nodes whose error stays below the target.

    >>> nodes_for(3), nodes_for(189)
    (2, 60)
    """
    exact = degree // 2 + 1
    return next((m for m in range(1, exact) if quadrature_error(degree, m) < target), exact)


def quadrature_error(degree: int, nodes: int) -> float:
    """A bound on the error of averaging a chance of this degree with so many nodes.

    On the ellipse with foci 0 and 1 whose axes sum to rho, |t| + |1-t| is (rho + 1/rho) / 2, so
    the chance is at most its power of the degree; Trefethen (2008), theorem 4.5, bounds the error.
    """
    if 2 * nodes > degree:
        return 0.0
    bounds = []
    for step in range(1, 200):
        width = step / 50
        log = degree * math.log(math.cosh(width)) - 2 * nodes * width
        bounds.append(32 / 15 * math.exp(log) / (1 - math.exp(-2 * width)))
    return min(bounds)


_Values = NDArray[np.float64]


def _averaged(core: Core, quota: int, number: int) -> tuple[float, _Values, float]:
    """The power of a vetoer and of each other type, and a bound on what was left out."""
    members = [w for w, n in zip(core.weights, core.numbers, strict=True) for _ in range(n)]
    weights = np.array(core.weights, dtype=np.int64)
    inside = np.array(sorted(w for w in members if w), dtype=np.int64)
    lengths = (sum(members) - quota + 1, quota)
    points, shares = np.polynomial.legendre.leggauss(number)
    values, veto, skipped, vetoers = np.zeros(len(weights)), 0.0, 0.0, core.vetoers
    for point, share in zip(points.tolist(), shares.tolist(), strict=True):
        if point > 1e-12:
            continue
        low = (1 + point) / 2
        half = share / 2 if point < -1e-12 else share / 4
        # One pass at the low chance serves its mirror image too, on the side of complements.
        swings, below, left_out = _mirrored(inside, weights, lengths, low)
        chances, wins = (1 - low, low), (below[0], 1 - below[1])
        for chance, swing, win in zip(chances, swings, wins, strict=True):
            values += half * chance**vetoers * swing
            veto += half * chance ** (vetoers - 1) * win if vetoers else 0.0
        skipped += half * left_out
    return veto, values, skipped


def _mirrored(
    inside: NDArray[np.int64],
    weights: NDArray[np.int64],
    lengths: tuple[int, int],
    low: float,
) -> tuple[list[_Values], list[float], float]:
    """For complements at 1 - low, then coalitions at low: swings, and chances to stay below.

    A side on which no swing has a chance worth counting is left out; the last value bounds it.
    """
    from vetopoint.count import kernels  # slow to import, for large bodies only

    bounds = [_chance_above(inside, low, length) / low for length in lengths]
    needed = [bound > NEGLIGIBLE for bound in bounds]
    longest = max([n for n, need in zip(lengths, needed, strict=True) if need], default=1)
    sums = np.zeros(longest)
    sums[0] = (1 - low) ** len(inside)
    kernels.add_float(sums, inside[inside < longest], low / (1 - low))
    kernels.running_sums(sums)
    swings, below = [], []
    for length, need in zip(lengths, needed, strict=True):
        found = np.zeros(len(weights))
        if need:
            kernels.windows_float(sums, np.minimum(weights, longest), length - 1, low, found)
        swings.append(found)
        below.append(float(sums[length - 1]) if need else 1.0)
    left_out = sum(bound for bound, need in zip(bounds, needed, strict=True) if not need)
    return swings, below, left_out


def _chance_above(weights: NDArray[np.int64], chance: float, bound: int) -> float:
    """Chernoff's bound on the chance that members, each in with `chance`, weigh `bound` or more."""
    if bound <= chance * weights.sum():
        return 1.0
    steps = np.geomspace(1e-3, 1e3, 200) / bound
    growth = np.log1p(chance * np.expm1(np.minimum(steps[:, None] * weights, 700.0))).sum(axis=1)
    return float(np.exp(min(0.0, (growth - steps * bound).min())))
