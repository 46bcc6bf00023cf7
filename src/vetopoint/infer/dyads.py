"""Two members side by side: every measure of agreement with its interval, by period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.infer.agreement import LEAST, MEASURES, joint_counts, measure_named
from vetopoint.infer.matrices import VoteMatrix

__all__ = ["WITHHELD", "Dyad", "Estimate", "dyad", "dyads_by", "estimate_of"]

MOST_UNDEFINED = 0.05
"""An interval is withheld where more than this share of resamples leaves a measure undefined."""


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
class Dyad:
    """Two members over some votes.

    `table` [3, 3] counts pairs of ballots FOR, ABSTAIN, AGAINST, rows for the first member;
    `period` is the session or year, None for all votes together.
    """

    first: str
    second: str
    period: int | None
    common: int
    table: tuple[tuple[int, ...], ...]
    values: Mapping[str, Estimate] = field(hash=False)

    def as_record(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "period": self.period,
            "common": self.common,
            "table": [list(row) for row in self.table],
            "measures": {slug: one.as_record() for slug, one in self.values.items()},
        }


def estimate_of(value: float, resampled: NDArray[np.floating[Any]], level: float) -> Estimate:
    """A value and the middle `level` of its resampled values [draws].

    >>> estimate_of(0.5, np.linspace(0, 1, 101), 0.9)
    Estimate(value=0.5, low=0.05, high=0.95)
    """
    if not np.isfinite(value):
        return WITHHELD
    defined = resampled[np.isfinite(resampled)]
    if len(defined) < (1 - MOST_UNDEFINED) * len(resampled) or not len(defined):
        return Estimate(float(value))
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(float(value), float(low), float(high))


def dyad(
    matrix: VoteMatrix,
    first: str,
    second: str,
    measures: Sequence[str] = tuple(MEASURES),
    least: int = LEAST,
    draws: int = 2000,
    level: float = 0.95,
    seed: int = 0,
    period: int | None = None,
) -> Dyad:
    """Agreement of two members, with intervals from `draws` resamples of their common votes.

    A resample of n votes with replacement has a multinomial table of pairs of ballots, so whole
    tables are drawn and not votes. Values are withheld (None) below `least` common votes.

    >>> from vetopoint.infer.matrices import recorded_matrix
    >>> pair = dyad(recorded_matrix("un-security-council"), "FRA", "GBR", ["agreement"])
    >>> pair.values["agreement"].low < pair.values["agreement"].value
    True

    Raises
    ------
    NoVotesError
        If one of them has no ballot here.
    UnknownMeasureError
        For a measure that there is not.
    """
    chosen = [measure_named(text) for text in measures]
    cells = matrix.rows([first, second]).cells
    counts = joint_counts(cells[:1], cells[1:])[:, :, 0, 0]
    common = int(counts.sum())
    table = tuple(tuple(int(count) for count in row) for row in counts)
    if common < max(least, 1):
        values = dict.fromkeys((measure.slug for measure in chosen), WITHHELD)
        return Dyad(first, second, period, common, table, values)
    generator = np.random.default_rng((seed, period or 0))
    drawn = generator.multinomial(common, counts.ravel() / common, size=draws)
    tables = drawn.T.reshape(3, 3, draws).astype(np.float64)
    values = {
        measure.slug: estimate_of(float(measure.of(counts)), measure.of(tables), level)
        for measure in chosen
    }
    return Dyad(first, second, period, common, table, values)


def dyads_by(
    matrix: VoteMatrix, first: str, second: str, by: str, **options: Any
) -> tuple[Dyad, ...]:
    """The same in each session or year in which either had a ballot; `options` as for `dyad`.

    >>> from vetopoint.infer.matrices import recorded_matrix
    >>> years = dyads_by(recorded_matrix("un-security-council"), "FRA", "GBR", "year", least=3)
    >>> years[0].period
    1946
    """
    pair = matrix.rows([first, second])
    labels = matrix.labels(by)
    held = np.unique(labels[(pair.cells >= 0).any(axis=0)])
    return tuple(
        dyad(pair.only(labels == period), first, second, period=int(period), **options)
        for period in held
    )
