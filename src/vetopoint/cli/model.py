"""`vetopoint model`: the textbook models, each a command made from its record in the registry."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from vetopoint.brief.charts import write_chart
from vetopoint.brief.model_charts import model_chart
from vetopoint.cli.arguments import InputError, formats, read_text
from vetopoint.cli.tables import Column, page_width, print_json, print_rows, style
from vetopoint.strategy.inputs import Input, Kind
from vetopoint.strategy.models import TOPICS, Model
from vetopoint.strategy.registry import MODELS, model_named, models, run
from vetopoint.strategy.results import Result, Table

__all__ = ["command"]

LIST = (
    Column("model", "Model", unbroken=True),
    Column("topic", "Topic"),
    Column("question", "Question"),
)


class _Models(click.Group):
    """A group with one command for each model of the registry, made when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["list", *MODELS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "list":
            return _list
        return _command_of(model_named(cmd_name))


@click.group(cls=_Models)
def command() -> None:
    """Textbook models of the questions around a vote; `list` names them.

    Without options a model solves its own worked example.
    """


@click.command(name="list")
@formats
def _list(form: str | None) -> None:
    """Name the models, their questions, inputs and references."""
    if form == "json":
        print_json([_record(model) for model in models()])
        return
    print_rows(
        LIST,
        [
            {"model": one.slug, "topic": TOPICS[one.topic], "question": one.question}
            for one in models()
        ],
        form,
    )


def _record(model: Model) -> dict[str, Any]:
    return {
        "model": model.slug,
        "topic": model.topic,
        "title": model.title,
        "question": model.question,
        "inputs": [
            {
                "name": one.name,
                "option": one.option,
                "kind": str(one.kind),
                "unit": one.unit,
                "about": one.about,
                "choices": list(one.choices),
            }
            for one in model.inputs
        ],
        "references": list(model.references),
        "does_not_show": model.does_not_show,
        "page": f"docs/{model.page}",
    }


def _command_of(model: Model) -> click.Command:
    def answer(form: str | None, out: Path | None, table: str | None, **given: Any) -> None:
        _answer(model, form, out, table, given)

    shown: Callable[..., Any] = answer
    shown = formats(shown)
    shown = click.option(
        "--out", type=click.Path(path_type=Path), help="Also draw the figure: .svg or .png."
    )(shown)
    shown = click.option("--table", metavar="NAME", help="Which table --csv writes.")(shown)
    for asked in reversed(model.inputs):
        shown = _option(asked)(shown)
    words = f"{model.question} ({model.title})\n\nExplained in docs/{model.page}."
    return click.command(name=model.slug, help=words, short_help=model.question)(shown)


def _option(asked: Input) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    told = asked.about
    if asked.choices:
        told += f" One of {', '.join(asked.choices)}."
    if asked.unit:
        told += f" In {asked.unit}."
    if asked.needs:
        told += f" Only with {' or '.join(map(_need, asked.needs))}."
    if asked.unless:
        told += f" Not beside {' or '.join(map(_need, asked.unless))}."
    if asked.kind is Kind.FLAG:
        return click.option(asked.option, asked.name, is_flag=True, default=None, help=told)
    if asked.default is not None and asked.kind is not Kind.FILE:
        told += f" Default {_written(asked.default)}."
    metavar = {
        Kind.RANGE: "LOW:BASE:HIGH",
        Kind.NUMBERS: "N,N,…",
        Kind.INTEGER: "N",
        Kind.NUMBER: "X",
        Kind.CHANCE: "P",
        Kind.FILE: "FILE",
        Kind.FOLDER: "DIR",
        Kind.DAY: "DAY",
    }.get(asked.kind, "TEXT")
    return click.option(asked.option, asked.name, metavar=metavar, default=None, help=told)


def _need(need: str) -> str:
    name, _, choices = need.replace("_", "-").partition("=")
    return f"--{name} {choices.replace('|', ' or ')}" if choices else f"--{name}"


def _written(default: Any) -> str:
    return ",".join(map(str, default)) if isinstance(default, tuple) else str(default)


def _answer(
    model: Model, form: str | None, out: Path | None, table: str | None, given: dict[str, Any]
) -> None:
    for asked in model.inputs:
        if asked.kind is Kind.FILE and given[asked.name] is not None:
            given[asked.name] = read_text(given[asked.name])
    result = run(model.slug, given)
    if out is not None:  # before the table: a reader may close the pipe
        write_chart(out, model_chart(result))
    if form == "json":
        print_json(result.as_record())
    elif form:
        chosen = _table_named(result, table)
        print_rows(_columns(chosen), chosen.rows, form)
    else:
        _print_result(model, result)


def _table_named(result: Result, name: str | None) -> Table:
    tables = result.answer.tables
    if name is None:
        return tables[0]
    for table in tables:
        if table.name == name:
            return table
    known = ", ".join(table.name for table in tables)
    raise InputError(f"there is no table {name!r} here; choose one of: {known}")


def _columns(table: Table) -> list[Column]:
    return [Column(key, heading, numeric=numeric) for key, heading, numeric in table.columns]


def _aligned(table: Table) -> list[dict[str, Any]]:
    """The rows for reading: each column of numbers with one number of decimals."""
    rows = [dict(row) for row in table.rows]
    for key, _, numeric in table.columns:
        found = [row[key] for row in rows if isinstance(row.get(key), float)]
        if not numeric or not found:
            continue
        decimals = max(len(f"{value:.6f}".rstrip("0").partition(".")[2]) for value in found)
        for row in rows:
            if isinstance(row.get(key), int | float):
                row[key] = f"{row[key]:.{decimals}f}".replace("-", "−")
    return rows


def _print_result(model: Model, result: Result) -> None:
    answer = result.answer
    print()
    print(f"  {style(model.title, 'strong')}")
    _paragraph(answer.reason)
    for table in answer.tables:
        print()
        print(f"  {style(table.name.capitalize(), 'quiet')}")
        if table.aside and table.rows:
            _paragraph(f"{len(table.rows)} rows: --csv or --markdown with --table '{table.name}'")
        elif table.rows:
            print_rows(_columns(table), _aligned(table))
        else:
            _paragraph("none")
    print()
    exact = "exact" if answer.exact else "not exact"
    _paragraph(f"Method: {answer.method} ({exact}).")
    for caution in answer.cautions:
        _paragraph(f"Note: {caution}")
    _paragraph(f"What this does not show: {result.does_not_show}")
    for reference in result.references:
        _paragraph(reference)
    print()


def _paragraph(words: str) -> None:
    print(
        textwrap.fill(
            words,
            width=page_width(),
            initial_indent="  ",
            subsequent_indent="  ",
            break_on_hyphens=False,
        )
    )
