"""`vetopoint record`: import sources, search the votes, say what is in the record."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click
from attrs import asdict

from vetopoint.cli.arguments import DAY, InputError, formats, recorded_body
from vetopoint.cli.tables import Column, page_width, print_json, print_rows
from vetopoint.law.ballots import Ballot
from vetopoint.record.importing import Import, Progress, import_sources
from vetopoint.record.search import (
    DEFAULT_LIMIT,
    Found,
    Query,
    recorded_bodies,
    search,
    vetoers_of,
)
from vetopoint.record.stances import Stance, StanceError, ballot_named, stance_of
from vetopoint.record.status import BodyStatus, status
from vetopoint.record.votes import Kind, Outcome, RollCall

__all__ = ["command"]

SLOW = 1.0
PROBLEMS_SHOWN = 10
GAP = 3
SHORTEST_TITLE = 20

_FOUND = (
    Column("date", "Day"),
    Column("symbol", "Symbol"),
    Column("votes", "Votes"),
    Column("outcome", "Outcome"),
    Column("title", "Title"),
)
_FOUND_DATA = (
    *(Column("symbol", "Symbol"), Column("body", "Body"), Column("date", "Day")),
    *(Column("outcome", "Outcome"), Column("vetoed_by", "Vetoed by")),
    *(Column("for", "For", numeric=True), Column("against", "Against", numeric=True)),
    *(Column("abstain", "Abstain", numeric=True), Column("absent", "Absent", numeric=True)),
    *(Column("kind", "Kind"), Column("title", "Title"), Column("source", "Source")),
)
_SOURCES = (
    *(Column("importer", "Importer"), Column("file", "File"), Column("sha256", "SHA-256")),
    *(Column("roll_calls", "Roll calls", numeric=True), Column("votes", "Ballots", numeric=True)),
)
_BODIES = (
    Column("body", "Body"),
    *(Column("roll_calls", "Votes", numeric=True), Column("complete", "Complete", numeric=True)),
    *(Column("ballots", "Ballots", numeric=True), Column("first", "From"), Column("last", "To")),
)
_DIFFERENCES = (
    *(Column("date", "Day"), Column("symbol", "Symbol"), Column("member", "Member")),
    *(Column("used", "Used"), Column("other", "Other"), Column("other_source", "In")),
)
_DIFFERENCES_DATA = (
    *(*_DIFFERENCES, Column("body", "Body"), Column("used_source", "Source used")),
    Column("reason", "Why"),
)


@click.group()
def command() -> None:
    """Import the full record of votes, search it, and say what is in it.

    Without an import the landmark record is searched, which ships with the product.
    """


@command.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def _import(paths: tuple[Path, ...]) -> None:
    """Add the votes in PATHS, files or folders, to the record: all of them or none.

    Read are the voting files of the UN Digital Library, Voeten's UNVotes, roll calls in
    Voteview's form, and the tidy folder used in development.
    """
    with _progress() as progress:
        done = import_sources(paths, progress, _say_waiting)
    _say_imported(done)
    _prepare()


def _prepare() -> None:
    """Learn for this year's forecasts of the Assembly now, so that the first one is quick."""
    from vetopoint.infer.assembly_answer import has_roll_calls

    if not has_roll_calls(None):
        return
    from vetopoint.infer.assembly.forecaster import TooEarlyError
    from vetopoint.infer.assembly_recorded import learned

    def say(words: str) -> None:
        click.echo(f"vetopoint: {words}", err=True)

    with suppress(TooEarlyError):
        learned(datetime.date.today(), None, say)


