"""Indices by their definitions on small games, and the laws they must obey."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vetopoint.count.engine import count_by_size
from vetopoint.count.indices import INDICES, Family, index_named
from vetopoint.count.readings import (
    Reading,
    UndefinedIndexError,
    UnknownIndexError,
    semivalue,
    semivalue_weights,
)
from vetopoint.count.unions import BadUnionsError, unions_of
from vetopoint.law.ballots import Ballot
from vetopoint.law.rules import (
    AllOf,
    AnyOf,
    Count,
    Effect,
    Rule,
    Threshold,
    held,
    relabelled,
    thresholds,
)

IN_FAVOUR = Count(favour=1)
MEMBERS = "ABCDE"
TERNARY = (Ballot.FOR, Ballot.AGAINST, Ballot.ABSTAIN)
COUNTS = (IN_FAVOUR, Count(1, -1), Count(1, -2), Count(against=-1), Count(2, 0, 1))
OF_UNIONS = [slug for slug, index in INDICES.items() if index.family is Family.UNIONS]


@st.composite
def leaves(draw: st.DrawFn, members: str) -> Threshold:
    weights = {member: draw(st.integers(0, 4)) for member in members}
    count = draw(st.sampled_from(COUNTS))
    total = max(sum(weights.values()), 1)
    quota = draw(st.integers(1 if count.favour else -total, total))
    return Threshold("drawn", weights, count, quota)


@st.composite
def rules(draw: st.DrawFn, most: int = 5) -> Rule:
    members = MEMBERS[: draw(st.integers(1, most))]
    parts = tuple(draw(leaves(members)) for _ in range(draw(st.integers(1, 3))))
    if len(parts) == 1:
        return parts[0]
    outer, inner = (AllOf, AnyOf) if draw(st.booleans()) else (AnyOf, AllOf)
    return outer(parts) if len(parts) == 2 else outer((parts[0], inner(parts[1:])))


def seats_of(rule: Rule) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m for leaf in thresholds(rule) for m in leaf.weights))


Wins = Callable[[frozenset[str]], bool]
Raw = dict[str, Fraction]


def wins_under(rule: Rule) -> Wins:
    members = seats_of(rule)

    def wins(coalition: frozenset[str]) -> bool:
        ballots = {m: Ballot.FOR if m in coalition else Ballot.AGAINST for m in members}
        return held(rule, ballots)

    return wins


def coalitions(members: Sequence[str]) -> list[frozenset[str]]:
    return [frozenset(c) for size in range(len(members) + 1) for c in combinations(members, size)]


def critical_in(coalition: frozenset[str], wins: Wins) -> list[str]:
    return [m for m in sorted(coalition) if not wins(coalition - {m})]


def scaled(raw: dict[str, Fraction]) -> dict[str, Fraction] | None:
    whole = sum(raw.values())
    return {m: value / whole for m, value in raw.items()} if whole else None


def by_definition(slug: str, rule: Rule) -> dict[str, Fraction] | None:
    """Each index straight from its words; None where it would divide by nothing."""
    members, wins = seats_of(rule), wins_under(rule)
    winning = [c for c in coalitions(members) if wins(c)]
    losing = 2 ** len(members) - len(winning)
    critical = {c: critical_in(c, wins) for c in winning}
    minimal = [c for c in winning if len(critical[c]) == len(c)]
    swings = {m: Fraction(sum(m in critical[c] for c in winning)) for m in members}
    inside = {m: Fraction(sum(m in c for c in winning)) for m in members}
    least = [c for c in winning if len(c) == min(map(len, winning))]
    half = Fraction(1, 2 ** (len(members) - 1))

    def over(raw: dict[str, Fraction], whole: int) -> dict[str, Fraction] | None:
        return {m: value / whole for m, value in raw.items()} if whole else None

    def shared(sets: list[frozenset[str]], parts: dict[frozenset[str], int]) -> Raw:
        return {
            m: sum((Fraction(1, parts[c]) for c in sets if m in c), Fraction()) for m in members
        }

    lone = dict.fromkeys(winning, 1)
    vulnerable = {c: len(critical[c]) for c in winning if critical[c]}
    johnston = {
        m: sum((Fraction(1, k) for c, k in vulnerable.items() if m in critical[c]), Fraction())
        for m in members
    }
    definitions: dict[str, Callable[[], Raw | None]] = {
        "banzhaf-absolute": lambda: {m: s * half for m, s in swings.items()},
        "banzhaf-normalised": lambda: scaled(swings),
        "coleman-act": lambda: dict.fromkeys(members, len(winning) * half / 2),
        "coleman-initiate": lambda: over(swings, losing),
        "coleman-prevent": lambda: over(swings, len(winning)),
        "johnston": lambda: scaled(johnston),
        "deegan-packel": lambda: scaled(shared(minimal, {c: len(c) or 1 for c in minimal})),
        "holler": lambda: scaled(shared(minimal, lone)),
        "felsenthal": lambda: scaled(shared(least, lone)),
        "public-help": lambda: scaled(inside),
        "nevison": lambda: {m: number * half for m, number in inside.items()},
        "koenig-braeuninger": lambda: over(inside, len(winning)),
        "rae": lambda: {m: Fraction(1, 2) + s * half / 2 for m, s in swings.items()},
        "shapley-shubik": lambda: in_orders(members, wins),
    }
    return definitions[slug]()


def in_orders(members: Sequence[str], wins: Wins) -> dict[str, Fraction]:
    raw, share = dict.fromkeys(members, Fraction()), Fraction(1, math.factorial(len(members)))
    for order in permutations(members):
        for place, member in enumerate(order):
            before = frozenset(order[:place])
            if wins(before | {member}) and not wins(before):
                raw[member] += share
    return raw


BINARY = [slug for slug, index in INDICES.items() if index.family is Family.BINARY]


@pytest.mark.parametrize("slug", BINARY)
@settings(max_examples=40)
@given(rule=rules())
def test_an_index_is_what_its_definition_says(slug: str, rule: Rule) -> None:
    expected = by_definition(slug, rule)
    reading = Reading(rule, seats_of(rule))
    if expected is None:
        with pytest.raises(UndefinedIndexError):
            INDICES[slug].of(reading)
    else:
        assert INDICES[slug].of(reading).values == expected


@settings(max_examples=60)
@given(rule=rules())
def test_banzhaf_with_abstention_counts_every_roll_call(rule: Rule) -> None:
    members = seats_of(rule)
    found = INDICES["ternary-banzhaf"].of(Reading(rule, members)).values
    for member in members:
        others = [m for m in members if m != member]
        swings = 0
        for cast in product(TERNARY, repeat=len(others)):
            ballots = dict(zip(others, cast, strict=True))
            favour = held(rule, ballots | {member: Ballot.FOR})
            swings += favour - held(rule, ballots | {member: Ballot.AGAINST})
        assert found[member] == Fraction(swings, 3 ** len(others))


@settings(max_examples=40)
@given(rule=rules(most=3))
def test_roll_calls_are_settled_by_their_pivot(rule: Rule) -> None:
    members = seats_of(rule)
    found = INDICES["ternary-shapley-shubik"].of(Reading(rule, members)).values
    pivots = dict.fromkeys(members, 0)
    against, favour = dict.fromkeys(members, Ballot.AGAINST), dict.fromkeys(members, Ballot.FOR)
    for order in permutations(members):
        for cast in product(TERNARY, repeat=len(members)):
            called: dict[str, Ballot] = {}
            for member, ballot in zip(order, cast, strict=True):
                was_open = held(rule, against | called) != held(rule, favour | called)
                called[member] = ballot
                if was_open and held(rule, against | called) == held(rule, favour | called):
                    pivots[member] += 1
    whole = math.factorial(len(members)) * 3 ** len(members)
    assert found == {m: Fraction(number, whole) for m, number in pivots.items()}


def partitions_of(members: Sequence[str]) -> st.SearchStrategy[list[list[str]]]:
    def grouped(marks: list[int]) -> list[list[str]]:
        pairs = list(zip(marks, members, strict=True))
        return [[m for k, m in pairs if k == mark] for mark in sorted(set(marks))]

    return st.lists(st.integers(0, 2), min_size=len(members), max_size=len(members)).map(grouped)


@settings(max_examples=30)
@given(data=st.data(), rule=rules())
def test_values_in_unions_are_what_their_definitions_say(data: st.DataObject, rule: Rule) -> None:
    members, wins = seats_of(rule), wins_under(rule)
    unions = data.draw(partitions_of(members))
    reading = Reading(rule, members, unions_of(members, unions))
    for slug in OF_UNIONS:
        found = INDICES[slug].of(reading).values
        for own in unions:
            others = [union for union in unions if union is not own]
            for member in own:
                mates = [m for m in own if m != member]
                value = Fraction()
                named = {union[0]: union for union in others}
                for blocks, inner in product(coalitions(list(named)), coalitions(mates)):
                    base = inner | {m for name in blocks for m in named[name]}
                    if wins(base | {member}) and not wins(base):
                        value += shares(slug, len(blocks), len(unions), len(inner), len(own))
                assert found[member] == value, (slug, member)


def shares(slug: str, blocks: int, unions: int, inner: int, own: int) -> Fraction:
    def orders(before: int, players: int) -> Fraction:
        after = players - 1 - before
        ways = math.factorial(before) * math.factorial(after)
        return Fraction(ways, math.factorial(players))

    def coins(_: int, players: int) -> Fraction:
        return Fraction(1, 2 ** (players - 1))

    among, within = {
        "owen": (orders, orders),
        "banzhaf-owen": (coins, coins),
        "symmetric-coalitional-banzhaf": (coins, orders),
    }[slug]
    return among(blocks, unions) * within(inner, own)


@settings(max_examples=60)
@given(rule=rules())
def test_everyone_alone_or_all_together_is_as_without_unions(rule: Rule) -> None:
    members = seats_of(rule)
    plain = Reading(rule, members)
    for unions in ([[m] for m in members], [list(members)]):
        grouped = Reading(rule, members, unions_of(members, unions))
        expected = INDICES["shapley-shubik"].of(plain).values
        assert INDICES["owen"].of(grouped).values == expected
        coins = INDICES["banzhaf-absolute"].of(plain).values
        assert INDICES["banzhaf-owen"].of(grouped).values == coins


@settings(max_examples=60)
@given(rule=rules())
def test_shares_add_to_one_or_to_nothing_at_all(rule: Rule) -> None:
    reading = Reading(rule, seats_of(rule))
    wins = wins_under(rule)
    decided = wins(frozenset(seats_of(rule))) and not wins(frozenset())
    for slug in ("shapley-shubik", "ternary-shapley-shubik", "owen"):
        values = INDICES[slug].of(reading).values
        if slug != "ternary-shapley-shubik":
            assert sum(values.values()) == decided
        assert all(value >= 0 for value in values.values())


@settings(max_examples=25)
@given(rule=rules(most=4), order=st.permutations("WXYZ"))
def test_other_names_change_nothing(rule: Rule, order: list[str]) -> None:
    members = seats_of(rule)
    names = dict(zip(members, order, strict=False))
    renamed = relabelled(rule, names.__getitem__)
    for index in INDICES.values():
        try:
            before = index.of(Reading(rule, members)).values
        except UndefinedIndexError:
            continue
        seats = tuple(sorted(names.values()))
        after = index.of(Reading(renamed, seats)).values
        assert {names[m]: value for m, value in before.items()} == after, index.slug


@settings(max_examples=60)
@given(rule=rules(most=4))
def test_a_member_that_no_threshold_counts_has_no_power(rule: Rule) -> None:
    reading = Reading(rule, (*seats_of(rule), "idle"))
    for slug in ("shapley-shubik", "banzhaf-absolute", "ternary-banzhaf", "owen",
                 "ternary-shapley-shubik", "banzhaf-owen"):  # fmt: skip
        assert INDICES[slug].of(reading).values["idle"] == 0


@given(
    weights=st.lists(st.integers(0, 9), min_size=1, max_size=7),
    quota=st.integers(1, 30),
)
def test_more_weight_never_means_less_shapley_shubik_power(weights: list[int], quota: int) -> None:
    names = [f"M{place}" for place in range(len(weights))]
    rule = Threshold("weights", dict(zip(names, weights, strict=True)), IN_FAVOUR, quota)
    for slug in ("shapley-shubik", "banzhaf-absolute", "ternary-banzhaf"):
        found = INDICES[slug].of(Reading(rule, tuple(names))).values
        ranked = sorted(zip(weights, found.values(), strict=True))
        assert [value for _, value in ranked] == sorted(found.values())
        assert len(set(zip(weights, found.values(), strict=True))) == len(set(weights))


@given(weights=st.lists(st.integers(0, 9), min_size=1, max_size=7), quota=st.integers(1, 30))
def test_blocking_gives_the_power_that_passing_gives(weights: list[int], quota: int) -> None:
    """Duality: a coalition blocks where its complement cannot pass."""
    names = tuple(f"M{place}" for place in range(len(weights)))
    named, total = dict(zip(names, weights, strict=True)), sum(weights)
    rule = Threshold("pass", named, IN_FAVOUR, quota)
    dual = Threshold("block", named, IN_FAVOUR, total - quota + 1)
    for slug in ("shapley-shubik", "banzhaf-absolute"):
        there = INDICES[slug].of(Reading(rule, names)).values
        assert there == INDICES[slug].of(Reading(dual, names)).values


def test_equal_members_have_equal_power_with_abstention() -> None:
    """Abstention that counts as half a vote each way leaves equal members equal shares."""
    rule = Threshold("majority", dict.fromkeys("ABC", 1), Count(favour=2, abstain=1), 4)
    found = INDICES["ternary-shapley-shubik"].of(Reading(rule, tuple("ABC"))).values
    assert set(found.values()) == {Fraction(1, 3)}


@settings(max_examples=30)
@given(rule=rules(most=4))
def test_without_abstention_the_roll_call_model_is_the_classic_one(rule: Rule) -> None:
    """Felsenthal and Machover: with two ballots the settling member has the classic power."""
    members = seats_of(rule)
    against, favour = dict.fromkeys(members, Ballot.AGAINST), dict.fromkeys(members, Ballot.FOR)
    pivots = dict.fromkeys(members, Fraction())
    share = Fraction(1, math.factorial(len(members)) * 2 ** len(members))
    for order in permutations(members):
        for cast in product((Ballot.FOR, Ballot.AGAINST), repeat=len(members)):
            called: dict[str, Ballot] = {}
            for member, ballot in zip(order, cast, strict=True):
                was_open = held(rule, against | called) != held(rule, favour | called)
                called[member] = ballot
                if was_open and held(rule, against | called) == held(rule, favour | called):
                    pivots[member] += share
    assert INDICES["shapley-shubik"].of(Reading(rule, members)).values == pivots


def test_semivalues_hold_the_known_ones() -> None:
    weights = dict(zip("GFIBNL", [4, 4, 4, 2, 2, 1], strict=True))
    rule = Threshold("weights", weights, IN_FAVOUR, 12)
    sizes, reading = count_by_size(rule), Reading(rule, tuple(weights))
    orders = semivalue(sizes, semivalue_weights([Fraction(1)] * 6))
    assert orders == INDICES["shapley-shubik"].of(reading).values
    coins = semivalue(sizes, [Fraction(1, 32)] * 6)
    assert coins == INDICES["banzhaf-absolute"].of(reading).values
    with pytest.raises(UnknownIndexError, match="5 weights are given"):
        semivalue(sizes, [Fraction(1)] * 5)


@pytest.mark.parametrize(
    ("weights", "quota", "power"),
    [
        pytest.param([5, 1, 1], 5, [1, 0, 0], id="one member meets the quota alone"),
        pytest.param([3, 0, 2], 5, [Fraction(1, 2), 0, Fraction(1, 2)], id="a weight of zero"),
        pytest.param([7], 7, [1], id="a single member"),
        pytest.param([10**12, 10**12, 1], 2 * 10**12, [Fraction(1, 2)] * 2 + [0], id="10^12"),
        pytest.param([1, 1], 3, [0, 0], id="a quota above the total"),
        pytest.param([1, 1], 0, [0, 0], id="a quota of zero"),
    ],
)
def test_odd_games_are_right(weights: list[int], quota: int, power: list[Fraction]) -> None:
    names = tuple(f"M{place}" for place in range(len(weights)))
    rule = Threshold("weights", dict(zip(names, weights, strict=True)), IN_FAVOUR, quota)
    assert list(INDICES["shapley-shubik"].of(Reading(rule, names)).values.values()) == power


def test_sixty_nine_equal_votes_do_not_wrap() -> None:
    """A known trap: 64-bit counts are negative from 69 equal members."""
    names = tuple(f"M{place}" for place in range(69))
    rule = Threshold("votes", dict.fromkeys(names, 1), IN_FAVOUR, 35)
    found = INDICES["banzhaf-absolute"].of(Reading(rule, names)).values["M0"]
    assert found == Fraction(math.comb(68, 34), 2**68)


def test_a_thousand_equal_members_share_equally() -> None:
    names = tuple(f"M{place}" for place in range(1000))
    rule = Threshold("votes", dict.fromkeys(names, 1), IN_FAVOUR, 600)
    found = INDICES["shapley-shubik"].of(Reading(rule, names)).values
    assert set(found.values()) == {Fraction(1, 1000)}


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [(["AX"], "X is in a union and holds no seat"), (["AB", "BC"], "B is in a union twice")],
)
def test_unions_that_cannot_be_are_refused(groups: list[str], sentence: str) -> None:
    with pytest.raises(BadUnionsError, match=sentence):
        unions_of("ABC", groups)


def test_every_index_says_where_it_comes_from_and_what_it_leaves_out() -> None:
    for slug, index in INDICES.items():
        assert slug == index.slug == index_named(slug).slug
        assert all("(1" in reference or "(2" in reference for reference in index.references)
        assert index.does_not_show.endswith(".")
    with pytest.raises(UnknownIndexError, match="choose all or one of"):
        index_named("penrose")


def test_a_veto_that_two_must_cast_is_counted_as_such() -> None:
    veto = Threshold("veto", dict.fromkeys("ABC", 1), Count(against=-1), -1, Effect.VETO)
    rule = AllOf((Threshold("votes", dict.fromkeys("ABCD", 1), IN_FAVOUR, 2), veto))
    found = INDICES["coleman-prevent"].of(Reading(rule, tuple("ABCD"))).values
    assert found["A"] == found["B"] < 1
