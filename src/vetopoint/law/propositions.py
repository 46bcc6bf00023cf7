"""What is said to be the law: always by somebody, somewhere, on a day, and with an answer to it."""

from __future__ import annotations

import datetime

from attrs import frozen

from vetopoint.law.documents import Node, Source

__all__ = ["LEGAL_STANDINGS", "Proposition", "proposition_from"]

LEGAL_STANDINGS = (
    "treaty text",
    "court holding",
    "settled practice",
    "majority view",
    "contested",
    "minority claim",
    "domestic law",
    "political declaration",
)
"""How well a proposition stands. The last two bind otherwise than by international law."""


@frozen
class Proposition:
    """A legal proposition with its holder, instrument, day, standing and best counter-argument.

    `instrument` holds document and paragraph, and what it was checked against; `since` is the day
    of the instrument, None where it is practice without a day.
    """

    proposition: str
    holder: str
    instrument: Source
    since: datetime.date | None
    standing: str
    counter: str

    def said_by(self, day: datetime.date) -> bool:
        """Whether it had been said by that day."""
        return self.since is None or self.since <= day


def proposition_from(node: Node) -> Proposition:
    """Read a proposition.

    >>> from vetopoint.law.documents import parse_document
    >>> text = '''
    ... proposition: An abstention is no veto.
    ... holder: International Court of Justice
    ... instrument: {document: Namibia, locator: para. 22}
    ... date: 1971-06-21
    ... standing: court holding
    ... counter: The text speaks of concurring votes.
    ... '''
    >>> proposition_from(parse_document(text, "example")).standing
    'court holding'

    Raises
    ------
    BadDocumentError
        If a part is missing: no proposition goes without holder, instrument and counter-argument.
    """
    node.only("proposition", "holder", "instrument", "date", "standing", "counter")
    return Proposition(
        proposition=node.word("proposition"),
        holder=node.word("holder"),
        instrument=node.source("instrument"),
        since=node.date("date"),
        standing=node.choice("standing", LEGAL_STANDINGS),
        counter=node.word("counter"),
    )
