"""Counting by a layered diagram: one layer for each type, states merged wherever nothing differs.

A state is what is left of the formula and the sums that its tests still look at. Rows of gains are
never negative, so a test that is reached stays reached, and one that is out of reach stays so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from attrs import define, field, frozen

from vetopoint.count.games import Formula, Game, live_tests, simplified
from vetopoint.count.results import BeyondMethodError

__all__ = [
    "EDGES",
    "Diagram",
    "Layer",
    "TypeCounts",
    "compositions",
    "count_types",
    "diagram_of",
    "multinomial",
    "typed_layers",
]

EDGES = 400_000
WON, LOST = -1, -2

_Gain = tuple[int, ...]
_State = tuple[int, _Gain]


@frozen
class Layer:
    """What the members of one layer can add: the gains, and for each the ways to reach it."""

    gains: tuple[_Gain, ...]
    ways: tuple[tuple[tuple[int, ...], ...], ...]


@frozen
class Diagram:
    """Edges of each layer as (source, number of the gain, target); the root is state 0."""

    edges: tuple[tuple[tuple[int, int, int], ...], ...]
    widths: tuple[int, ...]
    root: int


@define
class _Reducer:
    """Brings sums to the state they amount to, with work remembered for each formula."""

    game: Game
    numbers: dict[Formula, int] = field(factory=dict)
    formulas: list[Formula] = field(factory=list)
    tests: list[tuple[tuple[int, int, int], ...]] = field(factory=list)
    rows: list[tuple[int, ...]] = field(factory=list)
    memo: dict[tuple[int, tuple[tuple[int, bool], ...]], int] = field(factory=dict)

    def number(self, formula: Formula) -> int:
        """The number of a formula; WON or LOST when it is decided."""
        if isinstance(formula, bool):
            return WON if formula else LOST
        if formula not in self.numbers:
            self.numbers[formula] = len(self.formulas)
            live = live_tests(formula)
            self.formulas.append(formula)
            self.tests.append(tuple((t, *self.game.tests[t]) for t in live))
            used = {self.game.tests[t][0] for t in live}
            self.rows.append(tuple(int(row in used) for row in range(self.game.rows)))
        return self.numbers[formula]

    def reduced(self, number: int, sums: _Gain, left: _Gain) -> _State:
        """The state of a formula and sums when `left` is the most that can still be added."""
        decided = tuple(
            (test, sums[row] >= quota)
            for test, row, quota in self.tests[number]
            if sums[row] >= quota or sums[row] + left[row] < quota
        )
        if decided:
            key = number, decided
            if key not in self.memo:
                self.memo[key] = self.number(simplified(self.formulas[number], dict(decided)))
            number = self.memo[key]
            if number < 0:
                return number, ()
        kept = self.rows[number]
        return number, tuple(map(int.__mul__, sums, kept))


def compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways to write `total` as an ordered sum of `parts` numbers of zero or more.

    >>> list(compositions(2, 2))
    [(0, 2), (1, 1), (2, 0)]
    """
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)


def typed_layers(game: Game) -> tuple[Layer, ...]:
    """One layer for each type: how many of its members cast each ballot."""
    caps = [0] * game.rows
    for row, quota in game.tests:
        caps[row] = max(caps[row], quota)
    size = sum(math.comb(len(k) + len(game.ballots) - 1, len(k)) for k in game.types)
    if size > EDGES:
        raise BeyondMethodError(
            f"the types of {game.seats} members can vote in {size:,} ways, more than {EDGES:,}"
        )
    layers = []
    for kind, gains in zip(game.types, game.gains, strict=True):
        columns = list(zip(*gains, strict=True))
        ways: dict[_Gain, list[tuple[int, ...]]] = {}
        for numbers in compositions(len(kind), len(game.ballots)):
            gain = tuple(
                min(cap, sum(map(int.__mul__, numbers, column)))
                for column, cap in zip(columns, caps, strict=True)
            )
            ways.setdefault(gain, []).append(numbers)
        layers.append(Layer(tuple(ways), tuple(map(tuple, ways.values()))))
    return tuple(layers)


def diagram_of(game: Game, layers: Sequence[Layer], limit: int = EDGES) -> Diagram:
    """The diagram of a game over layers, in their order.

    Raises
    ------
    BeyondMethodError
        If it would have more than `limit` edges.
    """
    reducer = _Reducer(game)
    most = [tuple(map(max, zip(*layer.gains, strict=True))) for layer in layers]
    left = list(accumulate(reversed(most), _add, initial=(0,) * game.rows))[::-1]
    start = reducer.number(game.formula)
    states: dict[_State, int] = {(start, (0,) * game.rows): 0} if start >= 0 else {}
    edges, widths, total = [], [], 0
    for layer, rest in zip(layers, left[1:], strict=True):
        widths.append(len(states))
        total += len(states) * len(layer.gains)
        if total > limit:
            raise BeyondMethodError(f"the diagram has more than {limit:,} edges")
        targets: dict[_State, int] = {}
        layer_edges = []
        for (number, sums), source in states.items():
            for which, gain in enumerate(layer.gains):
                state = reducer.reduced(number, tuple(map(int.__add__, sums, gain)), rest)
                goal = state[0] if state[0] < 0 else targets.setdefault(state, len(targets))
                layer_edges.append((source, which, goal))
        edges.append(tuple(layer_edges))
        states = targets
    return Diagram(tuple(edges), tuple(widths), min(start, 0))


