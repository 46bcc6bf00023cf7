"""Tables and words at the terminal, and the same rows as JSON, CSV or Markdown.

Standard output is data; colour only where the output is a terminal and NO_COLOR is unset.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

__all__ = [
    "Column",
    "as_csv",
    "as_markdown",
    "page_width",
    "print_items",
    "print_json",
    "print_rows",
    "style",
]

WIDEST = 100
NARROWEST = 7
"""Columns of words are not made narrower than this."""
STYLES = {
    "for": "34",
    "against": "33",
    "abstain": "2",
    "absent": "2",
    "strong": "1",
    "quiet": "2",
    "warning": "31",
}


@frozen
class Column:
    """A column: the key in each row, its heading, whether it holds numbers or unbroken words."""

    key: str
    heading: str
    numeric: bool = False
    unbroken: bool = False


def page_width() -> int:
    """Columns to write in: the terminal's, at most 100; 80 where there is no terminal."""
    return min(shutil.get_terminal_size((80, 24)).columns, WIDEST) if sys.stdout.isatty() else 80


def style(text: str, name: str) -> str:
    """The text in one of the theme's styles, or plain where colour is not wanted."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\x1b[{STYLES[name]}m{text}\x1b[0m"


def print_json(value: Any) -> None:
    """Write a value as JSON, keys in the order given."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_items(value: Mapping[str, Any]) -> None:
    """Write a record as JSON with one list item a line: quick, and readable, where it is long."""
    print(_opened(value, ""))


def _opened(value: Any, indent: str) -> str:
    inner = indent + "  "
    if isinstance(value, Mapping) and value:
        pairs = [f"{json.dumps(key)}: {_opened(part, inner)}" for key, part in value.items()]
        return "{\n" + ",\n".join(inner + pair for pair in pairs) + f"\n{indent}}}"
    if isinstance(value, list) and value:
        items = [json.dumps(item, ensure_ascii=False) for item in value]
        return "[\n" + ",\n".join(inner + item for item in items) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)


def as_csv(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as CSV with a header; unknown values are empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in columns])
    for row in rows:
        writer.writerow([_cell(row.get(column.key)) for column in columns])
    return out.getvalue()


def as_markdown(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as a Markdown table, numbers aligned to the right."""
    lines = [
        "| " + " | ".join(column.heading for column in columns) + " |",
        "| " + " | ".join("---:" if column.numeric else "---" for column in columns) + " |",
    ]
    for row in rows:
        cells = (_cell(row.get(column.key)).replace("|", "\\|") for column in columns)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def print_rows(
    columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], form: str | None = None
) -> None:
    """Write rows in the format asked for; without one, as a table for the terminal."""
    if form == "json":
        print_json(list(rows))
    elif form == "csv":
        print(as_csv(columns, rows), end="")
    elif form == "markdown":
        print(as_markdown(columns, rows), end="")
    else:
        _print_table(columns, rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return " ".join(str(part) for part in value)
    return str(value)


def _print_table(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> None:
    plain = None if sys.stdout.isatty() else _plain_table(columns, rows)
    if plain is None:
        _print_with_rich(columns, rows)
    else:
        print(plain, end="")


def _plain_table(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> str | None:
    """What rich would write without colour where no cell is folded; rich takes 4 ms for a row."""
    lines = [[column.heading for column in columns]]
    lines += [[_cell(row.get(column.key)) for column in columns] for row in rows]
    if not all(cell.isascii() and cell.isprintable() for line in lines[1:] for cell in line):
        return None
    if not all(heading.isalnum() or heading.isascii() for heading in lines[0]):
        return None
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    if sum(widths) + 3 * (len(columns) - 1) > page_width():
        return None
    told = [
        "   ".join(
            cell.rjust(width) if column.numeric else cell.ljust(width)
            for cell, width, column in zip(line, widths, columns, strict=True)
        )
        for line in lines
    ]
    told.insert(1, "─" * len(told[0]))
    return "\n".join(told) + "\n"


def _print_with_rich(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> None:
    from rich import box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table

    cells = [[_cell(row.get(column.key)) for column in columns] for row in rows]
    headings = [column.heading for column in columns]
    widths = [max(map(cell_len, told)) for told in zip(headings, *cells, strict=True)]
    between = 3 * (len(columns) - 1)
    is_wide = sum(widths) + between > page_width()
    # A number with a digit cut off is another number: rather a table wider than the page.
    floors = [
        width if column.numeric else min(width, NARROWEST)
        for column, width in zip(columns, widths, strict=True)
    ]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for column, floor in zip(columns, floors, strict=True):
        table.add_column(
            column.heading,
            justify="right" if column.numeric else "left",
            overflow="fold",
            no_wrap=column.numeric or (column.unbroken and not is_wide),
            min_width=floor,
        )
    for told in cells:
        table.add_row(*told)
    width = max(page_width(), sum(floors) + between)
    console = Console(width=width, highlight=False, markup=False, file=sys.stdout)
    # Captured, as rich would end the program with code 1 where the reader has closed the pipe.
    with console.capture() as written:
        console.print(table)
    print(written.get(), end="")
