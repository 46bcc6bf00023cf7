"""Counting coalitions of members with weights, by truncated sums over the losing side.

A coalition reaches the quota exactly when its complement does not exceed what may be missing, so
only the lower of the two ranges is ever filled; members come in ascending weight, so that early
passes are short. A member is taken out again by alternating sums, without another array.
Counts are kept modulo 2^64 and primes and put together by the Chinese remainder theorem: no count
can overflow.

References
----------
Brams and Affuso (1976); Uno (2012); Kurz (2016), "Computing the power distribution in the IMF".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.count.results import BeyondMethodError

__all__ = ["LONGEST", "weighted_sizes", "weighted_totals"]

LONGEST = 60_000_000
COMPILED = 3_000_000
TABLE = 6_000_000

_Sizes = tuple[int, ...]


def weighted_totals(
    weights: Sequence[int], numbers: Sequence[int], quota: int
) -> tuple[int, tuple[int, ...]]:
    """Winning coalitions, and the swings of one member of each weight.

    `numbers` says how many members have each weight.

    >>> weighted_totals([4, 2, 1], [3, 2, 1], 12)
    (14, (10, 6, 0))
    """
    span = _span(weights, numbers, quota)
    compiled = span.work > COMPILED
    wide = compiled or len(span.inside) > 64
    moduli = _moduli(len(span.inside), _primes_63 if compiled else _primes_31) if wide else [0]
    count = _compiled_totals if compiled else _plain_totals
    found = _joined([count(span, weights, modulus) for modulus in moduli], moduli)
    below, *swings = (value << span.zeros for value in (found[-1], *found[:-1]))
    winning = below if span.is_flipped else (1 << span.seats) - below
    return winning, tuple(swings)


def weighted_sizes(
    weights: Sequence[int], numbers: Sequence[int], quota: int
) -> tuple[_Sizes, tuple[_Sizes, ...]]:
    """Winning coalitions by size, and swings of one member of each weight by size of the others.

    >>> weighted_sizes([4, 2, 1], [3, 2, 1], 12)[0]
    (0, 0, 0, 1, 6, 6, 1)
    """
    span = _span(weights, numbers, quota)
    plain = span.seats <= 62 and (len(span.inside) + 1) * span.length <= TABLE
    columns = (_sizes_plain if plain else _sizes_compiled)(span, weights)
    free = [math.comb(span.zeros, k) for k in range(span.zeros + 1)]
    seats = span.seats
    below, *swings = (
        _spread(column, free, size)
        for column, size in zip(
            (columns[-1], *columns[:-1]), (seats + 1, *[seats] * len(weights)), strict=True
        )
    )
    if span.is_flipped:
        return below[::-1], tuple(sizes[::-1] for sizes in swings)
    return tuple(math.comb(seats, s) - n for s, n in enumerate(below)), tuple(swings)


@frozen
class _Span:
    """What is counted: sums below `length`, of coalitions or, when flipped, of complements.

    `inside` holds, ascending, the weights that can stand in such a coalition and are not zero.
    """

    seats: int
    length: int
    is_flipped: bool
    inside: tuple[int, ...]
    zeros: int

    @property
    def work(self) -> int:
        """How many additions one pass takes."""
        return sum(min(self.length, reach) for reach in accumulate(self.inside))

    @property
    def largest(self) -> int:
        """The most members that a counted coalition can have."""
        return sum(reach < self.length for reach in accumulate(self.inside))


def _span(weights: Sequence[int], numbers: Sequence[int], quota: int) -> _Span:
    total = sum(w * n for w, n in zip(weights, numbers, strict=True))
    missing = total - quota + 1
    length = min(quota, missing)
    if length > LONGEST:
        raise BeyondMethodError(
            f"the weights span {length:,} sums; truncated counting keeps {LONGEST:,}"
        )
    inside = sorted(
        w for w, n in zip(weights, numbers, strict=True) for _ in range(n) if 0 < w < length
    )
    zeros = sum(n for w, n in zip(weights, numbers, strict=True) if w == 0)
    return _Span(sum(numbers), length, missing < quota, tuple(inside), zeros)


def _plain_totals(span: _Span, weights: Sequence[int], modulus: int) -> list[int]:
    """Swings by weight, then all counted, modulo 2^64 (0) or a prime below 2^31."""
    counts = np.zeros(span.length, dtype=np.uint64)
    counts[0] = 1
    top = 1
    for weight in span.inside:
        top = min(span.length, top + weight)
        counts[weight:top] += counts[: top - weight].copy()
        if modulus:
            counts[:top] %= np.uint64(modulus)
    sums = np.cumsum(counts, dtype=np.uint64)
    last = span.length - 1
    found = []
    for weight in weights:
        places = range(last, -1, -weight) if weight else ()
        values = [int(sums[place]) for place in places]
        alternating = sum(values[::2]) - sum(values[1::2])
        found.append((2 * alternating - values[0] if values else 0) % (modulus or 1 << 64))
    return [*found, int(sums[last]) % (modulus or 1 << 64)]


def _compiled_totals(span: _Span, weights: Sequence[int], modulus: int) -> list[int]:
    from vetopoint.count import kernels  # slow to import, for large bodies only

    counts = np.zeros(span.length, dtype=np.uint64)
    found = np.zeros(len(weights) + 1, dtype=np.uint64)
    kernels.add_mod(counts, np.array(span.inside, dtype=np.int64), np.uint64(modulus))
    kernels.windows_mod(counts, _capped(span, weights), np.uint64(modulus), found)
    return [int(value) for value in found]


def _sizes_plain(span: _Span, weights: Sequence[int]) -> list[list[int]]:
    """Swings by weight and size, then all counted by size, in one table; at most 62 members."""
    rows = len(span.inside) + 1
    table = np.zeros((rows, span.length), dtype=np.int64)
    table[0, 0] = 1
    top = 1
    for number, weight in enumerate(span.inside, start=1):
        top = min(span.length, top + weight)
        table[1 : number + 1, weight:top] += table[:number, : top - weight].copy()
    np.cumsum(table, axis=1, out=table)
    last = span.length - 1
    found = []
    for weight in weights:
        sizes = np.zeros(rows, dtype=np.int64)
        places = list(range(last, -1, -weight))[:rows] if weight else []
        for k, place in enumerate(places):
            block = table[: rows - k, place].copy()
            if place >= weight:
                block -= table[: rows - k, place - weight]
            sizes[k:] += block if k % 2 == 0 else -block
        found.append([int(n) for n in sizes])
    return [*found, [int(n) for n in table[:, last]]]


def _sizes_compiled(span: _Span, weights: Sequence[int]) -> list[list[int]]:
    """The same from values at the points 1, 2, ... modulo primes, interpolated."""
    from vetopoint.count import kernels  # slow to import, for large bodies only

    points = span.largest + 1
    enough = math.comb(len(span.inside), len(span.inside) // 2)
    inside = np.array(span.inside, dtype=np.int64)
    capped = _capped(span, weights)
    counts = np.zeros(span.length, dtype=np.uint32)
    residues, moduli = [], list(_until(_primes_31, enough))
    for prime in moduli:
        values = np.zeros((points, len(weights) + 1), dtype=np.int64)
        for x in range(1, points + 1):
            counts[:] = 0
            kernels.add_scaled(counts, inside, prime, x)
            kernels.windows_scaled(counts, capped, prime, x, values[x - 1])
        kernels.interpolate(values, prime)
        residues.append([int(value) for value in values.T.ravel()])
    joined = _joined(residues, moduli)
    return [joined[k * points : (k + 1) * points] for k in range(len(weights) + 1)]


def _capped(span: _Span, weights: Sequence[int]) -> NDArray[np.int64]:
    """Weights beyond the range count as its whole length, so that they fit 64 bits."""
    return np.array([min(weight, span.length) for weight in weights], dtype=np.int64)


def _spread(column: Sequence[int], free: Sequence[int], size: int) -> _Sizes:
    """Counts by size when members without weight join at will."""
    result = [0] * size
    for a, count in enumerate(column):
        for b, ways in enumerate(free):
            if count and a + b < size:
                result[a + b] += count * ways
    return tuple(result)


def _moduli(bits: int, primes: Callable[[], Iterator[int]]) -> list[int]:
    """2^64, written 0, and as many primes as counts of this many bits need."""
    return [0, *_until(primes, (1 << bits) >> 64)]


def _until(primes: Callable[[], Iterator[int]], bound: int) -> Iterator[int]:
    product = 1
    for prime in primes():
        if product > bound:
            return
        product *= prime
        yield prime


def _joined(residues: Sequence[Sequence[int]], moduli: Sequence[int]) -> list[int]:
    """The numbers with these residues, by the Chinese remainder theorem."""
    whole = [modulus or 1 << 64 for modulus in moduli]
    product = math.prod(whole)
    factors = [product // m * pow(product // m, -1, m) for m in whole]
    return [
        sum(map(int.__mul__, column, factors)) % product for column in zip(*residues, strict=True)
    ]


def _primes_31() -> Iterator[int]:
    return _primes_below(1 << 31)


def _primes_63() -> Iterator[int]:
    return _primes_below(1 << 63)


def _primes_below(bound: int) -> Iterator[int]:
    return (number for number in range(bound - 1, 2, -2) if _is_prime(number))


def _is_prime(number: int) -> bool:
    """Miller's test with the bases that are enough below 2^64 (Sorenson and Webster 2015)."""
    bases = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
    if any(number % base == 0 for base in bases):
        return number in bases
    odd = number - 1
    twos = (odd & -odd).bit_length() - 1
    odd >>= twos
    for base in bases:
        power = pow(base, odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True
