"""Whether chains have converged: split R-hat and effective sample size."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["effective_size", "r_hat"]

_Draws = NDArray[np.floating[Any]]


def r_hat(draws: _Draws) -> NDArray[np.float64]:
    """Split R-hat of draws [chains, draws, …]: 1 where halves of all chains agree; nan if constant.

    Gelman and others (2013), Bayesian Data Analysis, 3rd edition, section 11.4.

    >>> alike = np.random.default_rng(0).normal(size=(4, 500))
    >>> bool(r_hat(alike) < 1.01), bool(r_hat(alike + np.arange(4)[:, None]) > 1.5)
    (True, True)
    """
    halves = _split(draws)
    length = halves.shape[1]
    within = halves.var(axis=1, ddof=1).mean(axis=0)
    between = length * halves.mean(axis=1).var(axis=0, ddof=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.sqrt(((length - 1) / length * within + between / length) / within))


def effective_size(draws: _Draws) -> NDArray[np.float64]:
    """Effective number of independent draws among draws [chains, draws, …]; nan if constant.

    Autocorrelation of all split chains together, cut by Geyer's initial monotone sequence:
    Vehtari and others (2021), Bayesian Analysis 16: 667–718, equations 10 and 11.

    >>> bool(effective_size(np.random.default_rng(0).normal(size=(4, 500))) > 1500)
    True
    """
    halves = _split(draws)
    chains, length, *rest = halves.shape
    flat = halves.reshape(chains, length, -1)
    centred = flat - flat.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, 2 * length, axis=1)
    covariance = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :length].real / length
    within = (covariance[:, 0] * length / (length - 1)).mean(axis=0)
    spread = (length - 1) / length * within + flat.mean(axis=1).var(axis=0, ddof=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = 1.0 - (within - covariance.mean(axis=0)) / spread
    correlation[0] = 1.0
    pairs = correlation[: length // 2 * 2].reshape(-1, 2, flat.shape[2]).sum(axis=1)
    pairs = np.minimum.accumulate(pairs, axis=0)
    positive = np.cumprod(pairs > 0, axis=0)
    time = np.maximum(2 * (pairs * positive).sum(axis=0) - 1, 1 / np.log10(chains * length))
    size = np.where(np.isfinite(spread) & (spread > 0), chains * length / time, np.nan)
    return np.asarray(size.reshape(rest))


def _split(draws: _Draws) -> NDArray[np.float64]:
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]]).astype(np.float64)
