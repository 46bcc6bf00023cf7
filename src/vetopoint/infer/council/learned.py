"""What is known of the Council before a day: from a folder, the imported record, or what ships.

Learning from a whole record takes a second or two, so the result is kept in the user's data folder
under a name that changes with the record, the day and the program.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from attrs import field, frozen

from vetopoint import __version__
from vetopoint.infer.council.corpus import Past, pasts_of
from vetopoint.infer.council.forecaster import Forecaster, train
from vetopoint.infer.council.history import Fading, History
from vetopoint.infer.council.profiles import Profiles
from vetopoint.infer.council.shipped import STATE, provenance, shipped_forecaster, shipped_weights
from vetopoint.infer.council.weights import Weights
from vetopoint.infer.draft_forecast import ForecastError
from vetopoint.record.drafts import DraftRecord, council_drafts, record_mark
from vetopoint.record.store import data_home

__all__ = ["Learned", "learned"]

KEPT = 8
"""How many learnt states are kept; the oldest go."""
_Waiting = Callable[[str], None]


@frozen
class Learned:
    """A forecaster of a day with the past drafts it can name, and where all was read."""

    forecaster: Forecaster = field(repr=False)
    pasts: tuple[Past, ...] = field(repr=False)
    is_whole: bool
    source: str
    inputs: Mapping[str, str] = field(hash=False)


def learned(
    day: datetime.date, data: Path | None = None, waiting: _Waiting = lambda _: None
) -> Learned:
    """What was known the day before; `waiting` is told when learning takes a moment.

    >>> found = learned(datetime.date(2022, 2, 25))
    >>> max(past.day for past in found.pasts) < datetime.date(2022, 2, 25).toordinal()
    True

    Raises
    ------
    ForecastError
        If no vote was recorded before the day.
    """
    mark = record_mark(data)
    found = _shipped(day) if mark is None else _whole(day, data, mark, waiting)
    if not found.pasts and not found.forecaster.votes:
        raise ForecastError(
            f"no vote of the Council was recorded before {day}, so there is nothing to learn "
            "from; the first was on 25 January 1946: choose a later day"
        )
    return found


def _shipped(day: datetime.date) -> Learned:
    record = council_drafts(landmark_only=True)
    forecaster = shipped_forecaster(day, record)
    sha256 = hashlib.sha256(STATE.read_bytes()).hexdigest()
    inputs = {"state": sha256, "record": str(provenance()["sha256"])}
    return Learned(
        forecaster, tuple(pasts_of(record.before(day))), False, "what ships with vetopoint", inputs
    )


def _whole(day: datetime.date, data: Path | None, mark: str, waiting: _Waiting) -> Learned:
    name = hashlib.sha256(f"{__version__} {_program()} {mark} {day}".encode()).hexdigest()[:24]
    place = data_home() / "forecasts" / f"council-{name}.json"
    kept = _kept(place)
    if kept is None:
        waiting(f"learning from the votes before {day}; the next forecast of that day is quicker")
        record = council_drafts(data)
        known = record.before(day)
        forecaster = train(known, day)
        if data is None:
            forecaster.weights = shipped_weights(day)
        kept = _as_record(forecaster, pasts_of(known), record)
        _keep(place, kept)
    forecaster, pasts = _of_record(kept)
    inputs = {"record": kept["sha256"]}
    return Learned(forecaster, pasts, True, kept["source"], inputs)


def _program() -> str:
    """A hash of the modules that learn, so that a changed program does not read an old state."""
    folder = Path(__file__).parent
    texts = [*sorted(folder.glob("*.py")), folder.with_name("subjects.yaml")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in texts)).hexdigest()


def _kept(place: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(place.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _keep(place: Path, record: Mapping[str, Any]) -> None:
    """Write the state whole or not at all; a folder that cannot be written costs only time."""
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_suffix(f".{os.getpid()}.part")
        half.write_text(json.dumps(record, separators=(",", ":")), "utf-8")
        half.replace(place)
        kept = sorted(place.parent.glob("council-*.json"), key=lambda path: path.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink()


def _as_record(forecaster: Forecaster, pasts: list[Past], record: DraftRecord) -> dict[str, Any]:
    history, profiles = forecaster.history, forecaster.profiles
    return {
        "source": record.source,
        "sha256": record.sha256,
        "known_to": forecaster.known_to.isoformat() if forecaster.known_to else None,
        "votes": forecaster.votes,
        "weights": forecaster.weights.flat(),
        "subjects": {key: own.as_record() for key, own in history.subjects.items()},
        "regions": {key: own.as_record() for key, own in history.regions.items()},
        "whole": history.whole.as_record(),
        "due": dict(history.due),
        "vetoers": {key: [list(e) for e in found] for key, found in history.vetoers.items()},
        "members": {key: counts.tolist() for key, counts in profiles.members.items()},
        "groups": {key: counts.tolist() for key, counts in profiles.groups.items()},
        "day": profiles.day,
        "pasts": [past.as_record() for past in pasts],
    }


def _of_record(kept: Mapping[str, Any]) -> tuple[Forecaster, tuple[Past, ...]]:
    history = History()
    history.subjects.update({k: Fading.of_record(v) for k, v in kept["subjects"].items()})
    history.regions.update({k: Fading.of_record(v) for k, v in kept["regions"].items()})
    history.whole = Fading.of_record(kept["whole"])
    history.due.update({key: list(days) for key, days in kept["due"].items()})
    history.vetoers.update(
        {key: [(e[0], e[1], e[2]) for e in found] for key, found in kept["vetoers"].items()}
    )
    profiles = Profiles(day=kept["day"])
    profiles.members.update({k: np.array(v) for k, v in kept["members"].items()})
    profiles.groups.update({k: np.array(v) for k, v in kept["groups"].items()})
    known_to = datetime.date.fromisoformat(kept["known_to"]) if kept["known_to"] else None
    weights = Weights.of_flat(kept["weights"])
    forecaster = Forecaster(history, profiles, weights, known_to, kept["votes"])
    return forecaster, tuple(Past.of_record(entry) for entry in kept["pasts"])
