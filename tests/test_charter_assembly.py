"""The General Assembly: its members by date, its majorities, and the decisions it shares."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from vetopoint.law.ballots import Ballot, Tally
from vetopoint.law.bodies import NotInForceError, Sitting, charter_of, open_body
from vetopoint.law.procedures import outcome, procedure_of, procedure_slugs
from vetopoint.law.states import seat_code, state
from vetopoint.law.verdicts import Verdict, decide, decide_from_tally

ASSEMBLY = "un-general-assembly"

# Voting sheets list these States, always as not voting, some weeks before their admission.
LISTED_TOO_EARLY = {
    "ARE": date(1971, 12, 9),
    "DMA": date(1978, 12, 18),
    "JPN": date(1956, 12, 18),
    "MNG": date(1961, 10, 27),
    "WSM": date(1976, 12, 15),
}


def assembly(year: int, month: int = 12, day: int = 31) -> Sitting:
    """The Assembly on a day, the last of the year unless told."""
    return open_body(ASSEMBLY, date(year, month, day))


@pytest.mark.parametrize(
    ("year", "members"),
    [
        (1945, 51),
        (1946, 55),
        (1947, 57),
        (1948, 58),
        (1949, 59),
        (1950, 60),
        (1955, 76),
        (1956, 80),
        (1957, 82),
        (1958, 82),
        (1960, 99),
        (1961, 104),
        (1962, 110),
        (1963, 113),
        (1964, 115),
        (1965, 117),
        (1966, 122),
        (1967, 123),
        (1968, 126),
        (1970, 127),
        (1971, 132),
        (1973, 135),
        (1974, 138),
        (1975, 144),
        (1976, 147),
        (1977, 149),
        (1978, 151),
        (1979, 152),
        (1980, 154),
        (1981, 157),
        (1983, 158),
        (1984, 159),
        (1990, 159),
        (1991, 166),
        (1992, 179),
        (1993, 184),
        (1994, 185),
        (1999, 188),
        (2000, 189),
        (2002, 191),
        (2006, 192),
        (2011, 193),
        (2025, 193),
    ],
)
def test_members_at_the_end_of_the_year(year: int, members: int) -> None:
    assert len(assembly(year).seats) == members


@pytest.mark.parametrize(
    ("code", "day", "seated"),
    [
        pytest.param("SYR", date(1958, 2, 21), True, id="Syria before the union with Egypt"),
        pytest.param("SYR", date(1960, 9, 20), False, id="Syria in the United Arab Republic"),
        pytest.param("EGY", date(1960, 9, 20), True, id="which sits under Egypt's code"),
        pytest.param("SYR", date(1961, 10, 13), True, id="Syria again"),
        pytest.param("IDN", date(1965, 6, 1), False, id="Indonesia withdrawn"),
        pytest.param("IDN", date(1966, 9, 28), True, id="Indonesia back"),
        pytest.param("ZAN", date(1963, 12, 17), True, id="Zanzibar for four months"),
        pytest.param("ZAN", date(1964, 4, 26), False, id="Zanzibar in Tanzania"),
        pytest.param("SUN", date(1991, 12, 23), True, id="the Soviet Union's last day"),
        pytest.param("RUS", date(1991, 12, 23), False, id="not yet the Russian Federation"),
        pytest.param("RUS", date(1991, 12, 24), True, id="the Russian Federation's first day"),
        pytest.param("CSK", date(1992, 12, 31), True, id="Czechoslovakia's last day"),
        pytest.param("CZE", date(1993, 1, 18), False, id="Czechia not yet admitted"),
        pytest.param("CZE", date(1993, 1, 19), True, id="Czechia admitted"),
        pytest.param("YUG", date(1999, 3, 26), True, id="Yugoslavia on the roll, without a vote"),
        pytest.param("YUG", date(2000, 11, 1), False, id="Yugoslavia ends"),
        pytest.param("SCG", date(2000, 11, 1), True, id="the Federal Republic is admitted"),
        pytest.param("SRB", date(2006, 6, 3), True, id="Serbia continues"),
        pytest.param("MNE", date(2006, 6, 27), False, id="Montenegro applies anew"),
        pytest.param("MNE", date(2006, 6, 28), True, id="Montenegro admitted"),
        pytest.param("DDR", date(1990, 10, 3), False, id="German unity"),
        pytest.param("SSD", date(2011, 7, 14), True, id="South Sudan"),
        pytest.param("ZAF", date(1980, 1, 1), True, id="South Africa stays a Member"),
    ],
)
def test_who_is_a_member_on_a_day(code: str, day: date, seated: bool) -> None:
    assert (code in open_body(ASSEMBLY, day).seats) is seated


@pytest.mark.parametrize("year", [1946, 1963, 1980, 1991, 1999, 2001, 2025])
def test_regional_groups_divide_the_members_and_five_are_permanent(year: int) -> None:
    sitting = assembly(year)
    regional = [name for name, group in sitting.charter.groups.items() if group.partition]
    assert sorted(code for name in regional for code in sitting.groups[name]) == sorted(
        sitting.seats
    )
    assert len(sitting.groups["permanent"]) == 5


def test_regional_groups_today() -> None:
    groups = assembly(2025).groups
    assert {name: len(groups[name]) for name in groups if name not in {"members", "permanent"}} == {
        "african": 54,
        "asia-pacific": 54,
        "eastern-european": 23,
        "latin-american": 33,
        "western-european": 29,
    }


def test_every_member_is_a_state_of_the_registry() -> None:
    assert all(state(member.code).code for member in charter_of(ASSEMBLY).members)


def _judged(day: date, votes: str, decision: str) -> Verdict:
    favour, against, abstain = map(int, votes.split("-"))
    sitting = open_body(ASSEMBLY, day)
    absent = len(sitting.seats) - favour - against - abstain
    return decide_from_tally(sitting, Tally(favour, against, abstain, absent), decision)


@pytest.mark.parametrize(
    ("day", "votes", "decision", "adopted"),
    [
        pytest.param(
            date(2022, 11, 14), "94-14-73", "important-question", True, id="A/RES/ES-11/5, 87 %"
        ),
        pytest.param(
            date(2023, 12, 12), "89-61-20", "important-question", False, id="amendment, 59 %"
        ),
        pytest.param(
            date(1971, 10, 25), "76-35-17", "important-question", True, id="A/RES/2758, 68 %"
        ),
        pytest.param(
            date(1971, 10, 25), "55-59-15", "other-question", False, id="more against than for"
        ),
        pytest.param(
            date(2008, 10, 8), "77-6-74", "other-question", True, id="A/RES/63/3, abstentions out"
        ),
        pytest.param(
            date(1994, 12, 15), "78-43-38", "other-question", True, id="A/RES/49/75 K as adopted"
        ),
        pytest.param(
            date(1994, 12, 15), "78-43-38", "important-question", False, id="would fall short"
        ),
        pytest.param(
            date(1963, 12, 17), "97-11-4", "charter-amendment", True, id="97 of 113, 76 needed"
        ),
        pytest.param(
            date(1963, 12, 17), "76-0-0", "charter-amendment", True, id="76 of 113 is enough"
        ),
        pytest.param(date(1963, 12, 17), "75-0-0", "charter-amendment", False, id="75 is not"),
        pytest.param(
            date(1971, 12, 20), "105-2-15", "charter-amendment", True, id="A/RES/2847, 88 of 132"
        ),
        pytest.param(date(2025, 1, 1), "129-64-0", "charter-amendment", True, id="129 of 193"),
        pytest.param(date(2025, 1, 1), "128-0-0", "charter-amendment", False, id="128 of 193"),
        pytest.param(date(2025, 1, 1), "97-0-0", "emergency-session-request", True, id="97 call"),
        pytest.param(date(2025, 1, 1), "96-0-0", "emergency-session-request", False, id="96 not"),
        pytest.param(date(2025, 1, 1), "97-96-0", "election-icj-judge", True, id="absolute"),
        pytest.param(date(2025, 1, 1), "96-10-0", "election-icj-judge", False, id="not relative"),
        pytest.param(date(2025, 1, 1), "2-1-190", "important-question", True, id="exactly 2/3"),
        pytest.param(date(2025, 1, 1), "0-0-193", "important-question", False, id="nobody votes"),
        pytest.param(date(2025, 1, 1), "60-60-0", "other-question", False, id="a tie is a no"),
        pytest.param(
            date(2022, 4, 7), "93-24-58", "suspension-human-rights-council", True, id="ES-11/3"
        ),
    ],
)
def test_majorities(day: date, votes: str, decision: str, adopted: bool) -> None:
    assert _judged(day, votes, decision).adopted is adopted


def test_a_shortfall_is_counted_in_votes() -> None:
    assert _judged(date(2025, 1, 1), "120-0-0", "charter-amendment").short_by == 9


@pytest.mark.parametrize(
    ("missing", "in_force"),
    [
        pytest.param([], True, id="all have ratified"),
        pytest.param(["USA"], False, id="all but one permanent member"),
        pytest.param(["FJI", "MLT"], True, id="all but two others"),
    ],
)
def test_an_amendment_needs_every_permanent_member(missing: list[str], in_force: bool) -> None:
    sitting = assembly(2024)
    ratified = {seat: Ballot.FOR for seat in sitting.seats if seat not in missing}
    assert decide(sitting, ratified, "charter-ratification").adopted is in_force


def test_no_emergency_session_could_be_called_before_uniting_for_peace() -> None:
    with pytest.raises(NotInForceError, match="1950-11-03"):
        assembly(1950, 11, 2).provision("emergency-session-request")


def test_admission_ends_at_the_council_where_a_veto_falls() -> None:
    council = open_body("un-security-council", date(2024, 4, 18))
    cast = dict.fromkeys(council.seats, Ballot.FOR) | {
        "USA": Ballot.AGAINST,
        "GBR": Ballot.ABSTAIN,
        "CHE": Ballot.ABSTAIN,
    }
    recommended = decide(council, cast, "recommendation-of-membership")
    found = outcome(procedure_of("un-admission"), {"recommendation": recommended})
    assert not found.adopted
    assert found.stopped_at is not None
    assert found.stopped_at.id == "recommendation"


def test_the_procedures_of_the_united_nations_are_there() -> None:
    expected = {
        "un-admission": ["recommendation", "decision"],
        "un-suspension": ["recommendation", "decision"],
        "un-expulsion": ["recommendation", "decision"],
        "un-secretary-general": ["recommendation", "appointment"],
        "un-charter-amendment": ["adoption", "ratification"],
        "un-icj-judge": ["assembly", "council"],
        "un-charter-conference": [
            "call-by-assembly",
            "call-by-council",
            "recommendation",
            "ratification",
        ],
        "un-uniting-for-peace": ["referral", "recommendation"],
    }
    assert set(expected) <= set(procedure_slugs())
    assert {slug: [step.id for step in procedure_of(slug).steps] for slug in expected} == expected


ROLL_CALLS = """
    create view roll as select undl_id, state_code, "date"::date as day, vote
    from '{un}/unga_votes.parquet' join '{un}/unga_resolutions.parquet' using (undl_id)
