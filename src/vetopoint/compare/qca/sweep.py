"""Counting covers row by row: covers that leave the same rows open go on as one.

Rows are settled in a fixed order, and each term is taken or not when its first row comes up. What
then still matters is which rows are open and how many terms are left, so covers that agree on both
are carried on together with their number. A state whose open rows cost more than the terms left is
dropped: no cover comes of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.compare.qca.prices import UNIT, Chart, Prices, Pricing, worth

__all__ = ["Limits", "Swept", "covers_of_size"]

# From so many states on, prices made for the rows they leave open save more than they cost.
MANY = 1_000
SAMPLE = 4_096
ROUNDS = 3
# Cells of a tableau that take about as long as one state.
CELLS = 50
# States that take about as long as one call.
CALL = 500

_Words = NDArray[np.uint64]
_Numbers = NDArray[np.int64]


@frozen
class Limits:
    """How many states are carried from row to row, and how many after so much effort."""

    wide: int = 200_000
    narrow: int = 1_000
    effort: int = 4_000_000


@frozen
class Swept:
    """The covers of one size: how many were found, the first of them, and whether these are all."""

    count: int
    listed: tuple[tuple[int, ...], ...]
    is_whole: bool


@frozen(eq=False)
class _States:
    """Sets of open rows (as words), the terms left to each, and in how many ways it is reached."""

    open: _Words
    left: _Numbers
    ways: NDArray[np.object_] | _Numbers

    def only(self, kept: NDArray[np.bool_] | _Numbers) -> _States:
        return _States(self.open[kept], self.left[kept], self.ways[kept])

    def and_those(self, more: _States) -> _States:
        return _States(
            np.concatenate([self.open, more.open]),
            np.concatenate([self.left, more.left]),
            np.concatenate([self.ways, more.ways]),
        )


@frozen(eq=False)
class _Step:
    """How the states of a row came about: for each its ways in, each a chain of terms taken."""

    before: int
    origin: _Numbers
    term: _Numbers
    entries: _Numbers
    starts: _Numbers
    ends: _Numbers
    known: dict[int, list[tuple[int, tuple[int, ...]]]] = field(factory=dict)

    def ways_in(self, state: int) -> list[tuple[int, tuple[int, ...]]]:
        """States of the row before, each with the terms that lead from it to this state."""
        if state not in self.known:
            self.known[state] = list(self._ways_in(state))
        return self.known[state]

    def _ways_in(self, state: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        for entry in self.entries[self.starts[state] : self.ends[state]].tolist():
            taken: tuple[int, ...] = ()
            place = entry
            while place >= self.before:
                taken = (int(self.term[place - self.before]), *taken)
                place = int(self.origin[place - self.before])
            yield place, taken


def covers_of_size(
    chart: Chart, ways: _Numbers, size: int, prices: Prices, limits: Limits, most: int
) -> Swept:
    """The covers with exactly `size` terms, where none has fewer.

    `chart` is terms by rows, `ways` how many equal terms each line stands for. Where the
    limits are passed, only the states with most to spare are carried on, so that the count is of
    what was found and there may be more. At most `most` covers are listed.

    >>> chart = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]], dtype=np.bool_)
    >>> from vetopoint.compare.qca.prices import best_prices
    >>> covers_of_size(chart, np.ones(3, dtype=np.int64), 2, best_prices(chart), Limits(), 10)
    Swept(count=2, listed=((0, 1), (0, 2)), is_whole=True)
    """
    able = np.flatnonzero(UNIT - chart @ prices <= size * UNIT - prices.sum())
    order = _order(chart[able])
    return _Sweep(chart[able][:, order], ways[able], prices[order], limits).run(size, able, most)


def _order(chart: Chart) -> list[int]:
    """Rows such that each next one is first touched by as few terms as can be."""
    order: list[int] = []
    rest = chart.astype(np.int64)
    fresh = rest.sum(axis=0)
    done = np.zeros(chart.shape[1], dtype=np.bool_)
    while len(order) < chart.shape[1]:
        row = int(np.where(done, np.iinfo(np.int64).max, fresh).argmin())
        order.append(row)
        done[row] = True
        fresh -= rest[chart[:, row]].sum(axis=0)
        rest[chart[:, row]] = 0
    return order


def _packed(chart: Chart) -> _Words:
    words = -(-chart.shape[1] // 64)
    wide = np.zeros((len(chart), words * 64), dtype=np.bool_)
    wide[:, : chart.shape[1]] = chart
    return np.packbits(wide, axis=1, bitorder="little").view(np.uint64).reshape(len(chart), words)


class _Sweep:
    """One pass over the rows of a chart, in the order in which its rows stand."""

    def __init__(self, chart: Chart, ways: _Numbers, prices: Prices, limits: Limits) -> None:
        self.chart, self.ways, self.limits = chart, ways, limits
        self.rows = chart.shape[1]
        self.first = chart.argmax(axis=1)
        self.words = _packed(chart)
        self.prices = [prices]
        self.pricing: Pricing | None = None
        self.dropped = 0
        self.steps: list[_Step] = []
        self.effort = 0
        self.is_whole = True

    def run(self, size: int, names: _Numbers, most: int) -> Swept:
        everything = _packed(np.ones((1, self.rows), dtype=np.bool_))
        states = _States(everything, np.array([size]), np.array([1]))
        for row in range(self.rows):
            states = self._settle(states, row)
            if not len(states.left):
                return Swept(0, (), self.is_whole)
        last = next(iter(np.flatnonzero(states.left == 0).tolist()), None)
        if last is None:
            return Swept(0, (), self.is_whole)
        listed = tuple(
            tuple(sorted(int(names[term]) for term in cover)) for cover in self._list(last, most)
        )
        return Swept(int(states.ways[last]), tuple(sorted(listed)), self.is_whole)

    def _settle(self, states: _States, row: int) -> _States:
        """Take or leave each term that first covers this row; keep what leaves the row covered."""
        grown, origin, term = self._grown(states, np.flatnonzero(self.first == row))
        bit = np.uint64(1 << row % 64)
        entries = np.flatnonzero(grown.open[:, row // 64] & bit == 0)
        merged, entries, starts = _merged(grown.only(entries), entries)
        kept = self._promising(merged, row)
        ends = np.append(starts[1:], len(entries))
        self.steps.append(_Step(len(states.left), origin, term, entries, starts[kept], ends[kept]))
        return merged.only(kept)

    def _grown(self, states: _States, terms: _Numbers) -> tuple[_States, _Numbers, _Numbers]:
        spare = self._spare(states)
        origins = taken = np.zeros(0, dtype=np.int64)
        for term in terms.tolist():
            costs = UNIT - int(self.prices[0][self.chart[term]].sum())
            able = np.flatnonzero((states.left > 0) & (spare >= costs))
            more, more_spare, able = self._with(states.only(able), able, term)
            if len(able):
                states = states.and_those(more)
                spare = np.concatenate([spare, more_spare])
                origins = np.concatenate([origins, able])
                taken = np.concatenate([taken, np.full(len(able), term)])
        return states, origins, taken

    def _spare(self, states: _States, prices: Prices | None = None) -> _Numbers:
        prices = self.prices[0] if prices is None else prices
        return states.left * UNIT - worth(states.open, prices)

    def _with(
        self, states: _States, places: _Numbers, term: int
    ) -> tuple[_States, _Numbers, _Numbers]:
        """The states with one term more, where a cover may still come of it."""
        self.effort += len(places) + CALL
        ways = _times(states.ways, int(self.ways[term]))
        more = _States(states.open & ~self.words[term], states.left - 1, ways)
        spare = self._spare(more)
        fits = np.flatnonzero(spare >= 0)
        for prices in self.prices[1:]:
            fits = fits[self._spare(more.only(fits), prices) >= 0]
        return more.only(fits), spare[fits], places[fits]

    def _promising(self, states: _States, row: int) -> _Numbers:
        """The states of which a cover may still come, at most as many as are to be carried."""
        kept, spare = np.arange(len(states.left)), None
        if len(kept) > MANY and row + 1 < self.rows:
            kept = self._affordable(states, row)
        is_spent = self.effort + self._pivoting() > self.limits.effort
        widest = self.limits.narrow if is_spent else self.limits.wide
        if len(kept) > widest:
            self.is_whole = False
            spare = np.min([self._spare(states.only(kept), p) for p in self.prices], axis=0)
            kept = np.sort(kept[np.argsort(-spare, kind="stable")[:widest]])
        return kept

    def _pivoting(self) -> int:
        return 0 if self.pricing is None else self.pricing.effort // CELLS

    def _affordable(self, states: _States, row: int) -> _Numbers:
        """Prices made for the rows that most states leave open rule out most that must fail."""
        pricing = self._pricing(row)
        kept = np.arange(len(states.left))
        made: list[Prices] = []
        for left in np.unique(states.left).tolist():
            for _ in range(ROUNDS):
                like = kept[states.left[kept] == left]
                if len(like) <= MANY:
                    break
                sample = states.open[like[:: -(-len(like) // SAMPLE)]]
                made.append(pricing.best(self._shares(sample)))
                poor = like[left * UNIT < worth(states.open[like], made[-1])]
                kept = np.setdiff1d(kept, poor, assume_unique=True)
                if len(poor) < len(like) // 4:
                    break
        self.prices = [*made[::-1][:3], *self.prices[-1:]]
        return kept

    def _pricing(self, row: int) -> Pricing:
        """Prices of what is left when the terms up to this row are gone."""
        if self.pricing is None:
            self.pricing = Pricing(self.chart)
        self.pricing.drop(np.flatnonzero((self.dropped <= self.first) & (self.first <= row)))
        self.dropped = row + 1
        return self.pricing

    def _shares(self, sets: _Words) -> NDArray[np.float64]:
        octets = np.ascontiguousarray(sets).view(np.uint8).reshape(len(sets), -1)
        bits = np.unpackbits(octets, axis=1, bitorder="little")[:, : self.rows]
        shares: NDArray[np.float64] = bits.mean(axis=0)
        return shares

    def _list(self, last: int, most: int) -> list[tuple[int, ...]]:
        found: list[tuple[int, ...]] = []
        ahead: list[tuple[int, int, tuple[int, ...]]] = [(self.rows - 1, last, ())]
        while ahead and len(found) < most:
            row, state, cover = ahead.pop()
            if row < 0:
                found.append(cover)
            else:
                ways = self.steps[row].ways_in(state)
                ahead += [(row - 1, place, taken + cover) for place, taken in reversed(ways)]
        return found


def _times(ways: NDArray[np.object_] | _Numbers, times: int) -> NDArray[np.object_] | _Numbers:
    """Numbers of ways, as Python's own where they outgrow 64 bits."""
    if times == 1 or not len(ways):
        return ways
    return (ways if int(ways.max()) < 2**62 // times else ways.astype(object)) * times


def _merged(states: _States, entries: _Numbers) -> tuple[_States, _Numbers, _Numbers]:
    """Equal states as one, in a fixed order; the entries of each stand together."""
    keys = (*states.open.T, states.left)
    order = np.lexsort(keys)
    is_new = np.zeros(len(order), dtype=np.bool_)
    is_new[:1] = True
    for key in keys:
        is_new[1:] |= key[order][1:] != key[order][:-1]
    starts = np.flatnonzero(is_new)
    places = order[starts]
    ways = states.ways[order]
    if ways.dtype != object and ways.astype(np.float64).sum() > 2.0**50:
        ways = ways.astype(object)
    added = np.add.reduceat(ways, starts) if len(starts) else ways
    return _States(states.open[places], states.left[places], added), entries[order], starts
