"""The votes of a body arranged for fitting, twice: by member and session, and by item."""

from __future__ import annotations

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.infer.roll_calls import NoRollCallsError, RollCalls

__all__ = ["Layout", "Walk", "arranged", "random_walk"]

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]


@frozen(eq=False)
class Layout:
    """Rows are member-sessions, sorted by member and then session; items are linked items.

    `item_of` [items of the roll calls] is the linked item, −1 where it was left out.
    `left_out` says in words what was left out and how often.
    """

    roll_calls: RollCalls = field(repr=False)
    row_member: _Ints = field(repr=False)
    row_session: _Ints = field(repr=False)
    path_starts: _Ints = field(repr=False)
    row_starts: _Ints = field(repr=False)
    row_items: _Ints = field(repr=False)
    row_ballots: NDArray[np.int8] = field(repr=False)
    item_starts: _Ints = field(repr=False)
    item_rows: _Ints = field(repr=False)
    item_ballots: NDArray[np.int8] = field(repr=False)
    places: _Ints = field(repr=False)
    item_of: _Ints = field(repr=False)
    left_out: dict[str, int]

    @property
    def rows(self) -> int:
        """How many member-sessions there are."""
        return len(self.row_member)

    @property
    def items(self) -> int:
        """How many linked items there are."""
        return len(self.item_starts) - 1

    @property
    def votes(self) -> _Ints:
        """Votes of each member-session [rows]."""
        return np.diff(self.row_starts)


@frozen(eq=False)
class Walk:
    """The prior of the paths: diagonal `holds` [rows] and links to the row before [rows]."""

    holds: _Floats
    links: _Floats


def arranged(roll_calls: RollCalls, *, keeps_unanimous: bool = False) -> Layout:
    """Link items, leave out what says nothing of positions, and sort twice.

    Raises
    ------
    NoRollCallsError
        If fewer than two members or no divided vote remain.
    """
    links, item_of = np.unique(roll_calls.link, return_inverse=True)
    item = item_of[roll_calls.item]
    counts = np.zeros((len(links), 3), np.int64)
    np.add.at(counts, (item, roll_calls.ballot.astype(np.int64)), 1)
    cast = counts.sum(1)
    divided = np.ones(len(links), bool) if keeps_unanimous else counts.max(1) < cast
    kept = divided[item]
    if len(set(roll_calls.member.tolist())) < 2:
        raise NoRollCallsError(
            "a scale needs at least two members that vote; "
            f"{len(set(roll_calls.member.tolist()))} is given: add members or roll calls"
        )
    if not kept.any():
        raise NoRollCallsError(
            f"none of the {len(links):,} items divides the members, so nothing tells them apart; "
            "add roll calls on which votes differ"
        )
    place = np.cumsum(divided) - 1
    item, member = place[item[kept]], roll_calls.member[kept]
    ballot = roll_calls.ballot[kept]
    session = roll_calls.session[roll_calls.item[kept]]
    span = int(roll_calls.session.max()) + 1
    keys, row = np.unique(member * span + session, return_inverse=True)
    by_row = np.lexsort((item, row))
    by_item = np.lexsort((row, item))
    back = np.empty(len(by_item), np.int64)
    back[by_item] = np.arange(len(by_item))
    row_member = keys // span
    starts = np.flatnonzero(np.diff(row_member, prepend=-1))
    return Layout(
        roll_calls=roll_calls,
        row_member=row_member,
        row_session=keys % span,
        path_starts=np.append(starts, len(keys)),
        row_starts=np.searchsorted(row[by_row], np.arange(len(keys) + 1)),
        row_items=item[by_row],
        row_ballots=ballot[by_row],
        item_starts=np.searchsorted(item[by_item], np.arange(int(divided.sum()) + 1)),
        item_rows=row[by_item],
        item_ballots=ballot[by_item],
        places=back[by_row],
        item_of=np.where(divided[item_of], place[item_of], -1),
        left_out=_left_out(roll_calls, counts, divided),
    )


def _left_out(
    roll_calls: RollCalls, counts: NDArray[np.int64], divided: NDArray[np.bool_]
) -> dict[str, int]:
    cast = counts.sum(1)
    voting = np.bincount(roll_calls.member, minlength=len(roll_calls.members)) > 0
    return {
        "items without any vote, left out": int((cast == 0).sum()),
        "items on which all who voted voted alike, left out": int((~divided & (cast > 0)).sum()),
        "items without a vote for, kept": int((divided & (counts[:, 0] == 0)).sum()),
        "items without an abstention, kept": int((divided & (counts[:, 1] == 0)).sum()),
        "items without a vote against, kept": int((divided & (counts[:, 2] == 0)).sum()),
        "members that never voted, left out": int((~voting).sum()),
        "absences, kept apart": len(roll_calls.absent_member),
    }


def random_walk(layout: Layout, drift: float, first: float = 1.0) -> Walk:
    """A random walk that moves by variance `drift` a session, beginning at N(0, `first`)."""
    gaps = np.diff(layout.row_session, prepend=0).astype(float)
    opens = np.zeros(layout.rows, bool)
    opens[layout.path_starts[:-1]] = True
    variance = np.where(opens, first, drift * np.where(opens, 1.0, gaps))
    links = np.where(opens, 0.0, 1.0 / variance)
    return Walk(1.0 / variance + np.append(links[1:], 0.0), links)
