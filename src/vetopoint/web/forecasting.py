"""Forecasts as the pages ask for them: pure for one record, so kept while in use."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache

from vetopoint.infer.draft_forecast import DraftForecast
from vetopoint.infer.forecast import forecast_of
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import charter_of
from vetopoint.record.drafts import COUNCIL

__all__ = ["filled", "forecast_for", "has_forecast"]

_TURN = threading.Lock()
_Pairs = tuple[tuple[str, Ballot], ...]


def has_forecast(slug: str) -> bool:
    """Whether forecasts rest on a record of votes: the Council and the designs of its reform."""
    return COUNCIL in {slug, charter_of(slug).reforms}


def forecast_for(
    slug: str,
    day: datetime.date,
    words: str,
    declared: Mapping[str, Ballot],
    sponsors: Sequence[str],
    shares: tuple[float, float] | None,
    stamp: object,
) -> DraftForecast:
    """The forecast; `shares` are chances for and against of every member not declared."""
    pairs = tuple(sorted(declared.items()))
    with _TURN:  # two readers with one question learn from the record once
        return _forecast(slug, day, words, pairs, tuple(sponsors), shares, stamp)


@lru_cache(maxsize=256)
def _forecast(
    slug: str,
    day: datetime.date,
    words: str,
    declared: _Pairs,
    sponsors: tuple[str, ...],
    shares: tuple[float, float] | None,
    stamp: object,
) -> DraftForecast:
    from vetopoint.web.sittings import sitting_on

    known = dict(declared)
    assume = {}
    if shares is not None:
        favour, against = shares
        own = {Ballot.FOR: favour, Ballot.AGAINST: against, Ballot.ABSTAIN: 1 - favour - against}
        assume = {seat: own for seat in sitting_on(slug, day).seats if seat not in known}
    return forecast_of(slug, day, subject=words, declared=known, sponsors=sponsors, assume=assume)


def filled(found: DraftForecast, ballots: Mapping[str, Ballot]) -> dict[str, Ballot]:
    """The ballots given, and for every other seat the likeliest of its forecast.

    >>> day = datetime.date(2022, 2, 25)
    >>> found = forecast_for("un-security-council", day, "ukraine", {}, (), None, None)
    >>> filled(found, {"RUS": Ballot.AGAINST})["FRA"].value
    'for'
    """
    likeliest = {
        code: Ballot(max(own, key=lambda word: own[word])) for code, own in found.members.items()
    }
    return likeliest | dict(ballots)
