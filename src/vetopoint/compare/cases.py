"""Coded crises: one YAML file each, every cell with value, confidence, note, source and coder."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from attrs import field, frozen

from vetopoint.compare.premises import Premises, premises_from
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import (
    NotInForceError,
    UnknownBodyError,
    body_slugs,
    charter_of,
    open_body,
    unknown_name,
)
from vetopoint.law.documents import Node, Source, read_document, refuse_other_file

__all__ = [
    "BINARY",
    "CONDITIONS",
    "CONFIDENCE",
    "Authorisation",
    "Case",
    "CaseVote",
    "Competence",
    "Fact",
    "Outcome",
    "case_from",
    "case_named",
    "case_of",
    "case_slugs",
]

CASES = Path(__file__).parent / "cases"

# The coded conditions, with the question each answers.
CONDITIONS: Mapping[str, str] = {
    "p5_direct_interest": "Was a permanent member a party, a victim or a close patron of one?",
    "p5_opposition": "Did a permanent member oppose forcible action, by vote or declaration?",
    "nuclear_armed_adversary": "Was the adversary, or a patron committed to it, nuclear-armed?",
    "mass_atrocity": "Was large-scale killing of civilians under way or imminent?",
    "deaths_order": "How many died (order of magnitude)?",
    "host_consent": "Did the recognised government invite the force?",
    "regional_call": "Did a regional or defence organisation decide on or ask for force?",
    "alliance_obligation": "Did an intervener owe the victim a treaty duty of assistance?",
    "geographic_access": "Had the interveners a border, bases or open access?",
}
BINARY = tuple(name for name in CONDITIONS if name != "deaths_order")
"""The conditions that are answered by yes or no."""

CONFIDENCE = ("high", "medium", "low")
STANDINGS = (
    "authorised by the Council",
    "recommended by the Assembly",
    "authorised after the fact",
    "claimed, contested",
    "not needed (consent)",
    "none",
    "scenario",
)
_KEYS = (
    *("case", "name", "question", "summary", "onset", "window", "kind", "scenario", "bodies"),
    *("votes", "facts", "premises", "authorisation", "outcome", "shows", "does_not_show"),
    *("sources", "checks"),
)


@frozen
class Competence:
    """A body that could decide, under which of its decisions, and on which day."""

    body: str
    decision: str
    on: datetime.date
    why: str


@frozen
class CaseVote:
    """A vote of the case: its symbol, the tally, and the members known to have voted so.

    Counts and lists are None where they are not known.
    """

    symbol: str
    body: str
    date: datetime.date
    decision: str
    topic: str
    outcome: str
    counts: Mapping[Ballot, int | None] = field(hash=False)
    known: Mapping[Ballot, tuple[str, ...] | None] = field(hash=False)
    confidence: str
    note: str = ""


@frozen
class Fact:
    """One coded cell: None is unknown."""

    value: float | None
    confidence: str
    note: str
    source: str
    coder: str
    unit: str = ""


@frozen
class Authorisation:
    """On what footing force was used or sought: a standing, never true or false."""

    path: str
    standing: str
    instrument: str = ""
    date: datetime.date | None = None
    note: str = ""


@frozen
class Outcome:
    """Whether force was used on the victim's side: 1, 0, or None for a scenario."""

    intervention: float | None
    confidence: str
    by: str = ""
    kind: str = ""
    date: datetime.date | None = None
    claimed_basis: str = ""
    note: str = ""


@frozen
class Case:
    """A crisis and the question whether others used force in response to it."""

    case: str
    name: str
    question: str
    summary: str
    onset: datetime.date | None
    window: str
    kind: str
    is_scenario: bool
    bodies: tuple[Competence, ...]
    votes: tuple[CaseVote, ...]
    facts: Mapping[str, Fact] = field(hash=False)
    authorisation: Authorisation
    outcome: Outcome
    shows: str
    does_not_show: tuple[str, ...]
    sources: tuple[Source, ...]
    checks: str
    premises: Premises = field(factory=Premises)


def case_slugs() -> tuple[str, ...]:
    """The slugs of the cases that ship with the product, sorted.

    >>> "kosovo-1999" in case_slugs()
    True
    """
    return tuple(sorted(path.stem for path in CASES.glob("*.yaml")))


@cache
def case_of(slug: str) -> Case:
    """A case by its slug.

    >>> case_of("kosovo-1999").name
    'Kosovo'

    Raises
    ------
    UnknownBodyError
        With the nearest slugs.
    """
    loose = _loose(slug)
    if loose not in case_slugs():
        raise UnknownBodyError(unknown_name("case", slug, case_slugs(), "./vetopoint cases"))
    path = CASES / f"{loose}.yaml"
    return case_from(read_document(path, f"cases/{path.name}"))


def _loose(slug: str) -> str:
    return slug.strip().casefold().replace("_", "-").replace(" ", "-")


def case_named(word: str) -> Case:
    """A case by its slug, or one of the user's own by the path of its .yaml file.

    >>> case_named("Kosovo 1999").case
    'kosovo-1999'

    Raises
    ------
    UnknownBodyError
        For a slug that is none, with the nearest.
    BadDocumentError
        For a file that is no case, with the line, the key and the remedy.
    """
    if not word.endswith((".yaml", ".yml")):
        if _loose(word) not in case_slugs():
            refuse_other_file(word, "case")
        return case_of(word)
    node = read_document(Path(word))
    case = case_from(node)
    for entry, vote in zip(node.items("votes", required=False), case.votes, strict=True):
        _check_seated(entry, vote)
    return case


