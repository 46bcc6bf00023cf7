"""Every registered model is whole: reference, limits, example, figure, page and command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vetopoint.brief.charts import chart_svg
from vetopoint.brief.model_blocks import model_blocks
from vetopoint.brief.model_charts import model_chart
from vetopoint.cli import main
from vetopoint.compare.cases import case_slugs
from vetopoint.errors import VetopointError
from vetopoint.strategy.inputs import BadInputError, Input, Kind
from vetopoint.strategy.models import TOPICS, Model
from vetopoint.strategy.registry import CASES, MODELS, UnknownModelError, model_named, models, run
from vetopoint.strategy.results import identity_of, plain

ROOT = Path(__file__).resolve().parents[2]
EVERY = [pytest.param(model, id=model.slug) for model in models()]
EXAMPLES = [
    pytest.param(model, example, id=f"{model.slug}: {example.source}, {number}")
    for model in models()
    for number, example in enumerate(model.examples, start=1)
]


@pytest.mark.parametrize(("model", "example"), EXAMPLES)
def test_a_published_example_comes_out(model: Model, example: object) -> None:
    given, expected = example.given, example.expected  # type: ignore[attr-defined]
    value = run(model.slug, given).answer.value
    assert expected
    for name, wanted in expected.items():
        allowed = example.tolerance  # type: ignore[attr-defined]
        assert float(value[name]) == pytest.approx(wanted, abs=allowed + 1e-12), name


@pytest.mark.parametrize("model", EVERY)
def test_a_model_says_its_sources_and_its_limits(model: Model) -> None:
    assert model.references
    assert all(any(sign.isdigit() for sign in reference) for reference in model.references)
    assert len(model.does_not_show) > 40
    assert model.question.endswith("?")
    assert model.examples, "a model has a published worked example"


@pytest.mark.parametrize("model", EVERY)
def test_a_model_without_options_answers_and_draws(model: Model) -> None:
    result = run(model.slug)
    assert result.answer.reason.endswith(".")
    assert result.answer.tables
    assert result.answer.figure.rows
    svg = chart_svg(model_chart(result))
    assert svg.startswith("<svg")
    assert "What this does not show" in svg
    assert "Source: " in svg


@pytest.mark.parametrize("model", EVERY)
def test_a_model_has_a_page_that_runs_it_and_names_its_limits(model: Model) -> None:
    page = (ROOT / "docs" / model.page).read_text("utf-8")
    assert f"$ ./vetopoint model {model.slug}" in page
    assert f"docs/{model.page}" in (ROOT / "docs/models.md").read_text("utf-8") or (
        f"]({model.page})" in (ROOT / "docs/models.md").read_text("utf-8")
    )
    assert "does not show" in page
    assert "our fault" not in page


@pytest.mark.parametrize("model", EVERY)
def test_a_model_is_a_command_in_every_format(
    model: Model, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["model", model.slug]) == 0
    shown = capsys.readouterr().out
    assert "What this does not show" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert main(["model", model.slug, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert list(record) == [
        "model",
        "identity",
        "inputs",
        "method",
        "exact",
        "value",
        "value_as_fractions",
        "reason",
        "cautions",
        "does_not_show",
        "references",
        "tables",
        "figure",
    ]
    assert main(["model", model.slug, "--csv"]) == 0
    assert capsys.readouterr().out.count("\n") == 1 + len(record["tables"][0]["rows"])
    picture = tmp_path / "figure.png"
    assert main(["model", model.slug, "--out", str(picture), "--json"]) == 0
    assert picture.read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize("model", EVERY)
def test_the_same_question_has_the_same_bytes(
    model: Model, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = []
    for _ in range(2):
        assert main(["model", model.slug, "--json"]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]


def test_the_list_names_every_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["model"] for one in listed] == list(MODELS)
    assert all(one["references"] and one["does_not_show"] for one in listed)
    assert {one["topic"] for one in listed} <= set(TOPICS)


def test_the_registry_holds_each_model_under_its_own_name() -> None:
    assert [model.slug for model in models()] == list(MODELS)


def test_an_unknown_model_is_answered_with_a_near_one() -> None:
    with pytest.raises(UnknownModelError, match="is thresholds meant"):
        model_named("thresholdz")


def test_an_unknown_input_is_refused() -> None:
    with pytest.raises(BadInputError, match="has no input 'sigma'"):
        run("thresholds", {"sigma": 3})


@pytest.mark.parametrize("model", EVERY)
def test_what_an_input_needs_or_gives_way_to_is_another_input(model: Model) -> None:
    by_name = {asked.name: asked for asked in model.inputs}
    for asked in model.inputs:
        for need in asked.needs:
            name, _, choices = need.partition("=")
            if choices:
                assert set(choices.split("|")) <= set(by_name[name].choices), asked.name
            assert name != asked.name
        assert set(asked.unless) <= by_name.keys() - {asked.name}, asked.name


# Read, but without effect on the model's own example: payoffs that move no equilibrium, and a bound
# on rounds that come to rest before it.
IDLE = {
    ("patron", name)
    for name in ("gain", "challenger_alone", "challenger_joint", "lost", "resolute", "irresolute")
} | {("bargaining", "rounds")}
OTHER = {
    Kind.FLAG: "yes",
    Kind.CHANCE: "0.61",
    Kind.RANGE: "0.1:0.2:0.3",
    Kind.NUMBERS: "0.5,0.25,0.25",
    Kind.DAY: "2014-05-05",
    Kind.NUMBER: "0.75",
    Kind.INTEGER: "6",
}


@pytest.mark.parametrize("model", EVERY)
def test_no_input_is_passed_over_in_silence(model: Model) -> None:
    def told(given: dict[str, str]) -> str:
        try:
            record = run(model.slug, given).as_record()
        except VetopointError as refused:
            return str(refused)
        return json.dumps({k: v for k, v in record.items() if k not in ("inputs", "identity")})

    usual = told({})
    for asked in model.inputs:
        others = asked.choices or filter(None, [OTHER.get(asked.kind)])
        answers = {told({asked.name: other}) for other in others if other != asked.default}
        assert (model.slug, asked.name) in IDLE or not answers or answers - {usual}, asked.name


def test_the_cases_of_models_are_coded_and_their_briefs_name_the_models() -> None:
    assert set(CASES) <= set(MODELS)
    assert {case for cases in CASES.values() for case in cases} <= set(case_slugs())
    text = " ".join(str(block) for block in model_blocks("ukraine-2022"))
    assert "vetopoint model ukraine-support" in text
    assert not list(model_blocks("suez-1956"))


@pytest.mark.parametrize(
    ("model", "given_", "sentence"),
    [
        pytest.param(
            "thresholds", {"list": "0..9", "seed": 3}, "--people or --network random", id="no draw"
        ),
        pytest.param(
            "thresholds",
            {"list": "0..9", "network": "star", "degree": 2},
            "ring or random",
            id="star",
        ),
        pytest.param(
            "falsification",
            {"list": "0,50", "tastes": "1,0"},
            "not count beside --tastes",
            id="both",
        ),
        pytest.param("falsification", {"degree": 2}, "ring or random", id="complete has no degree"),
        pytest.param("patron", {"cost": 1}, "--signal sunk or tied", id="a cost of no signal"),
        pytest.param("bargaining", {"seed": 1}, "several issues", id="nothing to resample"),
        pytest.param(
            "layered-defence",
            {"layers": "name,kill,shots\na,0.5,1", "kill": "0.4"},
            "beside --layers",
            id="two sets of layers",
        ),
        pytest.param(
            "strategic-probit",
            {"data": "esc,war\n0,0", "counts": "1,2,3"},
            "beside --data",
            id="counts",
        ),
    ],
)
def test_what_another_input_leaves_unread_is_refused(
    model: str, given_: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadInputError, match=sentence):
        run(model, given_)


def test_an_input_that_nothing_would_read_is_refused() -> None:
    with pytest.raises(BadInputError, match="counts only with --transfers or --data"):
        run("arms-suppliers", {"recipient": "Taiwan"})
    # The default, written out as a form does, asks nothing new.
    assert run("thresholds", {"network": "complete"}).identity == run("thresholds").identity


def test_the_identity_is_of_the_inputs_and_not_of_how_they_were_written() -> None:
    as_text = run("layered-defence", {"kill": "80%"}).identity
    assert as_text == run("layered-defence", {"kill": "4/5"}).identity
    assert as_text != run("layered-defence", {"kill": "0.81"}).identity
    assert identity_of("a", {"x": 1}) != identity_of("b", {"x": 1})


@pytest.mark.parametrize(
    ("asked", "given", "sentence"),
    [
        pytest.param(
            Input("p", Kind.CHANCE, 0, ""), "1.2", "from 0 to 1", id="a probability above one"
        ),
        pytest.param(
            Input("p", Kind.CHANCE, 0, ""), "half", "from 0 to 1", id="a probability in words"
        ),
        pytest.param(
            Input("n", Kind.INTEGER, 0, "", "rounds"), "1.5", "whole number", id="half a round"
        ),
        pytest.param(
            Input("n", Kind.NUMBER, 0, "", "rounds", 0), "-3", "negative", id="a negative stock"
        ),
        pytest.param(
            Input("n", Kind.NUMBER, 0, "", "", None, 10), "11", "most is 10", id="above a bound"
        ),
        pytest.param(Input("r", Kind.RANGE, 0, ""), "3:2:4", "upward", id="a range that falls"),
        pytest.param(Input("r", Kind.RANGE, 0, ""), "3:4", "low:base:high", id="half a range"),
        pytest.param(Input("l", Kind.NUMBERS, 0, ""), "1,x", "no number", id="a list with a word"),
        pytest.param(
            Input("c", Kind.CHOICE, "a", "", choices=("a", "b")), "z", "a, b", id="no such choice"
        ),
        pytest.param(Input("d", Kind.DAY, None, ""), "1999", "1999-03-26", id="a year for a day"),
        pytest.param(
            Input("f", Kind.FLAG, False, ""), "maybe", "yes or no", id="neither yes nor no"
        ),
        pytest.param(Input("f", Kind.FILE, None, ""), " \n", "an empty file", id="an empty file"),
        pytest.param(Input("n", Kind.NUMBER, 0, ""), "nan", "give a number", id="not a number"),
        pytest.param(Input("n", Kind.NUMBER, 0, ""), "1e99999999", "give a number", id="a flood"),
        pytest.param(Input("l", Kind.NUMBERS, (1,), ""), "", "is empty", id="an empty list"),
    ],
)
def test_a_bad_input_gets_one_sentence(asked: Input, given: str, sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence) as raised:
        asked.read(given)
    assert "\n" not in str(raised.value)
    assert asked.option in str(raised.value)


def test_plain_values_are_what_json_holds() -> None:
    record = run("layered-defence").as_record()
    assert record["value_as_fractions"]["stopped"] == "24/25"
    assert json.loads(json.dumps(plain(record))) == record
