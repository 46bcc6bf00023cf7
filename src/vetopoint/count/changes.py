"""Who could have changed a result: the smallest sets of ballots that would have turned it.

Members that every threshold treats alike, and that cast the same ballot, are interchangeable; a
smallest change is therefore described by how many of each such class change, not by listing every
set. «Any 3 of these 12» stands for 220 sets.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product

from attrs import frozen

from vetopoint.errors import VetopointError
from vetopoint.law.ballots import Ballot
from vetopoint.law.rules import AllOf, Rule, Threshold, held, thresholds

__all__ = ["Change", "ChangeSet", "TooManySetsError", "smallest_changes"]

LIMIT = 200_000
TOWARDS = {
    True: (Ballot.AGAINST, Ballot.ABSTAIN, Ballot.ABSENT, Ballot.FOR),
    False: (Ballot.FOR, Ballot.ABSTAIN, Ballot.ABSENT, Ballot.AGAINST),
}


class TooManySetsError(VetopointError, ValueError):
    """The search would have to look at too many sets of members."""


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

    @property
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
        If members have so many different weights that the search grows beyond its bound.
    """
    adopted = held(rule, ballots)
    goals = _goals(rule, towards_adoption=not adopted)
    classes = [c for c in _classes(rule, ballots, fixed) if goals != (c[1],)]
    sizes = [len(members) for members, _ in classes]
    after = _Sums(rule, ballots)

    def turning(size: int) -> Iterator[list[_Move]]:
        for numbers in _distributions(sizes, size):
            for moves in _moves(classes, numbers, goals):
                if after.held_with(moves) is not adopted:
                    yield moves

    largest = min(sum(sizes), at_most or sum(sizes))
    size = _first(lambda size: next(turning(size), None) is not None, largest)
    if size is None:
        return ()
    return _without_repeats(
        ChangeSet(_mildest(rule, ballots, moves, adopted=adopted)) for moves in turning(size)
    )


def _first(holds: Callable[[int], bool], largest: int) -> int | None:
    """The smallest number from 1 to `largest` for which `holds`, which stays true once it is.

    More members pushing the same way never push less, so the size can be found by halving.
    """
    high = 1
    while high < largest and not holds(high):
        high = min(2 * high, largest)
    if largest < 1 or not holds(high):
        return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


_Class = tuple[tuple[str, ...], Ballot]
_Move = tuple[_Class, int, Ballot]


class _Sums:
    """The sums of a roll call, kept so that a change of many ballots costs a few additions."""

    def __init__(self, rule: Rule, ballots: Mapping[str, Ballot]) -> None:
        self.leaves = list(thresholds(rule))
        self.before = [leaf.sum(ballots) for leaf in self.leaves]
        self.counts = [leaf.count.as_record() for leaf in self.leaves]
        self.holds = _compiled(rule, iter(range(len(self.leaves))))

    def held_with(self, moves: list[_Move]) -> bool:
        """Whether the rule holds once the moves are made."""
        sums = list(self.before)
        for (members, cast), number, goal in moves:
            for place, leaf in enumerate(self.leaves):
                weight = leaf.weights.get(members[0], 0)
                count = self.counts[place]
                sums[place] += number * weight * (count[goal] - count[cast])
        return self.holds(sums)


def _compiled(rule: Rule, places: Iterator[int]) -> Callable[[list[int]], bool]:
    """The rule as a test of the sums of its leaves, in the order of `thresholds`."""
    if isinstance(rule, Threshold):
        place, quota = next(places), rule.quota
        return lambda sums: sums[place] >= quota
    parts = [_compiled(part, places) for part in rule.parts]
    if isinstance(rule, AllOf):
        return lambda sums: all(part(sums) for part in parts)
    return lambda sums: any(part(sums) for part in parts)


def _goals(rule: Rule, *, towards_adoption: bool) -> tuple[Ballot, ...]:
    """The ballots that push hardest: staying away can do more than opposing, by the quorum."""
    if towards_adoption:
        return (Ballot.FOR,)
    counts = [leaf.count for leaf in thresholds(rule)]
    leaving = any(count.absent < count.against for count in counts)
    return (Ballot.AGAINST, Ballot.ABSENT) if leaving else (Ballot.AGAINST,)


