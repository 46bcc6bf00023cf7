"""Figures of positions: members over time with intervals, and everybody on one line at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vetopoint.brief.agreement_figures import TooManySeriesError, name_of
from vetopoint.brief.charts import SERIES, Chart, series_spec
from vetopoint.brief.frame import Frame
from vetopoint.infer.positions import Position, Positions

__all__ = ["paths_chart", "source_words"]

_SIDES = ("positive is the side of the United States", "which side is positive is arbitrary")
_ACROSS = (
    "The scale across decades rests on recurring items and on slow change",
    "What this dimension is about changes from decade to decade, so a path is no movement",
)
_OR_NO_SEAT = ", or without a seat in the Council"
_OPENED = 1945
"""Regular session n of the Assembly opened n years after, the first in January 1946."""
_TITLES = ("East–West and North–South: the leading dimension", "The second dimension")


def paths_chart(positions: Positions, members: Sequence[str], dimension: int = 1) -> Chart:
    """Members over the sessions, with bands that hold 90 % of what is likely.

    Raises
    ------
    TooManySeriesError
        If there are more members than a reader can tell apart.
    """
    if len(members) > SERIES:
        raise TooManySeriesError(
            f"{len(members)} members are more lines than a reader can tell apart; name at most "
            f"{SERIES}, or take the table with ./vetopoint positions show"
        )
    rows = [row for member in members for row in _rows(positions.series(member), dimension - 1)]
    first, last = positions.periods[0].since.year, positions.periods[-1].until.year
    frame = Frame(
        title=f"Where do they stand in {_bodies(positions)}?",
        subtitle=f"{_TITLES[dimension - 1]} of votes, {first}–{last}; {_SIDES[dimension - 1]}, "
        "1 is the spread of all members and sessions",
        how_to_read="A line is a member's estimated position in each session, by the year its "
        "session opened; the band holds 90 % of what is likely. A gap is a session with too "
        f"few votes{_OR_NO_SEAT if _has_council(positions) else ''}.",
        does_not_show="What members wanted, only how they voted on what was put to the vote. "
        f"{_ACROSS[dimension - 1]}: compare members within a session first.",
        source=source_words(positions),
    )
    spec = series_spec(
        rows, x="year", y="position", series="member", low="low", high="high", y_title="position"
    )
    return Chart(frame, spec)


def _bodies(positions: Positions) -> str:
    return "Assembly and Council" if _has_council(positions) else "the General Assembly"


def _has_council(positions: Positions) -> bool:
    return any(name.startswith("unsc") for name, _ in positions.provenance.sources)


def source_words(positions: Positions) -> str:
    """What an estimate rests on, for the foot of a figure."""
    made = positions.provenance
    state = "" if made.converged else "; not converged"
    return (
        f"Vetopoint's own estimate ({made.method}{state}) from {made.votes:,} votes on "
        f"{made.items:,} items of UN Digital Library and Voeten, Strezhnev and Bailey."
    )


def _rows(series: Sequence[Position], k: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for one in series:
        # Not the year of the first vote: two sessions may have voted in one year.
        year = _OPENED + int(one.period.name)
        if rows and year > rows[-1]["year"] + 2:
            rows.append(_row(one, rows[-1]["year"] + 1, None, None, None))
        if one.withheld:
            rows.append(_row(one, year, None, None, None))
        else:
            rows.append(_row(one, year, one.mean[k], one.low[k], one.high[k]))
    return rows


def _row(
    one: Position, year: int, at: float | None, low: float | None, high: float | None
) -> dict[str, Any]:
    def short(value: float | None) -> float | None:
        return None if value is None else round(value, 3)

    return {
        "member": name_of(one.member),
        "year": year,
        "position": short(at),
        "low": short(low),
        "high": short(high),
    }
