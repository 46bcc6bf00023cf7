"""Where members stand in the Assembly: over time with intervals, on the map, and one tile each."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from attrs import evolve, frozen

from vetopoint.brief.agreement_figures import name_of
from vetopoint.brief.charts import Chart, chart_svg
from vetopoint.brief.position_paths import paths_chart, source_words
from vetopoint.infer.positions import FEWEST, SCALES, Period, Position, Positions, shipped
from vetopoint.law.bodies import NotInForceError
from vetopoint.law.states import find_state, voting_seat
from vetopoint.web.asks import Ask, QueryError, address
from vetopoint.web.charts import chart_figure, chart_markup
from vetopoint.web.drawing import standalone
from vetopoint.web.seats_chart import seats_chart
from vetopoint.web.sittings import sitting_on
from vetopoint.web.views import Figure, Frame, Table, View
from vetopoint.web.world import (
    MAP_SOURCE,
    Key,
    Shade,
    Tile,
    regional_tiles,
    tiles_svg,
    with_key,
    world_svg,
)

__all__ = ["view"]

MEMBERS = {
    "assembly": ("USA", "FRA", "IND", "CHN", "RUS"),
    "joint": ("USA", "GBR", "FRA", "CHN", "RUS"),
}
SCALE_NAMES = {"assembly": "General Assembly", "joint": "Council, on a scale with the Assembly"}
TILED = "Where did everybody stand, one tile each?"
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
    scale = ask.choice("scale", SCALES, "assembly")
    positions = shipped(scale)
    chosen = _chosen(ask, positions, scale)
    last = positions.periods[-1].until
    day = min(ask.day("on", last) or last, last)
    chart = _chart(scale, chosen)
    session = positions.on(day).period
    rows = list(_rows(positions, day))
    scene = _Scene(ask, scale, positions, day, session, rows)
    series = [_row(one) for code in chosen for one in positions.series(code)]
    figures = {
        "lines": chart_figure(
            chart, lambda: Table("Positions of the members chosen", COLUMNS, series)
        ),
        **scene.figures(),
    }
    return View(
        "positions.html",
        "Where members stand",
        {
            "scale": scale,
            "scales": SCALE_NAMES,
            "chart": chart_markup(chart),
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
            "figures": figures,
            **scene.context(),
        },
        payload=lambda: {
            "scale": scale,
            "session": session.name,
            "members": rows,
            "series": series,
            "provenance_of_positions": {
                "method": positions.provenance.method,
                "seed": positions.provenance.seed,
                "version": positions.provenance.version,
                "converged": positions.provenance.converged,
            },
            "frame": figures["lines"].frame.as_record(),
        },
        table=lambda: Table(f"Positions in session {session.name}", COLUMNS, rows),
        picture=lambda: chart_svg(chart),
        figures=figures,
        filters={"scale": scale, "members": ", ".join(chosen), "on": day.isoformat()},
        data=tuple(positions.provenance.sources),
    )


@frozen
class _Scene:
    """Everybody in the session of a day: on the map and as tiles, or the Council on a line."""

    ask: Ask
    scale: str
    positions: Positions
    day: datetime.date
    session: Period
    rows: list[dict[str, Any]]

    @property
    def _title(self) -> str:
        return f"Where did everybody stand in session {self.session.name}?"

    def _table(self) -> Table:
        return Table(f"Everybody in session {self.session.name}", COLUMNS, self.rows)

    def figures(self) -> dict[str, Figure]:
        """The figures of everybody, each to be had alone."""
        if self.scale == "joint":
            return {"seats": chart_figure(self._seats(), self._table)}
        shown = _map_frame(self.positions, self._title)
        tiled = evolve(shown, question=TILED)
        return {
            "map": Figure(
                shown,
                lambda: standalone(with_key(_map(self.rows), MAP_KEY), shown, self._title),
                self._table,
            ),
            "tiles": Figure(
                tiled,
                lambda: standalone(tiles_svg(_tiles(self.rows, self.day), 82), tiled, self._title),
                self._table,
            ),
        }

    def context(self) -> dict[str, Any]:
        """What the template draws."""
        if self.scale == "joint":
            return {"seats": chart_markup(self._seats()), "map": "", "tiles": []}
        return {
            "seats": "",
            "map": _map(self.rows),
            "map_key": MAP_KEY,
            "tiles": _tiles(self.rows, self.day),
        }

    def _seats(self) -> Chart:
        return seats_chart(
            [row for row in self.rows if row["position"] is not None],
            self.session.name,
            source_words(self.positions),
        )


def _chosen(ask: Ask, positions: Positions, scale: str) -> tuple[str, ...]:
    given = [voting_seat(find_state(text).code) for text in ask.all("member")]
    codes = tuple(dict.fromkeys(given or MEMBERS[scale]))
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
    rest = [(key, text) for key in ("scale", "on") for text in ask.all(key)]
    return address("/positions", [*rest, *kept])


@lru_cache(maxsize=128)
def _chart(scale: str, chosen: tuple[str, ...]) -> Chart:
    return paths_chart(shipped(scale), chosen)


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


MAP_KEY = tuple(
    Key(f"stand-{number}", words)
    for number, words in enumerate(
        ("below −1.25", "to −0.75", "to −0.25", "to +0.25", "to +0.75", "to +1.25", "above")
    )
)


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
            address("/positions", {"member": row["code"]}),
        )
        for row in rows
    ]
    try:
        return regional_tiles(sitting_on(ASSEMBLY, day), tiles)
    except NotInForceError:
        return []


def _map_frame(positions: Positions, question: str) -> Frame:
    return Frame(
        question,
        "Blue stands on the side of the United States, orange across from it, grey between; each "
        "tile is one Member with its position. 1 is the spread of all members and sessions.",
        f"Members with fewer than {FEWEST} votes in the session (dotted), the width of the "
        "intervals (in the table), and that on the map the eye weighs Members by their land.",
        f"{source_words(positions)} {MAP_SOURCE}",
    )
