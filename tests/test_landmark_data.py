"""The landmark record as data: shape, seats, the published record, and every argued difference."""

import datetime as dt
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

import vetopoint

SOURCE = Path(vetopoint.__file__).parent
FOLDER = SOURCE / "record" / "landmark"
COUNCIL, ASSEMBLY = "un-security-council", "un-general-assembly"
ENLARGED = dt.date(1966, 1, 1)

# First and last year of each file, and the fewest votes it may hold.
FILES = {
    "council-1946-1965.yaml": (COUNCIL, 1946, 1965, 60),
    "council-1966-1989.yaml": (COUNCIL, 1966, 1989, 60),
    "council-1990-2009.yaml": (COUNCIL, 1990, 2009, 50),
    "council-2010-.yaml": (COUNCIL, 2010, 9999, 60),
    "assembly-1946-1970.yaml": (ASSEMBLY, 1946, 1970, 20),
    "assembly-1971-1999.yaml": (ASSEMBLY, 1971, 1999, 15),
    "assembly-2000-.yaml": (ASSEMBLY, 2000, 9999, 15),
}
KEYS = [
    *("symbol", "draft", "resolution", "body", "date", "meeting", "decision", "title", "outcome"),
    *("for", "against", "abstain", "absent", "sponsors", "tags", "note", "source", "differs"),
]
SIDES = {"Y": "for", "N": "against", "A": "abstain", "X": "absent"}
SYMBOL = re.compile(
    r"S/RES/\d+\(\d{4}\)|S/PV\.\d+|S/\d+(/\d+)?((/Rev|/Add|/Corr)\.\d+)?"
    r"|A/RES/\d+\([IVXL]+\)[A-Z]?|A/RES/\d+\(ES-[IVX]+\)|A/RES/(\d+|ES-\d+)/\d+[A-Z]?"
    r"|A/(L\.)?\d+"
)

# Texts adopted against the negative vote of a permanent member: procedural, each and every one.
PROCEDURAL = {"procedural", "refer-to-assembly", "convene-charter-conference"}
ADOPTED_AGAINST_A_PERMANENT_MEMBER = {34, 87, 88, 110, 119, 120, 132, 157, 462, 2623}
TWO_THIRDS = {"important-question", "admission", "suspension-human-rights-council"}

# Where the published table spells a symbol otherwise, or has a count that we argue against.
PUBLISHED_AS = {"S/25997": "S/25977"}
COUNTS_ARGUED = {
    "S/15156/Rev.2": "noes and abstentions exchanged: 9-4-2 for 9-2-4",
    "S/12138": "the seven members that took no part are left out",
}
COUNTED_OTHERWISE_BY_THE_CASES = {"A/RES/ES-10/21": "with Iraq's later word, 121-14-44"}
NOT_IN_THE_TABLES = {"S/3502": "a separate vote on one paragraph of a draft"}
AFTER_THE_TABLES = dt.date(2024, 6, 30)

# Roll calls of rejected motions, by the number Voeten, Strezhnev and Bailey gave them.
MOTIONS = {
    "A/852": 151, "A/873": 164, "A/1365": 239, "A/3757": 529, "A/3794": 538, "A/4075": 570,
    "A/L.276": 615, "A/L.469": 885, "A/L.605": 1120, "A/L.632": 1186,
}  # fmt: skip
SEAT_OF = {"RUS": "SUN", "TWN": "CHN"}

# Votes of the cases that are not here, and why.
NO_ROLL_CALL = {
    "A/RES/376(V)": "not recorded by roll call in the published record",
    "S/3713/Rev.1": "the two abstentions could not be confirmed",
    "10th MFM res. (IAPF)": "not a vote of these bodies",
    "20th MFM res. I": "not a vote of these bodies",
    "Permanent Council res.": "not a vote of these bodies",
    "S/RES/918": "adopted without a vote on the whole",
    "S/2003/215": "withdrawn, never voted on",
    "A/RES/ES-11/7": "after the published roll calls",
    "Austrian amendment to ES-10/22": "no published roll call of the rejected amendment",
}


@cache
def votes_of(name: str) -> list[dict[str, Any]]:
    votes: list[dict[str, Any]] = yaml.load(
        (FOLDER / name).read_text(encoding="utf-8"),
        Loader=yaml.CSafeLoader,
    )
    return votes


