"""Reform designs of the Security Council: truth tables, counted coalitions, votes of history."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from math import comb
from pathlib import Path
from typing import Any

import pytest

from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import (
    NotInForceError,
    body_slugs,
    charter_of,
    charter_of_text,
    open_body,
)
from vetopoint.law.charter_text import charter_record
from vetopoint.law.documents import dump_document
from vetopoint.law.rules import held
from vetopoint.law.verdicts import Verdict, decide

COUNCIL = "un-security-council"
ADDING = {
    "unsc-razali": 24,
    "unsc-model-a": 24,
    "unsc-model-b": 24,
    "unsc-g4": 25,
    "unsc-g4-vetoes": 25,
    "unsc-uniting-for-consensus": 25,
    "unsc-african-union": 26,
    "unsc-l69": 27,
}
SAME_SEATS = (
    "unsc-two-vetoes",
    "unsc-three-vetoes",
    "unsc-veto-override",
    "unsc-veto-restraint",
    "unsc-no-veto",
)
JULY_2005 = date(2005, 7, 21)


def groupings(
    veto_holders: tuple[str, ...], others: tuple[str, ...], ballots: tuple[Ballot, ...]
) -> Iterator[tuple[int, Mapping[str, Ballot]]]:
    """One roll call for each way the ballots can fall, with the number of roll calls like it."""
    for holder_ways, holder_cast in fillings(veto_holders, ballots):
        for other_ways, other_cast in fillings(others, ballots):
            yield holder_ways * other_ways, holder_cast | other_cast


def fillings(
    members: tuple[str, ...], ballots: tuple[Ballot, ...]
) -> Iterator[tuple[int, dict[str, Ballot]]]:
    """The ways to give interchangeable members their ballots, each with its multiplicity."""
    if len(ballots) == 1:
        yield 1, dict.fromkeys(members, ballots[0])
        return
    for count in range(len(members) + 1):
        head = dict.fromkeys(members[:count], ballots[0])
        for ways, tail in fillings(members[count:], ballots[1:]):
            yield comb(len(members), count) * ways, head | tail


def winning(
    slug: str,
    *ballots: Ballot,
    decision: str | None = None,
    parameters: Mapping[str, int] | None = None,
) -> int:
    """How many roll calls adopt when each member casts one of the ballots."""
    seats = open_body(slug, JULY_2005)
    rule = seats.provision(decision, parameters=parameters).rule
    holders = tuple(seat for seat in seats.seats if seat in seats.groups["permanent"])
    others = tuple(seat for seat in seats.seats if seat not in holders)
    return sum(ways for ways, cast in groupings(holders, others, ballots) if held(rule, cast))


def shared(shared_data: Path, name: str) -> Any:
    """One of the tables of reference numbers."""
    return json.loads((shared_data.parent / "reference" / name).read_text(encoding="utf-8"))


def test_every_design_is_listed_and_says_whose_it_is() -> None:
    designs = {slug for slug in body_slugs() if charter_of(slug).kind == "design"}
    assert designs == {*ADDING, *SAME_SEATS}
    for slug in designs:
        charter = charter_of(slug)
        assert (charter.reforms, charter.seats_of) == (COUNCIL, COUNCIL)


@pytest.mark.parametrize(("slug", "size"), ADDING.items())
def test_a_design_keeps_the_seats_of_the_day_and_adds_its_own(slug: str, size: int) -> None:
    for day in (date(1966, 1, 1), date(1999, 3, 26), JULY_2005, date(2024, 4, 18)):
        council, design = open_body(COUNCIL, day), open_body(slug, day)
        added = set(design.seats) - set(council.seats)
        assert len(design.seats) == size
        assert {code[0] for code in added} == {"N"}
        assert all(design.names[code].startswith(("New", "Renewable")) for code in added)
    with pytest.raises(NotInForceError):
        open_body(slug, date(1965, 12, 31))


def test_seats_by_regional_group_as_the_drafts_say() -> None:
    def elected(slug: str) -> dict[str, int]:
        groups = open_body(slug, JULY_2005).groups
        regions = ("african", "asia-pacific", "eastern-european", "latin-american")
        return {
            region: len(groups[region] & groups["elected"])
            for region in (*regions, "western-european")
        }

    asian_and_african = elected("unsc-uniting-for-consensus")
    assert asian_and_african == {
        "african": 6,
        "asia-pacific": 5,
        "eastern-european": 2,
        "latin-american": 4,
        "western-european": 3,
    }
    assert elected("unsc-african-union")["african"] == 5
    assert elected("unsc-g4")["african"] == 4


@pytest.mark.parametrize(
    ("slug", "veto_holders", "elected"),
    [
        ("unsc-razali", 5, 14),
        ("unsc-model-a", 5, 13),
        ("unsc-model-b", 5, 11),
        ("unsc-g4", 5, 14),
        ("unsc-g4-vetoes", 11, 14),
        ("unsc-uniting-for-consensus", 5, 20),
        ("unsc-african-union", 11, 15),
        ("unsc-l69", 11, 16),
    ],
)
def test_who_holds_a_veto(slug: str, veto_holders: int, elected: int) -> None:
    groups = open_body(slug, JULY_2005).groups
    assert len(groups["permanent"]) == veto_holders
    assert len(groups["elected"]) == elected


def test_a_majority_the_proposal_does_not_state_is_a_parameter() -> None:
    unstated = {
        slug: charter_of(slug).parameters["threshold"].default
        for slug in ADDING
        if charter_of(slug).parameters
    }
    assert unstated == {
        "unsc-model-a": 24 * 3 // 5,
        "unsc-model-b": 24 * 3 // 5,
        "unsc-african-union": 26 * 3 // 5,
        "unsc-l69": 27 * 3 // 5,
    }
    for slug in (*unstated, "unsc-veto-override"):
        assert not any(parameter.stated for parameter in charter_of(slug).parameters.values())


@pytest.mark.parametrize(
    ("slug", "parameters", "entry"),
    [
        ("unsc-razali", {}, "Razali 1997 (24; 15; P5 veto)"),
        ("unsc-model-a", {"threshold": 14}, "HLP Model A/B (24; assume 14; P5 veto)"),
        ("unsc-model-b", {"threshold": 15}, "HLP Model A/B (24; assume 15; P5 veto)"),
        ("unsc-g4", {}, "G4 A/59/L.64 (25; 14; P5 veto during 15y)"),
        (
            "unsc-g4-vetoes",
            {},
            "G4 after review if veto extended to new 6 (25; 14; 11 vetoes)",
        ),
        ("unsc-african-union", {}, "AU A/59/L.67 (26; 11 vetoes; assume 15)"),
        ("unsc-uniting-for-consensus", {}, "UfC A/59/L.68 (25; 15; P5 veto)"),
        ("unsc-l69", {}, "L.69-type (27; 11 vetoes; assume 16)"),
        ("unsc-two-vetoes", {}, "Two-veto rule, status quo size"),
        ("unsc-three-vetoes", {}, "Three-veto rule, status quo size"),
        ("unsc-no-veto", {}, "No veto 15; 9"),
        ("un-security-council", {}, "UNSC 1966- (15; 9 incl P5)"),
    ],
)
def test_coalitions_that_win_with_two_ballots(
    slug: str, parameters: dict[str, int], entry: str, shared_data: Path
) -> None:
    expected = shared(shared_data, "decision-rules.json")["council_power"][entry]
    assert winning(slug, Ballot.FOR, Ballot.AGAINST, parameters=parameters) == expected["winning"]


@pytest.mark.parametrize(
    ("slug", "parameters", "game"),
    [
        ("un-security-council", {}, "unsc_status_quo"),
        ("unsc-two-vetoes", {}, "double_veto"),
        ("unsc-no-veto", {}, "no_veto"),
        ("unsc-razali", {}, "razali_1997"),
        ("unsc-model-a", {"threshold": 15}, "hlp_model_A_or_B_2004"),
        ("unsc-g4", {}, "g4_2005"),
        ("unsc-g4-vetoes", {}, "g4_2005_with_new_vetoes"),
        ("unsc-african-union", {"threshold": 16}, "african_union_2005"),
        ("unsc-uniting-for-consensus", {}, "ufc_2005"),
    ],
)
def test_roll_calls_that_win_with_abstention(
    slug: str, parameters: dict[str, int], game: str, shared_data: Path
) -> None:
    games = shared(shared_data, "power-truth.json")["unsc_family"]["games"]
    expected = games[game]["ternary_abstention"]["winning_tripartitions"]
    ballots = (Ballot.FOR, Ballot.ABSTAIN, Ballot.AGAINST)
    assert winning(slug, *ballots, parameters=parameters) == expected


def test_numbers_known_without_any_table() -> None:
    binary = (Ballot.FOR, Ballot.AGAINST)
    assert winning("unsc-razali", *binary) == 2**18
    assert winning("unsc-no-veto", *binary) == sum(comb(15, k) for k in range(9, 16))
    today, without_veto = winning(COUNCIL, *binary), winning("unsc-no-veto", *binary)
    for override, expected in ((15, today), (9, without_veto)):
        settings = {"override": override}
        assert winning("unsc-veto-override", *binary, parameters=settings) == expected
    assert winning("unsc-veto-restraint", *binary) == without_veto
    assert winning("unsc-veto-restraint", *binary, decision="substantive") == today


def judged(slug: str, day: date, against: str, abstain: str = "", **others: str) -> Verdict:
    """The verdict when everybody not named votes in favour."""
    seats = open_body(slug, day)
    cast = dict.fromkeys(seats.seats, Ballot.FOR)
    cast |= dict.fromkeys(against.split(), Ballot.AGAINST)
    cast |= dict.fromkeys(abstain.split(), Ballot.ABSTAIN)
    for members in others.values():
        cast |= dict.fromkeys(members.split(), Ballot.FOR)
    return decide(seats, cast)


@pytest.mark.parametrize(
    ("slug", "adopted"),
    [
        pytest.param(COUNCIL, False, id="today: vetoed"),
        pytest.param("unsc-two-vetoes", True, id="one negative vote is not two"),
        pytest.param("unsc-three-vetoes", True, id="nor three"),
        pytest.param("unsc-veto-override", False, id="eleven votes do not overrule"),
        pytest.param("unsc-veto-restraint", True, id="restraint"),
        pytest.param("unsc-no-veto", True, id="no veto"),
        pytest.param("unsc-g4", False, id="the new members cannot lift an old veto"),
        pytest.param("unsc-african-union", False, id="nor with vetoes of their own"),
    ],
)
def test_the_draft_on_ukraine_of_25_february_2022(slug: str, adopted: bool) -> None:
    verdict = judged(slug, date(2022, 2, 25), against="RUS", abstain="CHN IND ARE")
    assert verdict.adopted is adopted
    if not adopted:
        assert verdict.vetoed_by == ("RUS",)


def test_two_negative_votes_still_block_under_the_two_vote_rule() -> None:
    day = date(2011, 10, 4)
    verdict = judged("unsc-two-vetoes", day, against="CHN RUS", abstain="BRA IND LBN ZAF")
    assert not verdict.adopted
    assert set(verdict.vetoed_by) == {"CHN", "RUS"}
    assert judged("unsc-three-vetoes", day, "CHN RUS", "BRA IND LBN ZAF").adopted


def test_twelve_votes_overrule_a_veto_and_the_number_is_the_readers() -> None:
    council = open_body("unsc-veto-override", date(2024, 4, 18))
    cast = dict.fromkeys(council.seats, Ballot.FOR)
    cast |= {"USA": Ballot.AGAINST, "GBR": Ballot.ABSTAIN, "CHE": Ballot.ABSTAIN}
    assert decide(council, cast).adopted, "S/2024/312: 12-1-2"
    assert not decide(council, cast, parameters={"override": 13}).adopted


@pytest.mark.parametrize("slug", SAME_SEATS)
def test_three_in_favour_pass_under_no_design(slug: str) -> None:
    day = date(1999, 3, 26)
    others = set(open_body(COUNCIL, day).seats) - {"CHN", "NAM", "RUS"}
    verdict = judged(slug, day, against=" ".join(others))
    assert not verdict.adopted
    assert verdict.vetoed_by == ()


@pytest.mark.parametrize("slug", SAME_SEATS)
def test_designs_without_new_seats_reach_back_to_1946(slug: str) -> None:
    for day in (date(1946, 1, 17), date(1960, 9, 17), date(1965, 12, 31), date(1966, 1, 1)):
        council, design = open_body(COUNCIL, day), open_body(slug, day)
        assert design.seats == council.seats
        needed = 7 if len(council.seats) == 11 else 9
        cast = dict.fromkeys(design.seats[:needed], Ballot.FOR)
        assert decide(design, cast).adopted
        assert not decide(design, dict.fromkeys(design.seats[: needed - 1], Ballot.FOR)).adopted


def test_a_soviet_veto_of_1946_is_overruled_by_nine_of_eleven() -> None:
    day = date(1946, 6, 18)
    council = open_body("unsc-veto-override", day)
    cast = dict.fromkeys(council.seats, Ballot.FOR) | {"SUN": Ballot.AGAINST}
    assert decide(council, cast | {"AUS": Ballot.ABSENT}).adopted
    assert not decide(council, cast | {"AUS": Ballot.ABSENT, "POL": Ballot.ABSTAIN}).adopted


@pytest.mark.parametrize("slug", [*ADDING, *SAME_SEATS])
def test_reading_what_was_written_gives_the_same_charter(slug: str) -> None:
    charter = charter_of(slug)
    assert charter_of_text(dump_document(charter_record(charter)), slug) == charter
