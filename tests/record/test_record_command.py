"""`vetopoint record` as a reader meets it: data on standard output, words on standard error."""

import csv
import datetime
import io
import json
from pathlib import Path

import pytest
from attrs import evolve

from vetopoint.cli import main
from vetopoint.record.status import status


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = main(["record", *map(str, arguments)])
    written = capsys.readouterr()
    return code, written.out, written.err


def test_import_says_what_it_read_and_a_second_one_that_nothing_is_new(
    council_csv: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "import", council_csv)
    assert (code, out) == (0, "")
    assert "Imported: 2026_02_06_sc_voting.csv." in err
    assert "15 ballots in 2 roll calls" in err
    code, _, err = run(capsys, "import", council_csv)
    assert code == 0
    assert "Nothing new; the record is as it was." in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["import", "no-such-file"], "There is no file or folder at no-such-file"),
        (["search", "--vote", "against"], "--vote against says no member"),
        (["search", "--member", "Atlantis"], "'Atlantis' does not name a member and a vote"),
        (["search", "--from", "yesterday"], "'yesterday' is not a day"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_search_gives_the_same_subset_in_each_form(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["search", "RUS against", "--body", "council", "--limit", "5"]
    _, out, err = run(capsys, *asked, "--json")
    found = json.loads(out)
    assert found["shown"] == len(found["votes"]) == 5
    assert found["total"] > 5
    assert found["members"] == {"RUS": {"against": found["total"]}}
    assert "Russia (RUS) includes the earlier votes of Soviet Union (SUN)." in err
    symbols = [vote["symbol"] for vote in found["votes"]]
    _, out, _ = run(capsys, *asked, "--csv")
    assert [row["symbol"] for row in csv.DictReader(io.StringIO(out))] == symbols
    _, out, _ = run(capsys, *asked, "--markdown")
    assert [line.split(" | ")[0].strip("| ") for line in out.splitlines()[2:]] == symbols
    _, out, _ = run(capsys, *asked)
    assert all(symbol in out for symbol in symbols)


def test_member_and_vote_may_stand_apart(capsys: pytest.CaptureFixture[str]) -> None:
    totals = {
        json.loads(run(capsys, "search", *asked, "--json")[1])["total"]
        for asked in (
            ["--vote", "USA against"],
            ["--member", "United States", "--vote", "no"],
            ["USA", "against"],
        )
    }
    assert len(totals) == 1


def test_status_with_and_without_a_record(
    council_csv: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "status")
    assert (code, out) == (0, "")
    assert "Nothing is imported at" in err
    assert "landmark votes ship with the product" in err
    run(capsys, "import", council_csv)
    code, out, _ = run(capsys, "status", "--json")
    now = json.loads(out)
    assert [body["body"] for body in now["bodies"]] == ["un-security-council"]
    assert len(now["sources"][0]["sha256"]) == 64
    assert "un-security-council" in run(capsys, "status")[1]


def test_differences_between_the_landmark_record_and_a_source_are_listed(
    council_csv: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    council_csv.write_text(council_csv.read_text().replace("CHN,CHINA,A", "CHN,CHINA,N"))
    run(capsys, "import", council_csv)
    code, out, err = run(capsys, "differences", "--csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert code == 0
    assert (row["symbol"], row["member"]) == ("S/RES/820(1993)", "CHN")
    assert {row["used"], row["other"]} == {"against", "abstain"}
    assert "1 ballots differ" in err


def test_status_says_why_votes_are_fewer_than_roll_calls_and_which_days_are_not_true(
    council_csv: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "import", council_csv)
    assert "joined" not in run(capsys, "status")[2]
    now = status()
    body = evolve(
        now.bodies[0], body="un-general-assembly", roll_calls=1, first=datetime.date(1946, 1, 1)
    )
    source = evolve(now.sources[0], roll_calls=1234)
    early = evolve(now, bodies=(body,), sources=(source,))
    monkeypatch.setattr("vetopoint.cli.record.status", lambda: early)
    err = run(capsys, "status")[2]
    assert "The files hold 1,234 roll calls, but 1 votes" in err
    assert "dated 1946-01-01, as their source has it, but the body first met on 1946-01-10" in err
