"""A roll call drawn as the chamber sits: every seat with its sign and its name.

Up to thirty seats stand around a horseshoe table in the alphabetical order of the Council; larger
bodies sit in rows, ordered by ballot. Colour only repeats what the sign says, so that the picture
reads in grey and in print. Seats with a veto carry a second ring.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape

from attrs import frozen

from vetopoint.law.ballots import SIGNS, Ballot
from vetopoint.law.bodies import Sitting
from vetopoint.law.rules import Effect, Rule, thresholds

__all__ = [
    "LARGEST_HORSESHOE",
    "WIDTH",
    "Link",
    "Place",
    "around_the_table",
    "chamber_svg",
    "hemicycle",
    "table_line",
    "veto_holders",
]

LARGEST_HORSESHOE = 30
WIDTH, LEFT, RIGHT, RADIUS, STEP = 720, 214, 506, 15, 44
BENT = 5  # seats around the bend
BEND_HEIGHT = 118
ROWS_INNER, ROWS_OUTER = 96.0, 320.0

Link = Callable[[str], str]
"""The address that a seat leads to."""

_WORDS = {
    Ballot.FOR: "in favour",
    Ballot.AGAINST: "against",
    Ballot.ABSTAIN: "abstaining",
    Ballot.ABSENT: "not voting",
}


@frozen
class Place:
    """Where a seat stands, and its label: the end, the middle or the start of it."""

    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


def veto_holders(rule: Rule) -> frozenset[str]:
    """Members whose negative vote the rule treats as a veto."""
    leaves = (leaf for leaf in thresholds(rule) if leaf.effect is Effect.VETO)
    return frozenset(member for leaf in leaves for member in leaf.weights)


def chamber_svg(
    seats: Sitting,
    ballots: Mapping[str, Ballot],
    *,
    vetoes: frozenset[str] = frozenset(),
    title: str,
    headline: str,
    tally: str,
    link: Link | None = None,
) -> str:
    """The roll call as one SVG element; its title and description say the same in words.

    With `link` every seat around the table is a link of its own, and the picture a group of them.
    """
    draw = _horseshoe if len(seats.seats) <= LARGEST_HORSESHOE else _rows
    height, marks = draw(seats, ballots, vetoes, link)
    label = f"{title}: {headline}, {tally}. {_description(seats, ballots)}"
    role = "group" if link else "img"
    kind = "horseshoe" if draw is _horseshoe else "rows"
    middle = height / 2 + 16 if draw is _horseshoe else height - 26
    return "".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" '
                f'viewBox="0 0 {WIDTH} {height:.0f}" role="{role}" aria-label="{escape(label)}">'
            ),
            *marks,
            f'<text class="figure-tally" x="{WIDTH / 2}" y="{middle:.0f}">{escape(tally)}</text>',
            *_headline(headline, middle + 22),
            "</svg>",
        ]
    )


def _headline(text: str, y: float) -> Iterator[str]:
    """The verdict under the tally, broken so that it fits between the legs of the table."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) > 26:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    for number, words in enumerate([*lines, line]):
        yield (
            f'<text class="figure-verdict" x="{WIDTH / 2}" y="{y + 20 * number:.0f}">'
            f"{escape(words)}</text>"
        )


def _description(seats: Sitting, ballots: Mapping[str, Ballot]) -> str:
    parts = []
    for ballot in Ballot:
        names = [seats.short_name(seat) for seat in seats.seats if ballots[seat] is ballot]
        if names:
            who = ", ".join(names) if len(names) <= LARGEST_HORSESHOE else f"{len(names)} members"
            parts.append(f"{_WORDS[ballot].capitalize()}: {who}.")
    return " ".join(parts)


def _horseshoe(
    seats: Sitting, ballots: Mapping[str, Ballot], vetoes: frozenset[str], link: Link | None
) -> tuple[float, list[str]]:
    places = list(around_the_table(len(seats.seats)))
    height = max(place.y for place in places) + RADIUS + 12
    marks = [
        _seat(place, seat, seats.short_name(seat), ballots[seat], is_veto=seat in vetoes)
        for seat, place in zip(seats.seats, places, strict=True)
    ]
    if link:
        marks = [
            f'<a class="seat" href="{escape(link(seat))}" data-member="{seat}" '
            f'aria-label="{escape(_spoken(seats, seat, ballots[seat], vetoes))}">{mark}</a>'
            for seat, mark in zip(seats.seats, marks, strict=True)
        ]
    return height, [table_line(height), *marks]


def table_line(height: float) -> str:
    """The edge of the table in a picture of this height.

    >>> table_line(400.0)[:25]
    '<path class="table-line" '
    """
    top = BEND_HEIGHT + 52
    return (
        f'<path class="table-line" d="M{LEFT + 36} {height - 20:.0f} V{top} '
        f"A{(RIGHT - LEFT) / 2 - 36:.0f} {BEND_HEIGHT - 34} 0 0 1 {RIGHT - 36} {top} "
        f'V{height - 20:.0f}"/>'
    )


def _spoken(seats: Sitting, seat: str, ballot: Ballot, vetoes: frozenset[str]) -> str:
    veto = ", holds a veto" if seat in vetoes else ""
    return f"{seats.short_name(seat)}{veto}: {_WORDS[ballot]}"


