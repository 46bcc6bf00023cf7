"""Time exact minimisation: python benchmarks/qca.py (10 conditions within 1 s, 12 within 10 s)."""

from __future__ import annotations

import time

import numpy as np

from vetopoint.compare.qca.analysis import analyse
from vetopoint.compare.qca.calibrated import Calibrated, calibrated_file
from vetopoint.compare.qca.covers import TooIrregularError
from vetopoint.compare.qca.table import Cuts

# Conditions, cases, seconds allowed.
SIZES = (
    (6, 30, 1.0),
    (8, 30, 1.0),
    (10, 30, 1.0),
    (10, 60, 1.0),
    (10, 100, 1.0),
    (12, 60, 10.0),
    (12, 100, 10.0),
)


def made_up(conditions: int, cases: int, *, is_regular: bool) -> Calibrated:
    """Cases at random; the outcome follows a rule with noise, or nothing at all (the worst)."""
    chance = np.random.default_rng(conditions * 1000 + cases)
    cells = chance.integers(0, 2, (cases, conditions))
    outcome = (cells[:, 0] & cells[:, 1]) | (cells[:, 2] & (1 - cells[:, 3]))
    noise = chance.random(cases) < (0.05 if is_regular else 0.5)
    rows = [[*row, y ^ int(n)] for row, y, n in zip(cells, outcome, noise, strict=True)]
    header = ",".join([*(f"C{i}" for i in range(conditions)), "Y"])
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    return calibrated_file("\n".join(lines), "Y")


def main() -> None:
    for conditions, cases, allowed in SIZES:
        for is_regular in (True, False):
            data = made_up(conditions, cases, is_regular=is_regular)
            began = time.process_time()
            kind = "a rule" if is_regular else "chance"
            try:
                found = analyse(data, Cuts(), [f"C{i}=1" for i in range(conditions)])
            except TooIrregularError as error:
                taken = time.process_time() - began
                print(f"{conditions} conditions, {cases} cases, {kind:<6} refused, {taken:.2f} s")
                print(f"  {error}")
                continue
            taken = time.process_time() - began
            sparing = found.solved.solutions["parsimonious"]
            print(
                f"{conditions} conditions, {cases} cases, {kind:<6} "
                f"{len(sparing.primes):>5} primes, {sparing.count:>6} models, {taken:6.2f} s "
                f"({'within' if taken <= allowed else 'OVER'} {allowed:g} s)"
            )


if __name__ == "__main__":
    main()
