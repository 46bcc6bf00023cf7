"""The methods of counting, and the planner that chooses among them.

Every method answers the same two questions of a binary game: the winning coalitions, in all and
with one member of each type, added together (`TOTALS`) or by size (`SIZES`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from enum import Enum

from vetopoint.count.cores import HALVES, core_of
from vetopoint.count.diagram import EDGES, TypeCounts, count_types, diagram_of, typed_layers
from vetopoint.count.enumeration import winning_roll_calls
from vetopoint.count.games import Game
from vetopoint.count.results import BeyondMethodError, Method, Plan

__all__ = [
    "METHODS",
    "Answer",
    "Question",
    "by_diagram",
    "chosen",
    "chosen_ternary",
    "planned_diagram",
    "unpacked",
]

_Sizes = tuple[int, ...]
Answer = tuple[_Sizes, tuple[_Sizes, ...]]

PROFILES = 20_000


class Question(Enum):
    """What is asked of a binary game."""

    TOTALS = "totals"
    SIZES = "sizes"


def _profiles(game: Game) -> int:
    """In how many ways the members can vote when only numbers by type matter."""
    ballots = len(game.ballots)
    return math.prod(math.comb(len(kind) + ballots - 1, ballots - 1) for kind in game.types)


def by_diagram(game: Game, weights: Sequence[Sequence[int]], limit: int = EDGES) -> TypeCounts:
    """Count with the diagram of types, each type's ballots carrying their weights."""
    layers = typed_layers(game)
    diagram = diagram_of(game, layers, limit)
    return count_types(game, layers, diagram, lambda kind, ballot: weights[kind][ballot])


def _diagram_answer(game: Game, question: Question) -> Answer:
    """The answer by symmetry types or, where types are many, by a decision diagram."""
    if question is Question.TOTALS:
        counts = by_diagram(game, [(1, 1)] * len(game.types))
        return (counts.adopted,), tuple((own[0],) for own in counts.with_ballot)
    bits = game.seats + 2
    counts = by_diagram(game, [(1 << bits, 1)] * len(game.types))
    sizes = game.seats + 1
    own = tuple(unpacked(with_[0] << bits, sizes, bits) for with_ in counts.with_ballot)
    return unpacked(counts.adopted, sizes, bits), own


def unpacked(packed: int, number: int, bits: int) -> _Sizes:
    """The first coefficients of a polynomial packed with `bits` for each.

    >>> unpacked(3 + (5 << 8), 3, 8)
    (3, 5, 0)
    """
    mask = (1 << bits) - 1
    return tuple(packed >> (place * bits) & mask for place in range(number))


def _enumerated(game: Game, question: Question) -> Answer:
    """The answer by trying every coalition."""
    casts = winning_roll_calls(game)
    firsts = [0]
    for kind in game.types:
        firsts.append(firsts[-1] + len(kind))
    length = game.seats + 1
    winning, containing = [0] * length, [[0] * length for _ in game.types]
    for cast in casts:
        size = cast.count(0)
        winning[size] += 1
        for number, first in enumerate(firsts[:-1]):
            containing[number][size] += cast[first] == 0
    if question is Question.TOTALS:
        return (sum(winning),), tuple((sum(own),) for own in containing)
    return tuple(winning), tuple(map(tuple, containing))


def _truncated(game: Game, question: Question) -> Answer:
    """The answer by truncated sums, for one row of weights and tests of size beside it."""
    core = core_of(game)
    if core is None:
        raise BeyondMethodError("truncated counting needs one row of weights beside tests of size")
    totals = question is Question.TOTALS
    return core.lifted(*core.answered(totals=totals), totals=totals)


def _middle(game: Game, question: Question) -> Answer:
    """The answer by joining all coalitions of two halves, for one row of weights."""
    from vetopoint.count.middle import halves_met  # NumPy is slow to import, for larger bodies only

    core = core_of(game)
    if core is None:
        raise BeyondMethodError("meeting in the middle needs one row of weights beside sizes")
    winning, containing = halves_met(core)
    totals = question is Question.TOTALS
    if totals:
        winning, containing = (sum(winning),), tuple((sum(own),) for own in containing)
    return core.lifted(winning, containing, totals=totals)


METHODS: Mapping[Method, Callable[[Game, Question], Answer]] = {
    Method.TYPES: _diagram_answer,
    Method.DIAGRAM: _diagram_answer,
    Method.TRUNCATED: _truncated,
    Method.MIDDLE: _middle,
    Method.ENUMERATION: _enumerated,
}


