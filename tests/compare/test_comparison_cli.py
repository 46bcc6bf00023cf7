"""`compare`, `analogues` and `qca` as a user meets them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from vetopoint.cli import main

CASES = ["--cases", "--conditions", "p5_opposition,mass_atrocity,geographic_access"]
FILE = ",A,B,Y\np,1,1,1\nq,1,1,1\nr,0,1,0\ns,0,0,0\n"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = tmp_path / "small.csv"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


def test_qca_json_keeps_its_contract(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "qca", small, "--outcome", "Y", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert {"truth_table", "solutions", "necessity", "warnings"} <= found.keys()
    assert {"row", "out", "n", "incl", "pri", "cases"} <= found["truth_table"][0].keys()
    assert list(found["solutions"]) == ["conservative", "intermediate", "parsimonious"]
    (model,) = found["solutions"]["parsimonious"]
    assert model["terms"] == ["A"]
    assert {"terms", "incl", "pri", "cov", "term_fit"} <= model.keys()
    assert {"incl", "pri", "covS", "covU"} <= model["term_fit"][0].keys()
    assert found["negated"]["solutions"]["parsimonious"][0]["terms"] == ["~A"]


def test_qca_negates_the_outcome(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    answers = []
    for words in (["--outcome", "~Y"], ["--outcome", "Y", "--negate"]):
        _, out, _ = run(capsys, "qca", small, *words, "--json")
        answers.append(json.loads(out))
    assert answers[0] == answers[1]
    assert answers[0]["outcome"] == "~Y"
    assert answers[0]["solutions"]["parsimonious"][0]["terms"] == ["~A"]


def test_qca_on_the_coded_cases_says_which_are_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, _ = run(capsys, "qca", *CASES, "--outcome", "intervention", "--json")
    found = json.loads(out)
    assert found["left_out"] == [
        {"case": "taiwan-scenario", "reason": "not known: mass_atrocity, intervention"}
    ]
    assert len(found["cases"]) == 40
    assert found["contradictions"]


def test_qca_at_the_terminal_shows_table_solutions_and_doubts(
    small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(
        capsys, "qca", small, "--outcome", "Y", "--directions", "A=1", "--robust", "--n-cut", "1"
    )
    assert (code, err) == (0, "")
    for words in (
        "Truth table",
        "Conservative solution for Y",
        "Intermediate solution for Y",
        "Parsimonious solution for Y",
        "Parsimonious solution for ~Y",
        "Necessity",
        "Robustness",
        "What to doubt",
        "it predicts nothing",
    ):
        assert words in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("form", ["--csv", "--markdown"])
def test_the_truth_table_is_written_as_rows(
    form: str, small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, "qca", small, "--outcome", "Y", form)
    assert len(out.splitlines()) == (4 if form == "--csv" else 5)
    if form == "--csv":
        first = next(csv.DictReader(io.StringIO(out)))
        assert (first["row"], first["out"], first["cases"]) == ("11", "1", "p q")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["qca"], "no data are given"),
        (["qca", "FILE"], "no outcome is given"),
        (["qca", "FILE", "--outcome", "Z"], "no column 'Z' in small.csv; the columns are A, B, Y"),
        (["qca", "FILE", "--outcome", "Y", "--incl", "high"], "--incl is 'high'; give a number"),
        (["qca", "FILE", "--outcome", "Y", "--incl", "2"], "--incl is 2; give a number from 0"),
        (["qca", "FILE", "--outcome", "Y", "--incl", ".9,.8,.7"], "give one number, or two"),
        (["qca", "FILE", "--outcome", "Y", "--n-cut", "0"], "--n-cut is 0; give the least"),
        (["qca", "FILE", "--outcome", "Y", "--directions", "A"], "'A' is no expectation"),
        (["qca", "FILE", "--outcome", "Y", "--without", "zz"], "there is no case 'zz'"),
        (["qca", "FILE", "--cases"], "give one of them"),
        (["qca", "none.csv", "--outcome", "Y"], "cannot be read: No such file"),
        (
            ["qca", "--cases", "--conditions", "luck"],
            "there is no column 'luck' in the coded cases",
        ),
        (["compare", "kosovo-1999"], "1 case is given; give two or more"),
        (["compare", "kosovo-1999", "kosovo"], "did you mean kosovo-1999"),
        (["analogues", "kosovo"], "did you mean kosovo-1999"),
        (["analogues", "kosovo-1999", "--most", "0"], "--most is 0; give how many"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_gets_one_sentence_and_exit_code_two(
    arguments: list[str], sentence: str, small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *(small if word == "FILE" else word for word in arguments))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert sentence in err


def test_compare_shows_unknown_as_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "compare", "kosovo-1999", "taiwan-scenario", "--json")
    found = json.loads(out)
    assert code == 0
    cells = {line["condition"]: line for line in found["conditions"]}
    assert cells["mass_atrocity"]["cells"][1]["value"] is None
    assert cells["mass_atrocity"]["state"] == "unknown"
    assert all(cell["source"] for line in found["conditions"] for cell in line["cells"])
    _, out, _ = run(capsys, "compare", "kosovo-1999", "taiwan-scenario")
    assert out.index("They differ") < out.index("They agree") < out.index("Not known in")
    assert "taiwan-scenario: not known." in out
    _, out, _ = run(capsys, "compare", "kosovo-1999", "suez-1956", "--csv")
    assert out.splitlines()[0] == "condition,kosovo-1999,suez-1956,state,confidence"


def test_analogues_of_the_scenario_say_that_there_is_no_like_case(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, _ = run(capsys, "analogues", "taiwan-scenario", "--json")
    found = json.loads(out)
    assert found["no_like_case"] is True
    assert found["like_cases"] == []
    assert {step["state"] for step in found["analogues"][0]["conditions"]} == {"agree", "unknown"}
    _, out, _ = run(capsys, "analogues", "taiwan-scenario")
    assert "No like case" in out
    assert "nothing is predicted" in out


def test_a_case_of_one_s_own_is_compared_from_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from vetopoint.compare.cases import CASES as FOLDER

    path = tmp_path / "my-case.yaml"
    text = (FOLDER / "kosovo-1999.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("case: kosovo-1999", "case: my-case", 1), encoding="utf-8")
    _, out, _ = run(capsys, "analogues", str(path), "--json")
    assert json.loads(out)["like_cases"] == ["kosovo-1999"]
