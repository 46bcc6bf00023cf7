"""What is in the record: its sources with their hashes, its bodies, and what was wrong in it."""

from __future__ import annotations

import datetime
from pathlib import Path

from attrs import frozen

from vetopoint.record.landmark import landmark
from vetopoint.record.store import open_store, store_path

__all__ = ["BodyStatus", "Problem", "SourceStatus", "Status", "status"]

# First meetings: A/PV.1 and S/PV.1.
FIRST_MET = {
    "un-general-assembly": datetime.date(1946, 1, 10),
    "un-security-council": datetime.date(1946, 1, 17),
}

# Roll calls and their ballots are counted by the file that each was read from.
_SOURCES = """
    SELECT importer, title, file, sha256, bytes,
        (SELECT count(*) FROM roll_calls r WHERE r.source = s.source),
        (SELECT count(*) FROM votes v WHERE v.source = s.source)
    FROM sources s ORDER BY source"""

_BODIES = """
    SELECT body, count(*), count(*) FILTER (complete), count(*) FILTER (without_vote),
        coalesce(sum((SELECT count(*) FROM votes v WHERE v.roll = r.roll)), 0)::BIGINT,
        min(date), max(date)
    FROM roll_calls r WHERE preferred GROUP BY body ORDER BY body"""

_PROBLEMS = """
    SELECT s.file, p.problem, p.code, p.name, p.value, p.taken_as, p.row_count, p.example
    FROM problems p JOIN sources s USING (source)
    ORDER BY s.file, p.problem, p.name, p.code, p.taken_as, p.value, p.example"""


@frozen
class SourceStatus:
    """One imported file."""

    importer: str
    title: str
    file: str
    sha256: str
    bytes: int
    roll_calls: int
    votes: int


@frozen
class BodyStatus:
    """What the store holds of one body, each vote counted once."""

    body: str
    roll_calls: int
    complete: int
    without_vote: int
    ballots: int
    first: datetime.date
    last: datetime.date

    @property
    def first_met(self) -> datetime.date | None:
        """The day of the body's first meeting, where votes are dated before it."""
        met = FIRST_MET.get(self.body)
        return met if met and self.first < met else None


@frozen
class Problem:
    """Rows of a source that could not be taken as they stood, and what was done with them."""

    file: str
    problem: str
    code: str | None
    name: str | None
    value: str | None
    taken_as: str | None
    rows: int
    example: str | None

    def words(self) -> str:
        """One line for the reader.

        >>> Problem("a.csv", "unknown name; taken by its code", "TUR", "TURKIYEE", None, "TUR",
        ...         3, "4025240").words()
        'a.csv: «TURKIYEE» (TUR): unknown name; taken by its code; 3 rows, first in 4025240'
        """
        called = f"«{self.name}»" if self.name else ""
        coded = f"({self.code})" if self.code else ""
        said = f"{self.taken_as}: {self.value}" if self.value else ""
        what = " ".join(part for part in (called, coded, said) if part)
        count = f"{self.rows} row{'s' if self.rows != 1 else ''}, first in {self.example}"
        return f"{self.file}: {f'{what}: ' if what else ''}{self.problem}; {count}"


@frozen
class Status:
    """The state of the record; without a store, only the landmark votes."""

    path: Path
    exists: bool
    bytes: int
    landmark: int
    sources: tuple[SourceStatus, ...]
    bodies: tuple[BodyStatus, ...]
    problems: tuple[Problem, ...]


def status() -> Status:
    """What the record holds now.

    >>> status().landmark > 100
    True
    """
    path = store_path()
    with open_store(path) as store:
        if store is None:
            return Status(path, False, 0, len(landmark()), (), (), ())
        return Status(
            path=path,
            exists=True,
            bytes=path.stat().st_size,
            landmark=len(landmark()),
            sources=tuple(SourceStatus(*row) for row in store.rows(_SOURCES)),
            bodies=tuple(BodyStatus(*row) for row in store.rows(_BODIES)),
            problems=tuple(Problem(*row) for row in store.rows(_PROBLEMS)),
        )
