"""Learn what links recurring resolutions from links made by hand, and judge it on other sessions.

    python scripts/write_link_weights.py DIR [--read N]

DIR holds the tidy folder of votes with `bsv_sample.parquet`. Writes
src/vetopoint/infer/link_weights.json, and prints precision and recall on sessions that the weights
were not learnt from (five folds of blocks of three sessions); `--read N` prints N links that the
hand-made ones lack, for reading.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from vetopoint.brief.files import write_whole
from vetopoint.infer.hand_links import hand_links
from vetopoint.infer.link_weights import learn_weights
from vetopoint.infer.linking import LinkCheck, Pairs, check_links, joined_pairs, likely_pairs
from vetopoint.infer.roll_calls import RollCalls

TARGET = Path(__file__).resolve().parents[1] / "src/vetopoint/infer/link_weights.json"
FOLDS, BLOCK = 5, 3
LEAST = {"texts": 0.15, "with votes": 0.15}
CURVE = (0.1, 0.15, 0.2, 0.3, 0.4)


def held_out(calls: RollCalls, pairs: Pairs, linked: np.ndarray) -> np.ndarray:
    """Chances [pairs] from weights learnt on the other folds."""
    fold = calls.session[pairs.new] // BLOCK % FOLDS
    chances = np.zeros(len(linked))
    for one in range(FOLDS):
        others = (fold != one) & (pairs.gap == 1)
        learnt = learn_weights(pairs.features[others], linked[others], 0.0)
        chances[fold == one] = learnt.chances(pairs.features[fold == one])
    return chances


def words(check: LinkCheck) -> str:
    precision, recall = check.precision or float("nan"), check.recall or float("nan")
    return f"{check.found} links, precision {precision:.3f}, recall {recall:.3f}"


def judge(calls: RollCalls, expected: np.ndarray, with_votes: bool) -> tuple[Pairs, np.ndarray]:
    pairs = likely_pairs(calls, with_votes=with_votes)
    linked = (expected[pairs.old] == expected[pairs.new]) & (pairs.gap == 1)
    chances = held_out(calls, pairs, linked)
    one = pairs.gap == 1
    near = Pairs(pairs.old[one], pairs.new[one], pairs.gap[one], pairs.features[one])
    for least in CURVE:
        link = joined_pairs(pairs, chances, len(calls.items), least)
        check = check_links(link, expected, calls.session)
        late = calls.of_items(calls.session >= calls.session.max() - 1).session
        last = check_links(link[-len(late) :], expected[-len(late) :], late)
        next_door = joined_pairs(near, chances[pairs.gap == 1], len(calls.items), least)
        print(
            f"from {least}: {words(check)}; neighbouring sessions alone "
            f"{words(check_links(next_door, expected, calls.session))}; into the last session "
            f"{words(last)}",
            flush=True,
        )
    return pairs, chances


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--read", type=int, default=0)
    given = parser.parse_args()
    held = hand_links(given.data)
    calls, expected = held.calls, held.link
    print(f"{len(calls.items)} roll calls, {check_links(expected, expected, calls.session).found} "
          "hand-made links")  # fmt: skip
    written = {}
    for name, least in LEAST.items():
        print(name)
        pairs, chances = judge(calls, expected, name != "texts")
        linked = (expected[pairs.old] == expected[pairs.new]) & (pairs.gap == 1)
        near = pairs.gap == 1
        learnt = learn_weights(pairs.features[near], linked[near], least)
        written[name] = {
            "means": learnt.means.round(6).tolist(),
            "spreads": learnt.spreads.round(6).tolist(),
            "weights": learnt.weights.round(6).tolist(),
            "middle": round(learnt.middle, 6),
            "least": learnt.least,
        }
        if given.read and name == "texts":
            read(calls, expected, joined_pairs(pairs, chances, len(calls.items), least),
                 given.read)  # fmt: skip
    write_whole(TARGET, (json.dumps(written, indent=1) + "\n").encode())


def read(calls: RollCalls, expected: np.ndarray, link: np.ndarray, number: int) -> None:
    """Print links that the hand-made ones lack, drawn at random, for reading."""
    rng = np.random.default_rng(2017)
    order = np.argsort(calls.session, kind="stable")
    last: dict[int, int] = {}
    lacking = []
    for item in order.tolist():
        old = last.get(int(link[item]))
        if old is not None and expected[old] != expected[item]:
            lacking.append((old, item))
        last[int(link[item])] = item
    for k in rng.choice(len(lacking), min(number, len(lacking)), replace=False):
        for item in lacking[k]:
            cast = calls.ballot[calls.item == item]
            tally = "-".join(str(int((cast == b).sum())) for b in (0, 2, 1))
            print(calls.session[item], calls.items[item], tally, "|", calls.titles[item], "|",
                  calls.agendas[item][:160])  # fmt: skip
        print()


if __name__ == "__main__":
    main()
