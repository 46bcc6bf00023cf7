"""Every figure can be had alone, and says what it rests on wherever it goes."""

import html
import json
import re
import xml.etree.ElementTree as ET

import pytest
from starlette.testclient import TestClient

FIGURES = {
    "/": {"vote"},
    "/body/un-security-council?vote=S/2022/155": {"seats", "power"},
    "/body/eu-council": {"seats", "power"},
    "/body/un-general-assembly": {"seats", "power"},
    "/vote/S/2022/155": {"seats"},
    "/vote/A/RES/ES-11/1": {"seats", "map", "tiles"},
    "/vetoes?member=USA": {"timeline"},
    "/vetoes?by=subject": {"timeline"},
    "/positions?on=1988-11-01": {"lines", "map", "tiles"},
    "/positions?scale=joint": {"lines", "seats"},
    "/forecast?subject=Ukraine&declared=against:RUS": {"chances", "tally", "calibration"},
    "/forecast?body=un-general-assembly&subject=Palestine": {"chances", "tally", "calibration"},
    "/forecast?body=nato&favour=80&against=5": {"chances", "tally"},
    "/power?designs=all": {"power", "designs"},
    "/agreement?body=un-security-council&a=FRA&b=GBR": {"lines"},
    "/cohesion?body=un-security-council&members=CHN,RUS": {"lines"},
    "/compare?v=S/2022/155&v=A/RES/ES-11/1": {"ballots"},
    "/model/thresholds": {"figure"},
    "/paths/ukraine-2022": {"paths"},
}
TEXTS = ("how to read", "does not show", "source")


def twins(client: TestClient, address: str) -> list[tuple[str, str]]:
    """The files that the figures of a page are offered as: form and address."""
    text = client.get(address).text
    found = re.findall(r'<a href="([^"]*)" data-figure="(\w+)"', text)
    return [(form, html.unescape(link)) for link, form in found]


@pytest.mark.parametrize("address", FIGURES)
def test_every_figure_of_a_page_can_be_had_alone(client: TestClient, address: str) -> None:
    offered = twins(client, address)
    assert {link.rpartition("figure=")[2] for _, link in offered} == FIGURES[address]
    for form, link in offered:
        answer = client.get(link)
        assert answer.status_code == 200, link
        if form == "svg":
            _check_picture(answer.text, link)
        else:
            lines = answer.text.splitlines()
            about = [line for line in lines if line.startswith("# ")]
            assert any("vetopoint" in line for line in about), link
            assert len(lines) > len(about) + 1, link


def _check_picture(text: str, link: str) -> None:
    root = ET.fromstring(text)  # noqa: S314 - our own
    metadata = root.find("{http://www.w3.org/2000/svg}metadata")
    assert metadata is not None, link
    about = json.loads(metadata.text or "")
    assert about["version"], link
    assert about["data"], link
    assert all(re.fullmatch("[0-9a-f]{64}", one["sha256"]) for one in about["data"]), link
    assert about["address"].endswith(link.rpartition("figure=")[2])
    words = " ".join("".join(root.itertext()).casefold().split())
    assert all(part in words for part in TEXTS), link
    # Drawing programs know neither variables nor a page's dark look.
    assert "var(--" not in text, link
    assert "prefers-color-scheme" not in text, link


@pytest.mark.parametrize("address", ["/vetoes.svg", "/vote/A/RES/ES-11/1.svg?figure=map"])
def test_a_picture_that_leaves_the_page_takes_its_rules_along(
    client: TestClient, address: str
) -> None:
    """No mark is left to the black that a class without a rule is drawn in."""
    text = client.get(address).text
    styled = set(re.findall(r"\.([\w-]+)", text.partition("<style>")[2].partition("</style>")[0]))
    marks = re.findall(r'<(?:circle|path|rect) class="([^"]*)"', text)
    assert marks
    assert all(styled & set(classes.split()) for classes in marks)


def test_a_figure_that_is_not_there_is_named_with_those_that_are(client: TestClient) -> None:
    answer = client.get("/positions.svg?figure=cake")
    assert answer.status_code == 400
    assert "choose lines or map or tiles" in answer.text


def test_numbers_of_a_column_have_one_count_of_decimals(client: TestClient) -> None:
    text = client.get("/positions?member=USA").text
    body = text.partition("Positions of the members chosen</caption>")[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body)
    cells = [re.findall(r'<td class="number">([^<]*)</td>', row) for row in rows[1:]]
    written = [row[2] for row in cells if row and row[2]]
    assert len(written) > 70
    assert {len(number.partition(".")[2]) for number in written} == {2}


def test_the_designs_of_a_reform_are_drawn_each_with_its_bars(client: TestClient) -> None:
    designs = client.get("/power.json?designs=all").json()["designs"]
    drawn = client.get("/power.svg?designs=all&figure=designs").text
    assert drawn.count('class="bar-mark"') == sum(
        len(row["with_veto_shares"]) + len(row["without_veto_shares"]) for row in designs
    )
    assert all(f">{row['seats']} seats<" in drawn for row in designs)


def test_one_frame_speaks_for_every_small_picture_of_the_basket(client: TestClient) -> None:
    text = client.get("/compare?v=S/2022/155&v=A/RES/ES-11/1").text
    pictures, _, rest = text.partition("</figure>")
    assert pictures.count('class="small-picture"') == 2
    assert "One frame for every picture" in pictures
    assert 'class="small-picture"' not in rest
