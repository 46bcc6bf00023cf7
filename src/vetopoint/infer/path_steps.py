"""Members given items: a Newton step or an exact draw for a whole path through the sessions.

A path is a random walk, so its precision is block tridiagonal and everything is one pass forward
and one back over its sessions (Rue 2001).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vetopoint.infer.item_steps import cholesky
from vetopoint.infer.likelihood import vote_log, vote_shift
from vetopoint.infer.normal import compiled

__all__ = ["draw_paths", "improve_paths", "path_variances"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


@compiled
def _allow_for(
    spread: _Floats, theta: _Floats, curve: float, gradient: _Floats, weight: _Floats
) -> None:
    """Add to gradient and weight what the covariance of an item's parameters brings."""
    dims = len(theta)
    for k in range(dims):
        pull = -spread[k, dims]
        for j in range(dims):
            pull += spread[k, j] * theta[j]
        gradient[k] -= curve * pull
        for j in range(k + 1):
            weight[k, j] += curve * spread[k, j]


@compiled
def _row_terms(
    theta: _Floats,
    psi: _Floats,
    widths: _Floats,
    spread: _Floats,
    items: _Ints,
    ballots: NDArray[np.int8],
    begin: int,
    end: int,
    gradient: _Floats,
    weight: _Floats,
) -> float:
    """Log likelihood of one member-session; fills gradient and weight [D, D].

    `spread` [items, D + 2, D + 2] is how uncertain each item is, or empty for not at all: then
    the expected log likelihood is meant, to second order.
    """
    dims = len(theta)
    for k in range(dims):
        gradient[k] = 0.0
        for j in range(dims):
            weight[k, j] = 0.0
    total = 0.0
    uncertain = len(spread) > 0
    for n in range(begin, end):
        item = items[n]
        a = psi[item, dims]
        for k in range(dims):
            a -= psi[item, k] * theta[k]
        total += vote_log(ballots[n], a, widths[item])
        first, curve = vote_shift(ballots[n], a, widths[item])
        for k in range(dims):
            gradient[k] -= first * psi[item, k]
            for j in range(k + 1):
                weight[k, j] += curve * psi[item, k] * psi[item, j]
        if uncertain:
            _allow_for(spread[item], theta, curve, gradient, weight)
    for k in range(dims):
        for j in range(k):
            weight[j, k] = weight[k, j]
    return total


@compiled
def _path_factor(precision: _Floats, links: _Floats, right: _Floats, factors: _Floats) -> bool:
    """Forward pass: Cholesky factors of the eliminated blocks; `right` is eliminated in place.

    `precision` [T, D, D] are the diagonal blocks; block t and t - 1 are joined by -links[t] I.
    """
    steps, dims = right.shape
    solved = np.empty((dims, dims))
    for t in range(steps):
        for i in range(dims):
            for j in range(dims):
                factors[t, i, j] = precision[t, i, j]
        if t > 0:
            link = links[t]
            for column in range(dims):
                for i in range(dims):
                    solved[i, column] = link if i == column else 0.0
                _solve_column(factors[t - 1], solved, column, dims)
            for i in range(dims):
                for j in range(dims):
                    factors[t, i, j] -= link * solved[i, j]
                    right[t, i] += solved[j, i] * right[t - 1, j]
        if not cholesky(factors[t], dims):
            return False
    return True


@compiled
def _solve_column(factor: _Floats, right: _Floats, column: int, size: int) -> None:
    for i in range(size):
        for k in range(i):
            right[i, column] -= factor[i, k] * right[k, column]
        right[i, column] /= factor[i, i]
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            right[i, column] -= factor[k, i] * right[k, column]
        right[i, column] /= factor[i, i]


@compiled
def _path_back(
    factors: _Floats, links: _Floats, right: _Floats, normals: _Floats, out: _Floats
) -> float:
    """Backward pass: the mean plus chance `normals`; returns the log density of what came out."""
    steps, dims = right.shape
    total = 0.0
    column = np.empty((dims, 1))
    for t in range(steps - 1, -1, -1):
        for i in range(dims):
            column[i, 0] = right[t, i]
            if t + 1 < steps:
                column[i, 0] += links[t + 1] * out[t + 1, i]
        _solve_column(factors[t], column, 0, dims)
        for i in range(dims - 1, -1, -1):
            shift = normals[t, i]
            for k in range(i + 1, dims):
                shift -= factors[t, k, i] * (out[t, k] - column[k, 0])
            out[t, i] = column[i, 0] + shift / factors[t, i, i]
            total += math.log(factors[t, i, i]) - 0.5 * normals[t, i] * normals[t, i]
    return total


