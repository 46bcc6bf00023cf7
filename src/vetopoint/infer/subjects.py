"""What a draft concerns, in one closed vocabulary that says nothing of its fate.

Adopted texts and drafts that failed are titled differently in every published record, so their
titles are never compared as they stand: each is reduced to one subject first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from attrs import frozen

from vetopoint.law.documents import Node, read_document

__all__ = [
    "Subject",
    "main_subject",
    "own_words",
    "plain_words",
    "subject",
    "subject_of",
    "subject_words",
    "subjects",
]

_WRAPPED = re.compile(
    r"^\s*(?:security council\s+)?resolution\s+\d+\s*[\[(]?\d*[\])]?\s*", re.IGNORECASE
)
_STEM = 3


@frozen
class Subject:
    """A subject of the vocabulary; a `wide` one is an agenda item that may cover anything."""

    key: str
    name: str
    region: str
    is_wide: bool = False


@frozen
class _Phrase:
    words: tuple[str, ...]
    is_stem: bool
    rank: int

    def starts(self, tokens: list[str], place: int) -> bool:
        part = tokens[place : place + len(self.words)]
        if len(part) < len(self.words) or list(self.words[:-1]) != part[:-1]:
            return False
        last = self.words[-1]
        return part[-1].startswith(last) if self.is_stem else part[-1] == last


def subjects() -> tuple[Subject, ...]:
    """All subjects, in the order in which they are tried.

    >>> len({entry.key for entry in subjects()}) == len(subjects())
    True
    """
    return tuple(_registry().values())


def subject(key: str) -> Subject:
    """The subject with this key.

    >>> subject("ukraine").region
    'europe'
    """
    return _registry()[key]


def subject_of(text: str) -> Subject | None:
    """The subject that a title, an agenda item or a text is about; None where it names none.

    >>> subject_of("The situation in the Middle East (Syria)").key
    'syria'
    >>> subject_of("Security Council resolution 2728 (2024) [on ceasefire in the Gaza Strip]").key
    'palestine'
    """
    return _found(own_words(text))


def main_subject(text: str) -> Subject | None:
    """The subject that a long text names most often; None where it names none.

    >>> main_subject("Recalling Libya. Mali and again Mali: the situation in Mali.").key
    'mali'
    """
    ranks = _ranks(plain_words(text))
    counts = Counter(rank for rank in ranks if not subjects()[rank].is_wide)
    if not counts:
        return _found(own_words(text))
    return subjects()[min(counts, key=lambda rank: (-counts[rank], rank))]


def subject_words() -> frozenset[str]:
    """All words of the vocabulary, stems as they stand."""
    return frozenset(
        word for phrases in _phrases().values() for phrase in phrases for word in phrase.words
    )


def own_words(title: str) -> str:
    """The words of a title without the wrapping that only adopted texts have.

    >>> own_words("Security Council resolution 2100 (2013) [on the situation in Mali]")
    'on the situation in Mali'
    """
    bare = _WRAPPED.sub("", title or "")
    return bare.strip().strip("[]").strip() if bare != title else title.strip()


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, without accents or punctuation.

    >>> plain_words("Côte d'Ivoire")
    ['cote', 'd', 'ivoire']
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", plain)


@lru_cache(maxsize=32_768)
def _found(text: str) -> Subject | None:
    ranks = _ranks(plain_words(text))
    return subjects()[min(ranks)] if ranks else None


def _ranks(tokens: list[str]) -> list[int]:
    return [
        phrase.rank
        for place, token in enumerate(tokens)
        for phrase in _phrases().get(token[:_STEM], ())
        if phrase.starts(tokens, place)
    ]


@cache
def _document() -> Node:
    return read_document(Path(__file__).with_name("subjects.yaml"), "subjects.yaml")


@cache
def _registry() -> Mapping[str, Subject]:
    entries = (
        Subject(node.word("subject"), node.word("name"), node.word("region"), node.flag("wide"))
        for node in _nodes()
    )
    return {entry.key: entry for entry in entries}


def _nodes() -> Iterator[Node]:
    document = _document()
    return (document[place] for place in range(len(document.value)))


@cache
def _phrases() -> Mapping[str, tuple[_Phrase, ...]]:
    found: dict[str, list[_Phrase]] = {}
    for rank, node in enumerate(_nodes()):
        for entry in node.items("words"):
            text = str(entry.value)
            words = tuple(plain_words(text))
            phrase = _Phrase(words, text.endswith("*"), rank)
            found.setdefault(words[0][:_STEM], []).append(phrase)
    return {stem: tuple(phrases) for stem, phrases in found.items()}
