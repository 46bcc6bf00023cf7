"""Every index against values derived independently: real bodies, reforms, random weights."""

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from vetopoint.count.engine import count_critical, shapley_floats
from vetopoint.count.indices import INDICES
from vetopoint.count.readings import Reading
from vetopoint.count.unions import unions_of
from vetopoint.law.rules import AllOf, AnyOf, Count, Effect, Rule, Threshold

IN_FAVOUR = Count(favour=1)
COUNCILS = {
    "unsc_1966": (5, 10, 9),
    "unsc_pre1965": (5, 6, 7),
}
WEIGHTED = {
    "eec_1958": ([4, 4, 4, 2, 2, 1], 12),
    "nassau_1958": ([9, 9, 7, 3, 1, 1], 16),
    "nassau_1964": ([31, 31, 28, 21, 2, 2], 58),
    "imf_like_toy_powerindexR_spain2016": ([137, 85, 71, 32, 9, 8, 5, 2, 1], 176),
}
INDEX_OF = {
    "shapley_shubik": "shapley-shubik",
    "banzhaf_absolute": "banzhaf-absolute",
    "banzhaf_normalised": "banzhaf-normalised",
    "coleman_preventive": "coleman-prevent",
    "coleman_initiative": "coleman-initiate",
    "rae": "rae",
    "koenig_brauninger_inclusiveness": "koenig-braeuninger",
    "johnston": "johnston",
    "deegan_packel": "deegan-packel",
    "holler_public_good": "holler",
}
# These look at every coalition, and stop at 2^22 kinds of them.
OF_CRITICAL = ("johnston", "deegan-packel", "holler")


@pytest.fixture(scope="session")
def reference(shared_data: Path) -> Path:
    return shared_data.parent / "reference"


