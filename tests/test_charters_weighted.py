"""NATO, the Council of the European Union and the IMF: truth tables and the published totals."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import pytest

from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import NotInForceError, Sitting, charter_of, charter_of_text, open_body
from vetopoint.law.charter_text import charter_record
from vetopoint.law.documents import dump_document
from vetopoint.law.procedures import procedure_of
from vetopoint.law.rules import Rule, held, thresholds
from vetopoint.law.verdicts import Verdict, decide

EU, IMF = "eu-council", "imf-board-of-governors"
LISBON = date(2020, 6, 1)
SHORTEST_TO_LONGEST = (
    # from, seats, votes, quota, members needed without a Commission proposal
    (date(1958, 1, 1), 6, 17, 12, 4),
    (date(1973, 1, 1), 9, 58, 41, 6),
    (date(1981, 1, 1), 10, 63, 45, 6),
    (date(1986, 1, 1), 12, 76, 54, 8),
    (date(1995, 1, 1), 15, 87, 62, 10),
    (date(2004, 5, 1), 25, 124, 88, 17),
    (date(2004, 11, 1), 25, 321, 232, 17),
    (date(2007, 1, 1), 27, 345, 255, 18),
    (date(2013, 7, 1), 28, 352, 260, 19),
)


def voted(
    body: str,
    day: date,
    decision: str,
    *,
    rest: str = "for",
    parties: str = "",
    **ballots: str,
) -> Verdict:
    """The verdict when the members named cast these ballots and everybody else `rest`."""
    seats = open_body(body, day)
    cast = dict.fromkeys(seats.seats, Ballot(rest))
    for ballot, members in ballots.items():
        cast |= dict.fromkeys(members.split(), Ballot(ballot.strip("_")))
    return decide(seats, cast, decision, parties=parties.split())


def quotas(body: str, day: date, decision: str) -> list[int]:
    """The quotas of a rule, in the order of its text."""
    return [leaf.quota for leaf in thresholds(open_body(body, day).provision(decision).rule)]


def coalitions(members: tuple[str, ...]) -> Iterator[Mapping[str, Ballot]]:
    """Every way to vote for or against."""
    for signs in product((Ballot.FOR, Ballot.AGAINST), repeat=len(members)):
        yield dict(zip(members, signs, strict=True))


def winning(seats: Sitting, rule: Rule) -> int:
    """The number of coalitions that carry the rule."""
    return sum(held(rule, ballots) for ballots in coalitions(seats.seats))


def without(rule: Rule, seats: tuple[str, ...], out: tuple[str, ...]) -> bool:
    """Whether the rule holds when all but `out` are in favour."""
    cast = dict.fromkeys(seats, Ballot.FOR) | dict.fromkeys(out, Ballot.AGAINST)
    return held(rule, cast)


# NATO


@pytest.mark.parametrize(
    ("day", "members"),
    [
        pytest.param(date(1949, 8, 24), 12, id="twelve founders"),
        pytest.param(date(1952, 2, 18), 14, id="Greece and Turkey"),
        pytest.param(date(1955, 5, 6), 15, id="the Federal Republic"),
        pytest.param(date(1982, 5, 30), 16, id="Spain"),
        pytest.param(date(1999, 3, 12), 19, id="Czechia, Hungary, Poland"),
        pytest.param(date(2004, 3, 29), 26, id="seven from the Baltic to the Black Sea"),
        pytest.param(date(2009, 4, 1), 28, id="Albania and Croatia"),
        pytest.param(date(2017, 6, 5), 29, id="Montenegro"),
        pytest.param(date(2020, 3, 27), 30, id="North Macedonia"),
        pytest.param(date(2023, 4, 4), 31, id="Finland"),
        pytest.param(date(2024, 3, 7), 32, id="Sweden"),
    ],
)
def test_the_alliance_grows_on_the_day_of_accession(day: date, members: int) -> None:
    assert len(open_body("nato", day).seats) == members
    assert len(open_body("nato", date(1966, 7, 1)).seats) == 15, "France stays in the Council"


def test_three_allies_broke_silence_on_turkey_in_february_2003() -> None:
    verdict = voted("nato", date(2003, 2, 10), "consensus", against="BEL DEU FRA")
    assert not verdict.adopted
    assert set(verdict.blocked_by) == {"BEL", "DEU", "FRA"}
    assert verdict.vetoed_by == ()


def test_the_defence_planning_committee_agreed_six_days_later_without_france() -> None:
    silent = voted(
        "nato", date(2003, 2, 16), "defence-planning-committee", absent="FRA", rest="for"
    )
    assert silent.adopted
    leaf = next(
        thresholds(
            open_body("nato", date(2003, 2, 16)).provision("defence-planning-committee").rule
        )
    )
    assert len(leaf.weights) == 18
    assert "FRA" not in leaf.weights


@pytest.mark.parametrize(
    ("decision", "ballots", "adopted"),
    [
        pytest.param("consensus", {}, True, id="silence is consent"),
        pytest.param("consensus", {"abstain": "TUR"}, True, id="a footnote does not block"),
        pytest.param("consensus", {"against": "TUR"}, False, id="one objection blocks"),
        pytest.param("article-5", {"against": "ISL"}, False, id="also under Article 5"),
        pytest.param("article-4", {}, False, id="nobody asks for consultation"),
        pytest.param("article-4", {"for_": "POL"}, True, id="one Ally asks for consultation"),
        pytest.param("accession-ratification", {}, False, id="silence is no ratification"),
    ],
)
def test_silence_in_the_council(decision: str, ballots: dict[str, str], adopted: bool) -> None:
    day = date(2022, 6, 29)
    assert voted("nato", day, decision, rest="absent", **ballots).adopted is adopted


def test_thirty_ratifications_for_finland() -> None:
    eve = date(2023, 4, 3)
    waiting = voted("nato", eve, "accession-ratification", absent="HUN TUR")
    assert (waiting.adopted, waiting.short_by, waiting.tally.favour) == (False, 2, 28)
    assert voted("nato", eve, "accession-ratification").tally.favour == 30


def test_accession_takes_an_invitation_and_every_ratification() -> None:
    steps = procedure_of("nato-accession").steps
    assert [step.decision for step in steps] == ["accession-invitation", "accession-ratification"]


# The Council of the European Union


@pytest.mark.parametrize(("day", "seats", "votes", "quota", "members"), SHORTEST_TO_LONGEST)
def test_weighted_votes_and_thresholds_of_each_regime(
    day: date, seats: int, votes: int, quota: int, members: int
) -> None:
    council = open_body(EU, day)
    assert len(council.seats) == seats
    assert sum(council.weights("votes").values()) == votes
    assert quotas(EU, day, "qualified-majority")[0] == quota
    assert quotas(EU, day, "qualified-majority-other")[:2] == [quota, members]


@pytest.mark.parametrize(
    ("day", "decision", "against", "adopted"),
    [
        pytest.param(
            date(1960, 1, 1), "qualified-majority", "BEL LUX NLD", True, id="the large three alone"
        ),
        pytest.param(
            date(1960, 1, 1), "qualified-majority-other", "BEL LUX NLD", False, id="need a fourth"
        ),
        pytest.param(
            date(1960, 1, 1), "qualified-majority-other", "BEL LUX", True, id="a fourth: 14 of 17"
        ),
        pytest.param(date(1960, 1, 1), "qualified-majority", "DEU BEL", False, id="11 of 17"),
        pytest.param(date(1990, 1, 1), "qualified-majority", "DEU FRA LUX", True, id="54 of 76"),
        pytest.param(date(1990, 1, 1), "qualified-majority", "DEU FRA DNK", False, id="53 of 76"),
        pytest.param(
            date(2008, 6, 1), "qualified-majority", "DEU GBR ITA", False, id="under 62 % in 2008"
        ),
        pytest.param(
            date(2008, 6, 1), "qualified-majority-unchecked", "DEU GBR ITA", True, id="unasked"
        ),
        pytest.param(LISBON, "qualified-majority", "DEU FRA ITA", True, id="three cannot block"),
        pytest.param(
            LISBON, "qualified-majority-other", "DEU FRA ITA", False, id="unless no proposal"
        ),
        pytest.param(LISBON, "qualified-majority", "DEU FRA ITA MLT", False, id="but four can"),
    ],
)
def test_qualified_majorities(day: date, decision: str, against: str, adopted: bool) -> None:
    assert voted(EU, day, decision, against=against).adopted is adopted


def test_fifteen_of_twenty_seven_with_65_per_cent() -> None:
    big = "DEU FRA ITA ESP POL ROU NLD BEL GRC CZE SWE PRT HUN AUT"
    assert voted(EU, LISBON, "qualified-majority", rest="against", for_=f"{big} MLT").adopted
    short = voted(EU, LISBON, "qualified-majority", rest="against", for_=big)
    assert not short.adopted
    assert "14 members in favour, 15 needed, short by 1" in short.reason
    assert quotas(EU, LISBON, "qualified-majority") == [15, 290_207_424, 24]
    assert quotas(EU, date(2014, 12, 1), "qualified-majority") == [16, 328_622_125, 25]
    assert quotas(EU, date(2025, 6, 1), "qualified-majority-other") == [20, 6_501]


def test_an_abstention_counts_against_a_qualified_majority() -> None:
    assert not voted(EU, LISBON, "qualified-majority", abstain="DEU FRA ITA MLT").adopted
    assert not voted(EU, LISBON, "qualified-majority", absent="DEU FRA ITA MLT").adopted


def test_luxembourg_was_a_dummy_of_the_six() -> None:
    council = open_body(EU, date(1960, 1, 1))
    rule = council.provision("qualified-majority").rule
    for ballots in coalitions(council.seats):
        flipped = dict(ballots) | {"LUX": Ballot.FOR}
        assert held(rule, flipped) == held(rule, flipped | {"LUX": Ballot.AGAINST})
    other = council.provision("qualified-majority-other").rule
    for_four = dict.fromkeys(("DEU", "FRA", "ITA", "LUX"), Ballot.FOR)
    assert held(other, for_four)
    assert not held(other, for_four | {"LUX": Ballot.AGAINST}), "its head counted, its vote did not"


@pytest.mark.parametrize(
    ("game", "day"),
    [
        ("eec_1958", date(1960, 1, 1)),
        ("ec9_1973", date(1975, 1, 1)),
        ("eu15_1995", date(1996, 1, 1)),
    ],
)
def test_winning_coalitions_agree_with_enumeration_elsewhere(
    game: str, day: date, shared_data: Path
) -> None:
    truth = json.loads((shared_data.parent / "reference" / "power-truth.json").read_text())
    council = open_body(EU, day)
    assert winning(council, council.provision("qualified-majority").rule) == truth[game]["winning"]


def test_the_four_member_clause_adds_twenty_coalitions() -> None:
    council = open_body(EU, LISBON)
    leaves = list(thresholds(council.provision("qualified-majority").rule))
    few = [out for n in range(4) for out in combinations(council.seats, n)]
    assert all(without(leaves[2], council.seats, out) for out in few)
    assert sum(not without(leaves[1], council.seats, out) for out in few) == 20


@pytest.mark.parametrize(
    ("decision", "ballots", "adopted"),
    [
        pytest.param("unanimity", {"abstain": "AUT IRL MLT"}, True, id="abstention saved"),
        pytest.param("unanimity", {"absent": "FRA"}, False, id="an empty chair"),
        pytest.param("unanimity", {"against": "HUN"}, False, id="one against"),
        pytest.param(
            "cfsp-unanimity", {"abstain": "AUT CYP DEU ESP FRA HUN IRL ITA"}, True, id="8 of 27"
        ),
        pytest.param(
            "cfsp-unanimity",
            {"abstain": "AUT CYP DEU ESP FRA HUN IRL ITA MLT"},
            False,
            id="9 of 27 with more than a third of the population",
        ),
        pytest.param(
            "cfsp-unanimity",
            {"abstain": "AUT CYP EST HUN IRL LTU LUX LVA MLT"},
            True,
            id="9 of 27 without a third of the population",
        ),
        pytest.param("cfsp-unanimity", {"against": "HUN"}, False, id="one against in the CFSP"),
        pytest.param("simple-majority", {"abstain": "DEU FRA ITA ESP"}, True, id="23 of 27"),
    ],
)
def test_unanimity_and_constructive_abstention(
    decision: str, ballots: dict[str, str], adopted: bool
) -> None:
    assert voted(EU, LISBON, decision, **ballots).adopted is adopted


def test_constructive_abstention_by_weighted_votes_until_2009() -> None:
    day = date(2000, 1, 1)
    assert voted(EU, day, "cfsp-unanimity", abstain="DEU FRA ESP").adopted, "28 of 87"
    assert voted(EU, day, "cfsp-unanimity", abstain="DEU FRA GRC AUT").adopted, "29 of 87: a third"
    assert not voted(EU, day, "cfsp-unanimity", abstain="DEU FRA GRC NLD").adopted, "30 of 87"


def test_denmark_takes_part_in_defence_from_july_2022() -> None:
    def seats(day: date) -> set[str]:
        leaf = next(thresholds(open_body(EU, day).provision("defence-unanimity").rule))
        return set(leaf.weights)

    assert len(seats(date(2022, 6, 30))) == 26
    assert "DNK" not in seats(date(2022, 6, 30))
    assert len(seats(date(2022, 7, 1))) == 27


def test_the_state_concerned_does_not_vote_under_article_7() -> None:
    verdict = voted(EU, LISBON, "article-7-risk", parties="HUN", against="POL SVK CZE SVN BGR")
    assert verdict.adopted, "21 of 26"
    assert not voted(
        EU, LISBON, "article-7-risk", parties="HUN", against="POL SVK CZE SVN BGR HRV"
    ).adopted


def blocking_minority(population: Mapping[str, int]) -> int:
    """Art. 238(3) TFEU: the fewest members with more than 35 % of the population, plus one."""
    total, reached, members = sum(population.values()), 0, 0
    for count in sorted(population.values(), reverse=True):
        if reached > Fraction(35, 100) * total:
            break
        reached, members = reached + count, members + 1
    return members + 1


@pytest.mark.parametrize(
    ("day", "measure", "three_without"),
    [
        (date(2014, 12, 1), "population", ()),
        (date(2016, 6, 1), "population-share", ()),
        (LISBON, "population", ("DEU", "ESP", "FRA", "ITA", "POL", "ROU")),
        (date(2025, 6, 1), "population-share", ("ESP", "FRA", "ITA", "NLD", "POL", "ROU")),
    ],
)
def test_blocking_minorities_follow_from_the_populations(
    day: date, measure: str, three_without: tuple[str, ...]
) -> None:
    council = open_body(EU, day)
    population = council.weights(measure)
    assert blocking_minority(population) == 4
    euro = {code: population[code] for code in council.groups["euro-area"]}
    assert blocking_minority(euro) == 3
    for absent in council.seats:
        rest = {code: count for code, count in population.items() if code != absent}
        assert blocking_minority(rest) == (3 if absent in three_without else 4), absent


def test_euro_area_members_by_date() -> None:
    counts = {1999: 11, 2001: 12, 2007: 13, 2008: 15, 2009: 16, 2011: 17, 2014: 18, 2015: 19}
    counts |= {2023: 20, 2026: 21}
    for year, members in counts.items():
        assert len(open_body(EU, date(year, 1, 1)).groups["euro-area"]) == members, year


def test_every_rule_of_the_council_has_its_tables() -> None:
    for decision in charter_of(EU).decisions:
        for era in decision.eras:
            for day in (era.since, era.until or date(2026, 6, 1)):
                assert day is not None
                assert quotas(EU, day, decision.id)


def test_a_rule_that_is_not_known_is_not_invented() -> None:
    with pytest.raises(NotInForceError, match="1999-05-01"):
        open_body(EU, date(1995, 6, 1)).provision("cfsp-unanimity")


def test_votes_and_populations_agree_with_the_shared_table(shared_data: Path) -> None:
    with (shared_data / "world" / "eu_council_voting_regimes.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["regime"] != "Lisbon-WB2024"]
    assert len(rows) > 400
    for row in rows:
        council = open_body(EU, date.fromisoformat(row["start"]))
        member, share = row["iso3"], Fraction(row["pop_share_pct"] or 0)
        if row["votes"]:
            assert council.weights("votes")[member] == float(row["votes"])
        if row["population"]:
            assert council.weights("population")[member] == float(row["population"])
        elif share:
            assert council.weights("population-share")[member] == 100 * share


# The International Monetary Fund


def test_fund_votes_agree_with_the_shared_table_to_the_vote(shared_data: Path) -> None:
    with (shared_data / "world" / "imf_votes_2022.csv").open() as file:
        published = {row["iso3"]: int(row["votes"]) for row in csv.DictReader(file)}
    votes = open_body(IMF, date(2022, 10, 2)).weights("votes")
    assert votes == published
    assert (len(votes), sum(votes.values())) == (190, 5_039_930)


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("seventy-percent", [3_527_951]),
        ("eighty-five-percent", [4_283_941]),
        ("amendment", [114, 4_283_941]),
        ("compulsory-withdrawal", [96, 4_283_941]),
    ],
)
def test_majorities_of_the_fund(decision: str, expected: list[int]) -> None:
    assert quotas(IMF, date(2023, 1, 1), decision) == expected


@pytest.mark.parametrize(
    ("decision", "ballots", "adopted"),
    [
        pytest.param("eighty-five-percent", {"against": "USA"}, False, id="16.5 % can block 85 %"),
        pytest.param("eighty-five-percent", {"absent": "JPN CHN"}, True, id="12.2 % cannot"),
        pytest.param("seventy-percent", {"against": "USA"}, True, id="nor 16.5 % 70 %"),
        pytest.param("simple-majority", {"against": "USA"}, True, id="a majority of votes cast"),
        pytest.param("simple-majority", {"abstain": "USA JPN CHN DEU"}, True, id="not of all"),
    ],
)
def test_who_can_stop_the_fund(decision: str, ballots: dict[str, str], adopted: bool) -> None:
    assert voted(IMF, date(2023, 1, 1), decision, **ballots).adopted is adopted


def test_one_vote_decides_when_all_take_part() -> None:
    seats = open_body(IMF, date(2023, 1, 1))
    majority = next(thresholds(seats.provision("simple-majority").rule))
    favour = dict.fromkeys(seats.seats, Ballot.FOR)
    assert majority.sum(favour) == 5_039_930
    assert (majority.quota + majority.total + 1) // 2 == 2_519_966, "half of all votes and one"


def test_a_fund_decision_needs_a_quorum() -> None:
    day = date(2023, 1, 1)
    big = "USA JPN CHN DEU FRA GBR ITA IND RUS BRA CAN SAU ESP MEX NLD KOR AUS BEL CHE TUR IDN"
    verdict = voted(IMF, day, "simple-majority", rest="absent", for_=big)
    assert not verdict.adopted
    assert "governors" in verdict.reason


def test_no_votes_are_made_up_for_other_years() -> None:
    with pytest.raises(NotInForceError):
        open_body(IMF, date(2010, 1, 1))
    with pytest.raises(NotInForceError, match="tables cover 2022-10-02 to 2024-01-31"):
        open_body(IMF, date(2024, 6, 1)).provision()


@pytest.mark.parametrize("slug", ["nato", EU, IMF])
def test_reading_what_was_written_gives_the_same_charter(slug: str) -> None:
    charter = charter_of(slug)
    assert charter_of_text(dump_document(charter_record(charter)), slug) == charter
