"""Two dimensions: where a fit begins, and which way its axes lie.

Votes do not tell the axes of a plane, and slow change holds them so weakly that a fit turns them
round between one decade and the next. So a fit begins at the line that one dimension gives, with
the strongest pattern of each session that the line leaves over; and once fitted each session is
turned: the first axis is the direction nearest to the line, the second what is at right angles.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vetopoint.infer.layout import Layout
from vetopoint.infer.mode import Mode, Start
from vetopoint.infer.normal import compiled, normal

__all__ = ["plane_guess", "turned"]

_Floats = NDArray[np.float64]
ROUNDS, FURTHEST, BEGIN = 30, 3.0, 0.3


def plane_guess(layout: Layout, line: Mode) -> Start:
    """A start in two dimensions from the mode in one: `theta` [rows, 2], `psi` [items, 4]."""
    cast = layout.item_ballots.astype(float)
    item = np.repeat(np.arange(layout.items), np.diff(layout.item_starts))
    rest = cast - _expected(line.theta[:, 0], line.psi, layout.item_rows, item)
    second = np.zeros(layout.rows)
    before: dict[int, float] = {}
    session_of_vote = layout.row_session[layout.item_rows]
    for session in np.unique(layout.row_session):
        votes = session_of_vote == session
        rows = np.flatnonzero(layout.row_session == session)
        points = _pattern(rest[votes], layout.item_rows[votes], item[votes], rows)
        members = layout.row_member[rows].tolist()
        known = np.array([before.get(member, 0.0) for member in members])
        second[rows] = points if points @ known >= 0 else -points
        before.update(zip(members, second[rows].tolist(), strict=True))
    psi = np.insert(line.psi, 1, 0.0, axis=1)
    products = np.bincount(item, rest * second[layout.item_rows], layout.items)
    squares = np.bincount(item, second[layout.item_rows] ** 2, layout.items)
    psi[:, 1] = BEGIN * np.sign(products) * (squares > 0)
    return Start(np.column_stack((line.theta[:, 0], second)), psi)


def _pattern(rest: _Floats, row: NDArray[np.int64], item: NDArray[np.int64],
             rows: NDArray[np.int64]) -> _Floats:  # fmt: skip
    """The leading component [rows] of a session's leftovers, by alternating averages."""
    _, at = np.unique(item, return_inverse=True)
    place = np.searchsorted(rows, row)
    counts = np.bincount(place, minlength=len(rows))
    points = np.sin(1.0 + np.arange(len(rows)) * 12.9898) * (counts > 0)
    for _ in range(ROUNDS):
        slopes = np.bincount(at, rest * points[place]) / np.maximum(
            np.bincount(at, points[place] ** 2), 1e-9
        )
        points = np.bincount(place, rest * slopes[at], len(rows)) / np.maximum(
            np.bincount(place, slopes[at] ** 2, len(rows)), 1e-9
        )
        points -= points.mean()
        points = np.clip(points / max(points.std(), 1e-9), -FURTHEST, FURTHEST)
    return np.asarray(points)


def turned(layout: Layout, theta: _Floats, line: _Floats, sd: _Floats) -> tuple[_Floats, _Floats]:
    """Positions and spreads [rows, 2] with the first axis of each session laid along the line.

    Distances within a session stay as they are, but for one scale of each axis over all rows, which
    brings its spread to 1. The second axis points, session by session, where it did before.
    """
    points, spread = np.empty_like(theta), np.empty_like(sd)
    before: dict[int, float] = {}
    for session in np.unique(layout.row_session):
        rows = np.flatnonzero(layout.row_session == session)
        members = layout.row_member[rows].tolist()
        known = np.array([before.get(member, 0.0) for member in members])
        turn = _turn(theta[rows], line[rows], known)
        points[rows] = theta[rows] @ turn
        spread[rows] = np.sqrt(sd[rows] ** 2 @ turn**2)
        before.update(zip(members, points[rows, 1].tolist(), strict=True))
    scale = points.std(0)
    return (points - points.mean(0)) / scale, spread / scale


def _turn(theta: _Floats, line: _Floats, known: _Floats) -> _Floats:
    """The orthogonal matrix [2, 2] that lays the first axis along the line."""
    centred = theta - theta.mean(0)
    held = centred.T @ centred + 1e-9 * np.eye(2)
    along = np.linalg.solve(held, centred.T @ (line - line.mean()))
    size = float(np.hypot(*along))
    first = along / size if size > 0 else np.array([1.0, 0.0])
    across = np.array([-first[1], first[0]])
    if (centred @ across) @ known < 0:
        across = -across
    return np.column_stack((first, across))


@compiled
def _expected(theta: _Floats, psi: _Floats, rows: NDArray[np.int64],
              items: NDArray[np.int64]) -> _Floats:  # fmt: skip
    """The expected ballot, from 0 to 2, of every vote under the fit in one dimension."""
    out = np.empty(len(rows))
    for n in range(len(rows)):
        slope, low, width = psi[items[n]]
        at = slope * theta[rows[n]]
        out[n] = normal(at - low) + normal(at - low - np.exp(width))
    return out
