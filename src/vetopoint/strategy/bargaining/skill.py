"""The skill of each method on issues whose outcomes are known, beside the weighted mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from vetopoint.strategy.bargaining.forecasts import FORECASTS, Asked
from vetopoint.strategy.bargaining.tables import Issue
from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.results import Answer, Drawing, Figure, Table

__all__ = ["skill"]


def skill(issues: Sequence[Issue], inputs: Mapping[str, Any]) -> Answer:
    """The mean absolute error of each method, and how much worse than the weighted mean it is.

    Raises
    ------
    BadInputError
        If fewer than two issues have an outcome.
    """
    known = [issue for issue in issues if issue.outcome is not None]
    if len(known) < 2:
        raise BadInputError(
            "--actors has several issues but fewer than two outcomes; add the column outcome"
        )
    truth = np.asarray([issue.outcome for issue in known], dtype=float)
    asked = Asked.of(inputs)
    errors = {
        name: np.abs(np.asarray([forecast(issue, asked) for issue in known]) - truth)
        for name, forecast in FORECASTS.items()
    }
    low, high = float(inputs["low"]), float(inputs["high"])
    errors["middle of the range"] = np.abs((low + high) / 2 - truth)
    drawn = np.random.default_rng(inputs["seed"]).integers(0, len(known), (1000, len(known)))
    base = errors["weighted mean"]
    rows: list[dict[str, Any]] = []
    for name, found in sorted(errors.items(), key=lambda item: float(item[1].mean())):
        behind = (found - base)[drawn].mean(axis=1)
        rows.append(
            {
                "method": name,
                "error": round(float(found.mean()), 3),
                "worse": round(float((found - base).mean()), 3),
                "low": round(float(np.quantile(behind, 0.025)), 3),
                "high": round(float(np.quantile(behind, 0.975)), 3),
            }
        )
    columns = (
        ("method", "Method", False),
        ("error", "Mean error", True),
        ("worse", "Worse than weighted mean by", True),
        ("low", "95 % from", True),
        ("high", "to", True),
    )
    value = {row["method"].replace(" ", "_"): float(errors[row["method"]].mean()) for row in rows}
    best = rows[0]["method"]
    reason = (
        f"On {len(known)} issues with known outcomes the {best} has the least mean absolute error, "
        f"{rows[0]['error']:.2f}; the challenges in rounds have "
        f"{value['challenges_in_rounds']:.2f}."
    )
    figure = Figure(
        title=f"The {best} does best on {len(known)} issues",
        subtitle="Mean absolute error of each method",
        how_to_read="Shorter is better. Read any complex forecast beside the plain mean.",
        source="issues as given",
        drawing=Drawing.BARS,
        rows=[{"label": row["method"], "error": row["error"]} for row in rows],
        x="error",
        y="label",
        x_title="Mean absolute error, in the unit of the scale",
    )
    return Answer(
        "mean absolute errors; differences by 1000 bootstrap draws of issues",
        False,
        {**value, "issues": len(known)},
        reason,
        (Table("skill", columns, rows),),
        figure,
    )
