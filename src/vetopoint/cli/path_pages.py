"""One path by itself: its steps, its conditions, and a truth table over its facts."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator
from typing import Any

from vetopoint.cli.tables import Column, page_width, print_json, print_rows, style
from vetopoint.law.conditions import Truth, facts_of
from vetopoint.law.facts import facts
from vetopoint.law.procedures import Procedure, procedure_of

__all__ = ["print_procedure", "truth_rows"]

MOST_FACTS = 4


def truth_rows(procedure: Procedure) -> list[dict[str, str]]:
    """What the conditions come to for each way the facts may be.

    With up to four facts every combination of true and false; with more, each fact alone turned
    away from what lets the path through, the others being as wanted.

    >>> truth_rows(procedure_of("humanitarian-intervention"))[1]
    {'mass_atrocity': 'false', 'conditions': 'unmet'}
    """
    good = _as_wanted(procedure)
    rows = [dict(zip(good, values, strict=True)) for values in _combinations(good)]
    return [
        {name: value.value for name, value in row.items()} | {"conditions": _whole(procedure, row)}
        for row in rows
    ]


def _as_wanted(procedure: Procedure) -> dict[str, Truth]:
    """The facts of the conditions, each as the path wants it."""
    leaves = (leaf for one in procedure.requirements for leaf in facts_of(one.condition))
    return {leaf.fact: Truth.TRUE if leaf.wanted else Truth.FALSE for leaf in leaves}


def _combinations(good: dict[str, Truth]) -> Iterator[tuple[Truth, ...]]:
    if len(good) <= MOST_FACTS:
        yield from itertools.product((Truth.TRUE, Truth.FALSE), repeat=len(good))
        return
    yield tuple(good.values())
    for turned, wanted in good.items():
        for value in (truth for truth in Truth if truth is not wanted):
            yield tuple((good | {turned: value}).values())


def _whole(procedure: Procedure, row: dict[str, Truth]) -> str:
    found = {one.truth(row) for one in procedure.requirements}
    for truth, words in (
        (Truth.FALSE, "unmet"),
        (Truth.UNKNOWN, "unknown"),
        (Truth.CONTESTED, "contested"),
    ):
        if truth in found:
            return words
    return "contested (claimed)" if procedure.is_claim else "met"


def print_procedure(slug: str, form: str | None) -> None:
    """Print a path by itself."""
    procedure = procedure_of(slug)
    rows = truth_rows(procedure)
    if form == "json":
        print_json(_record(procedure) | {"truth_table": rows})
        return
    names = [name for name in rows[0] if name != "conditions"] if rows else []
    columns = (*(Column(name, name) for name in names), Column("conditions", "Conditions"))
    if form:
        print_rows(columns, rows, form)
        return
    width = page_width()
    print("\n".join(_lines(procedure, width)))
    if names:
        print("\n" + "\n".join(_table(names, rows, width)))


SIGNS = {"true": "+", "false": "-", "contested": "±", "unknown": "?"}


def _table(names: list[str], rows: list[dict[str, str]], width: int) -> Iterator[str]:
    """The truth table in signs, the facts numbered above it."""
    yield "Truth table of its conditions: + true, - false, ± contested, ? unknown"
    for number, name in enumerate(names, start=1):
        text = f"{number}  {name}: {facts()[name].question}"
        yield from textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="     ")
    yield "   ".join(str(number) for number in range(1, len(names) + 1)) + "   Conditions"
    for row in rows:
        signs = (f"{SIGNS[row[name]]:<{len(str(i))}}" for i, name in enumerate(names, start=1))
        yield f"{'   '.join(signs)}   {row['conditions']}"


def _record(procedure: Procedure) -> dict[str, Any]:
    return {
        "path": procedure.procedure,
        "name": procedure.name,
        "family": procedure.family or None,
        "from": procedure.since.isoformat() if procedure.since else None,
        "to": procedure.until.isoformat() if procedure.until else None,
        "claimed": procedure.is_claim,
        "effect": procedure.effect or None,
        "contested": procedure.contested or None,
        "without_vote": procedure.without_vote or None,
        "steps": [
            {"step": s.id, "body": s.body, "decision": s.decision, "facts": list(s.facts)}
            for s in procedure.steps
        ],
        "conditions": [
            {"says": one.says, "reference": one.reference.words()} for one in procedure.requirements
        ],
        "facts": list(procedure.facts),
        "next": procedure.next_says or None,
        "precedents": [one.as_record() for one in procedure.precedents],
        "reference": procedure.reference.as_record(),
    }


def _lines(procedure: Procedure, width: int) -> Iterator[str]:
    def filled(text: str) -> list[str]:
        return textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="    ")

    yield style(procedure.name, "strong")
    yield from filled(f"In: {procedure.reference.words()}.")
    spell = f"From {procedure.since or 'the beginning'} to {procedure.until or 'today'}."
    yield from filled(spell + (" Claimed, not agreed." if procedure.is_claim else ""))
    if procedure.effect:
        yield from filled(f"Effect: {procedure.effect}.")
    if procedure.without_vote:
        yield from filled(procedure.without_vote)
    for number, step in enumerate(procedure.steps, start=1):
        told = f" Facts: {', '.join(step.facts)}." if step.facts else ""
        yield from filled(f"Step {number}, {step.id}: {step.decision} of {step.body}.{told}")
    for one in procedure.requirements:
        yield from filled(f"Condition: {one.says} ({one.reference.words()})")
    if procedure.contested:
        yield from filled(f"Contested: {procedure.contested}")
    for precedent in procedure.precedents:
        yield from filled(f"Precedent, {precedent.words}")
    if any(one.votes for one in procedure.precedents):
        yield from filled("`vetopoint vote SYMBOL` shows each recorded vote member by member.")
    if procedure.next_says:
        yield from filled(f"If it fails: {procedure.next_says}")
