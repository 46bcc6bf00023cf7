"""The brief as one self-contained HTML page that prints to A4; it asks no host for anything."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from vetopoint.brief.horseshoe import LARGEST_HORSESHOE, chamber_svg, veto_holders
from vetopoint.brief.report import WARNING, Brief, UnjudgedVote
from vetopoint.brief.votes import JudgedVote
from vetopoint.brief.words import changes_heading, fact_words, headline, set_words
from vetopoint.compare.cases import CONDITIONS
from vetopoint.law.ballots import SIGNS, Ballot

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["brief_page"]

_LABELS = {
    Ballot.FOR: "For",
    Ballot.AGAINST: "Against",
    Ballot.ABSTAIN: "Abstaining",
    Ballot.ABSENT: "Not voting",
}
_SYMBOL = re.compile(r"\b[SA]/(?:RES/|PV\.|ES-)?[\w./-]*\d(?:\([\w-]+\))?")


def brief_page(brief: Brief) -> str:
    """The page as text; the same brief gives the same bytes."""
    template = _environment().get_template("brief.html")
    return template.render(
        brief=brief,
        case=brief.case,
        conditions=CONDITIONS,
        warning=WARNING,
        style=Markup(_stylesheet()),
    )


@cache
def _stylesheet() -> str:
    return (files("vetopoint") / "web" / "static" / "style.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("vetopoint", "brief/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "headline": headline,
        "changes_heading": changes_heading,
        "set_words": set_words,
        "fact_words": fact_words,
        "picture": _picture,
        "roll": _roll,
        "is_judged": lambda vote: not isinstance(vote, UnjudgedVote),
    }
    environment.filters["symbols"] = _unbroken
    return environment


def _unbroken(text: str) -> Markup:
    """The text with document symbols kept on one line."""
    return Markup(_SYMBOL.sub(r'<span class="symbol">\g<0></span>', str(escape(text))))


def _picture(vote: JudgedVote) -> Markup:
    ballots = vote.verdict.ballots
    assert ballots is not None
    rule = vote.seats.provision(vote.verdict.decision).rule
    counts = vote.verdict.tally
    return Markup(
        chamber_svg(
            vote.seats,
            ballots,
            vetoes=veto_holders(rule),
            title=vote.symbol,
            headline=headline(vote),
            tally=f"{counts.favour} – {counts.against} – {counts.abstain}",
        )
    )


def _roll(vote: JudgedVote) -> list[tuple[str, str, str]]:
    """Sign, label with count, and names, for each ballot that somebody cast."""
    ballots = vote.verdict.ballots or {}
    rows = []
    for ballot in Ballot:
        names = [vote.seats.short_name(s) for s in vote.seats.seats if ballots.get(s) is ballot]
        many = len(names) > LARGEST_HORSESHOE and ballot is Ballot.FOR
        if names:
            shown = "all other members" if many else ", ".join(names)
            rows.append((SIGNS[ballot], f"{_LABELS[ballot]} ({len(names)})", shown))
    return rows
