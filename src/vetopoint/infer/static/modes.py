"""The posterior mode of a static model, found by damped Newton steps, and its identification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from vetopoint.errors import VetopointError
from vetopoint.infer.static import newton
from vetopoint.infer.static.ballots import Lists
from vetopoint.infer.static.terms import log_posterior

__all__ = ["AnchorError", "Mode", "Priors", "find_mode", "oriented", "precision_of", "standardised"]

_Reals = NDArray[np.float64]


class AnchorError(VetopointError, ValueError):
    """An anchor that cannot fix the direction of a dimension."""


@frozen
class Priors:
    """Positions N(0, 1); `discrimination` and `cut` are standard deviations of normal priors."""

    discrimination: float = 1.0
    cut: float = 5.0

    def precisions(self) -> _Reals:
        """Inverse variances, as the loops take them."""
        return np.array([self.discrimination**-2, self.cut**-2])


@frozen(eq=False)
class Mode:
    """Points [n, D] and items [m, D + cuts] at the posterior mode, and how it was reached.

    `change` is the largest move of a point in the last sweep, in standard deviations of points.
    """

    points: _Reals
    items: _Reals
    sweeps: int
    converged: bool
    change: float
    log_posterior: float

    @property
    def dims(self) -> int:
        """The number of dimensions."""
        return int(self.points.shape[1])


def find_mode(
    cells: NDArray[np.int8],
    lists: Lists,
    kinds: int,
    dims: int,
    priors: Priors,
    most: int = 500,
    tolerance: float = 1e-4,
) -> Mode:
    """Sweep over items and members until no point moves by more than `tolerance`.

    Every part of a sweep raises the log posterior: a Newton step on each item, one on each member,
    and the best common scale and shift of all points.
    """
    points, items = _start(cells, lists, kinds, dims)
    precisions = priors.precisions()
    by_item = (lists.item_start, lists.item_member, lists.item_ballot)
    by_member = (lists.member_start, lists.member_item, lists.member_ballot)
    sweeps, change = 0, np.inf
    while sweeps < most and change > tolerance:
        before = points.copy()
        newton.improve_items(items, points, *by_item, lists.counts, precisions)
        newton.improve_members(points, items, *by_member)
        _rescale(points, items, precisions)
        change = float(np.abs(points - before).max() / points.std())
        sweeps += 1
    value = log_posterior(points, items, *by_item, lists.counts, precisions)
    return Mode(points, items, sweeps, change <= tolerance, change, float(value))


def _start(cells: NDArray[np.int8], lists: Lists, kinds: int, dims: int) -> tuple[_Reals, _Reals]:
    """Points from the main directions in which ballots differ from the item's mean; no slopes."""
    cast = cells >= 0
    total = np.maximum(cast.sum(axis=0), 1)
    mean = np.where(cast, cells, 0).sum(axis=0) / total
    differ = np.where(cast, cells - mean, 0.0)
    spread = np.sqrt((differ**2).sum(axis=0) / total)
    differ /= np.where(spread > 0, spread, 1.0)
    _, directions = np.linalg.eigh(differ @ differ.T)
    points = directions[:, ::-1][:, :dims] * np.sqrt(len(cells))
    shares = np.cumsum(lists.counts + 0.5, axis=1)[:, : kinds - 1]
    cuts = np.log(shares / (lists.counts.sum(axis=1, keepdims=True) + 0.5 * kinds - shares))
    return np.ascontiguousarray(points), np.hstack([np.zeros((len(cuts), dims)), cuts])


def _rescale(points: _Reals, items: _Reals, precisions: _Reals) -> None:
    """The scale of each dimension and the origin that the priors like best; ballots do not care."""
    dims = points.shape[1]
    slopes, cuts = items[:, :dims], items[:, dims:]
    scale = ((slopes**2).sum(axis=0) * precisions[0] / (points**2).sum(axis=0)) ** 0.25
    # The first sweep may leave a dimension without slopes.
    scale = np.where(scale > 0, scale, 1.0)
    points *= scale
    slopes /= scale
    weight = len(points) * np.eye(dims) + precisions[1] * cuts.shape[1] * slopes.T @ slopes
    pull = points.sum(axis=0) + precisions[1] * slopes.T @ cuts.sum(axis=1)
    shift = np.linalg.solve(weight, -pull)
    points += shift
    cuts += (slopes @ shift)[:, None]


