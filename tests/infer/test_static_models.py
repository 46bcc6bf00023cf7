"""Static ideal points: gradients by brute force, recovery, coverage, published positions."""

from __future__ import annotations

import importlib
import itertools
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from vetopoint.infer.convergence import effective_size, r_hat
from vetopoint.infer.matrices import VoteMatrix, recorded_matrix
from vetopoint.infer.static.ballots import UnusableVotesError, ballot_table, lists_of
from vetopoint.infer.static.estimators import (
    BinaryIdealPoints,
    NotFittedError,
    OrdinalIdealPoints,
    SettingError,
)
from vetopoint.infer.static.modes import AnchorError, Mode, Priors, find_mode, precision_of
from vetopoint.infer.static.newton import couplings
from vetopoint.infer.static.posterior import aligned
from vetopoint.infer.static.terms import BARRIER, log_posterior
from vetopoint.record.store import quiet_connection

Reals = NDArray[np.float64]
CUT = 1.5


def simulated(
    generator: np.random.Generator, members: int, items: int, dims: int = 1, kinds: int = 3
) -> tuple[Reals, NDArray[np.int8]]:
    """Positions and ballots drawn from the model and its priors, a tenth of the cells missing."""
    points = generator.normal(size=(members, dims))
    slopes = generator.normal(size=(items, dims))
    cuts = np.empty((items, kinds - 1))
    for place in range(items):
        while True:
            drawn = np.sort(generator.normal(0, CUT, kinds - 1))
            gap = drawn[-1] - drawn[0]
            # The prior of two cuts has the factor (1 − e^(−gap))^½ that keeps them apart.
            if kinds == 2 or generator.random() < (1 - np.exp(-gap)) ** BARRIER:
                break
        cuts[place] = drawn
    leaning = points @ slopes.T + generator.logistic(size=(members, items))
    cells = (leaning[:, :, None] > cuts[None]).sum(axis=2).astype(np.int8)
    if kinds == 2:
        cells *= 2
    cells[generator.random(cells.shape) < 0.1] = -1
    return points, cells


def plainly(points: Reals, items: Reals, cells: NDArray[np.int8], priors: Reals) -> float:
    """The log posterior as the definition reads, cell by cell."""
    dims = points.shape[1]
    total = -0.5 * float((points**2).sum())
    total -= 0.5 * priors[0] * float((items[:, :dims] ** 2).sum())
    total -= 0.5 * priors[1] * float((items[:, dims:] ** 2).sum())
    for column, item in enumerate(items):
        cuts = item[dims:]
        total += BARRIER * float(np.log(1 - np.exp(-np.diff(cuts))).sum())
        for row, point in enumerate(points):
            if (kind := cells[row, column]) < 0:
                continue
            below = 1 / (1 + np.exp(-(cuts - point @ item[:dims])))
            chances = np.diff(np.concatenate([[0.0], below, [1.0]]))
            total += float(np.log(chances[kind]))
    return float(total)


@pytest.fixture(scope="module")
def small() -> tuple[Reals, Reals, NDArray[np.int8]]:
    generator = np.random.default_rng(7)
    points = generator.normal(size=(5, 2))
    items = np.hstack([generator.normal(size=(4, 2)), np.sort(generator.normal(size=(4, 2)), 1)])
    return points, items, generator.integers(-1, 3, (5, 4)).astype(np.int8)


Arguments = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], Reals, Reals]


def arguments(cells: NDArray[np.int8], priors: Reals) -> Arguments:
    lists = lists_of(cells, 3)
    return lists.item_start, lists.item_member, lists.item_ballot, lists.counts, priors


def test_the_log_posterior_is_what_its_definition_gives(
    small: tuple[Reals, Reals, NDArray[np.int8]],
) -> None:
    points, items, cells = small
    priors = np.array([1.3, 0.2])
    fast = log_posterior(points, items, *arguments(cells, priors))
    assert fast == pytest.approx(plainly(points, items, cells, priors), abs=1e-9)


