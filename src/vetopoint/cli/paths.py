"""`vetopoint paths`: what is left, and what one premise changes."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterator

import click

from vetopoint.brief.paths import (
    NOTE,
    detail_lines,
    flip_lines,
    paths_payload,
    table_lines,
    table_rows,
)
from vetopoint.cli.arguments import CASE_FILE, DAY, InputError, formats
from vetopoint.cli.path_pages import print_procedure
from vetopoint.cli.tables import Column, page_width, print_json, print_rows, style
from vetopoint.compare.cases import Case, case_named
from vetopoint.compare.paths import Paths, Standing, paths_of
from vetopoint.law.facts import facts
from vetopoint.law.procedures import path_slugs, procedure_of

__all__ = ["command"]

PLAIN = (
    Column("path", "Path", unbroken=True),
    Column("standing", "Standing"),
    Column("what", "Who or what"),
    Column("changed_from", "Changed from"),
)
LIST = (
    Column("path", "Path", unbroken=True),
    Column("name", "Name"),
    Column("from", "From"),
    Column("family", "Family"),
)
FACTS = (
    Column("fact", "Fact"),
    Column("allowed", "May be"),
    Column("question", "Question"),
)


@click.command()
@click.argument("case", required=False, metavar="[CASE]")
@click.option("--on", "day", type=DAY, help="The day asked about; the case's own if left out.")
@click.option("--assume", multiple=True, metavar="FACT=VALUE", help="Switch a premise.")
@click.option("--votes", multiple=True, metavar="VOTES", help="Ballots or a recorded vote.")
@CASE_FILE
@click.option("--path", "only", multiple=True, metavar="SLUG", help="Only this path, in detail.")
@click.option("--procedure", metavar="SLUG", help="Show one path by itself, with its facts.")
@click.option("--table", is_flag=True, help="Only the table, without the details below it.")
@click.option("--facts", "list_facts", is_flag=True, help="List the facts that --assume takes.")
@formats
def command(
    case: str | None,
    day: datetime.date | None,
    assume: tuple[str, ...],
    votes: tuple[str, ...],
    own: tuple[str, ...],
    only: tuple[str, ...],
    procedure: str | None,
    table: bool,
    list_facts: bool,
    form: str | None,
) -> None:
    """Every lawful or claimed path of CASE: open, contested, blocked, unknown or unmet.

    Voting arithmetic and legal characterisation stand in two columns. --assume FACT=VALUE switches
    a premise and says which paths flip; a value is true, false, contested, unknown, codes of States
    or a place. --votes states ballots: un-security-council:against=RUS,CHN (the others in favour),
    PATH.STEP:SYMBOL, or a symbol alone. Without CASE, the paths are listed.
    """
    if list_facts:
        print_rows(FACTS, list(_fact_rows()), form)
        return
    if procedure is not None:
        print_procedure(procedure, form)
        return
    chosen = _case(case, own)
    if chosen is None:
        _refuse_without_case(day, assume, votes, only)
        print_rows(LIST, list(_list_rows()), form)
        return
    for slug in only:
        procedure_of(slug)
    found = paths_of(chosen, day, _assumed(assume), votes)
    _print(found, only, form, table=table)


def _case(case: str | None, own: tuple[str, ...]) -> Case | None:
    given = [*(() if case is None else (case,)), *own]
    if len(given) > 1:
        raise InputError(f"{len(given)} cases are given, {' and '.join(given)}; name one")
    return case_named(given[0]) if given else None


def _refuse_without_case(
    day: datetime.date | None,
    assume: tuple[str, ...],
    votes: tuple[str, ...],
    only: tuple[str, ...],
) -> None:
    if day or assume or votes or only:
        raise InputError(
            "no case is named, so there is nothing to judge; write paths kosovo-1999 (./vetopoint "
            "cases lists them), or --procedure SLUG for one path by itself"
        )


def _assumed(settings: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not sign:
            raise InputError(f"{setting!r} assumes nothing; write it as armed_attack=true")
        found[name.strip()] = value.strip()
    return found


def _fact_rows() -> Iterator[dict[str, str]]:
    for fact in facts().values():
        yield {"fact": fact.name, "allowed": fact.allowed, "question": fact.question}


def _list_rows() -> Iterator[dict[str, str]]:
    for slug in path_slugs():
        one = procedure_of(slug)
        since = "" if one.since is None else one.since.isoformat()
        yield {"path": slug, "name": one.name, "from": since, "family": one.family}


def _print(found: Paths, only: tuple[str, ...], form: str | None, *, table: bool) -> None:
    wanted = set(only)
    if form == "json":
        payload = paths_payload(found)
        if wanted:
            payload["paths"] = [one for one in payload["paths"] if one["path"] in wanted]
        print_json(payload)
        return
    rows = [row for row in table_rows(found) if not wanted or row["path"] in wanted]
    if form:
        print_rows(PLAIN, rows, form)
        return
    width = page_width()
    print("\n".join(_head(found)))
    print("\n".join(table_lines(found, style, width, wanted)))
    if table:
        return
    for row in rows:
        if wanted or row["standing"] != Standing.UNMET.value:
            print("\n" + "-" * width)
            print("\n".join(detail_lines(found.of(row["path"]), style, width)))
    print("\n" + textwrap.fill(NOTE, width))


def _head(found: Paths) -> Iterator[str]:
    yield style(f"{found.case.name}: paths on {found.date}", "strong")
    if found.case.is_scenario:
        yield "A scenario: nothing here is an event, and nothing is predicted."
    if found.assumed or found.votes:
        told = [f"{name} = {found.facts[name].words}" for name in found.assumed]
        told += [f"votes {text}" for text in found.votes]
        yield f"Assumed: {'; '.join(told)}. What that changes:"
        yield from flip_lines(found.flips, page_width())
    yield ""
