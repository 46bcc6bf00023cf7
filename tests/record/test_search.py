"""Search, with and without an imported record."""

from datetime import date
from pathlib import Path

import pytest

from vetopoint.law.ballots import Ballot
from vetopoint.record.catalogue import (
    AmbiguousSymbolError,
    UnknownSymbolError,
    all_votes,
    find_vote,
    roll_call_of,
)
from vetopoint.record.importing import import_sources
from vetopoint.record.landmark import landmark
from vetopoint.record.search import Query, search, vetoers_of
from vetopoint.record.stances import StanceError, stance_of
from vetopoint.record.votes import Outcome


@pytest.mark.parametrize(
    ("words", "codes", "ballot"),
    [
        pytest.param("RUS against", ("RUS", "SUN"), Ballot.AGAINST, id="a code"),
        pytest.param("United States against", ("USA",), Ballot.AGAINST, id="a name of two words"),
        pytest.param("China abstained", ("CHN",), Ballot.ABSTAIN, id="a verb"),
        pytest.param("france in favour", ("FRA",), Ballot.FOR, id="two words for the ballot"),
        pytest.param("SRB no", ("SRB", "SCG", "YUG"), Ballot.AGAINST, id="two predecessors"),
        pytest.param("Tanzania yes", ("TZA",), Ballot.FOR, id="a union is no predecessor"),
        pytest.param("20120 against", ("20120",), Ballot.AGAINST, id="a number of Voteview"),
        pytest.param("GBR", ("GBR",), None, id="a member alone"),
    ],
)
def test_stances(words: str, codes: tuple[str, ...], ballot: Ballot | None) -> None:
    stance = stance_of(words)
    assert (stance.codes, stance.ballot) == (codes, ballot)


def test_words_without_a_member_are_refused() -> None:
    with pytest.raises(StanceError, match="write it as «RUS against»"):
        stance_of("nobody against")


def test_a_continuing_seat_includes_its_predecessor_and_says_so() -> None:
    found = search(Query(stances=(stance_of("RUS against"),), body="un-security-council"), None)
    expected = [
        vote.symbol
        for vote in landmark()
        if vote.body == "un-security-council"
        and Ballot.AGAINST in (vote.ballots.get("RUS"), vote.ballots.get("SUN"))
    ]
    assert sorted(vote.symbol for vote in found.votes) == sorted(expected)
    assert found.members == {"RUS": {"against": found.total}}
    assert found.notes == ("Russia (RUS) includes the earlier votes of Soviet Union (SUN).",)


def test_the_count_is_of_the_whole_subset_and_pages_join() -> None:
    everything = search(Query(body="un-security-council"), None)
    first, second = (search(Query(body="un-security-council"), 10, offset) for offset in (0, 10))
    assert first.total == everything.total == len(everything.votes)
    assert first.votes + second.votes == everything.votes[:20]
    assert sum(everything.outcomes.values()) == everything.total


def test_the_order_is_that_of_the_days() -> None:
    days = [vote.date for vote in search(Query(), None).votes]
    assert days == sorted(days)


def test_days_and_outcome_bound_the_subset() -> None:
    query = Query(
        since=date(1999, 1, 1), until=date(1999, 12, 31), outcome=Outcome.NOT_ADOPTED, vetoed=False
    )
    assert "S/1999/328" in [vote.symbol for vote in search(query).votes]
    assert all(vote.date.year == 1999 and not vetoers_of(vote) for vote in search(query).votes)


def test_words_are_found_in_any_case() -> None:
    assert search(Query(words=("UKRAINE", "deplores"))).total >= 1
    assert search(Query(words=("no such words",))).total == 0


def test_the_landmark_record_answers_without_a_store() -> None:
    vote = find_vote("S/1999/328")
    assert vote.members(Ballot.FOR) == ("CHN", "NAM", "RUS")
    assert roll_call_of(vote) == vote


def test_a_stored_vote_takes_the_decision_of_the_landmark_one(council_csv: Path) -> None:
    import_sources([council_csv])
    known = {vote.symbol for vote in landmark()}
    both = [vote for vote in all_votes() if vote.symbol in known]
    assert len(both) == len({vote.symbol for vote in both}) == len(known)
    assert len(list(all_votes())) == len(known | {"S/RES/820(1993)", "S/RES/811(1993)"})


def test_a_number_of_two_bodies_lists_the_candidates(assembly_csv: Path, council_csv: Path) -> None:
    import_sources([assembly_csv, council_csv])
    with pytest.raises(AmbiguousSymbolError, match=r"names 2 votes; say which: A/RES/1973") as told:
        find_vote("1973")
    assert told.value.candidates == ("A/RES/1973(XVIII)", "S/RES/1973(2011)")


def test_an_unknown_symbol_gives_the_nearest() -> None:
    with pytest.raises(UnknownSymbolError, match="No vote is recorded under 'S/1999/329'") as told:
        find_vote("S/1999/329")
    assert told.value.nearest[0] == "S/1999/328"
    with pytest.raises(UnknownSymbolError, match="Give a symbol such as S/1999/328"):
        find_vote("banana")
