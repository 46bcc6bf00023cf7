"""Regions beside powers: brute force on small roll calls, breaks by exhaustion, the full record."""

from __future__ import annotations

import datetime
import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.infer.agreement import agreement_matrix, measure_named
from vetopoint.infer.matrices import NoVotesError
from vetopoint.infer.positions import shipped
from vetopoint.law.states import state
from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.registry import run
from vetopoint.strategy.spheres.breaks import breaks_in, divided, supported
from vetopoint.strategy.spheres.distances import distances
from vetopoint.strategy.spheres.likeness import likenesses
from vetopoint.strategy.spheres.regions import named_regions, region_named, seats_named
from vetopoint.strategy.spheres.rollcalls import matrix_of_text

series = st.lists(st.floats(-1, 1).map(lambda x: round(x, 2)), min_size=6, max_size=11)
rolls = st.lists(st.text("+o- ", min_size=4, max_size=4), min_size=3, max_size=15)


def text_of(found: list[str]) -> str:
    head = "period,power,one,two,three\n"
    return head + "".join(f"2000,{','.join(roll.replace(' ', '.'))}\n" for roll in found)


@given(rolls)
def test_the_likeness_of_a_region_is_the_mean_of_its_members_dyads(found: list[str]) -> None:
    matrix = matrix_of_text(text_of(found))
    measures = tuple(map(measure_named, ("agreement", "kappa-squared")))
    labels = np.full(len(matrix.votes), 2000)
    answers = likenesses(matrix, labels, ("one", "two", "three"), "power", measures, 2, 20)
    for measure in measures:
        pairs = agreement_matrix(matrix.cells, measure.slug, 2)[0, 1:]
        defined = pairs[np.isfinite(pairs)]
        got = [one.value for one in answers if one.measure == measure.slug]
        assert got == (pytest.approx([defined.mean()]) if len(defined) else [])


@given(rolls, st.integers(0, 3))
def test_resampled_means_stay_within_the_bounds_of_agreement(found: list[str], seed: int) -> None:
    matrix = matrix_of_text(text_of(found))
    labels = np.full(len(matrix.votes), 2000)
    answers = likenesses(
        matrix, labels, ("one", "two"), "power", (measure_named("agreement"),), 2, 30, seed
    )
    for one in answers:
        assert 0 <= one.drawn.min() <= one.drawn.max() <= 1
        low, high = one.interval()
        assert low <= high


def cost(values: list[float], cuts: tuple[int, ...]) -> float:
    ends = (0, *cuts, len(values))
    parts = [values[a:b] for a, b in itertools.pairwise(ends)]
    return float(sum(np.var(part) * len(part) for part in parts))


@given(series, st.integers(1, 3))
def test_the_best_division_is_the_one_that_trying_all_finds(
    values: list[float], shortest: int
) -> None:
    for number, (error, cuts) in enumerate(divided(values, 3, shortest)):
        tried = [
            cost(values, places)
            for places in itertools.combinations(range(1, len(values)), number)
            if all(b - a >= shortest for a, b in itertools.pairwise((0, *places, len(values))))
        ]
        assert error == pytest.approx(min(tried), abs=1e-9)
        assert cost(values, cuts) == pytest.approx(error, abs=1e-9)


def test_a_level_series_has_no_break_and_a_step_has_one() -> None:
    chance = np.random.default_rng(1)
    level = chance.normal(0, 0.1, 60)
    assert breaks_in(list(level)) == ()
    step = level + np.where(np.arange(60) < 25, 0.0, 0.8)
    (one,) = breaks_in(list(step))
    assert one.place == 25
    assert one.after - one.before == pytest.approx(0.8, abs=0.1)
    (told,) = supported(list(step), np.stack([step, step[::-1], step, step]))
    assert told.support == 0.75


def test_a_short_series_has_no_breaks() -> None:
    assert breaks_in([0.0, 5.0, 0.0]) == ()


@pytest.mark.parametrize("slug", named_regions())
def test_a_region_that_ships_names_states(slug: str) -> None:
    region = region_named(slug, datetime.date(2024, 1, 1))
    assert region.source
    assert len(set(region.seats)) == len(region.seats) >= 5
    assert [state(code).code for code in region.seats] == list(region.seats)


