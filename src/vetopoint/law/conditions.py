"""Conditions on facts, in a logic that keeps «not known» and «contested» apart from yes and no.

A fact is true, false, contested (known to be disputed, with somebody on each side) or unknown.
All parts of a conjunction are as good as the worst of them, in the order false, unknown,
contested, true; a disjunction is as good as the best. Without «contested» this is Kleene's strong
three-valued logic.

References
----------
S. C. Kleene (1952), *Introduction to Metamathematics*, section 64.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from enum import StrEnum

from attrs import frozen

from vetopoint.law.documents import Node, Source

__all__ = [
    "Condition",
    "Either",
    "Every",
    "FactIs",
    "Requirement",
    "Truth",
    "facts_of",
    "requirement_from",
    "truth_of",
]


class Truth(StrEnum):
    """What is known of a fact."""

    TRUE = "true"
    CONTESTED = "contested"
    UNKNOWN = "unknown"
    FALSE = "false"


_WORST_FIRST = (Truth.FALSE, Truth.UNKNOWN, Truth.CONTESTED, Truth.TRUE)
_OPPOSITE = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE}


@frozen
class FactIs:
    """A fact is as wanted."""

    fact: str
    wanted: bool = True


@frozen
class Every:
    """Every part holds."""

    parts: tuple[Condition, ...]


@frozen
class Either:
    """One part is enough."""

    parts: tuple[Condition, ...]


Condition = FactIs | Every | Either


@frozen
class Requirement:
    """A condition of a path, in the words of its source.

    `is_claim` marks a condition whose failure does not close the path for those who claim it: the
    path is then contested.
    """

    condition: Condition
    says: str
    reference: Source
    is_claim: bool = False

    def truth(self, facts: Mapping[str, Truth]) -> Truth:
        """How the requirement stands, a failed claim counting as contested."""
        found = truth_of(self.condition, facts)
        return Truth.CONTESTED if self.is_claim and found is Truth.FALSE else found


def truth_of(condition: Condition, facts: Mapping[str, Truth]) -> Truth:
    """How a condition stands; a fact that is not given is unknown.

    >>> both = Every((FactIs("armed_attack"), FactIs("host_consent", wanted=False)))
    >>> truth_of(both, {"armed_attack": Truth.TRUE})
    <Truth.UNKNOWN: 'unknown'>
    >>> truth_of(both, {"host_consent": Truth.TRUE})
    <Truth.FALSE: 'false'>
    """
    match condition:
        case FactIs(fact, wanted):
            found = facts.get(fact, Truth.UNKNOWN)
            return found if wanted else _OPPOSITE.get(found, found)
        case Every(parts):
            return min((truth_of(part, facts) for part in parts), key=_WORST_FIRST.index)
        case Either(parts):
            return max((truth_of(part, facts) for part in parts), key=_WORST_FIRST.index)


def facts_of(condition: Condition) -> Iterator[FactIs]:
    """The facts a condition asks about, in the order of its text."""
    if isinstance(condition, FactIs):
        yield condition
    else:
        for part in condition.parts:
            yield from facts_of(part)


def requirement_from(
    node: Node, known: Container[str], unknown: Callable[[str], str]
) -> Requirement:
    """Read a requirement; `unknown` makes the sentence for a fact that is not in `known`.

    >>> from vetopoint.law.documents import parse_document
    >>> text = "{fact: armed_attack, says: An attack., reference: {document: UN Charter}}"
    >>> requirement_from(parse_document(text, "example"), {"armed_attack"}, str).condition
    FactIs(fact='armed_attack', wanted=True)
    """
    node.only("fact", "is", "all", "any", "says", "reference", "otherwise")
    return Requirement(
        condition=_condition(node, known, unknown),
        says=node.word("says"),
        reference=node.source(),
        is_claim=node.choice("otherwise", ("unmet", "contested"), "unmet") == "contested",
    )


def _condition(node: Node, known: Container[str], unknown: Callable[[str], str]) -> Condition:
    given = [key for key in ("fact", "all", "any") if key in node]
    if len(given) != 1:
        raise node.fail("give one of 'fact', 'all' or 'any'")
    if given == ["fact"]:
        name = node.word("fact")
        if name not in known:
            raise node["fact"].fail(unknown(name))
        return FactIs(name, node.flag("is", default=True))
    parts = tuple(_condition(part, known, unknown) for part in node.items(given[0]))
    if not parts:
        raise node[given[0]].fail("the list is empty; name at least one fact")
    return Every(parts) if given == ["all"] else Either(parts)
