"""Article 27 by cases that a reader can check, and by the votes that trip everyone."""

from datetime import date

import pytest

from vetopoint.errors import VetopointError
from vetopoint.law.ballots import Ballot, Tally
from vetopoint.law.bodies import NotInForceError, NotSeatedError, UnknownBodyError, open_body
from vetopoint.law.charters import Charter
from vetopoint.law.verdicts import (
    RepeatedMemberError,
    TallyError,
    decide,
    decide_from_tally,
    one_ballot_each,
)

SIGN = {"+": Ballot.FOR, "-": Ballot.AGAINST, "0": Ballot.ABSTAIN, ".": Ballot.ABSENT}
NOW = date(2024, 5, 1)
THEN = date(1956, 10, 30)


def ballots(signs: str, day: date) -> dict[str, Ballot]:
    """Ballots of the permanent five in alphabetical order of code, then of the elected."""
    council = open_body("un-security-council", day)
    five = sorted(council.groups["permanent"])
    seats = five + sorted(set(council.seats) - set(five))
    return dict(zip(seats, (SIGN[s] for s in signs.replace(" ", "")), strict=True))


@pytest.mark.parametrize(
    ("signs", "decision", "adopted"),
    [
        pytest.param("+++++ ++++++++++", "substantive", True, id="unanimous"),
        pytest.param("+++++ ++++000000", "substantive", True, id="nine is enough"),
        pytest.param("+++++ +++0000000", "substantive", False, id="eight is not"),
        pytest.param("++-++ ++++++++++", "substantive", False, id="one permanent no is a veto"),
        pytest.param("+00++ ++++++++++", "substantive", True, id="permanent abstention is no veto"),
        pytest.param("++.++ ++++++++++", "substantive", True, id="nor is a permanent absence"),
        pytest.param("00000 +++++++++0", "substantive", True, id="nine elected alone can adopt"),
        pytest.param("+++++ ---------+", "substantive", False, id="an elected no only lacks a yes"),
        pytest.param("----- +++++++++0", "procedural", True, id="no veto on procedure"),
        pytest.param("+++++ +++-------", "procedural", False, id="eight is not, on procedure"),
        pytest.param("++-++ ++++++++++", "preliminary-question", False, id="double veto"),
        pytest.param("++-++ ++++++++++", "refer-to-assembly", True, id="nor on a special session"),
    ],
)
def test_article_27_today(signs: str, decision: str, adopted: bool) -> None:
    council = open_body("un-security-council", NOW)
    assert decide(council, ballots(signs, NOW), decision).adopted is adopted


@pytest.mark.parametrize(
    ("signs", "decision", "adopted"),
    [
        pytest.param("+++++ ++0000", "substantive", True, id="seven of eleven was enough"),
        pytest.param("+++++ +00000", "substantive", False, id="six was not"),
        pytest.param("+-+-+ +++++-", "substantive", False, id="Suez: two vetoes"),
        pytest.param("+--++ +++++0", "procedural", True, id="Suez: no veto on the special session"),
    ],
)
def test_article_27_before_1966(signs: str, decision: str, adopted: bool) -> None:
    council = open_body("un-security-council", THEN)
    assert decide(council, ballots(signs, THEN), decision).adopted is adopted


@pytest.mark.parametrize(
    ("day", "seats", "needed"),
    [
        (date(1946, 1, 17), 11, 7),
        (date(1965, 12, 31), 11, 7),
        (date(1966, 1, 1), 15, 9),
        (date(2027, 12, 31), 15, 9),
    ],
)
def test_the_day_chooses_the_rule(day: date, seats: int, needed: int) -> None:
    council = open_body("un-security-council", day)
    assert len(council.seats) == seats
    verdict = decide(council, dict.fromkeys(council.seats, Ballot.FOR))
    assert verdict.findings[0].needed == needed


