"""One step of a path in a case: whether it was taken or is blocked, and what it needs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from enum import StrEnum

from attrs import evolve, field, frozen

from vetopoint.compare.cases import Case
from vetopoint.compare.judging import (
    Judged,
    StatedVotes,
    judged_case_vote,
    judged_stated,
    provision_on,
    votes_until,
)
from vetopoint.compare.known import Known
from vetopoint.count.changes import ChangeSet, TooManySetsError, smallest_changes
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import NotInForceError, Provision, Sitting, charter_of
from vetopoint.law.conditions import Truth
from vetopoint.law.descriptions import described
from vetopoint.law.procedures import Step
from vetopoint.law.reasons import listed
from vetopoint.law.rules import Effect, held, thresholds

__all__ = ["StepFinding", "StepState", "found_step"]


class StepState(StrEnum):
    """Where a step stands."""

    THROUGH = "through"
    OPEN = "open"
    BLOCKED = "blocked"
    SHORT = "short of votes"
    CONTESTED = "contested"
    UNKNOWN = "unknown"


@frozen
class StepFinding:
    """A step in a case on a day.

    `judged` is the vote that it rests on, if any; `blocked_by` are members that can block and do,
    by that vote or by what the case says. `reason` is one sentence. Without a rule in force on the
    day, `seats` and `provision` are None.
    """

    step: Step
    state: StepState
    reason: str
    seats: Sitting | None = None
    provision: Provision | None = None
    judged: Judged | None = None
    blocked_by: tuple[str, ...] = ()
    fact: str = ""
    opposed: tuple[str, ...] = field(default=())

    @property
    def rule(self) -> str:
        """The rule of the day in words."""
        return "" if self.provision is None else described(self.provision.rule)

    @property
    def needed(self) -> int | None:
        """How much the first count needs; None where that depends on who votes."""
        if self.judged is not None:
            counts = [f for f in self.judged.verdict.findings if _is_count(f.threshold.effect)]
            return counts[0].needed if counts else None
        if self.provision is None:
            return None
        leaves = [leaf for leaf in thresholds(self.provision.rule) if _is_count(leaf.effect)]
        plain = [leaf for leaf in leaves if leaf.count.favour and not leaf.count.against]
        return plain[0].quota if plain and plain[0] is leaves[0] else None

    @property
    def have(self) -> int | None:
        """How much the first count has, by the vote that the step rests on."""
        if self.judged is None:
            return None
        counts = [f for f in self.judged.verdict.findings if _is_count(f.threshold.effect)]
        return counts[0].have if counts else self.judged.verdict.tally.favour

    @property
    def if_others_agree(self) -> bool:
        """Whether the smallest change is worked out as if all others voted in favour."""
        return self.judged is None

    @property
    def changes(self) -> tuple[ChangeSet, ...] | None:
        """The smallest changes of ballots that would carry it; None where they cannot be said.

        Without a vote they are worked out from the known opposition, all others voting in favour.
        """
        if self.provision is None or self.state is StepState.THROUGH:
            return None
        ballots = self.judged.ballots if self.judged else _all_but(self.provision, self.opposed)
        if ballots is None or held(self.provision.rule, ballots):
            return None
        kept = frozenset((*self.provision.abstaining, *self.provision.excluded))
        try:
            return smallest_changes(self.provision.rule, ballots, fixed=kept)
        except TooManySetsError:
            return None


def _is_count(effect: Effect) -> bool:
    return effect is Effect.SHORTFALL


def _all_but(provision: Provision, opposed: Sequence[str]) -> Mapping[str, Ballot] | None:
    if not opposed:
        return None
    cast = dict.fromkeys(provision.seats, Ballot.FOR)
    against = dict.fromkeys((m for m in opposed if m in cast), Ballot.AGAINST)
    return cast | against | dict.fromkeys(provision.abstaining, Ballot.ABSTAIN)


def found_step(
    path: str,
    step: Step,
    case: Case,
    day: datetime.date,
    known: Mapping[str, Known],
    votes: Sequence[StatedVotes] = (),
) -> StepFinding:
    """Where a step stands, on the first ground there is.

    In this order: ballots that the user states; a premise that the user assumes; the vote of the
    case on this step; whether it was decided; a veto in the same body; known opposition.
    """
    parties = _named(known, step.parties)
    try:
        seats, provision = provision_on(step, day, parties)
    except NotInForceError as error:
        return StepFinding(step, StepState.UNKNOWN, f"{error}.")
    if step.parties and known[step.parties].value is None:
        words = f"Not known: {step.parties}."
        return StepFinding(step, StepState.UNKNOWN, words, seats, provision, fact=step.parties)
    stated = next((one for one in reversed(votes) if one.covers(path, step)), None)
    if stated is not None:
        return _by_vote(step, judged_stated(stated, step, day, parties))
    if not _is_assumed(step, known):
        found = _by_record(path, step, case, day, known)
        if found is not None:
            return found
    return _by_facts(step, seats, provision, known)


def _is_assumed(step: Step, known: Mapping[str, Known]) -> bool:
    named = (step.decided, step.opposition, step.opposed_by)
    return any(known[name].basis == "assumed" for name in named if name)


def _by_record(
    path: str, step: Step, case: Case, day: datetime.date, known: Mapping[str, Known]
) -> StepFinding | None:
    """The vote of the case on this step, or a veto that tells how it would go."""
    parties = _named(known, step.parties)
    recorded = _recorded(path, step, case, day, parties)
    if recorded is not None:
        return _by_vote(step, recorded)
    taken = step.decided and known[step.decided].truth in (Truth.TRUE, Truth.CONTESTED)
    if taken or not step.opposition or step.by_decision:
        return None
    blocking = _blocking(step, case, day, parties)
    if blocking is None or not blocking.verdict.adopted:
        return None if blocking is None else _by_vote(step, blocking)
    words = f"{blocking.symbol} by this rule: {blocking.verdict.reason}"
    return evolve(_by_vote(step, blocking), state=StepState.OPEN, reason=words)


def _named(known: Mapping[str, Known], fact: str) -> tuple[str, ...]:
    value = known[fact].value if fact else ()
    return value if isinstance(value, tuple) else ()


def _recorded(
    path: str, step: Step, case: Case, day: datetime.date, parties: tuple[str, ...]
) -> Judged | None:
    """The vote that the case names for the step, or the last one of the same decision."""
    symbol = case.premises.votes.get(f"{path}.{step.id}")
    for vote in reversed(votes_until(case, step.body, day)):
        if vote.symbol == symbol or (step.by_decision and vote.decision == step.decision):
            return judged_case_vote(vote, step, parties)
    return None


def _blocking(
    step: Step, case: Case, day: datetime.date, parties: tuple[str, ...]
) -> Judged | None:
    """The last vote of that kind in the body that failed by a veto, under the rule of this step.

    A vote of another particular kind, such as one on membership, says nothing of this step.
    """
    kinds = {step.decision, charter_of(step.body).default}
    for vote in reversed(votes_until(case, step.body, day)):
        own = judged_case_vote(vote) if vote.decision in kinds else None
        if own is not None and own.verdict.blocked_by:
            return judged_case_vote(vote, step, parties)
    return None


def _by_vote(step: Step, judged: Judged) -> StepFinding:
    verdict = judged.verdict
    if verdict.adopted:
        state = StepState.THROUGH
    else:
        state = StepState.BLOCKED if verdict.blocked_by else StepState.SHORT
    named = "" if judged.basis == "stated" else f"{judged.symbol}: "
    return StepFinding(
        step,
        state,
        f"{named}{verdict.reason}",
        judged.seats,
        judged.provision,
        judged,
        verdict.blocked_by,
        opposed=verdict.blocked_by,
    )


def _by_facts(
    step: Step, seats: Sitting, provision: Provision, known: Mapping[str, Known]
) -> StepFinding:
    decided = known[step.decided].truth if step.decided else Truth.UNKNOWN
    if decided is Truth.TRUE:
        words = _ground(known[step.decided])
        return StepFinding(
            step, StepState.THROUGH, f"Taken ({words}).", seats, provision, fact=step.decided
        )
    if decided is Truth.CONTESTED:
        words = f"Whether it was taken is disputed: {known[step.decided].note}"
        return StepFinding(step, StepState.CONTESTED, words, seats, provision, fact=step.decided)
    effects = {leaf.effect for leaf in thresholds(provision.rule)}
    can_block = bool(effects - {Effect.SHORTFALL})
    if not step.opposition or not can_block:
        state = StepState.SHORT if decided is Truth.FALSE else StepState.OPEN
        words = f"Needs {described(provision.rule)}; no vote on it is recorded."
        if decided is Truth.FALSE:
            words = f"Not taken ({_ground(known[step.decided])})."
        return StepFinding(step, state, words, seats, provision, fact=step.decided)
    return _by_opposition(step, seats, provision, known)


_STATES = {
    Truth.TRUE: StepState.BLOCKED,
    Truth.FALSE: StepState.OPEN,
    Truth.CONTESTED: StepState.CONTESTED,
    Truth.UNKNOWN: StepState.UNKNOWN,
}


def _by_opposition(
    step: Step, seats: Sitting, provision: Provision, known: Mapping[str, Known]
) -> StepFinding:
    """By what is known of members that can block; one that the rule silences cannot."""
    found = known[step.opposition]
    names = [code for code in _named(known, step.opposed_by) if code in seats.names]
    silenced = {*provision.abstaining, *provision.excluded}
    free = tuple(code for code in names if code not in silenced)
    truth = found.truth
    if names and not free and truth is Truth.TRUE:
        truth = Truth.FALSE
    rule = described(provision.rule)
    who = listed(seats.sentence_name(code) for code in free) or "a member that can block"
    verb = "oppose" if len(free) > 1 else "opposes"
    words = {
        Truth.TRUE: f"{who[0].upper()}{who[1:]} {verb} it ({_ground(found)}); needs {rule}.",
        Truth.FALSE: f"No known opposition can block it; needs {rule}.",
        Truth.CONTESTED: f"Whether a member blocks it is disputed ({_ground(found)}).",
        Truth.UNKNOWN: f"Not known: {step.opposition}; needs {rule}.",
    }
    blocked_by = free if truth is Truth.TRUE else ()
    return StepFinding(
        step,
        _STATES[truth],
        words[truth],
        seats,
        provision,
        None,
        blocked_by,
        step.opposition,
        opposed=blocked_by,
    )


def _ground(known: Known) -> str:
    words = {"assumed": "as assumed", "default": "unless stated otherwise"}
    return words.get(known.basis) or known.source or known.basis
