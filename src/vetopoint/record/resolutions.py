"""Resolutions of the Assembly put to a roll call: the texts, and who cast which ballot."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.errors import VetopointError
from vetopoint.record.importers.files import (
    BadSourceError,
    MissingPathError,
    file_with,
    relation,
)
from vetopoint.record.store import first_line, open_store, quiet_connection
from vetopoint.record.votes import BODIES

__all__ = ["NoResolutionsError", "Resolutions", "assembly_resolutions", "resolutions_of_rows"]

ABSENT, NO_SEAT = 3, -1

_ROWS = """
    SELECT r.undl_id, r.resolution, CAST(r.date AS DATE), r.title, {agenda},
        list(v.state_code ORDER BY v.state_code),
        list(CASE upper(v.vote) WHEN 'Y' THEN 0 WHEN 'A' THEN 1 WHEN 'N' THEN 2 ELSE 3 END
             ORDER BY v.state_code)
    FROM {resolutions} r JOIN {votes} v ON v.undl_id = r.undl_id
    WHERE r.date IS NOT NULL AND v.state_code IS NOT NULL
    GROUP BY ALL ORDER BY 3, 1"""
# Voeten describes a vote once it is over, so that a forecast may not read it.
_STORED = """
    SELECT r.source_row, coalesce(r.resolution, r.symbol), r.date, r.title,
        coalesce(CASE WHEN s.importer <> 'voeten' THEN r.agenda END, ''),
        list(v.member ORDER BY v.member),
        list(CASE v.ballot WHEN 'for' THEN 0 WHEN 'abstain' THEN 1 WHEN 'against' THEN 2 ELSE 3 END
             ORDER BY v.member)
    FROM roll_calls r JOIN votes v USING (roll) JOIN sources s ON s.source = r.source
    WHERE r.preferred AND r.body = $1 AND r.kind = 'text' AND r.date IS NOT NULL
    GROUP BY ALL ORDER BY 3, 2, 1"""

_FILES = """
    SELECT DISTINCT s.sha256 FROM roll_calls r JOIN sources s ON s.bundle =
        (SELECT bundle FROM sources t WHERE t.source = r.source)
    WHERE r.preferred AND r.body = $1 AND s.sha256 IS NOT NULL ORDER BY 1"""


class NoResolutionsError(VetopointError, LookupError):
    """No roll call of the Assembly is at hand."""


@frozen(eq=False)
class Resolutions:
    """Texts in the order of their days, and their ballots.

    `cells` [texts, members] holds 0 FOR, 1 ABSTAIN, 2 AGAINST, 3 ABSENT, −1 no seat. Members
    stand in the order of their first roll call, so that those known on a day come first. Tallies,
    outcomes and the numbers of resolutions are not read: they are written after the vote.
    """

    symbols: tuple[str, ...]
    days: NDArray[np.datetime64]
    titles: tuple[str, ...]
    agendas: tuple[str, ...]
    members: tuple[str, ...]
    cells: NDArray[np.int8] = field(repr=False)
    source: str = ""
    sha256: str = ""


def assembly_resolutions(data: Path | None = None) -> Resolutions:
    """The Assembly's roll calls of a folder, or of the imported record.

    Raises
    ------
    NoResolutionsError
        If neither holds a roll call of the Assembly.
    MissingPathError, BadSourceError
        If the folder is not there, or lacks the Assembly's files.
    """
    if data is not None:
        return _folder(data)
    with open_store() as store:
        rows = store.rows(_STORED, BODIES["A"]) if store is not None else []
        files = store.rows(_FILES, BODIES["A"]) if store is not None else []
    if not rows:
        raise NoResolutionsError(
            "no roll call of the General Assembly has been imported; give --data DIR, or add the "
            "record with: vetopoint record import PATH"
        )
    mark = hashlib.sha256("".join(sha256 for (sha256,) in files).encode()).hexdigest()
    return resolutions_of_rows(rows, "the imported record", mark)


def _folder(data: Path) -> Resolutions:
    if not data.exists():
        raise MissingPathError(data)
    texts = file_with(data, {"undl_id", "resolution", "date", "title"}, "unga_resolutions")
    votes = file_with(data, {"undl_id", "state_code", "vote"}, "unga_votes")
    query = _ROWS.format(
        agenda="r.agenda" if "agenda" in texts.names else "''",
        resolutions=relation(texts),
        votes=relation(votes),
    )
    import duckdb  # lazy: the start of every other command does without it

    with quiet_connection() as connection:
        try:
            rows = connection.execute(query).fetchall()
        except duckdb.Error as error:
            raise BadSourceError(texts.path, first_line(error)) from error
    if not rows:
        raise NoResolutionsError(f"{votes.name} holds no ballot on a text of {texts.name}")
    mark = hashlib.sha256((texts.sha256 + votes.sha256).encode()).hexdigest()
    return resolutions_of_rows(rows, f"{texts.name} and {votes.name}", mark)


def resolutions_of_rows(rows: list[tuple[Any, ...]], source: str, sha256: str = "") -> Resolutions:
    """The record of rows (id, symbol, day, title, agenda, members, ballots) in order of the days.

    >>> rows = [(1, "A/RES/1", datetime.date(2000, 1, 1), "Peace", "", ["FRA"], [0])]
    >>> resolutions_of_rows(rows, "an example").members
    ('FRA',)
    """
    numbers: dict[str, int] = {}
    for row in rows:
        for member in row[5]:
            numbers.setdefault(member, len(numbers))
    cells = np.full((len(rows), len(numbers)), NO_SEAT, np.int8)
    for place, row in enumerate(rows):
        cells[place, [numbers[member] for member in row[5]]] = row[6]
    return Resolutions(
        symbols=tuple(row[1] or str(row[0]) for row in rows),
        days=np.array([_day(row[2]) for row in rows], "datetime64[D]"),
        titles=tuple(row[3] or "" for row in rows),
        agendas=tuple(row[4] or "" for row in rows),
        members=tuple(numbers),
        cells=cells,
        source=source,
        sha256=sha256,
    )


def _day(value: Any) -> datetime.date:
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(str(value))
