"""Ballots from a file: Voteview's form, one row for each ballot, or a table of members by items."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from vetopoint.errors import VetopointError
from vetopoint.record.importers.files import MissingPathError, SourceFile, relation
from vetopoint.record.importers.voeten import VOETEN_CODES
from vetopoint.record.importers.voteview import CAST_CODES
from vetopoint.record.stances import ballot_named
from vetopoint.record.store import first_line, quiet_connection

__all__ = ["FORMS", "BadBallotsError", "BallotFile", "read_ballots"]

FORMS = (
    "Voteview's …_votes.csv (rollnumber, icpsr, cast_code); one row for each ballot (member, item, "
    "ballot); or a table with members in the first column and an item in each other column"
)
_MEMBER = ("member", "iso3", "country", "ccode", "name")
_ITEM = ("item", "rollcall", "roll_call", "rcid", "vote_id", "bill")
_BALLOT = ("ballot", "vote", "cast")
_NONE = -1
_CODE = {"for": 0, "abstain": 1, "against": 2, "absent": _NONE, "none": _NONE}
_Reader = Callable[[str], int]


class BadBallotsError(VetopointError, ValueError):
    """A file from which no table of ballots can be read."""


@frozen(eq=False)
class BallotFile:
    """Ballots [members, items]: 0 FOR, 1 ABSTAIN, 2 AGAINST, −1 none; `form` is the file's."""

    members: tuple[str, ...]
    items: tuple[str, ...]
    cells: NDArray[np.int8] = field(repr=False)
    form: str


def read_ballots(path: Path) -> BallotFile:
    """The ballots of a CSV, TSV or Parquet file in one of three forms.

    Members of a Voteview file go by the names of the …_members.csv beside it, if there is one.

    Raises
    ------
    MissingPathError, BadBallotsError
        If nothing is there, or it is in none of the forms.
    """
    if not path.is_file():
        raise MissingPathError(path)
    file = SourceFile(path)
    names = file.names
    if {"rollnumber", "icpsr", "cast_code"} <= names:
        return _voteview(file)
    member, item, ballot = (_first(names, words) for words in (_MEMBER, _ITEM, _BALLOT))
    if member and item and ballot:
        codes = VOETEN_CODES if item == "rcid" else {}
        query = f"SELECT {member}, {item}, {ballot} FROM {relation(file)}"
        return _long(file, query, _reader(codes), "one row for each ballot")
    return _wide(file)


def _first(names: frozenset[str], words: Sequence[str]) -> str | None:
    return next((word for word in words if word in names), None)


def _rows(file: SourceFile, query: str) -> list[tuple[str | None, ...]]:
    import duckdb  # lazy: arrays do without it

    try:
        with quiet_connection() as connection:
            return connection.execute(query).fetchall()
    except duckdb.Error as error:
        raise BadBallotsError(
            f"{file.name} cannot be read: {first_line(error)}; a readable file is {FORMS}"
        ) from error


def _voteview(file: SourceFile) -> BallotFile:
    parts = [name for name in ("congress", "chamber") if name in file.names]
    item = " || '-' || ".join([*parts, "rollnumber"])
    query = f"SELECT icpsr, {item}, cast_code FROM {relation(file)}"
    table = _long(file, query, _reader(CAST_CODES), "Voteview's form")
    called = _called(file)
    labels = [called.get(code, code) for code in table.members]
    names = [
        f"{label} ({code})" if labels.count(label) > 1 else label
        for label, code in zip(labels, table.members, strict=True)
    ]
    return evolve(table, members=tuple(names))


def _called(file: SourceFile) -> Mapping[str, str]:
    """Names by number from the file of members beside a Voteview file of votes."""
    beside = file.path.with_name(file.name.replace("_votes", "_members"))
    if beside == file.path or not beside.is_file():
        return {}
    members = SourceFile(beside)
    if not {"icpsr", "bioname"} <= members.names:
        return {}
    rows = _rows(members, f"SELECT icpsr, max(bioname) FROM {relation(members)} GROUP BY 1")
    return {_whole(code): name for code, name in rows if code and name}


def _whole(number: str) -> str:
    return number.removesuffix(".0")


def _reader(codes: Mapping[str, Sequence[str]]) -> _Reader:
    """From a cell to a code, by the source's own codes or by words."""
    known = {word: _CODE[ballot] for ballot, words in codes.items() for word in words}

    def read(text: str) -> int:
        plain = _whole(text.strip()).upper()
        if plain in known:
            return known[plain]
        ballot = ballot_named(text)
        if ballot is None:
            raise BadBallotsError(
                f"{text!r} is no ballot; write for, against, abstain or absent, or Y, N, A, X"
            )
        return _CODE[ballot.value]

    return read


def _long(file: SourceFile, query: str, read: _Reader, form: str) -> BallotFile:
    rows = [row for row in _rows(file, query) if row[0] and row[1]]
    if not rows:
        raise BadBallotsError(f"{file.name} holds no ballots; a readable file is {FORMS}")
    codes = {word: read(word) if word else _NONE for word in {row[2] or "" for row in rows}}
    members = sorted({_whole(row[0]) for row in rows if row[0]})
    items = list(dict.fromkeys(_whole(row[1]) for row in rows if row[1]))
    row_of = {name: place for place, name in enumerate(members)}
    column_of = {name: place for place, name in enumerate(items)}
    cells = np.full((len(members), len(items)), _NONE, np.int8)
    for member, item, word in rows:
        if member and item:
            cells[row_of[_whole(member)], column_of[_whole(item)]] = codes[word or ""]
    return BallotFile(tuple(members), tuple(items), cells, form)


def _wide(file: SourceFile) -> BallotFile:
    rows = _rows(file, f"FROM {relation(file)}")
    items = file.columns[1:]
    if not rows or not items:
        raise BadBallotsError(f"{file.name} holds no ballots; a readable file is {FORMS}")
    words = {(cell or "").strip() for row in rows for cell in row[1:]} - {"", "NA"}
    # Yes as 1 and no as 0 is how tables of two ballots are written; with other digits it is unsure.
    binary = {"for": ["1"], "against": ["0"]} if words <= {"0", "1"} else {}
    read = _reader(binary)
    codes = {word: read(word) for word in words}
    cells = [[codes.get((cell or "").strip(), _NONE) for cell in row[1:]] for row in rows]
    names = tuple(str(row[0]) for row in rows)
    return BallotFile(names, items, np.array(cells, np.int8), "members by items")
