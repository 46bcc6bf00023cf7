"""Which claims stand: published examples, brute force over all sets, and laws."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.compare.claims.arguments import (
    CircularSupportError,
    Framework,
    TooTangledError,
    framework,
    grounded,
    preferred,
    standings,
)

Pairs = list[tuple[str, str]]


def pairs(text: str) -> Pairs:
    """`a>b b>c` as attacks."""
    return [(word[0], word[2]) for word in text.split()]


@pytest.mark.parametrize(
    ("names", "attacks", "stands", "readings"),
    [
        pytest.param("ab", "", "ab", ["ab"], id="claims that nobody attacks all stand"),
        pytest.param("ab", "a>b", "a", ["a"], id="an attacked claim falls"),
        pytest.param("abc", "a>b b>c", "ac", ["ac"], id="a defended claim is reinstated"),
        pytest.param(
            "qr", "q>r r>q", "", ["q", "r"], id="the Nixon diamond (Dung 1995): two readings"
        ),
        pytest.param("a", "a>a", "", [""], id="a claim that attacks itself never stands"),
        pytest.param(
            "abc", "a>b b>c c>a", "", [""], id="an odd ring: no reading holds any of them"
        ),
        pytest.param("abcd", "a>b b>c c>d d>a", "", ["ac", "bd"], id="even ring: two readings"),
        pytest.param(
            "abcd",
            "a>b b>a a>c b>c c>d",
            "",
            ["ad", "bd"],
            id="floating reinstatement: two readings, and d in both of them",
        ),
        pytest.param(
            "abcde",
            "a>b c>b c>d d>c d>e e>e",
            "a",
            ["ac", "ad"],
            id="a two-ring and a claim that attacks itself",
        ),
        pytest.param(
            "iab", "i>a a>i b>a", "ib", ["bi"], id="who has the last word laughs best (Dung 1995)"
        ),
    ],
)
def test_published_examples(names: str, attacks: str, stands: str, readings: list[str]) -> None:
    claims = framework(names, pairs(attacks))
    assert sorted(grounded(claims)) == sorted(stands)
    assert sorted("".join(sorted(one)) for one in preferred(claims)) == sorted(
        "".join(sorted(one)) for one in readings
    )


@pytest.mark.parametrize(
    ("names", "attacks", "needs", "expected"),
    [
        pytest.param(
            "abc",
            "a>b",
            {"c": [["b"]]},
            {"a": "stands", "b": "falls", "c": "falls"},
            id="a claim falls with its only ground",
        ),
        pytest.param(
            "abcd",
            "a>b",
            {"c": [["b", "d"]]},
            {"a": "stands", "b": "falls", "c": "stands", "d": "stands"},
            id="of two alternative grounds one is enough",
        ),
        pytest.param(
            "abcd",
            "a>b c>d",
            {"c": [["b"]]},
            {"a": "stands", "b": "falls", "c": "falls", "d": "stands"},
            id="an attacker without its ground attacks in vain",
        ),
        pytest.param(
            "abc",
            "a>b b>a",
            {"c": [["a"]]},
            {"a": "in some readings", "b": "in some readings", "c": "in some readings"},
            id="what rests on an open claim is open",
        ),
        pytest.param(
            "abcd",
            "a>b b>c c>a",
            {"d": [["a"]]},
            dict.fromkeys("abcd", "in no reading"),
            id="what rests on an odd ring is held nowhere",
        ),
    ],
)
def test_support_is_necessity(
    names: str, attacks: str, needs: dict[str, list[list[str]]], expected: dict[str, str]
) -> None:
    assert standings(framework(names, pairs(attacks), needs)) == expected


def test_a_ring_of_supports_is_refused_in_one_sentence() -> None:
    with pytest.raises(CircularSupportError, match="a rests on b rests on c rests on a: a claim"):
        framework("abc", [], {"a": [["b"]], "b": [["c"]], "c": [["a"]]})


def test_a_claim_given_up_takes_with_it_what_rests_on_it_and_frees_what_it_attacked() -> None:
    claims = framework("abcd", pairs("a>b"), {"c": [["a"]], "d": [["a", "b"]]})
    assert standings(claims) == {"a": "stands", "b": "falls", "c": "stands", "d": "stands"}
    assert standings(claims.without("a")) == {"b": "stands", "c": "falls", "d": "stands"}


def test_too_many_readings_are_refused() -> None:
    names = [f"{letter}{number}" for number in range(20) for letter in "ab"]
    attacks = [(f"{x}{n}", f"{y}{n}") for n in range(20) for x, y in ("ab", "ba")]
    with pytest.raises(TooTangledError, match="40 claims attack one another in too many ways"):
        preferred(framework(names, attacks), 2_000)


# Brute force, by the definitions and over every set of claims.


def coherent(claims: Framework, held: frozenset[str]) -> bool:
    return all(not need.isdisjoint(held) for name in held for need in claims.needs.get(name, ()))


def every_set(claims: Framework) -> list[frozenset[str]]:
    return [
        frozenset(chosen)
        for size in range(len(claims.names) + 1)
        for chosen in itertools.combinations(claims.names, size)
    ]


def falls_to(claims: Framework, name: str, held: frozenset[str]) -> bool:
    """Every coherent set with this claim is attacked by the set."""
    return all(
        any((a, b) in claims.attacks for a in held for b in other)
        for other in every_set(claims)
        if name in other and coherent(claims, other)
    )


def defends(claims: Framework, held: frozenset[str], name: str) -> bool:
    return all(falls_to(claims, a, held) for a, b in claims.attacks if b == name)


def brute_preferred(claims: Framework) -> set[frozenset[str]]:
    admissible = [
        held
        for held in every_set(claims)
        if coherent(claims, held)
        and not any((a, b) in claims.attacks for a in held for b in held)
        and all(defends(claims, held, name) for name in held)
    ]
    return {one for one in admissible if not any(one < other for other in admissible)}


def brute_grounded(claims: Framework) -> frozenset[str]:
    """The least set that is complete: coherent, free of conflict, holding just what it defends."""
    complete = [
        held
        for held in every_set(claims)
        if coherent(claims, held)
        and not any((a, b) in claims.attacks for a in held for b in held)
        and held
        == {
            name
            for name in claims.names
            if defends(claims, held, name) and coherent(claims, held | {name})
        }
    ]
    return frozenset.intersection(*complete)


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    names = "abcdef"[: draw(st.integers(1, 6))]
    attacks = draw(st.sets(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=9))
    needs: dict[str, list[list[str]]] = {}
    for place, name in enumerate(names[1:], 1):  # only on earlier names, so that no ring arises
        grounds = st.lists(st.sampled_from(names[:place]), min_size=1, max_size=2, unique=True)
        needs[name] = draw(st.lists(grounds, max_size=1))
    return framework(names, attacks, needs)


@given(frameworks())
def test_the_solver_agrees_with_brute_force(claims: Framework) -> None:
    assert {frozenset(one) for one in preferred(claims)} == brute_preferred(claims)
    assert frozenset(grounded(claims)) == brute_grounded(claims)


@given(frameworks())
def test_what_stands_is_in_every_reading_and_what_falls_in_none(claims: Framework) -> None:
    readings = [frozenset(one) for one in preferred(claims)]
    for name, standing in standings(claims).items():
        held = [name in reading for reading in readings]
        if standing in {"stands", "in every reading"}:
            assert all(held)
        if standing in {"falls", "in no reading"}:
            assert not any(held)


@given(frameworks())
def test_a_claim_that_nothing_touches_changes_nothing(claims: Framework) -> None:
    more = framework([*claims.names, "z"], claims.attacks, dict(claims.needs))
    assert standings(more) == standings(claims) | {"z": "stands"}
