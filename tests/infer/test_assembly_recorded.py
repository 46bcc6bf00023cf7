"""The Assembly from its roll calls: the same answer from memory, and nothing of later days."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from vetopoint.infer.draft_forecast import ForecastError
from vetopoint.infer.forecast import forecast_of
from vetopoint.law.ballots import Ballot

ASSEMBLY = "un-general-assembly"
DAY = datetime.date(1955, 12, 16)
TITLE = "Question of Algeria"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VETOPOINT_HOME", str(home))


def test_a_second_question_is_answered_from_what_was_learnt(shared_data: Path) -> None:
    said: list[str] = []
    payloads = [
        forecast_of(ASSEMBLY, DAY, title=TITLE, data=shared_data / "un", waiting=said.append)
        for _ in range(2)
    ]
    assert len(said) == 1
    first, again = (json.dumps(found.payload()) for found in payloads)
    assert first == again
    for own in payloads[0].members.values():
        assert sum(own.values()) == pytest.approx(1)
    assert payloads[0].baseline is not None
    assert all(near.date < DAY for near in payloads[0].nearest)


def test_a_declared_position_is_taken_as_stated(shared_data: Path) -> None:
    told = forecast_of(
        ASSEMBLY, DAY, title=TITLE, data=shared_data / "un", declared={"FRA": Ballot.AGAINST}
    )
    assert told.members["FRA"]["against"] == pytest.approx(1)


def test_a_later_text_is_no_model(shared_data: Path) -> None:
    with pytest.raises(ForecastError, match="not known before"):
        forecast_of(ASSEMBLY, DAY, like="A/RES/77/228", data=shared_data / "un")
