"""The normal distribution from the standard library's error function, for arrays and numbers."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

__all__ = ["log_normal_cdf", "normal_cdf", "normal_density"]

_erfc = np.frompyfunc(math.erfc, 1, 1)


def normal_cdf(z: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The chance that a standard normal lies below `z`, exact to rounding in both tails.

    >>> float(normal_cdf(0.0))
    0.5
    """
    values = np.asarray(z, dtype=float)
    return np.asarray(_erfc(-values / math.sqrt(2)), dtype=float) / 2


def normal_density(z: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The density of the standard normal at `z`.

    >>> round(float(normal_density(0.0)), 6)
    0.398942
    """
    values = np.asarray(z, dtype=float)
    return np.asarray(np.exp(-values * values / 2) / math.sqrt(2 * math.pi))


def log_normal_cdf(z: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The logarithm of `normal_cdf`, finite as far as z = −37.

    >>> bool(np.isfinite(log_normal_cdf(-30.0)))
    True
    """
    return np.asarray(np.log(np.maximum(normal_cdf(z), 1e-300)))
