"""Agreement of every pair of members in every session: time, and beside scikit-learn pair by pair.

    python benchmarks/agreement.py [--data FOLDER] [--pairs N]

FOLDER holds the tidy files. scikit-learn's `cohen_kappa_score` takes one pair at a time; it is
asked for N pairs and its time for all is worked out from these.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from sklearn.metrics import cohen_kappa_score

from vetopoint.infer.agreement import MEASURES, agreement_matrix, all_dyads
from vetopoint.infer.matrices import VoteMatrix, recorded_matrix

__all__ = ["main"]

HERE = Path(__file__).resolve().parent
FIVE = ("agreement", "lijphart", "s", "kappa", "pi")


def timed(matrix: VoteMatrix, measures: tuple[str, ...]) -> tuple[float, int]:
    runs = []
    for _ in range(3):
        start = time.process_time()
        dyads = all_dyads(matrix, "session", measures, least=1)
        runs.append(time.process_time() - start)
    print(
        f"{len(dyads.common):,} pairs in sessions, {len(measures)} measures: {min(runs):.2f} s CPU",
        flush=True,
    )
    return min(runs), len(dyads.common)


def beside(matrix: VoteMatrix, pairs: int, all_pairs: float, count: int) -> None:
    generator = np.random.default_rng(0)
    seconds, worst, asked = 0.0, 0.0, 0
    while asked < pairs:
        session = generator.choice(np.unique(matrix.sessions))
        cells = matrix.cells[:, matrix.sessions == session]
        ours = agreement_matrix(cells, "kappa-squared", 1)
        one, other = generator.integers(0, len(cells), 2)
        both = (cells[one] >= 0) & (cells[other] >= 0)
        if one == other or not np.isfinite(ours[one, other]):
            continue
        start = time.process_time()
        theirs = cohen_kappa_score(
            cells[one][both], cells[other][both], labels=[0, 1, 2], weights="quadratic"
        )
        seconds += time.process_time() - start
        worst = max(worst, abs(theirs - ours[one, other]))
        asked += 1
    total = seconds / pairs * count
    print(
        f"scikit-learn cohen_kappa_score, one measure: {seconds / pairs * 1000:.2f} ms a pair, "
        f"{total:.0f} s for all, {total / all_pairs:,.0f} times ours for five measures; "
        f"largest difference over {pairs} pairs {worst:.1e}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared/data/un")
    parser.add_argument("--pairs", type=int, default=500)
    options = parser.parse_args()
    start = time.process_time()
    matrix = recorded_matrix(data=options.data / "voeten_votes_1946_2019.parquet")
    print(f"reading {matrix.cells.shape}: {time.process_time() - start:.2f} s CPU", flush=True)
    five, count = timed(matrix, FIVE)
    timed(matrix, tuple(MEASURES))
    beside(matrix, options.pairs, five, count)


if __name__ == "__main__":
    main()
