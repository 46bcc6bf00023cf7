"""The precedents of the paths: each recorded vote is looked up, and its tally compared."""

from __future__ import annotations

import datetime

import pytest

from vetopoint.brief.recorded import judged_roll_call
from vetopoint.law.documents import BadDocumentError, parse_document
from vetopoint.law.precedents import Precedent, precedent_from
from vetopoint.law.procedures import path_slugs, procedure_of
from vetopoint.record.catalogue import find_vote

CITED = [
    pytest.param(one, symbol, tally, id=f"{slug}: {symbol}")
    for slug in path_slugs()
    for one in procedure_of(slug).precedents
    for symbol, tally in one.votes.items()
]


@pytest.mark.parametrize(("precedent", "symbol", "tally"), CITED)
def test_a_cited_vote_is_in_the_record_with_its_tally(
    precedent: Precedent, symbol: str, tally: str
) -> None:
    vote = find_vote(symbol)
    counts = vote.tally
    assert counts is not None
    assert f"{counts.favour}-{counts.against}-{counts.abstain}" == tally
    assert vote.date <= precedent.date


@pytest.mark.parametrize(
    ("symbol", "adopted", "vetoed_by"),
    [
        pytest.param("S/2024/312", False, ("USA",), id="Palestine 2024"),
        pytest.param("S/10771", False, ("CHN",), id="Bangladesh 1972"),
        pytest.param("S/RES/69(1949)", True, (), id="Israel 1949, the United Kingdom abstaining"),
    ],
)
def test_an_admission_is_replayed(symbol: str, adopted: bool, vetoed_by: tuple[str, ...]) -> None:
    judged = judged_roll_call(find_vote(symbol))
    assert judged is not None
    verdict = judged.verdict
    assert (verdict.adopted, verdict.vetoed_by) == (adopted, vetoed_by)


def test_palestine_taiwan_and_kosovo_stand_where_a_reader_looks_for_them() -> None:
    years = {one.date.year for one in procedure_of("un-admission").precedents}
    assert {1993, 2007, 2011, 2012, 2024} <= years
    declared = {one.date.year for one in procedure_of("declaration-of-independence").precedents}
    assert {1988, 2008, 2010} <= declared


def test_precedents_stand_in_the_order_of_their_days() -> None:
    days = [one.date for one in procedure_of("un-admission").precedents]
    assert days == sorted(days)
    assert days[0] == datetime.date(1949, 5, 11)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(
            "says: It was.\nreference: {document: A}", "'date' is missing", id="without a day"
        ),
        pytest.param("date: 2012-11-29\nreference: {document: A}", "'says'", id="without words"),
        pytest.param("date: 2012-11-29\nsays: It was.", "'reference'", id="without a source"),
        pytest.param(
            "date: 2012-11-29\nsays: It was.\nvote: {}\nreference: {document: A}",
            "did you mean 'votes'",
            id="a slip",
        ),
    ],
)
def test_a_bad_precedent_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadDocumentError, match=sentence):
        precedent_from(parse_document(text, "example"))
