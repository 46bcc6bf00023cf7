"""How fast and how right: our counting beside the packages of the field, in one run.

    python benchmarks/power.py [--peers FOLDER] [--quick]

Installs the peers into an environment of their own, prints CPU seconds of one core, the ratios,
and every disagreement on small random games, with brute force as judge.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import resource
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from vetopoint.count.engine import (
    banzhaf_floats,
    count_by_size,
    count_coalitions,
    count_critical,
    count_ternary,
    roll_call_power,
    shapley_floats,
)
from vetopoint.count.forecasts import forecast
from vetopoint.law.bodies import open_body
from vetopoint.law.rules import AllOf, Count, Effect, Rule, Threshold

HERE = Path(__file__).resolve().parent
PEERS = ("powerindex", "powerindices", "power-bdd", "tucoopy", "coopgame-py")
DAY = date(2022, 10, 2)
LIMIT = 15


def weighted(weights: list[int], quota: int) -> Threshold:
    names = [f"m{k}" for k in range(len(weights))]
    return Threshold("weights", dict(zip(names, weights, strict=True)), Count(favour=1), quota)


def random_weights(number: int) -> list[int]:
    draw = random.Random(f"{number}-1")  # noqa: S311 - the same games every time
    return [draw.randint(1, 1000) for _ in range(number)]


def council(vetoes: int, others: int, needed: int) -> Rule:
    permanent = [f"P{k}" for k in range(vetoes)]
    seats = permanent + [f"E{k}" for k in range(others)]
    votes = Threshold("affirmative votes", dict.fromkeys(seats, 1), Count(favour=1), needed)
    held = dict.fromkeys(permanent, 1)
    return AllOf((votes, Threshold("no veto", held, Count(against=-1), 0, Effect.VETO)))


def all_of_a_council(rule: Rule) -> None:
    count_by_size(rule).shapley_shubik()
    count_critical(rule)
    count_ternary(rule)
    roll_call_power(rule)


def assembly() -> Rule:
    one = {f"m{k}": 1 for k in range(193)}
    two_thirds = Threshold("two thirds of those voting", one, Count(1, -2), 0)
    return AllOf((two_thirds, Threshold("one in favour", one, Count(1), 1)))


def cpu(work: Callable[[], object], times: int = 3) -> float:
    """The best of some runs after a first one, which loads compiled code from its cache."""
    work()
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def once(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def imf_votes() -> list[int]:
    return sorted(open_body("imf-board-of-governors", DAY).weights("votes").values(), reverse=True)


def own_table(*, quick: bool) -> list[tuple[str, float, float]]:
    """What was to be reached, and what is, in CPU seconds."""
    votes = imf_votes()
    total = sum(votes)
    most, half = -(-85 * total // 100), total // 2 + 1
    two_hundred = random_weights(200)
    middle = sum(two_hundred) // 2 + 1
    union = open_body("eu-council", date(2020, 6, 1)).provision().rule
    draws = np.random.default_rng(1).dirichlet([3, 1, 1, 0.3], size=(10_000, 15))
    security = council(5, 10, 9)
    seats = sorted({m for leaf in security.parts for m in leaf.weights})  # type: ignore[union-attr]
    large, even = weighted(votes, most), weighted(votes, half)
    drawn = weighted(two_hundred, middle)
    both = AllOf((large, weighted([1] * len(votes), 114)))
    rows = [
        ("IMF 85 %, exact Banzhaf of all", 0.15, cpu(lambda: count_coalitions(large))),
        ("IMF 50 %, exact Banzhaf of all", 0.3, cpu(lambda: count_coalitions(even))),
        ("IMF 85 %, Shapley-Shubik, floats", 2.5, cpu(lambda: shapley_floats(large))),
        ("IMF 50 %, Shapley-Shubik, floats", 2.5, cpu(lambda: shapley_floats(even))),
        (
            "IMF amendment, both, floats",
            5,
            cpu(lambda: (shapley_floats(both), banzhaf_floats(both))),
        ),
        ("200 random weights, exact Banzhaf", 0.015, cpu(lambda: count_coalitions(drawn), 9)),
        ("200 random weights, Shapley-Shubik, floats", 0.3, cpu(lambda: shapley_floats(drawn))),
        (
            "EU-27 with the clause, exact Banzhaf and Shapley-Shubik",
            0.02,
            cpu(lambda: count_by_size(union).shapley_shubik(), 9),
        ),
        ("Security Council with abstention", 0.05, cpu(lambda: all_of_a_council(security))),
        (
            "50 seats, 11 vetoes, with abstention",
            0.05,
            cpu(lambda: all_of_a_council(council(11, 39, 30))),
        ),
        (
            "General Assembly, two thirds voting, ternary",
            0.02,
            cpu(lambda: count_ternary(assembly())),
        ),
        ("10,000 draws, 15 seats", 0.05, cpu(lambda: forecast(security, draws, seats))),
    ]
    if not quick:
        rows += [
            (
                "IMF 85 %, Shapley-Shubik, exact",
                45,
                once(lambda: count_by_size(large).shapley_shubik()),
            ),
            (
                "IMF 50 %, Shapley-Shubik, exact",
                90,
                once(lambda: count_by_size(even).shapley_shubik()),
            ),
            ("IMF amendment, both, exact", 60, once(lambda: count_by_size(both).shapley_shubik())),
        ]
    return rows


def installed(folder: Path) -> Path:
    """The interpreter of the peers' environment, made if it is not there."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "numpy", *PEERS], check=True
        )
    return python


