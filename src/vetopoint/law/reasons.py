"""Verdicts in words, as «Not adopted: 3 in favour, 9 needed, short by 6»."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import Sitting
from vetopoint.law.descriptions import goes_without_saying
from vetopoint.law.rules import AllOf, AnyOf, Effect, Rule, Threshold, held, thresholds

__all__ = ["Finding", "counted", "listed", "reason_for"]


@frozen
class Finding:
    """One threshold applied: what was counted, what was needed, what was missing.

    `have`, `needed` and `missing` are in the threshold's unit (votes where it names none); for
    a ratio they are votes in favour, with the number voting held fixed. `against` names the
    members that voted against, where negative votes can block.
    """

    threshold: Threshold
    held: bool
    have: int
    needed: int
    missing: int
    out_of: int | None
    against: tuple[str, ...]


def counted(threshold: Threshold, ballots: Mapping[str, Ballot]) -> Finding:
    """Apply one threshold.

        >>> from vetopoint.law.rules import Count
        >>> two_thirds = Threshold("two thirds", dict.fromkeys("ABC", 1), Count(1, -2), 0)
    >>> finding = counted(two_thirds, {"A": Ballot.FOR, "B": Ballot.AGAINST, "C": Ballot.AGAINST})
    >>> finding.have, finding.needed, finding.missing, finding.out_of
    (1, 2, 1, 3)
    """
    holds = threshold.holds(ballots)
    cast = {member: ballots.get(member, Ballot.ABSENT) for member in threshold.weights}
    against = tuple(m for m, b in cast.items() if b is Ballot.AGAINST and threshold.weights[m])
    blocking = against if threshold.effect is not Effect.SHORTFALL else ()
    if _is_ratio(threshold):
        have = sum(threshold.weights[m] for m, b in cast.items() if b is Ballot.FOR)
        voting = sum(threshold.weights[m] for m, b in cast.items() if _opposes(threshold, b))
        needed = _needed_of(threshold, have + voting)
        missing = max(needed - have, 0)
        return Finding(threshold, holds, have, needed, missing, have + voting, blocking)
    have = threshold.sum(cast)
    missing = max(threshold.quota - have, 0)
    return Finding(threshold, holds, have, threshold.quota, missing, None, blocking)


def _is_ratio(threshold: Threshold) -> bool:
    return threshold.count.favour > 0 and threshold.count.against < 0


def _opposes(threshold: Threshold, ballot: Ballot) -> bool:
    return threshold.count.of(ballot) < 0


def _needed_of(threshold: Threshold, voting: int) -> int:
    """Fewest in favour among `voting` that reach the quota: a x - b (n - x) >= q."""
    gain, cost = threshold.count.favour, -threshold.count.against
    return -(-(threshold.quota + cost * voting) // (gain + cost))


def listed(names: Iterable[str]) -> str:
    """Names joined as in a sentence.

    >>> listed(["China", "France", "the Russian Federation"])
    'China, France and the Russian Federation'
    """
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def reason_for(
    rule: Rule,
    ballots: Mapping[str, Ballot],
    seats: Sitting,
    excluded: Iterable[str] = (),
    abstaining: Iterable[str] = (),
) -> str:
    """One sentence that says what was counted, what was needed, and who stood in the way."""
    adopted = held(rule, ballots)
    text = _met(rule, ballots, seats) if adopted else _unmet(rule, ballots, seats)
    asides = []
    if out := [seats.sentence_name(member) for member in excluded]:
        asides.append(f"{listed(out)} taking no part")
    if down := [seats.sentence_name(member) for member in abstaining]:
        asides.append(f"{listed(down)}, party to the dispute, counted as abstaining")
    ending = f" ({'; '.join(asides)})" if asides else ""
    return f"{'Adopted' if adopted else 'Not adopted'}: {text}{ending}."


def _met(rule: Rule, ballots: Mapping[str, Ballot], seats: Sitting) -> str:
    match rule:
        case Threshold():
            return _met_threshold(counted(rule, ballots))
        case AllOf(parts):
            telling = [part for part in parts if not goes_without_saying(part, rule)]
            return _and([_met(part, ballots, seats) for part in telling or parts])
        case AnyOf(parts):
            return _met(next(part for part in parts if held(part, ballots)), ballots, seats)


def _met_threshold(finding: Finding) -> str:
    threshold = finding.threshold
    if threshold.effect is Effect.SHORTFALL:
        return _figures(finding)
    if not finding.against:
        return f"no {_singular(threshold.over)} against"
    return f"{len(finding.against)} against among {threshold.over}, {1 - threshold.quota} needed"


def _singular(group: str) -> str:
    return group.removesuffix("s")


def _figures(finding: Finding) -> str:
    threshold = finding.threshold
    unit = f" {threshold.unit}" if threshold.unit else ""
    if finding.out_of is not None:
        kind = "present" if threshold.count.abstain < 0 else "voting"
        return (
            f"{finding.have:,}{unit} in favour of {finding.out_of:,} {kind}, "
            f"{finding.needed:,} needed"
        )
    if threshold.count.favour > 0 and not any(
        (threshold.count.against, threshold.count.abstain, threshold.count.absent)
    ):
        return f"{finding.have:,}{unit} in favour, {finding.needed:,} needed"
    if threshold.count.favour == 0:
        return f"{threshold.name}: {-finding.have:,}{unit}, at most {-finding.needed:,} allowed"
    return f"{threshold.name}: {finding.have:,}{unit}, {finding.needed:,} needed"


def _and(phrases: list[str]) -> str:
    return listed(phrases) if len(phrases) < 3 else ", ".join(phrases)


def _unmet(rule: Rule, ballots: Mapping[str, Ballot], seats: Sitting) -> str:
    match rule:
        case Threshold():
            return _unmet_threshold(counted(rule, ballots), seats)
        case AllOf():
            return _unmet_all(rule, ballots, seats)
        case AnyOf(parts):
            return "; nor ".join(_unmet(part, ballots, seats) for part in parts)


def _unmet_threshold(finding: Finding, seats: Sitting) -> str:
    if finding.threshold.effect is Effect.SHORTFALL:
        return f"{_figures(finding)}, short by {finding.missing:,}"
    return f"{_names(finding.against, seats)} voted against"


def _names(members: tuple[str, ...], seats: Sitting) -> str:
    if len(members) > 8:
        return f"{len(members)} members"
    return listed(seats.sentence_name(member) for member in members)


def _unmet_all(rule: AllOf, ballots: Mapping[str, Ballot], seats: Sitting) -> str:
    failed = [part for part in rule.parts if not held(part, ballots)]
    blocking = [part for part in failed if _blocks(part)]
    counts = [part for part in failed if part not in blocking]
    if not counts:
        told = [
            _met(part, ballots, seats)
            for part in rule.parts
            if part not in failed and not _blocks(part) and not goes_without_saying(part, rule)
        ]
        words = _and([_unmet(part, ballots, seats) for part in blocking])
        return f"{_and(told)}, but {words}" if told else words
    words = _and([_unmet(part, ballots, seats) for part in counts])
    negatives = [
        m for part in blocking for leaf in thresholds(part) for m in counted(leaf, ballots).against
    ]
    if not negatives:
        return words
    votes = "vote" if len(negatives) == 1 else "votes"
    return (
        f"{words}, so the {votes} against by {_names(tuple(dict.fromkeys(negatives)), seats)} "
        f"{'was' if votes == 'vote' else 'were'} no veto"
    )


def _blocks(part: Rule) -> bool:
    return all(leaf.effect is not Effect.SHORTFALL for leaf in thresholds(part))