def _add(a: _Gain, b: _Gain) -> _Gain:
    return tuple(map(int.__add__, a, b))


@frozen
class TypeCounts:
    """The weight of all adoptions, and for each type and ballot that of those with one member.

    The member's own ballot does not weigh in `with_ballot`.
    """

    adopted: int
    with_ballot: tuple[tuple[int, ...], ...]


def count_types(
    game: Game,
    layers: Sequence[Layer],
    diagram: Diagram,
    weight: Callable[[int, int], int],
) -> TypeCounts:
    """Sum over all adoptions the product of `weight(type, ballot)` over members.

    Weights are integers; packed polynomials do as well.
    """
    tables = [
        _weighed(layer, len(kind), [weight(number, b) for b in range(len(game.ballots))])
        for number, (layer, kind) in enumerate(zip(layers, game.types, strict=True))
    ]
    columns = [table[0] for table in tables]
    totals = [sum(column) for column in columns]
    rest = list(accumulate(reversed(totals), int.__mul__, initial=1))[::-1]
    forward, won = _forward(diagram, columns, totals)
    backward = _backward(diagram, columns, rest)
    found = []
    for number, table in enumerate(tables):
        flow = [won[number] * rest[number + 1]] * len(columns[number])
        for source, which, target in diagram.edges[number]:
            if target != LOST:
                after = rest[number + 1] if target == WON else backward[number + 1][target]
                flow[which] += forward[number][source] * after
        found.append(tuple(sum(map(int.__mul__, flow, column)) for column in table[1:]))
    return TypeCounts(won[-1], tuple(found))


def _forward(
    diagram: Diagram, columns: Sequence[Sequence[int]], totals: Sequence[int]
) -> tuple[list[list[int]], list[int]]:
    """The weight of each state, and of all that is won, before each layer."""
    levels = [[1] * diagram.widths[0]] if diagram.widths else []
    won = [1 if diagram.root == WON else 0]
    widths = (*diagram.widths[1:], 0)
    for edges, column, total, width in zip(diagram.edges, columns, totals, widths, strict=True):
        here, after, gained = levels[-1], [0] * width, 0
        for source, which, target in edges:
            if target >= 0:
                after[target] += here[source] * column[which]
            elif target == WON:
                gained += here[source] * column[which]
        levels.append(after)
        won.append(won[-1] * total + gained)
    return levels, won


def _backward(
    diagram: Diagram, columns: Sequence[Sequence[int]], rest: Sequence[int]
) -> list[list[int]]:
    """The weight of all adoptions from each state on, before each layer."""
    levels: list[list[int]] = [[]]
    for number in range(len(diagram.edges) - 1, -1, -1):
        after, column, won = levels[-1], columns[number], rest[number + 1]
        here = [0] * diagram.widths[number]
        for source, which, target in diagram.edges[number]:
            if target >= 0:
                here[source] += column[which] * after[target]
            elif target == WON:
                here[source] += column[which] * won
        levels.append(here)
    return levels[::-1]


def _weighed(layer: Layer, members: int, weights: Sequence[int]) -> list[list[int]]:
    """For each gain the weight of its ways; then the same with one member's ballot given."""
    powers = [list(accumulate([w] * members, int.__mul__, initial=1)) for w in weights]
    table: list[list[int]] = [[] for _ in range(len(weights) + 1)]
    for ways in layer.ways:
        sums = [0] * (len(weights) + 1)
        for numbers in ways:
            weighed = multinomial(members, numbers)
            for power, number in zip(powers, numbers, strict=True):
                weighed *= power[number]
            sums[0] += weighed
            for ballot, number in enumerate(numbers, start=1):
                sums[ballot] += weighed * number
        table[0].append(sums[0])
        # A share of the ways holds a given member; its own weight divides out exactly.
        for column, value, weight in zip(table[1:], sums[1:], weights, strict=True):
            column.append(value // (members * weight))
    return table


def multinomial(total: int, parts: Sequence[int]) -> int:
    """The number of ways to deal `total` members into parts of these sizes.

    >>> multinomial(5, (2, 2, 1))
    30
    """
    result, left = 1, total
    for part in parts:
        result *= math.comb(left, part)
        left -= part
    return result
