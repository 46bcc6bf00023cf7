"""Posterior draws by several Markov chains, each in a thread of its own, all from one seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.infer.augmented_steps import (
    draw_cuts,
    draw_lagged,
    draw_latent,
    draw_slopes,
    draw_smooth,
)
from vetopoint.infer.item_steps import draw_items
from vetopoint.infer.layout import Layout, Walk
from vetopoint.infer.mode import Start, standardise
from vetopoint.infer.path_steps import draw_paths

__all__ = ["SAMPLERS", "Draws", "Plan", "draw_chains"]

_Floats = NDArray[np.float64]
STRETCH = 12
CUT_STEP, CUT_BOUND = 0.2 / 3, 7.0
FURTHEST, MOST_LATENT = 5.0, 9.0  # where Bailey, Strezhnev and Voeten's code stops both


@frozen
class Plan:
    """How many draws of how many chains, after how much warm-up, keeping each `thin`-th."""

    draws: int = 2000
    chains: int = 2
    warm_up: int = 2000
    thin: int = 1
    slope: float = 1.0
    spread: float = 25.0
    seed: int = 0
    is_standardised: bool = True


@frozen(eq=False)
class Draws:
    """Positions drawn, `theta` [chains, kept, rows, D], and the mean of ψ over all of them."""

    theta: NDArray[np.float32]
    psi: _Floats


_Round = Callable[[], tuple[_Floats, _Floats]]
"""One round of a sampler: the positions [rows, D] and the items' ψ after it."""


