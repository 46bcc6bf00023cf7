"""What recognition would mean in the Assembly and the Council, by arithmetic alone."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from vetopoint.law import states
from vetopoint.law.ballots import Ballot, Tally
from vetopoint.law.bodies import Sitting, open_body
from vetopoint.law.rules import Effect, thresholds
from vetopoint.law.verdicts import decide
from vetopoint.record.catalogue import find_vote
from vetopoint.strategy.inputs import BadInputError, Input, Kind
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.recognition.facts import Entity, Recognition, entities, entity_named
from vetopoint.strategy.results import Answer, Drawing, Figure, Table

__all__ = ["MODEL", "least_for"]

ASSEMBLY, COUNCIL = "un-general-assembly", "un-security-council"


def least_for(seats: Sitting, decision: str) -> int:
    """The fewest in favour that carry a decision when every member votes and none abstains.

    Holders of a veto are among those in favour first.

    >>> least_for(open_body("un-general-assembly", datetime.date(2024, 5, 10)), "admission")
    129
    """
    rule = seats.provision(decision).rule
    holders = {m for leaf in thresholds(rule) if leaf.effect is Effect.VETO for m in leaf.weights}
    order = sorted(seats.seats, key=lambda member: member not in holders)
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        cast = dict.fromkeys(seats.seats, Ballot.AGAINST)
        cast |= dict.fromkeys(order[:middle], Ballot.FOR)
        low, high = (low, middle) if decide(seats, cast, decision).adopted else (middle + 1, high)
    return low


def _solve(inputs: Mapping[str, Any]) -> Answer:
    entity = entity_named(inputs["entity"])
    on = _day(entity, inputs["on"])
    assembly = open_body(ASSEMBLY, on)
    council = open_body(COUNCIL, on)
    recognising = entity.recognised_by(on)
    seats = {states.seat_code(code, on) for code in recognising} & set(assembly.seats)
    permanent = sorted(council.groups["permanent"])
    needed = {
        "two_thirds": least_for(assembly, "admission"),
        "majority": least_for(assembly, "other-question"),
    }
    value: dict[str, Any] = {
        "on": on,
        "members": len(assembly.seats),
        "recognising": len(recognising),
        "recognising_members": len(seats),
        "disputed": len([one for one in entity.contested if one.since <= on]),
        **needed,
        "short_of_two_thirds": max(0, needed["two_thirds"] - len(seats)),
        "council_needed": least_for(council, "recommendation-of-membership"),
        "permanent_recognising": [m for m in permanent if m in seats],
        "permanent_not_listed": [m for m in permanent if m not in seats],
    }
    return Answer(
        "recognitions counted among the members of the day; the least that carries by search",
        True,
        value,
        _reason(entity, value),
        (
            _by_year(entity, on),
            _one_by_one(entity, on),
            _votes(entity, on),
            _organisations(entity, on),
            _disputed(entity, on),
            _sources(entity),
        ),
        _figure(entity, on, needed["two_thirds"]),
        (entity.coverage, entity.admission),
    )


def _day(entity: Entity, on: datetime.date | None) -> datetime.date:
    day = on or entity.known_until
    if day > entity.known_until:
        raise BadInputError(
            f"--on is {day}, but recognitions of {entity.name} are listed to {entity.known_until}; "
            "give an earlier day"
        )
    if day < entity.known_from:
        raise BadInputError(
            f"--on is {day}, but recognitions of {entity.name} are listed from "
            f"{entity.known_from}; give a later day"
        )
    return day


def _reason(entity: Entity, value: Mapping[str, Any]) -> str:
    least = "" if entity.is_complete else "at least "
    said = (
        f"On {value['on']} {least}{value['recognising_members']} of {value['members']} Members "
        f"recognise {entity.name}. Admission takes {value['two_thirds']} votes in the Assembly if "
        f"every Member votes, after {value['council_needed']} in the Council without a veto"
    )
    names = [states.short_name(code) for code in value["permanent_recognising"]]
    number = value["disputed"]
    more = f" {number} more {'is' if number == 1 else 'are'} disputed." if number else ""
    return f"{said}; of the five permanent members {', '.join(names) or 'none'} recognise it.{more}"


def _by_year(entity: Entity, on: datetime.date) -> Table:
    years: dict[int, list[str]] = {}
    for one in entity.recognitions:
        if one.since is not None and one.holds(on) and one.by in entity.recognised_by(on):
            years.setdefault(one.since.year, []).append(one.by)
    rows, total = [], 0
    for year, codes in sorted(years.items()):
        total += len(codes)
        rows.append({"year": year, "new": len(codes), "sum": total, "by": sorted(codes)})
    columns = (
        ("year", "Since", True),
        ("new", "New", True),
        ("sum", "Sum", True),
        ("by", "By", False),
    )
    return Table("recognitions", columns, rows)


def _one_by_one(entity: Entity, on: datetime.date) -> Table:
    """Every recognition with its day, or its year where the day is not sure, and its source."""
    disputed = {one.by for one in entity.contested if one.since <= on}
    rows = [
        {
            "state": one.by,
            "since": _when(one.since, is_day=one.is_day),
            "until": _when(one.until, is_day=one.is_day),
            "standing": "disputed"
            if one.by in disputed
            else "stands"
            if one.holds(on)
            else "ended",
            "source": one.source,
        }
        for one in sorted(entity.recognitions, key=_order)
        if one.since is None or one.since <= on
    ]
    columns = (
        ("state", "State", False),
        ("since", "Since", False),
        ("until", "Until", False),
        ("standing", "Standing", False),
        ("source", "Source", False),
    )
    return Table("one by one", columns, rows, aside=True)


def _order(one: Recognition) -> tuple[datetime.date, str]:
    return one.since or one.until or datetime.date.min, one.by


def _when(day: datetime.date | None, *, is_day: bool) -> str | None:
    if day is None:
        return None
    return day.isoformat() if is_day else str(day.year)


def _votes(entity: Entity, on: datetime.date) -> Table:
    rows = []
    for symbol in entity.votes:
        vote = find_vote(symbol)
        if vote.date <= on:
            rows.append(
                {
                    "symbol": vote.symbol,
                    "date": vote.date.isoformat(),
                    "tally": _counts(vote.tally),
                    "outcome": "adopted" if vote.was_adopted else "not adopted",
                    "title": vote.title,
                }
            )
    columns = (
        ("symbol", "Symbol", False),
        ("date", "Day", False),
        ("tally", "Tally", False),
        ("outcome", "Outcome", False),
        ("title", "What it was about", False),
    )
    return Table("votes", columns, rows)


def _counts(tally: Tally | None) -> str | None:
    return f"{tally.favour} – {tally.against} – {tally.abstain}" if tally else None


def _organisations(entity: Entity, on: datetime.date) -> Table:
    rows = [
        {
            "organisation": one.organisation,
            "on": one.on.isoformat(),
            "what": one.what,
            "source": one.source,
        }
        for one in sorted(entity.organisations, key=lambda one: one.on)
        if one.on <= on
    ]
    columns = (
        ("organisation", "Organisation", False),
        ("on", "Day", False),
        ("what", "What", False),
        ("source", "Source", False),
    )
    return Table("organisations", columns, rows)


def _disputed(entity: Entity, on: datetime.date) -> Table:
    rows = [
        {
            "by": one.by,
            "since": one.since.year,
            "note": one.note,
            "source": one.source,
        }
        for one in sorted(entity.contested, key=lambda one: (one.since, one.by))
        if one.since <= on
    ]
    columns = (
        ("by", "State", False),
        ("since", "Year", True),
        ("note", "What is disputed", False),
        ("source", "Source", False),
    )
    return Table("disputed", columns, rows)


def _sources(entity: Entity) -> Table:
    rows = [{"source": name, "what": words} for name, words in entity.sources.items()]
    return Table("sources", (("source", "Source", False), ("what", "What it is", False)), rows)


def _figure(entity: Entity, on: datetime.date, two_thirds: int) -> Figure:
    rows: list[dict[str, Any]] = [
        {
            "year": year,
            "states": len(entity.recognised_by(datetime.date(year, 12, 31))),
            "entity": entity.name,
        }
        for year in range(entity.known_from.year, on.year)
    ]
    now = {"states": len(entity.recognised_by(on)), "entity": entity.name}
    rows += [{"year": on.year, **now}, {"year": on.year + on.timetuple().tm_yday / 366, **now}]
    return Figure(
        title=f"How many States recognise {entity.name}?",
        subtitle=f"States known to recognise it at the end of each year, to {on}",
        how_to_read=(
            f"Each step is a year. For a sense of size: {two_thirds} votes are two thirds of the "
            "Assembly if every Member votes."
        ),
        source="; ".join(entity.sources.values()),
        drawing=Drawing.STEPS,
        rows=rows,
        x="year",
        y="states",
        series="entity",
        y_title="States",
    )


MODEL = Model(
    slug="recognition",
    topic="recognition",
    title="Recognition and what the organs' votes need",
    question="Which States recognise an entity, and what would its admission take?",
    inputs=(
        Input("entity", Kind.CHOICE, "palestine", "What is recognised.", choices=tuple(entities())),
        Input("on", Kind.DAY, None, "The day; the last one known if none is given."),
    ),
    solve=_solve,
    references=(
        "UN Charter (1945), Articles 4, 18 and 27.",
        (
            "International Court of Justice (1950). Competence of the General Assembly for the "
            "Admission of a State, Advisory Opinion of 3 March 1950."
        ),
        (
            "International Court of Justice (2010). Accordance with International Law of the "
            "Unilateral Declaration of Independence in Respect of Kosovo, 22 July 2010."
        ),
    ),
    does_not_show=(
        "Whether anything is a State, which is held differently by those concerned; nor how any "
        "Member would vote: to recognise is not to vote for admission, nor the other way round."
    ),
    examples=(
        Example(
            {"entity": "palestine", "on": "2024-05-10"},
            {"members": 193, "two_thirds": 129, "majority": 97, "council_needed": 9},
            0,
            "129 and 97 of 193 Members, nine of fifteen: UN Charter, Arts 18(2), 18(3), 27(3)",
        ),
    ),
)
