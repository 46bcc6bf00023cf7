"""The forecast's chamber: seats as rings of chances, declared by a press; how good it has been."""

import re

import pytest
from starlette.testclient import TestClient

from vetopoint.law.ballots import Ballot
from vetopoint.web.forecast_figures import calibration_table
from vetopoint.web.odds import DECLARING

ADDRESS = "/forecast?on=2022-02-25&subject=Ukraine"


def seats(text: str) -> dict[str, str]:
    """The address that each seat leads to."""
    found = re.findall(r'<a class="seat" href="([^"]*)" data-member="(\w+)"', text)
    return {code: link.replace("&amp;", "&") for link, code in found}


def test_a_press_goes_through_every_ballot_and_back_to_none(client: TestClient) -> None:
    address, seen = ADDRESS, []
    for _ in range(len(Ballot) + 1):
        address = seats(client.get(address).text)["RUS"]
        seen.append(
            re.sub(r".*declared=([^&#]*).*", r"\1", address) if "declared" in address else ""
        )
    assert seen == ["for:RUS", "against:RUS", "abstain:RUS", "absent:RUS", ""]
    assert set(DECLARING.values()) == {*Ballot, None}


def test_a_declared_seat_is_solid_and_the_others_are_rings(client: TestClient) -> None:
    text = client.get(f"{ADDRESS}&declared=against:RUS").text
    russia = re.search(r'data-member="RUS".*?</a>', text)
    france = re.search(r'data-member="FRA".*?</a>', text)
    assert russia
    assert 'class="seat-against"' in russia[0]
    assert "odds-for" not in russia[0]
    assert france
    assert 'class="odds-for"' in france[0]
    assert "holds a veto" in france[0]
    assert len(seats(text)) == 15


def test_what_a_seat_says_are_the_chances_of_the_record(client: TestClient) -> None:
    text = client.get(ADDRESS).text
    members = client.get(ADDRESS.replace("/forecast", "/forecast.json")).json()["members"]
    assert set(seats(text)) == set(members)
    words = {"for": "for", "abstaining": "abstain", "against": "against"}
    told = 0
    for code in members:
        label = re.search(rf'data-member="{code}"[^>]*aria-label="([^"]*)"', text)
        assert label
        for word, key in words.items():
            for less, chance in re.findall(rf"(under |over |)(\d+) % {word}", label[1]):
                told += not less
                edge = 1.0 if less else 0.51
                assert int(chance) == pytest.approx(100 * members[code][key], abs=edge)
    assert told > 2 * len(members)


def test_a_chamber_of_hundreds_stands_in_rows(client: TestClient) -> None:
    text = client.get("/forecast?body=un-general-assembly&subject=Palestine").text
    assert len(seats(text)) == 193
    assert 'class="rows"' in text


@pytest.mark.parametrize(
    ("body", "curves"),
    [("un-security-council", {"veto"}), ("un-general-assembly", {"for", "abstain", "against"})],
)
def test_the_calibration_that_ships_is_whole(body: str, curves: set[str]) -> None:
    rows = calibration_table(body).rows
    assert {row["of"] for row in rows} == curves
    for row in rows:
        assert 0 <= row["low_share"] <= row["share"] <= row["high_share"] <= 1
        assert row["cases"] > 0


def test_every_body_that_is_judged_shows_how_good_it_has_been(client: TestClient) -> None:
    council = client.get("/forecast").text
    assert "Do vetoes come as often as they are given a chance?" in council
    assembly = client.get("/forecast?body=un-general-assembly&subject=Palestine").text
    assert "Do ballots come as often as they are given a chance?" in assembly
    design = client.get("/forecast?body=unsc-no-veto")
    assert design.status_code == 200
    assert "chance?" not in design.text


def test_the_assembly_without_a_subject_asks_for_one(client: TestClient) -> None:
    answer = client.get("/forecast?body=un-general-assembly")
    assert answer.status_code == 200
    assert "What is the text about?" in answer.text
    assert "--subject" not in answer.text
