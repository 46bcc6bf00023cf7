"""What draws of ballot probabilities come to under a rule, by the counting engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.count.forecasts import Forecast, forecast
from vetopoint.count.results import BeyondMethodError
from vetopoint.infer.draft_forecast import (
    BALLOTS,
    Baseline,
    DraftForecast,
    ForecastError,
    Move,
    Neighbour,
)
from vetopoint.law.bodies import Sitting
from vetopoint.law.descriptions import described
from vetopoint.law.rules import Rule

__all__ = ["Counted", "counted", "forecast_from", "given_enough"]

_Array = NDArray[np.float64]

LEAST_CHANGE = 5e-4
LEAST_PASSING = 0.02


@frozen
class Counted:
    """Chances of the results, averaged over the draws with their weights.

    `beside` is the chance of adoption by other probabilities, where some were given.
    """

    members: Mapping[str, Mapping[str, float]] = field(hash=False)
    adopted: float
    vetoes: Mapping[str, float] = field(hash=False)
    shortfall: float
    blocked: float
    tally: Mapping[int, float] = field(hash=False)
    pivotal: Mapping[str, float] = field(hash=False)
    persuasion: tuple[Move, ...]
    beside: float | None = None


def counted(
    rule: Rule,
    members: Sequence[str],
    draws: _Array,
    weights: _Array,
    beside: _Array | None = None,
    carried: NDArray[np.bool_] | None = None,
) -> Counted:
    """Count a vote from draws [draws, members, 4] in the order of `Ballot` and weights [draws].

    Within a draw members vote independently; over the draws they move together. `beside`
    [members, 4] are probabilities to be counted in the same pass, such as a baseline's. In the
    draws that are `carried`, votes enough are known to be in favour, as in every veto.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> both = Threshold("votes", {"A": 1, "B": 1}, Count(favour=1), 2)
    >>> half = np.array([[[0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0]]])
    >>> found = counted(both, ["A", "B"], half, np.ones(1))
    >>> found.adopted, found.tally[2], found.persuasion[0].change
    (0.25, 0.25, 0.25)
    """
    if beside is not None:
        draws = np.concatenate([draws, beside[None]])
        weights = np.append(weights, 0.0)
    try:
        found = forecast(rule, draws, members)
    except BeyondMethodError:
        raise ForecastError(
            f"the weights of these {len(members)} members tell more sums apart than can be "
            "counted exactly, so no forecast is made for this rule"
        ) from None
    if carried is None:
        carried = np.zeros(len(draws), dtype=bool)
    elif beside is not None:
        carried = np.append(carried, values=False)
    enough = given_enough(found, carried)
    adopted = float((found.adoption * enough) @ weights)
    vetoed = float((found.vetoed * enough) @ weights)
    certain = weights * (enough == 1)
    short = min(1.0, sum(float(chances @ certain) for chances in found.short_by.values()))
    marginal = np.einsum("d,dmb->mb", weights, draws)
    moves = [
        Move(member, ballot, change)
        for member in members
        for ballot in ("for", "abstain")
        if (change := _moved(found.adoption_if[member], ballot, weights, enough) - adopted)
        > LEAST_CHANGE
    ]
    return Counted(
        members={
            member: dict(zip(BALLOTS, map(float, own), strict=True))
            for member, own in zip(members, marginal, strict=True)
        },
        adopted=adopted,
        vetoes={c: float((own * enough) @ weights) for c, own in found.vetoed_by.items()},
        shortfall=short,
        blocked=max(0.0, 1 - adopted - vetoed - short),
        tally=_tally(draws, weights),
        pivotal={code: float(chances @ weights) for code, chances in found.decisive.items()},
        beside=None if beside is None else float(np.broadcast_to(found.adoption, len(draws))[-1]),
        persuasion=tuple(sorted(moves, key=lambda move: (-move.change, move.member, move.to))),
    )


def forecast_from(
    seats: Sitting,
    asked: Mapping[str, Any],
    count: Counted,
    *,
    method: str,
    does_not_show: Sequence[str],
    sources: Sequence[str],
    seed: int,
    baseline: Baseline | None = None,
    nearest: Sequence[Neighbour] = (),
    courses: Mapping[str, float] | None = None,
    inputs: Mapping[str, str] | None = None,
) -> DraftForecast:
    """The forecast of a draft in a body, from what draws came to under its rule that day."""
    provision = seats.provision()
    return DraftForecast(
        body=seats.body,
        day=seats.day,
        question=asked,
        names={code: seats.sentence_name(code) for code in provision.seats},
        members=count.members,
        adopted=count.adopted,
        vetoes=count.vetoes,
        shortfall=count.shortfall,
        blocked=count.blocked,
        tally=count.tally,
        pivotal=count.pivotal,
        persuasion=count.persuasion,
        courses=courses or {},
        baseline=baseline,
        nearest=tuple(nearest),
        rule=described(provision.rule),
        method=method,
        does_not_show=tuple(does_not_show),
        sources=tuple(sources),
        inputs=inputs or {},
        seed=seed,
    )


def given_enough(found: Forecast, carried: NDArray[np.bool_]) -> _Array:
    """By how much chances grow, [draws], where votes enough are known to be in favour.

    Members of a draw vote independently, so some of its roll calls fall short; in a draw that is
    `carried` these are left out and the others share their chance.
    """
    passing = np.asarray(found.adoption + found.vetoed, dtype=float)
    sure = carried & (passing > LEAST_PASSING)
    return np.where(sure, 1 / np.where(sure, passing, 1.0), 1.0)


def _moved(chances: Sequence[_Array], ballot: str, weights: _Array, enough: _Array) -> float:
    value = np.broadcast_to(np.asarray(chances[BALLOTS.index(ballot)], dtype=float), weights.shape)
    return float(np.minimum(value * enough, 1.0) @ weights)


def _tally(draws: _Array, weights: _Array) -> dict[int, float]:
    """The chance of each number of votes in favour, one draw at a time, then averaged."""
    favour = draws[:, :, 0]
    chances = np.zeros((len(draws), favour.shape[1] + 1))
    chances[:, 0] = 1
    for place in range(favour.shape[1]):
        own = favour[:, place, None]
        moved = np.zeros_like(chances)
        moved[:, 1:] = chances[:, :-1] * own
        chances = chances * (1 - own) + moved
    return {number: float(chance) for number, chance in enumerate(weights @ chances)}
