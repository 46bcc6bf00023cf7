"""The search for smallest changes, against answers worked out without leaving anything out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.count import turning
from vetopoint.count.changes import Change, ChangeSet, smallest_changes
from vetopoint.count.engine import count_by_size, count_least
from vetopoint.count.turning import TooManySetsError
from vetopoint.count.undecided import result_range
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import open_body
from vetopoint.law.rules import AllOf, AnyOf, Count, Rule, Threshold, held, thresholds

MEMBERS = tuple("ABCDE")
# The last two count absence below a vote against, as a quorum does: staying away can do more.
COUNTS = (Count(1), Count(1, -1), Count(1, -2), Count(0, -1), Count(1, 1, 1), Count(2, 1, 1, -1))
MILDER = {
    True: (Ballot.AGAINST, Ballot.ABSTAIN, Ballot.ABSENT, Ballot.FOR),
    False: (Ballot.FOR, Ballot.ABSTAIN, Ballot.ABSENT, Ballot.AGAINST),
}


@st.composite
def leaves(draw: st.DrawFn) -> Threshold:
    weights = {m: draw(st.integers(0, 2)) for m in MEMBERS}
    return Threshold("part", weights, draw(st.sampled_from(COUNTS)), draw(st.integers(-4, 8)))


def combined(parts: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    few = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.builds(AllOf, few) | st.builds(AnyOf, few)


rules: st.SearchStrategy[Rule] = st.recursive(leaves(), combined, max_leaves=4)
roll_calls = st.fixed_dictionaries(dict.fromkeys(MEMBERS, st.sampled_from(Ballot)))


def pools_of(rule: Rule, cast: dict[str, Ballot]) -> list[tuple[str, ...]]:
    """Members of one weight in every threshold and one ballot."""
    kinds: dict[object, list[str]] = {}
    for member in MEMBERS:
        weights = tuple(leaf.weights[member] for leaf in thresholds(rule))
        kinds.setdefault((weights, cast[member]), []).append(member)
    return [tuple(members) for members in kinds.values()]


def ways_to_turn(rule: Rule, cast: dict[str, Ballot], members: tuple[str, ...]) -> Iterator[int]:
    """For each way to change exactly these members' ballots that turns the result, its distance.

    The distance is in steps from the ballot cast, in the order of mildness.
    """
    before = held(rule, cast)
    order = MILDER[not before]
    for new in product(Ballot, repeat=len(members)):
        changed = dict(zip(members, new, strict=True))
        if held(rule, cast | changed) is not before:
            yield sum(abs(order.index(cast[m]) - order.index(b)) for m, b in changed.items())


@given(rules, roll_calls)
def test_every_smallest_way_to_take_from_the_pools_is_listed_once(
    rule: Rule, cast: dict[str, Ballot]
) -> None:
    pools = pools_of(rule, cast)
    found = smallest_changes(rule, cast)
    listed = [
        tuple(sum(c.number for c in one.changes if c.members == pool) for pool in pools)
        for one in found
    ]
    turning = {
        tuple(sum(m in group for m in pool) for pool in pools)
        for size in range(1, len(MEMBERS) + 1)
        for group in combinations(MEMBERS, size)
        if any(True for _ in ways_to_turn(rule, cast, group))
    }
    smallest = min(map(sum, turning), default=0)
    assert sorted(listed) == sorted(t for t in turning if sum(t) == smallest)


@given(rules, roll_calls)
def test_no_milder_ballots_of_the_same_kind_of_change_would_have_been_enough(
    rule: Rule, cast: dict[str, Ballot]
) -> None:
    """One ballot for each move: no single move can be made milder, whatever the others hold."""
    before = held(rule, cast)
    order = MILDER[not before]
    for found in smallest_changes(rule, cast):
        assert held(rule, found.applied(cast)) is not before
        for place, change in enumerate(found.changes):
            start = order.index(change.cast) + 1
            for milder in order[start : order.index(change.instead)]:
                others = list(found.changes)
                others[place] = Change(change.number, change.members, change.cast, milder)
                assert held(rule, ChangeSet(tuple(others)).applied(cast)) is before


@given(rules, roll_calls, st.frozensets(st.sampled_from(MEMBERS), max_size=3))
def test_members_held_to_their_ballot_are_left_alone(
    rule: Rule, cast: dict[str, Ballot], fixed: frozenset[str]
) -> None:
    free = [m for m in MEMBERS if m not in fixed]
    turning = [
        size
        for size in range(1, len(free) + 1)
        if any(any(True for _ in ways_to_turn(rule, cast, g)) for g in combinations(free, size))
    ]
    found = smallest_changes(rule, cast, fixed=fixed)
    assert {one.size for one in found} == set(turning[:1])
    assert not fixed & {m for one in found for c in one.changes for m in c.members}


@given(rules, roll_calls, st.integers(0, 5))
def test_a_smaller_bound_only_leaves_out_larger_changes(
    rule: Rule, cast: dict[str, Ballot], at_most: int
) -> None:
    found = smallest_changes(rule, cast)
    bounded = smallest_changes(rule, cast, at_most=at_most)
    fits = not at_most or all(one.size <= at_most for one in found)
    assert bounded == (found if fits else ())


def test_staying_away_breaks_a_quorum_that_voting_against_would_make() -> None:
    everyone = dict.fromkeys("ABCDE", 1)
    rule = AllOf(
        (Threshold("one", everyone, Count(1), 1), Threshold("quorum", everyone, Count(1, 1, 1), 5))
    )
    (found,) = smallest_changes(rule, dict.fromkeys("ABCDE", Ballot.FOR))
    assert found.changes == (Change(1, tuple("ABCDE"), Ballot.FOR, Ballot.ABSENT),)


def test_a_fund_of_190_weights_is_searched_where_its_smallest_changes_are_few() -> None:
    """Each of 190 members is a pool of its own: 17,955 pairs, of which the search tries few."""
    fund = open_body("imf-board-of-governors", date(2024, 1, 31))
    rule = fund.provision("eighty-five-percent").rule
    found = smallest_changes(rule, dict.fromkeys(fund.seats, Ballot.FOR))
    assert [[c.members for c in one.changes] for one in found] == [[("USA",)]]
    without = dict.fromkeys(fund.seats, Ballot.FOR) | {"USA": Ballot.AGAINST, "JPN": Ballot.AGAINST}
    assert [[c.members for c in one.changes] for one in smallest_changes(rule, without)] == [
        [("USA",)]
    ]


def test_more_smallest_sets_than_a_list_can_hold_are_refused() -> None:
    weights = {f"M{n}": 1000 + n for n in range(60)}
    rule = Threshold("half", weights, Count(1), sum(weights.values()) // 2)
    with pytest.raises(TooManySetsError, match="too many to list"):
        smallest_changes(rule, dict.fromkeys(weights, Ballot.AGAINST))


@given(rules, roll_calls, st.lists(st.sampled_from(MEMBERS), unique=True))
def test_the_fewest_open_ballots_that_carry_it_are_those_found_by_counting_up(
    rule: Rule, cast: dict[str, Ballot], undecided: list[str]
) -> None:
    def carried(support: int) -> bool:
        favour = dict.fromkeys(undecided[:support], Ballot.FOR)
        return held(rule, cast | dict.fromkeys(undecided[support:], Ballot.ABSTAIN) | favour)

    enough = [number for number in range(len(undecided) + 1) if carried(number)]
    assert result_range(rule, cast, undecided).fewest == (enough[0] if enough else None)


@given(rules, st.sampled_from([5_000, 0]))
def test_the_least_winning_coalitions_are_those_that_counting_by_size_finds(
    rule: Rule, room: int
) -> None:
    """With no room for a list the count falls back on all sizes, and says the same."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(turning, "MOST_FOUND", room)
        found = count_least(rule, MEMBERS)
    sizes = count_by_size(rule, MEMBERS)
    least = next((size for size, number in enumerate(sizes.winning) if number), 0)
    assert (found.size, found.winning) == (least, sizes.winning[least])
    assert found.containing == tuple(own[least] for own in sizes.containing)
