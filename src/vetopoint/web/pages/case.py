"""One case: its brief, as the page that `vetopoint brief` writes."""

from __future__ import annotations

import re

from markupsafe import Markup

from vetopoint.brief.page import brief_page
from vetopoint.brief.payload import brief_payload
from vetopoint.brief.report import Brief
from vetopoint.brief.whole import whole_brief
from vetopoint.compare.cases import case_of
from vetopoint.web.asks import Ask, address
from vetopoint.web.provenance import case_hash, record_hashes
from vetopoint.web.views import Table, View

__all__ = ["view"]

COLUMNS = (
    ("condition", "Condition", False),
    ("value", "Value", True),
    ("confidence", "Confidence", False),
    ("note", "Note", False),
    ("source", "Source", False),
)


def view(ask: Ask) -> View:
    """The brief of a case, with ways on."""
    case = case_of(ask.name("slug"))
    brief = whole_brief(case)
    rows = [
        {
            "condition": name,
            "value": fact.value,
            "confidence": fact.confidence,
            "note": fact.note,
            "source": fact.source,
        }
        for name, fact in case.facts.items()
    ]
    return View(
        "case.html",
        f"{case.name}: the brief",
        {
            "case": case,
            "body": _body(brief_page(brief)),
            "beside": address("/cases/compare", {"case": case.case}),
        },
        payload=lambda: brief_payload(brief),
        table=lambda: Table(f"Coded answers: {case.name}", COLUMNS, rows),
        document=lambda: _paper(brief),
        filters={"case": case.case},
        data=(case_hash(case.case), *record_hashes()),
    )


def _paper(brief: Brief) -> bytes:
    from vetopoint.brief.paper import brief_pdf  # lazy: needs the extra pdf

    return brief_pdf(brief)


def _body(page: str) -> Markup:
    """What the brief's own page says, without its document: the workbench has its own."""
    inner = page.partition("<body>")[2].rpartition("</body>")[0]
    inner = re.sub(r"<(/?)(?:header|main|footer)\b", r"<\1div", inner)
    # Charts of the brief carry their own style, which the policy of a page refuses.
    return Markup(re.sub(r"<style>.*?</style>", "", inner, flags=re.DOTALL))
