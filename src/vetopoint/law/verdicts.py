"""What a rule makes of a roll call, and the reason in a sentence a reader can check by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from attrs import field, frozen

from vetopoint.errors import VetopointError
from vetopoint.law.ballots import Ballot, Tally, tally
from vetopoint.law.bodies import Provision, Sitting
from vetopoint.law.documents import Source
from vetopoint.law.reasons import Finding, counted, reason_for
from vetopoint.law.rules import Effect, held, thresholds

__all__ = [
    "RepeatedMemberError",
    "TallyError",
    "Verdict",
    "decide",
    "decide_from_tally",
    "one_ballot_each",
]


class RepeatedMemberError(VetopointError, ValueError):
    """One member is given two ballots."""


class TallyError(VetopointError, ValueError):
    """A tally that the seats of the day cannot give."""


@frozen
class Verdict:
    """What a rule makes of a roll call.

    `vetoed_by` names members whose negative vote is a veto: without it the draft would have
    passed. `blocked_by` does the same where any member may object. `short_by` is what the first
    failed count lacks, in its own unit; None where no count failed. `ballots` is None when only
    the tally is known.
    """

    adopted: bool
    tally: Tally
    findings: tuple[Finding, ...]
    vetoed_by: tuple[str, ...]
    blocked_by: tuple[str, ...]
    short_by: int | None
    reason: str
    reference: Source
    decision: str
    ballots: Mapping[str, Ballot] | None = field(hash=False, default=None)


def one_ballot_each(
    given: Mapping[Ballot, Iterable[str]],
) -> dict[str, Ballot]:
    """Turn lists of members by ballot into ballots by member.

    >>> one_ballot_each({Ballot.FOR: ["CHN"], Ballot.AGAINST: ["FRA"]})["FRA"]
    <Ballot.AGAINST: 'against'>

    Raises
    ------
    RepeatedMemberError
        If a member stands in two lists, or twice in one.
    """
    ballots: dict[str, Ballot] = {}
    for ballot, members in given.items():
        for member in members:
            if member in ballots:
                first = ballots[member]
                how = (
                    f"both times as {ballot}" if first is ballot else f"as {first} and as {ballot}"
                )
                raise RepeatedMemberError(
                    f"{member} is named twice, {how}; give each member one ballot"
                )
            ballots[member] = ballot
    return ballots


def decide(
    seats: Sitting,
    ballots: Mapping[str, Ballot],
    decision: str | None = None,
    *,
    parties: Iterable[str] = (),
    parameters: Mapping[str, int] | None = None,
) -> Verdict:
    """Apply the rule of the day to a roll call; a seat without a ballot is absent.

    >>> from datetime import date
    >>> from vetopoint.law.bodies import open_body
    >>> council = open_body("un-security-council", date(2022, 2, 25))
    >>> abstaining = dict.fromkeys(["CHN", "IND", "ARE"], Ballot.ABSTAIN)
    >>> cast = dict.fromkeys(council.seats, Ballot.FOR) | abstaining | {"RUS": Ballot.AGAINST}
    >>> decide(council, cast).reason
    'Not adopted: 11 in favour, 9 needed, but the Russian Federation voted against.'

    Raises
    ------
    NotSeatedError
        If a ballot or a party names a member without a seat that day.
    """
    seats.check_seated(ballots)
    provision = seats.provision(decision, parties=parties, parameters=parameters)
    cast = {seat: ballots.get(seat, Ballot.ABSENT) for seat in seats.seats}
    effective = {
        seat: Ballot.ABSTAIN if seat in provision.abstaining else ballot
        for seat, ballot in cast.items()
        if seat in provision.seats
    }
    return _verdict(seats, provision, effective, tally(effective.values()), cast)


def decide_from_tally(
    seats: Sitting,
    counts: Tally,
    decision: str | None = None,
    *,
    against: Sequence[str] = (),
    vetoes_known: bool = True,
) -> Verdict:
    """Judge a vote of which only the counts, and some members voting against, are known.

    With `vetoes_known` every veto holder that voted against is among `against`, so the other
    negative votes fall on members without a veto. The verdict carries no ballots.

    >>> from datetime import date
    >>> from vetopoint.law.bodies import open_body
    >>> council = open_body("un-security-council", date(1946, 6, 18))
    >>> decide_from_tally(council, Tally(9, 1, 0, 1), against=["SUN"]).vetoed_by
    ('SUN',)

    Raises
    ------
    TallyError
        If the counts do not fit the seats of the day, or members weigh differently.
    """
    seats.check_seated(against)
    if counts.seats != len(seats.seats):
        raise TallyError(
            f"the tally {counts.words()} counts {counts.seats} ballots, but {seats.charter.name} "
            f"had {len(seats.seats)} seats on {seats.day}; mend the tally"
        )
    if len(against) > counts.against:
        raise TallyError(
            f"{len(against)} members are named against, but the tally has {counts.against}"
        )
    provision = seats.provision(decision)
    _refuse_unequal(provision, seats)
    holders = frozenset[str](
        chain.from_iterable(
            leaf.weights for leaf in thresholds(provision.rule) if leaf.effect is Effect.VETO
        )
    )
    others = [seat for seat in seats.seats if seat not in against]
    if vetoes_known:
        others.sort(key=lambda seat: seat in holders)
    more = counts.against - len(against)
    if vetoes_known and any(seat in holders for seat in others[:more]):
        raise TallyError(
            f"{counts.against} votes against cannot all come from members without a veto; "
            "name the veto holders that voted against"
        )
    rest = [Ballot.FOR] * counts.favour + [Ballot.ABSTAIN] * counts.abstain
    rest += [Ballot.ABSENT] * counts.absent
    ballots = dict.fromkeys((*against, *others[:more]), Ballot.AGAINST)
    ballots |= dict(zip(others[more:], rest, strict=True))
    return _verdict(seats, provision, ballots, counts, None)


def _refuse_unequal(provision: Provision, seats: Sitting) -> None:
    """A count of members says nothing where members weigh differently."""
    for leaf in thresholds(provision.rule):
        if len(set(leaf.weights.values())) > 1:
            raise TallyError(
                f"in {seats.charter.name} members weigh differently in {leaf.name!r}, so a tally "
                "of members decides nothing; give the ballots"
            )


def _verdict(
    seats: Sitting,
    provision: Provision,
    ballots: Mapping[str, Ballot],
    counts: Tally,
    shown: Mapping[str, Ballot] | None,
) -> Verdict:
    rule = provision.rule
    findings = tuple(counted(leaf, ballots) for leaf in thresholds(rule))
    adopted = held(rule, ballots)
    blocking = {
        effect: () if adopted else _blocking(provision, findings, ballots, effect)
        for effect in (Effect.VETO, Effect.OBJECTION)
    }
    short_by = None if adopted else _short_by(findings)
    return Verdict(
        adopted=adopted,
        tally=counts,
        findings=findings,
        vetoed_by=blocking[Effect.VETO],
        blocked_by=blocking[Effect.VETO] + blocking[Effect.OBJECTION],
        short_by=None if blocking[Effect.VETO] or blocking[Effect.OBJECTION] else short_by,
        reason=reason_for(rule, ballots, seats, provision.excluded, provision.abstaining),
        reference=provision.reference,
        decision=provision.decision.id,
        ballots=shown,
    )


def _blocking(
    provision: Provision,
    findings: Iterable[Finding],
    ballots: Mapping[str, Ballot],
    effect: Effect,
) -> tuple[str, ...]:
    """Members whose negative votes alone stand in the way: waived, the rule would hold."""
    if not held(provision.rule, ballots, waiving=frozenset({effect})):
        return ()
    named = (f.against for f in findings if f.threshold.effect is effect and not f.held)
    return tuple(dict.fromkeys(chain.from_iterable(named)))


def _short_by(findings: Iterable[Finding]) -> int | None:
    failed = (f for f in findings if not f.held and f.threshold.effect is Effect.SHORTFALL)
    first = next(failed, None)
    return None if first is None else first.missing
