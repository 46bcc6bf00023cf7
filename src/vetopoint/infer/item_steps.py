"""Items given positions: one Newton step, or one exact draw, for each item by itself.

An item's parameters are ψ = (β₁ … β_D, γ₁, d) with d = log(γ₂ - γ₁). In d the flat prior on γ₂ has
density e^d, which keeps the cuts of an item without an abstention apart, as Cowles (1996) noted.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vetopoint.infer.likelihood import vote_log, vote_terms
from vetopoint.infer.normal import compiled

__all__ = ["cholesky", "draw_items", "improve_items", "item_covariances"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


@compiled
def cholesky(matrix: _Floats, size: int) -> bool:
    """Replace the lower triangle of a small matrix by its Cholesky factor; False if impossible."""
    for i in range(size):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= matrix[i, k] * matrix[j, k]
            if i == j:
                if not total > 1e-12:
                    return False
                matrix[i, i] = math.sqrt(total)
            else:
                matrix[i, j] = total / matrix[j, j]
    return True


@compiled
def _solve(factor: _Floats, right: _Floats, size: int) -> None:
    """Overwrite `right` with the solution of L Lᵀ x = right."""
    for i in range(size):
        for k in range(i):
            right[i] -= factor[i, k] * right[k]
        right[i] /= factor[i, i]
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            right[i] -= factor[k, i] * right[k]
        right[i] /= factor[i, i]


@compiled
def _prior_log(psi: _Floats, dims: int, slope: float, spread: float) -> float:
    """Log prior: β ~ N(0, slope), γ₁ and γ₂ ~ N(0, spread) with γ₁ < γ₂, as a density of ψ."""
    total = float(psi[dims + 1])
    for k in range(dims):
        total -= 0.5 * psi[k] * psi[k] / slope
    upper = psi[dims] + math.exp(psi[dims + 1])
    return float(total - 0.5 * (psi[dims] * psi[dims] + upper * upper) / spread)


@compiled
def _item_log(
    psi: _Floats, theta: _Floats, rows: _Ints, ballots: NDArray[np.int8], begin: int, end: int
) -> float:
    dims = theta.shape[1]
    width = math.exp(psi[dims + 1])
    total = 0.0
    for n in range(begin, end):
        a = float(psi[dims])
        for k in range(dims):
            a -= psi[k] * theta[rows[n], k]
        total += vote_log(ballots[n], a, width)
    return total


@compiled
def _item_terms(
    psi: _Floats,
    theta: _Floats,
    rows: _Ints,
    ballots: NDArray[np.int8],
    begin: int,
    end: int,
    slope: float,
    spread: float,
    variance: _Floats,
    gradient: _Floats,
    weight: _Floats,
) -> float:
    """Log posterior of an item; fills its gradient and a positive definite weight matrix."""
    dims = theta.shape[1]
    size = dims + 2
    width = math.exp(psi[dims + 1])
    total = _prior_log(psi, dims, slope, spread)
    for i in range(size):
        gradient[i] = 0.0
        for j in range(size):
            weight[i, j] = 0.0
    x = np.empty(dims + 1)
    x[dims] = 1.0
    for n in range(begin, end):
        row = rows[n]
        a = float(psi[dims])
        for k in range(dims):
            x[k] = -theta[row, k]
            a += psi[k] * x[k]
        total += vote_log(ballots[n], a, width)
        first, wide, curve, cross, bend = vote_terms(ballots[n], a, width)
        for i in range(dims + 1):
            gradient[i] += first * x[i]
            for j in range(i + 1):
                weight[i, j] += curve * x[i] * x[j]
            weight[size - 1, i] += cross * x[i]
        if len(variance) > 0:
            for k in range(dims):
                gradient[k] -= curve * psi[k] * variance[row, k]
                weight[k, k] += curve * variance[row, k]
        gradient[size - 1] += wide
        weight[size - 1, size - 1] += bend
    upper = psi[dims] + width
    for k in range(dims):
        gradient[k] -= psi[k] / slope
        weight[k, k] += 1.0 / slope
    gradient[dims] -= (psi[dims] + upper) / spread
    gradient[dims + 1] += 1.0 - upper * width / spread
    weight[dims, dims] += 2.0 / spread
    weight[dims + 1, dims] += width / spread
    weight[dims + 1, dims + 1] += (
        width * (upper + width) / spread if upper > 0 else width * width / spread
    )
    return total


@compiled
def _factor(weight: _Floats, factor: _Floats, size: int) -> None:
    """Cholesky factor of the weight matrix, with as much added to its diagonal as it takes."""
    ridge = 0.0
    for _ in range(40):
        for i in range(size):
            for j in range(i + 1):
                factor[i, j] = weight[i, j]
            factor[i, i] += 1e-6 + ridge
        if cholesky(factor, size):
            return
        ridge = max(0.01, ridge * 3.0)


@compiled
def improve_items(
    psi: _Floats,
    theta: _Floats,
    starts: _Ints,
    rows: _Ints,
    ballots: NDArray[np.int8],
    slope: float,
    spread: float,
    variance: _Floats,
) -> float:
    """One Newton step with line search for every item; returns the log posterior reached."""
    dims = theta.shape[1]
    size = dims + 2
    gradient, trial = np.empty(size), np.empty(size)
    weight, factor = np.empty((size, size)), np.empty((size, size))
    whole = 0.0
    for v in range(len(starts) - 1):
        begin, end = starts[v], starts[v + 1]
        now = _item_terms(
            psi[v], theta, rows, ballots, begin, end, slope, spread, variance, gradient, weight
        )
        _factor(weight, factor, size)
        _solve(factor, gradient, size)
        step = 1.0
        if len(variance) > 0:
            for i in range(size):
                step = min(step, 1.0 / (abs(gradient[i]) + 1e-12))
            for i in range(size):
                psi[v, i] += step * gradient[i]
            whole += now
            continue
        for i in range(size):
            step = min(step, 2.0 / (abs(gradient[i]) + 1e-12))
        reached = now
        for _ in range(12):
            for i in range(size):
                trial[i] = psi[v, i] + step * gradient[i]
            reached = _prior_log(trial, dims, slope, spread) + _item_log(
                trial, theta, rows, ballots, begin, end
            )
            if reached >= now - 1e-9:
                for i in range(size):
                    psi[v, i] = trial[i]
                break
            reached = now
            step *= 0.5
        whole += reached
    return whole


@compiled
def item_covariances(
    psi: _Floats,
    theta: _Floats,
    starts: _Ints,
    rows: _Ints,
    ballots: NDArray[np.int8],
    slope: float,
    spread: float,
    variance: _Floats,
    out: _Floats,
) -> None:
    """Fill `out` [items, D + 2, D + 2] with the inverse curvature of each item's log posterior."""
    size = theta.shape[1] + 2
    gradient = np.empty(size)
    weight, factor = np.empty((size, size)), np.empty((size, size))
    for v in range(len(starts) - 1):
        _item_terms(
            psi[v],
            theta,
            rows,
            ballots,
            starts[v],
            starts[v + 1],
            slope,
            spread,
            variance,
            gradient,
            weight,
        )
        _factor(weight, factor, size)
        for j in range(size):
            for i in range(size):
                gradient[i] = 1.0 if i == j else 0.0
            _solve(factor, gradient, size)
            for i in range(size):
                out[v, i, j] = gradient[i]


