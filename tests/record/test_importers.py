"""Each kind of source, from small files in its real form."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vetopoint.law.ballots import Ballot
from vetopoint.record.catalogue import find_vote
from vetopoint.record.importers import (
    BadSourceError,
    MissingPathError,
    UnrecognisedFileError,
    find_bundles,
)
from vetopoint.record.importing import import_sources, read_sources
from vetopoint.record.resolutions import assembly_resolutions
from vetopoint.record.status import status
from vetopoint.record.votes import Kind, Outcome

YES, NO, ABSTAIN, ABSENT = Ballot
Make = Callable[..., Any]


def test_an_assembly_file_of_the_digital_library(assembly_csv: Path) -> None:
    import_sources([assembly_csv])
    vote = find_vote("es-10/21")
    assert vote.ballots == {"FRA": YES, "RUS": YES, "USA": NO, "GBR": ABSTAIN, "BEN": ABSENT}
    assert (vote.body, vote.meeting) == ("un-general-assembly", "A/ES-10/PV.41")
    assert vote.draft == "A/ES-10/L.25"
    assert vote.outcome is Outcome.ADOPTED
    assert vote.complete
    assert vote.sources[0].path == assembly_csv.name
    assert len(vote.sources[0].sha256) == 64
    assert vote.sources[0].row == "4025240"


def test_members_are_named_by_the_state_of_the_day(assembly_csv: Path) -> None:
    import_sources([assembly_csv])
    assert set(find_vote("1973 (XVIII)").ballots) == {"SUN", "FRA", "ZAN", "EGY"}
    assert not status().problems


def test_a_council_file_of_the_digital_library(council_csv: Path) -> None:
    import_sources([council_csv])
    vote = find_vote("S/RES/820")
    assert vote.body == "un-security-council"
    assert vote.members(ABSTAIN) == ("CHN", "RUS")
    assert vote.tally is not None
    assert vote.tally.words() == "13 – 0 – 2"


def test_a_text_adopted_without_a_vote_has_no_ballots(council_csv: Path) -> None:
    import_sources([council_csv])
    vote = find_vote("S/RES/811")
    assert vote.without_vote
    assert not vote.ballots
    assert vote.tally is None


def test_columns_may_stand_in_any_order_and_others_beside_them(
    sources: Path, assembly_rows: Make, write_csv: Make
) -> None:
    rows = assembly_rows("1", "A/RES/79/1", "2025-01-10", {"USA UNITED STATES": "Y"}, extra="?")
    for row in rows:
        del row["undl_id"]
    header = sorted(rows[0], reverse=True)
    import_sources([write_csv(sources / "votes.csv", header, rows)])
    assert find_vote("79/1").ballots == {"USA": YES}


def test_an_unknown_name_is_listed_and_its_vote_kept_by_the_code(
    assembly_rows: Make, write_assembly: Make
) -> None:
    votes = {"TUR TURKIYEE": "Y", " ATLANTIS": "N", "FRA GERMANY": "A", "USA UNITED STATES": "Y"}
    rows = assembly_rows("1", "A/RES/79/1", "2025-01-10", votes)
    done = import_sources([write_assembly("ga.csv", rows)])
    assert find_vote("79/1").ballots == {"TUR": YES, "ATLANTIS": NO, "DEU": ABSTAIN, "USA": YES}
    assert done.problems == 3
    assert sorted((one.name, one.taken_as, one.rows) for one in status().problems) == [
        ("ATLANTIS", "ATLANTIS", 1),
        ("GERMANY", "DEU", 1),
        ("TURKIYEE", "TUR", 1),
    ]


def test_a_blank_is_absent_and_a_mistyped_ballot_is_unknown(
    assembly_rows: Make, write_assembly: Make
) -> None:
    votes = {"USA UNITED STATES": "", "FRA FRANCE": "Q", "CHN CHINA": "y"}
    rows = assembly_rows("1", "A/RES/79/1", "2025-01-10", votes)
    import_sources([write_assembly("ga.csv", rows)])
    vote = find_vote("79/1")
    assert vote.ballots == {"USA": ABSENT, "CHN": YES}
    assert not vote.complete
    (problem,) = status().problems
    assert (problem.taken_as, problem.value) == ("FRA", "Q")


def test_repeated_rows_count_once_and_contradicting_ones_not_at_all(
    assembly_rows: Make, write_assembly: Make
) -> None:
    rows = assembly_rows("1", "A/RES/79/1", "2025-01-10", {"USA UNITED STATES": "Y"}) * 2
    rows += assembly_rows("1", "A/RES/79/1", "2025-01-10", {"CHN CHINA": "Y"})
    rows += assembly_rows("1", "A/RES/79/1", "2025-01-10", {"CHN CHINA": "N"})
    import_sources([write_assembly("ga.csv", rows)])
    vote = find_vote("79/1")
    assert vote.ballots == {"USA": YES}
    assert not vote.complete
    assert {one.taken_as: one.problem.split(";")[0] for one in status().problems} == {
        "CHN": "two different ballots of one member",
        "USA": "the same row more than once",
    }


def test_voetens_numbers_and_a_member_that_was_none(voeten_csv: Path) -> None:
    import_sources([voeten_csv])
    vote = find_vote("A/RES/78/1")
    assert vote.ballots == {"USA": YES, "FRA": NO, "RUS": ABSTAIN, "GBR": ABSENT}
    assert vote.outcome is None
    early = find_vote("rcid 12")
    assert early.ballots == {"USA": YES, "SUN": NO, "YUG": NO}
    assert early.kind is Kind.AMENDMENT
    assert early.note == "Listed by Voeten as R/1/66."


def test_voetens_votes_without_days_name_what_is_missing(sources: Path, write_csv: Make) -> None:
    path = write_csv(sources / "UNVotes.csv", ["rcid", "ccode", "vote"], [{"rcid": 3}])
    with pytest.raises(BadSourceError, match="has no dates; put the file that describes"):
        import_sources([path])


def test_voteview_with_its_file_of_roll_calls(voteview_csv: Path) -> None:
    import_sources([voteview_csv])
    vote = find_vote("RH1190007")
    assert vote.body == "voteview-house"
    assert vote.ballots == {
        "20001": YES,
        "20002": YES,
        "20003": NO,
        "20004": ABSTAIN,
        "20005": ABSENT,
    }
    assert (vote.draft, vote.outcome) == ("HR23", Outcome.ADOPTED)


def test_a_file_that_describes_votes_is_not_a_record_of_votes(
    voteview_csv: Path, sources: Path
) -> None:
    assert voteview_csv.exists()
    with pytest.raises(BadSourceError, match="it describes votes but holds none"):
        import_sources([sources / "H119_rollcalls.csv"])


def test_what_is_not_votes_is_left_aside_in_a_folder(
    assembly_csv: Path, sources: Path, write_csv: Make
) -> None:
    assert assembly_csv.exists()
    write_csv(sources / "members.csv", ["name"], [{"name": "France"}])
    (sources / "notes.pdf").write_bytes(b"%PDF")
    bundles, aside = find_bundles([sources])
    assert [bundle.importer.name for bundle in bundles] == ["undl"]
    assert [file.name for file in aside] == ["members.csv"]


def test_a_file_of_no_known_kind_says_what_is_accepted(sources: Path, write_csv: Make) -> None:
    path = write_csv(sources / "members.csv", ["name"], [{"name": "France"}])
    with pytest.raises(UnrecognisedFileError, match=r"members\.csv is not .* ms_vote.* rcid"):
        import_sources([path])


def test_a_missing_path_is_one_sentence(sources: Path) -> None:
    with pytest.raises(MissingPathError, match="There is no file or folder at"):
        import_sources([sources / "nothing.csv"])


def test_sources_can_be_read_without_touching_the_record(assembly_csv: Path, home: Path) -> None:
    store = read_sources([assembly_csv])
    assert store.rows("SELECT count(*) FROM votes") == [(9,)]
    assert not home.exists()


def test_an_imported_record_of_the_assembly_is_told_by_its_hash(assembly_csv: Path) -> None:
    import_sources([assembly_csv])
    record = assembly_resolutions()
    assert len(record.sha256) == 64
    assert record.sha256 != hashlib.sha256(b"").hexdigest()
