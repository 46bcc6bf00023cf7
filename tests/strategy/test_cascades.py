"""Crowds with thresholds: published jumps, laws, and brute force on small crowds."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vetopoint.cli import main
from vetopoint.strategy.cascades.crowds import (
    network_named,
    network_of_text,
    participation,
    rest_points,
    spread,
)
from vetopoint.strategy.cascades.demonstrations import courses
from vetopoint.strategy.cascades.falsification import public_opposition, thresholds_of_tastes
from vetopoint.strategy.cascades.information import herd_after
from vetopoint.strategy.cascades.observation import acted_on
from vetopoint.strategy.cascades.thresholds import first_rest, sampled_crowds, tipping_spread
from vetopoint.strategy.cascades.turnouts import Turnout, belief_after
from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.registry import run

crowds = st.lists(st.integers(0, 12), min_size=1, max_size=10).map(
    lambda found: [Fraction(t) for t in found]
)


def by_hand(thresholds: list[Fraction]) -> int:
    """The least number n such that exactly n have thresholds of at most n, by trying each."""
    return next(n for n in range(len(thresholds) + 1) if sum(t <= n for t in thresholds) == n)


@given(crowds)
def test_the_rounds_end_at_the_least_fixed_point(thresholds: list[Fraction]) -> None:
    assert participation(thresholds)[-1].joined == by_hand(thresholds) == rest_points(thresholds)[0]


@given(crowds, st.randoms())
def test_order_does_not_matter(thresholds: list[Fraction], chance: object) -> None:
    mixed = list(thresholds)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert participation(mixed) == participation(thresholds)


@given(crowds, st.integers(0, 9))
def test_a_lower_threshold_never_means_fewer(thresholds: list[Fraction], place: int) -> None:
    lower = list(thresholds)
    lower[place % len(lower)] = Fraction(0)
    assert participation(lower)[-1].joined >= participation(thresholds)[-1].joined


@given(crowds)
def test_a_complete_network_is_the_mixed_crowd(thresholds: list[Fraction]) -> None:
    network = network_named("complete", len(thresholds), 0, 0)
    assert len(spread(thresholds, network)[-1]) == participation(thresholds)[-1].joined


@given(crowds, st.sampled_from(["ring", "star", "random"]))
def test_on_a_network_nobody_more_could_join_at_the_end(
    thresholds: list[Fraction], name: str
) -> None:
    network = network_named(name, len(thresholds), 3, 1)
    joined = spread(thresholds, network)[-1]
    for person, around in network.items():
        assert (person in joined) is (len(around & joined) >= thresholds[person])


def test_a_line_of_ties_carries_a_cascade_and_a_gap_stops_it() -> None:
    thresholds = [Fraction(0), Fraction(1), Fraction(1), Fraction(1)]
    assert len(spread(thresholds, network_of_text("1,2\n2,3\n3,4", 4))[-1]) == 4
    assert len(spread(thresholds, network_of_text("1,2\n3,4", 4))[-1]) == 2


def test_the_jump_lies_where_the_curve_touches_the_diagonal() -> None:
    tipping = tipping_spread(25)
    assert tipping is not None
    assert tipping.deviation == pytest.approx(12.222, abs=5e-4)
    assert first_rest(25, tipping.deviation - 1e-3) < 6.3
    assert first_rest(25, tipping.deviation + 1e-3) > 99.9
    z = (tipping.below - 25) / tipping.deviation
    slope = 100 * math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / tipping.deviation
    assert slope == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("deviation", [5.0, 12.222, 40.0])
def test_without_instigators_nobody_starts(deviation: float) -> None:
    assert first_rest(25, deviation, truncated=True) == pytest.approx(0, abs=1e-9)


def test_drawn_crowds_are_the_same_for_the_same_seed_and_scatter() -> None:
    drawn = sampled_crowds(25, 12.2, 100, 50, seed=3)
    assert drawn == sampled_crowds(25, 12.2, 100, 50, seed=3)
    assert drawn != sampled_crowds(25, 12.2, 100, 50, seed=4)
    assert min(drawn) < max(drawn)


def test_thresholds_of_tastes_fall_as_opposition_grows() -> None:
    tastes = [Fraction(n, 10) for n in range(-10, 11)]
    found = thresholds_of_tastes(tastes, Fraction(1), Fraction(1))
    assert list(found) == sorted(found, reverse=True)
    assert found[-1] == 0
    assert public_opposition([Fraction(200)] * 3) == 0


def herd_by_enumeration(accuracy: Fraction, people: int) -> tuple[Fraction, Fraction]:
    """Chances of a right and a wrong herd by trying every signal and every coin.

    A herd has formed once the actions, taken in pairs, differ by two in favour of one side.
    """
    right = wrong = Fraction(0)
    for signals in itertools.product((1, -1), repeat=people):
        for coins in itertools.product((1, -1), repeat=people // 2):
            chance = Fraction(1, 2 ** (people // 2))
            lead, toss = 0, iter(coins)
            for signal in signals:
                chance *= accuracy if signal > 0 else 1 - accuracy
                if abs(lead) >= 2:
                    continue
                if lead == 0:
                    lead = signal
                elif lead == signal:
                    lead = 2 * signal
                else:
                    lead = 2 * lead if next(toss) == lead else 0
            right += chance * (lead == 2)
            wrong += chance * (lead == -2)
    return right, wrong


@pytest.mark.parametrize("people", [2, 4, 6])
def test_the_closed_form_of_herds_agrees_with_every_history(people: int) -> None:
    accuracy = Fraction(7, 10)
    herd = herd_after(accuracy, people)
    assert (herd.right, herd.wrong) == herd_by_enumeration(accuracy, people)
    assert herd.right + herd.wrong + herd.none == 1


@pytest.mark.parametrize("people", [3, 5, 7])
def test_where_all_see_all_the_network_is_the_published_herd(people: int) -> None:
    accuracy = Fraction(7, 10)
    last = acted_on(accuracy, network_named("complete", people, 4, 0))[-1]
    herd = herd_after(accuracy, people - 1)
    assert (last.right_herd, last.wrong_herd) == (herd.right, herd.wrong)
    assert last.right == herd.right + herd.none * accuracy


def test_two_eyes_on_independent_people_follow_a_majority() -> None:
    # Persons 0 and 1 see nobody, person 2 sees both: with its own signal, the majority of three.
    p = Fraction(3, 5)
    seen = {0: frozenset({2}), 1: frozenset({2}), 2: frozenset({0, 1})}
    first, second, third = acted_on(p, seen)
    assert first.right == second.right == p
    assert third.right == p**3 + 3 * p**2 * (1 - p)
    assert (third.right_herd, third.wrong_herd) == (p**2, (1 - p) ** 2)


def acts_by_enumeration(accuracy: float, sees: list[list[int]]) -> list[float]:
    """Chances to act rightly, from every signal and every coin, each judging by all that could be.

    In state 1 a signal of 1 is right; who acts weighs the chance of what is seen in either state.
    """
    rules: list[dict[tuple[int, ...], float]] = []
    worlds = list(itertools.product((0, 1), repeat=2 * len(sees)))

    def acts(world: tuple[int, ...]) -> list[int]:
        done: list[int] = []
        for person, rule in enumerate(rules):
            key = (world[2 * person], *(done[other] for other in sees[person]))
            done.append(world[2 * person + 1] if rule[key] == 0.5 else int(rule[key]))
        return done

    def weight(world: tuple[int, ...], state: int) -> float:
        return math.prod(accuracy if s == state else 1 - accuracy for s in world[::2])

    for person, others in enumerate(sees):
        told: dict[tuple[int, ...], list[float]] = {}
        for world in worlds:
            done = acts(world)
            pair = told.setdefault((world[2 * person], *(done[o] for o in others)), [0.0, 0.0])
            for state in (0, 1):
                pair[state] += weight(world, state)
        rules.append({k: 0.5 if math.isclose(a, b) else float(b > a) for k, (a, b) in told.items()})
    scale = 2 ** len(sees)
    return [
        sum(weight(world, 1) * acts(world)[person] for world in worlds) / scale
        for person in range(len(sees))
    ]


@pytest.mark.parametrize("name", ["ring", "star", "random", "complete"])
def test_herds_on_a_network_agree_with_every_signal_and_coin(name: str) -> None:
    network = network_named(name, 5, 2, seed=3)
    sees = [sorted(o for o in network[person] if o < person) for person in range(5)]
    found = [float(one.right) for one in acted_on(Fraction(7, 10), network)]
    assert found == pytest.approx(acts_by_enumeration(0.7, sees), abs=1e-12)


@settings(max_examples=40)
@given(st.floats(1_000, 9_000), st.floats(-900, 900))
def test_known_activists_are_discounted_one_for_one(activists: float, more: float) -> None:
    told = Turnout(activists, 2_000, 100_000, 0.08, 0.02)
    moved = Turnout(activists + more, 2_000, 100_000, 0.08, 0.02)
    assert moved.neutral() - told.neutral() == pytest.approx(more, abs=1e-3)
    assert told.evidence(activists + 7_000) == pytest.approx(
        moved.evidence(activists + more + 7_000)
    )


LEIPZIG_LIKE = Turnout(5_000, 2_000, 100_000, 0.08, 0.02)


def test_over_both_states_belief_is_expected_to_stay_at_the_prior() -> None:
    # Bayes' rule makes beliefs a martingale: what the malign state adds the other takes away.
    malign, benign = courses(LEIPZIG_LIKE, 0.3, 0.9, 6, 3_000, seed=3)
    expected = 0.3 * malign.beliefs.mean(axis=0) + 0.7 * benign.beliefs.mean(axis=0)
    assert expected == pytest.approx([0.3] * 7, abs=0.01)
    assert (np.diff(malign.beliefs.mean(axis=0)) > 0).all()
    assert (np.diff(benign.beliefs.mean(axis=0)) < 0).all()


def test_the_public_wrongly_turns_away_no_oftener_than_bayes_rule_allows() -> None:
    prior, needed = 0.3, 0.9
    most = prior * (1 - needed) / ((1 - prior) * needed)
    _, benign = courses(LEIPZIG_LIKE, prior, needed, 30, 2_000, seed=5)
    assert benign.chance <= most
    assert benign.chance == benign.fallen_by(30) >= benign.fallen_by(3)


def test_the_first_demonstration_teaches_what_the_same_turnout_as_given_does() -> None:
    malign, _ = courses(LEIPZIG_LIKE, 0.3, 0.9, 1, 5, seed=1)
    part = 0.3 / 0.9
    for turnout, belief in zip(malign.turnouts[:, 0], malign.beliefs[:, 1], strict=True):
        given_ = {
            "turnouts": f"{turnout:.6f}",
            "if_malign": str(0.08 * part),
            "if_benign": str(0.02 * part),
        }
        value = run("informational-cascade", given_).answer.value
        assert value["belief"] == pytest.approx(belief, abs=1e-6)


def test_the_less_the_activists_are_known_the_rarer_the_collapse() -> None:
    known, unknown = (
        run("informational-cascade", {"weeks": 8, "activists_deviation": s}).answer.value
        for s in (1_000, 6_000)
    )
    assert known["fell_if_malign"] > unknown["fell_if_malign"] + 0.2
    assert known["median_week_if_malign"] <= unknown["median_week_if_malign"]


def test_the_less_known_the_activists_the_less_a_turnout_tells() -> None:
    sure, unsure = (Turnout(5_000, s, 100_000, 0.08, 0.02) for s in (1_000, 4_000))
    assert sure.evidence(13_000) > unsure.evidence(13_000) > 0
    assert belief_after(0.3, 0.0) == pytest.approx(0.3)
    assert belief_after(0.3, -2_000.0) == 0


@pytest.mark.parametrize(
    ("model", "given_", "sentence"),
    [
        pytest.param("thresholds", {"deviation": 0}, "not above 0", id="no spread"),
        pytest.param("thresholds", {"list": "5..2"}, "0..99", id="a row that falls"),
        pytest.param("thresholds", {"list": "-1,2"}, "negative threshold", id="below zero"),
        pytest.param("thresholds", {"list": "1,2", "shares": True}, "0 to 1", id="shares over 1"),
        pytest.param("thresholds", {"list": "0,1", "ties": "1,9"}, "from 1 to 2", id="no person"),
        pytest.param("falsification", {"tastes": "1", "penalty": 0}, "penalty is 0", id="free"),
        pytest.param("informational-cascade", {"people": 3}, "even", id="an odd number"),
        pytest.param("informational-cascade", {"accuracy": "0.4"}, "from 0.5", id="misleading"),
        pytest.param("thresholds", {"network": "ring"}, "only with --list", id="nobody listed"),
        pytest.param(
            "informational-cascade", {"network": "star", "people": 40}, "2 to 12", id="too many"
        ),
        pytest.param(
            "informational-cascade", {"turnouts": "5", "prior": 1}, "inside 0 and 1", id="certain"
        ),
        pytest.param(
            "informational-cascade",
            {"weeks": 4, "needed": "0.2"},
            "above --prior",
            id="turned away",
        ),
        pytest.param(
            "informational-cascade", {"weeks": 4, "turnouts": "5"}, "beside --turnouts", id="both"
        ),
    ],
)
def test_bad_assumptions_get_one_sentence(
    model: str, given_: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadInputError, match=sentence):
        run(model, given_)


def test_a_network_changes_the_outcome_at_the_command_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["model", "thresholds", "--list", "0,1,1,1,2,3", "--network", "ring"]) == 0
    assert "on the ring network" in capsys.readouterr().out
    assert main(["model", "thresholds", "--tails", "cut"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
