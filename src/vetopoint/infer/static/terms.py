"""The likelihood of a static model as machine code: values, gradients and Hessians of its blocks.

A member at θ casts a ballot in category k or lower with probability F(γ_k − β·θ), F logistic. Since
F(b) − F(a) = F(b) · F(−a) · (1 − e^(a−b)), the logarithm of every category is a sum of terms
log F(±(γ − β·θ)), which are concave, and of log(1 − e^(−gap)), which only the cuts of an item know.
So each block below is one concave problem.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BARRIER",
    "compiled",
    "item_curvature",
    "item_value",
    "log_posterior",
    "member_curvature",
    "member_value",
    "solve",
]

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Reals = NDArray[np.float64]
_Whole = NDArray[np.int64]

BARRIER = 0.5
"""Pseudo-ballots in each inner category that hold two cuts apart where nobody abstained."""

NARROWEST = 1e-6


def compiled(function: _Function) -> _Function:
    """The function as machine code, kept on disk for the next process."""
    return cast(_Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


@compiled
def solve(matrix: _Reals, right: _Reals, size: int) -> bool:
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


@compiled
def _log_logistic(x: float) -> float:
    return float(-np.log1p(np.exp(-x)) if x > 0 else x - np.log1p(np.exp(x)))


@compiled
def _ballot(category: int, eta: float, cuts: _Reals) -> float:
    """Log probability of one ballot, without the term of the gap between cuts."""
    total = 0.0
    if category < len(cuts):
        total += _log_logistic(cuts[category] - eta)
    if category > 0:
        total += _log_logistic(eta - cuts[category - 1])
    return total


@compiled
def _gaps(counts: _Reals, cuts: _Reals) -> float:
    """The terms of the gaps: `counts` ballots in each category, and the pseudo-ballots."""
    total = 0.0
    for k in range(1, len(cuts)):
        gap = cuts[k] - cuts[k - 1]
        if gap < NARROWEST:
            return -np.inf
        total += (counts[k] + BARRIER) * np.log(-np.expm1(-gap))
    return total


@compiled
def item_value(
    item: _Reals, points: _Reals, who: _Whole, cast_as: _Whole, counts: _Reals, priors: _Reals
) -> float:
    """Log posterior of the β and cuts of one item, given the points [n, D] and its ballots."""
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


@compiled
def item_curvature(
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


@compiled
def member_value(point: _Reals, items: _Reals, which: _Whole, cast_as: _Whole) -> float:
    """Log posterior of one member's point [D], given the items [m, D + cuts] and its ballots."""
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


@compiled
def member_curvature(
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


@compiled
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
        total += item_value(items[j], points, who[here], cast_as[here], counts[j], priors)
    return total
