"""Charts of `vetopoint.brief.charts` as they stand in a page: in its colours, with their words."""

from __future__ import annotations

from html import escape

from markupsafe import Markup

from vetopoint.brief.charts import Chart, chart_svg
from vetopoint.web.views import Frame

__all__ = ["chart_markup", "frame_of"]


def chart_markup(chart: Chart) -> Markup:
    """The chart alone, one picture for those who hear it; its frame is set as text around it."""
    drawn = chart_svg(chart, bare=True, inline=True)
    start = drawn.index("<svg ") + len("<svg ")
    label = f"{chart.frame.title}. {chart.frame.subtitle}"
    return Markup(
        f'<svg class="chart" role="img" aria-label="{escape(label)}" '
        + drawn[start:].replace('class="marks" ', "", 1)
    )


def frame_of(chart: Chart) -> Frame:
    """The four parts that every figure of a page has."""
    frame = chart.frame
    limits = frame.does_not_show[:1].upper() + frame.does_not_show[1:]
    return Frame(frame.title, frame.how_to_read, limits, frame.source)
