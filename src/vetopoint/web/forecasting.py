"""Forecasts as the pages ask for them: pure for one record, so kept while in use."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import lru_cache

from vetopoint.errors import VetopointError
from vetopoint.infer.draft_forecast import DraftForecast
from vetopoint.infer.forecast import forecast_of
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import charter_of
from vetopoint.record.drafts import COUNCIL
from vetopoint.record.votes import BODIES

__all__ = ["ASSEMBLY", "StillLearningError", "filled", "forecast_for", "has_forecast"]

PATIENCE = 20.0
ASSEMBLY = BODIES["A"]
_TURN, _BOOKS = threading.Lock(), threading.Lock()
_Pairs = tuple[tuple[str, Ballot], ...]
_Question = tuple[
    str, datetime.date, str, _Pairs, tuple[str, ...], tuple[float, float] | None, object
]
_ASKED: dict[_Question, Future[DraftForecast]] = {}


class StillLearningError(VetopointError, OSError):
    """A forecast that is being worked out and not there yet."""


def has_forecast(slug: str) -> bool:
    """Whether forecasts rest on a record of votes: the Council, its designs, the Assembly."""
    return slug == ASSEMBLY or COUNCIL in {slug, charter_of(slug).reforms}


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
    question = (slug, day, words, tuple(sorted(declared.items())), tuple(sponsors), shares, stamp)
    with _TURN:
        answer = _ASKED.get(question)
        if answer is None:
            answer = _ASKED[question] = Future()
            # A daemon, so that a forecaster at its books never keeps the program from ending.
            threading.Thread(target=_learn, args=(question, answer), daemon=True).start()
    try:
        return answer.result(PATIENCE)
    except TimeoutError:
        raise StillLearningError(
            "The forecaster is learning from the whole record, once for each year or day asked "
            "about; this takes up to a minute or two."
        ) from None


def _learn(question: _Question, answer: Future[DraftForecast]) -> None:
    try:
        with _BOOKS:
            found = _forecast(*question)
    except Exception as error:  # noqa: BLE001 - handed to the reader that asked
        answer.set_exception(error)
    else:
        answer.set_result(found)
    with _TURN:
        _ASKED.pop(question, None)


@lru_cache(maxsize=32)
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
    subject, title = ("", words) if slug == ASSEMBLY else (words, "")
    return forecast_of(
        slug, day, subject=subject, title=title, declared=known, sponsors=sponsors, assume=assume
    )


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
