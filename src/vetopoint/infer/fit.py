"""Fits of positions: from roll calls to positions with draws, and a report of how far to trust it.

The model: a member at θ sees item v with discrimination β and cuts γ₁ < γ₂, and votes FOR where
βθ + ε ≤ γ₁, ABSTAINs between the cuts, votes AGAINST above them, ε standard normal; the θ of a
member follow a random walk over the sessions.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from vetopoint import __version__
from vetopoint.errors import MissingExtraError, VetopointError
from vetopoint.infer.chains import SAMPLERS, Plan, draw_chains
from vetopoint.infer.convergence import effective_size, r_hat
from vetopoint.infer.layout import Layout, arranged, random_walk
from vetopoint.infer.mode import Start, find_mode, first_guess, plain_start
from vetopoint.infer.positions import Period, Positions, Provenance
from vetopoint.infer.roll_calls import RollCalls
from vetopoint.infer.second_dimension import plane_guess, turned

__all__ = ["METHODS", "BadPlanError", "Fit", "Priors", "fit_positions"]

METHODS = ("map", *SAMPLERS)
HIGH_R_HAT, FEWEST_EFFECTIVE = 1.05, 100
MOST = {1: 60, 2: 200}
"""Rounds to the mode at most, by dimensions."""
_Floats = NDArray[np.float64]


class BadPlanError(VetopointError, ValueError):
    """A fit was asked for that cannot be made."""


@frozen
class Priors:
    """Prior variances: of a discrimination, of a cut, and of a step from session to session.

    `mode_slope` and `mode_spread` are the first two in the search for the mode, which needs them
    tighter: a mode runs away with the most united blocs where a mean would not. They were chosen
    beside the published points; the others are those of Bailey, Strezhnev and Voeten.
    """

    slope: float = 1.0
    spread: float = 25.0
    drift: float = 0.25
    mode_slope: float = 0.1
    mode_spread: float = 4.0


@frozen(eq=False)
class Fit:
    """Positions, the items' ψ [linked items, D + 2] = (β, γ₁, log(γ₂ - γ₁)), and all draws kept.

    `theta` [chains, kept, rows, D] is empty for the mode alone.
    """

    positions: Positions
    layout: Layout = field(repr=False)
    psi: _Floats = field(repr=False)
    theta: NDArray[np.float32] = field(repr=False)
    rounds: int

    def to_arviz(self) -> Any:
        """The draws as an ArviZ DataTree, variable `position` by member-session and dimension.

        Raises
        ------
        MissingExtraError
            Without arviz-base.
        """
        try:
            from arviz_base import from_dict
        except ImportError:
            raise MissingExtraError("an export for ArviZ", "fit") from None
        at, places = self.positions, zip(self.positions.member, self.positions.period, strict=True)
        names = [f"{at.members[m]} {at.periods[p].name}" for m, p in places]
        draws = self.theta if self.theta.size else at.draws[None]
        return from_dict(
            {"posterior": {"position": draws}},
            coords={"member_session": names, "dimension": list(range(1, at.dims + 1))},
            dims={"position": ["member_session", "dimension"]},
            attrs={"posterior": {"method": at.provenance.method, "inference_library": "vetopoint"}},
        )


def fit_positions(
    roll_calls: RollCalls,
    method: str = "smoother",
    dims: int = 1,
    plan: Plan | None = None,
    priors: Priors | None = None,
    anchor: str = "USA",
    told: Callable[[int, int], None] = lambda *_: None,
) -> Fit:
    """Estimate positions; `anchor` is the member whose side is positive.

    `method` is "map" (the mode, with the curvature's spread), "smoother", "bsv" or "exact".

    Raises
    ------
    BadPlanError
        If the method or the number of dimensions is not one that there is.
    NoRollCallsError
        If the roll calls place nobody.
    """
    plan, priors = plan or Plan(), priors or Priors()
    _check(method, dims, plan)
    layout = arranged(roll_calls)
    walk = random_walk(layout, priors.drift)
    lead = roll_calls.members.index(anchor) if anchor in roll_calls.members else -1
    guess = first_guess(layout, dims, lead, plan.seed)
    if dims > 1:
        line = find_mode(
            layout,
            walk,
            first_guess(layout, 1, lead, plan.seed),
            priors.mode_slope,
            priors.mode_spread,
        )
        guess = plane_guess(layout, line)
    mode = find_mode(layout, walk, guess, priors.mode_slope, priors.mode_spread, MOST[dims])
    kept = np.empty((0, 0, layout.rows, dims), np.float32)
    psi, mean, sd = mode.psi, mode.theta, mode.sd
    if dims > 1:
        mean, sd = turned(layout, mode.theta, line.theta[:, 0], mode.sd)
    if method != "map":
        plan = evolve(plan, slope=priors.slope, spread=priors.spread)
        starts: tuple[Start, ...] = (Start(mode.theta, mode.psi),)
        if method != "exact":  # chains from far apart tell whether they have met
            starts = (plain_start(layout, guess), *starts)
        drawn = draw_chains(layout, walk, starts, method, plan, told)
        kept, psi = drawn.theta, drawn.psi
        if dims > 1:
            rest = np.zeros_like(mean)
            kept = np.array([[turned(layout, one.astype(np.float64), line.theta[:, 0], rest)[0]
                              for one in chain] for chain in kept], np.float32)  # fmt: skip
        flat = kept.reshape(-1, layout.rows, dims)
        mean, sd = flat.mean(0, np.float64), flat.std(0, dtype=np.float64)
    else:
        chance = np.random.default_rng(plan.seed).standard_normal((100, layout.rows, dims))
        flat = (mean + sd * chance).astype(np.float32)
    provenance = _provenance(layout, method, plan, priors, kept, converged=mode.converged)
    positions = Positions(
        members=roll_calls.members,
        periods=_periods(roll_calls),
        member=layout.row_member,
        period=np.searchsorted(np.unique(roll_calls.session), layout.row_session),
        votes=layout.votes,
        mean=mean,
        sd=sd,
        draws=flat,
        filtered_mean=np.full(mean.shape, np.nan),
        filtered_sd=np.full(mean.shape, np.nan),
        provenance=provenance,
    )
    return Fit(positions, layout, psi, kept, mode.rounds)


def _check(method: str, dims: int, plan: Plan) -> None:
    if method not in METHODS:
        raise BadPlanError(f"{method!r} is no method; the methods are {', '.join(METHODS)}")
    if dims not in (1, 2):
        raise BadPlanError(f"{dims} dimensions cannot be fitted; 1 or 2 can")
    if dims == 2 and method not in ("map", "exact"):
        raise BadPlanError(f"{method} has one dimension only; for two take --method map or exact")
    if plan.draws < 1 or plan.chains < 1 or plan.warm_up < 0:
        raise BadPlanError(
            f"{plan.draws} draws of {plan.chains} chains after {plan.warm_up} cannot be made; "
            "take at least one draw and one chain"
        )


def _periods(roll_calls: RollCalls) -> tuple[Period, ...]:
    found = []
    for session in np.unique(roll_calls.session):
        days = roll_calls.day[roll_calls.session == session]
        found.append(Period(str(session), days.min().item(), days.max().item()))
    return tuple(found)


def _provenance(
    layout: Layout,
    method: str,
    plan: Plan,
    priors: Priors,
    kept: NDArray[np.float32],
    *,
    converged: bool,
) -> Provenance:
    chains = method != "map"
    return Provenance(
        method=method,
        version=__version__,
        made=datetime.date.today().isoformat(),
        seed=plan.seed,
        draws=plan.draws if chains else 0,
        chains=plan.chains if chains else 0,
        warm_up=plan.warm_up if chains else 0,
        drift=priors.drift,
        slope=priors.slope if chains else priors.mode_slope,
        sources=layout.roll_calls.sources,
        items=layout.items,
        votes=len(layout.row_items),
        left_out=layout.left_out,
        **(_convergence(kept) if chains else {"converged": converged}),
    )


def _convergence(kept: NDArray[np.float32]) -> dict[str, Any]:
    """R-hat and effective draws over all positions; converged below 1.05 with 100 draws or more."""
    if kept.shape[1] < 4:
        return {"converged": False, "notes": ("too few draws to tell whether the chains agree",)}
    ratios = r_hat(kept)
    least = float(np.nanmin(effective_size(kept)))
    high = float((ratios > HIGH_R_HAT).mean())
    return {
        "worst_r_hat": round(float(np.nanmax(ratios)), 3),
        "share_r_hat_high": round(high, 4),
        "least_effective": round(least, 1),
        "converged": high == 0.0 and least >= FEWEST_EFFECTIVE,
    }
