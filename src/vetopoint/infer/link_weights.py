"""What makes two items one question: weights learnt from links that others made by hand."""

from __future__ import annotations

import functools
import json
from importlib import resources

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = ["LinkWeights", "learn_weights", "link_weights"]

_Floats = NDArray[np.float64]
RIDGE, ROUNDS = 1.0, 30


@frozen(eq=False)
class LinkWeights:
    """A logistic regression on features [F] brought to mean 0 and spread 1.

    `least` is the chance from which a pair is linked. Chances are of being linked *by hand*, which
    is rarer than being the same question: whoever links by hand leaves out texts that changed.
    """

    means: _Floats
    spreads: _Floats
    weights: _Floats
    middle: float
    least: float

    def chances(self, features: _Floats) -> _Floats:
        """The chance [pairs] that each pair would be linked by hand."""
        odds = self.middle + ((features - self.means) / self.spreads) @ self.weights
        return np.asarray(1.0 / (1.0 + np.exp(-odds)))


def learn_weights(features: _Floats, linked: NDArray[np.bool_], least: float) -> LinkWeights:
    """Fit the weights to pairs [pairs, F] of which some are `linked` [pairs], with a ridge of 1.

    >>> pairs = np.array([[0.1], [0.2], [0.8], [0.9]])
    >>> found = learn_weights(pairs, np.array([False, False, True, True]), 0.5)
    >>> (found.chances(pairs) > 0.5).tolist()
    [False, False, True, True]
    """
    means, spreads = features.mean(0), features.std(0)
    spreads = np.where(spreads > 0, spreads, 1.0)
    design = np.column_stack((np.ones(len(features)), (features - means) / spreads))
    held = RIDGE * np.eye(design.shape[1])
    held[0, 0] = 0.0
    at = np.zeros(design.shape[1])
    for _ in range(ROUNDS):
        chance = 1.0 / (1.0 + np.exp(-(design @ at)))
        slope = design.T @ (linked - chance) - held @ at
        curve = (design.T * (chance * (1.0 - chance))) @ design + held
        at += np.linalg.solve(curve, slope)
    return LinkWeights(means, spreads, at[1:], float(at[0]), least)


@functools.cache
def link_weights(*, with_votes: bool = False) -> LinkWeights:
    """The weights that ship, from texts alone or from texts and votes."""
    text = resources.files("vetopoint.infer").joinpath("link_weights.json").read_text("utf-8")
    held = json.loads(text)["with votes" if with_votes else "texts"]
    means, spreads, weights = (np.array(held[name]) for name in ("means", "spreads", "weights"))
    return LinkWeights(means, spreads, weights, held["middle"], held["least"])
