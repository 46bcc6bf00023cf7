"""How a region votes beside a power, period by period, with intervals from resampled votes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from attrs import frozen

from vetopoint.infer.agreement import Measure
from vetopoint.infer.matrices import VoteMatrix

__all__ = ["Likeness", "likenesses"]

_Floats = npt.NDArray[np.float64]
KINDS = 9


@frozen(eq=False)
class Likeness:
    """A region beside a power in one period: the mean over its members, each counting once.

    `members` counts those with enough common votes; `drawn` [draws] holds the mean when the votes
    of the period are drawn anew, the same votes for all members.
    """

    period: int
    power: str
    measure: str
    votes: int
    members: int
    value: float
    drawn: _Floats

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The middle `level` of the resampled means."""
        ends = np.quantile(self.drawn, [(1 - level) / 2, (1 + level) / 2])
        return float(ends[0]), float(ends[1])


def likenesses(
    matrix: VoteMatrix,
    labels: npt.NDArray[np.int64],
    region: tuple[str, ...],
    power: str,
    measures: tuple[Measure, ...],
    least: int = 10,
    draws: int = 200,
    seed: int = 0,
) -> tuple[Likeness, ...]:
    """Each measure in each period in which at least one member has `least` votes with the power.

    `labels` [votes] gives the period of each vote. A member for whom the measure is not defined, as
    when it never varies, is left out of that mean.
    """
    seated = [code for code in region if code in matrix.members and code != power]
    if power not in matrix.members or not seated:
        return ()
    cells, own = matrix.rows(seated).cells, matrix.row(power)
    found: list[Likeness] = []
    for period in np.unique(labels):
        held = labels == period
        pairs = _pairs(cells[:, held], own[held])
        common = pairs.sum(axis=(1, 2))
        enough = common >= max(least, 1)
        if not enough.any():
            continue
        pairs = pairs[enough]
        votes = pairs.shape[1]
        generator = np.random.default_rng((seed, int(period)))
        weights = generator.multinomial(votes, np.full(votes, 1 / votes), size=draws)
        observed = pairs.sum(axis=1).T.reshape(3, 3, -1)
        redrawn = np.einsum("mvk,dv->kmd", pairs, weights.astype(np.float32), optimize=True)
        tables = redrawn.astype(np.float64).reshape(3, 3, len(pairs), draws)
        for measure in measures:
            values = np.asarray(measure.of(observed), dtype=float)
            if not np.isfinite(values).any():
                continue
            drawn = _means(np.asarray(measure.of(tables), dtype=float))
            found.append(
                Likeness(
                    int(period),
                    power,
                    measure.slug,
                    votes,
                    int(np.isfinite(values).sum()),
                    float(values[np.isfinite(values)].mean()),
                    drawn,
                )
            )
    return tuple(found)


def _pairs(cells: npt.NDArray[np.int8], own: npt.NDArray[np.int8]) -> npt.NDArray[np.float32]:
    """Which of nine pairs of ballots each member and vote has: [members, votes, 9], 0 for none."""
    both = (cells >= 0) & (own >= 0)[None, :]
    kinds = np.where(both, 3 * cells.astype(int) + own[None, :], KINDS)
    return np.eye(KINDS + 1, dtype=np.float32)[kinds][:, :, :KINDS]


def _means(values: _Floats) -> _Floats:
    """Means over members [members, draws] of what is defined; draws without any are left out."""
    defined = np.isfinite(values)
    count = defined.sum(axis=0)
    total = np.where(defined, values, 0).sum(axis=0)
    return np.asarray(total[count > 0] / count[count > 0])
