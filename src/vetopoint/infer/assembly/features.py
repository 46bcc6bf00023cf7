"""What the past says of each member's ballot on a text: the predictors of the forecast.

The last member is always a newcomer, of whom nothing is known.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from vetopoint.infer.assembly.kernels import (
    History,
    alliance,
    allies,
    history_of,
    log_odds,
    member_rates,
    sharper,
    weights,
)
from vetopoint.infer.assembly.known import LOOK_BACK, NEW_BELOW, Known, Past, Tabled, latest_like

__all__ = ["ABSENT", "YEARS", "FeatureStream", "Features"]

YEARS = 9.0
"""How far back votes are looked at."""

ABSENT = 3
_NEAREST = 3
_SURPRISES = ((0.5, 0), (1.0, 1), (1.4, 4))
"""Half-lives in years and powers of likeness by which recent surprises are weighed."""
_ATTENDANCE = (0.15, 1.0, 4.0)
"""Half-lives in years of members' rates of absence."""

_Array = NDArray[np.float32]


@frozen(eq=False)
class Features:
    """Predictors of the texts of one day.

    `values` [texts, members, predictors] predict the ballot from `offset` [texts, members, 2],
    log odds of ABSTAIN and AGAINST over FOR; `absence` [texts, members, predictors] predicts
    absence. `nearest` [texts] is the place in the record of the most alike title of the last four
    years, −1 where the text is new.
    """

    day: datetime.date
    texts: tuple[Tabled, ...]
    members: tuple[str, ...]
    values: _Array = field(repr=False)
    offset: _Array = field(repr=False)
    absence: _Array = field(repr=False)
    nearest: NDArray[np.int64] = field(repr=False)

    def column(self, member: str) -> int:
        """The place of a member, or of the newcomer."""
        try:
            return self.members.index(member)
        except ValueError:
            return len(self.members) - 1


