"""Bootstrap intervals: a value with what it might have been had other votes been put."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = ["USUAL", "WITHHELD", "Estimate", "Resampling"]

MOST_UNDEFINED = 0.05
"""An interval is withheld where more than this share of resamples leaves a value undefined."""


@frozen
class Estimate:
    """A value with a bootstrap interval; None where it is withheld or not defined."""

    value: float | None
    low: float | None = None
    high: float | None = None

    def as_record(self) -> dict[str, float | None]:
        """The three numbers, rounded to six digits."""
        numbers = {"value": self.value, "low": self.low, "high": self.high}
        return {key: None if one is None else round(one, 6) for key, one in numbers.items()}


WITHHELD = Estimate(None)


@frozen
class Resampling:
    """How intervals are made: votes drawn anew `draws` times, the middle `level` of the values.

    Whole tables of counts are drawn and not votes: n votes drawn with replacement have multinomial
    counts, so both give the same distribution.
    """

    draws: int = 2000
    level: float = 0.95
    seed: int = 0

    def counts(self, counts: NDArray[Any], period: int | None = None) -> NDArray[np.float64]:
        """Resampled counts [draws, kinds] of counts [kinds] with the same sum.

        >>> Resampling(draws=3).counts(np.array([5, 0, 5])).sum(axis=1)
        array([10., 10., 10.])
        """
        generator = np.random.default_rng((self.seed, period or 0))
        total = int(counts.sum())
        return generator.multinomial(total, counts / total, size=self.draws).astype(np.float64)

    def estimate(self, value: float, resampled: NDArray[np.floating[Any]]) -> Estimate:
        """A value and the middle of its resampled values [draws].

        >>> Resampling(level=0.5).estimate(0.5, np.linspace(0, 1, 101))
        Estimate(value=0.5, low=0.25, high=0.75)
        """
        if not np.isfinite(value):
            return WITHHELD
        defined = resampled[np.isfinite(resampled)]
        if len(defined) < (1 - MOST_UNDEFINED) * len(resampled):
            return Estimate(float(value))
        low, high = np.quantile(defined, [(1 - self.level) / 2, (1 + self.level) / 2])
        return Estimate(float(value), float(low), float(high))


USUAL = Resampling()
