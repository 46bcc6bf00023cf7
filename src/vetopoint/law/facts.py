"""The facts that paths ask about: what each one asks, what it may be, and what it follows from."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from attrs import frozen

from vetopoint.errors import VetopointError
from vetopoint.law.areas import area_names
from vetopoint.law.bodies import body_slugs, unknown_name
from vetopoint.law.conditions import Truth
from vetopoint.law.documents import Node, read_document

__all__ = [
    "KINDS",
    "Derivation",
    "FactDefinition",
    "UnknownFactError",
    "fact_named",
    "fact_names",
    "facts",
    "unknown_fact",
]

KINDS: Mapping[str, str] = {
    "truth": "true, false, contested or unknown",
    "states": "codes of States separated by spaces, empty for none, or unknown",
    "place": "a place listed in areas.yaml, «latitude, longitude» in degrees, or unknown",
}
"""What a fact may be, with the values that each kind allows."""


class UnknownFactError(VetopointError, LookupError):
    """No fact has this name."""


@frozen
class Derivation:
    """What a fact follows from where nobody has stated it.

    `kind` is `member` (States of the fact `of` sit in `body` that day), `among` (one of them is in
    `codes`), `any` (at least one State is named), `area` (the place `of`, and whether forces were
    the target, lie in the area `body`), `vetoed` (a draft of the case was vetoed in `body`, on the
    day `since` or later where one is given),
    `authorised` (the case file says that the Council authorised force), or `no more than` (false
    where `of` is false, and else unknown). With `only_if_true` a
    failed derivation leaves the fact unknown.
    """

    kind: str
    of: str = ""
    body: str = ""
    codes: tuple[str, ...] = ()
    forces: str = ""
    only_if_true: bool = False
    since: datetime.date | None = None


@frozen
class FactDefinition:
    """A fact by name: its question, its kind, and what it rests on where the case says nothing."""

    name: str
    question: str
    kind: str = "truth"
    derived: Derivation | None = None
    default: Truth | tuple[str, ...] | None = None
    note: str = ""

    @property
    def allowed(self) -> str:
        """The values it may have, in words."""
        return KINDS[self.kind]


@cache
def facts() -> Mapping[str, FactDefinition]:
    """All facts by name, in the order of the file.

    >>> facts()["armed_attack"].kind
    'truth'
    """
    path = Path(__file__).with_name("facts.yaml")
    node = read_document(path, path.name).only("facts")
    found = {entry.word("fact"): _definition(entry) for entry in node.items("facts")}
    for definition in found.values():
        for needed in _needs(definition):
            if needed not in found:
                raise node.fail(f"{definition.name} is derived from {needed!r}, which is no fact")
    return found


def fact_names() -> tuple[str, ...]:
    """The names of all facts, sorted.

    >>> "victim_requested_help" in fact_names()
    True
    """
    return tuple(sorted(facts()))


def fact_named(name: str) -> FactDefinition:
    """A fact by its name.

    Raises
    ------
    UnknownFactError
        With the nearest names.
    """
    if name not in facts():
        raise UnknownFactError(unknown_fact(name))
    return facts()[name]


def unknown_fact(name: str) -> str:
    """The sentence for a fact that is not known."""
    return unknown_name("fact", name, fact_names(), "./vetopoint paths --facts")


def _needs(definition: FactDefinition) -> tuple[str, ...]:
    derived = definition.derived
    return tuple(name for name in (derived.of, derived.forces) if name) if derived else ()


def _definition(node: Node) -> FactDefinition:
    node.only("fact", "question", "kind", "derived", "default", "note")
    return FactDefinition(
        name=node.word("fact"),
        question=node.word("question"),
        kind=node.choice("kind", KINDS, "truth"),
        derived=_derivation(node["derived"]) if "derived" in node else None,
        default=_default(node),
        note=node.word("note", ""),
    )


def _default(node: Node) -> Truth | tuple[str, ...] | None:
    if "default" not in node:
        return None
    words = str(node.mapping()["default"]).lower()
    return () if words == "none" else Truth(words)


_DERIVED = {
    "member_of": "member",
    "among": "among",
    "any": "any",
    "area": "area",
    "vetoed_in": "vetoed",
    "authorised": "authorised",
    "no_more_than": "no more than",
}


def _derivation(node: Node) -> Derivation:
    node.only(*_DERIVED, "of", "forces", "only_if_true", "since")
    key = next((key for key in _DERIVED if key in node), None)
    if key is None:
        raise node.fail(f"name what it follows from: one of {', '.join(_DERIVED)}")
    bodies = {"member_of": body_slugs(), "vetoed_in": body_slugs(), "area": area_names()}
    return Derivation(
        _DERIVED[key],
        of=node.word(key) if key in ("any", "no_more_than") else node.word("of", ""),
        body=node.choice(key, bodies[key]) if key in bodies else "",
        codes=node.codes("among"),
        forces=node.word("forces", ""),
        only_if_true=node.flag("only_if_true"),
        since=node.date("since"),
    )
