"""Estimated positions of members by session, with draws; those that ship, and those of a fit.

`mean`, `sd` and `draws` are smoothed: each knows the votes of all years. `filtered_mean` and
`filtered_sd` of a session come from a fit of that session and those before it, and nothing later;
`before` serves only these, for a forecast or a test that must not see the future.
"""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from attrs import asdict, field, frozen
from numpy.typing import NDArray

from vetopoint.errors import VetopointError
from vetopoint.law.states import UnknownStateError, continuing_seat, find_state, voting_seat

__all__ = [
    "FEWEST",
    "SCALES",
    "NoPositionError",
    "Period",
    "Position",
    "Positions",
    "Provenance",
    "Snapshot",
    "load_positions",
    "position_bytes",
    "shipped",
]

FEWEST = 5
"""A position from fewer votes than this in its session is withheld: the prior would speak."""
CARRIED = 3
"""Sessions for which a member that did not vote keeps its last position in a snapshot."""
SCALES = {"assembly": "positions-assembly.npz", "joint": "positions-joint.npz"}

_Floats = NDArray[np.float64]


class NoPositionError(VetopointError, LookupError):
    """No position is at hand for what was asked."""


@frozen
class Period:
    """A session: its name, and the days of its first and last vote, emergency sessions inside."""

    name: str
    since: datetime.date
    until: datetime.date


@frozen
class Provenance:
    """How positions were made: enough to make them again and to know whether to trust them."""

    method: str
    version: str
    made: str
    seed: int
    draws: int
    chains: int
    warm_up: int
    drift: float
    slope: float
    sources: tuple[tuple[str, str], ...] = ()
    items: int = 0
    votes: int = 0
    left_out: Mapping[str, int] = field(factory=dict)
    worst_r_hat: float | None = None
    share_r_hat_high: float | None = None
    least_effective: float | None = None
    converged: bool = False
    notes: tuple[str, ...] = ()


@frozen
class Position:
    """One member in one session; `low` and `high` bound the middle 90 % of what is likely."""

    member: str
    period: Period
    votes: int
    mean: tuple[float, ...]
    sd: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    smoothed: bool

    @property
    def withheld(self) -> bool:
        """Whether the member voted too seldom that session for the votes to place it."""
        return self.votes < FEWEST


@frozen(eq=False)
class Snapshot:
    """Everybody at one time: `mean` and `sd` [members, D], `draws` [draws, members, D]."""

    period: Period
    members: tuple[str, ...]
    mean: _Floats
    sd: _Floats
    draws: _Floats = field(repr=False)
    smoothed: bool

    def of(self, member: str) -> tuple[_Floats, _Floats]:
        """Mean and standard deviation [D] of one member.

        Raises
        ------
        NoPositionError
            If the member has no position at that time.
        """
        code = _code(member, self.members)
        if code not in self.members:
            raise NoPositionError(
                f"{member} has no position in session {self.period.name}: it did not vote in it or "
                f"in the {CARRIED} sessions before; choose another member or day"
            )
        place = self.members.index(code)
        return self.mean[place], self.sd[place]


