"""Which combinations of coded conditions go with an outcome: truth table and solutions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vetopoint.compare.cases import BINARY, CONDITIONS
from vetopoint.compare.qca.analysis import SOLUTIONS, analyse
from vetopoint.compare.qca.calibrated import calibrated_cases
from vetopoint.compare.qca.report import analysis_as_record
from vetopoint.compare.qca.table import Cuts
from vetopoint.web.asks import Ask, QueryError
from vetopoint.web.views import Frame, Table, View

__all__ = ["view"]

CHOSEN = ("p5_opposition", "mass_atrocity", "host_consent", "regional_call")
COLUMNS = (
    ("row", "Row", False),
    ("number", "No.", True),
    ("out", "Out", False),
    ("n", "n", True),
    ("incl", "Inclusion", True),
    ("pri", "PRI", True),
    ("cases", "Cases", False),
)
FRAME = Frame(
    "Which combinations of conditions go with the use of force?",
    "One row is one combination of conditions: 1 present, 0 absent. Out is 1 where enough of its "
    "cases had the outcome. A solution joins rows into the shortest terms: A*~B reads «A and not "
    "B», + reads «or». Tied models are all given.",
    "Causes, chances, or what would happen in another case. One coder, few cases: a worked "
    "example, not a result.",
    "The coded cases of Vetopoint. Ragin (2008), Redesigning Social Inquiry; Duşa (2019), QCA "
    "with R.",
)


def view(ask: Ask) -> View:
    """The analysis of the coded cases under the conditions and cut-offs chosen."""
    chosen = ask.all("condition") or CHOSEN
    for name in chosen:
        if name not in BINARY:
            raise QueryError(
                f"condition={name[:40]} is not known; choose among {', '.join(BINARY)}"
            )
    incl = ask.number("incl", 80, 50, 100) / 100
    least = ask.number("n", 1, 1, 20)
    negate = ask.choice("outcome", ("used", "not-used"), "used") == "not-used"
    data = calibrated_cases("intervention", list(dict.fromkeys(chosen)))
    found = analyse(data.negated() if negate else data, Cuts(incl, 0.0, least, None))
    record = analysis_as_record(found, robust=False)
    rows = record["truth_table"]
    return View(
        "qca.html",
        "Which combinations go with the use of force",
        {
            "record": record,
            "rows": rows,
            "solutions": _solutions(record),
            "conditions": [(name, CONDITIONS[name], name in chosen) for name in BINARY],
            "order": list(dict.fromkeys(chosen)),
            "warnings": found.warnings,
            "incl": round(incl * 100),
            "least": least,
            "outcome": "not-used" if negate else "used",
            "frame": FRAME,
        },
        payload=lambda: {**record, "frame": FRAME.as_record()},
        table=lambda: Table("Truth table", COLUMNS, rows),
        filters={
            "conditions": ", ".join(chosen),
            "inclusion": f"{incl:.2f}",
            "least number of cases": str(least),
            "outcome": "not used" if negate else "used",
        },
    )


def _solutions(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each kind of solution with its models, where it says something else than those before."""
    kept, seen = list[dict[str, Any]](), list[object]()
    for kind in SOLUTIONS:
        models = record["solutions"][kind]
        terms = [model["terms"] for model in models]
        if terms not in seen:
            kept.append({"kind": kind, "models": models})
            seen.append(terms)
    return kept
