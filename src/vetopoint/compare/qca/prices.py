"""Prices of rows: a certain lower bound on how many terms a cover needs.

Prices such that no term covers rows worth more than one unit are a solution of the dual of the
covering problem's linear relaxation, so that any rows need at least as many terms as their prices
add up to (Chvátal 1983, *Linear Programming*, ch. 5). They are found by the simplex method in
floating point and then rounded down to whole parts of a unit that are checked exactly: rounding
can make the bound weaker, never wrong.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["UNIT", "Chart", "Prices", "Pricing", "best_prices", "worth"]

# Sums of prices stay far below 2^63, and a part in four billion loses no bound.
UNIT = 1 << 32
TOLERANCE = 1e-9
# Every basis is feasible, so the prices of an early stop are only less good.
PIVOTS_PER_SIDE = 20
# After so many pivots the tableau is made anew, before errors add up.
STALE = 3_000

Chart = NDArray[np.bool_]
Prices = NDArray[np.int64]


def best_prices(chart: Chart) -> Prices:
    """Prices in parts of `UNIT` of which the sum is as large as can be; `chart` is terms by rows.

    >>> chart = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=np.bool_)
    >>> (best_prices(chart) / UNIT).round(3).tolist()
    [0.5, 0.5, 0.5]
    """
    return Pricing(chart).best(np.ones(chart.shape[1]))


class Pricing:
    """Prices for the rows of a chart (terms by rows), from which terms may be dropped.

    The tableau is kept, so that prices for other weights or fewer terms are found from the last.
    """

    def __init__(self, chart: Chart) -> None:
        terms, self.rows = chart.shape
        self.chart = chart
        self.kept = np.arange(terms)
        self.effort = 0
        self._begin()

    def _begin(self) -> None:
        terms = len(self.kept)
        self.tableau = np.zeros((terms + 1, self.rows + 1))
        self.tableau[:terms, : self.rows] = self.chart[self.kept]
        # All limits are 1; slightly different ones keep the method from turning in a circle.
        self.tableau[:terms, -1] = 1 + 1e-5 * np.random.default_rng(0).random(terms)
        self.basic, self.free = self.rows + self.kept, np.arange(self.rows)
        self.pivots = 0

    def best(self, weights: NDArray[np.float64]) -> Prices:
        """Prices of which the weighted sum is as large as can be; no term costs over one unit."""
        if self.pivots > STALE:
            self._begin()
        of = np.concatenate([weights, np.zeros(len(self.chart))])
        self.tableau[-1, :-1] = of[self.basic] @ self.tableau[:-1, :-1] - of[self.free]
        self.tableau[-1, -1] = 0
        for _ in range(PIVOTS_PER_SIDE * sum(self.tableau.shape)):
            enters = int(self.tableau[-1, :-1].argmin())
            if self.tableau[-1, enters] > -TOLERANCE:
                break
            able = np.flatnonzero(self.tableau[:-1, enters] > TOLERANCE)
            if not len(able):
                break
            self._pivot(self._tightest(able, enters), enters)
        values = np.zeros(len(of))
        values[self.basic] = self.tableau[:-1, -1]
        return _certain(self.chart[self.kept], np.maximum(values[: self.rows], 0))

    def drop(self, terms: NDArray[np.int64]) -> None:
        """Take terms out; rows may then cost more."""
        gone = np.zeros(len(self.basic), dtype=np.bool_)
        for term in terms.tolist():
            places = np.flatnonzero(self.basic == self.rows + term).tolist()
            if not places:
                places = self._freed(term, gone)
            gone[places] = True
        self.kept = self.kept[~np.isin(self.kept, terms)]
        self.tableau = self.tableau[np.append(~gone, True)]
        self.basic = self.basic[~gone]

    def _freed(self, term: int, gone: NDArray[np.bool_]) -> list[int]:
        """Bring a term that binds into the basis, from which it can be taken."""
        (enters,) = np.flatnonzero(self.free == self.rows + term).tolist()
        column = self.tableau[:-1, enters]
        for side in (column, -column):
            able = np.flatnonzero((side > TOLERANCE) & ~gone)
            if len(able):
                place = self._tightest(able, enters)
                self._pivot(place, enters)
                return [place]
        return []

    def _tightest(self, able: NDArray[np.int64], enters: int) -> int:
        return int(able[np.abs(self.tableau[able, -1] / self.tableau[able, enters]).argmin()])

    def _pivot(self, row: int, column: int) -> None:
        tableau = self.tableau
        pivot = tableau[row, column]
        line = tableau[row] / pivot
        factors = tableau[:, column].copy()
        touched = np.flatnonzero(factors)
        tableau[touched] -= factors[touched, None] * line
        tableau[:, column] = -factors / pivot
        tableau[row] = line
        tableau[row, column] = 1 / pivot
        self.basic[row], self.free[column] = self.free[column], self.basic[row]
        self.pivots += 1
        self.effort += tableau.size


def _certain(chart: Chart, values: NDArray[np.float64]) -> Prices:
    """Whole parts of a unit, so low that no term costs more than a unit."""
    dearest = float((chart @ values).max(initial=1.0))
    prices = np.floor(values * (UNIT / dearest)).astype(np.int64)
    while (over := int((chart @ prices).max(initial=0))) > UNIT:
        prices = prices * UNIT // over
    return prices


def worth(sets: NDArray[np.uint64], prices: Prices) -> Prices:
    """What each set of rows costs; a set is words of 64 rows, and so is the last axis.

    >>> worth(np.array([[5]], dtype=np.uint64), np.array([10, 20, 30])).tolist()
    [40]
    """
    words = sets.shape[1]
    padded = np.zeros(words * 64, dtype=np.int64)
    padded[: len(prices)] = prices
    tables = padded.reshape(-1, 8) @ _BITS.T
    octets = np.ascontiguousarray(sets).view(np.uint8).reshape(len(sets), words * 8)
    total = np.zeros(len(sets), dtype=np.int64)
    for octet in range(-(-len(prices) // 8)):
        total += tables[octet][octets[:, octet]]
    return total


_BITS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little").astype(
    np.int64
)
