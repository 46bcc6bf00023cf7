"""Metropolis steps for a static model, one block at a time, with proposals from a Newton step.

A block is proposed from the normal approximation at its present value, and the way back is weighed
with the approximation at the proposed one: Gamerman (1997), Statistics and Computing 7: 57–68.
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

__all__ = ["draw_items", "draw_members"]

_Reals = NDArray[np.float64]
_Whole = NDArray[np.int64]


@compiled
def _proposal(curve: _Reals, slope: _Reals, at: _Reals, normals: _Reals, proposed: _Reals) -> float:
    """Draw from N(at + H⁻¹ g, H⁻¹); `curve` becomes the factor of H. Log density, or nan."""
    size = len(at)
    centre = slope.copy()
    if not solve(curve, centre, size):
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


@compiled
def _density(curve: _Reals, slope: _Reals, at: _Reals, drawn: _Reals) -> float:
    """Log density of `drawn` under N(at + H⁻¹ g, H⁻¹), or nan."""
    size = len(at)
    centre = slope.copy()
    if not solve(curve, centre, size):
        return np.nan
    density = 0.0
    for i in range(size):
        along = 0.0
        for k in range(i, size):
            along += curve[k, i] * (drawn[k] - at[k] - centre[k])
        density += np.log(curve[i, i]) - 0.5 * along**2
    return density


@compiled
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
        item_curvature(items[j], points, voters, ballots, held, priors, slope, curve)
        there = _proposal(curve, slope, items[j], normals[j], proposed)
        reached = item_value(proposed, points, voters, ballots, held, priors)
        if not (np.isfinite(there) and np.isfinite(reached)):
            continue
        item_curvature(proposed, points, voters, ballots, held, priors, slope, curve)
        back = _density(curve, slope, proposed, items[j])
        value = item_value(items[j], points, voters, ballots, held, priors)
        if np.log(chances[j]) < reached - value + back - there:
            items[j] = proposed
            moved += 1
    return moved


@compiled
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
        member_curvature(points[i], items, voted, ballots, slope, curve)
        there = _proposal(curve, slope, points[i], normals[i], proposed)
        member_curvature(proposed, items, voted, ballots, slope, curve)
        back = _density(curve, slope, proposed, points[i])
        gain = member_value(proposed, items, voted, ballots)
        gain -= member_value(points[i], items, voted, ballots)
        if np.log(chances[i]) < gain + back - there:
            points[i] = proposed
            moved += 1
    return moved
