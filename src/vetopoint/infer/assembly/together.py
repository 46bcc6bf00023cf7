"""Members move together: what some members' ballots on a text say of all the others'.

A Gaussian copula over ordered ballots (AGAINST < ABSTAIN < FOR). Each member's leaning is a
standard normal, cut at the quantiles of its own chances; leanings share a few factors:
leaning = loadings · factors + own part. Without any known ballot every member's chances are
exactly what they were; known ballots move the factors, and the factors everybody.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

__all__ = ["NEW_WEIGHT", "SPONSOR_WEIGHT", "Factors", "Together", "cuts", "loadings_of"]

FACTORS, RESERVE, MOST_SHARED = 8, 30.0, 0.9
"""Chosen on votes of 2012–2019: number of factors, votes' worth of doubt about a correlation, and
the largest part of a leaning that factors may explain."""
NEW_WEIGHT = 3.0
"""Texts new when tabled count thrice: on them members' chances are least settled."""
SPONSOR_WEIGHT = 0.15
"""How much a co-sponsor's FOR tells, against a ballot's 1: sponsors are those who favour it."""
LEAST, ROUNDS, CLOSE, DAMPING = 0.002, 25, 1e-3, 0.7

_Array = NDArray[np.floating[Any]]
_quantile = np.frompyfunc(NormalDist().inv_cdf, 1, 1)
_error = np.frompyfunc(math.erf, 1, 1)


def _below(x: _Array) -> _Array:
    """The normal distribution function; infinities are allowed."""
    return 0.5 * (1 + np.asarray(_error(x / math.sqrt(2)), np.float64))


def _inverse(chance: _Array) -> _Array:
    return np.asarray(_quantile(chance), np.float64)


def _density(x: _Array) -> _Array:
    return np.asarray(np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi))


def cuts(chances: _Array) -> tuple[_Array, _Array]:
    """Where leanings are cut: AGAINST below the first, FOR above the second, from [..., 3]."""
    kept = np.clip(chances, LEAST, 1)
    kept = kept / kept.sum(axis=-1, keepdims=True)
    low = _inverse(kept[..., 2])
    return low, _inverse(kept[..., 2] + kept[..., 1])


def loadings_of(
    chances: _Array,
    ballots: NDArray[np.integer[Any]],
    texts: NDArray[np.integer[Any]],
    members: NDArray[np.integer[Any]],
    weights: _Array,
    count: int,
) -> _Array:
    """Loadings [count, factors] of members, from past cells.

    `chances` [cells, 3] are what was expected; `ballots`, `texts` and `members` [cells] say what
    was cast on which text by whom; `weights` [cells] are the texts'.

    The correlation of two leanings is estimated by what both were cast above expectation, over
    what that would be at a correlation of one; then only the strongest factors are kept.
    """
    names, places = np.unique(texts, return_inverse=True)
    low, high = cuts(chances)
    surprise, spread = _expected(low, high, ballots)
    over, size = np.zeros((len(names), count)), np.zeros((len(names), count))
    over[places, members], size[places, members] = surprise, spread
    scale = np.zeros(len(names))
    scale[places] = weights
    both = (over * scale[:, None]).T @ over
    full = (size * scale[:, None]).T @ size
    return _strongest(np.clip(both / (full + RESERVE), -0.97, 0.97))


def _expected(
    low: _Array, high: _Array, ballots: NDArray[np.integer[Any]]
) -> tuple[_Array, _Array]:
    """The mean leaning given the ballot cast, and the variance of that mean beforehand."""
    first, second = _density(low), _density(high)
    against, upto = _below(low), _below(high)
    between = np.maximum(upto - against, 1e-6)
    means = np.stack([second / (1 - upto), (first - second) / between, -first / against])
    spread = second**2 / (1 - upto) + (first - second) ** 2 / between + first**2 / against
    return means[ballots, np.arange(len(ballots))], spread


def _strongest(correlation: _Array) -> _Array:
    """Loadings of the strongest factors, each member's own part being what they leave."""
    count = min(FACTORS, len(correlation))
    shared = np.full(len(correlation), 0.5)
    for _ in range(10):
        np.fill_diagonal(correlation, shared)
        sizes, directions = np.linalg.eigh(correlation)
        found = directions[:, -count:] * np.sqrt(np.clip(sizes[-count:], 0, None))
        shared = np.clip((found**2).sum(axis=1), 0, MOST_SHARED)
    total = (found**2).sum(axis=1)
    shrunk = np.sqrt(np.minimum(1, MOST_SHARED / np.maximum(total, 1e-9)))
    # A direction has no sign of its own: fix it, so that the same record gives the same bytes.
    sign = np.where(found[np.abs(found).argmax(axis=0), np.arange(count)] < 0, -1, 1)
    return np.asarray(found * shrunk[:, None] * sign)


