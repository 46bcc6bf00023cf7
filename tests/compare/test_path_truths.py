"""The truth tables of the paths: every path in every standing it can take, as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from vetopoint.compare.cases import Case, case_from
from vetopoint.compare.paths import PathFinding, Standing, paths_of
from vetopoint.law.documents import read_document
from vetopoint.law.facts import facts
from vetopoint.law.procedures import path_slugs, procedure_of

HERE = Path(__file__).parent
TABLE: dict[str, dict[str, Any]] = read_document(HERE / "path-truths.yaml").value


@cache
def blank() -> Case:
    return case_from(read_document(HERE / "blank-case.yaml", "blank-case.yaml"))


def judged(path: str, given: dict[str, Any], on: date, votes: str | None) -> PathFinding:
    words = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in given.items()
    }
    return paths_of(blank(), on, words, [votes] if votes else [], [path]).of(path)


def first_standing(rows: dict[str, Any]) -> Standing:
    return next(one for one in Standing if one.value in rows)


def rows() -> Iterator[Any]:
    for path, table in TABLE.items():
        start = first_standing(table)
        yield pytest.param(
            path, table["given"], table["on"], None, start, None, id=f"{path}: {table[start.value]}"
        )
        for turn in table["turns"]:
            given = table["given"] | turn.get("facts", {})
            yield pytest.param(
                path,
                given,
                turn.get("on", table["on"]),
                turn.get("votes"),
                Standing(turn["comes_to"]),
                turn.get("by"),
                id=f"{path}: {turn['says']}",
            )


@pytest.mark.parametrize(("path", "given", "on", "votes", "standing", "by"), list(rows()))
def test_a_path_comes_to_its_standing(
    path: str,
    given: dict[str, Any],
    on: date,
    votes: str | None,
    standing: Standing,
    by: str | None,
) -> None:
    found = judged(path, given, on, votes)
    assert found.standing is standing, found.reason
    assert found.reason
    if by is not None:
        assert set(found.blocked_by) == set(by.split())


def test_every_path_has_a_truth_table() -> None:
    assert sorted(TABLE) == sorted(path_slugs())


def reachable(path: str, given: dict[str, Any], on: date) -> set[Standing]:
    """The standings that one fact turned away from the first row can give."""
    names = (name for name in procedure_of(path).facts if facts()[name].kind == "truth")
    return {
        judged(path, given | {name: value}, on, None).standing
        for name in names
        for value in ("true", "false", "contested", "unknown")
    }


@pytest.mark.parametrize("path", path_slugs())
def test_the_table_shows_every_standing_that_one_fact_can_bring(path: str) -> None:
    table = TABLE[path]
    shown = {first_standing(table), *(Standing(turn["comes_to"]) for turn in table["turns"])}
    assert reachable(path, table["given"], table["on"]) <= shown
