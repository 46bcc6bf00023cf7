"""An analysis as plain records: what JSON shows, and what tables are made from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vetopoint.compare.qca.analysis import SOLUTIONS, Analysis, Solved
from vetopoint.compare.qca.calibrated import Calibrated, Condition
from vetopoint.compare.qca.primes import Configuration, term_text
from vetopoint.compare.qca.robustness import probes, ranges
from vetopoint.compare.qca.solutions import Model, Solution
from vetopoint.compare.qca.table import Row, row_number

__all__ = ["analysis_as_record", "formula"]

_Record = dict[str, Any]

# Of the first tied models all assumptions are listed; thousands of rows for each fill a disk.
MOST_DETAILED = 20
MOST_ORIGINS = 4


def _rounded(value: float | None) -> float | None:
    # Nine decimals hide the trace of binary sums and keep every digit that data can carry.
    return None if value is None else round(value, 9)


def _row_text(configuration: Configuration) -> str:
    return "".join(str(value) for value in configuration)


def formula(model: Model, data: Calibrated) -> list[str]:
    """The terms of a model in words."""
    names = [condition.name for condition in data.conditions]
    return [term_text(term, names, is_multivalue=data.is_multivalue) for term in model.terms]


def analysis_as_record(found: Analysis, *, robust: bool = False) -> _Record:
    """The whole analysis; `robustness` is there only if asked for."""
    solved, data = found.solved, found.solved.data
    record = {
        "outcome": data.outcome_name,
        "conditions": [_condition(condition) for condition in data.conditions],
        "cases": list(data.cases),
        "left_out": [{"case": left.case, "reason": left.reason} for left in data.left_out],
        "cuts": {
            "incl": solved.table.cuts.incl,
            "incl_contradictory": solved.table.cuts.contradiction,
            "incl_pri": solved.table.cuts.pri,
            "n": solved.table.cuts.n,
        },
        **_solved(solved, found),
        "negated": {
            "outcome": found.negated.data.outcome_name,
            **_solved(found.negated, found),
        },
        "untenable": [_named(row, found, reason=why) for row, why in found.untenable.items()],
        "necessity": [
            {
                "term": claim.text,
                "kind": claim.kind,
                "incl": _rounded(claim.fit.incl),
                "RoN": _rounded(claim.fit.relevance),
                "cov": _rounded(claim.fit.cov),
                "passes": claim.passes,
            }
            for claim in found.necessity
        ],
        "warnings": list(found.warnings),
    }
    return {**record, "robustness": _robustness(found)} if robust else record


def _condition(condition: Condition) -> _Record:
    kind = "fuzzy" if condition.is_fuzzy else "crisp" if condition.levels == 2 else "multi-value"
    return {"name": condition.name, "kind": kind, "values": condition.levels}


def _solved(solved: Solved, found: Analysis) -> _Record:
    table = solved.table
    rows = sorted(table.rows, key=_rank)
    return {
        "truth_table": [_row(row) for row in rows],
        "contradictions": [
            {
                "row": _row_text(row.configuration),
                "number": row.number,
                "with_outcome": list(row.with_outcome),
                "without_outcome": list(row.without_outcome),
            }
            for row in rows
            if row.is_contradictory
        ],
        "remainders": {
            "count": table.size - len(table.decided),
            "excluded": [_named(row, found) for row in sorted(table.excluded - table.decided)],
        },
        "solutions": {kind: _models(solved, kind, found) for kind in SOLUTIONS},
    }


def _rank(row: Row) -> tuple[int, float, int, int]:
    return "1C0?".index(row.out), -(row.incl or 0), -len(row.cases), row.number


def _row(row: Row) -> _Record:
    return {
        "row": _row_text(row.configuration),
        "number": row.number,
        "out": row.out,
        "n": len(row.cases),
        "incl": _rounded(row.incl),
        "pri": _rounded(row.pri),
        "covS": _rounded(row.cov),
        "covU": _rounded(row.unique),
        "cases": list(row.cases),
    }


def _named(row: Configuration, found: Analysis, **more: str) -> _Record:
    levels = found.solved.table.levels
    return {"row": _row_text(row), "number": row_number(row, levels), **more}


def _models(solved: Solved, kind: str, found: Analysis) -> list[_Record]:
    solution: Solution = solved.solutions[kind]
    return [
        _model(model, solved, found, is_whole=place < MOST_DETAILED)
        for place, model in enumerate(solution.models)
    ]


def _model(model: Model, solved: Solved, found: Analysis, *, is_whole: bool) -> _Record:
    assert model.fit is not None, "models are shown with their fit"
    return {
        "terms": formula(model, solved.data),
        "incl": _rounded(model.fit.incl),
        "pri": _rounded(model.fit.pri),
        "cov": _rounded(model.fit.cov),
        "term_fit": [
            {
                "incl": _rounded(term.fit.incl),
                "pri": _rounded(term.fit.pri),
                "covS": _rounded(term.fit.cov),
                "covU": _rounded(term.unique),
                "cases": [list(cases) for cases in term.cases],
            }
            for term in model.term_fit
        ],
        "assumptions": _texts(model.assumptions) if is_whole else None,
        "untenable": _texts(row for row in model.assumptions if row in found.untenable)
        if is_whole
        else None,
        "counterfactuals": [
            {
                "conservative": origin.conservative + 1,
                "parsimonious": origin.parsimonious + 1,
                "easy": _texts(origin.easy),
                "difficult": _texts(origin.difficult),
            }
            for origin in model.origins[: MOST_ORIGINS if is_whole else 0]
        ],
    }


def _texts(rows: Iterable[Configuration]) -> list[str]:
    return [_row_text(row) for row in rows]


def _robustness(found: Analysis) -> _Record:
    listed = probes(found)
    return {
        "changes": [
            {
                "kind": probe.kind,
                "change": probe.change,
                **{
                    kind: "same"
                    if probe.same[kind]
                    else [
                        " + ".join(formula(model, probe.solved.data))
                        for model in probe.solved.solutions[kind].models
                    ]
                    for kind in SOLUTIONS
                },
            }
            for probe in listed
        ],
        "ranges": [
            {
                "cut": span.cut,
                "solution": span.solution,
                "over": _rounded(span.over),
                "to": _rounded(span.to),
            }
            for span in ranges(found, listed)
        ],
    }
