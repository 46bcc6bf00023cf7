"""An analysis at the terminal: the table, the solutions, what they assume, what to doubt."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from vetopoint.cli.tables import Column, page_width, print_rows, style
from vetopoint.compare.qca.analysis import SOLUTIONS, Analysis

__all__ = ["MOST_SHOWN", "print_analysis"]

_Record = dict[str, Any]
TABLE = (
    Column("row", "Row"),
    Column("number", "No.", numeric=True),
    Column("out", "Out"),
    Column("n", "n", numeric=True),
    Column("incl", "Incl", numeric=True),
    Column("pri", "PRI", numeric=True),
    Column("cases", "Cases"),
)
TERMS = (
    Column("term", "Term"),
    Column("incl", "Incl", numeric=True),
    Column("pri", "PRI", numeric=True),
    Column("covS", "CovS", numeric=True),
    Column("covU", "CovU", numeric=True),
    Column("cases", "Cases"),
)
NECESSITY = (
    Column("term", "Set"),
    Column("incl", "Incl", numeric=True),
    Column("RoN", "RoN", numeric=True),
    Column("cov", "Cov", numeric=True),
    Column("mark", ""),
)
CHANGES = (Column("change", "Change"), *(Column(kind, kind.capitalize()) for kind in SOLUTIONS))
# More tied models than these are counted, not printed; --json has them all.
MOST_SHOWN = 5
# Longer terms than these are named by their place in the model.
LONG = 30
MOST_ROWS = 24


def print_analysis(found: Analysis, record: _Record) -> None:
    """Write the whole analysis."""
    names = ", ".join(condition["name"] for condition in record["conditions"])
    _title(f"{record['outcome']} by {names}")
    _words(f"{len(record['cases'])} cases.")
    for left in record["left_out"]:
        _words(f"Left out: {left['case']} ({left['reason']}).")
    _table(record)
    _solutions(record, found)
    _title("Necessity")
    _words("Sets marked * include the outcome (0.9 or more) and are relevant (RoN 0.6 or more).")
    rows = [
        {**claim, **_decimals(claim, ("incl", "RoN", "cov")), "mark": "*" * claim["passes"]}
        for claim in record["necessity"]
    ]
    print_rows(NECESSITY, rows)
    if "robustness" in record:
        _robustness(record["robustness"])
    _title("What to doubt")
    for warning in record["warnings"]:
        _words(warning)
    _words("A solution describes these cases under these codings; it predicts nothing.")


def _title(text: str) -> None:
    print()
    for line in textwrap.wrap(text, page_width() - 2):
        print(style(line, "strong"))


def _words(text: str, indent: str = "  ") -> None:
    print(
        textwrap.fill(
            text, page_width() - 2, initial_indent=indent, subsequent_indent=indent + "  "
        )
    )


def _decimals(record: _Record, keys: Iterable[str]) -> dict[str, str]:
    return {key: "–" if record[key] is None else f"{record[key]:.3f}" for key in keys}


def _table(record: _Record) -> None:
    _title("Truth table")
    rows = [
        {**row, **_decimals(row, ("incl", "pri")), "cases": ", ".join(row["cases"])}
        for row in record["truth_table"]
    ]
    print_rows(TABLE, rows)
    number = record["remainders"]["count"]
    rows_are = "1 row is a remainder" if number == 1 else f"{number} rows are remainders"
    _words(f"{rows_are}: too few cases, or none.")


def _solutions(record: _Record, found: Analysis) -> None:
    untenable = {row["row"] for row in record["untenable"]}
    for part in (record, record["negated"]):
        kept = found.solved if part is record else found.negated
        for kind in SOLUTIONS:
            if part is not record and kind == "intermediate":
                continue
            models = part["solutions"][kind]
            if kind == "intermediate" and not found.expectations:
                continue
            count = kept.solutions[kind].count
            _title(f"{kind.capitalize()} solution for {part['outcome']}")
            if not models:
                _words("None.")
            for place, model in enumerate(models[:MOST_SHOWN], start=1):
                _model(model, f"M{place}" if count > 1 else "", untenable)
            if count > MOST_SHOWN:
                least = "in all" if kept.solutions[kind].is_counted else "and more"
                _words(
                    f"{count} tied models {least}; --json lists {len(kept.solutions[kind].models)}."
                )


def _model(model: _Record, name: str, untenable: set[str]) -> None:
    is_long = max(map(len, model["terms"])) > LONG
    _words(f"{name}: {' + '.join(model['terms'])}".lstrip(": "))
    fit = _decimals(model, ("incl", "pri", "cov"))
    rows = [
        {
            "term": f"term {place}" if is_long else term,
            **_decimals(own, ("incl", "pri", "covS", "covU")),
            "cases": "; ".join(", ".join(cases) for cases in own["cases"]),
        }
        for place, (term, own) in enumerate(
            zip(model["terms"], model["term_fit"], strict=True), start=1
        )
    ]
    print_rows(TERMS, rows)
    _words(f"Model: inclusion {fit['incl']}, PRI {fit['pri']}, coverage {fit['cov']}.")
    if model["assumptions"]:
        assumed = _rows(model["assumptions"], untenable)
        _words(f"Assumes that these remainders have the outcome: {assumed}.")
    for origin in model["counterfactuals"]:
        pair = f"C{origin['conservative']}P{origin['parsimonious']}"
        _words(f"From {pair}: easy counterfactuals {_rows(origin['easy'], untenable)};")
        _words(f"  difficult, not used {_rows(origin['difficult'], untenable)}.")


def _rows(rows: list[str], untenable: set[str]) -> str:
    if not rows:
        return "none"
    shown = [row + ("!" if row in untenable else "") for row in rows[:MOST_ROWS]]
    more = f" and {len(rows) - MOST_ROWS} more" if len(rows) > MOST_ROWS else ""
    mark = " (! untenable)" if untenable.intersection(rows) else ""
    return " ".join(shown) + more + mark


def _span(span: _Record) -> str:
    name = {"incl": "--incl", "pri": "--incl-pri", "n": "--n-cut"}[span["cut"]]
    digits = 0 if span["cut"] == "n" else 3
    limits = [
        f"{word} {span[key]:.{digits}f}"
        for word, key in (("over", "over"), ("up to", "to"))
        if span[key] is not None
    ]
    return f"{name} {' and '.join(limits)}" if limits else f"every {name} tried"


def _told(change: _Record, kind: str) -> str:
    more = change["models"][kind] - len(change[kind])
    return " | ".join([*change[kind], *([f"and {more} more"] if more > 0 else [])]) or "none"


def _robustness(record: _Record) -> None:
    _title("Robustness")
    for span in record["ranges"]:
        _words(f"The {span['solution']} solution is the same for {_span(span)}.")
    changed = [
        {
            "change": change["change"],
            **{
                kind: "same" if change[kind] == "same" else _told(change, kind)
                for kind in SOLUTIONS
            },
        }
        for change in record["changes"]
        if any(change[kind] != "same" for kind in SOLUTIONS)
    ]
    if changed:
        print_rows(CHANGES, changed)
    total = len(record["changes"])
    _words(f"{len(changed)} of {total} changes alter a solution.")
