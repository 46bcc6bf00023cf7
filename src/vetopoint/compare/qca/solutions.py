"""Conservative, intermediate and parsimonious solutions, with every tied model.

A model is a smallest set of prime implicants that covers the positive rows (minimal disjunctivity).
The conservative solution assumes nothing of remainders, the parsimonious one whatever makes terms
short, the intermediate one only easy counterfactuals: from a conservative term inside a
parsimonious term, the literals that go against the directional expectations are dropped (Ragin and
Sonnett 2005; Duşa 2019, ch. 8).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from attrs import evolve, field, frozen

from vetopoint.compare.qca.calibrated import Calibrated, Term
from vetopoint.compare.qca.covers import minimum_covers
from vetopoint.compare.qca.fit import Sufficiency, sufficiency, unique_coverage
from vetopoint.compare.qca.primes import (
    Configuration,
    covers,
    in_order,
    primes_avoiding,
    primes_within,
    rows_inside,
)
from vetopoint.compare.qca.table import TruthTable, row_at, row_number

__all__ = [
    "MOST_PAIRS",
    "Counterfactuals",
    "Expectations",
    "Model",
    "Solution",
    "TermFit",
    "conservative",
    "fitted",
    "intermediate",
    "parsimonious",
]

# Tied models are always counted; listing more of them, and pairing more, would help no reader.
MOST_MODELS = 1_000
MOST_PAIRS = 500
# For each condition with an expectation, its place -> the values expected to help the outcome.
Expectations = Mapping[int, Collection[int]]


@frozen
class TermFit:
    """A term with its inclusion, PRI, raw and unique coverage, and the cases in it."""

    fit: Sufficiency
    unique: float | None
    cases: tuple[tuple[str, ...], ...]


@frozen
class Counterfactuals:
    """What an intermediate model rests on: easy and difficult assumptions about remainders."""

    conservative: int
    parsimonious: int
    easy: tuple[Configuration, ...]
    difficult: tuple[Configuration, ...]


@frozen
class Model:
    """One model: its terms, how it fits, and the remainders it assumes to have the outcome."""

    terms: tuple[Term, ...]
    fit: Sufficiency | None = None
    term_fit: tuple[TermFit, ...] = ()
    assumptions: tuple[Configuration, ...] = ()
    origins: tuple[Counterfactuals, ...] = ()


@frozen
class Solution:
    """All tied models of one kind; `count` is exact where not all are listed, if `is_counted`.

    Where it is not, there are more tied models than `count`, which is what was found.
    An intermediate solution is partial where there are too many pairs of tied models to try.
    """

    models: tuple[Model, ...] = ()
    count: int = 0
    primes: tuple[Term, ...] = field(default=())
    is_partial: bool = False
    is_counted: bool = True


def conservative(table: TruthTable) -> Solution:
    """The models that cover the positive rows and nothing else."""
    return _solved(table, primes_within(table.positive, table.positive, table.levels))


def parsimonious(table: TruthTable) -> Solution:
    """The models that cover the positive rows and no negative one, whatever else they cover."""
    if not table.negative:
        return Solution()
    return _solved(
        table, primes_avoiding(table.positive, table.negative, len(table.levels)), assumes=True
    )


def intermediate(
    table: TruthTable, careful: Solution, sparing: Solution, expectations: Expectations
) -> Solution:
    """The models that assume easy counterfactuals only, for each pair of tied models."""
    if not expectations or not sparing.models:
        return careful
    space = _Space(table)
    solved: dict[int, Solution] = {}
    found: dict[tuple[Term, ...], list[Counterfactuals]] = {}
    pairs = itertools.product(enumerate(careful.models), enumerate(sparing.models))
    for (c, model), (p, other) in itertools.islice(pairs, MOST_PAIRS):
        assumed = space.assumed(other.terms)
        easy = _easy(model, other, expectations, space) & assumed
        if easy not in solved:
            allowed = [*table.positive, *space.listed(easy)]
            primes = primes_within(table.positive, allowed, table.levels)
            solved[easy] = _solved(table, primes, space=space)
        origin = Counterfactuals(c, p, space.listed(easy), space.listed(assumed & ~easy))
        for answer in solved[easy].models:
            found.setdefault(answer.terms, []).append(origin)
    models = tuple(
        Model(terms, assumptions=space.listed(space.assumed(terms)), origins=tuple(origins))
        for terms, origins in itertools.islice(found.items(), MOST_MODELS)
    )
    primes = in_order({term for answer in solved.values() for term in answer.primes})
    tried = len(careful.models) * len(sparing.models)
    is_partial = tried > MOST_PAIRS or careful.count * sparing.count > tried
    is_counted = all(answer.is_counted for answer in solved.values())
    return Solution(models, len(found), tuple(primes), is_partial, is_counted)


class _Space:
    """The property space as bits, with each term's rows worked out once."""

    def __init__(self, table: TruthTable) -> None:
        self.levels = table.levels
        self.configurations: dict[int, Configuration] = {}
        self.known: dict[Term, int] = {}
        self.decided = 0
        for row in table.decided:
            self.decided |= 1 << row_number(row, table.levels) - 1

    def inside(self, term: Term) -> int:
        if term not in self.known:
            self.known[term] = rows_inside(term, self.levels)
        return self.known[term]

    def assumed(self, terms: Iterable[Term]) -> int:
        """The remainders that the terms cover."""
        rows = 0
        for term in terms:
            rows |= self.inside(term)
        return rows & ~self.decided

    def chart(self, term: Term, numbers: Sequence[int]) -> int:
        """Which of the rows with these numbers lie in the term, as bits in their order."""
        inside = self.inside(term)
        return sum(1 << place for place, number in enumerate(numbers) if inside >> number & 1)

    def listed(self, rows: int) -> tuple[Configuration, ...]:
        raw = np.frombuffer(rows.to_bytes(rows.bit_length() // 8 + 1, "little"), dtype=np.uint8)
        places = np.flatnonzero(np.unpackbits(raw, bitorder="little")).tolist()
        for place in places:
            if place not in self.configurations:
                self.configurations[place] = row_at(place + 1, self.levels)
        return tuple(self.configurations[place] for place in places)


def _solved(
    table: TruthTable,
    primes: Sequence[Term],
    *,
    assumes: bool = False,
    space: _Space | None = None,
) -> Solution:
    positive = table.positive
    if not positive or (len(primes) == 1 and not any(primes[0])):
        return Solution()
    space = _Space(table) if space is None else space
    numbers = [row_number(row, table.levels) - 1 for row in positive]
    chart = [space.chart(term, numbers) for term in primes]
    found = minimum_covers(chart, len(positive), MOST_MODELS)
    models = []
    for places in found.listed:
        terms = tuple(primes[place] for place in places)
        models.append(
            Model(terms, assumptions=space.listed(space.assumed(terms)) if assumes else ())
        )
    return Solution(tuple(models), found.count, tuple(primes), is_counted=found.is_counted)


def _easy(careful: Model, sparing: Model, expectations: Expectations, space: _Space) -> int:
    """The rows in a conservative term loosened as far as the expectations allow."""
    rows = 0
    for long in careful.terms:
        for short in sparing.terms:
            if all(not code or code == own for code, own in zip(short, long, strict=True)):
                rows |= space.inside(_loosened(long, short, expectations))
    return rows


def _loosened(long: Term, short: Term, expectations: Expectations) -> Term:
    return tuple(
        0 if not kept and place in expectations and own - 1 not in expectations[place] else own
        for place, (own, kept) in enumerate(zip(long, short, strict=True))
    )


def fitted(solution: Solution, data: Calibrated, table: TruthTable) -> Solution:
    """The same models with their inclusion, PRI and coverage in the data."""
    terms = {term for model in solution.models for term in model.terms}
    members = {term: data.membership(term) for term in terms}
    alone = {term: sufficiency(member, data.outcome) for term, member in members.items()}
    positive = [row for row in table.rows if row.out == "1"]
    cases = {
        term: tuple(row.cases for row in positive if covers(term, row.configuration))
        for term in terms
    }

    def fit(model: Model) -> Model:
        own = [members[term] for term in model.terms]
        unique = unique_coverage(own, data.outcome)
        return evolve(
            model,
            fit=sufficiency(np.maximum.reduce(own), data.outcome),
            term_fit=tuple(
                TermFit(alone[term], share, cases[term])
                for term, share in zip(model.terms, unique, strict=True)
            ),
        )

    return evolve(solution, models=tuple(fit(model) for model in solution.models))
