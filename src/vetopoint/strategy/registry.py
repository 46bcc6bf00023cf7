"""The one registry of textbook models; adding a model is adding a line to MODELS."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping
from typing import Any

from vetopoint.errors import VetopointError
from vetopoint.strategy.inputs import BadInputError, Input
from vetopoint.strategy.models import Model
from vetopoint.strategy.results import Result

__all__ = ["CASES", "MODELS", "UnknownModelError", "model_named", "models", "models_for", "run"]

# Name -> the module under vetopoint.strategy that holds it as MODEL. Imported when asked for, so
# that a list of names loads no arithmetic.
MODELS: Mapping[str, str] = {
    "deterrence": "deterrence.crisis",
    "patron": "deterrence.patron",
    "reputation": "deterrence.reputation",
    "strategic-probit": "deterrence.estimation",
    "bargaining": "bargaining.settlement",
    "coalitions": "bargaining.choice",
    "thresholds": "cascades.thresholds",
    "falsification": "cascades.falsification",
    "informational-cascade": "cascades.information",
    "layered-defence": "defence.layers",
    "defence-budget": "defence.budget",
    "burden-sharing": "burden.ranks",
    "ukraine-support": "burden.support",
    "arms-suppliers": "suppliers",
    "spheres": "spheres.alignment",
    "recognition": "recognition.counted",
}

# Name -> the coded cases whose briefs name it, with the options to ask it by. Here, since a brief
# imports no model but these.
CASES: Mapping[str, Mapping[str, str]] = {
    "patron": {"taiwan-scenario": ""},
    "layered-defence": {"taiwan-scenario": ""},
    "defence-budget": {"taiwan-scenario": ""},
    "ukraine-support": {"ukraine-2022": ""},
    "arms-suppliers": {"ukraine-2022": "", "taiwan-scenario": ""},
    "spheres": dict.fromkeys(
        ("venezuela-2019", "panama-1989", "grenada-1983", "haiti-1994", "dominican-1965"), ""
    ),
    "recognition": {
        "kosovo-1999": "--entity kosovo",
        "taiwan-scenario": "--entity taiwan",
        "gaza-2023": "--entity palestine",
        "georgia-2008": "--entity abkhazia",
    },
}


class UnknownModelError(VetopointError, LookupError):
    """No model of that name."""


def model_named(name: str) -> Model:
    """The model of a name.

    >>> model_named("thresholds").topic
    'cascades'
    """
    wanted = name.strip().casefold().replace("_", "-").replace(" ", "-")
    if wanted not in MODELS:
        near = difflib.get_close_matches(wanted, MODELS, n=2)
        hint = f"is {' or '.join(near)} meant?" if near else "vetopoint model list names them"
        raise UnknownModelError(f"there is no model {name!r}; {hint}")
    module = importlib.import_module(f"vetopoint.strategy.{MODELS[wanted]}")
    model: Model = module.MODEL
    return model


def models() -> tuple[Model, ...]:
    """All models, by topic.

    >>> models()[0].slug
    'deterrence'
    """
    return tuple(model_named(name) for name in MODELS)


def models_for(case: str) -> tuple[tuple[Model, str], ...]:
    """The models that ask further about a coded case, each with the options to ask it by.

    >>> [(model.slug, options) for model, options in models_for("kosovo-1999")]
    [('recognition', '--entity kosovo')]
    """
    return tuple((model_named(name), cases[case]) for name, cases in CASES.items() if case in cases)


def run(name: str, given: Mapping[str, Any] | None = None) -> Result:
    """Read the inputs, solve the model, and say what it does not show.

    Inputs left out, or None, take their defaults: the model's own worked example.

    Raises
    ------
    UnknownModelError
        For a name that is no model's.
    BadInputError
        For an input that is not the model's, or that it cannot use.

    Examples
    --------
    >>> run("layered-defence", {"shots": 2, "kill": "0.8", "targets": 10}).answer.exact
    True
    """
    model = model_named(name)
    given = given or {}
    if strangers := given.keys() - {asked.name for asked in model.inputs}:
        raise BadInputError(
            f"{model.slug} has no input {min(strangers)!r}; "
            f"it has {', '.join(asked.name for asked in model.inputs)}"
        )
    inputs = {asked.name: asked.read(given.get(asked.name)) for asked in model.inputs}
    for asked in model.inputs:
        _counts(asked, model, inputs)
    return Result(
        model.slug, inputs, model.solve(inputs), model.does_not_show, tuple(model.references)
    )


def _counts(asked: Input, model: Model, inputs: Mapping[str, Any]) -> None:
    """Refuse an input that nothing would read, rather than answer another question."""
    if not asked.given(inputs[asked.name]):
        return
    by_name = {one.name: one for one in model.inputs}
    if asked.needs and not any(_is_met(need, by_name, inputs) for need in asked.needs):
        others = " or ".join(_written(need) for need in asked.needs)
        raise BadInputError(f"{asked.option} counts only with {others}; give that too")
    for name in asked.unless:
        if by_name[name].given(inputs[name]):
            raise BadInputError(
                f"{asked.option} does not count beside {by_name[name].option}; leave one out"
            )


def _is_met(need: str, by_name: Mapping[str, Input], inputs: Mapping[str, Any]) -> bool:
    name, _, choices = need.partition("=")
    if choices:
        return str(inputs[name]) in choices.split("|")
    return by_name[name].given(inputs[name])


def _written(need: str) -> str:
    name, _, choices = need.partition("=")
    option = "--" + name.replace("_", "-")
    return f"{option} {choices.replace('|', ' or ')}" if choices else option
