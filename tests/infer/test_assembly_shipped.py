"""The Assembly from what ships: positions and items, and what declared positions tell of them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import numpy as np
import pytest

from vetopoint.infer.assembly import shipped_items as module
from vetopoint.infer.assembly.shipped_items import (
    ITEMS,
    shipped_items,
    shipped_positions_sha256,
    shipped_texts,
    words_of,
)
from vetopoint.infer.council.gate import LeakError
from vetopoint.infer.draft_forecast import ForecastError
from vetopoint.infer.forecast import forecast_of
from vetopoint.infer.positions import Positions
from vetopoint.law.ballots import Ballot
from vetopoint.record.resolutions import assembly_resolutions

ASSEMBLY = "un-general-assembly"
DAY = datetime.date(2024, 11, 5)
TITLE = "Situation of human rights in the Islamic Republic of Iran"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VETOPOINT_HOME", str(tmp_path / "home"))


def test_what_ships_is_small_and_known_before_the_day() -> None:
    assert ITEMS.stat().st_size < 500_000
    items = shipped_items(datetime.date(2021, 6, 1))
    assert items.day == datetime.date(2021, 1, 1)
    assert items.days.max() < np.datetime64("2021-01-01")
    with pytest.raises(ForecastError, match="begins on"):
        shipped_items(datetime.date(1950, 1, 1))


def test_items_were_fitted_to_the_positions_that_ship() -> None:
    """Else run scripts/write_assembly_items.py after the positions were made anew."""
    assert module._head()["provenance"]["positions"] == shipped_positions_sha256()


def test_the_tail_of_an_adopted_text_is_not_read() -> None:
    plain = words_of("The right to food")
    assert words_of("The right to food : resolution / adopted by the General Assembly") == plain


def test_texts_that_ship_are_those_of_the_record(shared_data: Path) -> None:
    record, texts = assembly_resolutions(shared_data / "un"), shipped_texts()
    assert texts.symbols == record.symbols
    assert (texts.days == record.days).all()
    for code, column in ((0, 0), (2, 1), (1, 2)):
        assert ((record.cells == code).sum(axis=1) == texts.tallies[:, column]).all()
    assert [words_of(title) for title in record.titles] == list(texts.words)


def test_a_declared_position_tells_of_its_friends() -> None:
    plain = forecast_of(ASSEMBLY, DAY, title="Situation of human rights")
    told = forecast_of(
        ASSEMBLY, DAY, title="Situation of human rights", declared={"BLR": Ballot.AGAINST}
    )
    assert told.members["PRK"]["against"] > plain.members["PRK"]["against"]
    assert told.members["BLR"]["against"] == pytest.approx(1)
    assert len(told.members) == 193
    assert told.vetoes == {}
    for own in told.members.values():
        assert sum(own.values()) == pytest.approx(1)


def test_the_forecast_rests_on_the_positions(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the members' sides changed about, the United States no longer votes in favour."""
    plain = forecast_of(ASSEMBLY, DAY, title=TITLE)
    served = Positions.before

    def mirrored(own: Positions, day: datetime.date, draws: int = 200, seed: int = 0) -> object:
        found = served(own, day, draws, seed)
        found.draws[:] = -found.draws
        return found

    monkeypatch.setattr(Positions, "before", mirrored)
    other = forecast_of(ASSEMBLY, DAY, title=TITLE)
    assert other.members["USA"]["for"] < plain.members["USA"]["for"] - 0.3


def test_members_move_together() -> None:
    found = forecast_of(ASSEMBLY, DAY, title=TITLE)
    count = np.array(list(found.tally))
    chances = np.array(list(found.tally.values()))
    spread = (chances * (count - chances @ count) ** 2).sum()
    alone = sum(own["for"] * (1 - own["for"]) for own in found.members.values())
    assert spread > 2 * alone


def test_like_texts_of_the_past_are_named_the_latest_first() -> None:
    found = forecast_of(ASSEMBLY, DAY, title=TITLE)
    assert found.nearest[0].date > datetime.date(2022, 1, 1)
    assert all(near.date < DAY for near in found.nearest)
    assert "human" in found.nearest[0].subject
    early = forecast_of(ASSEMBLY, datetime.date(2012, 11, 5), title=TITLE)
    assert max(near.date for near in early.nearest) < datetime.date(2012, 11, 5)


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, again = (forecast_of(ASSEMBLY, DAY, subject="ukraine", seed=3) for _ in range(2))
    assert json.dumps(first.payload()) == json.dumps(again.payload())
    other = forecast_of(ASSEMBLY, DAY, subject="ukraine", seed=4)
    assert json.dumps(first.payload()) != json.dumps(other.payload())


@pytest.mark.parametrize(
    ("question", "error"),
    [
        pytest.param({}, ForecastError, id="nothing said"),
        pytest.param({"title": "Резолюция о мире"}, ForecastError, id="another language"),
        pytest.param({"title": "Derecho a la alimentación"}, ForecastError, id="Spanish"),
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