@command.command("search")
@click.argument("words", nargs=-1)
@click.option("--member", "members", multiple=True, help="A member, by code or name.")
@click.option("--vote", "votes", multiple=True, help="«RUS against», or what --member did.")
@click.option("--body", help="The body's slug, or council, or assembly.")
@click.option("--from", "since", type=DAY, help="The first day.")
@click.option("--to", "until", type=DAY, help="The last day.")
@click.option("--adopted/--not-adopted", default=None, help="What the record says came of it.")
@click.option("--vetoed/--not-vetoed", default=None, help="Whether a veto stopped it.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="What it was.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=DEFAULT_LIMIT,
    show_default=True,
    help="0 shows all.",
)
@click.option("--offset", type=click.IntRange(min=0), default=0, help="How many to pass over.")
@formats
def _search(
    words: tuple[str, ...],
    members: tuple[str, ...],
    votes: tuple[str, ...],
    body: str | None,
    since: datetime.date | None,
    until: datetime.date | None,
    adopted: bool | None,
    vetoed: bool | None,
    kind: str | None,
    limit: int,
    offset: int,
    form: str | None,
) -> None:
    """List the votes that fit all that is given: WORDS, and who voted how.

    For example: record search Syria --vote "RUS against" --body council --vetoed
    """
    if since and until and since > until:
        raise InputError(f"no day lies between --from {since} and --to {until}; exchange the two")
    text, spoken = _read_words(words)
    query = Query(
        words=text,
        stances=(*spoken, *_stances(members, votes)),
        body=recorded_body(body, recorded_bodies()) if body else None,
        since=since,
        until=until,
        outcome=None if adopted is None else (Outcome.ADOPTED if adopted else Outcome.NOT_ADOPTED),
        vetoed=vetoed,
        kind=Kind(kind) if kind else None,
    )
    _print_found(search(query, limit or None, offset), form)


@command.command("status")
@click.option("--problems", "all_problems", is_flag=True, help="List every problem found.")
@formats
def _status(all_problems: bool, form: str | None) -> None:
    """Say what the record holds: sources with their hashes, bodies, days, problems."""
    now = status()
    if form == "json":
        print_json(_plain(asdict(now)))
        return
    if not now.exists:
        click.echo(f"Nothing is imported at {now.path}.", err=True)
        click.echo(f"{now.landmark} landmark votes ship with the product.", err=True)
    sources = [_plain(asdict(row)) for row in now.sources]
    if form:
        print_rows(_SOURCES, sources, form)
    elif now.exists:
        print_rows(_BODIES, [_plain(asdict(row)) for row in now.bodies])
        print()
        print_rows(_SOURCES, [row | {"sha256": row["sha256"][:12]} for row in sources])
        _say_joined(
            sum(source.roll_calls for source in now.sources),
            sum(body.roll_calls for body in now.bodies),
        )
        _say_early(now.bodies)
    shown = now.problems if all_problems else now.problems[:PROBLEMS_SHOWN]
    for problem in shown:
        click.echo(problem.words(), err=True)
    if rest := len(now.problems) - len(shown):
        click.echo(f"{rest} more problems; --problems lists them.", err=True)


def _say_early(bodies: Sequence[BodyStatus]) -> None:
    for body in bodies:
        if body.first_met:
            click.echo(
                f"{body.body}: the first votes are dated {body.first}, as their source has it, but "
                f"the body first met on {body.first_met}; the true days are not known here.",
                err=True,
            )


@command.command("differences")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=DEFAULT_LIMIT,
    show_default=True,
    help="0 shows all.",
)
@formats
def _differences(limit: int, form: str | None) -> None:
    """List the ballots on which the sources of the record disagree, and which one is used."""
    from vetopoint.record.differences import differences

    found = differences()
    rows = [_plain(asdict(one)) for one in (found[:limit] if limit else found)]
    click.echo(f"{len(found):,} ballots differ; {len(rows):,} shown.", err=True)
    print_rows(_DIFFERENCES_DATA if form else _DIFFERENCES, rows, form)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on standard error once an import has taken a second."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        *(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("reading")
    began = time.monotonic()

    def show(what: str, done: int, total: int) -> None:
        bar.update(task, description=what, completed=done, total=total)
        if time.monotonic() - began > SLOW and not bar.live.is_started:
            bar.start()

    try:
        yield show
    finally:
        if bar.live.is_started:
            bar.stop()


def _say_waiting() -> None:
    click.echo("vetopoint: another import is under way; waiting for it", err=True)


def _say_imported(done: Import) -> None:
    if done.known:
        click.echo(f"Already in the record: {', '.join(done.known)}.", err=True)
    if done.left_aside:
        click.echo(f"Not votes, left aside: {', '.join(done.left_aside)}.", err=True)
    if not done.changed:
        click.echo("Nothing new; the record is as it was.", err=True)
        return
    click.echo(f"Imported: {', '.join(done.read)}.", err=True)
    if done.problems:
        click.echo(f"{done.problems:,} problems; vetopoint record status lists them.", err=True)
    click.echo(
        f"The record holds {done.votes:,} ballots in {done.roll_calls:,} roll calls: {done.path}",
        err=True,
    )
    _say_joined(done.roll_calls, done.joined)


