"""Claims as data: a sentence, what exactly it claims, who holds it, on what evidence, against what.

A ledger is one YAML file. Nothing in it says that something is lawful or true: each claim has a
holder, an instrument, a date, a standing, and the best argument against it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from attrs import field, frozen

from vetopoint.compare.claims.arguments import CircularSupportError, Framework, framework
from vetopoint.compare.claims.evidence import Evidence, Table, evidence_from, tables_from
from vetopoint.law.bodies import UnknownBodyError, unknown_name
from vetopoint.law.documents import Node, Source, read_document

__all__ = [
    "STANDINGS",
    "STATUSES",
    "Claim",
    "Ledger",
    "claims_about",
    "ledger_from",
    "ledger_of",
    "ledger_slugs",
]

LEDGERS = Path(__file__).parent

# What its author makes of a claim; checked against what the evidence bears out.
STANDINGS: Mapping[str, str] = {
    "supported": "evidence that could be checked bears it out",
    "refuted by record": "evidence that could be checked contradicts it",
    "contested": "held by some and rejected by others, and no vote or number settles it",
    "unverified": "no evidence found that could be checked bears it out",
}
# The standing of a proposition of law.
STATUSES = (
    "treaty text",
    "court holding",
    "settled practice",
    "majority view",
    "contested",
    "minority claim",
)
_KEYS = ("claims", "name", "about", "source", "data", "list", "does_not_show")
_CLAIM_KEYS = (
    *("id", "sentence", "proposition", "holder", "instrument", "date", "standing", "status"),
    *("cases", "evidence", "counter", "would_change", "attacks", "supports", "rests_on"),
)
_WHEN = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")


@frozen
class Claim:
    """One claim; `rests_on` holds sets of claims of which one each must stand."""

    id: str
    sentence: str
    proposition: str
    holder: str
    instrument: str
    date: str
    standing: str
    status: str
    cases: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    counter: str
    would_change: str
    attacks: tuple[str, ...]
    rests_on: tuple[frozenset[str], ...]


@frozen
class Ledger:
    """The claims of one file, in its order."""

    slug: str
    name: str
    about: str
    source: Source
    claims: tuple[Claim, ...]
    tables: Mapping[str, Table] = field(hash=False)
    does_not_show: tuple[str, ...]

    @property
    def framework(self) -> Framework:
        """Who attacks whom, and what rests on what."""
        return framework(
            [claim.id for claim in self.claims],
            [(claim.id, other) for claim in self.claims for other in claim.attacks],
            {claim.id: claim.rests_on for claim in self.claims},
        )

    def claim(self, name: str) -> Claim:
        """One claim by its id.

        Raises
        ------
        UnknownBodyError
            With the nearest ids.
        """
        for claim in self.claims:
            if claim.id == name:
                return claim
        known = [claim.id for claim in self.claims]
        where = f"./vetopoint claims {self.slug}"
        raise UnknownBodyError(unknown_name("claim", name, known, where))


def ledger_slugs() -> tuple[str, ...]:
    """The slugs of the claims files that ship with the product.

    >>> ledger_slugs()
    ('intervention-article-2023',)
    """
    return tuple(sorted(path.stem for path in LEDGERS.glob("*.yaml")))


@cache
def ledger_of(slug: str) -> Ledger:
    """A claims file that ships, by its slug.

    >>> ledger_of("intervention-article-2023").claim("article-75-billion").standing
    'unverified'

    Raises
    ------
    UnknownBodyError
        With the nearest slugs.
    """
    if slug not in ledger_slugs():
        raise UnknownBodyError(
            unknown_name("claims file", slug, ledger_slugs(), "./vetopoint claims")
        )
    path = LEDGERS / f"{slug}.yaml"
    return ledger_from(read_document(path, f"claims/{path.name}"), LEDGERS)


def claims_about(case: str) -> tuple[tuple[Ledger, Claim], ...]:
    """The claims of the files that ship which are about a case.

    >>> {claim.holder for _, claim in claims_about("taiwan-scenario")} >= {"China"}
    True
    """
    ledgers = (ledger_of(slug) for slug in ledger_slugs())
    return tuple(
        (ledger, claim) for ledger in ledgers for claim in ledger.claims if case in claim.cases
    )


def ledger_from(node: Node, folder: Path | None = None) -> Ledger:
    """Read a claims file; files of data that it names are looked for in `folder`.

    Raises
    ------
    BadDocumentError
        With the file, the line, the key and the remedy; also for claims that rest on one another
        in a ring.
    """
    node.only(*_KEYS)
    tables = tables_from(node, folder)
    entries = list(node.items("list"))
    names = _names(entries)
    supports = dict[str, list[frozenset[str]]]()
    for entry in entries:
        for supported in _claims_named(entry, "supports", names):
            supports.setdefault(supported, []).append(frozenset({entry.word("id")}))
    ledger = Ledger(
        slug=node.word("claims"),
        name=node.word("name"),
        about=node.word("about", ""),
        source=node.source("source"),
        claims=tuple(_claim(entry, names, tables, supports) for entry in entries),
        tables=tables,
        does_not_show=tuple(
            str(entry.value) for entry in node.items("does_not_show", required=False)
        ),
    )
    try:
        assert ledger.framework.order is not None
    except CircularSupportError as error:
        place = names.index(error.ring[0])
        raise entries[place].fail(str(error)) from error
    return ledger


def _names(entries: list[Node]) -> list[str]:
    names: list[str] = []
    for entry in entries:
        name = entry.only(*_CLAIM_KEYS).word("id")
        if name in names:
            raise entry["id"].fail(f"{name!r} stands twice; give each claim an id of its own")
        names.append(name)
    return names


def _claim(
    node: Node,
    names: list[str],
    tables: Mapping[str, Table],
    supports: Mapping[str, list[frozenset[str]]],
) -> Claim:
    name = node.word("id")
    status = node.choice("status", STATUSES) if "status" in node else ""
    instrument = node.word("instrument", "")
    if status and not instrument:
        raise node.fail(
            "'instrument' is missing; a proposition of law names the treaty, resolution or "
            "judgment it rests on, with its paragraph"
        )
    return Claim(
        id=name,
        sentence=node.word("sentence"),
        proposition=node.word("proposition"),
        holder=node.word("holder"),
        instrument=instrument,
        date=_when(node),
        standing=node.choice("standing", STANDINGS),
        status=status,
        cases=node.codes("cases"),
        evidence=tuple(
            evidence_from(entry, tables) for entry in node.items("evidence", required=False)
        ),
        counter=node.word("counter"),
        would_change=node.word("would_change", ""),
        attacks=tuple(_claims_named(node, "attacks", names)),
        rests_on=(*_grounds(node, names), *supports.get(name, ())),
    )


def _when(node: Node) -> str:
    """A year, a month or a day: as much as is known."""
    if "date" not in node:
        raise node.fail("'date' is missing; give a day, a month or a year, such as 1999-03-26")
    value = node.mapping()["date"]
    text = value.isoformat() if isinstance(value, datetime.date) else str(value)
    if not _WHEN.match(text):
        raise node["date"].fail(f"expected a day, a month or a year, found {text!r}")
    return text


def _claims_named(node: Node, key: str, names: list[str]) -> Iterator[str]:
    for entry in node.items(key, required=False):
        yield _known(entry, str(entry.value), names)


def _known(node: Node, name: str, names: list[str]) -> str:
    if name not in names:
        raise node.fail(unknown_name("claim", name, names, "the ids in this file"))
    return name


def _grounds(node: Node, names: list[str]) -> Iterator[frozenset[str]]:
    """Each ground is a claim, or a list of claims of which one is enough."""
    for entry in node.items("rests_on", required=False):
        options = entry.value if isinstance(entry.value, list) else [entry.value]
        if not options:
            raise entry.fail("an empty list of alternatives can never be met; name a claim")
        yield frozenset(_known(entry, str(option), names) for option in options)
