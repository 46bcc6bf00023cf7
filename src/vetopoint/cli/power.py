"""`vetopoint power`: who decides how often, by every index of the registry."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping
from pathlib import Path

import click
from attrs import frozen

from vetopoint.brief.bars import bars_of, bars_svg
from vetopoint.brief.files import write_whole
from vetopoint.cli.arguments import (
    DAY,
    InputError,
    charter_named,
    formats,
    opened,
    parameters_named,
)
from vetopoint.cli.power_input import (
    population_read,
    semivalue_read,
    unions_read,
    weighted_subject,
)
from vetopoint.cli.power_output import print_curve, print_designs, print_index_list, print_powers
from vetopoint.cli.power_structure import print_structure
from vetopoint.count.designs import compared, design_named, designs_of
from vetopoint.count.indices import INDICES, Family, Index, index_named
from vetopoint.count.power import Power, Subject, power_of, subject_of
from vetopoint.count.readings import UndefinedIndexError
from vetopoint.count.results import BeyondMethodError
from vetopoint.count.unions import Unions
from vetopoint.law.bodies import Sitting, sitting

__all__ = ["command"]


@frozen
class _Question:
    body: str | None
    day: datetime.date | None
    decision: str | None
    charter: str | None
    parameters: Mapping[str, int]


@click.command()
@click.argument("body", required=False)
@click.option("--on", "day", type=DAY, help="The day, as 1999-03-26; today if left out.")
@click.option("--decision", metavar="ID", help="Which decision; `vetopoint body` lists them.")
@click.option("--index", "named", metavar="NAME", help="An index by name, `all`, or `list`.")
@click.option("--semivalue", metavar="W,W,…", help="Chances of 0, 1, 2 … others, or p=2/3.")
@click.option("--unions", metavar="WHICH", help="groups, regional, group names or a CSV file.")
@click.option("--design", metavar="NAMES", help="Compare with reforms: g4,ufc or all.")
@click.option("--weights", metavar="FILE", help="CSV member,weight; - reads standard input.")
@click.option("--quota", metavar="N", help="For --weights: 62, 85%, 2/3 or >50%.")
@click.option("--charter", metavar="FILE", help="A charter of your own; - reads standard input.")
@click.option("--set", "settings", multiple=True, metavar="NAME=N", help="An open threshold.")
@click.option("--population", metavar="FILE", help="CSV member,population, for equity.")
@click.option("--curve", is_flag=True, help="Power along a common chance of being in favour.")
@click.option("--structure", is_flag=True, help="Vetoers, dummies, who is worth more, weights.")
@click.option("--float", "floats", is_flag=True, help="Floats with an error bound; faster.")
@click.option("--out", type=click.Path(path_type=Path), help="Also draw the bars: power.svg.")
@formats
def command(
    body: str | None,
    day: datetime.date | None,
    decision: str | None,
    named: str | None,
    semivalue: str | None,
    unions: str | None,
    design: str | None,
    weights: str | None,
    quota: str | None,
    charter: str | None,
    settings: tuple[str, ...],
    population: str | None,
    curve: bool,
    structure: bool,
    floats: bool,
    out: Path | None,
    form: str | None,
) -> None:
    """The voting power of each member of BODY under the rule of a day.

    Exact fractions unless --float is given. BODY is a slug such as un-security-council.
    """
    index = named or ("owen" if unions else "shapley-shubik")
    if index == "list":
        print_index_list(form)
        return
    if out is not None and out.suffix != ".svg":
        raise InputError(f"{out} is not a picture this command draws; name a file as power.svg")
    if body is not None and charter is None and (body == "-" or body.endswith((".yaml", ".yml"))):
        body, charter = None, body
    question = _Question(body, day, decision, charter, parameters_named(settings))
    if design is not None:
        if weights or charter:
            raise InputError("--design compares a body with its reforms; leave out the file")
        _designs(question, design, index, form)
        return
    seats, subject = _subject(question, weights, quota)
    if curve:
        print_curve(subject, seats, form)
        return
    if structure:
        if form in ("csv", "markdown"):
            raise InputError(f"--structure is written as text or --json, not {form}")
        print_structure(subject, form)
        return
    indices = _indices(index, semivalue, subject)
    partition = unions_read(unions, subject, seats) if unions else ()
    powers = _powers(subject, indices, partition, floats=floats)
    if out is not None:
        _draw(powers[0], seats, out)
    people = population_read(population, seats)
    print_powers(powers, seats, people, partition, form, as_list=index == "all")


def _subject(
    question: _Question, weights: str | None, quota: str | None
) -> tuple[Sitting | None, Subject]:
    if weights is not None:
        if question.body or question.charter:
            raise InputError("--weights is a body of its own; leave out BODY and --charter")
        return None, weighted_subject(weights, quota)
    if quota is not None:
        raise InputError("--quota belongs to --weights FILE; a body has its own rule")
    seats = opened(question.body, question.charter, question.day)
    return seats, subject_of(seats, question.decision, question.parameters)


def _indices(index: str, semivalue: str | None, subject: Subject) -> list[Index]:
    if semivalue is not None:
        return [semivalue_read(semivalue, subject.seats)]
    return list(INDICES.values()) if index == "all" else [index_named(index)]


def _powers(
    subject: Subject, indices: list[Index], partition: Unions, *, floats: bool
) -> list[Power]:
    """Every index asked for; among several, one that has no value is named and left out."""
    if len(indices) == 1 and indices[0].family is Family.UNIONS and not partition:
        print(f"{indices[0].slug}: no --unions given; every member stands alone", file=sys.stderr)
    reading, found = subject.reading(partition), []
    for index in indices:
        try:
            found.append(power_of(subject, index, reading, floats=floats))
        except (UndefinedIndexError, BeyondMethodError) as error:
            if len(indices) == 1:
                raise
            print(f"{index.slug} is left out: {error}", file=sys.stderr)
    if not found:
        raise BeyondMethodError(f"no index can be worked out for {subject.name} under this rule")
    return found


def _designs(question: _Question, design: str, index: str, form: str | None) -> None:
    day = question.day or datetime.date.today()
    today = charter_named(question.body, None)
    names = [name for name in design.split(",") if name.strip()]
    reforms = (
        list(designs_of(today.body))
        if names == ["all"]
        else [design_named(today.body, name) for name in names]
    )
    if not reforms:
        raise InputError(f"no reform of {today.name} is known; ./vetopoint bodies lists designs")
    if index == "all":
        raise InputError("designs are compared by one index; name it with --index")
    seated = [sitting(charter, day) for charter in (today, *reforms)]
    found = compared(seated, index_named(index), question.decision, question.parameters)
    print_designs(found, index_named(index), form)


def _draw(power: Power, seats: Sitting | None, out: Path) -> None:
    subject = power.subject
    day = f" on {subject.day}" if subject.day else ""
    sources = [subject.reference.words()] if subject.reference else []
    sources += [power.index.references[0], f"worked out by Vetopoint ({power.plan.method})"]
    picture = bars_svg(
        bars_of(power.values, seats),
        title=f"{subject.name}{day}",
        subtitle=f"{power.index.name}: {subject.decision_name}",
        source="; ".join(sources),
        does_not_show=power.index.does_not_show,
    )
    write_whole(out, picture)
