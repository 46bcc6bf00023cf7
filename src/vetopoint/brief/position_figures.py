"""Figures of static positions: members on a line with intervals, or on a plane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vetopoint.brief.charts import Chart, colours
from vetopoint.brief.frame import Frame

__all__ = ["positions_chart"]

ROW = 14
NAMED = 80
"""With more members, only those at the ends and every so many between are named."""

CROSSED, SIDE = 40, 540
"""With more members on a plane, intervals are left to the table."""

_NOT_SHOWN = (
    "what a dimension is about, which is for the reader to say from the items; distances to "
    "members of another matrix; and members that are withheld for few ballots."
)


def positions_chart(rows: Sequence[Mapping[str, Any]], dims: int, source: str) -> Chart:
    """Members in the order of their positions, or in two dimensions.

    `rows` hold `member`, `position_1`, `low_1`, `high_1` and in two dimensions the same with 2;
    None is withheld.
    """
    known = [dict(row) for row in rows if row["position_1"] is not None]
    frame = Frame(
        title="Who stands where?",
        subtitle="Positions from ballots, standard deviations from the members' mean",
        how_to_read=(
            "Members near each other voted alike; lines hold 95 % of the posterior."
            if dims == 1
            else "Members near each other voted alike; names that would cover another are left out."
        ),
        does_not_show=_NOT_SHOWN,
        source=f"{source}; Vetopoint's estimates.",
    )
    return Chart(frame, _line(known) if dims == 1 else _plane(known))


def _line(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    names = [row["member"] for row in rows]
    axis = {"title": None, "labelLimit": 180, "labelFontSize": 10, "ticks": False}
    order = {"field": "member", "type": "nominal", "sort": names, "axis": axis}
    across = {"type": "quantitative", "title": None, "axis": {"grid": True}}
    step = ROW if len(rows) <= NAMED else 5
    if len(rows) > NAMED:
        order = {**order, "axis": {**axis, "labelOverlap": "greedy"}}
    return {
        "height": max(step * len(rows), 60),
        "data": {"values": list(rows)},
        "layer": [
            {
                "mark": {"type": "rule", "color": colours()["rule"], "strokeWidth": 3},
                "encoding": {
                    "y": order,
                    "x": {"field": "low_1", **across},
                    "x2": {"field": "high_1"},
                },
            },
            {
                "mark": {"type": "point", "size": 22},
                "encoding": {"y": order, "x": {"field": "position_1", **across}},
            },
        ],
    }


def _plane(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    def axis(dim: int) -> dict[str, Any]:
        return {
            "field": f"position_{dim}",
            "type": "quantitative",
            "title": f"dimension {dim}",
            "axis": {"grid": True},
        }

    place = {"x": axis(1), "y": axis(2)}
    spread = [
        {
            "mark": {"type": "rule", "color": colours()["rule"], "strokeWidth": 2},
            "encoding": {
                **place,
                one: {**axis(dim), "field": f"low_{dim}"},
                f"{one}2": {"field": f"high_{dim}"},
            },
        }
        for one, dim in (("x", 1), ("y", 2))
        if len(rows) <= CROSSED
    ]
    return {
        "width": SIDE,
        "height": SIDE,
        "data": {"values": list(rows)},
        "layer": [
            *spread,
            {"mark": {"type": "point", "size": 18, "opacity": 0.8}, "encoding": place},
            {
                "data": {"values": _apart(rows)},
                "mark": {"type": "text", "dy": -7, "fontSize": 10},
                "encoding": {**place, "text": {"field": "member"}},
            },
        ],
    }


def _apart(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The members whose names can stand without covering another name, the outermost first."""
    units = [
        max(row[key] for row in rows) - min(row[key] for row in rows) or 1.0
        for key in ("position_1", "position_2")
    ]
    named: list[Mapping[str, Any]] = []
    for row in sorted(rows, key=lambda row: -abs(row["position_1"]) - abs(row["position_2"])):
        room = 3.5 * (len(str(row["member"])) + 3)
        if all(
            abs(row["position_1"] - other["position_1"]) * SIDE / units[0] > room
            or abs(row["position_2"] - other["position_2"]) * SIDE / units[1] > 12
            for other in named
        ):
            named.append(row)
    return named
