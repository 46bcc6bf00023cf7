"""Figures beside a forecast: the spread of the tally, and how good such forecasts have been."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from vetopoint.brief.charts import Chart, colours
from vetopoint.brief.frame import Frame
from vetopoint.infer.draft_forecast import DraftForecast
from vetopoint.law.bodies import Sitting
from vetopoint.web.views import Table

__all__ = ["calibration_chart", "calibration_table", "spread_chart", "spread_table"]

_FOLDER = Path(__file__).parent / "calibration"
LEVEL = 1.645  # of a normal: intervals of 90 %
LEAST_DRAWN = 0.0005
MANY = 40
_SHARE = {"format": ".0%", "tickCount": 5}


def spread_chart(found: DraftForecast, seats: Sitting) -> Chart:
    """The chance of each number of votes in favour."""
    rows = [{"votes": n, "chance": c} for n, c in found.tally.items() if c > LEAST_DRAWN]
    many = len(rows) > MANY
    few = {"values": [row["votes"] for row in rows if not row["votes"] % 20]} if many else {}
    spec = {
        "data": {"values": rows},
        "mark": {"type": "bar", "color": colours()["for"]},
        "height": 200,
        "encoding": {
            "x": {"field": "votes", "type": "ordinal", "title": "Votes in favour",
                  "axis": {"labelAngle": 0, "labelOverlap": "parity", **few}},
            "y": {"field": "chance", "type": "quantitative", "title": None,
                  "axis": {"format": ".0%", "tickCount": 4}},
        },
    }  # fmt: skip
    frame = Frame(
        "How many would vote in favour?",
        f"Chance of each number of votes in favour, {seats.charter.short}",
        f"The bars add up to 100 %. {found.rule[:1].upper()}{found.rule[1:]}: a number that is "
        "large enough can still be stopped by a veto.",
        " ".join(found.does_not_show),
        f"{found.method}.",
    )
    return Chart(frame, spec)


def spread_table(found: DraftForecast) -> Table:
    """The numbers behind `spread_chart`, to the fourth decimal."""
    columns = (("votes", "Votes in favour", True), ("chance", "Chance", True))
    rows = [{"votes": n, "chance": f"{c:.4f}"} for n, c in found.tally.items() if c > LEAST_DRAWN]
    return Table("Chance of each number of votes in favour", columns, rows)


@cache
def _kept(body: str) -> Mapping[str, Any] | None:
    """The scores that ship for a body, or None."""
    path = _FOLDER / f"{body}.json"
    if not path.is_file():
        return None
    value: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    return value


@cache
def calibration_chart(body: str) -> Chart | None:
    """Whether what was given a chance came as often as that; None for a body never judged."""
    kept = _kept(body)
    if kept is None:
        return None
    words = kept["words"]
    frame = Frame(
        words["title"],
        words["unit"],
        words["how_to_read"],
        words["does_not_show"],
        f"{words['scored']} {kept['source']}",
    )
    rows = list(_rows(kept))
    series = list(dict.fromkeys(row["of"] for row in rows))
    top = max(1.0 if len(series) > 1 else 0.0, *(row["high_share"] for row in rows))
    up = {"field": "share", "type": "quantitative", "title": words["happened"],
          "axis": _SHARE, "scale": {"domain": [0, top]}}  # fmt: skip
    along = {**_SHARE, "grid": False, "offset": 6}
    across = {"field": "chance", "type": "quantitative", "title": "Chance given",
              "axis": along, "scale": {"domain": [0, top]}}  # fmt: skip
    line = [{"chance": 0, "share": 0}, {"chance": top, "share": top}]
    diagonal = {
        "data": {"values": line},
        "mark": {"type": "line", "color": colours()["quiet"], "strokeDash": [4, 3]},
        "encoding": {"x": across, "y": up},
    }
    marks = _panel if len(series) == 1 else _lines
    return Chart(frame, {"height": 240, "layer": [diagonal, *marks(rows, series, across, up)]})


def _panel(rows: Any, series: Any, across: Any, up: Any) -> Iterator[dict[str, Any]]:
    """Points with intervals, each with its number of cases."""
    data = {"data": {"values": rows}}
    low = {"x": across, "y": {**up, "field": "low_share"}, "y2": {"field": "high_share"}}
    yield {**data, "mark": {"type": "rule", "strokeWidth": 2}, "encoding": low}
    yield {
        **data,
        "mark": {"type": "point", "size": 70, "opacity": 1},
        "encoding": {"x": across, "y": up},
    }
    yield {
        **data,
        "mark": {"type": "text", "align": "left", "dx": 9},
        "encoding": {"x": across, "y": up, "text": {"field": "cases", "format": ","}},
    }


def _lines(rows: Any, series: Any, across: Any, up: Any) -> Iterator[dict[str, Any]]:
    """A line of points for each ballot, with its sign at every point."""
    look = colours()
    colour = {"field": "of", "type": "nominal", "legend": None,
              "scale": {"domain": series, "range": [look[name] for name in series]}}  # fmt: skip
    data = {"data": {"values": rows}}
    base = {"x": across, "y": up, "color": colour}
    yield {**data, "mark": {"type": "line", "strokeWidth": 1}, "encoding": base}
    signs = {"field": "sign", "type": "nominal"}
    mark = {"type": "text", "fontSize": 17, "fontWeight": 700}
    yield {**data, "mark": mark, "encoding": {**base, "text": signs}}


def _rows(kept: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    signs = {"for": "+", "against": "−", "abstain": "○"}
    for name, curve in kept["reliability"].items():
        for bar in curve:
            low, high = _interval(bar["share"], bar["cases"])
            yield {
                "of": name,
                "sign": signs.get(name, ""),
                "chance": bar["mean_chance"],
                "share": bar["share"],
                "low_share": low,
                "high_share": high,
                "cases": bar["cases"],
            }


def _interval(share: float, cases: int) -> tuple[float, float]:
    """Wilson's interval of a share (1927), Journal of the American Statistical Association 22."""
    square = LEVEL**2
    middle = (share + square / (2 * cases)) / (1 + square / cases)
    spread = math.sqrt(share * (1 - share) / cases + square / (4 * cases**2))
    half = LEVEL / (1 + square / cases) * spread
    return round(max(middle - half, 0.0), 4), round(min(middle + half, 1.0), 4)


def calibration_table(body: str) -> Table:
    """The numbers behind `calibration_chart`."""
    kept = _kept(body)
    assert kept is not None
    columns = (
        ("of", "What", False),
        ("chance", "Mean chance given", True),
        ("share", "Share that came", True),
        ("low_share", "90 % from", True),
        ("high_share", "to", True),
        ("cases", "Cases", True),
    )
    return Table(kept["words"]["title"], columns, list(_rows(kept)))
