"""Breaks in a series: the best division into levels, and how many the data ask for."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from attrs import frozen

__all__ = ["Break", "breaks_in", "divided", "supported"]

_Floats = npt.NDArray[np.float64]
MOST, SHORTEST = 5, 5


@frozen
class Break:
    """A change of level before a place in the series, from one mean to another.

    `support` is the share of resampled series that have a break within two places.
    """

    place: int
    before: float
    after: float
    support: float | None = None


def _costs(values: _Floats) -> _Floats:
    """Squared deviations from their mean of values[i:j] at [i, j]."""
    size = len(values)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    squares = np.concatenate([[0.0], np.cumsum(values**2)])
    length = np.maximum(np.arange(size + 1)[None, :] - np.arange(size + 1)[:, None], 1)
    total = sums[None, :] - sums[:, None]
    spread = squares[None, :] - squares[:, None] - total**2 / length
    return np.asarray(np.maximum(spread, 0.0))


def divided(
    values: Sequence[float], most: int = MOST, shortest: int = SHORTEST
) -> list[tuple[float, tuple[int, ...]]]:
    """For 0, 1, … `most` breaks, the least squared error and the places of the breaks.

    Exact, by dynamic programming (Bai and Perron 2003); no segment is shorter than `shortest`.

    >>> divided([0, 0, 0, 4, 4, 4], most=1, shortest=2)[1]
    (0.0, (3,))
    """
    series = np.asarray(values, dtype=float)
    size, cost = len(series), _costs(series)
    best = np.where(np.arange(size + 1) >= shortest, cost[0], np.inf)
    cuts: list[tuple[int, ...]] = [() for _ in range(size + 1)]
    found = [(float(best[size]), cuts[size])]
    for _ in range(most):
        grown, places = np.full(size + 1, np.inf), list(cuts)
        for end in range(2 * shortest, size + 1):
            starts = np.arange(shortest, end - shortest + 1)
            totals = best[starts] + cost[starts, end]
            at = int(totals.argmin())
            if np.isfinite(totals[at]):
                grown[end] = totals[at]
                places[end] = (*cuts[starts[at]], int(starts[at]))
        if not np.isfinite(grown[size]):
            break
        best, cuts = grown, places
        found.append((float(best[size]), cuts[size]))
    return found


def breaks_in(
    values: Sequence[float], most: int = MOST, shortest: int = SHORTEST
) -> tuple[Break, ...]:
    """The breaks that Schwarz's criterion asks for (Yao 1988), with the levels on either side.

    The criterion n log(SSE / n) + (2k + 1) log n is least at the number k of breaks taken.

    >>> [one.place for one in breaks_in([0.1, 0, 0, 0.1, 0, 5, 5.1, 5, 5, 5.1])]
    [5]
    """
    size = len(values)
    if size < 2 * shortest:
        return ()
    spread = float(np.var(values)) * size
    floor = max(spread * 1e-12, 1e-12)
    found = divided(values, most, shortest)
    scored = [
        size * math.log(max(error, floor) / size) + (2 * len(places) + 1) * math.log(size)
        for error, places in found
    ]
    places = found[int(np.argmin(scored))][1]
    ends = (0, *places, size)
    levels = [float(np.mean(values[a:b])) for a, b in itertools.pairwise(ends)]
    return tuple(
        Break(place, levels[number], levels[number + 1]) for number, place in enumerate(places)
    )


def supported(
    values: Sequence[float], resampled: npt.NDArray[np.floating], near: int = 2
) -> tuple[Break, ...]:
    """The breaks of a series, each with the share of resampled series [draws, n] that have it."""
    drawn = [[one.place for one in breaks_in(list(row))] for row in resampled]
    return tuple(
        Break(
            one.place,
            one.before,
            one.after,
            sum(any(abs(place - one.place) <= near for place in places) for places in drawn)
            / len(drawn),
        )
        for one in breaks_in(values)
    )