@compiled
def _path_density(factors: _Floats, links: _Floats, right: _Floats, path: _Floats) -> float:
    """Log density, up to a constant, of a path under the normal that the passes describe."""
    steps, dims = right.shape
    total = 0.0
    column = np.empty((dims, 1))
    for t in range(steps):
        for i in range(dims):
            column[i, 0] = right[t, i]
            if t + 1 < steps:
                column[i, 0] += links[t + 1] * path[t + 1, i]
        _solve_column(factors[t], column, 0, dims)
        for j in range(dims):
            part = 0.0
            for i in range(j, dims):
                part += factors[t, i, j] * (path[t, i] - column[i, 0])
            total += math.log(factors[t, j, j]) - 0.5 * part * part
    return total


@compiled
def _walk_log(
    path: _Floats,
    holds: _Floats,
    links: _Floats,
    before: _Floats,
    after: _Floats,
    link_after: float,
) -> float:
    """Log prior density of a stretch, up to a constant, between its neighbours."""
    steps, dims = path.shape
    total = 0.0
    for k in range(dims):
        for t in range(steps):
            earlier = before[k] if t == 0 else path[t - 1, k]
            total += path[t, k] * (links[t] * earlier - 0.5 * holds[t] * path[t, k])
        total += link_after * after[k] * path[steps - 1, k]
    return total


@compiled
def _stretch_terms(
    path: _Floats,
    first_row: int,
    holds: _Floats,
    links: _Floats,
    before: _Floats,
    after: _Floats,
    link_after: float,
    psi: _Floats,
    widths: _Floats,
    spread: _Floats,
    starts: _Ints,
    items: _Ints,
    ballots: NDArray[np.int8],
    precision: _Floats,
    right: _Floats,
) -> float:
    """Log posterior of a stretch and its normal approximation: precision blocks, right side."""
    steps, dims = path.shape
    gradient = np.empty(dims)
    total = _walk_log(path, holds, links, before, after, link_after)
    for t in range(steps):
        row = first_row + t
        total += _row_terms(
            path[t],
            psi,
            widths,
            spread,
            items,
            ballots,
            starts[row],
            starts[row + 1],
            gradient,
            precision[t],
        )
        for k in range(dims):
            right[t, k] = gradient[k]
            for j in range(dims):
                right[t, k] += precision[t, k, j] * path[t, j]
            if t == 0:
                right[t, k] += links[0] * before[k]
            if t == steps - 1:
                right[t, k] += link_after * after[k]
        for k in range(dims):
            precision[t, k, k] += holds[t]
    return total


@compiled
def improve_paths(
    theta: _Floats,
    psi: _Floats,
    spread: _Floats,
    path_starts: _Ints,
    holds: _Floats,
    links: _Floats,
    starts: _Ints,
    items: _Ints,
    ballots: NDArray[np.int8],
) -> float:
    """One Newton step with line search for the path of every member; the log posterior reached."""
    dims = theta.shape[1]
    widths = np.exp(psi[:, dims + 1])
    zero = np.zeros(dims)
    whole = 0.0
    for m in range(len(path_starts) - 1):
        begin, end = path_starts[m], path_starts[m + 1]
        steps = end - begin
        path = theta[begin:end]
        right, target = np.empty((steps, dims)), np.empty((steps, dims))
        precision = np.empty((steps, dims, dims))
        factors = np.empty((steps, dims, dims))
        now = _stretch_terms(
            path, begin, holds[begin:end], links[begin:end], zero, zero, 0.0,
            psi, widths, spread, starts, items, ballots, precision, right,
        )  # fmt: skip
        if not _path_factor(precision, links[begin:end], right, factors):
            continue
        _path_back(factors, links[begin:end], right, np.zeros((steps, dims)), target)
        if len(spread) > 0:
            path[:] = target
            whole += now
            continue
        step = 1.0
        reached = now
        for _ in range(12):
            trial = path + step * (target - path)
            reached = _walk_log(trial, holds[begin:end], links[begin:end], zero, zero, 0.0)
            for t in range(steps):
                reached += _row_log(
                    trial[t], psi, widths, items, ballots, starts[begin + t], starts[begin + t + 1]
                )
            if reached >= now - 1e-9:
                path[:] = trial
                break
            reached = now
            step *= 0.5
        whole += reached
    return whole


