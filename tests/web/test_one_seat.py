"""A body with one seat has its chamber, its power and its verdict like any other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from vetopoint.law import bodies
from vetopoint.web import provenance
from vetopoint.web.pages import chamber

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
    (tmp_path / "keeper.yaml").write_text(CHARTER, encoding="utf-8")
    real = bodies.charter_of
    own = bodies.charter_of_text(CHARTER)

    def charter_of(slug: str) -> object:
        return own if slug == "keeper" else real(slug)

    for module in (bodies, chamber, provenance):
        for name in ("CHARTERS", "_CHARTERS"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, tmp_path)
    for name in ("chamber", "power"):
        monkeypatch.setattr(f"vetopoint.web.pages.{name}.charter_of", charter_of)
        monkeypatch.setattr(f"vetopoint.web.pages.{name}.body_slugs", lambda: ("keeper",))
    monkeypatch.setattr("vetopoint.web.sittings.charter_of", charter_of)
    yield client
    provenance.charter_hash.cache_clear()


@pytest.mark.parametrize(
    ("votes", "verdict"),
    [("for:BEL", "Adopted 1 – 0 – 0"), ("rest:against", "Not adopted 0 – 1 – 0")],
)
def test_a_body_of_one_seat_decides(keeper: TestClient, votes: str, verdict: str) -> None:
    text = keeper.get(f"/body/keeper?votes={votes}").text
    head = text.partition("<h1")[2].partition("</h1>")[0]
    plain = " ".join(part.partition(">")[2] for part in head.split("<")) or head
    assert verdict in " ".join(f"{head.partition('>')[2].partition('<')[0]} {plain}".split())
    assert 'data-member="BEL"' in text
    for form in ("json", "csv", "svg"):
        assert keeper.get(f"/body/keeper.{form}?votes={votes}").status_code == 200


def test_one_seat_has_all_the_power(keeper: TestClient) -> None:
    values = keeper.get("/power.json?body=keeper").json()["values"]
    assert [one["float"] for one in values.values()] == [1.0]
