"""Premises of a case: facts that paths ask about beyond the coded conditions, and votes by step."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from attrs import field, frozen

from vetopoint.law.areas import Place, UnknownPlaceError, place_named
from vetopoint.law.bodies import UnknownBodyError
from vetopoint.law.conditions import Truth
from vetopoint.law.documents import Node
from vetopoint.law.facts import FactDefinition, fact_named, facts, unknown_fact
from vetopoint.law.procedures import procedure_of
from vetopoint.law.states import AmbiguousStateError, UnknownStateError, find_state

__all__ = ["BadPremiseError", "Premise", "Premises", "Value", "premises_from", "value_of"]

Value = Truth | tuple[str, ...] | Place | None
"""What a fact may be: a truth, codes of States, a place, or None where it is unknown."""

TRUTHS = {"true": Truth.TRUE, "false": Truth.FALSE, "contested": Truth.CONTESTED, "1": Truth.TRUE}
TRUTHS |= {"yes": Truth.TRUE, "no": Truth.FALSE, "0": Truth.FALSE}


class BadPremiseError(UnknownBodyError):
    """A value that a fact cannot have."""


@frozen
class Premise:
    """A fact of a case as somebody holds it.

    `since` is the day from which it holds; a truth is taken as its opposite before that day.
    """

    fact: str
    value: Value
    holder: str = ""
    source: str = ""
    note: str = ""
    since: datetime.date | None = None


@frozen
class Premises:
    """The premises of a case: the day asked about, facts by name, and votes by path and step."""

    on: datetime.date | None = None
    facts: Mapping[str, Premise] = field(factory=dict, hash=False)
    votes: Mapping[str, str] = field(factory=dict, hash=False)


def value_of(definition: FactDefinition, text: str) -> Value:
    """What a text says of a fact, by the fact's kind.

    >>> value_of(fact_named("victim"), "Ukraine")
    ('UKR',)

    Raises
    ------
    BadPremiseError
        If the fact cannot be that; the sentence gives what it can be.
    """
    word = text.strip()
    if word.casefold() in ("unknown", "null"):
        return None
    if definition.kind == "truth":
        if word.casefold() not in TRUTHS:
            raise BadPremiseError(
                f"{definition.name} cannot be {text!r}; it may be {definition.allowed}"
            )
        return TRUTHS[word.casefold()]
    try:
        return place_named(word) if definition.kind == "place" else _states(word)
    except (UnknownStateError, AmbiguousStateError, UnknownPlaceError) as error:
        why = str(error).rstrip(".")
        raise BadPremiseError(
            f"{definition.name} cannot be {text!r}: {why}; it may be {definition.allowed}"
        ) from None


def _states(words: str) -> tuple[str, ...]:
    if words.casefold() in ("", "none"):
        return ()
    parts = words.split(",") if "," in words else _codes_or_name(words)
    return tuple(dict.fromkeys(find_state(part).code for part in parts if part.strip()))


def _codes_or_name(words: str) -> list[str]:
    parts = words.split()
    return parts if all(len(part) == 3 and part.isupper() for part in parts) else [words]


def premises_from(node: Node) -> Premises:
    """Read the section `premises` of a case file."""
    node.only("on", "votes", "facts")
    return Premises(
        on=node.date("on"),
        facts={name: _premise(name, entry) for name, entry in _facts(node)},
        votes={step: _symbol(node, step, entry) for step, entry in node.entries("votes")},
    )


def _facts(node: Node) -> list[tuple[str, Node]]:
    found = list(node.entries("facts"))
    for name, entry in found:
        if name not in facts():
            raise entry.fail(unknown_fact(name))
    return found


def _premise(name: str, node: Node) -> Premise:
    node.only("value", "holder", "source", "note", "from")
    if "value" not in node.mapping():
        raise node.fail("'value' is missing; give one, or null for unknown")
    value = node.mapping()["value"]
    text = "unknown" if value is None else str(value).lower() if isinstance(value, bool) else value
    try:
        found = value_of(fact_named(name), str(text))
    except BadPremiseError as error:
        raise node["value"].fail(str(error)) from None
    holder, source, note = (node.word(key, "") for key in ("holder", "source", "note"))
    return Premise(name, found, holder, source, note, node.date("from"))


def _symbol(node: Node, step: str, entry: Node) -> str:
    path, _, name = step.partition(".")
    try:
        known = [one.id for one in procedure_of(path).steps]
    except UnknownBodyError as error:
        raise entry.fail(str(error)) from None
    if name not in known:
        raise entry.fail(f"{path} has no step {name!r}; its steps: {', '.join(known) or 'none'}")
    return node["votes"].word(step)
