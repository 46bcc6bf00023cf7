"""What `vetopoint power` prints: bars at the terminal, the same values as JSON, CSV, Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from vetopoint.brief.bars import bar_lines, bars_of, members_words, number_words
from vetopoint.brief.terminal import wrapped
from vetopoint.cli.tables import Column, page_width, print_json, print_rows, style
from vetopoint.count.designs import Design
from vetopoint.count.equity import Equity, equity
from vetopoint.count.indices import INDICES, Family, Index
from vetopoint.count.power import Power, Subject, curve, number_record, power_of
from vetopoint.count.readings import UndefinedIndexError
from vetopoint.count.unions import Unions
from vetopoint.law.bodies import Sitting
from vetopoint.law.descriptions import described

__all__ = ["print_curve", "print_designs", "print_index_list", "print_powers"]

MOST_BARS = 40
STEPS = tuple(Fraction(step, 10) for step in range(11))
VALUES = (
    Column("index", "Index"),
    Column("member", "Member"),
    Column("name", "Name"),
    Column("fraction", "Fraction", numeric=True),
    Column("float", "Value", numeric=True),
)
LIST = (Column("index", "Index"), Column("definition", "Definition"), Column("ballots", "Ballots"))
DESIGNS = (
    Column("short", "Design"),
    Column("seats", "Seats", numeric=True),
    Column("efficiency", "To act", numeric=True),
    Column("veto", "Veto", numeric=True),
    Column("other", "Other", numeric=True),
    Column("gini", "Gini", numeric=True),
    Column("beaten", "Dominated by"),
)
BLOCK = {Family.BINARY: 2, Family.ABSTENTION: 3, Family.UNIONS: 2}


def print_index_list(form: str | None) -> None:
    """All indices of the registry."""
    rows = [
        {"index": i.slug, "definition": i.definition, "ballots": i.family.value}
        for i in INDICES.values()
    ]
    print_rows(LIST, rows, form)


def print_powers(
    powers: Sequence[Power],
    seats: Sitting | None,
    people: Mapping[str, int] | None,
    partition: Unions,
    form: str | None,
    *,
    as_list: bool,
) -> None:
    """One answer or several; with populations, how fairly the normalised index shares power."""
    fair = _equity(powers[0].subject, people)
    if form == "json":
        records = [_record(power, seats, fair, partition) for power in powers]
        print_json(records if as_list else records[0])
    elif form is not None:
        rows = [row for power in powers for row in _rows(power, seats)]
        print_rows(VALUES, rows, form)
    else:
        _print(powers, seats, fair, partition)


def _equity(subject: Subject, people: Mapping[str, int] | None) -> Equity | None:
    if people is None:
        return None
    try:
        found = power_of(subject, INDICES["banzhaf-normalised"])
    except UndefinedIndexError:
        return None
    return equity({m: Fraction(value) for m, value in found.values.items()}, people)


def _record(
    power: Power, seats: Sitting | None, fair: Equity | None, partition: Unions
) -> dict[str, Any]:
    record = power.as_record()
    if power.index.family is Family.UNIONS:
        record["unions"] = [list(union) for union in partition] or None
    if fair is not None:
        record["equity"] = {
            "misplaced": fair.misplaced,
            "most": fair.most,
            "least": fair.least,
            "gini": fair.gini,
        }
    record["members"] = {m: _name(m, seats) for m in power.values}
    return record


def _name(member: str, seats: Sitting | None) -> str:
    return seats.short_name(member) if seats is not None else member


def _rows(power: Power, seats: Sitting | None) -> list[dict[str, Any]]:
    return [
        {"index": power.index.slug, "member": member, "name": _name(member, seats)}
        | number_record(value)
        for member, value in power.values.items()
    ]


def _print(
    powers: Sequence[Power], seats: Sitting | None, fair: Equity | None, partition: Unions
) -> None:
    subject, width = powers[0].subject, page_width()
    day = f", {subject.day}" if subject.day else ""
    print("\n".join(wrapped(f"{subject.name}{day}: {subject.decision_name}", width)))
    if subject.day:
        cited = f" ({subject.reference.words()})" if subject.reference else ""
        print("\n".join(wrapped(f"{described(subject.rule)}{cited}.", width, "  ")))
    for power in powers:
        print()
        _print_one(power, seats, width)
    if partition and any(power.index.family is Family.UNIONS for power in powers):
        _print_unions(partition, seats, width)
    if fair is not None:
        _print_equity(fair, width)


def _print_one(power: Power, seats: Sitting | None, width: int) -> None:
    exactness = "exact" if power.exact else f"floats, error at most {power.error_bound:.0e}"
    head = f"{power.index.name} ({exactness}; {power.plan.method})"
    print("\n".join(style(line, "strong") for line in wrapped(head, width)))
    bars = bars_of(power.values, seats)
    if power.index.of_body:
        value = bars[0].value
        words = f" = {value}" if isinstance(value, Fraction) and len(str(value)) < 40 else ""
        print(f"the whole body  {number_words(value)}{words}")
    else:
        print("\n".join(bar_lines(bars[:MOST_BARS], width)))
        if len(bars) > MOST_BARS:
            print(f"… and {len(bars) - MOST_BARS} smaller values; --csv lists all")
    for text in (
        f"{power.index.definition}.",
        f"{'; '.join(power.index.references)}.",
        f"It does not show: {power.index.does_not_show}",
    ):
        print("\n".join(style(line, "quiet") for line in wrapped(text, width, "  ")))


def _print_unions(partition: Unions, seats: Sitting | None, width: int) -> None:
    shown = "; ".join(members_words(union, seats) for union in partition if union[1:])
    alone = sum(len(union) == 1 for union in partition)
    rest = f"; {alone} alone" if alone else ""
    print("\n" + "\n".join(wrapped(f"Unions: {shown or 'none'}{rest}.", width)))


def _print_equity(fair: Equity, width: int) -> None:
    text = (
        f"By the square-root law {fair.misplaced:.1%} of the power (normalised Banzhaf) is "
        f"misplaced; a member has from {fair.least:.2f} to {fair.most:.2f} times its ideal share, "
        f"and people's indirect power has a Gini coefficient of {fair.gini:.3f}."
    )
    print("\n" + "\n".join(wrapped(text, width)))


def print_designs(designs: Sequence[Design], index: Index, form: str | None) -> None:
    """Designs side by side, with what is assumed and which are dominated."""
    if form == "json":
        print_json([_design_record(design) for design in designs])
        return
    rows = [_design_row(design, brief=form is None) for design in designs]
    print_rows(DESIGNS, rows, form)
    if form == "csv":
        return
    proportion = f"{BLOCK[index.family]}^seats"
    notes = [
        f"Veto, other: {index.name} of one seat with a veto, and of one without.",
        f"To act: the share of all {proportion} ballots that adopt.",
        "Gini: inequality of the index between seats; it counts seats, not people.",
        "Dominated: another design acts as easily and is as equal at least, and better in one.",
    ]
    notes += [
        f"{design.short}: {', '.join(f'{n} {v}' for n, v in design.assumed.items())} "
        "is assumed; the source states none."
        for design in designs
        if design.assumed
    ]
    notes += [
        f"{design.short}: the rule for {design.subject.decision_name}."
        for design in designs
        if design.subject.decision != designs[0].subject.decision
    ]
    notes.append(f"It does not show: {index.does_not_show}")
    print()
    for note in notes:
        print("\n".join(wrapped(note, page_width())))


def _spread(values: Sequence[Fraction | float]) -> str:
    if not values:
        return "–"
    ends = [number_words(value) for value in (values[0], values[-1])]
    return ends[0] if len(values) == 1 else f"{ends[1]} to {ends[0]}"


def _design_row(design: Design, *, brief: bool) -> dict[str, Any]:
    beaten = design.dominated_by
    if brief and beaten:
        beaten = (f"{len(beaten)} of these",)
    return {
        "short": design.short + (" *" if design.assumed else ""),
        "seats": len(design.subject.seats),
        "efficiency": number_words(design.efficiency),
        "veto": _spread(design.values(veto=True)),
        "other": _spread(design.values(veto=False)),
        "gini": f"{float(design.inequality):.3f}",
        "beaten": ", ".join(beaten) or "frontier",
    }


def _design_record(design: Design) -> dict[str, Any]:
    return design.power.as_record() | {
        "design": design.short,
        "name": design.subject.name,
        "seats": len(design.subject.seats),
        "with_veto": [m for m in design.subject.seats if m in design.with_veto],
        "assumed": dict(design.assumed),
        "power_to_act": number_record(design.efficiency),
        "gini": number_record(design.inequality),
        "dominated_by": list(design.dominated_by),
    }


def print_curve(subject: Subject, seats: Sitting | None, form: str | None) -> None:
    """Adoption and decisiveness when each member is in favour with the same chance."""
    points = curve(subject, STEPS)
    if form == "json":
        print_json(
            {
                "body": subject.body,
                "date": subject.day.isoformat() if subject.day else None,
                "decision": subject.decision,
                "points": [
                    {
                        "p": number_record(point.p),
                        "chance": number_record(point.chance),
                        "values": {m: number_record(v) for m, v in point.values.items()},
                    }
                    for point in points
                ],
                "references": ["Owen (1972), Management Science 18:64–79"],
            }
        )
        return
    kinds = bars_of(points[5].values, seats)
    shown = kinds if form else kinds[:4]
    columns = [Column("p", "In favour", numeric=True), Column("chance", "Adopted", numeric=True)]
    columns += [Column(bar.members[0], bar.label, numeric=True) for bar in shown]
    rows = [
        {"p": f"{float(point.p):.1f}", "chance": number_words(point.chance)}
        | {bar.members[0]: number_words(point.values[bar.members[0]]) for bar in shown}
        for point in points
    ]
    print_rows(columns, rows, form)
    if not form and len(kinds) > len(shown):
        print(f"{len(kinds) - len(shown)} kinds of member are left out; --csv lists all")
