"""Roll calls out of the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from vetopoint.law.ballots import Ballot, Tally, tally
from vetopoint.record.store import Store
from vetopoint.record.votes import Kind, Outcome, Provenance, RollCall

__all__ = ["stored_roll_calls", "stored_votes"]

BATCH = 1000
_LETTERS = {"Y": "for", "N": "against", "A": "abstain", "X": "absent"}

_CALLS = """
    SELECT r.roll, r.symbol, r.draft, r.resolution, r.body, r.date, r.title, r.meeting, r.outcome,
        r.complete, r.without_vote, r.favour, r.against, r.abstain, r.absent, r.vetoers, r.note,
        r.kind, s.title, s.file, s.sha256, r.source_row
    FROM roll_calls r JOIN sources s USING (source)
    WHERE list_contains($1::INTEGER[], r.roll)"""

_BALLOTS = """
    SELECT roll, list(member ORDER BY member), list(ballot::VARCHAR ORDER BY member),
        list([member, published, note] ORDER BY member)
            FILTER (published IS NOT NULL OR note IS NOT NULL)
    FROM votes WHERE roll BETWEEN $2 AND $3 AND list_contains($1::INTEGER[], roll) GROUP BY 1"""


def stored_roll_calls(store: Store, rolls: Sequence[int]) -> list[RollCall]:
    """The roll calls with these numbers, in this order."""
    if not rolls:
        return []
    wanted = list(rolls)
    calls = {row[0]: row for row in store.rows(_CALLS, wanted)}
    cast = {row[0]: row[1:] for row in store.rows(_BALLOTS, wanted, min(wanted), max(wanted))}
    return [_roll_call(calls[roll], cast.get(roll)) for roll in rolls]


def stored_votes(store: Store, body: str | None = None) -> Iterator[RollCall]:
    """Every vote in the store once, by its preferred account, in the order of the days."""
    rolls = [
        roll
        for (roll,) in store.rows(
            "SELECT roll FROM roll_calls WHERE preferred AND coalesce(body = $1, true) "
            "ORDER BY roll",
            body,
        )
    ]
    for start in range(0, len(rolls), BATCH):
        yield from stored_roll_calls(store, rolls[start : start + BATCH])


def _roll_call(row: tuple[Any, ...], cast: tuple[Any, ...] | None) -> RollCall:
    _, symbol, draft, resolution, body, date, title, meeting, outcome, complete = row[:10]
    without_vote, favour, against, abstain, absent, vetoers, note, kind = row[10:18]
    members, words, changed = cast or ((), (), ())
    ballots = dict(zip(members, map(Ballot, words), strict=True))
    return RollCall(
        symbol=symbol,
        draft=draft,
        resolution=resolution,
        body=body,
        date=date,
        title=title or "",
        meeting=meeting,
        decision=None,
        outcome=Outcome(outcome) if outcome else None,
        ballots=ballots,
        complete=complete,
        tally=_tally(ballots, complete=complete, counts=(favour, against, abstain, absent)),
        vetoers=tuple(sorted((vetoers or "").replace(",", " ").replace(";", " ").split())),
        sources=(Provenance(*row[18:]),),
        without_vote=without_vote,
        note=note or "",
        kind=Kind(kind),
        corrections={member: _correction(was, why) for member, was, why in changed or ()},
        lists_absent=absent is not None or Ballot.ABSENT in ballots.values(),
    )


def _tally(
    ballots: dict[str, Ballot], *, complete: bool, counts: tuple[int | None, ...]
) -> Tally | None:
    if complete and ballots:
        return tally(ballots.values())
    favour, against, abstain, absent = counts
    if favour is None or against is None or abstain is None:
        return None
    return Tally(favour, against, abstain, absent or 0)


def _correction(published: str | None, why: str | None) -> str:
    was = f"published as {_LETTERS.get(published, published)}" if published else ""
    return "; ".join(part for part in (was, why) if part)
