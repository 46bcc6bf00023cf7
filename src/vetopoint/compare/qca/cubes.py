"""Terms inside many sets of rows at once: each of 64 sets is one bit of a word.

A term keeps or frees each condition, so all terms are the cells of an array with one more place
than values along each condition. A term lies inside a set of rows if all its rows do, which is
found along one condition after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from vetopoint.compare.qca.calibrated import Term
from vetopoint.compare.qca.primes import Configuration, primes_within
from vetopoint.compare.qca.space import RowSet

__all__ = ["primes_within_each"]

SETS = 64
# As many terms as twelve conditions of two values have, and a few more.
MOST_TERMS = 600_000


def primes_within_each(
    positive: Sequence[Configuration], allowed: Sequence[int], levels: tuple[int, ...]
) -> Iterator[list[Term]]:
    """For each set of allowed rows, as bits, the shortest terms that hold a positive row.

    >>> list(primes_within_each([(1, 1)], [0b1100, 0b1000], (2, 2)))
    [[(2, 0)], [(2, 2)]]
    """
    if np.prod([level + 1.0 for level in levels]) > MOST_TERMS:
        yield from (primes_within(positive, list(RowSet(a, levels)), levels) for a in allowed)
        return
    holding = _terms(_lanes([RowSet.of(positive, levels).bits], levels), np.bitwise_or) != 0
    for start in range(0, len(allowed), SETS):
        some = allowed[start : start + SETS]
        inside = _terms(_lanes(some, levels), np.bitwise_and)
        inside[~holding] = 0
        cells = np.argwhere(inside)
        marks = inside[tuple(cells.T)]
        shortest = marks & ~_looser(inside, cells)
        terms = [tuple(cell) for cell in cells.tolist()]
        for lane in range(len(some)):
            held = np.flatnonzero(shortest >> np.uint64(lane) & np.uint64(1))
            yield [terms[place] for place in held.tolist()]


def _lanes(sets: Sequence[int], levels: tuple[int, ...]) -> NDArray[np.uint64]:
    """The property space with a bit for each set that a row is in."""
    rows = int(np.prod(levels))
    raw = b"".join(bits.to_bytes(rows // 8 + 1, "little") for bits in sets)
    octets = np.frombuffer(raw, dtype=np.uint8).reshape(len(sets), -1)
    bits = np.zeros((SETS, rows), dtype=np.uint8)
    bits[: len(sets)] = np.unpackbits(octets, axis=1, bitorder="little")[:, :rows]
    packed = np.ascontiguousarray(np.packbits(bits, axis=0, bitorder="little").T)
    return packed.view(np.uint64).reshape(levels)


def _terms(rows: NDArray[np.uint64], joined: np.ufunc) -> NDArray[np.uint64]:
    """What holds of all the rows of each term (`and`), or of any (`or`)."""
    for axis in range(rows.ndim):
        rows = np.concatenate([joined.reduce(rows, axis=axis, keepdims=True), rows], axis=axis)
    return rows


def _looser(inside: NDArray[np.uint64], cells: NDArray[np.int64]) -> NDArray[np.uint64]:
    """For each term, the sets inside which it may be loosened by a condition."""
    found = np.zeros(len(cells), dtype=np.uint64)
    for axis in range(inside.ndim):
        kept = np.flatnonzero(cells[:, axis])
        wider = cells[kept].copy()
        wider[:, axis] = 0
        found[kept] |= inside[tuple(wider.T)]
    return found
