"""What is left: every path of a case with its standing, and what a changed premise would flip.

A path is open, blocked, unmet, contested or unknown. That is a statement about conditions and
votes, never that something is lawful: what is said to be the law stands beside it with its holder.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from attrs import evolve, field, frozen

from vetopoint.compare.cases import Case
from vetopoint.compare.judging import BadVotesError, StatedVotes, stated_votes, vetoed_votes
from vetopoint.compare.known import Assumption, Known, assumptions, known_facts, truths_of
from vetopoint.compare.steps import StepFinding, StepState, found_step
from vetopoint.law.bodies import NotInForceError
from vetopoint.law.conditions import Requirement, Truth, facts_of
from vetopoint.law.facts import facts
from vetopoint.law.procedures import Procedure, path_slugs, procedure_of
from vetopoint.law.propositions import Proposition

__all__ = [
    "Flip",
    "PathFinding",
    "Paths",
    "RequirementFinding",
    "Standing",
    "Turn",
    "day_of",
    "paths_of",
]


class Standing(StrEnum):
    """How a path stands in a case on a day."""

    OPEN = "open"
    CONTESTED = "contested"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    UNMET = "unmet"


@frozen
class RequirementFinding:
    """A condition with the truth found, and the facts it rests on."""

    requirement: Requirement
    truth: Truth
    facts: tuple[Known, ...]


@frozen
class Turn:
    """A fact that alone would change the standing of a path, and to what."""

    fact: str
    value: str
    standing: Standing


@frozen
class PathFinding:
    """A path in a case: its standing, the reason in one sentence, conditions, steps and the law.

    `turns` are the single facts that would change the standing. `deciding` is the step that
    decides how it stands: one that is known to fail, else the first not taken, else the last.
    `law` had been said by the day, `later_law` not yet. `in_force` says whether the path existed
    that day. `before` is the standing without the user's assumptions and votes, where it differs.
    """

    procedure: Procedure
    standing: Standing
    reason: str
    requirements: tuple[RequirementFinding, ...]
    steps: tuple[StepFinding, ...]
    turns: tuple[Turn, ...] = ()
    law: tuple[Proposition, ...] = ()
    later_law: tuple[Proposition, ...] = ()
    deadline: datetime.date | None = None
    in_force: bool = True
    before: Standing | None = None

    @property
    def path(self) -> str:
        """The slug of the path."""
        return self.procedure.procedure

    @property
    def taken(self) -> bool:
        """Whether every step has been taken."""
        through = all(step.state is StepState.THROUGH for step in self.steps)
        return bool(self.steps) and through and self.standing in (Standing.OPEN, Standing.CONTESTED)

    @property
    def deciding(self) -> StepFinding | None:
        """The step that decides; None where no body votes."""
        return _stopping(self.steps) or (self.steps[-1] if self.steps else None)

    @property
    def blocked_by(self) -> tuple[str, ...]:
        """Members that block the deciding step."""
        return self.deciding.blocked_by if self.deciding else ()

    @property
    def next(self) -> str:
        """What comes up if it fails."""
        return self.procedure.next_says


@frozen
class Flip:
    """A path whose standing the user's assumptions or votes have changed."""

    path: str
    before: Standing
    after: Standing


@frozen
class Paths:
    """Every path of a case on a day."""

    case: Case
    date: datetime.date
    findings: tuple[PathFinding, ...]
    flips: tuple[Flip, ...]
    facts: Mapping[str, Known] = field(hash=False)
    assumed: tuple[str, ...] = ()
    votes: tuple[str, ...] = ()

    def of(self, path: str) -> PathFinding:
        """The finding on one path by its slug.

        Raises
        ------
        UnknownBodyError
            If no path has the slug; the sentence gives the nearest.
        """
        return next(one for one in self.findings if one.path == procedure_of(path).procedure)


def day_of(case: Case) -> datetime.date:
    """The day on which a case is asked about unless a user names another.

    >>> from vetopoint.compare.cases import case_of
    >>> day_of(case_of("taiwan-scenario")).isoformat()
    '2026-01-01'
    """
    return case.premises.on or max(
        (competence.on for competence in case.bodies), default=case.onset or datetime.date.today()
    )


