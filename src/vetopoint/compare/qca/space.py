"""The property space as bits: which rows lie in terms, and which of them are remainders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.compare.qca.calibrated import Term
from vetopoint.compare.qca.primes import Configuration, rows_inside
from vetopoint.compare.qca.table import TruthTable, row_number

__all__ = ["RowSet", "Space", "covered"]


@frozen
class RowSet(Collection[Configuration]):
    """Rows of the property space, in the order of their numbers; bit i is row i + 1.

    >>> list(RowSet(0b1010, (2, 2)))
    [(0, 1), (1, 1)]
    """

    bits: int = 0
    levels: tuple[int, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[Configuration], levels: tuple[int, ...]) -> RowSet:
        """These rows."""
        bits = 0
        for row in rows:
            bits |= 1 << row_number(row, levels) - 1
        return cls(bits, levels)

    def numbers(self) -> list[int]:
        """The rows' numbers, counted from 1."""
        return [place + 1 for place in self._places().tolist()]

    def texts(self) -> list[str]:
        """The rows' values without spaces between them.

        >>> RowSet(0b1010, (2, 2)).texts()
        ['01', '11']
        """
        written = (self._values() + ord("0")).astype(np.uint8).tobytes().decode("ascii")
        width = max(1, len(self.levels))
        return [written[start : start + width] for start in range(0, len(written), width)]

    def _places(self) -> NDArray[np.int64]:
        raw = np.frombuffer(self.bits.to_bytes(self.bits.bit_length() // 8 + 1, "little"), np.uint8)
        return np.flatnonzero(np.unpackbits(raw, bitorder="little"))

    def _values(self) -> NDArray[np.int64]:
        rest, values = self._places(), []
        for level in reversed(self.levels):
            values.append(rest % level)
            rest = rest // level
        return np.stack(values[::-1], axis=1) if values else np.zeros((len(rest), 0), np.int64)

    def __iter__(self) -> Iterator[Configuration]:
        return map(tuple, self._values().tolist())

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __contains__(self, row: object) -> bool:
        return (
            isinstance(row, tuple)
            and len(row) == len(self.levels)
            and bool(self.bits >> row_number(row, self.levels) - 1 & 1)
        )

    def __and__(self, other: RowSet) -> RowSet:
        return RowSet(self.bits & other.bits, self.levels)


class Space:
    """The rows of a truth table's space, with each term's rows worked out once."""

    def __init__(self, table: TruthTable) -> None:
        self.levels = table.levels
        self.known: dict[Term, int] = {}
        self.decided = RowSet.of(table.decided, table.levels).bits

    def inside(self, term: Term) -> int:
        """The rows in a term as bits."""
        if term not in self.known:
            self.known[term] = rows_inside(term, self.levels)
        return self.known[term]

    def assumed(self, terms: Iterable[Term]) -> int:
        """The remainders that the terms cover, as bits."""
        rows = 0
        for term in terms:
            rows |= self.inside(term)
        return rows & ~self.decided

    def rows(self, bits: int) -> RowSet:
        """Bits as rows."""
        return RowSet(bits, self.levels)


def covered(terms: Sequence[Term], rows: Sequence[Configuration]) -> list[int]:
    """For each term, the rows that lie in it, as bits in the order in which they are given.

    >>> [bin(bits) for bits in covered([(2, 0), (2, 1)], [(1, 0), (1, 1), (0, 0)])]
    ['0b11', '0b1']
    """
    everything = (1 << len(rows)) - 1
    having: list[dict[int, int]] = [{} for _ in rows[0]] if rows else []
    for place, row in enumerate(rows):
        for values, value in zip(having, row, strict=True):
            values[value + 1] = values.get(value + 1, 0) | 1 << place
    found = []
    for term in terms:
        bits = everything
        for values, code in zip(having, term, strict=True):
            if code:
                bits &= values.get(code, 0)
        found.append(bits)
    return found
