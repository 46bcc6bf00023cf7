"""`vetopoint vote`: one recorded vote, judged."""

from __future__ import annotations

from typing import Any

import click

from vetopoint.brief.links import official_links
from vetopoint.brief.payload import judged_payload
from vetopoint.brief.recorded import judged_roll_call
from vetopoint.brief.votes import JudgedVote
from vetopoint.cli.arguments import InputError, formats
from vetopoint.cli.tables import Column, page_width, print_json, print_rows, style
from vetopoint.record.catalogue import find_vote
from vetopoint.record.votes import RollCall

__all__ = ["command"]

COLUMNS = (Column("code", "Code"), Column("member", "Member"), Column("vote", "Vote"))


@click.command()
@click.argument("symbol", nargs=-1, required=True)
@click.option("--decision", metavar="ID", help="Judge it as another kind of decision.")
@formats
def command(symbol: tuple[str, ...], decision: str | None, form: str | None) -> None:
    """Who voted how on SYMBOL, the verdict and its reason.

    SYMBOL is a draft or a resolution, as S/1999/328, S/RES/1973, 1973 (2011) or A/RES/ES-11/1.
    """
    found = find_vote(" ".join(symbol))
    vote = judged_roll_call(found, decision)
    if form == "json":
        print_json(_payload(found, vote))
    elif form is not None:
        print_rows(COLUMNS, _rows(found, vote), form)
    elif vote is None:
        _print_unjudged(found)
    else:
        _print(found, vote)


def _payload(found: RollCall, vote: JudgedVote | None) -> dict[str, Any]:
    links = [{"name": name, "url": url} for name, url in official_links(found)]
    common = {
        "draft": found.draft,
        "resolution": found.resolution,
        "meeting": found.meeting,
        "sponsors": list(found.sponsors),
        "links": links,
    }
    if vote is not None:
        return judged_payload(vote) | common
    tally = found.tally.as_record() if found.tally else None
    return {
        "symbol": found.symbol,
        "body": found.body,
        "date": found.date.isoformat(),
        "adopted": found.was_adopted,
        "reason": _why(found),
        "vetoed_by": list(found.vetoers),
        "short_by": None,
        "tally": tally,
        "votes": {member: ballot.value for member, ballot in sorted(found.ballots.items())} or None,
        "title": found.title,
        **common,
    }


def _why(found: RollCall) -> str:
    if found.without_vote:
        return "Adopted without a vote, so there is nothing to count."
    said = {True: "adopted", False: "not adopted", None: "no outcome"}[found.was_adopted]
    if found.complete and found.ballots:
        return (
            f"The record says {said}, and has a ballot of a State without a seat on {found.date}: "
            "the ballot or the day given by the source is wrong, so no verdict is worked out."
        )
    return f"The record says {said}; too few ballots are known to work out a verdict."


def _rows(found: RollCall, vote: JudgedVote | None) -> list[dict[str, str]]:
    ballots = (vote.verdict.ballots if vote else None) or found.ballots
    if not ballots:
        raise InputError(f"no ballots of {found.symbol} are known, so there is no list to write")
    names = vote.seats.names if vote else {}
    return [
        {"code": code, "member": names.get(code, code), "vote": ballot.value}
        for code, ballot in sorted(ballots.items())
    ]


def _heading(found: RollCall) -> str:
    other = [name for name in (found.draft, found.resolution) if name and name != found.symbol]
    return f"Also {', '.join(other)}." if other else ""


def _print(found: RollCall, vote: JudgedVote) -> None:
    from vetopoint.brief.terminal import roll_call_lines, vote_lines, wrapped

    width = page_width()
    print("\n".join(vote_lines(vote, style, width)))
    if vote.verdict.ballots is not None and len(vote.seats.seats) > 30:
        print("\n".join(roll_call_lines(vote.seats, vote.verdict.ballots, style, width)))
    rule = f"Rule: {vote.rule} ({vote.verdict.reference.words()})."
    held = (
        f" {vote.seats.short_name(seat)}'s was held by the {holder}."
        for seat, holder in vote.seats.former_holders().items()
    )
    seats = f"The body had {len(vote.seats.seats)} seats on {vote.date}." + "".join(held)
    for text in (rule, seats, _heading(found), *_sources(found)):
        print("\n".join(wrapped(text, width, "  ")) or "", end="\n" if text else "")


def _print_unjudged(found: RollCall) -> None:
    from vetopoint.brief.terminal import wrapped

    width = page_width()
    print(style(found.symbol, "strong") + f"  {found.date}")
    counts = found.tally.words() if found.tally else ""
    known = ", ".join(f"{member} {ballot}" for member, ballot in sorted(found.ballots.items()))
    ballots = f"Known ballots: {known}." if known else ""
    texts = (found.title, counts, _why(found), ballots, found.note, _heading(found))
    for text in (*texts, *_sources(found)):
        if text:
            print("\n".join(wrapped(text, width, "  ")))


def _sources(found: RollCall) -> list[str]:
    links = [f"{name}: {url}" for name, url in official_links(found)]
    return [f"Source: {source.words()}." for source in found.sources] + links
