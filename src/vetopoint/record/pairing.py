"""Which landmark vote and which stored one are the same, and what each adds to the other."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from attrs import evolve, frozen

from vetopoint.record.landmark import landmark
from vetopoint.record.store import Store
from vetopoint.record.symbols import Key, document_key, resolution_key
from vetopoint.record.votes import RollCall

__all__ = ["keys_of", "merged", "paired"]

NUMBERED = ("S/RES/", "A/RES/")


@lru_cache(maxsize=1024)
def keys_of(vote: RollCall) -> tuple[Key, ...]:
    """What a vote is found by: its resolution, its own symbol, its draft."""
    resolution = resolution_key(vote.resolution) if vote.resolution else None
    symbol = resolution_key(vote.symbol) or document_key(vote.symbol)
    draft = document_key(vote.draft) if vote.draft else None
    return tuple(dict.fromkeys(key for key in (resolution, symbol, draft) if key))


def merged(stored: RollCall, known: RollCall) -> RollCall:
    """One vote of two accounts: the stored one unless only the landmark one is complete.

    The title is the landmark one, which says what the text would do and not only which item it
    came under. What the other account alone says is added, and both are named as sources.
    """
    if known.complete and not stored.complete:
        return evolve(
            known,
            symbol=stored.symbol,
            vetoers=stored.vetoers,
            sources=(*known.sources, *stored.sources),
        )
    return evolve(
        stored,
        title=known.title,
        outcome=stored.outcome or known.outcome,
        decision=known.decision,
        tags=known.tags,
        sponsors=known.sponsors,
        meeting=stored.meeting or known.meeting,
        note=" ".join(part for part in (stored.note, known.note) if part),
        sources=(*stored.sources, *known.sources),
    )


@frozen
class _Candidate:
    roll: int
    body: str
    date: datetime.date
    counts: tuple[int | None, ...]


def paired(store: Store) -> Mapping[int, RollCall]:
    """The landmark votes that the store also holds, by the number of the stored roll call.

    Two accounts are of the same vote if they share the number of a resolution, or the symbol of
    another document and the day. Where several votes share it, the counts must be equal too, and
    tell only one of them.
    """
    if store.identity is None:
        return _paired(store)
    if store.identity not in _KNOWN:
        pairs = _paired(store)
        _KNOWN.clear()
        _KNOWN[store.identity] = pairs
        return pairs
    return _KNOWN[store.identity]


_KNOWN: dict[object, Mapping[int, RollCall]] = {}


def _paired(store: Store) -> Mapping[int, RollCall]:
    stored = _stored(store)
    pairs: dict[int, RollCall] = {}
    for vote in landmark():
        fits = {
            candidate
            for key in keys_of(vote)
            for candidate in stored.get(key, ())
            if candidate.body == vote.body
            and (candidate.date == vote.date or key.text.startswith(NUMBERED))
        }
        if len(fits) > 1:
            fits = {candidate for candidate in fits if candidate.counts == _counts(vote)}
        if len(fits) == 1:
            pairs.setdefault(fits.pop().roll, vote)
    return pairs


def _counts(vote: RollCall) -> tuple[int | None, ...]:
    known = vote.tally
    return (known.favour, known.against, known.abstain) if known else ()


def _stored(store: Store) -> Mapping[Key, Iterable[_Candidate]]:
    wanted = sorted({key.text for vote in landmark() for key in keys_of(vote)})
    rows = store.rows(
        "SELECT key, part, roll, body, date, favour, against, abstain "
        "FROM symbols JOIN roll_calls USING (roll) WHERE list_contains($1::VARCHAR[], key)",
        wanted,
    )
    found: dict[Key, list[_Candidate]] = defaultdict(list)
    for text, part, roll, body, date, *counts in rows:
        found[Key(text, part)].append(_Candidate(roll, body, date, tuple(counts)))
    return found
