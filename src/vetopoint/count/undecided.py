"""What ballots that are not known could make of a result."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from attrs import frozen

from vetopoint.law.ballots import Ballot
from vetopoint.law.rules import Rule, held

__all__ = ["Range", "result_range"]


@frozen
class Range:
    """What the known ballots settle.

    `at_worst` is the result if every open ballot is against, `at_best` if every one is in favour.
    `fewest` is the smallest number of open ballots in favour that is enough, the others
    abstaining; None where even all of them are not.
    """

    at_worst: bool
    at_best: bool
    open_ballots: int
    fewest: int | None

    @property
    def is_settled(self) -> bool:
        """Whether the open ballots make no difference."""
        return self.at_worst is self.at_best


def result_range(rule: Rule, ballots: Mapping[str, Ballot], undecided: Sequence[str]) -> Range:
    """The results that remain possible while some ballots are open.

    Members among `undecided` are taken in their order, which matters only where their weights
    differ.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> majority = Threshold("majority", dict.fromkeys("ABC", 1), Count(favour=1), 2)
    >>> result_range(majority, {"A": Ballot.FOR}, ["B", "C"])
    Range(at_worst=False, at_best=True, open_ballots=2, fewest=1)
    """
    known = dict(ballots)

    def with_all(ballot: Ballot) -> bool:
        return held(rule, known | dict.fromkeys(undecided, ballot))

    def with_support(number: int) -> bool:
        support = dict.fromkeys(undecided[:number], Ballot.FOR)
        return held(rule, known | dict.fromkeys(undecided, Ballot.ABSTAIN) | support)

    at_best = with_all(Ballot.FOR)
    # Support never undoes an adoption, so the fewest that carry it are found by halving.
    numbers = range(len(undecided) + 1)
    return Range(
        at_worst=with_all(Ballot.AGAINST),
        at_best=at_best,
        open_ballots=len(undecided),
        fewest=bisect_left(numbers, True, key=with_support) if at_best else None,
    )
