"""The Council's forecaster: trained on what was known the day before, asked about one draft."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from vetopoint.infer.council.courses import EAST, Course, course_of, seat_key
from vetopoint.infer.council.gate import LeakError, Seen, known_votes, seen
from vetopoint.infer.council.history import FEATURES, TRAITS, Event, History, events_of
from vetopoint.infer.council.profiles import BALLOTS, Cast, Profiles, Seat, casts_of
from vetopoint.infer.council.weights import Weights, fit_weights
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import charter_of
from vetopoint.record.drafts import Vote

__all__ = [
    "DRAWS",
    "FITTED_SINCE",
    "Forecaster",
    "Outlook",
    "Sample",
    "Way",
    "council_groups",
    "seats_of",
    "train",
]

_Array = NDArray[np.float64]

FITTED_SINCE = datetime.date(1985, 1, 1)
"""Weights are fitted on drafts from here on; earlier ones only feed the memory. Fifty years
before the day asked for, where that is earlier."""
DRAWS = 32
"""Posterior draws for each way that a vote may go."""
LEAST_WAY = 2e-4
LEAST_LIKELIHOOD = 1e-3
VETO_HALF_LIFE = 8.0
VETO_PRIOR = 3.0


@frozen
class Way:
    """One way a vote may go: a course, with those who veto, and its chance."""

    course: Course
    vetoers: frozenset[str]
    chance: float


@frozen
class Outlook:
    """Posterior draws for one draft.

    `draws` is [draws, members, 4] in the order of `Ballot`; `weights` [draws] add up to 1; `way`
    [draws] is the place in `ways` that each draw belongs to; `chances` [courses].
    """

    members: tuple[str, ...]
    draws: _Array = field(eq=False)
    weights: _Array = field(eq=False)
    way: NDArray[np.int64] = field(eq=False)
    ways: tuple[Way, ...]
    chances: _Array = field(eq=False)

    @property
    def is_veto(self) -> NDArray[np.bool_]:
        """The draws in which a veto stops votes enough, [draws]."""
        stopped = {Course.EAST_VETO, Course.WEST_VETO}
        return np.array([self.ways[place].course in stopped for place in self.way])

    def marginals(self) -> _Array:
        """The chance of each ballot of each member, [members, 4]."""
        return np.asarray(np.einsum("d,dmb->mb", self.weights, self.draws))


@define
class Sample:
    """Past drafts as they were described on their day, to fit weights to."""

    features: list[_Array] = field(factory=list)
    traits: list[_Array] = field(factory=list)
    courses: list[int] = field(factory=list)
    days: list[int] = field(factory=list)

    def add(self, described: tuple[_Array, _Array], course: int, day: int) -> None:
        """Keep one draft."""
        self.features.append(described[0])
        self.traits.append(described[1])
        self.courses.append(course)
        self.days.append(day)

    def fit(self, day: datetime.date) -> Weights:
        """Weights from the drafts kept, as of a day."""
        if not self.days:
            empty = np.zeros((0, len(Course), FEATURES)), np.zeros((0, len(TRAITS)))
            return fit_weights(*empty, np.zeros(0, dtype=np.int64), np.zeros(0))
        years = (day.toordinal() - np.array(self.days)) / 365.25
        courses = np.array(self.courses)
        return fit_weights(np.array(self.features), np.array(self.traits), courses, years)


@define
class Forecaster:
    """What was learnt before a day: the memory, the members' habits, the weights."""

    history: History
    profiles: Profiles
    weights: Weights
    known_to: datetime.date | None = None
    votes: int = 0

    def tell(self, events: Iterable[Event], casts: Iterable[Cast]) -> None:
        """Add what happened on a day that has passed."""
        for event in events:
            self.history.tell(event)
            self.votes += int(event.number)
            self.known_to = datetime.date.fromordinal(event.day)
        self.profiles.tell(casts)

    def courses(self, draft: Seen) -> _Array:
        """The chance of each course, [courses]."""
        return self.weights.chances(*self.history.describe(draft))

    def outlook(
        self,
        draft: Seen,
        seats: Sequence[Seat],
        declared: Mapping[str, Ballot] | None = None,
        seed: int = 0,
    ) -> Outlook:
        """Posterior draws for a draft; positions already declared are taken as stated.

        Raises
        ------
        LeakError
            If the draft's day is not later than what was learnt.
        """
        if self.known_to is not None and draft.day <= self.known_to:
            raise LeakError(
                f"this forecaster has learnt from votes up to {self.known_to}, so it may not be "
                f"asked about a draft of {draft.day}; train it on votes before that day"
            )
        rng = np.random.default_rng(seed)
        chances = self.courses(draft)
        ways = tuple(self._ways(draft, chances))
        day = draft.day.toordinal()
        draws = np.concatenate(
            [self.profiles.draws(seats, p.course, p.vetoers, day, DRAWS, rng) for p in ways]
        )
        prior = np.repeat([way.chance / DRAWS for way in ways], DRAWS)
        members = tuple(seat.code for seat in seats)
        weights = prior * _likelihood(draws, members, declared or {})
        weights /= weights.sum()
        place = np.repeat(np.arange(len(ways)), DRAWS)
        after = np.zeros(len(Course))
        np.add.at(after, [int(way.course) for way in ways for _ in range(DRAWS)], weights)
        return Outlook(
            members, _clamped(draws, members, declared or {}), weights, place, ways, after
        )

    def _ways(self, draft: Seen, chances: _Array) -> Iterator[Way]:
        for course in Course:
            chance = float(chances[course])
            if course in {Course.EAST_VETO, Course.WEST_VETO}:
                for vetoers, share in self._vetoers(draft, course):
                    if chance * share > LEAST_WAY:
                        yield Way(course, vetoers, chance * share)
            elif chance > LEAST_WAY:
                yield Way(course, frozenset(), chance)

    def _vetoers(self, draft: Seen, course: Course) -> Iterator[tuple[frozenset[str], float]]:
        """Who vetoed together before, on the subject first; a sponsor vetoes nothing of its own."""
        is_east = course is Course.EAST_VETO
        day = draft.day.toordinal()
        usual = _together((e for found in self.history.vetoers.values() for e in found), day)
        own = _together(self.history.vetoers.get(draft.key, []), day)
        usual.setdefault("RUS" if is_east else "USA", 0.0)
        total = sum(usual.values()) or 1.0
        counted: dict[frozenset[str], float] = {}
        for words, number in usual.items():
            names = frozenset(words.split())
            if (names <= EAST) is is_east and not names & (draft.sponsors or frozenset()):
                lean = VETO_PRIOR * (number + 0.05) / total
                counted[names] = own.get(words, 0.0) + lean
        whole = sum(counted.values())
        for names, number in sorted(counted.items(), key=lambda item: sorted(item[0])):
            yield names, number / whole


