"""The Council of one session on a line: every seat with its interval, from one end to the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vetopoint.brief.charts import Chart, colours
from vetopoint.brief.frame import Frame

__all__ = ["seats_chart"]

ROW, LETTER = 21, 7.6


def seats_chart(rows: Sequence[Mapping[str, Any]], session: str, source: str) -> Chart:
    """Seats as points with their intervals, in the order of `rows`.

    `rows` hold `member`, `position`, `low` and `high`, in spreads of all members and sessions.

    >>> row = {"member": "France", "position": 1.2, "low": 1.0, "high": 1.4}
    >>> seats_chart([row], "78", "the record").frame.title
    'Where did the members of the Council stand in session 78?'
    """
    names = [row["member"] for row in rows]
    # Fonts differ: room for the longest name is kept whatever the renderer measured.
    room = LETTER * max((len(name) for name in names), default=0)
    axis = {"title": None, "labelLimit": 240, "ticks": False, "minExtent": room}
    down = {"field": "member", "type": "nominal", "sort": names, "axis": axis}
    across = {"type": "quantitative", "title": None, "axis": {"grid": True}}
    spec = {
        "height": max(ROW * len(rows), 60),
        "data": {"values": [dict(row) for row in rows]},
        "layer": [
            {
                "mark": {"type": "rule", "color": colours()["abstain"], "strokeWidth": 3},
                "encoding": {
                    "y": down,
                    "x": {"field": "low", **across},
                    "x2": {"field": "high"},
                },
            },
            {
                "mark": {"type": "point", "size": 60, "opacity": 1},
                "encoding": {"y": down, "x": {"field": "position", **across}},
            },
        ],
    }
    frame = Frame(
        f"Where did the members of the Council stand in session {session}?",
        "Position on one scale for both bodies; positive is the side of the United States, 1 is "
        "the spread of all members and sessions",
        "A point is a member that voted in the Council in that session, a line holds 90 % of what "
        "is likely. Two classes of elected members may meet in one session of the Assembly.",
        "Anything that the Council’s own votes alone would say: most are unanimous and bargained "
        "beforehand, so the scale is set by the Assembly’s, and a member is taken to stand alike "
        "in both. What was never tabled.",
        source,
    )
    return Chart(frame, spec)
