"""Simple forecasts to be measured against, from the same past; no model is learnt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vetopoint.infer.assembly.features import YEARS, Features
from vetopoint.infer.assembly.kernels import history_of, member_rates, sharper
from vetopoint.infer.assembly.known import Known, Past, Tabled

__all__ = ["BASELINES", "baselines"]

BASELINES: Mapping[str, str] = {
    "majority": "the shares of all ballots of the last nine years, for everybody",
    "always_yes": "everybody FOR, at the shares of past new or of past recurring texts",
    "country_rate": "each member's own shares of late",
    "country_issue": "each member's own shares on texts of the same issue",
    "previous_vote": "each member's ballot on the most alike title of the last four years",
}

ISSUES: Mapping[str, str] = {
    "Middle East": r"palestin|israel|syrian golan|jerusalem|middle east|occupied arab",
    "nuclear": r"nuclear|atomic",
    "disarmament": r"disarm|weapon|arms\b|missile|mines?\b|munition|outer space",
    "colonialism": r"coloni|non-self-governing|self-determination|mercenar|falkland|sahara",
    "human rights": r"human right|torture|racis|death penalty|religio|women|rights? (?:of|to)",
    "economic": r"econom|development|trade|debt|globaliz|financ|budget|coercive|embargo",
}
"""Words of titles and agenda items for the six issues that roll calls are commonly sorted by."""

_PATTERNS = {name: re.compile(words, re.IGNORECASE) for name, words in ISSUES.items()}
_Array = NDArray[np.floating[Any]]


def baselines(known: Known, features: Features) -> dict[str, _Array]:
    """Chances [texts, members, 3] of each baseline on the texts of a day."""
    day = features.day
    past = known.before(day, YEARS)
    history = history_of(past.cells, past.ages)
    shape = (len(features.texts), len(features.members), 3)
    count = len(past.members)
    new = features.nearest < 0
    rates = _with_newcomer(member_rates(history))
    issues = _with_newcomer(_by_issue(known, features, history, rates[:-1]))
    previous = issues.copy()
    moves = _moves(past)
    start = known.place(day, YEARS)
    for row in np.flatnonzero(~new):
        cells = past.cells[features.nearest[row] - start]
        voted = np.flatnonzero((cells >= 0) & (cells < 3))
        previous[row, voted] = moves[cells[voted]]
    kinds = np.stack([_shares(past.cells[past.was_new == kind]) for kind in (False, True)])
    return {
        "majority": np.broadcast_to(_shares(past.cells), shape),
        "always_yes": np.broadcast_to(kinds[new.astype(int)][:, None], shape),
        "country_rate": np.broadcast_to(rates, shape),
        "country_issue": issues[:, : count + 1],
        "previous_vote": previous[:, : count + 1],
    }


def _with_newcomer(shares: _Array) -> _Array:
    """The shares with one more member: the mean of all others; even ones where there is none."""
    if not shares.shape[-2]:
        return np.full((*shares.shape[:-2], 1, 3), 1 / 3)
    return np.concatenate([shares, shares.mean(axis=-2, keepdims=True)], axis=-2)


def _shares(cells: NDArray[np.int8]) -> _Array:
    counts = np.array([(cells == code).sum() for code in range(3)], float) + 1
    return np.asarray(counts / counts.sum())


def _moves(past: Past) -> _Array:
    """How ballots moved from the last like text to the next [before, after]."""
    counts = np.eye(3) * 5 + 1
    rows = np.flatnonzero(past.previous >= 0)
    before, after = past.cells[past.previous[rows]], past.cells[rows]
    both = (before >= 0) & (before < 3) & (after >= 0) & (after < 3)
    np.add.at(counts, (before[both], after[both]), 1)
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def _by_issue(known: Known, features: Features, history: Any, rates: _Array) -> _Array:
    """Members' shares on past texts that share an issue; their own rates where none does."""
    theirs = _issues(known.texts_before(features.day, YEARS))
    own = _issues(list(features.texts))
    shared = (own @ theirs.T > 0) | ((own.sum(axis=1) == 0)[:, None] & (theirs.sum(axis=1) == 0))
    fading = shared * 0.5 ** (history.ages / 3)[None]
    return sharper(history, fading, rates[None], 2.0)[0]


def _issues(texts: list[Tabled]) -> NDArray[np.int64]:
    """Which issues each text touches [texts, issues]."""
    found = [
        [int(bool(words.search(f"{text.title} {text.agenda}"))) for words in _PATTERNS.values()]
        for text in texts
    ]
    return np.array(found, np.int64).reshape(len(texts), len(_PATTERNS))
