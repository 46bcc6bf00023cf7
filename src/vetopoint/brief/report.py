"""The brief of a case, put together from the floors below; the faces only print it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

from attrs import evolve, frozen

from vetopoint.brief.outlook import Outlook
from vetopoint.brief.votes import JudgedVote, judged, judged_tally
from vetopoint.compare.analogues import Analogues
from vetopoint.compare.cases import Case, CaseVote, Competence
from vetopoint.compare.claims.checking import Finding
from vetopoint.compare.claims.ledger import Claim, Ledger
from vetopoint.compare.paths import Paths
from vetopoint.law.ballots import Ballot, Tally
from vetopoint.law.bodies import NotInForceError, NotSeatedError, UnknownBodyError, open_body
from vetopoint.law.descriptions import described
from vetopoint.law.documents import Source
from vetopoint.record.votes import RollCall

__all__ = ["WARNING", "Brief", "ClaimAccount", "Forum", "UnjudgedVote", "brief_of"]

WARNING = (
    "The same ballots under another rule: members would have negotiated and voted differently, "
    "so this shows what the rule does, not what would have happened."
)

_Finder = Callable[[CaseVote], RollCall | None]


@frozen
class Forum:
    """A body that could decide, on its day: how many seats, and its rule in words."""

    competence: Competence
    name: str
    decision: str
    seats: int | None
    rule: str
    effect: str
    contested: str
    reference: Source | None


@frozen
class UnjudgedVote:
    """A vote or decision that cannot be judged from what is known, and why."""

    vote: CaseVote
    why: str


@frozen
class ClaimAccount:
    """A claim about the case: its findings, what stands of it, and the rings it is caught in."""

    ledger: Ledger
    claim: Claim
    findings: tuple[Finding, ...]
    stands: str
    notes: tuple[str, ...] = ()


@frozen
class Brief:
    """Everything the brief says, before it is put on paper or screen.

    What stands around the votes (paths, forecasts, analogues, claims) is there in a whole brief.
    """

    case: Case
    forums: tuple[Forum, ...]
    votes: tuple[JudgedVote | UnjudgedVote, ...]
    paths: Paths | None = None
    outlook: Outlook | None = None
    analogues: Analogues | None = None
    claims: tuple[ClaimAccount, ...] = ()

    @property
    def judged(self) -> tuple[JudgedVote, ...]:
        """The votes with a verdict."""
        return tuple(vote for vote in self.votes if isinstance(vote, JudgedVote))

    @property
    def defeated(self) -> tuple[JudgedVote, ...]:
        """The votes that did not carry."""
        return tuple(vote for vote in self.judged if not vote.verdict.adopted)


def brief_of(case: Case, find: _Finder) -> Brief:
    """Put the brief of a case together.

    Parameters
    ----------
    find
        Gives the roll call of a case's vote, or None where none is at hand; then the case's own
        tally is judged, if it is complete.
    """
    return Brief(
        case=case,
        forums=tuple(_forum(competence) for competence in case.bodies),
        votes=tuple(_vote(vote, find(vote)) for vote in case.votes),
    )


def _forum(competence: Competence) -> Forum:
    try:
        seats = open_body(competence.body, competence.on)
        provision = seats.provision(competence.decision)
    except NotInForceError as error:
        return Forum(
            competence, competence.body, competence.decision, None, str(error), "", "", None
        )
    return Forum(
        competence=competence,
        name=seats.charter.name,
        decision=provision.decision.name,
        seats=len(seats.seats),
        rule=described(provision.rule),
        effect=provision.decision.effect,
        contested=provision.decision.contested,
        reference=provision.reference,
    )


def _vote(vote: CaseVote, roll_call: RollCall | None) -> JudgedVote | UnjudgedVote:
    if vote.outcome == "withdrawn":
        return UnjudgedVote(vote, "It was withdrawn, so nobody voted.")
    if roll_call is not None and roll_call.complete and not roll_call.without_vote:
        with suppress(NotSeatedError):
            found = judged(
                vote.symbol,
                vote.body,
                vote.date,
                roll_call.ballots,
                roll_call.decision or vote.decision,
                title=vote.topic,
                recorded=roll_call.was_adopted,
                sources=tuple(source.words() for source in roll_call.sources),
            )
            return evolve(found, note=vote.note)
    return _from_case(vote)


def _from_case(vote: CaseVote) -> JudgedVote | UnjudgedVote:
    """Judge by the members named in the case, else by its tally, else say what is missing."""
    recorded = vote.outcome == "adopted"
    try:
        seats = open_body(vote.body, vote.date)
    except (NotInForceError, UnknownBodyError) as error:
        return UnjudgedVote(vote, str(error))
    counts = _tally(vote, len(seats.seats))
    if counts is None:
        return UnjudgedVote(vote, "The tally is not known, so no verdict is worked out.")
    if not _fits(counts, vote, seats.seats):
        return UnjudgedVote(vote, "The tally known does not cover every seat of the day.")
    if all(vote.known[ballot] is not None for ballot in (Ballot.AGAINST, Ballot.ABSTAIN)):
        cast = dict.fromkeys(seats.seats, Ballot.FOR)
        for ballot, members in vote.known.items():
            cast |= dict.fromkeys(members or (), ballot)
        if sum(b is Ballot.FOR for b in cast.values()) == counts.favour:
            return judged(
                vote.symbol,
                vote.body,
                vote.date,
                cast,
                vote.decision,
                title=vote.topic,
                recorded=recorded,
                note=vote.note,
                sources=("the case file",),
            )
    return judged_tally(
        vote.symbol,
        vote.body,
        vote.date,
        counts,
        vote.decision,
        against=vote.known[Ballot.AGAINST] or (),
        title=vote.topic,
        recorded=recorded,
        note=vote.note,
        sources=("the case file",),
    )


def _tally(vote: CaseVote, seats: int) -> Tally | None:
    favour, against, abstain = (
        vote.counts[b] for b in (Ballot.FOR, Ballot.AGAINST, Ballot.ABSTAIN)
    )
    if favour is None or against is None or abstain is None:
        return None
    absent = vote.counts[Ballot.ABSENT]
    rest = seats - favour - against - abstain
    return Tally(favour, against, abstain, rest if absent is None else absent)


def _fits(counts: Tally, vote: CaseVote, seats: Iterable[str]) -> bool:
    seated = frozenset(seats)
    named = (member for members in vote.known.values() for member in members or ())
    return counts.absent >= 0 and counts.seats == len(seated) and seated.issuperset(named)
