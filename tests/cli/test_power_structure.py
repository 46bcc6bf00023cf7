"""The structure of a rule at the command line, against what combinatorics says."""

import json
import math
from itertools import chain
from pathlib import Path

import pytest

from vetopoint.cli import main

FIVE = {"CHN", "FRA", "GBR", "RUS", "USA"}


def structure(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["power", *arguments, "--structure", "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_the_council_has_five_vetoers_and_weights_of_seven_and_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = structure(capsys, "un-security-council", "--on", "1999-03-26")
    assert set(found["vetoers"]) == FIVE  # type: ignore[call-overload]
    assert (found["dictator"], found["dummies"], found["quota"]) == (None, [], 39)
    # Any four elected members complete the five; any seven of ten, or one of the five, block.
    assert found["minimal_winning"] == math.comb(10, 4)
    assert found["minimal_blocking"] == math.comb(10, 7) + 5


def test_luxembourg_was_a_dummy_among_the_six(capsys: pytest.CaptureFixture[str]) -> None:
    found = structure(capsys, "eu-council", "--on", "1965-01-01")
    assert found["dummies"] == ["LUX"]
    assert found["is_weighted"] is True


def test_a_rule_without_weights_comes_with_a_trade(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two pairs, either of which suffices: AB and CD win, AC and BD lose."""
    path = tmp_path / "pairs.yaml"
    path.write_text(
        """\
body: pairs
name: Two pairs
reference: {document: Statutes, locator: "1"}
default: ordinary
groups: {left: {name: left members}, right: {name: right members}}
members:
  - {code: A, name: A, groups: left}
  - {code: B, name: B, groups: left}
  - {code: C, name: C, groups: right}
  - {code: D, name: D, groups: right}
decisions:
  - id: ordinary
    name: ordinary
    eras:
      - reference: {document: Statutes, locator: "2"}
        rule:
          any:
            - {name: left, over: left, count: {for: 1}, at_least: 2}
            - {name: right, over: right, count: {for: 1}, at_least: 2}
""",
        encoding="utf-8",
    )
    found = structure(capsys, "--charter", str(path))
    assert found["is_weighted"] is False
    assert found["weights"] is None
    trade: dict[str, list[list[str]]] = found["trade"]  # type: ignore[assignment]
    assert all({"A", "B"} <= set(won) or {"C", "D"} <= set(won) for won in trade["winning"])
    assert not any({"A", "B"} <= set(lost) or {"C", "D"} <= set(lost) for lost in trade["losing"])
    assert sorted(chain(*trade["winning"])) == sorted(chain(*trade["losing"]))


def test_what_no_method_reaches_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    found = structure(capsys, "imf-board-of-governors", "--on", "2023-01-01")
    assert found["minimal_winning"] is None
    assert "minimal_winning" in found["beyond"]  # type: ignore[operator]


def test_a_format_it_cannot_write_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["power", "nato", "--structure", "--csv"]) == 2
    assert "--structure is written as text or --json" in capsys.readouterr().err
