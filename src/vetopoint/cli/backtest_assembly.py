"""`vetopoint backtest assembly`: forecasts of Assembly votes, judged."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click

from vetopoint.cli.arguments import DAY, InputError, formats
from vetopoint.cli.tables import Column, print_json, print_rows

__all__ = ["command"]

METRICS = ("log_loss", "brier", "accuracy", "abstain_recall", "against_recall")
"""The same names as `infer.scores.METRICS`, which is slow to import; a test holds them equal."""
PARTS = ("all", "recurring", "new")
COLUMNS = (
    Column("forecast", "Forecast", unbroken=True),
    Column("texts", "Texts", unbroken=True),
    Column("log_loss", "Loss", numeric=True),
    Column("brier", "Brier", numeric=True),
    Column("accuracy", "Right", numeric=True),
    Column("abstain_recall", "Abstain", numeric=True),
    Column("against_recall", "Against", numeric=True),
    Column("cells", "Ballots", numeric=True),
)


@click.command()
@click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder with unga_votes.parquet and unga_resolutions.parquet; else the record.",
)
@click.option("--since", type=DAY, required=True, help="First day of the window.")
@click.option("--until", type=DAY, help="Last day of the window; the record's last if left out.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the members shown."
)
@click.option(
    "--metric", default="log_loss", metavar="NAME", help=f"Of the skill: {', '.join(METRICS)}."
)
@formats
def command(
    folder: Path | None,
    since: datetime.date,
    until: datetime.date | None,
    seed: int,
    metric: str,
    form: str | None,
) -> None:
    """Forecast every text of a window from the votes before its day, and score the forecasts.

    Scored are ballots for, abstain and against of members that voted, beside simple baselines on
    the same ballots; absence is scored apart. Nothing is learnt from the window but by the days
    that follow.
    """
    from vetopoint.infer.assembly.backtest import backtest_assembly
    from vetopoint.infer.scores import metric_named
    from vetopoint.record.resolutions import assembly_resolutions

    metric_named(metric)
    if until is not None and until < since:
        raise InputError(f"the window ends on {until}, before it begins on {since}; swap the two")
    found = backtest_assembly(assembly_resolutions(folder), since, until, metric=metric, seed=seed)
    record = found.as_record()
    if form == "json":
        print_json(record)
        return
    print_rows(COLUMNS, list(_rows(record, every=form is not None)), form)
    if form is None:
        print("\n".join(_words(record)))


def _rows(record: dict[str, Any], *, every: bool) -> Any:
    """Ours with no, then with known ballots; the baselines. Parts without a text are left out."""
    model = record["model"]
    named = {"ours": model}
    named |= {f"{n} known": own or {} for n, own in model["known"].items() if n != "0"}
    named |= {name.replace("_", " "): own for name, own in record["baselines"].items()}
    for name, scores in named.items():
        for part in PARTS:
            if own := scores.get(part):
                yield {
                    "forecast": name,
                    "texts": part,
                    **{key: _rounded(own[key], every=every) for key in METRICS},
                    "cells": own["cells"] if every else f"{own['cells']:,}",
                }


def _rounded(value: float | None, *, every: bool) -> Any:
    if value is None or every:
        return value
    return f"{value:.3f}"


def _less(share: float) -> str:
    return f"{100 * abs(share):.1f} % {'less' if share >= 0 else 'more'}"


def _words(record: dict[str, Any]) -> list[str]:
    """The sentences under the table."""
    first, last = record["window"]
    skill, absence = dict(record["skill"]), record["absence"]
    low, high = skill.pop("interval")
    over = skill.pop("over").replace("_", " ")
    ((metric, value),) = skill.items()
    scored = (
        f"Absence: log loss {absence['log_loss']:.3f}, Brier {absence['brier']:.3f}, "
        f"{absence['events']:,} absent of {absence['cases']:,}."
    )
    name = metric.replace("_", " ").capitalize() if metric in METRICS[:2] else "Misses"
    return [
        "",
        "Ours, with none or so many ballots known; Loss is log loss, Right the share",
        "forecast right, Abstain and Against the share of those that cast them.",
        f"{record['texts']} texts from {first} to {last}, {record['new_texts']} of them new: no",
        "title of the four years before is alike. Each was forecast from earlier days.",
        f"{name}: {_less(value)} than the best baseline, {over}",
        f"(95 % interval: {_less(low)} to {_less(high)}, over whole texts).",
        scored,
    ]