def case_from(node: Node) -> Case:
    """Read a case.

    Raises
    ------
    BadDocumentError
        With the file, the line, the key and the remedy.
    """
    node.only(*_KEYS)
    facts = _facts(node)
    return Case(
        case=node.word("case"),
        name=node.word("name"),
        question=node.word("question"),
        summary=node.word("summary"),
        onset=node.date("onset"),
        window=node.word("window", ""),
        kind=node.word("kind", ""),
        is_scenario=node.flag("scenario"),
        bodies=tuple(_competence(entry) for entry in node.items("bodies")),
        votes=tuple(_vote(entry) for entry in node.items("votes", required=False)),
        facts=facts,
        authorisation=_authorisation(node["authorisation"]),
        outcome=_outcome(node["outcome"]),
        shows=node.word("shows", ""),
        does_not_show=tuple(str(entry.value) for entry in node.items("does_not_show")),
        sources=tuple(_source(entry) for entry in node.items("sources")),
        checks=node.word("checks", ""),
        premises=premises_from(node["premises"]) if "premises" in node else Premises(),
    )


def _check_seated(node: Node, vote: CaseVote) -> None:
    """Refuse a member without a seat on the day, or named twice; tests hold the cases that ship."""
    try:
        seats = open_body(vote.body, vote.date)
    except NotInForceError as error:
        raise node.fail(str(error)) from error
    named: dict[str, Ballot] = {}
    for ballot, members in vote.known.items():
        for member in members or ():
            if member not in seats.names:
                raise node[ballot.value].fail(str(seats.not_seated(member)))
            if member in named:
                raise node[ballot.value].fail(
                    f"{member} is named as {named[member]} too; give each member one ballot"
                )
            named[member] = ballot


def _facts(node: Node) -> dict[str, Fact]:
    if "facts" not in node:
        raise node.fail(f"'facts' is missing; code {', '.join(CONDITIONS)}")
    node["facts"].only(*CONDITIONS)
    facts = {name: _fact(entry) for name, entry in node.entries("facts")}
    if missing := [name for name in CONDITIONS if name not in facts]:
        raise node["facts"].fail(f"lacks {', '.join(missing)}; code them, with null where unknown")
    return facts


def _source(node: Node) -> Source:
    node.only("document", "locator", "note", "url", "checked")
    names = ("locator", "note", "url", "checked")
    return Source(node.word("document"), *(node.word(name, "") for name in names))


def _day(node: Node, key: str) -> datetime.date:
    day = node.date(key)
    if day is None:
        raise node.fail(f"{key!r} is missing; give a day such as 1999-03-26")
    return day


def _body(node: Node) -> str:
    slug = node.word("body")
    if slug not in body_slugs():
        raise node["body"].fail(unknown_name("body", slug, body_slugs(), "./vetopoint bodies"))
    return slug


def _decision(node: Node) -> str:
    body, decision = node.word("body"), node.word("decision")
    known = [entry.id for entry in charter_of(body).decisions]
    if decision not in known:
        raise node["decision"].fail(
            unknown_name("decision", decision, known, f"./vetopoint body {body}")
        )
    return decision


def _competence(node: Node) -> Competence:
    node.only("body", "decision", "on", "why")
    return Competence(_body(node), _decision(node), _day(node, "on"), node.word("why"))


def _vote(node: Node) -> CaseVote:
    node.only(
        *("symbol", "body", "date", "decision", "topic", "outcome", "tally"),
        *("against", "abstain", "absent", "confidence", "note"),
    )
    tally = node["tally"].only(*(ballot.value for ballot in Ballot)) if "tally" in node else None
    return CaseVote(
        symbol=node.word("symbol"),
        body=_body(node),
        date=_day(node, "date"),
        decision=_decision(node),
        topic=node.word("topic"),
        outcome=node.choice("outcome", ("adopted", "not adopted", "withdrawn")),
        counts={b: _count(tally, b) if tally else None for b in Ballot},
        known={b: node.codes(b) if _given(node, b) else None for b in Ballot},
        confidence=node.choice("confidence", CONFIDENCE),
        note=node.word("note", ""),
    )


def _count(tally: Node, ballot: Ballot) -> int | None:
    return tally.integer(ballot) if ballot in tally else None


def _given(node: Node, ballot: Ballot) -> bool:
    return ballot is not Ballot.FOR and ballot in node


def _number(node: Node, key: str) -> float | None:
    value = node.mapping().get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise node[key].fail(f"expected a number or null for unknown, found {value!r}")
    return value


def _fact(node: Node) -> Fact:
    node.only("value", "unit", "confidence", "note", "source", "coder")
    return Fact(
        value=_number(node, "value"),
        confidence=node.choice("confidence", CONFIDENCE),
        note=node.word("note"),
        source=node.word("source"),
        coder=node.word("coder"),
        unit=node.word("unit", ""),
    )


def _authorisation(node: Node) -> Authorisation:
    node.only("path", "instrument", "date", "standing", "note")
    return Authorisation(
        path=node.word("path", ""),
        standing=node.choice("standing", STANDINGS),
        instrument=node.word("instrument", ""),
        date=node.date("date"),
        note=node.word("note", ""),
    )


def _outcome(node: Node) -> Outcome:
    node.only("intervention", "confidence", "by", "kind", "date", "claimed_basis", "note")
    return Outcome(
        intervention=_number(node, "intervention"),
        confidence=node.choice("confidence", CONFIDENCE),
        by=node.word("by", ""),
        kind=node.word("kind", ""),
        date=node.date("date"),
        claimed_basis=node.word("claimed_basis", ""),
        note=node.word("note", ""),
    )
