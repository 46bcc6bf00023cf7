"""A sealed forecast is graded only as it was written, by the vote it was of."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from vetopoint.cli import main
from vetopoint.infer.forecast import forecast_of
from vetopoint.infer.sealed import SealError, graded, read_seal, seal, seal_text
from vetopoint.law.ballots import Ballot

DAY = datetime.date(2022, 2, 25)
EARLIER = datetime.datetime(2022, 2, 20, 12, tzinfo=datetime.UTC)
LATER = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VETOPOINT_HOME", str(tmp_path / "home"))


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    found = forecast_of("un-security-council", DAY, subject="ukraine", sponsors=["ALB", "USA"])
    path = tmp_path / "sealed.json"
    path.write_text(seal_text(seal(found, EARLIER)), "utf-8")
    return path


def test_a_seal_reads_back_as_it_was_written(sealed: Path) -> None:
    found = read_seal(sealed)
    assert found["forecast"]["date"] == "2022-02-25"
    assert found["sealed_after_day"] is False
    assert found["inputs"]["state"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d["forecast"].update(adopted=0.01), id="a better chance"),
        pytest.param(lambda d: d.update(sealed="2022-02-01T00:00:00+00:00"), id="an earlier day"),
        pytest.param(lambda d: d.pop("sha256"), id="no hash"),
    ],
)
def test_a_changed_seal_is_refused(
    sealed: Path, change: Callable[[dict[str, object]], object]
) -> None:
    document = json.loads(sealed.read_text("utf-8"))
    change(document)
    sealed.write_text(json.dumps(document), "utf-8")
    with pytest.raises(SealError, match="was changed"):
        read_seal(sealed)


@pytest.mark.parametrize("text", ["not json", "[]", '{"kind": "something else"}'])
def test_a_file_that_is_no_seal_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, "utf-8")
    with pytest.raises(SealError):
        read_seal(path)


def test_a_forecast_sealed_after_the_day_says_so() -> None:
    found = forecast_of("un-security-council", DAY, subject="ukraine")
    assert "after the day of the vote" in seal(found, LATER)["note"]


def test_the_grade_is_the_loss_of_what_was_cast(sealed: Path) -> None:
    found = read_seal(sealed)
    cast = dict.fromkeys(found["forecast"]["members"], Ballot.FOR)
    cast |= dict.fromkeys(["CHN", "IND", "ARE"], Ballot.ABSTAIN) | {"RUS": Ballot.AGAINST}
    grade = graded(found, "S/2022/155", DAY, cast, adopted=False, vetoers=("RUS",))
    chance = found["forecast"]["members"]["RUS"]["against"]
    assert grade.members["RUS"]["log_loss"] == pytest.approx(-math.log(chance))
    assert grade.adoption["log_loss"] == pytest.approx(-math.log(1 - found["forecast"]["adopted"]))
    assert grade.vetoes["RUS"]["happened"] is True
    assert grade.late is False


def test_a_vote_before_the_day_forecast_is_refused(sealed: Path) -> None:
    cast = {"RUS": Ballot.FOR}
    early = datetime.date(2021, 1, 1)
    with pytest.raises(SealError, match="before 2022-02-25"):
        graded(read_seal(sealed), "S/1", early, cast, adopted=True, vetoers=())


def test_the_command_seals_and_grades(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "s.json"
    words = ["forecast", "un-security-council", "--on", "2022-02-25", "--subject", "ukraine"]
    assert main([*words, "--seal", str(path)]) == 0
    assert "after the day of the vote" in capsys.readouterr().err
    first = path.read_bytes()
    assert main([*words, "--against", "RUS", "--seal", str(path)]) == 2
    assert "not written over" in capsys.readouterr().err
    assert path.read_bytes() == first
    assert main(["forecast", "--score", str(path), "--vote", "S/2022/155", "--json"]) == 0
    grade = json.loads(capsys.readouterr().out)
    assert grade["vetoes"]["RUS"]["happened"] is True
    assert grade["sealed_after_vote"] is True
    by_hand = "all=for,RUS=against,CHN=abstain,IND=abstain,ARE=abstain"
    assert main(["forecast", "--score", str(path), "--votes", by_hand, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["log_loss"] == pytest.approx(grade["log_loss"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["un-security-council"], "no day is given", id="no day"),
        pytest.param(
            ["un-security-council", "--on", "2022-02-25", "--for", "RUS", "--against", "RUS"],
            "one position",
            id="two positions of one member",
        ),
        pytest.param(
            ["un-security-council", "--on", "2022-02-25", "--for", "DEU"],
            "seated are ALB, BRA",
            id="a member without a seat",
        ),
        pytest.param(["nato", "--on", "2023-06-01"], "--assume", id="a body without a record"),
        pytest.param(
            ["nato", "--on", "2023-06-01", "--assume", "all=for:1.4"], "parts of 1", id="a share"
        ),
        pytest.param(["--score", "nowhere.json"], "cannot be read", id="no seal"),
        pytest.param(
            ["un-security-council", "--on", "1946-01-20"], "nothing to learn", id="the first days"
        ),
    ],
)
def test_bad_input_gets_one_sentence(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["forecast", *words]) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--metric", "log-lss"], "is no metric"),
        (["--until", "1999-01-01"], "before it begins"),
        ([], "There is no file"),
    ],
)
def test_a_backtest_that_cannot_be_run_says_why(
    words: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "none")
    assert main(["backtest", "council", "--data", folder, "--since", "2020-01-01", *words]) == 2
    assert sentence in capsys.readouterr().err
