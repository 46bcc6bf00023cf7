"""`vetopoint paths` as a user runs it: contract, faces, and one clear sentence for mistakes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from vetopoint.cli import main
from vetopoint.compare.cases import CASES, case_slugs
from vetopoint.law.procedures import path_slugs

STANDINGS = {"open", "blocked", "unmet", "contested", "unknown"}


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["paths", *words]) == 0
    return capsys.readouterr().out


def payload(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(capsys, *words, "--json"))
    return found


@pytest.mark.parametrize("slug", ["kosovo-1999", "taiwan-scenario", "ukraine-2022"])
def test_the_contract_of_the_json(slug: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = payload(capsys, slug)
    assert list(found)[:2] == ["case", "date"]
    assert found["case"] == slug
    assert [one["path"] for one in found["paths"]] == list(path_slugs())
    for one in found["paths"]:
        assert list(one)[:5] == ["path", "standing", "arithmetic", "law", "next"]
        assert one["standing"] in STANDINGS
        assert list(one["arithmetic"])[:5] == [
            "rule",
            "needed",
            "have",
            "blocked_by",
            "smallest_change",
        ]
        assert one["arithmetic"]["rule"]
        assert isinstance(one["arithmetic"]["blocked_by"], list)
        for said in one["law"]:
            assert list(said)[:5] == ["proposition", "holder", "instrument", "standing", "counter"]
            assert all(said[key] for key in list(said)[:5])
        assert one["next"]


def test_the_veto_of_25_february_2022_in_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = payload(capsys, "ukraine-2022", "--path", "security-council-force")
    (one,) = found["paths"]
    count = one["arithmetic"]
    assert one["standing"] == "blocked"
    assert (count["needed"], count["have"], count["blocked_by"]) == (9, 11, ["RUS"])
    (change,) = count["smallest_change"]["changes"]
    assert change == {"number": 1, "of": ["RUS"], "cast": "against", "instead": "abstain"}
    assert "S/2022/155" in one["reason"]


def test_a_switched_premise_says_what_flips(capsys: pytest.CaptureFixture[str]) -> None:
    found = payload(
        capsys,
        *("taiwan-scenario", "--assume", "victim_is_state=true"),
        *("--assume", "victim_requested_help=true", "--assume", "victim_declared_attack=true"),
    )
    flips = {flip["path"]: (flip["from"], flip["to"]) for flip in found["flips"]}
    assert flips == {
        "self-defence-individual": ("contested", "open"),
        "self-defence-collective": ("unknown", "open"),
    }
    changed = [one["path"] for one in found["paths"] if one["changed_by_assumption"]]
    assert sorted(changed) == sorted(flips)


def test_votes_that_a_user_states(capsys: pytest.CaptureFixture[str]) -> None:
    found = payload(
        capsys,
        *("kosovo-1999", "--votes", "un-security-council:against=China,Russian Federation"),
        *("--path", "security-council-force"),
    )
    count = found["paths"][0]["arithmetic"]
    assert count["blocked_by"] == ["CHN", "RUS"]
    assert count["have"] == 13
    assert found["votes"] == ["un-security-council:against=China,Russian Federation"]


def test_the_terminal_keeps_to_eighty_columns_and_two_columns_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for slug in ("kosovo-1999", "gaza-2023", "taiwan-scenario"):
        text = run(capsys, slug)
        assert max(len(line) for line in text.splitlines()) <= 80
        assert "VOTING ARITHMETIC (certain)" in text
        assert "LEGAL CHARACTERISATION (held by)" in text
        assert "never says that something is lawful" in " ".join(text.split())


def test_the_same_question_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "gaza-2023") == run(capsys, "gaza-2023")


def test_csv_and_markdown_hold_a_row_for_each_path(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(run(capsys, "suez-1956", "--csv"))))
    assert sorted(row["path"] for row in rows) == sorted(path_slugs())
    assert {row["standing"] for row in rows} <= STANDINGS
    marked = run(capsys, "suez-1956", "--markdown")
    assert marked.count("\n") == len(rows) + 2


def test_without_a_case_the_paths_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(run(capsys, "--json"))
    assert [row["path"] for row in rows] == list(path_slugs())
    facts = json.loads(run(capsys, "--facts", "--json"))
    assert {"fact", "allowed", "question"} == set(facts[0])


@pytest.mark.parametrize("slug", path_slugs())
def test_a_path_by_itself_shows_its_conditions(
    slug: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = run(capsys, "--procedure", slug)
    assert max(len(line) for line in text.splitlines()) <= 80
    record = json.loads(run(capsys, "--procedure", slug, "--json"))
    assert record["path"] == slug
    for row in record["truth_table"]:
        assert row["conditions"]


def test_a_case_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "mine.yaml"
    text = (CASES / "ukraine-2022.yaml").read_text(encoding="utf-8")
    own.write_text(text.replace("case: ukraine-2022", "case: mine"), encoding="utf-8")
    assert payload(capsys, "--case", str(own))["case"] == "mine"


@pytest.mark.parametrize("slug", case_slugs())
def test_every_case_prints(slug: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Standing" in run(capsys, slug, "--table")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param("ukraine-2023", "there is no case 'ukraine-2023'; did you mean", id="case"),
        pytest.param(
            "kosovo-1999 --assume armed_atack=true", "did you mean armed_attack", id="fact"
        ),
        pytest.param(
            "kosovo-1999 --assume armed_attack=maybe",
            "armed_attack cannot be 'maybe'; it may be true, false, contested or unknown",
            id="value",
        ),
        pytest.param("kosovo-1999 --assume x", "assumes nothing; write it as", id="no value"),
        pytest.param(
            "kosovo-1999 --on 1930-01-01", "none of these paths existed on 1930-01-01", id="day"
        ),
        pytest.param(
            "kosovo-1999 --votes un-security-council:against=ITA",
            "Italy (ITA) holds no seat in United Nations Security Council on 1999-03-26",
            id="a member without a seat",
        ),
        pytest.param(
            "kosovo-1999 --votes un-security-counil:against=RUS",
            "there is no body or path 'un-security-counil'; did you mean un-security-council",
            id="body",
        ),
        pytest.param(
            "kosovo-1999 --votes un-security-council:opposed=RUS", "is no ballot", id="ballot"
        ),
        pytest.param(
            "kosovo-1999 --votes un-admission.vote:against=RUS",
            "un-admission has no step 'vote'; its steps: recommendation, decision",
            id="step",
        ),
        pytest.param(
            "kosovo-1999 --votes un-admission.decision:S/2024/312",
            "S/2024/312 is a vote of un-security-council; no step meant by",
            id="a vote of another body",
        ),
        pytest.param("kosovo-1999 --votes S/9999/1", "No vote is recorded under", id="symbol"),
        pytest.param("kosovo-1999 --path consnt", "did you mean consent", id="path"),
        pytest.param("--procedure consnt", "did you mean consent", id="procedure"),
        pytest.param("--on 2020-01-01", "no case is named", id="no case"),
        pytest.param(
            "kosovo-1999 --votes un-security-council:against=RUS;abstain=RUS",
            "RUS is named twice",
            id="two ballots",
        ),
        pytest.param(
            "kosovo-1999 --votes un-general-assembly", "is recorded under", id="no ballots"
        ),
    ],
)
def test_a_mistake_gets_one_sentence(
    words: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["paths", *words.split()]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert told in error
    assert error.count("\n") == 1
