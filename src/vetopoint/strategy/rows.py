"""Tables that users give as CSV: columns by name, numbers read exactly, one sentence per fault."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from fractions import Fraction

from vetopoint.strategy.inputs import BadInputError, fraction_of

__all__ = ["cell_number", "read_rows"]


def read_rows(
    text: str, needed: Sequence[str], named: str, allowed: Sequence[str] = ()
) -> list[dict[str, str]]:
    r"""The rows of a CSV file whose first line names the columns.

    `allowed` columns may be missing (then empty); others are kept as they are.

    Raises
    ------
    BadInputError
        If a needed column is missing, a row is too long, or there are no rows.

    Examples
    --------
    >>> read_rows("name,cost\nradar,3", ["name", "cost"], "--alternatives")
    [{'name': 'radar', 'cost': '3'}]
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    delimiter = "\t" if lines and "\t" in lines[0] and "," not in lines[0] else ","
    reader = csv.DictReader(io.StringIO("\n".join(lines)), delimiter=delimiter)
    names = [name.strip() for name in reader.fieldnames or []]
    if missing := [name for name in needed if name not in names]:
        raise BadInputError(
            f"{named} has no column {missing[0]!r}; its first line must name {', '.join(needed)}"
        )
    rows = []
    for number, row in enumerate(reader, start=2):
        if None in row:
            raise BadInputError(
                f"line {number} of {named} has more cells than the first line names"
            )
        found = {str(key).strip(): (value or "").strip() for key, value in row.items()}
        rows.append({**dict.fromkeys(allowed, ""), **found})
    if not rows:
        raise BadInputError(f"{named} holds no rows under its first line; give at least one")
    return rows


def cell_number(
    row: Mapping[str, str],
    column: str,
    named: str,
    *,
    low: float | None = None,
    high: float | None = None,
    empty: Fraction | None = None,
) -> Fraction:
    """The number in a cell, within its bounds; `empty` stands for an empty cell if given.

    >>> cell_number({"cost": "3/2"}, "cost", "--alternatives")
    Fraction(3, 2)
    """
    text = row[column]
    if not text and empty is not None:
        return empty
    number = fraction_of(text)
    who = next(iter(row.values()), "")
    if number is None:
        raise BadInputError(f"{column} of {who!r} in {named} is {text!r}; give a number")
    if low is not None and number < low:
        raise BadInputError(f"{column} of {who!r} in {named} is {text}; the least is {low:g}")
    if high is not None and number > high:
        raise BadInputError(f"{column} of {who!r} in {named} is {text}; the most is {high:g}")
    return number
