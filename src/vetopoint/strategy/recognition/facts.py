"""Recognitions as dated facts: which State recognised what, from when, until when."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from attrs import frozen

from vetopoint.law import states
from vetopoint.law.documents import Node, read_document

__all__ = ["Contested", "Entity", "Membership", "Recognition", "entities", "entity_named"]

FACTS = Path(__file__).parent / "recognitions.yaml"


@frozen
class Recognition:
    """One State's recognition; the first of January stands for a year whose day is not sure.

    `since` is None where only its end is known. In a year in which it ended on a day not sure it is
    not counted.
    """

    by: str
    since: datetime.date | None
    is_day: bool
    source: str
    until: datetime.date | None = None

    def holds(self, on: datetime.date) -> bool:
        """Whether it stood that day."""
        begun = self.since is None or self.since <= on
        return begun and (self.until is None or on < self.until)


@frozen
class Contested:
    """A recognition of which it is disputed whether it was given, or still stands."""

    by: str
    since: datetime.date
    note: str
    source: str


@frozen
class Membership:
    """What an organisation decided, and when; `vote` is the symbol where it is in the record."""

    organisation: str
    what: str
    on: datetime.date
    source: str
    vote: str = ""


@frozen
class Entity:
    """What is recognised by some and not by others, with the reach of what is known."""

    slug: str
    name: str
    known_from: datetime.date
    known_until: datetime.date
    is_complete: bool
    coverage: str
    recognitions: tuple[Recognition, ...]
    contested: tuple[Contested, ...]
    organisations: tuple[Membership, ...]
    votes: tuple[str, ...]
    admission: str
    sources: Mapping[str, str]

    def sources_used(self) -> set[str]:
        """The names of the sources that some row rests on."""
        return (
            {one.source for one in self.recognitions}
            | {one.source for one in self.contested}
            | {one.source for one in self.organisations}
        )

    def recognised_by(self, on: datetime.date) -> tuple[str, ...]:
        """The States known to recognise it that day, by code, sorted; disputed ones left out."""
        disputed = {one.by for one in self.contested if one.since <= on}
        return tuple(
            sorted({r.by for r in self.recognitions if r.holds(on) and r.by not in disputed})
        )


@cache
def entities() -> Mapping[str, Entity]:
    """What ships, by slug.

    >>> "kosovo" in entities()
    True
    """
    document = read_document(FACTS, FACTS.name)
    return {slug: _entity(slug, document[slug]) for slug in document.mapping()}


def entity_named(slug: str) -> Entity:
    """One entity by its slug.

    >>> entity_named("taiwan").recognised_by(datetime.date(2024, 1, 31))[:2]
    ('BLZ', 'GTM')
    """
    return entities()[slug]


def _entity(slug: str, node: Node) -> Entity:
    node.only(
        *("name", "known_from", "known_until", "is_complete", "coverage", "recognised", "ended"),
        *("contested", "organisations", "votes", "admission", "sources"),
    )
    known_from, known_until = node.date("known_from"), node.date("known_until")
    assert known_from is not None, slug
    assert known_until is not None, slug
    sources = {name: node["sources"].word(name) for name in node["sources"].mapping()}
    entity = Entity(
        slug,
        node.word("name"),
        known_from,
        known_until,
        node.flag("is_complete"),
        node.word("coverage"),
        tuple(_recognitions(node)),
        tuple(
            Contested(
                _code(one, "by"),
                _since(one.mapping()["on"])[0],
                one.word("note"),
                one.word("source"),
            )
            for one in node.items("contested", required=False)
        ),
        tuple(_membership(one) for one in node.items("organisations")),
        tuple(str(one.value) for one in node.items("votes")),
        node.word("admission"),
        sources,
    )
    assert entity.sources_used() <= sources.keys(), slug
    return entity


def _membership(node: Node) -> Membership:
    node.only("organisation", "what", "on", "vote", "source")
    on = node.date("on")
    assert on is not None, "an organisation's decision has its day"
    return Membership(
        node.word("organisation"), node.word("what"), on, node.word("source"), node.word("vote", "")
    )


def _recognitions(node: Node) -> Iterator[Recognition]:
    for when, code, source in _dated(node, "recognised"):
        since, is_day = _since(when)
        yield Recognition(code, since, is_day, source)
    for when, code, source in _dated(node, "ended"):
        until, is_day = _since(when)
        yield Recognition(code, None, is_day, source, until=until)


def _dated(node: Node, key: str) -> Iterator[tuple[object, str, str]]:
    """When, who, and by which source, of what stands under `key`."""
    if key not in node:
        return
    for source in node[key].mapping():
        for when in node[key][source].mapping():
            for code in node[key][source].codes(when):
                yield when, states.state(code).code, source


def _since(when: object) -> tuple[datetime.date, bool]:
    if isinstance(when, datetime.date):
        return when, True
    return datetime.date(int(str(when)), 1, 1), False


def _code(node: Node, key: str) -> str:
    return states.state(node.word(key)).code
