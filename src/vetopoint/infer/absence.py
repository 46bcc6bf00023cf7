"""Who is absent: by member and session, and by item; absence is never taken for a vote.

The log odds that a member is absent from a roll call are those of its session plus those of the
item, each held towards the middle by a normal prior. It is a description, not a cause: a member
that lost its vote under Article 19 and one that stays away on purpose look alike.
"""

from __future__ import annotations

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.infer.roll_calls import NoRollCallsError, RollCalls

__all__ = ["Absence", "fit_absence"]

_Floats = NDArray[np.float64]
PRIOR, ROUNDS = 4.0, 25


@frozen(eq=False)
class Absence:
    """Fitted log odds: `middle`, of member-sessions by (member, session), of items [items].

    `share` is the share of cells absent, `log_loss` the mean over the cells it was fitted to.
    """

    middle: float
    rows: dict[tuple[int, int], float] = field(repr=False)
    items: _Floats = field(repr=False)
    share: float
    log_loss: float
    cells: int

    def chance(self, member: int, session: int, item: int | None = None) -> float:
        """The chance that a member is absent; without an item, from one in the middle."""
        odds = self.middle + self.rows.get((member, session), 0.0)
        if item is not None:
            odds += float(self.items[item])
        return float(1.0 / (1.0 + np.exp(-odds)))


def fit_absence(roll_calls: RollCalls) -> Absence:
    """Fit the two sets of effects by Newton steps in turn.

    Items without a recorded absence are left out: most come from sources that list none.

    Raises
    ------
    NoRollCallsError
        If no absence is recorded at all.
    """
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
    middle = float(np.log(away.mean() / (1.0 - away.mean())))
    rows, items = np.zeros(len(keys)), np.zeros(len(roll_calls.items))
    for _ in range(ROUNDS):
        for effects, group in ((rows, row), (items, item)):
            chance = 1.0 / (1.0 + np.exp(-(middle + rows[row] + items[item])))
            pull = np.bincount(group, away - chance, len(effects)) - effects / PRIOR
            hold = np.bincount(group, chance * (1.0 - chance), len(effects)) + 1.0 / PRIOR
            effects[:] = effects + np.clip(pull / hold, -2.0, 2.0)
    odds = middle + rows[row] + items[item]
    loss = np.logaddexp(0.0, odds) - away * odds
    where = zip((keys // span).tolist(), (keys % span).tolist(), strict=True)
    return Absence(
        middle,
        dict(zip(where, rows.tolist(), strict=True)),
        items,
        float(away.mean()),
        float(loss.mean()),
        len(away),
    )
