"""Where the sources disagree on who voted how, ballot by ballot."""

from __future__ import annotations

import datetime
from typing import Any

from attrs import frozen

from vetopoint.record.landmark import LANDMARK
from vetopoint.record.pairing import paired
from vetopoint.record.store import Store, open_store
from vetopoint.record.stored import stored_roll_calls

__all__ = ["Difference", "differences"]

PUBLISHED = "as first published"

# A member that only one source lists is no difference: some sources leave out those not voting.
_BETWEEN_SOURCES = """
    SELECT p.symbol, p.date, p.body, a.member, a.ballot::VARCHAR, sp.importer, b.ballot::VARCHAR,
        so.importer || coalesce(', ' || o.label, ''), coalesce(a.note, b.note, '')
    FROM roll_calls p JOIN roll_calls o ON o.same = p.same AND o.roll <> p.roll
    JOIN votes a ON a.roll = p.roll
    JOIN votes b ON b.roll = o.roll AND b.member = a.member AND b.ballot <> a.ballot
    JOIN sources sp ON sp.source = p.source JOIN sources so ON so.source = o.source
    WHERE p.preferred"""

_CORRECTED = f"""
    SELECT p.symbol, p.date, p.body, v.member, v.ballot::VARCHAR, s.importer,
        CASE v.published WHEN 'Y' THEN 'for' WHEN 'N' THEN 'against' WHEN 'A' THEN 'abstain'
            ELSE 'absent' END, '{PUBLISHED}', coalesce(v.note, '')
    FROM votes v JOIN roll_calls p USING (roll) JOIN sources s ON s.source = p.source
    WHERE v.published IS NOT NULL"""


@frozen(order=True)
class Difference:
    """One ballot on which two sources differ: the one the record uses, and the other."""

    date: datetime.date
    body: str
    symbol: str
    member: str
    used: str
    used_source: str
    other: str
    other_source: str
    reason: str = ""


def differences() -> tuple[Difference, ...]:
    """All differences between the sources of the record, in the order of the days."""
    with open_store() as store:
        if store is None:
            return ()
        rows = store.rows(f"{_BETWEEN_SOURCES} UNION ALL {_CORRECTED}")
        found = [_difference(row) for row in rows] + _from_landmark(store)
    return tuple(sorted(found))


def _difference(row: tuple[Any, ...]) -> Difference:
    symbol, date, body, *rest = row
    return Difference(date, body, symbol, *rest)


def _from_landmark(store: Store) -> list[Difference]:
    pairs = paired(store)
    rolls = sorted(pairs)
    found = []
    for roll, stored in zip(rolls, stored_roll_calls(store, rolls), strict=True):
        known = pairs[roll]
        for member, ballot in stored.ballots.items():
            other = known.ballots.get(member, ballot)
            if other is ballot:
                continue
            used, unused = (stored.sources[0].source, LANDMARK)
            answers = (ballot.value, other.value)
            if not stored.complete:
                used, unused, answers = unused, used, (other.value, ballot.value)
            found.append(
                Difference(
                    *(stored.date, stored.body, stored.symbol, member),
                    *(answers[0], used, answers[1], unused),
                    known.corrections.get(member, ""),
                )
            )
    return found
