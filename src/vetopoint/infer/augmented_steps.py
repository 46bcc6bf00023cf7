"""Gibbs steps with latent utilities (Albert and Chib 1993), cuts by Cowles (1996).

Positions are drawn in one of two ways: whole paths by forward filtering and backward sampling, or
as Bailey, Strezhnev and Voeten's code does it, which is no proper Gibbs step for a random walk: a
position is drawn given the *mean* of the session before in the last round, and nothing looks ahead.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vetopoint.infer.normal import compiled, inverse_normal, log_normal, normal

__all__ = ["draw_cuts", "draw_lagged", "draw_latent", "draw_slopes", "draw_smooth"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


@compiled
def _truncated(mean: float, low: float, high: float, uniform: float) -> float:
    """A normal of variance one, between bounds, in the tail where the bounds are."""
    a, b = low - mean, high - mean
    if a > 0.0:
        upper, lower = normal(-a), normal(-b)
        p = lower + uniform * (upper - lower)
        return mean - inverse_normal(min(max(p, 1e-300), 1.0 - 1e-16))
    lower, upper = normal(a), normal(b)
    p = lower + uniform * (upper - lower)
    return mean + inverse_normal(min(max(p, 1e-300), 1.0 - 1e-16))


@compiled
def draw_latent(
    slopes: _Floats,
    cuts: _Floats,
    theta: _Floats,
    starts: _Ints,
    rows: _Ints,
    ballots: NDArray[np.int8],
    uniforms: _Floats,
    out: _Floats,
) -> None:
    """Fill `out` with the latent utility of every vote, in the order of the items.

    Each is drawn by the inverse distribution function, on the side where that is exact.
    """
    for v in range(len(slopes)):
        slope, low, high = slopes[v], cuts[v, 0], cuts[v, 1]
        for n in range(starts[v], starts[v + 1]):
            at, uniform = slope * theta[rows[n]], uniforms[n]
            if ballots[n] == 0:
                out[n] = at + inverse_normal(max(uniform * normal(low - at), 1e-300))
            elif ballots[n] == 2:
                out[n] = at - inverse_normal(max(uniform * normal(at - high), 1e-300))
            else:
                out[n] = at + _truncated(0.0, low - at, high - at, uniform)


@compiled
def draw_slopes(
    theta: _Floats, starts: _Ints, rows: _Ints, latent: _Floats, normals: _Floats, out: _Floats
) -> None:
    """Discriminations given latent utilities; prior N(0, 1)."""
    for v in range(len(out)):
        squares, products = 1.0, 0.0
        for n in range(starts[v], starts[v + 1]):
            x = theta[rows[n]]
            squares += x * x
            products += x * latent[n]
        out[v] = products / squares + normals[v] / math.sqrt(squares)


@compiled
def _gain(
    slope: float,
    theta: _Floats,
    rows: _Ints,
    ballots: NDArray[np.int8],
    low: float,
    high: float,
    new_low: float,
    new_high: float,
) -> float:
    """By how much new cuts raise the log likelihood of an item's votes."""
    gain = 0.0
    for n in range(len(rows)):
        at = slope * theta[rows[n]]
        if ballots[n] == 0:
            gain += log_normal(new_low - at) - log_normal(low - at)
        elif ballots[n] == 2:
            gain += log_normal(at - new_high) - log_normal(at - high)
        else:
            now = normal(high - at) - normal(low - at)
            then = normal(new_high - at) - normal(new_low - at)
            gain += math.log(max(then, 1e-300)) - math.log(max(now, 1e-300))
    return gain


@compiled
def draw_cuts(
    slopes: _Floats,
    cuts: _Floats,
    theta: _Floats,
    starts: _Ints,
    rows: _Ints,
    ballots: NDArray[np.int8],
    step: float,
    bound: float,
    uniforms: _Floats,
) -> int:
    """Cuts by Cowles's Metropolis-Hastings step, latent utilities left out; how many moved.

    This is the step of Bailey, Strezhnev and Voeten's code, without which their points are not
    found again: its ratio leaves one constant of the proposal out, and it takes pairs from which
    the old pair could not be proposed. Where cuts stand closer than `step` it thus draws from
    something near the posterior, not from the posterior itself.
    """
    moved = 0
    for v in range(len(slopes)):
        low, high = cuts[v, 0], cuts[v, 1]
        new_low = low + step * _truncated(
            0.0, (-bound - low) / step, (high - low) / step, uniforms[v, 0]
        )
        new_high = high + step * _truncated(
            0.0, (new_low - high) / step, (bound - high) / step, uniforms[v, 1]
        )
        there = normal((bound - high) / step) - normal((new_low - high) / step)
        back = normal((bound - new_high) / step) - normal((low - new_high) / step)
        votes = slice(starts[v], starts[v + 1])
        ratio = math.log(there / back)
        ratio += _gain(slopes[v], theta, rows[votes], ballots[votes], low, high, new_low, new_high)
        if math.log(uniforms[v, 2]) < ratio:
            cuts[v, 0], cuts[v, 1] = new_low, new_high
            moved += 1
    return moved


@compiled
def draw_lagged(
    slopes: _Floats,
    path_starts: _Ints,
    variances: _Floats,
    starts: _Ints,
    items: _Ints,
    places: _Ints,
    latent: _Floats,
    normals: _Floats,
    means: _Floats,
    theta: _Floats,
) -> None:
    """Positions, each given last round's mean of the session before it (the first: of the next).

    `places` says where a vote in the order of members stands in the order of items.
    """
    for m in range(len(path_starts) - 1):
        begin, end = path_starts[m], path_starts[m + 1]
        last = means[begin:end].copy()
        for t in range(begin, end):
            precision, total = 0.0, 0.0
            for n in range(starts[t], starts[t + 1]):
                slope = slopes[items[n]]
                precision += slope * slope
                total += slope * latent[places[n]]
            k = t - begin
            lag = last[k - 1] if k > 0 else (last[1] if end - begin > 1 else 0.0)
            precision += 1.0 / variances[t]
            total += lag / variances[t]
            means[t] = total / precision
            theta[t] = means[t] + normals[t] / math.sqrt(precision)


@compiled
def draw_smooth(
    slopes: _Floats,
    path_starts: _Ints,
    holds: _Floats,
    links: _Floats,
    starts: _Ints,
    items: _Ints,
    places: _Ints,
    latent: _Floats,
    normals: _Floats,
    theta: _Floats,
) -> None:
    """Whole paths given latent utilities: forward filtering, backward sampling."""
    for m in range(len(path_starts) - 1):
        begin, end = path_starts[m], path_starts[m + 1]
        steps = end - begin
        precision, total = np.empty(steps), np.zeros(steps)
        for t in range(steps):
            row = begin + t
            precision[t] = holds[row]
            for n in range(starts[row], starts[row + 1]):
                slope = slopes[items[n]]
                precision[t] += slope * slope
                total[t] += slope * latent[places[n]]
            if t > 0:
                weight = links[row] / precision[t - 1]
                precision[t] -= weight * links[row]
                total[t] += weight * total[t - 1]
        for t in range(steps - 1, -1, -1):
            row = begin + t
            if t + 1 < steps:
                total[t] += links[row + 1] * theta[row + 1]
            theta[row] = total[t] / precision[t] + normals[row] / math.sqrt(precision[t])
