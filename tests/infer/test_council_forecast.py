"""The Council's forecast: what moves it, that it counts right, and what ships."""

from __future__ import annotations

import datetime
import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.infer.council.backtest import judged
from vetopoint.infer.council.courses import Course
from vetopoint.infer.council.history import FEATURES, TRAITS
from vetopoint.infer.council.shipped import STATE, provenance, shipped_forecaster
from vetopoint.infer.council.weights import fit_weights
from vetopoint.infer.counted import counted
from vetopoint.infer.draft_forecast import ForecastError
from vetopoint.infer.forecast import forecast_of
from vetopoint.infer.scores import EmptyWindowError
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import NotSeatedError
from vetopoint.law.rules import AllOf, Count, Effect, Threshold, held
from vetopoint.record.drafts import council_drafts

COUNCIL = "un-security-council"
DAY = datetime.date(2022, 2, 25)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VETOPOINT_HOME", str(tmp_path / "home"))


def test_the_chances_of_every_member_add_up() -> None:
    found = forecast_of(COUNCIL, DAY, subject="ukraine")
    assert len(found.members) == 15
    for own in found.members.values():
        assert sum(own.values()) == pytest.approx(1)
    assert sum(found.tally.values()) == pytest.approx(1)
    assert sum(found.courses.values()) == pytest.approx(1)
    assert found.adopted + found.shortfall <= 1


def test_a_declared_veto_is_counted_and_moves_the_others() -> None:
    plain = forecast_of(COUNCIL, DAY, subject="ukraine")
    told = forecast_of(COUNCIL, DAY, subject="ukraine", declared={"RUS": Ballot.AGAINST})
    assert told.adopted == 0
    assert told.vetoes["RUS"] > 0.9
    assert told.members["CHN"]["for"] < 0.5 < plain.members["CHN"]["for"]
    assert told.persuasion[0].member == "RUS"


def test_a_declared_abstention_makes_a_veto_by_that_member_impossible() -> None:
    told = forecast_of(COUNCIL, DAY, subject="ukraine", declared={"RUS": Ballot.ABSTAIN})
    assert told.vetoes["RUS"] == 0
    assert told.members["RUS"]["abstain"] == pytest.approx(1)


def test_a_declared_vote_in_favour_raises_the_chance_a_little() -> None:
    plain = forecast_of(COUNCIL, DAY, subject="cyprus")
    told = forecast_of(COUNCIL, DAY, subject="cyprus", declared={"NOR": Ballot.FOR})
    assert plain.adopted < told.adopted < plain.adopted + 0.06


def test_a_sponsor_votes_for_its_draft_and_vetoes_nothing() -> None:
    found = forecast_of(COUNCIL, DAY, subject="palestine", sponsors=["USA"])
    without = forecast_of(COUNCIL, DAY, subject="palestine")
    assert found.members["USA"]["for"] > 0.98
    assert found.vetoes["USA"] < 0.01 < without.vetoes["USA"]


def test_subjects_differ_as_the_past_did() -> None:
    gaza = forecast_of(COUNCIL, datetime.date(2024, 11, 1), subject="palestine")
    cyprus = forecast_of(COUNCIL, datetime.date(2024, 11, 1), subject="cyprus")
    assert gaza.adopted + 0.3 < cyprus.adopted


def test_the_same_seed_gives_the_same_bytes_and_another_seed_nearly_the_same() -> None:
    first, again, other = (
        forecast_of(COUNCIL, DAY, subject="mali", seed=seed) for seed in (7, 7, 8)
    )
    assert json.dumps(first.payload()) == json.dumps(again.payload())
    assert json.dumps(first.payload()) != json.dumps(other.payload())
    assert first.adopted == pytest.approx(other.adopted, abs=0.02)


def test_the_payload_has_the_keys_of_the_contract() -> None:
    payload = forecast_of(COUNCIL, DAY, subject="mali").payload()
    wanted = {"body", "date", "members", "adopted", "vetoes", "baseline", "nearest", "seed"}
    assert wanted <= payload.keys()
    assert set(payload["members"]["RUS"]) == {"for", "against", "abstain", "absent"}
    assert set(payload["vetoes"]) == {"CHN", "FRA", "GBR", "RUS", "USA"}
    assert all(isinstance(symbol, str) for symbol in payload["nearest"])


