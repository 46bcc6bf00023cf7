"""The skeleton of every page's JSON is a contract: keys may be added here, and nowhere silently."""

import pytest
from starlette.testclient import TestClient

from vetopoint.web.routes import PAGES

VERDICT = (
    "symbol body date decision adopted reason vetoed_by blocked_by short_by tally votes findings "
    "reference title rule basis recorded_adopted who_could_change under_designs note sources"
)
CONTRACTS = {
    "/": ("/index", "pages"),
    "/body": ("/body", "bodies"),
    "/body/{slug}": (
        "/body/un-security-council?vote=S/2022/155",
        f"{VERDICT} unseated actual power frame provision",
    ),
    "/votes": ("/votes?q=Syria", "query total shown facets members notes votes frame"),
    "/vote/{symbol...}": (
        "/vote/S/2022/155",
        f"{VERDICT} draft resolution meeting sponsors links followed cases frame",
    ),
    "/vetoes": ("/vetoes", "total shown vetoes frame"),
    "/positions": ("/positions", "scale session members series provenance_of_positions frame"),
    "/forecast": (
        "/forecast?subject=Ukraine",
        (
            "body date question members adopted vetoes shortfall blocked tally pivotal persuasion "
            "courses baseline nearest nearest_drafts rule method does_not_show sources inputs seed "
            "frame"
        ),
    ),
    "/power": (
        "/power",
        (
            "body date decision rule rule_reference index name definition ballots exact "
            "error_bound method reason values references does_not_show designs frame"
        ),
    ),
    "/cases": ("/cases", "cases frame"),
    "/cases/compare": (
        "/cases/compare?case=kosovo-1999",
        "cases conditions nearest warnings frame",
    ),
    "/case/{slug}": (
        "/case/kosovo-1999",
        (
            "case name question summary onset window scenario bodies votes not_judged warning "
            "facts authorisation outcome paths forecast analogues claims shows does_not_show "
            "sources checks frames"
        ),
    ),
    "/qca": (
        "/qca",
        (
            "outcome conditions cases left_out cuts truth_table contradictions remainders "
            "solutions negated untenable necessity warnings frame"
        ),
    ),
    "/agreement": (
        "/agreement?body=un-security-council",
        "body members selected all periods frame",
    ),
    "/cohesion": (
        "/cohesion?body=un-security-council&group=nato",
        "body group members selected periods frame",
    ),
    "/paths": ("/paths", "cases frame"),
    "/paths/{slug}": (
        "/paths/kosovo-1999",
        "case date scenario assumed votes flips paths note frame",
    ),
    "/claims": (
        "/claims",
        (
            "ledger name about source claims grounded preferred notes without changes failing data "
            "does_not_show frame"
        ),
    ),
    "/models": ("/models", "models"),
    "/model/{slug}": (
        "/model/thresholds",
        (
            "model identity inputs method exact value value_as_fractions reason cautions "
            "does_not_show references tables figure frame"
        ),
    ),
    "/compare": ("/compare?v=S/2022/155", "votes members frame"),
}


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_the_payload_has_the_keys_of_its_contract(client: TestClient, path: str) -> None:
    address, keys = CONTRACTS[path]
    bare, _, query = address.partition("?")
    found = client.get(f"{bare}.json?{query}").json()
    assert set(found) == {*keys.split(), "provenance"}


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_every_frame_has_its_four_parts(client: TestClient, path: str) -> None:
    address, keys = CONTRACTS[path]
    bare, _, query = address.partition("?")
    if "frame" not in keys.split():
        pytest.skip("the page has no figure of its own")
    frame = client.get(f"{bare}.json?{query}").json()["frame"]
    assert frame.keys() == {"question", "how_to_read", "does_not_show", "source"}
    assert all(text.strip() for text in frame.values())
