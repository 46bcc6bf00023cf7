"""The command line as a user meets it: data out, words aside, one sentence for a mistake."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from vetopoint.cli import COMMANDS, main

NO_STORE = {"VETOPOINT_HOME": "/nonexistent/vetopoint"}


@pytest.fixture(autouse=True)
def _no_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VETOPOINT_HOME", str(tmp_path))
    monkeypatch.delenv("VETOPOINT_DEBUG", raising=False)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_answers_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, command, "--help")
    assert (code, err) == (0, "")
    assert "Usage: vetopoint" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["brief", "kosovo"], "did you mean kosovo-1999"),
        (
            ["brief", "kosovo-1999", "--out", "brief.docx"],
            "is written as .html, .pdf, .md or .json",
        ),
        (["brief", "kosovo-1999", "--out", "/nowhere/b.html"], "cannot be written"),
        (["brief", "kosovo-1999", "--csv"], "No such option '--csv'"),
        (["body", "un-security-counsel"], "did you mean"),
        (["body", "nato", "--on", "1939-09-01"], "did not exist on 1939-09-01"),
        (["body", "nato", "--on", "yesterday"], "write it as 1999-03-26"),
        ([], "no command is given; vetopoint --help lists them"),
        (["record"], "no command is given; vetopoint record --help lists them"),
        (["body", "un-security-council", "--on", "2028-01-01"], "known to 2027-12-31"),
        (["body", "imf-board-of-governors", "--on", "2012-01-01"], "known from 2022-10-02"),
        (["decide", "un-admission", "--for", "USA"], "give recorded votes with --vote"),
        (["decide", "un-expulsion", "--vote", "S/1999/328"], "decided another matter"),
        (["body", "un-admission"], "un-admission is a decision in steps"),
        (["vote", "S/RES/1973 (2012)"], "S/RES/1973(2011) is of 2011, not 2012"),
        (["record", "search", "--body", "council-of-elders"], "no votes of"),
        (["record", "search", "--from", "2022-01-01", "--to", "2021-01-01"], "no day lies"),
        (
            ["decide", "un-general-assembly", "--on", "1960-06-01", "--for", "Upper Volta"],
            "seated are 82 members; its own time there: 1960-09-20 to now",
        ),
        (["decide", "nato"], "no ballots are given"),
        (["decide"], "no body is named"),
        (["decide", "un-security-council", "--for", "Atlantis"], "'Atlantis' is not the name"),
        (
            ["decide", "un-security-council", "--on", "2022-02-25", "--for", "Poland"],
            "Poland (POL) holds no seat in United Nations Security Council on 2022-02-25; seated",
        ),
        (
            ["decide", "un-security-council", "--on", "2022-02-25", "--for", "RUS,Russia"],
            "RUS is named twice, both times as for",
        ),
        (
            ["decide", "un-security-council", "--for", "USA", "--decision", "war"],
            "there is no decision 'war'",
        ),
        (["decide", "--charter", "none.yaml", "--for", "A"], "cannot be read: No such file"),
        (["decide", "unsc-model-a", "--for", "USA", "--set", "threshold"], "write it as thresho"),
        (["decide", "un-uniting-for-peace", "--vote", "ES-11/1", "--vote", "ES-11/1"], "no open"),
        (["vote", "S/1999/999"], "No vote is recorded under 'S/1999/999'"),
        (["vote", "hello"], "Give a symbol such as"),
        (["frobnicate"], "No such command"),
        (["briefs"], "(Did you mean one of: 'bodies', 'brief'?); vetopoint --help shows"),
        (["record", "searches"], "Did you mean 'search'? vetopoint record --help shows"),
        (["vote", "S/1999/328", "--json", "--csv"], "--json and --csv are given together"),
        (["brief", "kosovo-1999", "--json", "--markdown"], "--markdown and --json are given toge"),
        (["compare"], "no case is given"),
        (["record", "search", "--vote", "Rusia against"], "Nearest: Russia (RUS)"),
        (["positions", "show", "USA", "--from", os.devnull], "holds no positions"),
        (["rollcalls", "."], ". is a folder; give the path of one file in it"),
        (["forecast", "un-security-council", "--on", "2024-03-01", "--seed", "-1"], "x>=0"),
        (["backtest", "council", "--since", "2024-01-01", "--seed", "-1"], "x>=0"),
        (["backtest", "assembly", "--since", "2024-01-01", "--seed", "-1"], "x>=0"),
        (["forecast", "nato", "--on", "2024-03-01", "--subject", " "], "--subject is empty"),
        (["brief"], "no case is named; give one such as kosovo-1999"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_gets_one_sentence_and_exit_code_two(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith("vetopoint: ")
    assert sentence in err


def test_our_own_fault_is_one_line_and_exit_code_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("wires crossed")

    monkeypatch.setattr("vetopoint.cli.brief.whole_brief", broken)
    code, out, err = run(capsys, "brief", "kosovo-1999")
    assert (code, out) == (1, "")
    assert err == (
        "vetopoint: our fault: RuntimeError: wires crossed; VETOPOINT_DEBUG=1 shows where\n"
    )


def test_decide_json_keeps_its_contract(capsys: pytest.CaptureFixture[str]) -> None:
    words = "decide un-security-council --on 2022-02-25 --against Russia --rest for --json"
    code, out, err = run(capsys, *words.split(), "--abstain", "China, India, UAE")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["body"] == "un-security-council"
    assert found["date"] == "2022-02-25"
    assert found["adopted"] is False
    assert found["vetoed_by"] == ["RUS"]
    assert found["short_by"] is None
    assert found["tally"] == {"for": 11, "against": 1, "abstain": 3, "absent": 0}
    assert found["votes"]["RUS"] == "against"
    assert found["reason"].startswith("Not adopted: 11 in favour, 9 needed, but the Russian")


def test_members_not_named_are_absent(capsys: pytest.CaptureFixture[str]) -> None:
    words = "decide un-security-council --on 2022-02-25 --for USA --json"
    _, out, _ = run(capsys, *words.split())
    found = json.loads(out)
    assert found["tally"] == {"for": 1, "against": 0, "abstain": 0, "absent": 14}
    assert found["short_by"] == 8


def test_a_name_means_the_holder_of_the_seat_that_day(capsys: pytest.CaptureFixture[str]) -> None:
    words = "decide un-security-council --on 1956-11-04 --against Russia --rest for --json"
    _, out, _ = run(capsys, *words.split())
    assert json.loads(out)["vetoed_by"] == ["SUN"]


@pytest.mark.parametrize(
    "symbol", ["S/1999/328", "s/1999/328", "S/RES/1244", "1244 (1999)", "ES-11/1", "2758"]
)
def test_vote_finds_a_symbol_however_it_is_typed(
    symbol: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "vote", symbol, "--json")
    assert code == 0
    found = json.loads(out)
    skeleton = {"symbol", "body", "date", "adopted", "reason", "vetoed_by", "short_by"}
    assert skeleton | {"tally", "votes"} <= found.keys()
    assert sum(found["tally"].values()) == len(found["votes"])


def test_vote_writes_its_roll_call_as_rows(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "vote", "S/2022/155", "--csv")
    assert out.splitlines()[0] == "code,member,vote"
    assert "RUS,Russian Federation,against" in out.splitlines()
    _, out, _ = run(capsys, "vote", "S/2022/155", "--markdown")
    assert "| RUS | Russian Federation | against |" in out


def test_admission_stops_at_the_council(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "decide", "un-admission", "--vote", "S/2024/312", "--json")
    found = json.loads(out)
    assert (found["adopted"], found["stopped_at"]) == (False, "recommendation")
    assert found["steps"][0]["vote"]["vetoed_by"] == ["USA"]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [((), "Parameter threshold = 14, assumed:"), (("--set", "threshold=13"), "= 13, as set:")],
)
def test_a_threshold_that_a_proposal_does_not_state_is_shown_as_such(
    settings: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("decide", "unsc-model-a", "--on", "2020-01-01", "--for", "USA", *settings)
    assert sentence in run(capsys, *asked)[1]
    shown = json.loads(run(capsys, *asked, "--json")[1])["parameters"]["threshold"]
    assert (shown["value"], shown["basis"]) == ((13, "as set") if settings else (14, "assumed"))


def test_who_held_china_s_seat_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    sentence = "China's was held by the Republic of China."
    assert sentence in " ".join(run(capsys, "vote", "S/RES/82")[1].split())
    assert "held by" not in run(capsys, "vote", "S/1999/328")[1]
    asked = ("decide", "un-security-council", "--on", "1960-01-01", "--for", "China")
    assert "China's seat was held by the Republic of China." in run(capsys, *asked)[1]


@pytest.mark.parametrize(
    ("procedure", "votes", "sentence"),
    [
        ("nato-accession", (), "Waits for the invitation of NATO."),
        (
            "un-charter-amendment",
            ("--vote", "1991 A (XVIII)"),
            "Waits for the ratification by the members.",
        ),
    ],
)
def test_a_decision_in_steps_says_what_it_waits_for(
    procedure: str,
    votes: tuple[str, ...],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "decide", procedure, *votes)
    assert code == 0
    assert sentence in out


def test_a_charter_of_ones_own_works_from_file_and_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = """\
body: club
name: The Club
reference: {document: Statutes, locator: "1"}
default: ordinary
members: [{code: ANA, name: Ana}, {code: BOB, name: Bob}, {code: CYD, name: Cyd}]
decisions:
  - id: ordinary
    name: ordinary
    eras:
      - reference: {document: Statutes, locator: "2"}
        rule: {name: votes, count: {for: 1}, more_than: {share: 1/2}}
