"""Ballots of the past weighed by likeness and age: members' rates from broad to sharp.

Arrays of ballots are one-hot [texts, members, 3] in the order FOR, ABSTAIN, AGAINST.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

__all__ = [
    "History",
    "alliance",
    "allies",
    "history_of",
    "log_odds",
    "member_rates",
    "sharper",
    "weights",
]

LEAST = 0.003
HALF_LIFE = 2.0
"""Years after which a vote counts half in members' rates and likeness to each other."""
RESERVE = 3.0
"""How many votes at the general rates a member's own rates begin with."""
_LIKENESS = 10.0
"""How sharply members prefer their nearest allies: weights grow by e for 0.1 of kappa."""

_Array = NDArray[np.float32]


@frozen(eq=False)
class History:
    """One-hot ballots, their ages in years, and which ballots were cast at all."""

    ballots: _Array = field(repr=False)
    ages: NDArray[np.float64] = field(repr=False)

    @property
    def cast(self) -> _Array:
        """1 where a ballot was cast [texts, members]."""
        summed: _Array = self.ballots.sum(axis=2)
        return summed

    def weighed(self, weight: NDArray[Any]) -> _Array:
        """Sums of ballots by rows of weights [queries, texts]: [queries, members, 3]."""
        texts, members, _ = self.ballots.shape
        flat = weight.astype(np.float32) @ self.ballots.reshape(texts, members * 3)
        return flat.reshape(len(weight), members, 3)


def history_of(cells: NDArray[np.int8], ages: NDArray[np.float64]) -> History:
    """The history of coded ballots [texts, members]; what is no ballot counts nowhere."""
    ballots = np.stack([cells == code for code in range(3)], axis=-1).astype(np.float32)
    return History(ballots, ages)


def weights(likeness: NDArray[Any], power: float, ages: NDArray[Any], half: float) -> NDArray[Any]:
    """Weights [queries, texts]: likeness to a power, halved each `half` years."""
    return np.asarray(np.clip(likeness, 0, 1) ** power * 0.5 ** (ages / half)[None])


def member_rates(history: History, weight: NDArray[Any] | None = None) -> _Array:
    """Each member's shares of the three ballots [members, 3], drawn towards those of all.

    Without any past vote all shares are even.
    """
    fading = 0.5 ** (history.ages / HALF_LIFE)
    total = history.weighed((fading if weight is None else weight)[None])[0]
    everybody = (total.sum(axis=0) + 1e-3) / (total.sum() + 3e-3)
    return np.asarray(
        (total + RESERVE * everybody) / (total.sum(axis=1, keepdims=True) + RESERVE), np.float32
    )


def sharper(
    history: History, weight: NDArray[Any], prior: _Array, reserve: float
) -> tuple[_Array, _Array]:
    """Shares of ballots [queries, members, 3] with `reserve` votes of `prior`; and their mass."""
    total = history.weighed(weight)
    mass: _Array = total.sum(axis=2)
    return (total + reserve * prior) / (mass + reserve)[..., None], mass


def alliance(history: History) -> _Array:
    """How much each member looks to each other [members, members], rows adding up to 1 or 0.

    By chance-corrected agreement over recent votes, chance being the other ballots on the same
    text.
    """
    root = np.sqrt(0.5 ** (history.ages / HALF_LIFE)).astype(np.float32)
    scaled = history.ballots * root[:, None, None]
    cast = history.cast * root[:, None]
    agreed = sum(scaled[:, :, code].T @ scaled[:, :, code] for code in range(3))
    shares = history.ballots.sum(axis=1)
    shares = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1)
    expected = (cast * (shares**2).sum(axis=1)[:, None]).T @ cast
    joint = cast.T @ cast
    kappa = (agreed - expected) / np.maximum(joint - expected, 1e-6)
    looked = np.where(joint > 2, np.exp(_LIKENESS * np.clip(kappa, -1, 1)), 0)
    np.fill_diagonal(looked, 0)
    return np.asarray(looked / np.maximum(looked.sum(axis=1, keepdims=True), 1e-9), np.float32)


def allies(history: History, looks_to: _Array, weight: NDArray[Any], reserve: float) -> _Array:
    """Shares of ballots of each member's allies on like texts [queries, members, 3]."""
    total = history.weighed(weight)
    theirs = np.einsum("mn,qnk->qmk", looks_to, total, optimize=True)
    everybody = total.sum(axis=1, keepdims=True) + 1e-6
    everybody /= everybody.sum(axis=2, keepdims=True)
    return np.asarray(
        (theirs + reserve * everybody) / (theirs.sum(axis=2, keepdims=True) + reserve), np.float32
    )


def log_odds(shares: _Array) -> _Array:
    """Log odds of ABSTAIN and AGAINST over FOR [..., 2], shares kept above 0.003."""
    kept = np.log(np.clip(shares, LEAST, 1))
    return np.asarray(kept[..., 1:] - kept[..., :1], np.float32)
