"""The search behind «who could have changed it»: the fewest ballots that turn a result.

Members that every threshold treats alike, and that cast the same ballot, form a pool; a set of
members is described by how many it takes from each. What a set is worth is how far it moves the
sum of each threshold towards the other result. A branch of the search is left as soon as the
members still to be taken could not turn the result even if each threshold had its own best of
them, so that sets are looked at only where some set near them does turn it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from math import prod
from operator import add, itemgetter, sub

from attrs import field, frozen

from vetopoint.errors import VetopointError
from vetopoint.law.ballots import Ballot
from vetopoint.law.rules import AllOf, Rule, Threshold, held, thresholds

__all__ = ["Move", "Pool", "TooManySetsError", "Turning"]

MOST_TRIED = 200_000
MOST_FOUND = 5_000
TOWARDS = {
    True: (Ballot.AGAINST, Ballot.ABSTAIN, Ballot.ABSENT, Ballot.FOR),
    False: (Ballot.FOR, Ballot.ABSTAIN, Ballot.ABSENT, Ballot.AGAINST),
}

_Margins = Sequence[int]
_Test = Callable[[_Margins], int]


class TooManySetsError(VetopointError, ValueError):
    """The smallest sets are too many to list, or to look for."""


@frozen
class Pool:
    """Interchangeable members: `gains` is what one of them adds to each margin by each ballot."""

    members: tuple[str, ...]
    cast: Ballot
    gains: Mapping[Ballot, tuple[int, ...]] = field(hash=False)


Move = tuple[Pool, int, Ballot]
"""So many of a pool cast this ballot instead."""
_Taken = tuple[tuple[int, int], ...]
_Sent = tuple[tuple[int, int, Ballot], ...]


@frozen
class _Way:
    """The ballots on a pool's way to a goal; what each adds less than the most that one adds."""

    ballots: tuple[Ballot, ...]
    highest: tuple[int, ...]
    losses: tuple[tuple[int, ...], ...]


