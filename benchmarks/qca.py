"""Time exact minimisation: python benchmarks/qca.py (10 conditions within 1 s, 12 within 10 s).

CPU seconds of a whole analysis, outcome and absence, in this process; the last column is a loop of
ten million additions run just before, which on a machine without other work takes about 0.4 s.
"""

from __future__ import annotations

import time

import numpy as np

from vetopoint.compare.qca.analysis import analyse
from vetopoint.compare.qca.calibrated import Calibrated, calibrated_file
from vetopoint.compare.qca.covers import TooIrregularError
from vetopoint.compare.qca.table import Cuts

# Conditions, cases, seconds allowed.
SIZES = tuple(
    (conditions, cases, seconds)
    for conditions, seconds in ((6, 1.0), (8, 1.0), (10, 1.0), (12, 10.0))
    for cases in (60, 100, 150, 200)
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


def loop() -> float:
    began = time.process_time()
    total = 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - began


def main() -> None:
    for conditions, cases, allowed in SIZES:
        for is_regular in (True, False):
            for directions in ([], [f"C{i}=1" for i in range(conditions)]):
                data = made_up(conditions, cases, is_regular=is_regular)
                unit = loop()
                began = time.process_time()
                try:
                    found = analyse(data, Cuts(), directions)
                except TooIrregularError as error:
                    told = f"refused: {error}"
                else:
                    sparing = found.solved.solutions["parsimonious"]
                    more = "" if sparing.is_counted else "more than "
                    told = f"{len(sparing.primes)} primes, {more}{sparing.count} models"
                taken = time.process_time() - began
                print(
                    f"{conditions} conditions, {cases} cases, "
                    f"{'a rule' if is_regular else 'chance'}, "
                    f"{'directions' if directions else 'none'}: {taken:.2f} s "
                    f"({'within' if taken <= allowed else 'OVER'} {allowed:g}), loop {unit:.2f} s; "
                    f"{told}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
