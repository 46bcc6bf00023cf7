"""Probabilistic Condorcet choice: which option would beat the others, as KTAB computes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from vetopoint.strategy.inputs import BadInputError

__all__ = [
    "CHOICES",
    "LAWS",
    "coalitions",
    "conditional",
    "markov_incentive",
    "markov_uniform",
    "victory_chances",
]

_Floats = npt.NDArray[np.float64]
LEAST = 1e-8
LAWS: Mapping[str, int] = {"linear": 1, "square": 2, "quartic": 4}


def coalitions(utilities: _Floats, weights: _Floats) -> _Floats:
    """The strength c[i, j] of those who prefer option i to j, each by weight times preference.

    `utilities` is [actors, options].

    >>> coalitions(np.array([[1.0, 0.0], [0.0, 0.5]]), np.array([2.0, 1.0]))[0, 1].round(3)
    np.float64(2.0)
    """
    liking = (utilities[:, :, None] - utilities[:, None, :]) * weights[:, None, None]
    strengths = LEAST + np.where(liking > 0, liking, 0).sum(axis=0)
    np.fill_diagonal(strengths, 0)
    return np.asarray(strengths)


def victory_chances(strengths: _Floats, law: str = "square") -> _Floats:
    """The chance p[i, j] that option i beats j, by the ratio of strengths raised to a power.

    >>> victory_chances(np.array([[0, 51.212], [19.714, 0]]))[0, 1].round(4)
    np.float64(0.8709)
    """
    raised = strengths ** LAWS[law]
    both = raised + raised.T
    np.fill_diagonal(both, 1)
    if (both <= 0).any():
        raise BadInputError("two options have no strength against each other; give one some")
    chances = raised / both
    np.fill_diagonal(chances, 0.5)
    return np.asarray(chances)


def conditional(strengths: _Floats, law: str = "square") -> _Floats:
    """The chance that an option beats all others, given that one does."""
    chance = victory_chances(strengths, law).prod(axis=1)
    return np.asarray(chance / chance.sum())


def markov_uniform(strengths: _Floats, law: str = "square") -> _Floats:
    """The long-run chance of an option when each is challenged by each other equally often."""
    chances, size = victory_chances(strengths, law), len(strengths)
    step = (chances + np.diag(chances.sum(axis=1))) / size
    return _stationary(step)


def markov_incentive(strengths: _Floats, law: str = "square") -> _Floats:
    """The long-run chance when options are challenged in proportion to strength and prospects."""
    chances = victory_chances(strengths, law)
    incentive = strengths * chances + 1e-10 * np.eye(len(strengths))
    challenge = incentive / incentive.sum(axis=0)  # [challenger, holder]
    # q_i = Σ_j v_ij (p_i · challenge_ji + p_j · challenge_ij)
    step = chances * challenge + np.diag((chances * challenge.T).sum(axis=1))
    return _stationary(step)


def _stationary(step: _Floats) -> _Floats:
    """The chances p with p = step · p that sum to one."""
    size = len(step)
    system = np.vstack([step - np.eye(size), np.ones(size)])
    found, *_ = np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=None)
    return np.asarray(np.clip(found, 0, None))


CHOICES: Mapping[str, Callable[[_Floats, str], _Floats]] = {
    "conditional": conditional,
    "markov-uniform": markov_uniform,
    "markov-incentive": markov_incentive,
}
