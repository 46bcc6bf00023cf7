"""A rule made ready for counting: each member adds a gain of zero or more to each row.

A row is a sum over members; a test asks whether a row reaches a quota; the formula joins tests.
Members with the same gains in every row are interchangeable and form one type.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from attrs import evolve, frozen

from vetopoint.errors import VetopointError
from vetopoint.law.ballots import Ballot
from vetopoint.law.rules import AllOf, AnyOf, Rule, Threshold, thresholds

__all__ = [
    "BINARY",
    "TERNARY",
    "Formula",
    "Game",
    "UnknownMemberError",
    "game_of",
    "live_tests",
    "merged",
    "simplified",
]

BINARY = (Ballot.FOR, Ballot.AGAINST)
TERNARY = (Ballot.FOR, Ballot.AGAINST, Ballot.ABSTAIN)

# True and False are decided; an int is the number of a test; a tuple joins parts, every one
# needed when its first item is True.
Formula = bool | int | tuple[bool, tuple["Formula", ...]]
_Known = Mapping[int, bool]


class UnknownMemberError(VetopointError, ValueError):
    """The seats given lack a member that the rule counts, or hold one twice."""


@frozen
class Game:
    """A rule over given ballots.

    `gains[type][ballot]` is what one member of the type adds to each row with that ballot;
    `tests` holds (row, quota), in the numbering of the formula.
    """

    types: tuple[tuple[str, ...], ...]
    ballots: tuple[Ballot, ...]
    gains: tuple[tuple[tuple[int, ...], ...], ...]
    tests: tuple[tuple[int, int], ...]
    formula: Formula

    @property
    def seats(self) -> int:
        """How many members there are."""
        return sum(map(len, self.types))

    @property
    def rows(self) -> int:
        """How many different sums the tests look at."""
        return 1 + max((row for row, _ in self.tests), default=-1)

    def totals(self) -> tuple[int, ...]:
        """The largest value of each row."""
        return tuple(
            sum(len(kind) * max(g[row] for g in gain) for kind, gain in self._pairs())
            for row in range(self.rows)
        )

    def holds(self, sums: Sequence[int]) -> bool:
        """Whether sums, row by row, satisfy the formula."""
        return _holds(self.formula, [sums[row] >= quota for row, quota in self.tests])

    def _pairs(self) -> Iterable[tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]]:
        return zip(self.types, self.gains, strict=True)


def _holds(formula: Formula, truths: Sequence[bool]) -> bool:
    """The truth of a formula when every test is decided."""
    if isinstance(formula, bool):
        return formula
    if isinstance(formula, int):
        return truths[formula]
    every, parts = formula
    return (all if every else any)(_holds(part, truths) for part in parts)


def simplified(formula: Formula, known: _Known) -> Formula:
    """The formula that is left when some tests are decided.

    >>> simplified((True, (0, (False, (1, 2)))), {0: True, 1: True})
    True
    """
    if isinstance(formula, bool):
        return formula
    if isinstance(formula, int):
        return known.get(formula, formula)
    every, parts = formula
    kept: dict[Formula, None] = {}
    for part in parts:
        rest = simplified(part, known)
        if isinstance(rest, bool):
            if rest is not every:
                return rest
            continue
        if isinstance(rest, tuple) and rest[0] is every:
            kept |= dict.fromkeys(rest[1])
        else:
            kept[rest] = None
    if not kept:
        return every
    return next(iter(kept)) if len(kept) == 1 else (every, tuple(kept))


def live_tests(formula: Formula) -> tuple[int, ...]:
    """The tests a formula still looks at, sorted."""
    if isinstance(formula, bool):
        return ()
    if isinstance(formula, int):
        return (formula,)
    return tuple(sorted({test for part in formula[1] for test in live_tests(part)}))


def game_of(
    rule: Rule,
    members: Sequence[str] | None = None,
    ballots: tuple[Ballot, ...] = BINARY,
    *,
    apart: Collection[str] = (),
) -> Game:
    """Prepare a rule for counting over the ballots given.

    `members` are all seats, those the rule does not count included. Members in `apart` are never
    of one type with the others.

    >>> from vetopoint.law.rules import Count
    >>> both = Threshold("weights", {"A": 4, "B": 2, "C": 2}, Count(favour=1), 5)
    >>> game_of(both).types, game_of(both).tests
    ((('A',), ('B', 'C')), ((0, 3),))

    Raises
    ------
    UnknownMemberError
        If the rule counts a member that `members` lacks, or one is given twice.
    """
    seats = _seats(rule, members)
    rows: dict[tuple[tuple[int, ...], ...], int] = {}
    tests: dict[tuple[int, int], int] = {}
    formula = _formula(rule, seats, ballots, rows, tests)
    kept = live_tests(formula)
    used = sorted({list(tests)[test][0] for test in kept})
    columns = [list(rows)[row] for row in used]
    kinds: dict[tuple[bool, tuple[tuple[int, ...], ...]], list[str]] = defaultdict(list)
    for number, seat in enumerate(seats):
        gain = tuple(tuple(column[number][b] for column in columns) for b in range(len(ballots)))
        kinds[seat in apart, gain].append(seat)
    return Game(
        tuple(map(tuple, kinds.values())),
        ballots,
        tuple(gain for _, gain in kinds),
        tuple((used.index(row), quota) for row, quota in (list(tests)[test] for test in kept)),
        _renumbered(formula, {test: number for number, test in enumerate(kept)}),
    )


def _seats(rule: Rule, members: Sequence[str] | None) -> tuple[str, ...]:
    counted = dict.fromkeys(member for leaf in thresholds(rule) for member in leaf.weights)
    if members is None:
        return tuple(counted)
    seats = dict.fromkeys(members)
    if len(seats) < len(members):
        raise UnknownMemberError("a member is given twice; name each seat once")
    if missing := [member for member in counted if member not in seats]:
        raise UnknownMemberError(
            f"the rule counts {', '.join(missing)}, but the seats given lack them; name all seats"
        )
    return tuple(seats)


def _formula(
    rule: Rule,
    seats: tuple[str, ...],
    ballots: tuple[Ballot, ...],
    rows: dict[tuple[tuple[int, ...], ...], int],
    tests: dict[tuple[int, int], int],
) -> Formula:
    """The rule as a formula over tests; rows and tests are added as they are met."""
    if not isinstance(rule, Threshold):
        parts = tuple(_formula(part, seats, ballots, rows, tests) for part in rule.parts)
        return simplified((isinstance(rule, AllOf), parts), {})
    coefficients = [rule.count.of(ballot) for ballot in ballots]
    least = min(coefficients)
    gains = tuple(
        tuple(rule.weights.get(seat, 0) * (c - least) for c in coefficients) for seat in seats
    )
    quota = rule.quota - least * rule.total
    if quota <= 0:
        return True
    if quota > sum(max(gain) for gain in gains):
        return False
    scale = math.gcd(*(value for gain in gains for value in gain))
    row = tuple(tuple(value // scale for value in gain) for gain in gains)
    test = (rows.setdefault(row, len(rows)), -(-quota // scale))
    return tests.setdefault(test, len(tests))


def _renumbered(formula: Formula, numbers: Mapping[int, int]) -> Formula:
    if isinstance(formula, bool):
        return formula
    if isinstance(formula, int):
        return numbers[formula]
    return (formula[0], tuple(_renumbered(part, numbers) for part in formula[1]))


def merged(rule: Rule, blocks: Mapping[str, Collection[str]]) -> Rule:
    """The rule with the members of each block acting as one, under the block's name.

    >>> from vetopoint.law.rules import Count
    >>> rule = Threshold("weights", {"A": 1, "B": 2, "C": 3}, Count(favour=1), 4)
    >>> sorted(merged(rule, {"AB": ["A", "B"]}).weights.items())
    [('AB', 3), ('C', 3)]
    """
    if not isinstance(rule, Threshold):
        parts = tuple(merged(part, blocks) for part in rule.parts)
        return AllOf(parts) if isinstance(rule, AllOf) else AnyOf(parts)
    block_of = {member: name for name, block in blocks.items() for member in block}
    weights: dict[str, int] = defaultdict(int)
    for member, weight in rule.weights.items():
        weights[block_of.get(member, member)] += weight
    return evolve(rule, weights=weights)
