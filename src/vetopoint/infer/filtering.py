"""Positions that know no later vote: one fit for each session, of it and all before it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from vetopoint.infer.fit import Fit, Priors
from vetopoint.infer.layout import Layout, arranged, random_walk
from vetopoint.infer.mode import Start, find_mode, first_guess
from vetopoint.infer.positions import Positions
from vetopoint.infer.roll_calls import NoRollCallsError

__all__ = ["filtered"]

_Floats = NDArray[np.float64]


def filtered(
    fit: Fit,
    priors: Priors | None = None,
    anchor: str = "USA",
    told: Callable[[int, int], None] = lambda *_: None,
) -> Positions:
    """The positions of a fit with the filtered ones filled in, by the mode of each past."""
    priors = priors or Priors()
    positions, calls = fit.positions, fit.layout.roll_calls
    mean = np.full(positions.mean.shape, np.nan)
    sd = np.full(positions.mean.shape, np.nan)
    where = {
        pair: row
        for row, pair in enumerate(
            zip(fit.layout.row_member.tolist(), fit.layout.row_session.tolist(), strict=True)
        )
    }
    lead = calls.members.index(anchor) if anchor in calls.members else -1
    known: dict[tuple[int, int], _Floats] = {}
    sessions = np.unique(calls.session).tolist()
    for place, session in enumerate(sessions):
        try:
            layout = arranged(calls.until(session))
        except NoRollCallsError:
            continue
        walk = random_walk(layout, priors.drift)
        start = _start(layout, known, positions.dims, lead)
        mode = find_mode(layout, walk, start, priors.mode_slope, priors.mode_spread, 25)
        pairs = list(zip(layout.row_member.tolist(), layout.row_session.tolist(), strict=True))
        known = dict(zip(pairs, mode.theta, strict=True))
        for row in np.flatnonzero(layout.row_session == session):
            if pairs[row] in where:
                mean[where[pairs[row]]] = mode.theta[row]
                sd[where[pairs[row]]] = mode.sd[row]
        told(place + 1, len(sessions))
    return evolve(positions, filtered_mean=mean, filtered_sd=sd)


def _start(layout: Layout, known: dict[tuple[int, int], _Floats], dims: int, lead: int) -> Start:
    """Where the last fit ended; a member's new session begins where its last one was."""
    guess = first_guess(layout, dims, lead)
    if not known:
        return guess
    theta = guess.theta
    for row, pair in enumerate(
        zip(layout.row_member.tolist(), layout.row_session.tolist(), strict=True)
    ):
        if pair in known:
            theta[row] = known[pair]
        elif row and layout.row_member[row - 1] == pair[0]:
            theta[row] = theta[row - 1]
    return Start(theta, guess.psi)
