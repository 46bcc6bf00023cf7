"""The case files as data: shape, seats and rules, the published record, and words of our own."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from vetopoint.compare.cases import CASES, CONDITIONS, Case, CaseVote, case_from, case_slugs
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import open_body
from vetopoint.law.documents import read_document
from vetopoint.law.verdicts import decide, one_ballot_each

FORTY = (
    "korea-1950 suez-1956 hungary-1956 congo-1960 dominican-1965 czechoslovakia-1968 "
    "east-pakistan-1971 cambodia-1978 uganda-1979 afghanistan-1979 falklands-1982 grenada-1983 "
    "panama-1989 kuwait-1990 n-iraq-1991 liberia-1990 somalia-1992 bosnia-1992-95 haiti-1994 "
    "rwanda-1994 sierra-leone-1997-2000 kosovo-1999 east-timor-1999 afghanistan-2001 iraq-2003 "
    "darfur-2003 georgia-2008 cote-divoire-2011 libya-2011 syria-2011 mali-2012 crimea-2014 "
    "yemen-2015 gambia-2017 myanmar-2017-21 kazakhstan-2022 ukraine-2022 niger-2023 gaza-2023 "
    "taiwan-scenario"
)

KEYS = (
    "case name question summary onset window kind scenario bodies votes facts premises "
    "authorisation "
    "outcome shows does_not_show sources checks"
)
COUNCIL, ASSEMBLY = "un-security-council", "un-general-assembly"
BALLOTS = {"N": Ballot.AGAINST, "A": Ballot.ABSTAIN, "X": Ballot.ABSENT}
NAMED = (Ballot.AGAINST, Ballot.ABSTAIN, Ballot.ABSENT)

# Case files that argue, in the vote's note, for another figure or symbol than the published one.
ARGUED = {
    "S/15156/Rev.2": "negative votes and abstentions seem exchanged in the published table",
    "A/RES/1131(XI)": "Japan is listed as not voting, two weeks before it was admitted",
}
PUBLISHED_AS = {"S/25997": "S/25977"}

DRAFTS = """
SELECT draft_uid, coalesce(resolution, draft), outcome = 'adopted', date, modality = 'vote',
       yes_adj, no_adj, abstain_adj, nonvoting_adj, votes_complete
