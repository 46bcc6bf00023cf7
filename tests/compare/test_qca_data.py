"""Calibrated data read strictly, cut-offs, contradictions, exclusions and warnings."""

from __future__ import annotations

import pytest

from vetopoint.compare.qca.analysis import analyse
from vetopoint.compare.qca.calibrated import (
    HalfMembershipError,
    QcaError,
    calibrated_cases,
    calibrated_file,
)
from vetopoint.compare.qca.report import analysis_as_record
from vetopoint.compare.qca.table import Cuts, truth_table

SMALL = ",A,B,Y\np,1,1,1\nq,1,1,0\nr,1,0,1\ns,0,0,0\n"


@pytest.mark.parametrize(
    ("text", "outcome", "conditions", "sentence"),
    [
        (",A,Y\nx,0.5,1\ny,1,0", "Y", [], "x has membership 0.5 in A, so it is neither in nor out"),
        (",A,Y\nx,7.5,1\ny,1,0", "Y", [], "A reaches 7.5 and is not calibrated"),
        (",A,Y\nx,5,1\ny,1,0", "Y", [], "uses every whole number from 0 up"),
        (",A,Y\nx,-1,1\ny,1,0", "Y", [], "x has '-1' in A; a set holds numbers from 0 to 1"),
        (",A,Y\nx,yes,1\ny,1,0", "Y", [], "x has 'yes' in A"),
        (",A,Y\nx,1,2\ny,1,0\nz,0,1", "Y", [], "Y has more than two values; name the one"),
        (",A,Y\nx,1,1\nx,1,0", "Y", [], "the file names x twice"),
        (",A,Y\nx,1,1\ny,1", "Y", [], "line 3: 2 cells under 3 headings"),
        (",A,Y\nx,1,1", "Z", [], "there is no column 'Z' in the file; the columns are A, Y"),
        (",A,Y\nx,1,1", "Y", ["A", "A"], "the condition A is named twice"),
        (",A,Y\nx,1,1", "Y", ["A", "Y"], "Y cannot be both outcome and condition"),
        (",A,Y\nx,,1", "Y", [], "holds no case with a value in every column"),
        (",A,Y", "Y", [], "holds no cases"),
        (",A,Y\nx,1,1", "~", [], "'~' is no outcome"),
        (",A,Y\nx,1,1", "Y{3}", [], "no case has Y = 3"),
    ],
)
def test_bad_data_are_refused_with_the_reason(
    text: str, outcome: str, conditions: list[str], sentence: str
) -> None:
    with pytest.raises(QcaError) as refused:
        calibrated_file(text, outcome, conditions)
    assert sentence in str(refused.value)


def test_a_space_too_large_to_hold_is_refused_with_its_size() -> None:
    names = [f"C{i}" for i in range(14)]
    rows = [[(case + i) % 5 for i in range(14)] + [case % 2] for case in range(5)]
    lines = [",".join([*names, "Y"]), *(",".join(map(str, row)) for row in rows)]
    with pytest.raises(QcaError, match=r"span 6,103,515,625 rows; at most 1,048,576"):
        calibrated_file("\n".join(lines), "Y")


def test_membership_half_names_case_and_condition() -> None:
    with pytest.raises(HalfMembershipError) as refused:
        calibrated_file(",A,Y\nx,0.5,1\ny,0.9,0", "Y")
    assert (refused.value.case, refused.value.condition) == ("x", "A")
    kept = calibrated_file(",A,Y\nx,0.5,1\ny,0.9,0", "Y", without=["x"])
    assert kept.cases == ("y",)


def test_missing_cells_leave_a_case_out_and_are_never_filled() -> None:
    data = calibrated_file(",A,B,Y\nx,1,,1\ny,1,0,1\nz,0,NA,0", "Y")
    assert data.cases == ("y",)
    assert [(left.case, left.reason) for left in data.left_out] == [
        ("x", "not known: B"),
        ("z", "not known: B"),
    ]


def test_the_scenario_is_left_out_of_the_coded_cases() -> None:
    data = calibrated_cases()
    assert len(data.cases) == 40
    assert [(left.case, left.reason) for left in data.left_out] == [
        ("taiwan-scenario", "not known: mass_atrocity, intervention")
    ]


def test_deaths_are_a_number_and_no_set() -> None:
    with pytest.raises(QcaError, match=r"deaths_order reaches 6\.4 and is not calibrated"):
        calibrated_cases(conditions=["deaths_order"], without=["taiwan-scenario"])


def test_a_contradictory_row_is_listed_with_its_cases_on_each_side() -> None:
    found = analysis_as_record(analyse(calibrated_file(SMALL, "Y"), Cuts()))
    assert found["contradictions"] == [
        {"row": "11", "number": 4, "with_outcome": ["p"], "without_outcome": ["q"]}
    ]
    assert any("Row 4 is contradictory: p with Y, q without" in w for w in found["warnings"])


