"""Roll calls in addresses: what is written is what is read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import open_body
from vetopoint.web.asks import QueryError
from vetopoint.web.roll import roll_of, roll_text

COUNCIL = open_body("un-security-council", date(2022, 2, 25))
rolls = st.lists(st.sampled_from(list(Ballot)), min_size=15, max_size=15).map(
    lambda cast: dict(zip(COUNCIL.seats, cast, strict=True))
)


@given(rolls)
def test_reading_undoes_writing(ballots: dict[str, Ballot]) -> None:
    text = roll_text(ballots, COUNCIL.seats)
    assert roll_of(text, COUNCIL).ballots == ballots
    assert len(text) <= 110


@given(rolls)
def test_one_roll_call_has_one_text(ballots: dict[str, Ballot]) -> None:
    text = roll_text(ballots, COUNCIL.seats)
    assert roll_text(roll_of(text, COUNCIL).ballots, COUNCIL.seats) == text


@pytest.mark.parametrize(
    ("text", "code", "ballot"),
    [
        pytest.param("", "RUS", "for", id="nothing said: everybody in favour"),
        pytest.param("against:RUS", "RUS", "against", id="in words"),
        pytest.param("against:RUS", "USA", "absent", id="who is not named is absent"),
        pytest.param("n:rus;rest:y", "USA", "for", id="in letters"),
        pytest.param("no:RUS; rest:yes", "RUS", "against", id="with blanks"),
        pytest.param("rest:abstain", "RUS", "abstain", id="only the rest"),
    ],
)
def test_a_text_is_read_as_people_write_it(text: str, code: str, ballot: str) -> None:
    assert roll_of(text, COUNCIL).ballots[code] == ballot


@pytest.mark.parametrize("text", ["RUS", "veto:RUS", "for", "rest:", ":"])
def test_what_names_no_ballot_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="names no ballot"):
        roll_of(text, COUNCIL)
