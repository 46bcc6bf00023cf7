"""The textbook models: a list, and any of them with its inputs, its answer and its figure."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import evolve

from vetopoint.brief.charts import chart_svg
from vetopoint.brief.model_charts import model_chart
from vetopoint.strategy.inputs import Input, Kind
from vetopoint.strategy.models import TOPICS
from vetopoint.strategy.registry import model_named, models, run
from vetopoint.strategy.results import Result
from vetopoint.strategy.results import Table as ModelTable
from vetopoint.web.asks import Ask
from vetopoint.web.charts import chart_figure, chart_markup, frame_of
from vetopoint.web.views import Table, View

__all__ = ["one", "view"]

# Files and folders are the machine's own; a page never reads one by its address.
NOT_OFFERED = (Kind.FILE, Kind.FOLDER)
COLUMNS = (
    ("model", "Model", False),
    ("topic", "Topic", False),
    ("title", "Title", False),
    ("question", "Question", False),
)


def view(ask: Ask) -> View:
    """Every model under its topic."""
    rows = [
        {"model": m.slug, "topic": TOPICS[m.topic], "title": m.title, "question": m.question}
        for m in models()
    ]
    topics = [
        (TOPICS[topic], [m for m in models() if m.topic == topic])
        for topic in dict.fromkeys(m.topic for m in models())
    ]
    return View(
        "models.html",
        "Textbook models",
        {"topics": topics},
        payload=lambda: {"models": rows},
        table=lambda: Table("Textbook models", COLUMNS, rows),
    )


def one(ask: Ask) -> View:
    """A model solved for the inputs in the address; without any, its published example."""
    model = model_named(ask.name("slug"))
    withheld = {asked.name for asked in model.inputs if asked.kind in NOT_OFFERED}
    offered = [
        asked
        for asked in model.inputs
        if asked.name not in withheld and not (asked.needs and withheld.issuperset(asked.needs))
    ]
    given = {asked.name: ask.text(asked.name) or None for asked in offered}
    result = run(model.slug, {name: value for name, value in given.items() if value})
    chart = model_chart(result)
    # The chart's title is its finding: the question of a figure is that of its model.
    said = frame_of(chart)
    frame = evolve(said, question=model.question, unit=f"{said.question}. {said.unit}")
    first = result.answer.tables[0] if result.answer.tables else None
    drawn = _drawn_rows(result)
    figures = {"figure": evolve(chart_figure(chart, lambda: drawn), frame=frame)}
    return View(
        "model.html",
        model.title,
        {
            "model": model,
            "result": result,
            "fields": [_field(asked, given[asked.name]) for asked in offered],
            "withheld": [asked for asked in model.inputs if asked.kind in NOT_OFFERED],
            "values": _values(result),
            "chart": chart_markup(chart),
            "figures": figures,
            "tables": [_table(table) for table in result.answer.tables],
            "topic": TOPICS[model.topic],
        },
        payload=lambda: {**result.as_record(), "frame": frame.as_record()},
        table=(lambda: _table(first)) if first else None,
        picture=lambda: chart_svg(chart),
        figures=figures,
        filters={name: str(value) for name, value in given.items() if value},
        data=((f"model {model.slug}, its inputs", result.identity),),
    )


def _drawn_rows(result: Result) -> Table:
    """The rows that the figure draws."""
    rows = [{key: _cell(value) for key, value in row.items()} for row in result.answer.figure.rows]
    keys = list(dict.fromkeys(key for row in rows for key in row))
    columns = tuple((key, key.replace("_", " "), True) for key in keys)
    whole = [{key: row.get(key) for key in keys} for row in rows]
    return Table(f"What the figure draws: {result.answer.figure.title}", columns, whole)


def _field(asked: Input, given: str | None) -> dict[str, Any]:
    default = asked.default
    return {
        "name": asked.name,
        "label": asked.name.replace("_", " "),
        "about": asked.about,
        "unit": asked.unit,
        "choices": list(asked.choices),
        "flag": asked.kind is Kind.FLAG,
        "value": given or ("" if default is None else _written(default)),
    }


def _written(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ",".join(_written(part) for part in value)
    return str(value)


def _values(result: Result) -> list[tuple[str, str, str]]:
    """Each number of the answer: its name, its decimals, and its fraction where it is exact."""
    shown = []
    for name, value in result.answer.value.items():
        if isinstance(value, Fraction):
            fraction = str(value) if value.denominator != 1 else ""
            shown.append((name, _number(float(value)), fraction))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            shown.append((name, _number(float(value)), ""))
        elif isinstance(value, str | bool) or value is None:
            shown.append((name, "not defined" if value is None else str(value), ""))
    return [(name.replace("_", " "), number, fraction) for name, number, fraction in shown]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"


def _table(table: ModelTable) -> Table:
    rows = [{key: _cell(row.get(key)) for key, _, _ in table.columns} for row in table.rows]
    return Table(table.name, tuple(table.columns), rows)


def _cell(value: Any) -> Any:
    if isinstance(value, Fraction):
        value = float(value)
    return _number(value) if isinstance(value, float) else value
