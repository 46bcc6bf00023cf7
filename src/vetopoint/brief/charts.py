"""Charts: a Vega-Lite specification in the one look, with its frame, as SVG or PNG.

The look is that of `web/static/style.css`: the colours are read from it, so that page, brief and
chart cannot drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from attrs import frozen

from vetopoint.brief.files import CannotWriteError, write_whole
from vetopoint.brief.frame import Frame, framed

__all__ = ["SERIES", "Chart", "chart_png", "chart_svg", "colours", "series_spec", "write_chart"]

SERIES = 6
"""Lines that one chart can tell apart and label directly; more need small multiples or a table."""

WIDTH, HEIGHT = 560, 300
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 6])
SANS = "Inter, Roboto, Helvetica Neue, Arial Nova, Nimbus Sans, Arial, Liberation Sans, sans-serif"
_VARIABLE = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")


@frozen
class Chart:
    """A figure: what it asks and does not show, and a Vega-Lite specification without a title.

    `spec` holds its data inline; `width` and `height` are pixels of the plotting area.
    """

    frame: Frame
    spec: Mapping[str, Any]

    def _repr_svg_(self) -> str:
        """What a notebook shows of it."""
        return chart_svg(self)


@cache
def colours(*, dark: bool = False) -> Mapping[str, str]:
    """The colours of the look by name, from the stylesheet.

    >>> colours()["ink"], colours(dark=True)["ink"]
    ('#1b1b19', '#ecebe4')
    """
    sheet = (files("vetopoint") / "web" / "static" / "style.css").read_text(encoding="utf-8")
    light, _, night = sheet.partition("@media (prefers-color-scheme: dark)")
    block = night.partition("\n}\n")[0] if dark else light.partition("\n}\n")[0]
    return dict(_VARIABLE.findall(block))


def chart_svg(chart: Chart, *, bare: bool = False, inline: bool = False, dark: bool = False) -> str:
    """The chart as an SVG document; the same chart gives the same bytes.

    Parameters
    ----------
    bare
        Without title and foot, for a page that sets them as text.
    inline
        With the stylesheet's variables for colours, so that the page's light or dark look holds.
    """
    import vl_convert  # lazy: it starts a JavaScript engine

    look = colours(dark=dark)
    spec = {"width": WIDTH, "height": HEIGHT, **chart.spec}
    drawn = str(
        vl_convert.vegalite_to_svg(
            spec, vl_version="6.4", config=_config(look), allowed_base_urls=[]
        )
    )
    drawn = drawn if bare else framed(drawn, chart.frame, look)
    return _with_variables(drawn, look) if inline else drawn


def chart_png(chart: Chart, *, scale: float = 2.0) -> bytes:
    """The chart as a PNG image, its frame inside; `scale` is pixels for each unit of the SVG."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(chart_svg(chart), scale=scale))


def write_chart(path: Path, chart: Chart) -> None:
    """Write the chart as SVG or PNG, by the ending of the file's name, whole or not at all.

    Raises
    ------
    CannotWriteError
        For another ending, or a place that cannot be written.
    """
    match path.suffix.casefold():
        case ".svg":
            write_whole(path, chart_svg(chart))
        case ".png":
            write_whole(path, chart_png(chart))
        case _:
            raise CannotWriteError(
                f"{path} is neither .svg nor .png; give the file's name one of these endings"
            )


