"""Figures of textbook models as charts: each drawing that a model may ask for, in the one look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from vetopoint.brief.charts import Chart, colours, series_spec
from vetopoint.brief.frame import Frame
from vetopoint.strategy.results import Drawing, Figure, Result

__all__ = ["figure_spec", "model_chart"]

BAR = 26


def model_chart(result: Result) -> Chart:
    """The figure of a result as a chart, with what the model does not show in its foot.

    >>> from vetopoint.strategy.registry import run
    >>> model_chart(run("thresholds")).frame.title
    'Participation jumps at σ = 12.222'
    """
    figure = result.answer.figure
    frame = Frame(
        figure.title, figure.subtitle, figure.how_to_read, result.does_not_show, figure.source
    )
    return Chart(frame, figure_spec(figure))


def figure_spec(figure: Figure) -> dict[str, Any]:
    """The Vega-Lite specification of a figure.

    >>> from vetopoint.strategy.registry import run
    >>> "layer" in figure_spec(run("layered-defence").answer.figure)
    True
    """
    return _DRAWINGS[figure.drawing](figure)


def _lines(figure: Figure) -> dict[str, Any]:
    spec = series_spec(
        figure.rows,
        x=figure.x,
        y=figure.y,
        series=figure.series,
        low=figure.low,
        high=figure.high,
        x_title=figure.x_title,
        y_title=figure.y_title,
        y_domain=figure.y_domain,
    )
    values = [row[figure.x] for row in figure.rows]
    if values and max(values) - min(values) < 8:
        for layer in spec["layer"]:
            layer["encoding"]["x"] = {
                **layer["encoding"]["x"],
                "axis": {"format": "~g", "grid": False, "tickCount": 6},
            }
    elif values and max(values) - min(values) >= 30:
        # Ticks every two years would leave their labels no room.
        for layer in spec["layer"]:
            across = layer["encoding"]["x"]
            layer["encoding"]["x"] = {**across, "axis": {**across.get("axis", {}), "tickCount": 8}}
    if len({row[figure.series] for row in figure.rows}) == 1:
        spec["layer"].pop()
    return _marked(spec, figure)


def _steps(figure: Figure) -> dict[str, Any]:
    spec = _lines(figure)
    for layer in spec["layer"]:
        mark = layer["mark"]
        if mark.get("type") in ("line", "area"):
            layer["mark"] = {**mark, "interpolate": "step-after"}
    return spec


def _marked(spec: dict[str, Any], figure: Figure) -> dict[str, Any]:
    """The specification with the figure's points and rules, each with its words."""
    look = colours()
    for mark in figure.marks:
        point: dict[str, Any] = {"words": mark.words}
        across: dict[str, Any] = {}
        for axis, value in (("x", mark.x), ("y", mark.y)):
            if value is not None:
                point[axis] = value
                across[axis] = {"field": axis, "type": "quantitative"}
        both = len(across) == 2
        rule = (
            {"type": "point", "color": look["ink"]}
            if both
            else {
                "type": "rule",
                "color": look["quiet"],
                "strokeDash": [4, 3],
            }
        )
        place: dict[str, Any] = dict(across)
        if not both:
            place |= {"y": {"value": 10}} if "x" in across else {"x": {"value": 6}}
        words = {
            "type": "text",
            "align": "left",
            "dx": 7,
            "dy": (14 if both else -8) if "y" in across else 0,
            "color": look["ink"],
        }
        spec["layer"] += [
            {"data": {"values": [point]}, "mark": rule, "encoding": across},
            {
                "data": {"values": [point]},
                "mark": words,
                "encoding": {**place, "text": {"field": "words"}},
            },
        ]
    return spec


def _labelled(figure: Figure) -> dict[str, Any]:
    return {
        "field": figure.y,
        "type": "nominal",
        "sort": None,
        "title": figure.y_title or None,
        "axis": {"labelLimit": 300, "ticks": False, "domain": False},
    }


def _bars(figure: Figure) -> dict[str, Any]:
    across: dict[str, Any] = {
        "field": figure.x,
        "type": "quantitative",
        "title": figure.x_title or None,
        "axis": {"tickCount": 5},
    }
    if figure.y_domain:
        across["scale"] = {"domain": list(figure.y_domain)}
    label, rows = _labelled(figure), [dict(row) for row in figure.rows]
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "bar", "height": {"band": 0.62}}, "encoding": {"x": across, "y": label}}
    ]
    if figure.low:
        layers.append(
            {
                "mark": {"type": "rule", "color": colours()["ink"], "strokeWidth": 1.5},
                "encoding": {
                    "x": {**across, "field": figure.low},
                    "x2": {"field": figure.high},
                    "y": label,
                },
            }
        )
    else:
        layers.append(
            {
                "mark": {"type": "text", "align": "left", "dx": 5},
                "encoding": {
                    "x": across,
                    "y": label,
                    "text": {"field": figure.x, "type": "quantitative", "format": ".4~g"},
                },
            }
        )
    spec = {"data": {"values": rows}, "layer": layers, "height": max(60, BAR * len(rows))}
    return _marked(spec, figure)


def _tornado(figure: Figure) -> dict[str, Any]:
    ends = {
        "x": {
            "field": figure.low,
            "type": "quantitative",
            "title": figure.x_title or None,
            "scale": {"zero": False},
        },
        "x2": {"field": figure.high},
        "y": _labelled(figure),
    }
    base = [{"x": figure.rows[0][figure.x]}]
    rows = [dict(row) for row in figure.rows]
    return {
        "data": {"values": rows},
        "height": max(60, BAR * len(rows)),
        "layer": [
            {"mark": {"type": "bar", "height": {"band": 0.62}}, "encoding": ends},
            {
                "data": {"values": base},
                "mark": {"type": "rule", "color": colours()["ink"], "strokeDash": [4, 3]},
                "encoding": {"x": {"field": "x", "type": "quantitative"}},
            },
        ],
    }


_DRAWINGS: Mapping[Drawing, Callable[[Figure], dict[str, Any]]] = {
    Drawing.LINES: _lines,
    Drawing.STEPS: _steps,
    Drawing.BARS: _bars,
    Drawing.TORNADO: _tornado,
}
