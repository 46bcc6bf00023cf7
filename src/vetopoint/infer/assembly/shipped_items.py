"""Items that ship: the Assembly's texts by symbol, day, tally and words, and how they divided it.

Made by `scripts/write_assembly_items.py`; our own estimates, beside facts of each text.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.infer import positions
from vetopoint.infer.assembly.items import Items
from vetopoint.infer.draft_forecast import ForecastError
from vetopoint.infer.texts import TextIndex, plain_title, terms

__all__ = [
    "ITEMS",
    "ShippedTexts",
    "first_shipped_day",
    "items_bytes",
    "shipped_items",
    "shipped_positions_sha256",
    "shipped_sha256",
    "shipped_texts",
    "words_of",
]

ITEMS = Path(__file__).with_name("items.npz")
_SLOPE, _CUT, _HABIT, _SHARE = 20.0, 10.0, 24.0, 250.0
"""What whole numbers of the file are divided by."""

_Array = NDArray[np.floating[Any]]


@frozen(eq=False)
class ShippedTexts:
    """The texts put to a roll call, in order of their days.

    `tallies` [texts, 3] are for, against and abstaining; `words` the words of each title, in
    alphabetical order, without endings.
    """

    symbols: tuple[str, ...]
    days: NDArray[np.datetime64] = field(repr=False)
    tallies: NDArray[np.int64] = field(repr=False)
    words: tuple[str, ...] = field(repr=False)
    index: TextIndex = field(repr=False)

    def likeness(self, titles: Sequence[str], day: datetime.date) -> _Array:
        """Cosines of words [titles, texts before the day]."""
        return self.index.likeness(titles, 0, self.count_before(day))

    def count_before(self, day: datetime.date) -> int:
        """How many texts were voted on before a day."""
        return int(np.searchsorted(self.days, np.datetime64(day)))


def words_of(title: str) -> str:
    """The words of a title in alphabetical order, each once, without endings.

    >>> words_of("The right to food : resolution / adopted by the General Assembly")
    'food right'
    """
    return " ".join(sorted(word for word in terms(plain_title(title)) if " " not in word))


def shipped_items(day: datetime.date) -> Items:
    """The items that ship, as known before a day.

    >>> shipped_items(datetime.date(2024, 11, 5)).day <= datetime.date(2024, 11, 5)
    True

    Raises
    ------
    ForecastError
        For a day before the first.
    """
    head = _head()
    known = [place for place, own in enumerate(head["days"]) if own <= day.isoformat()]
    if not known:
        raise ForecastError(
            f"what ships on the Assembly's votes begins on {head['days'][0]}, after {day}; give a "
            "later day, or a folder of the record by --data"
        )
    return _unpacked(known[-1])


def first_shipped_day() -> datetime.date:
    """The first day for which items ship."""
    return datetime.date.fromisoformat(_head()["days"][0])


@cache
def shipped_texts() -> ShippedTexts:
    """The index of texts that ships."""
    entries = [line.split("|") for line in _parts()["texts"].tobytes().decode().split("\n")]
    words = tuple(entry[5] for entry in entries)
    return ShippedTexts(
        tuple(entry[0] for entry in entries),
        np.array([entry[1] for entry in entries], "datetime64[D]"),
        np.array([[int(n) for n in entry[2:5]] for entry in entries]),
        words,
        _index_of(words),
    )


def _index_of(words: Sequence[str]) -> TextIndex:
    """The index of texts whose words are at hand, each once: quicker than finding them again."""
    texts = [own.split() for own in words]
    number: dict[str, int] = {}
    term = [number.setdefault(word, len(number)) for own in texts for word in own]
    return TextIndex.unpacked(
        {
            "words": np.frombuffer("\n".join(number).encode(), np.uint8),
            "words_only": np.array(1),
            "term": np.array(term),
            "weight": np.ones(len(term)),
            "starts": np.cumsum([0, *map(len, texts)]),
        }
    )


@cache
def shipped_sha256() -> str:
    """The hash of what ships."""
    return hashlib.sha256(ITEMS.read_bytes()).hexdigest()


@cache
def shipped_positions_sha256() -> str:
    """The hash of the positions that ship."""
    place = Path(positions.__file__).with_name("shipped") / positions.SCALES["assembly"]
    return hashlib.sha256(place.read_bytes()).hexdigest()


@cache
def _parts() -> Mapping[str, NDArray[Any]]:
    with np.load(ITEMS) as held:
        return {name: held[name] for name in held.files}


@cache
def _head() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(_parts()["head"].tobytes())
    return found


def _unpacked(place: int) -> Items:
    head, parts = _head(), _parts()
    first, last = parts["item_starts"][place : place + 2]
    begin, end = parts["member_starts"][place : place + 2]
    names = np.array(head["members"])[parts["member"][begin:end]]
    texts = parts["text"][first:last].astype(np.int64)
    return Items(
        datetime.date.fromisoformat(head["days"][place]),
        tuple(names.tolist()),
        texts,
        shipped_texts().days[texts],
        parts["slopes"][first:last] / _SLOPE,
        parts["cuts"][first:last] / _CUT,
        parts["habits"][begin:end] / _HABIT,
        parts["absence"][begin:end] / _SHARE,
        parts["missing"][first:last] / _SHARE,
    )


def items_bytes(
    items: Sequence[Items], texts: Sequence[tuple[Any, ...]], provenance: Mapping[str, Any]
) -> bytes:
    """The file: `items` of several days, and `texts` as (symbol, day, tally …, words)."""
    members = sorted({code for own in items for code in own.members})
    number = {code: place for place, code in enumerate(members)}
    head = {
        "provenance": provenance,
        "days": [own.day.isoformat() for own in items],
        "members": members,
    }
    lines = "\n".join("|".join(map(str, entry)) for entry in texts)
    out = io.BytesIO()
    np.savez_compressed(
        out,
        head=np.frombuffer(json.dumps(head).encode(), np.uint8),
        texts=np.frombuffer(lines.encode(), np.uint8),
        item_starts=np.cumsum([0, *(len(own.texts) for own in items)]).astype(np.int32),
        member_starts=np.cumsum([0, *(len(own.members) for own in items)]).astype(np.int32),
        member=np.array([number[c] for own in items for c in own.members], np.int16),
        text=np.concatenate([own.texts for own in items]).astype(np.int16),
        slopes=_small([own.slopes for own in items], _SLOPE),
        cuts=_small([own.cuts for own in items], _CUT),
        habits=_small([own.habits for own in items], _HABIT),
        absence=_small([own.absence for own in items], _SHARE, np.uint8),
        missing=_small([own.missing for own in items], _SHARE, np.uint8),
    )
    return out.getvalue()


def _small(parts: Sequence[_Array], scale: float, kind: type[Any] = np.int8) -> NDArray[Any]:
    held = np.iinfo(kind)
    return np.round(np.concatenate(parts) * scale).clip(held.min, held.max).astype(kind)
