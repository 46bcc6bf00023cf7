"""One scale for Assembly and Council, held against each body alone.

    python benchmarks/joint.py DIR

DIR is the tidy folder of votes. Fits the mode to the Council alone, to the Assembly alone and to
both; prints how alike the positions of the same members in the same sessions are, and how well the
Council's ballots are told that were held out (a tenth, at random).
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from attrs import evolve

from vetopoint.infer.fit import Fit, fit_positions
from vetopoint.infer.joint_scale import compared, held_out_loss, in_sessions_of, joined
from vetopoint.infer.linking import recurring, shortened
from vetopoint.infer.roll_calls import RollCalls, read_roll_calls
from vetopoint.record.votes import BODIES

SHARE, SEED = 0.1, 1946


def fitted(calls: RollCalls) -> Fit:
    start = time.process_time()
    fit = fit_positions(calls, "map")
    print(f"  {len(calls.items):,} items, {len(fit.layout.row_items):,} votes on divided ones, "
          f"{time.process_time() - start:.1f} s CPU", flush=True)  # fmt: skip
    return fit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    given = parser.parse_args()
    assembly = read_roll_calls(given.data)
    assembly = assembly.linked(shortened(recurring(assembly), assembly.session))
    council = in_sessions_of(assembly, read_roll_calls(given.data, body=BODIES["S"]))
    both = joined(assembly, council)
    print("fits: the Council alone, the Assembly alone, both")
    alone, wide, joint = fitted(council), fitted(assembly), fitted(both)
    for name, one, other in (
        ("Council alone beside Assembly alone", alone, wide),
        ("joint beside Assembly alone", joint, wide),
        ("joint beside Council alone", joint, alone),
    ):
        for era, span in (("all", (1, 99)), ("1946-89", (1, 44)), ("1990 on", (45, 99))):
            r, rows, within = compared(one.positions, other.positions, council, *span)
            print(f"{name}, {era}: r {r:.3f} over {rows} member-sessions, within {within:.3f}")
    rng = np.random.default_rng(SEED)
    held = (both.body[both.item] == 1) & (rng.random(len(both.item)) < SHARE)
    kept = evolve(both, member=both.member[~held], item=both.item[~held], ballot=both.ballot[~held])
    only = kept.of_items(kept.body == 1)
    print("held-out ballots of the Council on divided items")
    for name, calls in (("joint", kept), ("Council alone", only)):
        loss = held_out_loss(fitted(calls), both, held)
        print(f"{name}: log loss {loss.model:.4f}, by the item's shares {loss.item:.4f}, by the "
              f"member's {loss.member:.4f}, over {loss.votes} ballots")  # fmt: skip


if __name__ == "__main__":
    main()
