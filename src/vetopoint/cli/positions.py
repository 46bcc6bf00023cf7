"""`vetopoint positions`: estimated positions of members, fitted, shown and drawn."""

from __future__ import annotations

import datetime
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from vetopoint.brief.charts import write_chart
from vetopoint.brief.files import write_whole
from vetopoint.brief.position_paths import paths_chart, source_words
from vetopoint.cli.arguments import DAY, SINCE, UNTIL, InputError, formats
from vetopoint.cli.position_record import absence_command, links_command
from vetopoint.cli.tables import Column, page_width, print_rows
from vetopoint.infer.chains import Plan
from vetopoint.infer.fit import METHODS, Fit, fit_positions
from vetopoint.infer.linking import recurring, shortened
from vetopoint.infer.positions import (
    FEWEST,
    SCALES,
    Position,
    Positions,
    load_positions,
    position_bytes,
    shipped,
)
from vetopoint.infer.reliability import alike, bridges
from vetopoint.infer.reliability import sensitivity as sensitivity_of
from vetopoint.infer.roll_calls import read_roll_calls
from vetopoint.law.states import find_state, short_name

__all__ = ["command"]

_FROM = click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path),
    help="Positions of your own, as positions fit --out writes them.",
)
_SCALE = click.option(
    "--scale",
    type=click.Choice(list(SCALES)),
    default="assembly",
    show_default=True,
    help="Which of the positions that ship.",
)


@click.group()
def command() -> None:
    """Where members stand, estimated from their votes: fit, show or plot positions."""


@command.command("show")
@click.argument("members", nargs=-1)
@click.option("--on", "day", type=DAY, help="The session of a day; all sessions if left out.")
@click.option("--session", help="A session by its number, such as 78.")
@_SCALE
@_FROM
@formats
def _show(
    members: tuple[str, ...],
    day: datetime.date | None,
    session: str | None,
    scale: str,
    file: Path | None,
    form: str | None,
) -> None:
    """Show the positions of MEMBERS with intervals; without members, of all in a session.

    For example: positions show USA RUS --on 2023-11-01
    """
    positions = _positions(scale, file)
    if day and session:
        raise InputError("--on and --session both name a session; give one of them")
    last = positions.periods[-1]
    if day and day > last.until:
        click.echo(f"The votes here end on {last.until}: shown is session {last.name}.", err=True)
    at = _day_of(positions, session) if session else day
    if not members and at is None:
        at = positions.periods[-1].until
    names = _codes(members) or _voting(positions, at)
    found = [one for name in names for one in _wanted(positions, name, at)]
    if not members:
        found.sort(key=lambda one: -one.mean[0])
    print_rows(_columns(positions.dims, form), [_row(one, form) for one in found], form)
    if form is None:
        _say_grounds(positions)


@command.command("plot")
@click.argument("members", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="An .svg or .png file.")
@click.option(
    "--dimension", type=click.IntRange(1, 2), default=1, show_default=True, help="Which to draw."
)
@_SCALE
@_FROM
def _plot(
    members: tuple[str, ...], out: Path, dimension: int, scale: str, file: Path | None
) -> None:
    """Draw MEMBERS over the sessions with intervals, as SVG or PNG.

    For example: positions plot USA RUS CHN --out positions.svg
    """
    positions = _positions(scale, file)
    if dimension > positions.dims:
        raise InputError("these positions have one dimension; fit two with positions fit --dims 2")
    write_chart(out, paths_chart(positions, _codes(members), dimension))
    click.echo(f"wrote {out}", err=True)


@command.command("fit")
@click.option("--data", type=click.Path(path_type=Path), help="A folder of votes to read instead.")
@click.option(
    "--method",
    type=click.Choice(METHODS),
    default="smoother",
    show_default=True,
    help="The mode alone, or draws; see methods.",
)
@click.option("--dims", type=click.IntRange(1, 2), default=1, show_default=True, help="Dimensions.")
@click.option("--draws", type=click.IntRange(1, 200_000), default=2000, show_default=True,
              help="Posterior draws, of all chains together.")  # fmt: skip
