"""Power as floats where weight and the number of members must both suffice.

Losing sides are counted by size and weight together, in one table of floats that only ever adds
positive numbers; taking a member out again needs short alternating sums.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.count.cores import Core

__all__ = ["LARGEST_TABLE", "JointPower", "joint_power", "least_size"]

LARGEST_TABLE = 80_000_000


@frozen
class JointPower:
    """Shapley-Shubik and absolute Banzhaf power: of a vetoer (0 without one), and of each type."""

    vetoer: tuple[float, float]
    shapley: tuple[float, ...]
    banzhaf: tuple[float, ...]


def least_size(core: Core) -> tuple[int, int] | None:
    """The fewest members and the quota, where a rule asks for both; None for other rules.

    Members without weight, and tables beyond `LARGEST_TABLE` cells, are left to exact counting.
    """
    sizes = [size for size, quota in enumerate(core.quotas) if quota is not None]
    quotas = {core.quotas[size] for size in sizes}
    if not sizes or len(quotas) != 1 or sizes != list(range(sizes[0], core.seats + 1)):
        return None
    (quota,) = quotas
    total = sum(w * n for w, n in zip(core.weights, core.numbers, strict=True))
    length = total - (quota or 0) + 1
    cells = length * (core.seats - sizes[0] + 1)
    if not quota or min(core.weights) == 0 or length < 1 or cells > LARGEST_TABLE:
        return None
    return sizes[0], quota


def joint_power(core: Core, fewest: int, quota: int) -> JointPower:
    """The power of a vetoer, and of a member of each other type, by both indices.

    >>> core = Core((False,), 0, (1,), (3,), (None, None, 2, 2))
    >>> found = joint_power(core, 2, 2)
    >>> abs(found.shapley[0] - 1 / 3) < 1e-15, found.banzhaf
    (True, (0.5,))
    """
    from vetopoint.count import kernels  # slow to import, for large bodies only

    members = sorted(w for w, n in zip(core.weights, core.numbers, strict=True) for _ in range(n))
    last, outside = sum(members) - quota, core.seats - fewest
    inside = np.array([weight for weight in members if weight <= last], dtype=np.int64)
    table = np.zeros((outside + 1, last + 1))
    kernels.add_joint(table, inside)
    for row in table:
        kernels.running_sums(row)
    seats = core.seats + core.vetoers
    orders = [1 / (seats * math.comb(seats - 1, size)) for size in range(outside + 2)]
    halves = [0.5 ** (seats - 1)] * (outside + 2)
    shapley, banzhaf = [], []
    for weight in core.weights:
        won = _outside_of(table, last, weight)
        lost = _outside_of(table, last - weight, weight)[:outside]
        shapley.append(_summed(orders, won) - _summed(orders, lost))
        banzhaf.append(_summed(halves, won) - _summed(halves, lost))
    whole = table[:, last] if core.vetoers else table[:0, last]
    vetoer = (_summed(orders, whole), _summed(halves, whole))
    return JointPower(vetoer, tuple(shapley), tuple(banzhaf))


def _summed(shares: Iterable[float], counts: NDArray[np.float64]) -> float:
    return math.fsum(share * n for share, n in zip(shares, counts.tolist(), strict=False))


def _outside_of(table: NDArray[np.float64], last: int, weight: int) -> NDArray[np.float64]:
    """By size, the coalitions up to a weight that do not hold one member of that weight."""
    found = np.zeros(len(table))
    for taken, place in _steps(last, weight, len(table)):
        part = table[: len(table) - taken, place]
        found[taken:] += part if taken % 2 == 0 else -part
    return found


def _steps(last: int, weight: int, rows: int) -> Iterator[tuple[int, int]]:
    return ((taken, last - taken * weight) for taken in range(rows) if last >= taken * weight)
