"""How good a forecast was: proper scores, recalls, reliability, and skill with an interval.

Ballots are coded 0 for, 1 abstain, 2 against; a cell is one member's ballot on one text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import asdict, frozen
from numpy.typing import NDArray

from vetopoint.errors import VetopointError

__all__ = [
    "METRICS",
    "Bin",
    "BinaryScores",
    "EmptyWindowError",
    "Scores",
    "Skill",
    "UnknownMetricError",
    "average_precision",
    "binary_score",
    "cell_losses",
    "expected_calibration_error",
    "metric_losses",
    "metric_named",
    "reliability",
    "score",
    "skill",
]

LEAST = 1e-6
"""A chance below this is scored as this, so that one ballot called impossible is not infinite."""

_Floats = NDArray[np.floating[Any]]


class EmptyWindowError(VetopointError, ValueError):
    """Nothing to score: a window without votes must not come out as a score."""


class UnknownMetricError(VetopointError, LookupError):
    """A metric that is none of ours; `allowed` lists them."""

    def __init__(self, text: str, allowed: Sequence[str]) -> None:
        self.text, self.allowed = text, tuple(allowed)
        super().__init__(f"{text!r} is no metric; give one of {', '.join(allowed)}")


@frozen
class Scores:
    """Scores over cells FOR, ABSTAIN, AGAINST; lower is better for the first two.

    `log_loss` is in nats for each cell; `brier` is the sum over the three ballots of the squared
    error (0 to 2); a recall is None where nobody cast that ballot.
    """

    log_loss: float
    brier: float
    accuracy: float
    abstain_recall: float | None
    against_recall: float | None
    cells: int
    texts: int

    def as_record(self) -> dict[str, Any]:
        """The scores under their names."""
        return asdict(self)


METRICS = ("log_loss", "brier", "accuracy", "abstain_recall", "against_recall")


@frozen
class BinaryScores:
    """Scores of the chance of one event, such as a veto or an absence.

    `average_precision` is None where the event never happened.
    """

    log_loss: float
    brier: float
    average_precision: float | None
    cases: int
    events: int

    def as_record(self) -> dict[str, Any]:
        """The scores under their names."""
        return asdict(self)


@frozen
class Bin:
    """One bar of a reliability curve: what was forecast between two chances, and what happened."""

    low: float
    high: float
    mean_chance: float
    share: float
    cases: int

    def as_record(self) -> dict[str, Any]:
        """The bar under its names."""
        return asdict(self)


@frozen
class Skill:
    """1 − loss / loss of the baseline, with a bootstrap interval over whole texts."""

    value: float
    low: float
    high: float


def metric_named(text: str) -> str:
    """The metric under its own name.

    >>> metric_named("Log-Loss")
    'log_loss'

    Raises
    ------
    UnknownMetricError
        For any other word; the sentence lists what is allowed.
    """
    loose = text.strip().lower().replace("-", "_").replace(" ", "_")
    if loose not in METRICS:
        raise UnknownMetricError(text, METRICS)
    return loose


def cell_losses(probabilities: _Floats, ballots: NDArray[np.integer[Any]]) -> _Floats:
    """The log loss of each cell, [cells], from chances [cells, 3] and ballots [cells].

    >>> cell_losses(np.array([[0.5, 0.25, 0.25]]), np.array([1])).round(3).tolist()
    [1.386]
    """
    own = probabilities[np.arange(len(ballots)), ballots]
    losses: _Floats = -np.log(np.clip(own, LEAST, 1.0))
    return losses


def metric_losses(
    metric: str, probabilities: _Floats, ballots: NDArray[np.integer[Any]]
) -> tuple[_Floats, NDArray[np.bool_]]:
    """The loss of each cell by a metric [cells], and which cells it counts; lower is better.

    The loss of accuracy and of a recall is 1 for a miss, so that its mean is 1 − the metric.

    >>> metric_losses("accuracy", np.array([[0.5, 0.3, 0.2]]), np.array([1]))
    (array([1.]), array([ True]))
    """
    name = metric_named(metric)
    everything = np.ones(len(ballots), bool)
    if name == "log_loss":
        return cell_losses(probabilities, ballots), everything
    if name == "brier":
        return ((probabilities - np.eye(3)[ballots]) ** 2).sum(axis=1), everything
    missed = (probabilities.argmax(axis=1) != ballots).astype(float)
    counted = {"abstain_recall": ballots == 1, "against_recall": ballots == 2}
    return missed, counted.get(name, everything)


def score(
    probabilities: _Floats,
    ballots: NDArray[np.integer[Any]],
    texts: NDArray[Any],
    of: str = "the window",
) -> Scores:
    """Score chances [cells, 3] against ballots [cells]; `texts` [cells] says which vote each is.

    >>> found = score(np.array([[0.8, 0.1, 0.1], [0.2, 0.6, 0.2]]), np.array([0, 1]),
    ...               np.array([7, 7]))
    >>> found.accuracy, round(found.log_loss, 3), found.texts
    (1.0, 0.367, 1)

    Raises
    ------
    EmptyWindowError
        If there is no cell.
    ValueError
        If the shapes differ, or a chance is negative, not a number, or they do not add up to 1.
    """
    if not len(ballots):
        raise EmptyWindowError(f"no ballot was cast in {of}; there is nothing to score")
    _check(probabilities, ballots, texts)
    hit = probabilities.argmax(axis=1) == ballots
    truth = np.eye(3)[ballots]
    return Scores(
        log_loss=float(cell_losses(probabilities, ballots).mean()),
        brier=float(((probabilities - truth) ** 2).sum(axis=1).mean()),
        accuracy=float(hit.mean()),
        abstain_recall=_share(hit[ballots == 1]),
        against_recall=_share(hit[ballots == 2]),
        cells=len(ballots),
        texts=len(np.unique(texts)),
    )


def _check(probabilities: _Floats, ballots: NDArray[Any], texts: NDArray[Any]) -> None:
    if probabilities.shape != (len(ballots), 3) or len(texts) != len(ballots):
        raise ValueError(
            f"chances have the shape {probabilities.shape} for {len(ballots)} ballots of "
            f"{len(texts)} texts; give [cells, 3], [cells] and [cells]"
        )
    if not (probabilities >= 0).all() or not np.allclose(probabilities.sum(axis=1), 1, atol=1e-6):
        raise ValueError("the three chances of a cell must be 0 or more and add up to 1")


def _share(hits: NDArray[np.bool_]) -> float | None:
    return float(hits.mean()) if len(hits) else None


def binary_score(
    chances: _Floats, happened: NDArray[np.bool_], of: str = "the window"
) -> BinaryScores:
    """Score the chances [cases] of an event that happened or not [cases].

    >>> binary_score(np.array([0.9, 0.2]), np.array([True, False])).average_precision
    1.0

    Raises
    ------
    EmptyWindowError
        If there is no case.
    """
    if not len(chances):
        raise EmptyWindowError(f"there is no case in {of}; there is nothing to score")
    truth = np.asarray(happened, dtype=float)
    own = np.clip(chances, LEAST, 1 - LEAST)
    return BinaryScores(
        log_loss=float(-(truth * np.log(own) + (1 - truth) * np.log1p(-own)).mean()),
        brier=float(((chances - truth) ** 2).mean()),
        average_precision=average_precision(chances, happened),
        cases=len(truth),
        events=int(truth.sum()),
    )


def average_precision(chances: _Floats, happened: NDArray[np.bool_]) -> float | None:
    """The mean precision at each event, ties counted together; None without an event.

    References
    ----------
    Manning, Raghavan and Schütze (2008), Introduction to Information Retrieval, sec. 8.4.

    >>> average_precision(np.array([0.9, 0.8, 0.7]), np.array([True, False, True])).__round__(3)
    0.833
    """
    truth = np.asarray(happened, dtype=float)
    if not truth.sum():
        return None
    order = np.argsort(-np.asarray(chances), kind="stable")
    ends = np.flatnonzero(np.r_[np.diff(np.asarray(chances)[order]) != 0, True])
    found = np.cumsum(truth[order])[ends]
    gained = np.diff(np.r_[0.0, found])
    return float((gained * found / (ends + 1)).sum() / truth.sum())


def reliability(chances: _Floats, happened: NDArray[np.bool_], bins: int = 10) -> list[Bin]:
    """The share of events among cases forecast alike, in bins of equal width; empty ones left out.

    >>> [(b.cases, b.share) for b in reliability(np.array([0.05, 0.95]), np.array([False, True]))]
    [(1, 0.0), (1, 1.0)]
    """
    truth = np.asarray(happened, dtype=float)
    place = np.minimum((np.asarray(chances) * bins).astype(int), bins - 1)
    found = []
    for number in np.unique(place):
        own = place == number
        low, high = number / bins, (number + 1) / bins
        mean, share = float(chances[own].mean()), float(truth[own].mean())
        found.append(Bin(float(low), float(high), mean, share, int(own.sum())))
    return found


def expected_calibration_error(curve: Sequence[Bin]) -> float:
    """The mean distance between forecast and share over the bars, weighted by their cases.

    >>> expected_calibration_error([Bin(0, 1, 0.4, 0.5, 10)]).__round__(3)
    0.1
    """
    cases = sum(bar.cases for bar in curve)
    return math.fsum(bar.cases * abs(bar.share - bar.mean_chance) for bar in curve) / cases


def skill(
    losses: _Floats,
    baseline: _Floats,
    texts: NDArray[Any],
    *,
    resamples: int = 2000,
    level: float = 0.95,
    seed: int = 0,
) -> Skill:
    """1 − mean loss / mean loss of a baseline, from the losses [cells] of both on the same cells.

    The interval is a percentile bootstrap over whole texts: ballots on one text stand or fall
    together, and resampling single cells would make it too narrow.

    >>> skill(np.array([1.0, 1.0]), np.array([2.0, 2.0]), np.array([1, 2]))
    Skill(value=0.5, low=0.5, high=0.5)

    Raises
    ------
    EmptyWindowError
        If there is no cell.
    """
    if not len(losses):
        raise EmptyWindowError("no ballot was cast in the window; there is nothing to score")
    _, place = np.unique(texts, return_inverse=True)
    ours, theirs = np.bincount(place, losses), np.bincount(place, baseline)
    picks = np.random.default_rng(seed).multinomial(
        len(ours), np.full(len(ours), 1 / len(ours)), size=resamples
    )
    values = 1 - (picks @ ours) / (picks @ theirs)
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Skill(float(1 - ours.sum() / theirs.sum()), float(low), float(high))
