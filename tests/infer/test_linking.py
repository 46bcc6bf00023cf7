"""Links between recurring resolutions: what joins two texts, what keeps them apart, how they do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.infer.hand_links import hand_links
from vetopoint.infer.link_weights import learn_weights, link_weights
from vetopoint.infer.linking import check_links, joined_pairs, likely_pairs, recurring
from vetopoint.infer.roll_calls import NoRollCallsError, RollCalls
from vetopoint.infer.texts import TextIndex

GOLAN, FOOD = "The occupied Syrian Golan", "The right to food"
SEA, MINES = "Oceans and the law of the sea", "Convention on anti-personnel mines"


def calls_of(*texts: tuple[int, str], kinds: tuple[str, ...] = ()) -> RollCalls:
    """Four members vote on texts, each given by its session and title."""
    number = len(texts)
    session = np.array([session for session, _ in texts])
    none = np.empty(0, np.int64)
    return RollCalls(
        members=("A", "B", "C", "D"),
        items=tuple(f"V{k}" for k in range(number)),
        titles=tuple(title for _, title in texts),
        session=session,
        day=np.datetime64("2000-12-01", "D") + 365 * session,
        link=np.arange(number),
        body=np.zeros(number, np.int64),
        member=np.tile(np.arange(4), number),
        item=np.repeat(np.arange(number), 4),
        ballot=np.tile(np.array([0, 0, 2, 1], np.int8), number),
        absent_member=none,
        absent_item=none,
        agendas=("",) * number,
        kinds=kinds or ("text",) * number,
    )


FILLING = tuple((session, title) for session in (1, 2, 3) for title in (SEA, MINES))


def linked(calls: RollCalls) -> set[tuple[str, str]]:
    link = recurring(calls)
    return {
        (calls.items[a], calls.items[b])
        for a in range(len(link))
        for b in range(a + 1, len(link))
        if link[a] == link[b]
    }


def test_the_same_title_in_the_next_session_is_one_question() -> None:
    assert linked(calls_of((1, GOLAN), (2, GOLAN), (2, FOOD), *FILLING)) >= {("V0", "V1")}


def test_a_title_goes_on_through_three_sessions() -> None:
    calls = calls_of((1, GOLAN), (2, GOLAN), (3, GOLAN), *FILLING)
    assert len(set(recurring(calls)[:3].tolist())) == 1


def test_a_title_that_skips_a_session_is_found_again() -> None:
    assert ("V0", "V1") in linked(calls_of((1, GOLAN), (3, GOLAN), *FILLING))


def test_other_titles_and_titles_four_sessions_old_stand_alone() -> None:
    calls = calls_of((1, GOLAN), (2, FOOD), (5, GOLAN), *FILLING)
    assert not {pair for pair in linked(calls) if {"V0", "V1", "V2"} & set(pair)}


def test_a_paragraph_is_not_taken_for_the_whole_text() -> None:
    kinds = ("text", "paragraph", "text", *("text",) * len(FILLING))
    calls = calls_of((1, GOLAN), (2, GOLAN), (2, GOLAN), *FILLING, kinds=kinds)
    assert ("V0", "V2") in linked(calls)
    assert ("V0", "V1") not in linked(calls)


def test_a_session_puts_a_question_once() -> None:
    calls = calls_of((1, GOLAN), (2, GOLAN), (2, GOLAN), *FILLING)
    link = recurring(calls)
    assert link[1] != link[2]


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.sampled_from([GOLAN, FOOD, SEA, f"{FOOD} and {SEA}"])),
        min_size=2,
        max_size=14,
    )
)
def test_no_later_text_changes_a_link(texts: list[tuple[int, str]]) -> None:
    texts.sort(key=lambda text: text[0])
    calls = calls_of(*texts)
    earlier = calls.until(3)
    kept = len(earlier.items)
    assert recurring(earlier).tolist() == recurring(calls)[:kept].tolist()


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from([GOLAN, FOOD])), min_size=2))
def test_under_one_link_each_session_stands_once(texts: list[tuple[int, str]]) -> None:
    calls = calls_of(*texts)
    link = recurring(calls)
    places = list(zip(link.tolist(), calls.session.tolist(), strict=True))
    assert len(set(places)) == len(places)


def test_the_order_of_roll_calls_does_not_matter() -> None:
    texts = [(1, GOLAN), (2, GOLAN), (2, FOOD), *FILLING]
    back = linked(calls_of(*texts[::-1]))
    number = len(texts) - 1
    turned = {
        tuple(sorted((f"V{number - int(a[1:])}", f"V{number - int(b[1:])}"))) for a, b in back
    }
    assert turned == linked(calls_of(*texts))


def test_nothing_to_compare_links_nothing() -> None:
    calls = calls_of((1, GOLAN), (1, FOOD))
    assert recurring(calls).tolist() == [0, 1]
    assert recurring(calls, with_votes=True).tolist() == [0, 1]


def test_votes_alike_make_a_link_likelier() -> None:
    calls = calls_of((1, GOLAN), (2, GOLAN), *FILLING)
    turned = evolve(calls, ballot=np.where(calls.item == 1, 2 - calls.ballot, calls.ballot))
    weights = link_weights(with_votes=True)
    chance = [
        weights.chances(pairs.features)[(pairs.old == 0) & (pairs.new == 1)][0]
        for pairs in (likely_pairs(one, with_votes=True) for one in (calls, turned))
    ]
    assert chance[0] > chance[1]


def test_weights_learn_what_tells_pairs_apart() -> None:
    rng = np.random.default_rng(3)
    features = rng.standard_normal((4000, 3))
    truth = 1 / (1 + np.exp(-(2 * features[:, 0] - features[:, 1] - 1)))
    learnt = learn_weights(features, rng.random(4000) < truth, 0.5)
    assert learnt.weights == pytest.approx([2, -1, 0], abs=0.25)
    assert np.abs(learnt.chances(features) - truth).mean() < 0.03


def test_pairs_are_taken_from_the_likeliest_down_and_near_sessions_first() -> None:
    pairs = likely_pairs(calls_of((1, GOLAN), (2, GOLAN), (3, GOLAN), *FILLING))
    link = joined_pairs(pairs, np.ones(len(pairs.old)), 9, 0.5)
    assert link[0] == link[1] == link[2] == 0


def test_links_are_compared_pair_by_pair() -> None:
    none = check_links(np.array([0, 1]), np.array([0, 1]), np.array([1, 2]))
    assert (none.precision, none.recall) == (None, None)
    half = check_links(np.array([0, 0, 0]), np.array([0, 0, 1]), np.array([1, 2, 3]))
    assert (half.precision, half.recall) == (0.5, 1.0)


def test_likeness_within_an_index_is_that_of_the_texts() -> None:
    texts = [GOLAN, FOOD, "", SEA, f"{FOOD} at {SEA}", "Zebra", FOOD]
    index = TextIndex(texts)
    assert index.likeness_within((4, 7), 1, 4) == pytest.approx(index.likeness(texts[4:7], 1, 4))


def test_a_folder_without_the_sample_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoRollCallsError, match=r"bsv_sample\.parquet"):
        hand_links(tmp_path)


@pytest.mark.history
def test_links_beside_those_made_by_hand(shared_data: Path) -> None:
    """Weights from sessions to 62, judged on 63 to 74; into 74 nearly all recurring are linked."""
    held = hand_links(shared_data / "un")
    assert (len(held.calls.items), len(set(held.link.tolist()))) == (5732, 4783)
    pairs = likely_pairs(held.calls)
    same = held.link[pairs.old] == held.link[pairs.new]
    early = (held.calls.session[pairs.new] <= 62) & (pairs.gap == 1)
    learnt = learn_weights(pairs.features[early], same[early], link_weights().least)
    link = joined_pairs(pairs, learnt.chances(pairs.features), len(held.link), learnt.least)
    late = held.calls.session >= 63
    judged = check_links(link[late], held.link[late], held.calls.session[late])
    assert judged.recall is not None
    assert judged.recall > 0.8
    last = held.calls.session >= 73
    whole = check_links(link[last], held.link[last], held.calls.session[last])
    assert whole.precision is not None
    assert whole.recall is not None
    assert whole.precision > 0.85
    assert whole.recall > 0.9
