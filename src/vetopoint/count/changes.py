"""Who could have changed a result: the smallest sets of ballots that would have turned it.

Members that every threshold treats alike, and that cast the same ballot, are interchangeable; a
smallest change is therefore described by how many of each such class change, not by listing every
set. «Any 3 of these 12» stands for 220 sets.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import frozen

from vetopoint.count.turning import TooManySetsError, Turning
from vetopoint.law.ballots import Ballot
from vetopoint.law.rules import Rule

__all__ = ["Change", "ChangeSet", "TooManySetsError", "smallest_changes"]


@frozen
class Change:
    """Any `number` of `members`, who cast `cast`, cast `instead`."""

    number: int
    members: tuple[str, ...]
    cast: Ballot
    instead: Ballot

    @property
    def sets(self) -> int:
        """How many sets of members this stands for."""
        return math.comb(len(self.members), self.number)


@frozen
class ChangeSet:
    """Changes that together turn the result, and no smaller set of members does."""

    changes: tuple[Change, ...]

    @property
    def size(self) -> int:
        """How many members change their ballot."""
        return sum(change.number for change in self.changes)

    @cached_property
    def sets(self) -> int:
        """How many different sets of members this stands for."""
        pools: dict[tuple[str, ...], int] = defaultdict(int)
        for change in self.changes:
            pools[change.members] += change.number
        return math.prod(math.comb(len(pool), number) for pool, number in pools.items())

    def applied(self, ballots: Mapping[str, Ballot]) -> dict[str, Ballot]:
        """One roll call with these changes made, by the first members of each class."""
        return _with(ballots, [(c.members, c.number, c.instead) for c in self.changes])


def smallest_changes(
    rule: Rule,
    ballots: Mapping[str, Ballot],
    *,
    at_most: int | None = None,
    fixed: frozenset[str] = frozenset(),
) -> tuple[ChangeSet, ...]:
    """All smallest sets of members whose ballots, changed, turn the result.

    A defeated draft is turned towards adoption, an adopted one towards defeat. Each change names
    the mildest ballot that is enough for it, given the others: where abstaining is enough for a
    member that voted against, the change says so. Empty when no change of ballots can turn it.
    Members in `fixed` keep their ballot.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> rule = Threshold("majority", dict.fromkeys("ABC", 1), Count(favour=1), 2)
    >>> cast = {"A": Ballot.FOR, "B": Ballot.AGAINST, "C": Ballot.AGAINST}
    >>> found, = smallest_changes(rule, cast)
    >>> found.size, found.changes[0].members, found.changes[0].instead
    (1, ('B', 'C'), <Ballot.FOR: 'for'>)

    Raises
    ------
    TooManySetsError
        If members have so many different weights that the smallest sets are too many to list, or
        that the search grows beyond its bound.
    """
    found = [
        ChangeSet(tuple(Change(n, pool.members, pool.cast, ballot) for pool, n, ballot in moves))
        for moves in Turning(rule, ballots, fixed).smallest(at_most)
    ]
    return tuple(sorted(found, key=lambda changes: (-changes.sets, _names(changes))))


def _with(
    ballots: Mapping[str, Ballot], moves: Iterable[tuple[tuple[str, ...], int, Ballot]]
) -> dict[str, Ballot]:
    """The roll call with `number` of `members` casting `ballot`; later moves take the next ones."""
    changed, used = dict(ballots), defaultdict[tuple[str, ...], int](int)
    for members, number, ballot in moves:
        start = used[members]
        changed |= dict.fromkeys(members[start : start + number], ballot)
        used[members] += number
    return changed


def _names(found: ChangeSet) -> list[tuple[str, ...]]:
    return [change.members for change in found.changes]
