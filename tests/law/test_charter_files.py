"""Every charter that ships is valid, cited and unchanged by a round trip; bad ones are refused."""

from datetime import date
from itertools import pairwise

import pytest

from vetopoint.law.bodies import (
    NotInForceError,
    body_slugs,
    charter_of,
    charter_of_text,
    sitting,
)
from vetopoint.law.charter_text import charter_record
from vetopoint.law.charters import Combination, Leaf
from vetopoint.law.documents import BadDocumentError, dump_document
from vetopoint.law.procedures import procedure_of, procedure_slugs

OWN = """\
body: my-council
name: My Council
reference: {document: My statutes, locator: "§ 4"}
default: ordinary
groups:
  senior: {name: senior members}
members:
  - {code: A, groups: senior, from: 2000-01-01}
  - {code: B, from: 2000-01-01}
  - {code: C, terms: "2001-2003 2005"}
decisions:
  - id: ordinary
    name: ordinary matters
    eras:
      - reference: {document: My statutes, locator: "§ 5"}
        rule:
          all:
            - {name: votes, count: {for: 1}, at_least: 2}
            - {name: senior no, over: senior, count: {against: -1}, at_least: 0, as: veto}
"""


@pytest.mark.parametrize("slug", body_slugs())
def test_reading_what_was_written_gives_the_same_charter(slug: str) -> None:
    charter = charter_of(slug)
    assert charter_of_text(dump_document(charter_record(charter)), slug) == charter


@pytest.mark.parametrize("slug", body_slugs())
def test_every_charter_is_named_for_its_file_and_every_era_is_cited(slug: str) -> None:
    charter = charter_of(slug)
    assert charter.body == slug
    assert charter.reference.document
    for decision in charter.decisions:
        for era in decision.eras:
            source = era.reference
            assert source.locator or source.checked, (slug, decision.id)


@pytest.mark.parametrize("slug", body_slugs())
def test_eras_of_a_decision_do_not_overlap(slug: str) -> None:
    for decision in charter_of(slug).decisions:
        spans = sorted((e.since or date.min, e.until or date.max) for e in decision.eras)
        for (_, end), (start, _) in pairwise(spans):
            assert end < start, (slug, decision.id, start)


@pytest.mark.parametrize("slug", procedure_slugs())
def test_every_procedure_leads_through_bodies_that_exist(slug: str) -> None:
    procedure = procedure_of(slug)
    assert procedure.procedure == slug
    assert bool(procedure.steps) is not bool(procedure.without_vote)
    assert slug not in body_slugs()
    assert procedure.reference.document


def leaf_names(rule: Leaf | Combination) -> list[str]:
    if isinstance(rule, Leaf):
        return [rule.name]
    return [name for part in rule.parts for name in leaf_names(part)]


def test_a_charter_of_ones_own_works() -> None:
    charter = charter_of_text(OWN, "my-council.yaml")
    assert sitting(charter, date(2002, 1, 1)).seats == ("A", "B", "C")
    assert sitting(charter, date(2004, 1, 1)).seats == ("A", "B")
    assert leaf_names(charter.decisions[0].eras[0].rule) == ["votes", "senior no"]


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        pytest.param(
            ("at_least: 2", "atleast: 2"),
            18,
            "unknown key 'atleast'; did you mean 'at_least'",
            id="a misspelt key",
        ),
        pytest.param(
            ("over: senior", "over: seniors"),
            12,
            "group 'seniors' is not listed under 'groups'",
            id="a group nobody defined",
        ),
        pytest.param(
            ("default: ordinary", "default: other"),
            4,
            "names no decision; decisions: ordinary",
            id="a default that is no decision",
        ),
        pytest.param(
            ("for: 1", "for: one"),
            18,
            "expected a whole number, found 'one'",
            id="a number in words",
        ),
        pytest.param(
            ("{for: 1}", "{for: 0, against: 1}"),
            18,
            "not monotone",
            id="a rule that punishes support",
        ),
        pytest.param(
            ('"2001-2003 2005"', "soon"),
            10,
            "expected years such as 1956-1957",
            id="terms that are no years",
        ),
        pytest.param(
            ("from: 2000-01-01}\n  - {code: B", "from: 2000-13-01}\n  - {code: B"),
            None,
            "impossible (value|day)|expected a day",
            id="a month that does not exist",
        ),
        pytest.param(
            ("code: B,", "code: B, to: 1999-01-01,"),
            9,
            "before it begins",
            id="a term that ends before it begins",
        ),
        pytest.param(
            ("  - id: ordinary", "  id: ordinary"),
            None,
            "not valid YAML|expected a list",
            id="YAML that does not parse",
        ),
        pytest.param(
            ('reference: {document: My statutes, locator: "§ 5"}\n        ', ""),
            15,
            "'reference' is missing",
            id="a rule without a source",
        ),
        pytest.param(
            ("name: My Council\n", "name: My Council\nname: Yours\n"),
            3,
            "the key 'name' stands twice; keep one",
            id="a key that stands twice",
        ),
        pytest.param(
            ("at_least: 2", "at_least: 1.5"),
            18,
            "found 1.5; give a whole number, or one of {share: 2/3}",
            id="a quota that is no whole number",
        ),
        pytest.param(
            ("as: veto", "as: vetos"),
            19,
            "expected one of shortfall, veto, objection",
            id="an effect that is none",
        ),
    ],
)
def test_a_bad_charter_names_the_file_the_line_the_key_and_the_remedy(
    change: tuple[str, str], line: int | None, message: str
) -> None:
    assert change[0] in OWN
    with pytest.raises(BadDocumentError, match=message) as caught:
        charter_of_text(OWN.replace(*change, 1), "my-council.yaml")
    assert str(caught.value).startswith("my-council.yaml")
    if line is not None:
        assert caught.value.line == line


def test_a_member_that_sits_twice_is_refused() -> None:
    twice = OWN.replace("code: B,", "code: A,")
    with pytest.raises(BadDocumentError, match="A sits twice on 2002-01-01"):
        sitting(charter_of_text(twice), date(2002, 1, 1))


def test_a_rule_nested_too_deep_is_refused() -> None:
    votes = "{name: votes, count: {for: 1}, at_least: 2}"
    assert votes in OWN
    deep = OWN.replace(votes, "{all: [" * 300 + votes + "]}" * 300)
    with pytest.raises(BadDocumentError, match="nested more than 20 levels deep"):
        charter_of_text(deep)


def test_days_without_known_members_are_refused() -> None:
    known = OWN + "members_known: {from: 2001-01-01, to: 2003-12-31}\n"
    charter = charter_of_text(known)
    assert charter_of_text(dump_document(charter_record(charter))) == charter
    with pytest.raises(NotInForceError, match="known from 2001-01-01 to 2003-12-31"):
        sitting(charter, date(2004, 1, 1))
