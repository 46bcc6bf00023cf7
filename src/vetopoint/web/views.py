"""What a page answers, before it is written as HTML, JSON, CSV, SVG or PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

__all__ = ["Figure", "Frame", "Table", "View"]


@frozen
class Frame:
    """What every figure says of itself: question, how to read it, what it leaves out, source.

    `unit` stands under the question where marks or axes have one.
    """

    question: str
    how_to_read: str
    does_not_show: str
    source: str
    unit: str = ""

    def as_record(self) -> dict[str, str]:
        """The four parts for JSON."""
        return {
            "question": self.question,
            "how_to_read": self.how_to_read,
            "does_not_show": self.does_not_show,
            "source": self.source,
        }


@frozen
class Table:
    """Rows under headings: `columns` are (key, heading, whether numbers)."""

    caption: str
    columns: tuple[tuple[str, str, bool], ...]
    rows: Sequence[Mapping[str, Any]] = field(hash=False)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the columns, as they head a CSV file."""
        return tuple(key for key, _, _ in self.columns)


@frozen
class Figure:
    """One figure of a page: its frame; its picture and its rows, made when asked for."""

    frame: Frame
    picture: Callable[[], str] | None = None
    table: Callable[[], Table] | None = None


@frozen
class View:
    """A page: its template and what that is filled with, and its twins, made when asked for.

    `figures` are the figures that can be had alone, by the name that `figure=` gives in the address
    of a twin; the first stands in where the page has no picture or rows of its own. `filters` are
    the choices that the answer rests on, in words; `data` names the files it rests on, with their
    hashes. Both go into every download.
    """

    template: str
    title: str
    context: Mapping[str, Any] = field(hash=False)
    payload: Callable[[], Mapping[str, Any]] | None = None
    table: Callable[[], Table] | None = None
    picture: Callable[[], str] | None = None
    document: Callable[[], bytes] | None = None
    figures: Mapping[str, Figure] = field(factory=dict, hash=False)
    filters: Mapping[str, str] = field(factory=dict, hash=False)
    data: tuple[tuple[str, str], ...] = ()
    status: int = 200

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms besides HTML in which the answer can be had."""
        own = self.figures.values()
        made = {
            "json": self.payload,
            "csv": self.table or next((one.table for one in own if one.table), None),
            "svg": self.picture or next((one.picture for one in own if one.picture), None),
            "pdf": self.document,
        }
        return tuple(form for form, maker in made.items() if maker is not None)
