"""Positions that ship: what they are asked for and what they refuse."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from attrs import evolve

from vetopoint.brief.position_paths import paths_chart
from vetopoint.cli import main
from vetopoint.infer.positions import (
    FEWEST,
    NoPositionError,
    Positions,
    load_positions,
    position_bytes,
    shipped,
)


@pytest.fixture(scope="module")
def positions() -> Positions:
    return shipped()


@pytest.mark.parametrize(
    ("west", "east", "day"),
    [
        pytest.param("USA", "RUS", date(1985, 11, 1), id="the Cold War"),
        pytest.param("GBR", "CUB", date(1975, 11, 1), id="Britain and Cuba"),
        pytest.param("ISR", "IRN", date(2010, 11, 1), id="Israel and Iran"),
        pytest.param("FRA", "CHN", date(2023, 11, 1), id="two permanent members today"),
    ],
)
def test_known_opponents_stand_on_their_sides(
    positions: Positions, west: str, east: str, day: date
) -> None:
    assert positions.of(west, day).low[0] > positions.of(east, day).high[0]


def test_the_soviet_seat_is_russia_s(positions: Positions) -> None:
    assert positions.series("SUN") == positions.series("RUS")
    assert len(positions.series("RUS")) == len(positions.periods)


def test_the_scale_has_mean_zero_and_spread_one(positions: Positions) -> None:
    assert abs(float(positions.mean.mean())) < 0.01
    assert 0.9 < float(positions.mean.std()) <= 1.01


def test_draws_agree_with_mean_and_spread(positions: Positions) -> None:
    rows = positions.recent_rows
    assert np.abs(positions.recent.mean(0) - positions.mean[rows]).max() < 0.3
    ratio = positions.recent.std(0) / positions.sd[rows]
    assert 0.8 < float(np.median(ratio)) < 1.2


@pytest.mark.parametrize(
    ("member", "day", "words"),
    [
        pytest.param("USA", date(1945, 6, 26), "before the record", id="before the first vote"),
        pytest.param("SSD", date(2000, 11, 1), "no vote in session", id="before admission"),
        pytest.param("VAT", None, "never cast a vote", id="an observer"),
    ],
)
def test_what_is_not_there_is_refused_in_words(
    positions: Positions, member: str, day: date | None, words: str
) -> None:
    with pytest.raises(NoPositionError, match=words):
        positions.of(member, day)


def test_what_is_served_before_a_day_knows_no_later_session(positions: Positions) -> None:
    day = date(2022, 3, 2)
    snapshot = positions.before(day)
    assert snapshot.period.until < day
    assert not snapshot.smoothed
    place = positions.periods.index(snapshot.period)
    rows = positions._latest(place)
    known = rows[~np.isnan(positions.filtered_mean[rows, 0])]
    assert np.array_equal(snapshot.mean, positions.filtered_mean[known])
    with pytest.raises(NoPositionError, match="no session had ended"):
        positions.before(date(1946, 6, 1))


def test_the_joint_scale_holds_the_council_and_agrees_with_the_assembly(
    positions: Positions,
) -> None:
    joint = shipped("joint")
    day = date(2023, 11, 1)
    seated = [joint.members[m] for m in joint.member[joint.period == joint.period.max()]]
    assert {"CHN", "FRA", "GBR", "RUS", "USA"} <= set(seated)
    assert 15 <= len(seated) <= 20
    pairs = [(joint.of(code, day).mean[0], positions.of(code, day).mean[0]) for code in seated]
    assert np.corrcoef(np.array(pairs).T)[0, 1] > 0.9
    with pytest.raises(NoPositionError, match="no scale"):
        shipped("galactic")


def test_few_votes_are_withheld(positions: Positions) -> None:
    few = positions.votes < FEWEST
    assert few.any()
    row = int(np.flatnonzero(few)[0])
    assert positions._position(row).withheld


def test_a_figure_says_its_body_its_side_and_its_sessions() -> None:
    told = {scale: paths_chart(shipped(scale), ["RUS"]) for scale in ("assembly", "joint")}
    assert "the General Assembly" in told["assembly"].frame.title
    assert "Assembly and Council" in told["joint"].frame.title
    assert "side of the United States" in told["assembly"].frame.subtitle
    years = [row["year"] for row in told["assembly"].spec["data"]["values"]]
    assert len(set(years)) == len(years)
    assert (years[0], years[-1]) == (1946, 2023)


def test_the_second_dimension_has_no_side(positions: Positions) -> None:
    mean, sd = np.repeat(positions.mean, 2, axis=1), np.repeat(positions.sd, 2, axis=1)
    both = evolve(positions, mean=mean, sd=sd, draws=np.repeat(positions.draws, 2, axis=2))
    assert "arbitrary" in paths_chart(both, ["RUS"], 2).frame.subtitle


def test_a_file_of_positions_is_read_as_it_was_written(positions: Positions) -> None:
    again = load_positions(position_bytes(positions))
    assert again.members == positions.members
    assert again.provenance == positions.provenance
    assert np.allclose(again.mean, positions.mean)
    assert np.allclose(again.draws, positions.draws, atol=0.02)
    with pytest.raises(NoPositionError, match="holds no positions"):
        load_positions(b"nothing")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["show", "USA", "--on", "1900-01-01"], "before the record", id="too early"),
        pytest.param(["show", "XXX"], "not the name or code", id="no State"),
        pytest.param(["show", "--session", "99"], "no session '99'", id="no such session"),
        pytest.param(["plot", *"ABCDEFG"], "--out", id="no file"),
        pytest.param(["fit", "--since", "2020", "--until", "2010"], "no day lies", id="no days"),
        pytest.param(["fit", "--data", "nowhere"], "there is no folder", id="no folder"),
        pytest.param(["fit", "--out", "mine.csv"], ".npz", id="another ending"),
    ],
)
def test_bad_input_gets_one_sentence(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["positions", *words]) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1