def test_the_precision_of_positions_is_the_schur_complement_by_differences(
    small: tuple[Reals, Reals, NDArray[np.int8]],
) -> None:
    points, items, cells = small
    priors, step = np.array([1.3, 0.2]), 1e-4
    start = np.concatenate([points.ravel(), items.ravel()])

    def value(z: Reals) -> float:
        return plainly(
            z[: points.size].reshape(points.shape), z[points.size :].reshape(4, 4), cells, priors
        )

    unit = np.eye(len(start)) * step
    hessian = np.array(
        [
            [
                value(start + a + b)
                - value(start + a - b)
                - value(start - a + b)
                + value(start - a - b)
                for b in unit
            ]
            for a in unit
        ]
    ) / (-4 * step * step)
    inside, cross = hessian[: points.size, : points.size], hessian[: points.size, points.size :]
    expected = inside - cross @ np.linalg.inv(hessian[points.size :, points.size :]) @ cross.T
    precision = np.zeros_like(expected)
    couplings(points, items, *arguments(cells, priors), precision)
    assert np.allclose(precision, expected, atol=2e-5)


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), kinds=st.sampled_from([2, 3]), dims=st.sampled_from([1, 2]))
def test_a_sweep_never_lowers_the_log_posterior_and_ends_where_it_is_flat(
    seed: int, kinds: int, dims: int
) -> None:
    _, cells = simulated(np.random.default_rng(seed), 8, 12, dims, kinds)
    if kinds == 2:
        cells = np.where(cells == 2, 1, cells).astype(np.int8)
    lists, priors = lists_of(cells, kinds), Priors()
    reached = [
        find_mode(cells, lists, kinds, dims, priors, most, 1e-12).log_posterior
        for most in (1, 2, 4, 8, 16, 64)
    ]
    assert all(later >= earlier - 1e-9 for earlier, later in itertools.pairwise(reached))
    mode = find_mode(cells, lists, kinds, dims, priors, 5000, 1e-9)
    assert mode.converged
    start = np.concatenate([mode.points.ravel(), mode.items.ravel()])
    for place in range(len(start)):
        sides = []
        for sign in (1, -1):
            moved = start.copy()
            moved[place] += sign * 1e-5
            points = moved[: mode.points.size].reshape(mode.points.shape)
            items = moved[mode.points.size :].reshape(mode.items.shape)
            sides.append(plainly(points, items, cells, priors.precisions()))
        assert abs(sides[0] - sides[1]) / 2e-5 < 2e-3


@pytest.mark.parametrize("dims", [1, 2])
@pytest.mark.parametrize("kinds", [2, 3])
def test_positions_are_recovered_from_simulated_ballots(kinds: int, dims: int) -> None:
    points, cells = simulated(np.random.default_rng(1), 80, 400, dims, kinds)
    model = (OrdinalIdealPoints if kinds == 3 else BinaryIdealPoints)(dims).fit(cells)
    truth = aligned(points[None], model.points_)[0]
    assert model.converged_
    for dim in range(dims):
        assert np.corrcoef(model.points_[:, dim], truth[:, dim])[0, 1] > 0.97


def coverage(method: str, members: int, items: int, runs: int, kinds: int, **how: Any) -> Reals:
    """The share of true positions inside the middle 50, 80 and 95 % of the draws."""
    ranks = []
    for run in range(runs):
        points, cells = simulated(np.random.default_rng(run), members, items, 1, kinds)
        kind = OrdinalIdealPoints if kinds == 3 else BinaryIdealPoints
        model = kind(cut=CUT, min_votes=1).fit(cells)
        drawn = model.posterior(method=method, seed=run, **how).points
        truth = aligned(points[None], model.points_)[0]
        ranks.append((drawn.reshape(-1, *truth.shape) < truth).mean(axis=0).ravel())
    rank = np.concatenate(ranks)
    return np.array([(np.abs(rank - 0.5) < level / 2).mean() for level in (0.5, 0.8, 0.95)])


