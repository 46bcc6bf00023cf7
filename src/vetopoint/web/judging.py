"""Verdicts, changes, designs and power as the pages ask for them: pure, so kept while in use."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from attrs import frozen

from vetopoint.brief.votes import DesignResult, JudgedVote, judged_in, under_designs
from vetopoint.count.indices import INDICES
from vetopoint.count.power import Power, power_of, subject_of
from vetopoint.law.bodies import Provision, Sitting
from vetopoint.law.rules import Rule, Threshold, thresholds
from vetopoint.web.patience import soon
from vetopoint.web.roll import Roll, roll_of
from vetopoint.web.sittings import sitting_on

__all__ = [
    "Judgement",
    "Matter",
    "has_many_weights",
    "judgement",
    "power_values",
    "provision_record",
    "provision_text",
]

# Beyond so many different weights exact fractions take seconds; floats carry their error.
EXACT_UP_TO = 60
# Indices that look at single coalitions, or at three ballots, take seconds beyond so many.
FEW_KINDS = 20
LABORIOUS = {"johnston", "deegan-packel", "holler", "ternary-banzhaf", "ternary-shapley-shubik"}
_Settings = tuple[tuple[str, int], ...]


@frozen
class Matter:
    """What is decided: a body, a day, a decision, its parties, its open thresholds."""

    slug: str
    day: datetime.date
    decision: str | None = None
    parties: tuple[str, ...] = ()
    settings: _Settings = ()

    @property
    def seats(self) -> Sitting:
        """The body on the day."""
        return sitting_on(self.slug, self.day)

    def provision(self) -> Provision:
        """The rule that decides."""
        return _provision(self)


@lru_cache(maxsize=128)
def _provision(matter: Matter) -> Provision:
    return matter.seats.provision(
        matter.decision, parties=matter.parties, parameters=dict(matter.settings)
    )


@frozen
class Judgement:
    """A roll call judged: as read from the address, the verdict, and the reforms beside it."""

    roll: Roll
    vote: JudgedVote
    designs: tuple[DesignResult, ...]


@lru_cache(maxsize=16)
def judgement(matter: Matter, votes: str) -> Judgement:
    """Judge the roll call that `votes` means.

    Few are kept, for the other forms of a page just asked for: one may list thousands of changes.
    """
    seats = matter.seats
    roll = roll_of(votes, seats)
    vote = judged_in(
        seats,
        roll.ballots,
        matter.decision,
        parties=matter.parties,
        parameters=dict(matter.settings),
    )
    designs = vote.designs or under_designs(seats, roll.ballots, vote.verdict.decision)
    return Judgement(roll, vote, designs)


def power_values(matter: Matter, index: str) -> Power:
    """The power of each member under the rule, by one index; exact where that is quick.

    Raises
    ------
    StillWorkingError
        If it takes longer than a reader should wait without being told.
    """
    kinds = _kinds(matter)
    if kinds > EXACT_UP_TO or (kinds > FEW_KINDS and index in LABORIOUS):
        return soon(
            f"The power of {len(matter.seats.seats)} members of {kinds} different weights is being "
            f"worked out ({INDICES[index].name}). This takes some seconds, at worst a minute.",
            _power,
            matter,
            index,
        )
    return _power(matter, index)


@lru_cache(maxsize=64)
def _power(matter: Matter, index: str) -> Power:
    subject = subject_of(matter.seats, matter.decision, dict(matter.settings))
    return power_of(subject, INDICES[index], floats=has_many_weights(matter))


def has_many_weights(matter: Matter) -> bool:
    """Whether members weigh so differently that power takes more than a moment."""
    return _kinds(matter) > EXACT_UP_TO


@lru_cache(maxsize=128)
def _kinds(matter: Matter) -> int:
    subject = subject_of(matter.seats, matter.decision, dict(matter.settings))
    leaves = list(thresholds(subject.rule))
    return len({tuple(leaf.weights.get(seat, 0) for leaf in leaves) for seat in subject.seats})


def provision_record(seats: Sitting, provision: Provision) -> dict[str, Any]:
    """The rule as the browser judges by it: the same thresholds, and the names for its words."""
    return {
        "taking_part": list(provision.seats),
        "excluded": list(provision.excluded),
        "abstaining": list(provision.abstaining),
        "names": {seat: seats.sentence_name(seat) for seat in seats.seats},
        "rule": _rule_record(provision.rule),
    }


@lru_cache(maxsize=128)
def provision_text(matter: Matter) -> str:
    """The same as JSON, for a page."""
    return json.dumps(provision_record(matter.seats, matter.provision()), ensure_ascii=False)


def _rule_record(rule: Rule) -> Mapping[str, Any]:
    if not isinstance(rule, Threshold):
        parts: Sequence[Rule] = rule.parts
        kind = "all" if type(rule).__name__ == "AllOf" else "any"
        return {"kind": kind, "parts": [_rule_record(part) for part in parts]}
    return {
        "kind": "threshold",
        "name": rule.name,
        "weights": dict(rule.weights),
        "count": {ballot.value: number for ballot, number in rule.count.as_record().items()},
        "quota": rule.quota,
        "effect": rule.effect.value,
        "unit": rule.unit,
        "over": rule.over,
    }
