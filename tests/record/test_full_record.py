"""The whole shared record, imported once."""

import time
from datetime import date
from pathlib import Path

import duckdb
import pytest

from vetopoint.law.ballots import Ballot
from vetopoint.record.catalogue import AmbiguousSymbolError, find_vote
from vetopoint.record.differences import PUBLISHED, differences
from vetopoint.record.importing import import_sources
from vetopoint.record.search import Query, search
from vetopoint.record.stances import stance_of
from vetopoint.record.status import status
from vetopoint.record.store import open_store
from vetopoint.record.stored import stored_votes

SECONDS = 30

pytestmark = pytest.mark.history


@pytest.fixture(scope="module")
def full_home(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with everything in the shared folder imported."""
    folder = tmp_path_factory.mktemp("full")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VETOPOINT_HOME", str(folder))
        began = time.monotonic()
        import_sources([shared_data / "un"])
        assert time.monotonic() - began < SECONDS
    return folder


@pytest.fixture(autouse=True)
def full(full_home: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test of this file reads the full record."""
    assert home != full_home
    monkeypatch.setenv("VETOPOINT_HOME", str(full_home))


def test_every_vote_is_there_and_nothing_was_wrong() -> None:
    now = status()
    counts = {body.body: (body.roll_calls, body.complete) for body in now.bodies}
    assert counts["un-security-council"] == (3094, 2895)
    assert {one.file: one.votes for one in now.sources if one.votes} == {
        "unsc_votes.parquet": 42_630 - 42 * 15,
        "unga_votes.parquet": 893_834,
        "voeten_votes_1946_2019.parquet": 869_937,
    }
    assert now.problems == ()


def test_the_council_reads_as_the_corrected_votes_say(shared_data: Path) -> None:
    rows = duckdb.execute(
        "SELECT draft_uid, state_code, vote_adj FROM read_parquet(?) v JOIN read_parquet(?) d "
        "USING (draft_uid) WHERE modality = 'vote' AND d.date < '1991-12-24' ORDER BY ALL",
        [str(shared_data / "un/unsc_votes.parquet"), str(shared_data / "un/unsc_drafts.parquet")],
    )
    letters = dict(zip(Ballot, "YNAX", strict=True))
    with open_store() as store:
        assert store is not None
        read = sorted(
            (vote.sources[0].row, member, letters[ballot])
            for vote in stored_votes(store, "un-security-council")
            if vote.date < date(1991, 12, 24)
            for member, ballot in vote.ballots.items()
        )
    assert read == rows.fetchall()


def test_ballots_and_tallies_agree_in_every_complete_council_vote() -> None:
    with open_store() as store:
        assert store is not None
        rows = store.rows(
            "SELECT symbol FROM roll_calls r WHERE body = 'un-security-council' AND complete "
            "AND NOT without_vote AND favour <> (SELECT count(*) FROM votes v "
            "WHERE v.roll = r.roll AND ballot = 'for')"
        )
    assert rows == []


@pytest.mark.parametrize(
    ("typed", "symbol", "tally"),
    [
        ("s/1999/328", "S/1999/328", "3 – 12 – 0"),
        ("1973 (2011)", "S/RES/1973(2011)", "10 – 0 – 5"),
        ("S/2022/155", "S/2022/155", "11 – 1 – 3"),
        ("S/2024/312", "S/2024/312", "12 – 1 – 2"),
        ("2758", "A/RES/2758(XXVI)", "76 – 35 – 17, 3 absent or not participating"),
        ("ES-11/1", "A/RES/ES-11/1", "141 – 5 – 35, 12 absent or not participating"),
        ("S/2007/14", "S/2007/14", "9 – 3 – 3"),
        ("s/2005/515", "S/RES/1619(2005)", "15 – 0 – 0"),
    ],
)
def test_votes_by_symbol(typed: str, symbol: str, tally: str) -> None:
    vote = find_vote(typed)
    assert vote.symbol == symbol
    assert vote.tally is not None
    assert vote.tally.words() == tally


def test_several_votes_under_one_symbol_are_listed_and_can_be_told_apart() -> None:
    with pytest.raises(AmbiguousSymbolError, match=r"S/PV\.49#1"):
        find_vote("S/PV.49")
    assert "preliminary" in find_vote("S/PV.49#2").title


def test_russia_against_is_counted_as_in_the_source(shared_data: Path) -> None:
    row = duckdb.execute(
        "SELECT count(*) FROM read_parquet(?) WHERE vote_adj = 'N' "
        "AND state_code IN ('RUS', 'SUN') AND date <= '2024-06-30'",
        [str(shared_data / "un/unsc_votes.parquet")],
    ).fetchone()
    query = Query(
        stances=(stance_of("RUS against"),), body="un-security-council", until=date(2024, 6, 30)
    )
    assert row is not None
    assert search(query).total >= row[0]


def test_voeten_and_the_digital_library_differ_in_less_than_a_half_of_a_hundredth() -> None:
    with open_store() as store:
        assert store is not None
        matched = store.rows(
            "SELECT count(*) FROM roll_calls p JOIN roll_calls o "
            "ON o.same = p.same AND o.roll <> p.roll JOIN votes a ON a.roll = p.roll "
            "JOIN votes b ON b.roll = o.roll AND b.member = a.member WHERE p.preferred"
        )[0][0]
    found = differences()
    between = [one for one in found if one.other_source.startswith("voeten")]
    assert matched > 600_000
    assert len(between) / matched < 0.005
    assert max(one.date for one in between) < date(2015, 1, 1)
    # Six texts of 1992 are published as adopted without a vote: they have no ballots to correct.
    assert sum(one.other_source == PUBLISHED for one in found) == 183 - 6 * 15
