"""An analysis as plain records: what JSON shows, and what tables are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from vetopoint.compare.qca.analysis import SOLUTIONS, Analysis, Solved
from vetopoint.compare.qca.calibrated import Calibrated, Condition, Term
from vetopoint.compare.qca.fit import ModelFit, model_fits, sufficiency
from vetopoint.compare.qca.primes import Configuration, term_text
from vetopoint.compare.qca.robustness import probes, ranges
from vetopoint.compare.qca.solutions import MOST_MODELS, Model
from vetopoint.compare.qca.space import RowSet, covered
from vetopoint.compare.qca.table import Row, row_number

__all__ = ["analysis_as_record", "formula"]

_Record = dict[str, Any]

# Of the first tied models all assumptions are listed; thousands of rows for each fill a disk.
MOST_DETAILED = 20
MOST_ORIGINS = 4
# Models told of after a change; how many there are stands beside them.
MOST_CHANGED = 5


def _rounded(value: float | None) -> float | None:
    # Nine decimals hide the trace of binary sums and keep every digit that data can carry.
    return None if value is None else round(value, 9)


def _row_text(configuration: Configuration) -> str:
    return "".join(str(value) for value in configuration)


def formula(model: Model, data: Calibrated) -> list[str]:
    """The terms of a model in words."""
    names = [condition.name for condition in data.conditions]
    return [term_text(term, names, is_multivalue=data.is_multivalue) for term in model.terms]


def analysis_as_record(
    found: Analysis, *, robust: bool = False, most: int = MOST_MODELS
) -> _Record:
    """The whole analysis with at most so many tied models; `robustness` only if asked for."""
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
        **_solved(solved, found, most),
        "negated": {
            "outcome": found.negated.data.outcome_name,
            **_solved(found.negated, found, most),
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


def _solved(solved: Solved, found: Analysis, most: int) -> _Record:
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
        "solutions": {kind: _models(solved, kind, found, most) for kind in SOLUTIONS},
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


def _models(solved: Solved, kind: str, found: Analysis, most: int) -> list[_Record]:
    models = solved.solutions[kind].models[:most]
    fits = _Fits(models, solved, found)
    return [
        _model(model, fit, fits, is_whole=place < MOST_DETAILED)
        for place, (model, fit) in enumerate(zip(models, fits.of_models(), strict=True))
    ]


class _Fits:
    """The terms of some models, each in words and with its fit, worked out once."""

    def __init__(self, models: Sequence[Model], solved: Solved, found: Analysis) -> None:
        data = solved.data
        self.untenable = RowSet.of(found.untenable, solved.table.levels)
        self.outcome = data.outcome
        places = {term: place for place, term in enumerate(_terms(models))}
        self.members = np.array([data.membership(term) for term in places])
        self.models = [[places[term] for term in model.terms] for model in models]
        self.texts = formula(Model(tuple(places)), data)
        positive = [row for row in solved.table.rows if row.out == "1"]
        inside = covered(list(places), [row.configuration for row in positive])
        self.records = []
        for member, rows in zip(self.members, inside, strict=True):
            fit = sufficiency(member, data.outcome)
            cases = [list(row.cases) for place, row in enumerate(positive) if rows >> place & 1]
            self.records.append(
                {
                    "incl": _rounded(fit.incl),
                    "pri": _rounded(fit.pri),
                    "covS": _rounded(fit.cov),
                    "covU": None,
                    "cases": cases,
                }
            )

    def of_models(self) -> Iterator[tuple[list[int], ModelFit]]:
        """The places of each model's terms, and how well it fits."""
        return zip(self.models, model_fits(self.models, self.members, self.outcome), strict=True)


def _terms(models: Iterable[Model]) -> Iterator[Term]:
    return iter(dict.fromkeys(term for model in models for term in model.terms))


def _model(
    model: Model, own: tuple[list[int], ModelFit], fits: _Fits, *, is_whole: bool
) -> _Record:
    places, fit = own
    return {
        "terms": [fits.texts[place] for place in places],
        "incl": _rounded(fit.fit.incl),
        "pri": _rounded(fit.fit.pri),
        "cov": _rounded(fit.fit.cov),
        "term_fit": [
            {**fits.records[place], "covU": _rounded(share)}
            for place, share in zip(places, fit.unique, strict=True)
        ],
        "assumptions": model.assumptions.texts() if is_whole else None,
        "untenable": (model.assumptions & fits.untenable).texts() if is_whole else None,
        "counterfactuals": [
            {
                "conservative": origin.conservative + 1,
                "parsimonious": origin.parsimonious + 1,
                "easy": origin.easy.texts(),
                "difficult": origin.difficult.texts(),
            }
            for origin in model.origins[: MOST_ORIGINS if is_whole else 0]
        ],
    }


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
                        for model in probe.solved.solutions[kind].models[:MOST_CHANGED]
                    ]
                    for kind in SOLUTIONS
                },
                "models": {kind: probe.solved.solutions[kind].count for kind in SOLUTIONS},
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
