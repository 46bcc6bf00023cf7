"""What a claim cites: votes, seats, treaty paragraphs, cells of data and of cases, documents.

Each kind is a record here and a check in `checking`; in a claims file its first key names it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from attrs import field, frozen

from vetopoint.compare.cases import CONDITIONS, case_slugs
from vetopoint.compare.claims.tables import Table, quantity, tables_from
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import body_slugs, unknown_name
from vetopoint.law.documents import Node, Source

__all__ = [
    "CaseCited",
    "CellCited",
    "DocumentCited",
    "Evidence",
    "SeatsCited",
    "Table",
    "TreatyCited",
    "VoteCited",
    "evidence_from",
    "tables_from",
]

BEARS = ("for", "against", "context")
RELATIONS = ("equals", "differs", "at least", "at most")
OUTCOMES = ("adopted", "not adopted")
_COMMON = ("bears", "says")
_TALLY = re.compile(r"(\d+)-(\d+)-(\d+)$")


@frozen(kw_only=True)
class Evidence:
    """Something cited for or against a claim, or as context, and what it is said to show."""

    bears: str
    says: str

    @property
    def words(self) -> str:
        """What is cited, in a phrase."""
        raise TypeError(type(self).__name__)


@frozen(kw_only=True)
class VoteCited(Evidence):
    """A recorded vote; what is None is not claimed of it."""

    symbol: str
    tally: tuple[int, int, int] | None
    outcome: str | None
    date: datetime.date | None
    vetoed_by: tuple[str, ...] | None
    cast: Mapping[Ballot, tuple[str, ...]] = field(hash=False)

    @property
    def words(self) -> str:
        """The symbol."""
        return self.symbol


@frozen(kw_only=True)
class SeatsCited(Evidence):
    """Members that held a seat, or a seat in a group, or none, in a body on a day."""

    body: str
    on: datetime.date
    members: tuple[str, ...]
    group: str
    held: bool

    @property
    def words(self) -> str:
        """Body and day."""
        return f"seats of {self.body} on {self.on}"


@frozen(kw_only=True)
class TreatyCited(Evidence):
    """A paragraph of a treaty or statute."""

    instrument: str
    paragraph: str
    on: datetime.date | None

    @property
    def words(self) -> str:
        """Instrument and paragraph."""
        return f"{self.instrument}, {self.paragraph}"


@frozen(kw_only=True)
class CellCited(Evidence):
    """A number held against a cell of data, or the sum of several, within a unit."""

    table: str
    rows: tuple[str, ...]
    value: Fraction
    unit: str
    measure: str
    relation: str
    within: Fraction

    @property
    def words(self) -> str:
        """Table and cells."""
        return f"{self.table}: {' + '.join(self.rows)}"


@frozen(kw_only=True)
class CaseCited(Evidence):
    """A coded cell of a case that ships."""

    case: str
    fact: str
    value: float | None

    @property
    def words(self) -> str:
        """Case and condition."""
        return f"{self.case}: {self.fact}"


@frozen(kw_only=True)
class DocumentCited(Evidence):
    """A document that nothing here can be compared with."""

    source: Source

    @property
    def words(self) -> str:
        """Document and locator."""
        return self.source.words()


def evidence_from(node: Node, tables: Mapping[str, Table]) -> Evidence:
    """Read one piece of evidence; its kind is told by the key that only that kind has.

    Raises
    ------
    BadDocumentError
        With the file, the line, the key and the remedy.
    """
    kinds = [kind for kind in _KINDS if kind in node.mapping()]
    if len(kinds) != 1:
        found = " and ".join(kinds) or "none of them"
        raise node.fail(f"evidence has one of the keys {', '.join(_KINDS)}; found {found}")
    return _KINDS[kinds[0]](node, tables)


def _bears(node: Node) -> str:
    return node.choice("bears", BEARS, "for")


def _vote(node: Node, _: Mapping[str, Table]) -> Evidence:
    ballots = tuple(ballot.value for ballot in Ballot)
    node.only("vote", "tally", "outcome", "date", "vetoed_by", *ballots, *_COMMON)
    return VoteCited(
        symbol=node.word("vote"),
        tally=_tally(node),
        outcome=node.choice("outcome", OUTCOMES) if "outcome" in node else None,
        date=node.date("date"),
        vetoed_by=_vetoers(node),
        cast={ballot: node.codes(ballot.value) for ballot in Ballot if ballot.value in node},
        bears=_bears(node),
        says=node.word("says", ""),
    )


def _tally(node: Node) -> tuple[int, int, int] | None:
    if "tally" not in node:
        return None
    found = _TALLY.match(node.word("tally"))
    if not found:
        raise node["tally"].fail(
            f"expected for-against-abstaining such as 11-1-3, found {node.word('tally')!r}"
        )
    return int(found[1]), int(found[2]), int(found[3])


def _vetoers(node: Node) -> tuple[str, ...] | None:
    if "vetoed_by" not in node:
        return None
    codes = node.codes("vetoed_by")
    return () if codes == ("none",) else codes


def _seats(node: Node, _: Mapping[str, Table]) -> Evidence:
    node.only("seats", "on", "members", "group", "held", *_COMMON)
    body = node.word("seats")
    if body not in body_slugs():
        raise node["seats"].fail(unknown_name("body", body, body_slugs(), "./vetopoint bodies"))
    day, members = node.date("on"), node.codes("members")
    if day is None or not members:
        lacking = "on" if day is None else "members"
        raise node.fail(f"{lacking!r} is missing; seats are cited with a day and members")
    return SeatsCited(
        body=body,
        on=day,
        members=members,
        group=node.word("group", ""),
        held=node.flag("held", default=True),
        bears=_bears(node),
        says=node.word("says", ""),
    )


def _treaty(node: Node, _: Mapping[str, Table]) -> Evidence:
    node.only("treaty", "paragraph", "on", *_COMMON)
    return TreatyCited(
        instrument=node.word("treaty"),
        paragraph=node.word("paragraph"),
        on=node.date("on"),
        bears=_bears(node),
        says=node.word("says", ""),
    )


def _cell(node: Node, tables: Mapping[str, Table]) -> Evidence:
    node.only("data", "cell", "value", "unit", "measure", "relation", "within", *_COMMON)
    name = node.word("data")
    if name not in tables:
        known = ", ".join(tables) or "none"
        raise node["data"].fail(f"there is no table {name!r} under data: (there: {known})")
    rows = node.codes("cell")
    for row in rows:
        if row not in tables[name].cells:
            near = unknown_name("row", row, tables[name].cells, f"table {name}")
            raise node["cell"].fail(near)
    value, digits = quantity(node, "value")
    return CellCited(
        table=name,
        rows=rows,
        value=value,
        unit=node.word("unit"),
        measure=node.word("measure", ""),
        relation=node.choice("relation", RELATIONS, "equals"),
        within=quantity(node, "within")[0] if "within" in node else digits / 2,
        bears=_bears(node),
        says=node.word("says", ""),
    )


def _case(node: Node, _: Mapping[str, Table]) -> Evidence:
    node.only("case", "fact", "value", *_COMMON)
    case = node.word("case")
    if case not in case_slugs():
        raise node["case"].fail(unknown_name("case", case, case_slugs(), "./vetopoint cases"))
    fact = node.choice("fact", (*CONDITIONS, "intervention"))
    return CaseCited(
        case=case,
        fact=fact,
        value=float(quantity(node, "value")[0]) if "value" in node else None,
        bears=_bears(node),
        says=node.word("says", ""),
    )


def _document(node: Node, _: Mapping[str, Table]) -> Evidence:
    node.only("document", "locator", "note", "url", "checked", *_COMMON)
    names = ("locator", "note", "url", "checked")
    return DocumentCited(
        source=Source(node.word("document"), *(node.word(name, "") for name in names)),
        bears=_bears(node),
        says=node.word("says", ""),
    )


_KINDS: Mapping[str, Callable[[Node, Mapping[str, Table]], Evidence]] = {
    "vote": _vote,
    "seats": _seats,
    "treaty": _treaty,
    "data": _cell,
    "case": _case,
    "document": _document,
}
