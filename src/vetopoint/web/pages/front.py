"""The front page: what can be asked here, with an example of each."""

from __future__ import annotations

from vetopoint.brief.words import headline
from vetopoint.record.catalogue import find_vote
from vetopoint.web.asks import Ask
from vetopoint.web.drawing import chamber_picture
from vetopoint.web.judging import Matter, judgement
from vetopoint.web.roll import roll_text
from vetopoint.web.routes import PAGES
from vetopoint.web.views import View

__all__ = ["view"]

EXAMPLE = "S/2022/155"


def view(ask: Ask) -> View:
    """Three questions answered at once, and every page in a list."""
    found = find_vote(EXAMPLE)
    matter = Matter(found.body, found.date)
    votes = roll_text(found.ballots, matter.seats.seats)
    judged = judgement(matter, votes)
    return View(
        "front.html",
        "Who decides, who can block, and what is left when they do",
        {
            "found": found,
            "vote": judged.vote,
            "headline": headline(judged.vote),
            "picture": chamber_picture(judged.vote, EXAMPLE),
            "pages": [page for page in PAGES if page.menu],
        },
        payload=lambda: {
            "pages": [{"path": page.path, "about": page.about} for page in PAGES],
        },
    )