def asked(python: Path, peer: str, games: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A peer's answers; games after a time-out or a crash have none."""
    command = [str(python), "-W", "ignore", str(HERE / "peers.py"), peer]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            out, _ = process.communicate(json.dumps(games), timeout=LIMIT)
            ending = "stopped by itself"
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
            ending = f"more than {LIMIT} s"
    lines = [json.loads(line) for line in out.splitlines() if line.endswith("}")]
    return lines + [{"error": ending}] * (len(games) - len(lines))


def judged(weights: list[int], quota: int) -> tuple[list[Fraction], list[Fraction]]:
    """Normalised Banzhaf and Shapley-Shubik by trying every coalition."""
    number = len(weights)
    swings = [[0] * number for _ in weights]
    for inside in product((0, 1), repeat=number):
        total = sum(w * b for w, b in zip(weights, inside, strict=True))
        for k, weight in enumerate(weights):
            if not inside[k] and total < quota <= total + weight:
                swings[k][sum(inside)] += 1
    whole = sum(map(sum, swings)) or 1
    orders = [Fraction(1)] * number
    for size in range(number):
        ways = Fraction(1)
        for k in range(size):
            ways = ways * (number - 1 - k) / (k + 1)
        orders[size] = 1 / (number * ways)
    power = [sum((n * o for n, o in zip(own, orders, strict=True)), Fraction(0)) for own in swings]
    return [Fraction(sum(own), whole) for own in swings], power


def fuzzed(python: Path, number: int = 60) -> None:
    """Small random games, zero weights and low quotas included; every disagreement is counted."""
    draw = random.Random(3)  # noqa: S311 - the same games every time
    games = []
    for _ in range(number):
        weights = [draw.randint(0, 15) for _ in range(draw.randint(2, 7))]
        weights[0] = weights[0] or 1
        games.append((weights, draw.randint(1, sum(weights))))
    ours = 0
    for weights, quota in games:
        found = count_by_size(weighted(weights, quota))
        power = found.shapley_shubik()
        own = [power[found.type_of(f"m{k}")] for k in range(len(weights))]
        ours += own != judged(weights, quota)[1]
    print(f"\ndisagreements with brute force on {number} random games\n  vetopoint     {ours}")
    for peer in PEERS:
        wrong = dict.fromkeys(("banzhaf", "shapley-shubik"), 0)
        for place, index in enumerate(wrong):
            asked_for = [{"weights": w, "quota": q, "index": index} for w, q in games]
            for (w, q), answer in zip(games, asked(python, peer, asked_for), strict=True):
                right = [float(v) for v in judged(w, q)[place]]
                wrong[index] += not same(answer.get("values"), right, index)
        print(f"  {peer:13} Banzhaf {wrong['banzhaf']}, Shapley-Shubik {wrong['shapley-shubik']}")


def same(values: list[float] | None, right: list[float], index: str) -> bool:
    """Whether values agree; Banzhaf's in proportion, since peers scale them differently."""
    if values is None or len(values) != len(right):
        return False
    if index == "banzhaf":
        whole = sum(values) or 1.0
        values = [value / whole for value in values]
    return all(abs(a - b) < 1e-9 for a, b in zip(values, right, strict=True))


def raced(python: Path) -> None:
    """CPU seconds of each peer, and how many times as long as ours."""
    print("\nCPU seconds of peers (times ours); wrong where it differs from our exact value")
    for number in (20, 30, 50, 100):
        weights = random_weights(number)
        quota = sum(weights) // 2 + 1
        rule = weighted(weights, quota)
        for index in ("banzhaf", "shapley-shubik"):
            work = count_coalitions if index == "banzhaf" else shapley_floats
            ours = cpu(lambda: work(rule))  # noqa: B023 - called before the loop goes on
            right = exact_values(rule, index)
            cells = []
            for peer in PEERS:
                game = {"weights": weights, "quota": quota, "index": index}
                cells.append(f"{peer} {cell(asked(python, peer, [game])[0], right, index, ours)}")
            print(f"  {number} weights, {index}: ours {ours:.4f}; " + "; ".join(cells), flush=True)


def cell(answer: dict[str, Any], right: list[float], index: str, ours: float) -> str:
    if "error" in answer:
        return str(answer["error"])
    mark = "" if same(answer["values"], right, index) else " WRONG"
    return f"{answer['seconds']:.3f} ({answer['seconds'] / ours:,.0f}x){mark}"


def exact_values(rule: Threshold, index: str) -> list[float]:
    if index == "banzhaf":
        found = count_coalitions(rule)
        whole = sum(map(found.swings_of, rule.weights))
        return [found.swings_of(m) / whole for m in rule.weights]
    sizes = count_by_size(rule)
    power = sizes.shapley_shubik()
    return [float(power[sizes.type_of(m)]) for m in rule.weights]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, default=HERE.parent / "build" / "peers")
    parser.add_argument("--quick", action="store_true", help="leave the exact IMF runs out")
    options = parser.parse_args()
    processor = platform.processor() or platform.machine()
    print(f"{date.today()}, {processor}, Python {sys.version.split()[0]}; CPU seconds of one core")
    for words, target, reached in own_table(quick=options.quick):
        mark = "" if reached <= target else "  MISSED"
        print(f"  {words:58} to reach {target:7.3f}  reached {reached:8.4f}{mark}", flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory of all of it {memory:.0f} MB")
    python = installed(options.peers)
    raced(python)
    fuzzed(python)


if __name__ == "__main__":
    main()
