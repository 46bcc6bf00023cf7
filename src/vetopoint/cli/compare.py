"""`vetopoint compare`: coded cases side by side."""

from __future__ import annotations

import textwrap
from typing import Any

import click

from vetopoint.brief.words import force_words
from vetopoint.cli.arguments import CASE_FILE, formats
from vetopoint.cli.tables import Column, page_width, print_json, print_rows, style
from vetopoint.compare.cases import case_named
from vetopoint.compare.side_by_side import Comparison, Line, side_by_side

__all__ = ["command", "value_words"]

HEADINGS = {
    "differ": "They differ",
    "agree": "They agree",
    "unknown": "Not known in at least one",
}


def value_words(value: float | None) -> str:
    """1 is yes, 0 is no, None is not known; other numbers stand for themselves."""
    if value is None:
        return "not known"
    return {0.0: "no", 1.0: "yes"}.get(value, f"{value:g}")


@click.command()
@click.argument("cases", nargs=-1, metavar="CASE CASE…")
@CASE_FILE
@formats
def command(cases: tuple[str, ...], own: tuple[str, ...], form: str | None) -> None:
    """Lay coded cases side by side, the differences that matter first.

    First come the conditions on which known cells differ, the surer ones before the less sure;
    then what agrees; then what is not known. CASE is a slug such as kosovo-1999 or a .yaml file.
    """
    found = side_by_side([case_named(word) for word in (*cases, *own)])
    if form == "json":
        print_json(_record(found))
    elif form:
        print_rows(_columns(found), [_row(line) for line in (found.outcome, *found.lines)], form)
    else:
        _print(found)


def _columns(found: Comparison) -> tuple[Column, ...]:
    slugs = [case.case for case in found.cases]
    return (
        Column("condition", "Condition"),
        *(Column(slug, slug) for slug in slugs),
        Column("state", "State"),
        Column("confidence", "Confidence"),
    )


def _row(line: Line) -> dict[str, Any]:
    return {
        "condition": line.condition,
        **{cell.case: _number(line, cell.value) for cell in line.cells},
        "state": line.state,
        "confidence": line.confidence,
    }


def _number(line: Line, value: float | None) -> str:
    if line.condition == "deaths_order" and value is not None:
        return f"{value:g}"
    return value_words(value)


def _record(found: Comparison) -> dict[str, Any]:
    return {
        "cases": [
            {
                "case": case.case,
                "name": case.name,
                "question": case.question,
                "scenario": case.is_scenario,
                "outcome": case.outcome.intervention,
                "authorisation": case.authorisation.standing,
            }
            for case in found.cases
        ],
        "outcome": _line_record(found.outcome),
        "conditions": [_line_record(line) for line in found.lines],
    }


def _line_record(line: Line) -> dict[str, Any]:
    return {
        "condition": line.condition,
        "question": line.question,
        "state": line.state,
        "confidence": line.confidence,
        "cells": [
            {
                "case": cell.case,
                "value": cell.value,
                "confidence": cell.confidence,
                "note": cell.note,
                "source": cell.source,
            }
            for cell in line.cells
        ],
    }


def _print(found: Comparison) -> None:
    for case in found.cases:
        _words(f"{case.case}: {case.question}", "")
        _words(
            f"Force: {force_words(case.outcome.intervention)}. Authority: "
            f"{case.authorisation.standing}."
        )
    for state, heading in HEADINGS.items():
        lines = [line for line in found.lines if line.state == state]
        if lines:
            print(f"\n{style(heading, 'strong')}")
            for line in lines:
                _print_line(line)
    print()
    _words("Cells are the coding of one person; notes and sources say on what they rest.", "")


def _print_line(line: Line) -> None:
    _words(f"{line.condition}: {line.question} (confidence {line.confidence})")
    for cell in line.cells:
        _words(f"{cell.case}: {_number(line, cell.value)}. {cell.note}", "    ")
        _words(f"source: {cell.source}", "      ")


def _words(text: str, indent: str = "  ") -> None:
    print(
        textwrap.fill(
            text, page_width() - 2, initial_indent=indent, subsequent_indent=indent + "  "
        )
    )
