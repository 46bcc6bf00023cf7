"""Make the items of Assembly texts that ship, from a folder of the record and the positions.

.venv/bin/python scripts/write_assembly_items.py ../shared/data/un
"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

from vetopoint.infer.assembly.item_stream import ItemStream
from vetopoint.infer.assembly.shipped_items import (
    ITEMS,
    items_bytes,
    shipped_positions_sha256,
    words_of,
)
from vetopoint.record.resolutions import Resolutions, assembly_resolutions

YEARS = (*range(1960, 2000, 5), *range(2000, 2025))
LAST = datetime.date(2024, 7, 1)


def main(folder: Path) -> None:
    record = assembly_resolutions(folder)
    stream, items = ItemStream(record), []
    for day in (*(datetime.date(year, 1, 1) for year in YEARS), LAST):
        items.append(stream.fitted(day))
        print(day, len(items[-1].texts), "texts", file=sys.stderr)
    provenance = {
        "made_by": "scripts/write_assembly_items.py",
        "files": record.source,
        "sha256": record.sha256,
        "positions": shipped_positions_sha256(),
        "until": str(record.days[-1]),
        "note": "Slopes, cuts and habits are our own estimates; symbols, days, tallies and the "
        "words of titles are facts of the UN Digital Library's voting record.",
    }
    ITEMS.write_bytes(items_bytes(items, list(texts_of(record)), provenance))
    print(f"{ITEMS.name}: {ITEMS.stat().st_size / 1000:.0f} kB")


def texts_of(record: Resolutions) -> list[tuple[object, ...]]:
    """Symbol, day, votes for, against and abstaining, and words of each text."""
    return [
        (symbol, day, *((own == code).sum() for code in (0, 2, 1)), words_of(title))
        for symbol, day, own, title in zip(
            record.symbols, record.days, record.cells, record.titles, strict=True
        )
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