"""
STRANGERS = """
    select state_code, day, list(distinct vote) from roll where not exists (
        select 1 from seat where code = state_code and day between since and until
    ) group by all
"""
MISSING = """
    with meeting as (select distinct undl_id, day from roll)
    select distinct code, since, day from meeting join seat on day between since and until
    where not exists (
        select 1 from roll where roll.undl_id = meeting.undl_id and state_code in (code, listed_as)
    )
"""


@pytest.fixture
def record(shared_data: Path) -> Any:
    """A database with our seats as a table, and the recorded roll calls beside it.

    The sheets go on listing the Federal Republic under the code of the earlier Yugoslavia.
    """
    connection = pytest.importorskip("duckdb").connect()
    connection.execute("create table seat (code text, listed_as text, since date, until date)")
    listed = {"SCG": "YUG"}
    seats = [
        (member.code, listed.get(member.code, member.code), spell.since, spell.until or date.max)
        for member in charter_of(ASSEMBLY).members
        for spell in member.spells
    ]
    connection.executemany("insert into seat values (?, ?, ?, ?)", seats)
    connection.execute(ROLL_CALLS.format(un=shared_data / "un"))
    return connection


def test_everyone_in_a_roll_call_was_a_member_that_day(record: Any) -> None:
    early = set()
    for code, day, votes in record.execute(STRANGERS).fetchall():
        if code == "YUG":
            assert seat_code(code, day) in open_body(ASSEMBLY, day).seats
            continue
        assert votes == ["X"], f"{code} voted on {day} without a seat"
        assert day < LISTED_TOO_EARLY[code]
        assert code in open_body(ASSEMBLY, LISTED_TOO_EARLY[code]).seats
        early.add(code)
    assert early == set(LISTED_TOO_EARLY)


def test_every_member_is_in_each_roll_call_but_on_the_day_of_its_admission(record: Any) -> None:
    assert [row for row in record.execute(MISSING).fetchall() if row[1] != row[2]] == []
