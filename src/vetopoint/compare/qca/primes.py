"""Prime implicants, exactly: the shortest terms around a row that touch no row they must not.

A term around a row keeps the row's values on some conditions. Seen from one row, 2^n subsets of
conditions are to be judged, and one pass of sums over supersets judges them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from vetopoint.compare.qca.calibrated import Term

__all__ = [
    "Configuration",
    "covers",
    "in_order",
    "primes_avoiding",
    "primes_within",
    "rows_inside",
    "term_text",
]

Configuration = tuple[int, ...]
MOST_CELLS = 1 << 22


def primes_avoiding(
    positive: Sequence[Configuration], negative: Sequence[Configuration], conditions: int
) -> list[Term]:
    """The shortest terms that cover a positive row and no negative one; remainders are free.

    >>> primes_avoiding([(1, 1)], [(0, 0)], 2)
    [(2, 0), (0, 2)]
    """
    others = _array(negative, conditions)
    found: set[Term] = set()
    for rows in _portions(positive, conditions):
        found |= _shortest(rows, _agreeing(rows, others) == 0)
    return in_order(found)


def primes_within(
    positive: Sequence[Configuration], allowed: Sequence[Configuration], levels: Sequence[int]
) -> list[Term]:
    """The shortest terms that cover a positive row and only rows that are allowed.

    >>> primes_within([(1, 1), (1, 0)], [(1, 1), (1, 0)], (2, 2))
    [(2, 0)]
    """
    conditions = len(levels)
    inside = _array(allowed, conditions)
    masks = np.arange(1 << conditions)
    volume = np.ones(1 << conditions, dtype=np.float64)
    for place, level in enumerate(levels):
        volume[(masks >> place) & 1 == 0] *= level
    found: set[Term] = set()
    for rows in _portions(positive, conditions):
        found |= _shortest(rows, _agreeing(rows, inside) == volume)
    return in_order(found)


def _array(rows: Sequence[Configuration], conditions: int) -> NDArray[np.int64]:
    return np.array(sorted(set(rows)), dtype=np.int64).reshape(-1, conditions)


def _portions(rows: Sequence[Configuration], conditions: int) -> Iterator[NDArray[np.int64]]:
    """The rows in groups of which all subsets of conditions fit in memory."""
    every = _array(rows, conditions)
    step = max(1, MOST_CELLS >> conditions)
    return (every[start : start + step] for start in range(0, len(every), step))


def _agreeing(rows: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each row and subset of conditions, how many others agree with the row on all of it."""
    conditions = rows.shape[1]
    equal = (others[None] == rows[:, None]) @ (1 << np.arange(conditions))
    places = equal + (np.arange(len(rows)) << conditions)[:, None]
    counts = np.bincount(places.ravel(), minlength=len(rows) << conditions)
    for place in range(conditions):
        halves = counts.reshape(-1, 2, 1 << place)
        halves[:, 0] += halves[:, 1]
    return counts.reshape(len(rows), -1)


def _shortest(rows: NDArray[np.int64], is_valid: NDArray[np.bool_]) -> set[Term]:
    conditions = rows.shape[1]
    shortest = is_valid.copy()
    for place in range(conditions):
        with_it = shortest.reshape(len(rows), -1, 2, 1 << place)
        with_it[:, :, 1] &= ~is_valid.reshape(len(rows), -1, 2, 1 << place)[:, :, 0]
    numbers, masks = np.nonzero(shortest)
    kept = masks[:, None] >> np.arange(conditions) & 1
    return set(map(tuple, ((rows[numbers] + 1) * kept).tolist()))


def covers(term: Term, row: Configuration) -> bool:
    """Whether a configuration lies in a term.

    >>> covers((2, 0), (1, 0)), covers((1, 0), (1, 0))
    (True, False)
    """
    return all(not code or code == value + 1 for code, value in zip(term, row, strict=True))


def rows_inside(term: Term, levels: Sequence[int]) -> int:
    """The rows inside a term as bits: bit i is row i + 1, the last condition counted fastest.

    >>> bin(rows_inside((2, 0), (2, 2)))
    '0b1100'
    """
    bits, width = 1, 1
    for code, level in zip(reversed(term), reversed(levels), strict=True):
        values = range(level) if not code else (code - 1,)
        bits = sum(bits << value * width for value in values)
        width *= level
    return bits


def in_order(terms: Iterable[Term]) -> list[Term]:
    """Terms in the order in which R's QCA prints them: short ones first, then by condition.

    >>> in_order([(1, 1), (2, 2), (0, 2), (2, 0)])
    [(2, 0), (0, 2), (1, 1), (2, 2)]
    """
    ordered = sorted(terms)
    for place in reversed(range(len(ordered[0]) if ordered else 0)):
        ordered.sort(key=lambda term: -term[place])
        used = next((i for i, term in enumerate(ordered) if not term[place]), len(ordered) - 1)
        # Where every term uses the condition, the last one stays last there: so does it here.
        ordered[:used] = sorted(ordered[:used], key=lambda term: term[place])
    return sorted(ordered, key=lambda term: sum(code > 0 for code in term))


def term_text(term: Term, names: Sequence[str], *, is_multivalue: bool = False) -> str:
    """A term in words: `A*~B`, or `A{2}*B{0}` where a condition has more than two values.

    >>> term_text((2, 1), ("A", "B")), term_text((3, 0), ("A", "B"), is_multivalue=True)
    ('A*~B', 'A{2}')
    """
    pairs = [(name, code) for name, code in zip(names, term, strict=True) if code]
    if is_multivalue:
        return "*".join(f"{name}{{{code - 1}}}" for name, code in pairs)
    return "*".join(name if code == 2 else f"~{name}" for name, code in pairs)
