"""Rules of the house form: the laws that hold for every one of them."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.law.ballots import Ballot
from vetopoint.law.descriptions import described
from vetopoint.law.rules import (
    AllOf,
    AnyOf,
    Count,
    Effect,
    NotMonotoneError,
    Rule,
    Threshold,
    held,
    relabelled,
    thresholds,
)

MEMBERS = tuple("ABCDEF")
UP = {
    Ballot.AGAINST: (Ballot.ABSTAIN, Ballot.FOR),
    Ballot.ABSTAIN: (Ballot.FOR,),
    Ballot.ABSENT: (Ballot.FOR,),
    Ballot.FOR: (),
}


@st.composite
def counts(draw: st.DrawFn) -> Count:
    against = draw(st.integers(-3, 2))
    abstain = draw(st.integers(against, 3))
    absent = draw(st.integers(-3, 3))
    return Count(draw(st.integers(max(abstain, absent), 4)), against, abstain, absent)


@st.composite
def leaves(draw: st.DrawFn) -> Threshold:
    weights = draw(st.dictionaries(st.sampled_from(MEMBERS), st.integers(0, 5), min_size=1))
    effect = draw(st.sampled_from(Effect))
    return Threshold("part", weights, draw(counts()), draw(st.integers(-8, 16)), effect)


rules: st.SearchStrategy[Rule] = st.recursive(
    leaves(),
    lambda inner: st.builds(
        lambda kind, parts: kind(tuple(parts)),
        st.sampled_from((AllOf, AnyOf)),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)
roll_calls = st.fixed_dictionaries(dict.fromkeys(MEMBERS, st.sampled_from(Ballot)))


@given(rules, roll_calls, st.sampled_from(MEMBERS))
def test_a_ballot_changed_towards_for_never_undoes_an_adoption(
    rule: Rule, cast: dict[str, Ballot], member: str
) -> None:
    if held(rule, cast):
        for better in UP[cast[member]]:
            assert held(rule, cast | {member: better})


@given(rules, roll_calls, st.permutations(MEMBERS))
def test_relabelling_members_changes_nothing(
    rule: Rule, cast: dict[str, Ballot], names: list[str]
) -> None:
    new = dict(zip(MEMBERS, names, strict=True))
    renamed = relabelled(rule, new.__getitem__)
    assert held(renamed, {new[m]: b for m, b in cast.items()}) is held(rule, cast)


@given(rules, roll_calls)
def test_waiving_a_threshold_never_turns_an_adoption_down(
    rule: Rule, cast: dict[str, Ballot]
) -> None:
    if held(rule, cast):
        assert held(rule, cast, waiving=frozenset({Effect.VETO}))


@given(rules)
def test_every_rule_can_be_described(rule: Rule) -> None:
    assert described(rule)
    assert all(isinstance(leaf, Threshold) for leaf in thresholds(rule))


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"favour": 0, "against": 1}, id="against counts more than for"),
        pytest.param({"favour": 1, "abstain": 2}, id="abstaining counts more than for"),
        pytest.param({"favour": 1, "against": 1, "abstain": 0}, id="against beats abstaining"),
        pytest.param({"absent": 1}, id="absence counts more than for"),
    ],
)
def test_a_count_that_punishes_support_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(NotMonotoneError, match="is not monotone"):
        Count(**wrong)


@given(leaves(), roll_calls)
def test_a_sum_is_that_of_each_members_weight_times_what_its_ballot_counts(
    leaf: Threshold, cast: dict[str, Ballot]
) -> None:
    given_ = {member: ballot for member, ballot in cast.items() if ballot is not Ballot.ABSENT}
    total = sum(
        weight * leaf.count.as_record()[cast[member]] for member, weight in leaf.weights.items()
    )
    assert leaf.sum(cast) == leaf.sum(given_) == total
    assert leaf.holds(cast) is (total >= leaf.quota)


def test_a_count_that_was_read_is_still_equal_to_one_that_was_not() -> None:
    read = Count(1, -2)
    assert read.of(Ballot.AGAINST) == -2
    assert read == pickle.loads(pickle.dumps(read)) == Count(1, -2)  # noqa: S301 - our own
    assert hash(read) == hash(Count(1, -2))
    assert repr(read) == repr(Count(1, -2))
