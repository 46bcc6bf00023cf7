"""Sealed forecasts: written before the vote with their hash, graded when the vote is known."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from vetopoint import __version__
from vetopoint.errors import VetopointError
from vetopoint.infer.draft_forecast import BALLOTS, DraftForecast
from vetopoint.law.ballots import Ballot

__all__ = ["Grade", "SealError", "graded", "read_seal", "seal", "seal_text"]

LEAST = 1e-6
NAME = "vetopoint sealed forecast"
VERSION = 1


class SealError(VetopointError, ValueError):
    """A file that is no sealed forecast, was changed, or does not fit the vote."""


@frozen
class Grade:
    """How good a sealed forecast was. Log losses in nats, Brier scores from 0 (best).

    `members` gives, by code, what was cast and the two scores; `late` says that the seal is not
    older than the day of the vote.
    """

    vote: str
    members: Mapping[str, Mapping[str, Any]]
    log_loss: float
    brier: float
    adoption: Mapping[str, Any]
    vetoes: Mapping[str, Mapping[str, Any]]
    late: bool
    note: str

    def as_record(self) -> dict[str, Any]:
        """The grade as JSON."""
        return {
            "vote": self.vote,
            "log_loss": self.log_loss,
            "brier": self.brier,
            "adoption": dict(self.adoption),
            "vetoes": {code: dict(own) for code, own in self.vetoes.items()},
            "members": {code: dict(own) for code, own in self.members.items()},
            "sealed_after_vote": self.late,
            "note": self.note,
        }


def seal(found: DraftForecast, at: datetime.datetime) -> dict[str, Any]:
    """The forecast with its inputs' hashes, the program, the time of sealing and its own hash.

    >>> from vetopoint.infer.forecast import forecast_of
    >>> found = forecast_of("un-security-council", datetime.date(2026, 3, 2), subject="haiti")
    >>> sealed = seal(found, datetime.datetime(2026, 2, 1, tzinfo=datetime.timezone.utc))
    >>> sealed["sealed_after_day"], len(sealed["sha256"])
    (False, 64)
    """
    moment = at.astimezone(datetime.UTC).replace(microsecond=0)
    late = moment.date() > found.day
    sealed = {
        "kind": NAME,
        "format": VERSION,
        "program": f"vetopoint {__version__}",
        "sealed": moment.isoformat(),
        "sealed_after_day": late,
        "note": (
            f"Sealed on {moment.date()}, after the day of the vote, {found.day}: no proof that it "
            "was made before."
            if late
            else f"Sealed on {moment.date()} for a vote on {found.day}. The hash shows that the "
            "text is unchanged, not when it was written: give it to somebody who keeps it."
        ),
        "inputs": dict(found.inputs),
        "forecast": found.payload(),
    }
    return {**sealed, "sha256": _hash(sealed)}


def seal_text(sealed: Mapping[str, Any]) -> str:
    """The seal as the text of a file."""
    return json.dumps(sealed, ensure_ascii=False, indent=2) + "\n"


def read_seal(path: Path) -> dict[str, Any]:
    """A sealed forecast out of a file, if nothing in it was changed.

    Raises
    ------
    SealError
        If the file is none, or its hash does not fit its text.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise SealError(f"{path} cannot be read: {reason}; give a file that --seal wrote") from None
    except ValueError:
        raise SealError(f"{path} is not JSON; give a file that --seal wrote") from None
    if not isinstance(found, dict) or found.get("kind") != NAME:
        raise SealError(f"{path} is no sealed forecast; give a file that --seal wrote")
    told = found.pop("sha256", None)
    if told != _hash(found):
        raise SealError(
            f"{path} was changed after it was sealed: its text does not give the hash "
            f"{str(told)[:12]}… that it carries; it is not graded"
        )
    return {**found, "sha256": told}


def graded(
    sealed: Mapping[str, Any],
    vote: str,
    day: datetime.date,
    ballots: Mapping[str, Ballot],
    *,
    adopted: bool,
    vetoers: tuple[str, ...],
) -> Grade:
    """Grade a sealed forecast by the ballots cast.

    Members without a known ballot are left out of the scores. Absence is a ballot like any other.

    Raises
    ------
    SealError
        If the vote is earlier than the day forecast, or shares no member with it.
    """
    forecast = sealed["forecast"]
    asked = datetime.date.fromisoformat(forecast["date"])
    if day < asked:
        raise SealError(
            f"{vote} was voted on {day}, before {asked}, the day that was forecast; give the vote "
            "that the forecast is of"
        )
    cast = {code: own for code, own in ballots.items() if code in forecast["members"]}
    if not cast:
        raise SealError(f"nobody forecast cast a ballot on {vote}; is it the vote that is meant?")
    members = {
        code: _member(forecast["members"][code], cast[code])
        for code in forecast["members"]
        if code in cast
    }
    late = datetime.datetime.fromisoformat(sealed["sealed"]).date() > day
    notes = [f"The vote was held on {day}, not on {asked}."] if day != asked else []
    notes += [f"Sealed after the vote of {day}: no test of foresight."] if late else []
    left = [code for code in forecast["members"] if code not in cast]
    notes += [f"Not known: {', '.join(left)}."] if left else []
    return Grade(
        vote=vote,
        members=members,
        log_loss=sum(own["log_loss"] for own in members.values()) / len(members),
        brier=sum(own["brier"] for own in members.values()) / len(members),
        adoption=_event(forecast["adopted"], adopted),
        vetoes={code: _event(p, code in vetoers) for code, p in forecast["vetoes"].items()},
        late=late,
        note=" ".join(notes),
    )


def _member(chances: Mapping[str, float], cast: Ballot) -> dict[str, Any]:
    own = max(chances[cast.value], LEAST)
    brier = sum((chances[ballot] - (ballot == cast.value)) ** 2 for ballot in BALLOTS)
    return {
        "cast": cast.value,
        "chance": chances[cast.value],
        "log_loss": -math.log(own),
        "brier": brier,
    }


def _event(chance: float, happened: object) -> dict[str, Any]:
    truth = bool(happened)
    own = min(max(chance, LEAST), 1 - LEAST)
    loss = -math.log(own if truth else 1 - own)
    return {"chance": chance, "happened": truth, "log_loss": loss, "brier": (chance - truth) ** 2}


def _hash(sealed: Mapping[str, Any]) -> str:
    plain = json.dumps(sealed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()