def test_intervals_of_laplace_draws_cover_as_they_say() -> None:
    found = coverage("laplace", 60, 200, 10, 3, draws=300)
    assert np.allclose(found, [0.5, 0.8, 0.95], atol=0.05)


def test_intervals_of_chains_cover_as_they_say_even_for_a_dozen_members() -> None:
    found = coverage("chains", 12, 40, 25, 2, draws=250, warmup=100, chains=2)
    assert np.allclose(found, [0.5, 0.8, 0.95], atol=0.055)


def test_chains_agree_with_laplace_where_ballots_are_many_and_say_how_they_mixed() -> None:
    _, cells = simulated(np.random.default_rng(4), 40, 200)
    model = OrdinalIdealPoints(cut=CUT).fit(cells)
    quick = model.posterior(2000, "laplace").summary()
    chains = model.posterior(400, "chains", chains=2, warmup=100)
    exact = chains.summary()
    assert chains.r_hat is not None
    assert chains.effective is not None
    assert chains.accepted is not None
    assert chains.accepted > 0.5
    assert np.abs(quick["mean"] - exact["mean"]).max() < 0.15
    assert np.median(quick["sd"] / exact["sd"]) == pytest.approx(1, abs=0.12)


def test_intervals_come_from_chains_in_a_small_chamber_and_run_until_they_agree() -> None:
    _, small = simulated(np.random.default_rng(2), 8, 20)
    found = OrdinalIdealPoints(cut=CUT, min_votes=1).fit(small).posterior(150)
    assert found.method == "chains"
    assert found.points.shape == (4, 150, 8, 1)
    assert found.converged
    _, large = simulated(np.random.default_rng(2), 60, 100)
    assert OrdinalIdealPoints(cut=CUT).fit(large).posterior(50).method == "laplace"


def test_chains_by_default_are_only_as_long_as_takes_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    thins = []
    drawn = OrdinalIdealPoints._drawn

    def watched(self: Any, *how: Any) -> Any:
        thins.append(how[-1])
        return evolve(drawn(self, 4, "chains", 2, 0, 0, 1), r_hat=9.0)

    monkeypatch.setattr(OrdinalIdealPoints, "_drawn", watched)
    sizes = ((27, 246, [1, 4, 16]), (28, 257, [1, 4]), (111, 997, [1, 4]), (112, 1010, [1]))
    for items, ballots, tried in sizes:
        _, cells = simulated(np.random.default_rng(2), 10, items)
        thins.clear()
        model = OrdinalIdealPoints(cut=CUT, min_votes=1).fit(cells)
        assert model.n_cells_ == ballots
        model.posterior(150)
        assert thins == tried


def test_chains_that_have_not_converged_say_so() -> None:
    _, cells = simulated(np.random.default_rng(2), 10, 30)
    assert not OrdinalIdealPoints().fit(cells).posterior(6, "chains", chains=4, warmup=0).converged


def test_a_fit_cut_short_says_that_it_has_not_converged() -> None:
    _, cells = simulated(np.random.default_rng(2), 30, 60)
    assert not OrdinalIdealPoints(max_iter=2).fit(cells).converged_
    assert OrdinalIdealPoints().fit(cells).converged_


def test_unanimous_items_and_items_without_abstention_are_kept() -> None:
    _, cells = simulated(np.random.default_rng(9), 30, 60)
    cells[:, 0] = 0
    cells[:, 1] = np.where(np.arange(30) < 15, 0, 2)
    cells[:, 2] = 1
    model = OrdinalIdealPoints().fit(cells)
    assert model.n_cells_ == int((cells >= 0).sum())
    assert np.isfinite(model.cutpoints_).all()
    assert (np.diff(model.cutpoints_) > 0).all()
    assert abs(model.discriminations_[0, 0]) < 0.2