@compiled
def _row_log(
    theta: _Floats,
    psi: _Floats,
    widths: _Floats,
    items: _Ints,
    ballots: NDArray[np.int8],
    begin: int,
    end: int,
) -> float:
    dims = len(theta)
    total = 0.0
    for n in range(begin, end):
        item = items[n]
        a = psi[item, dims]
        for k in range(dims):
            a -= psi[item, k] * theta[k]
        total += vote_log(ballots[n], a, widths[item])
    return total


@compiled
def path_variances(
    theta: _Floats,
    psi: _Floats,
    spread: _Floats,
    path_starts: _Ints,
    holds: _Floats,
    links: _Floats,
    starts: _Ints,
    items: _Ints,
    ballots: NDArray[np.int8],
    out: _Floats,
) -> None:
    """Fill `out` [rows, D] with the variances that the curvature at `theta` gives each position."""
    dims = theta.shape[1]
    widths = np.exp(psi[:, dims + 1])
    zero = np.zeros(dims)
    for m in range(len(path_starts) - 1):
        begin, end = path_starts[m], path_starts[m + 1]
        steps = end - begin
        link = links[begin:end]
        right = np.empty((steps, dims))
        precision = np.empty((steps, dims, dims))
        factors = np.empty((steps, dims, dims))
        _stretch_terms(
            theta[begin:end], begin, holds[begin:end], link, zero, zero, 0.0,
            psi, widths, spread, starts, items, ballots, precision, right,
        )  # fmt: skip
        if not _path_factor(precision, link, right, factors):
            continue
        later = np.zeros((dims, dims))
        for t in range(steps - 1, -1, -1):
            inverse = np.zeros((dims, dims))
            for column in range(dims):
                inverse[column, column] = 1.0
                _solve_column(factors[t], inverse, column, dims)
            pull = links[begin + t + 1] if t + 1 < steps else 0.0
            here = inverse + pull * pull * (inverse @ later @ inverse)
            for k in range(dims):
                out[begin + t, k] = here[k, k]
            later = here


@compiled
def draw_paths(
    theta: _Floats,
    psi: _Floats,
    path_starts: _Ints,
    holds: _Floats,
    links: _Floats,
    starts: _Ints,
    items: _Ints,
    ballots: NDArray[np.int8],
    longest: int,
    offset: int,
    normals: _Floats,
    uniforms: _Floats,
) -> tuple[int, int]:
    """Draw stretches of at most `longest` sessions, the first ending after `offset` of them.

    Metropolis-Hastings with the Newton step of the whole stretch as proposal. `normals` [rows, D]
    and `uniforms` [rows] are the chance used. Returns sessions moved and sessions tried.
    """
    dims = theta.shape[1]
    widths = np.exp(psi[:, dims + 1])
    none = np.empty((0, 1, 1))
    zero = np.zeros(dims)
    moved = tried = 0
    for m in range(len(path_starts) - 1):
        low, high = path_starts[m], path_starts[m + 1]
        begin = low
        end = min(high, low + offset)
        while begin < high:
            steps = end - begin
            link = links[begin:end]
            before = zero if begin == low else theta[begin - 1]
            after = zero if end == high else theta[end]
            link_after = 0.0 if end == high else links[end]
            path = theta[begin:end]
            right, back = np.empty((steps, dims)), np.empty((steps, dims))
            precision = np.empty((steps, dims, dims))
            factors = np.empty((steps, dims, dims))
            trial = np.empty((steps, dims))
            now = _stretch_terms(
                path, begin, holds[begin:end], link, before, after, link_after,
                psi, widths, none, starts, items, ballots, precision, right,
            )  # fmt: skip
            tried += steps
            if _path_factor(precision, link, right, factors):
                forward = _path_back(factors, link, right, normals[begin:end], trial)
                then = _stretch_terms(
                    trial, begin, holds[begin:end], link, before, after, link_after,
                    psi, widths, none, starts, items, ballots, precision, back,
                )  # fmt: skip
                if _path_factor(precision, link, back, factors):
                    backward = _path_density(factors, link, back, path)
                    if math.log(uniforms[begin]) < then - now + backward - forward:
                        path[:] = trial
                        moved += steps
            begin, end = end, min(high, end + longest)
    return moved, tried