def draw_chains(
    layout: Layout,
    walk: Walk,
    starts: tuple[Start, ...],
    sampler: str,
    plan: Plan,
    told: Callable[[int, int], None] = lambda *_: None,
) -> Draws:
    """Run the chains, one from each of `starts` in turn; `told` hears rounds done and to do."""
    seeds = np.random.SeedSequence(plan.seed).spawn(plan.chains)
    each = -(-plan.draws // plan.chains)
    total = (plan.warm_up + each) * plan.chains
    done = 0

    def run(chain: int) -> tuple[NDArray[np.float32], _Floats]:
        nonlocal done
        rng = np.random.default_rng(seeds[chain])
        step = SAMPLERS[sampler](layout, walk, starts[chain % len(starts)], plan, rng)
        kept, mean = [], np.zeros_like(starts[0].psi)
        for place in range(plan.warm_up + each):
            theta, psi = step()
            done += 1
            if place >= plan.warm_up:
                theta, psi = theta.copy(), psi.copy()
                if plan.is_standardised:
                    standardise(theta, psi)
                mean += psi / each
                if (place - plan.warm_up) % plan.thin == 0:
                    kept.append(theta.astype(np.float32))
            if chain == 0:
                told(done, total)
        return np.array(kept), mean

    with ThreadPoolExecutor(plan.chains) as pool:
        found = list(pool.map(run, range(plan.chains)))
    return Draws(
        np.array([theta for theta, _ in found]), np.mean([psi for _, psi in found], axis=0)
    )


def _exact(
    layout: Layout, walk: Walk, start: Start, plan: Plan, rng: np.random.Generator
) -> _Round:
    """Metropolis-Hastings for items and for stretches of paths; leaves the posterior unchanged."""
    theta, psi = start.theta.copy(), start.psi.copy()
    rows, dims = theta.shape

    def round_() -> tuple[_Floats, _Floats]:
        draw_items(
            psi,
            theta,
            layout.item_starts,
            layout.item_rows,
            layout.item_ballots,
            plan.slope,
            plan.spread,
            rng.standard_normal(psi.shape),
            rng.random((len(psi),)),
        )
        draw_paths(
            theta,
            psi,
            layout.path_starts,
            walk.holds,
            walk.links,
            layout.row_starts,
            layout.row_items,
            layout.row_ballots,
            STRETCH,
            int(rng.integers(1, STRETCH + 1)),
            rng.standard_normal((rows, dims)),
            rng.random((rows,)),
        )
        return theta, psi

    return round_


class _Augmented:
    """What the two samplers with latent utilities share: votes, items, and the scale.

    A round draws positions given latent utilities, then cuts with these left out, then latent
    utilities, then discriminations. In any other order cuts and latent utilities would not belong
    together when positions are drawn (van Dyk and Park 2008 on partially collapsed samplers).
    """

    def __init__(self, layout: Layout, start: Start, plan: Plan, rng: np.random.Generator) -> None:
        self.layout, self.plan, self.rng = layout, plan, rng
        self.theta = start.theta[:, 0].copy()
        self.slopes = start.psi[:, 0].copy()
        low = np.clip(start.psi[:, 1], -CUT_BOUND + 0.1, CUT_BOUND - 0.2)
        high = np.clip(start.psi[:, 1] + np.exp(start.psi[:, 2]), low + 1e-3, CUT_BOUND - 0.1)
        self.cuts = np.column_stack((low, high))
        self.latent = np.empty(len(layout.item_rows))
        self.draw_latent()

    def draw_latent(self) -> None:
        draw_latent(
            self.slopes,
            self.cuts,
            self.theta,
            self.layout.item_starts,
            self.layout.item_rows,
            self.layout.item_ballots,
            self.rng.random(len(self.latent)),
            self.latent,
        )

    def items(self) -> tuple[_Floats, _Floats]:
        """Draw the items given the positions."""
        layout, rng = self.layout, self.rng
        if self.plan.is_standardised:
            self.theta -= self.theta.mean()
            self.theta /= self.theta.std()
        votes = (layout.item_starts, layout.item_rows)
        draw_cuts(
            self.slopes,
            self.cuts,
            self.theta,
            *votes,
            layout.item_ballots,
            CUT_STEP,
            CUT_BOUND,
            rng.random((layout.items, 3)),
        )
        self.draw_latent()
        np.clip(self.latent, -MOST_LATENT, MOST_LATENT, out=self.latent)
        draw_slopes(self.theta, *votes, self.latent, rng.standard_normal(layout.items), self.slopes)
        width = np.log(np.maximum(self.cuts[:, 1] - self.cuts[:, 0], 1e-9))
        return self.theta[:, None], np.column_stack((self.slopes, self.cuts[:, 0], width))


def _smoother(
    layout: Layout, walk: Walk, start: Start, plan: Plan, rng: np.random.Generator
) -> _Round:
    """Whole paths by forward filtering and backward sampling, given latent utilities."""
    state = _Augmented(layout, start, plan, rng)

    def round_() -> tuple[_Floats, _Floats]:
        draw_smooth(
            state.slopes,
            layout.path_starts,
            walk.holds,
            walk.links,
            layout.row_starts,
            layout.row_items,
            layout.places,
            state.latent,
            rng.standard_normal(layout.rows),
            state.theta,
        )
        return state.items()

    return round_


def _bsv(layout: Layout, walk: Walk, start: Start, plan: Plan, rng: np.random.Generator) -> _Round:
    """Bailey, Strezhnev and Voeten's rounds: positions given last round's mean a session before."""
    del walk  # their steps have a variance of their own
    state = _Augmented(layout, start, plan, rng)
    votes = layout.votes.astype(float)
    before = np.roll(votes, 1)
    first = layout.path_starts[:-1]
    before[first] = np.roll(votes, -1)[first]
    variance = 0.5 * votes / (votes + before)
    means = state.theta.copy()

    def round_() -> tuple[_Floats, _Floats]:
        draw_lagged(
            state.slopes,
            layout.path_starts,
            variance,
            layout.row_starts,
            layout.row_items,
            layout.places,
            state.latent,
            rng.standard_normal(layout.rows),
            means,
            state.theta,
        )
        np.clip(state.theta, -FURTHEST, FURTHEST, out=state.theta)
        return state.items()

    return round_


SAMPLERS: Mapping[str, Callable[[Layout, Walk, Start, Plan, np.random.Generator], _Round]] = {
    "smoother": _smoother,
    "bsv": _bsv,
    "exact": _exact,
}
