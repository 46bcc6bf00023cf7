"""The tables of the store, in the order in which they are filled."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["BALLOT_TYPE", "TABLES", "VERSION"]

VERSION = 2
"""Changed whenever the tables are: a store of another version is refused, not guessed at."""

BALLOT_TYPE = "CREATE TYPE {schema}ballot AS ENUM ('for', 'against', 'abstain', 'absent')"

TABLES: Mapping[str, str] = {
    "about": "version INTEGER",
    "sources": """
        source INTEGER, importer VARCHAR, title VARCHAR, file VARCHAR, sha256 VARCHAR,
        bytes BIGINT, precedence INTEGER, bundle VARCHAR""",
    "roll_calls": """
        roll INTEGER, source INTEGER, source_row VARCHAR, symbol VARCHAR, same VARCHAR,
        preferred BOOLEAN, label VARCHAR, body VARCHAR, kind VARCHAR, draft VARCHAR,
        resolution VARCHAR, date DATE, meeting VARCHAR, title VARCHAR, agenda VARCHAR,
        outcome VARCHAR, without_vote BOOLEAN, complete BOOLEAN, favour INTEGER, against INTEGER,
        abstain INTEGER, absent INTEGER, vetoers VARCHAR, note VARCHAR""",
    "votes": """
        roll INTEGER, source INTEGER, member VARCHAR, ballot {schema}ballot,
        published VARCHAR, note VARCHAR""",
    "symbols": "key VARCHAR, part VARCHAR, roll INTEGER, role VARCHAR",
    "problems": """
        source INTEGER, code VARCHAR, name VARCHAR, value VARCHAR, taken_as VARCHAR,
        row_count BIGINT, example VARCHAR, problem VARCHAR""",
}
"""`sources.bundle` is the hash of the main file of a source; its companions carry it too.
`roll_calls.same` joins the accounts that several sources give of one vote; one is preferred."""
