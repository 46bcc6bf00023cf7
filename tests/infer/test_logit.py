"""The regression, against the conditions that define it."""

from typing import Any

import numpy as np
import pytest
from attrs import evolve
from numpy.typing import NDArray

from vetopoint.infer.assembly.logit import fit_logit, softmax

CHANCE = np.random.default_rng(2)
VALUES = CHANCE.normal(size=(400, 3))
ODDS = VALUES @ np.array([[1.0, -0.5], [0.0, 0.8], [0.3, 0.0]]) - 0.3
OUTCOMES = (CHANCE.random((400, 1)) > softmax(ODDS).cumsum(axis=1)).sum(axis=1)
NOTHING = np.zeros((400, 2))


def test_the_slope_of_the_penalised_likelihood_is_nought_at_the_answer() -> None:
    found = fit_logit(VALUES, NOTHING, OUTCOMES, ridge=20.0)
    design = np.c_[(VALUES - found.centre) / found.scale, np.ones(400)]
    truth = np.eye(3)[OUTCOMES]
    slope = design.T @ (found.chances(VALUES, NOTHING) - truth)[:, 1:]
    slope[:-1] += 20.0 * found.coefficients[:-1]
    assert slope == pytest.approx(np.zeros((4, 2)), abs=0.05)


def test_no_small_change_of_the_coefficients_fits_better() -> None:
    found = fit_logit(VALUES, NOTHING, OUTCOMES, ridge=20.0)

    def loss(coefficients: NDArray[Any]) -> float:
        chances = evolve(found, coefficients=coefficients).chances(VALUES, NOTHING)
        fit = -np.log(chances[np.arange(400), OUTCOMES]).sum()
        return float(fit + 10.0 * (coefficients[:-1] ** 2).sum())

    best = loss(found.coefficients)
    for place in np.ndindex(found.coefficients.shape):
        for step in (-0.1, 0.1):
            moved = found.coefficients.copy()
            moved[place] += step
            assert loss(moved) > best


def test_a_strong_ridge_leaves_the_offset_but_for_the_constant() -> None:
    found = fit_logit(VALUES, ODDS, OUTCOMES, ridge=1e9)
    moved = np.log(found.chances(VALUES, ODDS)) - np.log(softmax(ODDS))
    apart = moved[:, 1:] - moved[:, :1]
    assert apart.std(axis=0) == pytest.approx([0, 0], abs=1e-3)


def test_mean_chances_are_the_shares_of_the_outcomes() -> None:
    found = fit_logit(VALUES, NOTHING, OUTCOMES, ridge=50.0).chances(VALUES, NOTHING)
    assert found.mean(axis=0) == pytest.approx(np.bincount(OUTCOMES) / 400, abs=1e-3)


def test_without_rows_the_offset_is_the_answer() -> None:
    found = fit_logit(VALUES[:0], NOTHING[:0], OUTCOMES[:0], ridge=1.0)
    assert found.chances(VALUES, ODDS) == pytest.approx(softmax(ODDS))
