"""Roll calls as one matrix, members by votes: the form that agreement is counted from."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from vetopoint.errors import VetopointError
from vetopoint.law.ballots import Ballot
from vetopoint.law.states import UnknownStateError, voting_seat
from vetopoint.record.importing import read_sources
from vetopoint.record.landmark import LANDMARK, landmark
from vetopoint.record.store import Store, open_store
from vetopoint.record.votes import BODIES, Kind, RollCall

__all__ = [
    "CODES",
    "NO_BALLOT",
    "Cells",
    "NoVotesError",
    "VoteMatrix",
    "matrix_of_calls",
    "recorded_matrix",
    "session_of",
]

CODES: Mapping[Ballot, int] = {Ballot.FOR: 0, Ballot.ABSTAIN: 1, Ballot.AGAINST: 2}
"""Ballots in their order along an issue; abstention lies between the two others."""

NO_BALLOT = -1
"""Absent, not a member, or not known: never counted as a ballot."""

Cells = NDArray[np.int8]


class NoVotesError(VetopointError, LookupError):
    """Nothing is recorded that a question could be answered from."""


@frozen(eq=False)
class VoteMatrix:
    """Who cast which ballot: `cells` [members, votes] holds 0 FOR, 1 ABSTAIN, 2 AGAINST, −1 none.

    `votes` are the symbols in the order of `days` [votes]; `sessions` [votes] numbers the regular
    session of the Assembly, 0 in other bodies. `selected` is True where the votes were picked for
    their importance, as in the landmark record, so that they stand for no period as a whole.
    """

    members: tuple[str, ...]
    votes: tuple[str, ...]
    days: NDArray[np.datetime64]
    sessions: NDArray[np.int64]
    cells: Cells = field(repr=False)
    body: str = ""
    source: str = ""
    selected: bool = False

    def row(self, member: str) -> Cells:
        """The ballots of one member [votes].

        Raises
        ------
        NoVotesError
            If the member has no ballot here.
        """
        if member not in self.members:
            raise NoVotesError(
                f"{member} has no recorded ballot in these {len(self.votes):,} votes; "
                "choose other days or another body"
            )
        return np.asarray(self.cells[self.members.index(member)])

    def rows(self, members: Sequence[str]) -> VoteMatrix:
        """The same votes for some members only, in the order given."""
        cells = [self.row(member) for member in members]
        return evolve(self, members=tuple(members), cells=np.array(cells, np.int8))

    def only(self, kept: NDArray[Any]) -> VoteMatrix:
        """Some of the votes, by a mask or by their places."""
        places = np.flatnonzero(kept) if kept.dtype == bool else kept
        return evolve(
            self,
            votes=tuple(self.votes[place] for place in places),
            days=self.days[places],
            sessions=self.sessions[places],
            cells=self.cells[:, places],
        )

    def labels(self, by: str) -> NDArray[np.int64]:
        """The session or the calendar year of each vote [votes].

        Raises
        ------
        NoVotesError
            If sessions are asked of a body that sits without them.
        """
        if by == "session":
            if not self.sessions.all():
                raise NoVotesError(
                    f"{self.body or 'this body'} does not sit in numbered sessions; take --by year"
                )
            return self.sessions
        return self.days.astype("datetime64[Y]").astype(np.int64) + 1970


# Opening days that were not in the middle of September.
_LATE = {
    1: datetime.date(1946, 1, 10),
    6: datetime.date(1951, 11, 6),
    7: datetime.date(1952, 10, 14),
    11: datetime.date(1956, 11, 12),
    19: datetime.date(1964, 12, 1),
}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_NAMED = re.compile(r"(?:A/RES/|\bR/)(\d+)/\d+|A/RES/\d+[^/]*?\(([IVXL]+)\)")


def session_of(symbol: str, day: datetime.date) -> int:
    """The regular session of the Assembly that a vote belongs to: by its symbol, else by its day.

    Votes of special and emergency sessions, whose symbols name none, go to the regular session
    last opened; most open in mid-September.

    >>> session_of("A/RES/47/12", datetime.date(1993, 1, 5)), session_of("A/RES/377(V)A",
    ...     datetime.date(1950, 11, 3)), session_of("A/RES/ES-11/1", datetime.date(2022, 3, 2))
    (47, 5, 76)
    """
    session = day.year - 1945
    if named := _NAMED.search(symbol):
        number = int(named[1]) if named[1] else _roman(named[2])
        # A page or a paragraph can stand where the session is expected.
        if number in (session - 1, session, session + 1):
            return number
    opens = _LATE.get(session, datetime.date(day.year, 9, 16))
    return max(session if day >= opens else session - 1, 1)


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-one if one < next_ else one for one, next_ in zip(values, following, strict=True))


def recorded_matrix(
    body: str = BODIES["A"],
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    data: Path | None = None,
    kinds: Iterable[Kind] = tuple(Kind),
    *,
    seats: bool = True,
) -> VoteMatrix:
    """The recorded votes of a body, both days included, with at least one ballot.

    Read from the files at `data` if given, else from the imported record, else from the landmark
    record. With `seats`, members go by the code that their seat has today (SUN as RUS).

    >>> recorded_matrix("un-security-council", until=datetime.date(1950, 1, 1)).selected
    True

    Raises
    ------
    NoVotesError
        If no vote of the body is recorded in that time.
    """
    span = (since or datetime.date.min, until or datetime.date.max)
    wanted = frozenset(kinds)
    if data is not None:
        store = read_sources([data])
        try:
            matrix = _stored(store, body, span, wanted, seats=seats)
        finally:
            store.connection.close()
    else:
        with open_store() as held:
            matrix = _stored(held, body, span, wanted, seats=seats) if held else None
    if matrix is None and data is None:
        calls = [vote for vote in landmark() if vote.body == body and vote.kind in wanted]
        inside = [vote for vote in calls if span[0] <= vote.date <= span[1]]
        matrix = matrix_of_calls(inside, seats=seats, source=LANDMARK, selected=True)
    if matrix is None or not matrix.votes:
        days = f"between {since or 'the beginning'} and {until or 'today'}"
        raise NoVotesError(
            f"no roll call of {body} {days} is at hand; choose other days, or add votes with: "
            "vetopoint record import PATH"
        )
    return matrix


_VOTES = """
    SELECT dense_rank() OVER (ORDER BY r.roll) - 1 AS place, v.member, enum_code(v.ballot) AS code
    FROM votes v JOIN roll_calls r USING (roll)
    WHERE r.preferred AND r.body = $1 AND r.date BETWEEN $2 AND $3
        AND list_contains($4::VARCHAR[], r.kind)"""
_CALLS = """
    SELECT r.roll, coalesce(r.resolution, r.symbol), r.note, r.date FROM roll_calls r
    WHERE r.preferred AND r.body = $1 AND r.date BETWEEN $2 AND $3
        AND list_contains($4::VARCHAR[], r.kind)
        AND r.roll IN (SELECT roll FROM votes) ORDER BY r.roll"""
_SOURCES = """
    SELECT DISTINCT s.title FROM roll_calls r JOIN sources s USING (source)
    WHERE r.preferred AND r.body = $1 AND r.date BETWEEN $2 AND $3
        AND list_contains($4::VARCHAR[], r.kind)
    ORDER BY s.title"""
# The store's order of ballots is for, against, abstain, absent.
_FROM_STORE = np.array([0, 2, 1, NO_BALLOT], np.int8)


def _stored(
    store: Store,
    body: str,
    span: tuple[datetime.date, datetime.date],
    kinds: frozenset[Kind],
    *,
    seats: bool,
) -> VoteMatrix | None:
    values = (body, *span, sorted(kinds))
    calls = store.rows(_CALLS, *values)
    if not calls:
        return None
    places, codes, ballots = _columns(store, values)
    names = {code: _seat(code) if seats else code for code in dict.fromkeys(codes)}
    members = tuple(sorted(set(names.values())))
    number = {code: members.index(seat) for code, seat in names.items()}
    cells = np.full((len(members), len(calls)), NO_BALLOT, np.int8)
    rows = np.fromiter((number[code] for code in codes), np.int64, len(codes))
    cells[rows, places] = _FROM_STORE[ballots]
    is_assembly = body == BODIES["A"]
    matrix = VoteMatrix(
        members=members,
        votes=tuple(call[1] for call in calls),
        days=np.array([call[3] for call in calls], "datetime64[D]"),
        sessions=np.array(
            [session_of(_naming(call[1], call[2]), call[3]) if is_assembly else 0 for call in calls]
        ),
        cells=cells,
        body=body,
        source="; ".join(title for (title,) in store.rows(_SOURCES, *values)),
    )
    return matrix.only(np.argsort(matrix.days, kind="stable"))


def _columns(
    store: Store, values: tuple[Any, ...]
) -> tuple[NDArray[np.int64], Sequence[str], NDArray[np.int64]]:
    found = store.rows(_VOTES, *values)
    places, codes, ballots = zip(*found, strict=True)
    return np.array(places, np.int64), codes, np.array(ballots, np.int64)


def _naming(symbol: str, note: str | None) -> str:
    """What names the session: Voeten's list names it where the symbol does not."""
    return symbol if _NAMED.search(symbol) else f"{symbol} {note or ''}"


