"""Exact power in the International Monetary Fund, compared with independently computed fractions.

Takes about a minute: `python benchmarks/truth.py FILE`, where FILE is a power-truth.json.
"""

from __future__ import annotations

import json
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

from vetopoint.count.engine import count_by_size
from vetopoint.law.rules import AllOf, Count, Rule, Threshold


def rules(fund: dict[str, Any]) -> dict[str, Rule]:
    """The rules of the file, by the names of its entries."""
    votes = {f"M{place}": votes for place, votes in enumerate(fund["votes"])}
    found: dict[str, Rule] = {}
    for name, entry in fund.items():
        if isinstance(entry, dict):
            found[name] = Threshold("votes", votes, Count(1), entry["quota"])
            if "members_needed" in entry:
                needed = entry["members_needed"]
                members = Threshold("members", dict.fromkeys(votes, 1), Count(1), needed)
                found[name] = AllOf((found[name], members))
    return found


def main() -> int:
    fund = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["imf_2022"]
    wrong = 0
    for name, rule in rules(fund).items():
        entry = fund[name]
        swings = entry.get("swings_by_votes") or dict(
            zip(map(str, fund["votes"]), entry.get("swings", []), strict=True)
        )
        powers = entry.get("shapley_shubik_by_votes") or entry["shapley_shubik"]
        began = time.process_time()
        found = count_by_size(rule)
        shapley = found.shapley_shubik()
        different = 0
        for place, votes in enumerate(fund["votes"]):
            kind = found.type_of(f"M{place}")
            same = sum(found.swings[kind]) == int(swings[str(votes)])
            different += not (same and shapley[kind] == Fraction(powers[str(votes)]))
        wrong += different
        taken = time.process_time() - began
        print(f"{name}: {len(fund['votes'])} members, {different} different, {taken:.1f} s CPU")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
