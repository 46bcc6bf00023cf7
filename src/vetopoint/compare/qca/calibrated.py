"""Calibrated data: crisp, fuzzy and multi-value sets, read strictly; nothing missing is filled."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from vetopoint.compare.cases import BINARY, CONDITIONS, Case, case_of, case_slugs
from vetopoint.errors import VetopointError

__all__ = [
    "Calibrated",
    "Condition",
    "HalfMembershipError",
    "LeftOut",
    "QcaError",
    "Term",
    "calibrated_cases",
    "calibrated_file",
]

# A term holds one number for each condition: 0 where the condition is free, else its value + 1.
Term = tuple[int, ...]
MOST_LEVELS = 10
MOST_CONDITIONS = 20
# The rows of twenty conditions of two values.
MOST_ROWS = 1 << 20
NOT_KNOWN = {"", "na", "nan", "null", "?"}


class QcaError(VetopointError, ValueError):
    """Data or settings that an analysis cannot use."""


class HalfMembershipError(QcaError):
    """A case neither in nor out of a condition, which no truth-table row can hold."""

    def __init__(self, case: str, condition: str) -> None:
        self.case, self.condition = case, condition
        super().__init__(
            f"{case} has membership 0.5 in {condition}, so it is neither in nor out of the set and "
            "belongs to no truth-table row; calibrate it to 0.49 or 0.51, or leave it out with "
            f"--without {case}"
        )


@frozen
class Condition:
    """A calibrated condition: its name, its number of values, and whether it is fuzzy."""

    name: str
    levels: int = 2
    is_fuzzy: bool = False


@frozen
class LeftOut:
    """A case that is not analysed, and why."""

    case: str
    reason: str


@frozen(eq=False)
class Calibrated:
    """Cases by conditions (values as given) with the outcome's membership."""

    cases: tuple[str, ...]
    conditions: tuple[Condition, ...]
    values: NDArray[np.float64]
    outcome_name: str
    outcome: NDArray[np.float64]
    left_out: tuple[LeftOut, ...] = ()
    is_multivalue: bool = False

    @property
    def levels(self) -> tuple[int, ...]:
        """The number of values of each condition."""
        return tuple(condition.levels for condition in self.conditions)

    def negated(self) -> Calibrated:
        """The same cases with the outcome's absence to be explained."""
        name = self.outcome_name
        turned = name[1:] if name.startswith("~") else f"~{name}"
        return evolve(self, outcome_name=turned, outcome=1 - self.outcome)

    def without(self, dropped: Iterable[str]) -> Calibrated:
        """The same data without some cases."""
        names = set(dropped)
        keep = [i for i, case in enumerate(self.cases) if case not in names]
        return evolve(
            self,
            cases=tuple(self.cases[i] for i in keep),
            values=self.values[keep],
            outcome=self.outcome[keep],
        )

    def configurations(self) -> NDArray[np.int64]:
        """The corner of the property space to which each case belongs by more than half."""
        fuzzy = np.array([condition.is_fuzzy for condition in self.conditions])
        return np.where(fuzzy, self.values > 0.5, self.values).astype(np.int64)

    def membership(self, term: Term) -> NDArray[np.float64]:
        """Each case's membership in a term: the lowest of its literals."""
        lowest = np.ones(len(self.cases))
        for column, (condition, code) in enumerate(zip(self.conditions, term, strict=True)):
            if code:
                given = self.values[:, column]
                if condition.is_fuzzy:
                    literal = given if code == 2 else 1 - given
                else:
                    literal = (given == code - 1).astype(np.float64)
                lowest = np.minimum(lowest, literal)
        return lowest


