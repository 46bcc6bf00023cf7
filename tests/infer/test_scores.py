"""Scores against their definitions, and loud failure where there is nothing to score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.infer.scores import (
    EmptyWindowError,
    UnknownMetricError,
    average_precision,
    binary_score,
    cell_losses,
    expected_calibration_error,
    metric_named,
    reliability,
    score,
    skill,
)

SURE = np.array([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]])
NONE = np.zeros(0)


def test_a_perfect_forecast_scores_nothing() -> None:
    found = score(SURE, np.array([0, 1, 2]), np.array([1, 1, 2]))
    assert (found.log_loss, found.brier, found.accuracy, found.texts) == (0, 0, 1, 2)
    assert (found.abstain_recall, found.against_recall) == (1, 1)


def test_an_even_forecast_scores_the_logarithm_of_three() -> None:
    found = score(np.full((4, 3), 1 / 3), np.array([0, 1, 2, 0]), np.arange(4))
    assert found.log_loss == pytest.approx(np.log(3))
    assert found.brier == pytest.approx(2 / 3)


def test_a_ballot_called_impossible_has_a_bounded_loss() -> None:
    assert np.isfinite(cell_losses(SURE, np.array([1, 2, 0]))).all()


def test_a_recall_without_such_ballots_is_unknown() -> None:
    assert score(SURE[:1], np.array([0]), np.array([1])).against_recall is None


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda: score(np.zeros((0, 3)), NONE.astype(int), NONE), id="score"),
        pytest.param(lambda: binary_score(NONE, NONE.astype(bool)), id="binary score"),
        pytest.param(lambda: skill(NONE, NONE, NONE), id="skill"),
    ],
)
def test_an_empty_window_fails_loudly(call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(EmptyWindowError, match="nothing to score"):
        call()


def test_a_misspelt_metric_is_refused_with_the_allowed_ones() -> None:
    with pytest.raises(UnknownMetricError, match="'logloss' is no metric; give one of log_loss"):
        metric_named("logloss")


@pytest.mark.parametrize(
    "chances",
    [
        pytest.param([[0.5, 0.5, 0.5]], id="adds up to more than 1"),
        pytest.param([[1.5, -0.5, 0.0]], id="negative"),
        pytest.param([[np.nan, 0.5, 0.5]], id="not a number"),
        pytest.param([[0.5, 0.5]], id="two ballots"),
    ],
)
def test_what_is_no_distribution_is_refused(chances: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="chances"):
        score(np.array(chances), np.array([0]), np.array([1]))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=9))
def test_average_precision_is_the_mean_precision_at_each_event(
    cases: list[tuple[int, bool]],
) -> None:
    chances, happened = np.array([c / 5 for c, _ in cases]), np.array([h for _, h in cases])
    at_least = [happened[chances >= chance].mean() for chance in chances[happened]]
    found = average_precision(chances, happened)
    assert found == (pytest.approx(np.mean(at_least)) if happened.any() else None)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30))
def test_a_reliability_curve_holds_every_case_once(cases: list[tuple[float, bool]]) -> None:
    chances, happened = np.array([c for c, _ in cases]), np.array([h for _, h in cases])
    curve = reliability(chances, happened)
    assert sum(bar.cases for bar in curve) == len(cases)
    assert sum(bar.cases * bar.share for bar in curve) == pytest.approx(happened.sum())
    assert 0 <= expected_calibration_error(curve) <= 1


def test_skill_is_resampled_by_text_and_is_wider_than_by_cell() -> None:
    chance = np.random.default_rng(1)
    base = np.repeat(chance.uniform(0.2, 1, 40), 50)
    losses = base * np.repeat(chance.uniform(0.2, 1.2, 40), 50)
    by_text = skill(losses, base, np.repeat(np.arange(40), 50))
    by_cell = skill(losses, base, np.arange(2000))
    assert by_text.value == by_cell.value
    assert by_text.low < by_text.value < by_text.high
    assert by_text.high - by_text.low > 2 * (by_cell.high - by_cell.low)


def test_skill_has_the_same_interval_every_time() -> None:
    values = np.linspace(0.1, 1, 12)
    assert skill(values, values[::-1], np.arange(12)) == skill(values, values[::-1], np.arange(12))
