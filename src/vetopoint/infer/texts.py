"""How alike titles are: TF-IDF over words and pairs of words, learnt from earlier texts only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["TextIndex", "agenda_items", "agenda_words", "plain_title", "terms"]

_STOPPED = frozenset(
    {"the", "of", "and", "in", "on", "to", "for", "a", "an", "by", "with", "its", "as", "at"}
    | {"from", "or", "all", "other", "including", "their", "against", "under", "which", "that"}
    | {"are", "be", "is"}
)
# What cataloguers add once a text is adopted: «… : resolution / adopted by the General Assembly»,
# in some fifteen spellings.
_ADOPTED = re.compile(
    r"\s*[:/]?\s*\b(?:resol|resou)\w*\s*/?\s*(?:\w+\s+)?by the general.*$"
    r"|\s*/\s*\w+ by the general.*$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*[A-Z]/\S+\s+\S+\s+")
_HEADING = re.compile(r"\.\s+[^a-z]*$")


def plain_title(title: str) -> str:
    """The title as it stood on the draft, without what was added after the adoption.

    >>> plain_title("The right to food : resolution / adopted by the General Assembly")
    'The right to food'
    """
    return _ADOPTED.sub("", title or "").strip()


def agenda_items(agenda: str | None) -> str:
    """The names of the agenda items, without symbol, number and the library's subject heading.

    The heading is written by cataloguers after the vote; symbol and number change each session.

    >>> agenda_items("A/75/251 103o Reducing nuclear danger. NUCLEAR NON-PROLIFERATION")
    'Reducing nuclear danger'
    """
    parts = (_HEADING.sub("", _NUMBERED.sub("", part)) for part in (agenda or "").split(" | "))
    return " ".join(part.strip() for part in parts).strip()


def agenda_words(agenda: str | None) -> str:
    """What a text came under, headings of cataloguers included, without symbols and item numbers.

    For texts already voted on; a forecast reads `agenda_items`.

    >>> agenda_words("A/75/251 103o Reducing nuclear danger. NUCLEAR NON-PROLIFERATION")
    'Reducing nuclear danger. NUCLEAR NON-PROLIFERATION'
    """
    parts = (_NUMBERED.sub("", part).strip() for part in (agenda or "").split(" | "))
    return " | ".join(plain_title(part) for part in parts if part)


def terms(text: str) -> Counter[str]:
    """Words, without plural endings and the commonest ones, and pairs of neighbouring words.

    >>> sorted(terms("Nuclear weapons"))
    ['nuclear', 'nuclear weapon', 'weapon']
    """
    words = [_stem(word) for word in re.findall(r"\w+", text.casefold())]
    pairs = (f"{first} {second}" for first, second in pairwise(words))
    return Counter([*(word for word in words if word not in _STOPPED), *pairs])


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


class TextIndex:
    """Texts in the order of their days, each comparable with those before it.

    The weight of a term is (1 + ln tf) · (ln((1 + n) / (1 + df)) + 1), with n and df counted over
    the earlier texts alone, so that no later text changes a likeness.

    >>> index = TextIndex(["The right to food", "Oceans and the law of the sea"])
    >>> index.likeness(["Right to food"]).round(1).tolist()
    [[0.9, 0.0]]

    References
    ----------
    Salton and Buckley (1988), Term-weighting approaches in automatic text retrieval.
    """

    def __init__(self, texts: Sequence[str], *, words_only: bool = False) -> None:
        self._words_only = words_only
        self._numbers: dict[str, int] = {}
        text, term, weight = [], [], []
        for place, words in enumerate(texts):
            for word, count in self._terms(words):
                text.append(place)
                term.append(self._numbers.setdefault(word, len(self._numbers)))
                weight.append(1 + np.log(count))
        self._term = np.array(term, np.int64)
        self._text = np.array(text, np.int64)
        self._weight = np.array(weight, np.float64)
        self._starts = np.searchsorted(self._text, np.arange(len(texts) + 1))

    def _terms(self, text: str) -> list[tuple[str, int]]:
        found = sorted(terms(text).items())
        return [own for own in found if " " not in own[0]] if self._words_only else found

    def packed(self) -> dict[str, NDArray[Any]]:
        """The index as arrays, for a file."""
        words = np.frombuffer("\n".join(self._numbers).encode(), np.uint8)
        return {
            "words": words,
            "words_only": np.array(self._words_only),
            "term": self._term.astype(np.int32),
            "weight": self._weight,
            "starts": self._starts.astype(np.int32),
        }

    @classmethod
    def unpacked(cls, parts: Mapping[str, NDArray[Any]]) -> TextIndex:
        """The index out of such arrays."""
        found = cls([], words_only=bool(parts["words_only"]))
        words = bytes(parts["words"].tobytes()).decode().split("\n")
        found._numbers = {word: place for place, word in enumerate(words)}
        found._term = parts["term"].astype(np.int64)
        found._weight = parts["weight"]
        found._starts = parts["starts"].astype(np.int64)
        found._text = np.repeat(np.arange(len(found._starts) - 1), np.diff(found._starts))
        return found

    def likeness(
        self, queries: Sequence[str], since: int = 0, until: int | None = None
    ) -> NDArray[np.float64]:
        """Cosines [queries, until − since] with the texts from `since` up to, not with, `until`.

        Only texts before `until` are looked at, also for the weights of terms.
        """
        end = len(self._starts) - 1 if until is None else until
        first, last = self._starts[since], self._starts[end]
        counts = np.bincount(self._term[:last], minlength=len(self._numbers))
        rarity = np.log((1 + end) / (1 + counts)) + 1
        term, text = self._term[first:last], self._text[first:last] - since
        weight = self._weight[first:last] * rarity[term]
        norms = np.sqrt(np.bincount(text, weight**2, minlength=end - since))
        norms[norms == 0] = 1
        found = np.zeros((len(queries), end - since))
        for row, query in enumerate(queries):
            own, size = self._query(query, rarity, float(np.log(1 + end) + 1))
            dots = np.bincount(text, weight * own[term], minlength=end - since)
            found[row] = dots / norms / size
        return found

    def likeness_within(
        self, queries: tuple[int, int], since: int, until: int
    ) -> NDArray[np.float64]:
        """Cosines [queries, until − since] of texts of the index, from one place to another.

        The same as `likeness` of those texts, which must not lie before `until`.

        >>> index = TextIndex(["The right to food", "The law of the sea", "Right to food"])
        >>> index.likeness_within((2, 3), 0, 2).round(1).tolist()
        [[0.9, 0.0]]
        """
        counts = np.bincount(self._term[: self._starts[until]], minlength=len(self._numbers))
        rarity = np.log((1 + until) / (1 + counts)) + 1
        first, last = self._starts[since], self._starts[until]
        shared, column = np.unique(self._term[first:last], return_inverse=True)
        earlier = np.zeros((until - since, len(shared)))
        earlier[self._text[first:last] - since, column] = (
            self._weight[first:last] * rarity[self._term[first:last]]
        )
        first, last = self._starts[queries[0]], self._starts[queries[1]]
        term, text = self._term[first:last], self._text[first:last] - queries[0]
        weight = self._weight[first:last] * rarity[term]
        place = np.minimum(np.searchsorted(shared, term), len(shared) - 1)
        known = shared[place] == term if len(shared) else np.zeros(len(term), bool)
        later = np.zeros((queries[1] - queries[0], len(shared)))
        later[text[known], place[known]] = weight[known]
        size = np.sqrt(np.bincount(text, weight**2, minlength=len(later)))
        norms = np.sqrt((earlier**2).sum(1))
        norms[norms == 0], size[size == 0] = 1, 1
        return np.asarray(later @ earlier.T / norms / size[:, None])

    def _query(
        self, query: str, rarity: NDArray[Any], unseen: float
    ) -> tuple[NDArray[np.float64], float]:
        own = np.zeros(len(self._numbers))
        square = 0.0
        for word, count in self._terms(query):
            number = self._numbers.get(word)
            weight = (1 + np.log(count)) * (unseen if number is None else rarity[number])
            square += weight**2
            if number is not None:
                own[number] = weight
        return own, float(np.sqrt(square)) or 1.0
