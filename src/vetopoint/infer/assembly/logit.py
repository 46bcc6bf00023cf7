"""Multinomial logistic regression with a ridge, by Newton's method: exact, the same every time."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

__all__ = ["Logit", "fit_logit", "softmax"]

ROUNDS, CLOSE, FARTHEST = 12, 1e-3, 3.0
SPREAD, WIDEST = 0.01, 6.0

_Array = NDArray[np.floating[Any]]


@frozen(eq=False)
class Logit:
    """Coefficients [predictors + 1, outcomes − 1] of standardised predictors, the last constant."""

    coefficients: _Array = field(repr=False)
    centre: _Array = field(repr=False)
    scale: _Array = field(repr=False)

    def chances(self, values: _Array, offset: _Array) -> _Array:
        """Chances [..., outcomes] from predictors [..., predictors] and log odds to start from."""
        return softmax(offset + _standard(values, self.centre, self.scale) @ self.coefficients)


def softmax(odds: _Array) -> _Array:
    """Chances of the outcomes from log odds over the first of them.

    >>> softmax(np.array([0.0, 0.0])).round(3).tolist()
    [0.333, 0.333, 0.333]
    """
    first = np.zeros((*odds.shape[:-1], 1))
    every = np.concatenate([first, np.clip(odds, -30, 30)], axis=-1)
    raised = np.exp(every - every.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def fit_logit(
    values: _Array, offset: _Array, outcomes: NDArray[np.integer[Any]], ridge: float
) -> Logit:
    """Fit outcomes [rows], coded from 0, by predictors [rows, predictors] and offset log odds.

    The ridge draws coefficients of standardised predictors to 0, so to the offset; the constant
    is left free. With no rows the offset is the answer.
    """
    count = offset.shape[1]
    if not len(values):
        zeros = np.zeros((values.shape[1] + 1, count))
        return Logit(zeros, np.zeros(values.shape[1]), np.ones(values.shape[1]))
    centre, scale = values.mean(axis=0), values.std(axis=0) + SPREAD
    design = _standard(values, centre, scale).astype(np.float32)
    truth = np.stack([outcomes == code for code in range(1, count + 1)], axis=1)
    penalty = np.full(design.shape[1], float(ridge))
    penalty[-1] = 1e-3
    coefficients = np.zeros((design.shape[1], count))
    for _ in range(ROUNDS):
        step = _step(design, offset, truth.astype(np.float32), penalty, coefficients)
        farthest = np.abs(step).max()
        coefficients = coefficients - step * min(1.0, FARTHEST / max(farthest, 1e-12))
        if farthest < CLOSE:
            break
    return Logit(coefficients, centre, scale)


def _standard(values: _Array, centre: _Array, scale: _Array) -> _Array:
    scaled = np.clip((values - centre) / scale, -WIDEST, WIDEST)
    return np.concatenate([scaled, np.ones((*scaled.shape[:-1], 1), scaled.dtype)], axis=-1)


def _step(
    design: _Array, offset: _Array, truth: _Array, penalty: _Array, coefficients: _Array
) -> _Array:
    """Newton's step [predictors, outcomes − 1]."""
    odds = offset + design @ coefficients.astype(np.float32)
    chances = softmax(odds)[:, 1:].astype(np.float32)
    slope = design.T @ (chances - truth) + penalty[:, None] * coefficients
    size, count = coefficients.shape
    curvature = np.zeros((count * size, count * size))
    for one in range(count):
        for other in range(one, count):
            weight = chances[:, one] * ((one == other) - chances[:, other])
            block = design.T @ (design * weight[:, None])
            if one == other:
                block = block + np.diag(penalty)
            rows = slice(one * size, (one + 1) * size)
            columns = slice(other * size, (other + 1) * size)
            curvature[rows, columns], curvature[columns, rows] = block, block.T
    curvature += 1e-6 * np.eye(count * size)
    found = np.linalg.solve(curvature, slope.T.reshape(-1))
    return np.asarray(found.reshape(count, size).T)
