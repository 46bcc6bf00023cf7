"""The courses that a vote of the Council can take: seven kinds of roll call that cover them all.

Members do not vote apart from each other. A forecast first asks which course a draft takes, then
how each member votes on that course; so members move together, and a declared position says
something about all the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from vetopoint.law.ballots import Ballot
from vetopoint.record.drafts import Vote

__all__ = ["EAST", "PERMANENT", "WEST", "WORDS", "Course", "course_of", "seat_key"]

WEST = frozenset({"FRA", "GBR", "USA"})
EAST = frozenset({"CHN", "RUS"})
PERMANENT = ("CHN", "FRA", "GBR", "RUS", "USA")


class Course(IntEnum):
    """Kinds of roll call; the first four are adoptions."""

    UNANIMOUS = 0
    EAST_ABSTAINS = 1
    WEST_ABSTAINS = 2
    ELECTED_DISSENT = 3
    EAST_VETO = 4
    WEST_VETO = 5
    SHORT = 6


WORDS: Mapping[Course, str] = {
    Course.UNANIMOUS: "adopted, nobody dissenting",
    Course.EAST_ABSTAINS: "adopted, Russia or China abstaining",
    Course.WEST_ABSTAINS: "adopted, the USA, the UK or France abstaining",
    Course.ELECTED_DISSENT: "adopted, elected members dissenting",
    Course.EAST_VETO: "vetoed by Russia or China",
    Course.WEST_VETO: "vetoed by the USA, the UK or France",
    Course.SHORT: "short of votes",
}


def seat_key(code: str) -> str:
    """The code under which a permanent member's record runs on; others keep their own.

    >>> seat_key("SUN"), seat_key("GHA")
    ('RUS', 'GHA')
    """
    return "RUS" if code == "SUN" else code


def course_of(vote: Vote) -> Course:
    """The course that a past vote took.

    >>> from datetime import date
    >>> from vetopoint.record.drafts import Draft
    >>> draft = Draft("S/1", date(2020, 1, 1), "")
    >>> course_of(Vote(draft, "adopted", (), {"RUS": Ballot.ABSTAIN, "USA": Ballot.FOR})).name
    'EAST_ABSTAINS'
    >>> course_of(Vote(draft, "vetoed", ("USA",))).name
    'WEST_VETO'
    """
    if vote.outcome == "failed":
        return Course.SHORT
    if vote.outcome == "vetoed":
        named = {seat_key(code) for code in vote.vetoers}
        return Course.EAST_VETO if named and named <= EAST else Course.WEST_VETO
    dissent = {
        seat_key(code)
        for code, cast in vote.ballots.items()
        if cast in {Ballot.AGAINST, Ballot.ABSTAIN}
    }
    if not dissent:
        return Course.UNANIMOUS
    if dissent & EAST:
        return Course.EAST_ABSTAINS
    return Course.WEST_ABSTAINS if dissent & WEST else Course.ELECTED_DISSENT
