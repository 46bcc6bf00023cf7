"""How each member votes on each course: its own fading record, leaning on that of its group."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from vetopoint.infer.council.courses import EAST, PERMANENT, WEST, Course, course_of, seat_key
from vetopoint.law.ballots import Ballot
from vetopoint.record.drafts import Vote

__all__ = ["BALLOTS", "Cast", "Profiles", "Seat", "casts_of"]

_Array = NDArray[np.float64]

BALLOTS = tuple(Ballot)
HALF_LIFE = 5.0
OWN, GROUP = 5.0, 15.0
"""How many ballots a group's habit is worth against the member's own, and how firmly a group
votes as one: the concentration of its Dirichlet draws."""
CHINA_CHANGED = datetime.date(1971, 10, 26).toordinal()
_ADOPTED = (Course.UNANIMOUS, Course.EAST_ABSTAINS, Course.WEST_ABSTAINS, Course.ELECTED_DISSENT)
SPONSOR_FOR = 0.99
"""A co-sponsor votes for its own draft: in the record, all but a handful in a thousand do."""

# First guesses by course: for, against, abstain, absent.
_STEADY = np.array([0.97, 0.005, 0.02, 0.005])
_GUESS = {
    Course.UNANIMOUS: np.array([0.998, 0, 0, 0.002]),
    Course.EAST_VETO: np.array([0.8, 0.03, 0.16, 0.01]),
    Course.WEST_VETO: np.array([0.8, 0.03, 0.16, 0.01]),
    Course.SHORT: np.array([0.35, 0.2, 0.44, 0.01]),
}


@frozen
class Seat:
    """A seat in the Council on a day: its code, group, and whether it co-sponsors the draft."""

    code: str
    group: str
    is_sponsor: bool = False


@frozen
class Cast:
    """One member's ballot on a past vote, or several alike."""

    day: int
    member: str
    group: str
    course: int
    ballot: int
    number: float = 1


def casts_of(votes: Iterable[Vote], groups: Mapping[str, str]) -> Iterator[Cast]:
    """The ballots of votes, in their order; `groups` maps members to their regional group."""
    for vote in votes:
        if vote.without_vote:
            continue
        course, day = int(course_of(vote)), vote.draft.day.toordinal()
        for code, ballot in vote.ballots.items():
            member = _record_key(seat_key(code), day)
            yield Cast(day, member, groups.get(code, "other"), course, BALLOTS.index(ballot))


def _record_key(member: str, day: int) -> str:
    """China's seat changed hands in October 1971; its record begins again there."""
    return "CHN before 1971" if member == "CHN" and day < CHINA_CHANGED else member


@define
class Profiles:
    """Fading counts [courses, ballots] by member and, for elected members, by group."""

    members: dict[str, _Array] = field(factory=lambda: defaultdict(_none))
    groups: dict[str, _Array] = field(factory=lambda: defaultdict(_none))
    day: int = 0

    def tell(self, casts: Iterable[Cast]) -> None:
        """Add ballots, none earlier than those told before."""
        for cast in casts:
            self._fade(cast.day)
            place = (cast.course, cast.ballot)
            self.members[cast.member][place] += cast.number
            if cast.member not in PERMANENT:
                self.groups[cast.group][place] += cast.number
                self.groups["elected"][place] += cast.number

    def _fade(self, day: int) -> None:
        if self.day and day > self.day:
            left = 0.5 ** ((day - self.day) / 365.25 / HALF_LIFE)
            for table in (self.members, self.groups):
                for name in table:
                    table[name] *= left
        self.day = max(self.day, day)

    def draws(
        self,
        seats: Sequence[Seat],
        course: Course,
        vetoers: frozenset[str],
        day: int,
        number: int,
        rng: np.random.Generator,
    ) -> _Array:
        """Ballot probabilities [number, seats, 4] on a course, drawn from their posterior.

        `vetoers` vote against; on a course that is an adoption no permanent member does.
        """
        found = np.empty((number, len(seats), len(BALLOTS)))
        guess = _GUESS.get(course, _STEADY)
        elected = _mixed(self.groups["elected"][course], guess, 4)
        by_group = {
            group: rng.dirichlet(
                GROUP * _mixed(self.groups[group][course], elected, 8) + 1e-3, number
            )
            for group in dict.fromkeys(s.group for s in seats if seat_key(s.code) not in PERMANENT)
        }
        for place, seat in enumerate(seats):
            member = _record_key(seat_key(seat.code), day)
            own = self.members.get(member, np.zeros((len(Course), len(BALLOTS))))[course]
            if seat_key(seat.code) in PERMANENT:
                drawn = self._permanent(seat, course, vetoers, own, number, rng)
            else:
                drawn = (own + OWN * by_group[seat.group]) / (own.sum() + OWN)
            found[:, place] = _sponsored(drawn) if seat.is_sponsor else drawn
        return found

    def _permanent(
        self,
        seat: Seat,
        course: Course,
        vetoers: frozenset[str],
        own: _Array,
        number: int,
        rng: np.random.Generator,
    ) -> _Array:
        code = seat_key(seat.code)
        if code in vetoers:
            return np.tile([0.0, 1.0, 0.0, 0.0], (number, 1))
        side = EAST if code in EAST else WEST
        table = [self.members[c][course] for c in sorted(side) if c in self.members]
        counts = own + 2 * _mixed(sum(table, np.zeros(4)), _guess_of(code, course), 4) + 1e-3
        if course is not Course.SHORT:
            counts = counts * np.array([1, 0, 1, 1]) + np.array([1e-6, 0, 1e-6, 1e-6])
        if course is Course.UNANIMOUS:
            counts = counts * np.array([1, 0, 0, 1])
        drawn = np.zeros((number, len(BALLOTS)))
        some = counts > 0
        drawn[:, some] = rng.dirichlet(counts[some], number)
        return drawn


def _guess_of(code: str, course: Course) -> _Array:
    if course is Course.SHORT:
        side = [0.7, 0.1, 0.19, 0.01] if code in EAST else [0.15, 0.5, 0.34, 0.01]
        return np.array(side)
    leaning = (course is Course.EAST_ABSTAINS and code in EAST) or (
        course is Course.WEST_ABSTAINS and code in WEST
    )
    return np.array([0.5, 0, 0.48, 0.02]) if leaning else _STEADY


def _sponsored(drawn: _Array) -> _Array:
    """A co-sponsor's ballot: nearly surely for, the rest as it was."""
    rest = drawn * np.array([0, 1, 1, 1])
    total = rest.sum(axis=1, keepdims=True)
    share = np.divide(rest, total, out=np.full_like(rest, 1 / 3), where=total > 0)
    left = np.minimum(1 - SPONSOR_FOR, total)
    found: _Array = share * left
    found[:, 0] = 1 - left[:, 0]
    return found


def _mixed(counts: _Array, prior: _Array, weight: float) -> _Array:
    return np.asarray((counts + weight * prior) / (counts.sum() + weight))


def _none() -> _Array:
    return np.zeros((len(Course), len(BALLOTS)))