def _together(entries: Iterable[tuple[int, str, float]], day: int) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for when, names, number in entries:
        found[names] += number * 0.5 ** ((day - when) / 365.25 / VETO_HALF_LIFE)
    return dict(sorted(found.items()))


def train(votes: Iterable[Vote], day: datetime.date) -> Forecaster:
    """Learn from votes, all of them earlier than `day`.

    >>> from vetopoint.record.drafts import council_drafts
    >>> day = datetime.date(2011, 6, 1)
    >>> train(council_drafts().before(day), day).known_to < day
    True

    Raises
    ------
    LeakError
        If a vote is of that day or later.
    """
    known = known_votes(votes, day)
    groups, sample = council_groups(), Sample()
    since = min(FITTED_SINCE, day.replace(year=day.year - 50, day=1))
    forecaster = Forecaster(History(), Profiles(), sample.fit(day))
    for _, same_day in groupby(known, key=lambda vote: vote.draft.day):
        today = list(same_day)
        if today[0].draft.day >= since:
            for vote in today:
                described = forecaster.history.describe(seen(vote.draft))
                sample.add(described, int(course_of(vote)), vote.draft.day.toordinal())
        forecaster.tell(events_of(today), casts_of(today, groups))
    forecaster.weights = sample.fit(day)
    return forecaster


@cache
def council_groups() -> Mapping[str, str]:
    """The regional group of every State that has sat in the Council."""
    charter = charter_of("un-security-council")
    regional = [name for name, group in charter.groups.items() if group.partition == "regional"]
    return {
        member.code: next((name for name in regional if name in member.groups), "other")
        for member in charter.members
    }


def seats_of(
    members: Sequence[str], groups: Mapping[str, str], sponsors: frozenset[str] | None
) -> tuple[Seat, ...]:
    """The seats for an outlook, sponsors marked."""
    named = sponsors or frozenset()
    return tuple(
        Seat(code, groups.get(code, "other"), bool({code, seat_key(code)} & named))
        for code in members
    )


def _likelihood(draws: _Array, members: Sequence[str], declared: Mapping[str, Ballot]) -> _Array:
    """How likely each draw makes the positions declared, [draws]."""
    found = np.ones(len(draws))
    for member, ballot in declared.items():
        own = draws[:, members.index(member), BALLOTS.index(ballot)]
        found *= np.maximum(own, LEAST_LIKELIHOOD)
    return found


def _clamped(draws: _Array, members: Sequence[str], declared: Mapping[str, Ballot]) -> _Array:
    found = draws.copy()
    for member, ballot in declared.items():
        found[:, members.index(member)] = np.eye(len(BALLOTS))[BALLOTS.index(ballot)]
    return found
