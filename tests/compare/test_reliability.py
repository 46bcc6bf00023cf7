"""Agreement of coders: published worked examples, brute force, laws."""

import itertools
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.compare.reliability import LEVELS, alpha, alpha_interval, kappa

Unit = Sequence[Fraction | None]


def units(text: str) -> list[Unit]:
    """One word for each unit, one sign for each coder, a dot where it is not coded."""
    return [[None if s == "." else Fraction(int(s, 36)) for s in word] for word in text.split()]


def side_by_side(one: str, other: str) -> list[Unit]:
    return units(" ".join(map("".join, zip(one, other, strict=True))))


# Krippendorff (2011), sections A to C: binary, nominal, and four observers with missing values.
BINARY = side_by_side("0100000010", "1110010000")
NOMINAL = side_by_side("aabbdcccedda", "babbbccceddd")
FOUR = units("11.1 2232 3333 3333 2222 1234 4444 1121 2222 .555 ..11 ..3.")


@pytest.mark.parametrize(
    ("data", "level", "published"),
    [
        pytest.param(BINARY, "nominal", 0.095, id="section A: two observers, binary, 0.095"),
        pytest.param(NOMINAL, "nominal", 0.692, id="section B: two observers, nominal, 0.692"),
        pytest.param(FOUR, "nominal", 0.743, id="section C: four observers, nominal, 0.743"),
        pytest.param(FOUR, "ordinal", 0.815, id="section C: ordinal, 0.815"),
        pytest.param(FOUR, "interval", 0.849, id="section C: interval, 0.849"),
        pytest.param(FOUR, "ratio", 0.797, id="section C: ratio, 0.797"),
    ],
)
def test_alpha_is_that_of_krippendorff_2011(data: list[Unit], level: str, published: float) -> None:
    found = alpha(data, level)
    assert found is not None
    assert round(float(found), 3) == published


def test_kappa_of_the_textbook_table_of_fifty_is_four_tenths() -> None:
    table = {(1, 1): 20, (1, 0): 5, (0, 1): 10, (0, 0): 15}
    pairs = [(Fraction(a), Fraction(b)) for (a, b), times in table.items() for _ in range(times)]
    assert kappa(pairs) == Fraction(2, 5)


def test_kappa_is_that_of_fleiss_levin_and_paik_for_three_diagnoses() -> None:
    """Statistical Methods for Rates and Proportions, 3rd ed. (2003), table 18.1: 0.68."""
    table = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
    pairs = [
        (Fraction(one), Fraction(other))
        for one, row in enumerate(table)
        for other, times in enumerate(row)
        for _ in range(times)
    ]
    found = kappa(pairs)
    assert found == Fraction(23, 34)
    assert round(float(found), 2) == 0.68


@pytest.mark.parametrize(
    "data",
    [
        pytest.param([], id="nothing coded"),
        pytest.param(units("1. .0 1."), id="no unit coded twice"),
        pytest.param(units("11 11 11"), id="one value only"),
    ],
)
def test_agreement_is_not_defined_where_nothing_could_differ(data: list[Unit]) -> None:
    assert alpha(data) is None
    assert alpha_interval(data) is None
    assert kappa([(unit[0], unit[1]) for unit in data]) is None


def by_pairs(data: list[Unit], level: str) -> Fraction | None:
    """Alpha by its words: every pair of values within units, against every pair there is."""
    known = [[value for value in unit if value is not None] for unit in data]
    known = [unit for unit in known if len(unit) > 1]
    values = [value for unit in known for value in unit]
    counts = {value: values.count(value) for value in values}
    everywhere = [LEVELS[level](a, b, counts) for a, b in itertools.permutations(values, 2)]
    if not sum(everywhere):
        return None
    within = [
        LEVELS[level](a, b, counts) / (len(unit) - 1)
        for unit in known
        for a, b in itertools.permutations(unit, 2)
    ]
    observed = sum(within, Fraction()) / len(values)
    return 1 - observed / (sum(everywhere, Fraction()) / len(everywhere))


codings = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 3).map(Fraction)), min_size=3, max_size=3),
    max_size=8,
)


@given(codings, st.sampled_from(sorted(LEVELS)))
def test_alpha_agrees_with_brute_force_over_all_pairs(data: list[Unit], level: str) -> None:
    assert alpha(data, level) == by_pairs(data, level)


@given(codings, st.sampled_from(sorted(LEVELS)))
def test_alpha_is_one_at_most_and_only_if_all_agree(data: list[Unit], level: str) -> None:
    found = alpha(data, level)
    if found is not None:
        agree = all(len({v for v in unit if v is not None}) <= 1 for unit in data)
        assert (found == 1) is agree
        assert found <= 1


@given(codings, st.sampled_from(sorted(LEVELS)))
def test_the_order_of_coders_and_units_does_not_matter(data: list[Unit], level: str) -> None:
    turned = [list(reversed(unit)) for unit in reversed(data)]
    assert alpha(turned, level) == alpha(data, level)


@given(codings)
def test_kappa_is_the_same_from_both_sides(data: list[Unit]) -> None:
    pairs = [(unit[0], unit[1]) for unit in data]
    assert kappa(pairs) == kappa([(b, a) for a, b in pairs])


@pytest.mark.parametrize("level", sorted(LEVELS))
def test_the_interval_holds_alpha_and_repeats_itself(level: str) -> None:
    found, interval = alpha(FOUR * 3, level), alpha_interval(FOUR * 3, level, draws=200)
    assert found is not None
    assert interval is not None
    assert interval[0] <= found <= interval[1]
    assert interval == alpha_interval(FOUR * 3, level, draws=200)
