"""Static positions: time and likeness to the published ones, beside the packages of the field.

    python benchmarks/static.py [--data FOLDER] [--peers FOLDER] [--quick]

Assembly, sessions 60 to 73, Voeten's roll calls on which members differed. FOLDER of `--data` holds
the tidy files; `--peers` is an environment into which the peers are installed. Figures of packages
in R are those recorded on the same ballots and machine (2026), as nothing here installs R.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
import venv
from pathlib import Path

import numpy as np
from irt_peers import PEERS
from numpy.typing import NDArray

from vetopoint.infer.matrices import VoteMatrix, recorded_matrix
from vetopoint.infer.static.estimators import BinaryIdealPoints, OrdinalIdealPoints
from vetopoint.record.store import quiet_connection

__all__ = ["main"]

HERE = Path(__file__).resolve().parent
PACKAGES = ("girth", "mirt", "theta-irt", "scikit-learn")
RECORDED = (
    ("R wnominate 1-D", 14.9, 0.981),
    ("R oc 1-D", 14.0, 0.916),
    ("R emIRT binIRT, tolerance 1e-6", 2.5, 0.977),
    ("R pscl ideal, 2,000 iterations", 29.0, 0.974),
    ("R MCMCpack MCMCirt1d, 2,400 iterations", 18.7, 0.974),
    ("R emIRT ordIRT, prior variance 0.25, 1,043 of the items", 14.0, 0.989),
    ("R emIRT ordIRT, at least 3 ballots in each category", 3.4, 0.988),
)
LIMIT = 420


def differing(data: Path) -> VoteMatrix:
    matrix = recorded_matrix(data=data / "voeten_votes_1946_2019.parquet")
    matrix = matrix.only((matrix.sessions >= 60) & (matrix.sessions <= 73))
    apart = np.array([len(np.unique(item[item >= 0])) > 1 for item in matrix.cells.T])
    matrix = matrix.only(apart)
    return matrix.rows([m for m in matrix.members if (matrix.row(m) >= 0).any()])


def published(data: Path) -> dict[str, float]:
    with quiet_connection() as connection:
        rows = connection.execute(
            'SELECT iso3c, avg("IdealPointAll") FROM read_parquet(?) '
            "WHERE session BETWEEN 60 AND 73 GROUP BY 1",
            [str(data / "bsv_idealpoints_by_session_jun2024.parquet")],
        ).fetchall()
    return dict(rows)


def likeness(matrix: VoteMatrix, points: NDArray[np.float64], theirs: dict[str, float]) -> float:
    known = [
        place
        for place, code in enumerate(matrix.members)
        if code in theirs and np.isfinite(points[place])
    ]
    return abs(float(np.corrcoef(points[known], [theirs[matrix.members[k]] for k in known])[0, 1]))


def ours(matrix: VoteMatrix, theirs: dict[str, float]) -> dict[str, float]:
    found = {}
    for name, model in (
        ("ordinal", OrdinalIdealPoints()),
        ("binary, abstentions against", BinaryIdealPoints(abstentions="against")),
        ("binary, abstentions ignored", BinaryIdealPoints()),
        ("ordinal, two dimensions", OrdinalIdealPoints(2)),
    ):
        model.fit(matrix)
        runs = []
        for _ in range(3):
            start = time.process_time()
            model.fit(matrix)
            runs.append(time.process_time() - start)
        start = time.process_time()
        errors = model.standard_errors_
        laplace = time.process_time() - start
        found[name] = min(runs)
        r = likeness(matrix, model.points_[:, 0], theirs)
        print(
            f"{name:30} {min(runs):6.2f} s, {model.n_iter_} sweeps, r {r:.4f}, "
            f"{100 * model.correct_:.1f} % right; 1,000 Laplace draws {laplace:.2f} s more, "
            f"median SE {np.nanmedian(errors[:, 0]):.3f}",
            flush=True,
        )
    return found


def asked(python: Path, matrix: VoteMatrix, theirs: dict[str, float], base: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cells.npz"
        np.savez(file, cells=matrix.cells)
        for peer in PEERS:
            command = [str(python), "-W", "ignore", str(HERE / "irt_peers.py"), peer, str(file)]
            try:
                done = subprocess.run(
                    command, capture_output=True, text=True, timeout=LIMIT, check=False
                )
                answer = json.loads(done.stdout.splitlines()[-1])
            except (subprocess.TimeoutExpired, IndexError, json.JSONDecodeError):
                answer = {"error": f"no answer in {LIMIT} s"}
            if "error" in answer:
                print(f"{peer:30} {answer['error']}", flush=True)
                continue
            points = np.array(answer["points"])
            r, missing = likeness(matrix, points, theirs), int((~np.isfinite(points)).sum())
            print(
                f"{peer:30} {answer['seconds']:6.1f} s, {answer['seconds'] / base:.0f} times ours, "
                f"r {r:.3f}, {missing} members without a position",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared/data/un")
    parser.add_argument("--peers", type=Path, default=HERE.parent / "build" / "irt-peers")
    parser.add_argument("--quick", action="store_true", help="without the peers")
    options = parser.parse_args()
    matrix, theirs = differing(options.data), published(options.data)
    print(f"{matrix.cells.shape} members by items, {(matrix.cells >= 0).sum():,} ballots")
    found = ours(matrix, theirs)
    for name, seconds, r in RECORDED:
        base = found["ordinal" if "ordIRT" in name else "binary, abstentions against"]
        print(f"{name:56} {seconds:5.1f} s recorded, {seconds / base:.0f} times ours, r {r}")
    if options.quick:
        return
    python = options.peers / "bin" / "python"
    if not python.exists():
        venv.create(options.peers, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    asked(python, matrix, theirs, found["ordinal"])


if __name__ == "__main__":
    main()
