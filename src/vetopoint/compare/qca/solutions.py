"""Conservative, intermediate and parsimonious solutions, with every tied model.

A model is a smallest set of prime implicants that covers the positive rows (minimal disjunctivity).
The conservative solution assumes nothing of remainders, the parsimonious one whatever makes terms
short, the intermediate one only easy counterfactuals: from a conservative term inside a
parsimonious term, the literals that go against the directional expectations are dropped (Ragin and
Sonnett 2005; Duşa 2019, ch. 8).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence

from attrs import field, frozen

from vetopoint.compare.qca.calibrated import Term
from vetopoint.compare.qca.covers import minimum_covers
from vetopoint.compare.qca.primes import in_order, primes_avoiding, primes_within
from vetopoint.compare.qca.space import RowSet, Space, covered
from vetopoint.compare.qca.sweep import Limits
from vetopoint.compare.qca.table import TruthTable

__all__ = [
    "MOST_MODELS",
    "MOST_PAIRS",
    "Counterfactuals",
    "Expectations",
    "Model",
    "Solution",
    "conservative",
    "intermediate",
    "parsimonious",
]

# Tied models are always counted; listing more of them, and pairing more, would help no reader.
MOST_MODELS = 1_000
MOST_PAIRS = 500
# Ten conditions are to take under a second in all, twelve under ten.
FEW_CONDITIONS = 10
QUICK, PATIENT = Limits(effort=1_500_000), Limits(effort=6_000_000)
# For each condition with an expectation, its place -> the values expected to help the outcome.
Expectations = Mapping[int, Collection[int]]


@frozen
class Counterfactuals:
    """What an intermediate model rests on: easy and difficult assumptions about remainders."""

    conservative: int
    parsimonious: int
    easy: RowSet
    difficult: RowSet


@frozen
class Model:
    """One model: its terms, and the remainders it assumes to have the outcome."""

    terms: tuple[Term, ...]
    assumptions: RowSet = field(factory=RowSet)
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
    space = Space(table)
    solved: dict[int, Solution] = {}
    found: dict[tuple[Term, ...], list[Counterfactuals]] = {}
    pairs = itertools.product(enumerate(careful.models), enumerate(sparing.models))
    for (c, model), (p, other) in itertools.islice(pairs, MOST_PAIRS):
        assumed = space.assumed(other.terms)
        easy = _easy(model, other, expectations, space) & assumed
        if easy not in solved:
            allowed = [*table.positive, *space.rows(easy)]
            primes = primes_within(table.positive, allowed, table.levels)
            solved[easy] = _solved(table, primes, space=space)
        origin = Counterfactuals(c, p, space.rows(easy), space.rows(assumed & ~easy))
        for answer in solved[easy].models:
            found.setdefault(answer.terms, []).append(origin)
    models = tuple(
        Model(terms, space.rows(space.assumed(terms)), tuple(origins))
        for terms, origins in itertools.islice(found.items(), MOST_MODELS)
    )
    primes = in_order({term for answer in solved.values() for term in answer.primes})
    tried = len(careful.models) * len(sparing.models)
    is_partial = tried > MOST_PAIRS or careful.count * sparing.count > tried
    is_counted = all(answer.is_counted for answer in solved.values())
    return Solution(models, len(found), tuple(primes), is_partial, is_counted)


def _solved(
    table: TruthTable,
    primes: Sequence[Term],
    *,
    assumes: bool = False,
    space: Space | None = None,
) -> Solution:
    positive = table.positive
    if not positive or (len(primes) == 1 and not any(primes[0])):
        return Solution()
    space = Space(table) if space is None else space
    limits = QUICK if len(table.levels) <= FEW_CONDITIONS else PATIENT
    found = minimum_covers(covered(primes, positive), len(positive), MOST_MODELS, limits)
    models = []
    for places in found.listed:
        terms = tuple(primes[place] for place in places)
        models.append(Model(terms, space.rows(space.assumed(terms)) if assumes else RowSet()))
    return Solution(tuple(models), found.count, tuple(primes), is_counted=found.is_counted)


def _easy(careful: Model, sparing: Model, expectations: Expectations, space: Space) -> int:
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
