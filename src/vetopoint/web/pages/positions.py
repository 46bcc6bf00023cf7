"""Where members stand in the Assembly: over time with intervals, on the map, and one tile each."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from vetopoint.brief.agreement_figures import name_of
from vetopoint.brief.charts import Chart, chart_svg
from vetopoint.brief.position_paths import paths_chart, source_words
from vetopoint.infer.positions import FEWEST, Position, Positions, shipped
from vetopoint.law.bodies import NotInForceError
from vetopoint.law.states import find_state, voting_seat
from vetopoint.web.asks import Ask, QueryError, address
from vetopoint.web.charts import chart_markup, frame_of
from vetopoint.web.sittings import sitting_on
from vetopoint.web.views import Frame, Table, View
from vetopoint.web.world import MAP_SOURCE, Shade, Tile, regional_tiles, world_svg

__all__ = ["view"]

MEMBERS = ("USA", "FRA", "IND", "CHN", "RUS")
MOST = 6
ASSEMBLY = "un-general-assembly"
# Bounds of the shades, in spreads of all members and sessions.
BOUNDS = (-1.25, -0.75, -0.25, 0.25, 0.75, 1.25)
COLUMNS = (
    ("code", "Code", False),
    ("member", "Member", False),
    ("session", "Session", True),
    ("votes", "Votes", True),
    ("position", "Position", True),
    ("low", "90 % from", True),
    ("high", "to", True),
)


def view(ask: Ask) -> View:
    """The positions of the members chosen, and of everybody on the day chosen."""
    positions = shipped()
    chosen = _chosen(ask, positions)
    last = positions.periods[-1].until
    day = min(ask.day("on", last) or last, last)
    chart = _chart(chosen)
    frame = frame_of(chart)
    rows = list(_rows(positions, day))
    session = positions.on(day).period
    series = [_row(one) for code in chosen for one in positions.series(code)]
    return View(
        "positions.html",
        "Where members stand",
        {
            "chart": chart_markup(chart),
            "frame": frame,
            "chosen": [(code, name_of(code), _without(ask, chosen, code)) for code in chosen],
            "others": sorted(
                ((code, name_of(code)) for code in positions.members if code not in chosen),
                key=lambda entry: entry[1],
            ),
            "full": len(chosen) >= MOST,
            "on": day,
            "session": session,
            "first": positions.periods[0].since,
            "last": last,
            "map": _map(rows),
            "tiles": _tiles(rows, day),
            "map_frame": _map_frame(positions, day),
            "rows": rows,
            "series": Table("Positions of the members chosen", COLUMNS, series),
            "table": Table(f"Everybody in session {session.name}", COLUMNS, rows),
        },
        payload=lambda: {
            "session": session.name,
            "members": rows,
            "series": series,
            "provenance_of_positions": {
                "method": positions.provenance.method,
                "seed": positions.provenance.seed,
                "version": positions.provenance.version,
                "converged": positions.provenance.converged,
            },
            "frame": frame.as_record(),
        },
        table=lambda: Table(f"Positions in session {session.name}", COLUMNS, rows),
        picture=lambda: chart_svg(chart),
        filters={"members": ", ".join(chosen), "on": day.isoformat()},
        data=tuple(positions.provenance.sources),
    )


def _chosen(ask: Ask, positions: Positions) -> tuple[str, ...]:
    given = [voting_seat(find_state(text).code) for text in ask.all("member")]
    codes = tuple(dict.fromkeys(given or MEMBERS))
    if len(codes) > MOST:
        raise QueryError(
            f"{len(codes)} members are more lines than a reader can tell apart; choose at most "
            f"{MOST}"
        )
    for code in codes:
        positions.of(code)  # says which member has none
    return codes


def _without(ask: Ask, chosen: tuple[str, ...], code: str) -> str:
    kept = [("member", other) for other in chosen if other != code]
    return address("/positions", [*(("on", text) for text in ask.all("on")), *kept])


@lru_cache(maxsize=128)
def _chart(chosen: tuple[str, ...]) -> Chart:
    return paths_chart(shipped(), chosen)


def _row(one: Position) -> dict[str, Any]:
    known = not one.withheld
    return {
        "code": one.member,
        "member": name_of(one.member),
        "session": int(one.period.name),
        "votes": one.votes,
        "position": round(one.mean[0], 2) if known else None,
        "low": round(one.low[0], 2) if known else None,
        "high": round(one.high[0], 2) if known else None,
    }


def _rows(positions: Positions, day: datetime.date) -> Iterator[dict[str, Any]]:
    """Everybody that voted in the session of the day, from one end to the other."""
    snapshot = positions.on(day)
    found = []
    for code in snapshot.members:
        known = [one for one in positions.series(code) if one.period.since <= day]
        if known and known[-1].period == snapshot.period:
            found.append(_row(known[-1]))
    yield from sorted(found, key=lambda row: (row["position"] is None, -(row["position"] or 0)))


def _shade(position: float) -> int:
    return sum(position > bound for bound in BOUNDS)


def _map(rows: list[dict[str, Any]]) -> Any:
    shades = {
        row["code"]: Shade(
            f"stand-{_shade(row['position'])}" if row["position"] is not None else "",
            _words(row),
            "" if row["position"] is not None else "dotted",
            address("/positions", {"member": row["code"]}),
        )
        for row in rows
    }
    return world_svg(shades, "Positions of members on a map of the world; the tiles say the same")


def _words(row: dict[str, Any]) -> str:
    if row["position"] is None:
        return f"{row['member']}: withheld, {row['votes']} votes"
    return f"{row['member']}: {row['position']:+.2f} ({row['low']:+.2f} to {row['high']:+.2f})"


def _tiles(rows: list[dict[str, Any]], day: datetime.date) -> list[tuple[str, list[Tile]]]:
    tiles = [
        Tile(
            row["code"],
            "withheld" if row["position"] is None else f"stand-{_shade(row['position'])}",
            ""
            if row["position"] is None
            else f"{round(row['position'], 1) or 0.0:+.1f}".replace("-", "−"),
            _words(row),
        )
        for row in rows
    ]
    try:
        return regional_tiles(sitting_on(ASSEMBLY, day), tiles)
    except NotInForceError:
        return []


def _map_frame(positions: Positions, day: datetime.date) -> Frame:
    return Frame(
        "Where did everybody stand?",
        "Blue stands on the side of the United States, orange across from it, grey between; each "
        "tile is one Member with its position. 1 is the spread of all members and sessions.",
        f"Members with fewer than {FEWEST} votes in the session (dotted), the width of the "
        "intervals (in the table), and that on the map the eye weighs Members by their land.",
        f"{source_words(positions)} {MAP_SOURCE}",
    )
