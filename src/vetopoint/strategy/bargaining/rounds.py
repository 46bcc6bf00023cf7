"""Bargaining in rounds by challenges: Bueno de Mesquita's model as Scholz and others read it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from attrs import frozen

from vetopoint.strategy.bargaining.tables import Issue

__all__ = ["READINGS", "Reading", "Round", "bargained", "central"]

_Floats = npt.NDArray[np.float64]


@frozen
class Reading:
    """A choice among what the published text leaves open.

    `seen`: whose risk values a challenge, the `challenger`'s for both sides or `each` its own;
    `offer`: whether a target takes the offer that moves it least at once (`nearest`), or only
    among the sharpest kind on the table (`ranked`); `compromise`: at the `mean` of both positions
    weighted by gains, or as far as the `ratio` of the gains.
    """

    seen: str = "challenger"
    offer: str = "ranked"
    compromise: str = "mean"


def _readings() -> Iterator[Reading]:
    for parts in itertools.product(
        ("challenger", "each"), ("ranked", "nearest"), ("mean", "ratio")
    ):
        yield Reading(*parts)


READINGS = tuple(_readings())


@frozen(eq=False)
class Round:
    """Positions [actors] at the beginning of a round, risk exponents, and the central position."""

    positions: _Floats
    risk: _Floats
    central: float


def central(positions: _Floats, weights: _Floats) -> float:
    """The position that beats every other in proportional voting: the Condorcet winner.

    The one with the most wins where none beats all (Scholz, Calbert and Smith 2011, section 3).

    >>> central(np.array([0.0, 5.0, 10.0]), np.ones(3))
    5.0
    """
    options = np.unique(positions)
    distance = np.abs(positions[:, None] - options[None, :])
    votes = weights @ (distance[:, None, :] - distance[:, :, None]).reshape(len(positions), -1)
    wins = (votes.reshape(len(options), len(options)) > 1e-12).sum(axis=1)
    return float(options[int(wins.argmax())])


def _success(positions: _Floats, weights: _Floats) -> _Floats:
    """The chance P[i, j] that i would win against j, by all actors' weighted preferences."""
    distance = np.abs(positions[:, None] - positions[None, :])
    votes = weights[:, None, None] * (distance[:, None, :] - distance[:, :, None])
    whole = np.abs(votes).sum(axis=0)
    favour = np.where(votes > 0, votes, 0).sum(axis=0)
    return np.where(whole > 0, favour / np.where(whole > 0, whole, 1), 0.5)


def _gain(success: _Floats, resist: _Floats, distance: _Floats, risk: _Floats) -> _Floats:
    """The expected gain of a challenge, of the status quo staying otherwise (Q = 1)."""
    won = 2 - 4 * (0.5 - 0.5 * distance) ** risk
    lost = 2 - 4 * (0.5 + 0.5 * distance) ** risk
    stays = 2 - 4 * 0.5**risk
    return np.asarray(resist * (success * won + (1 - success) * lost) + (1 - resist) * won - stays)


def _risk(success: _Floats, salience: _Floats, distance: _Floats) -> _Floats:
    """Risk exponents from how secure each is: r = (1 − R/3) / (1 + R/3)."""
    gains = _gain(success, salience[None, :], distance, np.ones_like(distance))
    np.fill_diagonal(gains, 0)
    threat = gains.sum(axis=0)
    spread = threat.max() - threat.min()
    if spread < 1e-12:
        return np.ones(len(salience))
    scaled = (2 * threat - threat.max() - threat.min()) / spread
    return np.asarray((1 - scaled / 3) / (1 + scaled / 3))


def bargained(issue: Issue, reading: Reading | None = None, most: int = 25) -> tuple[Round, ...]:
    """The rounds until nobody moves, or `most` of them.

    The range of positions stays that of the beginning.
    """
    reading = reading or Reading()
    positions, weights = issue.positions.astype(float), issue.weights
    salience = issue.salience / max(1.0, float(issue.salience.max()))
    span = float(np.ptp(positions))
    rounds: list[Round] = []
    for _ in range(most):
        here = central(positions, weights)
        if span == 0:
            return (Round(positions, np.ones(len(positions)), here),)
        distance = np.abs(positions[:, None] - positions[None, :]) / span
        success = _success(positions, weights)
        risk = _risk(success, salience, distance)
        rounds.append(Round(positions, risk, here))
        own = _gain(success, salience[None, :], distance, risk[:, None])
        exponent = risk[:, None] if reading.seen == "challenger" else risk[None, :]
        other = _gain(success.T, salience[:, None], distance, exponent)
        moved = np.asarray(
            [
                _taken(target, positions, own[:, target], other[:, target], reading)
                for target in range(len(positions))
            ]
        )
        if np.allclose(moved, positions, atol=1e-9):
            break
        positions = moved
    return tuple(rounds)


def _taken(
    target: int, positions: _Floats, own: _Floats, other: _Floats, reading: Reading
) -> float:
    """Where a target goes, given each challenger's gain and the target's own in return."""
    here, offers = float(positions[target]), []
    for place, there in enumerate(positions):
        gain, answer = float(own[place]), float(other[place])
        if there == here or gain <= 0 or gain <= answer:
            continue
        if answer > 0:
            offers.append((0, float(there)))
        elif gain > -answer:
            share = -answer / gain
            met = (
                (gain * there - answer * here) / (gain - answer)
                if reading.compromise == "mean"
                else here + (there - here) * share
            )
            offers.append((1, float(met)))
        else:
            offers.append((2, float(there)))
    if not offers:
        return here
    if reading.offer == "ranked":
        sharpest = min(kind for kind, _ in offers)
        offers = [offer for offer in offers if offer[0] == sharpest]
    return min(offers, key=lambda offer: (abs(offer[1] - here), offer))[1]