def test_missing_cells_are_left_out_and_not_filled_in() -> None:
    _, cells = simulated(np.random.default_rng(3), 30, 60)
    more = np.full((31, 61), -1, np.int8)
    more[:30, :60] = cells
    with_gaps, without = OrdinalIdealPoints().fit(more), OrdinalIdealPoints().fit(cells)
    assert with_gaps.withheld_ == ("member 31",)
    assert with_gaps.empty_items_ == ("item 61",)
    assert np.isnan(with_gaps.points_[30]).all()
    assert np.allclose(with_gaps.points_[:30], without.points_, atol=1e-6)


@pytest.mark.parametrize("flip", [False, True])
def test_anchors_fix_the_sign(flip: bool) -> None:
    _, cells = simulated(np.random.default_rng(6), 30, 80)
    given_cells = np.where(cells >= 0, 2 - cells, -1) if flip else cells
    model = OrdinalIdealPoints(anchors={"member 3": "+"}).fit(given_cells)
    assert model.points_[2, 0] > 0
    turned = OrdinalIdealPoints(anchors={"member 3": "-"}).fit(given_cells)
    assert np.allclose(turned.points_, -model.points_, atol=1e-9)


def test_two_anchors_lay_the_first_axis_along_their_line() -> None:
    _, cells = simulated(np.random.default_rng(6), 40, 200, 2)
    model = OrdinalIdealPoints(2, anchors=[{"member 1": "+", "member 2": "-"}, {"member 3": "-"}])
    points = model.fit(cells).points_
    assert points[0, 0] > points[1, 0]
    assert points[0, 1] == pytest.approx(points[1, 1], abs=1e-9)
    assert points[2, 1] < 0
    assert np.allclose(np.cov(points.T, bias=True), np.eye(2), atol=1e-9)


def test_turning_and_scaling_leave_every_chance_as_it_is() -> None:
    _, cells = simulated(np.random.default_rng(6), 20, 50, 2)
    chances = [
        OrdinalIdealPoints(2, anchors=anchors).fit(cells).predict_proba()
        for anchors in (None, {"member 1": "+", "member 2": "-"})
    ]
    assert np.allclose(chances[0], chances[1])
    assert np.allclose(chances[0].sum(axis=2), 1)


def test_relabelling_members_and_items_changes_nothing() -> None:
    generator = np.random.default_rng(8)
    _, cells = simulated(generator, 25, 70)
    rows, columns = generator.permutation(25), generator.permutation(70)
    one = OrdinalIdealPoints(tol=1e-8).fit(cells)
    other = OrdinalIdealPoints(tol=1e-8).fit(cells[rows][:, columns])
    agreement = np.corrcoef(one.points_[rows, 0], other.points_[:, 0])[0, 1]
    assert abs(agreement) == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize(
    ("votes", "sentence"),
    [
        pytest.param([[0, 2, 1]], "1 member has a ballot", id="one member"),
        pytest.param([[-1, -1], [-1, -1]], "0 members have a ballot", id="no ballots"),
        pytest.param([[0, 2], [0, 2]], "all ballots are alike", id="every item unanimous"),
        pytest.param([[0, 7], [1, 2]], "7 is no ballot", id="a category that is none"),
        pytest.param(
            [[0, "maybe"], ["yes", "no"]], "'maybe' is no ballot", id="a word that is none"
        ),
        pytest.param([0, 1, 2], "1 dimensions", id="no table"),
        pytest.param(np.zeros((2, 2, 2)), "3 dimensions", id="a cube"),
    ],
)
def test_votes_that_tell_nothing_are_refused_in_a_sentence(votes: Any, sentence: str) -> None:
    if isinstance(votes, list) and isinstance(votes[0], list):
        votes = np.array(votes, object if "maybe" in str(votes) else None)
    with pytest.raises(UnusableVotesError, match=sentence):
        OrdinalIdealPoints().fit(votes)


