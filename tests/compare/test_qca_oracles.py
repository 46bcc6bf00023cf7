"""What R QCA 3.25 prints for Lipset's data, to the third decimal, and published results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from vetopoint.compare.qca.analysis import analyse
from vetopoint.compare.qca.calibrated import calibrated_cases, calibrated_file
from vetopoint.compare.qca.covers import minimum_covers
from vetopoint.compare.qca.primes import covers, primes_within, term_text
from vetopoint.compare.qca.report import analysis_as_record
from vetopoint.compare.qca.table import Cuts

ALL_PRESENT = ["DEV=1,URB=1,LIT=1,IND=1,STB=1"]


def lipset(
    shared_data: Path, name: str, outcome: str = "SURV", incl: float = 0.8, n: int = 1
) -> dict[str, Any]:
    text = (shared_data / "qca" / f"{name}.csv").read_text(encoding="utf-8")
    directions = ALL_PRESENT if outcome == "SURV" else []
    data = calibrated_file(text, outcome)
    return analysis_as_record(analyse(data, Cuts(incl, n=n), directions))


def formulas(found: dict[str, Any], kind: str) -> list[str]:
    return [" + ".join(model["terms"]) for model in found["solutions"][kind]]


@pytest.mark.parametrize(
    ("name", "outcome", "kind", "expected"),
    [
        ("LC", "SURV", "conservative", "DEV*~URB*LIT*STB + DEV*LIT*IND*STB"),
        ("LC", "SURV", "parsimonious", "DEV*STB"),
        ("LC", "SURV", "intermediate", "DEV*LIT*STB"),
        ("LC", "~SURV", "conservative", "~DEV*~URB*~IND + DEV*LIT*IND*~STB"),
        ("LC", "~SURV", "parsimonious", "~DEV + ~STB"),
        ("LF", "SURV", "conservative", "DEV*URB*LIT*IND*STB + DEV*~URB*LIT*~IND*STB"),
        ("LF", "SURV", "parsimonious", "DEV*~IND + URB*STB"),
        ("LF", "SURV", "intermediate", "DEV*URB*LIT*STB + DEV*LIT*~IND*STB"),
    ],
)
def test_lipset_s_solutions_are_those_of_r_qca(
    name: str, outcome: str, kind: str, expected: str, shared_data: Path
) -> None:
    assert formulas(lipset(shared_data, name, outcome), kind) == [expected]


@pytest.mark.parametrize(
    ("name", "outcome", "kind", "model", "terms"),
    [
        pytest.param(
            *("LC", "SURV", "conservative", (1, 1, 1)),
            [(1, 1, 0.5, 0.25), (1, 1, 0.75, 0.5)],
            id="LC conservative",
        ),
        pytest.param(
            *("LC", "SURV", "parsimonious", (1, 1, 1)), [(1, 1, 1, None)], id="LC parsimonious"
        ),
        pytest.param(
            *("LC", "~SURV", "parsimonious", (1, 1, 1)),
            [(1, 1, 0.8, 0.3), (1, 1, 0.7, 0.2)],
            id="LC absence, parsimonious",
        ),
        pytest.param(
            *("LF", "SURV", "conservative", (0.870, 0.843, 0.658)),
            [(0.904, 0.886, 0.454, 0.393), (0.804, 0.719, 0.265, 0.204)],
            id="LF conservative",
        ),
        pytest.param(
            *("LF", "SURV", "parsimonious", (0.850, 0.819, 0.714)),
            [(0.815, 0.721, 0.284, 0.194), (0.874, 0.845, 0.520, 0.430)],
            id="LF parsimonious",
        ),
        pytest.param(
            *("LF", "SURV", "intermediate", (0.866, 0.839, 0.660)),
            [(0.901, 0.879, 0.468, 0.378), (0.814, 0.721, 0.282, 0.191)],
            id="LF intermediate",
        ),
    ],
)
def test_lipset_s_fit_is_that_of_r_qca(
    name: str,
    outcome: str,
    kind: str,
    model: Sequence[float],
    terms: list[Sequence[float | None]],
    shared_data: Path,
) -> None:
    (found,) = lipset(shared_data, name, outcome)["solutions"][kind]
    assert rounded(found, ("incl", "pri", "cov")) == tuple(model)
    fit = [rounded(term, ("incl", "pri", "covS", "covU")) for term in found["term_fit"]]
    assert fit == [tuple(term) for term in terms]


def rounded(record: dict[str, Any], keys: Sequence[str]) -> tuple[float | None, ...]:
    return tuple(None if record[key] is None else round(record[key], 3) for key in keys)


def test_lipset_s_fuzzy_truth_table_is_that_of_r_qca(shared_data: Path) -> None:
    rows = lipset(shared_data, "LF")["truth_table"]
    assert [
        (row["number"], row["row"], row["out"], row["n"], *rounded(row, ("incl", "pri")))
        for row in rows
    ] == [
        (32, "11111", "1", 4, 0.904, 0.886),
        (22, "10101", "1", 2, 0.804, 0.719),
        (24, "10111", "0", 2, 0.709, 0.634),
        (6, "00101", "0", 1, 0.529, 0.228),
        (5, "00100", "0", 2, 0.521, 0.113),
        (31, "11110", "0", 1, 0.445, 0.050),
        (23, "10110", "0", 1, 0.378, 0.040),
        (2, "00001", "0", 2, 0.278, 0.0),
        (1, "00000", "0", 3, 0.216, 0.0),
    ]
    assert rows[0]["cases"] == ["BE", "CZ", "NL", "UK"]
    assert rows[-1]["cases"] == ["GR", "PT", "ES"]


def test_lipset_s_necessary_sets_are_those_of_r_qca(shared_data: Path) -> None:
    claims = lipset(shared_data, "LF")["necessity"]
    found = {claim["term"]: rounded(claim, ("incl", "RoN", "cov")) for claim in claims}
    assert (
        found
        | {
            "DEV": (0.831, 0.811, 0.775),
            "URB": (0.539, 0.899, 0.771),
            "LIT": (0.991, 0.509, 0.643),
            "IND": (0.669, 0.786, 0.684),
            "STB": (0.920, 0.680, 0.707),
            "LIT*STB": (0.915, 0.800, 0.793),
            "DEV + URB + IND": (0.903, 0.704, 0.716),
        }
        == found
    )
    passing = [claim["term"] for claim in claims if claim["passes"]]
    assert passing == ["STB", "LIT*STB", "DEV + URB + IND"]


# Gross national product per head of 850 dollars or more; Cronqvist and Berg-Schlosser 2009.
RICH = ("BE", "FR", "NL", "SE", "UK")


def multivalue(shared_data: Path) -> str:
    lines = (shared_data / "qca" / "LC.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines]
    for row in rows:
        if row[0].strip('"') in RICH:
            row[1] = "2"
    return "\n".join(",".join(row) for row in rows)


def test_multi_value_lipset_is_as_published_by_cronqvist_and_berg_schlosser(
    shared_data: Path,
) -> None:
    data = calibrated_file(multivalue(shared_data), "SURV", ["DEV", "URB", "LIT", "IND"])
    found = analysis_as_record(analyse(data, Cuts(1)))
    assert formulas(found, "conservative") == ["DEV{2}*LIT{1}*IND{1} + DEV{1}*URB{0}*LIT{1}*IND{0}"]
    assert formulas(found, "parsimonious") == ["DEV{2} + DEV{1}*IND{0}"]
    assert [row["with_outcome"] for row in found["contradictions"]] == [["CZ"]]
    assert [row["without_outcome"] for row in found["contradictions"]] == [["DE"]]


def test_multi_value_lipset_with_stability_has_three_tied_models(shared_data: Path) -> None:
    found = analysis_as_record(analyse(calibrated_file(multivalue(shared_data), "SURV"), Cuts(1)))
    assert formulas(found, "parsimonious") == [
        "DEV{2} + DEV{1}*STB{1}",
        "DEV{1}*IND{0} + IND{1}*STB{1}",
        "DEV{1}*STB{1} + IND{1}*STB{1}",
    ]


def test_krook_s_nine_positive_rows_reduce_to_five_terms() -> None:
    # The positive rows of Krook 2010, Political Studies 58(5), p. 896; ES QU WS WM LP.
    rows = ("11100", "10100", "11111", "10111", "11011", "11010", "11001", "00011", "01011")
    positive = [tuple(int(value) for value in row) for row in rows]
    primes = primes_within(positive, positive, (2,) * 5)
    chart = [
        sum(1 << place for place, row in enumerate(positive) if covers(term, row))
        for term in primes
    ]
    found = minimum_covers(chart, len(positive))
    names = ("ES", "QU", "WS", "WM", "LP")
    assert [[term_text(primes[place], names) for place in cover] for cover in found.listed] == [
        ["~ES*~WS*WM*LP", "ES*QU*~WS*WM", "ES*QU*~WS*LP", "ES*WS*~WM*~LP", "ES*WS*WM*LP"]
    ]


def test_the_coded_cases_give_the_worked_example() -> None:
    names = ["p5_opposition", "mass_atrocity", "nuclear_armed_adversary", "geographic_access"]
    # States that were victims as permanent members, and a case added since, stay out.
    without = ["falklands-1982", "afghanistan-2001", "venezuela-2019"]
    data = calibrated_cases("intervention", names, without=without)
    found = analysis_as_record(analyse(data, Cuts(1)))
    assert len(found["cases"]) == 37
    rows = {row["row"]: (row["n"], row["incl"], row["out"]) for row in found["truth_table"]}
    assert rows["1101"] == (4, 0.75, "0")
    assert rows["1001"] == (4, 1.0, "1")
    assert rows["1111"][0] == 3
    short = dict(zip(names, "VANG", strict=True))

    def in_letters(formula: str) -> str:
        for name, letter in short.items():
            formula = formula.replace(name, letter)
        return formula

    assert [in_letters(text) for text in formulas(found, "parsimonious")] == [
        "~V*G + V*~A*~N",
        "~V*G + ~A*~N*G",
    ]
    negated = [" + ".join(m["terms"]) for m in found["negated"]["solutions"]["parsimonious"]]
    assert [in_letters(text) for text in negated] == ["~G + V*~A*N"]
    claims = {in_letters(c["term"]): c for c in found["necessity"]}
    assert rounded(claims["G"], ("incl", "RoN")) == (1.0, 0.615)
    assert rounded(claims["~N*G"], ("incl", "RoN")) == (0.917, 0.933)


def test_n_cut_two_turns_thin_rows_into_remainders(shared_data: Path) -> None:
    found = lipset(shared_data, "LF", n=2)
    thin = [row["number"] for row in found["truth_table"] if row["out"] == "?"]
    assert sorted(thin) == [6, 23, 31]
    assert found["remainders"]["count"] == 26
