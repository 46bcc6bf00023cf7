"""`vetopoint bodies`: what can be asked about."""

from __future__ import annotations

import click

from vetopoint.cli.arguments import formats
from vetopoint.cli.tables import Column, print_rows
from vetopoint.law.bodies import body_slugs, charter_of
from vetopoint.law.procedures import procedure_of, procedure_slugs

__all__ = ["command"]

COLUMNS = (Column("slug", "Slug", unbroken=True), Column("name", "Name"), Column("kind", "Kind"))


@click.command()
@formats
def command(form: str | None) -> None:
    """List the voting bodies, the proposed reforms, and the procedures and paths."""
    charters = [charter_of(slug) for slug in body_slugs()]
    rows = [
        {"slug": c.body, "name": c.name, "kind": "reform design" if c.kind == "design" else "body"}
        for c in sorted(charters, key=lambda c: (c.kind == "design", c.body))
    ]
    procedures = (procedure_of(slug) for slug in procedure_slugs())
    rows += [
        {"slug": p.procedure, "name": p.name, "kind": "path" if p.family else "in steps"}
        for p in procedures
    ]
    print_rows(COLUMNS, rows, form)
