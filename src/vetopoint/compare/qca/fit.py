"""How well sets fit: inclusion, PRI, coverage, and the relevance of necessity.

Sums run over cases, x is membership in the term and y in the outcome (Ragin 2006; Schneider and
Wagemann 2012, ch. 5 and 9; Duşa 2019, ch. 5 and 6). A ratio over nothing is None, not 0.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = [
    "ModelFit",
    "Necessity",
    "Sufficiency",
    "model_fits",
    "necessity",
    "sufficiency",
    "unique_coverage",
]

_Membership = NDArray[np.float64]
# Memberships held at once, for many models together.
MOST_CELLS = 1 << 19


@frozen
class Sufficiency:
    """How far a set is a subset of the outcome, and how much of the outcome it covers."""

    incl: float | None
    pri: float | None
    cov: float | None


@frozen
class Necessity:
    """How far the outcome is a subset of a set, and how relevant that is."""

    incl: float | None
    relevance: float | None
    cov: float | None


@frozen
class ModelFit:
    """How well a model fits, and the unique coverage of each of its terms."""

    fit: Sufficiency
    unique: list[float | None]


def _ratio(part: float, whole: float) -> float | None:
    # Sums of memberships such as 1 - 0.9 leave a trace of about 1e-16.
    return None if abs(whole) < 1e-12 else float(part / whole)


def sufficiency(x: _Membership, y: _Membership) -> Sufficiency:
    """Inclusion in the outcome, proportional reduction in inconsistency, raw coverage.

    >>> sufficiency(np.array([1.0, 1.0, 0.0]), np.array([1.0, 0.0, 1.0]))
    Sufficiency(incl=0.5, pri=0.5, cov=0.5)
    """
    both = np.minimum(x, y)
    shared = both.sum()
    # What is at once in the outcome and in its absence.
    ambiguous = np.minimum(both, 1 - y).sum()
    return Sufficiency(
        incl=_ratio(shared, x.sum()),
        pri=_ratio(shared - ambiguous, x.sum() - ambiguous),
        cov=_ratio(shared, y.sum()),
    )


def necessity(x: _Membership, y: _Membership) -> Necessity:
    """Inclusion of the outcome, relevance of necessity (RoN), coverage.

    >>> necessity(np.array([1.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0]))
    Necessity(incl=1.0, relevance=0.5, cov=0.5)
    """
    both = np.minimum(x, y)
    return Necessity(
        incl=_ratio(both.sum(), y.sum()),
        relevance=_ratio((1 - x).sum(), (1 - both).sum()),
        cov=_ratio(both.sum(), x.sum()),
    )


def unique_coverage(terms: Sequence[_Membership], y: _Membership) -> list[float | None]:
    """The share of the outcome that each term alone covers; None where there is one term.

    >>> unique_coverage([np.array([1.0, 1.0]), np.array([0.0, 1.0])], np.array([1.0, 1.0]))
    [0.5, 0.0]
    """
    if len(terms) == 1:
        return [None]
    stacked = np.array(terms)
    second, first = np.partition(stacked, -2, axis=0)[-2:]
    covered, whole = np.minimum(first, y).sum(), y.sum()
    # Without a term, a case counts by the best of the others: the second where it was the best.
    rests = np.minimum(np.where(stacked == first, second, first), y).sum(axis=1)
    return [_ratio(max(0.0, covered - rest), whole) for rest in rests.tolist()]


def model_fits(
    models: Sequence[Sequence[int]], terms: NDArray[np.float64], y: _Membership
) -> list[ModelFit]:
    """The fit of each model, given as the places of its terms; `terms` is terms by cases.

    >>> (found,) = model_fits([[0, 1]], np.array([[1.0, 1.0], [0.0, 1.0]]), np.ones(2))
    >>> found.fit.cov, found.unique
    (1.0, [0.5, 0.0])
    """
    found: list[ModelFit] = []
    for _, like in itertools.groupby(models, key=len):
        places = np.array(list(like), dtype=np.int64)
        step = max(1, MOST_CELLS // max(1, places.shape[1] * terms.shape[1]))
        for start in range(0, len(places), step):
            found += _fits(terms[places[start : start + step]], y)
    return found


def _fits(members: NDArray[np.float64], y: _Membership) -> list[ModelFit]:
    """Fits of models by terms by cases."""
    model = members.max(axis=1)
    both = np.minimum(model, y)
    shared = both.sum(axis=1)
    ambiguous = np.minimum(both, 1 - y).sum(axis=1)
    sums = np.column_stack([shared, model.sum(axis=1), ambiguous]).tolist()
    whole = float(y.sum())
    alone = shared[:, None] - _without_each(members, y)
    return [
        ModelFit(
            Sufficiency(
                incl=_ratio(part, total),
                pri=_ratio(part - double, total - double),
                cov=_ratio(part, whole),
            ),
            [None] if len(own) == 1 else [_ratio(max(0.0, share), whole) for share in own],
        )
        for (part, total, double), own in zip(sums, alone.tolist(), strict=True)
    ]


def _without_each(members: NDArray[np.float64], y: _Membership) -> NDArray[np.float64]:
    """What a model without each of its terms shares with the outcome."""
    capped = np.minimum(members, y)
    rest = np.zeros_like(capped)
    np.maximum.accumulate(capped[:, :-1], axis=1, out=rest[:, 1:])
    after = np.maximum.accumulate(capped[:, :0:-1], axis=1)[:, ::-1]
    np.maximum(rest[:, :-1], after, out=rest[:, :-1])
    shared: NDArray[np.float64] = rest.sum(axis=2)
    return shared
