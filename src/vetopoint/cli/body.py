"""`vetopoint body`: who sits, and which rules decide, on a day."""

from __future__ import annotations

import datetime
from typing import Any

import click

from vetopoint.cli.arguments import DAY, formats, opened
from vetopoint.cli.tables import Column, page_width, print_json, print_rows, style
from vetopoint.law.bodies import NotInForceError, Sitting
from vetopoint.law.charters import Decision
from vetopoint.law.descriptions import described

__all__ = ["command"]

COLUMNS = (
    Column("code", "Code"),
    Column("name", "Member"),
    Column("groups", "Groups"),
    Column("note", "Note"),
)


@click.command()
@click.argument("body", required=False)
@click.option("--on", "day", type=DAY, help="The day, as 1999-03-26; today if left out.")
@click.option("--charter", metavar="FILE", help="A charter of your own; - reads standard input.")
@formats
def command(
    body: str | None, day: datetime.date | None, charter: str | None, form: str | None
) -> None:
    """Who sits in BODY on a day, and by which rules it decides.

    BODY is a slug such as un-security-council; `vetopoint bodies` lists them.
    """
    seats = opened(body, charter, day)
    rows = [_member(seats, code) for code in seats.seats]
    if form == "json":
        print_json(_payload(seats, rows))
    elif form is not None:
        print_rows(COLUMNS, rows, form)
    else:
        _print(seats, rows)


def _member(seats: Sitting, code: str) -> dict[str, Any]:
    held = [name for name, members in seats.groups.items() if code in members and name != "members"]
    rows = (m for m in seats.charter.members if m.code == code)
    holders = [by for m in rows for spell, by in m.represented if spell.covers(seats.day)]
    note = f"represented by the {holders[0]}" if holders else ""
    return {"code": code, "name": seats.names[code], "groups": held, "note": note}


def _rules(seats: Sitting) -> list[dict[str, Any]]:
    return [rule for decision in seats.charter.decisions if (rule := _rule(seats, decision))]


def _rule(seats: Sitting, decision: Decision) -> dict[str, Any] | None:
    try:
        provision = seats.provision(decision.id)
    except NotInForceError as error:
        return {"id": decision.id, "name": decision.name, "rule": None, "note": str(error)}
    return {
        "id": decision.id,
        "name": decision.name,
        "rule": described(provision.rule),
        "effect": decision.effect or None,
        "contested": decision.contested or None,
        "parties": decision.parties,
        "reference": provision.reference.as_record(),
        "note": provision.era.note or None,
    }


def _payload(seats: Sitting, rows: list[dict[str, Any]]) -> dict[str, Any]:
    charter = seats.charter
    return {
        "body": charter.body,
        "name": charter.name,
        "date": seats.day.isoformat(),
        "kind": charter.kind,
        "seats": len(seats.seats),
        "members": rows,
        "decisions": _rules(seats),
        "parameters": {
            name: {"default": p.default, "stated": p.stated, "note": p.note}
            for name, p in charter.parameters.items()
        },
        "reference": charter.reference.as_record(),
        "note": charter.note or None,
    }


def _print(seats: Sitting, rows: list[dict[str, Any]]) -> None:
    from vetopoint.brief.terminal import wrapped

    charter, width = seats.charter, page_width()
    print(style(charter.name, "strong") + f", {len(seats.seats)} seats on {seats.day}")
    for text in (charter.about, charter.reference.words(), charter.note):
        print("\n".join(wrapped(text, width)))
    print()
    print_rows(COLUMNS[:3] + (COLUMNS[3:] if any(row["note"] for row in rows) else ()), rows)
    print("\n" + style("Decisions", "strong"))
    for rule in _rules(seats):
        first, *rest = wrapped(f"{rule['id']}: {rule['name']}", width)
        print(first.replace(rule["id"], style(rule["id"], "strong"), 1), *rest, sep="\n")
        print("\n".join(wrapped(f"{rule['rule']}." if rule["rule"] else rule["note"], width, "  ")))
        for key in ("effect", "contested", "note"):
            if rule["rule"] and rule[key]:
                label = "Contested: " if key == "contested" else ""
                print("\n".join(wrapped(label + rule[key], width, "  ")))
        if rule["rule"]:
            reference = rule["reference"]
            words = f"{reference['document']}, {reference.get('locator', '')}".rstrip(", ")
            print("\n".join(wrapped(words, width, "  ")))
    for name, parameter in charter.parameters.items():
        print(f"\nParameter {name} = {parameter.default}: {parameter.note}")