def test_a_design_is_counted_under_its_own_rule_and_says_so() -> None:
    council = forecast_of(COUNCIL, DAY, subject="ukraine", declared={"RUS": Ballot.AGAINST})
    design = forecast_of("unsc-no-veto", DAY, subject="ukraine", declared={"RUS": Ballot.AGAINST})
    assert council.adopted == 0
    assert design.adopted > 0.85
    assert "design" in design.does_not_show[0]


def test_a_draft_before_1966_is_counted_for_eleven_seats() -> None:
    found = forecast_of(COUNCIL, datetime.date(1956, 10, 30), subject="israel-neighbours")
    assert len(found.members) == 11
    assert "SUN" in found.vetoes
    assert found.rule.startswith("at least 7 of 11")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        pytest.param({"subject": "atlantis"}, "names no subject", id="an unknown subject"),
        pytest.param({"text": "  \n"}, "the text is empty", id="an empty text"),
        pytest.param({"title": "La situation au Moyen-Orient"}, "in English", id="French"),
        pytest.param({"text": "Проект резолюции о Сирии"}, "in English", id="Russian"),
        pytest.param({"like": "S/2099/1"}, "no draft", id="an unknown symbol"),
        pytest.param({"like": "S/2022/155"}, "not known before", id="a vote of that day"),
        pytest.param({"subject": "mali", "title": "Mali"}, "give one", id="two descriptions"),
    ],
)
def test_what_cannot_be_used_is_refused(question: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        forecast_of(COUNCIL, DAY, **question)  # type: ignore[arg-type]


def test_a_member_without_a_seat_is_refused_with_those_seated() -> None:
    with pytest.raises(NotSeatedError, match="seated are ALB, BRA"):
        forecast_of(COUNCIL, DAY, declared={"DEU": Ballot.FOR})


def test_a_sponsor_against_its_draft_is_a_contradiction() -> None:
    with pytest.raises(ForecastError, match="sponsor"):
        forecast_of(COUNCIL, DAY, sponsors=["USA"], declared={"USA": Ballot.AGAINST})


def test_a_body_without_a_record_is_counted_from_assumptions_alone() -> None:
    day = datetime.date(2023, 6, 1)
    with pytest.raises(ForecastError, match="publishes no record"):
        forecast_of("nato", day)
    likely = {Ballot.FOR: 0.9, Ballot.AGAINST: 0.1}
    members = forecast_of("nato", day, assume=dict.fromkeys(nato(day), likely)).members
    found = forecast_of("nato", day, assume=dict.fromkeys(nato(day), likely))
    assert found.adopted == pytest.approx(0.9 ** len(members))
    assert found.blocked == pytest.approx(1 - 0.9 ** len(members))
    assert found.baseline is None


def nato(day: datetime.date) -> tuple[str, ...]:
    from vetopoint.law.bodies import open_body

    return open_body("nato", day).seats


@given(st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=4, max_size=4))
def test_counting_agrees_with_every_roll_call(numbers: list[list[int]]) -> None:
    shares = np.array(numbers, dtype=float) + np.array([1.0, 0, 0, 0])
    shares /= shares.sum(axis=1, keepdims=True)
    draws = np.stack([shares, shares[::-1]])
    weights = np.array([0.25, 0.75])
    members = ["A", "B", "C", "D"]
    enough = Threshold("votes", dict.fromkeys(members, 1), Count(favour=1), 2)
    veto = Threshold("no", {"A": 1}, Count(against=-1), 0, Effect.VETO, "", "holders")
    rule = AllOf((enough, veto))
    found = counted(rule, members, draws, weights)
    adopted, favour, moved = 0.0, np.zeros(5), 0.0
    for own, weight in zip(draws, weights, strict=True):
        for cast in itertools.product(range(4), repeat=4):
            chance = weight * np.prod([own[place, ballot] for place, ballot in enumerate(cast)])
            ballots = {m: tuple(Ballot)[b] for m, b in zip(members, cast, strict=True)}
            adopted += chance * held(rule, ballots)
            moved += chance * held(rule, ballots | {"A": Ballot.FOR})
            favour[cast.count(0)] += chance
    assert found.adopted == pytest.approx(adopted)
    assert [found.tally[n] for n in range(5)] == pytest.approx(favour.tolist())
    changes = {(move.member, move.to): move.change for move in found.persuasion}
    assert changes.get(("A", "for"), 0.0) == pytest.approx(moved - adopted, abs=6e-4)


