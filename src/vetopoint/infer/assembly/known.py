"""The one gate between the record and the forecasts: what was known before a vote, and no more.

A forecast sees texts as `Tabled` and votes as `Past`; nothing else of the record reaches it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, fields, frozen
from numpy.typing import NDArray

from vetopoint.errors import VetopointError
from vetopoint.infer.texts import TextIndex, agenda_items, plain_title
from vetopoint.record.resolutions import Resolutions

__all__ = [
    "FIELDS",
    "LOOK_BACK",
    "NEW_BELOW",
    "Known",
    "LeakedOutcomeError",
    "Past",
    "Tabled",
    "latest_like",
    "refuse_outcome",
    "tabled",
]

_OUTCOME = re.compile(
    r"\bA/RES/\S+|^\W*(?:general assembly |security council )?resolution \d+.*|"
    r"\b(?:was|were|been) (?:not )?(?:adopted|rejected|vetoed)\b|"
    r"\b(?:adopted|rejected|carried) (?:by \d+|by consensus|without a vote)|"
    r"\b\d+ (?:votes? )?(?:in favou?r|for)\b.*\bagainst\b|"
    r"\b\d+ votes? to \d+|\bwith \d+ abstentions?\b|"
    r"\b\d{1,3}\s*[-–]\s*\d{1,3}\s*[-–]\s*\d{1,3}\b",
    re.IGNORECASE,
)


class LeakedOutcomeError(VetopointError, ValueError):
    """What was given as known before a vote was written after it."""


@frozen
class Tabled:
    """A text as it lay on the table: its day, its title, the names of its agenda items."""

    day: datetime.date
    title: str
    agenda: str = ""


NEW_BELOW, LOOK_BACK = 0.6, 4.0
"""A text is new where no title of the last four years has a cosine of 0.6 with its own."""

AGEING = 0.02
"""What a year of age costs in likeness when one earlier text is picked."""

FIELDS = tuple(one.name for one in fields(Tabled))
"""All that is ever read of a text before its vote."""


def tabled(title: str, agenda: str, day: datetime.date) -> Tabled:
    """A text with its title as it stood before the vote.

    >>> tabled("The right to food : resolution / adopted by the General Assembly", "",
    ...        datetime.date(2020, 12, 16)).title
    'The right to food'
    """
    return Tabled(day, plain_title(title), agenda_items(agenda))


def refuse_outcome(text: str) -> None:
    """Refuse words that only exist once a text has been voted on.

    Raises
    ------
    LeakedOutcomeError
        If the text names a resolution by its number, a tally or an outcome.
    """
    if found := _OUTCOME.search(plain_title(text)):
        raise LeakedOutcomeError(
            f"«{found[0]}» is written after a vote and may not enter a forecast; give the "
            "draft's own title"
        )


@frozen(eq=False)
class Past:
    """The votes before a day: ballots [texts, members], ages in years and days [texts].

    `previous` [texts] is the place among these texts of the most alike title in the four years
    before a text's own day; −1 where there was none, or where it lies further back.
    """

    day: datetime.date
    cells: NDArray[np.int8] = field(repr=False)
    ages: NDArray[np.float64] = field(repr=False)
    days: NDArray[np.datetime64] = field(repr=False)
    was_new: NDArray[np.bool_] = field(repr=False)
    previous: NDArray[np.int64] = field(repr=False)
    members: tuple[str, ...] = field(repr=False)


class Known:
    """A record of votes that only answers what was known before a day.

    `likeness` and `past` never look at rows of the day asked for or of later days.
    """

    def __init__(self, record: Resolutions, before: Mapping[str, Any] | None = None) -> None:
        """`before` holds `texts`, `indexes` and `previous` where they were worked out before."""
        self._record = record
        seated = record.cells >= 0
        ever = seated.any(axis=0)
        self._first = np.where(ever, seated.argmax(axis=0), len(record.days))
        if before is not None:
            self._texts = [
                Tabled(day, *words)
                for day, words in zip(record.days.tolist(), before["texts"], strict=True)
            ]
            self.indexes: dict[str, TextIndex] = before["indexes"]
            self.previous: NDArray[np.int64] = before["previous"]
            return
        self._texts = [
            tabled(title, agenda, day.item())
            for title, agenda, day in zip(record.titles, record.agendas, record.days, strict=True)
        ]
        self.indexes = {
            "titles": TextIndex([text.title for text in self._texts]),
            "wholes": TextIndex([_whole(text) for text in self._texts]),
        }
        self.previous = np.full(len(record.days), -1)
        for day in self.days:
            self.previous[slice(*self._rows_of(day))] = self._likest(day)

    @property
    def texts(self) -> Sequence[Tabled]:
        """All texts, as they lay on the table."""
        return self._texts

    def _likest(self, day: datetime.date) -> NDArray[np.int64]:
        """The place of the most alike title of the last four years for each text of a day."""
        titles = [text.title for text in self.texts_of(day)]
        since, until = self._span(day, LOOK_BACK)
        if since == until:
            return np.full(len(titles), -1)
        likeness = self.indexes["titles"].likeness(titles, since, until)
        ages = (np.datetime64(day) - self._record.days[since:until]).astype(float) / 365.25
        found = likeness.max(axis=1) >= NEW_BELOW
        return np.where(found, since + latest_like(likeness, ages), -1)

    @property
    def days(self) -> list[datetime.date]:
        """The days on which something was voted on, each once."""
        return [day.item() for day in np.unique(self._record.days)]

    def texts_of(self, day: datetime.date) -> list[Tabled]:
        """The texts voted on that day, as they lay on the table."""
        return self._texts[slice(*self._rows_of(day))]

    def before(self, day: datetime.date, years: float) -> Past:
        """The votes of the `years` before a day."""
        since, until = self._span(day, years)
        count = int((self._first < until).sum())
        ages = (np.datetime64(day) - self._record.days[since:until]).astype(float) / 365.25
        return Past(
            day,
            self._record.cells[since:until, :count],
            ages,
            self._record.days[since:until],
            self.previous[since:until] < 0,
            np.maximum(self.previous[since:until] - since, -1),
            self._record.members[:count],
        )

    def likeness(
        self, texts: list[Tabled], day: datetime.date, years: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Cosines [texts, past texts] of the titles alone, and with the agenda items."""
        span = self._span(day, years)
        return (
            self.indexes["titles"].likeness([text.title for text in texts], *span),
            self.indexes["wholes"].likeness([_whole(text) for text in texts], *span),
        )

    def texts_before(self, day: datetime.date, years: float) -> list[Tabled]:
        """The texts of the `years` before a day, beside the rows of `before`."""
        return self._texts[slice(*self._span(day, years))]

    def cells_of(self, day: datetime.date) -> NDArray[np.int8]:
        """The ballots of a day [texts, members], for learning and scoring once it is over."""
        return self._record.cells[slice(*self._rows_of(day))]

    def count_before(self, day: datetime.date) -> int:
        """How many texts were voted on before a day."""
        return self._span(day, 0.0)[1]

    def place(self, day: datetime.date, years: float) -> int:
        """The place of the first text of the `years` before a day."""
        return self._span(day, years)[0]

    def _span(self, day: datetime.date, years: float) -> tuple[int, int]:
        days = self._record.days
        edge = np.datetime64(day) - np.timedelta64(int(365.25 * years), "D")
        return int(np.searchsorted(days, edge)), int(np.searchsorted(days, np.datetime64(day)))

    def _rows_of(self, day: datetime.date) -> tuple[int, int]:
        edges = (np.datetime64(day), np.datetime64(day) + np.timedelta64(1, "D"))
        first, last = np.searchsorted(self._record.days, np.array(edges))
        return int(first), int(last)


def latest_like(likeness: NDArray[np.float64], ages: NDArray[np.float64]) -> NDArray[np.int64]:
    """The place of the most alike text [queries], of equals the latest."""
    return np.asarray((likeness - AGEING * ages[None]).argmax(axis=1))


def _whole(text: Tabled) -> str:
    return f"{text.title} . {text.agenda}" if text.agenda else text.title
