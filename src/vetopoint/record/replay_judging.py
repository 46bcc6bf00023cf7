"""One recorded vote judged by the charter of its day and compared with what happened."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache

from attrs import frozen

from vetopoint.law.ballots import Ballot, Tally
from vetopoint.law.bodies import NotSeatedError, Sitting, open_body
from vetopoint.law.rules import Rule, held
from vetopoint.law.states import UnknownStateError, seat_code
from vetopoint.law.verdicts import TallyError, Verdict, decide, decide_from_tally
from vetopoint.record.landmark import LANDMARK
from vetopoint.record.replay_rules import ExceptionKind, Listed, ReplayRules, replay_rules
from vetopoint.record.votes import RollCall

__all__ = ["Judge", "Judged", "Opener", "Seated", "Standing", "judge_by"]

Opener = Callable[[str, datetime.date], Sitting]
TWO_THIRDS = "important-question"
DECISION_NAMED = "The record of the vote itself names this decision, which is not the default."


class Standing(StrEnum):
    """How a verdict stands to what happened."""

    AGREES = "agrees"
    EXCEPTION = "exception"
    UNEXPLAINED = "unexplained"


@frozen
class Judged:
    """A vote, the verdict of the rule applied, and how the two stand to each other.

    `why` says what explains an exception, or what is wrong with an unexplained vote. `verdict` is
    None where there were no ballots to judge.
    """

    vote: RollCall
    decision: str
    standing: Standing
    verdict: Verdict | None = None
    kind: ExceptionKind | None = None
    why: str = ""
    listed: Listed | None = None


@frozen
class Seated:
    """Ballots by the seats of the day, and what had to be done to the record to get there.

    `dropped` are published as not voting and had no seat; `filled` had a seat and are not
    published, so they count as absent; `stray` cast a ballot without a seat, which no rule can
    judge.
    """

    ballots: Mapping[str, Ballot]
    dropped: tuple[str, ...]
    filled: tuple[str, ...]
    stray: tuple[str, ...]


@frozen
class Judge:
    """Charters and named exceptions, ready to judge votes; see `judge_by`."""

    opened: Opener
    rule: Callable[[str, datetime.date, str], Rule]
    rules: ReplayRules

    def seated(self, vote: RollCall) -> Seated:
        """The ballots of a vote by the seats of its day."""
        seats = self.opened(vote.body, vote.date).names
        ballots = {code: ballot for code, ballot in vote.ballots.items() if code in seats}
        dropped, stray = [], []
        for code in sorted(vote.ballots.keys() - seats.keys()):
            ballot, seat = vote.ballots[code], _seat(code, vote.date)
            if seat in seats and seat not in ballots:
                ballots[seat] = ballot
            elif ballot is Ballot.ABSENT:
                dropped.append(code)
            else:
                stray.append(code)
        filled = tuple(code for code in seats if code not in ballots)
        return Seated(ballots, tuple(dropped), filled, tuple(stray))

    def council(self, vote: RollCall, seated: Seated) -> Judged:
        """A Council draft: by the default rule, or as its named exception says."""
        sitting, listed = self.opened(vote.body, vote.date), self.rules.listed(vote)
        default = sitting.charter.default
        if seated.stray:
            return _stray(vote, default, seated, sitting)
        if listed and not listed.kind.has_ballots:
            return _without_ballots(vote, listed)
        if vote.without_vote:
            return Judged(
                *(vote, default, Standing.UNEXPLAINED),
                why="Adopted without a vote, and not among the named exceptions.",
            )
        verdict = decide(sitting, seated.ballots, default)
        if not _agrees(vote, verdict):
            return self._by_its_own_rule(vote, seated, verdict, listed)
        if listed:
            why = "A named exception that agrees by the default rule: the entry is stale."
            return Judged(vote, default, Standing.UNEXPLAINED, verdict, why=why, listed=listed)
        return Judged(vote, default, Standing.AGREES, verdict)

    def _by_its_own_rule(
        self, vote: RollCall, seated: Seated, verdict: Verdict, listed: Listed | None
    ) -> Judged:
        """Judge by the decision named for it a draft that the default rule does not explain."""
        named = listed.decision if listed else vote.decision
        if named and named != verdict.decision:
            verdict = decide(self.opened(vote.body, vote.date), seated.ballots, named)
            if _agrees(vote, verdict):
                why = listed.reason if listed else vote.note or DECISION_NAMED
                kind = ExceptionKind.PROCEDURAL
                return Judged(vote, named, Standing.EXCEPTION, verdict, kind, why, listed)
        return Judged(
            *(vote, verdict.decision, Standing.UNEXPLAINED, verdict),
            why=verdict.reason,
            listed=listed,
        )

    def tally(self, vote: RollCall) -> Judged:
        """A Council draft of which only the count, and perhaps who vetoed it, is known.

        Who else voted against is not known where a veto could not be cast for want of votes, so
        the first attempt gives negative votes to members without a veto, and the second to any.
        """
        sitting = self.opened(vote.body, vote.date)
        default = sitting.charter.default
        try:
            verdict = _verdict_of_tally(vote, sitting)
        except (TallyError, NotSeatedError) as error:
            return Judged(vote, default, Standing.UNEXPLAINED, why=str(error))
        if _agrees(vote, verdict):
            return Judged(vote, default, Standing.AGREES, verdict)
        return Judged(vote, default, Standing.UNEXPLAINED, verdict, why=verdict.reason)

    def assembly(self, vote: RollCall, seated: Seated) -> Judged:
        """An Assembly text: by the majority its subject needed, else by the residual rule."""
        sitting, listed = self.opened(vote.body, vote.date), self.rules.listed(vote)
        decision = self.rules.majority(vote) or sitting.charter.default
        if seated.stray:
            return _stray(vote, decision, seated, sitting)
        if listed:
            return _without_ballots(vote, listed)
        verdict = decide(sitting, seated.ballots, decision)
        if verdict.adopted is vote.was_adopted:
            return Judged(vote, decision, Standing.AGREES, verdict)
        return Judged(vote, decision, Standing.UNEXPLAINED, verdict, why=verdict.reason)

    def reaches_two_thirds(self, vote: RollCall, seated: Seated) -> bool:
        """Whether two thirds of those present and voting were in favour."""
        return held(self.rule(vote.body, vote.date, TWO_THIRDS), seated.ballots)

    def reaches_majority(self, vote: RollCall, seated: Seated) -> bool:
        """Whether more voted for than against, by the body's default rule."""
        default = self.opened(vote.body, vote.date).charter.default
        return held(self.rule(vote.body, vote.date, default), seated.ballots)


