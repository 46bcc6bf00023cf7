"""What became of a path before: dated, cited, and with the votes that anyone can look up."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from vetopoint.law.documents import Node, Source

__all__ = ["Precedent", "precedent_from"]


@frozen
class Precedent:
    """One earlier use of a path, or attempt at it.

    `votes` holds the tally of each recorded vote by its symbol, as for – against – abstaining.
    """

    date: datetime.date
    says: str
    reference: Source
    votes: Mapping[str, str] = field(hash=False)

    @property
    def words(self) -> str:
        """Day, what happened, its votes and its source in one line.

        >>> import datetime
        >>> day = datetime.date(2012, 11, 29)
        >>> Precedent(day, "Became an observer.", Source("A/RES/67/19"), {}).words
        '2012-11-29: Became an observer. [A/RES/67/19]'
        """
        cast = "; ".join(
            f"{symbol}, {tally.replace('-', ' – ')}" for symbol, tally in self.votes.items()
        )
        parts = [f"recorded votes: {cast}"] if cast else []
        if not self._names(self.reference.words()):
            parts.append(self.reference.words())
        return f"{self.date}: {self.says} [{'; '.join(parts)}]"

    def _names(self, document: str) -> bool:
        """Whether the document is one of those voted on, and so is named already."""
        return document.replace(" ", "") in {symbol.replace(" ", "") for symbol in self.votes}

    def as_record(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "date": self.date.isoformat(),
            "says": self.says,
            "votes": dict(self.votes),
            "reference": self.reference.as_record(),
        }


def precedent_from(node: Node) -> Precedent:
    """Read a precedent.

    >>> from vetopoint.law.documents import parse_document
    >>> text = '''
    ... date: 2024-04-18
    ... says: The United States vetoed the admission of Palestine.
    ... votes: {S/2024/312: 12-1-2}
    ... reference: {document: S/PV.9609}
    ... '''
    >>> precedent_from(parse_document(text, "example")).votes
    {'S/2024/312': '12-1-2'}

    Raises
    ------
    BadDocumentError
        If the day, the sentence or the source is missing.
    """
    node.only("date", "says", "votes", "reference")
    day = node.date("date")
    if day is None:
        raise node.fail("'date' is missing; give a day such as 2012-11-29")
    votes = {symbol: str(entry.value) for symbol, entry in node.entries("votes")}
    return Precedent(day, node.word("says"), node.source(), votes)
