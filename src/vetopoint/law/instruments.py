"""Treaties and statutes as they are cited: their articles by number, and since when they bind.

Only the form of a citation can be checked here, never what the text says.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from attrs import frozen

from vetopoint.law.documents import Node, read_document

__all__ = ["Instrument", "citation_problem", "instrument_named", "instruments"]

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
# «Arts 25, 48 and 103», «Art. 27(3)», «22 USC 3301-3302»; the number of a title or of a
# paragraph in brackets is none of an article.
_BRACKETS = re.compile(r"\([^)]*\)")
_TITLE = re.compile(r"\b\d+ U\.?S\.?C\.?")
_NUMBER = re.compile(r"\b(\d+|[IVXL]+)\b")


@frozen
class Instrument:
    """A treaty or statute with the first and last number of its articles or sections."""

    name: str
    aliases: tuple[str, ...]
    since: datetime.date | None
    first: int
    last: int
    note: str
    checked: str


@cache
def instruments() -> Mapping[str, Instrument]:
    """The instruments known here, by name.

    >>> instruments()["UN Charter"].last
    111
    """
    document = read_document(Path(__file__).with_name("instruments.yaml"), "instruments.yaml")
    known = (_instrument(node) for node in document.only("instruments").items("instruments"))
    return {entry.name: entry for entry in known}


def _instrument(node: Node) -> Instrument:
    node.only("instrument", "aliases", "from", "articles", "note", "checked")
    articles = node["articles"].value
    first, last = articles if isinstance(articles, list) else (1, articles)
    return Instrument(
        name=node.word("instrument"),
        aliases=tuple(str(entry.value) for entry in node.items("aliases", required=False)),
        since=node.date("from"),
        first=first,
        last=last,
        note=node.word("note", ""),
        checked=node.word("checked"),
    )


def instrument_named(text: str) -> Instrument | None:
    """The instrument of that name or alias, or None where it is not known here.

    >>> instrument_named("nato treaty").name
    'North Atlantic Treaty'
    """
    wanted = text.strip().casefold().removeprefix("the ")
    for entry in instruments().values():
        if wanted in {entry.name.casefold(), *(alias.casefold() for alias in entry.aliases)}:
            return entry
    return None


def citation_problem(name: str, paragraph: str, day: datetime.date | None = None) -> str:
    """What is wrong with a citation in a sentence; empty where nothing is, as far as known.

    Raises
    ------
    LookupError
        If the instrument is not among those known here; the sentence names near ones.

    >>> citation_problem("UN Charter", "Art. 51")
    ''
    >>> citation_problem("North Atlantic Treaty", "Art. 42")
    'North Atlantic Treaty has articles 1 to 14, so none is 42'
    """
    found = instrument_named(name)
    if found is None:
        near = get_close_matches(name, instruments(), n=2, cutoff=0.5)
        hint = f"; near it: {', '.join(near)}" if near else ""
        raise LookupError(f"{name!r} is not among the instruments known here{hint}")
    for number in _numbers(paragraph):
        if not found.first <= number <= found.last:
            return f"{found.name} has articles {found.first} to {found.last}, so none is {number}"
    if day and found.since and day < found.since:
        return f"{found.name} was in force from {found.since}, so not on {day}"
    return ""


def _numbers(paragraph: str) -> Iterator[int]:
    plain = _TITLE.sub("", _BRACKETS.sub("", paragraph))
    for word in _NUMBER.findall(plain):
        yield int(word) if word.isdigit() else _roman(word)


def _roman(word: str) -> int:
    values = [_ROMAN[letter] for letter in word]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)
