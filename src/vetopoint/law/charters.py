"""Charters: who sits in a body, and how it decides, as dated and cited data.

A `Charter` is the whole text with all its eras; `vetopoint.law.bodies` opens it on one day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction

from attrs import field, frozen

from vetopoint.law.documents import Source
from vetopoint.law.rules import Count, Effect

__all__ = [
    "Bound",
    "BoundKind",
    "Charter",
    "Combination",
    "Decision",
    "Era",
    "Group",
    "Leaf",
    "Measure",
    "Member",
    "Parameter",
    "Spell",
    "Table",
]


class BoundKind(StrEnum):
    """How a charter states how much is enough."""

    NUMBER = "number"
    SHARE = "share"
    MORE_THAN_SHARE = "more than share"
    ALL_BUT = "all but"
    PARAMETER = "parameter"


@frozen
class Bound:
    """How much is enough: a number, a share of the total, all but a few, or a parameter."""

    kind: BoundKind
    value: int | Fraction | str


@frozen
class Leaf:
    """One threshold as a charter states it, before the seats of a day are known."""

    name: str
    count: Count
    bound: Bound
    over: str = "members"
    weight: str | None = None
    effect: Effect = Effect.SHORTFALL
    unit: str = ""
    reference: Source | None = None


@frozen
class Combination:
    """All of the parts, or any of them."""

    every: bool
    parts: tuple[Leaf | Combination, ...]


@frozen
class Era:
    """The rule of a decision between two days, both included; None is open."""

    since: date | None
    until: date | None
    reference: Source
    rule: Leaf | Combination
    note: str = ""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that the rule uses, in the order of its text."""
        bounds = (leaf.bound for leaf in _leaves(self.rule))
        used = (str(bound.value) for bound in bounds if bound.kind is BoundKind.PARAMETER)
        return tuple(dict.fromkeys(used))


def _leaves(rule: Leaf | Combination) -> Iterator[Leaf]:
    if isinstance(rule, Leaf):
        yield rule
    else:
        for part in rule.parts:
            yield from _leaves(part)


@frozen
class Decision:
    """A kind of decision and its rules through time.

    `parties` says what happens to named parties to a dispute: nothing, their ballots count as
    abstentions, or they take no part. `on` restricts the seats to a group.
    """

    id: str
    name: str
    eras: tuple[Era, ...]
    effect: str = ""
    contested: str = ""
    parties: str | None = None
    on: str | None = None


@frozen
class Spell:
    """A time in a seat, both days included; None is open."""

    since: date | None
    until: date | None

    def covers(self, day: date) -> bool:
        """Whether the day lies in the spell."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@frozen
class Member:
    """A seat holder: its code, its spells, and the groups it belongs to meanwhile."""

    code: str
    spells: tuple[Spell, ...]
    groups: tuple[str, ...] = ()
    name: str = ""
    note: str = ""
    represented: tuple[tuple[Spell, str], ...] = ()


@frozen
class Group:
    """Members that a rule or a reader takes together."""

    name: str
    partition: str = ""
    reference: Source | None = None


@frozen
class Table:
    """Integer weights by member code between two days."""

    spell: Spell
    reference: Source
    values: dict[str, int] = field(hash=False)
    note: str = ""


@frozen
class Measure:
    """Something members have more or less of: votes, population."""

    unit: str
    tables: tuple[Table, ...]


@frozen
class Parameter:
    """A number that the source leaves open; a user may set it."""

    default: int
    stated: bool
    note: str
    reference: Source | None = None


@frozen
class Charter:
    """A voting body exactly as its charter says, through time.

    `known` are the days for which the members are carried, where these are fewer than the days of
    the body: seats not yet filled, or a list not at hand.
    """

    body: str
    name: str
    short: str
    kind: str
    since: date | None
    until: date | None
    about: str
    reference: Source
    default: str
    groups: dict[str, Group] = field(hash=False)
    members: tuple[Member, ...]
    decisions: tuple[Decision, ...]
    measures: dict[str, Measure] = field(factory=dict, hash=False)
    parameters: dict[str, Parameter] = field(factory=dict, hash=False)
    reforms: str | None = None
    seats_of: str | None = None
    has_record: bool = False
    note: str = ""
    known: Spell = Spell(None, None)
