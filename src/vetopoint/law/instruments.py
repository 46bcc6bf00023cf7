"""Treaties, statutes and resolutions that are held here, and whether a cited provision exists.

What is held is the frame of a text: its articles, how many numbered paragraphs each has, since
when it binds, and what some provisions say, in our own words. Whether a claim reads a provision
rightly is never checked.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from attrs import field, frozen

from vetopoint.law.documents import Node, read_document

__all__ = [
    "Instrument",
    "NotHeldError",
    "Provision",
    "citation_problem",
    "instrument_named",
    "instruments",
    "provisions",
]

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
# «Arts 25, 48 and 103», «Art. 27(3)», «22 USC 3301(b)(5)-(6)»; the number of a title is none.
_TITLE = re.compile(r"\b\d+ U\.?S\.?C\.?")
_CITED = re.compile(r"\b(\d+|[IVXL]+)\b((?:\(\w+\))*)(?:-\((\w+)\))?")
_BRACKET = re.compile(r"\((\w+)\)")


class NotHeldError(LookupError):
    """The instrument is not among those held here."""


@frozen
class Provision:
    """An article, or a paragraph of it; `paragraph` is empty where the whole is meant."""

    article: int
    paragraph: str = ""

    @property
    def words(self) -> str:
        """As it is cited.

        >>> Provision(27, "3").words
        '27(3)'
        """
        return f"{self.article}({self.paragraph})" if self.paragraph else str(self.article)


@frozen
class Instrument:
    """The frame of a text.

    `last` is None where the number of its articles is not known. `paragraphs` maps an article to
    the names of its paragraphs, numbers or letters; with `is_whole` an article not listed has none.
    `unit` is «article», or «paragraph» for a resolution.
    """

    name: str
    aliases: tuple[str, ...]
    since: datetime.date | None
    until: datetime.date | None
    first: int
    last: int | None
    paragraphs: Mapping[int, tuple[str, ...]] = field(hash=False)
    is_whole: bool
    says: Mapping[str, str] = field(hash=False)
    unit: str
    note: str
    checked: str

    def problem(self, cited: Provision) -> str:
        """What is wrong with a citation of a provision; empty where nothing is, as far as held."""
        number = cited.article
        if self.last is not None and not self.first <= number <= self.last:
            return f"{self.name} has {self.unit}s {self.first} to {self.last}, so none is {number}"
        if not cited.paragraph or not self.knows(cited):
            return ""
        known = self.paragraphs.get(number, ())
        if not known:
            return f"{self.unit.capitalize()} {number} of {self.name} has no numbered paragraphs"
        if cited.paragraph not in known:
            spell = f"{known[0]} to {known[-1]}"
            return (
                f"{self.unit.capitalize()} {number} of {self.name} has paragraphs {spell}, so none "
                f"is {cited.paragraph}"
            )
        return ""

    def knows(self, cited: Provision) -> bool:
        """Whether the paragraphs of the article are held."""
        return self.is_whole or cited.article in self.paragraphs

    def digest(self, cited: Provision) -> str:
        """What the provision says in our own words, or the article that it is part of."""
        return self.says.get(cited.words) or self.says.get(str(cited.article), "")


@cache
def instruments() -> Mapping[str, Instrument]:
    """The instruments held here, by name.

    >>> instruments()["UN Charter"].last
    111
    """
    document = read_document(Path(__file__).with_name("instruments.yaml"), "instruments.yaml")
    known = (_instrument(node) for node in document.only("instruments").items("instruments"))
    return {entry.name: entry for entry in known}


_KEYS = ("instrument", "aliases", "from", "to", "articles", "paragraphs", "paragraphs_held")


def _instrument(node: Node) -> Instrument:
    node.only(*_KEYS, "says", "unit", "note", "checked")
    articles = node["articles"].value
    first, last = articles if isinstance(articles, list) else (1, articles)
    return Instrument(
        name=node.word("instrument"),
        aliases=tuple(str(entry.value) for entry in node.items("aliases", required=False)),
        since=node.date("from"),
        until=node.date("to"),
        first=first,
        last=last,
        paragraphs={int(key): _names(entry) for key, entry in node.entries("paragraphs")},
        is_whole=node.choice("paragraphs_held", ("all", "listed"), "listed") == "all",
        says={str(key): str(entry.value) for key, entry in node.entries("says")},
        unit=node.choice("unit", ("article", "paragraph"), "article"),
        note=node.word("note", ""),
        checked=node.word("checked"),
    )


def _names(node: Node) -> tuple[str, ...]:
    """Paragraphs 1 to a number, or letters such as a-p."""
    if isinstance(node.value, int):
        return tuple(str(number) for number in range(1, node.value + 1))
    start, _, end = str(node.value).partition("-")
    return tuple(chr(code) for code in range(ord(start), ord(end) + 1))


def instrument_named(text: str) -> Instrument | None:
    """The instrument of that name or alias, or None where it is not held here.

    >>> instrument_named("nato treaty").name
    'North Atlantic Treaty'
    """
    wanted = text.strip().casefold().removeprefix("the ")
    for entry in instruments().values():
        if wanted in {entry.name.casefold(), *(alias.casefold() for alias in entry.aliases)}:
            return entry
    return None


def citation_problem(name: str, paragraph: str, day: datetime.date | None = None) -> str:
    """What is wrong with a citation in a sentence; empty where nothing is, as far as held.

    Raises
    ------
    NotHeldError
        If the instrument is not among those held here; the sentence names near ones.

    >>> citation_problem("UN Charter", "Art. 51")
    ''
    >>> citation_problem("North Atlantic Treaty", "Art. 42")
    'North Atlantic Treaty has articles 1 to 14, so none is 42'
    >>> citation_problem("UN Charter", "Art. 27(4)")
    'Article 27 of UN Charter has paragraphs 1 to 3, so none is 4'
    """
    found = instrument_named(name)
    if found is None:
        near = get_close_matches(name, instruments(), n=2, cutoff=0.5)
        hint = f"; near it: {', '.join(near)}" if near else ""
        raise NotHeldError(f"{name!r} is not held here{hint}")
    for cited in provisions(paragraph):
        if problem := found.problem(cited):
            return problem
    if day and found.since and day < found.since:
        return f"{found.name} was in force from {found.since}, so not on {day}"
    if day and found.until and day > found.until:
        return f"{found.name} was in force until {found.until}, so not on {day}"
    return ""


def provisions(paragraph: str) -> Iterator[Provision]:
    """The provisions that a citation names, in its order.

    >>> [one.words for one in provisions("Arts 2(4), 42 and 51")]
    ['2(4)', '42', '51']
    >>> [one.words for one in provisions("22 USC 3301(b)(5)-(6)")]
    ['3301(b)']
    """
    for number, brackets, end in _CITED.findall(_TITLE.sub("", paragraph)):
        article = int(number) if number.isdigit() else _roman(number)
        named = _BRACKET.findall(brackets)
        yield Provision(article, named[0] if named else "")
        if end and len(named) == 1:
            yield Provision(article, end)


def _roman(word: str) -> int:
    values = [_ROMAN[letter] for letter in word]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)
