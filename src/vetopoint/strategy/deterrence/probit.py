"""Strategic probit: the likelihood of a two-player crisis game, and its maximum.

The game is R games' egame12: player 1 keeps the status quo (utility u11) or challenges; player 2
then concedes (player 1: u13) or fights (player 1: u14, player 2: u24 beside conceding). Each move
has an agent error, so that a difference of two utilities has a normal or logistic error of scale √2
(Signorino 1999; Kenkel and Signorino 2014).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from attrs import frozen

from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.normal import normal_cdf, normal_density

__all__ = ["LINKS", "UTILITIES", "Crises", "Fit", "Link", "design", "fit_game", "scores"]

_Floats = npt.NDArray[np.float64]
UTILITIES = ("u11", "u13", "u14", "u24")


@frozen
class Link:
    """A distribution of errors: its chance below z, its density, and the spread of a difference.

    `quartile` is the point below which three quarters lie.
    """

    name: str
    chance: Callable[[_Floats], _Floats]
    density: Callable[[_Floats], _Floats]
    scale: float
    quartile: float


def _logistic(z: _Floats) -> _Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -700, 700))))


def _logistic_density(z: _Floats) -> _Floats:
    chance = _logistic(z)
    return np.asarray(chance * (1 - chance))


LINKS: Mapping[str, Link] = {
    "probit": Link("probit", normal_cdf, normal_density, math.sqrt(2), NormalDist().inv_cdf(0.75)),
    "logit": Link("logit", _logistic, _logistic_density, math.sqrt(2), math.log(3)),
}


@frozen
class Crises:
    """Data of crises: for each utility a matrix of regressors, and how each crisis ended.

    `ends` holds 0 for the status quo, 1 for a concession, 2 for war. `matrices` has one array
    [crises, regressors] for each of `UTILITIES`, and `names` their columns.
    """

    ends: npt.NDArray[np.int64]
    matrices: Mapping[str, _Floats]
    names: tuple[str, ...]


@frozen
class Fit:
    """A maximum of the likelihood: estimates, standard errors, log-likelihood, fitted chances."""

    names: tuple[str, ...]
    estimates: _Floats
    errors: _Floats
    log_likelihood: float
    chances: _Floats
    crises: int
    rounds: int

    @property
    def aic(self) -> float:
        """Akaike's criterion: 2k − 2 log L."""
        return 2 * len(self.names) - 2 * self.log_likelihood


def _split(crises: Crises, beta: _Floats) -> dict[str, _Floats]:
    utilities, at = {}, 0
    for name in UTILITIES:
        matrix = crises.matrices[name]
        width = matrix.shape[1]
        utilities[name] = matrix @ beta[at : at + width]
        at += width
    return utilities


def scores(crises: Crises, link: Link, beta: _Floats) -> tuple[float, _Floats, _Floats]:
    """The log-likelihood, each crisis's score [crises, k], and its chances [crises, 3].

    >>> crises = Crises(np.asarray([0, 1, 2]), {"u11": np.ones((3, 1)), "u13": np.zeros((3, 0)),
    ...     "u14": np.zeros((3, 0)), "u24": np.ones((3, 1))}, ("u11", "u24"))
    >>> round(scores(crises, LINKS["probit"], np.zeros(2))[0], 4)  # log 1/2 + 2 log 1/4
    -3.4657
    """
    u = _split(crises, beta)
    z2 = u["u24"] / link.scale
    fights = np.clip(link.chance(z2), 1e-300, 1 - 1e-16)
    z1 = ((1 - fights) * u["u13"] + fights * u["u14"] - u["u11"]) / link.scale
    starts = np.clip(link.chance(z1), 1e-300, 1 - 1e-16)
    chances = np.stack([1 - starts, starts * (1 - fights), starts * fights], axis=1)
    rows = np.arange(len(crises.ends))
    log_likelihood = float(np.log(chances[rows, crises.ends]).sum())
    started, fought = crises.ends > 0, crises.ends == 2
    by_z1 = link.density(z1) * np.where(started, 1 / starts, -1 / (1 - starts))
    by_z2 = np.where(
        started, link.density(z2) * np.where(fought, 1 / fights, -1 / (1 - fights)), 0.0
    )
    by_fights = by_z1 * (u["u14"] - u["u13"]) / link.scale * link.density(z2)
    weights = {
        "u11": -by_z1 / link.scale,
        "u13": by_z1 * (1 - fights) / link.scale,
        "u14": by_z1 * fights / link.scale,
        "u24": (by_z2 + by_fights) / link.scale,
    }
    each = np.hstack([crises.matrices[n] * weights[n][:, None] for n in UTILITIES])
    return log_likelihood, each, chances


