"""Decision rules: monotone combinations of linear thresholds over ballots.

A threshold holds when the sum over members of *weight x coefficient[ballot]* reaches a quota.
Everything a charter says about votes, vetoes, ratios, quorums and consensus takes this form;
counting (`vetopoint.count`) and judging (`vetopoint.law.verdicts`) read nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from itertools import repeat
from operator import mul
from types import MappingProxyType

from attrs import evolve, field, frozen

from vetopoint.errors import VetopointError
from vetopoint.law.ballots import Ballot

__all__ = [
    "AllOf",
    "AnyOf",
    "Count",
    "Effect",
    "NotMonotoneError",
    "Rule",
    "Threshold",
    "held",
    "relabelled",
    "thresholds",
]


class NotMonotoneError(VetopointError, ValueError):
    """A threshold under which more support could undo an adoption."""


class Effect(StrEnum):
    """What it means when a threshold fails."""

    SHORTFALL = "shortfall"
    VETO = "veto"
    OBJECTION = "objection"


@frozen
class Count:
    """What each ballot counts in a threshold.

    >>> Count(favour=1, against=-2).of(Ballot.AGAINST)
    -2
    """

    favour: int = 0
    against: int = 0
    abstain: int = 0
    absent: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse a count that would punish support."""
        others = (self.against, self.abstain, self.absent)
        if any(self.favour < other for other in others) or self.abstain < self.against:
            raise NotMonotoneError(
                f"a count of for {self.favour}, against {self.against}, abstain {self.abstain}, "
                f"absent {self.absent} is not monotone: 'for' must count at least as much as every "
                "other ballot, and 'abstain' at least as much as 'against'"
            )

    def of(self, ballot: Ballot) -> int:
        """The coefficient of one ballot."""
        return self.coefficients[ballot]

    @cached_property
    def coefficients(self) -> Mapping[Ballot, int]:
        """What each ballot counts, worked out once: a count is read for every ballot of a body."""
        return MappingProxyType(self.as_record())

    def as_record(self) -> dict[Ballot, int]:
        """Coefficients by ballot."""
        values = (self.favour, self.against, self.abstain, self.absent)
        return dict(zip(Ballot, values, strict=True))


def _frozen_weights(weights: Mapping[str, int]) -> Mapping[str, int]:
    return MappingProxyType(dict(weights))


@frozen
class Threshold:
    """The sum over members of weight x coefficient of their ballot must reach the quota.

    `weights` maps member codes to integers of zero or more, in `unit`; members left out count 0.
    """

    name: str
    weights: Mapping[str, int] = field(converter=_frozen_weights, hash=False)
    count: Count
    quota: int
    effect: Effect = Effect.SHORTFALL
    unit: str = ""
    over: str = "members"

    def sum(self, ballots: Mapping[str, Ballot]) -> int:
        """The counted sum; a member without a ballot is absent."""
        cast = map(ballots.get, self.weights, repeat(Ballot.ABSENT))
        counted = map(self.count.coefficients.__getitem__, cast)
        return sum(map(mul, self.weights.values(), counted))

    def holds(self, ballots: Mapping[str, Ballot]) -> bool:
        """Whether the sum reaches the quota."""
        return self.sum(ballots) >= self.quota

    @property
    def total(self) -> int:
        """The weight of all members together."""
        return sum(self.weights.values())


@frozen
class AllOf:
    """Every part must hold."""

    parts: tuple[Rule, ...]


@frozen
class AnyOf:
    """One part is enough."""

    parts: tuple[Rule, ...]


Rule = Threshold | AllOf | AnyOf


def held(
    rule: Rule,
    ballots: Mapping[str, Ballot],
    *,
    waiving: frozenset[Effect] = frozenset(),
) -> bool:
    """Whether the ballots satisfy the rule, treating thresholds of the waived effects as held.

    >>> nine = Threshold("votes", {"A": 1, "B": 1}, Count(favour=1), 1)
    >>> held(nine, {"B": Ballot.FOR})
    True
    """
    match rule:
        case Threshold():
            return rule.effect in waiving or rule.holds(ballots)
        case AllOf(parts):
            return all(held(part, ballots, waiving=waiving) for part in parts)
        case AnyOf(parts):
            return any(held(part, ballots, waiving=waiving) for part in parts)


def thresholds(rule: Rule) -> Iterator[Threshold]:
    """The leaves of a rule, in the order of its text."""
    if isinstance(rule, Threshold):
        yield rule
    else:
        for part in rule.parts:
            yield from thresholds(part)


def relabelled(rule: Rule, name: Callable[[str], str]) -> Rule:
    """The same rule with its members renamed by `name`, which must be one-to-one."""
    match rule:
        case Threshold():
            return evolve(rule, weights={name(m): w for m, w in rule.weights.items()})
        case AllOf(parts):
            return AllOf(tuple(relabelled(part, name) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(relabelled(part, name) for part in parts))