def test_a_rule_worked_out_once_is_kept_apart_by_decision_parties_and_parameters() -> None:
    council = open_body("un-security-council", NOW)
    plain, procedural = council.provision(), council.provision("procedural")
    assert council.provision() is plain
    assert council.provision(plain.decision.id).rule == plain.rule
    assert procedural.rule != plain.rule
    assert council.provision("pacific-settlement", parties=["USA"]).abstaining == ("USA",)
    assert council.provision("pacific-settlement").abstaining == ()
    design = open_body("unsc-veto-override", NOW)
    (name,) = design.provision().era.parameters
    assert design.provision(parameters={name: 14}).rule != design.provision().rule
    with pytest.raises(UnknownBodyError, match="there is no decision"):
        council.provision("x")


def test_every_year_has_five_permanent_and_the_right_number_of_elected_members() -> None:
    for year in range(1946, 2028):
        council = open_body("un-security-council", date(year, 6, 30))
        assert len(council.groups["permanent"]) == 5, year
        assert len(council.groups["elected"]) == (6 if year < 1966 else 10), year


def test_from_1966_the_elected_seats_follow_the_regional_pattern() -> None:
    for year in range(1968, 2028):
        council = open_body("un-security-council", date(year, 6, 30))
        elected = council.groups["elected"]
        assert len(elected & (council.groups["african"] | council.groups["asia-pacific"])) == 5
        assert len(elected & council.groups["eastern-european"]) == 1, year
        assert len(elected & council.groups["latin-american"]) == 2, year
        assert len(elected & council.groups["western-european"]) == 2, year


def test_the_permanent_seats_passed_on() -> None:
    before = open_body("un-security-council", date(1991, 12, 23))
    after = open_body("un-security-council", date(1991, 12, 24))
    assert before.groups["permanent"] - after.groups["permanent"] == {"SUN"}
    assert after.groups["permanent"] - before.groups["permanent"] == {"RUS"}


def represented(charter: Charter, code: str, day: date) -> str:
    member = next(m for m in charter.members if m.code == code)
    return next(by for spell, by in member.represented if spell.covers(day))


def test_the_chinese_seat_changed_hands_with_resolution_2758() -> None:
    charter = open_body("un-security-council", NOW).charter
    assert represented(charter, "CHN", date(1971, 10, 25)) == "Republic of China"
    assert represented(charter, "CHN", date(1971, 10, 26)) == "People's Republic of China"


def test_a_shortfall_is_not_a_veto() -> None:
    """S/1999/328, 26 March 1999: three for, twelve against, three of them permanent."""
    day = date(1999, 3, 26)
    council = open_body("un-security-council", day)
    cast = dict.fromkeys(council.seats, Ballot.AGAINST)
    cast |= dict.fromkeys(("CHN", "NAM", "RUS"), Ballot.FOR)
    verdict = decide(council, cast)
    assert (verdict.adopted, verdict.vetoed_by, verdict.short_by) == (False, (), 6)
    assert verdict.reason == (
        "Not adopted: 3 in favour, 9 needed, short by 6, so the votes against by France, "
        "the United Kingdom and the United States were no veto."
    )


def test_the_same_count_was_a_veto_in_substance_and_an_adoption_in_procedure() -> None:
    """Congo, 17 September 1960: 8-2-1 on S/4523 and on S/RES/157."""
    council = open_body("un-security-council", date(1960, 9, 17))
    cast = dict.fromkeys(council.seats, Ballot.FOR)
    cast |= {"SUN": Ballot.AGAINST, "POL": Ballot.AGAINST, "FRA": Ballot.ABSTAIN}
    assert decide(council, cast, "substantive").vetoed_by == ("SUN",)
    assert decide(council, cast, "refer-to-assembly").adopted


def test_absence_of_a_permanent_member_did_not_stop_resolution_82() -> None:
    council = open_body("un-security-council", date(1950, 6, 25))
    cast = dict.fromkeys(council.seats, Ballot.FOR)
    cast |= {"YUG": Ballot.ABSTAIN, "SUN": Ballot.ABSENT}
    verdict = decide(council, cast)
    assert verdict.adopted
    assert verdict.tally == Tally(9, 0, 1, 1)


