"""Keep what the workbench says of how good past forecasts were.

Usage: ./vetopoint backtest council --data DIR --since 2010-01-01 --json | \
       .venv/bin/python scripts/write_calibration.py council FILE…
       ./vetopoint backtest assembly --since 2020-01-01 --json | \
       .venv/bin/python scripts/write_calibration.py assembly FILE…

Writes `src/vetopoint/web/calibration/BODY.json` from the backtest on standard input: scores and
reliability, our own numbers, with the window and the names and hashes of the FILEs that the votes
were read from.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parents[1] / "src/vetopoint/web/calibration"
KEPT = ("mean_chance", "share", "cases")


def main() -> None:
    body, *files = sys.argv[1:]
    found = json.load(sys.stdin)
    slug, value = {"council": council, "assembly": assembly}[body](found)
    since, until = found["window"]
    names = " and ".join(Path(file).name for file in files)
    value |= {
        "body": slug,
        "since": since,
        "until": until,
        "source": f"Worked out by vetopoint backtest {body} from {names}.",
        "files": {
            Path(file).name: hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in files
        },
    }
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)
    (OUT / f"{slug}.json").write_text(text + "\n", encoding="utf-8")


def council(found: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    veto, (since, until) = found["veto"], found["window"]
    best = veto["skill"]["over"]
    loss, other = veto["log_loss"], veto["baselines"][best]["log_loss"]
    words = {
        "title": "Do vetoes come as often as they are given a chance?",
        "unit": (
            f"Drafts of the Council, {since} to {until}, each forecast from the days before it"
        ),
        "happened": "Share vetoed",
        "how_to_read": (
            "On the dotted line, chances come true. Each point gathers drafts with like chances; "
            "its number says how many, its line holds 90 % of what so few drafts allow."
        ),
        "does_not_show": (
            "That the next draft is like the last ones; few drafts had a high chance, so points "
            "to the right are uncertain."
        ),
        "scored": (
            f"{veto['drafts']:,} drafts, {veto['vetoes']} vetoed. Log loss {loss:.3f} against "
            f"{other:.3f} for {best}."
        ),
    }
    return "un-security-council", {
        "words": words,
        "reliability": {"veto": kept(veto["reliability"])},
    }


def assembly(found: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    (since, until), best = found["window"], found["skill"]["over"]
    loss, other = found["model"]["all"]["log_loss"], found["baselines"][best]["log_loss"]
    new = found["model"]["new"]["log_loss"]
    words = {
        "title": "Do ballots come as often as they are given a chance?",
        "unit": (
            f"Ballots cast in the Assembly, {since} to {until}, each forecast from the days before"
        ),
        "happened": "Share that came",
        "how_to_read": (
            "On the dotted line, chances come true. Each sign gathers ballots that were given like "
            "chances: + for, ○ abstaining, − against. The table says how many each gathers."
        ),
        "does_not_show": (
            "How uncertain the signs are: ballots on one text go together, so that intervals by "
            "their number would be far too narrow. That texts on new subjects are harder than "
            "those that come back every year."
        ),
        "scored": (
            f"{found['texts']:,} texts, {found['new_texts']} of them new, {found['votes']:,} "
            f"ballots. Log loss {loss:.3f} against {other:.3f} for {best.replace('_', ' ')}; "
            f"{new:.3f} on new texts."
        ),
    }
    curves = {name: kept(curve) for name, curve in found["reliability"].items()}
    return "un-general-assembly", {"words": words, "reliability": curves}


def kept(curve: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: round(bar[key], 4) for key in KEPT} for bar in curve if bar["cases"]]


if __name__ == "__main__":
    main()
