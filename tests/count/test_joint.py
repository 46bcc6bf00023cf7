"""Weight and size together in floats, against exact counting."""

import random
from fractions import Fraction

import pytest

from vetopoint.count.cores import core_of
from vetopoint.count.engine import count_by_size
from vetopoint.count.games import game_of
from vetopoint.count.joint import joint_power, least_size
from vetopoint.law.rules import AllOf, Count, Rule, Threshold


def both(weights: list[int], quota: int, fewest: int) -> Rule:
    members = [f"M{place}" for place in range(len(weights))]
    return AllOf(
        (
            Threshold("votes", dict(zip(members, weights, strict=True)), Count(1), quota),
            Threshold("members", dict.fromkeys(members, 1), Count(1), fewest),
        )
    )


def rules() -> list[Rule]:
    chance = random.Random(2022)  # noqa: S311 - not for secrets
    found = []
    for _ in range(400):
        seats = chance.randint(2, 12)
        weights = [chance.randint(1, 30) for _ in range(seats)]
        quota = chance.randint(sum(weights) // 2 + 1, sum(weights))
        found.append(both(weights, quota, chance.randint(2, seats)))
    return found


def test_floats_agree_with_exact_fractions_on_hundreds_of_random_rules() -> None:
    tried = 0
    for rule in rules():
        game = game_of(rule)
        core = core_of(game)
        pair = least_size(core) if core is not None and core.is_sized else None
        if core is None or pair is None:
            continue
        tried += 1
        found = joint_power(core, *pair)
        exact = count_by_size(rule)
        kinds = iter(zip(found.shapley, found.banzhaf, strict=True))
        for veto, shapley, swings in zip(
            core.vetoing, exact.shapley_shubik(), exact.swings, strict=True
        ):
            mine = found.vetoer if veto else next(kinds)
            banzhaf = Fraction(sum(swings), 1 << (game.seats - 1))
            assert mine[0] == pytest.approx(float(shapley), rel=1e-12, abs=1e-15)
            assert mine[1] == pytest.approx(float(banzhaf), rel=1e-12, abs=1e-15)
    assert tried > 100


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        pytest.param(both([3, 2, 1], 4, 1), "size never matters", id="one member is enough"),
        pytest.param(both([5, 0, 2, 2], 4, 2), "no weight", id="a member without weight"),
    ],
)
def test_other_rules_are_left_to_exact_counting(rule: Rule, reason: str) -> None:
    core = core_of(game_of(rule))
    assert core is not None
    assert not core.is_sized or least_size(core) is None, reason
