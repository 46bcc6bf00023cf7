"""The chamber by its address: verdicts, what-if, designs, power, and every day of a body."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from vetopoint.law.bodies import body_slugs

UKRAINE = "/body/un-security-council?vote=S/2022/155"


def asked(client: TestClient, address: str) -> dict[str, Any]:
    path, _, query = address.partition("?")
    answer = client.get(f"{path}.json?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_recorded_vote_brings_its_day_its_ballots_and_its_verdict(client: TestClient) -> None:
    found = asked(client, UKRAINE)
    assert (found["date"], found["adopted"], found["vetoed_by"]) == ("2022-02-25", False, ["RUS"])
    assert found["tally"] == {"for": 11, "against": 1, "abstain": 3, "absent": 0}
    assert found["actual"] == {"symbol": "S/2022/155", "adopted": False, "changed": []}


def test_a_pressed_button_leads_to_the_address_of_the_changed_roll_call(
    client: TestClient,
) -> None:
    answer = client.get(f"{UKRAINE}&set=RUS:abstain", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        "/body/un-security-council?vote=S/2022/155&votes=abstain:ARE,CHN,IND,RUS;rest:for"
    )
    found = asked(client, answer.headers["location"])
    assert found["adopted"] is True
    assert found["actual"]["changed"] == [
        {"member": "RUS", "recorded": "against", "instead": "abstain"}
    ]


def test_the_page_says_the_verdict_and_the_what_if_without_any_script(client: TestClient) -> None:
    text = client.get(f"{UKRAINE}&votes=abstain:ARE,CHN,IND,RUS;rest:for").text
    assert "Adopted: 11 in favour, 9 needed and no permanent member against." in text
    assert "1 ballot changed from the record" in text


def test_one_click_applies_a_change_that_turns_the_result(client: TestClient) -> None:
    text = client.get(UKRAINE).text
    apply = text.partition("Apply:")[2].partition('href="')[2].partition('"')[0]
    assert asked(client, apply.replace("&amp;", "&"))["adopted"] is True


@pytest.mark.parametrize(
    ("design", "result"),
    [
        pytest.param("unsc-no-veto", "adopted", id="without any veto it carries"),
        pytest.param("unsc-two-vetoes", "adopted", id="one of two vetoes needed is not enough"),
        pytest.param("unsc-g4", "not adopted", id="the G4 keep the veto"),
    ],
)
def test_the_same_ballots_stand_under_reform_designs(
    client: TestClient, design: str, result: str
) -> None:
    rows = {row["design"]: row for row in asked(client, UKRAINE)["under_designs"]}
    assert rows[design]["result"] == result


def test_power_is_exact_and_said_with_its_index(client: TestClient) -> None:
    power = asked(client, UKRAINE)["power"]
    assert power["values"]["RUS"]["fraction"] == "421/2145"
    assert power["exact"] is True


def test_a_member_without_a_seat_that_day_is_named_and_left_out(client: TestClient) -> None:
    address = "/body/un-security-council?on=2019-06-01&votes=against:KEN,RUS;rest:for"
    assert asked(client, address)["unseated"] == ["KEN"]
    assert "Without a seat on 1 June 2019, so left out: Kenya." in client.get(address).text


def test_the_day_chooses_the_rule_and_the_seats(client: TestClient) -> None:
    found = asked(client, "/body/un-security-council?on=1950-06-27&votes=absent:SUN;rest:for")
    assert len(found["votes"]) == 11
    assert found["reason"] == ("Adopted: 10 in favour, 7 needed and no permanent member against.")


def test_parties_abstain_where_the_charter_says_so(client: TestClient) -> None:
    found = asked(
        client,
        "/body/un-security-council?on=2022-02-25&decision=pacific-settlement&party=RUS"
        "&votes=against:RUS;rest:for",
    )
    assert found["adopted"] is True
    assert "party to the dispute" in found["reason"]


def test_an_open_threshold_can_be_set(client: TestClient) -> None:
    low = asked(client, "/body/unsc-model-a?set.threshold=1&votes=for:FRA;rest:abstain")
    high = asked(client, "/body/unsc-model-a?set.threshold=24&votes=for:FRA;rest:abstain")
    assert (low["adopted"], high["adopted"]) == (True, False)


@pytest.mark.parametrize("slug", body_slugs())
def test_every_body_has_a_chamber_that_judges(client: TestClient, slug: str) -> None:
    page = client.get(f"/body/{slug}")
    assert page.status_code == 200
    assert "data-headline" in page.text


def test_a_body_of_many_weights_is_drawn_by_weight(client: TestClient) -> None:
    page = client.get("/body/imf-board-of-governors?decision=amendment&votes=against:USA;rest:for")
    assert page.status_code == 200
    assert page.text.count('<rect class="seat-for"') == 189
    assert "Not adopted" in page.text


def test_rows_hold_every_seat_with_its_ballot(client: TestClient) -> None:
    lines = client.get("/body/un-security-council.csv?vote=S/2022/155").text.splitlines()
    comments = [line for line in lines if line.startswith("#")]
    assert "# votes: against:RUS;abstain:ARE,CHN,IND;rest:for" in comments
    assert any("sha256" in line for line in comments)
    assert lines[len(comments)].startswith("code,member,vote,actual,veto,power")
    assert len(lines) - len(comments) == 16


def test_the_picture_carries_its_frame(client: TestClient) -> None:
    answer = client.get("/body/un-security-council.svg?vote=S/2022/155")
    assert answer.headers["content-type"] == "image/svg+xml"
    for part in ("How to read it", "What it does not show", "Source:", "vetoed", "<style>"):
        assert part.casefold() in answer.text.casefold()


def test_the_rule_sent_to_the_browser_cannot_end_its_element(client: TestClient) -> None:
    text = client.get(UKRAINE).text
    sent = text.partition('class="provision">')[2].partition("</script>")[0]
    assert "<" not in sent
    assert json.loads(sent)["taking_part"]


def test_the_rest_of_the_assembly_is_filled_by_forecast(client: TestClient) -> None:
    address = "/body/un-general-assembly?on=2023-12-12&votes=against:USA;rest:for&fill=nuclear"
    answer = client.get(address, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    assert "USA" in answer.headers["location"].partition("against:")[2].partition(";")[0]


def test_a_body_without_a_record_of_votes_is_not_filled(client: TestClient) -> None:
    answer = client.get("/body/nato?fill=any")
    assert answer.status_code == 400
    assert "chances of your own" in answer.text
