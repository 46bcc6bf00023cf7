"""One look-up over the store and the landmark record: any symbol, as people type it."""

from __future__ import annotations

import datetime
import heapq
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Protocol

from attrs import evolve, frozen

from vetopoint.errors import VetopointError
from vetopoint.record.landmark import landmark
from vetopoint.record.pairing import keys_of, merged, paired
from vetopoint.record.store import Store, open_store, store_exists
from vetopoint.record.stored import stored_roll_calls, stored_votes
from vetopoint.record.symbols import SYMBOL_FORMS, Key, document_key, keys_for
from vetopoint.record.votes import RollCall

__all__ = [
    "AmbiguousSymbolError",
    "Named",
    "UnknownSymbolError",
    "all_votes",
    "find_vote",
    "known_remedy",
    "roll_call_of",
]

MOST_LISTED = 8
LONGEST_TITLE = 60


class UnknownSymbolError(VetopointError, LookupError):
    """No vote has this symbol; `nearest` are symbols that look like it."""

    def __init__(self, text: str, nearest: tuple[str, ...] = (), remedy: str = "") -> None:
        self.text, self.nearest = text, nearest
        near = f" Nearest: {', '.join(nearest)}." if nearest else ""
        super().__init__(f"No vote is recorded under {text!r}.{near} {remedy}".strip())


class AmbiguousSymbolError(VetopointError, LookupError):
    """A symbol that names several votes; `candidates` are their own symbols."""

    def __init__(self, text: str, votes: Iterable[RollCall]) -> None:
        listed = list(votes)
        self.text, self.candidates = text, tuple(vote.symbol for vote in listed)
        words = "; ".join(map(_described, listed[:MOST_LISTED]))
        more = len(listed) - MOST_LISTED
        rest = f"; and {more} more" if more > 0 else ""
        super().__init__(f"{text!r} names {len(listed)} votes; say which: {words}{rest}.")


class Named(Protocol):
    """Something that names a vote by symbol, body and day, such as a vote of a coded case."""

    @property
    def symbol(self) -> str:
        """Its symbol, as typed."""

    @property
    def body(self) -> str:
        """The slug of the body."""

    @property
    def date(self) -> datetime.date:
        """The day of the vote."""


@frozen
class _Match:
    """A vote found: its number in the store, its landmark account, or both."""

    roll: int | None
    known: RollCall | None


def find_vote(text: str) -> RollCall:
    """The vote that `text` names; the whole resolution where its part is not recorded alone.

    >>> find_vote("s/1999/328").tally.words()
    '3 – 12 – 0'

    Raises
    ------
    UnknownSymbolError
        If nothing recorded has that symbol; the sentence gives the nearest.
    AmbiguousSymbolError
        If several votes have it; the sentence lists them.
    """
    keys = keys_for(text)
    if not keys:
        raise UnknownSymbolError(text, (), f"Give a symbol such as {SYMBOL_FORMS}.")
    with open_store() as store:
        pairs = paired(store) if store else {}
        whole = [Key(key.text) for key in keys if "#" not in key.part]
        matches = (
            _matches(store, pairs, keys, exact=True)
            or _matches(store, pairs, whole, exact=True)
            or _matches(store, pairs, keys, exact=False)
        )
        votes = _votes(store, matches)
        if not votes:
            raise UnknownSymbolError(text, _nearest(store, keys), known_remedy(store))
        if len(votes) == 1:
            return _of_the_year(text, votes[0])
        meant = [match for match in matches if match.known and _is_called(match.known, keys)]
        if len(keys) > 1 or len(meant) != 1:
            raise AmbiguousSymbolError(text, votes)
        return _with_others(_votes(store, meant)[0], votes)


def roll_call_of(vote: Named) -> RollCall | None:
    """The roll call of a vote named by symbol, body and day, or None where none is known.

    The landmark record comes first here, so that a brief reads the same with and without the full
    record.
    """
    keys = keys_for(vote.symbol)
    known = [one for one in landmark() if _is_named(one, keys, vote)]
    if len(known) == 1:
        return known[0]
    if not keys or not store_exists():
        return None
    with open_store() as store:
        matches = _matches(store, {}, keys, exact=True) if store else []
        votes = _votes(store, [match for match in matches if match.roll is not None])
    votes = [one for one in votes if (one.body, one.date) == (vote.body, vote.date)]
    return votes[0] if len(votes) == 1 else None


def all_votes(body: str | None = None) -> Iterator[RollCall]:
    """Every vote once, stored or landmark, in the order of the days; `body` keeps one body's.

    >>> sum(vote.symbol == "S/1999/328" for vote in all_votes("un-security-council"))
    1
    """
    with open_store() as store:
        pairs = paired(store) if store else {}
        taken = {vote.symbol for vote in pairs.values()}
        rest = (vote for vote in landmark() if vote.symbol not in taken)
        kept = (vote for vote in rest if body in (None, vote.body))
        yield from heapq.merge(
            _all_stored(store, pairs, body), kept, key=lambda vote: (vote.date, vote.body)
        )


