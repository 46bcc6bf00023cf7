"""Instruments held: their frames are whole, and what the law cites of them is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import vetopoint.law
from vetopoint.law.documents import read_document
from vetopoint.law.instruments import (
    NotHeldError,
    Provision,
    citation_problem,
    instrument_named,
    instruments,
    provisions,
)

LAW = Path(vetopoint.law.__file__).parent
OTHERWISE = (";", "as amended", "as modified", "Protocol", "practice")  # or more than a provision
FILES = sorted([*LAW.glob("procedures/*.yaml"), *LAW.glob("charters/*.yaml")])


def cited(node: Any) -> Iterator[tuple[str, str]]:
    """Every document with a locator, wherever it stands in a file."""
    if isinstance(node, dict):
        if "document" in node and "locator" in node:
            yield str(node["document"]), str(node["locator"])
        for value in node.values():
            yield from cited(value)
    elif isinstance(node, list):
        for value in node:
            yield from cited(value)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_what_procedures_and_charters_cite_of_a_held_instrument_is_in_it(file: Path) -> None:
    for document, locator in cited(read_document(file, file.name).value):
        found = instrument_named(document)
        if found is None or any(words in locator for words in OTHERWISE):
            continue
        for one in provisions(locator.split(" (")[0]):
            assert not found.problem(one), f"{document}, {locator}"


@pytest.mark.parametrize("name", sorted(instruments()))
def test_an_instrument_says_only_what_its_own_provisions_say(name: str) -> None:
    found = instruments()[name]
    assert found.checked
    for key, words in found.says.items():
        (one,) = provisions(key)
        assert one.words == key
        assert not found.problem(one), key
        assert words.endswith(".")
        assert len(words) < 260
    names = [name, *found.aliases]
    assert len({text.casefold() for text in names}) == len(names)


def test_no_name_means_two_instruments() -> None:
    names = [text.casefold() for one in instruments().values() for text in (one.name, *one.aliases)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("name", "paragraph", "day", "problem"),
    [
        pytest.param("UN Charter", "Arts 39-42", None, "", id="articles of Chapter VII"),
        pytest.param(
            "UN Charter", "Art. 2(8)", None, "paragraphs 1 to 7", id="no eighth principle"
        ),
        pytest.param("UN Charter", "Art. 112", None, "articles 1 to 111", id="beyond the last"),
        pytest.param("NATO Treaty", "Art. V", None, "", id="a Roman number"),
        pytest.param("NATO Treaty", "Art. 5(1)", None, "no numbered", id="NATO numbers none"),
        pytest.param("AU Constitutive Act", "Art. 4(h)", None, "", id="a letter"),
        pytest.param("AU Constitutive Act", "Art. 4(z)", None, "a to p", id="a letter too far"),
        pytest.param("A/RES/76/262", "paras 1, 2", None, "", id="paragraphs of a resolution"),
        pytest.param("A/RES/76/262", "para. 9", None, "paragraphs 1 to 5", id="no ninth paragraph"),
        pytest.param("TRA", "22 USC 3301(b)(5)-(6)", None, "", id="a section with sub-paragraphs"),
        pytest.param(
            "US-Republic of China Mutual Defense Treaty",
            "Art. V",
            date(1980, 1, 1),
            "in force until 1979-12-31",
            id="a treaty that has ended",
        ),
    ],
)
def test_a_citation_is_held_against_the_frame(
    name: str, paragraph: str, day: date | None, problem: str
) -> None:
    found = citation_problem(name, paragraph, day)
    assert problem in found
    assert bool(problem) is bool(found)


def test_an_unknown_instrument_is_said_not_to_be_held() -> None:
    with pytest.raises(NotHeldError, match=r"'UN Chartre' is not held here; near it: UN Charter"):
        citation_problem("UN Chartre", "Art. 1")


def test_the_charter_of_1945_binds_no_earlier() -> None:
    assert "from 1945-10-24" in citation_problem("UN Charter", "Art. 51", date(1945, 10, 23))
    assert Provision(27, "3").words == "27(3)"