def _hessian(crises: Crises, link: Link, beta: _Floats) -> _Floats:
    """The Hessian by central differences of the analytic gradient."""
    size, found = len(beta), []
    for place in range(size):
        step = 1e-5 * max(1.0, abs(float(beta[place])))
        ahead, behind = beta.copy(), beta.copy()
        ahead[place] += step
        behind[place] -= step
        gradients = [scores(crises, link, b)[1].sum(axis=0) for b in (ahead, behind)]
        found.append((gradients[0] - gradients[1]) / (2 * step))
    hessian = np.asarray(found)
    return np.asarray((hessian + hessian.T) / 2)


def fit_game(crises: Crises, link: str = "probit", most: int = 500) -> Fit:
    """Maximise the likelihood: outer products of scores far from the maximum, Newton near it.

    Raises
    ------
    BadInputError
        If regressors are collinear, or no maximum is found in `most` rounds.
    """
    chosen, beta = LINKS[link], np.zeros(len(crises.names))
    value, each, chances = scores(crises, chosen, beta)
    for turn in range(most):
        gradient = each.sum(axis=0)
        if np.abs(gradient).max() < 1e-8:
            return _fitted(crises, chosen, beta, value, chances, turn)
        step = _direction(crises, chosen, beta, each, gradient)
        size = 1.0
        while size > 1e-12:
            ahead, more, told = scores(crises, chosen, beta + size * step)
            if ahead > value or (size == 1.0 and np.abs(more.sum(axis=0)).max() < 1e-8):
                break
            size /= 2
        else:
            if np.abs(gradient).max() < 1e-5:
                return _fitted(crises, chosen, beta, value, chances, turn)
            break
        beta, value, each, chances = beta + size * step, ahead, more, told
    raise BadInputError(
        "no maximum of the likelihood was found: an outcome may be separated perfectly; drop a "
        "regressor"
    )


def _direction(
    crises: Crises, link: Link, beta: _Floats, each: _Floats, gradient: _Floats
) -> _Floats:
    information = -_hessian(crises, link, beta)
    if np.linalg.eigvalsh(information).min() > 1e-8:
        return np.asarray(np.linalg.solve(information, gradient))
    # At the start constants of two utilities cannot be told apart: a ridge keeps the step finite.
    outer = each.T @ each
    ridge = 1e-3 * (np.trace(outer) / len(outer) + 1e-9)
    return np.asarray(np.linalg.solve(outer + ridge * np.eye(len(outer)), gradient))


def _fitted(
    crises: Crises, link: Link, beta: _Floats, value: float, chances: _Floats, rounds: int
) -> Fit:
    information = -_hessian(crises, link, beta)
    if len(beta) and np.linalg.matrix_rank(information) < len(beta):
        raise BadInputError("regressors are collinear; drop one that others make up")
    errors = np.sqrt(np.diag(np.linalg.inv(information))) if len(beta) else beta
    return Fit(crises.names, beta, errors, value, chances, len(crises.ends), rounds)


def design(
    columns: Sequence[tuple[str, _Floats]], crises: int, *, constant: bool
) -> tuple[_Floats, tuple[str, ...]]:
    """A matrix of regressors with its names, the constant first where there is one.

    >>> design([("x", np.ones(2))], 2, constant=True)[1]
    ('(Intercept)', 'x')
    """
    parts = ([("(Intercept)", np.ones(crises))] if constant else []) + list(columns)
    if not parts:
        return np.zeros((crises, 0)), ()
    return np.stack([values for _, values in parts], axis=1), tuple(name for name, _ in parts)
