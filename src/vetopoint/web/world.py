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

__all__ = ["MAP_SOURCE", "Shade", "Tile", "regional_tiles", "world_svg"]

MAP_SOURCE = "Map: Natural Earth 1:110m (public domain), Equal Earth projection, borders of today."
_FILE = Path(__file__).parent / "maps" / "world.json"


@frozen
class Shade:
    """How a State is drawn: a class of the stylesheet, a pattern or nothing, and its words."""

    name: str
    words: str
    pattern: str = ""
    href: str = ""


@frozen
class Tile:
    """One Member as a square: its code, its name, its class, a sign or number, and its words."""

    code: str
    shade: str
    sign: str
    words: str


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
    kind = f"land {'patterned' if shade.pattern else shade.name}"
    mark = (
        f'{shape} class="{kind}" data-code="{code}"{fill}><title>{escape(shade.words)}</title></'
        f"{'circle' if shape.startswith('<circle') else 'path'}>"
    )
    return f'<a href="{escape(shade.href)}">{mark}</a>' if shade.href else mark


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