def calibrated_file(
    text: str,
    outcome: str,
    conditions: Sequence[str] = (),
    *,
    without: Sequence[str] = (),
    shown_as: str = "the file",
) -> Calibrated:
    r"""Read calibrated sets from CSV; a first column without a name holds the case ids.

    >>> calibrated_file(",A,Y\nx,1,1\ny,0,0", "Y").cases
    ('x', 'y')

    Raises
    ------
    QcaError
        For a column that is not there, a value that is no membership, a case named twice.
    """
    lines = [line for line in csv.reader(io.StringIO(text.lstrip("\ufeff"))) if line]
    if len(lines) < 2:
        raise QcaError(f"{shown_as} holds no cases; give a header and one line for each case")
    header, *body = [[cell.strip() for cell in line] for line in lines]
    for number, line in enumerate(body, start=2):
        if len(line) != len(header):
            raise QcaError(
                f"{shown_as}, line {number}: {len(line)} cells under {len(header)} headings; "
                "give each line one cell for each heading"
            )
    named = not header[0] or not all(_is_number(line[0]) for line in body)
    columns = {name: [line[i] for line in body] for i, name in enumerate(header) if i or not named}
    cases = [line[0] for line in body] if named else [str(i) for i in range(1, len(body) + 1)]
    return _calibrated(cases, columns, outcome, conditions, without, shown_as)


def calibrated_cases(
    outcome: str = "intervention",
    conditions: Sequence[str] = (),
    *,
    without: Sequence[str] = (),
    own: Sequence[Case] = (),
) -> Calibrated:
    """The coded cases, and those of your own, as crisp sets.

    Unknown cells leave a case out, and so does an outcome that is not there, as in a scenario.

    >>> "taiwan-scenario" in [left.case for left in calibrated_cases().left_out]
    True
    """
    cases = [*map(case_of, case_slugs()), *own]
    slugs = [case.case for case in cases]
    columns = {name: [_text(case.facts[name].value) for case in cases] for name in CONDITIONS}
    columns["intervention"] = [_text(case.outcome.intervention) for case in cases]
    return _calibrated(slugs, columns, outcome, conditions or BINARY, without, "the coded cases")


def _text(value: float | None) -> str:
    return "" if value is None else str(value)


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return cell.casefold() in NOT_KNOWN


def _calibrated(
    cases: Sequence[str],
    columns: Mapping[str, Sequence[str]],
    outcome: str,
    conditions: Sequence[str],
    without: Sequence[str],
    shown_as: str,
) -> Calibrated:
    if repeated := sorted({case for case in cases if list(cases).count(case) > 1}):
        raise QcaError(f"{shown_as} names {repeated[0]} twice; give each case one line")
    if strange := [case for case in without if case not in cases]:
        raise QcaError(f"there is no case {strange[0]!r} to leave out; the cases are {_few(cases)}")
    bare, value, is_negated = _outcome_parts(outcome)
    names = tuple(conditions) or tuple(name for name in columns if name != bare)
    _check_names(columns, bare, names, shown_as)
    kept, left_out = _complete(cases, columns, (*names, bare), without)
    if not kept:
        raise QcaError(f"{shown_as} holds no case with a value in every column that is asked for")
    table = {name: _numbers(name, columns[name], kept, cases) for name in (*names, bare)}
    read = Calibrated(
        cases=tuple(cases[i] for i in kept),
        conditions=tuple(_condition(name, table[name]) for name in names),
        values=np.column_stack([table[name] for name in names]),
        outcome_name=bare if value is None else f"{bare}{{{value}}}",
        outcome=_outcome_set(bare, table[bare], value),
        left_out=left_out,
    )
    if (rows := math.prod(read.levels)) > MOST_ROWS:
        raise QcaError(
            f"the conditions span {rows:,} rows; at most {MOST_ROWS:,} can be analysed exactly, so "
            "name fewer conditions, by --conditions, or join values"
        )
    read = evolve(read, is_multivalue=any(condition.levels > 2 for condition in read.conditions))
    _refuse_half(read)
    return read.negated() if is_negated else read


