"""Smallest changes, against every set of members tried by hand."""

from datetime import date
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from vetopoint.count.changes import smallest_changes
from vetopoint.count.undecided import result_range
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import open_body
from vetopoint.law.rules import AllOf, AnyOf, Count, Rule, Threshold, held

MEMBERS = tuple("ABCDE")
COUNTS = (Count(1), Count(1, -1), Count(1, -2), Count(0, -1), Count(1, 1, 1), Count(1, -2, -2))


@st.composite
def leaves(draw: st.DrawFn) -> Threshold:
    weights = {m: draw(st.integers(0, 3)) for m in MEMBERS}
    return Threshold("part", weights, draw(st.sampled_from(COUNTS)), draw(st.integers(-4, 8)))


rules: st.SearchStrategy[Rule] = st.one_of(
    leaves(),
    st.builds(lambda a, b: AllOf((a, b)), leaves(), leaves()),
    st.builds(lambda a, b: AnyOf((a, b)), leaves(), leaves()),
)
roll_calls = st.fixed_dictionaries(dict.fromkeys(MEMBERS, st.sampled_from(Ballot)))


def turning_sets(rule: Rule, cast: dict[str, Ballot]) -> set[frozenset[str]]:
    """All smallest sets of members that can turn the result, by trying every ballot of each."""
    before = held(rule, cast)
    for size in range(1, len(MEMBERS) + 1):
        found = {
            frozenset(group)
            for group in combinations(MEMBERS, size)
            for new in product(Ballot, repeat=size)
            if held(rule, cast | dict(zip(group, new, strict=True))) is not before
        }
        if found:
            return found
    return set()


@given(rules, roll_calls)
def test_smallest_changes_are_those_found_by_trying_everything(
    rule: Rule, cast: dict[str, Ballot]
) -> None:
    listed = {
        frozenset(member for group in groups for member in group)
        for found in smallest_changes(rule, cast)
        for groups in product(*(combinations(c.members, c.number) for c in found.changes))
    }
    assert listed == turning_sets(rule, cast)


@given(rules, roll_calls)
def test_every_change_listed_does_turn_the_result(rule: Rule, cast: dict[str, Ballot]) -> None:
    for found in smallest_changes(rule, cast):
        assert held(rule, found.applied(cast)) is not held(rule, cast)


@given(rules, roll_calls, st.sets(st.sampled_from(MEMBERS)))
def test_the_range_covers_every_way_the_open_ballots_can_fall(
    rule: Rule, cast: dict[str, Ballot], undecided: set[str]
) -> None:
    names = sorted(undecided)
    results = {
        held(rule, cast | dict(zip(names, new, strict=True)))
        for new in product((Ballot.FOR, Ballot.AGAINST, Ballot.ABSTAIN), repeat=len(names))
    }
    found = result_range(rule, cast, names)
    assert found.at_best is (True in results)
    if not any(leaf.count.absent or leaf.count.against > 0 for leaf in _leaves(rule)):
        assert found.at_worst is (False not in results)


def _leaves(rule: Rule) -> list[Threshold]:
    return [rule] if isinstance(rule, Threshold) else [x for p in rule.parts for x in _leaves(p)]


def test_the_mildest_ballot_that_is_enough_is_named() -> None:
    council = open_body("un-security-council", date(2022, 2, 25))
    cast = dict.fromkeys(council.seats, Ballot.FOR)
    cast |= dict.fromkeys(("CHN", "IND", "ARE"), Ballot.ABSTAIN) | {"RUS": Ballot.AGAINST}
    (found,) = smallest_changes(council.provision().rule, cast)
    (change,) = found.changes
    assert (change.members, change.instead) == (("RUS",), Ballot.ABSTAIN)


def test_a_two_thirds_vote_of_the_assembly_is_counted_without_listing_sets() -> None:
    rule = AllOf(
        (
            Threshold("two thirds", {f"M{n}": 1 for n in range(193)}, Count(1, -2), 0),
            Threshold("one", {f"M{n}": 1 for n in range(193)}, Count(1), 1),
        )
    )
    cast = {f"M{n}": Ballot.FOR if n < 89 else Ballot.AGAINST for n in range(150)}
    (first, *_) = smallest_changes(rule, cast)
    assert first.size == 11
