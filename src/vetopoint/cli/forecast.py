"""`vetopoint forecast`: how a draft would go, from what was known the day before."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from vetopoint.brief.files import write_whole
from vetopoint.cli.arguments import DAY, InputError, json_format, members_named, opened, read_text
from vetopoint.cli.tables import page_width, print_json, style
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import Sitting
from vetopoint.law.states import find_state, seat_code

__all__ = ["command"]

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("body", required=False)
@click.option("--on", "day", type=DAY, help="The day of the vote; only earlier votes are used.")
@click.option("--subject", metavar="WORDS", help="What it is about, as «Syria».")
@click.option("--title", metavar="WORDS", help="Its title, as tabled.")
@click.option("--text", "file", metavar="FILE", help="Its text; - reads standard input.")
@click.option("--like", metavar="SYMBOL", help="An earlier draft that it is like.")
@click.option("--for", "favour", multiple=True, metavar="MEMBERS", help="Have declared: for.")
@click.option("--against", multiple=True, metavar="MEMBERS", help="Have declared: against.")
@click.option("--abstain", multiple=True, metavar="MEMBERS", help="Have declared: abstaining.")
@click.option("--sponsors", multiple=True, metavar="STATES", help="Who tables it; any States.")
@click.option(
    "--assume",
    multiple=True,
    metavar="CODE=for:.8,…",
    help="Your own chances for a member, or for all=; the rest of 1 is abstention.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Of the posterior draws.",
)
@click.option("--data", type=FILE, metavar="DIR", help="A folder of the full record.")
@click.option("--out", type=FILE, metavar="FILE", help="Draw the forecast, as .svg or .png.")
@click.option("--seal", type=FILE, metavar="FILE", help="Write it with its hash, to grade later.")
@click.option("--score", type=FILE, metavar="FILE", help="Grade a sealed forecast.")
@click.option("--vote", "symbol", metavar="SYMBOL", help="With --score: the vote as recorded.")
@click.option("--votes", metavar="CODE=for,…", help="With --score: the ballots, if not recorded.")
@json_format
def command(
    body: str | None,
    day: datetime.date | None,
    subject: str | None,
    title: str | None,
    file: str | None,
    like: str | None,
    favour: tuple[str, ...],
    against: tuple[str, ...],
    abstain: tuple[str, ...],
    sponsors: tuple[str, ...],
    assume: tuple[str, ...],
    seed: int,
    data: Path | None,
    out: Path | None,
    seal: Path | None,
    score: Path | None,
    symbol: str | None,
    votes: str | None,
    form: str | None,
) -> None:
    """Chances of every member's ballot in BODY, of adoption and of each veto.

    Say what the draft is about by one of --subject, --title, --text and --like. A body without a
    record of votes, such as NATO, is counted from --assume. A chance is not a prediction: see what
    the forecast does not show, at its end.
    """
    if score is not None:
        _grade(score, symbol, votes, data, form)
        return
    if symbol or votes:
        raise InputError("--vote and --votes grade a sealed forecast; give its file by --score")
    if day is None:
        raise InputError("no day is given; say when the vote is by --on 2026-11-30")
    for name, words in {"subject": subject, "title": title, "like": like}.items():
        if words is not None and not words.strip():
            raise InputError(f"--{name} is empty; give words, or leave it out for any draft")
    seats = opened(body, None, day)
    question = {
        "subject": subject or "",
        "title": title or "",
        "text": None if file is None else read_text(file),
        "like": like,
    }
    declared = _declared(seats, {"for": favour, "against": against, "abstain": abstain})
    _forecast(seats, question, declared, sponsors, assume, seed, data, out, seal, form)


def _forecast(
    seats: Sitting,
    question: Mapping[str, str | None],
    declared: Mapping[str, Ballot],
    sponsors: tuple[str, ...],
    assume: tuple[str, ...],
    seed: int,
    data: Path | None,
    out: Path | None,
    seal: Path | None,
    form: str | None,
) -> None:
    from vetopoint.infer.forecast import forecast_sitting

    if seal is not None and seal.exists():
        raise InputError(
            f"{seal} is there already, and a seal is not written over; give --seal another name"
        )
    shares = _assumed(seats, assume, declared)
    found = forecast_sitting(
        seats, question, declared, _sponsors(sponsors, seats.day), shares, seed, data, _say
    )
    if out is not None:
        from vetopoint.brief.charts import write_chart
        from vetopoint.brief.forecasts import forecast_chart

        write_chart(out, forecast_chart(found, seats))
        _say(f"wrote {out}")
    if seal is not None:
        from vetopoint.infer.sealed import seal as sealed_of
        from vetopoint.infer.sealed import seal_text

        sealed = sealed_of(found, datetime.datetime.now(datetime.UTC))
        write_whole(seal, seal_text(sealed))
        _say(f"sealed {seal}, sha256 {sealed['sha256'][:12]}…: {sealed['note']}")
    if form == "json":
        print_json(found.payload())
        return
    from vetopoint.brief.forecasts import forecast_text

    print(forecast_text(found, seats, style, page_width()), end="")


def _say(words: str) -> None:
    print(f"vetopoint: {words}", file=sys.stderr)


def _declared(seats: Sitting, named: Mapping[str, tuple[str, ...]]) -> dict[str, Ballot]:
    found: dict[str, Ballot] = {}
    for word, texts in named.items():
        for member in members_named(seats, texts):
            if member in found and found[member].value != word:
                raise InputError(
                    f"{member} is named under --{found[member].value} and under --{word}; a "
                    "member has one position: take it out of one of the two"
                )
            found[member] = Ballot(word)
    return found


def _sponsors(texts: Sequence[str], day: datetime.date) -> tuple[str, ...]:
    names = (name.strip() for text in texts for name in text.replace(";", ",").split(","))
    return tuple(dict.fromkeys(seat_code(find_state(n).code, day) for n in names if n))


def _assumed(
    seats: Sitting, texts: Sequence[str], declared: Mapping[str, Ballot]
) -> dict[str, dict[Ballot, float]]:
    """Ballot shares by member from «HUN=for:.5,against:.5»; `all` is for members not named."""
    found: dict[str, dict[Ballot, float]] = {}
    rest: dict[Ballot, float] | None = None
    for text in texts:
        name, sign, shares = text.partition("=")
        if not sign or not name.strip():
            raise InputError(f"{text!r} assumes nothing; write it as HUN=for:.5,against:.5")
        if name.strip().casefold() == "all":
            rest = _shares(shares, text)
        else:
            for member in members_named(seats, [name]):
                found[member] = _shares(shares, text)
    if rest is not None:
        for member in seats.seats:
            if member not in declared:
                found.setdefault(member, rest)
    return found


def _shares(text: str, whole: str) -> dict[Ballot, float]:
    shares: dict[Ballot, float] = {}
    for part in text.split(","):
        word, sign, number = part.strip().partition(":")
        try:
            shares[Ballot(word.strip().casefold())] = float(number) if sign else 1.0
        except ValueError:
            raise InputError(
                f"{part.strip()!r} in {whole!r} is no share; write for:.8, against:.1, "
                "abstain:.1 or absent:0"
            ) from None
    total = sum(shares.values())
    if min(shares.values()) < 0 or total > 1 + 1e-9:
        raise InputError(f"the shares in {whole!r} add up to {total:g}; they are parts of 1")
    left = max(0.0, 1 - total)
    shares[Ballot.ABSTAIN] = shares.get(Ballot.ABSTAIN, 0.0) + left
    return {ballot: shares.get(ballot, 0.0) / max(total + left, 1e-12) for ballot in Ballot}


def _grade(
    path: Path, symbol: str | None, votes: str | None, data: Path | None, form: str | None
) -> None:
    from vetopoint.cli.forecast_grade import grade_of, grade_text

    found: Any = grade_of(path, symbol, votes, data)
    if form == "json":
        print_json(found.as_record())
    else:
        print(grade_text(found, page_width()), end="")
