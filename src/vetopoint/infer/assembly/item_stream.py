"""Items known before each day: those of the record, or those that ship with later ones added."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.infer.assembly.cloud import Cloud, cloud_of, item_weights
from vetopoint.infer.assembly.items import (
    YEARS,
    Items,
    fit_items,
    positions_before,
    seat_columns,
    seat_of,
)
from vetopoint.infer.assembly.shipped_items import ShippedTexts, shipped_items, shipped_texts
from vetopoint.infer.positions import NoPositionError, shipped
from vetopoint.infer.texts import TextIndex, plain_title
from vetopoint.record.resolutions import Resolutions

__all__ = ["Crowd", "ItemStream", "positions_of"]

LATE = 200
"""A member is among the items if it had a seat in one of so many last texts."""
POSITION_DRAWS = 200

_Array = NDArray[np.floating[Any]]


@frozen(eq=False)
class Crowd:
    """What is needed to draw everybody's chances on the texts of a day.

    `likeness` [texts, items] of words, `habits` [members, axes + 1], `positions` [draws, members].
    """

    items: Items
    seats: tuple[str, ...] = field(repr=False)
    day: datetime.date
    likeness: _Array = field(repr=False)
    habits: _Array = field(repr=False)
    positions: _Array = field(repr=False)

    def absent(self) -> _Array:
        """Chances of absence [texts, members], where nothing but items is known."""
        now = np.datetime64(self.day)
        weights = [item_weights(self.items, own, now) for own in self.likeness]
        shares = np.array(weights) @ self.items.missing
        return np.array([self.items.absent(self.seats, float(share)) for share in shares])

    def cloud(
        self,
        text: int,
        members: NDArray[np.integer[Any]],
        beside: NDArray[np.floating[Any]] | None = None,
        seed: int = 0,
    ) -> Cloud:
        """Draws for one text and the members at these places."""
        return cloud_of(
            self.items,
            self.likeness[text],
            np.datetime64(self.day),
            self.habits[members],
            self.positions[:, members],
            beside,
            seed,
        )


def positions_of(day: datetime.date, seats: Sequence[str], seed: int = 0) -> _Array:
    """Draws of the shipped positions known before a day [draws, seats]; newcomers' are wide."""
    wide = np.random.default_rng([seed, 1]).standard_normal((POSITION_DRAWS, len(seats)))
    try:
        known = shipped().before(day, draws=POSITION_DRAWS, seed=seed)
    except NoPositionError:
        return wide
    place = {code: n for n, code in enumerate(known.members)}
    for column, code in enumerate(seats):
        if code in place:
            wide[:, column] = known.draws[:, place[code], 0]
    return wide


class ItemStream:
    """Items day after day; with `starts_short` from what ships, later texts added as they come.

    Else they are estimated anew at each New Year from the twelve years before.
    """

    def __init__(
        self, record: Resolutions, *, starts_short: bool = False, index: TextIndex | None = None
    ) -> None:
        self.record, self.starts_short = record, starts_short
        self.base: Items | None = None
        titles = [plain_title(title) for title in record.titles]
        self.index = index or TextIndex(titles, words_only=True)
        self._seats, self._cells = seat_columns(record.members, record.cells)
        self._texts: ShippedTexts | None = shipped_texts() if starts_short else None

    def before(self, day: datetime.date) -> Items:
        """The items of texts before a day.

        Raises
        ------
        TooEarlyError
            If the record starts short, and what ships begins later.
        """
        base = self._base(day)
        since, until = np.searchsorted(self.record.days, np.array([base.day, day], "datetime64[D]"))
        if since == until:
            return base
        rows = np.arange(since, until)
        cells = np.full((len(rows), len(base.members)), -1, np.int8)
        for column, code in enumerate(base.members):
            if code in self._seats:
                cells[:, column] = self._cells[rows, self._seats.index(code)]
        days = self.record.days[rows]
        at = positions_before(shipped(), days, base.members)
        return base.with_texts(rows, days, cells, at)

    def crowd(self, titles: Sequence[str], day: datetime.date, codes: Sequence[str]) -> Crowd:
        """All that is known of texts with these titles and members with these codes."""
        items = self.before(day)
        seats = [seat_of(code) for code in codes]
        likeness = self.likeness(titles, items, day)
        habits, positions = items.habits_of(seats), positions_of(day, seats)
        return Crowd(items, tuple(seats), day, likeness, habits, positions)

    def likeness(self, titles: Sequence[str], items: Items, day: datetime.date) -> _Array:
        """Cosines of words [titles, items]."""
        until = int(np.searchsorted(self.record.days, np.datetime64(day)))
        own = self.index.likeness(titles, 0, until)
        if self._texts is None or self.base is None:
            return own[:, items.texts]
        kept = len(self.base.texts)
        theirs = self._texts.likeness(titles, self.base.day)[:, items.texts[:kept]]
        return np.concatenate([theirs, own[:, items.texts[kept:]]], axis=1)

    def _base(self, day: datetime.date) -> Items:
        if self.starts_short:
            self.base = shipped_items(day)
        elif self.base is None or self.base.day.year != day.year:
            self.base = self.fitted(datetime.date(day.year, 1, 1))
        return self.base

    def fitted(self, day: datetime.date) -> Items:
        """The items of the twelve years before a day, estimated from the record."""
        since = np.datetime64(day) - np.timedelta64(int(365.25 * YEARS), "D")
        first, last = np.searchsorted(self.record.days, np.array([since, day], "datetime64[D]"))
        rows = np.arange(first, last)
        kept = np.flatnonzero((self._cells[rows[-LATE:]] >= 0).any(axis=0))
        members = [self._seats[place] for place in kept]
        days = self.record.days[rows]
        at = positions_before(shipped(), days, members)
        return fit_items(day, members, rows, days, self._cells[np.ix_(rows, kept)], at)