def _say_joined(read: int, votes: int) -> None:
    if read > votes:
        click.echo(
            f"The files hold {read:,} roll calls, but {votes:,} votes: where several files tell of "
            "one vote, they are joined and it counts once.",
            err=True,
        )


def _read_words(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[Stance, ...]]:
    """Words to look for; where all of them together say who voted how, that is meant."""
    phrase = " ".join(words)
    try:
        spoken = stance_of(phrase) if len(phrase.split()) > 1 else None
    except StanceError:
        spoken = None
    if spoken is None or spoken.ballot is None:
        return tuple(words), ()
    click.echo(f"Read as: {spoken.words()}.", err=True)
    return (), (spoken,)


def _stances(members: Sequence[str], votes: Sequence[str]) -> Iterator[Stance]:
    """One stance for each member; a bare ballot belongs to the member in the same place."""
    bare = [(text, ballot) for text in votes if (ballot := ballot_named(text))]
    if len(bare) > len(members):
        raise InputError(
            f"--vote {bare[len(members)][0]} says no member; write --vote «RUS against», or add "
            "--member RUS"
        )
    for place, member in enumerate(members):
        yield stance_of(member, bare[place][1] if place < len(bare) else None)
    yield from (stance_of(text) for text in votes if ballot_named(text) is None)


def _print_found(found: Found, form: str | None) -> None:
    counts = ", ".join(f"{count:,} {word}" for word, count in found.outcomes.items())
    if form == "json":
        print_json(
            {
                "query": found.query.described(),
                "total": found.total,
                "shown": len(found.votes),
                "outcomes": dict(found.outcomes),
                "members": {code: dict(cast) for code, cast in found.members.items()},
                "notes": list(found.notes),
                "votes": [_data(vote) for vote in found.votes],
            }
        )
    elif form:
        print_rows(_FOUND_DATA, [_data(vote) for vote in found.votes], form)
    else:
        print_rows(_FOUND, _fitted([_row(vote) for vote in found.votes]))
    for note in found.notes:
        click.echo(note, err=True)
    total = f"{found.total:,} votes ({counts})" if counts else "No vote"
    verb = "fit" if found.total != 1 else "fits"
    click.echo(f"{total} {verb}: {found.query.described()}. {len(found.votes):,} shown.", err=True)


def _row(vote: RollCall) -> dict[str, Any]:
    outcome = vote.outcome.value if vote.outcome else "not recorded"
    if vetoers := vetoers_of(vote):
        outcome = f"vetoed {' '.join(vetoers)}"
    counts = vote.tally.words() if vote.tally else "without a vote" if vote.without_vote else "?"
    return {
        "date": vote.date.isoformat(),
        "symbol": vote.symbol,
        "votes": counts.partition(",")[0].replace(" ", "\u00a0"),
        "outcome": outcome,
        "title": vote.title,
    }


def _fitted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with titles cut to what the other columns leave of a line."""
    others = [column.key for column in _FOUND if column.key != "title"]
    used = sum(max((len(row[key]) for row in rows), default=0) + GAP for key in others)
    room = max(page_width() - used - GAP, SHORTEST_TITLE)
    return [
        row
        if len(row["title"]) <= room
        else row | {"title": f"{row['title'][: room - 1].rstrip()}…"}
        for row in rows
    ]


def _data(vote: RollCall) -> dict[str, Any]:
    counts: dict[str, int | None] = dict.fromkeys(ballot.value for ballot in Ballot)
    if vote.tally:
        counts |= vote.tally.as_record()
    if not vote.lists_absent:
        counts["absent"] = None
    return {
        "symbol": vote.symbol,
        "draft": vote.draft,
        "resolution": vote.resolution,
        "body": vote.body,
        "date": vote.date.isoformat(),
        "outcome": vote.outcome.value if vote.outcome else None,
        "vetoed_by": list(vetoers_of(vote)),
        **counts,
        "complete": vote.complete,
        "without_vote": vote.without_vote,
        "kind": vote.kind.value,
        "title": vote.title,
        "source": "; ".join(source.words() for source in vote.sources),
        "votes": {code: vote.ballots[code].value for code in sorted(vote.ballots)},
    }


def _plain(value: Any) -> Any:
    """Days and paths as text, for JSON and tables."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, datetime.date | Path) else value