def paths_of(
    case: Case,
    on: datetime.date | None = None,
    assume: Mapping[str, Assumption] | None = None,
    votes: Sequence[str] = (),
    only: Collection[str] = (),
) -> Paths:
    """Every path of a case on a day, under assumptions and stated votes.

    Parameters
    ----------
    on
        The day; by default the one that the case names in its premises, or the last on which one
        of its bodies could decide. Votes of the case after it are left out.
    assume
        Facts by name with a value: true, false, or a text such as «contested» or «RUS CHN».
    votes
        Ballots such as «un-security-council:against=RUS,CHN», or the symbol of a recorded vote.
    only
        Slugs of the paths asked about; all where none is named.

    >>> from vetopoint.compare.cases import case_of
    >>> found = paths_of(case_of("ukraine-2022"))
    >>> found.of("self-defence-collective").standing, found.of("security-council-force").blocked_by
    (<Standing.OPEN: 'open'>, ('RUS',))
    >>> flip, = paths_of(case_of("ukraine-2022"), assume={"victim_requested_help": False}).flips
    >>> flip.path, flip.after
    ('self-defence-collective', <Standing.UNMET: 'unmet'>)

    Raises
    ------
    NotInForceError
        If no path existed on the day.
    UnknownFactError, BadPremiseError, BadVotesError
        If an assumption or a vote cannot be read; each sentence says what is allowed.
    """
    day = on or day_of(case)
    procedures = [procedure_of(slug) for slug in path_slugs() if not only or slug in only]
    _refuse_before_all(day)
    stated = tuple(stated_votes(text) for text in votes)
    _refuse_idle(stated)
    assumed = assumptions(assume or {})
    plain = known_facts(case, day)
    known = known_facts(case, day, assumed) if assumed else plain
    found = [_found(procedure, case, day, known, stated) for procedure in procedures]
    if assumed or stated:
        before = {one.procedure: _standing(one, case, day, plain, ())[0] for one in procedures}
        found = [
            evolve(one, before=None if before[one.path] is one.standing else before[one.path])
            for one in found
        ]
    flips = (Flip(one.path, one.before, one.standing) for one in found if one.before)
    return Paths(case, day, tuple(found), tuple(flips), known, tuple(assumed), tuple(votes))


def _refuse_before_all(day: datetime.date) -> None:
    begun = [procedure_of(slug).since for slug in path_slugs()]
    first = min(since for since in begun if since)
    if day < first:
        raise NotInForceError(
            f"none of these paths existed on {day}; the first begins on {first}: choose a later day"
        )


def _refuse_idle(stated: Sequence[StatedVotes]) -> None:
    """Refuse ballots that no step of any path could take."""
    everything = [(slug, step) for slug in path_slugs() for step in procedure_of(slug).steps]
    for votes in stated:
        if any(votes.covers(slug, step) for slug, step in everything):
            continue
        call = votes.roll_call
        voted = f"{call.symbol} is a vote of {call.body}; " if call else ""
        raise BadVotesError(
            f"{voted}no step meant by {votes.text!r} is one of that body; name a step such as "
            "un-uniting-for-peace.referral, or leave the target out"
        )


_Assessed = tuple[Standing, str, tuple[RequirementFinding, ...], tuple[StepFinding, ...]]


def _found(
    procedure: Procedure,
    case: Case,
    day: datetime.date,
    known: Mapping[str, Known],
    votes: Sequence[StatedVotes],
) -> PathFinding:
    standing, reason, requirements, steps = _standing(procedure, case, day, known, votes)
    return PathFinding(
        procedure=procedure,
        standing=standing,
        reason=reason,
        requirements=requirements,
        steps=steps,
        turns=_turns(procedure, case, day, known, votes, standing),
        law=tuple(one for one in procedure.law if one.said_by(day)),
        later_law=tuple(one for one in procedure.law if not one.said_by(day)),
        deadline=_deadline(procedure, case, day),
        in_force=procedure.in_force(day),
    )


def _standing(
    procedure: Procedure,
    case: Case,
    day: datetime.date,
    known: Mapping[str, Known],
    votes: Sequence[StatedVotes],
) -> _Assessed:
    """The standing, on the worst ground there is, with the reason in a sentence."""
    truths = truths_of(known)
    requirements = tuple(
        RequirementFinding(one, one.truth(truths), _grounds(one, known))
        for one in procedure.requirements
    )
    if not procedure.in_force(day):
        return Standing.UNMET, _not_in_force(procedure, day), requirements, ()
    steps = tuple(
        found_step(procedure.procedure, step, case, day, known, votes) for step in procedure.steps
    )
    standing, reason = _worst(procedure, requirements, steps)
    return standing, reason, requirements, steps