@click.option("--chains", type=click.IntRange(1, 16), default=2, show_default=True, help="Chains.")
@click.option("--warm-up", type=click.IntRange(0, 100_000), default=2000, show_default=True,
              help="Rounds of each chain before the first draw.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Chance.")
@click.option("--since", type=SINCE, help="The first day or year.")
@click.option("--until", type=UNTIL, help="The last day or year.")
@click.option(
    "--links/--no-links",
    default=True,
    show_default=True,
    help="Whether recurring resolutions are one item.",
)
@click.option("--link-votes", is_flag=True, help="Link by how alike the votes were, too.")
@click.option("--sensitivity", is_flag=True, help="Refit the mode under nine pairs of priors.")
@click.option("--out", type=click.Path(path_type=Path), help="An .npz file for show and plot.")
@formats
def _fit(
    data: Path | None,
    method: str,
    dims: int,
    draws: int,
    chains: int,
    warm_up: int,
    seed: int,
    since: datetime.date | None,
    until: datetime.date | None,
    links: bool,
    link_votes: bool,
    sensitivity: bool,
    out: Path | None,
    form: str | None,
) -> None:
    """Estimate positions from the imported record, or from a folder of votes.

    For example: positions fit --method map --since 1992 --out mine.npz
    """
    if since and until and since > until:
        raise InputError(f"no day lies between --since {since} and --until {until}; exchange them")
    if out and out.suffix != ".npz":
        raise InputError(f"{out} does not end in .npz; give the file's name this ending")
    if link_votes and not links:
        raise InputError("--link-votes says how to link, --no-links not to; give one of them")
    calls = read_roll_calls(data, since, until)
    if links:
        link = recurring(calls, with_votes=link_votes)
        calls = calls.linked(shortened(link, calls.session))
    plan = Plan(draws=draws, chains=chains, warm_up=warm_up, seed=seed)
    found = fit_positions(calls, method, dims, plan, told=_progress())
    if out:
        write_whole(out, position_bytes(found.positions))
        click.echo(f"wrote {out}", err=True)
    rows = _report(found) + (_sensitivity(found) if sensitivity else [])
    print_rows([Column("what", "What", unbroken=True), Column("value", "Value")], rows, form)


def _positions(scale: str, file: Path | None) -> Positions:
    return load_positions(file) if file else shipped(scale)


def _codes(members: Sequence[str]) -> list[str]:
    words = [word.strip() for text in members for word in text.split(",")]
    return [find_state(word).code for word in words if word]


def _day_of(positions: Positions, session: str) -> datetime.date:
    for period in positions.periods:
        if period.name == session.strip():
            return period.since
    first, last = positions.periods[0].name, positions.periods[-1].name
    raise InputError(
        f"there is no session {session!r} here; the sessions go from {first} to {last}"
        " without the 19th"
    )


def _voting(positions: Positions, day: datetime.date | None) -> list[str]:
    assert day is not None
    place = [k for k, period in enumerate(positions.periods) if period.since <= day]
    if not place:
        positions.on(day)  # says that the day is before the record
    return [positions.members[m] for m in positions.member[positions.period == place[-1]]]


def _wanted(positions: Positions, name: str, day: datetime.date | None) -> list[Position]:
    return positions.series(name) if day is None else [positions.of(name, day)]


def _columns(dims: int, form: str | None) -> list[Column]:
    columns = [
        Column("member", "Member", unbroken=True),
        Column("name", "Name", unbroken=True),
        Column("session", "Session", numeric=True),
        Column("votes", "Votes", numeric=True),
        Column("position", "Position", numeric=True),
        Column("sd", "SD", numeric=True),
        Column("low", "5 %", numeric=True),
        Column("high", "95 %", numeric=True),
    ]
    if dims > 1:
        columns += [
            Column("second", "Second", numeric=True),
            Column("second_sd", "SD", numeric=True),
        ]
    if form is not None:
        columns += [Column("since", "From"), Column("until", "To")]
    return columns


