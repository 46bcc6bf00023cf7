"""`vetopoint analogues`: the nearest coded cases, with the distance explained."""

from __future__ import annotations

import textwrap
from typing import Any

import click

from vetopoint.brief.words import force_words
from vetopoint.cli.arguments import CASE_FILE, InputError, case_or_own, formats
from vetopoint.cli.compare import value_words
from vetopoint.cli.tables import Column, page_width, print_json, print_rows, style
from vetopoint.compare.analogues import Analogue, Analogues, Step, analogues_of
from vetopoint.compare.cases import case_of, case_slugs

__all__ = ["command"]

COLUMNS = (
    Column("case", "Case"),
    Column("differ", "Differ", numeric=True),
    Column("unknown", "Unknown", numeric=True),
    Column("like", "Like"),
    Column("outcome", "Force used"),
    Column("differs_on", "Differs on"),
)


@click.command()
@click.argument("case", required=False)
@CASE_FILE
@click.option("--most", default=5, show_default=True, help="How many cases; ties are all kept.")
@formats
def command(case: str | None, own: tuple[str, ...], most: int, form: str | None) -> None:
    """The coded cases nearest to CASE, condition by condition, with their outcomes.

    A like case agrees on every coded condition. Where there is none, that is said; a scenario
    never has one, and nothing is predicted of it.
    """
    if most < 1:
        raise InputError(f"--most is {most}; give how many cases to show, 1 or more")
    subject, added = case_or_own(case, own)
    found = analogues_of(subject, [*(case_of(slug) for slug in case_slugs()), *added], most=most)
    if form == "json":
        print_json(_record(found))
    elif form:
        print_rows(COLUMNS, [_row(analogue) for analogue in found.nearest], form)
    else:
        _print(found)


def _row(found: Analogue) -> dict[str, Any]:
    return {
        "case": found.case.case,
        "differ": found.differ,
        "unknown": found.unknown,
        "like": "yes" if found.is_like else "no",
        "outcome": force_words(found.case.outcome.intervention),
        "differs_on": [
            step.condition
            for step in found.steps
            if step.state == "differ" and step.condition != "deaths_order"
        ],
    }


def _record(found: Analogues) -> dict[str, Any]:
    return {
        "case": found.case.case,
        "scenario": found.case.is_scenario,
        "no_like_case": not found.like,
        "like_cases": list(found.like),
        "warnings": list(found.warnings),
        "analogues": [_analogue_record(analogue) for analogue in found.nearest],
    }


def _analogue_record(found: Analogue) -> dict[str, Any]:
    return {
        "case": found.case.case,
        "name": found.case.name,
        "distance": found.differ,
        "unknown": found.unknown,
        "like": found.is_like,
        "outcome": found.case.outcome.intervention,
        "authorisation": found.case.authorisation.standing,
        "conditions": [
            {
                "condition": step.condition,
                "here": step.here,
                "there": step.there,
                "state": step.state,
            }
            for step in found.steps
        ],
    }


def _print(found: Analogues) -> None:
    _words(style(f"{found.case.case}: the nearest coded cases", "strong"), "")
    for warning in found.warnings:
        _words(warning)
    if found.like:
        _words(f"Alike on every coded condition: {', '.join(found.like)}.")
    for analogue in found.nearest:
        outcome = force_words(analogue.case.outcome.intervention)
        print()
        _words(style(f"{analogue.case.case}: {_distance_words(analogue)}", "strong"), "")
        _words(f"Force: {outcome}. Authority: {analogue.case.authorisation.standing}.")
        for step in analogue.steps:
            if step.state != "agree":
                _words(f"{step.condition}: {_here_and_there(step)}")
        agreed = [step.condition for step in analogue.steps if step.state == "agree"]
        _words(f"Agree: {', '.join(agreed) or 'nothing'}.")
    print()
    _words("Near means alike in coding, not in cause; an outcome there is no forecast here.", "")


def _distance_words(found: Analogue) -> str:
    if found.is_like:
        return "a like case"
    words = "condition differs" if found.differ == 1 else "conditions differ"
    return f"{found.differ or 'no'} {words}, {found.unknown or 'none'} unknown"


def _here_and_there(step: Step) -> str:
    if step.condition == "deaths_order":
        here, there = (
            "not known" if value is None else f"{value:g} (log10 deaths)"
            for value in (step.here, step.there)
        )
    else:
        here, there = value_words(step.here), value_words(step.there)
    return f"here {here}, there {there}; {step.state}"


def _words(text: str, indent: str = "  ") -> None:
    print(
        textwrap.fill(
            text, page_width() - 2, initial_indent=indent, subsequent_indent=indent + "  "
        )
    )
