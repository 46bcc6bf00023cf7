"""The forecast in a brief: one draft of the case, as it could be seen the day before its vote.

A scenario gets none: no draft and no day exist, and nothing is predicted.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from vetopoint.compare.cases import Case, CaseVote
from vetopoint.errors import VetopointError
from vetopoint.infer.draft_forecast import DraftForecast
from vetopoint.record.votes import RollCall

__all__ = ["Outlook", "outlook_of"]

COUNCIL = "un-security-council"


@frozen
class Outlook:
    """A forecast of one vote of the case, with what came of it; or why there is none."""

    why: str
    forecast: DraftForecast | None = None
    vote: CaseVote | None = None
    roll_call: RollCall | None = None


def outlook_of(case: Case, find: Callable[[CaseVote], RollCall | None]) -> Outlook:
    """Forecast the first draft of the case that failed in the Council, else the first adopted.

    Only what was known the day before is used: the votes until then, the country that the case is
    named after, and the sponsors where the record has them.

    >>> from vetopoint.compare.cases import case_of
    >>> outlook_of(case_of("taiwan-scenario"), lambda _: None).forecast is None
    True
    """
    if case.is_scenario:
        return Outlook("This is a scenario: no draft and no day exist, so nothing is predicted.")
    vote = _chosen(case)
    if vote is None:
        return Outlook("No draft of this case was put to the vote in the Security Council.")
    from vetopoint.infer.forecast import forecast_of  # lazy: it loads arrays

    roll_call = find(vote)
    sponsors = roll_call.sponsors if roll_call else ()
    try:
        forecast = forecast_of(vote.body, vote.date, title=case.name, sponsors=sponsors)
    except VetopointError as error:
        return Outlook(f"No forecast can be made of {vote.symbol}: {error}", None, vote, roll_call)
    return Outlook("", forecast, vote, roll_call)


def _chosen(case: Case) -> CaseVote | None:
    put = [
        vote
        for vote in case.votes
        if vote.body == COUNCIL and vote.decision == "substantive" and vote.outcome != "withdrawn"
    ]
    failed = (vote for vote in put if vote.outcome == "not adopted")
    return next(failed, put[0] if put else None)