def _worst(
    procedure: Procedure,
    requirements: Sequence[RequirementFinding],
    steps: Sequence[StepFinding],
) -> tuple[Standing, str]:
    by_truth = {truth: [r for r in requirements if r.truth is truth] for truth in Truth}
    left = _stopping(steps)
    state = left.state if left else StepState.THROUGH
    words = f"At the {left.step.id}: {left.reason}" if left else ""
    false, unknown = by_truth[Truth.FALSE], by_truth[Truth.UNKNOWN]
    contested = by_truth[Truth.CONTESTED]
    ending = _taken(steps) if steps else procedure.without_vote
    grounds = (
        (bool(false), Standing.UNMET, _unmet(false)),
        (state is StepState.BLOCKED, Standing.BLOCKED, words),
        (state is StepState.SHORT, Standing.UNMET, words),
        (bool(unknown), Standing.UNKNOWN, _unknown(unknown)),
        (state is StepState.UNKNOWN, Standing.UNKNOWN, words),
        (bool(contested), Standing.CONTESTED, _disputed(contested)),
        (state is StepState.CONTESTED, Standing.CONTESTED, words),
        (procedure.is_claim, Standing.CONTESTED, CLAIMED),
        (True, Standing.OPEN, words or ending),
    )
    return next((standing, told) for holds, standing, told in grounds if holds)


def _stopping(steps: Sequence[StepFinding]) -> StepFinding | None:
    """The first step that is blocked, else that fell short, else that has not been taken."""
    for state in (StepState.BLOCKED, StepState.SHORT):
        if found := next((step for step in steps if step.state is state), None):
            return found
    return next((step for step in steps if step.state is not StepState.THROUGH), None)


CLAIMED = "Claimed by some and rejected by others; what each holds is told beside it."


def _grounds(requirement: Requirement, known: Mapping[str, Known]) -> tuple[Known, ...]:
    return tuple(known[leaf.fact] for leaf in facts_of(requirement.condition))


def _not_in_force(procedure: Procedure, day: datetime.date) -> str:
    if procedure.since and day < procedure.since:
        return f"Did not exist yet on {day}; it begins on {procedure.since}."
    return f"No longer existed on {day}; it ended on {procedure.until}."


def _unmet(found: Sequence[RequirementFinding]) -> str:
    if not found:
        return ""
    leaves = facts_of(found[0].requirement.condition)
    told = [
        f"{leaf.fact} is {known.words}"
        for leaf, known in zip(leaves, found[0].facts, strict=True)
        if known.truth is (Truth.FALSE if leaf.wanted else Truth.TRUE)
    ]
    return f"Not met: {found[0].requirement.says.rstrip('.')} ({'; '.join(told)})."


def _unknown(found: Sequence[RequirementFinding]) -> str:
    names = [known.fact for one in found for known in one.facts if known.truth is Truth.UNKNOWN]
    named = list(dict.fromkeys(names))
    if not named:
        return ""
    return f"Not known: {', '.join(named)} ({facts()[named[0]].question})"


def _disputed(found: Sequence[RequirementFinding]) -> str:
    if not found:
        return ""
    disputed = [known for known in found[0].facts if known.truth is Truth.CONTESTED]
    said = f" ({disputed[0].fact} is contested)" if disputed else ""
    note = f" {disputed[0].note}" if disputed and disputed[0].note else ""
    return f"Disputed: {found[0].requirement.says.rstrip('.')}{said}.{note}"


def _taken(steps: Sequence[StepFinding]) -> str:
    told = (
        f"{step.step.id} by {step.judged.symbol}" if step.judged else step.step.id for step in steps
    )
    return f"Taken: {'; '.join(told)}."


def _turns(
    procedure: Procedure,
    case: Case,
    day: datetime.date,
    known: Mapping[str, Known],
    votes: Sequence[StatedVotes],
    standing: Standing,
) -> tuple[Turn, ...]:
    """Every single fact of the kind truth that would change the standing."""
    turns = []
    for name in procedure.facts:
        if facts()[name].kind != "truth":
            continue
        for value in (Truth.TRUE, Truth.FALSE):
            if known[name].value is value:
                continue
            trial = {**known, name: Known(name, value, "assumed")}
            other = _standing(procedure, case, day, trial, votes)[0]
            if other is not standing:
                turns.append(Turn(name, value.value, other))
    return tuple(turns)


def _deadline(procedure: Procedure, case: Case, day: datetime.date) -> datetime.date | None:
    """The last day of a limit in working days after the last veto, Monday to Friday counted."""
    limits = [one.working_days for one in procedure.deadlines if one.working_days]
    since = procedure.since
    vetoes = vetoed_votes(case, "un-security-council", day, since) if limits else ()
    if not vetoes:
        return None
    current, left = vetoes[-1].seats.day, limits[0]
    while left:
        current += datetime.timedelta(days=1)
        left -= current.weekday() < 5
    return current
