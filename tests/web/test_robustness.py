"""Whatever is asked, a clear page with the right status, and never a traceback."""

import pytest
from starlette.testclient import TestClient

from vetopoint.web.application import application
from vetopoint.web.guard import hosts_for

EVERYWHERE = "0.0.0.0"  # noqa: S104 - compared, not bound


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        pytest.param("/nowhere", 404, "There is no page", id="no such page"),
        pytest.param("/body/no-such-body", 404, "there is no body", id="no such body"),
        pytest.param("/body/..%2f..%2fetc%2fpasswd", 404, "There is no", id="climbing a path"),
        pytest.param("/static/../answers.py", 404, "There is no page", id="climbing in static"),
        pytest.param("/static/%2e%2e/answers.py", 404, "There is no page", id="climbing, coded"),
        pytest.param("/body/un-security-council?on=yesterday", 400, "is not a day", id="no day"),
        pytest.param(
            "/body/un-security-council?on=99999-01-01", 400, "is not a day", id="absurd year"
        ),
        pytest.param(
            "/body/un-security-council?on=1812-01-01", 400, "did not exist", id="before its time"
        ),
        pytest.param(
            "/body/un-security-council?on=9999-12-31", 400, "choose a day", id="after all"
        ),
        pytest.param(
            "/body/un-security-council?votes=%00%ff", 400, "names no ballot", id="not even text"
        ),
        pytest.param(
            "/body/un-security-council?votes=for:RUS;against:RUS", 400, "named twice", id="twice"
        ),
        pytest.param(
            "/body/un-security-council?set=RUS:maybe", 400, "sets nothing", id="no such ballot"
        ),
        pytest.param(
            "/body/un-security-council?decision=whim", 404, "there is no decision", id="no decision"
        ),
        pytest.param(
            "/body/un-security-council?index=luck", 400, "is not known", id="no such index"
        ),
        pytest.param(
            "/body/unsc-model-a?set.threshold=-1", 400, "whole number", id="negative threshold"
        ),
        pytest.param(
            "/body/un-security-council?vote=S/9999/9", 404, "No vote is recorded", id="no such vote"
        ),
        pytest.param("/body/un-security-council.pdf", 400, "has no .pdf", id="no such form"),
        pytest.param(
            "/body/un-security-council?votes=" + "A" * 25_000, 400, "at most", id="a long value"
        ),
        pytest.param("/?q=" + "A" * 40_000, 414, "too long", id="a long address"),
    ],
)
def test_a_bad_question_gets_a_clear_page(
    client: TestClient, address: str, status: int, words: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:400]
    assert words in answer.text
    assert "Traceback" not in answer.text
    assert "<h1>" in answer.text


@pytest.mark.parametrize("key", ["votes", "on", "decision", "party", "vote", "set", "index"])
def test_script_in_a_parameter_comes_back_as_text(client: TestClient, key: str) -> None:
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    answer = client.get("/body/un-security-council", params={key: attack})
    assert answer.status_code in (400, 404)
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text


@pytest.mark.parametrize(
    ("page", "keys"),
    [
        ("/votes", "q body member did from to outcome vetoed kind page"),
        ("/vote/S/2022/155", "ballot group member decision"),
        ("/vetoes", "member subject by"),
        ("/compare", "v add"),
        ("/positions", "member on scale"),
        ("/agreement", "a b body by"),
        ("/cohesion", "members group body by"),
        ("/forecast", "body on declared sponsors set"),
        ("/power", "body on index decision"),
        ("/body", "open"),
        ("/model/thresholds", "sigma"),
    ],
)
@pytest.mark.parametrize(
    "attack",
    ["<script>alert(1)</script>\"'><img src=x>", "../../etc/passwd", "9" * 300],
    ids=["script", "climbing", "a number beyond all"],
)
def test_no_parameter_of_any_page_does_harm(
    client: TestClient, page: str, keys: str, attack: str
) -> None:
    for key in keys.split():
        answer = client.get(page, params={key: attack})
        assert answer.status_code < 500, key
        assert "<script>alert" not in answer.text, key
        assert "<img" not in answer.text, key


def test_a_symbol_without_end_is_not_given_back_whole(client: TestClient) -> None:
    answer = client.get("/vote/" + "A" * 5000)
    assert answer.status_code == 404
    assert "A" * 100 not in answer.text.partition('class="question"')[2].partition("</p>")[0]


def test_a_chamber_can_be_opened_by_name(client: TestClient) -> None:
    answer = client.get("/body?open=eu-council", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/body/eu-council")
    assert client.get("/body?open=nowhere").status_code == 404


def test_an_error_is_json_where_json_is_asked_for(client: TestClient) -> None:
    answer = client.get("/body/no-such-body.json")
    assert answer.status_code == 404
    assert answer.json()["error"]["status"] == 404


def test_our_own_fault_shows_no_traceback(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("vetopoint.web.pages.bodies.body_slugs", lambda: 1 / 0)
    answer = client.get("/body")
    assert answer.status_code == 500
    assert "The fault is ours" in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(client: TestClient, method: str) -> None:
    answer = client.request(method, "/body")
    assert answer.status_code == 405
    assert "only read" in answer.text


def test_head_is_answered_without_a_body(client: TestClient) -> None:
    answer = client.head("/body")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/style.css", "/body.json"])
def test_every_answer_is_guarded_and_sets_no_cookie(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers


def test_a_picture_may_carry_its_style_but_no_script(client: TestClient) -> None:
    policy = client.get("/body/un-security-council.svg").headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize(
    ("bound", "host", "status"),
    [
        pytest.param("127.0.0.1", "127.0.0.1:8000", 200, id="loopback"),
        pytest.param("127.0.0.1", "localhost", 200, id="by name"),
        pytest.param("127.0.0.1", "[::1]:8000", 200, id="version six"),
        pytest.param("127.0.0.1", "evil.example", 421, id="another name"),
        pytest.param("127.0.0.1", "127.0.0.1.evil.example", 421, id="a name that begins alike"),
        pytest.param("127.0.0.1", "", 421, id="no name"),
        pytest.param(EVERYWHERE, "192.0.2.7:8000", 200, id="everywhere, by number"),
        pytest.param(EVERYWHERE, "evil.example", 421, id="everywhere, by another name"),
        pytest.param("192.0.2.7", "192.0.2.7", 200, id="one address"),
        pytest.param("192.0.2.7", "localhost", 421, id="one address, asked as another"),
    ],
)
def test_it_answers_only_under_its_own_names(bound: str, host: str, status: int) -> None:
    client = TestClient(application(bound), base_url="http://127.0.0.1")
    assert client.get("/body", headers={"host": host}).status_code == status


def test_a_name_can_be_allowed() -> None:
    assert "vetopoint.example" in hosts_for("127.0.0.1", ["Vetopoint.example"])


def test_a_forecast_that_takes_long_says_so_instead_of_keeping_the_reader(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vetopoint.web.forecasting.PATIENCE", 0.0)
    answer = client.get("/forecast?on=1999-03-26&subject=Kosovo")
    assert answer.status_code == 503
    assert "learning from the whole record" in answer.text
