"""A body with one seat has its chamber, its power and its verdict like any other."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from vetopoint.law import bodies
from vetopoint.web import provenance

CHARTER = """
body: keeper
name: The Keeper
short: Keeper
kind: organ
of: null
from: 1951-03-01
to: null
about: One State decides alone.
record: false
reference: {document: Treaty, locator: Art. 1}
default: all
members:
  - {code: BEL, from: 1951-03-01}
decisions:
  - id: all
    name: all matters
    effect: binding
    contested: null
    eras:
      - from: 1951-03-01
        to: null
        reference: {document: Treaty, locator: Art. 2}
        rule: {name: affirmative votes, count: {for: 1}, at_least: 1}
"""


@pytest.fixture
def keeper(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """A workbench to whose charters one more was added."""
    shutil.copytree(bodies.CHARTERS, tmp_path / "charters")
    (tmp_path / "charters" / "keeper.yaml").write_text(CHARTER, encoding="utf-8")
    monkeypatch.setattr(bodies, "CHARTERS", tmp_path / "charters")
    monkeypatch.setattr(provenance, "_CHARTERS", tmp_path / "charters")
    kept = (bodies.body_slugs, bodies.charter_of, provenance.charter_hash)
    for one in kept:
        one.cache_clear()
    yield client
    for one in kept:
        one.cache_clear()


@pytest.mark.parametrize(
    ("votes", "verdict"),
    [("for:BEL", "Adopted 1 – 0 – 0"), ("rest:against", "Not adopted 0 – 1 – 0")],
)
def test_a_body_of_one_seat_decides(keeper: TestClient, votes: str, verdict: str) -> None:
    text = keeper.get(f"/body/keeper?votes={votes}").text
    head = text.partition("<h1")[2].partition("</h1>")[0]
    assert verdict in " ".join(re.sub("<[^>]*>", "", head.partition(">")[2]).split())
    assert 'data-member="BEL"' in text
    for form in ("json", "csv", "svg"):
        assert keeper.get(f"/body/keeper.{form}?votes={votes}").status_code == 200


def test_one_seat_has_all_the_power(keeper: TestClient) -> None:
    values = keeper.get("/power.json?body=keeper").json()["values"]
    assert [one["float"] for one in values.values()] == [1.0]
