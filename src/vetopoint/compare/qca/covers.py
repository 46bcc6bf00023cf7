"""Every smallest set of terms that covers all rows: exact set cover with all ties.

Rows and terms are bits. Rows that come for free are dropped, terms that cover the same rows are
taken together, and the chart falls into parts that share no term; each part is searched alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from attrs import frozen

from vetopoint.errors import VetopointError

__all__ = ["Covers", "TooIrregularError", "minimum_covers"]

PATIENCE = 3_000_000
# Steps of search, and covers of one part, after which tied covers are no longer counted.
COUNTING, MANY = 500_000, 200_000


class TooIrregularError(VetopointError, ValueError):
    """A table whose smallest solutions cannot be found exactly in reasonable time."""


@frozen
class Covers:
    """The smallest covers as tuples of term places: how many there are, and those listed.

    Where `is_counted` is False, `count` is what was found before the count was given up, and there
    are more.
    """

    size: int
    count: int
    listed: tuple[tuple[int, ...], ...]
    is_counted: bool = True


def minimum_covers(
    chart: Sequence[int],
    rows: int,
    most: int = 10_000,
    patience: int = PATIENCE,
    counting: int = COUNTING,
) -> Covers:
    """All covers of the smallest size; `chart[i]` has a bit for each row that term i covers.

    At most `most` of them are listed. The size is always exact: if it is not found in `patience`
    steps of search the table is refused. The count is exact unless it takes more than `counting`
    steps more; then the first covers in the fixed order of the search are listed, and
    `is_counted` says so.

    >>> minimum_covers([0b011, 0b110, 0b100], 3)
    Covers(size=2, count=2, listed=((0, 1), (0, 2)), is_counted=True)

    Raises
    ------
    TooIrregularError
        If the search for the size grows beyond its bound.
    """
    if not rows:
        return Covers(0, 1, ((),))
    needed = _needed_rows(chart, rows)
    groups: dict[int, list[int]] = {}
    for place, covered in enumerate(chart):
        if covered & needed:
            groups.setdefault(covered & needed, []).append(place)
    found = [_smallest(part, patience, counting) for part in _parts(list(groups))]
    parts = [covers for covers, _ in found]
    size = sum(len(part[0]) for part in parts)
    count = 1
    for part in parts:
        count *= sum(_ways(groups, cover) for cover in part)
    every = (
        tuple(sorted(choice))
        for covers in itertools.product(*parts)
        for choice in itertools.product(*(groups[mask] for cover in covers for mask in cover))
    )
    is_counted = all(whole for _, whole in found)
    return Covers(size, count, tuple(sorted(itertools.islice(every, most))), is_counted)


def _ways(groups: dict[int, list[int]], cover: Sequence[int]) -> int:
    ways = 1
    for mask in cover:
        ways *= len(groups[mask])
    return ways


def _needed_rows(chart: Sequence[int], rows: int) -> int:
    """The rows that no easier row implies: covering a row covers all whose terms include its."""
    by_row = [
        sum(1 << place for place, covered in enumerate(chart) if covered >> row & 1)
        for row in range(rows)
    ]
    assert all(by_row), "a row that no term covers"
    needed = 0
    for row, terms in enumerate(by_row):
        implied = any(
            other & terms == other and (other != terms or earlier < row)
            for earlier, other in enumerate(by_row)
            if earlier != row
        )
        if not implied:
            needed |= 1 << row
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


def _smallest(masks: list[int], patience: int, counting: int) -> tuple[list[tuple[int, ...]], bool]:
    """The smallest covers of one part, and whether these are all."""
    part = _Part(masks, patience)
    size = part.bound(part.everything)
    while not part.can_cover(part.everything, size):
        size += 1
    part.patience = counting
    found: list[tuple[int, ...]] = []
    try:
        for cover in part.search(part.everything, size, frozenset()):
            if len(found) == MANY:
                return found, False
            found.append(cover)
    except TooIrregularError:
        if not found:
            raise
        return found, False
    return found, True


class _Part:
    """Terms (as masks of rows) of which some must cover every row; results are kept by rows left.

    Rows stand in the order of how few terms cover them, which is the order of branching.
    """

    def __init__(self, masks: list[int], patience: int) -> None:
        self.patience = patience
        self.everything = 0
        for mask in masks:
            self.everything |= mask
        self.masks = masks
        # A dominated term is never needed to find a size, but may stand in a tied cover.
        self.best = [m for m in masks if not any(m != o and m & o == m for o in masks)]
        self.rows = sorted(_bits(self.everything), key=lambda row: sum(m & row > 0 for m in masks))
        self.near = {row: self._near(row) for row in self.rows}
        self.too_few: dict[int, int] = {}
        self.enough: dict[int, int] = {}

    def _near(self, row: int) -> int:
        """The rows that share a term with this one."""
        rows = 0
        for mask in self.best:
            rows |= mask if mask & row else 0
        return rows

    def bound(self, left: int) -> int:
        """A number of terms that is surely needed: rows no two of which share a term."""
        found = 0
        for row in self.rows:
            if row & left:
                found += 1
                left &= ~self.near[row]
        return found

    def can_cover(self, left: int, size: int) -> bool:
        """Whether so many terms can cover the rows left."""
        self.patience -= 1
        if self.patience < 0:
            raise TooIrregularError(
                f"{len(self.masks)} terms for {len(self.rows)} rows have too many near-smallest "
                "solutions to find the smallest; use fewer conditions or raise --n-cut"
            )
        if not left or size >= self.enough.get(left, len(self.rows) + 1):
            return True
        if size <= self.too_few.get(left, 0):
            return False
        found = self.bound(left) <= size and self._branch(left, size)
        (self.enough if found else self.too_few)[left] = size
        return found

    def _branch(self, left: int, size: int) -> bool:
        row = self._first(left)
        useful = {mask & left for mask in self.best if mask & row}
        largest = [m for m in useful if not any(m != o and m & o == m for o in useful)]
        largest.sort(key=lambda mask: (-mask.bit_count(), mask))
        return any(self.can_cover(left & ~mask, size - 1) for mask in largest)

    def _first(self, left: int) -> int:
        return next(row for row in self.rows if row & left)

    def search(self, left: int, size: int, barred: frozenset[int]) -> Iterator[tuple[int, ...]]:
        """Every cover of exactly this size, once: a term tried is barred from later branches."""
        if not left:
            if not size:
                yield ()
            return
        if not size or not self.can_cover(left, size):
            return
        if size == 1:
            yield from ((m,) for m in self.masks if m & left == left and m not in barred)
            return
        row = self._first(left)
        useful = [mask for mask in self.masks if mask & row and mask not in barred]
        # The order in which a size is found, so that what is known of it leads to a cover at once.
        useful.sort(key=lambda mask: (-(mask & left).bit_count(), mask & left, mask))
        for mask in useful:
            for rest in self.search(left & ~mask, size - 1, barred):
                yield (mask, *rest)
            barred |= {mask}


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low
        mask ^= low
