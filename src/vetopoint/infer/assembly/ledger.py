"""Past forecasts' predictors beside what was cast: the rows that the models learn from."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from vetopoint.infer.assembly.features import ABSENT, Features

__all__ = ["Ledger", "Rows"]

_Array = NDArray[np.float32]


@frozen(eq=False)
class Rows:
    """Cells of members seated: predictors, ballots (3 where absent), the member and the text."""

    values: _Array = field(repr=False)
    offset: _Array = field(repr=False)
    absence: _Array = field(repr=False)
    ballots: NDArray[np.int64] = field(repr=False)
    members: NDArray[np.int64] = field(repr=False)
    texts: NDArray[np.int64] = field(repr=False)
    is_new: NDArray[np.bool_] = field(repr=False)

    def only(self, kept: NDArray[Any]) -> Rows:
        """Some of the rows."""
        return Rows(
            self.values[kept],
            self.offset[kept],
            self.absence[kept],
            self.ballots[kept],
            self.members[kept],
            self.texts[kept],
            self.is_new[kept],
        )

    @property
    def cast(self) -> Rows:
        """The rows of members that voted."""
        return self.only(self.ballots < ABSENT)


@define
class Ledger:
    """Rows by day; `before` never gives rows of the day asked for or of later days."""

    _by_day: dict[datetime.date, Rows] = field(factory=dict)
    _texts: int = 0

    def enter(self, features: Features, cells: NDArray[np.int8], members: tuple[str, ...]) -> Rows:
        """Enter a day's ballots [texts, members] beside the predictors made before it."""
        columns = np.array([features.column(member) for member in members])
        texts, seats = np.nonzero(cells >= 0)
        places = columns[seats]
        rows = Rows(
            features.values[texts, places],
            features.offset[texts, places],
            features.absence[texts, places],
            cells[texts, seats].astype(np.int64),
            seats.astype(np.int64),
            texts + self._texts,
            features.nearest[texts] < 0,
        )
        self._by_day[features.day] = rows
        self._texts += len(cells)
        return rows

    def before(self, day: datetime.date, years: float) -> Rows | None:
        """All rows of the `years` before a day; None where there is none."""
        edge = day - datetime.timedelta(days=int(365.25 * years))
        found = [rows for at, rows in self._by_day.items() if edge <= at < day]
        if not found:
            return None
        names = [one.name for one in Rows.__attrs_attrs__]
        return Rows(*(np.concatenate([getattr(rows, name) for rows in found]) for name in names))
