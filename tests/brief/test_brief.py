"""The brief of every case: its verdicts, its three faces, and that they say the same."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from functools import cache
from html.parser import HTMLParser

import pytest
from attrs import evolve

from vetopoint.brief.forecast_blocks import FORESIGHT, outlook_words
from vetopoint.brief.page import brief_page
from vetopoint.brief.payload import brief_payload
from vetopoint.brief.recorded import judged_roll_call
from vetopoint.brief.report import Brief, UnjudgedVote, brief_of
from vetopoint.brief.terminal import brief_text
from vetopoint.brief.votes import Basis, judged
from vetopoint.brief.whole import whole_brief
from vetopoint.brief.words import headline
from vetopoint.compare.cases import CONDITIONS, case_of, case_slugs
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import open_body
from vetopoint.record.catalogue import find_vote

SHOWPIECES = ("kosovo-1999", "ukraine-2022", "taiwan-scenario")


@cache
def brief(slug: str) -> Brief:
    return whole_brief(case_of(slug))


@pytest.mark.parametrize("slug", case_slugs())
def test_every_verdict_is_what_the_record_says_came_of_the_vote(slug: str) -> None:
    for vote in brief(slug).judged:
        assert vote.verdict.adopted is vote.recorded, (slug, vote.symbol, vote.verdict.reason)


def test_a_state_listed_as_not_voting_before_it_sat_is_left_out_with_a_note() -> None:
    day = date(1956, 12, 4)
    ballots = dict.fromkeys(open_body("un-general-assembly", day).seats, Ballot.FOR)
    vote = judged("x", "un-general-assembly", day, ballots | {"JPN": Ballot.ABSENT}, None)
    assert vote.verdict.adopted
    assert vote.note == ("The source lists Japan as not voting; without a seat that day, left out.")


def test_a_ballot_cast_without_a_seat_gets_no_verdict() -> None:
    found = find_vote("S/1999/328")
    astray = evolve(found, ballots={**found.ballots, "DEU": Ballot.FOR})
    assert judged_roll_call(astray) is None


@pytest.mark.parametrize("slug", case_slugs())
def test_a_defeated_draft_with_a_roll_call_names_who_could_have_changed_it(slug: str) -> None:
    for vote in brief(slug).defeated:
        if vote.basis is Basis.ROLL_CALL:
            assert vote.changes, vote.symbol
            assert len({found.size for found in vote.changes}) == 1


@pytest.mark.parametrize("slug", case_slugs())
def test_the_text_fits_eighty_columns_and_carries_no_colour(slug: str) -> None:
    text = brief_text(brief(slug))
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    for question in CONDITIONS.values():
        assert question.split()[0] in text


@pytest.mark.parametrize("slug", case_slugs())
def test_the_same_case_gives_the_same_bytes(slug: str) -> None:
    assert brief_page(brief(slug)) == brief_page(brief(slug))
    once, again = (json.dumps(brief_payload(brief(slug))) for _ in range(2))
    assert once == again


class Page(HTMLParser):
    """What a page asks for, and whether its tags close."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.asked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.asked += [v or "" for k, v in attrs if k in ("src", "href", "action", "data")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.asked += [v or "" for k, v in attrs if k in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag


@pytest.mark.parametrize("slug", case_slugs())
def test_the_page_is_whole_and_asks_nobody_for_anything(slug: str) -> None:
    text = brief_page(brief(slug))
    page = Page()
    page.feed(text)
    assert page.open == []
    assert page.asked == []
    assert "<script" not in text
    assert "url(" not in text


@pytest.mark.parametrize("slug", SHOWPIECES)
def test_every_roll_call_is_drawn_with_one_mark_for_each_seat(slug: str) -> None:
    found = brief(slug)
    drawings = re.findall(r"<svg(?![^>]*outlook).*?</svg>", brief_page(found), re.DOTALL)
    with_ballots = [vote for vote in found.judged if vote.verdict.ballots is not None]
    assert len(drawings) == len(with_ballots)
    for drawing, vote in zip(drawings, with_ballots, strict=True):
        root = ET.fromstring(drawing)  # noqa: S314 - our own text
        marks = [e for e in root.iter() if (e.get("class") or "").startswith("seat-")]
        circles = [mark for mark in marks if mark.tag.endswith("circle")]
        assert len(circles) == len(vote.seats.seats)
        kinds = [(mark.get("class") or "").removeprefix("seat-") for mark in circles]
        counts = vote.verdict.tally.as_record()
        assert {kind: kinds.count(kind) for kind in counts} == counts
        assert headline(vote) in (root.get("aria-label") or "")


