"""Judge the Council's forecasts on 2010 to mid-2024, and time one forecast.

    .venv/bin/python benchmarks/council.py ../shared/data/un [SINCE UNTIL]

Prints Markdown for RESULTS.md. The window was looked at sparingly: RESULTS.md counts how often.
"""

from __future__ import annotations

import datetime
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from vetopoint.infer.council.backtest import judged
from vetopoint.record.drafts import council_drafts

TARGETS = {
    "log_loss": "0.130 or less",
    "brier": "0.035 or less",
    "average_precision": "0.45 or more",
}


def main(folder: Path, since: datetime.date, until: datetime.date) -> None:
    started = time.process_time()
    found = judged(council_drafts(folder), since, until).payload
    spent = time.process_time() - started
    veto = found["veto"]
    print(
        f"{since} to {until}: {veto['drafts']} drafts, {veto['vetoes']} vetoes, {spent:.0f} s CPU\n"
    )
    print("| veto of the draft | log loss | Brier | average precision |\n|---|---:|---:|---:|")
    for name, own in (("forecast", veto), *veto["baselines"].items()):
        print(f"| {name} | {numbers(own, 'log_loss', 'brier', 'average_precision')} |")
    print(f"| target | {' | '.join(TARGETS.values())} |")
    skill = veto["skill"]
    low, high = skill["interval"]
    ratio = veto["log_loss"] / veto["baselines"]["base rate"]["log_loss"]
    print(
        f"\nLog loss {ratio:.3f} of the base rate's; skill over the {skill['over']} "
        f"{skill['log_loss']:.3f} (95 % interval {low:.3f} to {high:.3f}).\n"
    )
    cells(found)
    print("\n| member | vetoes forecast | cast | log loss |\n|---|---:|---:|---:|")
    for code, own in veto["members"].items():
        print(f"| {code} | {own['expected']:.1f} | {own['events']} | {own['log_loss']:.3f} |")
    print("\n| forecast between | mean forecast | vetoed | drafts |\n|---|---:|---:|---:|")
    for bar in veto["reliability"]:
        print(
            f"| {bar['low']:.1f}–{bar['high']:.1f} | {bar['mean_chance']:.3f} | {bar['share']:.3f} "
            f"| {bar['cases']} |"
        )
    one_forecast(folder)


def cells(found: dict[str, Any]) -> None:
    model = found["model"]
    print("| ballots | log loss | Brier | accuracy |\n|---|---:|---:|---:|")
    for name in ("all", "recurring", "new"):
        print(f"| forecast, {name} | {numbers(model[name], 'log_loss', 'brier', 'accuracy')} |")
    for size, own in model["known"].items():
        print(f"| forecast, {size} known | {numbers(own, 'log_loss', 'brier', 'accuracy')} |")
    for name, own in found["baselines"].items():
        print(f"| {name} | {numbers(own['all'], 'log_loss', 'brier', 'accuracy')} |")


def numbers(own: dict[str, Any], *keys: str) -> str:
    return " | ".join(f"{own[key]:.4f}" for key in keys)


def one_forecast(folder: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "vetopoint",
        "forecast",
        "un-security-council",
        "--on",
        "2022-02-25",
        "--subject",
        "ukraine",
        "--json",
    ]
    print("\n| one forecast, whole program | CPU |\n|---|---:|")
    runs = (
        ("from what ships", []),
        ("from a folder, first", ["--data", str(folder)]),
        ("from a folder, again", ["--data", str(folder)]),
    )
    for name, more in runs:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*words, *more], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        print(f"| {name} | {spent:.2f} s |")


if __name__ == "__main__":
    day = datetime.date.fromisoformat
    first, last = sys.argv[2:4] if len(sys.argv) > 3 else ("2010-01-01", "2024-06-30")
    main(Path(sys.argv[1]), day(first), day(last))