def _outcome_parts(outcome: str) -> tuple[str, int | None, bool]:
    found = re.fullmatch(r"(~?)([^~{}\[\]]+)(?:[{\[](\d+)[}\]])?", outcome.strip())
    if not found:
        raise QcaError(f"{outcome!r} is no outcome; write it as Y, ~Y or Y{{2}}")
    return found[2].strip(), int(found[3]) if found[3] else None, bool(found[1])


def _check_names(
    columns: Mapping[str, Sequence[str]], outcome: str, names: Sequence[str], shown_as: str
) -> None:
    for name in (outcome, *names):
        if name not in columns:
            raise QcaError(
                f"there is no column {name!r} in {shown_as}; the columns are {_few(columns)}"
            )
        if not re.fullmatch(r"[\w. -]+", name):
            raise QcaError(f"the column {name!r} cannot stand in a term; use letters, digits and _")
    if outcome in names:
        raise QcaError(f"{outcome} cannot be both outcome and condition; take it out of one")
    if repeated := [name for name in names if list(names).count(name) > 1]:
        raise QcaError(f"the condition {repeated[0]} is named twice; name it once")
    if not 1 <= len(names) <= MOST_CONDITIONS:
        raise QcaError(
            f"{len(names)} conditions are given; 1 to {MOST_CONDITIONS} can be analysed exactly"
        )


def _few(names: Iterable[str]) -> str:
    known = list(names)
    return ", ".join(known[:12]) + (f" and {len(known) - 12} more" if len(known) > 12 else "")


def _complete(
    cases: Sequence[str],
    columns: Mapping[str, Sequence[str]],
    names: Sequence[str],
    without: Sequence[str],
) -> tuple[list[int], tuple[LeftOut, ...]]:
    kept, left_out = [], []
    for i, case in enumerate(cases):
        unknown = [name for name in names if columns[name][i].casefold() in NOT_KNOWN]
        if case in without:
            left_out.append(LeftOut(case, "left out as asked"))
        elif unknown:
            left_out.append(LeftOut(case, f"not known: {', '.join(unknown)}"))
        else:
            kept.append(i)
    return kept, tuple(left_out)


def _numbers(
    name: str, cells: Sequence[str], kept: Sequence[int], cases: Sequence[str]
) -> NDArray[np.float64]:
    for i in kept:
        if not _is_number(cells[i]) or float(cells[i]) < 0:
            raise QcaError(
                f"{cases[i]} has {cells[i]!r} in {name}; a set holds numbers from 0 to 1, or the "
                "whole numbers 0, 1, 2 … of a multi-value condition"
            )
    numbers = np.array([float(cells[i]) for i in kept])
    if numbers.max() > 1 and (numbers % 1).any():
        raise QcaError(
            f"{name} reaches {numbers.max():g} and is not calibrated; give memberships from 0 to "
            "1, or whole numbers from 0 for a multi-value condition"
        )
    return numbers


def _condition(name: str, numbers: NDArray[np.float64]) -> Condition:
    if (numbers % 1).any():
        return Condition(name, is_fuzzy=True)
    top = int(numbers.max())
    if top > 1 and (top >= MOST_LEVELS or set(numbers) != set(range(top + 1))):
        raise QcaError(
            f"{name} has the values {_few(f'{v:g}' for v in sorted(set(numbers)))}; a multi-value "
            f"condition uses every whole number from 0 up, at most {MOST_LEVELS} of them"
        )
    return Condition(name, max(2, top + 1))


def _outcome_set(name: str, numbers: NDArray[np.float64], value: int | None) -> NDArray[np.float64]:
    if value is not None:
        if value not in numbers:
            raise QcaError(f"no case has {name} = {value}; name a value that occurs")
        return np.where(numbers == value, 1.0, 0.0)
    if numbers.max() > 1:
        raise QcaError(f"{name} has more than two values; name the one to explain, as {name}{{1}}")
    return numbers


def _refuse_half(data: Calibrated) -> None:
    for column, condition in enumerate(data.conditions):
        for row in np.flatnonzero(data.values[:, column] == 0.5):
            raise HalfMembershipError(data.cases[row], condition.name)
