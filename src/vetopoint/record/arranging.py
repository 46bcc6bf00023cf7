"""The order of the record: accounts of the same vote, the preferred one, and what finds it.

The result depends on what was imported, never on the order of the imports.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from vetopoint.record.schema import TABLES, VERSION
from vetopoint.record.staging import table_of
from vetopoint.record.symbols import Key, document_key, resolution_key

if TYPE_CHECKING:
    import duckdb

    Connection = duckdb.DuckDBPyConnection

__all__ = ["arrange", "write_tables"]

_DOCUMENT = re.compile(r"[SA]/(?:[A-Z]+-?\d*[./])*\d+(?:/\d+)*(?:/[A-Z]+\.\d+)*", re.IGNORECASE)

_ACCOUNTS = """
    SELECT r.roll, r.source, s.importer, r.source_row, r.label, r.body, r.kind, r.draft,
        r.resolution
    FROM roll_calls r JOIN sources s USING (source)
    ORDER BY s.precedence, s.importer, s.sha256, r.date, r.source_row"""

# Complete accounts before incomplete ones, then by the precedence of the importer; of two editions
# of one source the one that reaches further.
_PREFERRED = """
    CREATE OR REPLACE TEMP TABLE ranked AS
    SELECT r.roll, a.symbol, a.same, row_number() OVER (
        PARTITION BY a.same
        ORDER BY r.complete DESC, s.precedence, s.last_day DESC, s.sha256, r.source_row) AS place
    FROM roll_calls r JOIN accounts a USING (roll) JOIN (
        SELECT source, precedence, sha256, (
            SELECT max(date) FROM roll_calls d WHERE d.source = sources.source) AS last_day
        FROM sources) s USING (source)"""

# An account without a symbol (Voeten's roll calls before 1976) is of the same vote as one with a
# symbol if both are of one month, which such sources give rightly where the day is a guess, the
# counts are equal, at most two members differ, and no other vote fits either of them.
_BY_BALLOTS = """
    WITH nameless AS (
        SELECT * FROM roll_calls WHERE complete AND NOT without_vote AND kind = 'text'
            AND resolution IS NULL AND draft IS NULL),
    named AS (
        SELECT r.*, a.same AS vote FROM roll_calls r JOIN accounts a USING (roll)
        WHERE r.complete AND NOT r.without_vote AND r.kind = 'text' AND r.resolution IS NOT NULL),
    alike AS (
        SELECT n.roll, n.source, m.roll AS other, m.vote FROM nameless n JOIN named m
        ON n.body = m.body AND date_trunc('month', n.date) = date_trunc('month', m.date)
            AND n.favour = m.favour AND n.against = m.against AND n.abstain = m.abstain),
    close AS (
        SELECT DISTINCT k.roll, k.source, k.vote
        FROM alike k JOIN votes a ON a.roll = k.roll
        JOIN votes b ON b.roll = k.other AND b.member = a.member
        GROUP BY k.roll, k.source, k.other, k.vote
        HAVING count(*) FILTER (a.ballot <> b.ballot) <= 2)
    SELECT roll, vote FROM close
    QUALIFY count(*) OVER (PARTITION BY roll) = 1
        AND count(*) OVER (PARTITION BY source, vote) = 1"""

_NUMBERED = """
    CREATE OR REPLACE TEMP TABLE numbered AS
    SELECT r.roll, k.symbol, k.same, k.place = 1 AS preferred, row_number() OVER (
        ORDER BY r.date, r.body, k.symbol, k.place, s.precedence, s.sha256, r.source_row) AS number
    FROM roll_calls r JOIN ranked k USING (roll) JOIN sources s USING (source)"""

_SOURCES = """
    CREATE OR REPLACE TEMP TABLE source_numbers AS
    SELECT source, row_number() OVER (
        ORDER BY precedence, importer, bundle, sha256 <> bundle, sha256) AS number FROM sources"""

_WRITE = {
    "about": f"SELECT {VERSION}",
    "sources": """
        SELECT n.number, s.* EXCLUDE (source) FROM sources s JOIN source_numbers n USING (source)
        ORDER BY 1""",
    "roll_calls": """
        SELECT n.number, p.number, r.source_row, n.symbol, n.same, n.preferred,
            r.* EXCLUDE (roll, source, source_row, symbol, same, preferred)
        FROM roll_calls r JOIN numbered n USING (roll)
        JOIN source_numbers p ON p.source = r.source ORDER BY 1""",
    "votes": """
        SELECT n.number, p.number, v.* EXCLUDE (roll, source)
        FROM votes v JOIN numbered n USING (roll)
        JOIN source_numbers p ON p.source = v.source ORDER BY 1, v.member""",
    "symbols": """
        SELECT k.key, k.part, n.number, k.role FROM found_by k JOIN numbered n USING (roll)
        ORDER BY ALL""",
    "problems": """
        SELECT p.number, q.* EXCLUDE (source)
        FROM problems q JOIN source_numbers p USING (source) ORDER BY ALL""",
}


@frozen
class _Account:
    """What one source says that identifies a vote."""

    roll: int
    source: int
    importer: str
    source_row: str
    label: str
    body: str
    kind: str
    draft: str | None
    resolution: str | None

    @property
    def symbol(self) -> str:
        """The label cut down to the symbol of the document."""
        if self.resolution or not (found := _DOCUMENT.search(self.label)):
            return self.resolution or self.label
        key = document_key(self.label)
        return f"{found[0]} {key.part.lower()}".strip() if key else found[0]

    @property
    def key(self) -> Key:
        """What the vote is found by."""
        known = resolution_key(self.resolution) if self.resolution else document_key(self.label)
        return known or Key(self.label.upper())


def arrange(connection: Connection) -> None:
    """Number what the tables hold, in an order that does not depend on how it came there."""
    accounts = [_Account(*row) for row in connection.execute(_ACCOUNTS).fetchall()]
    same = dict(_same_vote(accounts))
    _name_accounts(connection, accounts, same)
    if by_ballots := dict(connection.execute(_BY_BALLOTS).fetchall()):
        same |= by_ballots
        _name_accounts(connection, accounts, same)
    connection.execute(_PREFERRED)
    first = connection.execute("SELECT same, roll FROM ranked WHERE place = 1").fetchall()
    preferred_of = dict(first)
    preferred = [one for one in accounts if preferred_of[same[one.roll]] == one.roll]
    finds = list(_finds(preferred))
    found_by = [(key.text, key.part, roll, role) for key, roll, role in finds]
    for one in accounts:
        roll = preferred_of[same[one.roll]]
        if roll != one.roll:
            found_by.append((one.key.text, one.key.part, roll, "account"))
    table_of(
        connection,
        "found_by",
        "key VARCHAR, part VARCHAR, roll INTEGER, role VARCHAR",
        sorted(set(found_by)),
    )
    _number_doubles(connection, preferred, finds)
    connection.execute(_NUMBERED)
    connection.execute(_SOURCES)


def _name_accounts(
    connection: Connection, accounts: Iterable[_Account], same: Mapping[int, str]
) -> None:
    table_of(
        connection,
        "accounts",
        "roll INTEGER, symbol VARCHAR, same VARCHAR",
        [(one.roll, one.symbol, same[one.roll]) for one in accounts],
    )


def write_tables(connection: Connection, schema: str) -> None:
    """Copy what was arranged into the empty tables of the database that `schema` names."""
    for name in TABLES:
        connection.execute(f"INSERT INTO {schema}{name} {_WRITE[name]}")


def _same_vote(accounts: Iterable[_Account]) -> Iterator[tuple[int, str]]:
    """A name for each vote that its accounts in several sources share.

    Where one source tells of several votes under one symbol, nothing says which of them another
    source means, so each stands for itself.
    """
    accounts = list(accounts)
    times = Counter((one.source, one.body, one.key) for one in accounts)
    for one in accounts:
        name = f"{one.body} {one.key}"
        alone = times[one.source, one.body, one.key] == 1
        yield one.roll, name if alone else f"{name} {one.importer} {one.source_row}"


def _finds(preferred: Iterable[_Account]) -> Iterator[tuple[Key, int, str]]:
    for one in preferred:
        yield one.key, one.roll, "symbol"
        for text in _DOCUMENT.findall(one.draft or "") if one.resolution else ():
            yield Key(text.upper()), one.roll, "draft"


def _number_doubles(
    connection: Connection, preferred: Iterable[_Account], finds: Iterable[tuple[Key, int, str]]
) -> None:
    """Tell votes apart that one symbol names: S/PV.49#1 and S/PV.49#2."""
    by_key: dict[Key, set[int]] = defaultdict(set)
    for key, roll, _ in finds:
        by_key[key].add(roll)
    place: Counter[Key] = Counter()
    doubles = []
    for one in preferred:
        if len(by_key[one.key]) > 1:
            place[one.key] += 1
            numbered = f"#{place[one.key]}"
            part = f"{one.key.part} {numbered}".strip()
            doubles.append((one.roll, f"{one.symbol}{numbered}", one.key.text, part))
    table_of(
        connection,
        "doubles",
        "roll INTEGER, symbol VARCHAR, key VARCHAR, part VARCHAR",
        doubles,
    )
    connection.execute(
        "UPDATE ranked SET symbol = d.symbol FROM doubles d WHERE ranked.roll = d.roll"
    )
    connection.execute("INSERT INTO found_by SELECT key, part, roll, 'symbol' FROM doubles")
