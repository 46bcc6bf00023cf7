"""Likeness of texts: what it sees, what it must not see, and the cosine written out by hand."""

import math

import numpy as np
import pytest

from vetopoint.infer.texts import TextIndex, agenda_items, plain_title, terms

TITLES = [
    "Nuclear disarmament",
    "The right to food",
    "Oceans and the law of the sea",
    "Nuclear disarmament verification",
]


@pytest.mark.parametrize(
    ("written", "tabled"),
    [
        ("Peace : resolution / adopted by the General Assembly", "Peace"),
        ("Peace : resolultion / adopted by the General Assembly", "Peace"),
        ("Peace : resolutions / submitted by the General Assembly.", "Peace"),
        ("Peace / adopted by the General Assembly", "Peace"),
        ("Peace", "Peace"),
        ("", ""),
    ],
)
def test_what_was_added_after_the_adoption_is_taken_off(written: str, tabled: str) -> None:
    assert plain_title(written) == tabled


def test_decisions_in_a_title_of_their_own_stay() -> None:
    title = "Review of the decisions adopted by the General Assembly at its tenth special session"
    assert plain_title(f"{title} : resolution / adopted by the General Assembly") == title


def test_headings_of_cataloguers_are_taken_off_each_agenda_item() -> None:
    agenda = (
        "A/71/251 67 Right of peoples to self-determination. SELF-DETERMINATION | "
        "A/71/251 67[1] Use of mercenaries. MERCENARIES"
    )
    assert agenda_items(agenda) == "Right of peoples to self-determination Use of mercenaries"
    assert agenda_items(None) == ""


def test_a_text_is_wholly_like_itself_and_not_at_all_like_a_stranger() -> None:
    likeness = TextIndex(TITLES).likeness([TITLES[1], "Zebra", ""])
    assert likeness[0, 1] == pytest.approx(1)
    assert (likeness[1:] == 0).all()


def test_the_cosine_is_the_one_written_out_by_hand() -> None:
    earlier, query = TITLES, "Nuclear disarmament in space"
    frequency = {word: sum(word in terms(text) for text in earlier) for word in terms(query)}

    def vector(text: str) -> dict[str, float]:
        return {
            word: (1 + math.log(count))
            * (math.log((1 + len(earlier)) / (1 + sum(word in terms(t) for t in earlier))) + 1)
            for word, count in terms(text).items()
        }

    own, other = vector(query), vector(earlier[3])
    dot = sum(own[word] * other.get(word, 0) for word in frequency)
    norms = math.hypot(*own.values()) * math.hypot(*other.values())
    assert TextIndex(earlier).likeness([query])[0, 3] == pytest.approx(dot / norms)


def test_later_texts_change_no_likeness_with_earlier_ones() -> None:
    short = TextIndex(TITLES[:2]).likeness(["Nuclear food"])
    longer = TextIndex(TITLES).likeness(["Nuclear food"], until=2)
    assert np.array_equal(short, longer)
