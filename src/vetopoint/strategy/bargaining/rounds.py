"""Bargaining in rounds by challenges: Bueno de Mesquita's model as Scholz and others read it."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
from attrs import frozen

from vetopoint.strategy.bargaining.tables import Issue

__all__ = ["PROGRAMME", "READINGS", "Reading", "Round", "bargained", "central"]

_Floats = npt.NDArray[np.float64]


@frozen
class Reading:
    """A choice among what the published text leaves open.

    `seen`: whose risk values a challenge, the `challenger`'s for both sides, the `target`'s, or
    `each` its own; `offer`: whether a target takes the offer that moves it least at once
    (`nearest`), only among the sharpest kind on the table (`ranked`), or among compromises the one
    that lies lowest on the scale (`lowest`); `compromise`: at the `mean` of both positions weighted
    by gains, or as far as the `ratio` of the gains; `chance`: success as the share of the votes
    cast over this `pair`, or of those cast over `all` pairs of actors, each voter with its own
    risk; `yields`: whether a target that loses more than its challenger gains gives way wholly.
    """

    seen: str = "challenger"
    offer: str = "ranked"
    compromise: str = "mean"
    chance: str = "pair"
    yields: bool = True


READINGS = tuple(
    Reading(*parts)
    for parts in itertools.product(("challenger", "each"), ("ranked", "nearest"), ("mean", "ratio"))
)

PROGRAMME = Reading("target", "lowest", "ratio", "all", yields=False)
"""What the authors' own programme does, by a public replication of it (GitHub, jmckib,
bdm-scholz-expected-utility-model): chances of success are so small that hardly anyone fights, and
of several compromises the lowest on the scale is taken."""


@frozen
class _Offer:
    """A challenge: 0 to fight over, 1 to meet, 2 to give way to; where to, and what to least."""

    kind: int
    goal: float
    cost: float


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
    votes = _votes(np.abs(positions[:, None] - positions[None, :]), weights)
    whole = np.abs(votes).sum(axis=0)
    favour = np.where(votes > 0, votes, 0).sum(axis=0)
    return np.where(whole > 0, favour / np.where(whole > 0, whole, 1), 0.5)


def _success_of_all(distance: _Floats, weights: _Floats, risk: _Floats) -> _Floats:
    """The votes for i against j over the votes cast on all pairs; 0 for one's own position."""
    votes = _votes(distance ** risk[:, None], weights)
    favour = np.where(votes > 0, votes, 0).sum(axis=0)
    whole = float(np.abs(votes).sum())
    return np.where(distance > 0, favour / whole if whole > 0 else 0.0, 0.0)


def _votes(distance: _Floats, weights: _Floats) -> _Floats:
    """What each actor k puts behind i against j, [k, i, j]."""
    return np.asarray(weights[:, None, None] * (distance[:, None, :] - distance[:, :, None]))


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
    """The positions at the start and after each round, until nobody moves or there are `most`.

    The range of positions stays that of the beginning.
    """
    reading = reading or Reading()
    positions, weights = issue.positions.astype(float), issue.weights
    span = float(np.ptp(positions))
    rounds: list[Round] = []
    for _ in range(most):
        here = central(positions, weights)
        if span == 0:
            return (Round(positions, np.ones(len(positions)), here),)
        distance = np.abs(positions[:, None] - positions[None, :]) / span
        moved, risk = _moved(issue, positions, distance, reading)
        rounds.append(Round(positions, risk, here))
        if np.allclose(moved, positions, atol=1e-9):
            break
        positions = moved
    return tuple(rounds)


def _moved(
    issue: Issue, positions: _Floats, distance: _Floats, reading: Reading
) -> tuple[_Floats, _Floats]:
    """Where each goes in one round, and the risk exponents by which it does."""
    weights, salience = issue.weights, issue.salience / max(1.0, float(issue.salience.max()))
    if reading.chance == "all":
        risk = _risk(_success_of_all(distance, weights, np.ones(len(weights))), salience, distance)
        success = _success_of_all(distance, weights, risk)
    else:
        success = _success(positions, weights)
        risk = _risk(success, salience, distance)
    as_challenger, as_target = risk[:, None], risk[None, :]
    seen = as_target if reading.seen == "target" else as_challenger
    own = _gain(success, salience[None, :], distance, seen)
    exponent = as_target if reading.seen == "each" else seen
    other = _gain(success.T, salience[:, None], distance, exponent)
    taken = [
        _taken(target, positions, own[:, target], other[:, target], reading)
        for target in range(len(positions))
    ]
    return np.asarray(taken), risk


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
            offers.append(_Offer(0, float(there), abs(float(there) - here)))
        elif gain > -answer:
            meeting = (gain * float(there) - answer * here) / (gain - answer)
            share = here + (float(there) - here) * -answer / gain
            goal = meeting if reading.compromise == "mean" else share
            cost = meeting if reading.offer == "lowest" else abs(goal - here)
            offers.append(_Offer(1, goal, cost))
        elif reading.yields:
            offers.append(_Offer(2, float(there), abs(float(there) - here)))
    if not offers:
        return here
    if reading.offer != "nearest":
        sharpest = min(offer.kind for offer in offers)
        offers = [offer for offer in offers if offer.kind == sharpest]
    return min(offers, key=lambda offer: (offer.cost, offer.kind, offer.goal)).goal