def precision_of(mode: Mode, lists: Lists, priors: Priors) -> _Reals:
    """The precision [n D, n D] of all points at the mode, the items integrated out by Laplace."""
    size = mode.points.size
    precision = np.zeros((size, size))
    by_item = (lists.item_start, lists.item_member, lists.item_ballot)
    newton.couplings(
        *(mode.points, mode.items, *by_item, lists.counts, priors.precisions(), precision)
    )
    return precision


def standardised(mode: Mode) -> Mode:
    """The same model with points of mean 0 and covariance I over members; chances stay as they are.

    In two dimensions the axes are turned so that the first tells the items apart most.
    """
    mean = mode.points.mean(axis=0)
    values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(mode.points.T, bias=True)))
    if values.min() <= 0:
        return mode
    widths = (vectors * np.sqrt(values)) @ vectors.T
    slopes = mode.items[:, : mode.dims] @ widths
    _, turn = np.linalg.eigh(slopes.T @ slopes)
    turn = turn[:, ::-1]
    cuts = mode.items[:, mode.dims :] - (mode.items[:, : mode.dims] @ mean)[:, None]
    points = (mode.points - mean) @ np.linalg.inv(widths) @ turn
    return evolve(mode, points=points, items=np.hstack([slopes @ turn, cuts]))


def oriented(
    mode: Mode, members: Sequence[str], anchors: Sequence[Mapping[str, Any]]
) -> tuple[Mode, str]:
    """The standardised model turned by its anchors, and in words what fixes the directions.

    Raises
    ------
    AnchorError
        For an anchor that is no member, a sign that is neither + nor −, or signs that conflict.
    """
    signed = [_signed(anchor, members) for anchor in anchors]
    mode = standardised(mode)
    words = []
    if mode.dims > 1 and signed and len(set(signed[0].values())) == 2:
        mode = _turned(mode, _axis(mode.points, signed[0]))
        words.append("dimension 1 runs from its negative to its positive anchors")
    elif mode.dims > 1:
        words.append("dimension 1 is the one that tells items apart most")
    flips = np.ones(mode.dims)
    for dim in range(mode.dims):
        anchor = signed[dim] if dim < len(signed) else {}
        if anchor:
            side = sum(sign * mode.points[row, dim] for row, sign in anchor.items())
            flips[dim] = 1.0 if side >= 0 else -1.0
            named = " and ".join(members[row] for row in anchor)
            words.append(f"the sign of dimension {dim + 1} is fixed by {named}")
        else:
            farthest = int(np.argmax(np.abs(mode.points[:, dim])))
            flips[dim] = 1.0 if mode.points[farthest, dim] >= 0 else -1.0
            words.append(f"the sign of dimension {dim + 1} is arbitrary; an anchor would fix it")
    return _turned(mode, np.diag(flips)), "; ".join(words)


def _signed(anchor: Mapping[str, Any], members: Sequence[str]) -> dict[int, float]:
    signs = {"+": 1.0, "-": -1.0, "−": -1.0, 1: 1.0, -1: -1.0}
    found = {}
    for name, sign in anchor.items():
        if name not in members:
            raise AnchorError(
                f"the anchor {name!r} is no member here; members are such as "
                f"{', '.join(members[:5])}"
            )
        if sign not in signs:
            raise AnchorError(f"the anchor {name} has the sign {sign!r}; give + or -")
        found[list(members).index(name)] = signs[sign]
    return found


def _axis(points: _Reals, anchor: Mapping[int, float]) -> _Reals:
    """The rotation [2, 2] that lays the first axis from the negative to the positive anchors."""
    ends = [
        points[[row for row, sign in anchor.items() if sign == side]].mean(axis=0)
        for side in (1.0, -1.0)
    ]
    along = ends[0] - ends[1]
    if not np.linalg.norm(along) > 0:
        raise AnchorError("the anchors stand in one place, so they fix no direction; name others")
    rest = np.eye(len(along))[:, 1:]
    turn, _ = np.linalg.qr(np.column_stack([along, rest]))
    return turn * np.where(np.arange(len(along)) == 0, np.sign(turn[:, 0] @ along), 1.0)


def _turned(mode: Mode, turn: _Reals) -> Mode:
    slopes = mode.items[:, : mode.dims] @ turn
    items = np.hstack([slopes, mode.items[:, mode.dims :]])
    return evolve(mode, points=mode.points @ turn, items=items)
