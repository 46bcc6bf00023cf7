"""The model of a choice among options from the strengths of coalitions, as KTAB publishes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from vetopoint.strategy.bargaining.condorcet import CHOICES, LAWS, victory_chances
from vetopoint.strategy.inputs import BadInputError, Input, Kind, numbers_of
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Table

__all__ = ["MODEL", "matrix_of_text"]


def matrix_of_text(text: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A square matrix written as rows between semicolons, strengths of row against column.

    >>> matrix_of_text("0,2;1,0").shape
    (2, 2)
    """
    rows = [numbers_of(row, "--strengths") for row in text.split(";") if row.strip()]
    size = len(rows)
    if size < 2 or any(len(row) != size for row in rows):
        raise BadInputError(
            f"--strengths has {size} rows of {', '.join(str(len(row)) for row in rows)} numbers; "
            "write a square such as 0,51.2;19.7,0"
        )
    if any(number < 0 for row in rows for number in row):
        raise BadInputError("--strengths holds a negative number; strengths are 0 or more")
    return np.asarray([[float(number) for number in row] for row in rows])


def _solve(inputs: Mapping[str, Any]) -> Answer:
    strengths = matrix_of_text(inputs["strengths"])
    names = (
        [name.strip() for name in inputs["options"].split(",")]
        if inputs["options"]
        else [f"option {n}" for n in range(1, len(strengths) + 1)]
    )
    if len(names) != len(strengths):
        raise BadInputError(
            f"--options names {len(names)} options; the matrix has {len(strengths)}"
        )
    law = inputs["law"]
    chances = victory_chances(strengths, law)
    found = {name: choice(strengths, law) for name, choice in CHOICES.items()}
    rows = [
        {"option": option, **{n: round(float(p[place]), 4) for n, p in found.items()}}
        for place, option in enumerate(names)
    ]
    pairs = [
        {"option": option, **{f"p{n}": round(float(p), 4) for n, p in enumerate(chances[place])}}
        for place, option in enumerate(names)
    ]
    value: dict[str, Any] = {
        f"{method.replace('-', '_')}_{place + 1}": float(p)
        for method, chance in found.items()
        for place, p in enumerate(chance)
    }
    value |= {
        f"beats_{i + 1}_{j + 1}": float(chances[i, j])
        for i in range(len(names))
        for j in range(len(names))
        if i != j
    }
    best = names[int(found["conditional"].argmax())]
    return Answer(
        f"ratio of strengths, {law} law; conditional product and two Markov chains",
        False,
        value,
        f"If strengths were as stated, {best} would beat all others with chance "
        f"{found['conditional'].max():.4f}, given that some option does.",
        (
            Table(
                "chances",
                [("option", "Option", False), *((n, n.capitalize(), True) for n in found)],
                rows,
            ),
            Table(
                "row beats column",
                [
                    ("option", "Option", False),
                    *((f"p{n}", name, True) for n, name in enumerate(names)),
                ],
                pairs,
            ),
        ),
        _figure(names, found),
    )


def _figure(names: list[str], found: Mapping[str, Any]) -> Figure:
    return Figure(
        title="How sure the choice is depends on how it is made",
        subtitle="Chance of each option under three ways of choosing",
        how_to_read="Conditional: one comparison of all pairs. Markov: challenge upon challenge.",
        source="KTAB (KAPSARC Toolkit for Behavioral Analysis); strengths as given",
        drawing=Drawing.BARS,
        rows=[
            {"label": f"{name}, {method}", "chance": round(float(chance[place]), 4)}
            for place, name in enumerate(names)
            for method, chance in found.items()
        ],
        x="chance",
        y="label",
        x_title="Chance",
        y_domain=(0, 1),
    )


_KTAB = "KTAB, published run of its demonstration of choices with three options, Square law"

MODEL = Model(
    slug="coalitions",
    topic="bargaining",
    title="Probabilistic Condorcet choice",
    question="Which option would beat the others, given the strength behind each?",
    inputs=(
        Input(
            "strengths",
            Kind.TEXT,
            "0,12.099,54.921;10.333,0,27.079;5.007,55.047,0",
            "Strength of the row's supporters against the column's: 0,51.2;19.7,0.",
        ),
        Input("options", Kind.TEXT, None, "Names of the options, with commas."),
        Input("law", Kind.CHOICE, "square", "How strength decides.", choices=tuple(LAWS)),
    ),
    solve=_solve,
    references=(
        (
            "KAPSARC Toolkit for Behavioral Analysis (KTAB), 2015-2018: Wise, B., Lester, L. and "
            "Efird, B., on the probabilistic Condorcet election and Markov voting with incentives."
        ),
    ),
    does_not_show=(
        "Where the strengths come from, or that a vote is taken at all: chances are the model's "
        "reading of ratios, and the three ways of choosing differ more than their digits suggest."
    ),
    examples=(
        Example(
            {},
            {
                "beats_1_2": 0.5782,
                "beats_1_3": 0.9918,
                "beats_2_3": 0.1948,
                "conditional_1": 0.8659,
                "conditional_2": 0.1241,
                "conditional_3": 0.0100,
                "markov_uniform_1": 0.6351,
                "markov_uniform_2": 0.2148,
                "markov_uniform_3": 0.1501,
                "markov_incentive_1": 0.5094,
                "markov_incentive_2": 0.2796,
                "markov_incentive_3": 0.2110,
            },
            0.00005,
            _KTAB,
        ),
        Example(
            {"strengths": "0,51.212;19.714,0"},
            {"conditional_1": 0.8709, "conditional_2": 0.1291},
            0.00005,
            "KTAB, published run with two options",
        ),
    ),
)
