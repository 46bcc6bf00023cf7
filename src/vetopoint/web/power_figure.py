"""Voting power as a figure: its frame, its bars and every member's exact fraction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vetopoint.brief.bars import bars_of, bars_svg
from vetopoint.count.power import Power, number_record
from vetopoint.web.judging import Matter
from vetopoint.web.views import Figure, Frame, Table

__all__ = ["power_figure", "power_frame", "power_rows", "power_table"]

COLUMNS = (
    ("code", "Code", False),
    ("member", "Member", False),
    ("value", "Value", True),
    ("fraction", "Exactly", False),
)


def power_figure(power: Power, matter: Matter) -> Figure:
    """The power of each member under a rule, as bars."""
    frame = power_frame(power)
    subject = power.subject
    return Figure(
        frame,
        lambda: bars_svg(
            bars_of(power.values, matter.seats),
            title=f"{subject.name} on {matter.day}",
            subtitle=f"{power.index.name}: {subject.decision_name}",
            source=frame.source,
            does_not_show=frame.does_not_show,
            how_to_read=frame.how_to_read,
        ),
        lambda: power_table(power, matter),
    )


def power_frame(power: Power) -> Frame:
    """What the bars say, leave out and rest on."""
    subject, index = power.subject, power.index
    reference = f"{subject.reference.words()}; " if subject.reference else ""
    kept = "exact" if power.exact else f"floats, error at most {power.error_bound:.1e}"
    definition = f"{index.definition[:1].upper()}{index.definition[1:]}"
    return Frame(
        question="How often does each member decide?",
        how_to_read=f"{definition}. One bar stands for all members with that value.",
        does_not_show=index.does_not_show,
        source=f"{reference}{index.references[0]}; worked out here ({power.plan.method}, {kept}).",
        unit=f"{index.name}, {subject.decision_name}",
    )


def power_table(power: Power, matter: Matter) -> Table:
    """Every member with its value and its fraction, the most powerful first."""
    caption = f"{power.index.name}: {power.subject.name}, {matter.day}"
    return Table(caption, COLUMNS, list(power_rows(power, matter)))


def power_rows(power: Power, matter: Matter) -> Iterator[dict[str, Any]]:
    """One row for each member; the fraction is None where floats were worked out."""
    for code, value in sorted(power.values.items(), key=lambda entry: -entry[1]):
        number = number_record(value)
        yield {
            "code": code,
            "member": matter.seats.short_name(code),
            "value": number["float"],
            "fraction": number["fraction"],
        }
