"""Covers of a few rows, by trying terms for the row that fewest terms cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["searched"]

# Beyond either, sweeping over the rows is quicker.
PATIENCE, MANY = 2_000, 2_000


class _OutOfPatience(Exception):  # noqa: N818
    """The search has taken too many steps."""


def searched(masks: Sequence[int]) -> list[tuple[int, ...]] | None:
    """Every smallest set of masks that have all their bits together; None if it takes too long.

    >>> searched([0b011, 0b110, 0b100])
    [(3, 6), (3, 4)]
    """
    part = _Search(masks, PATIENCE)
    size = part.bound(part.everything)
    found: list[tuple[int, ...]] = []
    try:
        while not part.can_cover(part.everything, size):
            size += 1
        for cover in part.search(part.everything, size, frozenset()):
            found.append(cover)
            if len(found) > MANY:
                return None
    except _OutOfPatience:
        return None
    return found


class _Search:
    """Terms (as masks of rows) of which some must cover every row; results are kept by rows left.

    Rows stand in the order of how few terms cover them, which is the order of branching.
    """

    def __init__(self, masks: Sequence[int], patience: int) -> None:
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
            raise _OutOfPatience
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
