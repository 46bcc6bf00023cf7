"""What a static model is fitted to: ballots of members on items, from arrays or data frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.errors import VetopointError
from vetopoint.infer.matrices import NO_BALLOT, Cells, VoteMatrix
from vetopoint.record.stances import ballot_named

__all__ = ["BallotTable", "Lists", "UnusableVotesError", "ballot_table", "lists_of"]

_CODES: Mapping[str, int] = {"for": 0, "abstain": 1, "against": 2, "absent": NO_BALLOT}


class UnusableVotesError(VetopointError, ValueError):
    """Ballots from which no positions can be told."""


@frozen(eq=False)
class BallotTable:
    """Ballots `cells` [members, items]: 0 FOR, 1 ABSTAIN, 2 AGAINST, −1 none."""

    members: tuple[str, ...]
    items: tuple[str, ...]
    cells: Cells = field(repr=False)


@frozen(eq=False)
class Lists:
    """The ballots twice, by item and by member, as the loops read them; `counts` [items, kinds]."""

    item_start: NDArray[np.int64]
    item_member: NDArray[np.int64]
    item_ballot: NDArray[np.int64]
    member_start: NDArray[np.int64]
    member_item: NDArray[np.int64]
    member_ballot: NDArray[np.int64]
    counts: NDArray[np.float64]


def ballot_table(
    votes: Any, members: Sequence[str] | None = None, items: Sequence[str] | None = None
) -> BallotTable:
    """Ballots from a vote matrix, a data frame (members in its index) or an array.

    Arrays hold 0 FOR, 1 ABSTAIN, 2 AGAINST, and −1 or nan for none; data frames may hold words or
    letters such as «yes», N, abstain.

    >>> ballot_table([[0, 2], [1, -1]], ["A", "B"]).cells
    array([[ 0,  2],
           [ 1, -1]], dtype=int8)

    Raises
    ------
    UnusableVotesError
        For anything that is no table, holds another value, or has too little in it.
    """
    if isinstance(votes, BallotTable):
        return votes
    if isinstance(votes, VoteMatrix):
        return _checked(votes.members, votes.votes, votes.cells)
    if hasattr(votes, "columns") and hasattr(votes, "index"):
        members = [str(name) for name in votes.index] if members is None else members
        items = [str(name) for name in votes.columns] if items is None else items
        votes = votes.astype(object).to_numpy()
    values = np.asarray(votes)
    if values.ndim != 2:
        raise UnusableVotesError(
            f"votes have {values.ndim} dimensions; give a table of members by items"
        )
    rows, columns = values.shape
    names = tuple(members) if members is not None else tuple(f"member {n + 1}" for n in range(rows))
    titles = tuple(items) if items is not None else tuple(f"item {n + 1}" for n in range(columns))
    if (len(names), len(titles)) != (rows, columns):
        raise UnusableVotesError(
            f"{len(names)} names and {len(titles)} items do not fit a table of {rows} members by "
            f"{columns} items"
        )
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise UnusableVotesError(f"{', '.join(repeated[:3])} stands in two rows; give each one row")
    return _checked(names, titles, _coded(values))


def _coded(values: NDArray[Any]) -> Cells:
    if values.dtype.kind in "iufb":
        plain = (
            np.where(np.isnan(values), NO_BALLOT, values) if values.dtype.kind == "f" else values
        )
        unknown = ~np.isin(plain, [NO_BALLOT, 0, 1, 2])
        if unknown.any():
            raise _wrong(plain[unknown][0])
        return np.asarray(plain, np.int8)
    distinct = {id(value): value for value in values.ravel()}
    codes = {key: _code(value) for key, value in distinct.items()}
    flat = [codes[id(value)] for value in values.ravel()]
    return np.array(flat, np.int8).reshape(values.shape)


def _code(value: Any) -> int:
    # Not equal to itself is nan, of any library; pandas' NA refuses the question.
    if value is None or type(value).__name__ == "NAType" or bool(value != value):  # noqa: PLR0124
        return NO_BALLOT
    if value == "":
        return NO_BALLOT
    if isinstance(value, str):
        ballot = ballot_named(value)
        if ballot is not None:
            return _CODES[ballot.value]
    elif value in (NO_BALLOT, 0, 1, 2):
        return int(value)
    raise _wrong(value)


def _wrong(value: Any) -> UnusableVotesError:
    shown = repr(value) if isinstance(value, str) else str(value)
    return UnusableVotesError(
        f"{shown} is no ballot; write 0 for, 1 abstain, 2 against, −1 or nothing for none, or the "
        "words for, against, abstain, absent"
    )


def _checked(members: Sequence[str], items: Sequence[str], cells: Cells) -> BallotTable:
    cast = cells >= 0
    if (present := int(cast.any(axis=1).sum())) < 2:
        raise UnusableVotesError(
            f"{present} member{'s have' if present != 1 else ' has'} a ballot; positions are told "
            "by comparing members, so give two or more"
        )
    apart = np.array([len(np.unique(column[column >= 0])) > 1 for column in cells.T])
    if not apart.any():
        raise UnusableVotesError(
            "on every item all ballots are alike, which tells no member from another; give items "
            "on which members differed"
        )
    return BallotTable(tuple(members), tuple(items), cells)


def lists_of(cells: Cells, kinds: int) -> Lists:
    """The ballots in the order of items and in the order of members; empty cells are not kept.

    >>> lists_of(np.array([[0, 1], [-1, 2]], np.int8), 3).item_member
    array([0, 0, 1])
    """
    columns = np.ascontiguousarray(cells.T)
    by_item, by_member = np.nonzero(columns >= 0), np.nonzero(cells >= 0)
    return Lists(
        item_start=_starts(columns),
        item_member=by_item[1],
        item_ballot=columns[by_item].astype(np.int64),
        member_start=_starts(cells),
        member_item=by_member[1],
        member_ballot=cells[by_member].astype(np.int64),
        counts=np.stack([(cells == kind).sum(axis=0) for kind in range(kinds)], 1).astype(float),
    )


def _starts(cells: Cells) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum((cells >= 0).sum(axis=1))]).astype(np.int64)
