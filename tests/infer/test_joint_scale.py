"""The joint scale held against each body alone, and ballots it was not given."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from vetopoint.infer.calibration import Design, simulated
from vetopoint.infer.fit import fit_positions
from vetopoint.infer.joint_scale import compared, held_out_loss, in_sessions_of, joined
from vetopoint.infer.layout import Layout
from vetopoint.infer.roll_calls import RollCalls
from vetopoint.infer.second_dimension import turned

DESIGN = Design(members=30, sessions=3, items=40)


@pytest.fixture(scope="module")
def bodies() -> tuple[RollCalls, RollCalls]:
    """One set of true positions, voted on in two bodies; days tell the Council's sessions."""
    calls = simulated(DESIGN, np.random.default_rng(8)).layout.roll_calls
    odd = np.arange(len(calls.items)) % 2 == 1
    council = calls.of_items(odd)
    return calls.of_items(~odd), evolve(
        council,
        body=np.ones(len(council.items), np.int64),
        items=tuple(f"S{k}" for k in range(len(council.items))),
        session=np.zeros(len(council.items), np.int64),
    )


def test_a_council_vote_counts_in_the_session_last_opened(
    bodies: tuple[RollCalls, RollCalls],
) -> None:
    assembly, council = bodies
    placed = in_sessions_of(assembly, council)
    assert placed.session.tolist() == (council.day - assembly.day.min()).astype(int).tolist()
    before = evolve(council, day=council.day - 100)
    assert set(in_sessions_of(assembly, before).session.tolist()) == {0}


def test_both_bodies_tell_the_same_positions(bodies: tuple[RollCalls, RollCalls]) -> None:
    assembly, council = bodies
    council = in_sessions_of(assembly, council)
    one = fit_positions(assembly, "map").positions
    other = fit_positions(council, "map").positions
    sign = np.sign(one.mean[:, 0] @ other.mean[:, 0])
    other = evolve(other, mean=sign * other.mean)
    r, rows, within = compared(one, other, council)
    assert rows == 90
    assert r > 0.8
    assert within > 0.8
    assert compared(one, other, council, 1, 1)[1] == 30
    assert compared(one, evolve(one, mean=-one.mean), council)[0] == pytest.approx(-1)


def test_ballots_held_out_are_told_better_than_by_shares(
    bodies: tuple[RollCalls, RollCalls],
) -> None:
    both = joined(*bodies)
    held = np.random.default_rng(2).random(len(both.item)) < 0.1
    kept = evolve(both, member=both.member[~held], item=both.item[~held], ballot=both.ballot[~held])
    loss = held_out_loss(fit_positions(kept, "map"), both, held)
    assert 0 < loss.votes <= held.sum()
    assert loss.model < loss.item < loss.member


@pytest.mark.parametrize("seed", range(4))
def test_axes_turned_at_random_are_laid_along_the_line_again(seed: int) -> None:
    """Each session of a plane is turned or mirrored by chance; the line brings it back."""
    rng = np.random.default_rng(seed)
    layout: Layout = simulated(DESIGN, rng).layout
    steps = rng.standard_normal((30, 3, 2)) * np.array([[1.0], [0.1], [0.1]])
    truth = steps.cumsum(1).reshape(-1, 2)
    truth = (truth - truth.mean(0)) / truth.std(0)
    muddled = np.empty_like(truth)
    for session in range(3):
        rows = layout.row_session == session
        angle = rng.uniform(0, 2 * np.pi)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        muddled[rows] = truth[rows] @ turn @ np.diag([1.0, rng.choice([-1.0, 1.0])])
    found, spread = turned(layout, muddled, truth[:, 0], np.full(truth.shape, 0.2))
    second = np.corrcoef(found[:, 1], truth[:, 1])[0, 1]
    assert np.corrcoef(found[:, 0], truth[:, 0])[0, 1] > 0.98
    assert abs(second) > 0.95
    assert spread == pytest.approx(np.full(truth.shape, 0.2), rel=0.1)