def known_remedy(store: Store | None) -> str:
    """What a reader can do where something is not in the record."""
    if store:
        return "vetopoint record status says what the record covers."
    return "Only the landmark record is at hand; vetopoint record import PATH adds the full record."


def _all_stored(
    store: Store | None, pairs: Mapping[int, RollCall], body: str | None
) -> Iterator[RollCall]:
    if store is None:
        return
    symbols = dict(
        store.rows(
            "SELECT symbol, roll FROM roll_calls WHERE list_contains($1::INTEGER[], roll)",
            sorted(pairs),
        )
    )
    for vote in stored_votes(store, body):
        roll = symbols.get(vote.symbol)
        yield vote if roll is None else merged(vote, pairs[roll])


def _of_the_year(text: str, vote: RollCall) -> RollCall:
    """The vote, unless another year was typed than that of the resolution."""
    typed, known = (re.search(r"\((\d{4})\)", words or "") for words in (text, vote.resolution))
    if typed and known and typed[1] != known[1]:
        remedy = f"{vote.resolution} is of {known[1]}, not {typed[1]}."
        raise UnknownSymbolError(text, (), remedy)
    return vote


def _is_called(known: RollCall, keys: Iterable[Key]) -> bool:
    """Whether the landmark record knows the vote under this very symbol."""
    key = document_key(known.symbol)
    return key is not None and key in keys


def _with_others(vote: RollCall, votes: Iterable[RollCall]) -> RollCall:
    others = ", ".join(other.symbol for other in votes if other.symbol != vote.symbol)
    return evolve(vote, note=f"{vote.note} The symbol also names {others}.".strip())


def _is_named(known: RollCall, keys: Iterable[Key], vote: Named) -> bool:
    same = (known.body, known.date) == (vote.body, vote.date)
    return same and not set(keys).isdisjoint(keys_of(known))


def _matches(
    store: Store | None, pairs: Mapping[int, RollCall], keys: Iterable[Key], *, exact: bool
) -> list[_Match]:
    """What the keys find; without `exact`, also the parts of a resolution that has no whole."""
    wanted = [key for key in keys if exact or not key.part]
    texts, parts = {key.text for key in wanted}, {(key.text, key.part) for key in wanted}
    rows = (
        store.rows(
            "SELECT DISTINCT roll, key, part FROM symbols "
            "WHERE list_contains($1::VARCHAR[], key) ORDER BY ALL",
            sorted(texts),
        )
        if store
        else []
    )
    rolls = {roll: None for roll, key, part in rows if not exact or (key, part) in parts}
    stored_at = {vote.symbol: roll for roll, vote in pairs.items()}
    found = [_Match(roll, pairs.get(roll)) for roll in rolls]
    for vote in landmark():
        named = keys_of(vote)
        hit = any((key.text, key.part) in parts if exact else key.text in texts for key in named)
        if hit and stored_at.get(vote.symbol) not in rolls:
            found.append(_Match(stored_at.get(vote.symbol), vote))
    return found


def _votes(store: Store | None, matches: list[_Match]) -> list[RollCall]:
    rolls = [match.roll for match in matches if match.roll is not None]
    stored = dict(zip(rolls, stored_roll_calls(store, rolls), strict=True)) if store else {}
    votes = []
    for match in matches:
        held = stored.get(match.roll) if match.roll is not None else None
        if held and match.known:
            votes.append(merged(held, match.known))
        elif vote := held or match.known:
            votes.append(vote)
    return sorted(votes, key=lambda vote: (vote.date, vote.body, vote.symbol))


def _nearest(store: Store | None, keys: Iterable[Key]) -> tuple[str, ...]:
    """Symbols of the same series that are written almost the same, the nearest numbers first."""
    nearest: dict[str, None] = {}
    for key in keys:
        series = key.text.rpartition("/")[0] + "/"
        known = {str(named) for vote in landmark() for named in keys_of(vote)}
        if store:
            rows = store.rows(
                "SELECT DISTINCT trim(key || ' ' || part) FROM symbols WHERE starts_with(key, $1)",
                series,
            )
            known |= {text for (text,) in rows}
        inside = sorted(text for text in known if text.startswith(series))
        close = get_close_matches(str(key), inside, n=12, cutoff=0.7)
        close.sort(key=lambda text: (abs(_number(text) - _number(str(key))), text))
        nearest |= dict.fromkeys(close[:3])
    return tuple(nearest)[:4]


def _number(text: str) -> int:
    digits = re.findall(r"\d+", text)
    return int(digits[-1]) if digits else 0


def _described(vote: RollCall) -> str:
    day = f"{vote.date.day} {vote.date:%B %Y}"
    title = vote.title if len(vote.title) <= LONGEST_TITLE else f"{vote.title[:LONGEST_TITLE]}…"
    counts = f", {vote.tally.words()}" if vote.tally else ""
    return f"{vote.symbol} ({day}, {title}{counts})"
