"""One vote as it was recorded, and where each statement about it was read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePath

from attrs import field, frozen

from vetopoint.law.ballots import Ballot, Tally

__all__ = ["BODIES", "Kind", "Outcome", "Provenance", "RollCall"]

BODIES: Mapping[str, str] = {
    "S": "un-security-council",
    "A": "un-general-assembly",
}
"""The body whose documents begin with a letter."""


class Outcome(StrEnum):
    """What the record says came of the vote."""

    ADOPTED = "adopted"
    NOT_ADOPTED = "not adopted"


class Kind(StrEnum):
    """What was put to the vote."""

    TEXT = "text"
    AMENDMENT = "amendment"
    PARAGRAPH = "paragraph"


@frozen
class Provenance:
    """Where a roll call was read: the source by name, its file and hash, the row in it."""

    source: str
    path: str
    sha256: str
    row: str

    def words(self) -> str:
        """One phrase for a footnote.

        >>> Provenance("landmark record", "council-1990.yaml", "", "S/1999/328").words()
        'landmark record (council-1990.yaml, row S/1999/328)'
        """
        return f"{self.source} ({PurePath(self.path).name}, row {self.row})"


@frozen
class RollCall:
    """One vote of one body.

    `ballots` holds what is known, by member code; `complete` says whether that is every ballot of
    the day. `tally` is as published (after the corrections its source argues) and None where
    nothing was. `vetoers` are those the record names as having vetoed. `without_vote` marks a text
    that was adopted without one, so that nobody has a ballot. `corrections` gives, by member, why
    a ballot differs from the first publication. `lists_absent` is False where the source leaves
    out members that did not vote, so that their number is unknown and not 0.
    """

    symbol: str
    draft: str | None
    resolution: str | None
    body: str
    date: datetime.date
    title: str
    meeting: str | None
    decision: str | None
    outcome: Outcome | None
    ballots: Mapping[str, Ballot] = field(hash=False)
    complete: bool
    tally: Tally | None
    vetoers: tuple[str, ...] = ()
    sources: tuple[Provenance, ...] = ()
    without_vote: bool = False
    note: str = ""
    kind: Kind = Kind.TEXT
    tags: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    corrections: Mapping[str, str] = field(hash=False, factory=dict)
    lists_absent: bool = True

    @property
    def was_adopted(self) -> bool | None:
        """Whether the record says so; None where it says nothing."""
        return None if self.outcome is None else self.outcome is Outcome.ADOPTED

    def members(self, ballot: Ballot) -> tuple[str, ...]:
        """The members that cast this ballot, by code.

        >>> from datetime import date
        >>> cast = {"CHN": Ballot.FOR, "RUS": Ballot.FOR, "USA": Ballot.AGAINST}
        >>> RollCall("S/1", "S/1", None, "example", date(2000, 1, 1), "", None, None, None,
        ...          cast, True, None).members(Ballot.FOR)
        ('CHN', 'RUS')
        """
        return tuple(sorted(code for code, cast in self.ballots.items() if cast is ballot))
