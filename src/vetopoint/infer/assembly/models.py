"""The models of a year, learnt from every vote before its first day, and what they answer."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.infer.assembly.features import Features
from vetopoint.infer.assembly.ledger import Ledger, Rows
from vetopoint.infer.assembly.logit import Logit, fit_logit

__all__ = ["LEARNS_FROM", "Models", "learnt"]

LEARNS_FROM = 8.0
"""Years of votes that recurring texts are learnt from."""
LEARNS_NEW_FROM = 12.0
"""Years for new texts, which are few."""
ABSENCE_FROM = 4.0
RIDGE, RIDGE_NEW, RIDGE_ABSENCE = 600.0, 2000.0, 100.0
"""Chosen on votes of 2012–2019."""
BROAD = slice(4, 6)
"""The columns of the predictors that hold the broadest rates by likeness."""
FEW = (*range(8), *range(19, 23), 25, 45, 46, *range(47, 53))
"""Predictors for new texts: rates, how contested the field is, and recent surprises; not the
last ballots on the nearest text, which is another text."""

_Array = NDArray[np.floating[Any]]


@frozen(eq=False)
class Models:
    """Learnt from the votes before `day` alone."""

    day: datetime.date
    recurring: Logit
    new: Logit
    absence: Logit

    def chances(self, features: Features) -> tuple[_Array, _Array]:
        """What to expect of the texts of a day; the last member is a newcomer.

        Ballots [texts, members, 3] of members that vote, and the chances of absence
        [texts, members].
        """
        values, offset = features.values, features.offset
        ballots = self.recurring.chances(values, offset)
        if (new := features.nearest < 0).any():
            own = values[new]
            ballots[new] = self.new.chances(own[..., FEW], own[..., BROAD])
        absent = self.absence.chances(features.absence, features.absence[..., 1:2])[..., 1]
        return ballots, absent


def learnt(ledger: Ledger, day: datetime.date) -> Models:
    """The models of what the ledger held before a day."""
    far = ledger.before(day, max(LEARNS_FROM, LEARNS_NEW_FROM))
    if far is None:
        raise ValueError(f"the ledger holds nothing before {day}")
    near = ledger.before(day, LEARNS_FROM) or far
    seated = ledger.before(day, ABSENCE_FROM) or near
    cast, new = near.cast, far.only(far.is_new).cast
    return Models(
        day,
        fit_logit(cast.values, cast.offset, cast.ballots, RIDGE),
        fit_logit(new.values[:, FEW], new.values[:, BROAD], new.ballots, RIDGE_NEW),
        _absence(seated),
    )


def _absence(rows: Rows) -> Logit:
    absent = (rows.ballots == 3).astype(np.int64)
    return fit_logit(rows.absence, rows.absence[:, 1:2], absent, RIDGE_ABSENCE)
