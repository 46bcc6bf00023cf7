"""Demonstrations week by week: who come change what all believe, and with it who comes next."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from attrs import frozen

from vetopoint.strategy.cascades.turnouts import Turnout, belief_after

__all__ = ["Course", "courses"]

_Floats = npt.NDArray[np.float64]


@frozen(eq=False)
class Course:
    """Beliefs and turnouts over the weeks in one state of the regime, over many draws.

    `beliefs` is [draws, weeks + 1] with the prior first, `turnouts` [draws, weeks]. `fell` is the
    first week at which belief reaches what the public needs, −1 where it never does.
    """

    beliefs: _Floats
    turnouts: _Floats
    fell: npt.NDArray[np.int64]

    @property
    def chance(self) -> float:
        """The share of draws in which the public turns away."""
        return float((self.fell >= 0).mean())

    @property
    def median_week(self) -> int | None:
        """The week by which half of the draws that end so have ended; None where none does."""
        ended = self.fell[self.fell >= 0]
        return int(np.quantile(ended, 0.5, method="higher")) if len(ended) else None

    def fallen_by(self, week: int) -> float:
        """The share of draws in which the public has turned away by a week."""
        return float(((self.fell >= 0) & (self.fell <= week)).mean())


def courses(
    told: Turnout, prior: float, needed: float, weeks: int, draws: int, seed: int
) -> tuple[Course, Course]:
    """What would happen if the regime were malign, and if it were not.

    Activists come whatever they know. Of the moderates, those with cause in the true state come
    once they believe enough: the share b / `needed` of them at belief b, all from `needed` up.
    Everybody knows that rule, discounts the activists, and judges each turnout by Bayes' rule
    (Lohmann 1994, in a normal form of our own).

    >>> told = Turnout(5_000, 2_000, 100_000, 0.08, 0.02)
    >>> malign, benign = courses(told, 0.3, 0.9, 8, 200, seed=1)
    >>> malign.chance > benign.chance
    True
    """
    generator = np.random.default_rng(seed)
    malign = _course(told, told.if_malign, prior, needed, (draws, weeks), generator)
    return malign, _course(told, told.if_benign, prior, needed, (draws, weeks), generator)


def _course(
    told: Turnout,
    share: float,
    prior: float,
    needed: float,
    shape: tuple[int, int],
    generator: np.random.Generator,
) -> Course:
    draws, weeks = shape
    beliefs, turnouts = np.full((draws, weeks + 1), prior), np.empty(shape)
    noise = generator.normal(size=shape)
    for draw in range(draws):
        for week in range(weeks):
            belief = float(beliefs[draw, week])
            part = min(1.0, belief / needed)
            spread = math.sqrt(
                told.deviation**2 + told.moderates * share * part * (1 - share * part)
            )
            turnouts[draw, week] = told.mean(share * part) + spread * noise[draw, week]
            learned = told.willing(part).evidence(float(turnouts[draw, week]))
            beliefs[draw, week + 1] = belief_after(belief, learned)
    reached = beliefs[:, 1:] >= needed
    fell = np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, -1)
    return Course(beliefs, turnouts, fell)
