"""Assembly ballots held out at random, one in ten, foretold from all the others.

Each held-out ballot is foretold from the ballots of earlier days that were not held out, and from
those on the same text that were not. Later votes are not used, though a completion might use them.

    python benchmarks/heldout.py FOLDER [FIRST_YEAR LAST_YEAR]
"""

from __future__ import annotations

import datetime
import sys
import time
from pathlib import Path

import numpy as np
from attrs import evolve

from vetopoint.infer.assembly.forecaster import forecast_days
from vetopoint.infer.assembly.known import Known
from vetopoint.infer.scores import Scores, score
from vetopoint.record.resolutions import Resolutions, assembly_resolutions

SHARE, SEED = 0.1, 0


def heldout(record: Resolutions, since: datetime.date, until: datetime.date) -> Scores:
    """Scores of the ballots held out from one day to another."""
    cast = (record.cells >= 0) & (record.cells < 3)
    hidden = cast & (np.random.default_rng(SEED).random(cast.shape) < SHARE)
    shown = evolve(record, cells=np.where(hidden, -1, record.cells).astype(np.int8))
    known, text = Known(record), 0
    found, ballots, texts = [], [], []
    for features, outlook in forecast_days(shown, since, until):
        columns = np.array([features.column(member) for member in shown.members])
        first = known.count_before(features.day)
        for row, cells in enumerate(known.cells_of(features.day)):
            own = hidden[first + row]
            voted = np.flatnonzero((cells >= 0) & (cells < 3))
            places = columns[voted]
            told = np.flatnonzero(~own[voted])
            cloud = outlook.cloud(row, places).given(told, cells[voted][told].astype(np.int64))
            found.append(cloud.expected()[own[voted]])
            ballots.append(cells[voted][own[voted]].astype(np.int64))
            texts.append(np.full(int(own[voted].sum()), text))
            text += 1
    return score(np.concatenate(found), np.concatenate(ballots), np.concatenate(texts))


def main(words: list[str]) -> None:
    first, last = (int(word) for word in words[1:3]) if len(words) > 2 else (2012, 2019)
    begun = time.process_time()
    record = assembly_resolutions(Path(words[0]))
    found = heldout(record, datetime.date(first, 1, 1), datetime.date(last, 12, 31))
    print(found)
    print(f"{time.process_time() - begun:.0f} s of CPU time")


if __name__ == "__main__":
    main(sys.argv[1:])
