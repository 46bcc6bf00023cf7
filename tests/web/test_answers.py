"""Answers that are kept: bounded in bytes from early on, and never another reader's."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.web.answers import Answers
from vetopoint.web.asks import Ask, Elsewhere
from vetopoint.web.forms import Written

NO_DAY = datetime.date.min
words = st.text("abc:;,/() &+=?é", max_size=8)


def told(answers: Answers, query: str) -> Written:
    made = answers.answer("/votes", (("q", query),))
    assert not isinstance(made, Elsewhere)
    return made


def test_what_is_kept_never_outgrows_its_room_and_the_oldest_goes_first(
    no_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VETOPOINT_HOME", str(no_store))
    page = len(told(Answers(), "nothing 0").body)
    answers = Answers(room=3 * page + 10_000)
    first = told(answers, "nothing 0")
    for number in range(1, 8):
        told(answers, f"nothing {number}")
        assert answers.held <= answers.room
    assert 1 <= len(answers.kept) <= 3
    again = told(answers, "nothing 0")
    assert again.body == first.body
    assert again is not first
    assert told(answers, "nothing 0") is again


def test_a_long_address_counts_against_the_room(
    no_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VETOPOINT_HOME", str(no_store))
    answers = Answers()
    made = told(answers, "x" * 15_000)
    assert answers.held > len(made.body) + 15_000


@given(st.lists(st.tuples(st.sampled_from(["q", "votes", "on"]), words), max_size=4), words)
def test_an_address_that_varies_is_the_address_with_that_value(
    query: list[tuple[str, str]], value: str
) -> None:
    ask = Ask("/body/x", (), tuple(query), "html", NO_DAY)
    assert ask.varying("votes")(value) == ask.url(votes=value)
