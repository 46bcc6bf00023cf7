"""How much each feature of a draft's history counts: a ridge multinomial logit over courses."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.infer.council.courses import Course
from vetopoint.infer.council.history import FEATURES, TRAITS

__all__ = ["Weights", "fit_weights"]

_Array = NDArray[np.float64]

COURSES = len(Course)
STRENGTH = {"offset": 0.05, "history": 20.0, "traits": 2.0}
"""Ridge penalties, chosen on rolling forecasts of 1999–2019 (docs/methods-forecast-council.md)."""
PRIOR = np.array([0.7, 0.2, 0.5, 0.2, 1.0])
"""Where the history coefficients are drawn to: the past on a subject largely believed."""
HALF_LIFE = 8.0
STEPS = 12


@frozen
class Weights:
    """Offsets [courses], history [FEATURES] shared by all courses, traits [courses, TRAITS]."""

    offset: _Array = field(eq=False)
    history: _Array = field(eq=False)
    traits: _Array = field(eq=False)

    def chances(self, features: _Array, traits: _Array) -> _Array:
        """Chances [..., courses] of each course for features [..., courses, FEATURES]."""
        score = self.offset + features @ self.history + traits @ self.traits.T
        score = score - score.max(axis=-1, keepdims=True)
        odds = np.exp(score)
        return np.asarray(odds / odds.sum(axis=-1, keepdims=True))

    def flat(self) -> list[float]:
        """All numbers in one list, for a file."""
        return [*self.offset.tolist(), *self.history.tolist(), *self.traits.ravel().tolist()]

    @classmethod
    def of_flat(cls, numbers: Any) -> Weights:
        """The weights from such a list.

        >>> one = Weights(np.zeros(7), PRIOR, np.zeros((7, len(TRAITS))))
        >>> Weights.of_flat(one.flat()).flat() == one.flat()
        True
        """
        values = np.asarray(numbers, dtype=float)
        middle = COURSES + FEATURES
        return cls(
            values[:COURSES], values[COURSES:middle], values[middle:].reshape(COURSES, len(TRAITS))
        )


def fit_weights(
    features: _Array, traits: _Array, courses: NDArray[np.int64], years_ago: _Array
) -> Weights:
    """Fit to past drafts by penalised Newton steps; older drafts count less.

    `features` is [drafts, courses, FEATURES], `traits` [drafts, traits]. With no draft at all the
    prior comes back.
    """
    design = _design(features, traits)
    penalty, prior = _penalty(), _prior()
    weight = 0.5 ** (years_ago / HALF_LIFE)
    happened = np.eye(COURSES)[courses]
    values = prior.copy()
    for _ in range(STEPS):
        score = design @ values
        odds = np.exp(score - score.max(axis=1, keepdims=True))
        chances = odds / odds.sum(axis=1, keepdims=True)
        slope = np.einsum("n,ncp,nc->p", weight, design, happened - chances)
        mean = np.einsum("nc,ncp->np", chances, design) * np.sqrt(weight)[:, None]
        root = design * np.sqrt(chances * weight[:, None])[:, :, None]
        rows = root.reshape(-1, design.shape[2])
        curve = rows.T @ rows - mean.T @ mean + np.diag(penalty)
        step = np.linalg.solve(curve, slope - penalty * (values - prior))
        largest = float(np.abs(step).max())
        values = values + step * min(1.0, 2.0 / max(largest, 1e-12))
        if largest < 1e-6:
            break
    return Weights.of_flat(values)


def _design(features: _Array, traits: _Array) -> _Array:
    drafts, width = len(features), len(TRAITS)
    design = np.zeros((drafts, COURSES, COURSES + FEATURES + COURSES * width))
    for course in range(COURSES):
        design[:, course, course] = 1
        design[:, course, COURSES : COURSES + FEATURES] = features[:, course]
        start = COURSES + FEATURES + course * width
        design[:, course, start : start + width] = traits
    return design


def _penalty() -> _Array:
    return np.concatenate(
        [
            np.full(COURSES, STRENGTH["offset"]),
            np.full(FEATURES, STRENGTH["history"]),
            np.full(COURSES * len(TRAITS), STRENGTH["traits"]),
        ]
    )


def _prior() -> _Array:
    return np.concatenate([np.zeros(COURSES), PRIOR, np.zeros(COURSES * len(TRAITS))])
