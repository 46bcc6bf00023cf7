"""Descent by Nash's variable metric, with the step and stopping rules of R's `optim`."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from attrs import frozen

__all__ = ["Descent", "variable_metric"]

_Floats = npt.NDArray[np.float64]
_SHORTER, _GAIN, _BESIDE = 0.2, 1e-4, 10.0


@frozen(eq=False)
class Descent:
    """Where a descent stopped, the value there, and how many gradients it took."""

    point: _Floats
    value: float
    gradients: int


def variable_metric(
    value: Callable[[_Floats], float],
    gradient: Callable[[_Floats], _Floats],
    start: _Floats,
    tolerance: float = 1e-8,
    most: int = 200,
) -> Descent:
    """Descend from `start` as R's `optim(method = "BFGS")` does, and stop where it stops.

    A step is cut to a fifth until it has a ten-thousandth of the gain that the slope promises. The
    metric starts anew after twice as many updates as there are parameters, and after a step that
    gains less than `tolerance` of the value; a second such step ends the descent. The end need not
    be the least value to its last digit.

    References
    ----------
    Nash, J. C. (1990). Compact Numerical Methods for Computers, 2nd edition, algorithm 21; the
    constants are those of R's optim.

    Examples
    --------
    >>> found = variable_metric(lambda x: float(x @ x), lambda x: 2 * x, np.ones(2))
    >>> bool(found.value < 1e-15)
    True
    """
    point, least, slope = start, value(start), gradient(start)
    unit = np.eye(len(start))
    metric, updates, taken = unit, 0, 1
    while taken < most:
        step = _step(value, point, -(metric @ slope), slope, least)
        gained = step is not None and _differ(step.value, least, tolerance)
        before = point
        if step is not None:
            point, least = step.point, step.value
        if not gained:
            if updates == 0:
                break
            # The slope is not taken anew here: R does not either.
            metric, updates = unit, 0
            continue
        turned, taken = gradient(point), taken + 1
        metric, kept = _updated(metric, point - before, turned - slope)
        slope, updates = turned, updates + 1
        if not kept or updates > 2 * len(start):
            metric, updates = unit, 0
    return Descent(point, least, taken)


def _step(
    value: Callable[[_Floats], float],
    point: _Floats,
    direction: _Floats,
    slope: _Floats,
    least: float,
) -> Descent | None:
    """The first step along a direction that gains enough; None uphill or where nothing moves."""
    promised, length = float(direction @ slope), 1.0
    if promised >= 0:
        return None
    while True:
        there = point + length * direction
        if bool((_BESIDE + there == _BESIDE + point).all()):
            return None
        found = value(there)
        if math.isfinite(found) and found <= least + _GAIN * length * promised:
            return Descent(there, found, 0)
        length *= _SHORTER


def _differ(found: float, least: float, tolerance: float) -> bool:
    return abs(found - least) > tolerance * (abs(least) + tolerance)


def _updated(metric: _Floats, step: _Floats, turn: _Floats) -> tuple[_Floats, bool]:
    """The metric after a step and the turn of the slope along it; False where it bends down."""
    bend = float(step @ turn)
    if bend <= 0:
        return metric, False
    image = metric @ turn
    grown = (1 + float(image @ turn) / bend) * np.outer(step, step)
    crossed = np.outer(image, step) + np.outer(step, image)
    return np.asarray(metric + (grown - crossed) / bend), True
