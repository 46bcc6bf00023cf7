"""One peer package fits a matrix of ballots: prints CPU seconds and a position for each member.

Runs in the peers' own environment, which has nothing of this project. The file named holds `cells`
[members, items]: 0 for, 1 abstain, 2 against, −1 none.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

Cells = Any


def _binary(cells: Cells) -> Cells:
    """1 in favour, 0 not, nan for no ballot."""
    return np.where(cells < 0, np.nan, (cells == 0).astype(float))


def girth(cells: Cells) -> list[float]:
    import girth as peer

    votes = _binary(cells).T
    data = np.where(np.isnan(votes), peer.INVALID_RESPONSE, votes).astype(int)
    found = peer.twopl_mml(data)
    points = peer.ability_eap(data, found["Difficulty"], found["Discrimination"])
    return [float(one) for one in points]


def mirt_2pl(cells: Cells) -> list[float]:
    import mirt as peer

    votes = _binary(cells)
    data = np.where(np.isnan(votes), -1, votes).astype(int)
    found = peer.fit_mirt(data, model="2PL", compute_standard_errors=False)
    return [float(one) for one in np.ravel(peer.fscores(found, data).theta)]


def mirt_graded(cells: Cells) -> list[float]:
    import mirt as peer

    found = peer.fit_mirt(
        cells.astype(int), model="GRM", n_categories=3, compute_standard_errors=False
    )
    return [float(one) for one in np.ravel(peer.fscores(found, cells.astype(int)).theta)]


def theta_irt(cells: Cells) -> list[float]:
    import theta as peer

    votes = _binary(cells)
    model = peer.fit(votes, model="2PL")
    scored = peer.score(votes, model.a, model.b, model.c, model.d)
    return [float(one) for one in np.ravel(scored[0] if isinstance(scored, tuple) else scored)]


PEERS: dict[str, Callable[[Cells], list[float]]] = {
    "girth 2PL": girth,
    "mirt 2PL": mirt_2pl,
    "mirt graded": mirt_graded,
    "theta-irt 2PL": theta_irt,
}


def main() -> None:
    peer, file = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CPU, (400, 400))
    cells = np.load(file)["cells"]
    start = time.process_time()
    try:
        points = PEERS[peer](cells)
    except Exception as error:  # noqa: BLE001 - whatever a peer raises is a result here
        print(json.dumps({"error": f"refuses ({type(error).__name__}: {str(error)[:80]})"}))
        return
    seconds = time.process_time() - start
    print(json.dumps({"seconds": seconds, "points": points}))


if __name__ == "__main__":
    main()
