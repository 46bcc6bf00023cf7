"""One peer package at work: reads games from standard input, prints values and CPU seconds.

Runs in the peers' own environment, which has nothing of this project.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any


def powerindex(weights: list[int], quota: int, index: str) -> list[float]:
    from powerindex.powerindex import Game

    game = Game(quota, weights=list(weights))
    if index == "banzhaf":
        game.calc_banzhaf()
        return list(game.banzhaf)
    game.calc_shapley_shubik()
    return list(game.shapley_shubik)


def powerindices(weights: list[int], quota: int, index: str) -> list[float]:
    import powerindices as peer

    compute = peer.compute_pbi if index == "banzhaf" else peer.compute_ssi
    return [float(value) for value in compute(quota, list(weights))]


def power_bdd(weights: list[int], quota: int, index: str) -> list[float]:
    from power_bdd.bdd import BDD, WeightedGame

    diagram = BDD(WeightedGame(quota, list(weights)))
    values = diagram.calc_banzhaf() if index == "banzhaf" else diagram.calc_shapley()
    return [float(value) for value in values]


def tucoopy(weights: list[int], quota: int, index: str) -> list[float]:
    from tucoopy.power import banzhaf, shapley_shubik

    if index == "banzhaf":
        return list(banzhaf.banzhaf_index_weighted_voting(weights, quota))
    return list(shapley_shubik.shapley_shubik_index_weighted_voting(weights, quota))


def coopgame(weights: list[int], quota: int, index: str) -> list[float]:
    import coopgame as peer

    game = peer.Game.weighted_voting(list(weights), quota)
    return list(peer.banzhaf(game) if index == "banzhaf" else peer.shapley(game))


PEERS = {
    "powerindex": powerindex,
    "powerindices": powerindices,
    "power-bdd": power_bdd,
    "tucoopy": tucoopy,
    "coopgame-py": coopgame,
}


def answered(peer: str, game: dict[str, Any]) -> dict[str, Any]:
    start = time.process_time()
    try:
        values = PEERS[peer](game["weights"], game["quota"], game["index"])
    except Exception as error:  # noqa: BLE001 - whatever a peer raises is a result here
        return {"error": f"refuses ({type(error).__name__})"}
    return {"values": values, "seconds": time.process_time() - start}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    peer = sys.argv[1]
    for game in json.load(sys.stdin):
        print(json.dumps(answered(peer, game)), flush=True)


if __name__ == "__main__":
    main()
