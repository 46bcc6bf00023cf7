"""The loops of the static models, as machine code: items given members, members given items.

A member at θ casts a ballot in category k or lower with probability F(γ_k − β·θ), F logistic. Since
F(b) − F(a) = F(b) · F(−a) · (1 − e^(a−b)), the logarithm of every category is a sum of terms
log F(±(γ − β·θ)), which are concave, and of log(1 − e^(−gap)), which only the cuts of an item know.
So each block below is one concave problem, and a damped Newton step on it cannot fail to improve.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BARRIER",
    "couplings",
    "draw_items",
    "draw_members",
    "improve_items",
    "improve_members",
    "log_posterior",
]

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Reals = NDArray[np.float64]
_Whole = NDArray[np.int64]

BARRIER = 0.5
"""Pseudo-ballots in each inner category that hold two cuts apart where nobody abstained."""

HALVINGS = 30
NARROWEST = 1e-6


def _compiled(function: _Function) -> _Function:
    return cast(_Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


@_compiled
def _solve(matrix: _Reals, right: _Reals, size: int) -> bool:
    """Overwrite `right` with the solution of a positive definite system; False if it is not one."""
    for i in range(size):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= matrix[i, k] * matrix[j, k]
            if i == j:
                if not total > 0.0:
                    return False
                matrix[i, i] = np.sqrt(total)
            else:
                matrix[i, j] = total / matrix[j, j]
    for i in range(size):
        for k in range(i):
            right[i] -= matrix[i, k] * right[k]
        right[i] /= matrix[i, i]
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            right[i] -= matrix[k, i] * right[k]
        right[i] /= matrix[i, i]
    return True


@_compiled
def _log_logistic(x: float) -> float:
    return float(-np.log1p(np.exp(-x)) if x > 0 else x - np.log1p(np.exp(x)))


@_compiled
def _ballot(category: int, eta: float, cuts: _Reals) -> float:
    """Log probability of one ballot, without the term of the gap between cuts."""
    total = 0.0
    if category < len(cuts):
        total += _log_logistic(cuts[category] - eta)
    if category > 0:
        total += _log_logistic(eta - cuts[category - 1])
    return total


@_compiled
def _gaps(counts: _Reals, cuts: _Reals) -> float:
    """The terms of the gaps: `counts` ballots in each category, and the pseudo-ballots."""
    total = 0.0
    for k in range(1, len(cuts)):
        gap = cuts[k] - cuts[k - 1]
        if gap < NARROWEST:
            return -np.inf
        total += (counts[k] + BARRIER) * np.log(-np.expm1(-gap))
    return total


@_compiled
def _item_value(
    item: _Reals, points: _Reals, who: _Whole, cast_as: _Whole, counts: _Reals, priors: _Reals
) -> float:
    dims = points.shape[1]
    cuts = item[dims:]
    total = _gaps(counts, cuts)
    if total == -np.inf:
        return total
    for k in range(dims):
        total -= 0.5 * item[k] ** 2 * priors[0]
    for cut in cuts:
        total -= 0.5 * cut**2 * priors[1]
    for place in range(len(who)):
        eta = 0.0
        for k in range(dims):
            eta += item[k] * points[who[place], k]
        total += _ballot(cast_as[place], eta, cuts)
    return total


@_compiled
def _item_curvature(
    item: _Reals,
    points: _Reals,
    who: _Whole,
    cast_as: _Whole,
    counts: _Reals,
    priors: _Reals,
    slope: _Reals,
    curve: _Reals,
) -> None:
    """Gradient, and minus the Hessian, of the log posterior in β and the cuts of one item."""
    dims = points.shape[1]
    size = len(item)
    slope[:] = 0.0
    curve[:] = 0.0
    for place in range(len(who)):
        point = points[who[place]]
        category = cast_as[place]
        eta = 0.0
        for k in range(dims):
            eta += item[k] * point[k]
        for side in range(2):
            # The upper cut of the category pulls one way, the lower cut the other.
            cut = category - side
            if cut < 0 or cut >= size - dims:
                continue
            sign = 1.0 if side == 0 else -1.0
            rate = 1.0 / (1.0 + np.exp(sign * (item[dims + cut] - eta)))
            weight = rate * (1.0 - rate)
            slope[dims + cut] += sign * rate
            curve[dims + cut, dims + cut] += weight
            for k in range(dims):
                slope[k] -= sign * rate * point[k]
                curve[dims + cut, k] -= weight * point[k]
                for j in range(k + 1):
                    curve[k, j] += weight * point[k] * point[j]
    for k in range(size):
        prior = priors[0] if k < dims else priors[1]
        slope[k] -= prior * item[k]
        curve[k, k] += prior
    for k in range(dims + 1, size):
        gap = item[k] - item[k - 1]
        ratio = 1.0 / np.expm1(gap)
        pull = (counts[k - dims] + BARRIER) * ratio
        bend = pull * (1.0 + ratio)
        slope[k] += pull
        slope[k - 1] -= pull
        curve[k, k] += bend
        curve[k - 1, k - 1] += bend
        curve[k, k - 1] -= bend


@_compiled
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
        _item_curvature(items[j], points, voters, ballots, held, priors, slope, curve)
        gain = slope.copy()
        if not _solve(curve, slope, size):
            continue
        expected = (gain * slope).sum()
        if _is_short(items[j], slope, farthest):
            items[j] += slope
        elif expected > 1e-10:
            value = _item_value(items[j], points, voters, ballots, held, priors)
            length = 1.0
            for _ in range(HALVINGS):
                tried = items[j] + length * slope
                reached = _item_value(tried, points, voters, ballots, held, priors)
                if reached >= value + 1e-4 * length * expected:
                    items[j] = tried
                    break
                length *= 0.5


@_compiled
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


@_compiled
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
        _member_curvature(points[i], items, voted, ballots, slope, curve)
        gain = slope.copy()
        if not _solve(curve, slope, dims):
            continue
        expected = (gain * slope).sum()
        if (np.abs(slope) * steepest).sum() <= 1.0:
            # As in `_is_short`: such a step must improve.
            points[i] += slope
        elif expected > 1e-10:
            value = _member_value(points[i], items, voted, ballots)
            length = 1.0
            for _ in range(HALVINGS):
                tried = points[i] + length * slope
                if _member_value(tried, items, voted, ballots) >= value + 1e-4 * length * expected:
                    points[i] = tried
                    break
                length *= 0.5


@_compiled
def _member_value(point: _Reals, items: _Reals, which: _Whole, cast_as: _Whole) -> float:
    dims = len(point)
    total = 0.0
    for k in range(dims):
        total -= 0.5 * point[k] ** 2
    for place in range(len(which)):
        item = items[which[place]]
        eta = 0.0
        for k in range(dims):
            eta += item[k] * point[k]
        total += _ballot(cast_as[place], eta, item[dims:])
    return total


@_compiled
def _member_curvature(
    point: _Reals,
    items: _Reals,
    which: _Whole,
    cast_as: _Whole,
    slope: _Reals,
    curve: _Reals,
) -> None:
    """Gradient, and minus the Hessian, of the log posterior at one member."""
    dims = len(point)
    cuts = items.shape[1] - dims
    curve[:] = 0.0
    for k in range(dims):
        slope[k] = -point[k]
        curve[k, k] = 1.0
    for place in range(len(which)):
        item = items[which[place]]
        category = cast_as[place]
        eta = 0.0
        for k in range(dims):
            eta += item[k] * point[k]
        pull, weight = 0.0, 0.0
        for side in range(2):
            cut = category - side
            if cut < 0 or cut >= cuts:
                continue
            sign = 1.0 if side == 0 else -1.0
            rate = 1.0 / (1.0 + np.exp(sign * (item[dims + cut] - eta)))
            pull -= sign * rate
            weight += rate * (1.0 - rate)
        for k in range(dims):
            slope[k] += pull * item[k]
            for j in range(k + 1):
                curve[k, j] += weight * item[k] * item[j]


@_compiled
def log_posterior(
    points: _Reals,
    items: _Reals,
    start: _Whole,
    who: _Whole,
    cast_as: _Whole,
    counts: _Reals,
    priors: _Reals,
) -> float:
    """The log posterior of all points and items, up to a constant."""
    total = -0.5 * float((points**2).sum())
    for j in range(len(items)):
        here = slice(start[j], start[j + 1])
        total += _item_value(items[j], points, who[here], cast_as[here], counts[j], priors)
    return total


@_compiled
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
        _item_curvature(items[j], points, voters, ballots, counts[j], priors, slope, curve)
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


@_compiled
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


@_compiled
def _subtract(precision: _Reals, cross: _Reals, curve: _Reals, voters: _Whole, dims: int) -> None:
    """Subtract cross · curve⁻¹ · crossᵀ from the voters' lower triangle; voters are in order."""
    size = len(curve)
    right = np.zeros(size)
    if not _solve(curve, right, size):
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


