"""Meeting in the middle: every coalition of one half is matched with all of the other at once.

References
----------
Klinz and Woeginger (2005), "Faster algorithms for computing power indices in weighted voting
games".
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.count.cores import HALVES, Core
from vetopoint.count.results import BeyondMethodError

__all__ = ["halves_met"]

LARGEST = 1 << 62

_Sizes = tuple[int, ...]


@frozen
class _Half:
    """All coalitions of a half, grouped by size and ascending by weight within each size."""

    members: int
    coalitions: tuple[NDArray[np.int64], ...]
    sums: tuple[NDArray[np.int64], ...]


def halves_met(core: Core) -> tuple[_Sizes, tuple[_Sizes, ...]]:
    """Winning coalitions by size, in all and with one member of each type.

    Raises
    ------
    BeyondMethodError
        If there are more than `HALVES` members, or weights do not fit 62 bits.
    """
    weights = [w for w, n in zip(core.weights, core.numbers, strict=True) for _ in range(n)]
    if len(weights) > HALVES or sum(weights) >= LARGEST:
        raise BeyondMethodError(
            f"meeting in the middle takes up to {HALVES} members with weights within 62 bits, "
            f"not {len(weights)} members with {sum(weights):,} together"
        )
    # Largest and smallest weights alternate between the halves, so that both spread alike.
    order = sorted(range(len(weights)), key=lambda k: -weights[k])
    left, right = order[::2][: len(order) // 2], None
    chosen = set(left)
    right = [k for k in order if k not in chosen]
    first, second = (_half([weights[k] for k in half]) for half in (left, right))
    partners = _matched(core, first, second)
    winning = partners[0].sum(axis=0)
    inside = dict(
        pair
        for half, table in zip((left, right), partners, strict=True)
        for pair in zip(half, _with_each(table, len(half)), strict=True)
    )
    firsts = np.cumsum([0, *core.numbers])[:-1]
    return _exact(winning), tuple(_exact(inside[int(k)]) for k in firsts)


def _half(weights: list[int]) -> _Half:
    sums, sizes = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    for weight in weights:
        sums, sizes = np.concatenate([sums, sums + weight]), np.concatenate([sizes, sizes + 1])
    order = np.lexsort((sums, sizes))
    cuts = np.cumsum(np.bincount(sizes))[:-1]
    groups = np.split(order, cuts)
    return _Half(len(weights), tuple(groups), tuple(sums[group] for group in groups))


def _matched(
    core: Core, left: _Half, right: _Half
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each coalition of a half and each size, with how many of the other half it wins.

    Floats hold these whole numbers exactly: none reaches 2^53.
    """
    sizes = len(core.quotas)
    found = tuple(np.zeros((1 << half.members, sizes)) for half in (left, right))
    for a, (ours, our_sums) in enumerate(zip(left.coalitions, left.sums, strict=True)):
        for b, (theirs, their_sums) in enumerate(zip(right.coalitions, right.sums, strict=True)):
            quota = core.quotas[a + b]
            if quota is None:
                continue
            losing = np.searchsorted(their_sums, quota - our_sums)
            found[0][ours, a + b] = len(theirs) - losing
            below = np.cumsum(np.bincount(losing, minlength=len(theirs) + 1))[:-1]
            found[1][theirs, a + b] = below
    return found[0], found[1]


def _with_each(table: NDArray[np.float64], members: int) -> NDArray[np.float64]:
    numbers = np.arange(1 << members)
    bits = (numbers >> np.arange(members)[:, None]) & 1
    return np.asarray(bits.astype(np.float64) @ table)


def _exact(values: NDArray[np.float64]) -> _Sizes:
    return tuple(int(value) for value in values)
