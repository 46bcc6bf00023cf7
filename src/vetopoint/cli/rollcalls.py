"""`vetopoint rollcalls`: static positions from any matrix of ballots, a file or recorded votes."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from attrs import frozen

from vetopoint.brief.charts import write_chart
from vetopoint.brief.position_figures import positions_chart
from vetopoint.cli.arguments import SINCE, UNTIL, InputError, formats, recorded_body
from vetopoint.cli.tables import Column, page_width, print_json, print_rows, style
from vetopoint.infer.matrices import recorded_matrix
from vetopoint.infer.static.ballots import BallotTable, ballot_table
from vetopoint.infer.static.estimators import SMALL, BinaryIdealPoints, OrdinalIdealPoints
from vetopoint.infer.static.posterior import Posterior
from vetopoint.record.ballot_files import read_ballots
from vetopoint.record.search import recorded_bodies
from vetopoint.record.votes import BODIES

__all__ = ["command"]

_Model = OrdinalIdealPoints | BinaryIdealPoints


QUICK = 250
"""Up to so many ballots chains are done before a reader wonders."""


@frozen
class _Source:
    """What was read, in words."""

    table: BallotTable
    words: str
    selected: bool = False


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--body", help="Recorded votes of a body in place of FILE: a slug, or council.")
@click.option("--since", type=SINCE, help="The first day or year of recorded votes.")
@click.option("--until", type=UNTIL, help="The last day or year of recorded votes.")
@click.option("--data", type=click.Path(path_type=Path), help="Voting files for --body.")
@click.option("--ordinal/--binary", default=True, help="With abstention between, or without.")
@click.option(
    "--abstentions",
    type=click.Choice(["ignored", "against"]),
    default="ignored",
    show_default=True,
    help="What --binary makes of them.",
)
@click.option("--dims", type=click.IntRange(1, 2), default=1, show_default=True, help="1 or 2.")
@click.option("--anchor", "anchors", multiple=True, metavar="NAME=+", help="Or 2:NAME=+.")
@click.option(
    "--posterior",
    type=click.Choice(["auto", "laplace", "chains"]),
    default="auto",
    show_default=True,
    help="How intervals are made: quick, exact, or exact where that takes seconds.",
)
@click.option(
    "--draws",
    type=click.IntRange(50, 100_000),
    default=1000,
    show_default=True,
    help="Of the posterior.",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, help="Of the draws.")
@click.option(
    "--min-votes",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="With fewer ballots, a member is withheld.",
)
@click.option("--items", is_flag=True, help="The items in place of the members.")
@click.option("--out", type=click.Path(path_type=Path), help="A figure, .svg or .png.")
@formats
def command(
    file: Path | None,
    body: str | None,
    since: datetime.date | None,
    until: datetime.date | None,
    data: Path | None,
    ordinal: bool,
    abstentions: str,
    dims: int,
    anchors: tuple[str, ...],
    posterior: str,
    draws: int,
    seed: int,
    min_votes: int,
    items: bool,
    out: Path | None,
    form: str | None,
) -> None:
    """Estimate one position for each member from FILE or from recorded votes.

    FILE is in Voteview's form, has one row for each ballot (member, item, ballot), or is a table
    of members by items. For example: rollcalls H117_votes.csv --binary --anchor PELOSI=-
    """
    if (file is None) == (body is None):
        raise InputError("give either FILE or --body, such as --body council")
    if body is None and (since or until or data):
        raise InputError("--since, --until and --data choose recorded votes; add --body")
    if ordinal and abstentions != "ignored":
        raise InputError("--abstentions belongs to --binary; the ordinal model keeps them apart")
    source = _of_file(file) if file else _of_record(str(body), since, until, data)
    settings: dict[str, Any] = {
        "dims": dims,
        "anchors": _anchors(anchors, dims, source.table.members),
        "min_votes": min_votes,
    }
    model: _Model = (
        OrdinalIdealPoints(**settings)
        if ordinal
        else BinaryIdealPoints(**settings, abstentions=abstentions)
    )
    model.fit(source.table)
    _say_drawing(model, posterior)
    drawn = model.posterior(draws, posterior, seed=seed)
    _warn(model, drawn, source)
    if out is not None:
        # Before the table: a reader may close the pipe under that.
        write_chart(out, positions_chart(_rows(model, drawn), dims, source.words))
        click.echo(f"Wrote {out}.", err=True)
    if items:
        print_rows(_item_columns(model), _item_rows(model), form)
    else:
        _print_members(model, drawn, source, form)


def _of_file(path: Path) -> _Source:
    read = read_ballots(path)
    table = ballot_table(read.cells, read.members, read.items)
    return _Source(table, f"{path.name}, read as {read.form}")


def _of_record(
    body: str, since: datetime.date | None, until: datetime.date | None, data: Path | None
) -> _Source:
    known = recorded_bodies() if data is None else (*BODIES.values(), body)
    matrix = recorded_matrix(recorded_body(body, known), since, until, data)
    words = f"{matrix.body}, {matrix.days[0]} to {matrix.days[-1]} ({matrix.source})"
    return _Source(ballot_table(matrix), words, matrix.selected)


def _anchors(
    texts: Sequence[str], dims: int, members: Sequence[str]
) -> list[dict[str, str]] | None:
    found: list[dict[str, str]] = [{} for _ in range(dims)]
    for text in texts:
        named, sign, side = text.rpartition("=")
        place, colon, name = named.partition(":")
        dim = int(place) if colon and place.isdigit() else 1
        name = name if colon and place.isdigit() else named
        if not sign or side not in ("+", "-", "−"):
            raise InputError(f"{text!r} is no anchor; write it as USA=+ or 2:BRA=+")
        if not 1 <= dim <= dims:
            raise InputError(f"{text!r} anchors dimension {dim} of {dims}; add --dims 2 or mend it")
        found[dim - 1][_member(name.strip(), members)] = side
    return found if any(found) else None


def _member(name: str, members: Sequence[str]) -> str:
    """The member with this name, or the only one whose name holds it."""
    if name in members:
        return name
    held = [member for member in members if name.casefold() in member.casefold()]
    if len(held) == 1:
        return held[0]
    several = f"is in the names of {len(held)} members" if held else "is no member here"
    raise InputError(f"the anchor {name!r} {several}; such as {', '.join((held or members)[:4])}")


def _say_drawing(model: _Model, posterior: str) -> None:
    chains = posterior == "chains" or (posterior == "auto" and model.n_cells_ <= SMALL)
    if chains and model.n_cells_ > QUICK:
        words = f"Running chains for the intervals, on {model.n_cells_:,} ballots"
        click.echo(f"{words}; --posterior laplace is quicker.", err=True)
    elif posterior == "auto" and not chains:
        click.echo(
            f"Intervals come from the normal approximation (laplace), as there are over {SMALL:,} "
            "ballots; --posterior chains is exact and may take minutes.",
            err=True,
        )


def _warn(model: _Model, drawn: Posterior, source: _Source) -> None:
    notes = []
    if source.selected:
        notes.append(
            "Only the landmark record is at hand, votes picked for their importance: positions "
            "from it are no estimate of positions on all votes."
        )
    if not model.converged_:
        notes.append(
            f"The fit has NOT converged after {model.n_iter_} sweeps; do not use these positions."
        )
    if not drawn.converged:
        notes.append(f"The chains have NOT converged (R-hat {drawn.r_hat:.2f}); ask more --draws.")
    if model.withheld_:
        notes.append(
            f"Withheld, with fewer than {model.min_votes} ballots: {', '.join(model.withheld_)}."
        )
    if model.empty_items_:
        empty = len(model.empty_items_)
        notes.append(
            f"{empty} items have no ballot and tell nothing."
            if empty > 1
            else "1 item has no ballot and tells nothing."
        )
    for note in notes:
        click.echo(note, err=True)


def _rows(model: _Model, drawn: Posterior) -> list[dict[str, Any]]:
    """One row for each member, along dimension 1."""
    summary = drawn.summary()
    place = {name: row for row, name in enumerate(drawn.members)}
    rows = []
    for row, name in enumerate(model.members_):
        told: dict[str, Any] = {"member": name, "votes": int(model.votes_[row])}
        for dim in range(model.dims):
            known = name in place
            for key in ("mean", "sd", "low", "high"):
                value = summary[key][place[name], dim] if known else np.nan
                told[f"{_TOLD.get(key, key)}_{dim + 1}"] = _rounded(value)
            told[f"mode_{dim + 1}"] = _rounded(model.points_[row, dim])
        rows.append(told)
    rows.sort(key=lambda row: (row["position_1"] is None, -(row["position_1"] or 0.0)))
    return rows


# The posterior mean is the position told: the mode may lie off the middle of its interval.
_TOLD = {"mean": "position"}


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)


def _print_members(model: _Model, drawn: Posterior, source: _Source, form: str | None) -> None:
    rows = _rows(model, drawn)
    if form == "json":
        print_json({**_report(model, drawn, source), "members": rows})
        return
    columns = [Column("member", "Member"), Column("votes", "Ballots", numeric=True)]
    for dim in range(1, model.dims + 1):
        columns.append(Column(f"position_{dim}", f"Position {dim}", numeric=True))
        if form:
            columns.append(Column(f"sd_{dim}", f"SD {dim}", numeric=True))
        columns.append(Column(f"low_{dim}", "95 % low", numeric=True))
        columns.append(Column(f"high_{dim}", "high", numeric=True))
    if form:
        print_rows(columns, rows, form)
        return
    told = _report(model, drawn, source)
    print(style(f"Positions of {len(rows)} members on {len(model.items_):,} items", "strong"))
    fit = (
        f"{told['ballots']:,} ballots, {100 * model.correct_:.1f} % told right "
        f"({100 * model.error_reduction_:.0f} % fewer errors than the most common ballot of each "
        f"item), mean probability {model.mean_probability_:.3f}. {_sentence(model.orientation_)}"
    )
    for words in (f"{source.words}.", fit):
        print(textwrap.fill(words, page_width()))
    print()
    print_rows(columns, [{**row, **_words(row)} for row in rows])


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _words(row: dict[str, Any]) -> dict[str, str]:
    return {
        key: f"{round(value, 2) + 0:.2f}".replace("-", "−")
        for key, value in row.items()
        if isinstance(value, float)
    }


def _report(model: _Model, drawn: Posterior, source: _Source) -> dict[str, Any]:
    return {
        "source": source.words,
        "selected": source.selected,
        "model": "ordinal" if isinstance(model, OrdinalIdealPoints) else "binary",
        "dims": model.dims,
        "items": len(model.items_),
        "ballots": model.n_cells_,
        "converged": model.converged_,
        "sweeps": model.n_iter_,
        "correct": round(model.correct_, 6),
        "error_reduction": _rounded(model.error_reduction_),
        "mean_probability": round(model.mean_probability_, 6),
        "log_likelihood": round(model.log_likelihood_, 4),
        "orientation": model.orientation_,
        "posterior": drawn.method,
        "r_hat": drawn.r_hat,
        "effective": drawn.effective,
        "seed": drawn.seed,
        "withheld": list(model.withheld_),
    }


def _item_columns(model: _Model) -> list[Column]:
    return [
        Column("item", "Item"),
        *(
            Column(f"discrimination_{dim + 1}", f"Discrimination {dim + 1}", numeric=True)
            for dim in range(model.dims)
        ),
        *(
            Column(f"cut_{cut + 1}", f"Cut {cut + 1}", numeric=True)
            for cut in range(model.kinds - 1)
        ),
    ]


def _item_rows(model: _Model) -> list[dict[str, Any]]:
    keys = [column.key for column in _item_columns(model)][1:]
    values = np.hstack([model.discriminations_, model.cutpoints_])
    return [
        {"item": item, **dict(zip(keys, map(_rounded, row), strict=True))}
        for item, row in zip(model.items_, values, strict=True)
    ]