def test_a_region_may_be_a_body_or_a_list() -> None:
    day = datetime.date(2024, 1, 1)
    assert "VNM" in region_named("asean-summit", day).seats
    assert region_named("Cuba, Mexico", day).seats == ("CUB", "MEX")
    assert seats_named("SUN") == ("RUS",)


def test_the_landmark_record_says_that_it_stands_for_no_period() -> None:
    answer = run("spheres", {"draws": 50}).answer
    assert any("picked for importance" in caution for caution in answer.cautions)
    assert {row["power"] for row in answer.tables[0].rows} == {"United States", "China", "Russia"}
    for row in answer.tables[0].rows:
        assert row["low"] - 1e-9 <= row["high"]


def test_the_same_votes_twice_agree_in_all() -> None:
    votes = "".join(f"2001,{sign},{sign}\n" for sign in "+-+-o+-o+-+o")
    value = run(
        "spheres", {"rollcalls": f"period,a,b\n{votes}", "region": "a", "powers": "b"}
    ).answer.value
    assert value["agreement_b"] == value["corrected_b"] == 1


@pytest.mark.parametrize(
    ("given_", "error", "sentence"),
    [
        pytest.param({"rollcalls": "period,a\n1,+"}, BadInputError, "two members", id="one"),
        pytest.param({"rollcalls": "period,a,b\nx,+,+"}, BadInputError, "no year", id="no year"),
        pytest.param({"rollcalls": "period,a,b\n1,+,?"}, BadInputError, "has '\\?'", id="a sign"),
        pytest.param({"since": 2000, "until": 1999}, BadInputError, "earlier", id="years turned"),
        pytest.param({"region": "USA", "powers": "USA"}, BadInputError, "nobody but", id="itself"),
        pytest.param({"region": "Atlantis"}, LookupError, "Atlantis", id="no such State"),
        pytest.param({"least": 500}, NoVotesError, "in common", id="too few votes"),
    ],
)
def test_bad_questions_get_one_sentence(
    given_: dict[str, object], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        run("spheres", given_)


def test_distances_are_means_of_absolute_differences_draw_by_draw() -> None:
    positions = shipped("assembly")
    region = ("CUB", "MEX", "USA")
    found = distances(positions, region, "USA", 1990, 1995)
    assert [one.year for one in found] == sorted({one.year for one in found})
    for one in found:
        rows = {
            positions.members[positions.member[row]]: row
            for row in range(len(positions.member))
            if positions.periods[positions.period[row]].name == one.session
        }
        draws = positions.draws[:, :, 0].astype(float)
        by_hand = [
            np.mean([abs(draw[rows[code]] - draw[rows["USA"]]) for code in region[:2]])
            for draw in draws
        ]
        assert one.members == 2
        assert np.allclose(one.drawn, by_hand)
        assert one.interval()[0] <= one.value <= one.interval()[1]


def test_distances_stand_beside_agreement_and_never_beside_roll_calls_of_ones_own() -> None:
    answer = run("spheres", {"draws": 50, "since": 1990}).answer
    names = [table.name for table in answer.tables]
    assert all(len(table.rows) or table.name.startswith("breaks") for table in answer.tables)
    assert names == ["by period", "breaks", "distance of ideal points", "breaks in distance"]
    low, value, high = (answer.value[f"distance_USA{end}"] for end in ("_low", "", "_high"))
    assert 0 < low <= value <= high
    votes = "".join(f"2001,{sign},{sign}\n" for sign in "+-+-o")
    own = run(
        "spheres",
        {"rollcalls": f"period,USA,CUB\n{votes}", "region": "CUB", "powers": "USA", "least": 3},
    ).answer
    assert [table.name for table in own.tables] == ["by period", "breaks"]


@pytest.mark.history
def test_latin_america_left_the_united_states_in_the_full_record(shared_data: Path) -> None:
    given_ = {
        "data": str(shared_data / "un"),
        "until": 2023,
        "powers": "USA",
    }
    answer = run("spheres", given_).answer
    assert -0.05 < answer.value["corrected_USA"] < 0.05
    page = (Path(__file__).resolve().parents[2] / "docs/model-spheres.md").read_text("utf-8")
    breaks = next(table for table in answer.tables if table.name == "breaks").rows
    assert [row["period"] for row in breaks] == [1956, 1961, 1968, 1979]
    for row in breaks:
        levels = f"{row['before']:.2f} | {row['after']:.2f} | {row['support']:.2f}"
        assert f"| {row['period']} | {levels} |" in page
