"""Charts of `vetopoint.brief.charts` as they stand in a page: in its colours, with their words."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from attrs import evolve
from markupsafe import Markup

from vetopoint.brief.charts import Chart, chart_svg
from vetopoint.web.views import Figure, Frame, Table

__all__ = ["chart_figure", "chart_markup", "frame_of"]

WIDE, NARROW, SLACK = 640, 232, 28
LETTERS = 30  # of the title of an axis on a narrow screen
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)" viewBox="[^"]*"')
# Drawings of several panels keep the widths that their panels have.
_PANELS = ("facet", "repeat", "hconcat", "vconcat", "concat")


def chart_markup(chart: Chart, wide: int = WIDE) -> Markup:
    """The chart twice, for wide and for narrow screens; the stylesheet shows one of them.

    `wide` is the width of the plotting area on a wide screen, in pixels. Each is one picture for
    those who hear it; the frame is set as text around it.
    """
    if any(panel in chart.spec for panel in _PANELS):
        return _drawn(chart, "")
    own = chart.spec.get("width")
    large = evolve(chart, spec={"width": wide, **chart.spec})
    if isinstance(own, Mapping) or (isinstance(own, int | float) and own <= NARROW):
        return _drawn(large, "")
    small = evolve(chart, spec={**_fewer_ticks(chart.spec), "width": NARROW})
    return _drawn(large, "on-wide") + _drawn(small, "on-narrow")


def _fewer_ticks(part: Any) -> Any:
    """The specification with few enough numbers along the foot for a narrow screen."""
    if isinstance(part, list | tuple):
        return [_fewer_ticks(one) for one in part]
    if not isinstance(part, Mapping):
        return part
    made = {key: _fewer_ticks(value) for key, value in part.items()}
    across = made.get("x")
    if isinstance(across, dict):
        axis = across.get("axis") or {}
        if across.get("type") == "quantitative" and "values" not in axis:
            across = {**across, "axis": {**axis, "tickCount": 4}}
        if isinstance(title := across.get("title"), str):
            across = {**across, "title": textwrap.wrap(title, LETTERS)}
        made["x"] = across
    return made


def _drawn(chart: Chart, shown: str) -> Markup:
    drawn = _SIZE.sub(_roomier, chart_svg(chart, bare=True, inline=True), 1)
    start = drawn.index("<svg ") + len("<svg ")
    label = f"{chart.frame.title}. {chart.frame.subtitle}"
    return Markup(
        f'<svg class="chart {shown}" role="img" aria-label="{escape(label)}" '
        + drawn[start:].replace('class="marks" ', "", 1)
    )


def _roomier(size: re.Match[str]) -> str:
    """The size with room at the right: a page's own letters may run wider than those measured."""
    width, height = float(size[1]) + SLACK, size[2]
    return f'width="{width:g}" height="{height}" viewBox="0 0 {width:g} {height}"'


def chart_figure(chart: Chart, table: Callable[[], Table] | None = None) -> Figure:
    """The chart as a figure that can be had alone."""
    return Figure(frame_of(chart), lambda: chart_svg(chart), table)


def frame_of(chart: Chart) -> Frame:
    """The four parts that every figure of a page has, and its unit."""
    frame = chart.frame
    limits = frame.does_not_show[:1].upper() + frame.does_not_show[1:]
    return Frame(frame.title, frame.how_to_read, limits, frame.source, frame.subtitle)