VOTES = [vote for name in FILES for vote in votes_of(name)]
COUNCIL_VOTES = [vote for vote in VOTES if vote["body"] == COUNCIL]
each_vote = pytest.mark.parametrize("vote", VOTES, ids=[vote["symbol"] for vote in VOTES])
each_council_vote = pytest.mark.parametrize(
    "vote", COUNCIL_VOTES, ids=[vote["symbol"] for vote in COUNCIL_VOTES]
)


def ballots(vote: dict[str, Any]) -> dict[str, str]:
    """Letter of the published record by member."""
    return {code: letter for letter, side in SIDES.items() for code in vote[side].split()}


def tally(vote: dict[str, Any]) -> tuple[int, ...]:
    return tuple(len(vote[side].split()) for side in SIDES.values())


def number(symbol: str) -> str:
    """The symbol without the year of a Council resolution or words in brackets after a space."""
    return re.sub(r"\((19|20)\d\d\)$| \(.*\)$", "", symbol)


@cache
def charter(slug: str) -> dict[str, Any]:
    text = (SOURCE / "law" / "charters" / f"{slug}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found


@cache
def state_codes() -> frozenset[str]:
    text = (SOURCE / "law" / "states.yaml").read_text(encoding="utf-8")
    return frozenset(entry["code"] for entry in yaml.load(text, Loader=yaml.CSafeLoader)["states"])


@cache
def query(un: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    return duckdb.execute(sql.format(un=un), list(parameters)).fetchall()


def permanent_seats(on: dt.date) -> set[str]:
    return {"CHN", "FRA", "GBR", "USA", "SUN" if on < dt.date(1991, 12, 24) else "RUS"}


def is_vetoed(vote: dict[str, Any]) -> bool:
    needed = 7 if vote["date"] < ENLARGED else 9
    return vote["outcome"] == "not adopted" and tally(vote)[0] >= needed


# Shape


def test_the_folder_holds_these_files() -> None:
    assert {path.name for path in FOLDER.glob("*.yaml")} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_file_holds_one_body_and_its_years_in_order(name: str) -> None:
    body, first, last, fewest = FILES[name]
    votes = votes_of(name)
    assert len(votes) >= fewest
    assert {vote["body"] for vote in votes} == {body}
    assert all(first <= vote["date"].year <= last for vote in votes)
    keys = [(vote["date"], vote["symbol"]) for vote in votes]
    assert all(before < after for before, after in pairwise(keys))


def test_enough_votes_and_no_symbol_twice() -> None:
    count = Counter(vote["body"] for vote in VOTES)
    assert count[COUNCIL] >= 135
    assert count[ASSEMBLY] >= 45
    symbols = Counter(number(vote["symbol"]).upper() for vote in VOTES)
    assert [symbol for symbol, times in symbols.items() if times > 1] == []


@each_vote
def test_a_vote_has_the_agreed_shape(vote: dict[str, Any]) -> None:
    assert list(vote) == KEYS
    assert SYMBOL.fullmatch(vote["symbol"])
    assert vote["symbol"] == (vote["resolution"] or vote["draft"] or vote["meeting"])
    assert (vote["resolution"] is not None) == (vote["outcome"] == "adopted")
    assert vote["outcome"] in {"adopted", "not adopted"}
    assert type(vote["date"]) is dt.date
    assert vote["decision"] in {row["id"] for row in charter(vote["body"])["decisions"]}
    assert 10 <= len(vote["title"]) <= 120
    assert not vote["title"].endswith(".")
    assert vote["note"] is None or vote["note"].endswith(".")
    assert re.fullmatch(r"[a-z0-9-]+( [a-z0-9-]+)*", vote["tags"])
    assert set(vote["source"]) == {"document", "locator", "checked"}
    assert vote["source"]["document"] == (vote["meeting"] or vote["symbol"])
    assert all(set(row) == {"member", "other", "reason"} for row in vote["differs"])


@each_vote
def test_every_code_is_a_state_and_stands_once_in_order(vote: dict[str, Any]) -> None:
    for side in (*SIDES.values(), "sponsors"):
        codes = (vote[side] or "").split()
        assert set(codes) <= state_codes()
        assert side == "sponsors" or codes == sorted(set(codes))
    assert len(ballots(vote)) == sum(tally(vote))


@each_vote
def test_the_seats_are_those_of_the_day(vote: dict[str, Any]) -> None:
    if vote["body"] == COUNCIL:
        assert len(ballots(vote)) == (11 if vote["date"] < ENLARGED else 15)
        assert permanent_seats(vote["date"]) <= set(ballots(vote))
    else:
        assert 51 <= len(ballots(vote)) <= 193


# What the rules of the day make of it


def is_carried(vote: dict[str, Any]) -> bool:
    """The outcome by hand, apart from the engine that it is to be held against."""
    favour, against, _, _ = counts = tally(vote)
    if vote["body"] == COUNCIL:
        blocked = permanent_seats(vote["date"]) & set(vote["against"].split())
        needed = 7 if vote["date"] < ENLARGED else 9
        return favour >= needed and (vote["decision"] in PROCEDURAL or not blocked)
    if vote["decision"] == "charter-amendment":
        return 3 * favour >= 2 * sum(counts)
    if vote["decision"] in TWO_THIRDS:
        return favour >= 2 * against and favour > 0
    return favour > against


@each_vote
def test_the_outcome_follows_from_the_votes(vote: dict[str, Any]) -> None:
    assert is_carried(vote) is (vote["outcome"] == "adopted")


def test_only_procedural_texts_passed_against_a_permanent_member() -> None:
    against = {
        int(number(vote["symbol"]).removeprefix("S/RES/")): vote["decision"]
        for vote in COUNCIL_VOTES
        if vote["outcome"] == "adopted"
        and permanent_seats(vote["date"]) & set(vote["against"].split())
    }
    assert set(against) == ADOPTED_AGAINST_A_PERMANENT_MEMBER
    assert set(against.values()) <= PROCEDURAL


@pytest.mark.parametrize(
    ("member", "fewest"),
    [("SUN", 40), ("RUS", 25), ("USA", 50), ("GBR", 15), ("FRA", 8), ("CHN", 15)],
)
def test_vetoes_of_every_permanent_member_are_here(member: str, fewest: int) -> None:
    cast = [v for v in COUNCIL_VOTES if is_vetoed(v) and member in v["against"].split()]
    assert len(cast) >= fewest


def test_a_shortfall_is_tagged_as_such_and_a_veto_too() -> None:
    for vote in COUNCIL_VOTES:
        if vote["outcome"] == "not adopted":
            tag = "veto" if is_vetoed(vote) else "shortfall"
            assert {"veto", "shortfall"} & set(vote["tags"].split()) == {tag}, vote["symbol"]


def test_a_majority_under_two_thirds_is_said_where_it_decided() -> None:
    for vote in VOTES:
        favour, against, _, _ = tally(vote)
        if vote["body"] == ASSEMBLY and against < favour < 2 * against:
            assert vote["note"], vote["symbol"]


def test_the_two_votes_of_17_september_1960_are_the_same() -> None:
    vetoed, adopted = (
        next(vote for vote in VOTES if vote["symbol"] == symbol)
        for symbol in ("S/4523", "S/RES/157(1960)")
    )
    assert ballots(vetoed) == ballots(adopted)
    assert (vetoed["meeting"], vetoed["outcome"]) == (adopted["meeting"], "not adopted")


# Against the published record

COUNCIL_ROWS = """
SELECT draft_uid, coalesce(resolution, draft), date, meeting,
       [yes_adj, no_adj, abstain_adj, nonvoting_adj], votes_complete
FROM read_parquet('{un}/unsc_drafts.parquet')
WHERE (outcome = 'adopted') = ? AND date = ?
"""
COUNCIL_CELLS = """
SELECT state_code, vote, vote_adj FROM read_parquet('{un}/unsc_votes.parquet')
WHERE draft_uid = ?
"""
ASSEMBLY_ROWS = """
SELECT undl_id, resolution FROM read_parquet('{un}/unga_resolutions.parquet')
WHERE recorded AND date = ?
"""
ASSEMBLY_CELLS = """
SELECT state_code, vote, vote FROM read_parquet('{un}/unga_votes.parquet') WHERE undl_id = ?
"""
MOTION_CELLS = """
SELECT iso3, vote, vote FROM read_parquet('{un}/voeten_votes_1946_2019.parquet') WHERE rcid = ?
"""


def council_row(un: Path, vote: dict[str, Any]) -> tuple[Any, ...] | None:
    """The published draft of this symbol and day; of two, the one with our count."""
    wanted = PUBLISHED_AS.get(vote["symbol"], vote["symbol"])
    rows = query(un, COUNCIL_ROWS, vote["outcome"] == "adopted", str(vote["date"]))
    found = [row for row in rows if re.match(rf"{re.escape(wanted)}(?![\w/.])", row[1] or "")]
    if len(found) > 1:
        found = [row for row in found if counted(row) == tally(vote)]
    assert len(found) <= 1
    return found[0] if found else None


def counted(row: tuple[Any, ...]) -> tuple[int, ...] | None:
    """The published count, or None where a figure is missing."""
    if all(figure is not None and math.isfinite(figure) for figure in row[4]):
        return tuple(int(figure) for figure in row[4])
    return None


def cells(un: Path, vote: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Member, letter as published and letter after the correction of known slips."""
    if vote["body"] == COUNCIL:
        row = council_row(un, vote)
        return [] if row is None else query(un, COUNCIL_CELLS, row[0])
    if vote["symbol"] in MOTIONS:
        found = query(un, MOTION_CELLS, MOTIONS[vote["symbol"]])
        early = vote["date"] < dt.date(1971, 10, 26)
        return [(SEAT_OF.get(code, code) if early else code, a, b) for code, a, b in found]
    rows = [
        undl_id
        for undl_id, resolution in query(un, ASSEMBLY_ROWS, str(vote["date"]))
        if vote["symbol"] in {re.sub(r"[\[\]]", "", resolution), re.sub(r"\[.*\]", "", resolution)}
    ]
    assert len(rows) == 1
    return query(un, ASSEMBLY_CELLS, rows[0])


def differences(un: Path, vote: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Member, the published letter, and whether the corrected record has it otherwise too."""
    ours = ballots(vote)
    for code, published, corrected in cells(un, vote):
        if ours.get(code) != published or ours.get(code) != corrected:
            yield code, published, ours.get(code) != corrected


@each_vote
def test_every_published_cell_agrees_or_is_argued(vote: dict[str, Any], shared_data: Path) -> None:
    found = {code: letter for code, letter, _ in differences(shared_data / "un", vote)}
    argued = {row["member"]: row["other"] for row in vote["differs"]}
    assert found == argued
    assert all(len(row["reason"]) > 20 for row in vote["differs"])


@each_vote
def test_members_seated_are_those_of_the_published_roll_call(
    vote: dict[str, Any], shared_data: Path
) -> None:
    published = {code for code, _, _ in cells(shared_data / "un", vote)}
    absent = set(vote["absent"].split())
    assert published <= set(ballots(vote))
    if vote["source"]["checked"].startswith(("roll call", "published table", "the tally and the")):
        assert set(ballots(vote)) - published <= absent


@each_council_vote
def test_the_council_is_that_of_the_year_and_the_count_that_published(
    vote: dict[str, Any], shared_data: Path
) -> None:
    un = shared_data / "un"
    sql = "SELECT state_code FROM read_csv('{un}/unsc_membership.csv') WHERE year = ?"
    assert set(ballots(vote)) == {code for (code,) in query(un, sql, vote["date"].year)}
    row = council_row(un, vote)
    if row is None:
        late = vote["date"] > AFTER_THE_TABLES
        assert late or vote["symbol"] in NOT_IN_THE_TABLES
        assert "from memory" in vote["source"]["checked"]
        return
    if not row[5]:
        assert "from memory" in vote["source"]["checked"]
    if (published := counted(row)) is not None:
        assert (published == tally(vote)) is (vote["symbol"] not in COUNTS_ARGUED)


def test_the_votes_of_the_cases_are_here_with_their_counts(shared_data: Path) -> None:
    compiled = shared_data.parent / "reference" / "cases.json"
    if not compiled.exists():
        pytest.skip("the compiled cases are not beside the shared data")
    here = {number(vote["symbol"]): vote for vote in VOTES}
    cases = json.loads(compiled.read_text(encoding="utf-8"))["cases"]
    missing = set()
    for key_vote in (key_vote for case in cases for key_vote in case["key_votes"]):
        vote = here.get(number(key_vote["symbol"])) or here.get(key_vote["symbol"])
        if vote is None:
            missing.add(key_vote["symbol"])
            continue
        expected = [key_vote[part] for part in ("for", "against", "abstain")]
        agrees = expected in ([*tally(vote)[:3]], [None] * 3)
        assert agrees is (key_vote["symbol"] not in COUNTED_OTHERWISE_BY_THE_CASES)
        assert str(vote["date"]) == key_vote["date"], key_vote["symbol"]
        assert (key_vote["result"] == "adopted") is (vote["outcome"] == "adopted")
    assert missing == set(NO_ROLL_CALL)
