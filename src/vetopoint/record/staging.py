"""From the files of a source to rows in memory: an import reads all before it writes anything."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from vetopoint.law.states import UnknownStateError, seat_code, state, states
from vetopoint.record.importers.files import BadSourceError
from vetopoint.record.importers.reading import ROLL_COLUMNS, VOTE_COLUMNS, Bundle
from vetopoint.record.schema import BALLOT_TYPE, TABLES
from vetopoint.record.store import first_line

if TYPE_CHECKING:
    import duckdb

    Connection = duckdb.DuckDBPyConnection

__all__ = ["carry_over", "make_tables", "read_bundle", "table_of"]

_WITH_SOURCES = [name for name in TABLES if name not in {"about", "symbols"}]

_CAST = """
    CREATE OR REPLACE TEMP TABLE cast_votes AS
    SELECT r.roll, coalesce(t.seat, m.member) AS member, any_value(v.ballot) AS ballot,
        min(v.published) AS published, min(v.note) AS note, count(*) AS rows_read,
        count(DISTINCT coalesce(v.ballot, '?')) AS answers,
        count(*) FILTER (v.ballot IS NULL) AS unknown,
        array_to_string(list_sort(list_distinct(list(coalesce(v.value, 'nothing')))), ' and ')
            AS value_read,
        min(v.source_row) AS source_row
    FROM new_votes v
    JOIN new_rolls r USING (source_row)
    JOIN new_members m ON m.code = coalesce(v.code, '') AND m.name = coalesce(v.name, '')
    LEFT JOIN seats t ON t.code = m.member AND t.day = r.day
    WHERE NOT r.without_vote AND v.ballot IS DISTINCT FROM 'none'
    GROUP BY 1, 2"""

_PROBLEMS = """
    INSERT INTO problems
    SELECT $1, m.code, m.name, NULL, m.member, count(*), min(v.source_row), m.problem
    FROM new_votes v
    JOIN new_members m ON m.code = coalesce(v.code, '') AND m.name = coalesce(v.name, '')
    WHERE m.problem <> '' GROUP BY ALL
    UNION ALL
    SELECT $1, NULL, NULL, value_read, member, count(*), min(source_row),
        CASE WHEN answers > 1 THEN 'two different ballots of one member; neither is kept'
             WHEN unknown > 0 THEN 'no ballot of this name; not kept'
             ELSE 'the same row more than once; kept once' END AS problem
    FROM cast_votes WHERE answers > 1 OR unknown > 0 OR rows_read > 1 GROUP BY ALL
    UNION ALL
    SELECT $1, NULL, NULL, NULL, NULL, count(*), min(source_row),
        'a vote on something that the source does not describe; not kept'
    FROM new_votes v WHERE NOT EXISTS (FROM new_rolls r WHERE r.source_row = v.source_row)
    HAVING count(*) > 0"""

# Complete: the ballots read are as many as the source says were cast, and none is in doubt.
_COMPLETE = """
    CREATE OR REPLACE TEMP TABLE counted AS
    WITH c AS (
        SELECT roll, count(*) FILTER (ballot = 'for') AS in_favour,
            count(*) FILTER (ballot = 'against') AS opposed,
            count(*) FILTER (ballot = 'abstain') AS abstaining,
            bool_or(answers > 1 OR unknown > 0) AS doubtful
        FROM cast_votes GROUP BY 1)
    SELECT r.roll, r.without_vote OR (
        coalesce(NOT c.doubtful, false) AND coalesce(r.complete::BOOLEAN,
            c.in_favour = coalesce(r.favour, c.in_favour)
            AND c.opposed = coalesce(r.against, c.opposed)
            AND c.abstaining = coalesce(r.abstain, c.abstaining))) AS complete
    FROM new_rolls r LEFT JOIN c USING (roll)"""


def make_tables(connection: Connection, schema: str = "") -> None:
    """Create the tables of the store, empty, in the database that `schema` names with its dot."""
    connection.execute(BALLOT_TYPE.format(schema=schema))
    for name, columns in TABLES.items():
        connection.execute(f"CREATE TABLE {schema}{name} ({columns.format(schema=schema)})")


def table_of(
    connection: Connection, name: str, columns: str, rows: Sequence[Sequence[Any]]
) -> None:
    """A temporary table of a few thousand rows made in Python.

    `columns` is as in CREATE TABLE; lists are bound whole, since row-by-row inserts are slow.
    """
    kinds = [entry.split()[1] for entry in columns.split(", ")]
    lists = [list(values) for values in zip(*rows, strict=True)] or [[] for _ in kinds]
    unnested = ", ".join(f"unnest(${place}::{kind}[])" for place, kind in enumerate(kinds, 1))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")
    connection.execute(f"INSERT INTO {name} SELECT {unnested}", lists)


def carry_over(connection: Connection, earlier: str, replaced: Iterable[str]) -> None:
    """Copy the rows of an attached store, but for the sources that are being read again."""
    for name in _WITH_SOURCES:
        connection.execute(
            f"INSERT INTO {name} SELECT * FROM {earlier}.{name} WHERE source IN (SELECT source "
            f"FROM {earlier}.sources WHERE NOT list_contains($1::VARCHAR[], bundle))",
            [sorted(replaced)],
        )


def read_bundle(connection: Connection, bundle: Bundle) -> None:
    """Add one source to the tables.

    Raises
    ------
    BadSourceError
        If a file cannot be read to its end, holds no votes or has a roll call without a day.
    """
    import duckdb  # lazy: the start of every other command does without it

    reading = bundle.importer.read(bundle)
    try:
        _read_rows(connection, reading.rolls, reading.votes)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        problem = f"it cannot be read to its end ({first_line(error)})"
        raise BadSourceError(bundle.main.path, problem) from error
    _check_rolls(connection, bundle)
    _name_members(connection, bundle)
    connection.execute(_CAST)
    main, described = _add_sources(connection, bundle)
    _add_rows(connection, main, described)


def _read_rows(connection: Connection, rolls: str, votes: str) -> None:
    columns = ", ".join(ROLL_COLUMNS)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE new_rolls AS SELECT {columns}, "
        "TRY_CAST(left(date, 10) AS DATE) AS day, row_number() OVER (ORDER BY source_row) "
        f"+ (SELECT coalesce(max(roll), 0) FROM roll_calls) AS roll FROM ({rolls})"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE new_votes AS SELECT {', '.join(VOTE_COLUMNS)} FROM ({votes})"
    )


def _check_rolls(connection: Connection, bundle: Bundle) -> None:
    def one(query: str) -> Any:
        row = connection.execute(query).fetchone()
        return row and row[0]

    if not one("SELECT count(*) FROM new_votes"):
        raise BadSourceError(bundle.main.path, "it holds no votes")
    for problem, query in {
        "row {0} has no day as 1999-03-26": (
            "SELECT min(source_row) FROM new_rolls WHERE day IS NULL"
        ),
        "row {0} names no document of the Council or the Assembly": (
            "SELECT min(source_row) FROM new_rolls WHERE body IS NULL"
        ),
        "row {0} stands in it more than once": (
            "SELECT min(source_row) FROM (SELECT source_row FROM new_rolls GROUP BY 1 "
            "HAVING count(*) > 1)"
        ),
    }.items():
        if row := one(query):
            raise BadSourceError(bundle.main.path, problem.format(row))
    if one("SELECT count(*) FROM new_votes WHERE source_row IS NULL"):
        raise BadSourceError(bundle.main.path, "some rows do not say which vote they belong to")


def _name_members(connection: Connection, bundle: Bundle) -> None:
    written = connection.execute(
        "SELECT DISTINCT coalesce(code, ''), coalesce(name, '') FROM new_votes ORDER BY ALL"
    ).fetchall()
    found = [(code, name, bundle.importer.member(code, name)) for code, name in written]
    table_of(
        connection,
        "new_members",
        "code VARCHAR, name VARCHAR, member VARCHAR, problem VARCHAR",
        [(code, name, member.code, member.problem) for code, name, member in found],
    )
    seats: list[tuple[str, datetime.date, str]] = []
    if bundle.importer.dated_members:
        days = connection.execute("SELECT DISTINCT day FROM new_rolls").fetchall()
        moving = {member.code for _, _, member in found if _changes_with_time(member.code)}
        seats = [(code, day, seat_code(code, day)) for code in sorted(moving) for (day,) in days]
    table_of(connection, "seats", "code VARCHAR, day DATE, seat VARCHAR", seats)


def _changes_with_time(code: str) -> bool:
    """Whether the code of this seat depends on the day: USSR and Russia, Yugoslavia and Serbia."""
    try:
        entry = state(code)
    except UnknownStateError:
        return False
    continued = any(later.predecessor == code for later in states())
    return bool(entry.since or entry.until or entry.seat or continued)


def _add_sources(connection: Connection, bundle: Bundle) -> tuple[int, int]:
    row = connection.execute("SELECT coalesce(max(source), 0) FROM sources").fetchone()
    first = (row[0] if row else 0) + 1
    importer = bundle.importer
    for place, file in enumerate(bundle.files):
        connection.execute(
            "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(first + place, importer.name, importer.title, file.name, file.sha256),
                *(file.bytes, importer.precedence, bundle.main.sha256),
            ],
        )
    return first, first + (1 if bundle.companions else 0)


def _add_rows(connection: Connection, main: int, described: int) -> None:
    connection.execute(_PROBLEMS, [main])
    connection.execute(_COMPLETE)
    connection.execute(
        "INSERT INTO roll_calls SELECT roll, $1, source_row, NULL, NULL, NULL, label, body, kind, "
        "draft, resolution, day, meeting, title, agenda, outcome, without_vote, counted.complete, "
        "favour, against, abstain, absent, vetoers, note FROM new_rolls JOIN counted USING (roll)",
        [described],
    )
    connection.execute(
        "INSERT INTO votes SELECT roll, $1, member, ballot, published, note FROM cast_votes "
        "WHERE answers = 1 AND unknown = 0",
        [main],
    )
    for name in ("new_rolls", "new_votes", "new_members", "seats", "cast_votes", "counted"):
        connection.execute(f"DROP TABLE {name}")