def _moves(
    classes: list[_Class], numbers: tuple[int, ...], goals: tuple[Ballot, ...]
) -> Iterator[list[_Move]]:
    """Every way to send the numbers taken from each class to the goals."""
    splits = [
        [(number,)] if len(goals) == 1 else [(k, number - k) for k in range(number, -1, -1)]
        for number in numbers
    ]
    for chosen in product(*splits):
        yield [
            (members, number, goal)
            for members, split in zip(classes, chosen, strict=True)
            for number, goal in zip(split, goals, strict=True)
            if number
        ]


def _without_repeats(found: Iterable[ChangeSet]) -> tuple[ChangeSet, ...]:
    """One change for each pool of members, the most sets first."""
    by_pool: dict[tuple[tuple[tuple[str, ...], int], ...], ChangeSet] = {}
    for changes in found:
        pools: dict[tuple[str, ...], int] = defaultdict(int)
        for change in changes.changes:
            pools[change.members] += change.number
        by_pool.setdefault(tuple(sorted(pools.items())), changes)
    return tuple(sorted(by_pool.values(), key=lambda f: (-f.sets, _names(f))))


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


def _names(found: ChangeSet) -> tuple[str, ...]:
    return tuple(member for change in found.changes for member in change.members)


def _classes(rule: Rule, ballots: Mapping[str, Ballot], fixed: frozenset[str]) -> list[_Class]:
    """Free members grouped by their weight in every threshold and the ballot they cast."""
    leaves = list(thresholds(rule))
    members_ = (member for leaf in leaves for member in leaf.weights if member not in fixed)
    seated = dict.fromkeys(members_)
    alike: dict[tuple[tuple[int, ...], Ballot], list[str]] = defaultdict(list)
    for member in seated:
        ballot = ballots.get(member, Ballot.ABSENT)
        alike[tuple(leaf.weights.get(member, 0) for leaf in leaves), ballot].append(member)
    heaviest_first = sorted(alike.items(), key=lambda entry: _share(leaves, entry[0][0]))
    return [(tuple(members), key[1]) for key, members in heaviest_first]


def _share(leaves: list[Threshold], weights: tuple[int, ...]) -> Fraction:
    """Minus the weight in all thresholds together, each as a share of its total."""
    parts = zip(leaves, weights, strict=True)
    return -sum((Fraction(weight, max(leaf.total, 1)) for leaf, weight in parts), Fraction())


def _distributions(sizes: list[int], total: int) -> Iterator[tuple[int, ...]]:
    """All ways to take `total` members from classes of these sizes."""
    seen = 0
    stack: list[tuple[tuple[int, ...], int]] = [((), total)]
    while stack:
        taken, left = stack.pop()
        depth = len(taken)
        if depth == len(sizes):
            if left == 0:
                yield taken
            continue
        room = sum(sizes[depth + 1 :])
        for number in range(max(0, left - room), min(sizes[depth], left) + 1):
            seen += 1
            if seen > LIMIT:
                raise TooManySetsError(
                    f"more than {LIMIT:,} sets of {total} members would have to be tried; "
                    "ask for a smaller change with at_most"
                )
            stack.append(((*taken, number), left - number))


def _mildest(
    rule: Rule, ballots: Mapping[str, Ballot], moves: list[_Move], *, adopted: bool
) -> tuple[Change, ...]:
    """For each move the ballot nearest to the one cast that still turns the result."""
    order = TOWARDS[not adopted]
    options = [_nearer(order, cast, goal) for (_, cast), _, goal in moves]
    steps = [range(len(choice)) for choice in options]
    for distance in sorted(product(*steps), key=lambda taken: (sum(taken), taken)):
        chosen = [choice[step] for choice, step in zip(options, distance, strict=True)]
        trial = [(c[0], n, ballot) for (c, n, _), ballot in zip(moves, chosen, strict=True)]
        if held(rule, _with(ballots, trial)) is not adopted:
            return tuple(
                Change(number, members, cast, ballot)
                for ((members, cast), number, _), ballot in zip(moves, chosen, strict=True)
            )
    raise AssertionError(moves)


def _nearer(order: tuple[Ballot, ...], cast: Ballot, goal: Ballot) -> tuple[Ballot, ...]:
    """The ballots from the one cast towards the goal, the goal last."""
    between = order[order.index(cast) + 1 :]
    return (*(ballot for ballot in between if ballot is not goal), goal)
