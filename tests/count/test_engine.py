"""Every way of counting agrees with trying all roll calls."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations_with_replacement, permutations, product

import pytest

from vetopoint.count import weighted
from vetopoint.count.coalitions import minimal_blocking, minimal_winning, minimal_winning_count
from vetopoint.count.engine import (
    count_by_size,
    count_by_two_sizes,
    count_coalitions,
    count_critical,
    count_ternary,
    roll_call_power,
    shapley_floats,
)
from vetopoint.count.games import TERNARY, game_of
from vetopoint.count.methods import METHODS
from vetopoint.count.results import BeyondMethodError, Method
from vetopoint.law.ballots import Ballot
from vetopoint.law.rules import AllOf, AnyOf, Count, Effect, Rule, Threshold, held

NAMES = "ABCDEFGHIJ"
COUNTS = [Count(1), Count(1, -1), Count(1, -2), Count(0, -1), Count(1, -2, -2), Count(1, 1, 1)]


def weighted_rule(weights: list[int] | tuple[int, ...], quota: int) -> Threshold:
    names = [f"m{k}" for k in range(len(weights))]
    return Threshold("weights", dict(zip(names, weights, strict=True)), Count(favour=1), quota)


def canonical_games() -> list[Threshold]:
    """All weights up to 3, with every quota, of up to five members."""
    return [
        weighted_rule(weights, quota)
        for seats in range(1, 6)
        for weights in combinations_with_replacement(range(4), seats)
        for quota in range(sum(weights) + 2)
    ]


def random_rule(seed: int, seats: int) -> Rule:
    """Up to four thresholds over random members, joined at random."""
    draw = random.Random(seed)  # noqa: S311 - chance with a fixed seed

    def leaf() -> Rule:
        names = draw.sample(NAMES[:seats], draw.randint(1, seats))
        weights = {name: draw.choice([0, 1, 1, 1, 2, 5]) for name in names}
        count = draw.choice(COUNTS)
        low = min(count.as_record().values()) * sum(weights.values())
        high = count.favour * sum(weights.values())
        effect = draw.choice(list(Effect)) if count == Count(0, -1) else Effect.SHORTFALL
        return Threshold("leaf", weights, count, draw.randint(low, high + 1), effect)

    rule = leaf()
    for _ in range(draw.randint(0, 3)):
        parts = (rule, leaf())
        rule = AllOf(parts) if draw.random() < 0.5 else AnyOf(parts)
    return rule


def winners(rule: Rule, seats: str) -> set[frozenset[str]]:
    """The winning coalitions, each tried with `held`."""
    return {
        frozenset(s for s, b in zip(seats, cast, strict=True) if b is Ballot.FOR)
        for cast in product((Ballot.FOR, Ballot.AGAINST), repeat=len(seats))
        if held(rule, dict(zip(seats, cast, strict=True)))
    }


def agree(rule: Rule, members: str | None, method: Method) -> bool:
    """Whether a method gives what enumeration gives; False where it does not apply."""
    try:
        sizes = count_by_size(rule, members, method=method)
        totals = count_coalitions(rule, members, method=method)
    except BeyondMethodError:
        return False
    judge = count_by_size(rule, members, method=Method.ENUMERATION)
    assert (sizes.winning, sizes.containing) == (judge.winning, judge.containing)
    assert totals.winning == sum(judge.winning)
    assert totals.swings == tuple(map(sum, judge.swings))
    return True


@pytest.mark.parametrize("method", [Method.TYPES, Method.TRUNCATED, Method.MIDDLE])
def test_all_weighted_games_of_up_to_five_members_agree(method: Method) -> None:
    assert all(agree(rule, None, method) for rule in canonical_games())


def test_compiled_counting_agrees_on_weighted_games(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighted, "COMPILED", 0)
    monkeypatch.setattr(weighted, "TABLE", 0)
    for rule in canonical_games()[::9]:
        assert agree(rule, None, Method.TRUNCATED)
    draw = random.Random(1)  # noqa: S311 - chance with a fixed seed
    for _ in range(10):
        weights = [draw.randint(0, 60) for _ in range(10)]
        rule = weighted_rule(weights, draw.randint(1, sum(weights)))
        assert agree(rule, None, Method.TRUNCATED)


@pytest.mark.parametrize(("seats", "number"), [(3, 1000), (5, 1000), (8, 300), (10, 100)])
def test_random_compound_rules_agree_by_every_method(seats: int, number: int) -> None:
    reached = dict.fromkeys(METHODS, 0)
    for seed in range(number):
        rule = random_rule(seed, seats)
        for method in METHODS:
            reached[method] += agree(rule, NAMES[:seats], method)
        chosen = count_coalitions(rule, NAMES[:seats])
        assert chosen.winning == len(winners(rule, NAMES[:seats]))
        assert chosen.plan.reason
    assert min(reached.values()) > number // 5


def test_enumeration_itself_is_what_the_rule_says() -> None:
    for seed in range(60):
        rule, seats = random_rule(seed, 5), NAMES[:5]
        wins = winners(rule, seats)
        found = count_by_size(rule, seats, method=Method.ENUMERATION)
        for member in seats:
            inside = [sum(member in w and len(w) == s for w in wins) for s in range(6)]
            assert found.containing[found.type_of(member)] == tuple(inside)


def test_critical_members_and_minimal_coalitions_agree() -> None:
    for seed in range(150):
        rule, seats = random_rule(seed, 6), NAMES[:6]
        wins = winners(rule, seats)
        critical = {w: [m for m in w if w - {m} not in wins] for w in wins}
        minimal = {w for w, members in critical.items() if len(members) == len(w)}
        found = count_critical(rule, seats)
        assert sum(found.minimal) == len(minimal) == minimal_winning_count(rule, seats)
        assert {frozenset(w) for w in minimal_winning(rule, seats)} == minimal
        for member in seats:
            own = [sum(member in c and len(c) == n for c in critical.values()) for n in range(7)]
            assert found.critical[found.type_of(member)] == tuple(own)
        everyone = frozenset(seats)
        for blocking in map(frozenset, minimal_blocking(rule, seats)):
            assert everyone - blocking not in wins
            assert all(everyone - blocking | {m} in wins for m in blocking)


def test_sizes_inside_and_outside_a_set_agree() -> None:
    for seed in range(60):
        rule, seats, inner = random_rule(seed, 5), NAMES[:5], {"A", "C"}
        wins = winners(rule, seats)
        found = count_by_two_sizes(rule, seats, inner=inner)
        for a, b in product(range(3), range(4)):
            own = [w for w in wins if (len(w & inner), len(w - inner)) == (a, b)]
            assert found.winning[a][b] == len(own)
            for member in seats:
                inside = found.containing[found.type_of(member)][a][b]
                assert inside == sum(member in w for w in own)
        plain = count_coalitions(rule, seats)
        for member in seats:
            table = found.swings[found.type_of(member)]
            assert sum(map(sum, table)) == plain.swings_of(member)


@pytest.mark.parametrize(("members", "number"), [(3, 1000), (5, 500), (8, 40), (10, 4)])
def test_ternary_counts_agree_with_every_roll_call(members: int, number: int) -> None:
    for seed in range(number):
        rule, seats = random_rule(seed, members), NAMES[:members]
        found, judge = (count_ternary(rule, seats, method=m) for m in (None, Method.ENUMERATION))
        assert (found.adopted, found.adopted_with) == (judge.adopted, judge.adopted_with)


def roll_calls(rule: Rule, seats: str) -> dict[str, Fraction]:
    """The share of orders and ballots in which each member settles the result."""
    pivots = dict.fromkeys(seats, 0)
    orders = list(permutations(seats))
    for cast in product(TERNARY, repeat=len(seats)):
        ballots = dict(zip(seats, cast, strict=True))
        for order in orders:
            for place, member in enumerate(order):
                early = {m: ballots[m] for m in order[: place + 1]}
                late = order[place + 1 :]
                best = held(rule, early | dict.fromkeys(late, Ballot.FOR))
                if best is held(rule, early | dict.fromkeys(late, Ballot.AGAINST)):
                    pivots[member] += 1
                    break
    whole = len(orders) * 3 ** len(seats)
    return {member: Fraction(n, whole) for member, n in pivots.items()}


def test_roll_call_power_agrees_with_every_order_and_ballot() -> None:
    compared = 0
    for seed in range(60):
        rule, seats = random_rule(seed, 4), NAMES[:4]
        if isinstance(game_of(rule, seats, TERNARY).formula, bool):
            continue
        found, judge = roll_call_power(rule, seats), roll_calls(rule, seats)
        compared += 1
        assert {m: found.values[found.type_of(m)] for m in seats} == judge
        assert sum(judge.values()) == 1
    assert compared > 15


def test_quadrature_agrees_within_its_own_bound() -> None:
    draw = random.Random(7)  # noqa: S311 - chance with a fixed seed
    for _ in range(25):
        weights = [draw.randint(0, 40) for _ in range(draw.randint(3, 30))]
        rule = weighted_rule(weights, draw.randint(1, sum(weights)))
        floats, exact = shapley_floats(rule), count_by_size(rule).shapley_shubik()
        assert floats.error_bound < 1e-12
        for value, right in zip(floats.values, exact, strict=True):
            assert abs(Fraction(value) - right) <= floats.error_bound