def test_the_duty_to_abstain_is_a_switch() -> None:
    """S/2014/189 on Crimea, 13-1-1: vetoed as cast, adopted if Russia is party to a dispute."""
    council = open_body("un-security-council", date(2014, 3, 15))
    cast = dict.fromkeys(council.seats, Ballot.FOR)
    cast |= {"RUS": Ballot.AGAINST, "CHN": Ballot.ABSTAIN}
    assert decide(council, cast).vetoed_by == ("RUS",)
    switched = decide(council, cast, "pacific-settlement", parties=["RUS"])
    assert switched.adopted
    assert "counted as abstaining" in switched.reason


def test_two_vetoes_are_both_named() -> None:
    cast = ballots("-++-+ ++++++++++", NOW)
    verdict = decide(open_body("un-security-council", NOW), cast)
    assert set(verdict.vetoed_by) == {"CHN", "RUS"}
    assert verdict.short_by is None


@pytest.mark.parametrize(
    ("counts", "against", "adopted", "vetoed_by"),
    [
        pytest.param(Tally(9, 1, 1, 0), ("SUN",), False, ("SUN",), id="vetoed"),
        pytest.param(Tally(7, 2, 2, 0), (), True, (), id="two elected against"),
        pytest.param(Tally(6, 0, 5, 0), (), False, (), id="one short"),
    ],
)
def test_a_verdict_from_the_tally(
    counts: Tally, against: tuple[str, ...], adopted: bool, vetoed_by: tuple[str, ...]
) -> None:
    council = open_body("un-security-council", date(1950, 9, 6))
    verdict = decide_from_tally(council, counts, against=against)
    assert (verdict.adopted, verdict.vetoed_by) == (adopted, vetoed_by)
    assert verdict.ballots is None


def test_a_tally_that_hides_a_veto_is_refused() -> None:
    council = open_body("un-security-council", date(1950, 9, 6))
    with pytest.raises(TallyError, match="name the veto holders"):
        decide_from_tally(council, Tally(3, 8, 0, 0))
    with pytest.raises(TallyError, match=r"counts 12 ballots.*had 11 seats"):
        decide_from_tally(council, Tally(12, 0, 0, 0))


def test_a_member_without_a_seat_is_refused_and_the_seated_are_named() -> None:
    council = open_body("un-security-council", NOW)
    with pytest.raises(NotSeatedError, match=r"Poland \(POL\) holds no seat.*DZA.*RUS"):
        decide(council, {"POL": Ballot.AGAINST})


def test_a_member_with_two_ballots_is_refused() -> None:
    with pytest.raises(RepeatedMemberError, match="RUS is named twice, as for and as against"):
        one_ballot_each({Ballot.FOR: ["RUS"], Ballot.AGAINST: ["RUS"]})


def test_a_day_before_the_body_is_refused() -> None:
    with pytest.raises(NotInForceError, match="did not exist on 1939-09-01; it sits from 1946"):
        open_body("un-security-council", date(1939, 9, 1))


def test_an_unknown_body_or_decision_names_the_nearest() -> None:
    with pytest.raises(UnknownBodyError, match=r"did you mean .*un-security-council"):
        open_body("un-security-counsel", NOW)
    with pytest.raises(UnknownBodyError, match="did you mean substantive"):
        open_body("un-security-council", NOW).provision("substantiv")


def test_parties_are_refused_where_they_make_no_difference() -> None:
    with pytest.raises(UnknownBodyError, match="makes no difference for parties"):
        open_body("un-security-council", NOW).provision("procedural", parties=["RUS"])


@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        pytest.param(16, False, id="more votes than there are seats"),
        pytest.param(15, True, id="all of them"),
        pytest.param(1, True, id="one"),
        pytest.param(0, False, id="none, which every roll call has"),
    ],
)
def test_a_threshold_as_set_must_tell_roll_calls_apart(value: int, allowed: bool) -> None:
    design = open_body("unsc-veto-override", NOW)
    if allowed:
        assert design.provision(parameters={"override": value}).rule != design.provision().rule
    else:
        with pytest.raises(VetopointError, match="give a whole number from 1 to 15"):
            design.provision(parameters={"override": value})
