"""What happened before: counts of courses by subject, region and sponsorship, fading with time.

Counts halve in two years and, beside that, in eight: the first follow a crisis, the second the
habits of years. A draft's history is read before its own day's votes are added, so that nothing of
the day itself is used.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from vetopoint.infer.council.courses import WEST, Course, course_of, seat_key
from vetopoint.infer.council.gate import SPONSORSHIP, Seen, seen
from vetopoint.record.drafts import Vote

__all__ = [
    "FEATURES",
    "OPENING",
    "TRAITS",
    "Event",
    "Fading",
    "History",
    "events_of",
    "expiries_of",
]

_Array = NDArray[np.float64]

HALF_LIVES = (2.0, 8.0)
SUBJECT_PRIOR = (2.0, 4.0)
REGION_PRIOR = 8.0
OPENING = np.array([6, 2, 0.5, 0.7, 0.3, 0.3, 0.5])
"""A weak first guess, worth some ten drafts, so that no course is ever thought impossible."""
SAME, UNLIKE, UNKNOWN = 1.0, 0.25, 0.6
"""How much a past draft counts whose sponsors are of the same kind, of another, or not known."""
DUE = (-5, 21)
"""A mandate that ends so many days from the vote is taken to be what the draft renews."""
FEATURES = 2 * len(HALF_LIVES) + 1
TRAITS = ("due", "west", "russia", "china", "others", "number", "presidential", "unheard")

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_UNTIL = re.compile(r"until (\d{1,2}) ([A-Za-z]{3})[a-z]*\.? (\d{4})")
_PERIOD = re.compile(r"for a (?:further )?period of (?:an additional )?(\w+) (month|year)s?")
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "nine": 9, "twelve": 12}
_LIKENESS = np.full((len(SPONSORSHIP), len(SPONSORSHIP)), UNLIKE)
_LIKENESS[-1, :] = _LIKENESS[:, -1] = UNKNOWN
np.fill_diagonal(_LIKENESS, SAME)


@frozen
class Event:
    """One past vote, or several alike: day, subject, region, sponsorship, course, and mandates."""

    day: int
    key: str
    region: str
    sponsorship: int
    course: int
    number: float = 1
    expiries: tuple[int, ...] = ()
    vetoers: str = ""


def events_of(votes: Iterable[Vote]) -> Iterator[Event]:
    """The events that votes are to the memory, in their order."""
    for vote in votes:
        known = seen(vote.draft)
        yield Event(
            known.day.toordinal(),
            known.key,
            known.region,
            SPONSORSHIP.index(known.sponsorship),
            int(course_of(vote)),
            1,
            tuple(expiries_of(vote)) if vote.outcome == "adopted" else (),
            " ".join(sorted(map(seat_key, vote.vetoers))) if vote.outcome == "vetoed" else "",
        )


def expiries_of(vote: Vote) -> list[int]:
    """The days (ordinals) on which an adopted text says that a mandate ends.

    >>> from vetopoint.record.drafts import Draft
    >>> text = "Security Council resolution 2100 (2013) [on … until 30 June 2014]"
    >>> vote = Vote(Draft("S/RES/2100", datetime.date(2013, 4, 25), text), "adopted")
    >>> [str(datetime.date.fromordinal(day)) for day in expiries_of(vote)]
    ['2014-06-30']
    """
    found = []
    for day, month, year in _UNTIL.findall(vote.draft.title):
        try:
            end = datetime.date(int(year), _MONTHS[month.casefold()], int(day))
        except (KeyError, ValueError):
            continue
        found.append(end.toordinal())
    for number, unit in _PERIOD.findall(vote.draft.title):
        count = int(number) if number.isdigit() else _NUMBERS.get(number.casefold())
        if count:
            days = count * (365.25 if unit == "year" else 30.44)
            found.append(vote.draft.day.toordinal() + int(days))
    return found


class Fading:
    """Counts [half-lives, sponsorships, courses] that fade from the day they were last touched."""

    __slots__ = ("counts", "day")

    def __init__(self) -> None:
        self.counts: _Array = np.zeros((len(HALF_LIVES), len(SPONSORSHIP), len(Course)))
        self.day = 0

    def at(self, day: int) -> _Array:
        """The counts as they have faded by a day, for reading and for adding to."""
        if day != self.day:
            if self.day:
                years = (day - self.day) / 365.25
                self.counts *= _fades(years)
            self.day = day
        return self.counts

    def as_record(self) -> list[Any]:
        """Day and counts, for a file."""
        return [self.day, self.counts.tolist()]

    @classmethod
    def of_record(cls, record: Sequence[Any]) -> Fading:
        """Counts out of a file."""
        found = cls()
        found.day, found.counts = int(record[0]), np.array(record[1], dtype=float)
        return found


def _fades(years: float) -> _Array:
    return np.array([0.5 ** (years / life) for life in HALF_LIVES])[:, None, None]


@define
class History:
    """A memory that is told events in the order of their days, and describes drafts by it."""

    subjects: dict[str, Fading] = field(factory=lambda: defaultdict(Fading))
    regions: dict[str, Fading] = field(factory=lambda: defaultdict(Fading))
    whole: Fading = field(factory=Fading)
    due: dict[str, list[int]] = field(factory=lambda: defaultdict(list))
    vetoers: dict[str, list[tuple[int, str, float]]] = field(factory=lambda: defaultdict(list))

    def tell(self, event: Event) -> None:
        """Add an event; it must not be earlier than those told before."""
        for memory in (self.subjects[event.key], self.regions[event.region], self.whole):
            memory.at(event.day)[:, event.sponsorship, event.course] += event.number
        if event.expiries:
            left = [day for day in self.due[event.key] if day > event.day]
            self.due[event.key] = [*left, *event.expiries]
        if event.vetoers:
            self.vetoers[event.key].append((event.day, event.vetoers, event.number))

    def describe(self, draft: Seen) -> tuple[_Array, _Array]:
        """Features [courses, FEATURES] and traits [len(TRAITS)] of a draft, from what was told."""
        day = draft.day.toordinal()
        like = _LIKENESS[SPONSORSHIP.index(draft.sponsorship)]
        whole = self.whole.at(day).sum(axis=1)[-1] + OPENING
        usual = whole / whole.sum()
        columns = []
        own = self.subjects[draft.key].at(day)
        wider = self.regions[draft.region].at(day)
        for place, prior in enumerate(SUBJECT_PRIOR):
            region = _mixed(like @ wider[place], usual, REGION_PRIOR)
            topic = region if draft.is_wide else _mixed(like @ own[place], region, prior)
            columns += [np.log(topic / usual), np.log(region / usual)]
        columns.append(np.log(usual))
        heard = own[-1].sum()
        return np.stack(columns, axis=1), self._traits(draft, heard)

    def is_due(self, draft: Seen) -> bool:
        """Whether a mandate on the subject ends about the day of the draft."""
        first, last = DUE
        day = draft.day.toordinal()
        return any(first < end - day <= last for end in self.due.get(draft.key, ()))

    def _traits(self, draft: Seen, heard: float) -> _Array:
        sponsors = draft.sponsors
        named: Any = sponsors if sponsors is not None else frozenset()
        known = sponsors is not None
        size = min(float(np.log1p(len(named))), 4.0) / 2
        return np.array(
            [
                self.is_due(draft),
                bool(named & WEST),
                "RUS" in named,
                "CHN" in named,
                known and draft.sponsorship == "others",
                size,
                draft.sponsorship == "presidential",
                heard < 0.5 and not draft.is_wide,
            ],
            dtype=float,
        )


def _mixed(counts: _Array, prior: _Array, weight: float) -> _Array:
    return np.asarray((counts + weight * prior) / (counts.sum() + weight))
