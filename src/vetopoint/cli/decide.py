"""`vetopoint decide`: judge a roll call of your own."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

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
from vetopoint.law.bodies import Sitting
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
        if any((favour, against, abstain, absent, parties, settings, decision, charter)):
            raise InputError(
                f"{body} is a decision in steps: give recorded votes with --vote, or judge ballots "
                "of your own in the body of one step"
            )
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
    values = parameters_named(settings)
    vote = judged_in(
        seats, ballots, decision, parties=members_named(seats, parties), parameters=values
    )
    used = _parameters(seats, decision, values)
    if form == "json":
        changes = None if vote.changes is None else [change_payload(c) for c in vote.changes]
        added = {"who_could_change": changes} | ({"parameters": used} if used else {})
        print_json(verdict_payload(vote.verdict, seats) | added)
        return
    from vetopoint.brief.terminal import vote_lines, wrapped

    print("\n".join(vote_lines(vote, style, page_width())))
    rule = f"Rule: {vote.rule} ({vote.verdict.reference.words()})."
    print("\n".join(wrapped(rule, page_width(), "  ")))
    for name, parameter in used.items():
        text = f"Parameter {name} = {parameter['value']}, {parameter['basis']}: {parameter['note']}"
        print("\n".join(wrapped(text, page_width(), "  ")))
    for seat, holder in seats.former_holders().items():
        print(f"  {seats.short_name(seat)}'s seat was held by the {holder}.")


def _parameters(
    seats: Sitting, decision: str | None, values: Mapping[str, int]
) -> dict[str, dict[str, int | str]]:
    """The open thresholds that the rule uses, with the value taken and what it rests on."""
    known = seats.charter.parameters
    used = seats.provision(decision, parameters=values).era.parameters
    return {
        name: {
            "value": values.get(name, known[name].default),
            "basis": "as set"
            if name in values
            else ("as stated" if known[name].stated else "assumed"),
            "note": known[name].note,
        }
        for name in used
    }
