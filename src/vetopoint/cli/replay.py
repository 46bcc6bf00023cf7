"""`vetopoint replay`: every recorded vote judged by the charter of its day."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from attrs import asdict

from vetopoint.cli.arguments import formats
from vetopoint.cli.tables import Column, page_width, print_json, print_rows, style
from vetopoint.law.bodies import charter_of
from vetopoint.record.replay import Ledger, Majorities, Replay, replay
from vetopoint.record.replay_judging import Judged
from vetopoint.record.votes import BODIES, RollCall

__all__ = ["command"]

COUNTS = (
    Column("votes", "Votes"),
    Column("drafts", "Judged", numeric=True),
    Column("agree", "Agree", numeric=True),
    Column("exceptions", "Exceptions", numeric=True),
    Column("unexplained", "Unexplained", numeric=True),
)
KINDS = {
    "procedural": "Procedural: judged by its own rule, without a veto, where it agrees",
    "without-vote": "Adopted without a vote: nothing to count",
    "election-or-appointment": "Elections and appointments without a vote: nothing to count",
    "empty-roll-call": "The published roll call is empty: nothing to count",
}
BASES = {
    "charter": "the Charter says so",
    "decision": "the Assembly said so",
    "inferred": "inferred from the adoption",
}


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    help="Judge this folder or file instead of the record; nothing is imported.",
)
@click.option("--list", "listing", is_flag=True, help="Name every exception and narrow adoption.")
@formats
def command(data: tuple[Path, ...], listing: bool, form: str | None) -> None:
    """Judge every recorded vote by the charter of its day and compare it with what happened.

    Exit code 1 says that a vote is left unexplained.
    """
    with _votes(data) as votes:
        account = replay(_shown(votes))
    if form == "json":
        print_json(_payload(account, listing=listing))
    elif form:
        print_rows(COUNTS, _rows(account), form)
    else:
        _print(account, listing=listing)
    if not account.is_explained:
        raise SystemExit(1)


@contextmanager
def _votes(data: tuple[Path, ...]) -> Iterator[Iterable[RollCall]]:
    """The votes to judge: of the data named, else of the record, else the landmark record."""
    from vetopoint.record.importing import read_sources
    from vetopoint.record.landmark import landmark
    from vetopoint.record.store import open_store
    from vetopoint.record.stored import stored_votes

    if data:
        store = read_sources(data)
        click.echo(f"Judged: the votes in {', '.join(map(str, data))}.", err=True)
        try:
            yield stored_votes(store)
        finally:
            store.connection.close()
        return
    with open_store() as kept:
        if kept:
            click.echo(f"Judged: the record in {kept.path}.", err=True)
            yield stored_votes(kept)
        else:
            click.echo(
                "Judged: the landmark record, as no votes are imported; vetopoint record import "
                "PATH adds the full record, --data PATH judges files without importing them.",
                err=True,
            )
            yield landmark()


def _shown(votes: Iterable[RollCall]) -> Iterator[RollCall]:
    """The votes, with the year being judged on standard error where somebody looks at it."""
    if not sys.stderr.isatty():
        yield from votes
        return
    from rich.console import Console

    with Console(stderr=True).status("judging") as status:
        for year, group in groupby(votes, key=lambda vote: vote.date.year):
            status.update(f"judging {year}")
            yield from group


def _rows(account: Replay) -> list[dict[str, Any]]:
    parts = {
        "Council drafts": account.council,
        "Council drafts, count only": account.tallies,
        "Assembly resolutions": account.assembly,
    }
    return [{"votes": name} | _counts(part) for name, part in parts.items()]


def _counts(part: Ledger) -> dict[str, int]:
    return {
        "drafts": part.judged,
        "agree": part.agree,
        "exceptions": len(part.exceptions),
        "unexplained": len(part.unexplained),
    }


def _payload(account: Replay, *, listing: bool) -> dict[str, Any]:
    """The two bodies; in each the four counts come first."""
    return {
        "council": _body_payload(account.council, listing=listing)
        | {
            "tally": _counts(account.tallies)
            | {"disagreements": [_judged_payload(one) for one in account.tallies.unexplained]},
            "not_judged": account.not_judged.get(BODIES["S"], 0),
        },
        "assembly": _body_payload(account.assembly, listing=listing)
        | {
            "majorities": _majorities_payload(account.majorities, listing=listing),
            "motions": asdict(account.motions),
            "not_judged": account.not_judged.get(BODIES["A"], 0),
        },
    }


def _body_payload(part: Ledger, *, listing: bool) -> dict[str, Any]:
    listed = {"list": [_judged_payload(one) for one in part.exceptions]} if listing else {}
    return {
        **_counts(part),
        "kinds": part.kinds(),
        "disagreements": [_judged_payload(one) for one in part.unexplained],
        "cells": {"dropped": part.dropped, "filled": part.filled},
        **listed,
    }


def _majorities_payload(majorities: Majorities, *, listing: bool) -> dict[str, Any]:
    below = [
        _judged_payload(judged)
        | {
            "why": known.reason if known else None,
            "basis": known.basis.value if known else None,
            "reference": known.reference.as_record() if known else None,
        }
        for judged, known in majorities.below
    ]
    return {
        "needed": majorities.needed,
        "either_way": majorities.either_way,
        "below_two_thirds": len(below),
        "explained": majorities.explained,
        **({"list": below} if listing else {}),
    }


def _judged_payload(judged: Judged) -> dict[str, Any]:
    vote, verdict = judged.vote, judged.verdict
    return {
        "symbol": vote.symbol,
        "date": vote.date.isoformat(),
        "standing": judged.standing.value,
        "kind": judged.kind.value if judged.kind else None,
        "decision": judged.decision,
        "recorded": vote.outcome.value if vote.outcome else None,
        "adopted": verdict.adopted if verdict else None,
        "tally": vote.tally.as_record() if vote.tally else None,
        "reason": verdict.reason if verdict else None,
        "why": judged.why,
        "reference": judged.listed.reference.as_record() if judged.listed else None,
    }


def _print(account: Replay, *, listing: bool) -> None:
    print_rows(COUNTS, _rows(account))
    _say(_majority_words(account))
    if account.motions.judged:
        _say(_motion_words(account))
    if total := sum(account.not_judged.values()):
        _say(f"Not judged: {total:,} votes without a full roll call or a count.")
    _print_exceptions((*account.council.exceptions, *account.assembly.exceptions))
    if listing:
        _print_below(account)
    for part in (account.council, account.tallies, account.assembly):
        for judged in part.unexplained:
            _print_unexplained(judged)


def _majority_words(account: Replay) -> str:
    majorities = account.majorities
    residual = charter_of(BODIES["A"]).default
    important = sum(n for name, n in majorities.needed.items() if name != residual)
    return (
        f"Assembly: {important:,} texts needed more than a simple majority. Of the adopted, "
        f"{majorities.either_way:,} had two thirds of those voting and pass either way; "
        f"{len(majorities.below):,} had less, {majorities.explained:,} of them explained "
        "(--list names them)."
    )


def _motion_words(account: Replay) -> str:
    motions = account.motions
    return (
        f"Assembly votes whose outcome no source records: {motions.judged:,}; "
        f"{motions.two_thirds:,} reach two thirds, {motions.majority_only:,} a majority only, "
        f"{motions.rejected:,} neither, {motions.unseated:,} have a ballot of a State without a "
        "seat on the day given."
    )


def _print_exceptions(exceptions: tuple[Judged, ...]) -> None:
    for kind, heading in KINDS.items():
        named = [one for one in exceptions if one.kind and one.kind.value == kind]
        if named:
            print("\n" + style(f"{heading} ({len(named)})", "strong"))
        for one in named:
            _item(one.vote.symbol, one.why)


def _print_below(account: Replay) -> None:
    print("\n" + style("Adopted with less than two thirds of those voting", "strong"))
    for judged, known in account.majorities.below:
        tally = f"{judged.vote.tally.words()}: " if judged.vote.tally else ""
        words = f"{known.reason} ({BASES[known.basis]})" if known else "not explained"
        _item(judged.vote.symbol, tally + words)


def _print_unexplained(judged: Judged) -> None:
    vote = judged.vote
    recorded = vote.outcome.value if vote.outcome else "not known"
    counts = vote.tally.words() if vote.tally else "no count"
    print("\n" + style(f"Unexplained: {vote.symbol}, {vote.date}", "warning"))
    _say(f"{vote.title}", "  ")
    _say(f"Recorded as {recorded}, {counts}; judged as {judged.decision}.", "  ")
    if judged.verdict:
        _say(judged.verdict.reason, "  ")
    if not judged.verdict or judged.why != judged.verdict.reason:
        _say(judged.why, "  ")


def _item(symbol: str, text: str) -> None:
    _say(f"{symbol}  {text}", "  ", "      ")


def _say(text: str, first: str = "", rest: str | None = None) -> None:
    import textwrap

    for line in textwrap.wrap(
        text,
        page_width(),
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_on_hyphens=False,
    ):
        print(line)