@pytest.mark.parametrize(
    ("cuts", "out"),
    [
        pytest.param(Cuts(0.8), "0", id="below the cut-off"),
        pytest.param(Cuts(0.5), "1", id="just at the cut-off"),
        pytest.param(Cuts(0.8, contradiction=0.4), "C", id="between two cut-offs"),
        pytest.param(Cuts(0.5, 0.6), "0", id="PRI too low"),
        pytest.param(Cuts(0.5, n=3), "?", id="too few cases"),
    ],
)
def test_a_row_is_judged_by_the_cut_offs(cuts: Cuts, out: str) -> None:
    rows = truth_table(calibrated_file(SMALL, "Y"), cuts).rows
    assert next(row.out for row in rows if row.number == 4) == out


@pytest.mark.parametrize("cuts", [(1.2,), (0.8, -1), (0.8, 0, 0), (0.8, 0, 1, 0.9)])
def test_impossible_cut_offs_are_refused(cuts: tuple[float, ...]) -> None:
    with pytest.raises(QcaError, match=r"give|the second number"):
        Cuts(*cuts)  # type: ignore[arg-type]


# A and B lead to Y, and neither is seen without the other: each could carry the whole outcome.
SPARSE = ",A,B,Y\np,1,1,1\ns,0,0,0\n"


def test_untenable_assumptions_are_flagged_and_can_be_excluded() -> None:
    found = analysis_as_record(analyse(calibrated_file(SPARSE, "Y"), Cuts()))
    assert [" + ".join(m["terms"]) for m in found["solutions"]["parsimonious"]] == ["A", "B"]
    assert [row["row"] for row in found["untenable"]] == ["01", "10"]
    assert found["untenable"][1] == {
        "row": "10",
        "number": 3,
        "reason": "assumed for the outcome and for its absence",
    }
    assert found["solutions"]["parsimonious"][0]["assumptions"] == ["10"]
    assert found["solutions"]["parsimonious"][0]["untenable"] == ["10"]
    again = analysis_as_record(analyse(calibrated_file(SPARSE, "Y"), Cuts(), exclude=["untenable"]))
    assert [" + ".join(m["terms"]) for m in again["solutions"]["parsimonious"]] == ["A*B"]


@pytest.mark.parametrize("exclude", [["3"], ["A*~B"], ["~B*A,"]])
def test_rows_are_excluded_by_number_or_by_term(exclude: list[str]) -> None:
    found = analysis_as_record(analyse(calibrated_file(SPARSE, "Y"), Cuts(), exclude=exclude))
    assert [" + ".join(m["terms"]) for m in found["solutions"]["parsimonious"]] == ["B"]
    assert [row["number"] for row in found["remainders"]["excluded"]] == [3]


def test_easy_counterfactuals_follow_the_expectations() -> None:
    data = calibrated_file(SPARSE, "Y")
    found = analysis_as_record(analyse(data, Cuts(), ["A=1,B=0"]))
    model = found["solutions"]["intermediate"][0]
    assert model["terms"] == ["A"]
    (origin,) = model["counterfactuals"]
    assert origin["easy"] == ["10"]
    assert origin["difficult"] == []


@pytest.mark.parametrize(
    ("keyword", "text", "sentence"),
    [
        ("directions", "A", "'A' is no expectation; write A=1"),
        ("directions", "C=1", "'C' is no condition here; the conditions are A, B"),
        ("directions", "A=2", "A has no value 2; its values are 0 to 1"),
        ("exclude", "9", "there is no row 9; rows are counted from 1 to 4"),
        ("exclude", "A*C", "'C' is no condition here"),
        ("exclude", "A*~A", "asks for two values of one condition"),
    ],
)
def test_bad_settings_are_refused(keyword: str, text: str, sentence: str) -> None:
    with pytest.raises(QcaError) as refused:
        analyse(calibrated_file(SPARSE, "Y"), Cuts(), **{keyword: [text]})
    assert sentence in str(refused.value)


def test_skewness_and_limited_diversity_are_said() -> None:
    lines = ["A,B,Y", *["1,1,1"] * 9, "0,0,0"]
    found = analysis_as_record(analyse(calibrated_file("\n".join(lines), "Y"), Cuts()))
    assert any("A is skewed: 9 of 10" in warning for warning in found["warnings"])
    assert any("2 of 4 rows" in warning for warning in found["warnings"])


def test_where_nothing_is_sufficient_there_is_no_solution_and_a_sentence() -> None:
    found = analysis_as_record(analyse(calibrated_file(",A,Y\nx,1,0\ny,0,0", "Y"), Cuts()))
    assert not any(found["solutions"].values())
    assert any("nothing is explained" in warning for warning in found["warnings"])


def test_robustness_drops_each_case_and_moves_each_cut_off() -> None:
    found = analysis_as_record(analyse(calibrated_file(SMALL, "Y"), Cuts()), robust=True)
    changes = {change["change"]: change for change in found["robustness"]["changes"]}
    assert {"without p", "without q", "without r", "without s"} <= changes.keys()
    assert changes["without q"]["parsimonious"] == ["A"]
    assert changes["without q"]["models"]["parsimonious"] == 1
    spans = {(s["cut"], s["solution"]): s for s in found["robustness"]["ranges"]}
    assert spans["incl", "parsimonious"] == {
        "cut": "incl",
        "solution": "parsimonious",
        "over": 0.5,
        "to": None,
    }
