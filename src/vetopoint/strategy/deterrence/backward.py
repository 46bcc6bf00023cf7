"""Statistical backward induction: two plain regressions that stand in for the crisis game.

R `games` starts its search there, and stops a little short of the maximum by the rule of R's
optimiser; both are kept here, so that what it prints can be had beside the maximum.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from vetopoint.strategy.deterrence.descent import Descent, variable_metric
from vetopoint.strategy.deterrence.probit import LINKS, Crises, Link, scores
from vetopoint.strategy.inputs import BadInputError

__all__ = ["backward_start", "binary_regression", "stopped_as_games"]

_Floats = npt.NDArray[np.float64]


def binary_regression(matrix: _Floats, chosen: _Floats, link: Link, most: int = 25) -> _Floats:
    """Coefficients of a binary choice by reweighted least squares, stopped as R's `glm.fit` stops.

    `matrix` is [crises, k], `chosen` holds 0 and 1. It starts at chances of 1/4 and 3/4, and ends
    when the deviance changes by less than 1e-8 of itself.

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models, 2nd edition, section 2.5.

    Examples
    --------
    >>> matrix, chosen = np.ones((4, 1)), np.asarray([1.0, 1.0, 1.0, 0.0])
    >>> round(float(binary_regression(matrix, chosen, LINKS["logit"])[0]), 6)  # log 3
    1.098612
    """
    eta = np.where(chosen == 1, link.quartile, -link.quartile)
    deviance = _deviance(eta, chosen, link)
    found: _Floats = np.zeros(matrix.shape[1])
    for _ in range(most if matrix.shape[1] else 0):
        chance, density = _chance(eta, link), np.maximum(link.density(eta), 1e-300)
        weight = density / np.sqrt(chance * (1 - chance))
        wanted = weight * (eta + (chosen - chance) / density)
        solved = np.linalg.lstsq(matrix * weight[:, None], wanted, rcond=None)
        found = np.asarray(solved[0], dtype=float)
        eta, before = matrix @ found, deviance
        deviance = _deviance(eta, chosen, link)
        if abs(deviance - before) < 1e-8 * (abs(deviance) + 0.1):
            break
    return found


def _chance(eta: _Floats, link: Link) -> _Floats:
    return np.asarray(np.clip(link.chance(eta), 1e-15, 1 - 1e-15))


def _deviance(eta: _Floats, chosen: _Floats, link: Link) -> float:
    chance = _chance(eta, link)
    return float(-2 * np.log(np.where(chosen == 1, chance, 1 - chance)).sum())


def backward_start(crises: Crises, link: Link) -> _Floats:
    """Where R `games` begins: player 2's choice alone, then player 1's with its fitted chance.

    Both are scaled by √2, since the error of a difference of utilities has twice the variance.

    References
    ----------
    Signorino, C. S. (2003). Structure and Uncertainty in Discrete Choice Models. Political
    Analysis 11, 316-344; Kenkel and Signorino (2014), section 3.

    Examples
    --------
    >>> one, none = np.ones((4, 1)), np.zeros((4, 0))
    >>> crises = Crises(np.asarray([0, 0, 1, 2]), dict(u11=one, u13=none, u14=none, u24=one), ())
    >>> bool(np.abs(backward_start(crises, LINKS["probit"])).max() < 1e-12)  # all chances are half
    True
    """
    matrices, started = crises.matrices, crises.ends > 0
    fought = (crises.ends[started] == 2).astype(float)
    second = binary_regression(matrices["u24"][started], fought, link)
    fights = link.chance(matrices["u24"] @ second)[:, None]
    weighed = [-matrices["u11"], (1 - fights) * matrices["u13"], fights * matrices["u14"]]
    first = binary_regression(np.hstack(weighed), started.astype(float), link)
    return np.asarray(math.sqrt(2) * np.concatenate([first, second]))


def stopped_as_games(crises: Crises, link: str = "probit") -> Descent:
    """The coefficients that R `games` prints: its start, and R's `optim` until that stops.

    The value is minus the log-likelihood. That lies below the maximum by as little as R's rule
    lets it: on `war1800` 8e-10, which moves a coefficient in its fifth decimal.

    Raises
    ------
    BadInputError
        If the likelihood is not finite at the start.
    """
    chosen = LINKS[link]
    start = backward_start(crises, chosen)
    if not math.isfinite(scores(crises, chosen, start)[0]):
        raise BadInputError(
            "R's rule finds no start: an outcome may be separated; drop a regressor"
        )
    return variable_metric(
        lambda beta: -scores(crises, chosen, beta)[0],
        lambda beta: -scores(crises, chosen, beta)[1].sum(axis=0),
        start,
    )
