"""What the replay knows beside the charters: named exceptions, and which majority a subject needs.

The two files under `exceptions/` hold it as data; every entry has its reason and its reference.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from attrs import field, frozen

from vetopoint.law.bodies import charter_of
from vetopoint.law.documents import Node, Source, read_document
from vetopoint.record.landmark import landmark
from vetopoint.record.symbols import document_key, resolution_key
from vetopoint.record.votes import BODIES, RollCall

__all__ = [
    "Basis",
    "ExceptionKind",
    "Explanation",
    "Listed",
    "ReplayRules",
    "Subject",
    "replay_rules",
    "vote_key",
]

T = TypeVar("T")
_FOLDER = Path(__file__).with_name("exceptions")


class ExceptionKind(StrEnum):
    """Why the default rule does not explain a vote."""

    PROCEDURAL = "procedural"
    WITHOUT_VOTE = "without-vote"
    ELECTION = "election-or-appointment"
    EMPTY = "empty-roll-call"

    @property
    def has_ballots(self) -> bool:
        """Whether there is something to judge by the rule that really applied."""
        return self is ExceptionKind.PROCEDURAL


class Basis(StrEnum):
    """What the explanation of a narrow adoption rests on."""

    CHARTER = "charter"
    DECISION = "decision"
    INFERRED = "inferred"


@frozen
class Listed:
    """A named exception; `decision` is the rule of the charter that really applied."""

    symbol: str
    kind: ExceptionKind
    decision: str
    reason: str
    reference: Source


@frozen
class Subject:
    """Texts that need one majority, known by symbol, by words of the title or by the number."""

    id: str
    name: str
    decision: str
    reference: Source
    symbols: frozenset[str] = frozenset()
    omitted: frozenset[str] = frozenset()
    titles: tuple[re.Pattern[str], ...] = ()
    numbers: tuple[re.Pattern[str], ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None

    def fits(self, vote: RollCall) -> bool:
        """Whether the text belongs to this subject."""
        if (self.since and vote.date < self.since) or (self.until and vote.date > self.until):
            return False
        key = vote_key(vote.symbol)
        if key in self.symbols or key in self.omitted:
            return key in self.symbols
        return any(pattern.search(vote.title) for pattern in self.titles) or any(
            pattern.search(vote.symbol) for pattern in self.numbers
        )


@frozen
class Explanation:
    """Why some texts passed with less than two thirds of those voting."""

    id: str
    name: str
    basis: Basis
    symbols: frozenset[str]
    reason: str
    reference: Source


@frozen
class ReplayRules:
    """Exceptions and explanations by the key of the vote, and the subjects in their order."""

    exceptions: Mapping[str, Listed] = field(hash=False)
    subjects: tuple[Subject, ...]
    explanations: Mapping[str, Explanation] = field(hash=False)
    landmark: Mapping[str, str] = field(hash=False)

    def listed(self, vote: RollCall) -> Listed | None:
        """The exception that names this vote, or None."""
        return self.exceptions.get(vote_key(vote.symbol))

    def majority(self, vote: RollCall) -> str | None:
        """The decision that an Assembly text needed, where it is known.

        What the record of the vote names comes first, then the subjects, then the landmark record.
        """
        if vote.decision:
            return vote.decision
        subject = next((one for one in self.subjects if one.fits(vote)), None)
        return subject.decision if subject else self.landmark.get(vote_key(vote.symbol))


def vote_key(symbol: str) -> str:
    """One spelling for the symbol of a vote, whatever source it comes from.

    >>> vote_key("A/RES/3390(XXX)[A]"), vote_key("S/RES/157 (1960)")
    ('A/RES/3390 A', 'S/RES/157')
    """
    return str(resolution_key(symbol) or document_key(symbol) or symbol)


@cache
def replay_rules() -> ReplayRules:
    """The exceptions and subjects that ship with the product.

    >>> replay_rules().exceptions["S/RES/157"].decision
    'refer-to-assembly'

    Raises
    ------
    BadDocumentError
        If a file does not say what it must.
    """
    exceptions: dict[str, Listed] = {}
    subjects: list[Subject] = []
    explanations: dict[str, Explanation] = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        document = read_document(path, f"exceptions/{path.name}")
        document.only("body", "exceptions", "subjects", "below_two_thirds")
        body = document.choice("body", BODIES.values())
        for node in document.items("exceptions"):
            listed = _listed(node, body)
            _add(exceptions, [vote_key(listed.symbol)], listed, node)
        subjects += [_subject(node, body) for node in document.items("subjects", required=False)]
        for node in document.items("below_two_thirds", required=False):
            explanation = _explanation(node)
            _add(explanations, explanation.symbols, explanation, node)
    return ReplayRules(exceptions, tuple(subjects), explanations, _landmark_decisions())


def _add(entries: dict[str, T], keys: Iterable[str], entry: T, node: Node) -> None:
    for key in keys:
        if key in entries:
            raise node.fail(f"{key} stands twice; name each vote once")
        entries[key] = entry


def _listed(node: Node, body: str) -> Listed:
    node.only("symbol", "kind", "decision", "reason", "reference")
    return Listed(
        symbol=node.word("symbol"),
        kind=ExceptionKind(node.choice("kind", (kind.value for kind in ExceptionKind))),
        decision=_decision(node, body),
        reason=node.word("reason").strip(),
        reference=node.source(),
    )


def _subject(node: Node, body: str) -> Subject:
    node.only(
        *("id", "name", "decision", "symbols", "except", "titles", "numbers"),
        *("from", "to", "reference"),
    )
    return Subject(
        id=node.word("id"),
        name=node.word("name"),
        decision=_decision(node, body),
        reference=node.source(),
        symbols=_keys(node, "symbols"),
        omitted=_keys(node, "except"),
        titles=_patterns(node, "titles"),
        numbers=_patterns(node, "numbers"),
        since=node.date("from"),
        until=node.date("to"),
    )


def _explanation(node: Node) -> Explanation:
    node.only("id", "name", "basis", "symbols", "reason", "reference")
    return Explanation(
        id=node.word("id"),
        name=node.word("name"),
        basis=Basis(node.choice("basis", (basis.value for basis in Basis))),
        symbols=_keys(node, "symbols"),
        reason=node.word("reason").strip(),
        reference=node.source(),
    )


def _decision(node: Node, body: str) -> str:
    return node.choice("decision", (decision.id for decision in charter_of(body).decisions))


def _keys(node: Node, name: str) -> frozenset[str]:
    return frozenset(vote_key(symbol) for symbol in node.codes(name))


def _patterns(node: Node, name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(str(entry.value), re.IGNORECASE) for entry in node.items(name, required=False)
    )


def _landmark_decisions() -> dict[str, str]:
    """Resolutions whose decision the landmark record names, by key."""
    return {
        vote_key(vote.resolution): vote.decision
        for vote in landmark()
        if vote.resolution and vote.decision
    }
