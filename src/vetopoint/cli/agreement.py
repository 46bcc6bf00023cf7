"""`vetopoint agreement`: how alike members vote, how united groups are, which blocs they form."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

import click
from attrs import frozen

from vetopoint.brief.agreement_figures import (
    blocs_chart,
    cohesion_chart,
    likeness_chart,
    pair_chart,
)
from vetopoint.brief.charts import Chart, write_chart
from vetopoint.cli.agreement_output import (
    Account,
    print_all,
    print_blocs,
    print_cohesion,
    print_likeness,
    print_measures,
    print_pair,
)
from vetopoint.cli.arguments import SINCE, UNTIL, InputError, formats, recorded_body
from vetopoint.infer.agreement import LEAST, MEASURES, all_dyads, measure_named
from vetopoint.infer.blocs import blocs
from vetopoint.infer.cohesion import cohesion, group_of, members_of_body
from vetopoint.infer.dyads import Dyad, dyad, dyads_by
from vetopoint.infer.matrices import VoteMatrix, recorded_matrix
from vetopoint.infer.resampling import Resampling
from vetopoint.law.bodies import body_slugs
from vetopoint.law.states import UnknownStateError, find_state, voting_seat
from vetopoint.record.search import recorded_bodies
from vetopoint.record.votes import BODIES, Kind

__all__ = ["command"]

MOST_PAIRS = 45
FIGURE_MEASURES = ("agreement", "kappa-squared")
MATRIX_MEASURE = "kappa-squared"


@frozen
class _Options:
    """What holds for every kind of answer."""

    by: str | None
    measures: tuple[str, ...]
    least: int
    resampling: Resampling
    form: str | None
    out: Path | None


@click.command()
@click.argument("members", nargs=-1)
@click.option("--since", type=SINCE, help="The first day or year.")
@click.option("--until", type=UNTIL, help="The last day or year.")
@click.option("--body", help="The body's slug, or council; the Assembly if left out.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="What was voted.")
@click.option("--by", type=click.Choice(["session", "year"]), help="One answer for each.")
@click.option("--measure", "measures", multiple=True, metavar="M", help="Or «list».")
@click.option(
    "--min-common",
    "least",
    type=click.IntRange(min=1),
    default=LEAST,
    show_default=True,
    help="With fewer common votes, agreement is withheld.",
)
@click.option("--cohesion", "group", metavar="GROUP", help="A body, or codes: how united it is.")
@click.option("--blocs", "parts", metavar="K", help="Divide the members into K blocs, or «auto».")
@click.option("--all", "every", is_flag=True, help="Every pair in each session or year.")
@click.option("--data", type=click.Path(path_type=Path), help="Voting files to read instead.")
@click.option("--out", type=click.Path(path_type=Path), help="A figure, .svg or .png.")
@click.option(
    "--level",
    type=click.FloatRange(0.5, 0.999),
    default=0.95,
    show_default=True,
    help="Of the intervals.",
)
@click.option(
    "--draws",
    type=click.IntRange(100, 100_000),
    default=2000,
    show_default=True,
    help="Resamples for the intervals.",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, help="Of the resamples.")
@formats
def command(
    members: tuple[str, ...],
    since: datetime.date | None,
    until: datetime.date | None,
    body: str | None,
    kind: str | None,
    by: str | None,
    measures: tuple[str, ...],
    least: int,
    group: str | None,
    parts: str | None,
    every: bool,
    data: Path | None,
    out: Path | None,
    level: float,
    draws: int,
    seed: int,
    form: str | None,
) -> None:
    """Say how alike MEMBERS vote: raw and chance-corrected agreement, with intervals.

    Two members give every measure, more a matrix of one. Members follow their seat (RUS includes
    the Soviet Union). For example: agreement RUS CHN --since 1992 --by session
    """
    if "list" in measures:
        print_measures(form)
        return
    if since and until and since > until:
        raise InputError(f"no day lies between --since {since} and --until {until}; exchange them")
    chosen = tuple(dict.fromkeys(measure_named(text).slug for text in measures))
    _refuse_mixed(members, group, parts, every=every)
    options = _Options(by, chosen, least, Resampling(draws, level, seed), form, out)
    slug = _body(body, data)
    matrix = recorded_matrix(
        slug, since, until, data, tuple(Kind) if kind is None else (Kind(kind),)
    )
    account = Account(matrix, slug, least, options.resampling)
    if matrix.selected:
        click.echo(
            f"Only the landmark record is at hand: {len(matrix.votes)} votes picked for their "
            "importance, no sample of all; vetopoint record import PATH adds the full record.",
            err=True,
        )
    if group is not None:
        _cohesion(matrix, group, options, account)
    elif parts is not None:
        _blocs(matrix, _seats(matrix, members), parts, options, account)
    elif every:
        _all(matrix, options)
    else:
        _members(matrix, _seats(matrix, members), options, account)


def _refuse_mixed(
    members: Sequence[str], group: str | None, parts: str | None, *, every: bool
) -> None:
    asked = [
        name for name, on in (("--cohesion", group), ("--blocs", parts), ("--all", every)) if on
    ]
    if len(asked) > 1:
        raise InputError(f"{' and '.join(asked)} are different questions; ask one of them")
    if members and (group or every):
        raise InputError(f"{asked[0]} takes no MEMBERS beside it; leave them out")
    if not asked and len(members) < 2:
        raise InputError(
            "name two members or more, such as RUS CHN; or ask --cohesion nato, --blocs auto "
            "or --all"
        )


def _body(given: str | None, data: Path | None) -> str:
    if given is None:
        return BODIES["A"]
    known = recorded_bodies() if data is None else (*BODIES.values(), given)
    return recorded_body(given, known)


def _seats(matrix: VoteMatrix, members: Sequence[str]) -> list[str]:
    """Codes as the matrix has them, from codes or names, commas allowed."""
    words = (word.strip() for text in members for word in text.split(","))
    seats = [_seat(matrix, word) for word in words if word]
    if repeated := sorted({seat for seat in seats if seats.count(seat) > 1}):
        raise InputError(f"{', '.join(repeated)} is named twice; name different members")
    return seats


def _seat(matrix: VoteMatrix, word: str) -> str:
    if word in matrix.members:
        return word
    try:
        return voting_seat(find_state(word).code)
    except UnknownStateError:
        if matrix.body in BODIES.values():
            raise
        raise InputError(
            f"{word!r} is no member of {matrix.body} here; members are such as "
            f"{', '.join(matrix.members[:5])}"
        ) from None


def _members(matrix: VoteMatrix, seats: list[str], options: _Options, account: Account) -> None:
    pairs = list(combinations(seats, 2))
    if len(seats) == 2 or options.by:
        if len(pairs) > MOST_PAIRS:
            raise InputError(
                f"--by of {len(seats)} members is {len(pairs)} series; name at most 10 members, or "
                "take --all"
            )
        measures = options.measures or (tuple(MEASURES) if len(seats) == 2 else (MATRIX_MEASURE,))
        settings = (measures, options.least, options.resampling)
        found = [
            one
            for first, second in pairs
            for one in (
                dyads_by(matrix, first, second, options.by, *settings)
                if options.by
                else (dyad(matrix, first, second, *settings),)
            )
        ]
        by = options.by or _usual(matrix)
        _draw(
            options, lambda: pair_chart(_over_time(matrix, pairs, by, options), by, account.frame())
        )
        print_pair(found, account, options.form)
        return
    measure = options.measures[0] if options.measures else MATRIX_MEASURE
    if len(options.measures) > 1:
        raise InputError("a matrix shows one measure; give --measure once, or name two members")
    some = matrix.rows(seats)
    _draw(options, lambda: likeness_chart(some, measure, options.least, account.frame()))
    print_likeness(some, measure, account, options.form)


def _usual(matrix: VoteMatrix) -> str:
    """The period of a figure where none is asked for."""
    return "session" if matrix.sessions.all() else "year"


def _over_time(
    matrix: VoteMatrix, pairs: Sequence[tuple[str, str]], by: str, options: _Options
) -> list[Dyad]:
    measures = options.measures or (FIGURE_MEASURES if len(pairs) == 1 else (MATRIX_MEASURE,))
    settings = (measures, options.least, options.resampling)
    return [
        one for first, second in pairs for one in dyads_by(matrix, first, second, by, *settings)
    ]


def _cohesion(matrix: VoteMatrix, group: str, options: _Options, account: Account) -> None:
    if options.measures:
        raise InputError("--cohesion gives the Rice and the Agreement Index; leave out --measure")
    name = group.strip().casefold().replace("_", "-")
    if name in body_slugs():
        belongs = members_of_body(name)
    else:
        codes = _seats(matrix, [group])
        if len(codes) < 2:
            raise InputError(
                f"{group!r} is neither a body nor several members; give a slug such as nato, or "
                "codes such as FRA,GBR,USA (vetopoint bodies lists the slugs)"
            )
        name, belongs = ",".join(codes), group_of(codes)
    found = cohesion(matrix, belongs, options.by, options.least, options.resampling)
    by = options.by or _usual(matrix)
    _draw(
        options,
        lambda: cohesion_chart(
            cohesion(matrix, belongs, by, options.least, options.resampling),
            name,
            by,
            account.frame(),
        ),
    )
    print_cohesion(found, name, account, options.form)


def _blocs(
    matrix: VoteMatrix, seats: list[str], parts: str, options: _Options, account: Account
) -> None:
    if options.by:
        raise InputError("--blocs divides the members over the whole time; leave out --by")
    if len(options.measures) > 1:
        raise InputError("blocs rest on one measure; give --measure once")
    if parts != "auto" and not parts.isdigit():
        raise InputError(f"--blocs {parts} is no number of blocs; give one such as 4, or auto")
    count = None if parts == "auto" else int(parts)
    measure = options.measures[0] if options.measures else MATRIX_MEASURE
    some = matrix.rows(seats) if seats else matrix
    found = blocs(some, count, measure, options.least)
    _draw(options, lambda: blocs_chart(some, found, options.least, account.frame()))
    print_blocs(found, account, options.form)


def _all(matrix: VoteMatrix, options: _Options) -> None:
    if options.out:
        raise InputError("--all writes rows, not a figure; leave out --out")
    by = options.by or _usual(matrix)
    measures = options.measures or ("agreement", "lijphart", "s", "kappa-squared", "pi-squared")
    print_all(all_dyads(matrix, by, measures, options.least), options.form)


def _draw(options: _Options, chart: Callable[[], Chart]) -> None:
    """Write the figure asked for, before the table: a reader may close the pipe under that."""
    if options.out is not None:
        write_chart(options.out, chart())
        click.echo(f"Wrote {options.out}.", err=True)
