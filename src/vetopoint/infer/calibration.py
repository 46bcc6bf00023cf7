"""Simulated votes, and whether the draws from them are where they should be.

Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari and Gelman 2018): parameters drawn
from the prior, votes drawn given them, a posterior drawn given the votes. The rank of the truth
among the draws is then uniform if, and in practice only if, the sampler is right.
"""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from vetopoint.infer.chains import SAMPLERS, Plan
from vetopoint.infer.layout import Layout, arranged, random_walk
from vetopoint.infer.mode import Start
from vetopoint.infer.roll_calls import RollCalls

__all__ = ["Design", "Simulated", "coverage", "ranks", "simulated", "uniformity"]

_Floats = NDArray[np.float64]


@frozen
class Design:
    """How much is simulated, and the prior variances it is simulated from.

    Cuts are normal with variance `spread`, or where `flat` is given uniform between its bounds.
    """

    members: int = 6
    sessions: int = 3
    items: int = 5
    slope: float = 1.0
    spread: float = 1.0
    drift: float = 0.25
    flat: float | None = None


@frozen(eq=False)
class Simulated:
    """Votes with the truth behind them: `theta` [rows, 1] and `psi` [items, 3]."""

    layout: Layout
    theta: _Floats
    psi: _Floats


def simulated(design: Design, rng: np.random.Generator) -> Simulated:
    """Draw positions, items and votes; everybody votes on everything."""
    steps = rng.standard_normal((design.members, design.sessions))
    steps[:, 1:] *= np.sqrt(design.drift)
    theta = steps.cumsum(1)
    number = design.sessions * design.items
    slopes = rng.standard_normal(number) * np.sqrt(design.slope)
    if design.flat is None:
        cuts = rng.standard_normal((number, 2)) * np.sqrt(design.spread)
    else:
        cuts = rng.uniform(-design.flat, design.flat, (number, 2))
    cuts.sort(axis=1)
    session = np.repeat(np.arange(design.sessions), design.items)
    utility = slopes * theta[:, session] + rng.standard_normal((design.members, number))
    ballot = (utility > cuts[:, 0]).astype(np.int8) + (utility > cuts[:, 1])
    calls = RollCalls(
        members=tuple(f"M{k}" for k in range(design.members)),
        items=tuple(f"V{k}" for k in range(number)),
        titles=("",) * number,
        session=session,
        day=np.datetime64("2000-01-01", "D") + session,
        link=np.arange(number),
        body=np.zeros(number, np.int64),
        member=np.repeat(np.arange(design.members), number),
        item=np.tile(np.arange(number), design.members),
        ballot=ballot.ravel().astype(np.int8),
        absent_member=np.empty(0, np.int64),
        absent_item=np.empty(0, np.int64),
    )
    psi = np.column_stack((slopes, cuts[:, 0], np.log(cuts[:, 1] - cuts[:, 0])))
    return Simulated(arranged(calls, keeps_unanimous=True), theta.reshape(-1, 1), psi)


def ranks(
    sampler: str,
    design: Design,
    runs: int,
    draws: int = 19,
    thin: int = 10,
    warm_up: int = 100,
    seed: int = 0,
) -> NDArray[np.int64]:
    """Ranks [runs, quantities] from 0 to `draws` of the truth among thinned draws.

    Each chain begins at the truth, a draw from its posterior; `warm_up` rounds make it forget. The
    quantities do not change when the scale is turned round: products of positions, squares of
    discriminations, widths between cuts.
    """
    found = []
    plan = Plan(slope=design.slope, spread=design.spread, is_standardised=False)
    for one in np.random.SeedSequence(seed).spawn(runs):
        rng = np.random.default_rng(one)
        made = simulated(design, rng)
        start = Start(made.theta.copy(), made.psi.copy())
        step = SAMPLERS[sampler](
            made.layout, random_walk(made.layout, design.drift), start, plan, rng
        )
        truth = _quantities(made.theta, made.psi)
        below = np.zeros(len(truth), np.int64)
        for place in range(draws):
            for _ in range(thin if place else warm_up + 1):
                theta, psi = step()
            below += _quantities(theta, psi) < truth
        found.append(below)
    return np.array(found)


def _quantities(theta: _Floats, psi: _Floats) -> _Floats:
    rows = theta[:, 0]
    return np.concatenate(
        (rows[:-1] * rows[1:], [float((rows**2).mean())], psi[:, 0] ** 2, psi[:, 2])
    )


def uniformity(found: NDArray[np.int64], draws: int) -> _Floats:
    """The chi-squared statistic of each quantity's ranks, over its degrees of freedom: about 1."""
    expected = len(found) / (draws + 1)
    counts = np.array([(found == rank).sum(0) for rank in range(draws + 1)])
    return np.asarray(((counts - expected) ** 2 / expected).sum(0) / draws)


def coverage(
    sampler: str, design: Design, runs: int, plan: Plan, level: float = 0.9, seed: int = 0
) -> float:
    """The share of true positions, standardised, that lie in their posterior intervals."""
    inside, total = 0, 0
    for one in np.random.SeedSequence(seed).spawn(runs):
        rng = np.random.default_rng(one)
        made = simulated(design, rng)
        truth = (made.theta - made.theta.mean()) / made.theta.std()
        start = Start(made.theta.copy(), made.psi.copy())
        using = evolve(plan, slope=design.slope, spread=design.spread)
        walk = random_walk(made.layout, design.drift)
        step = SAMPLERS[sampler](made.layout, walk, start, using, rng)
        kept = []
        for place in range(plan.warm_up + plan.draws):
            theta = step()[0]
            if place >= plan.warm_up:
                points = (theta - theta.mean()) / theta.std()
                kept.append(points * np.sign((points * truth).sum()))
        low, high = np.quantile(kept, ((1 - level) / 2, (1 + level) / 2), axis=0)
        inside += int(((low <= truth) & (truth <= high)).sum())
        total += truth.size
    return inside / total
