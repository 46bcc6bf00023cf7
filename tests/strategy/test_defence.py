"""Layered defence: closed forms, bounds, ranges, alternatives and published budgets."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.cli import main
from vetopoint.strategy.defence.budget import budget_named, budget_slugs
from vetopoint.strategy.defence.leakage import Layer, kill_chance, passage, shots_needed
from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.registry import run

chances = st.fractions(0, 1, max_denominator=20)
layers = st.builds(
    Layer,
    chances,
    st.integers(1, 4),
    chances,
    st.none() | st.fractions(0, 50, max_denominator=4),
)


@given(st.lists(layers, min_size=1, max_size=3), st.fractions(0, 60, max_denominator=4), chances)
def test_leakers_are_between_none_and_all_and_fall_from_layer_to_layer(
    found: list[Layer], targets: Fraction, common: Fraction
) -> None:
    behind = (targets, *passage(found, targets, common).behind)
    assert all(later <= earlier for earlier, later in itertools.pairwise(behind))
    assert 0 <= behind[-1] <= targets


@given(st.lists(layers, min_size=1, max_size=3), st.fractions(0, 60, max_denominator=4), chances)
def test_a_common_cause_mixes_the_whole_raid_with_what_leaks(
    found: list[Layer], targets: Fraction, common: Fraction
) -> None:
    without = passage(found, targets).leakers
    assert passage(found, targets, common).leakers == common * targets + (1 - common) * without


@given(st.lists(chances, min_size=1, max_size=4), st.integers(1, 3))
def test_layers_without_bounds_multiply_their_leakages(kills: list[Fraction], shots: int) -> None:
    leak = Fraction(1)
    for kill in kills:
        leak *= (1 - kill) ** shots
    assert passage([Layer(kill, shots) for kill in kills], Fraction(7)).leakers == 7 * leak


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.integers(1, 200))
def test_the_shots_found_give_the_chance_wanted(kill: float, wanted: float, targets: int) -> None:
    shots = shots_needed(kill, wanted, targets)
    assert shots is not None
    assert (1 - (1 - kill) ** shots) ** targets == pytest.approx(wanted, rel=1e-6)


def test_a_track_that_fails_cannot_be_mended_by_shots() -> None:
    assert kill_chance(Fraction(4, 5), 50, Fraction(95, 100)) < Fraction(95, 100)


MONEY = {
    "rounds": "100:128:150",
    "kill": "0.6:0.8:0.9",
    "targets": "60:100:150",
    "common": "0.1",
    "round_cost": "65.2",
    "currency": "NT$ m",
    "alternatives": (
        "name,cost,currency,changes,by\n"
        "shelters,65,NT$ m,damage,-0.02\n"
        "second sensor,500,NT$ m,common,-0.05\n"
    ),
}


def test_the_next_unit_of_money_is_compared_with_what_the_user_lists() -> None:
    answer = run("layered-defence", MONEY).answer
    table = next(table for table in answer.tables if table.name == "the next unit of money")
    rows = {row["alternative"]: row for row in table.rows}
    assert set(rows) == {"one more round", "shelters", "second sensor"}
    # By hand: 64 of 100 are met and stopped with 0.96; one round meets half a target more.
    stopped = Fraction(9, 10) * Fraction(24, 25) / 2 / Fraction("65.2")
    assert rows["one more round"]["averted"] == pytest.approx(float(stopped), rel=1e-3)
    assert rows["one more round"]["low"] == 0, "where fewer come than are met, rounds are idle"
    assert all(row["low"] <= row["averted"] <= row["high"] for row in table.rows)
    assert sum(int(row["best"].split("/")[0]) for row in table.rows) >= 8


def test_the_tornado_holds_each_range_and_the_base_lies_inside() -> None:
    answer = run("layered-defence", {**MONEY, "draw": "tornado"}).answer
    assert {row["label"].split(" ")[0] for row in answer.figure.rows} == {
        "rounds",
        "kill",
        "targets",
    }
    for row in answer.figure.rows:
        assert min(row["low"], row["high"]) <= row["base"] <= max(row["low"], row["high"])
    widths = [abs(row["high"] - row["low"]) for row in answer.figure.rows]
    assert widths == sorted(widths, reverse=True)


def test_two_layers_from_a_file() -> None:
    text = "name,kill,shots,track,rounds\nupper,0.5,1,1,\nlower,0.8,2,1,10\n"
    answer = run("layered-defence", {"layers": text, "targets": 20}).answer
    # Upper halves 20 to 10; lower meets 5 of them and stops 0.96 of those.
    assert answer.value["leakers"] == 5 + 5 * Fraction(1, 25)
    assert not answer.exact
    assert answer.cautions


@pytest.mark.parametrize(
    ("given_", "sentence"),
    [
        pytest.param({"kill": "1.5"}, "most is 1", id="a probability above one"),
        pytest.param({"rounds": "-5"}, "negative", id="a negative store"),
        pytest.param({"round_cost": 3, "rounds": 9}, "no unit", id="a cost without a unit"),
        pytest.param({"draw": "tornado"}, "nothing to draw", id="a tornado without a range"),
        pytest.param({"draw": "money"}, "nothing to draw", id="money without alternatives"),
        pytest.param(
            {"alternatives": "name,cost,currency,changes,by\nx,1,,damage,1"},
            "no unit",
            id="an alternative without a unit",
        ),
        pytest.param(
            {"alternatives": "name,cost,currency,changes,by\nx,1,EUR,damage,1\ny,1,USD,damage,1"},
            "one unit",
            id="two currencies",
        ),
        pytest.param(
            {"alternatives": "name,cost,currency,changes,by\nx,1,EUR,morale,1"},
            "it can change",
            id="an unknown effect",
        ),
        pytest.param({"alternatives": "name,cost\nx,1"}, "no column 'currency'", id="a column"),
        pytest.param({"layers": "name,kill,shots\na,0.5,0"}, "least is 1", id="no shots"),
        pytest.param({"layers": "name,kill,shots\na,2,1"}, "most is 1", id="a layer's chance"),
    ],
)
def test_bad_defences_get_one_sentence(given_: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence) as raised:
        run("layered-defence", given_)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("slug", budget_slugs())
def test_a_budget_that_ships_has_source_unit_and_no_more_than_its_total(slug: str) -> None:
    budget = budget_named(slug)
    assert budget.source
    assert budget.unit
    assert budget.total is not None
    assert budget.listed <= budget.total
    assert budget.within is not None
    assert budget.total < budget.within


def test_a_budget_of_your_own_needs_a_unit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "items.csv"
    path.write_text("name,cost\nradar,3\n", encoding="utf-8")
    assert main(["model", "defence-budget", "--items", str(path)]) == 2
    assert "have no unit" in capsys.readouterr().err
    assert main(["model", "defence-budget", "--items", str(path), "--unit", "EUR m"]) == 0
    assert "sum to 3 EUR m" in capsys.readouterr().out
