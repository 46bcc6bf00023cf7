"""The world in an equal-area projection, and the same Members as tiles of one size."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from attrs import frozen
from markupsafe import Markup

from vetopoint.law.bodies import Sitting
from vetopoint.law.states import continuing_seat

__all__ = [
    "MAP_SOURCE",
    "Key",
    "Shade",
    "Tile",
    "regional_tiles",
    "tiles_svg",
    "with_key",
    "world_svg",
]

MAP_SOURCE = "Map: Natural Earth 1:110m (public domain), Equal Earth projection, borders of today."
_FILE = Path(__file__).parent / "maps" / "world.json"


@frozen
class Shade:
    """How a State is drawn: a class of the stylesheet, a pattern or nothing, and its words.

    `faint` draws it back, where others are chosen.
    """

    name: str
    words: str
    pattern: str = ""
    href: str = ""
    faint: bool = False


@frozen
class Key:
    """A shade and what it means, beside the map."""

    shade: str
    words: str
    pattern: str = ""


@frozen
class Tile:
    """One Member as a square: its code, its class, a sign or number, its words, where it leads."""

    code: str
    shade: str
    sign: str
    words: str
    href: str = ""
    faint: bool = False


@cache
def _world() -> Mapping[str, Any]:
    value: Mapping[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return value


def world_svg(shades: Mapping[str, Shade], label: str) -> Markup:
    """The map with each State in its shade; those without one stay blank.

    A seat of the past is drawn on the land of the State that continues it.
    """
    world = _world()
    by_land = {continuing_seat(code): shade for code, shade in shades.items()}
    marks = [f'<path class="land" d="{path}"/>' for path in world["others"]]
    for code, path in world["states"].items():
        marks.append(_land(f'<path d="{path}"', code, by_land.get(code)))
    for code, (x, y) in world["places"].items():
        if code in by_land:
            marks.append(_land(f'<circle cx="{x}" cy="{y}" r="2.6"', code, by_land[code]))
    width, height = world["width"], world["height"]
    role = "group" if any(shade.href for shade in shades.values()) else "img"
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'role="{role}" aria-label="{escape(label)}">{_PATTERNS}{"".join(marks)}</svg>'
    )


_PATTERNS = (
    '<defs><pattern id="hatched" width="4" height="4" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="hatch-ground" width="4" height="4"/>'
    '<rect class="hatch-line" width="2" height="4"/></pattern>'
    '<pattern id="dotted" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<circle class="dot-mark" cx="2" cy="2" r="0.9"/></pattern></defs>'
)


def _land(shape: str, code: str, shade: Shade | None) -> str:
    if shade is None:
        return f'{shape} class="land"/>'
    fill = f' fill="url(#{shade.pattern})"' if shade.pattern else ""
    kind = "patterned" if shade.pattern else f"land {shade.name}"
    if shade.faint:
        kind += " drawn-back"
    mark = (
        f'{shape} class="{kind}" data-code="{code}"{fill}><title>{escape(shade.words)}</title></'
        f"{'circle' if shape.startswith('<circle') else 'path'}>"
    )
    # Not a stop of the keyboard: the list beside the map leads to the same.
    return f'<a href="{escape(shade.href)}" tabindex="-1">{mark}</a>' if shade.href else mark


def with_key(world: str, keys: Iterable[Key]) -> str:
    """The map with its key inside the picture, for a file of its own.

    >>> drawn = with_key(world_svg({}, "The world"), [Key("cast-land-for", "for")])
    >>> "for</text>" in drawn
    True
    """
    marks, x = [], 8.0
    for key in keys:
        kind, fill = f"land {key.shade}", ""
        if key.pattern:
            kind, fill = "patterned", f' fill="url(#{key.pattern})"'
        marks.append(
            f'<rect class="{kind}" x="{x:.0f}" y="-18" width="12" height="12"{fill}/>'
            f'<text class="row-note" x="{x + 17:.0f}" y="-8">{escape(key.words)}</text>'
        )
        x += 36 + 7 * len(key.words)
    width, height = _world()["width"], _world()["height"]
    taller = str(world).replace(
        f'viewBox="0 0 {width} {height}"', f'viewBox="0 -24 {width} {height + 24}"', 1
    )
    return taller.replace("</svg>", f"{''.join(marks)}</svg>")


ROW, TILE_HEIGHT, GAP = 720, 26, 3


def tiles_svg(groups: Iterable[tuple[str, list[Tile]]], width: int = 54) -> str:
    """The tiles as one picture: under each group its Members, one tile each.

    >>> "FRA +</text>" in tiles_svg([("All", [Tile("FRA", "for", "+", "France: for")])])
    True
    """
    marks, y = list[str](), 0.0
    across = ROW // (width + GAP)
    for name, tiles in groups:
        marks.append(f'<text class="row-label" x="0" y="{y + 18:.0f}">{escape(name)}</text>')
        y += 27
        for number, tile in enumerate(tiles):
            row, column = divmod(number, across)
            marks.append(_tile(tile, column * (width + GAP), y + row * (TILE_HEIGHT + GAP), width))
        y += -(-len(tiles) // across) * (TILE_HEIGHT + GAP) + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ROW} {y:.0f}" role="img" '
        f'aria-label="One tile for each Member">{"".join(marks)}</svg>'
    )


def _tile(tile: Tile, x: float, y: float, width: int) -> str:
    stands = tile.shade.startswith("stand-")
    ballot = "" if stands or tile.shade == "withheld" else f"seat-{tile.shade}"
    edge = (
        f'<rect class="{tile.shade}" x="{x:.0f}" y="{y:.0f}" width="6" height="{TILE_HEIGHT}"/>'
        if stands
        else ""
    )
    sign = f"tile-code tile-on-{tile.shade}" if ballot else "tile-code"
    return (
        f"<g><title>{escape(tile.words)}</title>"
        f'<rect class="{ballot or "tile-box"}" x="{x + 1:.0f}" y="{y + 1:.0f}" '
        f'width="{width - 2}" height="{TILE_HEIGHT - 2}"/>{edge}'
        f'<text class="{sign}" x="{x + width / 2 + (3 if stands else 0):.0f}" y="{y + 18:.0f}">'
        f"{escape(f'{tile.code} {tile.sign}'.strip())}</text></g>"
    )


def regional_tiles(seats: Sitting, tiles: Iterable[Tile]) -> list[tuple[str, list[Tile]]]:
    """The tiles under the regional groups of the body, or under one heading without groups."""
    held = {tile.code: tile for tile in tiles}
    names = [name for name, group in seats.charter.groups.items() if group.partition == "regional"]
    found = [
        (
            seats.group_name(name),
            [held[seat] for seat in seats.seats if seat in held and seat in seats.groups[name]],
        )
        for name in names
    ]
    placed = {tile.code for _, group in found for tile in group}
    rest = [tile for code, tile in held.items() if code not in placed]
    return [*(entry for entry in found if entry[1]), *([("Others", rest)] if rest else [])]
