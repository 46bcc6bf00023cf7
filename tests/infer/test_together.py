"""Members moving together, against a plain simulation of the same model."""

import numpy as np
import pytest
from numpy.typing import NDArray

from vetopoint.infer.assembly.together import Together, loadings_of

CHANCES = np.array([[0.6, 0.3, 0.1], [0.2, 0.3, 0.5], [0.9, 0.08, 0.02], [0.4, 0.2, 0.4]])
LOADINGS = np.array([[0.8, 0.1], [0.6, -0.5], [0.3, 0.2], [-0.7, 0.3]])
NOBODY = np.zeros(0, np.int64)


def simulated(count: int = 400_000) -> NDArray[np.int64]:
    """Ballots [draws, members] of the model, drawn one by one."""
    chance = np.random.default_rng(5)
    own = np.sqrt(1 - (LOADINGS**2).sum(axis=1))
    leaning = chance.standard_normal((count, 2)) @ LOADINGS.T
    leaning += own * chance.standard_normal((count, 4))
    together = Together.of(CHANCES, LOADINGS)
    return np.where(leaning < together.low, 2, np.where(leaning < together.high, 1, 0))


def test_without_a_known_ballot_chances_are_what_they_were() -> None:
    together = Together.of(CHANCES, LOADINGS)
    found = together.chances(together.given(NOBODY, NOBODY))
    assert found == pytest.approx(CHANCES, abs=1e-9)


@pytest.mark.parametrize("ballot", [0, 1, 2], ids=["for", "abstain", "against"])
def test_one_known_ballot_moves_the_others_as_a_simulation_says(ballot: int) -> None:
    drawn = simulated()
    alike = drawn[drawn[:, 0] == ballot]
    expected = np.stack([(alike == code).mean(axis=0) for code in range(3)], axis=1)
    together = Together.of(CHANCES, LOADINGS)
    found = together.chances(together.given(np.array([0]), np.array([ballot])))
    assert found[1:] == pytest.approx(expected[1:], abs=0.01)
    assert np.abs(found[1:] - CHANCES[1:]).max() > 0.05


def test_draws_average_to_the_exact_chances_and_are_the_same_for_a_seed() -> None:
    together = Together.of(CHANCES, LOADINGS)
    factors = together.given(np.array([1]), np.array([2]))
    drawn = together.draws(factors, 20_000, seed=3)
    assert drawn.mean(axis=0) == pytest.approx(together.chances(factors), abs=0.01)
    assert np.array_equal(drawn, together.draws(factors, 20_000, seed=3))


def test_draws_move_allies_the_same_way_and_opponents_apart() -> None:
    together = Together.of(CHANCES, LOADINGS)
    drawn = together.draws(together.given(NOBODY, NOBODY), 2000, seed=1)[:, :, 0]
    correlation = np.asarray(np.corrcoef(drawn.T))
    assert correlation[0, 1] > 0.4
    assert correlation[0, 3] < -0.6


def test_a_ballot_of_little_weight_moves_less() -> None:
    together = Together.of(CHANCES, LOADINGS)
    full, light = (
        together.chances(together.given(np.array([0]), np.array([2]), np.array([weight])))
        for weight in (1.0, 0.3)
    )
    moved = np.abs(light - CHANCES).sum(), np.abs(full - CHANCES).sum()
    assert 0 < moved[0] < moved[1]


def test_loadings_are_found_again_in_simulated_votes() -> None:
    drawn = simulated(6000)
    texts, members = np.indices(drawn.shape)
    chances = np.broadcast_to(CHANCES, (*drawn.shape, 3)).reshape(-1, 3)
    found = loadings_of(
        chances, drawn.ravel(), texts.ravel(), members.ravel(), np.ones(drawn.size), 4
    )
    off = ~np.eye(4, dtype=bool)
    assert (found @ found.T)[off] == pytest.approx((LOADINGS @ LOADINGS.T)[off], abs=0.12)
    assert ((found**2).sum(axis=1) <= 0.9 + 1e-9).all()