@_compiled
def _proposal(curve: _Reals, slope: _Reals, at: _Reals, normals: _Reals, proposed: _Reals) -> float:
    """Draw from N(at + H⁻¹ g, H⁻¹); `curve` becomes the factor of H. Log density, or nan."""
    size = len(at)
    centre = slope.copy()
    if not _solve(curve, centre, size):
        return np.nan
    spread = normals.copy()
    density = 0.0
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            spread[i] -= curve[k, i] * spread[k]
        spread[i] /= curve[i, i]
        density += np.log(curve[i, i]) - 0.5 * normals[i] ** 2
    for i in range(size):
        proposed[i] = at[i] + centre[i] + spread[i]
    return density


@_compiled
def _density(curve: _Reals, slope: _Reals, at: _Reals, drawn: _Reals) -> float:
    """Log density of `drawn` under N(at + H⁻¹ g, H⁻¹), or nan."""
    size = len(at)
    centre = slope.copy()
    if not _solve(curve, centre, size):
        return np.nan
    density = 0.0
    for i in range(size):
        along = 0.0
        for k in range(i, size):
            along += curve[k, i] * (drawn[k] - at[k] - centre[k])
        density += np.log(curve[i, i]) - 0.5 * along**2
    return density


@_compiled
def draw_items(
    items: _Reals,
    points: _Reals,
    start: _Whole,
    who: _Whole,
    cast_as: _Whole,
    counts: _Reals,
    priors: _Reals,
    normals: _Reals,
    chances: _Reals,
) -> int:
    """One Metropolis step on each item with a Newton proposal (Gamerman 1997); how many moved."""
    size = items.shape[1]
    slope, curve, proposed = np.empty(size), np.empty((size, size)), np.empty(size)
    moved = 0
    for j in range(len(items)):
        here = slice(start[j], start[j + 1])
        voters, ballots, held = who[here], cast_as[here], counts[j]
        _item_curvature(items[j], points, voters, ballots, held, priors, slope, curve)
        there = _proposal(curve, slope, items[j], normals[j], proposed)
        reached = _item_value(proposed, points, voters, ballots, held, priors)
        if not (np.isfinite(there) and np.isfinite(reached)):
            continue
        _item_curvature(proposed, points, voters, ballots, held, priors, slope, curve)
        back = _density(curve, slope, proposed, items[j])
        value = _item_value(items[j], points, voters, ballots, held, priors)
        if np.log(chances[j]) < reached - value + back - there:
            items[j] = proposed
            moved += 1
    return moved


@_compiled
def draw_members(
    points: _Reals,
    items: _Reals,
    start: _Whole,
    which: _Whole,
    cast_as: _Whole,
    normals: _Reals,
    chances: _Reals,
) -> int:
    """The same step on each member; how many moved."""
    dims = points.shape[1]
    slope, curve, proposed = np.empty(dims), np.empty((dims, dims)), np.empty(dims)
    moved = 0
    for i in range(len(points)):
        voted, ballots = which[start[i] : start[i + 1]], cast_as[start[i] : start[i + 1]]
        _member_curvature(points[i], items, voted, ballots, slope, curve)
        there = _proposal(curve, slope, points[i], normals[i], proposed)
        _member_curvature(proposed, items, voted, ballots, slope, curve)
        back = _density(curve, slope, proposed, points[i])
        gain = _member_value(proposed, items, voted, ballots)
        gain -= _member_value(points[i], items, voted, ballots)
        if np.log(chances[i]) < gain + back - there:
            points[i] = proposed
            moved += 1
    return moved
