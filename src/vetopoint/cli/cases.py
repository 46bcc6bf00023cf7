"""`vetopoint cases`: the coded crises, and how far coders agree on them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from vetopoint.brief.words import force_words
from vetopoint.cli.arguments import CASE_FILE, formats
from vetopoint.cli.tables import Column, page_width, print_json, print_rows, style
from vetopoint.compare.cases import case_named, case_of, case_slugs
from vetopoint.compare.coders import (
    Agreement,
    CodedCell,
    Dispute,
    Measure,
    agreement,
    codings_at,
    first_coding,
    template,
)

__all__ = ["command"]

COLUMNS = (
    Column("case", "Case", unbroken=True),
    Column("name", "Name"),
    Column("window", "When"),
    Column("votes", "Votes", numeric=True),
    Column("force", "Force used"),
)
MEASURES = (
    Column("condition", "Condition", unbroken=True),
    Column("cells", "Cells", numeric=True),
    Column("agreed", "Agreed", numeric=True),
    Column("one_unknown", "Unknown", numeric=True),
    Column("alpha", "Alpha", numeric=True),
    Column("interval", "95 %", unbroken=True),
    Column("kappa", "Kappa", numeric=True),
)
MEASURES_DATA = (MEASURES[0], Column("level", "Level"), *MEASURES[1:])


@click.group(invoke_without_command=True)
@formats
@click.pass_context
def command(context: click.Context, form: str | None) -> None:
    """List the coded cases in the order of their onset; scenarios come last."""
    if context.invoked_subcommand is not None:
        return
    cases = [case_of(slug) for slug in case_slugs()]
    cases.sort(key=lambda case: (str(case.onset or "9999"), case.case))
    rows = [
        {
            "case": case.case,
            "name": case.name,
            "window": case.window,
            "votes": len(case.votes),
            "force": force_words(case.outcome.intervention),
        }
        for case in cases
    ]
    print_rows(COLUMNS, rows, form)


@command.command("template")
@click.argument("cases", nargs=-1, metavar="[CASE…]")
@click.option("--coder", default="second", show_default=True, help="The coder's name.")
@CASE_FILE
def _template(cases: tuple[str, ...], coder: str, own: tuple[str, ...]) -> None:
    """Print an empty coder's file for the CASEs named, slugs or .yaml files, or for all."""
    named = [case_named(word) for word in (*cases, *own)]
    print(template(coder, [] if named else None, named), end="")


@command.command("coders")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--without-first", is_flag=True, help="Leave out the coding that ships; compare only FILES."
)
@CASE_FILE
@formats
def _coders(
    files: tuple[Path, ...], without_first: bool, own: tuple[str, ...], form: str | None
) -> None:
    """Lay coders' FILES beside the coding that ships: agreement, and the cells in dispute.

    A file is YAML as `cases template` prints it, CSV with case, condition and value, or a case
    file coded anew; a folder stands for all files in it. FILES may code a case of your own that
    --case names; put its file among FILES too, for the coding in it.
    """
    slugs = [case_named(word).case for word in own]
    codings = [coding for path in files for coding in codings_at(path, slugs)]
    found = agreement(codings if without_first else [first_coding(), *codings])
    if form == "json":
        print_json(_record(found))
    elif form:
        print_rows(MEASURES_DATA, [_row(measure) for measure in found.measures], form)
    else:
        _print(found)


def _row(measure: Measure) -> dict[str, Any]:
    return {
        "condition": measure.condition,
        "level": measure.level,
        "cells": measure.cells,
        "agreed": measure.agreed,
        "one_unknown": measure.one_unknown,
        "alpha": _number(measure.alpha),
        "interval": "…".join(f"{end:.2f}" for end in measure.interval or ()) or None,
        "kappa": ", ".join(_number(one) or "–" for one in measure.kappas)
        if measure.level == "nominal"
        else None,
    }


def _number(value: Fraction | None) -> str | None:
    return None if value is None else f"{float(value):.2f}"


def _record(found: Agreement) -> dict[str, Any]:
    return {
        "coders": list(found.coders),
        "measures": [
            {
                "condition": measure.condition,
                "level": measure.level,
                "cells": measure.cells,
                "agreed": measure.agreed,
                "one_unknown": measure.one_unknown,
                "alpha": _float(measure.alpha),
                "alpha_95": list(measure.interval) if measure.interval else None,
                "kappa": [
                    {"coders": list(pair), "kappa": _float(value)}
                    for pair, value in zip(found.pairs, measure.kappas, strict=True)
                ],
            }
            for measure in found.measures
        ],
        "disputes": [
            {
                "case": dispute.case,
                "condition": dispute.condition,
                "kind": "values differ" if dispute.is_difference else "unknown to one",
                "cells": [
                    {"coder": coder, **_cell_record(cell)}
                    for coder, cell in zip(found.coders, dispute.cells, strict=True)
                    if cell is not None
                ],
            }
            for dispute in found.disputes
        ],
        "coded_by_one_only": found.only_one,
    }


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _cell_record(cell: CodedCell) -> dict[str, Any]:
    return {
        "value": _float(cell.value),
        "confidence": cell.confidence or None,
        "note": cell.note or None,
        "source": cell.source or None,
    }


def _print(found: Agreement) -> None:
    print(style(f"Agreement of {' and '.join(found.coders)}", "strong"))
    print_rows(MEASURES, [_row(measure) for measure in found.measures])
    if len(found.pairs) > 1:
        _words("Kappa: " + ", ".join(" and ".join(pair) for pair in found.pairs) + ".")
    _words(
        "Cells: coded by two or more. Unknown: to one of them, so not counted. Alpha is 1 where "
        "all agree and 0 where they agree as often as chance would have it; empty where all cells "
        "are alike, so that nothing could have shown disagreement. 95 %: by drawing cells anew."
    )
    for wanted, heading in ((True, "Cells in dispute"), (False, "Unknown to one of them")):
        disputes = [one for one in found.disputes if one.is_difference is wanted]
        print(f"\n{style(f'{heading}: {len(disputes)}', 'strong')}")
        for dispute in disputes:
            _words(f"{dispute.case}, {dispute.condition}", "  ")
            for line in _dispute(found, dispute):
                _words(line, "    ")
    if found.only_one:
        _words(f"{found.only_one} cells are coded by one coder only, and left out.")


def _dispute(found: Agreement, dispute: Dispute) -> Iterator[str]:
    for coder, cell in zip(found.coders, dispute.cells, strict=True):
        if cell is not None:
            value = "unknown" if cell.value is None else f"{float(cell.value):g}"
            sure = f" (confidence {cell.confidence})" if cell.confidence else ""
            source = f"Source: {cell.source}." if cell.source else ""
            yield " ".join(part for part in (f"{coder}: {value}{sure}.", cell.note, source) if part)


def _words(text: str, indent: str = "") -> None:
    print(
        textwrap.fill(
            text,
            page_width() - 2,
            initial_indent=indent,
            subsequent_indent=indent + "  ",
            break_on_hyphens=False,
        )
    )
