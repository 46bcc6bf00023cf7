"""A roll call from the record, judged by the charter of its day."""

from __future__ import annotations

from contextlib import suppress

from vetopoint.brief.votes import JudgedVote, judged, judged_tally
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import NotSeatedError, body_slugs
from vetopoint.law.verdicts import TallyError
from vetopoint.record.votes import RollCall

__all__ = ["judged_roll_call"]


def judged_roll_call(found: RollCall, decision: str | None = None) -> JudgedVote | None:
    """Judge a recorded vote, or None where the record does not hold enough for a verdict.

    A complete roll call is judged as it stands, unless a State without a seat that day cast a
    ballot; one with a tally and its vetoers is judged by the tally.
    `decision` judges it as another kind of decision than the record names.
    """
    if found.without_vote or found.body not in body_slugs():
        return None
    kind = decision or found.decision
    sources = tuple(source.words() for source in found.sources)
    if found.complete:
        with suppress(NotSeatedError):
            return judged(
                found.symbol,
                found.body,
                found.date,
                found.ballots,
                kind,
                title=found.title,
                recorded=found.was_adopted,
                note=found.note,
                sources=sources,
            )
        return None
    if found.tally is None:
        return None
    against = (m for m, ballot in found.ballots.items() if ballot is Ballot.AGAINST)
    try:
        return judged_tally(
            found.symbol,
            found.body,
            found.date,
            found.tally,
            kind,
            against=tuple(sorted({*against, *found.vetoers})),
            title=found.title,
            recorded=found.was_adopted,
            note=found.note,
            sources=sources,
        )
    except TallyError:
        return None
