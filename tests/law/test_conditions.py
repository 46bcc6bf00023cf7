"""Conditions on facts: a truth table of the logic, and its laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.law.conditions import Condition, Either, Every, FactIs, Truth, facts_of, truth_of

SIGNS = {"+": Truth.TRUE, "-": Truth.FALSE, "±": Truth.CONTESTED, "?": Truth.UNKNOWN}
GOODNESS = "-?±+"


@pytest.mark.parametrize(
    ("signs", "both", "one"),
    [
        pytest.param("++", "+", "+", id="two true facts make both and either true"),
        pytest.param("+-", "-", "+", id="one false fact spoils both but not either"),
        pytest.param("+?", "?", "+", id="one unknown fact leaves both unknown and either true"),
        pytest.param("+±", "±", "+", id="one contested fact leaves both contested"),
        pytest.param("-?", "-", "?", id="false and unknown: both is false, either is unknown"),
        pytest.param("-±", "-", "±", id="false and contested: both is false, either contested"),
        pytest.param("?±", "?", "±", id="what is unknown has to be known before it is disputed"),
        pytest.param("--", "-", "-", id="two false facts make both and either false"),
    ],
)
def test_the_logic(signs: str, both: str, one: str) -> None:
    facts = dict(zip("ab", (SIGNS[sign] for sign in signs), strict=True))
    parts = (FactIs("a"), FactIs("b"))
    assert truth_of(Every(parts), facts) is SIGNS[both]
    assert truth_of(Either(parts), facts) is SIGNS[one]


@pytest.mark.parametrize(
    ("sign", "opposite"),
    [
        pytest.param("+", "-", id="a true fact that should be false"),
        pytest.param("-", "+", id="a false fact that should be false"),
        pytest.param("?", "?", id="an unknown fact stays unknown either way"),
        pytest.param("±", "±", id="a contested fact stays contested either way"),
    ],
)
def test_a_fact_that_should_be_false(sign: str, opposite: str) -> None:
    assert truth_of(FactIs("a", wanted=False), {"a": SIGNS[sign]}) is SIGNS[opposite]


def joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.builds(Every, parts) | st.builds(Either, parts)


def conditions() -> st.SearchStrategy[Condition]:
    leaves = st.builds(FactIs, st.sampled_from("abcd"), st.booleans())
    return st.recursive(leaves, joined)


values = st.fixed_dictionaries({name: st.sampled_from(list(Truth)) for name in "abcd"})


@given(conditions(), values, st.sampled_from("abcd"), st.sampled_from(list(Truth)))
def test_a_fact_that_is_not_asked_about_changes_nothing(
    condition: Condition, facts: dict[str, Truth], name: str, value: Truth
) -> None:
    if name not in {leaf.fact for leaf in facts_of(condition)}:
        assert truth_of(condition, facts | {name: value}) is truth_of(condition, facts)


@given(conditions(), values, st.sampled_from("abcd"))
def test_learning_an_unknown_fact_never_undoes_what_was_settled(
    condition: Condition, facts: dict[str, Truth], name: str
) -> None:
    before = truth_of(condition, facts | {name: Truth.UNKNOWN})
    if before in (Truth.TRUE, Truth.FALSE):
        for value in (Truth.TRUE, Truth.FALSE):
            assert truth_of(condition, facts | {name: value}) is before


@given(conditions(), values)
def test_known_facts_give_the_logic_of_the_schoolroom(
    condition: Condition, facts: dict[str, Truth]
) -> None:
    plain = {name: value is Truth.TRUE for name, value in facts.items()}

    def holds(part: Condition) -> bool:
        if isinstance(part, FactIs):
            return plain[part.fact] is part.wanted
        results = [holds(inner) for inner in part.parts]
        return all(results) if isinstance(part, Every) else any(results)

    settled = {name: Truth.TRUE if value else Truth.FALSE for name, value in plain.items()}
    assert (truth_of(condition, settled) is Truth.TRUE) is holds(condition)
