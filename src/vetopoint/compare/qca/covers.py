"""Every smallest set of terms that covers all rows: exact set cover with all ties.

Rows and terms are bits. Rows that come for free are dropped, terms that cover the same rows are
taken together, and the chart falls into parts that share no term; each part is solved alone: a
small one by search, a large one by a sweep over its rows under prices that bound what is left.
"""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from vetopoint.compare.qca.prices import UNIT, Chart, Prices, best_prices
from vetopoint.compare.qca.search import searched
from vetopoint.compare.qca.sweep import Limits, Swept, covers_of_size
from vetopoint.errors import VetopointError

__all__ = ["Covers", "TooIrregularError", "minimum_covers"]

# Of a part with more terms than these the rows are swept at once.
FEW = 40
# How often a size is tried, each time with eight times the effort, before a table is refused.
TRIES = 4


class TooIrregularError(VetopointError, ValueError):
    """A table whose smallest solutions cannot be found exactly in reasonable time."""


@frozen
class Covers:
    """The smallest covers as tuples of term places: how many there are, and those listed.

    Where `is_counted` is False, `count` is what was found before the count was given up, and there
    may be more.
    """

    size: int
    count: int
    listed: tuple[tuple[int, ...], ...]
    is_counted: bool = True


@frozen
class _PartCovers:
    """The smallest covers of one part as masks."""

    size: int
    count: int
    listed: tuple[tuple[int, ...], ...]
    is_counted: bool


def minimum_covers(
    chart: Sequence[int], rows: int, most: int = 1_000, limits: Limits | None = None
) -> Covers:
    """All covers of the smallest size; `chart[i]` has a bit for each row that term i covers.

    At most `most` of them are listed. The size is always exact: if it is not found within the
    limits, the table is refused. The count is exact unless it goes beyond the limits; then the
    first covers found are listed, and `is_counted` says so.

    >>> minimum_covers([0b011, 0b110, 0b100], 3)
    Covers(size=2, count=2, listed=((0, 1), (0, 2)), is_counted=True)

    Raises
    ------
    TooIrregularError
        If the smallest size is not found within the limits.
    """
    if not rows:
        return Covers(0, 1, ((),))
    needed = _needed_rows(chart, rows)
    groups: dict[int, list[int]] = {}
    for place, covered in enumerate(chart):
        if covered & needed:
            groups.setdefault(covered & needed, []).append(place)
    parts = [_solved(part, groups, most, limits or Limits()) for part in _parts(list(groups))]
    every = (
        tuple(sorted(choice))
        for covers in itertools.product(*(part.listed for part in parts))
        for choice in itertools.product(*(groups[mask] for cover in covers for mask in cover))
    )
    return Covers(
        size=sum(part.size for part in parts),
        count=math.prod(part.count for part in parts),
        listed=tuple(sorted(itertools.islice(every, most))),
        is_counted=all(part.is_counted for part in parts),
    )


def _needed_rows(chart: Sequence[int], rows: int) -> int:
    """The rows that no easier row implies: covering a row covers all whose terms include its."""
    by_row = [0] * rows
    for place, covered in enumerate(chart):
        rest = covered
        while rest:
            low = rest & -rest
            by_row[low.bit_length() - 1] |= 1 << place
            rest ^= low
    assert all(by_row), "a row that no term covers"
    first: dict[int, int] = {}
    for row, terms in enumerate(by_row):
        first.setdefault(terms, row)
    # A row with a single term is always needed, and most others are implied by one of these.
    alone = functools.reduce(operator.or_, (t for t in first if t.bit_count() == 1), 0)
    others = sorted((t for t in first if not t & alone), key=int.bit_count)
    needed = sum(1 << row for terms, row in first.items() if terms.bit_count() == 1)
    kept: list[int] = []
    for terms in others:
        if not any(other & terms == other for other in kept):
            kept.append(terms)
            needed |= 1 << first[terms]
    return needed


def _parts(masks: list[int]) -> list[list[int]]:
    """Terms joined where they share a row."""
    parts: list[tuple[int, list[int]]] = []
    for mask in masks:
        touching = [part for part in parts if part[0] & mask]
        parts = [part for part in parts if not part[0] & mask]
        rows, members = mask, [mask]
        for other_rows, others in touching:
            rows, members = rows | other_rows, members + others
        parts.append((rows, members))
    return [members for _, members in parts]


def _solved(
    masks: list[int], groups: Mapping[int, list[int]], most: int, limits: Limits
) -> _PartCovers:
    found = searched(masks) if len(masks) <= FEW else None
    if found is None:
        return _swept(masks, groups, most, limits)
    count = sum(math.prod(len(groups[mask]) for mask in cover) for cover in found)
    return _PartCovers(len(found[0]), count, tuple(found), is_counted=True)


def _swept(
    masks: list[int], groups: Mapping[int, list[int]], most: int, limits: Limits
) -> _PartCovers:
    everything = 0
    for mask in masks:
        everything |= mask
    chart = _as_array(masks, everything)
    prices = best_prices(chart[_undominated(chart)])
    ways = np.array([len(groups[mask]) for mask in masks])
    size = int(-(-prices.sum() // UNIT))
    while not (found := _settled(chart, ways, size, prices, limits, most)).count:
        size += 1
    listed = tuple(tuple(masks[place] for place in cover) for cover in found.listed)
    return _PartCovers(size, found.count, listed, found.is_whole)


def _settled(
    chart: Chart, ways: NDArray[np.int64], size: int, prices: Prices, limits: Limits, most: int
) -> Swept:
    """Covers of this size, or that there is none, with more effort and more states if need be."""
    for attempt in range(TRIES):
        wider = evolve(
            limits,
            effort=limits.effort * 8**attempt,
            narrow=limits.narrow * 8 ** max(0, attempt - 1),
        )
        found = covers_of_size(chart, ways, size, prices, wider, most)
        if found.count or found.is_whole:
            return found
    raise TooIrregularError(
        f"{len(chart)} terms for {chart.shape[1]} rows have too many near-smallest solutions: "
        f"whether {size} terms are enough was not settled; use fewer conditions or raise --n-cut"
    )


def _as_array(masks: Sequence[int], everything: int) -> Chart:
    """The masks as terms by rows."""
    octets = everything.bit_length() // 8 + 1
    raw = b"".join(mask.to_bytes(octets, "little") for mask in masks)
    bits = np.unpackbits(
        np.frombuffer(raw, dtype=np.uint8).reshape(-1, octets), axis=1, bitorder="little"
    )
    return bits[:, bits.any(axis=0)].astype(np.bool_)


def _undominated(chart: Chart) -> Chart:
    """Which terms lie in no larger one: the others are never needed to find a size."""
    terms = chart.astype(np.float32)
    sizes = terms.sum(axis=1)
    inside = (terms @ terms.T == sizes[:, None]) & (sizes[:, None] < sizes)
    is_free: Chart = ~inside.any(axis=1)
    return is_free
