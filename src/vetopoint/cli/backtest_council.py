"""`vetopoint backtest council`: forecasts of Council drafts, judged."""

from __future__ import annotations

import datetime
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vetopoint.cli.arguments import DAY, InputError, formats
from vetopoint.cli.tables import Column, page_width, print_json, print_rows, style
from vetopoint.infer.draft_forecast import percent
from vetopoint.law.states import short_name

if TYPE_CHECKING:
    from vetopoint.record.drafts import DraftRecord

__all__ = ["command"]

METRICS = ("log_loss", "brier", "average_precision", "accuracy")
COLUMNS = (
    Column("what", "Scored", unbroken=True),
    Column("by", "By", unbroken=True),
    Column("log_loss", "Log loss", numeric=True),
    Column("brier", "Brier", numeric=True),
    Column("average_precision", "Avg. prec.", numeric=True),
    Column("accuracy", "Accuracy", numeric=True),
)


@click.command()
@click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder with unsc_drafts.parquet and unsc_votes.parquet; else the record.",
)
@click.option("--since", type=DAY, required=True, help="First day of the window.")
@click.option("--until", type=DAY, help="Last day of the window; the record's last if left out.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Of the posterior draws.",
)
@click.option("--metric", metavar="NAME", help=f"Only one of {', '.join(METRICS)}.")
@formats
def command(
    folder: Path | None,
    since: datetime.date,
    until: datetime.date | None,
    seed: int,
    metric: str | None,
    form: str | None,
) -> None:
    """Forecast every draft of a window from the votes before its day, and score the forecasts.

    Vetoes are scored by draft and by permanent member, ballots by cell (for, abstain, against; of
    members that voted), each beside simple baselines. Nothing is fitted to the window.
    """
    from vetopoint.infer.council.backtest import judged

    shown = _metrics(metric)
    if until is not None and until < since:
        raise InputError(f"the window ends on {until}, before it begins on {since}; swap the two")
    found = judged(_drafts(folder), since, until, seed, _progress).payload
    if form == "json":
        print_json(found)
        return
    columns = [column for column in COLUMNS if column.key in {"what", "by", *shown}]
    if form is None:
        _heading(found)
    print_rows(columns, _rows(found), form)
    if form is None:
        _calibration(found)


def _drafts(folder: Path | None) -> DraftRecord:
    """The drafts of a folder or of the imported record; the landmark votes are too few to judge."""
    from vetopoint.record.drafts import LANDMARK, council_drafts

    record = council_drafts(folder)
    if record.source == LANDMARK:
        raise InputError(
            "no vote of the Security Council has been imported, and the landmark votes are too "
            "few to judge by; give --data DIR, or add the record with: vetopoint record import PATH"
        )
    return record


def _metrics(metric: str | None) -> tuple[str, ...]:
    if metric is None:
        return METRICS
    loose = metric.strip().casefold().replace("-", "_").replace(" ", "_")
    if loose not in METRICS:
        raise InputError(f"{metric!r} is no metric; give one of {', '.join(METRICS)}")
    return (loose,)


def _progress(done: int, whole: int) -> None:
    if sys.stderr.isatty() and (done % 10 == 0 or done == whole):
        end = "\n" if done == whole else ""
        print(f"\r{done} of {whole} drafts", end=end, file=sys.stderr, flush=True)


def _heading(found: Mapping[str, Any]) -> None:
    first, last = found["window"]
    veto, gained = found["veto"], found["veto"]["skill"]
    print(style(f"Council drafts {first} to {last}, each forecast from the day before", "strong"))
    print(f"{veto['drafts']} drafts, {veto['vetoes']} of them vetoed; {found['votes']:,} ballots.")
    low, high = gained["interval"]
    print(
        f"Vetoes: {_less(gained['log_loss'])} log loss than the best baseline, the\n"
        f"{gained['over']} (95 % interval: {_less(low)} to {_less(high)}).\n"
    )


def _less(gained: float) -> str:
    """A skill in words: «12 % less», or «6 % more» where the baseline was better."""
    return f"{100 * abs(gained):.0f} % {'less' if gained >= 0 else 'more'}"


def _rows(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    veto, model = found["veto"], found["model"]
    entries = [
        ("veto", "forecast", veto),
        *(("veto", name, own) for name, own in veto["baselines"].items()),
        ("ballots", "forecast", model["all"]),
        *(("ballots", name, own["all"]) for name, own in found["baselines"].items()),
        *((f"- {part}", "forecast", model[part]) for part in ("recurring", "new")),
        *((f"- {n} known", "forecast", own) for n, own in model["known"].items()),
        ("adoption", "forecast", found["adoption"]),
        ("absence", "forecast", found["absence"]),
    ]
    return [
        {
            "what": what,
            "by": by.removesuffix(" veto rate"),
            **{m: _number(own.get(m)) for m in METRICS},
        }
        for what, by, own in entries
        if own
    ]


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f}"


def _calibration(found: Mapping[str, Any]) -> None:
    print(style("Calibration by member", "strong"))
    for code, own in found["veto"]["members"].items():
        print(
            f"  {short_name(code):<16} vetoes forecast {own['expected']:5.1f}, cast "
            f"{own['events']:3d}; log loss {own['log_loss']:.3f}"
        )
    print(style("Reliability: forecast and what happened", "strong"))
    for bar in found["veto"]["reliability"]:
        hits = round(bar["share"] * bar["cases"])
        print(
            f"  forecast {percent(bar['mean_chance']):>6}: {hits} of {bar['cases']} drafts vetoed"
        )
    width = page_width()
    words = (
        "The judged drafts are those put to a vote. Those never tabled because a veto was certain "
        "are in no record."
    )
    print("\n" + textwrap.fill(words, width))
