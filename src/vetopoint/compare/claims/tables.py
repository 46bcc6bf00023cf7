"""Numbers that claims are held against: cells with a unit, a measure and a source."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from attrs import field, frozen

from vetopoint.law.documents import Node, Source

__all__ = ["Table", "quantity", "scaled", "tables_from"]

# Words before a unit that say how many of it are meant.
SCALES: Mapping[str, int] = {
    "thousand": 10**3,
    "million": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}


@frozen
class Table:
    """Cells by the name of their row; None is a cell that the source leaves empty.

    `measure` says what was counted: commitments are not allocations, though both are euros.
    """

    name: str
    measure: str
    unit: str
    source: Source
    cells: Mapping[str, Fraction | None] = field(hash=False)


def tables_from(node: Node, folder: Path | None) -> dict[str, Table]:
    """The tables under `data`: cells written out, or columns of a CSV file beside the claims.

    Raises
    ------
    BadDocumentError
        With the file, the line, the key and the remedy.
    """
    return {name: _table(name, entry, folder) for name, entry in node.entries("data")}


def _table(name: str, node: Node, folder: Path | None) -> Table:
    node.only("measure", "unit", "source", "cells", "file", "rows", "column")
    if ("cells" in node) == ("file" in node):
        raise node.fail("give the numbers under 'cells', or a CSV 'file' with 'rows' and 'column'")
    cells = dict(_written(node)) if "cells" in node else dict(_from_file(node, folder))
    return Table(name, node.word("measure"), node.word("unit"), node.source("source"), cells)


def _written(node: Node) -> Iterator[tuple[str, Fraction | None]]:
    cells = node["cells"]
    for name, value in cells.mapping().items():
        yield str(name), None if value is None else quantity(cells, name)[0]


def _from_file(node: Node, folder: Path | None) -> Iterator[tuple[str, Fraction | None]]:
    name, rows, column = node.word("file"), node.word("rows"), node.word("column")
    path = (folder or Path()) / name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise node["file"].fail(f"{name} cannot be read: {reason}") from error
    reader = csv.DictReader(io.StringIO(text))
    for key, wanted in (("rows", rows), ("column", column)):
        if wanted not in (reader.fieldnames or ()):
            known = ", ".join((reader.fieldnames or ())[:12])
            raise node[key].fail(f"{name} has no column {wanted!r}; its columns: {known}")
    seen: set[str] = set()
    for number, row in enumerate(reader, 2):
        row_name = "_".join((row[rows] or "").split())
        if row_name in seen:
            raise node["rows"].fail(f"{name}, line {number}: {row_name!r} names two rows; keep one")
        seen.add(row_name)
        yield row_name, _cell(node, row[column], f"{name}, line {number}")


def _cell(node: Node, text: str | None, place: str) -> Fraction | None:
    if not (text or "").strip():
        return None
    try:
        return Fraction(str(text).strip())
    except ValueError:
        raise node["column"].fail(f"{place}: {text!r} is not a number") from None


def quantity(node: Node, key: str) -> tuple[Fraction, Fraction]:
    """A number exactly as written, and the worth of its last digit.

    >>> from vetopoint.law.documents import parse_document
    >>> quantity(parse_document("value: 75.2", "example"), "value")
    (Fraction(376, 5), Fraction(1, 10))
    """
    value = node.mapping().get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise node.fail(f"expected a number under {key!r}, found {value!r}")
    text = repr(value)
    whole, _, decimals = text.partition(".")
    if not whole.lstrip("-").isdigit() or not (decimals or "0").isdigit():
        raise node[key].fail(f"expected a number in plain digits, found {text}")
    return Fraction(text), Fraction(1, 10 ** len(decimals))


def scaled(unit: str) -> tuple[int, str]:
    """How many of which plain unit a unit means.

    >>> scaled("billion EUR"), scaled("%")
    ((1000000000, 'EUR'), (1, '%'))
    """
    first, _, rest = unit.strip().partition(" ")
    if rest and first.casefold() in SCALES:
        return SCALES[first.casefold()], rest.strip()
    return 1, unit.strip()