@frozen(eq=False)
class Factors:
    """What is believed of a text's factors: their mean [factors] and covariance."""

    mean: _Array = field(repr=False)
    covariance: _Array = field(repr=False)


@frozen(eq=False)
class Together:
    """One text: each member's cuts [members] and loadings [members, factors]."""

    low: _Array = field(repr=False)
    high: _Array = field(repr=False)
    loadings: _Array = field(repr=False)

    @classmethod
    def of(cls, chances: _Array, loadings: _Array) -> Together:
        """From the chances of FOR, ABSTAIN and AGAINST [members, 3]."""
        return cls(*cuts(chances), loadings)

    def given(
        self,
        known: NDArray[np.integer[Any]],
        ballots: NDArray[np.integer[Any]],
        weights: _Array | None = None,
    ) -> Factors:
        """The factors given the `ballots` of the members at the places `known`.

        By expectation propagation: each ballot is stood for by a normal that gives the factors
        the mean and spread that the ballot itself gives them. `weights` [known] say how much of
        each ballot counts.

        References
        ----------
        Minka (2001), Expectation propagation for approximate Bayesian inference, sec. 3.
        """
        loads, count = self.loadings[known], self.loadings.shape[1]
        mean, covariance = np.zeros(count), np.eye(count)
        power = np.ones(len(known)) if weights is None else weights
        own = 1 - (loads**2).sum(axis=1)
        first, second = self.low[known], self.high[known]
        low = np.select([ballots == 2, ballots == 1], [-np.inf, first], second)
        high = np.select([ballots == 2, ballots == 1], [first, second], np.inf)
        narrow, shift = np.zeros(len(known)), np.zeros(len(known))
        for _ in range(ROUNDS if len(known) else 0):
            spread = np.maximum(np.einsum("mk,kl,ml->m", loads, covariance, loads), 1e-9)
            cavity = 1 / np.maximum(1 / spread - power * narrow, 1e-6)
            middle = cavity * (loads @ mean / spread - power * shift)
            whole = np.sqrt(cavity + own)
            slope, bend = _slopes((low - middle) / whole, (high - middle) / whole)
            slope, bend = slope / whole, bend / whole**2
            left = np.maximum(1 - cavity * bend, 1e-3)
            before = shift
            narrow = narrow + DAMPING * (bend / left - narrow)
            shift = shift + DAMPING * ((slope + middle * bend) / left - shift)
            inner = np.eye(count) + (loads * (power * narrow)[:, None]).T @ loads
            covariance = np.linalg.inv(inner)
            mean = covariance @ (loads.T @ (power * shift))
            if np.abs(shift - before).max() < CLOSE:
                break
        return Factors(mean, covariance)

    def chances(self, factors: Factors) -> _Array:
        """Everybody's chances [members, 3], averaged over the factors."""
        shared = np.einsum("mk,kl,ml->m", self.loadings, factors.covariance, self.loadings)
        spread = np.sqrt(1 - (self.loadings**2).sum(axis=1) + shared)
        return self._cut(self.loadings @ factors.mean, spread)

    def draws(self, factors: Factors, count: int, seed: int) -> _Array:
        """Everybody's chances [draws, members, 3] at `count` draws of the factors."""
        chance = np.random.default_rng(seed)
        root = np.linalg.cholesky(factors.covariance + 1e-10 * np.eye(len(factors.mean)))
        drawn = factors.mean + chance.standard_normal((count, len(root))) @ root.T
        own = np.sqrt(1 - (self.loadings**2).sum(axis=1))
        return self._cut(drawn @ self.loadings.T, own)

    def _cut(self, leaning: _Array, spread: _Array) -> _Array:
        against, upto = (
            _below((self.low - leaning) / spread),
            _below((self.high - leaning) / spread),
        )
        return np.stack([1 - upto, upto - against, against], axis=-1)


def _slopes(low: _Array, high: _Array) -> tuple[_Array, _Array]:
    """First derivative of ln(Φ(high) − Φ(low)) in the leaning, and minus the second."""
    mass = np.maximum(_below(high) - _below(low), 1e-9)
    first, second = _density(low), _density(high)
    slope = (first - second) / mass
    lower, upper = (np.where(np.isfinite(x), x, 0.0) for x in (low, high))
    bend = (upper * second - lower * first) / mass + slope**2
    return slope, np.maximum(bend, 1e-6)
