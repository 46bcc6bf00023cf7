"""The table of Assembly forecasts for RESULTS.md.

python benchmarks/assembly.py FOLDER SINCE [UNTIL]
"""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vetopoint.infer.assembly.backtest import backtest_assembly
from vetopoint.record.resolutions import assembly_resolutions

PARTS = ("all", "recurring", "new")


def rows(found: dict[str, Any]) -> Iterator[str]:
    """One line for each forecast: log loss, Brier and accuracy of each part."""
    model = found["model"]
    named = {"ours": model}
    named |= {f"ours, {n} known": own for n, own in model["known"].items() if n != "0"}
    named |= found["baselines"]
    yield f"| forecast | {' | '.join(PARTS)} |"
    yield "| --- | --- | --- | --- |"
    for name, own in named.items():
        cells = (
            f"{s['log_loss']:.4f} / {s['brier']:.3f} / {s['accuracy']:.3f}" if s else ""
            for s in (own[part] for part in PARTS)
        )
        yield f"| {name.replace('_', ' ')} | {' | '.join(cells)} |"


def main(words: list[str]) -> None:
    begun = time.process_time()
    days = [datetime.date.fromisoformat(word) for word in words[1:3]]
    found = backtest_assembly(assembly_resolutions(Path(words[0])), *days).as_record()
    print("\n".join(rows(found)))
    print(found["window"], found["texts"], "texts,", found["votes"], "ballots;", found["skill"])
    print("absence:", found["absence"])
    print(f"{time.process_time() - begun:.0f} s of CPU time")


if __name__ == "__main__":
    main(sys.argv[1:])
