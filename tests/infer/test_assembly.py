"""Forecasts of Assembly votes: no leak, whole answers, scores beside baselines, loud failure."""

import datetime
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from vetopoint.cli import backtest_assembly as face
from vetopoint.cli import main
from vetopoint.infer.assembly import forecaster as forecaster_module
from vetopoint.infer.assembly.backtest import backtest_assembly
from vetopoint.infer.assembly.forecaster import AssemblyForecaster, TooEarlyError, forecast_days
from vetopoint.infer.assembly.known import FIELDS, LeakedOutcomeError, refuse_outcome
from vetopoint.infer.scores import METRICS, EmptyWindowError, UnknownMetricError
from vetopoint.law.ballots import Ballot
from vetopoint.record.resolutions import Resolutions, assembly_resolutions, resolutions_of_rows
from vetopoint.record.store import quiet_connection

MEMBERS = [f"M{number:02}" for number in range(16)]
SUBJECTS = ["Nuclear disarmament", "The right to food", "Question of Palestine", "Law of the sea"]
ADDED = " : resolution / adopted by the General Assembly"
SINCE, UNTIL = datetime.date(2008, 1, 1), datetime.date(2008, 12, 31)


def rows() -> list[tuple[Any, ...]]:
    """Nine years, four subjects put twice a year and one new text: two blocs that differ."""
    chance = np.random.default_rng(4)
    found: list[tuple[Any, ...]] = []
    for year in range(2000, 2009):
        for turn, month in enumerate((3, 11)):
            titles = [*SUBJECTS, f"Word{year}{turn} thing{year}{turn} of{year}{turn}"]
            for place, title in enumerate(titles):
                lean = np.array([place % 3] * 8 + [0] * 8)
                ballots = np.where(chance.random(16) < 0.85, lean, chance.integers(0, 4, 16))
                number = len(found)
                day = datetime.date(year, month, 1 + 5 * (place % 2))
                row = (number, f"A/{number}", day, title + ADDED, "", MEMBERS, ballots.tolist())
                found.append(row)
    return sorted(found, key=lambda row: (row[2], row[0]))


@pytest.fixture(scope="module")
def record() -> Resolutions:
    return resolutions_of_rows(rows(), "made for this test")


