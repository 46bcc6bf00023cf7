"""Crowds with thresholds: who joins once so many others have, well mixed or on a network."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from attrs import frozen

from vetopoint.strategy.inputs import BadInputError

__all__ = [
    "NETWORKS",
    "Step",
    "network_named",
    "network_of_text",
    "participation",
    "rest_points",
    "spread",
]

_Network = Mapping[int, frozenset[int]]


@frozen
class Step:
    """How many take part after a round."""

    round: int
    joined: int


def participation(thresholds: Sequence[Fraction]) -> tuple[Step, ...]:
    """The rounds of a well-mixed crowd, from nobody to the first number at rest.

    A person joins once the number already taking part reaches the threshold (Granovetter 1978).

    >>> participation([Fraction(t) for t in (0, 1, 2, 4)])[-1].joined
    3
    """
    ordered = sorted(thresholds)
    steps, joined = [Step(0, 0)], 0
    while (now := bisect_right(ordered, joined)) > joined:
        joined = now
        steps.append(Step(len(steps), joined))
    return tuple(steps)


def rest_points(thresholds: Sequence[Fraction]) -> tuple[int, ...]:
    """Every number at which a well-mixed crowd would stay: the fixed points of F(r) = r.

    >>> rest_points([Fraction(t) for t in (0, 1, 3, 3, 3)])
    (2, 5)
    """
    ordered = sorted(thresholds)
    return tuple(n for n in range(len(ordered) + 1) if bisect_right(ordered, n) == n)


def spread(
    thresholds: Sequence[Fraction], network: _Network, *, shares: bool = False
) -> tuple[frozenset[int], ...]:
    """The sets taking part, round by round, when each person sees only neighbours.

    With `shares`, a threshold is a share of the neighbours (Watts 2002); otherwise a number of
    them. On a complete network with numbers this is `participation`.

    >>> ring = {0: frozenset({1, 2}), 1: frozenset({0, 2}), 2: frozenset({0, 1})}
    >>> [len(joined) for joined in spread([Fraction(0), Fraction(1), Fraction(2)], ring)]
    [0, 1, 2, 3]
    """
    joined: frozenset[int] = frozenset()
    rounds = [joined]
    while True:
        now = joined | {
            person
            for person, around in network.items()
            if len(around & joined) >= thresholds[person] * (len(around) if shares else 1)
        }
        if now == joined:
            return tuple(rounds)
        joined = now
        rounds.append(joined)


def _complete(size: int, _degree: int, _seed: int) -> _Network:
    everyone = frozenset(range(size))
    return {person: everyone - {person} for person in range(size)}


def _ring(size: int, degree: int, _seed: int) -> _Network:
    reach = max(1, degree // 2)
    return {
        person: frozenset((person + step) % size for step in range(-reach, reach + 1)) - {person}
        for person in range(size)
    }


def _star(size: int, _degree: int, _seed: int) -> _Network:
    return {person: frozenset({0} if person else range(1, size)) for person in range(size)}


def _random(size: int, degree: int, seed: int) -> _Network:
    chance = min(1.0, degree / max(size - 1, 1))
    ties = np.triu(np.random.default_rng(seed).random((size, size)) < chance, 1)
    ties |= ties.T
    return {person: frozenset(np.flatnonzero(ties[person]).tolist()) for person in range(size)}


NETWORKS = {"complete": _complete, "ring": _ring, "star": _star, "random": _random}


def network_named(name: str, size: int, degree: int, seed: int) -> _Network:
    """A network by name: complete, ring (`degree` nearest), star, or random (mean `degree`).

    >>> len(network_named("ring", 10, 4, 0)[3])
    4
    """
    return NETWORKS[name](size, degree, seed)


def network_of_text(text: str, size: int) -> _Network:
    """A network from lines `person,person`, people numbered from 1 in the order of thresholds.

    >>> network_of_text("1,2", 2)[0]
    frozenset({1})
    """
    ties: dict[int, set[int]] = {person: set() for person in range(size)}
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        cells = [cell.strip() for cell in row if cell.strip()]
        if not cells or (number == 1 and not cells[0].isdigit()):
            continue
        if len(cells) != 2 or not all(c.isdigit() and 1 <= int(c) <= size for c in cells):
            raise BadInputError(
                f"line {number} of the network is {','.join(row)!r}; "
                f"write two people from 1 to {size}, as 1,2"
            )
        one, other = (int(cell) - 1 for cell in cells)
        if one != other:
            ties[one].add(other)
            ties[other].add(one)
    return {person: frozenset(around) for person, around in ties.items()}