class Turning:
    """One rule and roll call, and the sets of members that would turn its result.

    A margin is what a threshold has beyond its quota when a defeated draft is to be carried, and
    what it lacks of its quota, less one, when an adopted one is to be defeated; either way the
    thresholds that are where they should be have a margin of zero or more.
    """

    def __init__(self, rule: Rule, ballots: Mapping[str, Ballot], fixed: frozenset[str]) -> None:
        self.to_adopt = not held(rule, ballots)
        leaves = list(thresholds(rule))
        sign, shift = (1, 0) if self.to_adopt else (-1, -1)
        self.margins = [sign * (leaf.sum(ballots) - leaf.quota) + shift for leaf in leaves]
        self.least = _least(rule, count(), to_adopt=self.to_adopt)
        self.goals = _goals(leaves, to_adopt=self.to_adopt)
        every = _pools(leaves, ballots, fixed, sign)
        self.pools = [pool for pool in every if self.goals != (pool.cast,)]
        self.best = [_highest(pool, self.goals) for pool in self.pools]
        self.ranked = [
            sorted(range(len(self.pools)), key=lambda place: -self.best[place][leaf])
            for leaf in range(len(leaves))
        ]
        sizes = [len(pool.members) for pool in self.pools]
        self.room = [sum(sizes[first:]) for first in range(len(sizes) + 1)]
        self.bounds: dict[tuple[int, int], list[int]] = {}
        self.ways: dict[tuple[int, Ballot], _Way] = {}
        self.steps: dict[tuple[int, Ballot, int, tuple[int, ...]], list[int]] = {}
        self.tried = 0

    def smallest(self, at_most: int | None) -> list[tuple[Move, ...]]:
        """Every smallest set, each of its members with the mildest ballot that is enough.

        Raises
        ------
        TooManySetsError
            If they are more than can be listed, or the search grows beyond its bound.
        """
        for size in range(1, min(self.room[0], at_most or self.room[0]) + 1):
            self.tried = 0
            found: list[_Taken] = []
            self._take(0, size, self.margins, (), found)
            if sent := [moves for taken in found if (moves := self._sent(taken))]:
                return [self._mildest(moves) for moves in sent]
        return []

    def _take(
        self, first: int, left: int, margins: _Margins, taken: _Taken, found: list[_Taken]
    ) -> None:
        """Add to `found` every way to take `left` more from the pools from `first` on."""
        for place in range(first, len(self.pools)):
            bound = self._bound(place, left)
            if bound is None or self.least(list(map(add, margins, bound))) < 0:
                return
            best, rest = self.best[place], self.room[place + 1]
            for number in range(min(self.room[place] - rest, left), max(0, left - rest - 1), -1):
                self._count(len(found))
                after = [margin + number * gain for margin, gain in zip(margins, best, strict=True)]
                chosen = (*taken, (place, number))
                if number < left:
                    self._take(place + 1, left - number, after, chosen, found)
                elif self.least(after) >= 0:
                    found.append(chosen)

    def _count(self, found: int) -> None:
        self.tried += 1
        if self.tried > MOST_TRIED or found > MOST_FOUND:
            raise TooManySetsError(
                "members have so many different weights that the smallest changes are too many to "
                "list; ask for a smaller change with at_most"
            )

    def _bound(self, first: int, number: int) -> list[int] | None:
        """The most that `number` members of the pools from `first` on add to each margin alone."""
        key = first, number
        if number > self.room[first]:
            return None
        if key not in self.bounds:
            leaves = range(len(self.margins))
            self.bounds[key] = [self._top(leaf, first, number) for leaf in leaves]
        return self.bounds[key]

    def _top(self, leaf: int, first: int, number: int) -> int:
        total = 0
        for place in self.ranked[leaf]:
            if place >= first:
                taken = min(number, len(self.pools[place].members))
                total += taken * self.best[place][leaf]
                number -= taken
                if not number:
                    break
        return total

    def _sent(self, taken: _Taken) -> _Sent | None:
        """The members taken, sent to the ballots that push hardest; None if that is not enough."""
        if len(self.goals) == 1:
            return tuple((place, number, self.goals[0]) for place, number in taken)
        pushed = [[number * gain for gain in self.best[place]] for place, number in taken]
        split = self._split(taken, pushed, self.margins)
        if split is None:
            return None
        return tuple(
            (place, share, goal)
            for (place, number), first in zip(taken, split, strict=True)
            for share, goal in zip((first, number - first), self.goals, strict=True)
            if share
        )

    def _split(
        self, taken: _Taken, pushed: list[list[int]], margins: _Margins
    ) -> tuple[int, ...] | None:
        """How many of each pool go to the first of two goals, as many as can; None if none does."""
        if not taken:
            return () if self.least(margins) >= 0 else None
        if self.least(list(map(sum, zip(margins, *pushed, strict=True)))) < 0:
            return None
        (place, number), later = taken[0], taken[1:]
        first, second = (self.pools[place].gains[goal] for goal in self.goals)
        for share in range(number, -1, -1):
            moved = zip(margins, first, second, strict=True)
            after = [m + share * one + (number - share) * other for m, one, other in moved]
            if (found := self._split(later, pushed[1:], after)) is not None:
                return (share, *found)
        return None

    def _mildest(self, sent: _Sent) -> tuple[Move, ...]:
        """Each move by the ballot nearest to the one cast that still turns the result."""
        ways = [self._way(place, goal) for place, _, goal in sent]
        numbers = [number for _, number, _ in sent]
        pushed = [[n * gain for gain in way.highest] for n, way in zip(numbers, ways, strict=True)]
        best = tuple(map(sum, zip(self.margins, *pushed, strict=True)))
        choices = [self._steps(place, number, goal, best) for place, number, goal in sent]
        for steps in _by_distance(choices):
            lost = [
                [number * loss for loss in way.losses[step]]
                for number, way, step in zip(numbers, ways, steps, strict=True)
            ]
            if self.least([b - sum(parts) for b, *parts in zip(best, *lost, strict=True)]) >= 0:
                return tuple(
                    (self.pools[place], number, way.ballots[step])
                    for (place, number, _), way, step in zip(sent, ways, steps, strict=True)
                )
        raise AssertionError(sent)

    def _way(self, place: int, goal: Ballot) -> _Way:
        if (place, goal) not in self.ways:
            pool = self.pools[place]
            ballots = _nearer(TOWARDS[self.to_adopt], pool.cast, goal)
            highest = _highest(pool, ballots)
            losses = tuple(tuple(map(sub, highest, pool.gains[ballot])) for ballot in ballots)
            self.ways[place, goal] = _Way(ballots, highest, losses)
        return self.ways[place, goal]

    def _steps(self, place: int, number: int, goal: Ballot, best: tuple[int, ...]) -> list[int]:
        """The steps that can be enough: each one is, with the best of all others beside it."""
        key = place, goal, number, best
        if key not in self.steps:
            self.steps[key] = [
                step
                for step, losses in enumerate(self._way(place, goal).losses)
                if self.least([b - number * x for b, x in zip(best, losses, strict=True)]) >= 0
            ]
        return self.steps[key]


