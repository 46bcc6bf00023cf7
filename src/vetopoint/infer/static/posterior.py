"""Draws of the positions of a static model: Laplace at the mode, or Markov chains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.errors import MissingExtraError
from vetopoint.infer.convergence import effective_size, r_hat
from vetopoint.infer.static import metropolis
from vetopoint.infer.static.ballots import Lists
from vetopoint.infer.static.modes import Mode, Priors, precision_of

__all__ = ["CONVERGED", "Posterior", "aligned", "chain_draws", "laplace_draws", "posterior_of"]

CONVERGED = 1.05
"""Chains whose largest R-hat is above this have not converged."""

FREE = 0.05
"""Directions with less precision than this are turns, which mean nothing."""

_Reals = NDArray[np.float64]


@frozen(eq=False)
class Posterior:
    """Draws `points` [chains, draws, members, dims], each standardised and turned to the mode.

    `method` is «laplace» (independent draws of the normal approximation at the joint mode) or
    «chains» (Metropolis with Newton proposals); `r_hat` and `effective` are None for the former.
    """

    members: tuple[str, ...]
    points: _Reals = field(repr=False)
    method: str
    seed: int
    r_hat: float | None = None
    effective: float | None = None
    accepted: float | None = None

    @property
    def converged(self) -> bool:
        """Whether the chains agree; independent draws always do."""
        return self.r_hat is None or self.r_hat <= CONVERGED

    def summary(self, level: float = 0.95) -> Mapping[str, _Reals]:
        """Mean, standard deviation and the middle `level` of the draws, each [members, dims]."""
        flat = self.points.reshape(-1, *self.points.shape[2:])
        low, high = np.quantile(flat, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return {"mean": flat.mean(axis=0), "sd": flat.std(axis=0), "low": low, "high": high}

    def to_arviz(self) -> Any:
        """The draws as an ArviZ DataTree, variable `ideal_point` by member and dimension.

        Raises
        ------
        MissingExtraError
            Without arviz-base.
        """
        try:
            from arviz_base import from_dict
        except ImportError:
            raise MissingExtraError("an export for ArviZ", "fit") from None
        return from_dict(
            {"posterior": {"ideal_point": self.points}},
            coords={
                "member": list(self.members),
                "dimension": list(range(1, self.points.shape[-1] + 1)),
            },
            dims={"ideal_point": ["member", "dimension"]},
            attrs={"posterior": {"method": self.method, "inference_library": "vetopoint"}},
        )


def aligned(draws: _Reals, to: _Reals) -> _Reals:
    """Each draw [draws, n, D] with mean 0 and covariance I, turned to lie nearest to `to` [n, D].

    Scale, origin and direction of a draw mean nothing by themselves, as ballots do not depend on
    them; Schönemann (1966), Psychometrika 31: 1–10, for the turn.
    """
    centred = draws - draws.mean(axis=1, keepdims=True)
    values, vectors = np.linalg.eigh(np.einsum("sni,snj->sij", centred, centred) / draws.shape[1])
    scaled = centred @ (vectors / np.sqrt(values)[:, None, :]) @ vectors.transpose(0, 2, 1)
    left, _, right = np.linalg.svd(np.einsum("sni,nj->sij", scaled, to))
    return np.asarray(scaled @ (left @ right))


def laplace_draws(
    mode: Mode, lists: Lists, priors: Priors, count: int, generator: np.random.Generator
) -> _Reals:
    """Draws [count, n, D] from the normal approximation of all points jointly at the mode."""
    precision = precision_of(mode, lists, priors)
    values, vectors = np.linalg.eigh(precision)
    # A common turn of two dimensions is free, so its precision is 0 but for rounding; every other
    # direction has some of the precision 1 that the prior of the points gives.
    scales = np.where(values > FREE, values, np.inf) ** -0.5
    normals = generator.normal(size=(count, mode.points.size))
    drawn = mode.points.ravel() + (normals * scales) @ vectors.T
    return np.asarray(drawn.reshape(count, *mode.points.shape))


def chain_draws(
    mode: Mode,
    lists: Lists,
    priors: Priors,
    count: int,
    warmup: int,
    generator: np.random.Generator,
) -> tuple[_Reals, float]:
    """One chain from near the mode: draws [count, n, D] after `warmup`, and the share accepted."""
    points, items = mode.points.copy(), mode.items.copy()
    precisions = priors.precisions()
    points += 0.1 * generator.normal(size=points.shape)
    kept = np.empty((count, *points.shape))
    moved = 0
    for sweep in range(warmup + count):
        moved += metropolis.draw_items(
            items,
            points,
            *(lists.item_start, lists.item_member, lists.item_ballot),
            *(lists.counts, precisions),
            *(generator.normal(size=items.shape), generator.random(len(items))),
        )
        moved += metropolis.draw_members(
            points,
            items,
            *(lists.member_start, lists.member_item, lists.member_ballot),
            *(generator.normal(size=points.shape), generator.random(len(points))),
        )
        if sweep >= warmup:
            kept[sweep - warmup] = points
    return kept, moved / ((warmup + count) * (len(items) + len(points)))


def posterior_of(
    members: Sequence[str], chains: Sequence[_Reals], method: str, seed: int, accepted: float | None
) -> Posterior:
    """The record of aligned chains, with their convergence where they are chains."""
    points = np.stack(list(chains))
    if method == "laplace":
        return Posterior(tuple(members), points, method, seed)
    return Posterior(
        *(tuple(members), points, method, seed),
        r_hat=float(np.nanmax(r_hat(points))),
        effective=float(np.nanmin(effective_size(points))),
        accepted=accepted,
    )