class FeatureStream:
    """Predictors day after day; what each member did that was not foreseen is remembered.

    Days must be asked for in their order.
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        self.foreseen: dict[datetime.date, _Array] = {}
        self._surprise: dict[datetime.date, tuple[_Array, _Array]] = {}

    def days(self, since: datetime.date, until: datetime.date) -> Iterator[Features]:
        """The predictors of each day with a vote, in order; both days included."""
        for day in self.known.days:
            if since <= day <= until:
                yield self.of(day, self.known.texts_of(day), remember=True)

    def of(self, day: datetime.date, texts: list[Tabled], *, remember: bool = False) -> Features:
        """The predictors of some texts on a day, from what was known the day before."""
        past = _with_newcomer(self.known.before(day, YEARS))
        history = history_of(past.cells, past.ages)
        likeness = self.known.likeness(texts, day, YEARS)
        predictors = _Predictors(past, history, *likeness)
        foreseen = predictors.kernels()
        predictors.neighbours()
        predictors.surprises(*self._surprises(past))
        if remember:
            self.foreseen[day] = foreseen[:, :-1]
        start = self.known.place(day, YEARS)
        return Features(
            day,
            tuple(texts),
            past.members,
            np.stack(predictors.columns, axis=-1),
            predictors.offset,
            predictors.absences(),
            np.where(predictors.likest >= NEW_BELOW, start + predictors.closest, -1),
        )

    def _surprises(self, past: Past) -> tuple[_Array, _Array]:
        """Ballot less what was foreseen [texts, members, 2], and where a ballot was foreseen."""
        texts, members = past.cells.shape
        surprise = np.zeros((texts, members, 2), np.float32)
        known = np.zeros((texts, members), np.float32)
        days = past.days
        for day, foreseen in self.foreseen.items():
            rows = np.flatnonzero(days == np.datetime64(day))
            if not len(rows):
                continue
            if day not in self._surprise:
                self._surprise[day] = _surprise(past.cells[rows, : foreseen.shape[1]], foreseen)
            own, cast = self._surprise[day]
            surprise[rows, : own.shape[1]], known[rows, : own.shape[1]] = own, cast
        return surprise, known


def _surprise(cells: NDArray[np.int8], foreseen: _Array) -> tuple[_Array, _Array]:
    cast = ((cells >= 0) & (cells < ABSENT)).astype(np.float32)
    own = np.stack([cells == 1, cells == 2], axis=-1) - foreseen[..., 1:]
    return (own * cast[..., None]).astype(np.float32), cast


def _with_newcomer(past: Past) -> Past:
    nobody = np.full((len(past.cells), 1), -1, np.int8)
    cells = np.concatenate([past.cells, nobody], axis=1)
    return evolve(past, cells=cells, members=(*past.members, ""))


class _Predictors:
    """The columns of one day's predictors, filled in turn; each is [texts, members]."""

    def __init__(
        self, past: Past, history: History, titles: NDArray[Any], wholes: NDArray[Any]
    ) -> None:
        self.past, self.history, self.titles = past, history, titles
        self.mixed = (titles + wholes) / 2
        self.shape = (len(titles), len(past.members))
        self.columns: list[_Array] = []
        seated = (past.cells >= 0) & (past.ages < 1.5)[:, None]
        self.seated = seated.any(axis=0).astype(np.float32)
        recent = np.where(past.ages <= LOOK_BACK, titles, -1.0)
        none = np.full((len(titles), 1), -1.0)
        self.likest = np.concatenate([recent, none], axis=1).max(axis=1)
        self.closest = latest_like(
            np.concatenate([recent, none], axis=1), np.append(past.ages, np.inf)
        )

    def add(self, *values: Any) -> None:
        """Take values in as columns: one number for each text, or for each text and member."""
        for value in values:
            wide = value[:, None] if np.ndim(value) == 1 else value
            self.columns.append(np.broadcast_to(wide, self.shape).astype(np.float32))

    def add_odds(self, shares: _Array) -> None:
        odds = np.broadcast_to(log_odds(shares), (*self.shape, 2))
        self.add(odds[..., 0], odds[..., 1])

    def kernels(self) -> _Array:
        """Rates from broad to sharp, those of allies, and how contested like texts were."""
        history, ages = self.history, self.past.ages
        own = member_rates(history)
        first = _firsts(self.past)
        on_new = member_rates(history, first * 0.5 ** (ages / 4))
        keen = weights(self.mixed, 4, ages, 4), weights(self.mixed, 10, ages, 2.5)
        broad, _ = sharper(history, weights(self.mixed, 1.5, ages, 4), own[None], 1.0)
        middle, some = sharper(history, keen[0], broad, 0.5)
        sharp, more = sharper(history, keen[1], middle, 0.25)
        last, most = sharper(history, weights(self.titles, 16, ages, 0.7), sharp, 0.1)
        looks_to = alliance(history)
        theirs = [allies(history, looks_to, weight, 0.05) for weight in keen]
        for shares in (own[None], on_new[None], broad, middle, sharp, last, *theirs):
            self.add_odds(shares)
        self.add(*(np.log(mass + 0.01) for mass in (some, more, most)))
        for shares in (broad, middle, sharp):
            mean = np.einsum("qmk,m->qk", shares, self.seated) / max(self.seated.sum(), 1)
            self.add_odds(mean[:, None])
        self.add(np.log1p(history.weighed((0.5 ** (ages / 2))[None])[0].sum(axis=1))[None])
        self.offset = log_odds(middle)
        return sharp

    def neighbours(self) -> None:
        """The members' last ballots on the nearest texts, and how near and old these are."""
        ages = self.past.ages
        near = 0.6 * self.titles + 0.4 * self.mixed - 0.03 * ages[None]
        order = np.argsort(-near, axis=1, kind="stable")[:, :_NEAREST]
        rows = np.arange(len(order))
        for turn in range(_NEAREST):
            if turn >= order.shape[1]:
                self.add(*[np.zeros(len(rows))] * 6)
                continue
            place = order[:, turn]
            like = self.titles[rows, place]
            cells = self.past.cells[place]
            for code in range(3):
                self.add((cells == code) * like[:, None])
            self.add(((cells < 0) | (cells == ABSENT)) * like[:, None])
            self.add(like, np.minimum(ages[place], 5.0))
        self.add(np.maximum(self.likest, 0), _most(self.titles), _most(self.mixed))

    def surprises(self, surprise: _Array, known: _Array) -> None:
        """What members did of late that was not foreseen, on all texts and on like texts."""
        texts, members, _ = surprise.shape
        flat = surprise.reshape(texts, members * 2)
        for half, power in _SURPRISES:
            weight = (0.02 + self.mixed) ** power * 0.5 ** (self.past.ages / half)[None]
            weight = weight.astype(np.float32)
            total = (weight @ flat).reshape(len(weight), members, 2)
            mean = total / (weight @ known + 3 * 0.02**power)[..., None]
            self.add(mean[..., 0], mean[..., 1])

    def absences(self) -> _Array:
        """Log odds of absence of late, on like texts, and the last time [texts, members, 6]."""
        ages, cells = self.past.ages, self.past.cells
        absent = (cells == ABSENT).astype(np.float32)
        seated = (cells >= 0).astype(np.float32)
        prior = np.full(self.shape[1], 0.1, np.float32)
        found = []
        for half in reversed(_ATTENDANCE):
            fading = (0.5 ** (ages / half)).astype(np.float32)
            prior = (fading @ absent + 4 * prior) / (fading @ seated + 4)
            found.append(np.broadcast_to(prior, self.shape))
        for power, half in ((1.5, 4.0), (8.0, 3.0)):
            weight = weights(self.mixed, power, ages, half).astype(np.float32)
            like = (weight @ absent + 0.5 * found[-1]) / (weight @ seated + 0.5)
            everybody = (weight @ absent).sum(axis=1) + 0.5 * found[0].mean(axis=1)
            everybody = everybody / ((weight @ seated).sum(axis=1) + 0.5)
            found += [like, np.broadcast_to(everybody[:, None], self.shape)]
        shares = np.clip(np.stack(found, axis=-1), 0.002, 0.998)
        return np.asarray(np.log(shares / (1 - shares)), np.float32)


def _firsts(past: Past) -> NDArray[np.float64]:
    """1 for past texts that were new when they were tabled, 0.1 for others."""
    return np.where(past.was_new, 1.0, 0.1)


def _most(values: NDArray[Any]) -> NDArray[Any]:
    return values.max(axis=1) if values.shape[1] else np.zeros(len(values))
