"""Forecasts of Assembly votes: learn from what was known the day before, and answer for a text."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.errors import VetopointError
from vetopoint.infer.assembly.features import Features, FeatureStream
from vetopoint.infer.assembly.known import Known, refuse_outcome, tabled
from vetopoint.infer.assembly.ledger import Ledger
from vetopoint.infer.assembly.models import Models, Outlook, learnt
from vetopoint.infer.assembly.together import SPONSOR_WEIGHT, Together
from vetopoint.infer.matrices import CODES
from vetopoint.law.ballots import Ballot
from vetopoint.record.resolutions import Resolutions

__all__ = ["AssemblyForecaster", "Draws", "TooEarlyError", "forecast_days"]

RUN_UP = 13
"""Years of forecasts made before the first day asked for, to learn from."""
LEAST_TEXTS = 60

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


def forecast_days(
    record: Resolutions, since: datetime.date, until: datetime.date
) -> Iterator[tuple[Features, Outlook]]:
    """Each day's forecast of all texts voted on, from what was known the day before.

    Models are learnt anew at the beginning of each year, from earlier years.

    Raises
    ------
    TooEarlyError
        If fewer than sixty texts were voted on before the first day.
    """
    known = Known(record)
    stream, ledger = FeatureStream(known), Ledger()
    models: Models | None = None
    run_up = datetime.date(max(since.year - RUN_UP, 1), 1, 1)
    for features in stream.days(run_up, until):
        if features.day >= since:
            if models is None or models.day.year != features.day.year:
                models = _models(known, ledger, datetime.date(features.day.year, 1, 1))
            yield features, models.outlook(features)
        ledger.enter(features, known.cells_of(features.day), record.members)


def _models(known: Known, ledger: Ledger, day: datetime.date) -> Models:
    if (count := known.count_before(day)) < LEAST_TEXTS:
        raise TooEarlyError(
            f"only {count} texts with a roll call are on record before {day}; a forecast needs "
            f"{LEAST_TEXTS} to learn from: choose a later day or add the record before it"
        )
    return learnt(ledger, day, len(known.before(day, 0.0).members))


class AssemblyForecaster:
    """Answers for any text tabled on a day."""

    def __init__(
        self, record: Resolutions, known: Known, stream: FeatureStream, models: Models
    ) -> None:
        self._record, self._known = record, known
        self._stream, self._models = stream, models

    @classmethod
    def train(cls, record: Resolutions, day: datetime.date) -> AssemblyForecaster:
        """Learn from the votes of the record before a day.

        Raises
        ------
        TooEarlyError
            If too little was voted on before it.
        """
        known = Known(record)
        stream, ledger = FeatureStream(known), Ledger()
        year = datetime.date(day.year, 1, 1)
        eve = day - datetime.timedelta(days=1)
        for features in stream.days(datetime.date(max(day.year - RUN_UP, 1), 1, 1), eve):
            ledger.enter(features, known.cells_of(features.day), record.members)
        return cls(record, known, stream, _models(known, ledger, year))

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

        A declared ballot is taken as certain. A co-sponsor is certain to be FOR, but tells less
        of the others than a ballot would: `SPONSOR_WEIGHT`.

        Raises
        ------
        LeakedOutcomeError
            If the title says what came of the vote.
        """
        refuse_outcome(title)
        features = self._stream.of(day, [tabled(title, agenda, day)])
        outlook = self._models.outlook(features)
        names = tuple(members or features.members[:-1])
        columns = [features.column(member) for member in names]
        stated = {**dict.fromkeys(sponsors, Ballot.FOR), **(declared or {})}
        cast = {m: b for m, b in stated.items() if b in CODES and m in names}
        together = Together.of(outlook.ballots[0][columns], outlook.loadings[columns])
        factors = together.given(
            np.array([names.index(member) for member in cast], np.int64),
            np.array([CODES[ballot] for ballot in cast.values()], np.int64),
            np.array([SPONSOR_WEIGHT if m in sponsors else 1.0 for m in cast]),
        )
        absent = outlook.absent[0][columns]
        fixed = {names.index(m): ballot for m, ballot in stated.items() if m in names}
        return Draws(
            names,
            _ballots(together.draws(factors, count, seed), absent, fixed),
            _ballots(together.chances(factors)[None], absent, fixed)[0],
            self._nearest(features),
        )

    def _nearest(self, features: Features, count: int = 5) -> tuple[tuple[str, float], ...]:
        titles, wholes = self._known.likeness(list(features.texts), features.day, 9.0)
        likeness = (titles[0] + wholes[0]) / 2
        start = self._known.place(features.day, 9.0)
        best = np.argsort(-likeness, kind="stable")[:count]
        return tuple((self._record.symbols[start + k], float(likeness[k])) for k in best)


def _ballots(chances: _Array, absent: _Array, fixed: Mapping[int, Ballot]) -> _Array:
    """Chances [draws, members, 4] in the order of `Ballot`, from those of members that vote."""
    order = tuple(Ballot)
    found = np.empty((*chances.shape[:2], len(order)))
    for ballot, code in CODES.items():
        found[..., order.index(ballot)] = chances[..., code] * (1 - absent)
    found[..., order.index(Ballot.ABSENT)] = absent
    for place, ballot in fixed.items():
        found[:, place] = [float(one is ballot) for one in order]
    return np.asarray(found / found.sum(axis=-1, keepdims=True))
