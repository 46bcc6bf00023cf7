"""The strategic probit: R games' figures, its stopping rule, and the true maximum."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.strategy.deterrence.backward import stopped_as_games
from vetopoint.strategy.deterrence.descent import variable_metric
from vetopoint.strategy.deterrence.estimation import crises_of_rows
from vetopoint.strategy.deterrence.probit import LINKS, UTILITIES, _hessian, fit_game, scores
from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.registry import run
from vetopoint.strategy.rows import read_rows

PRINTED_BY_R = {
    "u11:s_wt_re1": -0.740015,
    "u11:revis1": 0.427240,
    "u14:regime1dem": -1.902235,
    "u24:balanc": -0.041972,
    "u24:regime2dem": -1.543614,
}


@pytest.mark.history
@pytest.mark.parametrize(
    ("link", "log_likelihood"),
    [pytest.param("probit", -286.1238, id="probit"), pytest.param("logit", -286.1828, id="logit")],
)
def test_war_1800_gives_the_likelihood_of_r_games(
    shared_data: Path, link: str, log_likelihood: float
) -> None:
    given_ = {
        "data": (shared_data / "war1800.csv").read_text("utf-8"),
        "u11": "s_wt_re1,revis1",
        "u14": "regime1",
        "u24": "balanc,regime2",
        "link": link,
    }
    value = run("strategic-probit", given_).answer.value
    assert value["crises"] == 282
    assert value["log_likelihood"] == pytest.approx(log_likelihood, abs=5e-5)
    if link == "logit":
        return
    assert value["aic"] == pytest.approx(592.2475, abs=5e-5)
    for name, wanted in {"status_quo": 0.43889, "concession": 0.29407, "war": 0.26704}.items():
        assert value[f"mean_{name}"] == pytest.approx(wanted, abs=5e-6), name
    for name, wanted in PRINTED_BY_R.items():
        allowed = 1.5e-5 if name == "u14:regime1dem" else 3e-6
        assert value[name] == pytest.approx(wanted, abs=allowed), name


WAR_1800 = {"u11": "s_wt_re1,revis1", "u13": "0", "u14": "regime1", "u24": "balanc,regime2"}


@pytest.mark.history
def test_by_the_rule_of_r_games_every_published_coefficient_comes_out(shared_data: Path) -> None:
    text = (shared_data / "war1800.csv").read_text("utf-8")
    value = run("strategic-probit", {"data": text, "stop": "games", **WAR_1800}).answer.value
    stopped = value["as_games"]
    for name, printed in PRINTED_BY_R.items():
        assert stopped[name] == pytest.approx(printed, abs=1e-6), name  # six decimals are printed
    assert value["u14:regime1dem"] == pytest.approx(-1.902249, abs=1e-6)
    assert 0 < stopped["below_maximum"] < 2e-9
    assert stopped["log_likelihood"] + stopped["below_maximum"] == pytest.approx(
        value["log_likelihood"], abs=1e-12
    )


@pytest.mark.history
@pytest.mark.parametrize("link", LINKS)
def test_the_default_lies_at_the_true_maximum(shared_data: Path, link: str) -> None:
    text = (shared_data / "war1800.csv").read_text("utf-8")
    ends = ["esc", "war"]
    crises_ = crises_of_rows(read_rows(text, ends, "--data"), ends, WAR_1800)
    fit, stopped = fit_game(crises_, link), stopped_as_games(crises_, link)
    gradient = scores(crises_, LINKS[link], fit.estimates)[1].sum(axis=0)
    assert np.abs(gradient).max() < 1e-6
    assert np.linalg.eigvalsh(_hessian(crises_, LINKS[link], fit.estimates)).max() < 0
    short = scores(crises_, LINKS[link], stopped.point)[1].sum(axis=0)
    assert np.abs(short).max() > 1e-5
    assert -stopped.value < fit.log_likelihood


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=5))
def test_the_variable_metric_finds_the_bottom_of_a_bowl(start: list[float]) -> None:
    scale = np.arange(1, len(start) + 1, dtype=float)
    found = variable_metric(
        lambda x: float(scale @ (x - 1) ** 2), lambda x: 2 * scale * (x - 1), np.asarray(start)
    )
    assert found.value < 1e-6
    assert np.allclose(found.point, 1, atol=1e-3)


def test_the_variable_metric_stops_at_rosenbrock_s_valley() -> None:
    # R's own help page of optim starts here; its BFGS with the gradient reports 9.594956e-18.
    def valley(x: np.ndarray) -> float:
        return float(100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2)

    def slope(x: np.ndarray) -> np.ndarray:
        bend = x[1] - x[0] ** 2
        return np.asarray([-400 * x[0] * bend - 2 * (1 - x[0]), 200 * bend])

    found = variable_metric(valley, slope, np.asarray([-1.2, 1.0]), 1.490116e-8, 100)
    assert found.value == pytest.approx(9.594956e-18, rel=1e-3)
    assert found.gradients == 43


CRISES = "esc,war,x\n" + "".join(
    f"{e},{w},{x}\n" for e, w, x in [(0, 0, 1), (1, 0, 2), (1, 1, 3), (0, 0, 3), (1, 1, 1)] * 6
)


def test_the_estimate_is_a_maximum() -> None:
    formulas = {"u11": "x", "u13": "0", "u14": "0", "u24": "x"}
    assert set(formulas) == set(UTILITIES)
    crises_ = crises_of_rows(read_rows(CRISES, ["esc"], "--data"), ["esc", "war"], formulas)
    fit = fit_game(crises_)
    best = scores(crises_, LINKS["probit"], fit.estimates)[0]
    for place in range(len(fit.estimates)):
        for step in (-0.05, 0.05):
            moved = fit.estimates.copy()
            moved[place] += step
            assert scores(crises_, LINKS["probit"], moved)[0] < best


@pytest.mark.parametrize(
    ("given_", "sentence"),
    [
        pytest.param(
            {"data": "esc,war\n0,1\n"}, "no war without a challenge", id="war unchallenged"
        ),
        pytest.param({"data": CRISES, "u11": "y"}, "no column 'y'", id="no such column"),
        pytest.param({"data": CRISES, "u11": "x,x"}, "collinear", id="one column twice"),
        pytest.param({"counts": "1,2"}, "three whole numbers", id="two counts"),
        pytest.param({"data": CRISES, "u11": "0", "u24": "0"}, "no utility", id="nothing to fit"),
        pytest.param({"data": CRISES, "ends": "esc"}, "two columns", id="one column of ends"),
    ],
)
def test_bad_crises_get_one_sentence(given_: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence):
        run("strategic-probit", given_)
