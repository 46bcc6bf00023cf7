"""Make the positions that ship, from the folder of votes that DIR names.

    python scripts/fit_positions.py DIR [assembly|joint] [--draws N] [--warm-up N]

Writes src/vetopoint/infer/shipped/positions-*.npz. Same votes and same seed, same numbers.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from attrs import evolve

from vetopoint.brief.files import write_whole
from vetopoint.infer.chains import Plan
from vetopoint.infer.filtering import filtered
from vetopoint.infer.fit import fit_positions
from vetopoint.infer.joint_scale import joined, seated
from vetopoint.infer.linking import recurring, shortened
from vetopoint.infer.positions import SCALES, Positions, position_bytes
from vetopoint.infer.roll_calls import read_roll_calls
from vetopoint.record.votes import BODIES

SHIPPED = Path(__file__).resolve().parents[1] / "src/vetopoint/infer/shipped"
KEPT, RECENT, SESSIONS = 40, 400, 4


def slim(positions: Positions) -> Positions:
    """Few draws of all rows, more of the last sessions."""
    draws = positions.draws
    last = np.flatnonzero(positions.period > positions.period.max() - SESSIONS)
    few = np.linspace(0, len(draws) - 1, min(KEPT, len(draws))).astype(int)
    more = np.linspace(0, len(draws) - 1, min(RECENT, len(draws))).astype(int)
    return evolve(positions, draws=draws[few], recent=draws[more][:, last], recent_rows=last)


def say(done: int, total: int) -> None:
    if done % 50 == 0 or done == total:
        print(f"{done} of {total}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("scale", choices=list(SCALES), default="assembly", nargs="?")
    parser.add_argument("--method", default="smoother")
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--warm-up", type=int, default=2000)
    given = parser.parse_args()
    calls = read_roll_calls(given.data)
    calls = calls.linked(shortened(recurring(calls), calls.session))
    if given.scale == "joint":
        calls = joined(calls, read_roll_calls(given.data, body=BODIES["S"]))
    plan = Plan(draws=given.draws, warm_up=given.warm_up, seed=1946)
    fit = fit_positions(calls, given.method, plan=plan, told=say)
    print(fit.positions.provenance, file=sys.stderr)
    positions = filtered(fit, told=say)
    if given.scale == "joint":
        positions = seated(positions, calls)
    written = position_bytes(slim(positions))
    write_whole(SHIPPED / SCALES[given.scale], written)
    print(f"{len(written):,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
