"""The normal distribution in machine code: its logarithm, its hazard and its differences.

Both functions come from tables with cubic interpolation between nodes at which value and
derivative are known; the error is below 1e-9, at a third of the cost of the error function.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["compiled", "hazard", "inverse_normal", "log_normal", "normal"]

_Function = TypeVar("_Function", bound=Callable[..., Any])

_LIMIT, _STEPS = 12, 64
_HALF_LOG_TAU = 0.5 * math.log(2 * math.pi)


def compiled(function: _Function) -> _Function:
    """The function as machine code, kept on disk for the next process."""
    return cast(_Function, numba.njit(cache=True, nogil=True)(function))


def _tables() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    nodes = np.arange(-_LIMIT * _STEPS, _LIMIT * _STEPS + 1) / _STEPS
    logs = np.empty(len(nodes))
    for place, x in enumerate(nodes):
        tail = 0.5 * math.erfc(-x / math.sqrt(2))
        logs[place] = math.log1p(-0.5 * math.erfc(x / math.sqrt(2))) if x > 0 else math.log(tail)
    hazards = np.exp(-0.5 * nodes**2 - _HALF_LOG_TAU - logs)
    return logs, hazards


_LOGS, _HAZARDS = _tables()


@compiled
def log_normal(x: float) -> float:
    """The logarithm of the normal distribution function at `x`."""
    if x <= -_LIMIT:
        square = 1.0 / (x * x)
        series = 1.0 - square * (1.0 - 3.0 * square * (1.0 - 5.0 * square))
        return -0.5 * x * x - _HALF_LOG_TAU - math.log(-x) + math.log(series)
    if x >= _LIMIT:
        return 0.0
    place = (x + _LIMIT) * _STEPS
    k = int(place)
    t = place - k
    low: float = _LOGS[k]
    high: float = _LOGS[k + 1]
    rise_low: float = _HAZARDS[k] / _STEPS
    rise_high: float = _HAZARDS[k + 1] / _STEPS
    rest = 1.0 - t
    return (
        low * (1.0 + 2.0 * t) * rest * rest
        + rise_low * t * rest * rest
        + high * t * t * (3.0 - 2.0 * t)
        - rise_high * t * t * rest
    )


@compiled
def hazard(x: float) -> float:
    """Density over distribution function: the derivative of `log_normal`."""
    if x <= -_LIMIT:
        square = 1.0 / (x * x)
        return -x / (1.0 - square * (1.0 - 3.0 * square * (1.0 - 5.0 * square)))
    if x >= _LIMIT:
        return 0.0
    place = (x + _LIMIT) * _STEPS
    k = int(place)
    t = place - k
    low: float = _HAZARDS[k]
    high: float = _HAZARDS[k + 1]
    node = k / _STEPS - _LIMIT
    rise_low = -low * (low + node) / _STEPS
    rise_high = -high * (high + node + 1.0 / _STEPS) / _STEPS
    rest = 1.0 - t
    return (
        low * (1.0 + 2.0 * t) * rest * rest
        + rise_low * t * rest * rest
        + high * t * t * (3.0 - 2.0 * t)
        - rise_high * t * t * rest
    )


@compiled
def normal(x: float) -> float:
    """The normal distribution function at `x`."""
    return 0.5 * math.erfc(-x * 0.7071067811865476)


@compiled
def inverse_normal(p: float) -> float:
    """The normal quantile (Wichura 1988, algorithm AS 241, seven digits) of `p` in (0, 1)."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        above = ((5.9109374720e01 * r + 1.5929113202e02) * r + 5.0434271938e01) * r + 3.3871327179
        below = ((6.7187563600e01 * r + 7.8757757664e01) * r + 1.7895169469e01) * r + 1.0
        return q * above / below
    r = math.sqrt(-math.log(p if q < 0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        above = ((1.7023821103e-01 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        below = (1.2021132975e-01 * r + 7.3700164250e-01) * r + 1.0
    else:
        r -= 5.0
        above = ((1.7337203997e-02 * r + 4.2868294337e-01) * r + 3.0812263860) * r + 6.6579051150
        below = (1.2258202635e-02 * r + 2.4197894225e-01) * r + 1.0
    return -above / below if q < 0 else above / below
