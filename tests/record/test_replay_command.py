"""`vetopoint replay` at the command line: what it prints, and what it leaves behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from vetopoint.cli import main
from vetopoint.record.importing import import_sources

FOUR = ["drafts", "agree", "exceptions", "unexplained"]


@pytest.fixture(scope="module")
def excerpt(shared_data: Path) -> Callable[[Path, str], Path]:
    """A folder with the votes of 1956 only; `change` is SQL that plants a mistake."""
    folder = shared_data / "un"

    def written(place: Path, change: str = "") -> Path:
        place.mkdir()
        connection = duckdb.connect()
        for name, wanted in {
            "unsc_drafts": "date[:4] = '1956'",
            "unsc_votes": "date[:4] = '1956'",
            "unga_resolutions": "date[:4] = '1956'",
            "unga_votes": "undl_id IN (SELECT undl_id FROM unga_resolutions)",
        }.items():
            connection.execute(
                f"CREATE TABLE {name} AS FROM '{folder / name}.parquet' WHERE {wanted}"
            )
        if change:
            connection.execute(change)
        for name in ("unsc_drafts", "unsc_votes", "unga_resolutions", "unga_votes"):
            connection.execute(f"COPY {name} TO '{place / name}.parquet'")
        return place

    return written


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "home"
    monkeypatch.setenv("VETOPOINT_HOME", str(place))
    return place


class TestCommand:
    def test_the_payload_begins_with_the_four_counts(
        self, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["replay", "--json"]) == 0
        out, err = capsys.readouterr()
        found = json.loads(out)
        assert list(found) == ["council", "assembly"]
        for part in found.values():
            assert list(part)[:4] == FOUR
            assert part["drafts"] == part["agree"] + part["exceptions"] + part["unexplained"]
            assert part["disagreements"] == []
        assert "landmark record, as no votes are imported" in err
        assert not home.exists()

    def test_files_and_the_record_made_of_them_give_the_same(
        self,
        excerpt: Callable[..., Path],
        home: Path,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        data = excerpt(tmp_path / "un")
        assert main(["replay", "--data", str(data), "--json", "--list"]) == 0
        direct = capsys.readouterr().out
        assert not home.exists()
        import_sources([data])
        assert main(["replay", "--json", "--list"]) == 0
        assert capsys.readouterr().out == direct
        symbols = [one["symbol"] for one in json.loads(direct)["council"]["list"]]
        assert symbols == ["S/RES/119(1956)", "S/RES/120(1956)"]

    def test_a_planted_vote_is_shown_in_full_with_exit_code_1(
        self,
        excerpt: Callable[..., Path],
        home: Path,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        change = (
            "UPDATE unsc_votes SET vote_adj = 'N' "
            "WHERE resolution = 'S/RES/118(1956)' AND state_code = 'USA'"
        )
        data = excerpt(tmp_path / "un", change)
        with pytest.raises(SystemExit) as stopped:
            main(["replay", "--data", str(data)])
        assert stopped.value.code == 1
        out = capsys.readouterr().out
        assert "Unexplained: S/RES/118(1956), 1956-10-13" in out
        assert "but the United States voted against" in " ".join(out.split())
        assert not home.exists()

    def test_the_terminal_names_each_exception_with_its_reason(
        self, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["replay", "--list"]) == 0
        out = capsys.readouterr().out
        assert all(len(line) <= 80 for line in out.splitlines())
        assert "S/RES/157(1960)  Calls the fourth emergency special session" in out
        assert not home.exists()

    def test_data_that_is_not_there_is_the_users_mistake(
        self, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["replay", "--data", "nowhere"]) == 2
        assert "nowhere" in capsys.readouterr().err
        assert not home.exists()
