"""What a reader asked for: a page's address, read strictly and turned back into links."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote, quote_plus, urlencode

from attrs import frozen

from vetopoint.errors import VetopointError

__all__ = ["Ask", "Elsewhere", "QueryError", "address"]

LONGEST_VALUE = 20_000
# Left as they are, so that an address can be read aloud: votes=against:RUS;rest:for
SAFE = ":;,/()"
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class QueryError(VetopointError, ValueError):
    """Something in an address that cannot be used."""


@frozen
class Elsewhere:
    """The page lies at another address; the reader is sent there."""

    address: str


@frozen
class Ask:
    """One address: its path, the names in it, the query, and the form of the answer.

    `form` is html, json, csv, svg or pdf. An `Ask` holds all that a page may depend on, besides
    the record and the day.
    """

    path: str
    names: tuple[tuple[str, str], ...]
    query: tuple[tuple[str, str], ...]
    form: str
    today: datetime.date

    def name(self, key: str) -> str:
        """A part of the path, such as the slug of a body."""
        return dict(self.names)[key]

    def text(self, key: str, default: str = "") -> str:
        """The last value given for a key, without blanks around it.

        >>> Ask("/votes", (), (("q", " Syria "),), "html", datetime.date(2024, 1, 1)).text("q")
        'Syria'
        """
        values = self.all(key)
        return values[-1] if values else default

    def all(self, key: str) -> tuple[str, ...]:
        """Every value given for a key that is not blank.

        Raises
        ------
        QueryError
            If a value is longer than any that a page can use.
        """
        values = [value.strip() for name, value in self.query if name == key]
        for value in values:
            if len(value) > LONGEST_VALUE:
                raise QueryError(
                    f"{key} has {len(value):,} characters; at most {LONGEST_VALUE:,} are read"
                )
        return tuple(CONTROL.sub(" ", value) for value in values if value)

    def day(self, key: str, default: datetime.date | None = None) -> datetime.date | None:
        """A day such as 1999-03-26, or the default where none is given.

        Raises
        ------
        QueryError
            If the text is no day.
        """
        text = self.text(key)
        if not text:
            return default
        try:
            return datetime.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day
        except ValueError:
            raise QueryError(
                f"{key}={_cut(text)} is not a day; write it as 1999-03-26 (year, month, day)"
            ) from None

    def number(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number between two bounds, both included."""
        text = self.text(key)
        if not text:
            return default
        if not re.fullmatch(r"-?\d{1,9}", text) or not low <= int(text) <= high:
            raise QueryError(f"{key}={_cut(text)} is not a whole number from {low} to {high}")
        return int(text)

    def choice(self, key: str, known: Iterable[str], default: str) -> str:
        """One of the words known; the default where none is given."""
        text, allowed = self.text(key) or default, list(known)
        if text not in allowed:
            raise QueryError(f"{key}={_cut(text)} is not known; choose {' or '.join(allowed)}")
        return text

    def settings(self, prefix: str) -> dict[str, int]:
        """Whole numbers under keys with a prefix, as `set.threshold=16`."""
        names = dict.fromkeys(key for key, _ in self.query if key.startswith(prefix))
        return {
            name.removeprefix(prefix): self.number(name, 0, 0, 10**9)
            for name in names
            if self.text(name)
        }

    def url(self, path: str | None = None, **changes: str | None) -> str:
        """The same address with some values changed; None takes a value out.

        >>> ask = Ask("/votes", (), (("q", "Syria"), ("page", "2")), "html", datetime.date.min)
        >>> ask.url(page=None, body="un-security-council")
        '/votes?q=Syria&body=un-security-council'
        """
        kept = [(key, value) for key, value in self.query if key not in changes and value.strip()]
        kept += [(key, value) for key, value in changes.items() if value]
        return address(self.path if path is None else path, kept)

    def varying(self, name: str) -> Callable[[str], str]:
        """The same address with another value for one name; quick where many are wanted.

        >>> ask = Ask("/votes", (), (("q", "Syria"), ("page", "2")), "html", datetime.date.min)
        >>> ask.varying("page")("3")
        '/votes?q=Syria&page=3'
        """
        head = self.url(**{name: None})
        start = f"{head}{'&' if '?' in head else '?'}{quote_plus(name, SAFE)}="
        return lambda value: start + quote_plus(value, SAFE) if value else head

    def twin(self, form: str, figure: str = "") -> str:
        """The same answer as JSON, CSV, SVG or PDF, or one figure of it.

        >>> Ask("/vetoes", (), (), "html", datetime.date.min).twin("svg", "timeline")
        '/vetoes.svg?figure=timeline'
        """
        kept = [(key, value) for key, value in self.query if key != "figure"]
        if figure:
            kept.append(("figure", figure))
        return address(f"{self.path if self.path != '/' else '/index'}.{form}", kept)


def address(path: str, query: Iterable[tuple[str, str]] | Mapping[str, str] = ()) -> str:
    """A path and a query as one address.

    >>> address("/vote/S/RES/1973(2011)", {"on": "2011-03-17"})
    '/vote/S/RES/1973(2011)?on=2011-03-17'
    """
    pairs = list(query.items() if isinstance(query, Mapping) else query)
    tail = f"?{urlencode(pairs, safe=SAFE)}" if pairs else ""
    return quote(path, safe=SAFE + "@") + tail


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
