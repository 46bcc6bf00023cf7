"""The premises of the cases as data: sources, votes, memberships, and words for what is wrong."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from vetopoint.compare.cases import CASES, Case, case_from, case_of, case_slugs
from vetopoint.compare.known import known_facts
from vetopoint.compare.paths import day_of, paths_of
from vetopoint.compare.premises import Premise, Premises
from vetopoint.law.conditions import Truth
from vetopoint.law.documents import BadDocumentError, parse_document, read_document
from vetopoint.law.facts import facts

slugs = pytest.mark.parametrize("slug", case_slugs())
BLANK = (Path(__file__).with_name("blank-case.yaml")).read_text(encoding="utf-8")

# What every case has to say, with null where the record does not settle it.
ASKED = (
    *("peace_endangered", "peace_threatened", "article_39_determination"),
    *("victim", "host", "attacker", "armed_attack"),
)
COMPUTED = {name for name, one in facts().items() if one.derived is not None}
# Facts that follow from others as a rule, stated here with a holder or a note that says why.
ARGUED = {"council_failed_by_veto", "council_authorised_force", "veto_cast", "victim_is_state"}
ARGUED |= {"p5_opposes_recommendation", "p5_opposes_measures"}


@slugs
def test_every_case_names_its_day_and_the_facts_that_all_paths_ask_about(slug: str) -> None:
    premises = case_of(slug).premises
    assert premises.on is not None
    assert set(ASKED) <= set(premises.facts)


@slugs
def test_a_premise_says_on_what_it_rests(slug: str) -> None:
    for premise in case_of(slug).premises.facts.values():
        assert premise.source or premise.note, premise.fact
        if facts()[premise.fact].kind == "truth" and premise.value is Truth.CONTESTED:
            assert premise.note, f"{premise.fact}: disputed, without saying by whom or about what"
        if premise.value is None:
            assert premise.note, f"{premise.fact}: unknown, without saying why"


@slugs
def test_memberships_are_worked_out_and_not_typed(slug: str) -> None:
    typed = set(case_of(slug).premises.facts) & COMPUTED
    assert typed <= ARGUED


@slugs
def test_votes_named_for_steps_are_votes_of_the_case(slug: str) -> None:
    case = case_of(slug)
    symbols = {vote.symbol for vote in case.votes}
    assert set(case.premises.votes.values()) <= symbols


@slugs
def test_the_day_asked_about_lies_in_the_case(slug: str) -> None:
    case = case_of(slug)
    assert case.onset is None or case.onset <= day_of(case)


@slugs
def test_council_members_named_as_opposed_hold_a_permanent_seat_that_day(slug: str) -> None:
    from vetopoint.law.bodies import open_body

    case = case_of(slug)
    premise = case.premises.facts.get("p5_opposed", Premise("p5_opposed", ()))
    permanent = open_body("un-security-council", day_of(case)).groups["permanent"]
    assert isinstance(premise.value, tuple)
    assert set(premise.value) <= permanent


@pytest.mark.history
@pytest.mark.parametrize(
    ("fact", "organisation"),
    [
        pytest.param("victim_is_nato_member", "NATO", id="NATO"),
        pytest.param("victim_is_rio_party", "RIO (TIAR)", id="Rio Treaty"),
        pytest.param("host_is_oas_member", "OAS", id="OAS"),
        pytest.param("host_is_au_member", "AU", id="African Union"),
        pytest.param("host_in_osce", "OSCE", id="OSCE"),
        pytest.param("victim_is_arab_league_member", "LOAS", id="Arab League"),
    ],
)
def test_memberships_agree_with_lists_made_by_others(
    shared_data: Path, fact: str, organisation: str
) -> None:
    """Where a list gives a year only, the year itself is left out of the comparison."""
    with (shared_data / "world/treaty_bodies_members.csv").open(encoding="utf-8") as file:
        spells = [row for row in csv.DictReader(file) if row["org"] == organisation]
    assert spells
    compared = 0
    for slug in case_slugs():
        case = case_of(slug)
        day = day_of(case)
        known = known_facts(case, day)
        of = facts()[fact].derived
        assert of is not None
        named = known[of.of].value
        if not isinstance(named, tuple) or known[fact].truth is Truth.UNKNOWN:
            continue
        near = [row for row in spells if row["iso3"] in named and not _clear_of(row, day)]
        if near or any(code in {"YUG", "SUN", "CSK", "PSE"} for code in named):
            continue
        inside = any(row["iso3"] in named and _covers(row, day) for row in spells)
        assert (known[fact].truth is Truth.TRUE) is inside, (slug, named, day)
        compared += 1
    assert compared >= 20


def _year(text: str) -> int | None:
    return int(text[:4]) if text else None


def _clear_of(row: dict[str, str], day: date) -> bool:
    return day.year not in (_year(row["start"]), _year(row["end"]))


def _covers(row: dict[str, str], day: date) -> bool:
    start, end = _year(row["start"]), _year(row["end"])
    return (start is None or start < day.year) and (end is None or day.year < end)


def with_premises(text: str) -> Case:
    return case_from(parse_document(BLANK + text, "my-case.yaml"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "premises: {facts: {armed_atack: {value: true}}}\n",
            r"my-case.yaml, line 28: premises.facts.armed_atack: there is no fact 'armed_atack'; "
            "did you mean armed_attack",
            id="a misspelt fact",
        ),
        pytest.param(
            "premises: {facts: {armed_attack: {value: maybe}}}\n",
            "armed_attack cannot be 'maybe'; it may be true, false, contested or unknown",
            id="a value that is none",
        ),
        pytest.param(
            "premises: {facts: {armed_attack: {note: x}}}\n",
            "'value' is missing; give one, or null for unknown",
            id="no value",
        ),
        pytest.param(
            "premises: {facts: {victim: {value: Narnia}}}\n",
            "victim cannot be 'Narnia'",
            id="a State that is none",
        ),
        pytest.param(
            "premises: {votes: {un-admission.vote: S/1}}\n",
            "un-admission has no step 'vote'; its steps: recommendation, decision",
            id="a step that is none",
        ),
        pytest.param(
            "premises: {day: 2020-01-01}\n",
            "unknown key 'day'; known keys: on, votes, facts",
            id="an unknown key",
        ),
    ],
)
def test_a_bad_premise_names_file_line_and_remedy(text: str, told: str) -> None:
    with pytest.raises(BadDocumentError, match=told):
        with_premises(text)


def test_a_dated_premise_holds_from_its_day() -> None:
    case = with_premises(
        "premises: {facts: {nato_candidate: {value: UKR, from: 2022-09-30}, "
        "article_39_determination: {value: true, from: 2022-09-30}}}\n"
    )
    before = known_facts(case, date(2022, 9, 29))
    after = known_facts(case, date(2022, 9, 30))
    assert before["nato_candidate"].value == ()
    assert before["article_39_determination"].truth is Truth.FALSE
    assert after["nato_candidate"].value == ("UKR",)
    assert after["article_39_determination"].truth is Truth.TRUE


def test_a_case_without_premises_works() -> None:
    text = (CASES / "kosovo-1999.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("\npremises:\n")
    tail = rest[rest.index("\nauthorisation:") :]
    case = case_from(parse_document(head + tail, "kosovo.yaml"))
    assert case.premises == Premises()
    assert paths_of(case).date == max(body.on for body in case.bodies)


def test_a_stated_premise_outweighs_what_would_follow_and_an_assumption_outweighs_both() -> None:
    case = read_document(CASES / "kosovo-1999.yaml")
    kosovo = case_from(case)
    day = day_of(kosovo)
    assert known_facts(kosovo, day)["council_failed_by_veto"].basis == "stated"
    assert known_facts(kosovo, day)["veto_cast"].basis == "derived"
    found = paths_of(kosovo, assume={"council_failed_by_veto": True})
    assert found.facts["council_failed_by_veto"].basis == "assumed"
    assert {flip.path for flip in found.flips} == {
        "un-uniting-for-peace",
        "un-uniting-for-peace-members",
    }
