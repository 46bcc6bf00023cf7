"""Links that Bailey, Strezhnev and Voeten (2017) made by hand, laid upon a record's roll calls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.infer.roll_calls import NoRollCallsError, RollCalls, roll_calls_in
from vetopoint.record.importing import read_sources

__all__ = ["HandLinks", "hand_links"]

_LINKS = """
    SELECT p.symbol, min(l.link), min(l.rcid) FROM roll_calls p
    JOIN roll_calls v ON v.same = p.same JOIN sources s ON s.source = v.source
    JOIN (SELECT DISTINCT rcid::VARCHAR AS rcid, rcidL AS link FROM read_parquet($1)) l
        ON l.rcid = v.source_row
    WHERE p.preferred AND s.importer = 'voeten' GROUP BY 1"""


@frozen(eq=False)
class HandLinks:
    """Roll calls in order of sessions, and the hand-made link [items] of each.

    Only roll calls that those who linked had before them are kept. `numbers` [items] are Voeten's.
    """

    calls: RollCalls
    link: NDArray[np.int64]
    numbers: tuple[str, ...]


def hand_links(folder: Path) -> HandLinks:
    """The record's roll calls to 2019 with the links that `bsv_sample.parquet` implies.

    Raises
    ------
    NoRollCallsError
        If the folder lacks that file.
    """
    sample = folder / "bsv_sample.parquet"
    if not sample.is_file():
        raise NoRollCallsError(
            f"{folder} does not hold bsv_sample.parquet, which implies the hand-made links; "
            "name a folder that does"
        )
    store = read_sources([folder])
    try:
        calls = roll_calls_in(store)
        held = {symbol: told for symbol, *told in store.rows(_LINKS, str(sample))}
    finally:
        store.connection.close()
    kept = calls.of_items(np.array([item in held for item in calls.items]))
    told = [held[item] for item in kept.items]
    _, link = np.unique([one for one, _ in told], return_inverse=True)
    return HandLinks(kept, link, tuple(number for _, number in told))
