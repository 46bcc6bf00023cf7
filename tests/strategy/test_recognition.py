"""Recognitions as facts, and what the organs' votes need."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest

from vetopoint.law.bodies import open_body
from vetopoint.record.catalogue import find_vote
from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.recognition.counted import least_for
from vetopoint.strategy.recognition.facts import entities, entity_named
from vetopoint.strategy.registry import run


@pytest.mark.parametrize(
    ("body", "day", "decision", "least"),
    [
        pytest.param("un-general-assembly", "2024-05-10", "admission", 129, id="two thirds of 193"),
        pytest.param("un-general-assembly", "2024-05-10", "other-question", 97, id="half of 193"),
        pytest.param(
            "un-security-council", "2024-04-18", "recommendation-of-membership", 9, id="nine of 15"
        ),
        pytest.param(
            "un-security-council", "1949-09-01", "recommendation-of-membership", 7, id="7 of 11"
        ),
    ],
)
def test_the_least_that_carries_is_the_charter_s(
    body: str, day: str, decision: str, least: int
) -> None:
    assert least_for(open_body(body, datetime.date.fromisoformat(day)), decision) == least


@pytest.mark.parametrize("slug", entities())
def test_nobody_recognises_twice_or_itself(slug: str) -> None:
    entity = entity_named(slug)
    named = [one.by for one in entity.recognitions]
    assert len(named) == len(set(named))
    assert not {"PSE", "XKX", "TWN"} & set(named)


@pytest.mark.parametrize("slug", entities())
def test_every_row_has_a_source_that_is_named_and_every_source_is_used(slug: str) -> None:
    entity = entity_named(slug)
    assert entity.sources_used() == entity.sources.keys()
    assert all(len(words) > 20 for words in entity.sources.values())
    answer = run("recognition", {"entity": slug}).answer
    rows = next(table for table in answer.tables if table.name == "one by one").rows
    standing = [row["state"] for row in rows if row["standing"] == "stands"]
    assert len(standing) == answer.value["recognising"]
    assert all(row["source"] in entity.sources and (row["since"] or row["until"]) for row in rows)


@pytest.mark.parametrize("slug", entities())
def test_every_vote_named_is_in_the_record_and_no_fact_is_younger_than_the_list(slug: str) -> None:
    entity = entity_named(slug)
    for symbol in entity.votes:
        assert find_vote(symbol).date <= entity.known_until
    for one in entity.organisations:
        assert one.on <= entity.known_until
        if one.vote:
            assert find_vote(one.vote).date == one.on
    for recognition in entity.recognitions:
        assert (recognition.since or recognition.until or datetime.date.max) <= entity.known_until


# In the others some came while some ended or became disputed.
@pytest.mark.parametrize("slug", ["palestine", "taiwan", "northern-cyprus"])
def test_recognitions_only_add_up_but_where_some_ended(slug: str) -> None:
    entity = entity_named(slug)
    years = range(entity.known_from.year, entity.known_until.year + 1)
    counts = [len(entity.recognised_by(datetime.date(year, 12, 31))) for year in years]
    ended = any(one.until for one in entity.recognitions)
    assert counts == sorted(counts, reverse=ended)


def test_a_disputed_recognition_is_not_counted() -> None:
    kosovo = entity_named("kosovo")
    assert "SUR" in kosovo.recognised_by(datetime.date(2016, 12, 31))
    assert "SUR" not in kosovo.recognised_by(datetime.date(2018, 12, 31))


def test_kosovo_s_count_of_2020_differs_from_the_encyclopedia_s_by_two_argued_states() -> None:
    # 97 Members on 4 September 2020: with Israel, which we date to February 2021, and with Liberia,
    # which Serbia holds to have withdrawn.
    value = run("recognition", {"entity": "kosovo", "on": "2020-09-04"}).answer.value
    assert value["recognising_members"] + len(("ISR", "LBR")) == 97


def test_an_ended_recognition_stood_until_its_day() -> None:
    taiwan = entity_named("taiwan")
    assert "NRU" in taiwan.recognised_by(datetime.date(2024, 1, 14))
    assert "NRU" not in taiwan.recognised_by(datetime.date(2024, 1, 15))
    abkhazia = entity_named("abkhazia")
    assert "TUV" not in abkhazia.recognised_by(datetime.date(2014, 3, 31))


def test_permanent_members_are_named_by_whether_they_recognise() -> None:
    value = run("recognition", {"entity": "kosovo"}).answer.value
    assert value["permanent_recognising"] == ["FRA", "GBR", "USA"]
    assert value["permanent_not_listed"] == ["CHN", "RUS"]


def test_france_and_britain_changed_the_count_of_permanent_members_over_palestine() -> None:
    before = run("recognition", {"entity": "palestine", "on": "2025-09-20"}).answer.value
    after = run("recognition", {"entity": "palestine", "on": "2025-09-22"}).answer.value
    assert before["permanent_recognising"] == ["CHN", "RUS"]
    assert after["permanent_recognising"] == ["CHN", "FRA", "GBR", "RUS"]


def test_taiwan_had_twelve_relations_of_which_one_with_no_member() -> None:
    value = run("recognition", {"entity": "taiwan"}).answer.value
    assert (value["recognising"], value["recognising_members"]) == (12, 11)


@pytest.mark.parametrize(
    ("entity", "on", "sentence"),
    [
        pytest.param("palestine", "2031-01-01", "listed to 2025-09-30", id="after the list"),
        pytest.param("kosovo", "1999-06-10", "listed from 2008-02-17", id="before the claim"),
        pytest.param("atlantis", "2020-01-01", "choose one of", id="an unknown entity"),
    ],
)
def test_bad_input_gets_one_sentence(entity: str, on: str, sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence):
        run("recognition", {"entity": entity, "on": on})


# Where we differ from the shared list of recognitions of Palestine, and why.
ARGUED = {
    "MLT": "the list counts Malta's words of 1988; the government recognised on 22 September 2025",
    "CZE": "it was Czechoslovakia's recognition; listed as disputed",
    "MEX": "the day is doubtful; listed as disputed",
    **dict.fromkeys(("SVN", "ARM"), "recognised in June 2024; the list misses them"),
    **dict.fromkeys(("AND", "FRA", "LUX", "MCO", "SMR"), "after the list ends"),
    "VAT": "no Member of the United Nations; the list has Members alone",
}


def test_palestine_s_recognitions_are_those_of_the_shared_list(shared_data: Path) -> None:
    with (shared_data / "world/recognition_palestine.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["recognises"] == "1"]
    listed = {row["iso3"]: row["date"] for row in rows}
    ours = {one.by: one for one in entity_named("palestine").recognitions}
    years = {code: str(one.since.year) for code, one in ours.items() if one.since}
    assert {
        code for code in listed.keys() | ours.keys() if listed.get(code, "")[:4] != years.get(code)
    } == ARGUED.keys()
    days = {code: str(one.since) for code, one in ours.items() if one.is_day}
    assert {code for code in days.keys() & listed.keys() if days[code] != listed[code]} == {
        *("MLT", "AUS", "GBR", "PRT")  # the list dates the last three by the week of the conference
    }


def test_kosovo_s_and_taiwan_s_are_among_those_of_the_shared_lists(shared_data: Path) -> None:
    with (shared_data / "world/recognition_kosovo_wikidata_partial.csv").open() as file:
        listed = {row["iso3"]: row["recognises_claim"] for row in csv.DictReader(file)}
    ours = {one.by for one in entity_named("kosovo").recognitions}
    assert not {code for code, claim in listed.items() if claim == "0"} & ours
    assert {code for code, claim in listed.items() if claim == "1"} <= ours
    with (shared_data / "world/recognition_taiwan_allies_2007_2024.csv").open() as file:
        rows = list(csv.DictReader(file))
    taiwan = entity_named("taiwan").recognitions
    allies = {row["iso3"] for row in rows if row["status"].startswith("ally")}
    assert {one.by for one in taiwan if one.until is None} == allies
    ended = {row["iso3"]: int(row["ended"][:4]) for row in rows if row["ended"]}
    assert {one.by: one.until.year for one in taiwan if one.until} == ended
