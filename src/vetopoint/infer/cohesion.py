"""How united a group votes: the Rice index and the Agreement Index, vote by vote.

The group is a list of members or whoever belonged to a body on the day of each vote.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.errors import VetopointError
from vetopoint.infer.agreement import LEAST
from vetopoint.infer.matrices import NO_BALLOT, Cells, VoteMatrix
from vetopoint.infer.resampling import USUAL, WITHHELD, Estimate, Resampling
from vetopoint.law.bodies import NotInForceError, charter_of, sitting
from vetopoint.law.states import UnknownStateError, voting_seat

__all__ = [
    "LEAST_MEMBERS",
    "Cohesion",
    "Group",
    "SmallGroupError",
    "agreement_index",
    "cohesion",
    "group_of",
    "members_of_body",
    "rice_index",
    "vote_counts",
]

LEAST_MEMBERS = 2
"""A vote counts for a group when at least so many of its members cast a ballot."""

_Counts = NDArray[np.floating[Any]]
Group = Callable[[datetime.date], frozenset[str]]
"""Who belongs on a day, by code."""


class SmallGroupError(VetopointError, ValueError):
    """A group of which fewer than two members ever vote together."""


@frozen
class Cohesion:
    """A group over some votes.

    `members` counts all that belonged and voted; `votes` those with two ballots or more; the Rice
    index leaves out votes on which nobody was for or against, `rice_votes` counts the rest.
    """

    period: int | None
    members: int
    votes: int
    rice_votes: int
    rice: Estimate
    agreement_index: Estimate
    unanimous: int

    def as_record(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "period": self.period,
            "members": self.members,
            "votes": self.votes,
            "unanimous": self.unanimous,
            "rice_votes": self.rice_votes,
            "rice": self.rice.as_record(),
            "agreement_index": self.agreement_index.as_record(),
        }


def rice_index(counts: _Counts) -> _Counts:
    """|for − against| / (for + against), of counts [3, …]; nan where nobody was either.

    Rice (1925), Political Science Quarterly 40: 60–72. Abstentions are left out.

    >>> rice_index(np.array([6.0, 5.0, 2.0]))
    array(0.5)
    """
    favour, _, against = np.asarray(counts, np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.abs(favour - against) / (favour + against))


def agreement_index(counts: _Counts) -> _Counts:
    """(largest − half of the rest) / all, of counts [3, …] FOR, ABSTAIN, AGAINST; nan where empty.

    Hix, Noury and Roland (2005), British Journal of Political Science 35: 209–234. It is 1 where
    all cast the same ballot and 0 where the three are equally many.

    >>> agreement_index(np.array([[9.0, 3.0], [0.0, 3.0], [3.0, 3.0]]))
    array([0.625, 0.   ])
    """
    cast = np.asarray(counts, np.float64)
    total, largest = cast.sum(axis=0), cast.max(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((largest - (total - largest) / 2) / total)


def vote_counts(matrix: VoteMatrix, group: Group) -> NDArray[np.float64]:
    """_Counts [3, votes] of the ballots that the group's members of each day cast.

    >>> from vetopoint.infer.matrices import recorded_matrix
    >>> matrix = recorded_matrix("un-security-council")
    >>> vote_counts(matrix, group_of(["FRA", "GBR"])).sum(axis=0).max()
    np.float64(2.0)
    """
    belongs = _belonging(matrix, group)
    cells = np.where(belongs, matrix.cells, NO_BALLOT)
    return np.stack([(cells == ballot).sum(axis=0) for ballot in range(3)]).astype(np.float64)


def _belonging(matrix: VoteMatrix, group: Group) -> NDArray[np.bool_]:
    days, place = np.unique(matrix.days, return_inverse=True)
    masks = np.zeros((len(matrix.members), len(days)), bool)
    known: dict[frozenset[str], NDArray[np.bool_]] = {}
    for column, day in enumerate(days.astype(object)):
        codes = group(day)
        if codes not in known:
            known[codes] = np.isin(matrix.members, list(codes))
        masks[:, column] = known[codes]
    return masks[:, place]


def group_of(members: Sequence[str]) -> Group:
    """The same members on every day, by the codes given.

    >>> sorted(group_of(["FRA", "GBR"])(datetime.date(1950, 1, 1)))
    ['FRA', 'GBR']
    """
    codes = frozenset(members)
    return lambda _: codes


def members_of_body(slug: str) -> Group:
    """Whoever sat in a body on the day, by the code that the seat has today; none before it was.

    >>> sorted(members_of_body("eu-council")(datetime.date(1960, 1, 1)))
    ['BEL', 'DEU', 'FRA', 'ITA', 'LUX', 'NLD']

    Raises
    ------
    UnknownBodyError
        If no body has this name.
    """
    charter = charter_of(slug)

    def of(day: datetime.date) -> frozenset[str]:
        try:
            return frozenset(_today(code) for code in sitting(charter, day).seats)
        except NotInForceError:
            return frozenset()

    return of


def _today(code: str) -> str:
    try:
        return voting_seat(code)
    except UnknownStateError:
        return code


def cohesion(
    matrix: VoteMatrix,
    group: Group,
    by: str | None = None,
    least: int = LEAST,
    resampling: Resampling = USUAL,
) -> tuple[Cohesion, ...]:
    """Mean Rice and Agreement Index of a group, over all votes or in each session or year.

    Intervals come from resampling votes. Below `least` votes the values are withheld (None).

    >>> from vetopoint.infer.matrices import recorded_matrix
    >>> matrix = recorded_matrix("un-security-council")
    >>> cohesion(matrix, group_of(["FRA", "GBR", "USA"]))[0].votes > 300
    True

    Raises
    ------
    SmallGroupError
        If on no vote two members of the group cast a ballot.
    """
    cast = _belonging(matrix, group) & (matrix.cells >= 0)
    usable = cast.sum(axis=0) >= LEAST_MEMBERS
    if not usable.any():
        raise SmallGroupError(
            "on none of these votes did two members of the group cast a ballot; name more members, "
            "or a body whose members vote here"
        )
    labels = matrix.labels(by) if by else np.zeros(len(matrix.votes), np.int64)
    return tuple(
        _period(
            matrix.cells,
            cast & usable & (labels == label),
            int(label) if by else None,
            least,
            resampling,
        )
        for label in np.unique(labels[usable])
    )


def _period(
    cells: Cells, cast: NDArray[np.bool_], period: int | None, least: int, resampling: Resampling
) -> Cohesion:
    votes = cast.any(axis=0)
    counts = np.stack([(cast & (cells == code)).sum(axis=0)[votes] for code in range(3)])
    tallies = counts.astype(np.float64)
    rice, index = rice_index(tallies), agreement_index(tallies)
    return Cohesion(
        period=period,
        members=int(cast.any(axis=1).sum()),
        votes=int(votes.sum()),
        rice_votes=int(np.isfinite(rice).sum()),
        rice=_mean(rice, least, resampling, period),
        agreement_index=_mean(index, least, resampling, period),
        unanimous=int((tallies.max(axis=0) == tallies.sum(axis=0)).sum()),
    )


def _mean(values: _Counts, least: int, resampling: Resampling, period: int | None) -> Estimate:
    defined = values[np.isfinite(values)]
    if len(defined) < max(least, 1):
        return WITHHELD
    distinct, times = np.unique(defined, return_counts=True)
    drawn = resampling.counts(times, period)
    return resampling.estimate(float(defined.mean()), drawn @ distinct / len(defined))
