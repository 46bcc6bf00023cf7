"""The record of one forecast: what is likely, how sure, beside what, and what it does not show."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from vetopoint.errors import VetopointError

__all__ = ["BALLOTS", "Baseline", "DraftForecast", "ForecastError", "Move", "Neighbour", "percent"]

BALLOTS = ("for", "against", "abstain", "absent")


class ForecastError(VetopointError, ValueError):
    """A question that cannot be answered; the sentence says what to give instead."""


@frozen
class Neighbour:
    """A past draft that is like the one asked about, and how it went.

    `likeness` is the cosine of the words of both, 0 to 1, raised where the subject is the same.
    """

    symbol: str
    date: datetime.date
    subject: str
    outcome: str
    likeness: float


@frozen
class Move:
    """By how much the chance of adoption would change if one member were moved to a ballot."""

    member: str
    to: str
    change: float


@frozen
class Baseline:
    """What the past alone says, without a model."""

    name: str
    adopted: float
    vetoes: Mapping[str, float] = field(hash=False)


@frozen
class DraftForecast:
    """A forecast of one draft; every chance is a plain float between 0 and 1.

    `members` gives the four ballots of each seat, in the order of the sitting; `tally` the chance
    of each number of votes in favour; `shortfall` that votes are lacking, vetoes aside; `blocked`
    that an objection stops it in a body where every member may object; `pivotal` that a
    member's being for or against decides; `courses` how the vote may go, where that was modelled.
    """

    body: str
    day: datetime.date
    question: Mapping[str, Any] = field(hash=False)
    names: Mapping[str, str] = field(hash=False)
    members: Mapping[str, Mapping[str, float]] = field(hash=False)
    adopted: float
    vetoes: Mapping[str, float] = field(hash=False)
    shortfall: float
    blocked: float
    tally: Mapping[int, float] = field(hash=False)
    pivotal: Mapping[str, float] = field(hash=False)
    persuasion: tuple[Move, ...]
    courses: Mapping[str, float] = field(hash=False)
    baseline: Baseline | None
    nearest: tuple[Neighbour, ...]
    rule: str
    method: str
    does_not_show: tuple[str, ...]
    sources: tuple[str, ...]
    inputs: Mapping[str, str] = field(hash=False)
    seed: int

    @property
    def headline(self) -> str:
        """The forecast in one line.

        It names the likeliest way to fail; a chance is never written as a certainty.
        """
        member = max(self.vetoes, key=lambda code: self.vetoes[code], default=None)
        said = f"Adoption {percent(self.adopted)}"
        if self.blocked > max(self.shortfall, *self.vetoes.values(), 0.001):
            return f"{said}; stopped by an objection {percent(self.blocked)}"
        if member is not None and self.vetoes[member] >= self.shortfall:
            return f"{said}; veto by {self.names[member]} {percent(self.vetoes[member])}"
        return f"{said}; short of votes {percent(self.shortfall)}"

    @property
    def reason(self) -> str:
        """How the chances came about, in one sentence."""
        return self.method

    def payload(self) -> dict[str, Any]:
        """The forecast as JSON; chances are rounded to six places, so that bytes are the same."""
        base = self.baseline
        return {
            "body": self.body,
            "date": self.day.isoformat(),
            "question": dict(self.question),
            "members": {
                code: {ballot: _round(own[ballot]) for ballot in BALLOTS}
                for code, own in self.members.items()
            },
            "adopted": _round(self.adopted),
            "vetoes": {code: _round(chance) for code, chance in self.vetoes.items()},
            "shortfall": _round(self.shortfall),
            "blocked": _round(self.blocked),
            "tally": {str(number): _round(chance) for number, chance in self.tally.items()},
            "pivotal": {code: _round(chance) for code, chance in self.pivotal.items()},
            "persuasion": [
                {"member": move.member, "to": move.to, "change": _round(move.change)}
                for move in self.persuasion
            ],
            "courses": {words: _round(chance) for words, chance in self.courses.items()},
            "baseline": {
                "name": base.name,
                "adopted": _round(base.adopted),
                "vetoes": {code: _round(chance) for code, chance in base.vetoes.items()},
            }
            if base
            else {},
            "nearest": [near.symbol for near in self.nearest],
            "nearest_drafts": [
                {
                    "symbol": near.symbol,
                    "date": near.date.isoformat(),
                    "subject": near.subject,
                    "outcome": near.outcome,
                    "likeness": _round(near.likeness),
                }
                for near in self.nearest
            ],
            "rule": self.rule,
            "method": self.method,
            "does_not_show": list(self.does_not_show),
            "sources": list(self.sources),
            "inputs": dict(self.inputs),
            "seed": self.seed,
        }


def percent(chance: float) -> str:
    """A chance as a whole percentage; neither certainty is ever written.

    >>> percent(0.124), percent(0.0004), percent(0.9999)
    ('12 %', 'under 1 %', 'over 99 %')
    """
    if chance < 0.005:
        return "under 1 %"
    return "over 99 %" if chance > 0.995 else f"{100 * chance:.0f} %"


def _round(chance: float) -> float:
    return round(float(chance), 6) + 0.0
