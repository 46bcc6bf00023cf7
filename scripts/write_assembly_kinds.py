"""Make the kinds of Assembly texts that ship, from a folder of the record.

.venv/bin/python scripts/write_assembly_kinds.py ../shared/data/un
"""

from __future__ import annotations

import datetime
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from vetopoint.infer.assembly_kinds import BALLOTS, KINDS, fit_kinds, packed
from vetopoint.record.importers.files import SourceFile, relation
from vetopoint.record.store import quiet_connection

DAYS = [
    datetime.date(year, 1, 1) for year in (1960, 1970, 1980, 1990, 2000, 2005, 2010, 2015, 2020)
] + [datetime.date(2022, 1, 1), datetime.date(2024, 7, 1)]
YEARS = 20
LETTERS = {"Y": "for", "N": "against", "A": "abstain", "X": "absent"}
QUERY = """
    SELECT CAST(r.date AS DATE), r.title, list(v.state_code ORDER BY v.state_code),
        list(v.vote ORDER BY v.state_code)
    FROM {resolutions} r JOIN {votes} v USING (undl_id)
    WHERE v.vote IN ('Y', 'N', 'A', 'X') GROUP BY r.undl_id, 1, 2 ORDER BY 1, r.undl_id"""
NOTE = (
    "Kinds of texts found by our own estimation: for each kind its words and the chances of each "
    "member's ballot. No roll call can be read off them."
)


def main(folder: Path) -> None:
    votes = SourceFile(folder / "unga_votes.parquet")
    resolutions = SourceFile(folder / "unga_resolutions.parquet")
    query = QUERY.format(resolutions=relation(resolutions), votes=relation(votes))
    with quiet_connection() as connection:
        rows = connection.execute(query).fetchall()
    state = {
        "provenance": {
            "made_by": "scripts/write_assembly_kinds.py",
            "files": "unga_votes.parquet and unga_resolutions.parquet",
            "sha256": hashlib.sha256((votes.sha256 + resolutions.sha256).encode()).hexdigest(),
            "until": max(row[0] for row in rows).isoformat(),
            "note": NOTE,
        },
        "kinds": [packed_of(rows, day) for day in DAYS],
    }
    KINDS.write_text(json.dumps(state, indent=0) + "\n", "utf-8")
    print(f"{KINDS.name}: {KINDS.stat().st_size / 1000:.0f} kB")


def packed_of(rows: list[tuple[Any, ...]], day: datetime.date) -> dict[str, Any]:
    first = day.replace(year=day.year - YEARS)
    known = [row for row in rows if first <= row[0] < day]
    recent = [row for row in known if row[0] >= day.replace(year=day.year - 5)]
    members = sorted({code for row in recent for code in row[2]})
    place = {code: n for n, code in enumerate(members)}
    order = {letter: [b.value for b in BALLOTS].index(word) for letter, word in LETTERS.items()}
    cells = np.full((len(known), len(members)), -1, dtype=np.int8)
    for text, (_, _, codes, letters) in enumerate(known):
        for code, letter in zip(codes, letters, strict=True):
            if code in place:
                cells[text, place[code]] = order[letter]
    ages = np.array([(day - row[0]).days / 365.25 for row in known])
    number = min(40, len(known) // 6)
    print(day, len(known), number, file=sys.stderr)
    return packed(fit_kinds(day, members, cells, [row[1] or "" for row in known], ages, number))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
