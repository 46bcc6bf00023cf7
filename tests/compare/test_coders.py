"""A second coder beside the first: reading, agreement by cells, disputes, errors."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from vetopoint.cli import main
from vetopoint.compare.cases import CASES, case_slugs
from vetopoint.compare.coders import (
    CODED,
    CodedCell,
    CodersError,
    Coding,
    agreement,
    codings_at,
    first_coding,
    template,
)
from vetopoint.law.documents import BadDocumentError

SECOND = """\
coder: second
cells:
  kosovo-1999:
    mass_atrocity: {value: 0, confidence: low, note: N, source: S}
    host_consent: 0
    deaths_order: null
  haiti-1994: {host_consent: 1, regional_call: 1}
"""


def written(folder: Path, text: str = SECOND, name: str = "second.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def coding(name: str, **cells: int | None) -> Coding:
    placed = {
        (case, "host_consent"): CodedCell(None if value is None else Fraction(value))
        for case, value in cells.items()
    }
    return Coding(name, "", placed)


def test_the_first_coding_holds_every_cell_of_every_case() -> None:
    assert set(first_coding().cells) == {(case, name) for case in case_slugs() for name in CODED}


def test_a_cell_may_be_a_number_alone_or_with_its_ground(tmp_path: Path) -> None:
    (second,) = codings_at(written(tmp_path))
    assert second.coder == "second"
    assert second.cells["kosovo-1999", "mass_atrocity"] == CodedCell(Fraction(0), "low", "N", "S")
    assert second.cells["kosovo-1999", "deaths_order"] == CodedCell(None)


def test_csv_says_the_same(tmp_path: Path) -> None:
    rows = (
        "case,condition,value\nkosovo-1999,mass_atrocity,0\nkosovo-1999,host_consent,0\n"
        "kosovo-1999,deaths_order,\nhaiti-1994,host_consent,1\nhaiti-1994,regional_call,1\n"
    )
    (plain,) = codings_at(written(tmp_path, rows, "second.csv"))
    (same,) = codings_at(written(tmp_path))
    assert plain.coder == "second"
    assert {k: c.value for k, c in plain.cells.items()} == {
        k: c.value for k, c in same.cells.items()
    }


def test_whole_case_files_of_one_coder_in_a_folder_are_one_coding(tmp_path: Path) -> None:
    for slug in ("kosovo-1999", "haiti-1994"):
        text = (CASES / f"{slug}.yaml").read_text("utf-8").replace("vetopoint-1", "anna")
        written(tmp_path, text, f"{slug}.yaml")
    (anna,) = codings_at(tmp_path)
    assert anna.coder == "anna"
    found = agreement([first_coding(), anna])
    assert found.disputes == ()
    assert found.only_one == (len(case_slugs()) - 2) * len(CODED)


def test_the_template_is_a_coding_with_every_cell_unknown(tmp_path: Path) -> None:
    (empty,) = codings_at(written(tmp_path, template("me")))
    assert set(empty.cells) == set(first_coding().cells)
    assert {cell.value for cell in empty.cells.values()} == {None}


def test_agreement_counts_what_both_know_and_lists_the_rest() -> None:
    one = coding("one", a=1, b=1, c=0, d=0, e=None, f=None)
    two = coding("two", a=1, b=0, c=0, d=0, e=1, f=None, g=1)
    found = agreement([one, two])
    measure = next(m for m in found.measures if m.condition == "host_consent")
    assert (measure.cells, measure.agreed, measure.one_unknown) == (4, 3, 1)
    assert measure.alpha == Fraction(8, 15)
    assert measure.kappas == (Fraction(1, 2),)
    assert [(d.case, d.is_difference) for d in found.disputes] == [("b", True), ("e", False)]
    assert found.only_one == 1
    assert found.measures[-1].alpha == measure.alpha


def test_three_coders_have_three_pairs() -> None:
    found = agreement([coding(name, a=1, b=0) for name in ("x", "y", "z")])
    assert found.pairs == (("x", "y"), ("x", "z"), ("y", "z"))
    assert found.measures[-1].kappas == (Fraction(1),) * 3


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param(
            SECOND.replace("haiti-1994", "haiti"),
            "second.yaml, line 7: cells.haiti: there is no case 'haiti'; did you mean haiti-1994",
            id="no such case",
        ),
        pytest.param(
            SECOND.replace("regional_call", "regional"),
            "line 7: cells.haiti-1994: unknown key 'regional'; did you mean 'regional_call'?",
            id="no such condition",
        ),
        pytest.param(
            SECOND.replace("host_consent: 0", "host_consent: 0.5"),
            "line 5: cells.kosovo-1999.host_consent: expected 1 for yes, 0 for no or null",
            id="neither yes nor no",
        ),
        pytest.param(
            SECOND.replace("value: 0, ", ""), "'value' is missing; give a number", id="no value"
        ),
        pytest.param("coder: x\n", "'cells' is missing", id="no cells"),
    ],
)
def test_a_bad_file_gets_one_sentence_with_its_line(text: str, error: str, tmp_path: Path) -> None:
    with pytest.raises(BadDocumentError) as caught:
        codings_at(written(tmp_path, text))
    assert error in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ("case,value\n", "line 1: the document: the column 'condition' is missing"),
        ("case,condition,value\nx,host_consent,1\n", "line 2: the document: there is no case 'x'"),
        (
            "case,condition,value\nmali-2012,host,1\n",
            "line 2: the document: there is no condition 'host'",
        ),
        ("case,condition,value\nmali-2012,host_consent,yes\n", "host_consent: expected a number"),
        (
            "case,condition,value\nmali-2012,host_consent,1\nmali-2012,host_consent,0\n",
            "line 3: the document: mali-2012 host_consent stands twice; keep one",
        ),
    ],
)
def test_a_bad_row_gets_one_sentence_with_its_line(rows: str, error: str, tmp_path: Path) -> None:
    with pytest.raises(BadDocumentError) as caught:
        codings_at(written(tmp_path, rows, "second.csv"))
    assert error in str(caught.value)


@pytest.mark.parametrize(
    ("codings", "error"),
    [
        ([coding("one", a=1)], "agreement needs two or more"),
        ([coding("one", a=1), coding("one", a=1)], "two codings are by 'one'"),
        ([coding("one", a=1), coding("two", b=1)], "no cell is coded by two of the coders"),
    ],
)
def test_codings_that_cannot_be_compared_are_refused(codings: list[Coding], error: str) -> None:
    with pytest.raises(CodersError, match=error):
        agreement(codings)


def test_the_command_names_the_cell_in_dispute(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cases", "coders", str(written(tmp_path))]) == 0
    out = capsys.readouterr().out
    assert "Agreement of vetopoint-1 and second" in out
    assert "kosovo-1999, mass_atrocity" in out
    assert max(map(len, out.splitlines())) <= 80


def test_the_record_has_its_skeleton(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", "coders", str(written(tmp_path)), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert set(record) == {"coders", "measures", "disputes", "coded_by_one_only"}
    assert record["measures"][0]["condition"] == "p5_direct_interest"
    assert record["disputes"][0]["cells"][0]["coder"] == "vetopoint-1"


@pytest.mark.parametrize("form", ["--csv", "--markdown"])
def test_every_condition_is_in_the_table(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cases", "coders", str(written(tmp_path)), form]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in CODED)


def test_the_command_prints_a_template_for_the_cases_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["cases", "template", "mali-2012", "--coder", "anna"]) == 0
    assert capsys.readouterr().out == template("anna", ["mali-2012"])


def test_a_template_may_be_of_a_case_of_ones_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (CASES / "kosovo-1999.yaml").read_text("utf-8")
    own = written(tmp_path, text.replace("case: kosovo-1999", "case: mine", 1), "mine.yaml")
    assert main(["cases", "template", "haiti-1994", "--case", str(own)]) == 0
    empty = capsys.readouterr().out
    filled = str(written(tmp_path, empty.replace("null", "1")))
    assert main(["cases", "coders", filled, str(own), "--without-first"]) == 2
    assert "there is no case 'mine'" in capsys.readouterr().err
    words = ["cases", "coders", filled, str(own), "--without-first", "--case", str(own), "--json"]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert {one["case"] for one in found["disputes"]} == {"mine"}
