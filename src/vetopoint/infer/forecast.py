"""Forecasts of a draft in any body: from its record where it has one, else as the user assumes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from vetopoint.infer.assumed import assumed_forecast
from vetopoint.infer.draft_forecast import DraftForecast, ForecastError
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import Sitting, charter_of, sitting
from vetopoint.record.drafts import COUNCIL
from vetopoint.record.votes import BODIES

__all__ = ["DraftForecast", "forecast_of", "forecast_sitting"]

_ASSEMBLY = BODIES["A"]

_Shares = Mapping[str, Mapping[Ballot, float]]


def forecast_of(
    body: str,
    day: datetime.date,
    *,
    subject: str = "",
    title: str = "",
    text: str | None = None,
    like: str | None = None,
    declared: Mapping[str, Ballot] | None = None,
    sponsors: Sequence[str] = (),
    assume: _Shares | None = None,
    seed: int = 0,
    data: Path | None = None,
    waiting: Callable[[str], None] = lambda _: None,
) -> DraftForecast:
    """Forecast how a draft put to `body` on `day` would go, from what was known the day before.

    At most one of `subject`, `title`, `text` and `like` (the symbol of an earlier draft) says what
    the draft is about. `declared` positions are taken as stated; `assume` gives members' ballot
    shares of the user's own. `data` is a folder of the record; without it the imported record is
    used, or else what ships.

    >>> found = forecast_of("un-security-council", datetime.date(2022, 2, 25), subject="ukraine",
    ...                     sponsors=["ALB", "USA"], declared={"RUS": Ballot.AGAINST})
    >>> found.adopted, found.vetoes["RUS"] > 0.9
    (0.0, True)

    Raises
    ------
    ForecastError
        If the question cannot be answered; the sentence says what to give instead.
    LeakError
        If it carries what was written after the vote.
    NotSeatedError, NotInForceError, UnknownBodyError
        If a member holds no seat that day, or there is no such body or rule.
    """
    question = {"subject": subject, "title": title, "text": text, "like": like}
    return forecast_sitting(
        sitting(charter_of(body), day),
        question,
        declared or {},
        sponsors,
        assume or {},
        seed,
        data,
        waiting,
    )


def forecast_sitting(
    seats: Sitting,
    question: Mapping[str, str | None],
    declared: Mapping[str, Ballot],
    sponsors: Sequence[str],
    assume: _Shares,
    seed: int,
    data: Path | None,
    waiting: Callable[[str], None],
) -> DraftForecast:
    """As `forecast_of`, for a body already opened on its day."""
    seats.check_seated([*declared, *assume])
    if both := sorted(set(declared) & set(assume)):
        raise ForecastError(
            f"{', '.join(both)}: a position is declared and a share assumed; give one of the two"
        )
    everybody_assumed = set(assume) | set(declared) >= set(seats.provision().seats)
    if COUNCIL in {seats.body, seats.charter.reforms} and not (assume and everybody_assumed):
        from vetopoint.infer.council.answer import council_forecast
        from vetopoint.infer.council.learned import learned
        from vetopoint.infer.council.question import Question

        asked = Question(
            question.get("subject") or "",
            question.get("title") or "",
            question.get("text"),
            question.get("like"),
            tuple(sponsors),
        )
        known = learned(seats.day, data, waiting)
        return council_forecast(seats, asked, known, declared, assume, seed)
    if seats.body == _ASSEMBLY and not assume:
        from vetopoint.infer.assembly_answer import assembly_forecast

        return assembly_forecast(seats, question, declared, tuple(sponsors), seed, data, waiting)
    return assumed_forecast(seats, declared, assume, seed)
