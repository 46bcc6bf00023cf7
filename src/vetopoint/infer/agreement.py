"""How alike members vote: measures of agreement, chance-corrected or not, in one place.

Every measure is a function of one table: of the votes on which two members both cast a ballot,
how many fell on each of the nine pairs FOR, ABSTAIN, AGAINST. A session of two hundred members is
nine matrix products, and every measure then comes from them without going back to the votes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.errors import VetopointError
from vetopoint.infer.matrices import Cells, VoteMatrix

__all__ = [
    "LEAST",
    "MEASURES",
    "Dyads",
    "Measure",
    "UnknownMeasureError",
    "agreement_matrix",
    "all_dyads",
    "joint_counts",
    "measure_named",
]

LEAST = 10
"""With fewer common votes than this, agreement is withheld."""

_Table = NDArray[np.floating[Any]]

# Distances between ballots in the order FOR, ABSTAIN, AGAINST, the largest set to 1.
_UNLIKE = 1.0 - np.eye(3)
_ABSOLUTE = np.abs(np.subtract.outer(np.arange(3), np.arange(3))) / 2.0
_SQUARED = _ABSOLUTE**2


class UnknownMeasureError(VetopointError, LookupError):
    """A measure of agreement that is not in the registry."""


@frozen
class Measure:
    """A measure of agreement: what it is called, what it corrects for, and how it is computed.

    `of` takes counts [3, 3, …] of pairs of ballots, the first member's ballot first, and gives
    values […]; nan where the measure is not defined. The highest value is always 1.
    """

    slug: str
    name: str
    chance_corrected: bool
    lowest: float | None
    formula: str
    reference: str
    of: Callable[[_Table], _Table] = field(repr=False)


def _observed(counts: _Table, distances: NDArray[np.float64]) -> _Table:
    total = counts.sum(axis=(0, 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.einsum("ab,ab...->...", distances, counts) / total)


def _similar(distances: NDArray[np.float64], scale: float) -> Callable[[_Table], _Table]:
    return lambda counts: 1.0 - scale * _observed(counts, distances)


def _kappa(distances: NDArray[np.float64]) -> Callable[[_Table], _Table]:
    """One minus observed over expected distance, each member keeping its own rates (Cohen)."""

    def of(counts: _Table) -> _Table:
        first, second = counts.sum(axis=1), counts.sum(axis=0)
        return _corrected(counts, distances, first, second)

    return of


def _pi(distances: NDArray[np.float64]) -> Callable[[_Table], _Table]:
    """The same with the rates of both members together (Scott)."""

    def of(counts: _Table) -> _Table:
        pooled = (counts.sum(axis=1) + counts.sum(axis=0)) / 2
        return _corrected(counts, distances, pooled, pooled)

    return of


def _corrected(
    counts: _Table, distances: NDArray[np.float64], first: _Table, second: _Table
) -> _Table:
    total = first.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = np.einsum("ab,a...,b...->...", distances, first, second) / total**2
        # Two members that always cast one and the same ballot leave nothing to correct: 0 / 0.
        value = 1.0 - _observed(counts, distances) / np.where(expected > 0, expected, np.nan)
    return np.asarray(value)


_COHEN = "Cohen (1960), Educational and Psychological Measurement 20: 37–46"
_WEIGHTED = "Cohen (1968), Psychological Bulletin 70: 213–220; Häge (2011), Political Analysis 19"
_SCOTT = "Scott (1955), Public Opinion Quarterly 19: 321–325"
_HAEGE = "Scott (1955); Häge (2011), Political Analysis 19: 287–305"
_RITTER = "Signorino and Ritter (1999), International Studies Quarterly 43: 115–144"

MEASURES: Mapping[str, Measure] = {
    measure.slug: measure
    for measure in (
        Measure(
            *("agreement", "simple agreement", False, 0.0),
            formula="share of common votes with the same ballot",
            reference="—",
            of=_similar(_UNLIKE, 1.0),
        ),
        Measure(
            *("lijphart", "Lijphart's index of agreement", False, 0.0),
            formula="1 − mean |d| / 2",
            reference="Lijphart (1963), American Political Science Review 57: 902–917",
            of=_similar(_ABSOLUTE, 1.0),
        ),
        Measure(
            *("s", "Signorino–Ritter S, absolute", False, -1.0),
            formula="1 − 2 · mean |d| / 2",
            reference=_RITTER,
            of=_similar(_ABSOLUTE, 2.0),
        ),
        Measure(
            *("s-squared", "Signorino–Ritter S, squared", False, -1.0),
            formula="1 − 2 · mean d² / 4",
            reference=_RITTER,
            of=_similar(_SQUARED, 2.0),
        ),
        Measure(
            *("kappa", "Cohen's kappa, unweighted", True, None),
            formula="1 − unlike ballots / those expected from each member's own rates",
            reference=_COHEN,
            of=_kappa(_UNLIKE),
        ),
        Measure(
            *("kappa-absolute", "Cohen's kappa, |d| weights", True, None),
            formula="1 − mean |d| / mean |d| expected from each member's own rates",
            reference=_WEIGHTED,
            of=_kappa(_ABSOLUTE),
        ),
        Measure(
            *("kappa-squared", "Cohen's kappa, d² weights", True, None),
            formula="1 − mean d² / mean d² expected from each member's own rates",
            reference=_WEIGHTED,
            of=_kappa(_SQUARED),
        ),
        Measure(
            *("pi", "Scott's pi, unweighted", True, None),
            formula="1 − unlike ballots / those expected from the rates of both together",
            reference=_SCOTT,
            of=_pi(_UNLIKE),
        ),
        Measure(
            *("pi-absolute", "Scott's pi, |d| weights", True, None),
            formula="1 − mean |d| / mean |d| expected from the rates of both together",
            reference=_HAEGE,
            of=_pi(_ABSOLUTE),
        ),
        Measure(
            *("pi-squared", "Scott's pi, d² weights", True, None),
            formula="1 − mean d² / mean d² expected from the rates of both together",
            reference=_HAEGE,
            of=_pi(_SQUARED),
        ),
    )
}
"""All measures, the uncorrected first; d is the distance of two ballots, 0, 1 or 2."""


def measure_named(text: str) -> Measure:
    """The measure with this slug, however it is spelt.

    >>> measure_named("Kappa squared").name
    "Cohen's kappa, d² weights"

    Raises
    ------
    UnknownMeasureError
        For any other word; the sentence lists what there is.
    """
    slug = "-".join(text.strip().casefold().replace("_", " ").replace("-", " ").split())
    if slug in MEASURES:
        return MEASURES[slug]
    near = get_close_matches(slug, MEASURES, n=1, cutoff=0.6)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise UnknownMeasureError(
        f"{text!r} is no measure of agreement.{meant} There are: {', '.join(MEASURES)}"
    )


def joint_counts(cells: Cells, others: Cells | None = None) -> NDArray[np.float64]:
    """Counts [3, 3, n, m] of pairs of ballots on votes where both members cast one.

    `cells` is [n, votes] and `others` [m, votes], by default the same; ballots are 0 FOR,
    1 ABSTAIN, 2 AGAINST, and anything else is no ballot. Counts are exact up to 16 million votes.

    >>> one, other = np.array([[0, 0, 2, -1]], np.int8), np.array([[0, 1, 2, 2]], np.int8)
    >>> joint_counts(one, other)[:, :, 0, 0]
    array([[1., 1., 0.],
           [0., 0., 0.],
           [0., 0., 1.]])
    """
    first = _marked(cells)
    same = others is None or others is cells
    second = first if others is None or same else _marked(others)
    counts = np.empty((3, 3, len(first[0]), len(second[0])))
    for one in range(3):
        for other in range(3):
            if same and other < one:
                counts[one, other] = counts[other, one].T
            else:
                counts[one, other] = first[one] @ second[other].T
    return counts


def _marked(cells: Cells) -> list[NDArray[np.float32]]:
    return [(cells == ballot).astype(np.float32) for ballot in range(3)]


def agreement_matrix(
    cells: Cells, measure: str = "kappa-squared", least: int = LEAST
) -> NDArray[np.float64]:
    """One measure between all members [n, n]; nan where fewer than `least` votes are common.

    >>> votes = np.array([[0, 0, 1, 2], [0, 0, 1, 1]], np.int8)
    >>> agreement_matrix(votes, "agreement", least=4)
    array([[1.  , 0.75],
           [0.75, 1.  ]])
    """
    counts = joint_counts(cells)
    values = np.array(measure_named(measure).of(counts), np.float64)
    values[counts.sum(axis=(0, 1)) < max(least, 1)] = np.nan
    return values


@frozen(eq=False)
class Dyads:
    """Every pair of members in every period, one row each, in arrays of the same length.

    `first` and `second` number `members`; `values` holds an array for each measure, nan where
    agreement is withheld or not defined; `common` counts the votes both cast a ballot on.
    """

    members: tuple[str, ...]
    period: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    common: NDArray[np.int64]
    values: Mapping[str, NDArray[np.float64]]

    def rows(self) -> Iterator[dict[str, Any]]:
        """One mapping for each pair and period, unknown values as None."""
        columns = [
            [None if np.isnan(value) else round(float(value), 6) for value in values]
            for values in self.values.values()
        ]
        for place, numbers in enumerate(zip(*columns, strict=True)):
            yield {
                "period": int(self.period[place]),
                "first": self.members[self.first[place]],
                "second": self.members[self.second[place]],
                "common": int(self.common[place]),
                **dict(zip(self.values, numbers, strict=True)),
            }


def all_dyads(
    matrix: VoteMatrix,
    by: str = "session",
    measures: Sequence[str] = ("agreement", "lijphart", "s", "kappa", "pi"),
    least: int = LEAST,
) -> Dyads:
    """Every pair of members with a common vote, in each session or year.

    >>> from vetopoint.infer.matrices import recorded_matrix
    >>> dyads = all_dyads(recorded_matrix("un-security-council"), by="year", least=3)
    >>> sorted(dyads.values)
    ['agreement', 'kappa', 'lijphart', 'pi', 's']
    """
    chosen = {slug: measure_named(slug) for slug in measures}
    labels = matrix.labels(by)
    parts: list[tuple[Any, ...]] = []
    for period in np.unique(labels):
        cells = matrix.cells[:, labels == period]
        present = np.flatnonzero((cells >= 0).any(axis=1))
        one, other = np.triu_indices(len(present), 1)
        counts = joint_counts(cells[present])[:, :, one, other]
        common = counts.sum(axis=(0, 1))
        kept = common > 0
        counts, common = counts[:, :, kept], common[kept].astype(np.int64)
        few = common < least
        values = [np.where(few, np.nan, measure.of(counts)) for measure in chosen.values()]
        named = (np.full(len(common), period), present[one[kept]], present[other[kept]], common)
        parts.append((*named, *values))
    period, first, second, common, *values = map(np.concatenate, zip(*parts, strict=True))
    return Dyads(
        matrix.members, period, first, second, common, dict(zip(chosen, values, strict=True))
    )
