"""Items and clouds drawn from them: found again in simulated votes, moved as Bayes' rule says."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from vetopoint.infer.assembly.cloud import Cloud, cloud_of, item_weights
from vetopoint.infer.assembly.items import (
    AXES,
    ballots_of,
    fit_items,
    positions_before,
    seat_columns,
)
from vetopoint.infer.positions import shipped

_Array = NDArray[np.float64]
_Cells = NDArray[np.int8]
DAY = datetime.date(2020, 1, 1)
MEMBERS = [f"M{n:02d}" for n in range(150)]


def simulated(
    texts: int = 120,
) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.float64]]:
    """Ballots, positions and true slopes: one axis beside the position, cuts −1 and 0.5."""
    chance = np.random.default_rng(3)
    at = np.tile(np.linspace(-2, 2, len(MEMBERS)), (texts, 1))
    habits = np.zeros((len(MEMBERS), AXES + 1))
    habits[:, 0] = chance.standard_normal(len(MEMBERS))
    slopes = np.zeros((texts, 1 + AXES))
    slopes[:, :2] = 2 * chance.standard_normal((texts, 2))
    cuts = np.tile([-1.0, 0.5], (texts, 1))
    edges = ballots_of(slopes, cuts, at, habits).cumsum(axis=2)
    cells = (chance.random((texts, len(MEMBERS), 1)) > edges).sum(axis=2).clip(0, 2)
    return cells.astype(np.int8), at, slopes


def days(texts: int) -> NDArray[np.datetime64]:
    return np.datetime64("2019-12-31") - np.arange(texts)[::-1].astype("timedelta64[D]")


def test_slopes_on_the_position_are_found_again() -> None:
    cells, at, slopes = simulated()
    items = fit_items(DAY, MEMBERS, np.arange(len(cells)), days(len(cells)), cells, at)
    assert np.corrcoef(items.slopes[:, 0], slopes[:, 0])[0, 1] > 0.95
    chances = ballots_of(items.slopes, items.cuts, at, items.habits)
    own = np.take_along_axis(chances, cells[..., None].astype(np.int64), axis=2)
    usual = np.bincount(cells.ravel(), minlength=3) / cells.size
    assert -np.log(own).mean() < 0.7 * -(usual * np.log(usual)).sum()


def test_texts_added_later_are_fitted_as_those_before() -> None:
    cells, at, slopes = simulated()
    kept = np.arange(90)
    items = fit_items(DAY, MEMBERS, kept, days(120)[:90], cells[:90], at[:90])
    more = items.with_texts(np.arange(90, 120), days(120)[90:], cells[90:], at[90:])
    assert more.slopes[:90] == pytest.approx(items.slopes)
    assert np.corrcoef(more.slopes[90:, 0], slopes[90:, 0])[0, 1] > 0.9


def test_missing_cells_and_lopsided_texts_are_borne() -> None:
    cells, at, _ = simulated(30)
    cells[0], cells[1], cells[2, :149], cells[:, 5] = 0, 3, -1, -1
    items = fit_items(DAY, MEMBERS, np.arange(30), days(30), cells, at)
    found = ballots_of(items.slopes, items.cuts, at, items.habits)
    assert np.isfinite(found).all()
    assert found.sum(axis=2) == pytest.approx(1)
    assert found[0].mean(axis=0)[0] > 0.9
    assert items.missing[1] > 0.9 > items.missing[0]


@pytest.fixture(scope="module")
def cloud() -> Cloud:
    chance = np.random.default_rng(1)
    draws = chance.dirichlet([2, 1, 1], (4000, 3))
    draws[:, 1] = draws[:, 0]  # the second member is sure to vote as likely as the first
    return Cloud(draws, np.full(4000, 1 / 4000))


@pytest.mark.parametrize("ballot", [0, 1, 2], ids=["for", "abstain", "against"])
def test_a_known_ballot_moves_the_others_as_a_simulation_says(cloud: Cloud, ballot: int) -> None:
    chance = np.random.default_rng(2)
    again = np.tile(cloud.chances, (50, 1, 1))
    cast = (chance.random((*again.shape[:2], 1)) > again.cumsum(axis=2)).sum(axis=2)
    alike = cast[cast[:, 0] == ballot]
    expected = np.stack([(alike == code).mean(axis=0) for code in range(3)], axis=1)
    found = cloud.given(np.array([0]), np.array([ballot])).expected()
    assert found[1:] == pytest.approx(expected[1:], abs=0.02)
    assert abs(found[1, ballot] - cloud.expected()[1, ballot]) > 0.05


def test_without_a_known_ballot_nothing_moves(cloud: Cloud) -> None:
    nobody = np.zeros(0, np.int64)
    assert cloud.given(nobody, nobody).expected() == pytest.approx(cloud.expected())


def test_sponsors_tell_who_favours_most_not_how_many() -> None:
    lopsided = np.array([[0.9, 0.9, 0.2, 0.2], [0.2, 0.2, 0.9, 0.9], [0.9] * 4, [0.2] * 4])
    rest = (1 - lopsided[..., None]) / 2
    cloud = Cloud(np.concatenate([lopsided[..., None], rest, rest], axis=2), np.full(4, 0.25))
    found = cloud.sponsored(np.array([0])).weights
    assert found[0] > 1.3 * found[1]
    assert found[2] == pytest.approx(found[3])
    assert cloud.sponsored(np.zeros(0, np.int64)) is cloud


def test_chosen_draws_average_to_what_is_expected(cloud: Cloud) -> None:
    given = cloud.given(np.array([0]), np.array([2]))
    drawn = given.chosen(3000, seed=4)
    assert drawn.mean(axis=0) == pytest.approx(given.expected(), abs=0.01)
    assert np.array_equal(drawn, given.chosen(3000, seed=4))


def test_draws_are_fitted_to_chances_from_elsewhere() -> None:
    cells, at, _ = simulated()
    items = fit_items(DAY, MEMBERS, np.arange(120), days(120), cells, at)
    none = np.zeros(120)
    beside = np.tile([0.1, 0.1, 0.8], (150, 1))
    plain = cloud_of(items, none, np.datetime64(DAY), items.habits, at[:1])
    fitted = cloud_of(items, none, np.datetime64(DAY), items.habits, at[:1], beside)
    assert fitted.expected()[:, 2].mean() > plain.expected()[:, 2].mean() + 0.2
    assert fitted.chances.sum(axis=2) == pytest.approx(1)


def test_a_like_text_counts_most_and_an_old_one_less() -> None:
    cells, at, _ = simulated(3)
    when = np.array(["2010-01-01", "2019-01-01", "2019-01-02"], "datetime64[D]")
    items = fit_items(DAY, MEMBERS, np.arange(3), when, cells, at)
    found = item_weights(items, np.array([1.0, 1.0, 0.1]), np.datetime64(DAY))
    assert found.sum() == pytest.approx(1)
    assert found[1] > found[0] > 0
    assert found[1] > 100 * found[2]


def test_a_seat_that_goes_on_is_one_column() -> None:
    cells = np.array([[0, -1, 2], [-1, 1, 2]], np.int8)
    seats, found = seat_columns(["SUN", "RUS", "USA"], cells)
    assert seats == ("RUS", "USA")
    assert found.tolist() == [[0, 2], [1, 2]]


def test_positions_are_those_known_before_the_day() -> None:
    when = np.array(["1946-01-01", "2015-01-01"], "datetime64[D]")
    found = positions_before(shipped(), when, ["USA", "XXX"])
    known = shipped().before(datetime.date(2015, 1, 1), draws=1)
    assert found[0].tolist() == [0.0, 0.0]
    assert found[1].tolist() == [known.of("USA")[0][0], 0.0]
