"""Keep what the workbench says of how good past forecasts were.

Usage: ./vetopoint backtest council --data DIR --since 2010-01-01 --json | \
       .venv/bin/python scripts/write_calibration.py

Writes `src/vetopoint/web/calibration/council.json` from the backtest: scores and reliability of the
chance of a veto, our own numbers, with the window and the source they were worked out from.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "src/vetopoint/web/calibration/council.json"


def main() -> None:
    found = json.load(sys.stdin)
    veto, (since, until) = found["veto"], found["window"]
    best = veto["skill"]["over"]
    value = {
        "body": found["body"],
        "since": since,
        "until": until,
        "drafts": veto["drafts"],
        "vetoes": veto["vetoes"],
        "log_loss": round(veto["log_loss"], 4),
        "brier": round(veto["brier"], 4),
        "average_precision": round(veto["average_precision"], 4),
        "baseline": best,
        "baseline_log_loss": round(veto["baselines"][best]["log_loss"], 4),
        "reliability": [
            {key: round(bar[key], 4) for key in ("low", "high", "mean_chance", "share", "cases")}
            for bar in veto["reliability"]
        ],
        "seed": found["seed"],
        "source": f"Worked out by vetopoint backtest council from {found['source']['files']}.",
        "sha256": found["source"]["sha256"],
    }
    OUT.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
