"""`vetopoint decide`: judge a roll call of your own."""

from __future__ import annotations

import datetime

import click

from vetopoint.brief.payload import change_payload, verdict_payload
from vetopoint.brief.votes import judged_in
from vetopoint.cli.arguments import (
    DAY,
    InputError,
    json_format,
    members_named,
    opened,
    parameters_named,
)
from vetopoint.cli.steps import follow
from vetopoint.cli.tables import page_width, print_json, style
from vetopoint.law.ballots import Ballot
from vetopoint.law.procedures import procedure_slugs
from vetopoint.law.verdicts import one_ballot_each

__all__ = ["command"]


@click.command()
@click.argument("body", required=False)
@click.option("--on", "day", type=DAY, help="The day whose rule applies; today if left out.")
@click.option("--for", "favour", multiple=True, metavar="MEMBERS", help="Codes or names.")
@click.option("--against", multiple=True, metavar="MEMBERS", help="Codes or names.")
@click.option("--abstain", multiple=True, metavar="MEMBERS", help="Codes or names.")
@click.option("--absent", multiple=True, metavar="MEMBERS", help="Codes or names.")
@click.option(
    "--rest",
    type=click.Choice([ballot.value for ballot in Ballot]),
    default=Ballot.ABSENT.value,
    help="What the members not named do; absent if left out.",
)
@click.option("--decision", metavar="ID", help="Which decision; `vetopoint body` lists them.")
@click.option("--party", "parties", multiple=True, metavar="MEMBERS", help="Parties to it.")
@click.option("--set", "settings", multiple=True, metavar="NAME=N", help="An open threshold.")
@click.option("--charter", metavar="FILE", help="A charter of your own; - reads standard input.")
@click.option("--vote", "votes", multiple=True, metavar="SYMBOL", help="A step already taken.")
@json_format
def command(
    body: str | None,
    day: datetime.date | None,
    favour: tuple[str, ...],
    against: tuple[str, ...],
    abstain: tuple[str, ...],
    absent: tuple[str, ...],
    rest: str,
    decision: str | None,
    parties: tuple[str, ...],
    settings: tuple[str, ...],
    charter: str | None,
    votes: tuple[str, ...],
    form: str | None,
) -> None:
    """Judge a roll call by the rule of BODY on a day.

    Members are codes or names separated by commas: --for "France, UK" --against RUS. Where BODY is
    a decision in steps, such as un-admission, give the recorded votes with --vote.
    """
    if body in procedure_slugs():
        follow(body, votes, form)
        return
    if votes:
        raise InputError(
            "--vote gives the steps of a procedure such as un-admission, not of a body"
        )
    seats = opened(body, charter, day)
    given = dict(zip(Ballot, (favour, against, abstain, absent), strict=True))
    named = {ballot: members_named(seats, texts) for ballot, texts in given.items()}
    if not any(named.values()) and rest == Ballot.ABSENT:
        raise InputError("no ballots are given; name members with --for, --against or --abstain")
    ballots = dict.fromkeys(seats.seats, Ballot(rest)) | one_ballot_each(named)
    vote = judged_in(
        seats,
        ballots,
        decision,
        parties=members_named(seats, parties),
        parameters=parameters_named(settings),
    )
    if form == "json":
        changes = None if vote.changes is None else [change_payload(c) for c in vote.changes]
        print_json(verdict_payload(vote.verdict, seats) | {"who_could_change": changes})
        return
    from vetopoint.brief.terminal import vote_lines, wrapped

    print("\n".join(vote_lines(vote, style, page_width())))
    rule = f"Rule: {vote.rule} ({vote.verdict.reference.words()})."
    print("\n".join(wrapped(rule, page_width(), "  ")))