def judge_by(opened: Opener = open_body, rules: ReplayRules | None = None) -> Judge:
    """A judge who opens each body once for each day.

    >>> from vetopoint.record.landmark import landmark
    >>> judge = judge_by()
    >>> vote = next(vote for vote in landmark() if vote.symbol == "S/1999/328")
    >>> judge.council(vote, judge.seated(vote)).standing
    <Standing.AGREES: 'agrees'>
    """
    once = cache(opened)

    @cache
    def rule(body: str, day: datetime.date, decision: str) -> Rule:
        return once(body, day).provision(decision).rule

    return Judge(once, rule, rules or replay_rules())


def _seat(code: str, day: datetime.date) -> str:
    try:
        return seat_code(code, day)
    except UnknownStateError:
        return code


def _agrees(vote: RollCall, verdict: Verdict) -> bool:
    """Same outcome, and the same vetoes where the record says who cast them."""
    if verdict.adopted is not vote.was_adopted:
        return False
    if verdict.adopted or any(one.source.startswith(LANDMARK) for one in vote.sources):
        # The landmark record gives ballots and outcome; who vetoed follows from them.
        return True
    return set(verdict.vetoed_by) == {_seat(code, vote.date) for code in vote.vetoers}


def _verdict_of_tally(vote: RollCall, sitting: Sitting) -> Verdict:
    counts = vote.tally
    if counts is None:
        raise TallyError(f"no count of {vote.symbol} is known")
    absent = len(sitting.seats) - counts.favour - counts.against - counts.abstain
    if absent < 0:
        raise TallyError(
            f"{counts.words()} is more than the {len(sitting.seats)} seats of {vote.date}"
        )
    whole = Tally(counts.favour, counts.against, counts.abstain, absent)
    vetoers = [_seat(code, vote.date) for code in vote.vetoers]
    try:
        return decide_from_tally(sitting, whole, against=vetoers)
    except TallyError:
        return decide_from_tally(sitting, whole, against=vetoers, vetoes_known=False)


def _stray(vote: RollCall, decision: str, seated: Seated, sitting: Sitting) -> Judged:
    error = NotSeatedError(seated.stray[0], sitting.charter.name, vote.date, sitting.seats)
    return Judged(vote, decision, Standing.UNEXPLAINED, why=str(error))


def _without_ballots(vote: RollCall, listed: Listed) -> Judged:
    """An exception for want of ballots holds only where there are none, and the text passed."""
    cast = [code for code, ballot in vote.ballots.items() if ballot is not Ballot.ABSENT]
    marked = vote.without_vote or listed.kind is ExceptionKind.EMPTY
    if cast or not marked or not vote.was_adopted:
        why = "A named exception for want of ballots, but the record has ballots or no adoption."
        return Judged(vote, listed.decision, Standing.UNEXPLAINED, why=why, listed=listed)
    return Judged(
        vote, listed.decision, Standing.EXCEPTION, None, listed.kind, listed.reason, listed
    )
