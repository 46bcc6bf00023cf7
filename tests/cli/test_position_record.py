"""`positions links` and `positions absence`: what they print, what they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
from attrs import evolve, frozen

from vetopoint.cli import main, position_record
from vetopoint.infer.roll_calls import RollCalls

TITLES = ("The right to food", "Oceans and the law of the sea") * 2


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> RollCalls:
    """Two texts in each of two sessions; France and Kenya vote, Fiji is absent from all but one."""
    member = np.array([0, 1, 0, 1, 0, 1, 0, 1, 2])
    item = np.array([0, 0, 1, 1, 2, 2, 3, 3, 3])
    made = RollCalls(
        members=("FRA", "KEN", "FJI"),
        items=("A/RES/77/1", "A/RES/77/2", "A/RES/78/1", "A/RES/78/2"),
        titles=TITLES,
        session=np.array([77, 77, 78, 78]),
        day=np.array(["2022-12-01", "2022-12-02", "2023-12-01", "2023-12-02"], "datetime64[D]"),
        link=np.arange(4),
        body=np.zeros(4, np.int64),
        member=member,
        item=item,
        ballot=np.zeros(9, np.int8),
        absent_member=np.full(3, 2),
        absent_item=np.array([0, 1, 2]),
    )
    monkeypatch.setattr(position_record, "read_roll_calls", lambda *_: made)
    return made


@frozen
class Said:
    code: int
    stdout: str
    stderr: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    def ran(*words: str) -> Said:
        code = main(["positions", *words])
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return ran


@pytest.mark.usefixtures("calls")
def test_links_name_both_texts(run: Callable[..., Said]) -> None:
    found = json.loads(run("links", "--json").stdout)
    assert {(row["from"], row["to"]) for row in found} == {
        ("A/RES/77/1", "A/RES/78/1"),
        ("A/RES/77/2", "A/RES/78/2"),
    }
    assert "2 links among 4 roll calls" in run("links").stdout


@pytest.mark.usefixtures("calls")
def test_a_chance_that_nothing_reaches_links_nothing(run: Callable[..., Said]) -> None:
    assert json.loads(run("links", "--least", "1", "--json").stdout) == []


@pytest.mark.usefixtures("calls")
def test_the_absent_come_first(run: Callable[..., Said]) -> None:
    found = json.loads(run("absence", "--session", "77", "--json").stdout)
    assert found[0]["member"] == "FJI"
    assert (found[0]["calls"], found[0]["absent"]) == (2, 2)
    assert found[0]["chance"] is None, "two roll calls are too few to say a chance from"


def test_a_member_with_five_roll_calls_gets_a_chance(
    calls: RollCalls, run: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = 12
    away = np.zeros((3, number), bool)
    away[2, :10] = True
    away[0, 0] = True
    member, item = np.nonzero(~away)
    absent_member, absent_item = np.nonzero(away)
    many = evolve(
        calls,
        items=tuple(f"A/RES/78/{k}" for k in range(number)),
        titles=("",) * number,
        session=np.full(number, 78),
        day=np.full(number, np.datetime64("2023-12-01")),
        link=np.arange(number),
        body=np.zeros(number, np.int64),
        member=member,
        item=item,
        ballot=np.zeros(len(item), np.int8),
        absent_member=absent_member,
        absent_item=absent_item,
    )
    monkeypatch.setattr(position_record, "read_roll_calls", lambda *_: many)
    rows = {row["member"]: row for row in json.loads(run("absence", "--json").stdout)}
    assert rows["FJI"]["low"] < rows["FJI"]["chance"] < rows["FJI"]["high"]
    assert rows["KEN"]["chance"] < rows["FRA"]["chance"] < rows["FJI"]["chance"]
    assert "never counted" in run("absence", "FJI").stdout


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["absence", "--session", "12"], "from 77 to 78", id="no such session"),
        pytest.param(["absence", "--session", "late"], "from 77 to 78", id="no number"),
        pytest.param(["absence", "USA"], "USA has no vote in this record", id="never voted"),
        pytest.param(["absence", "FRA", "--check"], "leave members", id="check of one member"),
        pytest.param(["links", "--check"], "needs --data DIR", id="check without a folder"),
        pytest.param(["links", "--since", "2020", "--until", "2010"], "exchange", id="no days"),
        pytest.param(["fit", "--no-links", "--link-votes"], "one of them", id="links or not"),
    ],
)
def test_bad_input_gets_a_sentence(run: Callable[..., Said], words: list[str], said: str) -> None:
    found = run(*words)
    assert found.code == 2
    assert said in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.usefixtures("calls")
def test_the_check_compares_four_forecasts(run: Callable[..., Said]) -> None:
    found = json.loads(run("absence", "--check", "--json").stdout)
    assert len(found) == 4
    assert all(row["log_loss"] >= 0 for row in found)
