"""What a page answers, before it is written as HTML, JSON, CSV, SVG or PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import field, frozen

__all__ = ["Frame", "Table", "View"]


@frozen
class Frame:
    """What every figure says of itself: question, how to read it, what it leaves out, source."""

    question: str
    how_to_read: str
    does_not_show: str
    source: str

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
class View:
    """A page: its template and what that is filled with, and its twins, made when asked for.

    `filters` are the choices that the answer rests on, in words; `data` names the files it rests
    on, with their hashes. Both go into every download.
    """

    template: str
    title: str
    context: Mapping[str, Any] = field(hash=False)
    payload: Callable[[], Mapping[str, Any]] | None = None
    table: Callable[[], Table] | None = None
    picture: Callable[[], str] | None = None
    document: Callable[[], bytes] | None = None
    filters: Mapping[str, str] = field(factory=dict, hash=False)
    data: tuple[tuple[str, str], ...] = ()
    status: int = 200

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms besides HTML in which the answer can be had."""
        made = {
            "json": self.payload,
            "csv": self.table,
            "svg": self.picture,
            "pdf": self.document,
        }
        return tuple(form for form, maker in made.items() if maker is not None)
