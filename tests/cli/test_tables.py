"""Tables at the terminal: no digit of a number is ever cut off."""

from __future__ import annotations

from typing import Any

import pytest

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
