"""Blocs: members grouped by how alike they vote, by average linkage (needs the extra `fit`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.errors import MissingExtraError, VetopointError
from vetopoint.infer.agreement import LEAST, agreement_matrix, measure_named
from vetopoint.infer.matrices import VoteMatrix

__all__ = ["Bloc", "BlocError", "Blocs", "blocs"]


class BlocError(VetopointError, ValueError):
    """A division into blocs that cannot be made of these votes."""


@frozen
class Bloc:
    """Members that vote alike, and the mean agreement of their pairs; None for a bloc of one."""

    members: tuple[str, ...]
    within: float | None


@frozen
class Blocs:
    """A division of members, the largest bloc first.

    `within` and `between` are mean agreement over pairs of members of one bloc and of two.
    `silhouette` in [−1, 1] says how clear the division is; `cophenetic` how well the tree keeps
    the distances. `withheld` have too few votes in common with the others to be placed.
    """

    measure: str
    blocs: tuple[Bloc, ...]
    within: float | None
    between: float | None
    silhouette: float | None
    cophenetic: float
    votes: int
    withheld: tuple[str, ...] = ()

    def bloc_of(self, member: str) -> int | None:
        """The place of a member's bloc; None where it is withheld."""
        held = (place for place, bloc in enumerate(self.blocs) if member in bloc.members)
        return next(held, None)


def blocs(
    matrix: VoteMatrix,
    count: int | None = None,
    measure: str = "kappa-squared",
    least: int = LEAST,
    most: int = 12,
) -> Blocs:
    """Divide the members into `count` blocs by average linkage on one minus a measure.

    Without `count`, the number from 2 to `most` with the highest mean silhouette is taken. Members
    are left out (and named) until every pair left has `least` common votes and a defined value.

    >>> from vetopoint.infer.matrices import recorded_matrix
    >>> council = recorded_matrix("un-security-council")
    >>> five = council.rows(["CHN", "FRA", "GBR", "RUS", "USA"])
    >>> [bloc.members for bloc in blocs(five, 2).blocs]
    [('FRA', 'GBR', 'USA'), ('CHN', 'RUS')]

    Raises
    ------
    BlocError
        If fewer than three members can be compared, or more blocs than members are asked for.
    MissingExtraError
        Without scipy and scikit-learn.
    """
    hierarchy, distance, silhouette_score = _libraries()
    likeness = agreement_matrix(matrix.cells, measure, least)
    kept = _comparable(likeness)
    members = [matrix.members[place] for place in kept]
    if len(members) < 3:
        raise BlocError(
            f"only {len(members)} members share {least} votes with each other; blocs need three: "
            "take more votes, or lower --min-common"
        )
    if count is not None and not 2 <= count <= len(members):
        raise BlocError(
            f"{count} blocs of {len(members)} members cannot be made; ask for 2 to {len(members)}"
        )
    alike = likeness[np.ix_(kept, kept)]
    apart = np.clip(1.0 - (alike + alike.T) / 2, 0.0, None)
    np.fill_diagonal(apart, 0.0)
    condensed = distance.squareform(apart, checks=False)
    tree = hierarchy.linkage(condensed, method="average")

    def divided(parts: int) -> NDArray[np.int64]:
        return np.asarray(hierarchy.fcluster(tree, parts, criterion="maxclust"), np.int64)

    def clearness(labels: NDArray[np.int64]) -> float:
        if not 1 < len(np.unique(labels)) < len(members):
            return float("nan")
        return float(silhouette_score(apart, labels, metric="precomputed"))

    if count is None:
        tried = range(2, min(most, len(members) - 1) + 1)
        scores = [np.nan_to_num(clearness(divided(parts)), nan=-1.0) for parts in tried]
        count = tried[int(np.argmax(scores))]
    labels = divided(count)
    clear = clearness(labels)
    return Blocs(
        measure=measure_named(measure).slug,
        blocs=_blocs(members, labels, alike),
        within=_mean_pair(alike, labels[:, None] == labels),
        between=_mean_pair(alike, labels[:, None] != labels),
        silhouette=None if np.isnan(clear) else clear,
        cophenetic=float(hierarchy.cophenet(tree, condensed)[0]),
        votes=len(matrix.votes),
        withheld=tuple(code for place, code in enumerate(matrix.members) if place not in kept),
    )


def _libraries() -> tuple[Any, Any, Any]:
    try:
        from scipy.cluster import hierarchy
        from scipy.spatial import distance
        from sklearn.metrics import silhouette_score
    except ImportError:
        raise MissingExtraError("dividing members into blocs", "fit") from None
    return hierarchy, distance, silhouette_score


def _comparable(likeness: NDArray[np.float64]) -> list[int]:
    """Members left when the one with most unknown pairs is dropped until no pair is unknown."""
    unknown = np.isnan(likeness)
    np.fill_diagonal(unknown, val=False)
    kept = list(range(len(likeness)))
    while kept:
        missing = unknown[np.ix_(kept, kept)].sum(axis=1)
        if not missing.max():
            break
        kept.pop(int(np.argmax(missing)))
    return kept


def _blocs(
    members: Sequence[str], labels: NDArray[np.int64], alike: NDArray[np.float64]
) -> tuple[Bloc, ...]:
    found = []
    for label in np.unique(labels):
        inside = labels == label
        codes = tuple(code for code, here in zip(members, inside, strict=True) if here)
        found.append(Bloc(codes, _mean_pair(alike, np.outer(inside, inside))))
    return tuple(sorted(found, key=lambda bloc: (-len(bloc.members), bloc.members)))


def _mean_pair(alike: NDArray[np.float64], pairs: NDArray[np.bool_]) -> float | None:
    chosen = pairs & ~np.eye(len(alike), dtype=bool)
    return float(alike[chosen].mean()) if chosen.any() else None
