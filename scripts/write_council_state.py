"""Make the forecaster's state that ships: yearly counts and weights, from a folder of the record.

.venv/bin/python scripts/write_council_state.py ../shared/data/un
"""

from __future__ import annotations

import datetime
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from vetopoint.infer.council.forecaster import council_groups, train
from vetopoint.infer.council.history import events_of
from vetopoint.infer.council.profiles import BALLOTS, casts_of
from vetopoint.infer.council.shipped import STATE
from vetopoint.record.drafts import DraftRecord, Vote, council_drafts

NOTE = (
    "Counts of our own coding of each draft (subject, kind of sponsors, course) and of members' "
    "ballots by course and year; no roll call can be read off them."
)
FIRST, LAST = 1946, datetime.date(2024, 6, 30)


def main(folder: Path) -> None:
    record = council_drafts(folder)
    years = range(FIRST, LAST.year + 1)
    periods = [period(record, year) for year in years]
    weights = [
        {"from": day.isoformat(), "values": [round(v, 4) for v in fitted(record, day)]}
        for day in [*(datetime.date(y, 1, 1) for y in years[1:]), LAST + datetime.timedelta(1)]
    ]
    state = {
        "provenance": {
            "made_by": "scripts/write_council_state.py",
            "files": record.source,
            "sha256": record.sha256,
            "until": LAST.isoformat(),
            "note": NOTE,
        },
        "periods": periods,
        "weights": weights,
    }
    STATE.write_text(
        json.dumps(state, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n"
    )
    print(f"{STATE.name}: {STATE.stat().st_size / 1000:.0f} kB")


def period(record: DraftRecord, year: int) -> dict[str, object]:
    first, last = datetime.date(year, 1, 1), min(datetime.date(year, 12, 31), LAST)
    votes = [vote for vote in record.votes if first <= vote.draft.day <= last]
    middle = (first.toordinal() + last.toordinal()) // 2
    return {
        "name": str(year),
        "until": last.isoformat(),
        "middle": middle,
        "courses": courses(votes),
        "due": due(votes, last),
        "ballots": ballots(votes),
    }


def courses(votes: list[Vote]) -> list[list[object]]:
    found = Counter((e.key, e.sponsorship, e.course, e.vetoers) for e in events_of(votes))
    return [[key, s, c, n, vetoers] for (key, s, c, vetoers), n in sorted(found.items())]


def due(votes: list[Vote], last: datetime.date) -> dict[str, list[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for event in events_of(votes):
        found[event.key].update(end for end in event.expiries if end > last.toordinal() - 5)
    return {key: sorted(ends) for key, ends in sorted(found.items()) if ends}


def ballots(votes: list[Vote]) -> list[list[object]]:
    found: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0] * len(BALLOTS))
    for cast in casts_of(votes, council_groups()):
        found[cast.member, cast.course][cast.ballot] += 1
    return [[member, course, numbers] for (member, course), numbers in sorted(found.items())]


def fitted(record: DraftRecord, day: datetime.date) -> list[float]:
    print(day, file=sys.stderr)
    return train(record.before(day), day).weights.flat()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