@frozen(eq=False)
class Positions:
    """One row for each member and session in which it voted.

    `member` and `period` [rows] are places in `members` and `periods`; `mean`, `sd` and the
    filtered ones are [rows, D]; `draws` [draws, rows, D] are joint draws; `recent` has more of
    them for the rows `recent_rows` of the last sessions. Positive is the side of the United
    States; the scale has mean 0 and spread 1 over all rows.
    """

    members: tuple[str, ...]
    periods: tuple[Period, ...]
    member: NDArray[np.int64] = field(repr=False)
    period: NDArray[np.int64] = field(repr=False)
    votes: NDArray[np.int64] = field(repr=False)
    mean: _Floats = field(repr=False)
    sd: _Floats = field(repr=False)
    draws: NDArray[np.float32] = field(repr=False)
    filtered_mean: _Floats = field(repr=False)
    filtered_sd: _Floats = field(repr=False)
    provenance: Provenance
    recent: NDArray[np.float32] = field(factory=lambda: np.empty((0, 0, 1), np.float32), repr=False)
    recent_rows: NDArray[np.int64] = field(factory=lambda: np.empty(0, np.int64), repr=False)

    @property
    def dims(self) -> int:
        """How many dimensions the positions have."""
        return int(self.mean.shape[1])

    def of(self, member: str, on: datetime.date | None = None) -> Position:
        """The position of a member in the session of a day, or in its last.

        Raises
        ------
        NoPositionError
            If the member did not vote in that session.
        """
        rows = self._rows(member)
        if on is None:
            return self._position(int(rows[-1]))
        place = self._place(on)
        found = rows[self.period[rows] == place]
        if not len(found):
            raise NoPositionError(
                f"{member} cast no vote in session {self.periods[place].name}, so nothing places "
                f"it; its sessions are {self._words(rows)}"
            )
        return self._position(int(found[0]))

    def series(self, member: str) -> list[Position]:
        """The positions of a member in the order of the sessions.

        Raises
        ------
        NoPositionError
            If the member never voted.
        """
        return [self._position(int(row)) for row in self._rows(member)]

    def on(self, day: datetime.date) -> Snapshot:
        """Everybody in the session of a day, smoothed; who did not vote is carried forward.

        A day after the last session gets the last session. Smoothed positions know later votes:
        for a forecast inside the years of the record take `before`.

        Raises
        ------
        NoPositionError
            If the day is before the first session.
        """
        place = self._place(day)
        rows = self._latest(place)
        inside = np.isin(rows, self.recent_rows)
        if len(self.recent_rows) and inside.all():
            draws = self.recent[:, np.searchsorted(self.recent_rows, rows)]
        else:
            draws = self.draws[:, rows]
        return Snapshot(
            self.periods[place],
            tuple(self.members[m] for m in self.member[rows]),
            self.mean[rows],
            self.sd[rows],
            draws.astype(np.float64),
            smoothed=True,
        )

    def before(self, day: datetime.date, draws: int = 200, seed: int = 0) -> Snapshot:
        """Everybody at the end of the last session that ended before a day, from votes till then.

        Draws are independent normals around the filtered means.

        Raises
        ------
        NoPositionError
            If no session had ended.
        """
        ended = [k for k, period in enumerate(self.periods) if period.until < day]
        if not ended:
            raise NoPositionError(
                f"no session had ended before {day}: the first one ended on "
                f"{self.periods[0].until}; choose a later day"
            )
        rows = self._latest(ended[-1])
        rows = rows[~np.isnan(self.filtered_mean[rows, 0])]
        chance = np.random.default_rng(seed).standard_normal((draws, len(rows), self.dims))
        mean, sd = self.filtered_mean[rows], self.filtered_sd[rows]
        return Snapshot(
            self.periods[ended[-1]],
            tuple(self.members[m] for m in self.member[rows]),
            mean,
            sd,
            mean + sd * chance,
            smoothed=False,
        )

    def _rows(self, member: str) -> NDArray[np.int64]:
        code = _code(member, self.members)
        if code not in self.members:
            raise NoPositionError(
                f"{member} has no position: it never cast a vote that divided the members between "
                f"{self.periods[0].since} and {self.periods[-1].until}"
            )
        rows = np.flatnonzero(self.member == self.members.index(code))
        return rows[np.argsort(self.period[rows])]

    def _place(self, day: datetime.date) -> int:
        begun = [k for k, period in enumerate(self.periods) if period.since <= day]
        if not begun:
            raise NoPositionError(
                f"{day} is before the record, which begins on {self.periods[0].since} here; "
                "choose a later day"
            )
        return begun[-1]

    def _latest(self, place: int) -> NDArray[np.int64]:
        known = np.flatnonzero((self.period <= place) & (self.period > place - 1 - CARRIED))
        known = known[np.lexsort((self.period[known], self.member[known]))]
        last = np.append(np.diff(self.member[known]) != 0, True)
        return np.asarray(known[last], np.int64)

    def _words(self, rows: NDArray[np.int64]) -> str:
        first, last = self.period[rows[0]], self.period[rows[-1]]
        return f"{self.periods[first].name} to {self.periods[last].name}"

    def _position(self, row: int) -> Position:
        cloud = self.draws[:, row]
        if len(cloud) >= 400:
            low, high = np.quantile(cloud, (0.05, 0.95), axis=0)
        else:
            low, high = self.mean[row] - 1.645 * self.sd[row], self.mean[row] + 1.645 * self.sd[row]
        return Position(
            self.members[self.member[row]],
            self.periods[self.period[row]],
            int(self.votes[row]),
            tuple(self.mean[row].tolist()),
            tuple(self.sd[row].tolist()),
            tuple(np.asarray(low).tolist()),
            tuple(np.asarray(high).tolist()),
            smoothed=True,
        )


