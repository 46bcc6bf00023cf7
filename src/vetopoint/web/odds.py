"""A chamber before the vote: every seat a ring of its chances, solid once it has declared."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from html import escape

from attrs import frozen
from markupsafe import Markup

from vetopoint.brief.horseshoe import (
    LARGEST_HORSESHOE,
    WIDTH,
    Place,
    around_the_table,
    hemicycle,
    table_line,
)
from vetopoint.infer.draft_forecast import percent
from vetopoint.law.ballots import SIGNS, Ballot
from vetopoint.law.bodies import Sitting

__all__ = ["DECLARING", "Odds", "odds_svg"]

RADIUS, SMALL = 17.0, 8.5
BAND, SMALL_BAND = 6.0, 4.5
LEAST_DRAWN = 0.005
LETTER, GAP = 7.5, 14.0
DECLARING: Mapping[Ballot | None, Ballot | None] = {
    None: Ballot.FOR,
    Ballot.FOR: Ballot.AGAINST,
    Ballot.AGAINST: Ballot.ABSTAIN,
    Ballot.ABSTAIN: Ballot.ABSENT,
    Ballot.ABSENT: None,
}
"""What a click makes of a declaration; None is none."""
_ORDER = (Ballot.FOR, Ballot.ABSTAIN, Ballot.ABSENT, Ballot.AGAINST)
_WORDS = {
    Ballot.FOR: "for",
    Ballot.AGAINST: "against",
    Ballot.ABSTAIN: "abstaining",
    Ballot.ABSENT: "not voting",
}


@frozen
class Odds:
    """What is drawn: chances by member and ballot, declared ballots, who holds a veto.

    `middle` and `below` are the words in the middle of the picture, such as the chance of adoption.
    """

    seats: Sitting
    chances: Mapping[str, Mapping[str, float]]
    declared: Mapping[str, Ballot]
    vetoes: frozenset[str]
    title: str
    middle: str
    below: str


def odds_svg(odds: Odds, link: Callable[[str], str] | None = None) -> Markup:
    """The chamber as one SVG element; with `link`, every seat leads on to its next declaration."""
    few = len(odds.seats.seats) <= LARGEST_HORSESHOE
    height, marks = _table(odds, link) if few else _rows(odds, link)
    middle = height / 2 + 16 if few else height - 26
    role = "group" if link else "img"
    label = f"{odds.title}: {odds.middle} {odds.below}"
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{"horseshoe" if few else "rows"}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" '
        f'role="{role}" aria-label="{escape(label)}">{"".join(marks)}'
        f'<text class="figure-tally" x="{WIDTH / 2}" y="{middle:.0f}">{escape(odds.middle)}</text>'
        f'<text class="figure-verdict" x="{WIDTH / 2}" y="{middle + 22:.0f}">'
        f"{escape(odds.below)}</text></svg>"
    )


def _table(odds: Odds, link: Callable[[str], str] | None) -> tuple[float, list[str]]:
    seats = odds.seats
    places = list(around_the_table(len(seats.seats)))
    height = max(place.y for place in places) + RADIUS + 12
    marks = [table_line(height)]
    for seat, place in zip(seats.seats, places, strict=True):
        mark = _seat(odds, seat, place) + _names(odds, seat, place)
        marks.append(_linked(odds, seat, _reach(odds, seat, place) + mark, link))
    return height, marks


def _rows(odds: Odds, link: Callable[[str], str] | None) -> tuple[float, list[str]]:
    """Rows filled from those likeliest to vote for to those likeliest to vote against."""
    leaning = {
        code: own["against"] - own["for"] + 2 * (odds.declared.get(code) is Ballot.AGAINST)
        for code, own in odds.chances.items()
    }
    ordered = sorted(odds.seats.seats, key=lambda seat: (leaning[seat], seat))
    places = sorted(hemicycle(len(ordered)), key=lambda place: place[2])
    marks = []
    for seat, (x, y, _) in zip(ordered, places, strict=True):
        mark = _seat(odds, seat, Place(x, y, x, y, "middle"), small=True)
        marks.append(_linked(odds, seat, mark, link))
    return 404, marks


def _linked(odds: Odds, seat: str, mark: str, link: Callable[[str], str] | None) -> str:
    words = escape(_spoken(odds, seat))
    if link is None:
        return f"<g><title>{words}</title>{mark}</g>"
    after = DECLARING[odds.declared.get(seat)]
    return (
        f'<a class="seat" href="{escape(link(seat))}" data-member="{seat}" '
        f'data-next="{after.value if after else "none"}" aria-label="{words}">'
        f"<title>{words}</title>{mark}</a>"
    )


def _spoken(odds: Odds, seat: str) -> str:
    veto = ", holds a veto" if seat in odds.vetoes else ""
    name = f"{odds.seats.short_name(seat)}{veto}"
    if seat in odds.declared:
        return f"{name}: declared, {_WORDS[odds.declared[seat]]}"
    own = odds.chances[seat]
    return f"{name}: " + ", ".join(
        f"{percent(own[ballot.value])} {_WORDS[ballot]}" for ballot in _ORDER if own[ballot.value]
    )


def _seat(odds: Odds, seat: str, place: Place, *, small: bool = False) -> str:
    radius = SMALL if small else RADIUS
    x, y = f"{place.x:.1f}", f"{place.y:.1f}"
    ring = ""
    if seat in odds.vetoes:
        ring = f'<circle class="ring" cx="{x}" cy="{y}" r="{radius + (2.5 if small else 4)}"/>'
    declared = odds.declared.get(seat)
    if declared is not None:
        size = "tiny" if small else ""
        hollow = declared is Ballot.ABSTAIN or (small and declared is Ballot.ABSENT)
        return (
            f'<circle class="seat-{declared}" cx="{x}" cy="{y}" r="{radius - 1}"/>{ring}'
            f'<text class="sign {size} sign-{declared}" x="{x}" '
            f'y="{place.y + (4 if small else 6):.1f}">{"" if hollow else SIGNS[declared]}</text>'
        )
    band = SMALL_BAND if small else BAND
    arcs = "".join(_sectors(odds.chances[seat], place, radius, radius - band))
    if small:
        return f'<circle class="hit" cx="{x}" cy="{y}" r="{radius}"/>{arcs}{ring}'
    share = f"{100 * odds.chances[seat]['for']:.0f}"
    return (
        f'<circle class="hit" cx="{x}" cy="{y}" r="{radius}"/>{arcs}{ring}'
        f'<text class="odd" x="{x}" y="{place.y + 4:.1f}">{share}</text>'
    )


def _sectors(own: Mapping[str, float], place: Place, outer: float, inner: float) -> Iterator[str]:
    """The chances around the ring from the top: for to the right, against to the left."""
    begun = 0.0
    for ballot in _ORDER:
        share = own[ballot.value]
        if share >= LEAST_DRAWN:
            ended = min(begun + share, 1.0)
            drawn = _sector(place, outer, inner, begun, min(ended, begun + 1 - LEAST_DRAWN / 5))
            yield f'<path class="odds-{ballot}" d="{drawn}"/>'
        begun += share


def _sector(place: Place, outer: float, inner: float, begun: float, ended: float) -> str:
    """A piece of a ring between two shares of a turn, as a path."""
    large = int(ended - begun > 0.5)

    def at(radius: float, turn: float) -> str:
        angle = 2 * math.pi * turn
        x, y = place.x + radius * math.sin(angle), place.y - radius * math.cos(angle)
        return f"{x:.1f} {y:.1f}"

    return (
        f"M{at(outer, begun)}A{outer} {outer} 0 {large} 1 {at(outer, ended)}"
        f"L{at(inner, ended)}A{inner} {inner} 0 {large} 0 {at(inner, begun)}Z"
    )


def _reach(odds: Odds, seat: str, place: Place) -> str:
    """What can be pressed: the seat, its name, and the gap between them."""
    long = LETTER * len(odds.seats.short_name(seat))
    x, y, width = place.x - RADIUS, place.y - RADIUS, 2 * RADIUS
    if place.anchor != "middle":
        width += long + GAP
        x -= (long + GAP) if place.anchor == "end" else 0
    return (
        f'<rect class="reach" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
        f'height="{2 * RADIUS:.0f}"/>'
    )


def _names(odds: Odds, seat: str, place: Place) -> str:
    told = " told" if seat in odds.declared else ""
    shift = {"end": -4, "start": 4, "middle": 0}[place.anchor]
    lift = -4 if place.anchor == "middle" else 0
    return "".join(
        f'<text class="{kind}{told}" x="{place.label_x + shift:.1f}" '
        f'y="{place.label_y + lift:.1f}" text-anchor="{place.anchor}">{escape(words)}</text>'
        for kind, words in (
            ("seat-label", odds.seats.short_name(seat)),
            ("seat-code", seat),
        )
    )