def around_the_table(number: int) -> Iterator[Place]:
    """Places from the foot of the left leg, around the bend, to the foot of the right leg.

    >>> [round(place.x) for place in around_the_table(15)][:2]
    [214, 214]
    """
    bent = min(BENT, number)
    left = (number - bent) // 2
    right = number - bent - left
    top = BEND_HEIGHT + 52.0
    gap = 24
    for step in range(left, 0, -1):
        y = top + 16 + STEP * (step - 0.5)
        yield Place(LEFT, y, LEFT - gap, y + 5, "end")
    centre, half = (LEFT + RIGHT) / 2, (RIGHT - LEFT) / 2
    for step in range(bent):
        angle = math.radians(158 - step * (136 / (bent - 1)) if bent > 1 else 90)
        x, y = centre + half * math.cos(angle), top - BEND_HEIGHT * math.sin(angle)
        side = "middle" if abs(x - centre) < 8 else "end" if x < centre else "start"
        shift = {"middle": 0, "end": -gap, "start": gap}[side]
        yield Place(x, y, x + shift, y - gap if side == "middle" else y + 1, side)
    for step in range(1, right + 1):
        y = top + 16 + STEP * (step - 0.5)
        yield Place(RIGHT, y, RIGHT + gap, y + 5, "start")


def _label(place: Place, text: str, kind: str) -> str:
    return (
        f'<text class="{kind}" x="{place.label_x:.1f}" y="{place.label_y:.1f}" '
        f'text-anchor="{place.anchor}">{escape(text)}</text>'
    )


def _seat(place: Place, code: str, name: str, ballot: Ballot, *, is_veto: bool) -> str:
    ring = (
        f'<circle class="ring" cx="{place.x:.1f}" cy="{place.y:.1f}" r="{RADIUS + 4}"/>'
        if is_veto
        else ""
    )
    return (
        f"<g><title>{escape(name)}: {_WORDS[ballot]}</title>"
        f'<circle class="seat-{ballot}" cx="{place.x:.1f}" cy="{place.y:.1f}" r="{RADIUS}"/>'
        f"{ring}{_sign(place.x, place.y + 6, ballot)}"
        f"{_label(place, name, 'seat-label')}{_label(place, code, 'seat-code')}</g>"
    )


def _sign(x: float, y: float, ballot: Ballot) -> str:
    # An abstention is the hollow ring itself; a second ring inside it would only be noise.
    sign = "" if ballot is Ballot.ABSTAIN else SIGNS[ballot]
    return f'<text class="sign sign-{ballot}" x="{x:.1f}" y="{y:.1f}">{sign}</text>'


def _rows(
    seats: Sitting, ballots: Mapping[str, Ballot], vetoes: frozenset[str], link: Link | None
) -> tuple[float, list[str]]:
    order = {ballot: number for number, ballot in enumerate(_LEFT_TO_RIGHT)}
    seated = sorted(seats.seats, key=lambda seat: order[ballots[seat]])
    places = sorted(hemicycle(len(seated)), key=lambda place: place[2])
    radius = 9.5 if len(seated) <= 120 else 7.5
    marks = [
        _small_seat(x, y, radius, seats.short_name(seat), ballots[seat], is_veto=seat in vetoes)
        for seat, (x, y, _) in zip(seated, places, strict=True)
    ]
    if link:  # no link of its own: hundreds of long addresses would weigh more than the page
        marks = [
            mark.replace("<g>", f'<g class="seat" data-member="{seat}">', 1)
            for seat, mark in zip(seated, marks, strict=True)
        ]
    return 404, marks


_LEFT_TO_RIGHT = (Ballot.FOR, Ballot.ABSTAIN, Ballot.ABSENT, Ballot.AGAINST)


def hemicycle(number: int) -> Iterable[tuple[float, float, float]]:
    """Places in concentric half rings: x, y, and the angle they are filled by.

    >>> len(list(hemicycle(193)))
    193
    """
    rings = max(2, round(math.sqrt(number / 3.2)))
    radii = [ROWS_INNER + (ROWS_OUTER - ROWS_INNER) * r / (rings - 1) for r in range(rings)]
    share = [round(number * radius / sum(radii)) for radius in radii]
    share[-1] += number - sum(share)
    for radius, seats in zip(radii, share, strict=True):
        for seat in range(seats):
            angle = math.pi * (seat + 0.5) / seats
            x, y = WIDTH / 2 - radius * math.cos(angle), 340 - radius * math.sin(angle)
            yield x, y, angle


def _small_seat(
    x: float, y: float, radius: float, name: str, ballot: Ballot, *, is_veto: bool
) -> str:
    ring = f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="{radius + 2.5}"/>' if is_veto else ""
    shown = SIGNS[ballot] if ballot in (Ballot.FOR, Ballot.AGAINST) else ""
    size = "small" if radius > 8 else "tiny"
    sign = (
        f'<text class="sign {size} sign-{ballot}" x="{x:.1f}" y="{y + radius * 0.52:.1f}">'
        f"{shown}</text>"
    )
    return (
        f"<g><title>{escape(name)}: {_WORDS[ballot]}</title>"
        f'<circle class="seat-{ballot}" cx="{x:.1f}" cy="{y:.1f}" r="{radius}"/>{ring}{sign}</g>'
    )
