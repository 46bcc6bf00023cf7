"""Position, salience and capability: who wants what, how much, and with what weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from attrs import frozen

from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.rows import cell_number, read_rows

__all__ = ["Issue", "issues_of_text", "weighted_mean", "weighted_median"]


@frozen(eq=False)
class Issue:
    """One issue: positions [actors], saliences and capabilities (no unit), and the outcome.

    Weights are salience times capability; only their ratios matter.
    """

    name: str
    actors: tuple[str, ...]
    positions: npt.NDArray[np.float64]
    salience: npt.NDArray[np.float64]
    capability: npt.NDArray[np.float64]
    outcome: float | None = None

    @property
    def weights(self) -> npt.NDArray[np.float64]:
        """Salience times capability."""
        return np.asarray(self.salience * self.capability)

    def narrowed(self) -> Issue:
        """The issue without actors of no weight."""
        keep = self.weights > 0
        names = tuple(name for name, kept in zip(self.actors, keep, strict=True) if kept)
        held = (self.positions[keep], self.salience[keep], self.capability[keep])
        return Issue(self.name, names, *held, outcome=self.outcome)


def issues_of_text(text: str) -> tuple[Issue, ...]:
    r"""Issues from CSV: actor, position, salience, capability; issue and outcome where there are.

    Rows without a position are left out: who has none takes no part.

    >>> issues_of_text("actor,position,salience,capability\na,1,1,1\nb,3,1,1")[0].actors
    ('a', 'b')
    """
    needed = ("actor", "position", "salience", "capability")
    grouped: dict[str, list[Mapping[str, str]]] = {}
    for row in read_rows(text, needed, "--actors", ("issue", "outcome")):
        if row["position"] not in ("", "NA"):
            grouped.setdefault(row["issue"], []).append(row)
    found = [_issue(name, rows) for name, rows in grouped.items()]
    if not found:
        raise BadInputError("--actors has no position at all; give one for each actor")
    return tuple(found)


def _issue(name: str, rows: Sequence[Mapping[str, str]]) -> Issue:
    actors = tuple(row["actor"] for row in rows)
    if len(set(actors)) < len(actors):
        twice = next(one for one in actors if actors.count(one) > 1)
        raise BadInputError(f"{twice!r} stands twice in --actors under one issue; keep one row")
    positions, salience, capability = (
        np.asarray([float(cell_number(row, column, "--actors", low=low)) for row in rows])
        for column, low in (("position", None), ("salience", 0), ("capability", 0))
    )
    if not (salience * capability).any():
        raise BadInputError("no actor in --actors has salience and capability above 0; give some")
    told = {row["outcome"] for row in rows if row["outcome"] not in ("", "NA")}
    if len(told) > 1:
        raise BadInputError(f"issue {name!r} has outcomes {' and '.join(sorted(told))}; keep one")
    outcome = (
        float(cell_number({"outcome": told.pop()}, "outcome", "--actors", empty=Fraction(0)))
        if told
        else None
    )
    return Issue(name, actors, positions, salience, capability, outcome)


def weighted_mean(positions: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> float:
    """The mean of positions by weight.

    >>> weighted_mean(np.array([0.0, 10.0]), np.array([1.0, 3.0]))
    7.5
    """
    return float((positions * weights).sum() / weights.sum())


def weighted_median(positions: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> float:
    """The lowest position at which half of all weight is reached.

    >>> weighted_median(np.array([0.0, 5.0, 10.0]), np.array([1.0, 1.0, 3.0]))
    10.0
    """
    order = np.argsort(positions, kind="stable")
    reached = np.cumsum(weights[order])
    return float(positions[order][np.searchsorted(reached, reached[-1] / 2)])
