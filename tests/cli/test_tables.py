"""Tables at the terminal: no digit of a number is ever cut off."""

from __future__ import annotations

import json
from typing import Any

import pytest

from vetopoint.cli import tables
from vetopoint.cli.tables import Column, print_rows

NAME = "Saint Vincent and the Grenadines"


def table(numbers: int) -> list[Column]:
    return [
        Column("name", "Name", unbroken=True),
        *(Column(f"n{n}", f"Number {n}", numeric=True) for n in range(numbers)),
    ]


@pytest.mark.parametrize("numbers", [1, 3, 5, 6, 9])
def test_numbers_and_headings_are_whole(numbers: int, capsys: Any) -> None:
    row = {f"n{n}": f"{1000 + n}.125" for n in range(numbers)}
    print_rows(table(numbers), [{"name": NAME, **row}])
    told = capsys.readouterr().out
    for n in range(numbers):
        assert f"Number {n}" in told
        assert f"{1000 + n}.125" in told
    assert all(word in told.replace("\n", " ") for word in ("Saint", "Vincent"))
    if numbers <= 5:
        assert max(map(len, told.splitlines())) <= 80


def test_words_stay_on_one_line_where_there_is_room(capsys: Any) -> None:
    print_rows(table(3), [{"name": NAME, "n0": 1, "n1": 2, "n2": 3}])
    assert NAME in capsys.readouterr().out


@pytest.mark.parametrize("rows", [0, 1, 5])
@pytest.mark.parametrize("unbroken", [True, False])
def test_a_table_without_folds_is_written_as_rich_writes_it(
    rows: int, unbroken: bool, capsys: Any
) -> None:
    columns = [Column("a", "A", unbroken=unbroken), Column("b", "Number", numeric=True)]
    told = [{"a": "x" * n or None, "b": n} for n in range(rows)]
    print_rows(columns, told)
    plain = capsys.readouterr().out
    tables._print_with_rich(columns, told)
    assert plain == capsys.readouterr().out
    assert plain == tables._plain_table(columns, told)
    assert tables._plain_table(columns, [{"a": "wide " * 30, "b": 1}]) is None


def test_items_are_written_one_a_line_and_read_back(capsys: Any) -> None:
    value = {"a": {"b": [{"é": 1}, [2, 3]], "c": []}, "d": None}
    tables.print_items(value)
    written = capsys.readouterr().out
    assert json.loads(written) == value
    assert '      {"é": 1},' in written.splitlines()
