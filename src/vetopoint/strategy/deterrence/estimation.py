"""The model that estimates a crisis game from data: strategic probit and logit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from vetopoint.strategy.deterrence.backward import stopped_as_games
from vetopoint.strategy.deterrence.descent import Descent
from vetopoint.strategy.deterrence.probit import UTILITIES, Crises, Fit, design, fit_game
from vetopoint.strategy.inputs import BadInputError, Input, Kind, fraction_of
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Table
from vetopoint.strategy.rows import read_rows

__all__ = ["MODEL", "complete_rows", "crises_of_rows"]

ENDS = ("status quo", "concession", "war")


def crises_of_rows(
    rows: Sequence[Mapping[str, str]], ends: Sequence[str], formulas: Mapping[str, str]
) -> Crises:
    """Crises from rows of a table; `ends` names the two columns of 0 and 1: challenge and war.

    A formula lists columns with commas or plus signs, after a constant; `0` means no regressor and
    no constant, an empty one the constant alone. A column of words becomes a 0/1 column for each
    word but the first in the alphabet.
    """
    rows = complete_rows(rows, ends, formulas)
    outcome = []
    for number, row in enumerate(rows, start=2):
        pair = tuple(row.get(name, "") for name in ends)
        if pair not in {("0", "0"), ("1", "0"), ("1", "1")}:
            raise BadInputError(
                f"line {number} has {ends[0]} = {pair[0]!r} and {ends[1]} = {pair[1]!r}; both are "
                "0 or 1, and there is no war without a challenge"
            )
        outcome.append(int(pair[0]) + int(pair[1]))
    matrices, names = {}, []
    for utility in UTILITIES:
        wanted = _wanted(formulas[utility])
        constant = wanted != ["0"]
        columns = [
            column for name in wanted if name not in ("0", "1") for column in _columns(rows, name)
        ]
        matrix, told = design(columns, len(rows), constant=constant)
        matrices[utility] = matrix
        names += [f"{utility}:{name}" for name in told]
    return Crises(np.asarray(outcome), matrices, tuple(names))


def _wanted(formula: str) -> list[str]:
    return [part.strip() for part in formula.replace("+", ",").split(",") if part.strip()]


def complete_rows(
    rows: Sequence[Mapping[str, str]], ends: Sequence[str], formulas: Mapping[str, str]
) -> list[Mapping[str, str]]:
    """The rows in which no column that is used is empty or NA."""
    used = {*ends, *(name for formula in formulas.values() for name in _wanted(formula))}
    used &= rows[0].keys()
    found = [row for row in rows if all(row[name] not in ("", "NA") for name in used)]
    if not found:
        raise BadInputError("every row has an empty cell in a column that is used; fill some")
    return found


def _columns(
    rows: Sequence[Mapping[str, str]], name: str
) -> list[tuple[str, np.ndarray[Any, np.dtype[np.float64]]]]:
    if name not in rows[0]:
        raise BadInputError(f"the data have no column {name!r}; they have {', '.join(rows[0])}")
    cells = [row[name] for row in rows]
    numbers = [fraction_of(cell) for cell in cells]
    if all(number is not None for number in numbers):
        return [(name, np.asarray([float(n) for n in numbers if n is not None]))]
    levels = sorted(set(cells))
    if len(levels) > 12:
        raise BadInputError(f"column {name!r} holds {len(levels)} different words; the most is 12")
    return [
        (f"{name}{level}", np.asarray([float(cell == level) for cell in cells]))
        for level in levels[1:]
    ]


def _counted(counts: Sequence[Any]) -> Crises:
    if len(counts) != 3 or any(n.denominator != 1 or n < 1 for n in counts):
        raise BadInputError(
            "--counts takes three whole numbers above 0: status quo, concession, war, as 124,83,75"
        )
    ends = np.repeat(np.arange(3), [int(n) for n in counts])
    ones, none = np.ones((len(ends), 1)), np.zeros((len(ends), 0))
    matrices = {"u11": ones, "u13": none, "u14": none, "u24": ones}
    return Crises(ends, matrices, ("u11:(Intercept)", "u24:(Intercept)"))


def _solve(inputs: Mapping[str, Any]) -> Answer:
    left_out = 0
    if inputs["data"] is None:
        crises = _counted(inputs["counts"])
    else:
        ends = [part.strip() for part in str(inputs["ends"]).split(",")]
        if len(ends) != 2:
            raise BadInputError("--ends takes two columns, challenge and war, as esc,war")
        rows = read_rows(inputs["data"], ends, "--data")
        crises = crises_of_rows(rows, ends, {name: inputs[name] or "" for name in UTILITIES})
        left_out = len(rows) - len(crises.ends)
    if not crises.names:
        raise BadInputError("no utility has a regressor; nothing is left to estimate: name some")
    fit = fit_game(crises, inputs["link"])
    stopped = stopped_as_games(crises, inputs["link"]) if inputs["stop"] == "games" else None
    return Answer(
        f"maximum likelihood by Newton's method, {inputs['link']} link, {fit.rounds} rounds",
        False,
        _value(fit, stopped),
        _reason(fit, inputs["link"], stopped),
        (_coefficients(fit, stopped), _ends(fit, crises)),
        _figure(fit),
        (f"{left_out} rows with an empty cell or NA are left out.",) if left_out else (),
    )


def _value(fit: Fit, stopped: Descent | None) -> dict[str, Any]:
    shares = fit.chances.mean(axis=0)
    value: dict[str, Any] = {
        "log_likelihood": fit.log_likelihood,
        "aic": fit.aic,
        "crises": fit.crises,
        **{
            f"mean_{name.replace(' ', '_')}": float(p) for name, p in zip(ENDS, shares, strict=True)
        },
        **{name: float(b) for name, b in zip(fit.names, fit.estimates, strict=True)},
    }
    if stopped is not None:
        value["as_games"] = {
            "log_likelihood": -stopped.value,
            "below_maximum": fit.log_likelihood + stopped.value,
            **{name: float(b) for name, b in zip(fit.names, stopped.point, strict=True)},
        }
    return value


def _coefficients(fit: Fit, stopped: Descent | None) -> Table:
    columns = [
        ("coefficient", "Coefficient", False),
        ("estimate", "Estimate", True),
        ("error", "Std. error", True),
        ("z", "z", True),
    ]
    rows: list[dict[str, Any]] = [
        {
            "coefficient": name,
            "estimate": round(float(b), 6),
            "error": round(float(se), 6),
            "z": round(float(b / se), 2),
        }
        for name, b, se in zip(fit.names, fit.estimates, fit.errors, strict=True)
    ]
    if stopped is not None:
        columns.insert(2, ("games", "R games stops at", True))
        for row, b in zip(rows, stopped.point, strict=True):
            row["games"] = round(float(b), 6)
    return Table("coefficients", tuple(columns), rows)


def _reason(fit: Fit, link: str, stopped: Descent | None) -> str:
    told = (
        f"A strategic {link} of {fit.crises} crises has log-likelihood {fit.log_likelihood:.4f} "
        f"with {len(fit.names)} coefficients (AIC {fit.aic:.4f})."
    )
    if stopped is None:
        return told
    return (
        f"{told} From its start, R games stops {fit.log_likelihood + stopped.value:.1e} below that "
        f"maximum, after {stopped.gradients} gradients."
    )


def _ends(fit: Fit, crises: Crises) -> Table:
    rows = [
        {
            "end": name,
            "observed": int((crises.ends == place).sum()),
            "share": round(float((crises.ends == place).mean()), 5),
            "fitted": round(float(fit.chances[:, place].mean()), 5),
        }
        for place, name in enumerate(ENDS)
    ]
    columns = (
        ("end", "End", False),
        ("observed", "Observed", True),
        ("share", "Share", True),
        ("fitted", "Mean fitted chance", True),
    )
    return Table("ends", columns, rows)


def _figure(fit: Fit) -> Figure:
    return Figure(
        title=f"Utilities estimated from {fit.crises} crises",
        subtitle="Coefficient with its 95 % interval (normal)",
        how_to_read="u11: status quo, u13: concession, u14: war for player 1; u24: war for 2.",
        source="Kenkel and Signorino 2014 (egame12); data as given",
        drawing=Drawing.BARS,
        rows=[
            {
                "label": name,
                "estimate": float(b),
                "low": float(b - 1.959964 * se),
                "high": float(b + 1.959964 * se),
            }
            for name, b, se in zip(fit.names, fit.estimates, fit.errors, strict=True)
        ],
        x="estimate",
        y="label",
        low="low",
        high="high",
        x_title="Utility, in units of the error of one move",
    )


_SHARE = 124 / 282

MODEL = Model(
    slug="strategic-probit",
    topic="deterrence",
    title="Strategic probit of crises",
    question="What do the ends of many crises say of what both sides wanted?",
    inputs=(
        Input("data", Kind.FILE, None, "CSV of crises, one each line."),
        Input(
            "ends",
            Kind.TEXT,
            "esc,war",
            "The columns (0 or 1) of challenge and of war.",
            needs=("data",),
        ),
        Input(
            "u11", Kind.TEXT, "", "Columns of player 1's status quo; 0 for none.", needs=("data",)
        ),
        Input(
            "u13",
            Kind.TEXT,
            "0",
            "Columns of player 1's concession won; 0 for none.",
            needs=("data",),
        ),
        Input("u14", Kind.TEXT, "0", "Columns of player 1's war; 0 for none.", needs=("data",)),
        Input("u24", Kind.TEXT, "", "Columns of player 2's war; 0 for none.", needs=("data",)),
        Input("link", Kind.CHOICE, "probit", "Errors.", choices=("probit", "logit")),
        Input(
            "stop",
            Kind.CHOICE,
            "maximum",
            "Where to stop: at the maximum, or also where R games stops.",
            choices=("maximum", "games"),
        ),
        Input(
            "counts",
            Kind.NUMBERS,
            (124, 83, 75),
            "Without data: numbers of the three ends.",
            unless=("data",),
        ),
    ),
    solve=_solve,
    references=(
        (
            "Signorino, C. S. (1999). Strategic Interaction and the Statistical Analysis of "
            "International Conflict. American Political Science Review 93(2), 279-297."
        ),
        (
            "Kenkel, B. and Signorino, C. S. (2014). Estimating Extensive Form Games in R. "
            "Journal of Statistical Software 56(8)."
        ),
        (
            "Nash, J. C. (1990). Compact Numerical Methods for Computers, 2nd edition, algorithm "
            "21 (the variable metric of R's optim)."
        ),
    ),
    does_not_show=(
        "Causes: estimates describe crises that happened, selected by the fear of them, and hold "
        "only if both sides played this very game. No forecast of a crisis."
    ),
    examples=(
        Example(
            {"counts": "124,83,75"},
            {"mean_status_quo": _SHARE, "mean_war": 75 / 282},
            1e-7,
            "closed form: with constants alone the fitted chances are the shares",
        ),
    ),
)
