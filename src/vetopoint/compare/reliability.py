"""How far coders agree: Krippendorff's alpha and Cohen's kappa, exactly, with missing cells.

Alpha is 1 − observed disagreement / disagreement expected by chance, over units that at least two
coders have coded (Krippendorff 2011, «Computing Krippendorff's Alpha-Reliability»). Values differ
by a level of measurement: nominal, ordinal, interval or ratio.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np

__all__ = ["LEVELS", "alpha", "alpha_interval", "kappa"]

_Value = Fraction
_Unit = Sequence[_Value | None]
_Difference = Callable[[_Value, _Value, Mapping[_Value, int]], Fraction]


def _nominal(one: _Value, other: _Value, _: Mapping[_Value, int]) -> Fraction:
    return Fraction(one != other)


def _ordinal(one: _Value, other: _Value, counts: Mapping[_Value, int]) -> Fraction:
    low, high = sorted((one, other))
    between = sum(number for value, number in counts.items() if low <= value <= high)
    return (between - Fraction(counts[low] + counts[high], 2)) ** 2 if low != high else Fraction()


def _interval(one: _Value, other: _Value, _: Mapping[_Value, int]) -> Fraction:
    return (one - other) ** 2


def _ratio(one: _Value, other: _Value, _: Mapping[_Value, int]) -> Fraction:
    return ((one - other) / (one + other)) ** 2 if one + other else Fraction()


LEVELS: Mapping[str, _Difference] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}


def alpha(units: Iterable[_Unit], level: str = "nominal") -> Fraction | None:
    """Krippendorff's alpha; each unit holds one value for each coder, None where not coded.

    None where it is not defined: fewer than two values that can be paired, or all of them equal,
    so that nothing could have shown disagreement.

    >>> one, two = [1, 1, 0, 0], [1, 0, 0, 0]
    >>> alpha([list(map(Fraction, pair)) for pair in zip(one, two)])
    Fraction(8, 15)
    """
    pairable = _pairable(units)
    counts = Counter(value for unit in pairable for value in unit)
    total = sum(counts.values())
    differ = LEVELS[level]
    expected = sum(
        (
            counts[one] * counts[other] * differ(one, other, counts)
            for one in counts
            for other in counts
        ),
        Fraction(),
    )
    if not expected:
        return None
    observed = sum((_disagreement(unit, counts, differ) for unit in pairable), Fraction())
    return 1 - (total - 1) * observed / expected


def _pairable(units: Iterable[_Unit]) -> list[list[_Value]]:
    known = ([value for value in unit if value is not None] for unit in units)
    return [unit for unit in known if len(unit) > 1]


def _disagreement(
    unit: Sequence[_Value], counts: Mapping[_Value, int], differ: _Difference
) -> Fraction:
    pairs = (differ(one, other, counts) for one in unit for other in unit)
    return sum(pairs, Fraction()) / (len(unit) - 1)


def alpha_interval(
    units: Iterable[_Unit], level: str = "nominal", *, draws: int = 2_000, seed: int = 1
) -> tuple[float, float] | None:
    """Where alpha lies in 95 of 100 draws of the units, with replacement.

    None where alpha is not defined, or in more than one draw of twenty is not.

    >>> unit = [Fraction(1), Fraction(1)], [Fraction(0), Fraction(0)], [Fraction(1), Fraction(0)]
    >>> low, high = alpha_interval([*unit] * 8)
    >>> -1 <= low <= 0.4 <= high <= 1
    True
    """
    pairable = _pairable(units)
    values = sorted({value for unit in pairable for value in unit})
    if len(values) < 2:
        return None
    differ = LEVELS[level]
    counted = np.array([[unit.count(value) for value in values] for unit in pairable], dtype=float)
    chosen = np.random.default_rng(seed).multinomial(
        len(pairable), np.full(len(pairable), 1 / len(pairable)), draws
    )
    drawn = []
    for weights in chosen.astype(float):
        totals = weights @ counted
        table = dict(zip(values, totals.astype(int).tolist(), strict=True))
        apart = np.array([[float(differ(a, b, table)) for b in values] for a in values])
        expected = totals @ apart @ totals
        if expected:
            sizes = counted.sum(axis=1) - 1
            own = np.einsum("uv,vw,uw->u", counted, apart, counted) / sizes
            drawn.append(1 - (totals.sum() - 1) * float(weights @ own) / expected)
    if len(drawn) < 0.95 * draws:
        return None
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)


def kappa(pairs: Iterable[tuple[_Value | None, _Value | None]]) -> Fraction | None:
    """Cohen's kappa of two coders, over the units that both have coded.

    None where it is not defined: nothing coded by both, or both always gave one and the same value.

    >>> kappa([(Fraction(1), Fraction(1)), (Fraction(0), Fraction(0)), (Fraction(1), Fraction(0))])
    Fraction(2, 5)
    """
    known = [(one, other) for one, other in pairs if one is not None and other is not None]
    if not known:
        return None
    firsts, seconds = Counter(one for one, _ in known), Counter(other for _, other in known)
    chance = Fraction(sum(firsts[value] * seconds[value] for value in firsts), len(known) ** 2)
    if chance == 1:
        return None
    agreed = Fraction(sum(one == other for one, other in known), len(known))
    return (agreed - chance) / (1 - chance)