def test_weights_are_at_the_top_of_what_they_maximise() -> None:
    """Two-sided: no small step away from the fit makes the penalised likelihood greater."""
    rng = np.random.default_rng(3)
    features = rng.normal(size=(60, len(Course), FEATURES))
    traits = rng.integers(0, 2, size=(60, len(TRAITS))).astype(float)
    courses = rng.integers(0, len(Course), 60)
    fitted = fit_weights(features, traits, courses, np.zeros(60))
    best = fitted.chances(features, traits)
    assert best.sum(axis=1) == pytest.approx(np.ones(60))
    assert np.log(best[np.arange(60), courses]).mean() > np.log(1 / len(Course))
    again = fit_weights(features, traits, courses, np.zeros(60))
    assert again.flat() == fitted.flat()


def test_what_ships_is_small_and_says_where_it_comes_from() -> None:
    assert STATE.stat().st_size < 500_000
    assert provenance()["made_by"] == "scripts/write_council_state.py"
    assert provenance()["until"] == "2024-06-30"


@pytest.mark.parametrize("year", [1975, 2003, 2023])
def test_what_ships_for_a_year_was_known_before_it(year: int) -> None:
    found = shipped_forecaster(datetime.date(year, 1, 1))
    assert found.known_to == datetime.date(year - 1, 12, 31)


def test_what_ships_agrees_with_the_record(shared_data: Path) -> None:
    record = council_drafts(shared_data / "un")
    state = json.loads(STATE.read_text("utf-8"))
    assert provenance()["sha256"] == record.sha256
    for period in state["periods"]:
        votes = [v for v in record.votes if v.draft.day.year == int(period["name"])]
        assert sum(number for *_, number, _ in period["courses"]) == len(votes)
        vetoes = sum(
            number
            for _, _, course, number, _ in period["courses"]
            if course in {Course.EAST_VETO, Course.WEST_VETO}
        )
        assert vetoes == sum(vote.outcome == "vetoed" for vote in votes)


def test_what_ships_answers_much_as_the_whole_record_does(shared_data: Path) -> None:
    day = datetime.date(2022, 1, 3)
    whole = forecast_of(COUNCIL, day, subject="ukraine", sponsors=["USA"], data=shared_data / "un")
    again = forecast_of(COUNCIL, day, subject="ukraine", sponsors=["USA"], data=shared_data / "un")
    ships = forecast_of(COUNCIL, day, subject="ukraine", sponsors=["USA"])
    assert json.dumps(whole.payload()) == json.dumps(again.payload())
    assert ships.adopted == pytest.approx(whole.adopted, abs=0.03)
    assert ships.vetoes["RUS"] == pytest.approx(whole.vetoes["RUS"], abs=0.03)


def test_a_short_backtest_has_the_contract_and_beats_the_base_rate(shared_data: Path) -> None:
    record = council_drafts(shared_data / "un")
    first, last = datetime.date(2003, 9, 1), datetime.date(2004, 5, 1)
    found = judged(record, first, last).payload
    assert set(found["model"]) == {"all", "recurring", "new", "known"}
    assert set(found["model"]["known"]) == {"5", "10", "20"}
    assert {"log_loss", "brier", "accuracy"} <= found["model"]["all"].keys()
    keys = ["log_loss", "brier", "average_precision", "drafts", "vetoes"]
    assert list(found["veto"])[:5] == keys
    assert found["veto"]["drafts"] == found["texts"]
    assert found["veto"]["log_loss"] < found["veto"]["baselines"]["base rate"]["log_loss"]
    assert all("log_loss" in own for own in found["baselines"].values())
    low, high = found["skill"]["interval"]
    assert low <= found["skill"]["log_loss"] <= high
    json.dumps(found)


def test_a_folder_that_begins_with_the_window_is_forecast_from_what_ships(
    shared_data: Path,
) -> None:
    whole = council_drafts(shared_data / "un")
    first, last = datetime.date(2024, 4, 1), datetime.date(2024, 6, 30)
    late = evolve(whole, votes=tuple(v for v in whole.votes if v.draft.day >= first))
    alone, with_past = (judged(record, first, last).payload for record in (late, whole))
    assert alone["learnt_from"] != with_past["learnt_from"]
    assert alone["veto"]["drafts"] == with_past["veto"]["drafts"]
    assert alone["veto"]["log_loss"] == pytest.approx(with_past["veto"]["log_loss"], abs=0.1)


def test_an_empty_window_fails_loudly(shared_data: Path) -> None:
    record = council_drafts(shared_data / "un")
    with pytest.raises(EmptyWindowError, match="runs from 1946-01-25"):
        judged(record, datetime.date(2031, 1, 1))
