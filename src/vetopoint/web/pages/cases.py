"""The coded crises: a list, and any of them side by side with the nearest others."""

from __future__ import annotations

from typing import Any

from vetopoint.brief.words import fact_words, force_words
from vetopoint.compare.analogues import Analogues, analogues_of
from vetopoint.compare.cases import CONDITIONS, Case, case_of, case_slugs
from vetopoint.compare.side_by_side import Comparison, Line, side_by_side
from vetopoint.web.asks import Ask, QueryError, address
from vetopoint.web.provenance import case_hash
from vetopoint.web.views import Frame, Table, View

__all__ = ["compared", "view"]

COLUMNS = (
    ("case", "Case", False),
    ("name", "Name", False),
    ("window", "When", False),
    ("question", "Question", False),
    ("votes", "Votes", True),
    ("force", "Force used", False),
    ("authorisation", "On what footing", False),
)
MOST = 6
FRAME = Frame(
    "On what do the cases differ?",
    "Conditions on which known cells differ come first, the surer before the less sure; then "
    "those that agree; then those not known in at least one case.",
    "Causes: cases alike in coding may have come about differently. An outcome elsewhere is no "
    "forecast here.",
    "The coding of one person; each cell has its note, its source and its confidence.",
)

NEAR_FRAME = Frame(
    "Which coded cases are nearest, and was force used there?",
    "One row is one case, the nearest first: on how many conditions it is coded otherwise, on how "
    "many it is not known, and which those are. A like case differs on none.",
    "Likeness in cause. What was done there is no forecast of what would be done here.",
    "The coding of one person; each cell has its note, its source and its confidence.",
)

LIST_FRAME = Frame(
    "Which crises are coded, and was force used in response?",
    "One row is one case, in the order of its onset: its question, whether others used force, and "
    "on what footing. A scenario stands last and has no outcome.",
    "Whether a use of force was lawful, and crises that nobody coded: the list is a choice.",
    "The case files, coded by one person; each cell has its note, its source and its confidence.",
)


def view(ask: Ask) -> View:
    """Every coded case in the order of its onset, scenarios last."""
    words = ask.text("q").casefold()
    cases = sorted(
        (case_of(slug) for slug in case_slugs()),
        key=lambda case: (str(case.onset or "9999"), case.case),
    )
    rows = [_row(case) for case in cases]
    shown = [row for row in rows if words in f"{row['name']} {row['question']}".casefold()]
    return View(
        "cases.html",
        "Cases",
        {"rows": shown, "total": len(rows), "frame": LIST_FRAME},
        payload=lambda: {"cases": shown, "frame": LIST_FRAME.as_record()},
        table=lambda: Table("Coded cases", COLUMNS, shown),
        filters={"q": ask.text("q")} if words else {},
        data=tuple(case_hash(case.case) for case in cases),
    )


def _row(case: Case) -> dict[str, Any]:
    return {
        "case": case.case,
        "name": case.name,
        "window": case.window,
        "question": case.question,
        "votes": len(case.votes),
        "force": force_words(case.outcome.intervention),
        "authorisation": case.authorisation.standing,
        "scenario": case.is_scenario,
    }


def compared(ask: Ask) -> View:
    """Cases side by side; one case alone brings the nearest ones."""
    slugs = tuple(dict.fromkeys(ask.all("case")))
    if len(slugs) > MOST:
        raise QueryError(f"{len(slugs)} cases are chosen; at most {MOST} stand side by side")
    cases = [case_of(slug) for slug in slugs]
    near = analogues_of(cases[0]) if cases else None
    found = side_by_side(cases) if len(cases) > 1 else None
    names = [(slug, case_of(slug).name) for slug in case_slugs()]
    return View(
        "cases_compared.html",
        "Cases side by side",
        {
            "cases": cases,
            "found": found,
            "near": near,
            "all_cases": [entry for entry in names if entry[0] not in slugs],
            "cell": _cell,
            "force": force_words,
            "frame": FRAME,
            "near_frame": NEAR_FRAME,
            "with_case": lambda slug: address(
                "/cases/compare", [*(("case", one) for one in slugs), ("case", slug)]
            ),
            "without": lambda slug: address(
                "/cases/compare", [("case", one) for one in slugs if one != slug]
            ),
        },
        payload=lambda: {
            "cases": [_row(case) for case in cases],
            "conditions": [_line(line) for line in (found.outcome, *found.lines)] if found else [],
            "nearest": _near(near),
            "warnings": list(near.warnings) if near else [],
            "frame": FRAME.as_record(),
        },
        table=lambda: _table(slugs, found),
        filters={"cases": ", ".join(slugs)},
        data=tuple(case_hash(slug) for slug in slugs),
    )


def _cell(line: Line, value: float | None) -> str:
    return (
        force_words(value)
        if line.condition not in CONDITIONS
        else fact_words(line.condition, value)
    )


def _line(line: Line) -> dict[str, Any]:
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


def _near(near: Analogues | None) -> list[dict[str, Any]]:
    return [
        {
            "case": one.case.case,
            "name": one.case.name,
            "differ": one.differ,
            "unknown": one.unknown,
            "like": one.is_like,
            "differs_on": [s.condition for s in one.steps if s.state == "differ"],
        }
        for one in (near.nearest if near else ())
    ]


def _table(slugs: tuple[str, ...], found: Comparison | None) -> Table:
    columns = (
        ("condition", "Condition", False),
        *((slug, slug, False) for slug in slugs),
        ("state", "State", False),
        ("confidence", "Confidence", False),
    )
    rows = [
        {"condition": line.condition, "state": line.state, "confidence": line.confidence}
        | {cell.case: _cell(line, cell.value) for cell in line.cells}
        for line in ((found.outcome, *found.lines) if found else ())
    ]
    return Table("Cases side by side", columns, rows)
