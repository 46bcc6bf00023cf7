"""A vote's picture, map, tiles and list show the same members."""

import re

import pytest
from starlette.testclient import TestClient

VOTE = "/vote/A/RES/ES-11/1"


def back(text: str, opening: str) -> list[str]:
    """The classes of every mark drawn back of one kind."""
    return re.findall(rf'<{opening} class="([^"]*drawn-back)"', text)


@pytest.mark.parametrize(
    ("query", "left"),
    [
        pytest.param("ballot=against", 5, id="those against"),
        pytest.param("group=African States&ballot=abstain", 17, id="one group, abstaining"),
        pytest.param("member=RUS", 1, id="one member"),
    ],
)
def test_a_choice_narrows_picture_map_tiles_and_list_alike(
    client: TestClient, query: str, left: int
) -> None:
    text = client.get(f"{VOTE}?{query}").text
    assert len(back(text, "li")) == 193 - left
    assert len(back(text, "g")) == 193 - left
    roster = text.partition('id="roster"')[2].partition("</table>")[0]
    assert roster.count('<th scope="row">') == left
    lit = re.findall(r'<(?:path|circle)[^>]*class="(?:land|patterned)[^"]*"[^>]*data-code', text)
    faint = [mark for mark in lit if "drawn-back" in mark]
    assert 0 <= len(lit) - len(faint) <= left


def test_the_rows_of_a_download_are_those_chosen(client: TestClient) -> None:
    text = client.get(f"{VOTE}.csv?ballot=against").text
    rows = [line for line in text.splitlines() if not line.startswith("#")][1:]
    assert sorted(row[:3] for row in rows) == ["BLR", "ERI", "PRK", "RUS", "SYR"]
    assert "# ballot: against" in text


def test_a_member_without_a_ballot_is_refused_by_name(client: TestClient) -> None:
    answer = client.get("/vote/S/2022/155?member=DEU")
    assert answer.status_code == 400
    assert "has no ballot here" in answer.text


def test_seats_of_a_council_vote_lead_to_their_member(client: TestClient) -> None:
    text = client.get("/vote/S/2022/155").text
    assert 'href="/vote/S/2022/155?member=RUS#cross" data-member="RUS"' in text
    alone = client.get("/vote/S/2022/155?member=RUS").text
    assert 'href="/votes?member=RUS"' in alone
    assert len(back(alone, "a")) == 14


def test_a_draft_that_failed_shows_what_followed(client: TestClient) -> None:
    text = client.get("/vote/S/2022/155").text
    assert "What followed" in text
    assert "S/RES/2623(2022)" in text.partition("What followed")[2]


def test_a_draft_of_which_nothing_later_is_known_says_so(client: TestClient) -> None:
    votes = client.get("/vetoes.json").json()["vetoes"]
    pages = [client.get(f"/vote/{vote['symbol']}") for vote in votes[:40]]
    failed = [page.text for page in pages if "Vetoed" in page.text]
    assert failed
    assert all("What followed" in text for text in failed)
    assert any("What else followed is not known here" in text for text in failed)


def test_the_map_of_a_vote_names_the_record_as_its_source(client: TestClient) -> None:
    figure = client.get(VOTE).text.partition('<figure class="map"')[2].partition("</figure>")[0]
    assert "The record of this vote" in figure


def test_on_a_narrow_screen_each_answer_names_its_case(client: TestClient) -> None:
    text = client.get("/cases/compare?case=kosovo-1999&case=ukraine-2022").text
    answers = text.count('<td data-label="Kosovo">')
    assert answers == text.count('<td data-label="Ukraine">')
    assert answers > 5
