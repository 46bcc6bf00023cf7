"""Does the answer hold if a case is dropped or a cut-off moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from vetopoint.compare.qca.analysis import SOLUTIONS, Analysis, Solved, solve
from vetopoint.compare.qca.calibrated import Term
from vetopoint.compare.qca.table import Cuts

__all__ = ["Probe", "Range", "probes", "ranges"]

_Models = frozenset[tuple[Term, ...]]


@frozen(eq=False)
class Probe:
    """One change, the solutions after it, and for each whether it is the same as before."""

    kind: str
    change: str
    value: float | None
    solved: Solved
    same: dict[str, bool]


@frozen
class Range:
    """Where a solution stays the same: cut-offs over `over` and up to `to`; None is no limit."""

    cut: str
    solution: str
    over: float | None
    to: float | None


def _models(solved: Solved, kind: str) -> _Models:
    return frozenset(model.terms for model in solved.solutions[kind].models)


def probes(found: Analysis) -> tuple[Probe, ...]:
    """Drop each case; then move each cut-off to every value at which the table changes."""
    return tuple(_probe(found, *change) for change in (*_drops(found), *_moves(found)))


_Change = tuple[str, str, float | None, Cuts, tuple[str, ...]]


def _probe(
    found: Analysis, kind: str, change: str, value: float | None, cuts: Cuts, drop: tuple[str, ...]
) -> Probe:
    base = found.solved
    data = base.data.without(drop) if drop else base.data
    solved = solve(data, cuts, found.expectations, base.table.excluded)
    same = {name: _models(solved, name) == _models(base, name) for name in SOLUTIONS}
    return Probe(kind, change, value, solved, same)


def _drops(found: Analysis) -> Iterator[_Change]:
    cases = found.solved.data.cases
    if len(cases) > 1:
        for case in cases:
            yield "case", f"without {case}", None, found.solved.table.cuts, (case,)


def _moves(found: Analysis) -> Iterator[_Change]:
    table = found.solved.table
    cuts = table.cuts
    for value in _steps(row.incl for row in table.rows):
        low = cuts.contradiction
        moved = evolve(cuts, incl=value, contradiction=None if low is None else min(low, value))
        yield "incl", f"--incl {value:.3f}", value, moved, ()
    for value in _steps(row.pri for row in table.rows):
        yield "pri", f"--incl-pri {value:.3f}", value, evolve(cuts, pri=value), ()
    for n in sorted({len(row.cases) for row in table.rows} | {1}):
        yield "n", f"--n-cut {n}", n, evolve(cuts, n=n), ()


def _steps(values: Iterable[float | None]) -> list[float]:
    """The cut-offs from 0.5 up at which a row is just in: between two of them nothing changes."""
    return sorted({min(1.0, value) for value in values if value is not None and value >= 0.5})


def ranges(found: Analysis, probed: Iterable[Probe]) -> tuple[Range, ...]:
    """For each cut-off and solution, the unbroken span around it that changes nothing."""
    cuts = found.solved.table.cuts
    now = {"incl": cuts.incl, "pri": cuts.pri, "n": float(cuts.n)}
    listed = list(probed)
    return tuple(
        _range(cut, name, here, [probe for probe in listed if probe.kind == cut])
        for cut, here in now.items()
        for name in SOLUTIONS
    )


def _range(cut: str, name: str, here: float, steps: list[Probe]) -> Range:
    values = [(probe.value or 0.0, probe.same[name]) for probe in steps]
    # A cut-off acts like the next probed value at or above it.
    own = next((value for value, _ in values if value >= here - 1e-9), None)
    below = [value for value, same in values if not same and value < here - 1e-9]
    above = [value for value, same in values if not same and value >= here - 1e-9]
    if own is None:
        return Range(cut, name, max(below, default=None), None)
    kept = [value for value, _ in values if value >= own and (not above or value < above[0])]
    return Range(cut, name, max(below, default=None), max(kept) if above and kept else None)
