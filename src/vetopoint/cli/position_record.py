"""`vetopoint positions links` and `absence`: what lies under a fit, as the record has it."""

from __future__ import annotations

import datetime
import textwrap
from pathlib import Path
from typing import Any

import click
import numpy as np
from attrs import frozen

from vetopoint.cli.arguments import SINCE, UNTIL, InputError, formats
from vetopoint.cli.tables import Column, page_width, print_rows
from vetopoint.infer.absence import Away, check_absence, fit_absence
from vetopoint.infer.hand_links import hand_links
from vetopoint.infer.linking import check_links, recurring
from vetopoint.infer.positions import FEWEST
from vetopoint.infer.roll_calls import RollCalls, read_roll_calls
from vetopoint.infer.texts import plain_title
from vetopoint.law.states import find_state, short_name

__all__ = ["absence_command", "links_command"]

_DATA = click.option(
    "--data", type=click.Path(path_type=Path), help="A folder of votes to read instead."
)
_LONGEST = 60


@frozen
class _Span:
    since: datetime.date | None
    until: datetime.date | None

    def checked(self) -> _Span:
        if self.since and self.until and self.since > self.until:
            raise InputError(
                f"no day lies between --since {self.since} and --until {self.until}; exchange them"
            )
        return self


@click.command("links")
@_DATA
@click.option("--since", type=SINCE, help="The first day or year.")
@click.option("--until", type=UNTIL, help="The last day or year.")
@click.option("--least", type=click.FloatRange(0, 1), help="The chance from which texts are one.")
@click.option("--with-votes", is_flag=True, help="Look at how alike the votes were, too.")
@click.option("--check", is_flag=True, help="Hold the links against those made by hand.")
@formats
def links_command(
    data: Path | None,
    since: datetime.date | None,
    until: datetime.date | None,
    least: float | None,
    with_votes: bool,
    check: bool,
    form: str | None,
) -> None:
    """Show which recurring resolutions are taken for one question put again.

    For example: positions links --data DIR --since 2019
    """
    span = _Span(since, until).checked()
    if check:
        _check(data, least, with_votes=with_votes, form=form)
        return
    calls = read_roll_calls(data, span.since, span.until)
    link = recurring(calls, least, with_votes=with_votes)
    rows = _linked(calls, link, form)
    columns = [
        Column("from", "From", unbroken=True),
        Column("to", "To", unbroken=True),
        Column("title", "Title"),
    ]
    print_rows(columns, rows, form)
    if form is None:
        print(f"\n{len(rows):,} links among {len(calls.items):,} roll calls.")


@click.command("absence")
@click.argument("members", nargs=-1)
@_DATA
@click.option("--session", help="A session by its number, such as 78; the last if left out.")
@click.option("--check", is_flag=True, help="Score the model on cells that it was not fitted to.")
@formats
def absence_command(
    members: tuple[str, ...], data: Path | None, session: str | None, check: bool, form: str | None
) -> None:
    """Show how often MEMBERS were absent in a session, and the chance on an item in the middle.

    For example: positions absence VEN --data DIR --session 78
    """
    calls = read_roll_calls(data)
    if check:
        if members or session:
            raise InputError("--check scores the whole record; leave members and --session out")
        _check_absence(calls, form)
        return
    chosen = _session(calls, session)
    found = fit_absence(calls)
    codes = [find_state(word.strip()).code for text in members for word in text.split(",") if word]
    missing = [code for code in codes if code not in calls.members]
    if missing:
        raise InputError(f"{missing[0]} has no vote in this record; name a member that has")
    numbers = [calls.members.index(code) for code in codes] or range(len(calls.members))
    told = [found.of(number, chosen) for number in numbers]
    rows = [one for one in told if one is not None]
    if not rows:
        raise InputError(
            f"{', '.join(codes)} had no roll call to be absent from in session {chosen}; "
            "choose another session"
        )
    if not codes:
        rows.sort(key=lambda one: (-one.chance, one.member))
    print_rows(_COLUMNS, [_away(calls, one, form) for one in rows], form)
    if form is None:
        words = (
            f"{100 * found.share:.1f} % of {found.cells:,} cells of the record are absences. They "
            "are never counted as votes. Why a member was absent, this does not tell."
        )
        print("\n" + textwrap.fill(words, page_width()))


