"""Pictures of roll calls: inside a page, and as files that carry their own frame."""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache
from html import escape

from markupsafe import Markup

from vetopoint.brief.charts import colours
from vetopoint.brief.frame import SANS, SERIF
from vetopoint.brief.horseshoe import LARGEST_HORSESHOE, Link, chamber_svg, veto_holders
from vetopoint.brief.votes import JudgedVote
from vetopoint.brief.words import headline
from vetopoint.law.ballots import SIGNS, Ballot
from vetopoint.law.rules import thresholds
from vetopoint.web.sheets import style_of
from vetopoint.web.treemap import weighted_svg
from vetopoint.web.views import Frame

__all__ = [
    "HOW_TO_READ",
    "ballot_buttons",
    "chamber_picture",
    "how_to_read",
    "is_weighted",
    "standalone",
]

WIDTH, MARGIN, LINE = 720, 16, 18
HOW_TO_READ = (
    "One mark is one seat: + for, − against, a hollow ring abstaining, a dotted ring absent or "
    "not voting; a second ring marks a seat whose vote against is a veto."
)


def chamber_picture(vote: JudgedVote, title: str, link: Link | None = None) -> Markup:
    """The roll call as it stands in a page: a table of seats, rows, or areas by weight."""
    ballots = vote.verdict.ballots
    assert ballots is not None
    rule = vote.seats.provision(vote.verdict.decision).rule
    if is_weighted(vote):
        leaf = next(leaf for leaf in thresholds(rule) if len(set(leaf.weights.values())) > 1)
        label = f"{title}: {headline(vote)}"
        weights = {seat: leaf.weights.get(seat, 0) for seat in vote.seats.seats}
        return Markup(
            weighted_svg(vote.seats, ballots, weights, unit=leaf.unit or "votes", title=label)
        )
    counts = vote.verdict.tally
    return Markup(
        chamber_svg(
            vote.seats,
            ballots,
            vetoes=veto_holders(rule),
            title=title,
            headline=headline(vote),
            tally=f"{counts.favour} – {counts.against} – {counts.abstain}",
            link=link,
        )
    )


def is_weighted(vote: JudgedVote) -> bool:
    """Whether members weigh differently, and are too many for a table with a seat for each."""
    rule = vote.seats.provision(vote.verdict.decision).rule
    uneven = any(len(set(leaf.weights.values())) > 1 for leaf in thresholds(rule))
    return uneven and len(vote.seats.seats) > LARGEST_HORSESHOE


@lru_cache(maxsize=4096)
def ballot_buttons(seat: str, name: str, cast: Ballot) -> Markup:
    """The four buttons of a seat, the ballot it casts pressed; as they stand in the list of seats.

    Kept, because a chamber has four for every seat, and only one seat changes at a time.

    >>> print(ballot_buttons("RUS", "Russia", Ballot.AGAINST)[:74])
    <button name="set" value="RUS:for" aria-label="Russia for" aria-pressed="f
    """
    return Markup("").join(
        Markup(
            '<button name="set" value="{}:{}" aria-label="{} {}" aria-pressed="{}">{}</button>'
        ).format(seat, ballot.value, name, ballot.value, str(ballot is cast).lower(), sign)
        for ballot, sign in SIGNS.items()
    )


def how_to_read(vote: JudgedVote) -> str:
    """What the marks mean in this picture."""
    if is_weighted(vote):
        return "One area is one member, as large as its weight in the rule; its sign is its ballot."
    if len(vote.seats.seats) <= LARGEST_HORSESHOE:
        return (
            f"{HOW_TO_READ} Seats stand in alphabetical order from the lower left. "
            "The count reads for – against – abstaining."
        )
    return f"{HOW_TO_READ} Seats are ordered by ballot; the count reads for – against – abstaining."


def standalone(picture: str, frame: Frame, title: str) -> str:
    """A picture as a file of its own, with its title, limits and source inside it."""
    found = re.search(r'viewBox="\S+ \S+ ([\d.]+) ([\d.]+)"', picture)
    assert found is not None
    across = WIDTH - 2 * MARGIN
    height = float(found[2]) * across / float(found[1])
    foot = [
        line
        for text in (
            f"How to read it: {frame.how_to_read}",
            f"What it does not show: {frame.does_not_show}",
            f"Source: {frame.source}",
        )
        for line in textwrap.wrap(text, 105)
    ]
    head = textwrap.wrap(title, 48)  # as the widest face needs that stands in for the serif
    top = 20 + 28 * len(head)
    bottom = top + height + 24
    whole = bottom + LINE * len(foot) + MARGIN
    # A plain string: markup would escape what is put into it.
    inner = str(picture).replace(
        "<svg ", f'<svg x="{MARGIN}" y="{top}" width="{across}" height="{height:.0f}" ', 1
    )
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {whole:.0f}" '
            f'width="{WIDTH}" height="{whole:.0f}" role="img" aria-label="{escape(title)}">'
        ),
        f"<style>{_style(picture)}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{whole:.0f}"/>',
        *(
            f'<text class="head" x="{MARGIN}" y="{32 + 28 * number}">{escape(line)}</text>'
            for number, line in enumerate(head)
        ),
        inner,
        *(
            f'<text class="foot" x="{MARGIN}" y="{bottom + LINE * number:.0f}">'
            f"{escape(line)}</text>"
            for number, line in enumerate(foot)
        ),
        "</svg>\n",
    ]
    return "\n".join(lines)


def _style(picture: str) -> str:
    look = colours()
    return (
        f"svg{{font-family:{SANS}}}\n.ground{{fill:{look['paper']}}}\n"
        f".head{{fill:{look['ink']};font:600 22px {SERIF}}}\n"
        f".foot{{fill:{look['quiet']};font:13px {SANS}}}\n{escape(style_of(picture), quote=False)}"
    )