def chosen(
    game: Game, question: Question, method: Method | None = None
) -> tuple[_Sizes, tuple[_Sizes, ...], Plan]:
    """Answer with the method asked for, or with the first that reaches the game.

    Raises
    ------
    BeyondMethodError
        If none does; the sentence names the estimate that can be had instead.
    """
    if method is not None:
        if method not in METHODS:
            known = ", ".join(METHODS)
            raise BeyondMethodError(f"{method} does not count coalitions; choose one of {known}")
        return (*METHODS[method](game, question), Plan(method, "asked for"))
    refused = []
    for plan in _plans(game, question):
        try:
            return (*METHODS[plan.method](game, question), plan)
        except BeyondMethodError as error:
            refused.append(f"{plan.method}: {error}")
    raise BeyondMethodError(
        f"no exact method counts the coalitions of {game.seats} members under this rule "
        f"({'; '.join(refused)}); sampling.estimate gives an estimate with its error"
    )


def _plans(game: Game, question: Question) -> list[Plan]:
    """The methods to try, in their order, with the reasons."""
    number, types = _profiles(game), len(game.types)
    if number <= PROFILES:
        reason = (
            f"{game.seats} members fall into {types} types of interchangeable members, "
            f"so {number:,} kinds of coalition stand for all 2^{game.seats}"
        )
        return [Plan(Method.TYPES, reason)]
    core = core_of(game)
    found = []
    if core is not None:
        sums, halves = core.span(), 1 << (core.seats + 1) // 2
        join = Plan(
            Method.MIDDLE,
            f"two halves of {core.seats} members have {halves:,} coalitions each, "
            f"fewer than the {sums:,} sums the weights span",
        )
        cut = Plan(
            Method.TRUNCATED,
            f"one row of weights: {sums:,} sums on the shorter side stand for all "
            f"2^{game.seats} coalitions",
        )
        sized = question is Question.SIZES or core.is_sized
        cheaper = halves * (core.seats if sized else 4) < sums * (core.seats if sized else 1)
        joined = [join, cut] if cheaper else [cut, join]
        found = joined if core.seats <= HALVES else [cut]
    reason = f"{types} types under {len(game.tests)} tests: states that nothing tells apart merge"
    return [*found, Plan(Method.DIAGRAM, reason)]


def chosen_ternary(game: Game, method: Method | None = None) -> tuple[TypeCounts, Plan]:
    """Adoptions with three ballots, by the diagram of types or by trying every roll call."""
    if method is Method.ENUMERATION:
        return _tried(game), Plan(method, "asked for")
    if method not in (None, Method.TYPES, Method.DIAGRAM):
        raise BeyondMethodError(f"{method} does not count abstention; ask for {Method.DIAGRAM}")
    if method is None and len(game.types) == 1:
        reason = f"all {game.seats} members are alike: only the numbers of ballots matter"
        return _alike(game), Plan(Method.TYPES, reason)
    return planned_diagram(game, [(1,) * len(game.ballots)] * len(game.types))


def _alike(game: Game) -> TypeCounts:
    """Adoptions with three ballots when all members are of one type."""
    seats, (favour, against, abstain) = game.seats, game.gains[0]

    def adopts(f: int, a: int) -> bool:
        parts = zip(favour, against, abstain, strict=True)
        return game.holds([f * x + a * y + (seats - f - a) * z for x, y, z in parts])

    adopted = with_for = with_against = 0
    most, ways = -1, 1
    for f in range(seats + 1):
        left = seats - f
        # Support for a member more never lowers how many may be against.
        most = min(most, left)
        while most < left and adopts(f, most + 1):
            most += 1
        inner, number, opposed = 1, 0, 0
        for a in range(most + 1):
            number += inner
            opposed += a * inner
            inner = inner * (left - a) // (a + 1)
        adopted += ways * number
        with_for += ways * number * f
        with_against += ways * opposed
        ways = ways * left // (f + 1)
    rest = adopted * seats - with_for - with_against
    return TypeCounts(adopted, (tuple(n // seats for n in (with_for, with_against, rest)),))


def planned_diagram(
    game: Game, weights: Sequence[Sequence[int]], limit: int = EDGES
) -> tuple[TypeCounts, Plan]:
    """Count with the diagram, and the plan that says why."""
    number, types = _profiles(game), len(game.types)
    reason = f"{game.seats} members fall into {types} types; states that nothing tells apart merge"
    method = Method.TYPES if number <= PROFILES else Method.DIAGRAM
    try:
        return by_diagram(game, weights, limit), Plan(method, reason)
    except BeyondMethodError as error:
        raise BeyondMethodError(
            f"no exact method counts these ballots of {game.seats} members ({error}); "
            "sampling.estimate gives an estimate with its error"
        ) from error


def _tried(game: Game) -> TypeCounts:
    casts = winning_roll_calls(game)
    firsts = [0]
    for kind in game.types:
        firsts.append(firsts[-1] + len(kind))
    own = tuple(
        tuple(sum(cast[first] == b for cast in casts) for b in range(len(game.ballots)))
        for first in firsts[:-1]
    )
    return TypeCounts(len(casts), own)
