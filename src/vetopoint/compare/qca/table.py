"""The truth table: which corner of the property space each case is in, and what follows there."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from attrs import field, frozen

from vetopoint.compare.qca.calibrated import Calibrated, QcaError, Term
from vetopoint.compare.qca.fit import sufficiency, unique_coverage
from vetopoint.compare.qca.primes import Configuration

__all__ = ["Cuts", "Row", "TruthTable", "row_at", "row_number", "truth_table"]

# Cut-offs are typed with a few decimals; sums of memberships carry an error of about 1e-15.
SLACK = 1e-9


@frozen
class Cuts:
    """From which inclusion, PRI and number of cases a row counts as sufficient.

    A row with inclusion under `incl` but not under `contradiction` is contradictory (C).
    """

    incl: float = 0.8
    pri: float = 0.0
    n: int = 1
    contradiction: float | None = None

    def __attrs_post_init__(self) -> None:
        for name, value in (("--incl", self.incl), ("--incl-pri", self.pri)):
            if not 0 <= value <= 1:
                raise QcaError(f"{name} is {value:g}; give a number from 0 to 1, such as 0.8")
        if self.n < 1:
            raise QcaError(f"--n-cut is {self.n}; give the least number of cases, 1 or more")
        if self.contradiction is not None and not 0 <= self.contradiction <= self.incl:
            raise QcaError(
                f"--incl is {self.incl:g},{self.contradiction:g}; the second number is from 0 to "
                "the first: rows between the two are contradictory"
            )


@frozen
class Row:
    """An observed row: `out` is 1, 0, C (contradictory) or ? (too few cases: a remainder)."""

    configuration: Configuration
    number: int
    out: str
    cases: tuple[str, ...]
    with_outcome: tuple[str, ...]
    without_outcome: tuple[str, ...]
    incl: float | None
    pri: float | None
    cov: float | None
    unique: float | None

    @property
    def is_contradictory(self) -> bool:
        """Whether its cases go both ways, whatever the cut-offs make of it."""
        return bool(self.with_outcome and self.without_outcome)


@frozen
class TruthTable:
    """The observed rows, the rows excluded by the user, and the size of the whole space."""

    rows: tuple[Row, ...]
    levels: tuple[int, ...]
    cuts: Cuts
    excluded: frozenset[Configuration] = field(factory=frozenset)

    @property
    def size(self) -> int:
        """The number of rows there could be."""
        return math.prod(self.levels)

    @property
    def positive(self) -> tuple[Configuration, ...]:
        """The rows to explain."""
        return tuple(row.configuration for row in self.rows if row.out == "1")

    @property
    def negative(self) -> tuple[Configuration, ...]:
        """The rows that no term may cover: those coded 0 or C, and those excluded."""
        observed = {row.configuration for row in self.rows if row.out in ("0", "C")}
        return tuple(sorted(observed | (self.excluded - set(self.positive))))

    @property
    def decided(self) -> frozenset[Configuration]:
        """The rows with enough cases; all others are remainders."""
        return frozenset(row.configuration for row in self.rows if row.out != "?")


def row_number(configuration: Sequence[int], levels: Sequence[int]) -> int:
    """The place of a configuration when all are counted from 1, the last condition fastest.

    >>> row_number((1, 0, 1), (2, 2, 2))
    6
    """
    number = 0
    for value, level in zip(configuration, levels, strict=True):
        number = number * level + int(value)
    return number + 1


def row_at(number: int, levels: Sequence[int]) -> Configuration:
    """The configuration at a place, counted as `row_number` counts.

    >>> row_at(6, (2, 2, 2))
    (1, 0, 1)
    """
    rest, values = number - 1, []
    for level in reversed(levels):
        rest, value = divmod(rest, level)
        values.append(value)
    return tuple(reversed(values))


def truth_table(
    data: Calibrated, cuts: Cuts, excluded: Collection[Configuration] = ()
) -> TruthTable:
    """Put each case in its row and judge each row by the cut-offs."""
    corners = [tuple(int(v) for v in row) for row in data.configurations()]
    seen = sorted(set(corners))
    members = [data.membership(_corner(row)) for row in seen]
    unique = unique_coverage(members, data.outcome)
    rows = []
    for configuration, membership, alone in zip(seen, members, unique, strict=True):
        inside = [i for i, corner in enumerate(corners) if corner == configuration]
        fit = sufficiency(membership, data.outcome)
        out = _out(fit.incl, fit.pri, len(inside), cuts)
        rows.append(
            Row(
                configuration=configuration,
                number=row_number(configuration, data.levels),
                out="0" if configuration in excluded else out,
                cases=tuple(data.cases[i] for i in inside),
                with_outcome=tuple(data.cases[i] for i in inside if data.outcome[i] > 0.5),
                without_outcome=tuple(data.cases[i] for i in inside if data.outcome[i] < 0.5),
                incl=fit.incl,
                pri=fit.pri,
                cov=fit.cov,
                unique=fit.cov if alone is None else alone,
            )
        )
    return TruthTable(tuple(rows), data.levels, cuts, frozenset(excluded))


def _corner(configuration: Configuration) -> Term:
    return tuple(value + 1 for value in configuration)


def _out(incl: float | None, pri: float | None, n: int, cuts: Cuts) -> str:
    if n < cuts.n:
        return "?"
    reached = -1.0 if incl is None else incl + SLACK
    if reached < cuts.incl:
        low = cuts.contradiction
        return "C" if low is not None and reached >= low else "0"
    return "1" if (pri or 0.0) + SLACK >= cuts.pri else "0"
