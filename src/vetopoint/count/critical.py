"""Members critical in winning coalitions: what Johnston, Deegan-Packel and Holler need."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vetopoint.count.games import Formula, Game
from vetopoint.count.results import BeyondMethodError

__all__ = ["LATTICE", "critical_counts", "lattice"]

LATTICE = 1 << 20
MEMBERS = 28

_Table = tuple[tuple[int, ...], ...]
_Truth = NDArray[np.bool_]


def critical_counts(game: Game) -> tuple[tuple[int, ...], _Table, _Table]:
    """Minimal winning coalitions by size, the same with a member, and winning ones by critical.

    All numbers of members by type are laid out as a lattice; a type is critical where one step
    down loses.

    Raises
    ------
    BeyondMethodError
        If the lattice has more than `LATTICE` points and there are more than `MEMBERS` members.
    """
    shape = [len(kind) + 1 for kind in game.types]
    points = lattice(game)
    if points > LATTICE and game.seats <= MEMBERS and max(game.totals()) < 1 << 62:
        return _one_by_one(game)
    if points > LATTICE or (game.seats > 52 and points > 200_000):
        raise BeyondMethodError(
            f"critical members need a look at {points:,} kinds of coalition, more than {LATTICE:,}"
        )
    truth = _truth(game, shape)
    at = np.nonzero(truth)
    marks = [_critical(truth, axis)[at] for axis in range(len(shape))]
    size = sum(at, start=np.zeros(len(at[0]), dtype=np.int64))
    many = sum(
        (np.where(mark, column, 0) for mark, column in zip(marks, at, strict=True)),
        start=np.zeros(len(size), dtype=np.int64),
    )
    ways = _ways(at, shape)
    whole = size == many
    own = [ways * column // (length - 1) for column, length in zip(at, shape, strict=True)]
    return (
        _binned(size[whole], ways[whole], game.seats),
        tuple(_binned(size[whole], each[whole], game.seats) for each in own),
        tuple(
            _binned(many[mark], each[mark], game.seats)
            for each, mark in zip(own, marks, strict=True)
        ),
    )


def lattice(game: Game) -> int:
    """How many kinds of coalition the types make."""
    return math.prod(len(kind) + 1 for kind in game.types)


def _one_by_one(game: Game) -> tuple[tuple[int, ...], _Table, _Table]:
    """The same by looking at all coalitions, in machine code."""
    from vetopoint.count import kernels  # slow to import, for large bodies only

    seats = game.seats
    own = [gain[0] for kind, gain in zip(game.types, game.gains, strict=True) for _ in kind]
    own.append((0,) * game.rows)
    rows, quotas = (np.array(column, dtype=np.int64) for column in zip(*game.tests, strict=True))
    clauses = np.array(_clauses(game.formula), dtype=np.int64)
    minimal = np.zeros(seats + 1, dtype=np.int64)
    minimal_with, critical = (np.zeros((seats, seats + 1), dtype=np.int64) for _ in range(2))
    kernels.criticals(
        np.array(own, dtype=np.int64), rows, quotas, clauses, minimal, minimal_with, critical
    )
    firsts = np.cumsum([0, *map(len, game.types)])[:-1]
    return (
        tuple(minimal.tolist()),
        tuple(tuple(minimal_with[first].tolist()) for first in firsts),
        tuple(tuple(critical[first].tolist()) for first in firsts),
    )


def _clauses(formula: Formula) -> list[int]:
    """The formula as sets of tests, as bits, of which one must be met whole."""
    if isinstance(formula, bool):
        return [0] if formula else []
    if isinstance(formula, int):
        return [1 << formula]
    every, parts = formula
    lists = [_clauses(part) for part in parts]
    if not every:
        return [clause for own in lists for clause in own]
    joined = [0]
    for own in lists:
        joined = [a | b for a in joined for b in own]
    return joined


def _truth(game: Game, shape: Sequence[int]) -> _Truth:
    """Whether the coalitions with these numbers by type win, over the whole lattice."""
    sums: list[NDArray[Any]] = []
    for row, total in enumerate(game.totals()):
        kind = np.int64 if total < 1 << 62 else object
        value: NDArray[Any] = np.zeros([1] * len(shape), dtype=kind)
        for axis, (length, gain) in enumerate(zip(shape, game.gains, strict=True)):
            steps = np.array([gain[0][row] * n for n in range(length)], dtype=kind)
            value = value + steps.reshape([-1 if k == axis else 1 for k in range(len(shape))])
        sums.append(value)
    tests = [np.asarray(sums[row] >= quota, dtype=bool) for row, quota in game.tests]
    return np.array(np.broadcast_to(_evaluated(game.formula, tests), shape))


def _evaluated(formula: Formula, tests: Sequence[_Truth]) -> _Truth:
    if isinstance(formula, bool):
        return np.array(formula)
    if isinstance(formula, int):
        return tests[formula]
    every, parts = formula
    result = _evaluated(parts[0], tests)
    for part in parts[1:]:
        other = _evaluated(part, tests)
        result = result & other if every else result | other
    return result


def _critical(truth: _Truth, axis: int) -> _Truth:
    """Where one member of a type fewer would lose; none to take away where there is none."""
    lines = np.moveaxis(truth, axis, 0)
    found = np.zeros_like(lines)
    found[1:] = lines[1:] & ~lines[:-1]
    return np.moveaxis(found, 0, axis)


def _ways(at: Sequence[NDArray[np.int64]], shape: Sequence[int]) -> NDArray[Any]:
    """How many coalitions stand behind each point; Python's integers where 64 bits are few."""
    kind = np.int64 if sum(shape) - len(shape) <= 52 else object
    ways: NDArray[Any] = np.ones(len(at[0]), dtype=kind)
    for column, length in zip(at, shape, strict=True):
        choices = np.array([math.comb(length - 1, n) for n in range(length)], dtype=kind)
        ways = ways * choices[column]
    return ways


def _binned(keys: NDArray[np.int64], values: NDArray[Any], seats: int) -> tuple[int, ...]:
    if values.dtype != object:
        # Floats hold these whole numbers exactly: none reaches 2^53.
        summed = np.bincount(keys, weights=values, minlength=seats + 1)
        return tuple(int(value) for value in summed)
    found = [0] * (seats + 1)
    for key, value in zip(keys.tolist(), values.tolist(), strict=True):
        found[key] += value
    return tuple(found)
