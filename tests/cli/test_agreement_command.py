"""`vetopoint agreement`: what it prints, what it warns of, and its one-sentence refusals."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from vetopoint.cli import main
from vetopoint.infer.agreement import MEASURES

COUNCIL = ("--body", "council")


@pytest.fixture(autouse=True)
def _no_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VETOPOINT_HOME", str(tmp_path / "home"))


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[str, str]:
    assert main(["agreement", *words]) == 0
    captured = capsys.readouterr()
    return captured.out, captured.err


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    return json.loads(told(capsys, *words, "--json")[0])


def test_two_members_give_every_measure_and_a_plain_warning(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, err = told(capsys, "Russia", "China", *COUNCIL)
    assert all(measure.name in out for measure in MEASURES.values())
    assert "picked for their importance, no sample of all" in err
    assert max(map(len, out.splitlines())) <= 80


def test_the_json_of_a_pair(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "RUS", "CHN", *COUNCIL, "--since", "1992", "--measure", "kappa")
    assert found["members"] == ["RUS", "CHN"]
    assert found["selected"] is True
    assert found["from"] >= "1992-01-01"
    (pair,) = found["pairs"]
    (period,) = pair["periods"]
    assert period["period"] is None
    assert sum(map(sum, period["table"])) == period["common"]
    estimate = period["measures"]["kappa"]
    assert estimate["low"] < estimate["value"] < estimate["high"]


def test_too_few_common_votes_are_withheld_and_not_zero(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = answer(capsys, "RUS", "CHN", *COUNCIL, "--min-common", "5000")
    estimates = found["pairs"][0]["periods"][0]["measures"].values()
    assert {one["value"] for one in estimates} == {None}
    out, err = told(capsys, "RUS", "CHN", *COUNCIL, "--min-common", "5000")
    assert "0.000" not in out
    assert "Withheld" in err


def test_the_same_seed_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (told(capsys, "FRA", "GBR", *COUNCIL, "--json")[0] for _ in range(2))
    other = told(capsys, "FRA", "GBR", *COUNCIL, "--json", "--seed", "1")[0]
    assert first == second != other


def test_several_members_give_a_matrix(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "USA,GBR,FRA", "RUS", *COUNCIL)
    assert found["members"] == ["USA", "GBR", "FRA", "RUS"]
    assert found["chance_corrected"] is True
    assert found["values"][0][1] == found["values"][1][0] > found["values"][0][3]
    out, _ = told(capsys, "USA", "GBR", "FRA", *COUNCIL, "--markdown")
    assert out.startswith("|  | USA | GBR | FRA |")


def test_rows_by_year_and_every_pair_as_csv(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = told(capsys, "FRA", "GBR", *COUNCIL, "--by", "year", "--measure", "s", "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {"period", "common", "value", "low", "high"} <= set(rows[0])
    assert "" in {row["value"] for row in rows}
    out, _ = told(capsys, "--all", *COUNCIL, "--min-common", "3")
    every = list(csv.DictReader(io.StringIO(out)))
    assert len(every) > 1000
    assert list(every[0])[:4] == ["period", "first", "second", "common"]


def test_cohesion_of_a_body_and_of_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "--cohesion", "nato", *COUNCIL, "--by", "year")
    assert found["group"] == "nato"
    assert min(one["period"] for one in found["periods"]) >= 1949
    found = answer(capsys, "--cohesion", "FRA,GBR,USA", *COUNCIL)
    assert found["periods"][0]["members"] == 3
    out, _ = told(capsys, "--cohesion", "FRA,GBR,USA", *COUNCIL)
    assert "Rice" in out


def test_blocs_of_the_permanent_members(capsys: pytest.CaptureFixture[str]) -> None:
    five = ("CHN", "FRA", "GBR", "RUS", "USA")
    found = answer(capsys, *five, "--blocs", "2", *COUNCIL)
    assert [bloc["members"] for bloc in found["blocs"]] == [["FRA", "GBR", "USA"], ["CHN", "RUS"]]
    out, _ = told(capsys, *five, "--blocs", "auto", *COUNCIL)
    assert "Bloc 1: 3 members" in out


@pytest.mark.parametrize("ending", ["svg", "png"])
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("RUS", "CHN"), id="pair"),
        pytest.param(("RUS", "CHN", "USA", "--measure", "agreement"), id="matrix"),
        pytest.param(("FRA", "GBR", "USA", "RUS", "--blocs", "2"), id="blocs"),
        pytest.param(("--cohesion", "FRA,GBR,USA"), id="cohesion"),
    ],
)
def test_figures_carry_their_question_and_source(
    words: tuple[str, ...], ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / f"figure.{ending}"
    told(capsys, *words, *COUNCIL, "--out", str(place))
    if ending == "png":
        assert place.read_bytes().startswith(b"\x89PNG")
    else:
        text = place.read_text(encoding="utf-8")
        assert "What this does not show" in text
        assert "landmark record" in text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("RUS",), "name two members or more", id="one member"),
        pytest.param(("RUS", "SUN"), "RUS is named twice", id="one seat twice"),
        pytest.param(("RUS", "Atlantis"), "'Atlantis' is not the name", id="no State"),
        pytest.param(("RUS", "CHN", "--measure", "kapa"), "Did you mean kappa", id="misspelt"),
        pytest.param(("RUS", "CHN", "--body", "nato"), "no votes of 'nato'", id="no roll calls"),
        pytest.param(
            ("RUS", "CHN", "--since", "2020", "--until", "2010"), "exchange them", id="no days"
        ),
        pytest.param(("RUS", "CHN", "--since", "yesterday"), "is not a day", id="no day"),
        pytest.param(("RUS", "CHN", "--until", "1945-06-01"), "no roll call", id="before 1946"),
        pytest.param(
            ("RUS", "CHN", *COUNCIL, "--by", "session"), "take --by year", id="no sessions"
        ),
        pytest.param(("--all", "--cohesion", "nato"), "different questions", id="two questions"),
        pytest.param(("RUS", "--all"), "takes no MEMBERS", id="members beside all"),
        pytest.param(("--cohesion", "FRA"), "neither a body nor several", id="group of one"),
        pytest.param(("--blocs", "some"), "no number of blocs", id="blocs"),
        pytest.param(("RUS", "CHN", "USA", "--blocs", "9"), "ask for 2 to 3", id="many blocs"),
        pytest.param(("RUS", "CHN", "--out", "a.gif"), "neither .svg nor .png", id="ending"),
        pytest.param(
            ("RUS", "CHN", "USA", "--measure", "s", "--measure", "pi"), "one measure", id="two"
        ),
        pytest.param(("RUS", "CHN", "--data", "nowhere"), "no file or folder", id="no folder"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(
    words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["agreement", *words]) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert len([line for line in captured.err.splitlines() if "vetopoint: " in line]) == 1


def test_the_list_of_measures_says_which_are_chance_corrected(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = answer(capsys, "--measure", "list")
    assert {row["slug"]: row["chance_corrected"] for row in rows} == {
        slug: slug.startswith(("kappa", "pi")) for slug in MEASURES
    }


def test_blocs_without_the_extra_say_which_it_is() -> None:
    program = (
        "import sys; sys.modules['scipy'] = None; sys.modules['sklearn'] = None\n"
        "from vetopoint.cli import main\n"
        "sys.exit(main(['agreement', 'FRA', 'GBR', 'USA', '--blocs', '2', '--body', 'council']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "needs the extra fit; ./vetopoint install fit adds it" in done.stderr


def test_agreement_of_two_members_needs_no_extra() -> None:
    program = (
        "import sys; sys.modules['scipy'] = None; sys.modules['sklearn'] = None\n"
        "sys.modules['pandas'] = None\n"
        "from vetopoint.cli import main\n"
        "sys.exit(main(['agreement', 'FRA', 'GBR', '--body', 'council', '--csv']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