@pytest.fixture(scope="session")
def truth(reference: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((reference / "power-truth.json").read_text("utf-8"))
    return found


def seats(number: int) -> tuple[str, ...]:
    return tuple(f"M{place}" for place in range(number))


def weighted(weights: Iterable[int], quota: int, name: str = "weights") -> Threshold:
    numbers = list(weights)
    return Threshold(name, dict(zip(seats(len(numbers)), numbers, strict=True)), IN_FAVOUR, quota)


def council(veto: int, other: int, needed: int, to_block: int = 1) -> AllOf:
    members = seats(veto + other)
    against = Count(against=-1)
    no_veto = Threshold(
        "veto", dict.fromkeys(members[:veto], 1), against, 1 - to_block, Effect.VETO
    )
    return AllOf((weighted([1] * (veto + other), needed), no_veto))


def rule_of(key: str, entry: Mapping[str, Any]) -> Rule:
    if key in COUNCILS:
        return council(*COUNCILS[key])
    if key in WEIGHTED:
        return weighted(*WEIGHTED[key])
    if "population" not in entry:
        return weighted(entry["weights"], entry["quota"])
    people = entry["population"]
    quota = entry.get("pop_quota", -(-sum(people) // 2))
    heads, least = [1] * entry["n"], 15 if entry["n"] == 27 else 7
    both = AllOf((weighted(heads, least), weighted(people, quota, "population")))
    if key == "eu27_lisbon_2018pop":
        return AnyOf((both, weighted(heads, 24, "all but three")))
    return both


def values(rule: Rule, number: int, slug: str) -> list[Fraction]:
    return list(INDICES[slug].of(Reading(rule, seats(number))).values.values())


def fractions(texts: Iterable[str]) -> list[Fraction]:
    return [Fraction(text) for text in texts]


def test_real_bodies_have_every_stored_value_as_a_fraction(truth: dict[str, Any]) -> None:
    compared = 0
    for key, entry in truth.items():
        if "n" not in entry or entry["n"] > 50:
            continue
        reading = Reading(rule_of(key, entry), seats(entry["n"]))
        for name, slug in INDEX_OF.items():
            if name in entry and not (slug in OF_CRITICAL and entry["n"] > 24):
                found = INDICES[slug].of(reading)
                assert list(found.values.values()) == fractions(entry[name]), (key, slug)
                compared += 1
        act = INDICES["coleman-act"].of(reading).values["M0"]
        assert act == Fraction(entry["coleman_power_to_act"]), key
        if "minimal_winning_coalitions" in entry and entry["n"] <= 24:
            assert sum(reading.critical.minimal) == entry["minimal_winning_coalitions"], key
    assert compared >= 120


@pytest.mark.parametrize("key", ["us_electoral_college_1990s", "random_n100"])
def test_many_weights_have_every_stored_value_as_a_fraction(
    key: str, truth: dict[str, Any]
) -> None:
    entry = truth[key]
    rule = rule_of(key, entry)
    for name in ("shapley_shubik", "banzhaf_absolute"):
        assert values(rule, entry["n"], INDEX_OF[name]) == fractions(entry[name])


def test_every_security_council_with_and_without_abstention(truth: dict[str, Any]) -> None:
    for key, entry in truth["unsc_family"]["games"].items():
        veto, other = entry["veto_members"], entry["other_members"]
        rule = council(veto, other, entry["yes_needed"], entry["vetoes_needed_to_block"])
        reading = Reading(rule, seats(veto + other))
        for part, member in (("veto", "M0"), ("ordinary", f"M{veto + other - 1}")):
            stored = entry["binary"][part] | entry["ternary_abstention"][part]
            for slug in (
                "shapley-shubik", "banzhaf-absolute", "banzhaf-normalised", "ternary-banzhaf",
                "ternary-shapley-shubik",
            ):  # fmt: skip
                expected = Fraction(stored[slug.replace("-", "_")])
                assert INDICES[slug].of(reading).values[member] == expected, (key, part, slug)
        to_act = Fraction(reading.ternary.adopted, 3 ** (veto + other))
        assert to_act == Fraction(entry["ternary_abstention"]["power_to_act"]), key


def test_designs_of_the_reform_debate(reference: Path) -> None:
    stored = json.loads((reference / "decision-rules.json").read_text("utf-8"))["council_power"]
    for key, entry in stored.items():
        veto, number = entry["veto"], entry["members"]
        rule = council(veto, number - veto, entry["quota"], entry["need_vetoes"])
        reading = Reading(rule, seats(number))
        for name, slug in (("shapley", "shapley-shubik"), ("banzhaf_norm", "banzhaf-normalised")):
            found = INDICES[slug].of(reading).values
            if veto:
                assert found["M0"] == Fraction(entry[f"{name}_veto"]), (key, slug)
            assert found[f"M{number - 1}"] == Fraction(entry[f"{name}_other"]), (key, slug)
        assert reading.coalitions.winning == entry["winning"], key


def test_the_general_assembly(truth: dict[str, Any]) -> None:
    entry = truth["unga_193"]
    everyone = dict.fromkeys(seats(193), 1)
    for quota, name in (
        (97, "simple_majority_of_members_97"),
        (129, "two_thirds_of_members_129"),
    ):
        found = values(weighted([1] * 193, quota), 193, "banzhaf-absolute")
        assert set(found) == {Fraction(entry[name]["banzhaf_absolute"])}
    one = Threshold("one in favour", everyone, IN_FAVOUR, 1)
    voting: dict[str, Rule] = {
        "present_and_voting_simple_majority (yes>no)": Threshold(
            "more for than against", everyone, Count(1, -1), 1
        ),
        "present_and_voting_two_thirds (yes>=2*no, yes>0)": AllOf(
            (Threshold("two thirds", everyone, Count(1, -2), 0), one)
        ),
    }
    for name, rule in voting.items():
        reading = Reading(rule, seats(193))
        ternary = set(INDICES["ternary-banzhaf"].of(reading).values.values())
        assert ternary == {Fraction(entry[name]["ternary_banzhaf"])}
        act = Fraction(reading.ternary.adopted, 3**193)
        assert act == Fraction(entry[name]["ternary_power_to_act"])
        assert set(INDICES["shapley-shubik"].of(reading).values.values()) == {Fraction(1, 193)}


def test_consensus_of_thirty_two(truth: dict[str, Any]) -> None:
    entry = truth["nato_32_consensus"]
    rule = Threshold("silence", dict.fromkeys(seats(32), 1), Count(against=-1), 0, Effect.OBJECTION)
    reading = Reading(rule, seats(32))
    for slug in ("shapley-shubik", "banzhaf-absolute"):
        expected = Fraction(entry[slug.replace("-", "_")])
        assert set(INDICES[slug].of(reading).values.values()) == {expected}
    ternary = next(v for k, v in entry.items() if k.startswith("ternary"))
    found = set(INDICES["ternary-banzhaf"].of(reading).values.values())
    assert found == {Fraction(ternary["ternary_banzhaf"])}
    assert set(INDICES["coleman-prevent"].of(reading).values.values()) == {Fraction(1)}


def test_a_priori_unions(truth: dict[str, Any]) -> None:
    for key, entry in truth["a_priori_unions"]["games"].items():
        members = seats(len(entry["weights"]))
        groups: dict[int, list[str]] = {}
        for member, union in zip(members, entry["unions"], strict=True):
            groups.setdefault(union, []).append(member)
        rule = weighted(entry["weights"], entry["quota"])
        reading = Reading(rule, members, unions_of(members, groups.values()))
        for slug in ("owen", "banzhaf-owen", "symmetric-coalitional-banzhaf"):
            found = INDICES[slug].of(reading).values
            assert list(found.values()) == fractions(entry[slug.replace("-", "_")]), (key, slug)


@cache
def imf_rule(votes: tuple[int, ...], quota: int) -> Threshold:
    return weighted(votes, quota)


@pytest.mark.parametrize("majority", ["q85", "q50"])
def test_the_monetary_fund_has_the_stored_swings(majority: str, truth: dict[str, Any]) -> None:
    entry = truth["imf_2022"]
    rule = imf_rule(tuple(entry["votes"]), entry[majority]["quota"])
    reading = Reading(rule, seats(190))
    found = reading.coalitions
    assert [found.swings_of(m) for m in seats(190)] == list(map(int, entry[majority]["swings"]))
    assert found.winning == int(entry[majority]["winning"])


def test_a_member_of_a_minimal_coalition_is_critical_in_it() -> None:
    found = count_critical(council(2, 3, 3), seats(5))
    assert sum(found.minimal) == 3
    assert found.minimal_containing[0][3] == 3


@pytest.mark.parametrize("majority", ["q85", "q50"])
def test_the_monetary_fund_in_floats_is_within_its_bound(
    majority: str, truth: dict[str, Any]
) -> None:
    entry = truth["imf_2022"]
    found = shapley_floats(imf_rule(tuple(entry["votes"]), entry[majority]["quota"]), seats(190))
    stored = entry[majority]["shapley_shubik"]
    bound = Fraction(found.error_bound)
    assert bound < Fraction(1, 10**12)
    for kind, value in zip(found.types, found.values, strict=True):
        votes = entry["votes"][int(kind[0].removeprefix("M"))]
        assert abs(Fraction(value) - Fraction(stored[str(votes)])) <= bound
