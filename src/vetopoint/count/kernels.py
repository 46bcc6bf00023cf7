"""The loops that run as machine code; _compiled once and cached, imported only for large bodies.

Each loop adds the members of a body one pair at a time to the number of coalitions by weight.
Blocks are shorter than every weight, so that reading and writing never overlap.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "add_float",
    "add_joint",
    "add_mod",
    "add_scaled",
    "criticals",
    "interpolate",
    "running_sums",
    "windows_float",
    "windows_mod",
    "windows_scaled",
    "wins_without",
]

_Function = TypeVar("_Function", bound=Callable[..., Any])
BLOCK = 1024


def _compiled(function: _Function) -> _Function:
    """The function as machine code, kept on disk for the next process."""
    return cast(_Function, numba.njit(cache=True, nogil=True)(function))


@_compiled
def add_mod(counts: NDArray[np.uint64], weights: NDArray[np.int64], prime: np.uint64) -> None:
    """Multiply by 1 + y^w for each weight, modulo a prime below 2^63, or 2^64 where it is 0."""
    length = len(counts)
    top = 1
    counts[0] = 1
    for weight in weights:
        top = min(length, top + weight)
        step = min(BLOCK, weight)
        end = top
        while end > weight:
            begin = max(weight, end - step)
            to = counts[begin:end]
            by = counts[begin - weight : end - weight]
            if prime == 0:
                for k in range(len(to)):
                    to[k] += by[k]
            else:
                for k in range(len(to)):
                    total = to[k] + by[k]
                    to[k] = min(total, total - prime)
            end = begin


@_compiled
def add_scaled(counts: NDArray[np.uint32], weights: NDArray[np.int64], prime: int, x: int) -> None:
    """Multiply by 1 + x y^w for each weight, modulo a prime below 2^31."""
    length = len(counts)
    p, factor = np.uint32(prime), np.uint32(x)
    # Shoup's constant: the quotient by the prime comes from one high product.
    high = np.uint64((np.uint64(x) << np.uint64(32)) // np.uint64(prime))
    shift = np.uint64(32)
    top = 1
    counts[0] = 1
    for weight in weights:
        top = min(length, top + weight)
        step = min(BLOCK, weight)
        end = top
        while end > weight:
            begin = max(weight, end - step)
            to = counts[begin:end]
            by = counts[begin - weight : end - weight]
            for k in range(len(to)):
                value = by[k]
                quotient = np.uint32((np.uint64(value) * high) >> shift)
                rest = np.uint32(np.uint32(value * factor) - np.uint32(quotient * p))
                rest = min(rest, np.uint32(rest - p))
                total = np.uint32(to[k] + rest)
                to[k] = min(total, np.uint32(total - p))
            end = begin


@_compiled
def add_float(chances: NDArray[np.float64], weights: NDArray[np.int64], ratio: float) -> None:
    """Multiply by 1 + ratio y^w for each weight, two weights at a time."""
    length = len(chances)
    top = 1
    number = len(weights)
    first = number % 2
    if first == 1:
        weight = weights[0]
        for s in range(min(length, top + weight) - 1, weight - 1, -1):
            chances[s] += ratio * chances[s - weight]
        top = min(length, top + weight)
    square = ratio * ratio
    for pair in range(first, number, 2):
        small, large = weights[pair], weights[pair + 1]
        both = small + large
        top = min(length, top + both)
        step = min(BLOCK, small)
        end = top
        while end > small:
            begin = max(small, end - step)
            if begin >= both:
                to = chances[begin:end]
                a = chances[begin - small : end - small]
                b = chances[begin - large : end - large]
                c = chances[begin - both : end - both]
                for k in range(len(to)):
                    to[k] += ratio * (a[k] + b[k]) + square * c[k]
            else:
                for s in range(end - 1, begin - 1, -1):
                    gained = ratio * chances[s - small]
                    if s >= large:
                        gained += ratio * chances[s - large]
                    if s >= both:
                        gained += square * chances[s - both]
                    chances[s] += gained
            end = begin


@_compiled
def windows_mod(
    counts: NDArray[np.uint64],
    weights: NDArray[np.int64],
    prime: np.uint64,
    found: NDArray[np.uint64],
) -> None:
    """Turn counts into running sums, and find for each weight the swings of such a member.

    The last of `found` is the number of all coalitions below the quota.
    """
    last = len(counts) - 1
    running = np.uint64(0)
    for s in range(len(counts)):
        running += counts[s]
        if prime != 0:
            running = min(running, running - prime)
        counts[s] = running
    found[len(weights)] = running
    for i in range(len(weights)):
        weight = weights[i]
        total = np.uint64(0)
        if weight > 0:
            total = counts[last]
            # Terms after the first stand twice: they close one block and open the next.
            sign = True
            place = last - weight
            while place >= 0:
                value = counts[place]
                for _ in range(2):
                    if prime == 0:
                        total = total - value if sign else total + value
                    else:
                        other = prime - value if sign else value
                        total = total + other
                        total = min(total, total - prime)
                sign = not sign
                place -= weight
        found[i] = total


@_compiled
def windows_scaled(
    counts: NDArray[np.uint32],
    weights: NDArray[np.int64],
    prime: int,
    x: int,
    found: NDArray[np.int64],
) -> None:
    """As `windows_mod`, for coalitions that carry x to the power of their size."""
    last = len(counts) - 1
    running = np.int64(0)
    for s in range(len(counts)):
        running += np.int64(counts[s])
        if running >= prime:
            running -= prime
        counts[s] = running
    found[len(weights)] = running
    for i in range(len(weights)):
        weight = weights[i]
        total, factor, place = np.int64(0), np.int64(1), last
        while place >= 0 and weight > 0:
            block = np.int64(counts[place])
            if place >= weight:
                block -= np.int64(counts[place - weight])
            total = (total + factor * (block % prime)) % prime
            factor = (prime - factor) * x % prime
            place -= weight
        found[i] = total


@_compiled
def windows_float(
    sums: NDArray[np.float64],
    weights: NDArray[np.int64],
    last: int,
    chance: float,
    found: NDArray[np.float64],
) -> None:
    """For each weight the chance that the others weigh from last - w + 1 to last."""
    ratio = chance / (1 - chance)
    for i in range(len(weights)):
        weight = weights[i]
        total, factor, place = 0.0, 1.0, last
        while place >= 0 and weight > 0:
            block = sums[place]
            if place >= weight:
                block -= sums[place - weight]
            total += factor * block
            factor *= -ratio
            place -= weight
        found[i] = total / (1 - chance)


@_compiled
def running_sums(values: NDArray[np.float64]) -> None:
    """Running sums in place, the rounding of each block kept apart from the others."""
    carried, lost = 0.0, 0.0
    for begin in range(0, len(values), 64):
        end = min(begin + 64, len(values))
        inside = 0.0
        for s in range(begin, end):
            inside += values[s]
            values[s] = carried + inside
        raised = inside + lost
        total = carried + raised
        lost = raised - (total - carried)
        carried = total


@_compiled
def interpolate(values: NDArray[np.int64], prime: int) -> None:
    """Turn each column, a polynomial's values at 1, 2, ..., into its coefficients in place."""
    number = len(values)
    inverses = np.ones(number + 1, dtype=np.int64)
    for k in range(2, number + 1):
        inverses[k] = (prime - prime // k) * inverses[prime % k] % prime
    columns = values.shape[1]
    # Newton's divided differences, then from Newton's form to powers.
    for level in range(1, number):
        for k in range(number - 1, level - 1, -1):
            for c in range(columns):
                step = values[k, c] - values[k - 1, c]
                values[k, c] = (step + prime) * inverses[level] % prime
    for level in range(number - 2, -1, -1):
        point = level + 1
        for k in range(level, number - 1):
            for c in range(columns):
                values[k, c] = (values[k, c] + (prime - point) * values[k + 1, c]) % prime


@_compiled
def wins_without(
    sums: NDArray[np.int64],
    gains: NDArray[np.int64],
    member: int,
    rows: NDArray[np.int64],
    quotas: NDArray[np.int64],
    clauses: NDArray[np.int64],
) -> bool:
    """Whether all the tests of one clause, sets of tests as bits, are met less the member's gains.

    The last row of gains is empty: without it, a coalition stays whole.
    """
    met = 0
    for test in range(len(rows)):
        row = rows[test]
        if sums[row] - gains[member, row] >= quotas[test]:
            met |= 1 << test
    found = False
    for k in range(len(clauses)):
        found |= met & clauses[k] == clauses[k]
    return found


@_compiled
def criticals(
    gains: NDArray[np.int64],
    rows: NDArray[np.int64],
    quotas: NDArray[np.int64],
    clauses: NDArray[np.int64],
    minimal: NDArray[np.int64],
    minimal_with: NDArray[np.int64],
    critical: NDArray[np.int64],
) -> None:
    """Look at every coalition, one member changing at a time (Gray code), and tally the winning."""
    members = len(gains) - 1
    inside = np.zeros(members, dtype=np.bool_)
    sums = np.zeros(gains.shape[1], dtype=np.int64)
    marks = np.zeros(members, dtype=np.int64)
    size = 0
    for step in range(1, 1 << members):
        bit = 0
        while (step >> bit) & 1 == 0:
            bit += 1
        sign = -1 if inside[bit] else 1
        inside[bit] = not inside[bit]
        size += sign
        for row in range(len(sums)):
            sums[row] += sign * gains[bit, row]
        if not wins_without(sums, gains, members, rows, quotas, clauses):
            continue
        number = 0
        for member in range(members):
            if inside[member] and not wins_without(sums, gains, member, rows, quotas, clauses):
                marks[number] = member
                number += 1
        for k in range(number):
            critical[marks[k], number] += 1
            if number == size:
                minimal_with[marks[k], size] += 1
        if number == size:
            minimal[size] += 1


@_compiled
def add_joint(table: NDArray[np.float64], weights: NDArray[np.int64]) -> None:
    """Count coalitions by size (rows) and weight (columns), two members at a time.

    Rows are filled from the largest size down, so that a row reads only rows not yet changed; of
    each row only the weights that so many members can have are touched.
    """
    rows, length = table.shape
    number = len(weights)
    lightest = np.zeros(number + 1, dtype=np.int64)
    for k in range(number):
        lightest[k + 1] = lightest[k] + weights[k]
    table[0, 0] = 1.0
    first = number % 2
    if first == 1 and weights[0] < length:
        table[1, weights[0]] = 1.0
    for pair in range(first, number, 2):
        small, large = weights[pair], weights[pair + 1]
        both = small + large
        done = pair + 2
        for size in range(min(rows - 1, done), 0, -1):
            low = lightest[size]
            end = min(length, lightest[done] - lightest[done - size] + 1)
            to, one = table[size], table[size - 1]
            begin = max(low, small)
            middle = min(max(begin, large), end)
            for s in range(begin, middle):
                to[s] += one[s - small]
            last = min(max(middle, both), end) if size > 1 else end
            for s in range(middle, last):
                to[s] += one[s - small] + one[s - large]
            if size > 1:
                two = table[size - 2]
                for s in range(last, end):
                    to[s] += one[s - small] + one[s - large] + two[s - both]
