"""Who is absent: by member and session, and by item; absence is never taken for a vote.

The log odds that a member is absent from a roll call are those of its session plus those of the
item, each held towards the middle by a normal prior. It is a description, not a cause: a member
that lost its vote under Article 19 and one that stays away on purpose look alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.infer.roll_calls import NoRollCallsError, RollCalls

__all__ = ["Absence", "AbsenceCheck", "Away", "check_absence", "fit_absence"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
PRIOR, ROUNDS = 4.0, 25
BOUND = 1.6449


@frozen
class Away:
    """How often a member was absent in a session, and the chance on an item in the middle.

    `low` and `high` bound the chance with 90 %, items held fixed.
    """

    member: int
    session: int
    calls: int
    absent: int
    chance: float
    low: float
    high: float


@frozen(eq=False)
class Absence:
    """Fitted log odds: `middle`, of member-sessions by (member, session), of items [items].

    `share` is the share of cells absent, `log_loss` the mean over the cells it was fitted to.
    """

    middle: float
    rows: dict[tuple[int, int], float] = field(repr=False)
    spreads: dict[tuple[int, int], float] = field(repr=False)
    counts: dict[tuple[int, int], tuple[int, int]] = field(repr=False)
    items: _Floats = field(repr=False)
    share: float
    log_loss: float
    cells: int

    def chance(self, member: int, session: int, item: int | None = None) -> float:
        """The chance that a member is absent; without an item, from one in the middle."""
        odds = self.middle + self.rows.get((member, session), 0.0)
        if item is not None:
            odds += float(self.items[item])
        return float(_chance(odds))

    def of(self, member: int, session: int) -> Away | None:
        """A member in a session; None where it had nothing to be absent from."""
        key = (member, session)
        if key not in self.counts:
            return None
        calls, absent = self.counts[key]
        at, sd = self.middle + self.rows[key], self.spreads[key]
        bounds = [float(_chance(at + z * sd)) for z in (0.0, -BOUND, BOUND)]
        return Away(member, session, calls, absent, *bounds)


@frozen
class AbsenceCheck:
    """Mean log loss on cells that were held out, of the model and of plain rates.

    The rates are of all cells, of each member, and of each member in its session, each with half
    an absence in one call added.
    """

    cells: int
    model: float
    member_session: float
    member: float
    overall: float


@frozen(eq=False)
class _Cells:
    """One entry for each member and roll call that lists who was absent."""

    row: _Ints
    item: _Ints
    away: _Floats
    keys: _Ints
    span: int


def fit_absence(roll_calls: RollCalls) -> Absence:
    """Fit the two sets of effects by Newton steps in turn.

    Items without a recorded absence are left out: most come from sources that list none.

    Raises
    ------
    NoRollCallsError
        If no absence is recorded at all.
    """
    cells = _cells(roll_calls)
    every = np.ones(len(cells.away), bool)
    middle, rows, items, holds = _fitted(cells, len(roll_calls.items), every)
    odds = middle + rows[cells.row] + items[cells.item]
    keys = list(zip((cells.keys // cells.span).tolist(), (cells.keys % cells.span).tolist(),
                    strict=True))  # fmt: skip
    calls = np.bincount(cells.row, minlength=len(keys))
    absent = np.bincount(cells.row, cells.away, len(keys)).astype(np.int64)
    return Absence(
        middle,
        dict(zip(keys, rows.tolist(), strict=True)),
        dict(zip(keys, (1.0 / np.sqrt(holds)).tolist(), strict=True)),
        dict(zip(keys, zip(calls.tolist(), absent.tolist(), strict=True), strict=True)),
        items,
        float(cells.away.mean()),
        _loss(odds, cells.away),
        len(cells.away),
    )


def check_absence(roll_calls: RollCalls, share: float = 0.1, seed: int = 0) -> AbsenceCheck:
    """Hold out a share of the cells at random, fit to the rest, and score on what was held out.

    Raises
    ------
    NoRollCallsError
        If no absence is recorded at all.
    """
    cells = _cells(roll_calls)
    held = np.random.default_rng(seed).random(len(cells.away)) < share
    middle, rows, items, _ = _fitted(cells, len(roll_calls.items), ~held)
    member = (cells.keys // cells.span)[cells.row]
    groups = {"member_session": cells.row, "member": member, "overall": np.zeros_like(cells.row)}
    losses = {}
    for name, group in groups.items():
        size = int(group.max()) + 1
        absent = np.bincount(group[~held], cells.away[~held], size) + 0.5
        number = np.bincount(group[~held], minlength=size) + 1.0
        rate = np.clip(absent / number, 1e-6, 1.0 - 1e-6)[group[held]]
        losses[name] = _loss(np.log(rate / (1.0 - rate)), cells.away[held])
    odds = middle + rows[cells.row[held]] + items[cells.item[held]]
    return AbsenceCheck(int(held.sum()), _loss(odds, cells.away[held]), **losses)


def _cells(roll_calls: RollCalls) -> _Cells:
    told = np.bincount(roll_calls.absent_item, minlength=len(roll_calls.items)) > 0
    if not told.any():
        raise NoRollCallsError(
            "no absence is recorded in these roll calls; take a source that lists who did not vote"
        )
    cast = told[roll_calls.item]
    member = np.concatenate((roll_calls.member[cast], roll_calls.absent_member))
    item = np.concatenate((roll_calls.item[cast], roll_calls.absent_item))
    away = np.concatenate((np.zeros(int(cast.sum())), np.ones(len(roll_calls.absent_item))))
    span = int(roll_calls.session.max()) + 1
    keys, row = np.unique(member * span + roll_calls.session[item], return_inverse=True)
    return _Cells(row, item, away, keys, span)


def _fitted(
    cells: _Cells, number: int, used: NDArray[np.bool_]
) -> tuple[float, _Floats, _Floats, _Floats]:
    """The middle, the effects of rows and of items, and the curvature at the rows'."""
    row, item, away = cells.row[used], cells.item[used], cells.away[used]
    share = np.clip(away.mean(), 1e-6, 1.0 - 1e-6)
    middle = float(np.log(share / (1.0 - share)))
    rows, items = np.zeros(len(cells.keys)), np.zeros(number)
    holds: NDArray[Any] = np.empty(0)
    for _ in range(ROUNDS):
        for effects, group in ((items, item), (rows, row)):
            chance = _chance(middle + rows[row] + items[item])
            pull = np.bincount(group, away - chance, len(effects)) - effects / PRIOR
            holds = np.asarray(
                np.bincount(group, chance * (1.0 - chance), len(effects)) + 1.0 / PRIOR
            )
            effects[:] = effects + np.clip(pull / holds, -2.0, 2.0)
    return middle, rows, items, holds


def _chance(odds: _Floats | float) -> _Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -40.0, 40.0))))


def _loss(odds: _Floats, away: _Floats) -> float:
    return float((np.logaddexp(0.0, odds) - away * odds).mean())
