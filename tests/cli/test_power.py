"""`vetopoint power`: the shape of its answers, what it reads, and its one-sentence refusals."""

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from vetopoint.cli import main
from vetopoint.count.indices import INDICES

ON = ("un-security-council", "--on", "2024-05-01")
NAMES = [
    "banzhaf-absolute",
    "banzhaf-normalised",
    "shapley-shubik",
    "coleman-act",
    "coleman-initiate",
    "coleman-prevent",
    "johnston",
    "deegan-packel",
    "holler",
    "public-help",
    "nevison",
    "koenig-braeuninger",
    "rae",
    "ternary-banzhaf",
    "ternary-shapley-shubik",
    "owen",
    "banzhaf-owen",
    "symmetric-coalitional-banzhaf",
]
MINE = """
body: my-board
name: My board
kind: organ
about: Three members.
reference: {document: Statute}
default: any
groups:
  owner: {name: owners}
members:
  - {code: A, name: Ann, groups: owner}
  - {code: B, name: Bob}
  - {code: C, name: Cem}
decisions:
  - id: any
    name: any decision
    eras:
      - reference: {document: Statute}
        rule:
          all:
            - {name: votes, count: {for: 1}, at_least: 2}
            - {name: owner, over: owner, count: {against: -1}, at_least: 0, as: veto}
"""


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VETOPOINT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("VETOPOINT_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["power", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    code, out, err = run(capsys, *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def table(rows: str, name: str = "game.csv") -> str:
    Path(name).write_text(f"{rows}\n", encoding="utf-8")
    return name


def test_the_answer_has_the_agreed_shape(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, *ON, "--index", "shapley-shubik")
    assert (found["body"], found["date"], found["decision"]) == (
        "un-security-council",
        "2024-05-01",
        "substantive",
    )
    assert found["index"] == "shapley-shubik"
    assert found["exact"] is True
    assert found["method"] == "symmetry types"
    assert found["values"]["CHN"] == {"fraction": "421/2145", "float": 421 / 2145}
    assert len(found["values"]) == 15
    assert any("1954" in reference for reference in found["references"])


def test_all_indices_are_a_list_with_every_agreed_name(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, *ON, "--index", "all")
    names = [record["index"] for record in found]
    assert names == list(INDICES)
    assert set(NAMES) <= set(names)


def test_floats_say_that_they_are_and_how_good(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, *ON, "--float")
    assert found["exact"] is False
    assert 0 < found["error_bound"] < 1e-15
    assert found["values"]["CHN"] == {"fraction": None, "float": 421 / 2145}


def test_floats_of_many_weights_keep_their_bound(capsys: pytest.CaptureFixture[str]) -> None:
    rows = "\n".join(f"M{n},{n * n % 97 + n}" for n in range(60))
    game = ("--weights", table(f"member,weight\n{rows}"), "--quota", "60%")
    exact, floats = answered(capsys, *game), answered(capsys, *game, "--float")
    bound = Fraction(floats["error_bound"])
    for member, value in exact["values"].items():
        near = Fraction(floats["values"][member]["float"])
        assert abs(near - Fraction(value["fraction"])) <= bound


@pytest.mark.parametrize("quota", ["12", "70%", ">65%", "12/17"])
def test_a_weighted_game_from_a_file(quota: str, capsys: pytest.CaptureFixture[str]) -> None:
    game = table("member,weight\nG,4\nF,4\nI,4\nB,2\nN,2\nL,1")
    found = answered(capsys, "--weights", game, "--quota", quota, "--index", "banzhaf-normalised")
    assert (found["body"], found["date"]) == ("game.csv", None)
    fractions = [value["fraction"] for value in found["values"].values()]
    assert fractions == ["5/21"] * 3 + ["1/7"] * 2 + ["0/1"]


def test_decimal_weights_and_other_columns_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    game = table("name,weight,member\nx,0.5,A\ny,0.25,B\nz,0.25,C")
    found = answered(capsys, "--weights", game, "--quota", "0.75")
    assert found["values"]["A"]["fraction"] == "2/3"
    assert found["decision"] == "quota 0.75 of 1"


def start(*arguments: str, text: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vetopoint", "power", *arguments],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **settings},
    )


def test_standard_input_is_a_table_or_a_charter() -> None:
    weights = start("--weights", "-", "--quota", "2", "--json", text="member,weight\nA,2\nB,1\n")
    assert json.loads(weights.stdout)["values"]["A"]["fraction"] == "1/1"
    for arguments in (("-",), ("--charter", "-")):
        charter = start(*arguments, "--json", text=MINE)
        assert json.loads(charter.stdout)["values"]["A"]["fraction"] == "2/3", charter.stderr


def test_small_bodies_are_answered_without_a_compiler() -> None:
    check = (
        "import sys; from vetopoint.cli import main; "
        "main(['power', 'un-security-council', '--index', 'all']); "
        "print('numba' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr.split()[-1] == "False"


def test_a_charter_file_with_a_veto(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.yaml").write_text(MINE, encoding="utf-8")
    for arguments in (("mine.yaml",), ("--charter", "mine.yaml")):
        found = answered(capsys, *arguments)
        assert [v["fraction"] for v in found["values"].values()] == ["2/3", "1/6", "1/6"]


def test_the_terminal_shows_equal_members_together(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *ON)
    assert (code, err) == (0, "")
    assert "5 permanent members    0.1963  421/2145  ▇▇▇" in out
    assert "10 elected members   0.001865    4/2145  ▏" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out


@pytest.mark.parametrize("arguments", [ON, ("eu-council", "--on", "1999-01-01"), ("nato",)])
def test_all_indices_fit_eighty_columns(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, *arguments, "--index", "all")
    assert max(map(len, out.splitlines())) <= 80


def test_csv_and_markdown_hold_every_member(capsys: pytest.CaptureFixture[str]) -> None:
    _, rows, _ = run(capsys, *ON, "--csv")
    assert rows.splitlines()[0] == "index,member,name,fraction,float"
    assert "shapley-shubik,CHN,China,421/2145,0.19627" in rows
    assert len(rows.splitlines()) == 16
    _, page, _ = run(capsys, *ON, "--markdown")
    assert "| shapley-shubik | CHN | China | 421/2145 |" in page


def test_the_picture_carries_its_source_and_its_limits(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, *ON, "--out", "power.svg")
    assert (code, err) == (0, "")
    picture = Path("power.svg").read_text("utf-8")
    words = " ".join(ElementTree.fromstring(picture).itertext())  # noqa: S314 - our own file
    for text in ("5 permanent members", "0.1963", "What this does not show", "Art. 27(3)"):
        assert text in words


def test_unions_are_the_groups_of_the_charter_or_a_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    owen = ("--index", "owen")
    by_group = answered(capsys, *ON, *owen, "--unions", "groups")
    assert by_group == answered(capsys, *ON, *owen, "--unions", "regional")
    assert by_group == answered(capsys, *ON, "--unions", "groups")
    assert by_group["values"]["RUS"]["fraction"] == "1/3"
    assert sum(Fraction(v["fraction"]) for v in by_group["values"].values()) == 1
    members = table("member,union\nCHN,one\nRUS,one\nUSA,two", "unions.csv")
    by_file = answered(capsys, *ON, *owen, "--unions", members)
    assert ["CHN", "RUS"] in by_file["unions"]
    named = answered(capsys, *ON, *owen, "--unions", "permanent")
    assert named["values"]["DZA"]["fraction"] != by_file["values"]["DZA"]["fraction"]


def test_designs_are_compared_and_the_dominated_named(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, *ON, "--design", "g4,ufc,no-veto")
    assert [d["design"] for d in found] == [
        "Security Council",
        "G4 2005",
        "Uniting for Consensus",
        "No veto",
    ]
    assert found[1]["values"]["CHN"]["fraction"] == "1571/8050"
    assert found[2]["values"]["CHN"]["fraction"] == "332/1725"
    assert found[3]["dominated_by"] == []
    assert all("No veto" in design["dominated_by"] for design in found[:3])


def test_an_open_threshold_is_set_and_marked(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "unsc-african-union", "--on", "2024-05-01", "--set", "threshold=16")
    assert found["values"]["CHN"]["float"] == pytest.approx(0.09089, abs=5e-6)
    _, out, _ = run(capsys, *ON, "--design", "au", "--set", "threshold=16")
    assert "African Union 2005: threshold 16 is assumed" in out


def test_the_curve_passes_through_coleman_and_ends_in_unanimity(
    capsys: pytest.CaptureFixture[str],
) -> None:
    points = answered(capsys, *ON, "--curve")["points"]
    by_chance = {point["p"]["fraction"]: point for point in points}
    assert by_chance["1/2"]["chance"]["fraction"] == "53/2048"
    assert by_chance["1/1"]["values"]["CHN"]["fraction"] == "1/1"
    assert by_chance["1/1"]["values"]["DZA"]["fraction"] == "0/1"


def test_semivalues_hold_the_known_indices(capsys: pytest.CaptureFixture[str]) -> None:
    even = answered(capsys, *ON, "--semivalue", ",".join(["1"] * 15))
    assert even["values"]["CHN"]["fraction"] == "421/2145"
    coins = answered(capsys, *ON, "--semivalue", "p=1/2")
    assert coins["values"]["CHN"]["fraction"] == "53/1024"


def test_equity_needs_populations_and_finds_those_of_the_union(
    capsys: pytest.CaptureFixture[str],
) -> None:
    union = answered(capsys, "eu-council", "--on", "2020-06-01")["equity"]
    assert 0 < union["misplaced"] < 0.1
    people = table("member,population\nA,400\nB,100\nC,100", "people.csv")
    game = table("member,weight\nA,2\nB,1\nC,1")
    found = answered(capsys, "--weights", game, "--quota", "3", "--population", people)
    assert found["equity"]["most"] == pytest.approx(0.6 / 0.5)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([*ON, "--index", "penrose"], "there is no index 'penrose'; choose all or one of"),
        ([*ON, "--out", "power.png"], "name a file as power.svg"),
        ([*ON, "--unions", "eu.csv"], "'eu.csv' is no file, no partition and no group"),
        ([*ON, "--quota", "9"], "--quota belongs to --weights"),
        ([*ON, "--design", "g7"], "there is no design 'g7'"),
        ([*ON, "--design", "g4", "--set", "seats=9"], "none of these designs has a parameter"),
        ([*ON, "--design", "g4", "--index", "all"], "designs are compared by one index"),
        ([*ON, "--semivalue", "1,2"], "--semivalue has 2 numbers; give 15"),
        ([*ON, "--semivalue", "p=3"], "the chance p is 3"),
        ([*ON, "--decision", "war"], "there is no decision 'war'"),
        ([*ON, "--population", "none.csv"], "none.csv: cannot be read: No such file"),
        (["nato", "--design", "all"], "no reform of North Atlantic Council is known"),
        (["nato", "--unions", "groups"], "has no partition"),
        ([], "no body is named"),
        (["--weights", "game.csv"], "--weights needs --quota"),
        (["nato", "--weights", "game.csv", "--quota", "2"], "leave out BODY"),
        (["--weights", "game.csv", "--quota", "0"], "everything would pass"),
        (["--weights", "game.csv", "--quota", "4"], "nothing could pass"),
        (["--weights", "game.csv", "--quota", "many"], "the quota is 'many'"),
        (["--weights", "below.csv", "--quota", "1"], "a weight below zero is not monotone"),
        (["--weights", "twice.csv", "--quota", "1"], "'A' is given twice"),
        (["--weights", "bare.csv", "--quota", "1"], "the column 'member' is missing"),
        (["--weights", "huge.csv", "--quota", "1"], "the weight of A is '1e999999999'"),
        (["--weights", "none.csv", "--quota", "1"], "cannot be read"),
        (["--weights", "zero.csv", "--quota", "1"], "all weights are zero"),
        (["--weights", "empty.csv", "--quota", "1"], "names no members"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mistake_is_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table("member,weight\nA,2\nB,1")
    table("member,weight\nA,-2\nB,1", "below.csv")
    table("member,weight\nA,2\nA,1", "twice.csv")
    table("A,2\nB,1", "bare.csv")
    table("member,weight\nA,0", "zero.csv")
    table("member,weight", "empty.csv")
    table("member,weight\nA,1e999999999", "huge.csv")
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert sentence in err
    assert len(err.splitlines()) == 1
