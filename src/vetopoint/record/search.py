"""Search over every recorded vote: by words, by who voted how, by body, days and outcome."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from attrs import evolve, field, frozen

from vetopoint.law.bodies import NotInForceError, NotSeatedError, UnknownBodyError, open_body
from vetopoint.law.verdicts import decide
from vetopoint.record.landmark import landmark
from vetopoint.record.pairing import merged, paired
from vetopoint.record.stances import Stance
from vetopoint.record.store import Store, open_store
from vetopoint.record.stored import stored_roll_calls
from vetopoint.record.votes import Kind, Outcome, RollCall

__all__ = ["DEFAULT_LIMIT", "Found", "Query", "recorded_bodies", "search", "vetoers_of"]

DEFAULT_LIMIT = 50


@frozen
class Query:
    """What is asked for; everything given must hold. None asks for nothing."""

    words: tuple[str, ...] = ()
    stances: tuple[Stance, ...] = ()
    body: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    outcome: Outcome | None = None
    vetoed: bool | None = None
    kind: Kind | None = None

    def described(self) -> str:
        """The query as one line.

        >>> Query(words=("Syria",), outcome=Outcome.NOT_ADOPTED, vetoed=True).described()
        '«Syria», not adopted, vetoed'
        """
        parts = [f"«{word}»" for word in self.words]
        parts += [stance.words() for stance in self.stances]
        parts += [text for text in (self.body, self.outcome and self.outcome.value) if text]
        parts += [f"from {self.since}"] if self.since else []
        parts += [f"to {self.until}"] if self.until else []
        parts += [] if self.vetoed is None else ["vetoed" if self.vetoed else "not vetoed"]
        parts += [f"{self.kind.value}s only"] if self.kind else []
        return ", ".join(parts) or "every vote"


@frozen
class Found:
    """What a search found: how many in all, by outcome, and the first of them by day.

    `members` counts the ballots that each member asked for cast within the subset; `facets` counts
    the subset by body, outcome, veto, kind and decade.
    """

    query: Query
    total: int
    outcomes: Mapping[str, int] = field(hash=False)
    members: Mapping[str, Mapping[str, int]] = field(hash=False)
    votes: tuple[RollCall, ...]
    notes: tuple[str, ...]
    facets: Mapping[str, Mapping[str, int]] = field(hash=False, factory=dict)


@frozen(order=True)
class _Hit:
    """One vote of the subset, in the order in which the subset is shown."""

    date: datetime.date
    body: str
    symbol: str
    outcome: str = field(order=False)
    roll: int | None = field(order=False)
    known: RollCall | None = field(order=False)
    cast: tuple[str, ...] = field(order=False)
    kind: str = field(order=False)
    vetoed: bool = field(order=False)


def search(
    query: Query, limit: int | None = DEFAULT_LIMIT, offset: int = 0, *, newest: bool = False
) -> Found:
    """The votes that fit, in the order of their days; `limit` None gives all.

    With `newest` the last day comes first.

    >>> search(Query(words=("1999/328",), body="un-security-council")).total
    1
    """
    with open_store() as store:
        pairs = paired(store) if store else {}
        taken = {vote.symbol for vote in pairs.values()}
        fuller = _fuller(store, pairs) if store else {}
        hits = _stored_hits(store, query, pairs, fuller) if store else []
        rest = {vote: None for vote in landmark() if vote.symbol not in taken}
        hits += [
            _hit(query, vote, roll) for vote, roll in (fuller | rest).items() if _fits(query, vote)
        ]
        hits.sort(reverse=newest)
        shown = hits[offset:] if limit is None else hits[offset : offset + limit]
        votes = _opened(store, shown)
    return Found(
        query=query,
        total=len(hits),
        outcomes=_counted(hit.outcome for hit in hits),
        members={
            stance.codes[0]: _counted(hit.cast[place] for hit in hits)
            for place, stance in enumerate(query.stances)
        },
        votes=tuple(votes),
        notes=tuple(stance.note for stance in query.stances if stance.note),
        facets=_facets(hits),
    )


def _facets(hits: list[_Hit]) -> dict[str, dict[str, int]]:
    return {
        "body": _counted(hit.body for hit in hits),
        "outcome": _counted(hit.outcome for hit in hits),
        "vetoed": _counted("vetoed" if hit.vetoed else "not vetoed" for hit in hits),
        "kind": _counted(hit.kind for hit in hits),
        "decade": _counted(f"{hit.date.year // 10 * 10}s" for hit in hits),
    }


def recorded_bodies() -> tuple[str, ...]:
    """The slugs of the bodies of which votes are recorded, sorted.

    >>> "un-security-council" in recorded_bodies()
    True
    """
    with open_store() as store:
        rows = store.rows("SELECT DISTINCT body FROM roll_calls") if store else []
    return tuple(sorted({body for (body,) in rows} | {vote.body for vote in landmark()}))


@lru_cache(maxsize=1024)
def vetoers_of(vote: RollCall) -> tuple[str, ...]:
    """Who vetoed: as the record names them, else as the charter of the day makes of the ballots."""
    if vote.vetoers or vote.outcome is Outcome.ADOPTED or not vote.complete or vote.without_vote:
        return vote.vetoers
    try:
        return decide(open_body(vote.body, vote.date), vote.ballots, vote.decision).vetoed_by
    except (UnknownBodyError, NotInForceError, NotSeatedError):
        return ()


def _counted(words: Any) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _fits(query: Query, vote: RollCall) -> bool:
    return (
        _says(vote, query.words)
        and all(stance.holds(vote.ballots) for stance in query.stances)
        and query.body in (None, vote.body)
        and (query.since is None or query.since <= vote.date)
        and (query.until is None or vote.date <= query.until)
        and query.outcome in (None, vote.outcome)
        and query.kind in (None, vote.kind)
        and (query.vetoed is None or bool(vetoers_of(vote)) is query.vetoed)
    )


def _says(vote: RollCall, words: tuple[str, ...]) -> bool:
    parts = (vote.symbol, vote.draft, vote.resolution, vote.title, vote.note, *vote.tags)
    text = " ".join(part for part in parts if part).casefold()
    return all(word.casefold() in text for word in words)


def _fuller(store: Store, pairs: Mapping[int, RollCall]) -> dict[RollCall, int | None]:
    """The landmark votes that tell more than the stored account, under its symbol."""
    rows = store.rows(
        "SELECT roll, symbol FROM roll_calls "
        "WHERE NOT complete AND list_contains($1::INTEGER[], roll) ORDER BY roll",
        sorted(pairs),
    )
    return {evolve(pairs[roll], symbol=symbol): roll for roll, symbol in rows}


def _hit(query: Query, vote: RollCall, roll: int | None) -> _Hit:
    outcome = vote.outcome.value if vote.outcome else "not recorded"
    cast = tuple(_cast(stance, vote) for stance in query.stances)
    return _Hit(
        vote.date,
        vote.body,
        vote.symbol,
        outcome,
        roll,
        vote,
        cast,
        vote.kind.value,
        bool(vetoers_of(vote)),
    )


def _cast(stance: Stance, vote: RollCall) -> str:
    return next(vote.ballots[code].value for code in stance.codes if code in vote.ballots)


def _stored_hits(
    store: Store,
    query: Query,
    pairs: Mapping[int, RollCall],
    fuller: Mapping[RollCall, int | None],
) -> list[_Hit]:
    clauses, values = _conditions(query, pairs)
    values.append([roll for roll in fuller.values() if roll is not None])
    clauses.append(f"NOT list_contains(${len(values)}::INTEGER[], r.roll)")
    casts = ""
    for place, stance in enumerate(query.stances):
        values.append(list(stance.codes))
        codes = f"${len(values)}::VARCHAR[]"
        values.append(stance.ballot.value if stance.ballot else None)
        casts += (
            f" JOIN (SELECT roll, min(ballot::VARCHAR) AS cast_{place} FROM votes "
            f"WHERE list_contains({codes}, member) "
            f"AND coalesce(ballot::VARCHAR = ${len(values)}, true) GROUP BY 1) USING (roll)"
        )
    answers = "".join(f", cast_{place}" for place in range(len(query.stances)))
    rows = store.rows(
        "SELECT date, body, symbol, coalesce(outcome, 'not recorded'), roll, kind, "
        "vetoers IS NOT NULL"
        f"{answers} FROM roll_calls r{casts} WHERE {' AND '.join(clauses)}",
        *values,
    )
    hits = []
    for date, body, symbol, outcome, roll, kind, vetoed, *cast in rows:
        known = pairs.get(roll)
        blocked = vetoed or (known is not None and bool(vetoers_of(known)))
        hits.append(_Hit(date, body, symbol, outcome, roll, known, tuple(cast), kind, blocked))
    return hits


def _conditions(query: Query, pairs: Mapping[int, RollCall]) -> tuple[list[str], list[Any]]:
    """The WHERE clauses and their values; the landmark words of a stored vote count as its own."""
    clauses, values = ["r.preferred"], list[Any]()

    def add(clause: str, value: Any) -> None:
        values.append(value)
        clauses.append(clause.replace("?", f"${len(values)}"))

    if query.words:
        text = "lower(concat_ws(' ', r.symbol, r.draft, r.resolution, r.title, r.note))"
        known = [roll for roll, vote in pairs.items() if _says(vote, query.words)]
        values.append(known)
        fits = []
        for word in query.words:
            values.append(word.casefold())
            fits.append(f"contains({text}, ${len(values)})")
        place = len(values) - len(query.words)
        clauses.append(f"({' AND '.join(fits)} OR list_contains(${place}::INTEGER[], r.roll))")
    for clause, value in {
        "r.body = ?": query.body,
        "r.date >= ?": query.since,
        "r.date <= ?": query.until,
        "r.outcome = ?": query.outcome and query.outcome.value,
        "r.kind = ?": query.kind and query.kind.value,
    }.items():
        if value is not None:
            add(clause, value)
    if query.vetoed is not None:
        named = "r.vetoers IS NOT NULL OR list_contains(?::INTEGER[], r.roll)"
        known = [roll for roll, vote in pairs.items() if vetoers_of(vote)]
        add(f"({named})" if query.vetoed else f"NOT ({named})", known)
    return clauses, values


def _opened(store: Store | None, hits: list[_Hit]) -> list[RollCall]:
    rolls = [hit.roll for hit in hits if hit.roll is not None]
    stored = dict(zip(rolls, stored_roll_calls(store, rolls), strict=True)) if store else {}
    votes = []
    for hit in hits:
        held = stored[hit.roll] if hit.roll is not None else None
        known = hit.known
        if held is not None:
            votes.append(merged(held, known) if known else held)
        elif known is not None:
            votes.append(known)
    return votes
