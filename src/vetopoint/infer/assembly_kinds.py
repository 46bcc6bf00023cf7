"""Kinds of Assembly texts: what ships for forecasts where no roll calls are at hand.

A text is taken to be of one of some forty kinds. Each kind has its words and, for each member, the
chances of the four ballots; so members move together, and a declared position tells which kind it
is. The kinds are found by expectation–maximisation over roll calls and titles, later texts
weighing more; they are our own estimates, made by `scripts/write_assembly_kinds.py`.
"""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.infer.draft_forecast import ForecastError
from vetopoint.infer.subjects import plain_words
from vetopoint.law.ballots import Ballot

__all__ = [
    "BALLOTS",
    "KINDS",
    "SPONSOR",
    "Kinds",
    "fit_kinds",
    "packed",
    "shipped_kinds",
    "title_words",
    "unpacked",
    "weighed",
]

_Array = NDArray[np.float64]

KINDS = Path(__file__).with_name("assembly_kinds.json")
HALF_LIFE = 4.0
WORDS = 250
STEPS = 30
FLOOR, WHOLE_TITLE = 0.003, 5
"""From five telling words on, a word that is missing counts as one that is there does; a subject of
one word says nothing about the others."""
TEMPER = 0.4
"""Words of a title come in groups, so that they count less than independent ones would; chosen on
forecasts of 2014–2019."""
SPONSOR = 0.5
"""A co-sponsor is no random member: its support tells half as much as a declared vote."""
LEAST = 0.002
BALLOTS = tuple(Ballot)
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SPAN = 6.4
_TAIL = re.compile(r"\s*:\s*resolution\b.*$", re.IGNORECASE)
_COMMON_TEXT = """
the of and in to for a an on by with resolution adopted general assembly its all as from at or
united nations international implementation report
"""
_COMMON = frozenset(_COMMON_TEXT.split())


@frozen(eq=False)
class Kinds:
    """Kinds of texts as of a day.

    `share` [kinds]; `words` [kinds, vocabulary] chances that a title of the kind has the word;
    `ballots` [kinds, members, 4] in the order of `Ballot`; `texts` is how many roll calls they
    were learnt from, the last before `day`.
    """

    day: datetime.date
    members: tuple[str, ...]
    vocabulary: tuple[str, ...] = field(repr=False)
    share: _Array = field(repr=False)
    words: _Array = field(repr=False)
    ballots: _Array = field(repr=False)
    texts: int = 0

    def of(self, members: Sequence[str]) -> _Array:
        """Ballots [kinds, members, 4] of these members; one not heard of votes as all do."""
        places = {code: place for place, code in enumerate(self.members)}
        usual = self.ballots.mean(axis=1)
        return np.stack(
            [self.ballots[:, places[m]] if m in places else usual for m in members], axis=1
        )

    def chances(self, title: str) -> _Array:
        """The chance of each kind for a title, [kinds]."""
        said = set(title_words(title))
        has = np.array([word in said for word in self.vocabulary])
        here = np.log(self.words[:, has] + FLOOR).sum(axis=1)
        missing = np.log1p(-self.words[:, ~has]).sum(axis=1)
        whole = min(1.0, len(said) / WHOLE_TITLE)
        score = np.log(self.share) + TEMPER * (here + whole * missing)
        odds = np.exp(score - score.max())
        return np.asarray(odds / odds.sum())


def title_words(title: str) -> tuple[str, ...]:
    """The telling words of a title, without the tail that only an adopted text has.

    >>> title_words("The right to food : resolution / adopted by the General Assembly")
    ('food', 'right')
    """
    words = plain_words(_TAIL.sub("", title))
    return tuple(sorted({w for w in words if w not in _COMMON and not w.isdigit() and len(w) > 2}))


def fit_kinds(
    day: datetime.date,
    members: Sequence[str],
    cells: NDArray[np.int8],
    titles: Sequence[str],
    years_ago: _Array,
    number: int = 40,
    seed: int = 0,
) -> Kinds:
    """Find kinds in roll calls `cells` [texts, members]: places in `Ballot`, −1 for no seat.

    Kinds begin at texts far from each other (k-means++, Arthur & Vassilvitskii 2007).
    """
    weight = 0.5 ** (years_ago / HALF_LIFE)
    one_hot = np.stack([cells == ballot for ballot in range(4)], axis=2).astype(float)
    flat = one_hot.reshape(len(cells), -1)
    vocabulary, bags = _bags(titles)
    usual = np.einsum("t,tmb->mb", weight, one_hot) + np.array([2, 0.1, 0.3, 0.3])
    usual /= usual.sum(axis=1, keepdims=True)
    belongs = _first(flat, weight, number, seed)
    for _ in range(STEPS):
        weighed = belongs * weight[:, None]
        size = weighed.sum(axis=0)
        ballots = (weighed.T @ flat).reshape(number, len(members), 4) + usual
        ballots /= ballots.sum(axis=2, keepdims=True)
        words = np.minimum((weighed.T @ bags + 0.02) / (size[:, None] + 0.5), 0.98)
        share = (size + 0.3) / (size.sum() + 0.3 * number)
        score = np.log(share) + flat @ np.log(ballots).reshape(number, -1).T
        score += bags @ np.log(words).T + (1 - bags) @ np.log1p(-words).T
        belongs = np.exp(score - score.max(axis=1, keepdims=True))
        belongs /= belongs.sum(axis=1, keepdims=True)
    return Kinds(day, tuple(members), vocabulary, share, words, ballots, len(cells))


