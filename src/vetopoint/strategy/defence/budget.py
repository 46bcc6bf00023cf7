"""Published budgets of defences: what is listed, what it sums to, and what follows by division."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from importlib.resources import files
from typing import Any

import yaml
from attrs import frozen

from vetopoint.strategy.inputs import BadInputError, Input, Kind
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Mark, Table
from vetopoint.strategy.rows import cell_number, read_rows

__all__ = ["MODEL", "Budget", "Item", "budget_named", "budget_of_text", "budget_slugs"]


@frozen
class Item:
    """One line of a budget: its cost, and the number of things where it is published."""

    name: str
    cost: Fraction
    number: Fraction | None = None


@frozen
class Budget:
    """A published budget: its total, the wider one it belongs to, and its items, in one unit."""

    name: str
    unit: str
    total: Fraction | None
    within: Fraction | None
    within_name: str
    items: Sequence[Item]
    source: str
    note: str = ""

    @property
    def listed(self) -> Fraction:
        """The sum of the items."""
        return sum((item.cost for item in self.items), Fraction(0))


def _documents() -> Mapping[str, Any]:
    text = (files("vetopoint") / "strategy" / "defence" / "budgets.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def budget_slugs() -> tuple[str, ...]:
    """The budgets that ship.

    >>> "t-dome-2025" in budget_slugs()
    True
    """
    return tuple(_documents())


def budget_named(slug: str) -> Budget:
    """A budget that ships, by its slug.

    >>> float(budget_named("t-dome-2025").listed)
    385.6
    """
    document = _documents()[slug]
    items = [
        Item(row["name"], Fraction(str(row["cost"])), _maybe(row.get("number")))
        for row in document["items"]
    ]
    return Budget(
        document["name"],
        document["unit"],
        _maybe(document.get("total")),
        _maybe(document.get("within")),
        document.get("within_name", ""),
        items,
        document["source"],
        document.get("note", ""),
    )


def _maybe(value: Any) -> Fraction | None:
    return None if value is None else Fraction(str(value))


def budget_of_text(text: str, unit: str | None, total: Fraction | None) -> Budget:
    r"""A budget of your own from CSV: name, cost, and number where known.

    >>> float(budget_of_text("name,cost\nradar,3\nrounds,4", "USD m", None).listed)
    7.0
    """
    if not unit:
        raise BadInputError("the costs of --items have no unit; name it with --unit, as USD m")
    items = []
    for row in read_rows(text, ("name", "cost"), "--items", ["number"]):
        number = cell_number(row, "number", "--items", low=0, empty=Fraction(0))
        items.append(Item(row["name"], cell_number(row, "cost", "--items", low=0), number or None))
    return Budget("your items", unit, total, None, "", items, "items as given")


def _solve(inputs: Mapping[str, Any]) -> Answer:
    total = inputs["total"] or None
    budget = (
        budget_of_text(inputs["items"], inputs["unit"], total)
        if inputs["items"] is not None
        else budget_named(inputs["budget"])
    )
    value: dict[str, Any] = {"listed": budget.listed, "total": budget.total}
    if budget.total:
        value["listed_share"] = budget.listed / budget.total
    if budget.within and budget.total:
        value["share_of_wider_budget"] = budget.total / budget.within
    rows = [
        {
            "item": item.name,
            "cost": float(item.cost),
            "share": round(float(100 * item.cost / budget.listed), 1),
            "number": float(item.number) if item.number else None,
            "each": float(f"{float(item.cost / item.number):.4g}") if item.number else None,
        }
        for item in budget.items
    ]
    columns = (
        ("item", "Item", False),
        ("cost", f"Cost, {budget.unit}", True),
        ("share", "% of listed", True),
        ("number", "Number", True),
        ("each", f"Each, {budget.unit}", True),
    )
    return Answer(
        "sums and quotients of the published figures",
        True,
        value,
        _reason(budget),
        (Table("items", columns, rows),),
        _figure(budget, rows),
        (budget.note,) if budget.note else (),
    )


def _reason(budget: Budget) -> str:
    said = f"The listed items of {budget.name} sum to {float(budget.listed):g} {budget.unit}"
    if budget.total:
        said += (
            f", {float(100 * budget.listed / budget.total):.1f} % of the published "
            f"{float(budget.total):g}"
        )
    if budget.within and budget.total:
        said += (
            f"; the whole is {float(100 * budget.total / budget.within):.0f} % of "
            f"{budget.within_name} ({float(budget.within):g} {budget.unit})"
        )
    return said + "."


def _figure(budget: Budget, rows: Sequence[Mapping[str, Any]]) -> Figure:
    return Figure(
        title=f"What is listed of {budget.name}",
        subtitle=f"{budget.unit}, as published",
        how_to_read="Each bar is one published item; sums are ours.",
        source=budget.source,
        drawing=Drawing.BARS,
        rows=[{"label": row["item"], "cost": row["cost"]} for row in rows],
        x="cost",
        y="label",
        x_title=budget.unit,
        marks=(Mark("published total", x=float(budget.total)),)
        if budget.total and budget.total <= 3 * max(item.cost for item in budget.items)
        else (),
    )


MODEL = Model(
    slug="defence-budget",
    topic="defence",
    title="Published budgets of defences, added up",
    question="What do the published items of a defence budget sum to, and cost apiece?",
    inputs=(
        Input(
            "budget",
            Kind.CHOICE,
            "t-dome-2025",
            "A budget that ships.",
            choices=budget_slugs(),
            unless=("items",),
        ),
        Input("items", Kind.FILE, None, "CSV of your own items: name,cost[,number]."),
        Input(
            "unit",
            Kind.TEXT,
            None,
            "Currency and scale of --items, such as USD m.",
            needs=("items",),
        ),
        Input(
            "total",
            Kind.NUMBER,
            0,
            "Published total of --items, if any.",
            "--unit",
            0,
            needs=("items",),
        ),
    ),
    solve=_solve,
    references=(
        "Taipei Times, 14 December 2025 (figures of the T-Dome plan).",
        "Congressional Budget Office (2026). Publication 62422 (space-based interceptors).",
    ),
    does_not_show=(
        "Whether a plan is worth its price, or will be carried out at it: figures are those of one "
        "day of a public debate, prices of different years are not put on one base."
    ),
    examples=(
        Example(
            {"budget": "t-dome-2025"}, {"listed": 385.6}, 0.05, "Taipei Times, 14 December 2025"
        ),
        Example(
            {"budget": "space-interceptors-2026"},
            {"listed": 686.4, "listed_share": 0.95},
            0.005,
            "CBO 2026, publication 62422: 7,800 × $22 m × 20/5 against $723 bn of acquisition",
        ),
    ),
)