def _row(one: Position, form: str | None) -> dict[str, Any]:
    def number(value: float) -> Any:
        if one.withheld:
            return None
        return round(value, 3) if form in ("json", "csv") else f"{value:.2f}".replace("-", "−")

    said = None if form in ("json", "csv") else "withheld"
    row = {
        "member": one.member,
        "name": short_name(one.member, one.period.since),
        "session": one.period.name,
        "votes": one.votes,
        "position": said if one.withheld else number(one.mean[0]),
        "sd": number(one.sd[0]),
        "low": number(one.low[0]),
        "high": number(one.high[0]),
        "since": one.period.since.isoformat(),
        "until": one.period.until.isoformat(),
    }
    if len(one.mean) > 1:
        row |= {"second": number(one.mean[1]), "second_sd": number(one.sd[1])}
    return row


def _say_grounds(positions: Positions) -> None:
    print()
    print(textwrap.fill(source_words(positions), page_width()))
    scale = (
        "Positive is the side of the United States; the spread of all members and sessions is 1. "
        "Compare within a session first: across decades the scale is weakly identified."
    )
    print(textwrap.fill(scale, page_width()))
    if positions.dims > 1:
        print("Which side of the second dimension is positive is arbitrary.")


def _report(found: Fit) -> list[dict[str, Any]]:
    positions, made = found.positions, found.positions.provenance
    few = int((positions.votes < FEWEST).sum())
    rows = [
        ("method", made.method),
        ("dimensions", positions.dims),
        ("members", len({int(m) for m in positions.member})),
        ("sessions", len(positions.periods)),
        ("member-sessions", len(positions.member)),
        ("items", made.items),
        ("votes", made.votes),
        ("draws", made.draws),
        *made.left_out.items(),
        (f"withheld, fewer than {FEWEST} votes in a session", few),
        ("worst R-hat", made.worst_r_hat),
        ("share of positions with R-hat above 1.05", made.share_r_hat_high),
        ("least effective draws", made.least_effective),
        ("converged", "yes" if made.converged else "no"),
        *_beside(positions),
        *_bridged(found),
    ]
    return [{"what": what, "value": value} for what, value in rows if value is not None]


def _beside(positions: Positions) -> list[tuple[str, Any]]:
    """Overall and within-session agreement with the positions that ship."""
    compared = alike(positions, shipped())
    if compared is None:
        return []
    within = None if compared.within is None else round(compared.within, 4)
    return [
        ("r with the positions that ship, overall", round(compared.overall, 4)),
        ("the same, median within sessions", within),
    ]


def _bridged(found: Fit) -> list[tuple[str, Any]]:
    """The mean and the weakest link between neighbouring sessions."""
    spans = bridges(found.layout.roll_calls)
    if not spans:
        return []
    weakest = min(spans, key=lambda one: one.items)
    mean = sum(one.items for one in spans) / len(spans)
    return [
        ("items shared with the session before, mean", f"{mean:.0%}"),
        ("fewest of them", f"{weakest.items:.0%} (session {weakest.session})"),
    ]


def _sensitivity(found: Fit) -> list[dict[str, Any]]:
    return [
        {
            "what": f"mode with β variance {slope}, step {drift}: r overall, within",
            "value": f"{one.overall:.3f}, {one.within or float('nan'):.3f}",
        }
        for (slope, drift), one in sensitivity_of(found).items()
    ]


def _progress() -> Callable[[int, int], None]:
    if not sys.stderr.isatty():
        return lambda *_: None

    def told(done: int, total: int) -> None:
        end = "\n" if done == total else ""
        print(f"\rround {done} of {total}", end=end, file=sys.stderr, flush=True)

    return told


command.add_command(links_command)
command.add_command(absence_command)