FROM read_parquet('{un}/unsc_drafts.parquet')
"""
DRAFT_VOTES = """
SELECT draft_uid, vote_adj, list(state_code) FROM read_parquet('{un}/unsc_votes.parquet')
GROUP BY ALL
"""
RESOLUTIONS = """
SELECT undl_id::VARCHAR, resolution, true, date, recorded, yes, no, abstain, nonvoting, true
FROM read_parquet('{un}/unga_resolutions.parquet') WHERE recorded
"""
ROLL_CALLS = """
SELECT undl_id::VARCHAR, vote, list(state_code) FROM read_parquet('{un}/unga_votes.parquet')
GROUP BY ALL
"""

slugs = pytest.mark.parametrize("slug", case_slugs())


def plain(slug: str) -> dict[str, Any]:
    text = (CASES / f"{slug}.yaml").read_text(encoding="utf-8")
    record: dict[str, Any] = yaml.safe_load(text)
    return record


@cache
def case(slug: str) -> Case:
    return case_from(read_document(CASES / f"{slug}.yaml", f"{slug}.yaml"))


def test_the_forty_cases_ship() -> None:
    assert sorted(set(FORTY.split()) - set(case_slugs())) == []


@slugs
def test_keys_are_those_of_the_format_in_its_order(slug: str) -> None:
    record = plain(slug)
    assert list(record) == KEYS.split()
    assert record["case"] == slug
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", slug)


@slugs
def test_every_cell_has_value_confidence_note_source_and_coder(slug: str) -> None:
    facts = plain(slug)["facts"]
    assert list(facts) == list(CONDITIONS)
    for name, cell in facts.items():
        unit = ["unit"] if name == "deaths_order" else []
        assert list(cell) == ["value", *unit, "confidence", "note", "source", "coder"], name
        assert cell["confidence"] in {"high", "medium", "low"}
        assert cell["note"].strip(), f"{name}: empty note"
        assert cell["source"].strip(), f"{name}: empty source"
        if name == "deaths_order":
            assert cell["value"] is None or 0 <= cell["value"] < 8
        else:
            assert cell["value"] is None or cell["value"] in {0, 1}, name
            assert not isinstance(cell["value"], bool), name


@slugs
def test_law_is_a_standing_and_a_scenario_has_no_outcome(slug: str) -> None:
    record = plain(slug)
    assert list(record["authorisation"]) == ["path", "instrument", "date", "standing", "note"]
    assert isinstance(record["authorisation"]["standing"], str)
    assert (record["outcome"]["intervention"] is None) == record["scenario"]
    assert (record["onset"] is None) == record["scenario"]
    assert record["shows"].strip()
    assert record["does_not_show"]
    assert record["sources"]
    assert record["checks"].strip()


@slugs
def test_each_body_could_decide_so_on_that_day(slug: str) -> None:
    for competence in case(slug).bodies:
        sitting = open_body(competence.body, competence.on)
        assert sitting.provision(competence.decision).decision.id == competence.decision


@slugs
def test_votes_are_in_the_order_of_their_dates(slug: str) -> None:
    dates = [vote.date for vote in case(slug).votes]
    assert dates == sorted(dates)


@slugs
def test_named_members_sat_and_are_as_many_as_counted(slug: str) -> None:
    for vote in case(slug).votes:
        sitting = open_body(vote.body, vote.date)
        for ballot in NAMED:
            named, count = vote.known[ballot], vote.counts[ballot]
            if named is None:
                continue
            sitting.check_seated(named)
            assert len(named) == count, f"{vote.symbol}: {ballot}"


@slugs
def test_the_rule_of_the_day_gives_the_recorded_outcome(slug: str) -> None:
    for vote in case(slug).votes:
        lists = {ballot: vote.known[ballot] for ballot in NAMED}
        if any(named is None for named in lists.values()):
            continue
        sitting = open_body(vote.body, vote.date)
        cast = one_ballot_each({ballot: named or () for ballot, named in lists.items()})
        in_favour = [seat for seat in sitting.seats if seat not in cast]
        if len(in_favour) != vote.counts[Ballot.FOR]:
            assert _is_on_a_day_of_admission(vote), f"{vote.symbol}: {in_favour}"
            continue
        verdict = decide(sitting, cast | dict.fromkeys(in_favour, Ballot.FOR), vote.decision)
        assert verdict.adopted is (vote.outcome == "adopted"), f"{vote.symbol}: {verdict.reason}"


def _is_on_a_day_of_admission(vote: CaseVote) -> bool:
    """A State admitted on the day of a vote may have been seated after it."""
    day_before = vote.date - timedelta(days=1)
    return open_body(vote.body, day_before).seats != open_body(vote.body, vote.date).seats


Published = tuple[bool, date, bool, dict[Ballot, int | None], dict[Ballot, set[str]]]


@cache
def published(un: Path) -> dict[str, list[Published]]:
    """Every published vote by its symbol: adopted, date, voted on, counts, members where known."""
    found: dict[str, list[Published]] = {}
    with duckdb.connect() as connection:
        for heads, members in ((DRAFTS, DRAFT_VOTES), (RESOLUTIONS, ROLL_CALLS)):
            voted: dict[str, dict[Ballot, set[str]]] = {}
            for uid, letter, states in connection.execute(members.format(un=un)).fetchall():
                if letter in BALLOTS:
                    voted.setdefault(uid, {})[BALLOTS[letter]] = set(states)
            for row in connection.execute(heads.format(un=un)).fetchall():
                uid, symbol, adopted, day, is_vote, *numbers, is_whole = row
                if symbol is None:
                    continue
                counts = dict(zip(Ballot, map(_whole_number, numbers), strict=True))
                names = {ballot: voted.get(uid, {}).get(ballot, set()) for ballot in NAMED}
                on = date.fromisoformat(str(day)[:10])
                entry = (adopted, on, is_vote, counts, names if is_whole else {})
                found.setdefault(_published_symbol(symbol), []).append(entry)
    return found


def _whole_number(number: float | None) -> int | None:
    return None if number is None else int(number)


def _published_symbol(symbol: str) -> str:
    """Without the year, the bracketed parts and remarks: S/RES/82(1950), S/3710 (as amended)."""
    symbol = re.sub(r"^(S/RES/\d+).*", r"\1", symbol)
    return re.sub(r"( .*|\[[^]]*\])$", "", symbol)


def united_nations_votes(slug: str) -> Iterator[CaseVote]:
    return (vote for vote in case(slug).votes if vote.body in {COUNCIL, ASSEMBLY})


@slugs
def test_votes_equal_the_published_record(slug: str, shared_data: Path) -> None:
    record = published(shared_data / "un")
    for vote in united_nations_votes(slug):
        if vote.symbol in ARGUED:
            assert vote.note, f"{vote.symbol} departs from the record without a note"
            continue
        symbol = PUBLISHED_AS.get(vote.symbol, vote.symbol)
        same = [entry for entry in record.get(symbol, []) if entry[2]]
        if not same:
            assert vote.note or not record.get(symbol), f"{vote.symbol}: adopted without a vote"
            continue
        assert any(not _difference(vote, entry) for entry in same), (
            f"{vote.symbol}: {[_difference(vote, entry) for entry in same]}"
        )


def _difference(vote: CaseVote, entry: Published) -> str:
    adopted, on, _, counts, names = entry
    if (vote.outcome == "adopted", vote.date) != (adopted, on):
        return f"{vote.outcome} on {vote.date}, but the record has {adopted} on {on}"
    for ballot in Ballot:
        here, there = vote.counts[ballot], counts[ballot]
        if None not in (here, there) and here != there:
            return f"{here} {ballot}, but the record has {there}"
    for ballot, there_named in names.items():
        here_named = vote.known[ballot]
        if here_named is not None and set(here_named) != there_named:
            return f"{ballot} differ in {sorted(set(here_named) ^ there_named)}"
    return ""


WORDS_IN_COMMON = 8


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from texts(entry)


def runs(text: str) -> set[tuple[str, ...]]:
    words = [w for word in text.casefold().split() if (w := word.strip(".,;:()«»'\"-"))]
    starts = range(len(words) - WORDS_IN_COMMON + 1)
    return {tuple(words[i : i + WORDS_IN_COMMON]) for i in starts}


@slugs
def test_sentences_are_our_own(slug: str, shared_data: Path) -> None:
    compiled = shared_data.parent / "reference" / "cases.json"
    if not compiled.exists():
        pytest.skip("the compiled list of cases is not beside the data")
    theirs = json.loads(compiled.read_text(encoding="utf-8"))["cases"]
    known = set[tuple[str, ...]]().union(*(runs(text) for text in texts(theirs)))
    shared = {run for text in texts(plain(slug)) for run in runs(text)} & known
    assert shared == set(), [" ".join(run) for run in sorted(shared)]