def _seat(code: str) -> str:
    try:
        return voting_seat(code)
    except UnknownStateError:
        return code


def matrix_of_calls(
    calls: Sequence[RollCall], *, seats: bool = True, source: str = "", selected: bool = False
) -> VoteMatrix | None:
    """The roll calls as a matrix in the order of their days; None without any ballot.

    `source` and `selected` are for the caller to say, as the calls do not tell.

    >>> matrix = matrix_of_calls([vote for vote in landmark() if vote.symbol == "S/1999/328"])
    >>> matrix.row("RUS"), matrix.row("USA")
    (array([0], dtype=int8), array([2], dtype=int8))
    """
    held = sorted((call for call in calls if call.ballots), key=lambda call: call.date)
    if not held:
        return None
    names = {code: _seat(code) if seats else code for call in held for code in call.ballots}
    members = tuple(sorted(set(names.values())))
    number = {code: members.index(seat) for code, seat in names.items()}
    cells = np.full((len(members), len(held)), NO_BALLOT, np.int8)
    for place, call in enumerate(held):
        for code, ballot in call.ballots.items():
            cells[number[code], place] = CODES.get(ballot, NO_BALLOT)
    return VoteMatrix(
        members=members,
        votes=tuple(call.symbol for call in held),
        days=np.array([call.date for call in held], "datetime64[D]"),
        sessions=np.array(
            [
                session_of(call.resolution or call.symbol, call.date)
                if call.body == BODIES["A"]
                else 0
                for call in held
            ]
        ),
        cells=cells,
        body=held[0].body,
        source=source,
        selected=selected,
    )
