"""How far a fit can be trusted: beside another one, under other priors, and across its bridges."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.infer.fit import Fit, Priors, fit_positions
from vetopoint.infer.positions import Positions
from vetopoint.infer.roll_calls import RollCalls

__all__ = ["Alike", "Bridge", "alike", "bridges", "by_place", "sensitivity"]

SLOPES, DRIFTS = (0.05, 0.1, 0.5), (0.1, 0.25, 0.5)
FEWEST_MEMBERS = 10


@frozen
class Alike:
    """Correlations of two sets of positions: of all rows, and the median within a session.

    The first can be low where the second is high: then the scale drifts between eras.
    """

    overall: float
    within: float | None
    rows: int


@frozen
class Bridge:
    """How a session hangs on the one before: the shares of its items and members that it shares."""

    session: int
    items: float
    members: float


def alike(positions: Positions, other: Positions) -> Alike | None:
    """Compare the first dimension by member and session; None without ten rows in common."""
    theirs = by_place(other)
    mine = by_place(positions)
    both = [key for key in mine if key in theirs]
    if len(both) < FEWEST_MEMBERS:
        return None
    x = np.array([mine[key] for key in both])
    y = np.array([theirs[key] for key in both])
    session = np.array([key[1] for key in both])
    within = [
        _correlation(x[session == one], y[session == one])
        for one in np.unique(session)
        if (session == one).sum() >= FEWEST_MEMBERS
    ]
    return Alike(_correlation(x, y), float(np.median(within)) if within else None, len(both))


def bridges(roll_calls: RollCalls) -> list[Bridge]:
    """One bridge for each session but the first."""
    sessions = np.unique(roll_calls.session).tolist()
    items = {s: set(roll_calls.link[roll_calls.session == s].tolist()) for s in sessions}
    voted = roll_calls.session[roll_calls.item]
    members = {s: set(roll_calls.member[voted == s].tolist()) for s in sessions}
    return [
        Bridge(
            late,
            len(items[early] & items[late]) / len(items[late]),
            len(members[early] & members[late]) / max(len(members[late]), 1),
        )
        for early, late in pairwise(sessions)
    ]


def sensitivity(fit: Fit, anchor: str = "USA") -> dict[tuple[float, float], Alike]:
    """The mode under other prior variances (discrimination, step), each beside the fit."""
    found = {}
    for slope, drift in product(SLOPES, DRIFTS):
        other = fit_positions(
            fit.layout.roll_calls,
            "map",
            fit.positions.dims,
            priors=Priors(mode_slope=slope, drift=drift),
            anchor=anchor,
        )
        compared = alike(fit.positions, other.positions)
        if compared is not None:
            found[slope, drift] = compared
    return found


def by_place(positions: Positions) -> dict[tuple[str, str], float]:
    """The first coordinate of each member and session, by code and name."""
    return {
        (positions.members[m], positions.periods[p].name): float(at)
        for m, p, at in zip(positions.member, positions.period, positions.mean[:, 0], strict=True)
    }


def _correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    return float(np.corrcoef(x, y)[0, 1])
