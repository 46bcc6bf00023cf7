"""A case file of one's own works wherever a built-in case does, and its mistakes have a line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from vetopoint.cli import main
from vetopoint.compare.cases import CASES, case_named
from vetopoint.law.documents import BadDocumentError

KOSOVO = (CASES / "kosovo-1999.yaml").read_text("utf-8")
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(text.replace("case: kosovo-1999", "case: mine", 1), encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["brief", "{}"], id="brief, as the case"),
        pytest.param(["brief", "--case", "{}"], id="brief, as an option"),
        pytest.param(["compare", "kosovo-1999", "{}"], id="compare, as a case"),
        pytest.param(["compare", "kosovo-1999", "--case", "{}"], id="compare, as an option"),
        pytest.param(["analogues", "{}"], id="analogues of it"),
        pytest.param(["analogues", "--case", "{}"], id="analogues of it, as an option"),
        pytest.param(
            ["analogues", "kosovo-1999", "--case", "{}"], id="analogues, among the others"
        ),
        pytest.param(["qca", "--cases", "--case", "{}"], id="qca, among the coded cases"),
    ],
)
def test_it_works_wherever_a_case_does(
    words: list[str], write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(write(KOSOVO))
    assert main([*(word.format(path) for word in words), "--json"]) == 0
    out = capsys.readouterr().out
    json.loads(out)
    assert "mine" in out


def test_its_votes_are_those_of_the_record(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["brief", str(write(KOSOVO)), "--json"]) == 0
    votes = json.loads(capsys.readouterr().out)["votes"]
    assert "landmark record" in next(v for v in votes if v["symbol"] == "S/1999/328")["sources"][0]


@pytest.mark.parametrize(
    ("before", "after", "error"),
    [
        (
            "\nfacts:",
            "\nfactss:",
            "line 1: the document: unknown key 'factss'; did you mean 'facts'",
        ),
        ("  host_consent:", "  host_consnt:", "facts: unknown key 'host_consnt'; did you mean"),
        ("decision: substantive", "decision: foo", "line 18: bodies[0].decision: there is no dec"),
        ("body: nato", "body: natto", "there is no body 'natto'; did you mean nato"),
        ("confidence: high", "confidence: sure", "expected one of high, medium, low, found 'sure'"),
        (
            "date: 1998-03-31",
            "date: 1998-13-31",
            "line 56: the document: holds an impossible day, 1998-13-31",
        ),
        ("date: 1998-03-31", "date: 1931-03-31", "votes[0]: United Nations Security Council did"),
        ("abstain: CHN", "abstain: DEU", "votes[0].abstain: Germany (DEU) holds no seat in"),
        ('against: ""', "against: CHN", "votes[0].abstain: CHN is named as against too"),
        ("scenario: false", "scenario: maybe", "expected true or false, found 'maybe'"),
    ],
)
def test_a_mistake_is_named_with_file_line_key_and_remedy(
    before: str, after: str, error: str, write: Write
) -> None:
    assert before in KOSOVO
    path = write(KOSOVO.replace(before, after, 1))
    with pytest.raises(BadDocumentError) as caught:
        case_named(str(path))
    assert error in str(caught.value)
    assert f"{path}, line " in str(caught.value)


def test_a_missing_condition_is_asked_for(write: Write) -> None:
    head, _, rest = KOSOVO.partition("  host_consent:")
    _, _, tail = rest.partition("coder: vetopoint-1\n")
    with pytest.raises(BadDocumentError, match="lacks host_consent; code them, with null where"):
        case_named(str(write(head + tail)))


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["brief"], "no case is named; give one such as kosovo-1999, or --case FILE"),
        (["brief", "nofile.yaml"], "nofile.yaml: cannot be read: No such file"),
        (["brief", "kosovo-1999", "--case", "{}"], "a brief is of one case"),
        (["qca", "--case", "{}"], "--case adds a case to the coded cases; give --cases as well"),
    ],
)
def test_what_does_not_fit_gets_one_sentence(
    words: list[str], error: str, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(write(KOSOVO))
    assert main([word.format(path) for word in words]) == 2
    err = capsys.readouterr().err
    assert error in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["brief", "--case"], id="brief"),
        pytest.param(["paths"], id="paths"),
        pytest.param(["cases", "template"], id="template"),
        pytest.param(["claims"], id="claims"),
    ],
)
@pytest.mark.parametrize("name", ["mine.txt", "mine"])
def test_a_file_of_another_ending_is_told_the_ending(
    words: list[str],
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(KOSOVO, encoding="utf-8")
    assert main([*words, name]) == 2
    err = capsys.readouterr().err
    assert "must be a file whose name ends in .yaml" in err
    assert main([*words, "nowhere"]) == 2
    assert "there is no c" in capsys.readouterr().err


def test_a_slug_stays_a_slug_beside_a_file_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kosovo-1999").write_text("", encoding="utf-8")
    assert case_named("kosovo-1999").name == "Kosovo"
