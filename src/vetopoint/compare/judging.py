"""Votes that bear on a step: recorded in the case, named by symbol, or stated by a user."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache

from attrs import evolve, field, frozen

from vetopoint.compare.cases import Case, CaseVote
from vetopoint.law.ballots import Ballot, Tally
from vetopoint.law.bodies import (
    NotInForceError,
    NotSeatedError,
    Provision,
    Sitting,
    UnknownBodyError,
    body_slugs,
    open_body,
    unknown_name,
)
from vetopoint.law.documents import Source
from vetopoint.law.procedures import Step, path_slugs, procedure_of
from vetopoint.law.states import find_state
from vetopoint.law.verdicts import (
    TallyError,
    Verdict,
    decide,
    decide_from_tally,
    one_ballot_each,
)
from vetopoint.record.catalogue import find_vote, roll_call_of
from vetopoint.record.votes import RollCall

__all__ = [
    "BadVotesError",
    "Judged",
    "StatedVotes",
    "judged_case_vote",
    "judged_stated",
    "provision_on",
    "stated_votes",
    "vetoed_votes",
    "votes_until",
]


_NO_SOURCE = Source("the case file")


class BadVotesError(UnknownBodyError):
    """Words after --votes that name no step or no ballots."""


@frozen
class Judged:
    """A vote judged as one decision: where it comes from, the rule of the day, the verdict.

    `ballots` is None where only the tally is known.
    """

    symbol: str
    basis: str
    seats: Sitting
    provision: Provision
    verdict: Verdict
    ballots: Mapping[str, Ballot] | None = field(hash=False, default=None)


@frozen
class StatedVotes:
    """Ballots that a user states for the steps of a body, of a path, or for one step.

    `path` and `step` are empty where any will do. Members not named cast `rest`.
    """

    text: str
    body: str = ""
    path: str = ""
    step: str = ""
    named: Mapping[Ballot, tuple[str, ...]] = field(factory=dict, hash=False)
    rest: Ballot = Ballot.FOR
    roll_call: RollCall | None = None

    def covers(self, path: str, step: Step) -> bool:
        """Whether these ballots are meant for the step."""
        if self.roll_call is not None and self.roll_call.body != step.body:
            return False
        return (
            (not self.body or self.body == step.body)
            and (not self.path or self.path == path)
            and (not self.step or self.step == step.id)
        )


def stated_votes(text: str) -> StatedVotes:
    """Read ballots as a user states them.

    A symbol alone, or TARGET:SYMBOL, takes a recorded vote; TARGET:against=RUS,CHN;abstain=IND
    states ballots, the members not named voting in favour unless rest= says otherwise. TARGET is a
    body, a path, or PATH.STEP.

    >>> stated_votes("un-security-council:against=RUS,CHN").named[Ballot.AGAINST]
    ('RUS', 'CHN')

    Raises
    ------
    BadVotesError
        If the target or the ballots cannot be read.
    """
    target, sign, words = text.partition(":")
    if not sign:
        return StatedVotes(text, roll_call=find_vote(text))
    body, path, step = _target(target.strip())
    if "=" not in words:
        return StatedVotes(text, body, path, step, roll_call=find_vote(words))
    lists: dict[Ballot, tuple[str, ...]] = {}
    rest = Ballot.FOR
    for part in words.split(";"):
        name, _, members = part.partition("=")
        if name.strip() == "rest":
            rest = _ballot(members, text)
        elif name.strip():
            lists[_ballot(name, text)] = tuple(m.strip() for m in members.split(",") if m.strip())
    return StatedVotes(text, body, path, step, lists, rest)


def _ballot(word: str, text: str) -> Ballot:
    try:
        return Ballot(word.strip())
    except ValueError:
        known = ", ".join(ballot.value for ballot in Ballot)
        raise BadVotesError(
            f"{word.strip()!r} in {text!r} is no ballot; write un-security-council:against=RUS,CHN "
            f"with {known} or rest"
        ) from None


def _target(words: str) -> tuple[str, str, str]:
    if words in body_slugs():
        return words, "", ""
    path, dot, step = words.partition(".")
    if path not in path_slugs():
        known = (*body_slugs(), *path_slugs())
        raise BadVotesError(unknown_name("body or path", words, known, "./vetopoint paths"))
    steps = [one.id for one in procedure_of(path).steps]
    if dot and step not in steps:
        raise BadVotesError(f"{path} has no step {step!r}; its steps: {', '.join(steps) or 'none'}")
    return "", path, step


@lru_cache(maxsize=128)
def _sitting(body: str, day: datetime.date) -> Sitting:
    return open_body(body, day)


def provision_on(
    step: Step, day: datetime.date, parties: Iterable[str] = ()
) -> tuple[Sitting, Provision]:
    """The body of a step on a day and its rule, parties that sit there treated apart.

    Raises
    ------
    NotInForceError
        If the body did not sit, or had no such rule, on the day.
    """
    seats = _sitting(step.body, day)
    named = [code for code in parties if code in seats.names]
    return seats, seats.provision(step.decision, parties=named)


def judged_stated(
    votes: StatedVotes, step: Step, day: datetime.date, parties: Iterable[str] = ()
) -> Judged:
    """Stated ballots judged by the rule of a step; a recorded vote by that of its own day.

    Raises
    ------
    NotSeatedError
        If a member named holds no seat on the day.
    RepeatedMemberError
        If a member is given two ballots.
    """
    if votes.roll_call is not None:
        found = _of_roll_call(votes.roll_call, step, tuple(parties))
        if found is None:
            raise BadVotesError(
                f"too few ballots of {votes.roll_call.symbol} are known to judge it as "
                f"{step.decision} of {step.body}; state them with {step.body}:against=…"
            )
        return found
    seats, provision = provision_on(step, day, parties)
    named = {b: [_seat(seats, m) for m in members] for b, members in votes.named.items()}
    cast = dict.fromkeys(seats.seats, votes.rest) | one_ballot_each(named)
    return _judged("as stated", "stated", seats, provision, cast, tuple(parties))


def _seat(seats: Sitting, name: str) -> str:
    if name in seats.names:
        return name
    code = find_state(name, on=seats.day).code
    seats.check_seated([code])
    return code


def _judged(
    symbol: str,
    basis: str,
    seats: Sitting,
    provision: Provision,
    cast: Mapping[str, Ballot],
    parties: tuple[str, ...],
) -> Judged:
    named = [code for code in parties if code in seats.names]
    verdict = decide(seats, cast, provision.decision.id, parties=named)
    counted = dict(cast) | dict.fromkeys(provision.abstaining, Ballot.ABSTAIN)
    return Judged(symbol, basis, seats, provision, verdict, counted)


def _of_roll_call(found: RollCall, step: Step, parties: tuple[str, ...]) -> Judged | None:
    if found.without_vote:
        return None
    seats, provision = provision_on(step, found.date, parties)
    if found.complete:
        kept = {
            code: ballot
            for code, ballot in found.ballots.items()
            if code in seats.names or ballot is not Ballot.ABSENT
        }
        with suppress(NotSeatedError):
            return _judged(found.symbol, "recorded", seats, provision, kept, parties)
    if found.tally is None:
        return None
    against = {m for m, ballot in found.ballots.items() if ballot is Ballot.AGAINST}
    return _of_tally(
        found.symbol, found.tally, seats, provision, tuple(sorted(against | set(found.vetoers)))
    )


def _of_tally(
    symbol: str, counts: Tally, seats: Sitting, provision: Provision, against: tuple[str, ...]
) -> Judged | None:
    try:
        verdict = decide_from_tally(seats, counts, provision.decision.id, against=against)
    except (TallyError, NotSeatedError):
        return None
    return Judged(symbol, "recorded", seats, provision, verdict)


def judged_case_vote(
    vote: CaseVote, step: Step | None = None, parties: tuple[str, ...] = ()
) -> Judged | None:
    """A vote of a case judged as a step, or as the decision that the case names.

    None where it was withdrawn or too little is known of it.
    """
    if vote.outcome == "withdrawn":
        return None
    own = step or Step("", vote.body, vote.decision, reference=_NO_SOURCE)
    with suppress(NotInForceError, UnknownBodyError):
        found = roll_call_of(vote)
        judged = None if found is None else _of_roll_call(found, own, parties)
        found_here = judged or _of_case(vote, own, parties)
        return None if found_here is None else evolve(found_here, symbol=vote.symbol)
    return None


def _of_case(vote: CaseVote, step: Step, parties: tuple[str, ...]) -> Judged | None:
    """By the members that the case names, else by its tally."""
    seats, provision = provision_on(step, vote.date, parties)
    if any(vote.counts[ballot] is None for ballot in Ballot):
        return None
    counts = Tally(*(vote.counts[ballot] or 0 for ballot in Ballot))
    named = {ballot: members for ballot, members in vote.known.items() if members is not None}
    cast = dict.fromkeys(seats.seats, Ballot.FOR)
    with suppress(NotSeatedError):
        seats.check_seated(member for members in named.values() for member in members)
        cast |= one_ballot_each(named)
        if sum(ballot is Ballot.FOR for ballot in cast.values()) == counts.favour:
            return _judged(vote.symbol, "recorded", seats, provision, cast, parties)
    return _of_tally(vote.symbol, counts, seats, provision, named.get(Ballot.AGAINST, ()))


def votes_until(case: Case, body: str, day: datetime.date) -> tuple[CaseVote, ...]:
    """The votes of a case in a body up to a day; a scenario has none, those it lists are past."""
    if case.is_scenario:
        return ()
    return tuple(vote for vote in case.votes if vote.body == body and vote.date <= day)


def vetoed_votes(
    case: Case, body: str, day: datetime.date, since: datetime.date | None = None
) -> tuple[Judged, ...]:
    """The votes of a case in a body, up to a day, that failed by a veto, in the order of the case.

    With `since`, only those on that day or later.

    >>> from vetopoint.compare.cases import case_of
    >>> day = datetime.date(2022, 3, 1)
    >>> found = vetoed_votes(case_of("ukraine-2022"), "un-security-council", day)
    >>> [vote.symbol for vote in found]
    ['S/2022/155']
    """
    votes = (vote for vote in votes_until(case, body, day) if since is None or since <= vote.date)
    judged = (judged_case_vote(vote) for vote in votes)
    return tuple(vote for vote in judged if vote is not None and vote.verdict.vetoed_by)
