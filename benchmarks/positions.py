"""How fast and how near: positions beside the published ones, links beside hand-made ones.

    python benchmarks/positions.py DIR [--methods map,bsv,…] [--draws N] [--warm-up N] [--chains N]

DIR holds Voeten's files, `bsv_sample.parquet` (whose links are used) and the published points.
Prints CPU and wall seconds, overall and within-session agreement, spreads and convergence; with
`grid` among the methods the prior sensitivity of the mode, with `links` precision and recall, with
`calibration` ranks and coverage on simulated votes, with `bridges` how sessions hang together.
"""

from __future__ import annotations

import argparse
import time
from itertools import product
from pathlib import Path

import numpy as np

from vetopoint.infer.bsv_sample import bsv_sample, published_points
from vetopoint.infer.calibration import Design, coverage, ranks, uniformity
from vetopoint.infer.chains import Plan
from vetopoint.infer.fit import METHODS, Fit, Priors, fit_positions
from vetopoint.infer.hand_links import hand_links
from vetopoint.infer.linking import check_links, recurring, shortened
from vetopoint.infer.reliability import bridges
from vetopoint.infer.roll_calls import RollCalls

USA = "2"


def agreement(fit: Fit, folder: Path) -> str:
    layout, points = fit.layout, published_points(folder)
    pairs = zip(layout.row_member, layout.row_session, strict=True)
    theirs = np.array([points[layout.roll_calls.members[m], int(s)] for m, s in pairs])
    ours = fit.positions.mean[:, 0]
    within = [
        np.corrcoef(ours[layout.row_session == s], theirs[layout.row_session == s, 0])[0, 1]
        for s in np.unique(layout.row_session)
    ]
    overall = np.corrcoef(ours, theirs[:, 0])[0, 1]
    ratio = np.median(fit.positions.sd[:, 0] / theirs[:, 1])
    sessions = np.unique(layout.row_session)
    gaps = [float(np.mean((ours - theirs[:, 0])[layout.row_session == s])) for s in sessions]
    low, high = int(np.argmin(gaps)), int(np.argmax(gaps))
    return (
        f"overall r {overall:.4f}, within-session median {np.median(within):.4f}, "
        f"least {min(within):.4f}, SD ratio {ratio:.3f}; sessions lie from {gaps[low]:+.2f} "
        f"({sessions[low]}) to {gaps[high]:+.2f} ({sessions[high]}) beside the published"
    )


def fits(calls: RollCalls, folder: Path, method: str, plan: Plan) -> None:
    cpu, wall = time.process_time(), time.perf_counter()
    fit = fit_positions(calls, method, plan=plan, anchor=USA)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    made = fit.positions.provenance
    print(f"{method}: {cpu:.1f} s CPU, {wall:.1f} s; {agreement(fit, folder)}")
    if fit.theta.size:
        print(
            f"  R-hat at worst {made.worst_r_hat}, above 1.05 in {made.share_r_hat_high:.1%}, "
            f"least effective draws {made.least_effective}, converged: {made.converged}",
            flush=True,
        )


def grid(calls: RollCalls, folder: Path) -> None:
    for slope, drift in product((0.05, 0.1, 0.3, 1.0), (0.1, 0.25, 0.5)):
        fit = fit_positions(calls, "map", priors=Priors(mode_slope=slope, drift=drift), anchor=USA)
        print(
            f"mode, β variance {slope}, step variance {drift}: {agreement(fit, folder)}", flush=True
        )


def links(calls: RollCalls, folder: Path) -> None:
    """The mode with links made by hand, found, found by votes too, and without any."""
    held = hand_links(folder)
    place = {number: k for k, number in enumerate(held.numbers)}
    known = calls.of_items(np.array([item in place for item in calls.items]))
    order = np.array([place[item] for item in known.items])
    by_texts = recurring(held.calls)
    by_votes = recurring(held.calls, with_votes=True)
    for name, link in {
        "by hand": held.link,
        "by texts": by_texts,
        "by texts, three at most": shortened(by_texts, held.calls.session),
        "by texts and votes, three at most": shortened(by_votes, held.calls.session),
        "none": np.arange(len(order)),
    }.items():
        check = check_links(link, held.link, held.calls.session)
        fit = fit_positions(known.linked(link[order]), "map", anchor=USA)
        print(
            f"links {name}: {check.found}, precision {check.precision or 0:.3f}, recall "
            f"{check.recall:.3f}; mode: {agreement(fit, folder)}",
            flush=True,
        )


def bridging(calls: RollCalls) -> None:
    spans = bridges(calls)
    for early in range(0, len(spans), 12):
        some = spans[early : early + 12]
        print(
            f"sessions {some[0].session}-{some[-1].session}: "
            f"{np.mean([one.items for one in some]):.1%} of items and "
            f"{np.mean([one.members for one in some]):.1%} of members are those of the one before"
        )


def calibration() -> None:
    found = ranks(
        "exact",
        Design(members=20, sessions=2, items=4),
        200,
        thin=30,
        warm_up=300,
        draws=9,
        seed=11,
    )
    spread = uniformity(found, 9)
    print(f"exact: chi-squared of ranks over its degrees: mean {spread.mean():.2f}, largest "
          f"{spread.max():.2f}; mean rank {found.mean():.2f} of 4.5")  # fmt: skip
    found = ranks("smoother", Design(members=20, sessions=2, items=4, flat=7.0), 400,
                  thin=40, warm_up=400, draws=9, seed=11)  # fmt: skip
    spread = uniformity(found, 9)
    print(f"smoother, its own prior, not standardised: positions {spread[:39].mean():.2f}, mean "
          f"square {spread[39]:.2f}, discriminations {spread[40:48].mean():.2f}, widths "
          f"{spread[48:].mean():.2f}")  # fmt: skip
    # Cuts are uniform under the smoother and normal under the exact sampler: each by its own prior.
    for sampler, flat in (("exact", None), ("smoother", 7.0), ("smoother", None)):
        share = coverage(sampler, Design(members=25, sessions=6, items=20, flat=flat), 30,
                         Plan(draws=600, warm_up=200), seed=5)  # fmt: skip
        told = "uniform" if flat else "normal"
        print(f"{sampler}, true cuts {told}: 90 % intervals hold {share:.1%}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--methods", default="map,bsv,smoother,exact,grid,links,bridges,calibration"
    )
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--warm-up", type=int, default=2000)
    parser.add_argument("--chains", type=int, default=2)
    given = parser.parse_args()
    calls = bsv_sample(given.data)
    plan = Plan(draws=given.draws, chains=given.chains, warm_up=given.warm_up, seed=1)
    for method in METHODS:  # compiles, or loads what was compiled
        fit_positions(calls.until(3), method, plan=Plan(draws=2, warm_up=1), anchor=USA)
    for name in given.methods.split(","):
        if name in METHODS:
            fits(calls, given.data, name, plan)
        elif name == "grid":
            grid(calls, given.data)
        elif name == "links":
            links(calls, given.data)
        elif name == "bridges":
            bridging(calls)
        else:
            calibration()


if __name__ == "__main__":
    main()
