"""Roll calls in long form: who cast which ballot on which item, and who was absent from it."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from vetopoint.errors import VetopointError
from vetopoint.infer.matrices import session_of
from vetopoint.law.states import UnknownStateError, voting_seat
from vetopoint.record.importing import read_sources
from vetopoint.record.store import Store, open_store
from vetopoint.record.votes import BODIES

__all__ = ["NoRollCallsError", "RollCalls", "read_roll_calls", "roll_calls_in"]

_Ints = NDArray[np.int64]


class NoRollCallsError(VetopointError, ValueError):
    """Nothing is at hand that positions could be estimated from."""


@frozen(eq=False)
class RollCalls:
    """Votes of a body in long form, absences kept apart and never counted as ballots.

    `member`, `item` and `ballot` [votes] (0 FOR, 1 ABSTAIN, 2 AGAINST); `absent_member` and
    `absent_item` [absences]; `session`, `day` and `link` [items]: items with one link are the same
    question put again and share their parameters. `body` [items] is 0 for the Assembly, 1 for the
    Council. `agendas` (what an item came under) and `kinds` (text, paragraph, amendment) have an
    entry for each item, or none at all where they are not known.
    """

    members: tuple[str, ...]
    items: tuple[str, ...]
    titles: tuple[str, ...] = field(repr=False)
    session: _Ints = field(repr=False)
    day: NDArray[np.datetime64] = field(repr=False)
    link: _Ints = field(repr=False)
    body: _Ints = field(repr=False)
    member: _Ints = field(repr=False)
    item: _Ints = field(repr=False)
    ballot: NDArray[np.int8] = field(repr=False)
    absent_member: _Ints = field(repr=False)
    absent_item: _Ints = field(repr=False)
    sources: tuple[tuple[str, str], ...] = ()
    agendas: tuple[str, ...] = field(default=(), repr=False)
    kinds: tuple[str, ...] = field(default=(), repr=False)

    def linked(self, link: _Ints) -> RollCalls:
        """The same votes with other links between items [items]."""
        return evolve(self, link=np.asarray(link, np.int64))

    def of_items(self, kept: NDArray[np.bool_]) -> RollCalls:
        """Some of the items, with the votes and absences on them; members stay."""
        place = np.cumsum(kept) - 1
        cast, missed = kept[self.item], kept[self.absent_item]
        chosen = np.flatnonzero(kept)
        return evolve(
            self,
            items=tuple(self.items[k] for k in chosen),
            titles=tuple(self.titles[k] for k in chosen),
            agendas=tuple(self.agendas[k] for k in chosen if self.agendas),
            kinds=tuple(self.kinds[k] for k in chosen if self.kinds),
            session=self.session[kept],
            day=self.day[kept],
            link=self.link[kept],
            body=self.body[kept],
            member=self.member[cast],
            item=place[self.item[cast]],
            ballot=self.ballot[cast],
            absent_member=self.absent_member[missed],
            absent_item=place[self.absent_item[missed]],
        )

    def until(self, session: int) -> RollCalls:
        """Only what was voted up to the end of a session."""
        return self.of_items(self.session <= session)


# What the accounts that are not preferred say of a vote's title and agenda helps to link it.
_CALLS = """
    WITH others AS (
        SELECT same, string_agg(concat_ws(' | ', title, agenda), ' | ' ORDER BY roll) AS told
        FROM roll_calls WHERE NOT preferred GROUP BY same)
    SELECT r.roll, r.symbol, coalesce(r.resolution, r.symbol), coalesce(r.note, ''), r.date,
        coalesce(r.title, ''), r.kind, concat_ws(' | ', r.agenda, o.told)
    FROM roll_calls r LEFT JOIN others o USING (same)
    WHERE r.preferred AND r.body = $1 AND r.date BETWEEN $2 AND $3 AND NOT r.without_vote
        AND (r.kind = 'text' OR r.date < DATE '1990-01-01')
        AND r.roll IN (SELECT roll FROM votes) ORDER BY r.date, r.roll"""
_VOTES = """
    SELECT v.roll, v.member, enum_code(v.ballot) FROM votes v JOIN roll_calls r USING (roll)
    WHERE r.preferred AND r.body = $1 AND r.date BETWEEN $2 AND $3 AND NOT r.without_vote
        AND (r.kind = 'text' OR r.date < DATE '1990-01-01') ORDER BY v.roll, v.member"""
_SOURCES = """
    SELECT DISTINCT s.file, s.sha256 FROM roll_calls r JOIN sources s ON s.bundle =
        (SELECT bundle FROM sources t WHERE t.source = r.source)
    WHERE r.preferred AND r.body = $1 ORDER BY 1"""
# The store's order of ballots is for, against, abstain, absent.
_FROM_STORE = np.array([0, 2, 1, -1], np.int8)


def read_roll_calls(
    data: Path | None = None,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    body: str = BODIES["A"],
) -> RollCalls:
    """The recorded votes of a body, from the folder `data` or from the imported record.

    Paragraphs and amendments count up to 1989 and not after, as in Bailey, Strezhnev and Voeten
    (2017). Each item is its own link.

    Raises
    ------
    NoRollCallsError
        If there is no record, or no vote in the days asked for.
    """
    if data is not None:
        if not data.exists():
            raise NoRollCallsError(f"there is no folder {data}; --data names one with the votes")
        store = read_sources([data])
        try:
            return roll_calls_in(store, body, since, until)
        finally:
            store.connection.close()
    with open_store() as held:
        if held is None:
            raise NoRollCallsError(
                "no record of votes has been imported; add one with vetopoint record import PATH, "
                "or name a folder with --data DIR"
            )
        return roll_calls_in(held, body, since, until)


def roll_calls_in(
    store: Store,
    body: str = BODIES["A"],
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> RollCalls:
    """The votes of a body in an open store; see `read_roll_calls`."""
    span = (body, since or datetime.date.min, until or datetime.date.max)
    calls = store.rows(_CALLS, *span)
    if not calls:
        days = f"between {since or 'the beginning'} and {until or 'today'}"
        raise NoRollCallsError(
            f"no roll call of {body} {days} is recorded here; choose other days or another source"
        )
    rolls, codes, ballots = zip(*store.rows(_VOTES, *span), strict=True)
    seats = {code: _seat(code) for code in dict.fromkeys(codes)}
    members = tuple(sorted(set(seats.values())))
    number = {code: members.index(seat) for code, seat in seats.items()}
    member = np.fromiter((number[code] for code in codes), np.int64, len(codes))
    places = {call[0]: place for place, call in enumerate(calls)}
    item = np.fromiter((places[roll] for roll in rolls), np.int64, len(rolls))
    ballot = _FROM_STORE[np.array(ballots, np.int64)]
    cast = ballot >= 0
    is_council = body == BODIES["S"]
    sessions = [
        session_of(_session_symbol(*call[1:4]), call[4]) if not is_council else call[4].year - 1945
        for call in calls
    ]
    return RollCalls(
        members=members,
        items=tuple(call[1] for call in calls),
        titles=tuple(call[5] for call in calls),
        agendas=tuple(call[7] or "" for call in calls),
        kinds=tuple(call[6] for call in calls),
        session=np.array(sessions, np.int64),
        day=np.array([call[4] for call in calls], "datetime64[D]"),
        link=np.arange(len(calls)),
        body=np.full(len(calls), int(is_council)),
        member=member[cast],
        item=item[cast],
        ballot=ballot[cast],
        absent_member=member[~cast],
        absent_item=item[~cast],
        sources=tuple(store.rows(_SOURCES, body)),
    )


def _session_symbol(symbol: str, resolution: str, note: str) -> str:
    return resolution if resolution != symbol or "A/RES" in symbol else f"{symbol} {note}"


def _seat(code: str) -> str:
    try:
        return voting_seat(code)
    except UnknownStateError:
        return code
