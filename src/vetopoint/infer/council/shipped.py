"""What ships: yearly counts of courses and ballots, and the weights fitted at the start of a year.

Our own coding of the record, made by `scripts/write_council_state.py`; it holds no roll calls. A
forecast for a day uses whole periods that had ended before it, and the landmark votes since.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from vetopoint.infer.council.forecaster import Forecaster, Sample, council_groups
from vetopoint.infer.council.history import Event, History, events_of
from vetopoint.infer.council.profiles import Cast, Profiles, casts_of
from vetopoint.infer.council.weights import Weights
from vetopoint.infer.subjects import subjects
from vetopoint.record.drafts import DraftRecord, council_drafts

__all__ = ["STATE", "provenance", "shipped_forecaster", "shipped_weights"]

STATE = Path(__file__).with_name("state.json")


def shipped_forecaster(day: datetime.date, landmarks: DraftRecord | None = None) -> Forecaster:
    """The forecaster of a day, from what ships.

    >>> shipped_forecaster(datetime.date(2022, 2, 25)).known_to < datetime.date(2022, 2, 25)
    True
    """
    state = _state()
    ended = [p for p in state["periods"] if _day(p["until"]) < day]
    forecaster = Forecaster(History(), Profiles(), shipped_weights(day))
    for period in ended:
        forecaster.tell(_events(period), _casts(period))
    after = _day(ended[-1]["until"]) if ended else datetime.date.min
    recent = [vote for vote in (landmarks or _landmarks()).before(day) if vote.draft.day > after]
    forecaster.tell(events_of(recent), casts_of(recent, council_groups()))
    if ended:
        latest = max(after, recent[-1].draft.day if recent else after)
        forecaster.known_to = latest
    return forecaster


def shipped_weights(day: datetime.date) -> Weights:
    """The weights fitted last before a day; those of no data before the first.

    They were fitted to a record in which both adopted and failed drafts have topics and sponsors.
    The imported record names sponsors for decisive votes alone, which would teach that a draft with
    sponsors is a disputed one.
    """
    fitted = [entry for entry in _state()["weights"] if _day(entry["from"]) <= day]
    return Weights.of_flat(fitted[-1]["values"]) if fitted else Sample().fit(day)


@cache
def _landmarks() -> DraftRecord:
    """The landmark votes of the Council."""
    return council_drafts(landmark_only=True)


def provenance() -> Mapping[str, Any]:
    """Who made the state, from what, and when.

    >>> sorted(provenance())
    ['files', 'made_by', 'note', 'sha256', 'until']
    """
    found: Mapping[str, Any] = _state()["provenance"]
    return found


@cache
def _state() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(STATE.read_text("utf-8"))
    return found


def _events(period: Mapping[str, Any]) -> Iterator[Event]:
    regions = {entry.key: entry.region for entry in subjects()}
    day = period["middle"]
    for key, sponsorship, course, number, vetoers in period["courses"]:
        region = regions.get(key) or key.partition(":")[2]
        yield Event(day, key, region, sponsorship, course, number, (), vetoers)
    for key, ends in period["due"].items():
        region = regions.get(key) or key.partition(":")[2]
        yield Event(day, key, region, 4, 0, 0, tuple(ends))


def _casts(period: Mapping[str, Any]) -> Iterator[Cast]:
    groups = council_groups()
    for member, course, numbers in period["ballots"]:
        for ballot, number in enumerate(numbers):
            if number:
                group = groups.get(member, "other")
                yield Cast(period["middle"], member, group, course, ballot, number)


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)