def _code(member: str, members: Sequence[str]) -> str:
    """The code that a member's votes count under here; older files join seats that sat together."""
    try:
        code = voting_seat(find_state(member).code)
        return code if code in members else continuing_seat(code)
    except UnknownStateError:
        return member


def position_bytes(positions: Positions) -> bytes:
    """A small file of positions: means to a thousandth, draws to a thirtieth of their spread."""
    head: dict[str, Any] = {
        "members": positions.members,
        "periods": [
            (one.name, one.since.isoformat(), one.until.isoformat()) for one in positions.periods
        ],
        "provenance": asdict(positions.provenance),
    }
    rows = positions.recent_rows
    out = io.BytesIO()
    np.savez_compressed(
        out,
        head=np.frombuffer(json.dumps(head, default=str).encode(), np.uint8),
        member=positions.member.astype(np.int16),
        period=positions.period.astype(np.int16),
        votes=positions.votes.astype(np.int16),
        mean=_packed(positions.mean, 1000),
        sd=_packed(positions.sd, 10000),
        filtered_mean=_packed(positions.filtered_mean, 1000),
        filtered_sd=_packed(positions.filtered_sd, 10000),
        draws=_scored(positions.draws, positions.mean, positions.sd),
        recent_rows=rows.astype(np.int32),
        recent=_scored(positions.recent, positions.mean[rows], positions.sd[rows]),
    )
    return out.getvalue()


def load_positions(source: Path | bytes) -> Positions:
    """The positions in a file that `position_bytes` made.

    Raises
    ------
    NoPositionError
        If the file is not one.
    """
    try:
        with np.load(io.BytesIO(source) if isinstance(source, bytes) else source) as held:
            parts = {name: held[name] for name in held.files}
        head = json.loads(parts["head"].tobytes())
        return _unpacked(parts, head)
    except (OSError, EOFError, KeyError, ValueError) as error:
        name = "the file" if isinstance(source, bytes) else source
        raise NoPositionError(
            f"{name} holds no positions; make it with ./vetopoint positions fit --out FILE.npz"
        ) from error


def _unpacked(parts: Mapping[str, NDArray[Any]], head: Mapping[str, Any]) -> Positions:
    mean, sd = parts["mean"] / 1000.0, parts["sd"] / 10000.0
    rows = parts["recent_rows"].astype(np.int64)
    filtered = np.where(parts["filtered_sd"] > 0, parts["filtered_mean"] / 1000.0, np.nan)
    provenance = dict(head["provenance"])
    provenance["sources"] = tuple(tuple(one) for one in provenance["sources"])
    provenance["notes"] = tuple(provenance["notes"])
    return Positions(
        members=tuple(head["members"]),
        periods=tuple(
            Period(name, datetime.date.fromisoformat(since), datetime.date.fromisoformat(until))
            for name, since, until in head["periods"]
        ),
        member=parts["member"].astype(np.int64),
        period=parts["period"].astype(np.int64),
        votes=parts["votes"].astype(np.int64),
        mean=mean,
        sd=sd,
        draws=(mean + sd * (parts["draws"] / 30.0)).astype(np.float32),
        filtered_mean=filtered,
        filtered_sd=np.where(parts["filtered_sd"] > 0, parts["filtered_sd"] / 10000.0, np.nan),
        provenance=Provenance(**provenance),
        recent=(mean[rows] + sd[rows] * (parts["recent"] / 30.0)).astype(np.float32),
        recent_rows=rows,
    )


def _packed(values: _Floats, scale: int) -> NDArray[np.int16]:
    return np.round(np.nan_to_num(values) * scale).clip(-32768, 32767).astype(np.int16)


def _scored(draws: NDArray[np.float32], mean: _Floats, sd: _Floats) -> NDArray[np.int8]:
    scores = (draws - mean) / np.maximum(sd, 1e-6) if draws.size else np.empty(draws.shape)
    return np.round(scores * 30.0).clip(-127, 127).astype(np.int8)


@cache
def shipped(scale: str = "assembly") -> Positions:
    """The positions that ship with Vetopoint, estimated from the record to June 2024.

    >>> positions = shipped()
    >>> positions.of("USA", datetime.date(1985, 11, 1)).mean[0] > 1
    True

    Raises
    ------
    NoPositionError
        If there is no such scale.
    """
    if scale not in SCALES:
        raise NoPositionError(f"there is no scale {scale!r}; the scales are {', '.join(SCALES)}")
    return load_positions(Path(__file__).with_name("shipped") / SCALES[scale])