@pytest.fixture(autouse=True)
def enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small record of this page is learnt from alone, as a whole one is."""
    monkeypatch.setattr(forecaster_module, "ENOUGH", 60)
    monkeypatch.setattr(forecaster_module, "first_shipped_day", lambda: SINCE)


def forecasts(record: Resolutions) -> dict[datetime.date, bytes]:
    return {
        features.day: b"".join(
            outlook.cloud(row, np.arange(len(features.members))).expected().tobytes()
            for row in range(len(features.texts))
        )
        + outlook.absent.tobytes()
        for features, outlook in forecast_days(record, SINCE, UNTIL)
    }


def test_only_day_title_and_agenda_pass_the_gate() -> None:
    assert FIELDS == ("day", "title", "agenda")


def test_no_ballot_of_the_day_or_of_later_days_changes_a_forecast(record: Resolutions) -> None:
    whole = forecasts(record)
    for day in whole:
        changed = record.cells.copy()
        later = record.days >= np.datetime64(day)
        changed[later] = (changed[later] + 1) % 3
        assert forecasts(evolve(record, cells=changed))[day] == whole[day]


def test_later_texts_and_members_may_be_left_out(record: Resolutions) -> None:
    whole = forecasts(record)
    day = sorted(whole)[1]
    kept = [row for row in rows() if row[2] <= day]
    newcomer = [
        (*row[:5], [*MEMBERS, "NEW"], [*row[6], 2]) if row[2] > day else row for row in rows()
    ]
    for other in (kept, newcomer):
        assert forecasts(resolutions_of_rows(other, ""))[day] == whole[day]


def test_a_leak_planted_in_the_past_would_be_seen(record: Resolutions) -> None:
    whole = forecasts(record)
    changed = record.cells.copy()
    changed[: len(changed) // 2] = 2
    assert forecasts(evolve(record, cells=changed)) != whole


def test_words_added_after_the_adoption_change_nothing(record: Resolutions) -> None:
    plain = evolve(record, titles=tuple(title.removesuffix(ADDED) for title in record.titles))
    assert forecasts(plain) == forecasts(record)


@pytest.mark.parametrize(
    "title",
    [
        "Security Council resolution 2728 (2024)",
        "A/RES/75/57 on nuclear danger",
        "Situation in Syria: the draft was not adopted",
        "Question of Palestine, 120 in favour and 9 against",
        "Adopted by 120 votes to 9, with 30 abstentions",
        "Question of Palestine (120–9–30)",
    ],
)
def test_a_title_that_tells_the_outcome_is_refused(title: str, record: Resolutions) -> None:
    with pytest.raises(LeakedOutcomeError, match="after a vote"):
        refuse_outcome(title)
    with pytest.raises(LeakedOutcomeError):
        AssemblyForecaster.train(record, SINCE).draws(title, SINCE)


def test_a_title_that_names_an_earlier_decision_is_allowed() -> None:
    refuse_outcome("Follow-up to Security Council resolution 1325 (2000)")
    refuse_outcome("Decisions adopted by the General Assembly at its tenth special session")


@pytest.fixture(scope="module")
def forecaster(record: Resolutions) -> AssemblyForecaster:
    return AssemblyForecaster.train(record, SINCE)


def test_a_recurring_text_is_forecast_as_the_blocs_voted(forecaster: AssemblyForecaster) -> None:
    found = forecaster.draws("Question of Palestine", SINCE, count=50)
    assert found.members == tuple(MEMBERS)
    assert found.probabilities.shape == (50, 16, 4)
    assert found.probabilities.sum(axis=2) == pytest.approx(1)
    against = found.expected[:, list(Ballot).index(Ballot.AGAINST)]
    assert against[:8].min() > 0.5 > against[8:].max()
    assert found.nearest[0][1] == pytest.approx(1, abs=0.01)


def test_declared_ballots_are_certain_and_move_the_others(forecaster: AssemblyForecaster) -> None:
    order = list(Ballot)
    text = "Something never seen before"
    plain = forecaster.draws(text, SINCE, count=20)
    told = dict.fromkeys(MEMBERS[:4], Ballot.AGAINST)
    moved = forecaster.draws(text, SINCE, declared=told, count=20)
    assert (moved.probabilities[:, 0, order.index(Ballot.AGAINST)] == 1).all()
    against = order.index(Ballot.AGAINST)
    assert (moved.expected[4:8, against] > plain.expected[4:8, against]).all()


def test_co_sponsors_are_for_but_tell_less_than_ballots(forecaster: AssemblyForecaster) -> None:
    text, some = "Something never seen before", MEMBERS[:4]
    plain = forecaster.draws(text, SINCE, count=2).expected
    sponsored = forecaster.draws(text, SINCE, sponsors=some, count=2).expected
    cast = dict.fromkeys(some, Ballot.FOR)
    declared = forecaster.draws(text, SINCE, declared=cast, count=2).expected
    assert (sponsored[:4, 0] == 1).all()
    assert np.abs(sponsored - plain)[4:].sum() < np.abs(declared - plain)[4:].sum()


def test_a_newcomer_has_a_forecast(forecaster: AssemblyForecaster) -> None:
    found = forecaster.draws("The right to food", SINCE, members=["M00", "ZZZ"], count=3)
    assert found.expected[1].sum() == pytest.approx(1)


def test_the_same_seed_gives_the_same_bytes(forecaster: AssemblyForecaster) -> None:
    first, second = (forecaster.draws("Law of the sea", SINCE, seed=7) for _ in range(2))
    assert first.probabilities.tobytes() == second.probabilities.tobytes()


def test_our_scores_stand_beside_those_of_the_baselines(record: Resolutions) -> None:
    found = backtest_assembly(record, SINCE, UNTIL).as_record()
    assert (found["texts"], found["new_texts"]) == (10, 2)
    assert found["model"]["recurring"]["log_loss"] < found["baselines"]["majority"]["log_loss"]
    assert found["model"]["known"]["0"]["cells"] == found["votes"]
    assert found["model"]["known"]["5"]["texts"] <= 10
    assert found["model"]["known"]["20"] is None
    assert found["skill"]["interval"][0] <= found["skill"]["log_loss"]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param({"metric": "logloss"}, UnknownMetricError, id="a misspelt metric"),
        pytest.param({"since": datetime.date(2031, 1, 1)}, EmptyWindowError, id="an empty window"),
        pytest.param({"since": datetime.date(2000, 1, 1)}, TooEarlyError, id="before the record"),
    ],
)
def test_it_fails_loudly(call: dict[str, Any], error: type[Exception], record: Resolutions) -> None:
    with pytest.raises(error):
        backtest_assembly(record, **{"since": SINCE, **call})


def folder(place: Path, *, tallies: int = 0, agenda: bool = True) -> Path:
    """A folder laid out as the tidy one, with tallies and numbers that nobody may read."""
    letters = "YANX"
    with quiet_connection() as connection:
        connection.execute(
            "CREATE TABLE t (undl_id INTEGER, resolution VARCHAR, date VARCHAR, title VARCHAR, "
            "agenda VARCHAR, yes DOUBLE, no DOUBLE)"
        )
        connection.execute("CREATE TABLE v (undl_id INTEGER, state_code VARCHAR, vote VARCHAR)")
        for number, symbol, day, title, *_, ballots in rows():
            values = [number, symbol, str(day), title, "A/1 2 Peace. PEACE", tallies, tallies]
            connection.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)", values)
            cast = [[number, m, letters[b]] for m, b in zip(MEMBERS, ballots, strict=True)]
            connection.executemany("INSERT INTO v VALUES (?, ?, ?)", cast)
        if not agenda:
            connection.execute("ALTER TABLE t DROP agenda")
        connection.table("t").write_parquet(str(place / "unga_resolutions.parquet"))
        connection.table("v").write_parquet(str(place / "unga_votes.parquet"))
    return place


def test_tallies_and_outcomes_of_a_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = assembly_resolutions(folder(tmp_path / "a"))
    second = assembly_resolutions(folder(tmp_path / "b", tallies=190))
    assert forecasts(first) == forecasts(second)


def test_the_command_writes_the_contract(tmp_path: Path, capsys: Any) -> None:
    data = ["--data", str(folder(tmp_path, agenda=False)), "--since", "2008-01-01"]
    assert main(["backtest", "assembly", *data, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["window"] == ["2008-01-01", "2008-11-06"]
    assert {"texts", "votes", "model", "baselines", "skill"} <= found.keys()
    assert {"log_loss", "brier", "accuracy"} <= found["model"]["all"].keys()
    assert {"recurring", "new", "known"} <= found["model"].keys()
    assert main(["backtest", "assembly", *data]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_the_command_says_what_is_wrong_with_a_question(tmp_path: Path, capsys: Any) -> None:
    data = ["backtest", "assembly", "--data", str(folder(tmp_path))]
    for words, sentence in (
        (["--since", "2008-01-01", "--metric", "logloss"], "is no metric; give one of log_loss"),
        (["--since", "2031-01-01"], "no text was voted on"),
        (["--since", "2008-01-01", "--until", "2007-01-01"], "swap the two"),
    ):
        assert main([*data, *words]) == 2
        assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("body", ["assembly", "council"])
def test_a_folder_without_votes_is_named_with_what_it_lacks(
    body: str, tmp_path: Path, capsys: Any
) -> None:
    words = ["backtest", body, "--data", str(tmp_path), "--since", "2008-01-01"]
    assert main(words) == 2
    told = capsys.readouterr().err
    assert "holds no file like un" in told
    assert "import" not in told


def test_a_skill_below_nought_is_said_in_words() -> None:
    assert (face._less(0.364), face._less(-0.468)) == ("36.4 % less", "46.8 % more")


def test_the_command_names_the_metrics_of_the_scores() -> None:
    assert face.METRICS == METRICS
