"""Nothing that was written after a vote reaches its forecast."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from vetopoint.infer.council.courses import course_of
from vetopoint.infer.council.forecaster import council_groups, seats_of, train
from vetopoint.infer.council.gate import LeakError, check_words, draft_from, known_votes, seen
from vetopoint.infer.forecast import forecast_of
from vetopoint.infer.subjects import own_words, subject_of, subjects
from vetopoint.law.bodies import open_body
from vetopoint.record.drafts import Draft, DraftRecord, Vote, council_drafts

COUNCIL = "un-security-council"
DAY = datetime.date(2014, 3, 15)


@pytest.fixture(scope="module")
def record() -> DraftRecord:
    return council_drafts(landmark_only=True)


@pytest.mark.parametrize(
    "title",
    [
        pytest.param(
            "Security Council resolution 1973 (2011) [on Libya]", id="a resolution's title"
        ),
        pytest.param("Resolution 1973 (2011)", id="its number alone"),
        pytest.param("The draft vetoed on Syria", id="the word vetoed"),
        pytest.param("A text on Mali that was not adopted", id="what came of it"),
        pytest.param("S/RES/2728 on Gaza", id="a resolution's symbol"),
        pytest.param("Adopted by 12 votes to 1, with 2 abstentions: Mali", id="a tally in words"),
        pytest.param("Mali, 12-1-2", id="a tally in figures"),
        pytest.param("Mali, 12 in favour, 1 against", id="a tally by sides"),
    ],
)
def test_a_title_that_tells_the_outcome_is_refused(title: str) -> None:
    with pytest.raises(LeakError, match="after the vote"):
        check_words(title, "title")


@pytest.mark.parametrize(
    "title",
    ["The situation in Libya", "Extension of resolution 1970 (2011) to 2022-02-25", ""],
)
def test_a_title_as_tabled_goes_through(title: str) -> None:
    check_words(title, "title")


@pytest.mark.parametrize(
    "field", ["outcome", "vetoers", "yes", "no", "abstain", "resolution", "modality", "ballots"]
)
def test_a_row_with_a_field_written_after_the_vote_is_refused(field: str) -> None:
    row: dict[str, Any] = {"symbol": "S/1", "day": DAY, "title": "Ukraine", field: "x"}
    with pytest.raises(LeakError, match=f"'{field}' was written after the vote"):
        draft_from(row)


def test_a_vote_of_the_same_day_is_refused_as_something_to_learn_from(record: DraftRecord) -> None:
    vote = next(vote for vote in record.votes if vote.draft.day == DAY)
    with pytest.raises(LeakError, match="not known before"):
        known_votes([vote], DAY)
    with pytest.raises(LeakError, match="not known before"):
        train(record.votes, DAY)


def test_a_trained_forecaster_refuses_an_earlier_draft(record: DraftRecord) -> None:
    forecaster = train(record.before(DAY), DAY)
    early = Draft("S/1", datetime.date(2005, 1, 3), "Ukraine")
    with pytest.raises(LeakError, match="may not be asked"):
        forecaster.outlook(seen(early), seats_of(["RUS"], council_groups(), None))


def altered(votes: Iterable[Vote], day: datetime.date) -> tuple[Vote, ...]:
    """Every vote of the day or later with another outcome, title, topic and no ballots."""
    return tuple(
        vote
        if vote.draft.day < day
        else evolve(
            vote,
            outcome="adopted" if vote.outcome != "adopted" else "vetoed",
            vetoers=("USA",),
            ballots={},
            draft=evolve(vote.draft, title="on extension of the mandate", topic="Cyprus"),
        )
        for vote in votes
    )


def test_a_forecast_is_the_same_when_later_and_same_day_votes_are_altered(
    record: DraftRecord,
) -> None:
    changed = evolve(record, votes=altered(record.votes, DAY))
    draft = seen(draft_from({"symbol": "", "day": DAY, "title": "Ukraine", "sponsors": "USA"}))
    seats = seats_of(open_body(COUNCIL, DAY).seats, council_groups(), draft.sponsors)
    found = [train(own.before(DAY), DAY).outlook(draft, seats) for own in (record, changed)]
    assert found[0].draws.tobytes() == found[1].draws.tobytes()
    assert found[0].weights.tobytes() == found[1].weights.tobytes()


def test_the_outcome_of_a_draft_cannot_change_how_it_is_seen(record: DraftRecord) -> None:
    for vote in record.votes:
        turned = evolve(vote, outcome="failed", vetoers=(), ballots={}, without_vote=True)
        assert seen(turned.draft) == seen(vote.draft)


def write(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def tidy_folder(folder: Path, votes: Iterable[Vote], planted: str = "") -> Path:
    """A folder laid out as the development data, with the votes given."""
    folder.mkdir()
    drafts: list[dict[str, object]] = []
    ballots: list[dict[str, object]] = []
    letters = {"for": "Y", "against": "N", "abstain": "A", "absent": "X"}
    for number, vote in enumerate(votes):
        late = vote.draft.day >= DAY
        drafts.append(
            {
                "draft_uid": f"U{number}",
                "draft": vote.draft.symbol,
                "resolution": "",
                "date": vote.draft.day.isoformat(),
                "title": planted if late and planted else vote.draft.title,
                "outcome": vote.outcome,
                "modality": "vote",
                "vetoers": ";".join(vote.vetoers),
                "votes_complete": "true",
                "sponsor": "",
                "topic": "",
            }
        )
        ballots += [
            {"draft_uid": f"U{number}", "state_code": code, "vote_adj": letters[cast.value]}
            for code, cast in vote.ballots.items()
        ]
    write(folder / "unsc_drafts.csv", drafts)
    write(folder / "unsc_votes.csv", ballots)
    return folder


def test_a_leak_planted_in_a_folder_changes_nothing(
    record: DraftRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VETOPOINT_HOME", str(tmp_path / "home"))
    recent = [vote for vote in record.votes if vote.draft.day.year >= 1999]
    plain = tidy_folder(tmp_path / "plain", recent)
    leak = "Security Council resolution 9999 (2014) [vetoed by the Russian Federation]"
    changed = list(altered(recent, DAY))
    planted = tidy_folder(tmp_path / "planted", changed, leak)
    kept = {"members", "adopted", "vetoes", "tally", "baseline", "nearest", "courses"}
    payloads = [
        forecast_of(COUNCIL, DAY, subject="Ukraine", data=folder).payload()
        for folder in (plain, planted)
    ]
    first, second = ({key: own[key] for key in kept} for own in payloads)
    assert first == second
    with pytest.raises(LeakError):
        forecast_of(COUNCIL, DAY, title=leak, data=plain)


def test_every_subject_is_its_own_name(record: DraftRecord) -> None:
    named = {entry.key for entry in subjects()}
    assert {seen(vote.draft).key.split(":")[0] for vote in record.votes} <= named | {"wide"}
    assert own_words("The situation in Mali") == "The situation in Mali"
    assert subject_of("nothing of the kind") is None


def test_the_form_of_a_description_says_nothing_of_the_outcome(shared_data: Path) -> None:
    """By its form alone (has a subject or not, of how many words), no draft can be told apart.

    The published titles can be told apart perfectly: only adopted texts are «resolutions».
    """
    votes = [v for v in council_drafts(shared_data / "un").votes if v.draft.day.year >= 1994]
    adopted = np.array([vote.outcome == "adopted" for vote in votes])
    published = np.array(["resolution" in vote.draft.title.casefold()[:27] for vote in votes])
    described = np.array([not seen(vote.draft).is_wide for vote in votes])
    assert abs(area(published, adopted) - 0.5) > 0.45
    assert abs(area(described, adopted) - 0.5) < 0.04


def area(score: Any, truth: Any) -> float:
    """The area under the ROC curve of a score that is true or false."""
    hit, miss = score[truth].mean(), score[~truth].mean()
    return float(0.5 + (hit - miss) / 2)


def test_courses_cover_every_outcome(record: DraftRecord) -> None:
    for vote in record.votes:
        course = course_of(vote).name
        assert (vote.outcome == "vetoed") == course.endswith("VETO")
        assert (vote.outcome == "failed") == (course == "SHORT")
