"""The Assembly from what ships: kinds of texts, and what declared positions tell of them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import numpy as np
import pytest

from vetopoint.infer.assembly_kinds import (
    KINDS,
    fit_kinds,
    packed,
    shipped_kinds,
    title_words,
    unpacked,
)
from vetopoint.infer.council.gate import LeakError
from vetopoint.infer.draft_forecast import ForecastError
from vetopoint.infer.forecast import forecast_of
from vetopoint.law.ballots import Ballot

ASSEMBLY = "un-general-assembly"
DAY = datetime.date(2024, 11, 5)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VETOPOINT_HOME", str(tmp_path / "home"))


def two_kinds() -> tuple[np.ndarray, list[str], np.ndarray]:
    """Sixty texts: on food everybody is for, on arms the second half of the members against."""
    rng = np.random.default_rng(5)
    on_arms = rng.random(60) < 0.5
    cells = np.zeros((60, 10), dtype=np.int8)
    cells[on_arms, 5:] = 1
    titles = ["Trade in arms" if arms else "Right to food" for arms in on_arms]
    return cells, titles, np.linspace(3, 0, 60)


def test_kinds_are_found_and_known_by_their_words() -> None:
    cells, titles, ages = two_kinds()
    members = [f"M{n:02d}" for n in range(10)]
    kinds = fit_kinds(DAY, members, cells, titles, ages, number=2)
    for title, against in (("Trade in arms", 1.0), ("Right to food", 0.0)):
        chances = np.einsum("k,kb->b", kinds.chances(title), kinds.of(members)[:, 9])
        assert chances[1] == pytest.approx(against, abs=0.35)
        assert (chances[1] > 0.5) == (against > 0.5)


def test_a_packed_kind_comes_back_nearly_as_it_was() -> None:
    cells, titles, ages = two_kinds()
    kinds = fit_kinds(DAY, [f"M{n}" for n in range(10)], cells, titles, ages, number=2)
    again = unpacked(json.loads(json.dumps(packed(kinds))))
    assert again.members == kinds.members
    assert np.abs(again.ballots - kinds.ballots).max() < 0.06
    assert again.ballots.sum(axis=2) == pytest.approx(np.ones((2, 10)))


def test_the_tail_of_an_adopted_text_is_not_read() -> None:
    plain = title_words("The right to food")
    assert title_words("The right to food : resolution / adopted by the Assembly") == plain


def test_what_ships_is_small_and_known_before_the_day() -> None:
    assert KINDS.stat().st_size < 500_000
    assert shipped_kinds(datetime.date(2021, 6, 1)).day == datetime.date(2020, 1, 1)
    with pytest.raises(ForecastError, match="begins on"):
        shipped_kinds(datetime.date(1950, 1, 1))


def test_a_declared_position_tells_of_its_friends() -> None:
    plain = forecast_of(ASSEMBLY, DAY, title="Situation of human rights")
    told = forecast_of(
        ASSEMBLY, DAY, title="Situation of human rights", declared={"BLR": Ballot.AGAINST}
    )
    assert told.members["PRK"]["against"] > plain.members["PRK"]["against"]
    assert told.members["BLR"]["against"] == pytest.approx(1)
    assert len(told.members) == 193
    assert told.vetoes == {}


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, again = (forecast_of(ASSEMBLY, DAY, subject="ukraine", seed=3) for _ in range(2))
    assert json.dumps(first.payload()) == json.dumps(again.payload())
    assert "A/RES/ES-11/1" in first.payload()["nearest"]


@pytest.mark.parametrize(
    ("question", "error"),
    [
        pytest.param({}, ForecastError, id="nothing said"),
        pytest.param({"title": "Резолюция о мире"}, ForecastError, id="another language"),
        pytest.param({"title": "A/RES/76/262 on the veto"}, LeakError, id="an adopted text"),
        pytest.param({"like": "A/RES/1/9999"}, ForecastError, id="an unknown symbol"),
    ],
)
def test_what_cannot_be_used_is_refused(question: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        forecast_of(ASSEMBLY, DAY, **question)  # type: ignore[arg-type]


def test_a_later_text_is_no_model_for_an_earlier_one() -> None:
    with pytest.raises(LeakError, match="not known before"):
        forecast_of(ASSEMBLY, datetime.date(2021, 6, 1), like="A/RES/ES-11/1")