def series_spec(
    rows: Sequence[Mapping[str, Any]],
    *,
    x: str,
    y: str,
    series: str,
    low: str = "",
    high: str = "",
    x_title: str = "",
    y_title: str = "",
    x_type: str = "quantitative",
    y_domain: Sequence[float] | None = None,
) -> dict[str, Any]:
    """Lines over time with their intervals, each labelled at its end; None breaks a line.

    Rows hold `x`, `y`, the name of the series and, where there is uncertainty, `low` and `high`.
    Colour and dash both tell the series apart.
    """
    names = list(dict.fromkeys(str(row[series]) for row in rows))
    colour = {
        "field": series,
        "type": "nominal",
        "scale": {
            "domain": names,
            "range": [colours()[f"series-{1 + n % SERIES}"] for n in range(len(names))],
        },
        "legend": None,
    }
    across: dict[str, Any] = {"field": x, "type": x_type, "title": x_title or None}
    if x_type == "quantitative":
        across |= {"axis": {"format": "d", "grid": False}, "scale": {"zero": False, "nice": False}}
    scale = {"domain": list(y_domain)} if y_domain else {"zero": False}
    up = {"field": y, "type": "quantitative", "title": y_title or None, "scale": scale}
    dash = {
        **colour,
        "scale": {"domain": names, "range": [DASHES[n % SERIES] for n in range(len(names))]},
    }
    layers: list[dict[str, Any]] = []
    if low and high:
        layers.append(
            {
                "mark": {"type": "area", "opacity": 0.16, "invalid": "break-paths-filter-domains"},
                "encoding": {
                    "x": across,
                    "y": {**up, "field": low},
                    "y2": {"field": high},
                    "color": colour,
                },
            }
        )
    layers.append(
        {
            "mark": {"type": "line", "invalid": "break-paths-show-domains"},
            "encoding": {"x": across, "y": up, "color": colour, "strokeDash": dash},
        }
    )
    last = _ends(rows, x, y, series, [low, high] if low and high else [y], y_domain or ())
    layers.append(
        {
            "data": {"values": last},
            "mark": {"type": "text", "align": "left", "dx": 6, "fontWeight": 600},
            "encoding": {"x": across, "y": up, "text": {"field": series}, "color": colour},
        }
    )
    return {"data": {"values": [dict(row) for row in rows]}, "layer": layers}


def _ends(
    rows: Sequence[Mapping[str, Any]],
    x: str,
    y: str,
    series: str,
    spread: Sequence[str],
    domain: Sequence[float] = (),
) -> list[dict[str, Any]]:
    """Where the name of each series is written: by its last known point, none over another."""
    ends: dict[str, dict[str, Any]] = {}
    for row in rows:
        name = str(row[series])
        if row[y] is not None and (name not in ends or row[x] >= ends[name][x]):
            ends[name] = {x: row[x], y: row[y], series: name}
    values = list(domain) or [row[key] for row in rows for key in spread if row[key] is not None]
    gap = 18 * (max(values) - min(values)) / HEIGHT if values else 0
    placed = sorted(ends.values(), key=lambda end: end[y])
    for below, end in pairwise(placed):
        end[y] = max(end[y], below[y] + gap)
    return placed


def _config(look: Mapping[str, str]) -> dict[str, Any]:
    axis = {
        "labelColor": look["ink"],
        "titleColor": look["quiet"],
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "domainColor": look["quiet"],
        "tickColor": look["quiet"],
        "gridColor": look["rule"],
        "labelFont": SANS,
        "titleFont": SANS,
    }
    series = [look[f"series-{number}"] for number in range(1, SERIES + 1)]
    return {
        "background": None,
        "font": SANS,
        "padding": 4,
        "view": {"stroke": None},
        "axis": axis,
        "axisY": {"domain": False, "ticks": False, "tickCount": 6},
        "axisX": {"grid": False, "labelFlush": False},
        "header": {"labelColor": look["ink"], "titleColor": look["quiet"], "labelFontSize": 13},
        "legend": {
            "labelColor": look["ink"],
            "titleColor": look["quiet"],
            "labelFontSize": 13,
            "titleFontSize": 13,
            "titleFontWeight": "normal",
        },
        "range": {"category": series},
        "line": {"strokeWidth": 2, "color": series[0]},
        "area": {"color": series[0]},
        "bar": {"color": series[0]},
        "point": {"color": series[0], "filled": True, "size": 45},
        "rule": {"color": look["quiet"]},
        "text": {"color": look["ink"], "fontSize": 13, "font": SANS},
        "title": {"color": look["ink"], "anchor": "start"},
    }


def _with_variables(drawn: str, look: Mapping[str, str]) -> str:
    """Colours of the look as the stylesheet's variables, each with its colour to fall back on."""
    names = {colour: name for name, colour in reversed(list(look.items()))}
    pattern = re.compile("|".join(map(re.escape, names)))
    return pattern.sub(lambda found: f"var(--{names[found.group()]}, {found.group()})", drawn)
