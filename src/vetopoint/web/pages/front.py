"""The front page: what can be asked here, with an example of each."""

from __future__ import annotations

from attrs import evolve

from vetopoint.brief.words import headline
from vetopoint.record.catalogue import find_vote
from vetopoint.web.asks import Ask
from vetopoint.web.drawing import chamber_picture, standalone
from vetopoint.web.judging import Matter, judgement
from vetopoint.web.provenance import charter_hash, record_hashes
from vetopoint.web.roll import roll_text
from vetopoint.web.routes import PAGES
from vetopoint.web.views import Figure, Frame, Table, View

__all__ = ["view"]

EXAMPLE = "S/2022/155"
COLUMNS = (("path", "Address", False), ("about", "What it answers", False))
BALLOTS = (("member", "Member", False), ("ballot", "Ballot", False))
_FRAME = Frame(
    "Who kept this draft from being adopted?",
    "One mark is one seat: + for, − against, a hollow ring abstaining; a second ring marks a veto. "
    "The count reads for – against – abstaining.",
    "Why members voted as they did, or drafts that were never tabled.",
    "",
)


def view(ask: Ask) -> View:
    """Three questions answered at once, and every page in a list."""
    found = find_vote(EXAMPLE)
    matter = Matter(found.body, found.date)
    votes = roll_text(found.ballots, matter.seats.seats)
    judged = judgement(matter, votes)
    frame = evolve(_FRAME, source=f"{found.sources[0].words()}. Rule: {judged.vote.rule}.")
    rows = [{"path": page.path, "about": page.about} for page in PAGES]
    ballots = [
        {"member": matter.seats.short_name(code), "ballot": found.ballots[code].value}
        for code in matter.seats.seats
    ]
    title = f"{EXAMPLE}, {found.date}: {headline(judged.vote)}"
    figures = {
        "vote": Figure(
            frame,
            lambda: standalone(chamber_picture(judged.vote, EXAMPLE), frame, title),
            lambda: Table(f"Ballots of {EXAMPLE}", BALLOTS, ballots),
        )
    }
    return View(
        "front.html",
        "Who decides, who can block, and what is left when they do",
        {
            "found": found,
            "vote": judged.vote,
            "headline": headline(judged.vote),
            "picture": chamber_picture(judged.vote, EXAMPLE),
            "pages": [page for page in PAGES if page.menu],
            "figures": figures,
        },
        payload=lambda: {"pages": rows},
        table=lambda: Table("Pages of the workbench", COLUMNS, rows),
        figures=figures,
        data=(charter_hash(found.body), *record_hashes()),
    )
