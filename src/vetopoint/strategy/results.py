"""What a model gives back: the answer, how it was reached, and what it cannot say."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any

from attrs import asdict, frozen

__all__ = ["Answer", "Drawing", "Figure", "Mark", "Result", "Table", "identity_of", "plain"]


@frozen
class Table:
    """Rows to print or export; `columns` are (key, heading, whether it holds numbers).

    One that is `aside` is too long to stand among the others at the terminal, and is named there.
    """

    name: str
    columns: Sequence[tuple[str, str, bool]]
    rows: Sequence[Mapping[str, Any]]
    aside: bool = False


class Drawing(StrEnum):
    """The forms of figure that a model asks for; the faces draw them."""

    LINES = "lines"
    STEPS = "steps"
    BARS = "bars"
    TORNADO = "tornado"


@frozen
class Mark:
    """A point or a rule with its words: both coordinates for a point, one for a rule."""

    words: str
    x: float | None = None
    y: float | None = None


@frozen
class Figure:
    """A figure as data: what it asks, its rows and which key is what.

    For LINES and STEPS, rows hold `x`, `y`, the name of the `series` and, where there is
    uncertainty, `low` and `high`. For BARS, `y` names the row's label and `x` its length, with
    `low` and `high` for an interval. For TORNADO, `y` names the label, `low` and `high` the ends,
    and `x` the base.
    """

    title: str
    subtitle: str
    how_to_read: str
    source: str
    drawing: Drawing
    rows: Sequence[Mapping[str, Any]]
    x: str
    y: str
    series: str = ""
    low: str = ""
    high: str = ""
    x_title: str = ""
    y_title: str = ""
    y_domain: tuple[float, float] | None = None
    marks: Sequence[Mark] = ()


@frozen
class Answer:
    """What a model's own arithmetic gives; the registry adds who asked what of which model."""

    method: str
    exact: bool
    value: Mapping[str, Any]
    reason: str
    tables: Sequence[Table]
    figure: Figure
    cautions: Sequence[str] = ()


@frozen
class Result:
    """An answer with its question: model, inputs and their hash, limits and references."""

    model: str
    inputs: Mapping[str, Any]
    answer: Answer
    does_not_show: str
    references: tuple[str, ...]

    @property
    def identity(self) -> str:
        """The SHA-256 of the model's name and its inputs: same identity, same answer."""
        return identity_of(self.model, self.inputs)

    def as_record(self) -> dict[str, Any]:
        """The result as plain JSON values; exact fractions stand beside their decimals."""
        answer = self.answer
        exact = {key: str(v) for key, v in answer.value.items() if isinstance(v, Fraction)}
        return {
            "model": self.model,
            "identity": self.identity,
            "inputs": plain(self.inputs),
            "method": answer.method,
            "exact": answer.exact,
            "value": plain(answer.value),
            "value_as_fractions": exact,
            "reason": answer.reason,
            "cautions": list(answer.cautions),
            "does_not_show": self.does_not_show,
            "references": list(self.references),
            "tables": [
                {"name": table.name, "rows": [plain(dict(row)) for row in table.rows]}
                for table in answer.tables
            ],
            "figure": plain(asdict(answer.figure)),
        }


def identity_of(model: str, inputs: Mapping[str, Any]) -> str:
    """The SHA-256 of a model and its inputs, long texts and all.

    >>> identity_of("thresholds", {"mean": 25})[:8]
    '6931e387'
    """
    text = json.dumps([model, plain(inputs)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Any:
    """A value in JSON's own types: fractions as decimals, days as text, tuples as lists.

    >>> plain({"p": Fraction(1, 4), "on": datetime.date(1999, 3, 26)})
    {'p': 0.25, 'on': '1999-03-26'}
    """
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(inner) for inner in value]
    return value.item() if hasattr(value, "item") else value
