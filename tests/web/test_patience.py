"""Long work: the reader is told within a moment, the work goes on, and is done once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from vetopoint.web import judging, patience
from vetopoint.web.answers import refusal
from vetopoint.web.asks import Ask
from vetopoint.web.forecasting import StillLearningError
from vetopoint.web.patience import StillWorkingError, soon


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Work waits for it; readers do not."""
    monkeypatch.setattr(patience, "PATIENCE", 0.0)
    opened = threading.Event()
    yield opened
    opened.set()


def test_a_reader_is_told_while_the_work_goes_on_and_it_is_done_once(
    gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    def work(word: str) -> str:
        begun.append(word)
        gate.wait(30)
        return word.upper()

    for _ in range(3):
        with pytest.raises(StillWorkingError, match="takes long"):
            soon("It takes long.", work, "once")
    monkeypatch.setattr(patience, "PATIENCE", 30.0)
    gate.set()
    assert soon("It takes long.", work, "once") == "ONCE"
    monkeypatch.setattr(patience, "PATIENCE", 0.0)
    assert soon("It takes long.", work, "once") == "ONCE"
    assert begun == ["once"]


def test_what_is_done_is_given_at_once_while_other_work_goes_on(gate: threading.Event) -> None:
    def work(word: str) -> str:
        gate.wait(30 if word == "slow" else 0)
        return word.upper()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(patience, "PATIENCE", 30.0)
        assert soon("It takes long.", work, "quick") == "QUICK"
    with pytest.raises(StillWorkingError):
        soon("It takes long.", work, "slow")
    assert soon("It takes long.", work, "quick") == "QUICK"


def test_what_goes_wrong_in_the_background_is_said_to_the_reader() -> None:
    def work() -> str:
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"):
        soon("It takes long.", work)


def test_a_page_of_power_that_takes_long_says_so_and_asks_again_by_itself(
    client: TestClient, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        gate.wait(30)
        raise AssertionError("asked for nothing")

    monkeypatch.setattr(judging, "_power", never)
    answer = client.get("/power?body=eu-council&index=holler")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "3"
    assert '<meta http-equiv="refresh" content="3">' in answer.text
    assert "power of 27 members of 27 different weights is being worked out" in answer.text
    twin = client.get("/power.json?body=eu-council&index=holler")
    assert twin.status_code == 503
    assert set(twin.json()["error"]) == {"status", "sentence", "links"}


def test_quick_indices_and_small_bodies_are_never_put_off(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("put off")

    monkeypatch.setattr(judging, "soon", refused)
    assert client.get("/power?body=eu-council&index=banzhaf-normalised").status_code == 200
    assert client.get("/power?body=un-security-council&index=holler").status_code == 200


def test_a_forecaster_that_is_learning_is_asked_again_by_the_page_itself() -> None:
    told = refusal(
        Ask("/forecast", (), (), "html", date(2026, 11, 25)), StillLearningError("It is learning.")
    )
    assert told.status == 503
    text = told.body.decode()
    assert '<meta http-equiv="refresh"' in text
    assert "Service Unavailable" not in text
