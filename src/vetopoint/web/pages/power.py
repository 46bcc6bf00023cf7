"""Voting power: any body, rule and index; a body beside the designs of its reform."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from vetopoint.brief.bars import bars_of, number_words
from vetopoint.count.designs import Design, compared, designs_of
from vetopoint.count.indices import INDICES, Family
from vetopoint.law.bodies import NotInForceError, body_slugs, charter_of, sitting
from vetopoint.law.descriptions import described
from vetopoint.web.asks import Ask, address
from vetopoint.web.design_bars import designs_svg
from vetopoint.web.drawing import standalone
from vetopoint.web.judging import Matter, power_values
from vetopoint.web.power_figure import power_figure
from vetopoint.web.provenance import charter_hash
from vetopoint.web.sittings import latest_day
from vetopoint.web.views import Figure, Frame, Table, View

__all__ = ["view"]

# Owen's and its kin need unions, which this page does not ask for.
OFFERED = {slug: index for slug, index in INDICES.items() if index.family is not Family.UNIONS}
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
    found = _designs(slug, day, index.slug) if ask.text("designs") else ()
    designs = [_design_row(design) for design in found]
    own = power_figure(power, matter)
    figures = {"power": own}
    if designs:
        figures["designs"] = _designs_figure(index.name, designs, matter)
    return View(
        "power.html",
        f"Power in the {charter.short}",
        {
            "matter": matter,
            "charter": charter,
            "index": index,
            "indices": OFFERED,
            "power": power,
            "bars": bars_of(power.values, matter.seats),
            "rule": described(power.subject.rule),
            "bodies": [(body, charter_of(body).short) for body in body_slugs()],
            "figures": figures,
            "has_designs": bool(designs_of(slug)),
            "designs": designs,
            "largest": max((d["largest"] for d in designs), default=1) or 1,
            "chamber": address(f"/body/{slug}", {"on": day.isoformat(), "decision": decision}),
        },
        payload=lambda: {
            **power.as_record(),
            "designs": designs,
            "frame": own.frame.as_record(),
        },
        figures=figures,
        filters={
            "body": slug,
            "on": day.isoformat(),
            "decision": power.subject.decision,
            "index": index.slug,
            **{f"set.{name}": str(value) for name, value in settings},
        },
        data=(charter_hash(slug),),
    )


def _designs_figure(index: str, designs: list[Mapping[str, Any]], matter: Matter) -> Figure:
    frame = Frame(
        "What would each design change?",
        "One row is one design. Bars show the value of a seat with a veto and of one without on "
        "one scale; «chance to pass» is that of a proposal when every ballot is equally likely. A "
        "design is beaten by another that passes proposals at least as easily and shares power at "
        "least as equally, and does better in one of the two.",
        "How members would negotiate and vote under another rule, which they would do differently, "
        "and whether a design could be agreed.",
        "Charters and proposals as carried by Vetopoint, each with its documents; worked out here.",
        f"{index}, {matter.day}",
    )
    title = f"{matter.seats.charter.name}: {frame.question} {frame.unit}"
    return Figure(
        frame,
        lambda: standalone(designs_svg(designs), frame, title),
        lambda: Table(frame.question, DESIGN_COLUMNS, designs),
    )


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
    holding, plain = design.values(veto=True), design.values(veto=False)
    return {
        "design": design.short,
        "slug": design.subject.body,
        "seats": len(design.subject.seats),
        "rule": described(design.subject.rule),
        "with_veto": _values(holding),
        "without_veto": _values(plain),
        "passes": number_words(design.efficiency),
        "inequality": number_words(design.inequality),
        "beaten_by": list(design.dominated_by),
        "assumed": dict(design.assumed),
        "with_veto_shares": [float(value) for value in holding],
        "without_veto_shares": [float(value) for value in plain],
        "passes_share": float(design.efficiency),
        "inequality_share": float(design.inequality),
        "largest": max(map(float, (*holding, *plain)), default=0.0),
    }


def _values(values: tuple[Fraction | float, ...]) -> str:
    return ", ".join(number_words(value) for value in values) or "none"
