"""Roll calls of one's own, from a table with a column for each member."""

from __future__ import annotations

import numpy as np

from vetopoint.infer.matrices import VoteMatrix
from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.rows import read_rows

__all__ = ["matrix_of_text"]

SIGNS = {"+": 0, "y": 0, "for": 0, "o": 1, "a": 1, "abstain": 1, "-": 2, "−": 2, "n": 2}
SIGNS |= {"against": 2, "": -1, "x": -1, ".": -1, "absent": -1}


def matrix_of_text(text: str) -> VoteMatrix:
    r"""Roll calls from CSV: `period` (a year), then a column for each member.

    Ballots are + or Y, o or A, - or N; an empty cell, or X, is none.

    >>> matrix_of_text("period,north,south\n2000,+,-\n").cells.tolist()
    [[0], [2]]
    """
    rows = read_rows(text, ["period"], "--rollcalls")
    members = tuple(name for name in rows[0] if name != "period")
    if len(members) < 2:
        raise BadInputError("--rollcalls has fewer than two members; give each a column")
    cells = []
    for number, row in enumerate(rows, start=2):
        if not row["period"].isdigit() or not 1 <= int(row["period"]) <= 9999:
            raise BadInputError(f"line {number} of --rollcalls has no year under period; give one")
        if strange := [m for m in members if row[m].casefold() not in SIGNS]:
            raise BadInputError(
                f"line {number} of --rollcalls has {row[strange[0]]!r} for {strange[0]}; "
                "write +, o, - or nothing"
            )
        cells.append([SIGNS[row[member].casefold()] for member in members])
    years = [int(row["period"]) for row in rows]
    return VoteMatrix(
        members,
        tuple(f"vote {number}" for number in range(1, len(rows) + 1)),
        np.asarray([f"{year:04d}-01-01" for year in years], "datetime64[D]"),
        np.zeros(len(rows), np.int64),
        np.asarray(cells, np.int8).T,
        source="roll calls as given",
    )
