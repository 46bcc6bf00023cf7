"""Seats drawn by weight: every member an area, none moved when a ballot changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from attrs import frozen

from vetopoint.law.ballots import SIGNS, Ballot
from vetopoint.law.bodies import Sitting

__all__ = ["Tile", "squarified", "weighted_svg"]

WIDTH, HEIGHT = 720, 440
LABEL_WIDTH, LABEL_HEIGHT = 34, 20
NAME_WIDTH = 8.2  # a letter of a name, in units of the picture


@frozen
class Tile:
    """A member's rectangle."""

    member: str
    x: float
    y: float
    width: float
    height: float


def squarified(weights: Sequence[tuple[str, int]], width: float, height: float) -> Iterator[Tile]:
    """Rectangles with areas in proportion to weights, as square as rows of them allow.

    After Bruls, Huizing and van Wijk (2000), Squarified Treemaps. Weights come largest first.

    >>> [round(tile.width) for tile in squarified([("A", 3), ("B", 1)], 8, 2)]
    [6, 2]
    """
    scale = width * height / (sum(weight for _, weight in weights) or 1)
    left = [(member, weight * scale) for member, weight in weights if weight]
    x = y = 0.0
    while left:
        side = min(width, height)
        row = _row([area for _, area in left], side)
        members, left = left[:row], left[row:]
        depth = sum(area for _, area in members) / side
        along = 0.0
        for member, area in members:
            long = area / depth
            if width >= height:
                yield Tile(member, x, y + along, depth, long)
            else:
                yield Tile(member, x + along, y, long, depth)
            along += long
        if width >= height:
            x, width = x + depth, width - depth
        else:
            y, height = y + depth, height - depth


def _row(areas: Sequence[float], side: float) -> int:
    """How many of the areas the next row takes: as long as its worst tile grows no thinner."""
    total, count, worst = 0.0, 0, float("inf")
    for area in areas:
        total += area
        thinnest = max(side**2 * areas[0] / total**2, total**2 / (side**2 * area))
        if thinnest > worst:
            break
        worst, count = thinnest, count + 1
    return max(count, 1)


def weighted_svg(
    seats: Sitting,
    ballots: Mapping[str, Ballot],
    weights: Mapping[str, int],
    *,
    unit: str,
    title: str,
) -> str:
    """The roll call with every member's area in proportion to its weight."""
    ordered = sorted(weights.items(), key=lambda entry: (-entry[1], entry[0]))
    total = sum(weights.values()) or 1
    marks = []
    for tile in squarified(ordered, WIDTH, HEIGHT):
        ballot, share = ballots[tile.member], weights[tile.member] / total
        marks.append(
            f'<g class="seat" data-member="{tile.member}"><title>'
            f"{escape(seats.short_name(tile.member))}: {ballot.value}, "
            f"{weights[tile.member]:,} {escape(unit)} ({share:.2%})</title>"
            f'<rect class="seat-{ballot}" x="{tile.x + 1:.1f}" y="{tile.y + 1:.1f}" '
            f'width="{max(tile.width - 2, 0.5):.1f}" height="{max(tile.height - 2, 0.5):.1f}"/>'
            f"{_words(tile, seats.short_name(tile.member), ballot)}</g>"
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" '
        f'aria-label="{escape(title)}">{"".join(marks)}</svg>'
    )


def _words(tile: Tile, name: str, ballot: Ballot) -> str:
    """Sign and name where they fit; a tile too small for both keeps its title."""
    if tile.width < LABEL_WIDTH or tile.height < LABEL_HEIGHT:
        return ""
    label = name if len(name) * NAME_WIDTH + 26 < tile.width else tile.member
    wide = len(label) * NAME_WIDTH + 26 < tile.width
    shown = f" {label}" if wide else ""
    return (
        f'<text class="tile-label sign-{ballot}" x="{tile.x + 7:.1f}" y="{tile.y + 18:.1f}">'
        f'<tspan class="tile-sign">{SIGNS[ballot]}</tspan>{escape(shown)}</text>'
    )
