"""One vote judged for a reader: the verdict, who could have changed it, and the reform designs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache

from attrs import evolve, field, frozen

from vetopoint.count.changes import ChangeSet, TooManySetsError, smallest_changes
from vetopoint.count.undecided import Range, result_range
from vetopoint.law.ballots import Ballot, Tally
from vetopoint.law.bodies import Sitting, body_slugs, charter_of, open_body, sitting
from vetopoint.law.charters import Charter
from vetopoint.law.descriptions import described
from vetopoint.law.reasons import listed
from vetopoint.law.rules import Effect, thresholds
from vetopoint.law.states import short_name
from vetopoint.law.verdicts import Verdict, decide, decide_from_tally

__all__ = [
    "Basis",
    "DesignResult",
    "JudgedVote",
    "judged",
    "judged_in",
    "judged_tally",
    "reform_designs",
    "under_designs",
]


class Basis(StrEnum):
    """What a verdict rests on."""

    ROLL_CALL = "roll call"
    TALLY = "tally"


@frozen
class DesignResult:
    """What the same ballots would have meant under a proposed rule, its added seats left open.

    `assumed` names the thresholds that the proposal does not state, with the value used;
    `condition` says of which matters alone the proposal speaks, where it leaves others as today.
    """

    design: str
    name: str
    rule: str
    result: Range
    added_seats: int
    assumed: Mapping[str, int] = field(hash=False)
    condition: str = ""

    @property
    def words(self) -> str:
        """The result in a few words."""
        if self.result.is_settled and self.result.at_best and self.condition:
            return f"adopted, if it counts among {self.condition}"
        if self.result.is_settled:
            return "adopted" if self.result.at_best else "not adopted"
        if self.result.fewest == 0:
            return "adopted unless added seats vote against"
        return (
            f"open: adopted if {self.result.fewest} of the {self.added_seats} added seats "
            "vote in favour and none blocks"
        )


@frozen
class JudgedVote:
    """A vote with everything a reader asks of it.

    `changes` are the smallest sets of ballots that would have turned the result; None where the
    sets are too many to list, or where members' ballots are not known. `recorded` is what the
    record says came of it.
    """

    symbol: str
    seats: Sitting
    verdict: Verdict
    basis: Basis
    title: str
    rule: str
    changes: tuple[ChangeSet, ...] | None
    designs: tuple[DesignResult, ...]
    recorded: bool | None
    note: str = ""
    sources: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The slug of the body that voted."""
        return self.seats.body

    @property
    def date(self) -> datetime.date:
        """The day of the vote."""
        return self.seats.day


def judged(
    symbol: str,
    body: str,
    day: datetime.date,
    ballots: Mapping[str, Ballot],
    decision: str | None,
    *,
    title: str = "",
    recorded: bool | None = None,
    note: str = "",
    sources: tuple[str, ...] = (),
) -> JudgedVote:
    """Judge a recorded roll call and work out who could have changed it.

    States that a source lists as not voting on a day without a seat are left out, with a note.

    Raises
    ------
    NotSeatedError
        If a ballot was cast by a State without a seat that day.
    """
    seats = open_body(body, day)
    unseated = [code for code in sorted(ballots) if code not in seats.names]
    left_out = [code for code in unseated if ballots[code] is Ballot.ABSENT]
    kept = {code: ballot for code, ballot in ballots.items() if code not in left_out}
    if left_out:
        names = listed(short_name(code, day) for code in left_out)
        note = f"{note} The source lists {names} as not voting; without a seat that day, left out."
    vote = judged_in(seats, kept, decision)
    return evolve(
        vote, symbol=symbol, title=title, recorded=recorded, note=note.strip(), sources=sources
    )


def judged_in(
    seats: Sitting,
    ballots: Mapping[str, Ballot],
    decision: str | None,
    *,
    parties: Sequence[str] = (),
    parameters: Mapping[str, int] | None = None,
) -> JudgedVote:
    """Judge a roll call in a body that is already open."""
    verdict = decide(seats, ballots, decision, parties=parties, parameters=parameters)
    cast = dict(verdict.ballots or {})
    provision = seats.provision(decision, parties=parties, parameters=parameters)
    fixed = frozenset((*provision.abstaining, *provision.excluded))
    counted = cast | dict.fromkeys(provision.abstaining, Ballot.ABSTAIN)
    try:
        changes: tuple[ChangeSet, ...] | None = smallest_changes(
            provision.rule, counted, fixed=fixed
        )
    except TooManySetsError:
        changes = None
    return JudgedVote(
        symbol="",
        seats=seats,
        verdict=verdict,
        basis=Basis.ROLL_CALL,
        title="",
        rule=described(provision.rule),
        changes=changes,
        designs=() if verdict.adopted else under_designs(seats, cast, verdict.decision),
        recorded=None,
    )


def judged_tally(
    symbol: str,
    body: str,
    day: datetime.date,
    counts: Tally,
    decision: str | None,
    *,
    against: tuple[str, ...] = (),
    title: str = "",
    recorded: bool | None = None,
    note: str = "",
    sources: tuple[str, ...] = (),
) -> JudgedVote:
    """Judge a vote of which only the counts are known."""
    seats = open_body(body, day)
    return JudgedVote(
        symbol=symbol,
        seats=seats,
        verdict=decide_from_tally(seats, counts, decision, against=against),
        basis=Basis.TALLY,
        title=title,
        rule=described(seats.provision(decision).rule),
        changes=None,
        designs=(),
        recorded=recorded,
        note=note,
        sources=sources,
    )


@cache
def reform_designs(body: str) -> tuple[Charter, ...]:
    """The proposed reforms of a body, in the order of their slugs."""
    charters = (charter_of(slug) for slug in body_slugs())
    return tuple(c for c in charters if c.kind == "design" and c.reforms == body)


def under_designs(
    seats: Sitting, ballots: Mapping[str, Ballot], decision: str
) -> tuple[DesignResult, ...]:
    """The same ballots under the reforms proposed by that day, for decisions that can be vetoed."""
    rule = seats.provision(decision).rule
    if all(leaf.effect is not Effect.VETO for leaf in thresholds(rule)):
        return ()
    return tuple(
        _under(design, seats, ballots, _counterpart(design, seats.charter, decision))
        for design in reform_designs(seats.body)
        if design.since is None or design.since <= seats.day
    )


def _counterpart(design: Charter, reformed: Charter, decision: str) -> str:
    """The design's decision of that kind; what it reforms most stands for the body's default."""
    if decision == reformed.default:
        return design.default
    known = [d.id for d in design.decisions]
    return next((d for d in (decision, reformed.default) if d in known), design.default)


@lru_cache(maxsize=128)
def _reformed(design: str, day: datetime.date) -> Sitting:
    return sitting(charter_of(design), day)


@lru_cache(maxsize=512)
def _described(design: str, day: datetime.date, decision: str) -> str:
    return described(_reformed(design, day).provision(decision).rule)


def _under(
    design: Charter, seats: Sitting, ballots: Mapping[str, Ballot], decision: str
) -> DesignResult:
    reformed = _reformed(design.body, seats.day)
    provision = reformed.provision(decision)
    known = {kind.id for kind in seats.charter.decisions}
    added = [seat for seat in reformed.seats if seat not in ballots]
    return DesignResult(
        design=design.body,
        name=design.short,
        rule=_described(design.body, seats.day, decision),
        result=result_range(provision.rule, ballots, added),
        added_seats=len(added),
        assumed={
            name: design.parameters[name].default
            for name in provision.era.parameters
            if not design.parameters[name].stated
        },
        condition="" if decision in known else provision.decision.name,
    )
