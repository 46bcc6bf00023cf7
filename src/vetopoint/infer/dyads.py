"""Two members side by side: every measure of agreement with its interval, by period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen

from vetopoint.infer.agreement import LEAST, MEASURES, joint_counts, measure_named
from vetopoint.infer.matrices import VoteMatrix
from vetopoint.infer.resampling import USUAL, WITHHELD, Estimate, Resampling

__all__ = ["Dyad", "dyad", "dyads_by"]


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


def dyad(
    matrix: VoteMatrix,
    first: str,
    second: str,
    measures: Sequence[str] = tuple(MEASURES),
    least: int = LEAST,
    resampling: Resampling = USUAL,
    period: int | None = None,
) -> Dyad:
    """Agreement of two members, with intervals from resampling their common votes.

    Values are withheld (None) below `least` common votes.

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
    drawn = resampling.counts(counts.ravel(), period)
    tables = drawn.T.reshape(3, 3, -1)
    values = {
        measure.slug: resampling.estimate(float(measure.of(counts)), measure.of(tables))
        for measure in chosen
    }
    return Dyad(first, second, period, common, table, values)


def dyads_by(
    matrix: VoteMatrix,
    first: str,
    second: str,
    by: str,
    measures: Sequence[str] = tuple(MEASURES),
    least: int = LEAST,
    resampling: Resampling = USUAL,
) -> tuple[Dyad, ...]:
    """The same in each session or year in which either had a ballot.

    >>> from vetopoint.infer.matrices import recorded_matrix
    >>> years = dyads_by(recorded_matrix("un-security-council"), "FRA", "GBR", "year", least=3)
    >>> years[0].period
    1946
    """
    pair = matrix.rows([first, second])
    labels = matrix.labels(by)
    held = np.unique(labels[(pair.cells >= 0).any(axis=0)])
    return tuple(
        dyad(pair.only(labels == period), first, second, measures, least, resampling, int(period))
        for period in held
    )
