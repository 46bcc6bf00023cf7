"""One whole analysis: truth table, solutions, untenable assumptions, necessity, warnings."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from vetopoint.compare.qca.calibrated import Calibrated, QcaError
from vetopoint.compare.qca.expressions import expectations_from, rows_in, terms_from
from vetopoint.compare.qca.necessity import Claim, necessary_sets
from vetopoint.compare.qca.primes import Configuration
from vetopoint.compare.qca.solutions import (
    MOST_PAIRS,
    Expectations,
    Solution,
    conservative,
    intermediate,
    parsimonious,
)
from vetopoint.compare.qca.space import RowSet
from vetopoint.compare.qca.table import Cuts, TruthTable, row_at, row_number, truth_table

__all__ = ["SOLUTIONS", "Analysis", "Solved", "analyse", "solve"]

SOLUTIONS = ("conservative", "intermediate", "parsimonious")
CONTRADICTORY = "assumed for the outcome and for its absence"
SIMULTANEOUS = "coded sufficient for the outcome and for its absence"
# What --exclude may name beside rows and terms -> the kinds of untenable rows it stands for.
UNTENABLE: Mapping[str, tuple[str, ...]] = {
    "contradictory": (CONTRADICTORY,),
    "simultaneous": (SIMULTANEOUS,),
    "untenable": (CONTRADICTORY, SIMULTANEOUS),
}


@frozen(eq=False)
class Solved:
    """A truth table with its three solutions."""

    data: Calibrated
    table: TruthTable
    solutions: Mapping[str, Solution]


@frozen(eq=False)
class Analysis:
    """The outcome and its absence, each solved; and what a reader should doubt."""

    solved: Solved
    negated: Solved
    expectations: Expectations
    untenable: Mapping[Configuration, str]
    necessity: tuple[Claim, ...]
    warnings: tuple[str, ...] = field(default=())


def solve(
    data: Calibrated,
    cuts: Cuts,
    expectations: Expectations,
    excluded: frozenset[Configuration] = frozenset(),
) -> Solved:
    """The truth table of the data and its three solutions, without fit."""
    table = truth_table(data, cuts, excluded)
    careful, sparing = conservative(table), parsimonious(table)
    between = intermediate(table, careful, sparing, expectations)
    return Solved(data, table, dict(zip(SOLUTIONS, (careful, between, sparing), strict=True)))


def analyse(
    data: Calibrated,
    cuts: Cuts,
    directions: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Analysis:
    r"""Analyse the outcome and, apart from it, its absence.

    >>> from vetopoint.compare.qca.calibrated import calibrated_file
    >>> found = analyse(calibrated_file("A,Y\n1,1\n0,0", "Y"), Cuts())
    >>> found.solved.solutions["parsimonious"].models[0].terms
    ((2,),)
    """
    expectations = expectations_from(directions, data.conditions)
    plain = solve(data, cuts, expectations)
    # Expectations are stated for the outcome; for its absence there are none.
    negated = solve(data.negated(), cuts, {})
    untenable = _untenable(plain, negated)
    excluded = _excluded(exclude, plain, untenable)
    solved = solve(data, cuts, expectations, excluded) if excluded else plain
    return Analysis(
        solved=solved,
        negated=negated,
        expectations=expectations,
        untenable=untenable,
        necessity=necessary_sets(data),
        warnings=tuple(_warnings(solved, plain, negated, untenable, bool(expectations))),
    )


def _untenable(solved: Solved, negated: Solved) -> dict[Configuration, str]:
    """Rows taken to lead both ways: by assumption, or by the cut-offs."""
    here, there = (
        functools.reduce(
            operator.or_,
            (model.assumptions.bits for model in one.solutions["parsimonious"].models),
            0,
        )
        for one in (solved, negated)
    )
    both = set(solved.table.positive) & set(negated.table.positive)
    return {
        **dict.fromkeys(RowSet(here & there, solved.table.levels), CONTRADICTORY),
        **dict.fromkeys(sorted(both), SIMULTANEOUS),
    }


def _excluded(
    texts: Sequence[str], solved: Solved, untenable: Mapping[Configuration, str]
) -> frozenset[Configuration]:
    table, data = solved.table, solved.data
    found: set[Configuration] = set()
    for text in (part.strip() for given in texts for part in given.split(",") if part.strip()):
        if text in UNTENABLE:
            found.update(row for row, why in untenable.items() if why in UNTENABLE[text])
        elif text.isdigit():
            found.add(_numbered(int(text), table))
        else:
            terms = terms_from(text, data.conditions)
            inside = {row for term in terms for row in rows_in(term, table.levels)}
            found.update(inside - table.decided)
    return frozenset(found)


def _numbered(number: int, table: TruthTable) -> Configuration:
    if not 1 <= number <= table.size:
        raise QcaError(f"there is no row {number}; rows are counted from 1 to {table.size}")
    return row_at(number, table.levels)


def _warnings(
    solved: Solved,
    plain: Solved,
    negated: Solved,
    untenable: Mapping[Configuration, str],
    has_expectations: bool,
) -> Iterator[str]:
    yield from _about_models(solved, has_expectations)
    yield from _about_rows(plain, negated, untenable)
    yield from _about_sets(plain.data)
    yield from _about_diversity(plain.table)
    if forced := solved.table.excluded & plain.table.decided:
        numbers = ", ".join(str(row_number(row, plain.table.levels)) for row in sorted(forced))
        yield f"Observed rows are excluded and count as 0: {numbers}."


def _about_models(solved: Solved, has_expectations: bool) -> Iterator[str]:
    outcome = solved.data.outcome_name
    if not solved.table.positive:
        yield f"No row is sufficient for {outcome} at these cut-offs, so nothing is explained."
        return
    if not solved.table.negative:
        yield (
            f"No row speaks against {outcome}, so the parsimonious solution would be that it "
            "always holds; none is given."
        )
    if not has_expectations:
        yield (
            "No directional expectations are given, so no counterfactual is easy and the "
            "intermediate solution is the conservative one."
        )
    for kind, solution in solved.solutions.items():
        if solution.is_partial:
            yield (
                f"The {kind} solution is made from the first pairs of tied models, at most "
                f"{MOST_PAIRS}; there are more pairs, and may be more models than the "
                f"{solution.count} found."
            )
            continue
        if not solution.is_counted:
            size = min(len(model.terms) for model in solution.models)
            yield (
                f"The {kind} solution has more tied models of {size} terms than can be counted: "
                f"{solution.count} were found before the count was given up, the first "
                f"{len(solution.models)} are listed, and there are more. That none is smaller is "
                "certain; assumptions and untenable rows are those of the listed models."
            )
        elif solution.count > len(solution.models):
            yield (
                f"The {kind} solution has {solution.count} tied models; the first "
                f"{len(solution.models)} are listed."
            )
        elif solution.count > 1:
            yield f"The {kind} solution has {solution.count} tied models; the data prefer none."


def _about_rows(
    solved: Solved, negated: Solved, untenable: Mapping[Configuration, str]
) -> Iterator[str]:
    table, data = solved.table, solved.data
    for row in table.rows:
        if row.is_contradictory:
            yield (
                f"Row {row.number} is contradictory: {', '.join(row.with_outcome)} with "
                f"{data.outcome_name}, {', '.join(row.without_outcome)} without; it is coded "
                f"{row.out}."
            )
        elif row.out == "1" and row.pri is not None and row.pri < 0.5:
            yield (
                f"Row {row.number} has inclusion {row.incl:.3f} but PRI {row.pri:.3f}: it is "
                f"nearer to the absence of {data.outcome_name}."
            )
    both = [row for row, why in untenable.items() if why == SIMULTANEOUS]
    if both:
        numbers = ", ".join(str(row_number(row, table.levels)) for row in both)
        yield (
            f"Rows coded sufficient for {data.outcome_name} and for "
            f"{negated.data.outcome_name}: {numbers}; raise --incl or --incl-pri."
        )
    assumed = sum(why == CONTRADICTORY for why in untenable.values())
    if assumed:
        yield (
            f"{assumed} remainders are assumed for {data.outcome_name} and for its absence at "
            "once; --exclude untenable takes them out."
        )


def _about_sets(data: Calibrated) -> Iterator[str]:
    """Skewness: a set with nearly all or nearly no cases makes inclusion easy (15 % rule)."""
    total = len(data.cases)
    for column, condition in enumerate(data.conditions):
        if condition.levels == 2:
            yield from _skewed(condition.name, int((data.values[:, column] > 0.5).sum()), total)
    yield from _skewed(data.outcome_name, int((data.outcome > 0.5).sum()), total)
    if unsure := [
        case for case, y in zip(data.cases, data.outcome.tolist(), strict=True) if y == 0.5
    ]:
        yield (
            f"{', '.join(unsure)} has membership 0.5 in {data.outcome_name}: neither with nor "
            "without the outcome, so it is named on neither side of a contradictory row."
        )


def _skewed(name: str, inside: int, total: int) -> Iterator[str]:
    if not 0.15 * total <= inside <= 0.85 * total:
        yield (
            f"{name} is skewed: {inside} of {total} cases are in it; inclusion and coverage say "
            "little where nearly all cases are on one side."
        )


def _about_diversity(table: TruthTable) -> Iterator[str]:
    observed = len(table.decided)
    if observed < table.size:
        yield (
            f"Limited diversity: {observed} of {table.size} rows have enough cases, "
            f"{_remainders(table.size - observed)}."
        )


def _remainders(number: int) -> str:
    return "1 is a remainder" if number == 1 else f"{number} are remainders"