def test_the_payload_keeps_its_skeleton() -> None:
    payload = brief_payload(brief("kosovo-1999"))
    wanted = {"case", "question", "votes", "facts", "does_not_show", "sources"}
    assert wanted <= payload.keys()
    assert payload["case"] == "kosovo-1999"
    assert set(payload["facts"]) == set(CONDITIONS)
    vote = next(v for v in payload["votes"] if v["symbol"] == "S/1999/328")
    assert (vote["adopted"], vote["vetoed_by"], vote["short_by"]) == (False, [], 6)
    assert vote["tally"] == {"for": 3, "against": 12, "abstain": 0, "absent": 0}
    assert (vote["body"], vote["date"]) == ("un-security-council", "1999-03-26")
    assert vote["votes"]["NAM"] == "for"
    assert vote["who_could_change"][0]["size"] == 6
    designs = {design["design"]: design for design in vote["under_designs"]}
    assert designs["unsc-no-veto"]["result"] == "not adopted"


def test_ukraine_would_have_passed_with_one_abstention_or_with_two_vetoes_needed() -> None:
    payload = brief_payload(brief("ukraine-2022"))
    vote = next(v for v in payload["votes"] if v["symbol"] == "S/2022/155")
    assert vote["vetoed_by"] == ["RUS"]
    (change,) = vote["who_could_change"]
    (step,) = change["changes"]
    assert (step["of"], step["cast"], step["instead"]) == (["RUS"], "against", "abstain")
    designs = {design["design"]: design["result"] for design in vote["under_designs"]}
    assert designs["unsc-two-vetoes"] == designs["unsc-no-veto"] == "adopted"
    assert designs["unsc-g4"] == designs["unsc-uniting-for-consensus"] == "not adopted"
    assert designs["unsc-veto-restraint"] == (
        "adopted, if it counts among credible drafts against genocide, crimes against humanity or "
        "war crimes"
    )


def test_taiwan_is_a_scenario_without_an_outcome() -> None:
    found = brief("taiwan-scenario")
    assert found.case.is_scenario
    assert found.case.outcome.intervention is None
    assert found.case.onset is None
    assert brief_text(found).startswith("Taiwan Strait (scenario)\n")
    assert "a scenario, not an event" in brief_page(found)


def test_a_withdrawn_draft_gets_no_verdict() -> None:
    withdrawn = [v for v in brief("iraq-2003").votes if isinstance(v, UnjudgedVote)]
    assert any("withdrawn" in entry.why for entry in withdrawn)


def test_without_a_roll_call_the_case_file_is_judged() -> None:
    alone = brief_of(case_of("kosovo-1999"), lambda _: None)
    vote = next(v for v in alone.judged if v.symbol == "S/1999/328")
    assert vote.verdict.short_by == 6
    assert vote.sources == ("the case file",)


def test_added_seats_leave_a_result_open_where_they_decide() -> None:
    """A draft with nine in favour of fifteen, none against, in a Council of twenty-five."""
    day = date(2022, 2, 25)
    council = open_body("un-security-council", day)
    cast = dict.fromkeys(council.seats, Ballot.ABSTAIN)
    cast |= dict.fromkeys([s for s in council.seats if s not in ("RUS", "CHN")][:8], Ballot.FOR)
    vote = judged("S/TEST", "un-security-council", day, cast, None)
    g4 = next(design for design in vote.designs if design.design == "unsc-g4")
    assert (g4.result.at_worst, g4.result.at_best, g4.result.fewest) == (False, True, 6)
    assert g4.words.startswith("open: adopted if 6 of the 10 added seats")


@pytest.mark.parametrize(
    ("slug", "told"),
    [
        pytest.param("kosovo-1999", "The forecast was wrong: it gave", id="shortfall not foreseen"),
        pytest.param("iraq-2003", "The forecast leaned the right way", id="an adoption foreseen"),
    ],
)
def test_a_brief_says_whether_its_forecast_was_right(slug: str, told: str) -> None:
    found = whole_brief(case_of(slug))
    assert found.outlook is not None
    words = outlook_words(found.outlook)
    assert told in words
    assert ("wrong" in words) is ("wrong" in told)
    assert FORESIGHT in brief_page(found)
