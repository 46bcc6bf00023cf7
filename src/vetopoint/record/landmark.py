"""The landmark record: decisive votes that ship with the product, each with its document."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from vetopoint.law.ballots import Ballot, tally
from vetopoint.law.documents import Node, read_document
from vetopoint.law.verdicts import one_ballot_each
from vetopoint.record.votes import Kind, Outcome, Provenance, RollCall

__all__ = ["LANDMARK", "landmark", "landmark_file"]

LANDMARK = "landmark record"
_FOLDER = Path(__file__).with_name("landmark")
_KEYS = (
    *("symbol", "draft", "resolution", "body", "date", "meeting", "decision", "title", "outcome"),
    *("for", "against", "abstain", "absent", "sponsors", "tags", "note", "source", "differs"),
)


@cache
def landmark() -> tuple[RollCall, ...]:
    """All landmark votes in the order of their dates; read once, when first asked for.

    >>> next(vote.tally.words() for vote in landmark() if vote.symbol == "S/1999/328")
    '3 – 12 – 0'

    Raises
    ------
    BadDocumentError
        If a file does not say what it must.
    """
    votes = (vote for path in sorted(_FOLDER.glob("*.yaml")) for vote in landmark_file(path))
    return tuple(sorted(votes, key=lambda vote: (vote.date, vote.body, vote.symbol)))


def landmark_file(path: Path) -> tuple[RollCall, ...]:
    """The votes of one file."""
    document = read_document(path, path.name)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    if not isinstance(document.value, list):
        raise document.fail("expected a list of votes")
    return tuple(
        _roll_call(document[place], path.name, sha256) for place in range(len(document.value))
    )


def _roll_call(node: Node, name: str, sha256: str) -> RollCall:
    node.only(*_KEYS)
    ballots = one_ballot_each({ballot: node.codes(ballot.value) for ballot in Ballot})
    date = node.date("date")
    if date is None:
        raise node.fail("'date' is missing; give the day of the vote")
    symbol = node.word("symbol")
    return RollCall(
        symbol=symbol,
        draft=node.word("draft", "") or None,
        resolution=node.word("resolution", "") or None,
        body=node.word("body"),
        date=date,
        title=node.word("title"),
        meeting=node.word("meeting", "") or None,
        decision=node.word("decision", "") or None,
        outcome=Outcome(node.choice("outcome", (entry.value for entry in Outcome))),
        ballots=ballots,
        complete=True,
        tally=tally(ballots.values()),
        sources=(
            Provenance(f"{LANDMARK}, after {node.source('source').words()}", name, sha256, symbol),
        ),
        note=node.word("note", ""),
        kind=Kind.TEXT,
        tags=node.codes("tags"),
        sponsors=node.codes("sponsors"),
        corrections={
            entry.word("member"): f"elsewhere {entry.word('other', '')}; {entry.word('reason')}"
            for entry in node.items("differs", required=False)
        },
    )
