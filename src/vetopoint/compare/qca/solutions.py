"""Conservative, intermediate and parsimonious solutions, with every tied model.

A model is a smallest set of prime implicants that covers the positive rows (minimal disjunctivity).
The conservative solution assumes nothing of remainders, the parsimonious one whatever makes terms
short, the intermediate one only easy counterfactuals: from a conservative term inside a
parsimonious term, the literals that go against the directional expectations are dropped (Ragin and
Sonnett 2005; Duşa 2019, ch. 8).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence

from attrs import field, frozen

from vetopoint.compare.qca.calibrated import Term
from vetopoint.compare.qca.covers import minimum_covers
from vetopoint.compare.qca.cubes import primes_within_each
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
    origins = list(itertools.islice(_origins(careful, sparing, expectations, space), MOST_PAIRS))
    easy = list(dict.fromkeys(origin.easy.bits for origin in origins))
    answers: dict[int, Solution] = {}
    found: set[tuple[Term, ...]] = set()
    for rows, answer in zip(easy, _within_each(table, easy), strict=False):
        answers[rows] = answer
        found.update(model.terms for model in answer.models)
        if len(found) > MOST_MODELS:
            break
    tried = [origin for origin in origins if origin.easy.bits in answers]
    is_counted = all(
        answer.is_counted and answer.count == len(answer.models) for answer in answers.values()
    )
    return Solution(
        models=tuple(itertools.islice(_from_origins(tried, answers, space), MOST_MODELS)),
        count=len(found),
        primes=tuple(in_order({term for answer in answers.values() for term in answer.primes})),
        is_partial=careful.count * sparing.count > len(tried),
        is_counted=is_counted,
    )


def _from_origins(
    tried: Sequence[Counterfactuals], answers: Mapping[int, Solution], space: Space
) -> Iterator[Model]:
    """Each model once, with every pair that it comes from."""
    made: dict[tuple[Term, ...], list[Counterfactuals]] = {}
    for origin in tried:
        for answer in answers[origin.easy.bits].models:
            made.setdefault(answer.terms, []).append(origin)
    for terms, origins in made.items():
        yield Model(terms, space.rows(space.assumed(terms)), tuple(origins))


def _origins(
    careful: Solution, sparing: Solution, expectations: Expectations, space: Space
) -> Iterator[Counterfactuals]:
    """For each pair of models, the assumptions that are easy and those that are difficult."""
    assumed = [model.assumptions.bits for model in sparing.models]
    for c, model in enumerate(careful.models):
        loosened: dict[Term, int] = {}
        for p, other in enumerate(sparing.models):
            rows = 0
            for short in other.terms:
                if short not in loosened:
                    loosened[short] = _loosened_rows(model, short, expectations, space)
                rows |= loosened[short]
            easy = rows & assumed[p]
            yield Counterfactuals(c, p, space.rows(easy), space.rows(assumed[p] & ~easy))


def _within_each(table: TruthTable, easy: Sequence[int]) -> Iterator[Solution]:
    """The models that assume some easy remainders, for each set of these."""
    own = RowSet.of(table.positive, table.levels).bits
    primes = list(primes_within_each(table.positive, [own | rows for rows in easy], table.levels))
    # One order for all, so that a model is the same whichever pair it comes from.
    ranks = {term: rank for rank, term in enumerate(in_order({t for some in primes for t in some}))}
    ordered = list(ranks)
    charts = dict(zip(ordered, covered(ordered, table.positive), strict=True))
    for some in primes:
        yield _chosen(table, sorted(some, key=ranks.__getitem__), charts, space=None)


def _solved(table: TruthTable, primes: Sequence[Term], *, assumes: bool = False) -> Solution:
    charts = dict(zip(primes, covered(primes, table.positive), strict=True))
    return _chosen(table, primes, charts, Space(table) if assumes else None)


def _chosen(
    table: TruthTable, primes: Sequence[Term], charts: Mapping[Term, int], space: Space | None
) -> Solution:
    """The smallest sets of prime implicants that cover the positive rows."""
    if not table.positive or (len(primes) == 1 and not any(primes[0])):
        return Solution()
    limits = QUICK if len(table.levels) <= FEW_CONDITIONS else PATIENT
    chart = [charts[term] for term in primes]
    found = minimum_covers(chart, len(table.positive), MOST_MODELS, limits)
    models = []
    for places in found.listed:
        terms = tuple(primes[place] for place in places)
        assumed = RowSet() if space is None else space.rows(space.assumed(terms))
        models.append(Model(terms, assumed))
    return Solution(tuple(models), found.count, tuple(primes), is_counted=found.is_counted)


def _loosened_rows(careful: Model, short: Term, expectations: Expectations, space: Space) -> int:
    """The rows in conservative terms inside a short one, loosened as the expectations allow."""
    rows = 0
    for long in careful.terms:
        if all(not code or code == own for code, own in zip(short, long, strict=True)):
            rows |= space.inside(_loosened(long, short, expectations))
    return rows


def _loosened(long: Term, short: Term, expectations: Expectations) -> Term:
    return tuple(
        0 if not kept and place in expectations and own - 1 not in expectations[place] else own
        for place, (own, kept) in enumerate(zip(long, short, strict=True))
    )
