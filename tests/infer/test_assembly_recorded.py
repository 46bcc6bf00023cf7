"""The Assembly from its roll calls: the same answer from memory, and nothing of later days."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve

from vetopoint.cli import main
from vetopoint.infer.assembly.backtest import backtest_assembly
from vetopoint.infer.assembly.forecaster import AssemblyForecaster
from vetopoint.infer.draft_forecast import ForecastError
from vetopoint.infer.forecast import forecast_of
from vetopoint.law.ballots import Ballot
from vetopoint.record.resolutions import assembly_resolutions
from vetopoint.record.store import quiet_connection

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


def test_what_was_learnt_is_kept_as_plain_arrays(shared_data: Path, home: Path) -> None:
    forecast_of(ASSEMBLY, DAY, title=TITLE, data=shared_data / "un")
    kept = list((home / "forecasts").iterdir())
    assert {path.suffix for path in kept} == {".npz"}
    with np.load(kept[0], allow_pickle=False) as held:
        assert {held[name].dtype.kind for name in held.files} <= set("iufb")


def test_a_kept_file_that_is_damaged_is_learnt_again(shared_data: Path, home: Path) -> None:
    asked = {"title": TITLE, "data": shared_data / "un"}
    whole = forecast_of(ASSEMBLY, DAY, **asked).payload()  # type: ignore[arg-type]
    for path in (home / "forecasts").iterdir():
        path.write_bytes(path.read_bytes()[:5000])
    assert forecast_of(ASSEMBLY, DAY, **asked).payload() == whole  # type: ignore[arg-type]


def test_a_short_record_starts_from_what_ships(tmp_path: Path, shared_data: Path) -> None:
    """A folder that begins with the window is judged, and its own texts are learnt from."""
    since = datetime.date(2022, 11, 14)
    with quiet_connection() as connection:
        for name, where in (
            ("unga_resolutions", f"CAST(date AS DATE) BETWEEN '{since}' AND '2022-12-10'"),
            ("unga_votes", "true"),
        ):
            source = str(shared_data / "un" / f"{name}.parquet")
            kept = connection.read_parquet(source).filter(where)
            kept.write_parquet(str(tmp_path / f"{name}.parquet"))
    record = assembly_resolutions(tmp_path)
    assert len(record.days) < 100
    found = backtest_assembly(record, since).as_record()
    assert found["learnt_from"] == "what ships, then the record"
    assert found["model"]["all"]["log_loss"] < 0.3
    assert found["new_texts"] < found["texts"] / 2
    day = datetime.date(2022, 12, 15)
    told = forecast_of(ASSEMBLY, day, title="Aggression against Ukraine", data=tmp_path)
    assert "items" in told.inputs
    assert told.members["RUS"]["against"] > 0.5


def test_a_sealed_forecast_of_the_assembly_is_graded_by_the_folder(
    tmp_path: Path, shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seal, data = str(tmp_path / "seal.json"), ["--data", str(shared_data / "un")]
    asked = ["forecast", ASSEMBLY, "--on", str(DAY), "--title", TITLE, *data]
    assert main([*asked, "--seal", seal]) == 0
    capsys.readouterr()
    assert main(["forecast", "--score", seal, "--vote", "A/RES/0/1", *data]) == 2
    record = assembly_resolutions(shared_data / "un")
    place = int(np.searchsorted(record.days, np.datetime64(DAY)))
    capsys.readouterr()
    named = ["--vote", record.symbols[place]]
    assert main(["forecast", "--score", seal, *named, *data, "--json"]) == 0
    grade = json.loads(capsys.readouterr().out)
    assert len(grade["members"]) > 50
    assert grade["sealed_after_vote"] is True


def test_no_later_vote_changes_an_answer(shared_data: Path) -> None:
    """Planted: every ballot from the day on turned about; the answer is the same to the byte."""
    record = assembly_resolutions(shared_data / "un")
    cells = record.cells.copy()
    later = record.days >= np.datetime64(DAY)
    cells[later] = np.where(cells[later] >= 0, (cells[later] + 1) % 4, -1)
    answers = [
        AssemblyForecaster.train(own, DAY).draws(TITLE, DAY, count=20).probabilities.tobytes()
        for own in (record, evolve(record, cells=cells))
    ]
    assert answers[0] == answers[1]