def _bags(titles: Sequence[str]) -> tuple[tuple[str, ...], _Array]:
    said = [title_words(title) for title in titles]
    counts = Counter(word for words in said for word in words)
    common = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:WORDS]
    vocabulary = tuple(word for word, number in common if number >= 3)
    place = {word: n for n, word in enumerate(vocabulary)}
    bags = np.zeros((len(titles), len(vocabulary)))
    for row, words in enumerate(said):
        bags[row, [place[word] for word in words if word in place]] = 1
    return vocabulary, bags


def _first(flat: _Array, weight: _Array, number: int, seed: int) -> _Array:
    random = np.random.default_rng(seed)
    chosen = [int(random.integers(len(flat)))]
    away = ((flat - flat[chosen[0]]) ** 2).sum(axis=1)
    for _ in range(number - 1):
        odds = away * weight + 1e-12
        chosen.append(int(random.choice(len(flat), p=odds / odds.sum())))
        away = np.minimum(away, ((flat - flat[chosen[-1]]) ** 2).sum(axis=1))
    nearest = np.argmin([((flat - flat[one]) ** 2).sum(axis=1) for one in chosen], axis=0)
    return np.asarray(np.eye(number)[nearest])


def packed(kinds: Kinds) -> dict[str, Any]:
    """The kinds for a file: log-odds in steps of 0.2, one sign each."""
    kept = [BALLOTS.index(b) for b in (Ballot.AGAINST, Ballot.ABSTAIN, Ballot.ABSENT)]
    return {
        "day": kinds.day.isoformat(),
        "texts": kinds.texts,
        "members": " ".join(kinds.members),
        "vocabulary": " ".join(kinds.vocabulary),
        "share": [round(float(share), 5) for share in kinds.share],
        "words": ["".join(map(_sign, own)) for own in kinds.words],
        "ballots": ["".join(map(_sign, own[:, kept].ravel())) for own in kinds.ballots],
    }


def unpacked(record: Mapping[str, Any]) -> Kinds:
    """The kinds out of a file."""
    members = tuple(str(record["members"]).split())
    number = len(record["share"])
    kept = _odds("".join(record["ballots"])).reshape(number, len(members), 3)
    favour = np.maximum(1 - kept.sum(axis=2, keepdims=True), LEAST)
    ballots = np.concatenate([favour, kept], axis=2)
    ballots /= ballots.sum(axis=2, keepdims=True)
    return Kinds(
        datetime.date.fromisoformat(record["day"]),
        members,
        tuple(str(record["vocabulary"]).split()),
        np.array(record["share"], dtype=float),
        _odds("".join(record["words"])).reshape(number, -1),
        ballots,
        int(record["texts"]),
    )


def _sign(chance: float) -> str:
    odds = np.log(chance / max(1 - chance, 1e-9))
    step = 2 * _SPAN / (len(_DIGITS) - 1)
    return _DIGITS[int(np.clip(round((odds + _SPAN) / step), 0, len(_DIGITS) - 1))]


def _odds(signs: str) -> _Array:
    step = 2 * _SPAN / (len(_DIGITS) - 1)
    places = {digit: n * step - _SPAN for n, digit in enumerate(_DIGITS)}
    odds = np.array([places[sign] for sign in signs])
    return np.asarray(1 / (1 + np.exp(-odds)))


def shipped_kinds(day: datetime.date) -> Kinds:
    """The kinds that ship, as known before a day.

    >>> shipped_kinds(datetime.date(2024, 11, 5)).day <= datetime.date(2024, 11, 5)
    True

    Raises
    ------
    ForecastError
        For a day before the first.
    """
    known = [entry for entry in _shipped()["kinds"] if entry["day"] <= day.isoformat()]
    if not known:
        first = _shipped()["kinds"][0]["day"]
        raise ForecastError(
            f"what ships on the Assembly's votes begins on {first}, after {day}; give a later day, "
            "or a folder of the record by --data"
        )
    return unpacked(known[-1])


@cache
def _shipped() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KINDS.read_text("utf-8"))
    return found


def weighed(kinds: Kinds, ballots: _Array, cast: Iterable[tuple[int, Ballot, float]]) -> _Array:
    """How likely each kind makes ballots cast by members in these places, [kinds], as logarithms.

    Each comes with how much it tells: 1 for a declared vote.
    """
    found = np.zeros(len(kinds.share))
    for place, ballot, weight in cast:
        own = np.maximum(ballots[:, place, BALLOTS.index(ballot)], LEAST)
        found += weight * np.log(own)
    return found
