"""Minimisation against exhaustive search, and what must hold of every solution."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vetopoint.compare.qca.analysis import Solved, analyse, solve
from vetopoint.compare.qca.calibrated import Calibrated, Condition, Term, calibrated_file
from vetopoint.compare.qca.covers import TooIrregularError, minimum_covers
from vetopoint.compare.qca.prices import UNIT, Pricing, best_prices
from vetopoint.compare.qca.primes import (
    Configuration,
    covers,
    in_order,
    primes_avoiding,
    primes_within,
)
from vetopoint.compare.qca.solutions import MOST_MODELS, Model
from vetopoint.compare.qca.sweep import Limits
from vetopoint.compare.qca.table import Cuts

LEVELS = st.sampled_from([(2,), (2, 2), (2, 2, 2), (3, 2), (2, 3, 2), (3, 3), (2, 2, 2, 2)])


@st.composite
def tables(draw: st.DrawFn) -> tuple[tuple[int, ...], list[Configuration], list[Configuration]]:
    """Levels, positive rows and negative rows; the rest are remainders."""
    levels = draw(LEVELS)
    rows = list(itertools.product(*map(range, levels)))
    marks = draw(st.lists(st.sampled_from("10?"), min_size=len(rows), max_size=len(rows)))
    positive = [row for row, mark in zip(rows, marks, strict=True) if mark == "1"]
    return levels, positive, [row for row, mark in zip(rows, marks, strict=True) if mark == "0"]


def every_term(levels: Sequence[int]) -> list[Term]:
    return list(itertools.product(*(range(level + 1) for level in levels)))


def looser(term: Term) -> list[Term]:
    return [(*term[:i], 0, *term[i + 1 :]) for i, code in enumerate(term) if code]


@given(tables())
def test_primes_avoiding_are_all_terms_that_cannot_be_loosened(
    table: tuple[tuple[int, ...], list[Configuration], list[Configuration]],
) -> None:
    levels, positive, negative = table

    def is_allowed(term: Term) -> bool:
        return not any(covers(term, row) for row in negative)

    expected = {
        term
        for term in every_term(levels)
        if is_allowed(term)
        and any(covers(term, row) for row in positive)
        and not any(is_allowed(other) for other in looser(term))
    }
    assert set(primes_avoiding(positive, negative, len(levels))) == expected


@given(tables())
def test_primes_within_are_all_terms_that_cannot_be_loosened(
    table: tuple[tuple[int, ...], list[Configuration], list[Configuration]],
) -> None:
    levels, positive, more = table
    inside = {*positive, *more[::2]}
    rows = list(itertools.product(*map(range, levels)))

    def is_allowed(term: Term) -> bool:
        return all(row in inside for row in rows if covers(term, row))

    expected = {
        term
        for term in every_term(levels)
        if is_allowed(term)
        and any(covers(term, row) for row in positive)
        and not any(is_allowed(other) for other in looser(term))
    }
    assert set(primes_within(positive, sorted(inside), levels)) == expected


@given(st.integers(1, 6), st.lists(st.integers(1, 63), min_size=1, max_size=9))
def test_minimum_covers_are_those_of_exhaustive_search(rows: int, masks: list[int]) -> None:
    everything = (1 << rows) - 1
    chart = [*(mask & everything for mask in masks), everything & 0b010101, everything & 0b101010]
    places = range(len(chart))
    expected: list[tuple[int, ...]] = []
    for size in range(1, len(chart) + 1):
        expected = [
            chosen
            for chosen in itertools.combinations(places, size)
            if union(chart[place] for place in chosen) == everything
        ]
        if expected:
            break
    found = minimum_covers(chart, rows)
    assert list(found.listed) == expected
    assert found.count == len(expected)
    assert found.size == len(expected[0])


CHARTS = st.lists(st.integers(1, 511), min_size=4, max_size=16).map(tuple)


def union(masks: object) -> int:
    total = 0
    for mask in masks:  # type: ignore[attr-defined]
        total |= mask
    return total


def test_more_tied_covers_than_are_listed_are_still_counted() -> None:
    chart = [1 << row for row in range(20) for _ in range(3)]
    found = minimum_covers(chart, 20, most=10)
    assert (found.size, found.count, len(found.listed)) == (20, 3**20, 10)


def data_of(codes: Sequence[Sequence[int]]) -> Calibrated:
    """Crisp cases of which the last number is the outcome."""
    values = np.array(codes, dtype=np.float64)
    return Calibrated(
        cases=tuple(f"c{i}" for i in range(len(codes))),
        conditions=tuple(Condition(name) for name in "ABCD"[: values.shape[1] - 1]),
        values=values[:, :-1],
        outcome_name="Y",
        outcome=values[:, -1],
    )


CASES = st.lists(
    st.tuples(*[st.integers(0, 1)] * 5), min_size=2, max_size=14, unique_by=lambda case: case[:4]
)
EXPECTED = {0: (1,), 1: (1,), 2: (0,)}


def rows_of(model: Model) -> set[Configuration]:
    rows = itertools.product((0, 1), repeat=4)
    return {row for row in rows if any(covers(term, row) for term in model.terms)}


@given(CASES)
@settings(max_examples=150)
def test_every_solution_covers_all_positive_rows_and_no_negative_one(
    cases: list[tuple[int, ...]],
) -> None:
    solved = solve(data_of(cases), Cuts(), EXPECTED)
    for solution in solved.solutions.values():
        for model in solution.models:
            assert rows_of(model) >= set(solved.table.positive)
            assert not rows_of(model) & set(solved.table.negative)
            assert set(model.assumptions) <= rows_of(model) - solved.table.decided


@given(CASES)
@settings(max_examples=150)
def test_parsimonious_holds_intermediate_holds_conservative(cases: list[tuple[int, ...]]) -> None:
    solved = solve(data_of(cases), Cuts(), EXPECTED)
    careful, between, sparing = solved.solutions.values()
    if not sparing.models:
        return
    for model in between.models:
        for origin in model.origins:
            assert rows_of(careful.models[origin.conservative]) <= {
                *solved.table.positive,
            }
            assert rows_of(model) >= rows_of(careful.models[origin.conservative])
            assert rows_of(model) <= rows_of(sparing.models[origin.parsimonious])
            assumed = set(sparing.models[origin.parsimonious].assumptions)
            assert set(origin.easy) | set(origin.difficult) == assumed


def formulas(solved: Solved) -> list[list[tuple[Term, ...]]]:
    return [[model.terms for model in s.models] for s in solved.solutions.values()]


@given(CASES, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_cases_changes_nothing(cases: list[tuple[int, ...]], chance: object) -> None:
    shuffled = list(cases)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    before = solve(data_of(cases), Cuts(), EXPECTED)
    after = solve(data_of(shuffled), Cuts(), EXPECTED)
    assert formulas(before) == formulas(after)


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), unique=True))
def test_the_order_of_terms_does_not_depend_on_the_order_given(terms: list[Term]) -> None:
    assert in_order(terms) == in_order(terms[::-1])
    assert sorted(in_order(terms)) == sorted(terms)


def test_without_expectations_the_intermediate_solution_is_the_conservative_one() -> None:
    solved = solve(data_of([(1, 1, 1, 1, 1), (0, 0, 0, 0, 0)]), Cuts(), {})
    assert solved.solutions["intermediate"] == solved.solutions["conservative"]


@pytest.mark.parametrize("conditions", [10, 12])
def test_a_big_table_is_solved_exactly(conditions: int) -> None:
    chance = np.random.default_rng(conditions)
    cells = chance.integers(0, 2, (40, conditions))
    outcome = (cells[:, 0] & cells[:, 1]) | (cells[:, 2] & (1 - cells[:, 3]))
    names = [f"C{i}" for i in range(conditions)]
    lines = [",".join([*names, "Y"])]
    lines += [",".join(map(str, [*row, y])) for row, y in zip(cells, outcome, strict=True)]
    solved = solve(calibrated_file("\n".join(lines), "Y"), Cuts(), {})
    terms = {term for model in solved.solutions["parsimonious"].models for term in model.terms}
    assert (2, 2, *[0] * (conditions - 2)) in terms


def irregular_chart(seed: int, rows: int = 16, terms: int = 60) -> list[int]:
    chance = np.random.default_rng(seed)
    return [int(sum(1 << int(row) for row in chance.choice(rows, 4, False))) for _ in range(terms)]


def test_a_table_that_outlasts_its_limits_is_refused_and_not_guessed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("vetopoint.compare.qca.covers.TRIES", 1)
    outcomes = set()
    for seed in range(20):
        chart = irregular_chart(seed)
        whole = minimum_covers(chart, 16)
        try:
            found = minimum_covers(chart, 16, limits=Limits(wide=1, narrow=1, effort=0))
        except TooIrregularError as error:
            outcomes.add(str(error).partition("; ")[2])
        else:
            assert (found.size, found.count <= whole.count) == (whole.size, True)
            outcomes.add("found")
    assert outcomes == {"found", "use fewer conditions or raise --n-cut"}


def test_where_tied_covers_are_too_many_to_count_the_smallest_size_is_still_exact() -> None:
    cut_short = 0
    for seed in range(12):
        chart = irregular_chart(seed)
        whole = minimum_covers(chart, 16, most=100_000)
        limits = Limits(wide=4, narrow=4, effort=0)
        cut = minimum_covers(chart, 16, limits=limits)
        assert whole.is_counted
        assert cut.size == whole.size
        assert 0 < cut.count <= whole.count
        assert cut.is_counted <= (cut.count == whole.count)
        assert set(cut.listed) <= set(whole.listed)
        assert cut == minimum_covers(chart, 16, limits=limits)
        cut_short += cut.count < whole.count
    assert cut_short


@pytest.mark.parametrize("many", [1, 1_000], ids=["priced anew at each row", "priced once"])
@given(chart=CHARTS)
@settings(max_examples=60)
def test_a_sweep_finds_the_covers_that_a_search_finds(many: int, chart: tuple[int, ...]) -> None:
    rows = 9
    whole = [*chart, *(1 << row for row in range(0, rows, 2)), 0b010101010]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("vetopoint.compare.qca.covers.FEW", 1_000)
        patched.setattr("vetopoint.compare.qca.search.PATIENCE", 1_000_000)
        patched.setattr("vetopoint.compare.qca.search.MANY", 1_000_000)
        by_search = minimum_covers(whole, rows, most=1_000_000)
        patched.setattr("vetopoint.compare.qca.covers.FEW", 0)
        patched.setattr("vetopoint.compare.qca.sweep.MANY", many)
        assert minimum_covers(whole, rows, most=1_000_000) == by_search


@given(chart=CHARTS, weights=st.lists(st.floats(0, 1), min_size=9, max_size=9))
def test_no_term_costs_more_than_a_unit_and_no_cover_less_than_its_rows(
    chart: tuple[int, ...], weights: list[float]
) -> None:
    cells = np.array([[bits >> row & 1 for row in range(9)] for bits in chart], dtype=np.bool_)
    pricing = Pricing(cells)
    for dropped in ([], [0], [1, 2]):
        pricing.drop(np.array(dropped, dtype=np.int64))
        prices = pricing.best(np.array(weights))
        rest = [bits for place, bits in enumerate(chart) if place > max(dropped, default=-1)]
        costs = [sum(int(prices[row]) for row in range(9) if bits >> row & 1) for bits in rest]
        assert max(costs, default=0) <= UNIT
        assert (prices >= 0).all()


def test_prices_reach_the_optimum_of_the_linear_programme() -> None:
    scipy_optimize = pytest.importorskip("scipy.optimize")
    for seed in range(10):
        cells = np.random.default_rng(seed).random((40, 12)) < 0.3
        cells[:12] |= np.eye(12, dtype=np.bool_)
        exact = scipy_optimize.linprog(
            np.ones(40), A_ub=-cells.T.astype(float), b_ub=-np.ones(12)
        ).fun
        assert best_prices(cells).sum() / UNIT == pytest.approx(exact, abs=1e-3)
        pricing = Pricing(cells)
        pricing.best(np.arange(12.0))
        pricing.drop(np.arange(12, 20))
        kept = np.delete(cells, np.arange(12, 20), axis=0)
        exact = scipy_optimize.linprog(
            np.ones(32), A_ub=-kept.T.astype(float), b_ub=-np.ones(12)
        ).fun
        assert pricing.best(np.ones(12)).sum() / UNIT == pytest.approx(exact, abs=1e-3)


def chance_data(conditions: int, cases: int, seed: int = 1) -> Calibrated:
    chance = np.random.default_rng(seed)
    cells = chance.integers(0, 2, (cases, conditions + 1))
    names = [*(f"C{i}" for i in range(conditions)), "Y"]
    lines = [",".join(names), *(",".join(map(str, row)) for row in cells)]
    return calibrated_file("\n".join(lines), "Y")


def test_an_analysis_says_that_there_are_more_models_than_it_lists(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = chance_data(9, 90)
    whole = analyse(data, Cuts())
    monkeypatch.setattr("vetopoint.compare.qca.solutions.QUICK", Limits(30, 30, 0))
    cut = analyse(data, Cuts())
    sparing = cut.solved.solutions["parsimonious"]
    assert not sparing.is_counted
    assert sparing.count < whole.solved.solutions["parsimonious"].count
    assert any("and there are more" in warning for warning in cut.warnings)
    assert not any("and there are more" in warning for warning in whole.warnings)


def test_pure_chance_with_twelve_conditions_and_a_hundred_cases_is_solved_and_counted() -> None:
    data = chance_data(12, 100)
    solved = solve(data, Cuts(), {})
    sparing = solved.solutions["parsimonious"]
    assert sparing.is_counted
    assert len(sparing.models) == min(sparing.count, MOST_MODELS)
    positive, negative = solved.table.positive, solved.table.negative
    for model in sparing.models[::50]:
        assert all(any(covers(term, row) for term in model.terms) for row in positive)
        assert not any(covers(term, row) for term in model.terms for row in negative)
