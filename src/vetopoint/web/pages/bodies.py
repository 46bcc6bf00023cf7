"""Every body and design that ships, with its span and a way into its chamber."""

from __future__ import annotations

from typing import Any

from vetopoint.law.bodies import body_slugs, charter_of
from vetopoint.web.asks import Ask, Elsewhere, address
from vetopoint.web.sittings import latest_day, sitting_on
from vetopoint.web.views import Table, View

__all__ = ["view"]

COLUMNS = (
    ("name", "Body", False),
    ("seats", "Seats", True),
    ("day", "On", False),
    ("from", "From", False),
    ("to", "To", False),
)


def view(ask: Ask) -> View | Elsewhere:
    """The list, organs first and designs after them; `open` leads on to one of them."""
    if chosen := ask.text("open"):
        return Elsewhere(address(f"/body/{charter_of(chosen).body}"))
    rows = [_row(slug, ask) for slug in body_slugs()]
    table = Table(
        "Voting bodies and designs of a reform", (("slug", "Slug", False), *COLUMNS), rows
    )
    return View(
        "bodies.html",
        "Chambers",
        {
            "organs": [row for row in rows if row["kind"] == "organ"],
            "designs": [row for row in rows if row["kind"] == "design"],
        },
        payload=lambda: {"bodies": rows},
        table=lambda: table,
    )


def _row(slug: str, ask: Ask) -> dict[str, Any]:
    charter = charter_of(slug)
    day = latest_day(slug, ask.today)
    return {
        "slug": slug,
        "name": charter.name,
        "short": charter.short,
        "kind": charter.kind,
        "about": charter.about,
        "seats": len(sitting_on(slug, day).seats),
        "day": day.isoformat(),
        "from": charter.since.isoformat() if charter.since else None,
        "to": charter.until.isoformat() if charter.until else None,
        "recorded": charter.has_record,
    }
