"""Draw the world once: Natural Earth's countries as paths in an equal-area projection.

Usage: python scripts/write_map.py countries-110m.json

The file is that of the npm package `world-atlas` 2.0.2 (ISC; Natural Earth, public domain). What is
written, `src/vetopoint/web/maps/world.json`, holds a path for each State by its code, in the Equal
Earth projection (Šavrič, Patterson and Jenny 2018), and a place for each State that is too small to
be drawn at this scale.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src/vetopoint/web/maps/world.json"
CODES = Path(__file__).with_name("map_codes.csv")
WIDTH = 720
CENTRE = 11  # degrees east, so that the edge of the map runs through the Bering Strait
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
# Longitude and latitude, in whole degrees, of Members that the map is too coarse to draw.
SMALL = {
    "AND": (2, 43), "ATG": (-62, 17), "BHR": (50, 26), "BRB": (-60, 13), "COM": (43, -12),
    "CPV": (-24, 15), "DMA": (-61, 15), "FSM": (158, 7), "GRD": (-62, 12), "KIR": (173, 1),
    "KNA": (-63, 17), "LCA": (-61, 14), "LIE": (10, 47), "MCO": (7, 44), "MDV": (73, 4),
    "MHL": (171, 7), "MLT": (14, 36), "MUS": (58, -20), "NRU": (167, -1), "PLW": (134, 7),
    "SGP": (104, 1), "SMR": (12, 44), "STP": (7, 0), "SYC": (55, -5), "TON": (-175, -21),
    "TUV": (179, -8), "VCT": (-61, 13), "WSM": (-172, -14),
}  # fmt: skip


def projected(longitude: float, latitude: float) -> tuple[float, float]:
    """Equal Earth, in units of the sphere's radius."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    squared = theta * theta
    sixth = squared**3
    slope = A1 + 3 * A2 * squared + sixth * (7 * A3 + 9 * A4 * squared)
    x = 2 * math.sqrt(3) / 3 * math.radians(longitude) * math.cos(theta) / slope
    return x, theta * (A1 + A2 * squared + sixth * (A3 + A4 * squared))


SCALE = WIDTH / (2 * projected(180, 0)[0])
TOP = projected(0, 84)[1]
HEIGHT = round((TOP - projected(0, -57)[1]) * SCALE)


def placed(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = projected(longitude - CENTRE, latitude)
    return WIDTH / 2 + x * SCALE, (TOP - y) * SCALE


def arcs_of(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The arcs in degrees, unpacked from their differences."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for packed in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in packed:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(arc)
    return arcs


def rings_of(geometry: dict[str, Any], arcs: list[Any]) -> Iterator[list[tuple[float, float]]]:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        for ring in polygon:
            points: list[tuple[float, float]] = []
            for number in ring:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                points += arc[1:] if points else arc
            yield list(unbroken(points))


def unbroken(points: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """The ring without leaps from one edge of the map to the other."""
    last = None
    for longitude, latitude in points:
        around = (longitude - CENTRE + 180) % 360 - 180 + CENTRE
        if last is not None:
            around += 360 * round((last - around) / 360)
        last = around
        yield around, latitude


def path_of(geometry: dict[str, Any], arcs: list[Any]) -> str:
    parts = []
    for ring in rings_of(geometry, arcs):
        points = [f"{x:.1f} {y:.1f}" for x, y in (placed(*point) for point in ring)]
        kept = [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]
        if len(kept) > 2:
            parts.append(f"M{'L'.join(kept)}Z")
    return "".join(parts)


def around(degrees: tuple[int, int]) -> tuple[float, float]:
    return next(unbroken([degrees]))


def main(source: Path) -> None:
    topology = json.loads(source.read_text("utf-8"))
    arcs = arcs_of(topology)
    rows = CODES.read_text("utf-8").splitlines()[1:]
    codes = dict(row.split(",") for row in rows)
    states: dict[str, str] = {}
    others: list[str] = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        if geometry.get("id") == "010":  # Antarctica is no State's
            continue
        path = path_of(geometry, arcs)
        code = codes.get(str(geometry.get("id", "")))
        if code:
            states[code] = path
        else:
            others.append(path)
    places = {
        code: [round(n, 1) for n in placed(*around(degrees))] for code, degrees in SMALL.items()
    }
    value = {
        "source": "Natural Earth 1:110m, public domain, by world-atlas 2.0.2 (ISC)",
        "projection": "Equal Earth (Šavrič, Patterson and Jenny 2018)",
        "width": WIDTH,
        "height": HEIGHT,
        "states": dict(sorted(states.items())),
        "places": places,
        "others": others,
    }
    OUT.write_text(json.dumps(value, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
