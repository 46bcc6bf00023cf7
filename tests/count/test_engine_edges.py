"""Traps that catch other programs: small, large, empty and lopsided games."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from vetopoint.count import critical
from vetopoint.count.engine import (
    count_by_size,
    count_coalitions,
    count_critical,
    count_ternary,
)
from vetopoint.count.games import UnknownMemberError
from vetopoint.count.results import BeyondMethodError, Method
from vetopoint.count.sampling import estimate
from vetopoint.count.structure import (
    Trade,
    WeightedForm,
    desirability,
    dictator,
    dummies,
    vetoers,
    weighted_form,
)
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import open_body
from vetopoint.law.rules import AllOf, AnyOf, Count, Rule, Threshold, held


def weighted_rule(weights: list[int], quota: int) -> Threshold:
    names = [f"m{k}" for k in range(len(weights))]
    return Threshold("weights", dict(zip(names, weights, strict=True)), Count(favour=1), quota)


def test_one_member_alone_is_a_dictator() -> None:
    found = count_by_size(weighted_rule([5], 3))
    assert found.shapley_shubik() == (Fraction(1),)
    assert dictator(weighted_rule([5], 3)) == "m0"


@pytest.mark.parametrize("quota", [0, -3])
def test_quota_zero_every_coalition_wins_and_nobody_decides(quota: int) -> None:
    found = count_coalitions(weighted_rule([3, 2, 0], quota))
    assert (found.winning, set(found.swings)) == (8, {0})


def test_quota_above_the_total_nobody_wins() -> None:
    found = count_coalitions(weighted_rule([3, 2], 6))
    assert (found.winning, set(found.swings)) == (0, {0})
    assert vetoers(weighted_rule([3, 2], 6)) == ()


def test_a_member_that_meets_the_quota_alone_without_being_a_dictator() -> None:
    rule = weighted_rule([5, 1, 1], 2)
    found = count_by_size(rule)
    powers = {m: found.shapley_shubik()[found.type_of(m)] for m in ("m0", "m1")}
    assert powers == {"m0": Fraction(2, 3), "m1": Fraction(1, 6)}
    assert dictator(rule) is None


def test_members_without_weight_are_dummies_even_when_no_threshold_names_them() -> None:
    rule = weighted_rule([2, 1, 0], 2)
    assert dummies(rule, ["m0", "m1", "m2", "guest"]) == ("m1", "m2", "guest")


def test_sixty_nine_equal_votes_do_not_overflow() -> None:
    found = count_coalitions(weighted_rule([1] * 69, 35))
    assert found.swings == (math.comb(68, 34),)


def test_a_thousand_equal_weights() -> None:
    rule = weighted_rule([1] * 1000, 501)
    assert count_coalitions(rule).swings == (math.comb(999, 500),)
    assert count_by_size(rule).shapley_shubik() == (Fraction(1, 1000),)


def test_weights_of_a_million_million() -> None:
    base = [7, 5, 5, 4, 2, 1]
    large = count_coalitions(weighted_rule([w * 10**12 for w in base], 13 * 10**12))
    assert large.swings == count_coalitions(weighted_rule(base, 13)).swings
    uneven = weighted_rule([w * 10**12 + k for k, w in enumerate(base * 4)], 50 * 10**12)
    assert count_coalitions(uneven, method=Method.MIDDLE).winning == sum(
        count_by_size(uneven).winning
    )


def test_weights_beyond_64_bits_are_counted_exactly() -> None:
    rule = weighted_rule([2**70 + 1, 2**70, 2**70, 1], 2**71 + 1)
    assert count_coalitions(rule).winning == 7


def test_a_hundred_uneven_weights_beyond_every_method_are_refused_with_a_way_out() -> None:
    rule = weighted_rule([10**12 + 7919 * k * k for k in range(100)], 51 * 10**12)
    with pytest.raises(BeyondMethodError, match=r"sampling\.estimate gives an estimate"):
        count_coalitions(rule)
    found = estimate(rule, samples=2000, seed=3)
    assert found == estimate(rule, samples=2000, seed=3)
    assert 0.2 < found.adoption < 0.6
    assert found.adoption_error < 0.02


def test_a_seat_that_the_rule_counts_must_be_given() -> None:
    with pytest.raises(UnknownMemberError, match="m1"):
        count_coalitions(weighted_rule([1, 1], 1), ["m0"])


def test_weights_are_not_changed_by_counting() -> None:
    rule = weighted_rule([3, 2, 1], 4)
    before = dict(rule.weights)
    count_by_size(rule)
    assert dict(rule.weights) == before


def test_desirability_of_a_weighted_game_follows_the_weights() -> None:
    assert desirability(weighted_rule([4, 2, 2, 0], 5)) == (("m0",), ("m1", "m2"), ("m3",))


def test_the_council_weighs_thirty_nine_of_seven_and_one() -> None:
    council = open_body("un-security-council", date(2024, 1, 1))
    rule = council.provision().rule
    found = weighted_form(rule)
    assert isinstance(found, WeightedForm)
    permanent = council.groups["permanent"]
    assert found.quota == 39
    assert {weight for seat, weight in found.weights if seat in permanent} == {7}
    assert {weight for seat, weight in found.weights if seat not in permanent} == {1}
    first, second = desirability(rule) or ((), ())
    assert (set(first), len(second)) == (set(permanent), 10)


def test_one_row_of_many_weights_is_its_own_form() -> None:
    fund = open_body("imf-board-of-governors", date(2023, 1, 1))
    rule = fund.provision("eighty-five-percent").rule
    found = weighted_form(rule)
    assert isinstance(found, WeightedForm)
    assert sum(weight for _, weight in found.weights) == 5_039_930
    assert (desirability(rule) or ((),))[0] == ("USA",)


def test_weights_found_say_the_same_as_the_rule() -> None:
    rule: Rule = AllOf((weighted_rule([1, 1, 1, 1, 1], 3), weighted_rule([1, 1], 2)))
    found = weighted_form(rule)
    assert isinstance(found, WeightedForm)
    assert count_by_size(found.as_rule()).winning == count_by_size(rule).winning


def test_two_pairs_have_no_weights_and_a_trade_shows_it() -> None:
    pairs = [Threshold("pair", dict.fromkeys(pair, 1), Count(1), 2) for pair in ("AB", "CD")]
    rule = AnyOf(tuple(pairs))
    found = weighted_form(rule)
    assert isinstance(found, Trade)
    assert len(found.losing) <= len(found.winning)
    for coalition in found.winning:
        assert held(rule, wholly(coalition))
    for coalition in found.losing:
        assert not held(rule, wholly(coalition))
    for member in "ABCD":
        won = sum(member in coalition for coalition in found.winning)
        assert sum(member in coalition for coalition in found.losing) >= won


def wholly(coalition: tuple[str, ...]) -> dict[str, Ballot]:
    return {m: Ballot.FOR if m in coalition else Ballot.AGAINST for m in "ABCD"}


def test_the_estimate_of_a_small_game_is_near_the_truth() -> None:
    rule = weighted_rule([4, 4, 4, 2, 2, 1], 12)
    exact = count_coalitions(rule)
    found = estimate(rule, samples=20_000, seed=5)
    for chance, error, swings in zip(
        found.decisive, found.decisive_errors, exact.swings, strict=True
    ):
        assert abs(chance - swings / 32) < 5 * error


def test_small_bodies_do_not_wait_for_the_compiler() -> None:
    program = (
        "import sys; from vetopoint.count.engine import count_by_size, shapley_floats;"
        "from vetopoint.law.rules import Count, Threshold;"
        "count_by_size(Threshold('w', dict.fromkeys('ABCDEFG', 1), Count(favour=1), 4));"
        "sys.exit('numba' in sys.modules)"
    )
    source = str(Path(__file__).resolve().parents[2] / "src")
    environment = os.environ | {"PYTHONPATH": source}
    assert (
        subprocess.run([sys.executable, "-c", program], check=False, env=environment).returncode
        == 0
    )


@pytest.fixture(scope="module")
def truth(shared_data: Path) -> dict[str, Any]:
    file = shared_data.parent / "reference" / "power-truth.json"
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


WEIGHTED = "ec9_1973 eu15_1995 us_electoral_college_1990s random_n20 random_n30 random_n50"


@pytest.mark.parametrize("name", WEIGHTED.split())
def test_winning_counts_swings_and_power_of_weighted_bodies(
    truth: dict[str, Any], name: str
) -> None:
    entry = truth[name]
    rule = weighted_rule(entry["weights"], int(entry["quota"]))
    found = count_by_size(rule)
    power = found.shapley_shubik()
    totals = count_coalitions(rule)
    assert totals.winning == int(entry["winning"]) == sum(found.winning)
    for k, (swings, share) in enumerate(zip(entry["swings"], entry["shapley_shubik"], strict=True)):
        assert totals.swings_of(f"m{k}") == int(swings)
        assert power[found.type_of(f"m{k}")] == Fraction(share)


@pytest.mark.parametrize("name", ["q85", "q70", "q50"])
def test_imf_swings_are_exact(truth: dict[str, Any], name: str) -> None:
    imf = truth["imf_2022"]
    found = count_coalitions(weighted_rule(imf["votes"], int(imf[name]["quota"])))
    assert found.winning == int(imf[name]["winning"])
    swings = [found.swings_of(f"m{k}") for k in range(len(imf["votes"]))]
    assert swings == [int(own) for own in imf[name]["swings"]]


def test_eu_double_majority_with_the_four_member_clause(truth: dict[str, Any]) -> None:
    entry = truth["eu27_lisbon_2018pop"]
    people = dict(zip(entry["members"], entry["population"], strict=True))
    one = dict.fromkeys(people, 1)
    states = Threshold("states", one, Count(favour=1), 15)
    population = Threshold("population", people, Count(favour=1), entry["pop_quota"])
    clause = Threshold("fewer than four not in favour", one, Count(favour=1), 24)
    found = count_by_size(AnyOf((AllOf((states, population)), clause)))
    power = found.shapley_shubik()
    assert found.plan.method is Method.MIDDLE
    assert sum(found.winning) == entry["winning"]
    for member, swings, share in zip(
        entry["members"], entry["swings"], entry["shapley_shubik"], strict=True
    ):
        assert found.coalitions().swings_of(member) == swings
        assert power[found.type_of(member)] == Fraction(share)


def test_critical_members_one_by_one_agree_with_the_lattice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = AllOf((weighted_rule([5, 4, 3, 2, 2, 1], 9), weighted_rule([1] * 6, 3)))
    by_lattice = count_critical(rule)
    monkeypatch.setattr(critical, "LATTICE", 0)
    one_by_one = count_critical(rule)
    assert one_by_one.plan.method is Method.ENUMERATION
    assert one_by_one.minimal_containing == by_lattice.minimal_containing
    assert one_by_one.critical == by_lattice.critical


def test_general_assembly_present_and_voting(truth: dict[str, Any]) -> None:
    entry = truth["unga_193"]["present_and_voting_two_thirds (yes>=2*no, yes>0)"]
    one = {f"m{k}": 1 for k in range(193)}
    rule = AllOf(
        (Threshold("two thirds", one, Count(1, -2), 0), Threshold("one", one, Count(1), 1))
    )
    found = count_ternary(rule)
    assert Fraction(found.adopted, 3**193) == Fraction(entry["ternary_power_to_act"])
    assert Fraction(found.decisive[0], 3**192) == Fraction(entry["ternary_banzhaf"])
