"""The four ballots, and how a roll call is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import frozen

__all__ = ["SIGNS", "Ballot", "Tally", "tally"]


class Ballot(StrEnum):
    """What a seated member did. Absence is not abstention: some rules count them apart."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    ABSENT = "absent"

    # A ballot equals its word, so it has its hash; the one of Enum is also slower to call.
    __hash__ = str.__hash__


SIGNS: Mapping[Ballot, str] = {
    Ballot.FOR: "+",
    Ballot.AGAINST: "−",
    Ballot.ABSTAIN: "○",
    Ballot.ABSENT: "·",
}


@frozen
class Tally:
    """How many members cast each ballot."""

    favour: int
    against: int
    abstain: int
    absent: int

    @property
    def seats(self) -> int:
        """All seats, voting or not."""
        return self.favour + self.against + self.abstain + self.absent

    def words(self) -> str:
        """For, against and abstaining, as a record prints them.

        >>> Tally(11, 1, 3, 0).words()
        '11 – 1 – 3'
        >>> Tally(9, 0, 1, 1).words()
        '9 – 0 – 1, 1 absent or not participating'
        """
        counts = f"{self.favour} – {self.against} – {self.abstain}"
        return f"{counts}, {self.absent} absent or not participating" if self.absent else counts

    def as_record(self) -> dict[str, int]:
        """The four counts under the names of the ballots."""
        counts = (self.favour, self.against, self.abstain, self.absent)
        return {ballot.value: count for ballot, count in zip(Ballot, counts, strict=True)}


def tally(ballots: Iterable[Ballot]) -> Tally:
    """Count the ballots.

    >>> tally([Ballot.FOR, Ballot.FOR, Ballot.ABSTAIN])
    Tally(favour=2, against=0, abstain=1, absent=0)
    """
    cast = list(ballots)
    return Tally(*(cast.count(ballot) for ballot in Ballot))
