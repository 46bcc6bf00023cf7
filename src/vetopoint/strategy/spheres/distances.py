"""How far a region's ideal points lie from a power's, session by session, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from vetopoint.infer.positions import FEWEST, Positions
from vetopoint.strategy.results import Drawing, Figure, Table
from vetopoint.strategy.spheres.breaks import Break

__all__ = ["Distance", "distance_figure", "distance_table", "distance_values", "distances"]


@frozen(eq=False)
class Distance:
    """The mean distance of a region's members to a power in one session.

    `year` is that of the session's first vote; `drawn` [draws] holds the mean in each joint draw.
    The unit is the spread of all positions of all sessions.
    """

    session: str
    year: int
    power: str
    members: int
    drawn: npt.NDArray[np.float64]

    @property
    def value(self) -> float:
        """The mean over the draws."""
        return float(self.drawn.mean())

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The middle `level` of the draws."""
        ends = np.quantile(self.drawn, [(1 - level) / 2, (1 + level) / 2])
        return float(ends[0]), float(ends[1])


def distances(
    positions: Positions, region: Sequence[str], power: str, since: int, until: int
) -> tuple[Distance, ...]:
    """The distances in each session, from year to year, in which power and region are placed.

    A member counts where it cast enough votes in the session to be placed by them; each counts
    once. Distances are taken draw by draw, so that doubt about the power counts as well.
    """
    if power not in positions.members:
        return ()
    places = [positions.members.index(code) for code in region if code in positions.members]
    own = positions.members.index(power)
    enough = positions.votes >= FEWEST
    positions.draws.astype(float)
    found = []
    for number, period in enumerate(positions.periods):
        if not since <= period.since.year <= until:
            continue
        held = enough & (positions.period == number)
        theirs = np.flatnonzero(
            held & np.isin(positions.member, places) & (positions.member != own)
        )
        (ours,) = (np.flatnonzero(held & (positions.member == own)),)
        if not len(theirs) or not len(ours):
            continue
        apart = positions.draws[:, theirs].astype(float) - positions.draws[:, ours[:1]].astype(
            float
        )
        drawn = np.linalg.norm(apart, axis=2).mean(axis=1)
        found.append(Distance(period.name, period.since.year, power, len(theirs), drawn))
    return tuple(found)


def distance_values(
    apart: Mapping[str, Sequence[Distance]], breaks: Mapping[str, Sequence[Break]]
) -> dict[str, Any]:
    """The last distance to each power with its interval, and the years of its breaks."""
    value: dict[str, Any] = {}
    for power, ones in apart.items():
        low, high = ones[-1].interval()
        value |= {
            f"distance_{power}": ones[-1].value,
            f"distance_{power}_low": low,
            f"distance_{power}_high": high,
            f"distance_breaks_{power}": [ones[one.place].year for one in breaks[power]],
        }
    return value


def _rows(
    apart: Mapping[str, Sequence[Distance]], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "session": one.session,
            "year": one.year,
            "power": names[power],
            "members": one.members,
            "distance": round(one.value, 3),
            "low": round(one.interval()[0], 3),
            "high": round(one.interval()[1], 3),
        }
        for power, ones in apart.items()
        for one in ones
    ]


def distance_table(apart: Mapping[str, Sequence[Distance]], names: Mapping[str, str]) -> Table:
    """All distances in the order of the sessions, powers in the order of their names given."""
    columns = (
        ("session", "Session", False),
        ("year", "From", False),
        ("power", "Power", False),
        ("members", "Members", True),
        ("distance", "Distance", True),
        ("low", "Low", True),
        ("high", "High", True),
    )
    order = list(names.values())
    rows = sorted(_rows(apart, names), key=lambda row: (row["year"], order.index(row["power"])))
    return Table("distance of ideal points", columns, rows)


def distance_figure(
    region: str, apart: Mapping[str, Sequence[Distance]], names: Mapping[str, str]
) -> Figure:
    """Distances as lines with their bands."""
    return Figure(
        title=f"How far {region} lies from the powers",
        subtitle="Mean distance of ideal points, in spreads of all positions; bands: 95 %",
        how_to_read="0 would be the power's own place. Sessions are set at their first year.",
        source="positions estimated from the Assembly's roll calls by Vetopoint",
        drawing=Drawing.LINES,
        rows=[{**row, "series": row["power"]} for row in _rows(apart, names)],
        x="year",
        y="distance",
        series="series",
        low="low",
        high="high",
        x_title="Year",
        y_title="Distance",
    )
