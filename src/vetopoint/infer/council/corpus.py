"""Past drafts as one looks for them: nearest to a question, and the words that the record knows."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from attrs import asdict, frozen

from vetopoint.infer.council.gate import seen
from vetopoint.infer.draft_forecast import Neighbour
from vetopoint.infer.subjects import own_words, plain_words, subject_words, subjects
from vetopoint.law.ballots import Ballot
from vetopoint.law.states import states
from vetopoint.record.drafts import Vote

__all__ = ["Past", "is_foreign", "nearest", "pasts_of"]

SAME_SUBJECT = 0.6
FADES = 15.0
"""Years in which a past draft's likeness halves: a reader wants the latest of two like drafts."""
KNOWN_SHARE = 0.45
_PLAIN_TEXT = """
a about after all also an and any are as at be been before being both but by calls can could council
decides demands do draft each for from further had has have in into is it its may member members
more most must nations new no not of on one only or other our out over paragraph recalling
resolution security shall should so states such than that the their them these they this those to
under united until up upon urges was were which who will with within without would
"""
_PLAIN = frozenset(_PLAIN_TEXT.split())


@frozen
class Past:
    """One past draft in short: its words, its subject, how it went.

    `counts` are the votes in favour, against and abstaining, where they are known.
    """

    symbol: str
    day: int
    key: str
    words: str
    outcome: str
    counts: tuple[int, int, int] | None
    vetoers: tuple[str, ...]
    names: tuple[str, ...] = ()
    sponsors: tuple[str, ...] | None = None
    is_presidential: bool = False

    def as_record(self) -> list[Any]:
        """The fields in their order, for a file."""
        return list(asdict(self).values())

    @classmethod
    def of_record(cls, entry: Sequence[Any]) -> Past:
        """A past draft out of a file."""
        lists = {5: entry[5], 6: entry[6], 7: entry[7], 8: entry[8]}
        fixed = {n: None if own is None else tuple(own) for n, own in lists.items()}
        return cls(*(fixed.get(n, value) for n, value in enumerate(entry)))

    def went(self) -> str:
        """How it went, as a record prints it.

        >>> Past("S/1", 1, "syria", "", "vetoed", (13, 2, 0), ("CHN", "RUS")).went()
        'vetoed by CHN, RUS (13 – 2 – 0)'
        """
        tally = f" ({' – '.join(map(str, self.counts))})" if self.counts else ""
        if self.outcome == "vetoed":
            return f"vetoed by {', '.join(self.vetoers)}{tally}"
        return f"{'adopted' if self.outcome == 'adopted' else 'short of votes'}{tally}"


def pasts_of(votes: Iterable[Vote]) -> list[Past]:
    """Votes in short."""
    found = []
    for vote in votes:
        draft = vote.draft
        cast = list(vote.ballots.values())
        counts = (
            (cast.count(Ballot.FOR), cast.count(Ballot.AGAINST), cast.count(Ballot.ABSTAIN))
            if len(cast) > 9
            else None
        )
        found.append(
            Past(
                draft.symbol,
                draft.day.toordinal(),
                seen(draft).key,
                " ".join(filter(None, (own_words(draft.title), draft.topic))),
                vote.outcome,
                counts,
                vote.vetoers,
                vote.names,
                tuple(sorted(draft.sponsors)) if draft.sponsors is not None else None,
                draft.is_presidential,
            )
        )
    return found


def nearest(
    pasts: Sequence[Past], words: str, key: str, day: datetime.date, limit: int = 5
) -> tuple[Neighbour, ...]:
    """The past drafts most like the words and the subject, the later first among equals.

    The measure is the cosine of word counts weighted by rarity (TF-IDF, Salton & Buckley 1988).
    """
    if not pasts:
        return ()
    bags = [Counter(plain_words(past.words)) for past in pasts]
    spread = Counter(word for bag in bags for word in bag)
    rarity = {word: math.log(len(bags) / number) for word, number in spread.items()}
    asked = Counter(plain_words(words))
    has_subject = not key.startswith("wide:")
    scored = []
    for past, bag in zip(pasts, bags, strict=True):
        likeness = _cosine(asked, bag, rarity)
        if has_subject and past.key == key:
            likeness = SAME_SUBJECT + (1 - SAME_SUBJECT) * likeness
        years = (day.toordinal() - past.day) / 365.25
        if likeness > 0:
            scored.append(
                (likeness * 0.5 ** (years / FADES), past.day, past.symbol, likeness, past)
            )
    scored.sort(key=lambda entry: (-entry[0], -entry[1], entry[2]))
    names = {entry.key: entry.name for entry in subjects()}
    return tuple(
        Neighbour(
            past.symbol,
            datetime.date.fromordinal(past.day),
            names.get(past.key, "no single subject"),
            past.went(),
            likeness,
        )
        for _, _, _, likeness, past in scored[:limit]
    )


def _cosine(one: Counter[str], other: Counter[str], rarity: dict[str, float]) -> float:
    def length(bag: Counter[str]) -> float:
        return math.sqrt(sum((n * rarity.get(w, 0.0)) ** 2 for w, n in bag.items()))

    shared = sum(n * other[w] * rarity.get(w, 0.0) ** 2 for w, n in one.items() if w in other)
    lengths = length(one) * length(other)
    return min(1.0, shared / lengths) if lengths else 0.0


def is_foreign(text: str, pasts: Iterable[Past]) -> bool:
    """Whether a text shares next to no vocabulary with the record, as one in another language.

    >>> is_foreign("Проект резолюции о положении в Сирии", [])
    True
    >>> is_foreign("the situation in Syria", [])
    False
    """
    words = {word for word in plain_words(text) if not word.isdigit()}
    if not words:
        return True
    known = _PLAIN | _names() | {word for past in pasts for word in plain_words(past.words)}
    return len(words & known) / len(words) < KNOWN_SHARE


@cache
def _names() -> frozenset[str]:
    named = (name for state in states() for name in (state.name, state.short, *state.aliases))
    listed = (entry.name for entry in subjects())
    spoken = {word for text in (*named, *listed) for word in plain_words(text)}
    return frozenset(spoken | subject_words() | {"situation", "humanitarian", "mandate", "renewal"})
