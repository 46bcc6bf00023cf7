"""Voting power: any body, rule and index; a body beside the designs of its reform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from vetopoint.brief.bars import bars_of, bars_svg, number_words
from vetopoint.count.designs import Design, compared, designs_of
from vetopoint.count.indices import INDICES, Family
from vetopoint.count.power import Power, number_record
from vetopoint.law.bodies import NotInForceError, body_slugs, charter_of, sitting
from vetopoint.law.descriptions import described
from vetopoint.web.asks import Ask, address
from vetopoint.web.judging import Matter, power_values
from vetopoint.web.provenance import charter_hash
from vetopoint.web.sittings import latest_day
from vetopoint.web.views import Frame, Table, View

__all__ = ["view"]

# Owen's and its kin need unions, which this page does not ask for.
OFFERED = {slug: index for slug, index in INDICES.items() if index.family is not Family.UNIONS}
COLUMNS = (
    ("code", "Code", False),
    ("member", "Member", False),
    ("value", "Value", True),
    ("fraction", "Exactly", False),
)
DESIGN_COLUMNS = (
    ("design", "Design", False),
    ("seats", "Seats", True),
    ("rule", "Rule", False),
    ("with_veto", "Seat with a veto", True),
    ("without_veto", "Seat without", True),
    ("passes", "Chance to pass", True),
    ("inequality", "Inequality (Gini)", True),
    ("beaten_by", "Beaten by", False),
)


def view(ask: Ask) -> View:
    """The power of each member, and the designs of reform by the same index."""
    slug = ask.choice("body", body_slugs(), "un-security-council")
    day = ask.day("on", latest_day(slug, ask.today)) or ask.today
    charter = charter_of(slug)
    index = OFFERED[ask.choice("index", OFFERED, "shapley-shubik")]
    decision = ask.text("decision") or charter.default
    settings = tuple(sorted(ask.settings("set.").items()))
    matter = Matter(slug, day, decision, (), settings)
    power = power_values(matter, index.slug)
    designs = _designs(slug, day, index.slug) if ask.text("designs") else ()
    frame = _frame(power)
    bars = bars_of(power.values, matter.seats)
    return View(
        "power.html",
        f"Power in the {charter.short}",
        {
            "matter": matter,
            "charter": charter,
            "index": index,
            "indices": OFFERED,
            "power": power,
            "bars": bars,
            "largest": max((float(bar.value) for bar in bars), default=0) or 1,
            "number_words": number_words,
            "rule": described(power.subject.rule),
            "bodies": [(body, charter_of(body).short) for body in body_slugs()],
            "frame": frame,
            "rows": list(_rows(power, matter)),
            "has_designs": bool(designs_of(slug)),
            "designs": [_design_row(design) for design in designs],
            "columns": DESIGN_COLUMNS,
            "chamber": address(f"/body/{slug}", {"on": day.isoformat(), "decision": decision}),
        },
        payload=lambda: {
            **power.as_record(),
            "designs": [_design_row(design) for design in designs],
            "frame": frame.as_record(),
        },
        table=lambda: Table(
            f"{index.name}: {power.subject.name}, {day}", COLUMNS, list(_rows(power, matter))
        ),
        picture=lambda: bars_svg(
            bars,
            title=f"{power.subject.name} on {day}",
            subtitle=f"{index.name}: {power.subject.decision_name}",
            source=frame.source,
            does_not_show=frame.does_not_show,
        ),
        filters={
            "body": slug,
            "on": day.isoformat(),
            "decision": power.subject.decision,
            "index": index.slug,
            **{f"set.{name}": str(value) for name, value in settings},
        },
        data=(charter_hash(slug),),
    )


def _frame(power: Power) -> Frame:
    subject, index = power.subject, power.index
    reference = f"{subject.reference.words()}; " if subject.reference else ""
    kept = "exact" if power.exact else f"floats, error at most {power.error_bound:.1e}"
    return Frame(
        question="How often does each member decide?",
        how_to_read=f"{index.definition}. One bar stands for all members with that value.",
        does_not_show=index.does_not_show,
        source=f"{reference}{index.references[0]}; worked out here ({power.plan.method}, {kept}).",
    )


def _rows(power: Power, matter: Matter) -> Iterator[dict[str, Any]]:
    ordered = sorted(power.values.items(), key=lambda entry: -entry[1])
    for code, value in ordered:
        number = number_record(value)
        yield {
            "code": code,
            "member": matter.seats.short_name(code),
            "value": number["float"],
            "fraction": number["fraction"],
        }


@lru_cache(maxsize=64)
def _designs(slug: str, day: Any, index: str) -> tuple[Design, ...]:
    sittings = []
    for charter in (charter_of(slug), *designs_of(slug)):
        try:
            sittings.append(sitting(charter, day))
        except NotInForceError:
            continue
    return compared(sittings, INDICES[index])


def _design_row(design: Design) -> Mapping[str, Any]:
    return {
        "design": design.short,
        "slug": design.subject.body,
        "seats": len(design.subject.seats),
        "rule": described(design.subject.rule),
        "with_veto": _values(design.values(veto=True)),
        "without_veto": _values(design.values(veto=False)),
        "passes": number_words(design.efficiency),
        "inequality": number_words(design.inequality),
        "beaten_by": list(design.dominated_by),
        "assumed": dict(design.assumed),
    }


def _values(values: tuple[Fraction | float, ...]) -> str:
    return ", ".join(number_words(value) for value in values) or "none"
