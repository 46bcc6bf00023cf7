"""Cases side by side and their analogues: what differs first, and «no like case»."""

from __future__ import annotations

import itertools

import pytest
from attrs import evolve

from vetopoint.compare.analogues import analogues_of
from vetopoint.compare.cases import BINARY, Case, case_of, case_slugs
from vetopoint.compare.side_by_side import CONFIDENCE, STATES, ComparisonError, side_by_side

KNOWN = [case_of(slug) for slug in case_slugs()]


def changed(case: Case, name: str, condition: str, value: float | None) -> Case:
    """The same case under another name with one cell changed."""
    facts = {**case.facts, condition: evolve(case.facts[condition], value=value)}
    return evolve(case, case=name, facts=facts)


def test_differences_come_first_and_the_surer_ones_before_the_less_sure() -> None:
    found = side_by_side([case_of("kosovo-1999"), case_of("ukraine-2022")])
    keys = [(STATES.index(line.state), CONFIDENCE.index(line.confidence)) for line in found.lines]
    assert keys == sorted(keys)
    assert found.lines[0].condition == "nuclear_armed_adversary"
    assert found.outcome.state == "differ"


def test_an_unknown_cell_is_neither_a_difference_nor_an_agreement() -> None:
    found = side_by_side([case_of("kosovo-1999"), case_of("taiwan-scenario")])
    states = {line.condition: line.state for line in found.lines}
    assert states["mass_atrocity"] == states["deaths_order"] == "unknown"
    assert found.outcome.state == "unknown"


def test_a_difference_with_an_unknown_third_comes_after_whole_differences() -> None:
    found = side_by_side([case_of(s) for s in ("kosovo-1999", "ukraine-2022", "taiwan-scenario")])
    differing = [line for line in found.lines if line.state == "differ"]
    assert differing[-1].condition == "deaths_order"


@pytest.mark.parametrize("slugs", [[], ["kosovo-1999"], ["kosovo-1999", "kosovo-1999"]])
def test_two_different_cases_are_needed(slugs: list[str]) -> None:
    with pytest.raises(ComparisonError):
        side_by_side([case_of(slug) for slug in slugs])


def test_the_scenario_has_no_like_case_and_predicts_nothing() -> None:
    found = analogues_of(case_of("taiwan-scenario"))
    assert found.like == ()
    assert found.warnings[0].startswith("No like case: this is a scenario")
    assert "mass_atrocity" in found.warnings[0]
    assert "nothing is predicted" in found.warnings[1]
    assert "standing law on arms supply" in found.warnings[2]


@pytest.mark.parametrize("atrocity", [0, 1])
def test_the_scenario_has_no_like_case_even_with_every_cell_set(atrocity: float) -> None:
    taiwan = changed(case_of("taiwan-scenario"), "taiwan-2", "mass_atrocity", atrocity)
    assert analogues_of(taiwan).like == ()


def test_a_case_with_an_unknown_cell_has_no_like_case() -> None:
    kosovo = case_of("kosovo-1999")
    twin = evolve(kosovo, case="twin")
    assert analogues_of(kosovo, [twin]).like == ("twin",)
    unsure = changed(kosovo, "unsure", "host_consent", None)
    assert analogues_of(unsure, [twin]).like == ()
    assert analogues_of(kosovo, [unsure]).like == ()


def test_like_cases_are_those_with_the_same_row_in_the_coded_conditions() -> None:
    rows = {case.case: [case.facts[name].value for name in BINARY] for case in KNOWN}
    for case in KNOWN:
        same = {
            slug
            for slug, row in rows.items()
            if row == rows[case.case] and slug != case.case and None not in row
        }
        assert set(analogues_of(case).like) == (set() if case.is_scenario else same)


def test_the_distance_is_explained_and_is_the_same_both_ways() -> None:
    for one, other in itertools.combinations(KNOWN[:12], 2):
        (there,) = analogues_of(one, [other]).nearest
        (back,) = analogues_of(other, [one]).nearest
        assert (there.differ, there.unknown) == (back.differ, back.unknown)
        told = sum(step.state == "differ" for step in there.steps if step.condition in BINARY)
        assert told == there.differ


def test_ties_at_the_end_are_kept_and_the_order_of_cases_changes_nothing() -> None:
    case = case_of("kosovo-1999")
    found = analogues_of(case, KNOWN, most=3)
    assert found == analogues_of(case, KNOWN[::-1], most=3)
    assert len(found.nearest) == 4
    assert {analogue.differ for analogue in found.nearest} == {1}


def test_a_scenario_is_nobody_s_analogue() -> None:
    assert all(
        not analogue.case.is_scenario
        for case in KNOWN
        for analogue in analogues_of(case, most=99).nearest
    )