@pytest.mark.parametrize(
    ("settings_", "error", "sentence"),
    [
        ({"dims": 4}, SettingError, "take 1, 2 or 3"),
        ({"discrimination": 0}, SettingError, "above 0"),
        ({"max_iter": 0}, SettingError, "whole number"),
        ({"anchors": [{}, {}, {}]}, SettingError, "3 sets of anchors"),
        ({"anchors": {"nobody": "+"}}, AnchorError, "'nobody' is no member"),
        ({"anchors": {"member 1": "up"}}, AnchorError, r"give \+ or -"),
    ],
)
def test_settings_that_cannot_be_are_refused(
    settings_: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    _, cells = simulated(np.random.default_rng(2), 10, 20)
    with pytest.raises(error, match=sentence):
        OrdinalIdealPoints(**settings_).fit(cells)


def test_results_before_a_fit_are_refused() -> None:
    with pytest.raises(NotFittedError, match="call fit"):
        OrdinalIdealPoints().posterior()


def test_the_binary_model_says_what_an_abstention_is() -> None:
    _, cells = simulated(np.random.default_rng(2), 20, 50)
    ignored = BinaryIdealPoints().fit(cells)
    against = BinaryIdealPoints(abstentions="against").fit(cells)
    assert ignored.n_cells_ == int(np.isin(cells, [0, 2]).sum())
    assert against.n_cells_ == int((cells >= 0).sum())
    with pytest.raises(SettingError, match="ignored or against"):
        BinaryIdealPoints(abstentions="no").fit(cells)


@pytest.mark.parametrize("kind", [OrdinalIdealPoints, BinaryIdealPoints])
def test_a_model_has_the_manners_of_scikit_learn(kind: Any) -> None:
    from sklearn.base import clone

    model = kind(2, anchors=[{"A": "+"}], tol=1e-5)
    other = clone(model)
    assert other is not model
    assert other.get_params() == model.get_params()
    assert model.set_params(dims=1) is model
    assert model.dims == 1
    assert repr(kind(2)) == f"{kind.__name__}(dims=2)"
    with pytest.raises(SettingError, match="no parameter"):
        model.set_params(dim=2)


def test_data_frames_come_in_and_go_out() -> None:
    import pandas as pd

    words = np.array(["yes", "abstain", "N", None], object)
    _, cells = simulated(np.random.default_rng(2), 10, 40)
    frame = pd.DataFrame(words[cells], index=list("ABCDEFGHIJ"))
    model = OrdinalIdealPoints(anchors={"A": "+"}).fit(frame)
    plain = OrdinalIdealPoints(anchors={"member 1": "+"}).fit(cells)
    assert np.allclose(model.points_, plain.points_)
    out = model.to_frame()
    assert list(out.index) == list("ABCDEFGHIJ")
    assert list(out.columns) == ["votes", "dimension_1", "standard_error_1"]
    numbers = pd.DataFrame(np.where(cells >= 0, cells, np.nan), index=list("ABCDEFGHIJ"))
    assert np.allclose(OrdinalIdealPoints().fit(numbers).points_ ** 2, plain.points_**2)


def test_draws_are_a_data_tree_that_arviz_reads() -> None:
    _, cells = simulated(np.random.default_rng(2), 10, 40)
    posterior = OrdinalIdealPoints().fit(cells).posterior(100, "chains", chains=2, warmup=20)
    tree = posterior.to_arviz()
    assert tree["posterior"]["ideal_point"].dims == ("chain", "draw", "member", "dimension")
    assert tree["posterior"].coords["member"].values.tolist() == list(posterior.members)
    assert tree["posterior"].attrs["method"] == "chains"


def test_r_hat_and_effective_size_agree_with_arviz() -> None:
    array_stats: Any = importlib.import_module("arviz_stats.base").array_stats
    generator = np.random.default_rng(0)
    draws = generator.normal(size=(4, 400, 3))
    for place in range(1, 400):
        draws[:, place, 1] = 0.8 * draws[:, place - 1, 1] + 0.6 * draws[:, place, 1]
    draws[..., 2] += np.arange(4)[:, None]
    theirs = array_stats.rhat(draws, chain_axis=0, draw_axis=1, method="split")
    assert np.allclose(r_hat(draws), theirs, rtol=2e-3)
    sizes = array_stats.ess(draws, chain_axis=0, draw_axis=1, method="mean")
    assert np.allclose(effective_size(draws), sizes, rtol=0.1)


def test_nothing_of_the_extra_is_loaded_for_a_fit() -> None:
    program = (
        "import sys\n"
        "for name in ('pandas', 'sklearn', 'scipy', 'arviz_base'): sys.modules[name] = None\n"
        "import numpy as np\n"
        "from vetopoint.infer.static.estimators import OrdinalIdealPoints\n"
        "from vetopoint.errors import MissingExtraError\n"
        "model = OrdinalIdealPoints().fit(np.random.default_rng(0).integers(0, 3, (9, 30)))\n"
        "for ask in (model.to_frame, model.posterior(50).to_arviz):\n"
        "    try: ask()\n"
        "    except MissingExtraError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("needs the extra fit; ./vetopoint install fit adds it") == 2


@pytest.fixture(scope="module")
def recent(voeten: VoteMatrix) -> VoteMatrix:
    return voeten.only((voeten.sessions >= 60) & (voeten.sessions <= 73))


@pytest.fixture(scope="module")
def published(shared_data: Path) -> dict[str, float]:
    """Each State's mean position over sessions 60 to 73 by Bailey, Strezhnev and Voeten."""
    file = shared_data / "un" / "bsv_idealpoints_by_session_jun2024.parquet"
    with quiet_connection() as connection:
        rows = connection.execute(
            'SELECT iso3c, avg("IdealPointAll") FROM read_parquet(?) '
            "WHERE session BETWEEN 60 AND 73 GROUP BY 1",
            [str(file)],
        ).fetchall()
    return dict(rows)


@pytest.mark.history
@pytest.mark.parametrize(
    ("model", "least"),
    [
        pytest.param(OrdinalIdealPoints(anchors={"USA": "+"}), 0.985, id="ordinal"),
        pytest.param(
            BinaryIdealPoints(anchors={"USA": "+"}, abstentions="against"), 0.975, id="binary"
        ),
    ],
)
def test_positions_of_the_assembly_agree_with_the_published_ones(
    model: Any, least: float, recent: VoteMatrix, published: dict[str, float]
) -> None:
    model.fit(recent)
    assert model.converged_
    known = [row for row, code in enumerate(model.members_) if code in published]
    assert len(known) >= 190
    theirs = [published[model.members_[row]] for row in known]
    assert np.corrcoef(model.points_[known, 0], theirs)[0, 1] >= least


def test_a_mode_keeps_its_own_precision_symmetric_and_positive() -> None:
    _, cells = simulated(np.random.default_rng(2), 20, 60)
    lists, priors = lists_of(cells, 3), Priors()
    mode: Mode = find_mode(cells, lists, 3, 1, priors)
    precision = precision_of(mode, lists, priors)
    assert np.allclose(precision, precision.T)
    assert np.linalg.eigvalsh(precision).min() > 0


def test_a_vote_matrix_is_taken_as_it_is() -> None:
    council = recorded_matrix("un-security-council")
    table = ballot_table(council)
    assert table.members == council.members
    model = OrdinalIdealPoints(anchors={"USA": "+", "RUS": "-"}).fit(council)
    place = {code: row for row, code in enumerate(model.members_)}
    assert model.points_[place["USA"], 0] > model.points_[place["RUS"], 0]
