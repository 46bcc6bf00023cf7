"""The mode in seconds: items and paths improved in turn by Newton steps until they stand still."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.infer.item_steps import improve_items, item_covariances
from vetopoint.infer.layout import Layout, Walk
from vetopoint.infer.path_steps import improve_paths, path_variances

__all__ = ["Mode", "Start", "find_mode", "first_guess", "plain_start", "standardise"]

_Floats = NDArray[np.float64]
SETTLING = 5


@frozen(eq=False)
class Start:
    """Where a fit begins: `theta` [rows, D] and `psi` [items, D + 2] (β, γ₁, log(γ₂ - γ₁))."""

    theta: _Floats
    psi: _Floats


@frozen(eq=False)
class Mode:
    """The mode, the curvature's standard deviations [rows, D], and whether it stood still."""

    theta: _Floats
    psi: _Floats
    sd: _Floats
    rounds: int
    converged: bool


def first_guess(layout: Layout, dims: int, anchor: int, seed: int = 0) -> Start:
    """Leading components of the votes, found by alternating averages; `anchor` is positive."""
    rng = np.random.default_rng(seed)
    item = np.repeat(np.arange(layout.items), np.diff(layout.item_starts))
    row = layout.item_rows
    cast = layout.item_ballots.astype(float)
    rest = cast - (np.bincount(item, cast) / np.diff(layout.item_starts))[item]
    theta = np.empty((layout.rows, dims))
    lead = layout.row_member == anchor
    for k in range(dims):
        points = 0.01 * rng.standard_normal(layout.rows) + (lead if k == 0 else 0.0)
        for _ in range(30):
            slopes = np.bincount(item, rest * points[row], layout.items) / np.maximum(
                np.bincount(item, points[row] ** 2, layout.items), 1e-9
            )
            points = np.bincount(row, rest * slopes[item], layout.rows) / np.maximum(
                np.bincount(row, slopes[item] ** 2, layout.rows), 1e-9
            )
            points -= points.mean()
            points = np.clip(points / max(points.std(), 1e-9), -3, 3)
            if k == 0:
                points *= _signs(layout, points, lead)
        rest = rest - slopes[item] * points[row]
        theta[:, k] = points
    psi = np.zeros((layout.items, dims + 2))
    psi[:, dims], psi[:, dims + 1] = 1.0, -0.5
    return Start(theta, psi)


def plain_start(layout: Layout, guess: Start) -> Start:
    """Everybody at 0, cuts by the shares of the ballots, discriminations ±1 as `guess` has them.

    So Bailey, Strezhnev and Voeten's chains begin, who take the signs from two members' votes.
    """
    item = np.repeat(np.arange(layout.items), np.diff(layout.item_starts))
    cast = layout.item_ballots.astype(float)
    total = np.diff(layout.item_starts)
    rest = cast - (np.bincount(item, cast) / total)[item]
    lean = np.bincount(item, rest * guess.theta[layout.item_rows, 0], layout.items)
    shares = [np.bincount(item, layout.item_ballots == k, layout.items) / total for k in (0, 1)]
    width = np.log(np.maximum(2 * shares[1], 1e-3))
    psi = np.column_stack((np.where(lean < 0, -1.0, 1.0), 2 * shares[0] - 1, width))
    return Start(np.zeros((layout.rows, 1)), psi)


def _signs(layout: Layout, points: _Floats, lead: NDArray[np.bool_]) -> _Floats:
    """The sign [rows] that puts the anchor above the middle of each session it voted in."""
    signs = np.ones(int(layout.row_session.max()) + 1)
    count = np.bincount(layout.row_session, minlength=len(signs))
    middle = np.bincount(layout.row_session, points, len(signs)) / np.maximum(count, 1)
    where = layout.row_session[lead]
    signs[where] = np.where(points[lead] < middle[where], -1.0, 1.0)
    return signs[layout.row_session]


def standardise(theta: _Floats, psi: _Floats) -> None:
    """Bring positions to mean 0 and spread 1, and items with them, in place."""
    dims = theta.shape[1]
    mean, spread = theta.mean(0), theta.std(0)
    theta -= mean
    theta /= spread
    psi[:, dims] -= psi[:, :dims] @ mean
    psi[:, :dims] *= spread


def find_mode(
    layout: Layout,
    walk: Walk,
    start: Start,
    slope: float,
    spread: float,
    most: int = 60,
    tolerance: float = 0.002,
) -> Mode:
    """Alternate Newton steps from `start` until positions move by less than `tolerance` on average.

    Once settled, paths allow for how uncertain the items are (the expected log likelihood, to
    second order); without this the mode of both together runs away with the most united blocs.
    `slope` is the prior variance of discriminations, `spread` of the cuts.
    """
    theta, psi = start.theta.copy(), start.psi.copy()
    certain, none = np.empty((0, theta.shape[1])), np.empty((0, 1, 1))
    items = (layout.item_starts, layout.item_rows, layout.item_ballots, slope, spread)
    paths = (layout.path_starts, walk.holds, walk.links)
    votes = (layout.row_starts, layout.row_items, layout.row_ballots)
    for _ in range(3):
        improve_items(psi, theta, *items, certain)
    covariance = np.empty((layout.items, psi.shape[1], psi.shape[1]))
    moved, rounds = np.inf, 0
    while moved > tolerance and rounds < most:
        earlier = theta.copy()
        improve_items(psi, theta, *items, certain)
        if rounds >= SETTLING:
            item_covariances(psi, theta, *items, certain, covariance)
        improve_paths(theta, psi, covariance if rounds >= SETTLING else none, *paths, *votes)
        standardise(theta, psi)
        moved = float(np.sqrt(((theta - earlier) ** 2).mean()))
        rounds += 1
    item_covariances(psi, theta, *items, certain, covariance)
    variance = np.empty_like(theta)
    path_variances(theta, psi, covariance, *paths, *votes, variance)
    return Mode(theta, psi, np.sqrt(variance), rounds, moved <= tolerance)