def _least(rule: Rule, places: Iterator[int], *, to_adopt: bool) -> _Test:
    """The rule as a function of the margins, in the order of `thresholds`: >= 0 where it turns.

    All of several parts are where they should be if the least of them is; to defeat a draft, one
    part that fails is enough where all were needed, and the other way about.
    """
    if isinstance(rule, Threshold):
        return itemgetter(next(places))
    every = isinstance(rule, AllOf) is to_adopt
    pick: Callable[..., int] = partial(min, default=0) if every else partial(max, default=-1)
    if all(isinstance(part, Threshold) for part in rule.parts):
        here = [next(places) for _ in rule.parts]
        span = slice(here[0], here[-1] + 1) if here else slice(0)
        return lambda margins: pick(margins[span])
    parts = [_least(part, places, to_adopt=to_adopt) for part in rule.parts]
    return lambda margins: pick([part(margins) for part in parts])


def _goals(leaves: list[Threshold], *, to_adopt: bool) -> tuple[Ballot, ...]:
    """The ballots that push hardest: staying away can do more than opposing, by the quorum."""
    if to_adopt:
        return (Ballot.FOR,)
    leaving = any(leaf.count.absent < leaf.count.against for leaf in leaves)
    return (Ballot.AGAINST, Ballot.ABSENT) if leaving else (Ballot.AGAINST,)


def _pools(
    leaves: list[Threshold], ballots: Mapping[str, Ballot], fixed: frozenset[str], sign: int
) -> list[Pool]:
    """Free members by their weight in every threshold and the ballot they cast, heaviest first."""
    seated = dict.fromkeys(m for leaf in leaves for m in leaf.weights if m not in fixed)
    alike: dict[tuple[tuple[int, ...], Ballot], list[str]] = defaultdict(list)
    for member in seated:
        weights = tuple(leaf.weights.get(member, 0) for leaf in leaves)
        alike[weights, ballots.get(member, Ballot.ABSENT)].append(member)
    shares = _shares(leaves)
    heaviest = sorted(
        alike.items(),
        key=lambda entry: -sum(w * s for w, s in zip(entry[0][0], shares, strict=True)),
    )
    return [
        Pool(tuple(members), cast, _gains(leaves, weights, cast, sign))
        for (weights, cast), members in heaviest
    ]


def _shares(leaves: list[Threshold]) -> list[int]:
    """What one unit of weight in each threshold is of its total, all over one denominator."""
    totals = [max(leaf.total, 1) for leaf in leaves]
    whole = prod(totals)
    return [whole // total for total in totals]


def _gains(
    leaves: list[Threshold], weights: tuple[int, ...], cast: Ballot, sign: int
) -> dict[Ballot, tuple[int, ...]]:
    counts = [leaf.count.coefficients for leaf in leaves]
    return {
        ballot: tuple(
            sign * weight * (coefficients[ballot] - coefficients[cast])
            for weight, coefficients in zip(weights, counts, strict=True)
        )
        for ballot in Ballot
    }


def _highest(pool: Pool, goals: tuple[Ballot, ...]) -> tuple[int, ...]:
    """The most that one member of the pool can add to each margin by going to a goal."""
    return tuple(map(max, zip(*(pool.gains[goal] for goal in goals), strict=True)))


def _nearer(order: tuple[Ballot, ...], cast: Ballot, goal: Ballot) -> tuple[Ballot, ...]:
    """The ballots from the one cast towards the goal, the goal last."""
    between = order[order.index(cast) + 1 :]
    return (*(ballot for ballot in between if ballot is not goal), goal)


def _by_distance(choices: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """Every way to choose a step of each, those with the fewest steps altogether first.

    >>> list(_by_distance([(0, 2), (1, 2)]))
    [(0, 1), (0, 2), (2, 1), (2, 2)]
    """
    if all(len(steps) == 1 for steps in choices):
        yield tuple(steps[0] for steps in choices)
        return
    for total in range(sum(map(min, choices)), sum(map(max, choices)) + 1):
        yield from _adding_to(total, choices)


def _adding_to(total: int, choices: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
    if not choices:
        yield from [()] if total == 0 else []
        return
    for step in choices[0]:
        yield from ((step, *rest) for rest in _adding_to(total - step, choices[1:]))
