"""Forecasts agree with the sum over all roll calls, drawn or exact."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from vetopoint.count.forecasts import ProbabilityError, exact_forecast, forecast
from vetopoint.law.ballots import Ballot
from vetopoint.law.rules import AllOf, Count, Effect, Threshold, held

SEATS = "PQRS"
RULE = AllOf(
    (
        Threshold("affirmative votes", dict.fromkeys(SEATS, 1), Count(favour=1), 3),
        Threshold("no veto", {"P": 1, "Q": 1}, Count(against=-1), 0, Effect.VETO),
    )
)


def own_chances(seed: int) -> dict[str, list[Fraction]]:
    draw = random.Random(seed)  # noqa: S311 - chance with a fixed seed
    parts = {seat: [draw.randint(0, 5) for _ in range(3)] + [1] for seat in SEATS}
    return {seat: [Fraction(p, sum(own)) for p in own] for seat, own in parts.items()}


@pytest.mark.parametrize("seed", range(8))
def test_exact_chances_agree_with_all_roll_calls(seed: int) -> None:
    chances = own_chances(seed)
    adoption = vetoed = short = by_p = Fraction(0)
    for cast in product(enumerate(Ballot), repeat=4):
        weight = Fraction(1)
        for seat, (place, _) in zip(SEATS, cast, strict=True):
            weight *= chances[seat][place]
        ballots = {seat: ballot for seat, (_, ballot) in zip(SEATS, cast, strict=True)}
        waived = held(RULE, ballots, waiving=frozenset({Effect.VETO}))
        adopted = held(RULE, ballots)
        adoption += weight * adopted
        vetoed += weight * (waived and not adopted)
        by_p += weight * (waived and not adopted and ballots["P"] is Ballot.AGAINST)
        short += weight * (list(ballots.values()).count(Ballot.FOR) == 1)
    found = exact_forecast(RULE, chances)
    assert (found.adoption, found.vetoed, found.vetoed_by["P"]) == (adoption, vetoed, by_p)
    assert found.short_by.get(2, 0) == short
    assert found.adoption + found.vetoed + sum(found.short_by.values()) == 1


def test_draws_agree_with_exact_chances_one_by_one() -> None:
    exact = [own_chances(seed) for seed in range(5)]
    draws = np.array([[[float(p) for p in own[s]] for s in SEATS] for own in exact])
    found = forecast(RULE, draws, SEATS)
    for number, chances in enumerate(exact):
        one = exact_forecast(RULE, chances)
        assert found.adoption[number] == pytest.approx(float(one.adoption))
        for seat in SEATS:
            assert found.decisive[seat][number] == pytest.approx(float(one.decisive[seat]))


def test_probabilities_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ProbabilityError, match="add up to 1"):
        forecast(RULE, np.full((1, 4, 4), 0.3), SEATS)