"""
    path = tmp_path / "club.yaml"
    path.write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, "decide", "--charter", str(path), "--for", "Ana,Bob", "--json")
    assert (code, json.loads(out)["adopted"]) == (0, True)
    code, out, _ = run(capsys, "body", "--charter", str(path), "--json")
    assert (code, json.loads(out)["seats"]) == (0, 3)
    found = subprocess.run(
        [sys.executable, "-m", "vetopoint", "decide", "--charter", "-", "--for", "ANA", "--json"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(found.stdout)["short_by"] == 1


@pytest.mark.parametrize("suffix", [".html", ".json"])
def test_brief_writes_a_file_whole(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"brief{suffix}"
    code, out, err = run(capsys, "brief", "suez-1956", "--out", str(path))
    assert (code, out) == (0, "")
    assert "wrote" in err
    assert "S/3710" in path.read_text(encoding="utf-8")
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("command", ["cases", "bodies"])
@pytest.mark.parametrize("form", ["--json", "--csv", "--markdown"])
def test_lists_are_written_in_every_format(
    command: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, command, form)
    assert (code, err) == (0, "")
    assert ("kosovo-1999" if command == "cases" else "un-security-council") in out


def modules_of(*arguments: str) -> set[str]:
    """The modules that a command has imported when it ends."""
    code = (
        "import sys; from vetopoint.cli import main; main(sys.argv[1:]); "
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | NO_STORE,
    )
    return set(found.stderr.split())


def test_help_and_the_brief_load_nothing_heavy() -> None:
    heavy = {"duckdb", "numba", "numpy", "pandas", "vl_convert", "starlette"}
    assert not modules_of("--help") & (heavy | {"yaml", "rich", "jinja2"})
    assert not modules_of("brief", "taiwan-scenario") & heavy
    assert modules_of("brief", "kosovo-1999") & heavy == {"numpy"}  # for its forecast


def test_the_bytes_do_not_depend_on_the_hash_seed() -> None:
    texts = {
        subprocess.run(
            [sys.executable, "-m", "vetopoint", "brief", "korea-1950", "--json"],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | NO_STORE | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("arguments", "first"),
    [(["brief", "kosovo-1999"], b"Kosovo\n"), (["body", "osce", "--json"], b"{\n")],
)
def test_a_closed_pipe_is_no_error(arguments: list[str], first: bytes) -> None:
    brief = subprocess.Popen(
        [sys.executable, "-m", "vetopoint", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | NO_STORE | {"PYTHONUNBUFFERED": "1"},
    )
    assert brief.stdout is not None
    assert brief.stderr is not None
    assert brief.stdout.readline() == first
    brief.stdout.close()
    assert brief.wait() == 0
    assert brief.stderr.read() == b""
    brief.stderr.close()


def test_colour_is_for_terminals_only(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "vote", "S/1999/328")
    assert "\x1b" not in out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_output_is_whole_where_the_locale_cannot_write_it(encoding: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "vetopoint", "vote", "S/2022/155", "--markdown"],
        capture_output=True,
        check=False,
        env=os.environ | NO_STORE | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )
    assert (told.returncode, told.stderr) == (0, b"")
    assert "| RUS | Russian Federation | against |" in told.stdout.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_said_in_one_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        told = subprocess.run(
            [sys.executable, "-m", "vetopoint", "claims"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=os.environ | NO_STORE,
        )
    assert told.returncode == 1
    assert told.stderr.startswith("vetopoint: cannot write: ")
    assert told.stderr.count("\n") == 1


def test_a_closed_input_is_an_empty_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    code, _, err = run(capsys, "body", "--charter", "-")
    assert code == 2
    assert "found nothing" in err


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["decide", "un-security-council", "--on"], "vetopoint decide"),
        (["record", "search", "--body"], "vetopoint record search"),
        (["backtest", "council", "--since"], "vetopoint backtest council"),
    ],
)
def test_an_option_without_its_argument_points_to_the_help_of_its_command(
    words: list[str], command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert f"; {command} --help shows what is allowed" in err