@compiled
def _log_proposal(factor: _Floats, offset: _Floats, size: int) -> float:
    """Log density, up to a constant, of a normal with precision L Lᵀ at `offset` from its mean."""
    total = 0.0
    for j in range(size):
        part = 0.0
        for i in range(j, size):
            part += factor[i, j] * offset[i]
        total += math.log(factor[j, j]) - 0.5 * part * part
    return total


@compiled
def draw_items(
    psi: _Floats,
    theta: _Floats,
    starts: _Ints,
    rows: _Ints,
    ballots: NDArray[np.int8],
    slope: float,
    spread: float,
    normals: _Floats,
    uniforms: _Floats,
) -> int:
    """Metropolis-Hastings with a Newton step as proposal (Gamerman 1997); returns how many moved.

    `normals` [items, D + 2] and `uniforms` [items] are the chance that the draw uses.
    """
    dims = theta.shape[1]
    size = dims + 2
    gradient, back = np.empty(size), np.empty(size)
    trial, offset = np.empty(size), np.empty(size)
    weight, factor = np.empty((size, size)), np.empty((size, size))
    factor_back = np.empty((size, size))
    variance = np.empty((0, dims))
    moved = 0
    for v in range(len(starts) - 1):
        begin, end = starts[v], starts[v + 1]
        now = _item_terms(
            psi[v], theta, rows, ballots, begin, end, slope, spread, variance, gradient, weight
        )
        _factor(weight, factor, size)
        _solve(factor, gradient, size)
        for i in range(size - 1, -1, -1):
            offset[i] = normals[v, i]
            for k in range(i + 1, size):
                offset[i] -= factor[k, i] * offset[k]
            offset[i] /= factor[i, i]
        for i in range(size):
            trial[i] = psi[v, i] + gradient[i] + offset[i]
        if abs(trial[size - 1]) > 20.0:
            continue
        forward = _log_proposal(factor, offset, size)
        then = _item_terms(
            trial, theta, rows, ballots, begin, end, slope, spread, variance, back, weight
        )
        _factor(weight, factor_back, size)
        _solve(factor_back, back, size)
        for i in range(size):
            offset[i] = psi[v, i] - trial[i] - back[i]
        backward = _log_proposal(factor_back, offset, size)
        if math.log(uniforms[v]) < then - now + backward - forward:
            moved += 1
            for i in range(size):
                psi[v, i] = trial[i]
    return moved
