"""`vetopoint rollcalls`: the forms it reads, what it prints, and its one-sentence refusals."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vetopoint.cli import main
from vetopoint.record.ballot_files import BadBallotsError, read_ballots

NAMES = ("Abel, Ann", "Baker, Bo", "Cole, Cy", "Dunn, Di", "Eddy, Ed", "Fox, Flo")


@pytest.fixture(autouse=True)
def _no_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VETOPOINT_HOME", str(tmp_path / "home"))


def written(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def ballots() -> list[list[int]]:
    """Six members on a line, thirty items that cut it in different places, some noise."""
    generator = np.random.default_rng(3)
    line = np.linspace(-2, 2, 6)[:, None] * np.where(np.arange(30) % 2, 2, -2)
    leaning = line + generator.logistic(size=(6, 30)) + np.linspace(-3, 3, 30)
    return [[int(one) for one in row] for row in (leaning > -0.7).astype(int) + (leaning > 0.7)]


def voteview(folder: Path) -> Path:
    codes = {0: 1, 1: 9, 2: 6}
    rows = [
        (117, "House", item + 1, 20100 + place, codes[ballot], 99.0)
        for place, row in enumerate(ballots())
        for item, ballot in enumerate(row)
    ]
    head = ("congress", "chamber", "rollnumber", "icpsr", "cast_code", "prob")
    written(
        folder / "H117_members.csv",
        ("congress", "chamber", "icpsr", "bioname"),
        [(117, "House", 20100 + place, name) for place, name in enumerate(NAMES)],
    )
    return written(folder / "H117_votes.csv", head, rows)


def wide(folder: Path, words: Sequence[str] = ("yes", "abstain", "no")) -> Path:
    head = ("name", *(f"item {n}" for n in range(30)))
    rows = [
        (name, *(words[one] for one in row)) for name, row in zip(NAMES, ballots(), strict=True)
    ]
    return written(folder / "chamber.csv", head, rows)


def long(folder: Path) -> Path:
    rows = [
        (name, f"bill {item}", "YAN"[one])
        for name, row in zip(NAMES, ballots(), strict=True)
        for item, one in enumerate(row)
    ]
    return written(folder / "long.csv", ("member", "item", "ballot"), rows)


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["rollcalls", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_voteview_files_go_by_the_names_beside_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = voteview(tmp_path)
    found = answer(capsys, str(path), "--binary", "--anchor", "baker=+")
    assert found["model"] == "binary"
    assert found["converged"] is True
    place = {row["member"]: row["position_1"] for row in found["members"]}
    assert set(place) == set(NAMES)
    assert place["Baker, Bo"] > 0
    order = [row["member"] for row in found["members"]]
    assert abs(order.index("Abel, Ann") - order.index("Fox, Flo")) >= 4


def test_every_form_of_the_same_ballots_gives_the_same_positions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anchor = ("--anchor", "Abel, Ann=+")
    answers = [
        answer(capsys, str(path), *anchor)["members"] for path in (wide(tmp_path), long(tmp_path))
    ]
    first, second = ({row["member"]: row["position_1"] for row in one} for one in answers)
    assert first == pytest.approx(second, abs=1e-3)
    table = read_ballots(wide(tmp_path, ("1", "", "0")))
    assert table.cells.max() == 2
    assert table.cells.min() == -1


def test_positions_stand_inside_their_intervals_and_the_table_fits_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(wide(tmp_path))
    rows = answer(capsys, path)["members"]
    assert all(row["low_1"] < row["position_1"] < row["high_1"] for row in rows)
    assert main(["rollcalls", path, "--dims", "2"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "arbitrary; an anchor would fix it" in out


def test_the_same_seed_gives_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(wide(tmp_path))
    assert answer(capsys, path) == answer(capsys, path)
    assert answer(capsys, path) != answer(capsys, path, "--seed", "2")


def test_chains_report_their_convergence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, str(wide(tmp_path)), "--posterior", "chains", "--draws", "300")
    assert found["posterior"] == "chains"
    assert found["r_hat"] >= 0.99
    assert found["effective"] > 0


def test_items_have_their_discrimination_and_cuts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rollcalls", str(wide(tmp_path)), "--items", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 30
    assert all(float(row["cut_1"]) < float(row["cut_2"]) for row in rows)


def test_recorded_votes_warn_where_they_are_selected(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("rollcalls", "--body", "council", "--anchor", "USA=+", "--anchor", "RUS=-", "--csv")
    assert main(list(words)) == 0
    captured = capsys.readouterr()
    assert "no estimate of positions on all votes" in captured.err
    assert "Withheld, with fewer than 5 ballots" in captured.err
    place = {row["member"]: row["position_1"] for row in csv.DictReader(io.StringIO(captured.out))}
    assert float(place["USA"]) > float(place["RUS"])
    assert place["HRV"] == ""


@pytest.mark.parametrize("dims", ["1", "2"])
def test_figures_carry_their_question_and_source(dims: str, tmp_path: Path) -> None:
    place = tmp_path / "positions.svg"
    assert main(["rollcalls", str(wide(tmp_path)), "--dims", dims, "--out", str(place)]) == 0
    text = place.read_text(encoding="utf-8")
    assert "Who stands where?" in text
    assert "chamber.csv" in text


def test_voeten_s_long_form_is_read_by_its_own_codes(tmp_path: Path) -> None:
    rows = [(1, "USA", 1), (1, "RUS", 3), (2, "USA", 2), (2, "RUS", 9)]
    read = read_ballots(written(tmp_path / "un.csv", ("rcid", "iso3", "vote"), rows))
    assert read.members == ("RUS", "USA")
    assert read.cells.tolist() == [[2, -1], [0, 1]]


@pytest.mark.parametrize(
    ("head", "rows", "sentence"),
    [
        pytest.param(("member", "item", "ballot"), [], "holds no ballots", id="empty"),
        pytest.param(("name",), [("A",)], "holds no ballots", id="members alone"),
        pytest.param(("name", "x"), [("A", "maybe")], "'maybe' is no ballot", id="a word"),
        pytest.param(("name", "x"), [("A", "1"), ("B", "3")], "is no ballot", id="other digits"),
        pytest.param(("n", "x", "y"), [*["AYN"] * 9, "BYNA"], "a readable file is", id="ragged"),
    ],
)
def test_files_that_hold_no_ballots_are_refused(
    head: Sequence[str], rows: Sequence[Sequence[object]], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(BadBallotsError, match=sentence):
        read_ballots(written(tmp_path / "bad.csv", head, rows))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param((), "give either FILE or --body", id="nothing"),
        pytest.param(("FILE", "--body", "council"), "give either FILE or --body", id="both"),
        pytest.param(("nowhere.csv",), "no file or folder", id="no file"),
        pytest.param(("FILE", "--since", "1990"), "add --body", id="days of a file"),
        pytest.param(("FILE", "--abstentions", "against"), "belongs to --binary", id="ordinal"),
        pytest.param(("FILE", "--anchor", "Abel"), "is no anchor", id="no sign"),
        pytest.param(("FILE", "--anchor", "Zed=+"), "is no member here", id="no member"),
        pytest.param(("FILE", "--anchor", "o=+"), "is in the names of", id="several members"),
        pytest.param(("FILE", "--anchor", "2:Abel=+"), "dimension 2 of 1", id="no dimension"),
        pytest.param(("FILE", "--out", "a.gif"), "neither .svg nor .png", id="ending"),
        pytest.param(("--body", "nato"), "no votes of 'nato'", id="no roll calls"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(
    words: Sequence[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(wide(tmp_path))
    assert main(["rollcalls", *(path if word == "FILE" else word for word in words)]) == 2
    assert sentence in capsys.readouterr().err


def test_one_member_alone_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "one.csv", ("name", "x", "y"), [("A", "yes", "no")])
    assert main(["rollcalls", str(path)]) == 2
    assert "1 member has a ballot" in capsys.readouterr().err


def test_a_table_in_which_all_would_be_withheld_is_refused(tmp_path: Path, capsys: Any) -> None:
    rows = [["USA", 1, "", 1], ["FRA", 0, "", 1], ["GBR", 0, "", 0]]
    path = written(tmp_path / "small.csv", ["member", "v1", "v2", "v3"], rows)
    assert main(["rollcalls", str(path)]) == 2
    assert "no member has more than 2 ballots" in capsys.readouterr().err
    assert main(["rollcalls", str(path), "--min-votes", "1"]) == 0
    told = capsys.readouterr()
    assert "1 item has no ballot" in told.err
    assert "USA" in told.out


def test_it_says_which_intervals_a_larger_matrix_gets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generator = np.random.default_rng(1)
    for items, said in ((41, ""), (100, "Running chains"), (170, "normal approximation")):
        cells = generator.choice(["yes", "no", "abstain"], size=(6, items))
        rows = [(name, *row) for name, row in zip(NAMES, cells, strict=True)]
        path = written(tmp_path / "chamber.csv", ("name", *map(str, range(items))), rows)
        assert main(["rollcalls", str(path), "--draws", "50"]) == 0
        err = capsys.readouterr().err
        assert said in err
        assert ("intervals" in err.casefold()) == bool(said)
