"""Forecasts of Assembly votes: learn from what was known the day before, and answer for a text."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.errors import VetopointError
from vetopoint.infer.assembly.cloud import Cloud
from vetopoint.infer.assembly.features import Features, FeatureStream
from vetopoint.infer.assembly.item_stream import Crowd, ItemStream
from vetopoint.infer.assembly.known import NEW_BELOW, Known, refuse_outcome, tabled
from vetopoint.infer.assembly.ledger import Ledger
from vetopoint.infer.assembly.models import Models, learnt
from vetopoint.infer.assembly.shipped_items import first_shipped_day
from vetopoint.infer.matrices import CODES
from vetopoint.law.ballots import Ballot
from vetopoint.record.resolutions import Resolutions

__all__ = [
    "AssemblyForecaster",
    "Draws",
    "Outlook",
    "TooEarlyError",
    "ballots_and_absence",
    "forecast_days",
    "starts_short",
    "told",
]

RUN_UP = 13
"""Years of forecasts made before the first day asked for, to learn from."""
LEAST_TEXTS = 60
ENOUGH = 300
"""A record with fewer texts before a day is too short to learn from alone."""

_Array = NDArray[np.floating[Any]]


class TooEarlyError(VetopointError, ValueError):
    """Too little was voted on before the day to learn from."""


@frozen(eq=False)
class Draws:
    """A forecast of one text.

    `probabilities` [draws, members, 4] are in the order of `law.ballots.Ballot`, as
    `count.forecasts.forecast` takes them; members move together from draw to draw. `expected`
    [members, 4] are their exact means.
    """

    members: tuple[str, ...]
    probabilities: _Array = field(repr=False)
    expected: _Array = field(repr=False)
    nearest: tuple[tuple[str, float], ...] = ()


@frozen(eq=False)
class Outlook:
    """What to expect of the texts of a day.

    `ballots` [texts, members, 3] of members that vote, where they were forecast from every roll
    call; `absent` [texts, members] chances of not voting; `is_new` [texts].
    """

    absent: _Array = field(repr=False)
    is_new: NDArray[np.bool_] = field(repr=False)
    crowd: Crowd = field(repr=False)
    ballots: _Array | None = field(default=None, repr=False)

    def cloud(self, text: int, members: NDArray[np.integer[Any]]) -> Cloud:
        """Draws for one text and the members at these places."""
        beside = None if self.ballots is None else self.ballots[text][members].astype(np.float64)
        return self.crowd.cloud(text, members, beside)


def starts_short(record: Resolutions, day: datetime.date) -> bool:
    """Whether a record holds so few texts before a day that what ships is started from."""
    before = int(np.searchsorted(record.days, np.datetime64(day)))
    return before < ENOUGH and day >= first_shipped_day()


def forecast_days(
    record: Resolutions, since: datetime.date, until: datetime.date
) -> Iterator[tuple[Features, Outlook]]:
    """Each day's forecast of all texts voted on, from what was known the day before.

    Models are learnt anew at the beginning of each year, from earlier years. A record that starts
    short is forecast by the items that ship, and by its own as they come.

    Raises
    ------
    TooEarlyError
        If fewer than sixty texts were voted on before the first day, and nothing ships for it.
    """
    known = Known(record)
    stream, ledger = FeatureStream(known), Ledger()
    is_short = starts_short(record, since)
    items = ItemStream(record, starts_short=is_short)
    models: Models | None = None
    run_up = datetime.date(max(since.year - RUN_UP, 1), 1, 1)
    for features in stream.days(run_up, until):
        if features.day >= since and is_short:
            yield features, _short_outlook(items, features)
        elif features.day >= since:
            if models is None or models.day.year != features.day.year:
                models = _models(known, ledger, datetime.date(features.day.year, 1, 1))
            yield features, _outlook(items, models, features)
        ledger.enter(features, known.cells_of(features.day), record.members)


def _outlook(items: ItemStream, models: Models, features: Features) -> Outlook:
    ballots, absent = models.chances(features)
    crowd = items.crowd([text.title for text in features.texts], features.day, features.members)
    return Outlook(absent, features.nearest < 0, crowd, ballots)


def _short_outlook(items: ItemStream, features: Features) -> Outlook:
    titles = [text.title for text in features.texts]
    crowd = items.crowd(titles, features.day, features.members)
    late = crowd.items.days > np.datetime64(features.day) - np.timedelta64(1461, "D")
    likest = items.likeness(titles, crowd.items, features.day)[:, late].max(axis=1, initial=0)
    return Outlook(crowd.absent(), (features.nearest < 0) & (likest < NEW_BELOW), crowd)


def _models(known: Known, ledger: Ledger, day: datetime.date) -> Models:
    if (count := known.count_before(day)) < LEAST_TEXTS:
        raise TooEarlyError(
            f"only {count} texts with a roll call are on record before {day}; a forecast needs "
            f"{LEAST_TEXTS} to learn from: choose a later day or add the record before it"
        )
    return learnt(ledger, day)


class AssemblyForecaster:
    """Answers for any text tabled in a year, each from what was known the day before."""

    def __init__(
        self,
        record: Resolutions,
        known: Known,
        stream: FeatureStream,
        models: Models,
        items: ItemStream,
    ) -> None:
        self.record, self.known = record, known
        self.stream, self.models, self.items = stream, models, items

    @classmethod
    def train(cls, record: Resolutions, day: datetime.date) -> AssemblyForecaster:
        """Learn for a year: models from the votes before it, and what was foreseen on its days.

        Raises
        ------
        TooEarlyError
            If too little was voted on before it.
        """
        known = Known(record)
        stream, ledger = FeatureStream(known), Ledger()
        year, end = datetime.date(day.year, 1, 1), datetime.date(day.year, 12, 31)
        for features in stream.days(datetime.date(max(day.year - RUN_UP, 1), 1, 1), end):
            if features.day < year:
                ledger.enter(features, known.cells_of(features.day), record.members)
        return cls(record, known, stream, _models(known, ledger, year), ItemStream(record))

    def draws(
        self,
        title: str,
        day: datetime.date,
        *,
        agenda: str = "",
        declared: Mapping[str, Ballot] | None = None,
        sponsors: Sequence[str] = (),
        members: Sequence[str] | None = None,
        count: int = 1000,
        seed: int = 0,
    ) -> Draws:
        """Forecast a text by its title, given declared positions and co-sponsors.

        A declared ballot is taken as certain. A co-sponsor is certain to be FOR, and tells of the
        others who favours the text most: `Cloud.sponsored`.

        Raises
        ------
        LeakedOutcomeError
            If the title says what came of the vote.
        ValueError
            If the day is not in the year learnt for.
        """
        refuse_outcome(title)
        if day.year != self.models.day.year:
            raise ValueError(f"learnt for {self.models.day.year}, and asked about {day}")
        features = self.stream.of(day, [tabled(title, agenda, day)])
        outlook = _outlook(self.items, self.models, features)
        names = tuple(members or features.members[:-1])
        columns = np.array([features.column(member) for member in names])
        stated = {**dict.fromkeys(sponsors, Ballot.FOR), **(declared or {})}
        cloud = told(outlook.cloud(0, columns), names, declared or {}, sponsors)
        absent = outlook.absent[0][columns]
        fixed = {names.index(m): ballot for m, ballot in stated.items() if m in names}
        return Draws(
            names,
            ballots_and_absence(cloud.chosen(count, seed), absent, fixed),
            ballots_and_absence(cloud.expected()[None], absent, fixed)[0],
            self._nearest(features),
        )

    def _nearest(self, features: Features, count: int = 5) -> tuple[tuple[str, float], ...]:
        titles, wholes = self.known.likeness(list(features.texts), features.day, 9.0)
        likeness = (titles[0] + wholes[0]) / 2
        start = self.known.place(features.day, 9.0)
        best = np.argsort(-likeness, kind="stable")[:count]
        return tuple((self.record.symbols[start + k], float(likeness[k])) for k in best)


def told(
    cloud: Cloud, names: Sequence[str], declared: Mapping[str, Ballot], sponsors: Sequence[str]
) -> Cloud:
    """The draws given declared positions and, of those without one, the co-sponsors."""
    cast = {m: CODES[b] for m, b in declared.items() if b in CODES and m in names}
    keen = [names.index(m) for m in sponsors if m in names and m not in declared]
    places = np.array([names.index(member) for member in cast], np.int64)
    given = cloud.given(places, np.array(list(cast.values()), np.int64))
    return given.sponsored(np.array(keen, np.int64))


def ballots_and_absence(chances: _Array, absent: _Array, fixed: Mapping[int, Ballot]) -> _Array:
    """Chances [draws, members, 4] in the order of `Ballot`, from those of members that vote."""
    order = tuple(Ballot)
    found = np.empty((*chances.shape[:2], len(order)))
    for ballot, code in CODES.items():
        found[..., order.index(ballot)] = chances[..., code] * (1 - absent)
    found[..., order.index(Ballot.ABSENT)] = absent
    for place, ballot in fixed.items():
        found[:, place] = [float(one is ballot) for one in order]
    return np.asarray(found / found.sum(axis=-1, keepdims=True))