_COLUMNS = [
    Column("member", "Member", unbroken=True),
    Column("name", "Name", unbroken=True),
    Column("session", "Session", numeric=True),
    Column("calls", "Roll calls", numeric=True),
    Column("absent", "Absent", numeric=True),
    Column("chance", "Chance", numeric=True),
    Column("low", "5 %", numeric=True),
    Column("high", "95 %", numeric=True),
]


def _away(calls: RollCalls, one: Away, form: str | None) -> dict[str, Any]:
    def number(value: float) -> Any:
        return round(value, 4) if form in ("json", "csv") else f"{value:.2f}"

    code = calls.members[one.member]
    day = calls.day[calls.session == one.session].min().item()
    return {
        "member": code,
        "name": short_name(code, day),
        "session": one.session,
        "calls": one.calls,
        "absent": one.absent,
        "chance": number(one.chance) if one.calls >= FEWEST else None,
        "low": number(one.low) if one.calls >= FEWEST else None,
        "high": number(one.high) if one.calls >= FEWEST else None,
    }


def _session(calls: RollCalls, name: str | None) -> int:
    sessions = [int(one) for one in np.unique(calls.session)]
    if name is None:
        return sessions[-1]
    if not name.strip().isdecimal() or int(name) not in sessions:
        raise InputError(
            f"there is no session {name!r} here; the sessions go from {sessions[0]} to "
            f"{sessions[-1]}"
        )
    return int(name)


def _check_absence(calls: RollCalls, form: str | None) -> None:
    found = check_absence(calls)
    losses = {
        "member-session and item, the model": found.model,
        "rate of the member in the session": found.member_session,
        "rate of the member": found.member,
        "rate of all": found.overall,
    }
    rows = [
        {"what": what, "log_loss": f"{loss:.4f}" if form is None else round(loss, 4)}
        for what, loss in losses.items()
    ]
    columns = [Column("what", "Forecast by"), Column("log_loss", "Log loss", numeric=True)]
    print_rows(columns, rows, form)
    if form is None:
        print(f"\nOn {found.cells:,} cells held out at random, a tenth of all.")


def _linked(calls: RollCalls, link: np.ndarray, form: str | None) -> list[dict[str, Any]]:
    last: dict[int, int] = {}
    rows = []
    for item in np.argsort(calls.session, kind="stable").tolist():
        old = last.get(int(link[item]))
        if old is not None:
            title = plain_title(calls.titles[item])
            if form is None:
                title = textwrap.shorten(title, _LONGEST, placeholder="…")
            rows.append({"from": calls.items[old], "to": calls.items[item], "title": title})
        last[int(link[item])] = item
    return rows


def _check(data: Path | None, least: float | None, *, with_votes: bool, form: str | None) -> None:
    if data is None:
        raise InputError(
            "--check needs --data DIR, a folder with the votes and bsv_sample.parquet, which "
            "implies the hand-made links"
        )
    held = hand_links(data)
    found = check_links(
        recurring(held.calls, least, with_votes=with_votes), held.link, held.calls.session
    )
    rows: list[dict[str, Any]] = [
        {"what": "roll calls of the sample", "value": len(held.calls.items)},
        {"what": "links made by hand", "value": found.expected},
        {"what": "links found", "value": found.found},
        {"what": "both", "value": found.shared},
        {"what": "precision", "value": _rounded(found.precision)},
        {"what": "recall", "value": _rounded(found.recall)},
    ]
    print_rows([Column("what", "What"), Column("value", "Value", numeric=True)], rows, form)
    if form is None:
        words = (
            "The weights were learnt from these links; docs/methods-positions.md has precision and "
            "recall on sessions they were not learnt from, and what the hand-made links lack."
        )
        print("\n" + textwrap.fill(words, page_width()))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
