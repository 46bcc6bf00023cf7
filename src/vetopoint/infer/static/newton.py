"""Damped Newton steps for a static model, and the precision of its positions at the mode.

Each block, an item given the members or a member given the items, is a concave problem, so a damped
Newton step on it cannot fail to improve.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetopoint.infer.static.terms import (
    compiled,
    item_curvature,
    item_value,
    member_curvature,
    member_value,
    solve,
)

__all__ = ["couplings", "improve_items", "improve_members"]

_Reals = NDArray[np.float64]
_Whole = NDArray[np.int64]

HALVINGS = 30


@compiled
def improve_items(
    items: _Reals,
    points: _Reals,
    start: _Whole,
    who: _Whole,
    cast_as: _Whole,
    counts: _Reals,
    priors: _Reals,
) -> None:
    """One damped Newton step on each item by itself; items [m, D + cuts] change in place.

    Ballots of item j are `who[start[j]:start[j + 1]]`.
    """
    members, dims = points.shape
    size = items.shape[1]
    slope, curve = np.empty(size), np.empty((size, size))
    farthest = np.zeros(dims)
    for i in range(members):
        for k in range(dims):
            farthest[k] = max(farthest[k], abs(points[i, k]))
    for j in range(len(items)):
        here = slice(start[j], start[j + 1])
        voters, ballots, held = who[here], cast_as[here], counts[j]
        item_curvature(items[j], points, voters, ballots, held, priors, slope, curve)
        gain = slope.copy()
        if not solve(curve, slope, size):
            continue
        expected = (gain * slope).sum()
        if _is_short(items[j], slope, farthest):
            items[j] += slope
        elif expected > 1e-10:
            value = item_value(items[j], points, voters, ballots, held, priors)
            length = 1.0
            for _ in range(HALVINGS):
                tried = items[j] + length * slope
                reached = item_value(tried, points, voters, ballots, held, priors)
                if reached >= value + 1e-4 * length * expected:
                    items[j] = tried
                    break
                length *= 0.5


@compiled
def _is_short(item: _Reals, step: _Reals, farthest: _Reals) -> bool:
    """Whether a full Newton step on an item must improve it, whatever the ballots.

    Where no γ − β·θ moves by more than 1, and no gap by more than a quarter of itself, the Hessian
    changes by less than a factor e on the way (Bach 2010, Electronic Journal of Statistics 4), and
    a Newton step then gains at least 1 − (e − 2) = 0.28 of its expected amount.
    """
    dims = len(farthest)
    moved = 0.0
    for k in range(dims):
        moved += abs(step[k]) * farthest[k]
    for k in range(dims, len(step)):
        if moved + abs(step[k]) > 1.0:
            return False
        if k > dims and abs(step[k] - step[k - 1]) > 0.25 * (item[k] - item[k - 1]):
            return False
    return True


@compiled
def improve_members(
    points: _Reals,
    items: _Reals,
    start: _Whole,
    which: _Whole,
    cast_as: _Whole,
) -> None:
    """One damped Newton step on each member by itself; points [n, D], prior N(0, I), in place."""
    dims = points.shape[1]
    slope, curve = np.empty(dims), np.empty((dims, dims))
    steepest = np.zeros(dims)
    for j in range(len(items)):
        for k in range(dims):
            steepest[k] = max(steepest[k], abs(items[j, k]))
    for i in range(len(points)):
        voted, ballots = which[start[i] : start[i + 1]], cast_as[start[i] : start[i + 1]]
        member_curvature(points[i], items, voted, ballots, slope, curve)
        gain = slope.copy()
        if not solve(curve, slope, dims):
            continue
        expected = (gain * slope).sum()
        if (np.abs(slope) * steepest).sum() <= 1.0:
            # As in `_is_short`: such a step must improve.
            points[i] += slope
        elif expected > 1e-10:
            value = member_value(points[i], items, voted, ballots)
            length = 1.0
            for _ in range(HALVINGS):
                tried = points[i] + length * slope
                if member_value(tried, items, voted, ballots) >= value + 1e-4 * length * expected:
                    points[i] = tried
                    break
                length *= 0.5


@compiled
def couplings(
    points: _Reals,
    items: _Reals,
    start: _Whole,
    who: _Whole,
    cast_as: _Whole,
    counts: _Reals,
    priors: _Reals,
    precision: _Reals,
) -> None:
    """Fill in the precision [n D, n D] of all points, the items integrated out by Laplace.

    It is H_θθ − Σ_j H_θj H_jj⁻¹ H_jθ (the Schur complement of the items), at the mode.
    """
    members, dims = points.shape
    size = items.shape[1]
    slope, curve = np.empty(size), np.empty((size, size))
    precision[:] = 0.0
    for i in range(members * dims):
        precision[i, i] = 1.0
    for j in range(len(items)):
        here = slice(start[j], start[j + 1])
        voters, ballots = who[here], cast_as[here]
        item_curvature(items[j], points, voters, ballots, counts[j], priors, slope, curve)
        cross = np.zeros((len(voters) * dims, size))
        for place in range(len(voters)):
            _cross(points[voters[place]], items[j], ballots[place], cross, place * dims)
            for k in range(dims):
                # Minus the second derivative by θ is β βᵀ times the weight, which the
                # derivatives by the cuts sum to with the sign turned.
                weight = -cross[place * dims + k, dims:].sum()
                for other in range(k + 1):
                    row = voters[place] * dims
                    precision[row + k, row + other] += weight * items[j, other]
        _subtract(precision, cross, curve, voters, dims)
    for row in range(members * dims):
        for column in range(row):
            precision[column, row] = precision[row, column]


@compiled
def _cross(point: _Reals, item: _Reals, category: int, cross: _Reals, row: int) -> None:
    """Minus the second derivatives by θ [rows] and by β and the cuts [columns], of one ballot."""
    dims = len(point)
    eta = 0.0
    for k in range(dims):
        eta += item[k] * point[k]
    for side in range(2):
        cut = category - side
        if cut < 0 or cut >= len(item) - dims:
            continue
        sign = 1.0 if side == 0 else -1.0
        rate = 1.0 / (1.0 + np.exp(sign * (item[dims + cut] - eta)))
        weight = rate * (1.0 - rate)
        for k in range(dims):
            cross[row + k, dims + cut] -= weight * item[k]
            for j in range(dims):
                cross[row + k, j] += weight * item[k] * point[j]
            cross[row + k, k] += sign * rate


@compiled
def _subtract(precision: _Reals, cross: _Reals, curve: _Reals, voters: _Whole, dims: int) -> None:
    """Subtract cross · curve⁻¹ · crossᵀ from the voters' lower triangle; voters are in order."""
    size = len(curve)
    right = np.zeros(size)
    if not solve(curve, right, size):
        return
    # `curve` holds its Cholesky factor now: forward substitution gives L⁻¹ crossᵀ.
    half = cross.copy()
    for row in range(len(half)):
        for i in range(size):
            for k in range(i):
                half[row, i] -= curve[i, k] * half[row, k]
            half[row, i] /= curve[i, i]
    for one in range(len(half)):
        to = voters[one // dims] * dims + one % dims
        for other in range(one + 1):
            total = 0.0
            for k in range(size):
                total += half[one, k] * half[other, k]
            column = voters[other // dims] * dims + other % dims
            precision[to, column] -= total
