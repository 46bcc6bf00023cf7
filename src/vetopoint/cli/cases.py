"""`vetopoint cases`: the coded crises."""

from __future__ import annotations

import click

from vetopoint.brief.words import force_words
from vetopoint.cli.arguments import formats
from vetopoint.cli.tables import Column, print_rows
from vetopoint.compare.cases import case_of, case_slugs

__all__ = ["command"]

COLUMNS = (
    Column("case", "Case", unbroken=True),
    Column("name", "Name"),
    Column("window", "When"),
    Column("votes", "Votes", numeric=True),
    Column("force", "Force used"),
)


@click.command()
@formats
def command(form: str | None) -> None:
    """List the coded cases in the order of their onset; scenarios come last."""
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
