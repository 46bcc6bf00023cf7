"""`vetopoint qca`: qualitative comparative analysis of a file or of the coded cases."""

from __future__ import annotations

from pathlib import PurePath

import click

from vetopoint.cli.arguments import CASE_FILE, InputError, formats, read_text
from vetopoint.cli.qca_words import MOST_SHOWN, print_analysis
from vetopoint.cli.tables import Column, print_items, print_rows
from vetopoint.compare.cases import case_named
from vetopoint.compare.qca.analysis import analyse
from vetopoint.compare.qca.calibrated import Calibrated, calibrated_cases, calibrated_file
from vetopoint.compare.qca.report import analysis_as_record
from vetopoint.compare.qca.solutions import MOST_MODELS
from vetopoint.compare.qca.table import Cuts

__all__ = ["command"]

TABLE = (
    Column("row", "Row"),
    Column("number", "No.", numeric=True),
    Column("out", "Out"),
    Column("n", "n", numeric=True),
    Column("incl", "Incl", numeric=True),
    Column("pri", "PRI", numeric=True),
    Column("covS", "CovS", numeric=True),
    Column("covU", "CovU", numeric=True),
    Column("cases", "Cases"),
)


@click.command()
@click.argument("file", required=False)
@click.option("--cases", "on_cases", is_flag=True, help="Analyse the coded cases, not a file.")
@CASE_FILE
@click.option("--outcome", metavar="Y", help="What to explain: Y, ~Y or Y{2}.")
@click.option("--conditions", metavar="A,B,…", help="The conditions; all other columns if left.")
@click.option(
    "--incl", default="0.8", show_default=True, help="Least inclusion of a sufficient row."
)
@click.option("--incl-pri", default=0.0, show_default=True, help="Least PRI of a sufficient row.")
@click.option("--n-cut", default=1, show_default=True, help="Least number of cases of a row.")
@click.option(
    "--directions", multiple=True, metavar="A=1,…", help="Values expected to help the outcome."
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="ROWS",
    help="Rows no term may cover: numbers, terms such as ~A*B, or the word untenable.",
)
@click.option("--negate", is_flag=True, help="Explain the absence of the outcome.")
@click.option("--without", multiple=True, metavar="CASE,…", help="Leave cases out.")
@click.option("--robust", is_flag=True, help="Drop each case and move each cut-off.")
@formats
def command(
    file: str | None,
    on_cases: bool,
    own: tuple[str, ...],
    outcome: str | None,
    conditions: str | None,
    incl: str,
    incl_pri: float,
    n_cut: int,
    directions: tuple[str, ...],
    exclude: tuple[str, ...],
    negate: bool,
    without: tuple[str, ...],
    robust: bool,
    form: str | None,
) -> None:
    """Which combinations of conditions go with an outcome, in FILE (CSV) or in the coded cases.

    FILE holds calibrated sets: 0 and 1, memberships between them, or the whole numbers of a
    multi-value condition. A first column without a name holds the case ids.

    Rows with inclusion between two numbers are contradictory: --incl 0.8,0.6.
    """
    data = _data(file, on_cases, own, outcome, _names(conditions), _names(",".join(without)))
    found = analyse(
        data.negated() if negate else data, _cuts(incl, incl_pri, n_cut), directions, exclude
    )
    record = analysis_as_record(
        found, robust=robust, most=MOST_MODELS if form == "json" else MOST_SHOWN
    )
    if form == "json":
        print_items(record)
    elif form:
        print_rows(TABLE, record["truth_table"], form)
    else:
        print_analysis(found, record)


def _names(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def _data(
    file: str | None,
    on_cases: bool,
    own: tuple[str, ...],
    outcome: str | None,
    conditions: list[str],
    without: list[str],
) -> Calibrated:
    if on_cases:
        if file is not None:
            raise InputError(f"both {file} and --cases are given; give one of them")
        return calibrated_cases(
            outcome or "intervention",
            conditions,
            without=without,
            own=[case_named(word) for word in own],
        )
    if own:
        raise InputError("--case adds a case to the coded cases; give --cases as well")
    if file is None:
        raise InputError("no data are given; give a CSV file, or --cases for the coded cases")
    if outcome is None:
        raise InputError("no outcome is given; name the column to explain, as --outcome Y")
    shown_as = "standard input" if file == "-" else PurePath(file).name
    return calibrated_file(read_text(file), outcome, conditions, without=without, shown_as=shown_as)


def _cuts(incl: str, pri: float, n: int) -> Cuts:
    try:
        first, *rest = [float(part) for part in incl.split(",")]
    except ValueError:
        raise InputError(
            f"--incl is {incl!r}; give a number such as 0.8, or two: 0.8,0.6"
        ) from None
    if len(rest) > 1:
        raise InputError(f"--incl is {incl!r}; give one number, or two: 0.8,0.6")
    return Cuts(first, pri, n, rest[0] if rest else None)
