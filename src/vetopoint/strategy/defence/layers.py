"""The model of a layered defence: what gets through, at what price, and what else money buys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from vetopoint.strategy.defence.leakage import Layer, chance_of_none, shots_needed
from vetopoint.strategy.defence.worth import (
    Alternative,
    Defence,
    Swing,
    Worth,
    alternatives_of_text,
    swings,
    worth,
)
from vetopoint.strategy.inputs import BadInputError, Input, Kind
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Mark, Table
from vetopoint.strategy.rows import cell_number, read_rows

__all__ = ["MODEL", "layers_of_text"]

_Range = tuple[Fraction, Fraction, Fraction]
_FIELDS = ("kill", "track", "rounds")


def layers_of_text(text: str) -> list[dict[str, Any]]:
    r"""Layers from CSV: name, kill, shots, and where given track, rounds; ranges as low:base:high.

    >>> layers_of_text("name,kill,shots,track,rounds\nupper,0.6:0.7:0.8,2,1,40")[0]["kill"][1]
    Fraction(7, 10)
    """
    found: list[dict[str, Any]] = []
    for row in read_rows(text, ("name", "kill", "shots"), "--layers", ("track", "rounds")):
        shots = cell_number(row, "shots", "--layers", low=1)
        if shots.denominator != 1:
            raise BadInputError(f"shots of {row['name']!r} is {row['shots']}; give a whole number")
        chances = {
            name: Input(f"{name} of {row['name']}", Kind.RANGE, 1, "", "", 0, 1).read(
                row[name] or None
            )
            for name in ("kill", "track")
        }
        rounds = Input(f"rounds of {row['name']}", Kind.RANGE, 0, "", "rounds", 0)
        found.append(
            {
                "name": row["name"],
                "shots": int(shots),
                **chances,
                "rounds": rounds.read(row["rounds"]) if row["rounds"] else None,
            }
        )
    if len({one["name"] for one in found}) < len(found):
        raise BadInputError("two layers of --layers have one name; give each its own")
    return found


def _layers(inputs: Mapping[str, Any]) -> list[dict[str, Any]]:
    if inputs["layers"] is not None:
        return layers_of_text(inputs["layers"])
    rounds = inputs["rounds"]
    return [
        {
            "name": "layer",
            "kill": inputs["kill"],
            "shots": inputs["shots"],
            "track": inputs["track"],
            "rounds": None
            if rounds is None
            else Input("rounds", Kind.RANGE, 0, "", "rounds", 0).read(rounds),
        }
    ]


def _ranges(inputs: Mapping[str, Any], layers: Sequence[Mapping[str, Any]]) -> dict[str, _Range]:
    found = {name: inputs[name] for name in ("targets", "common", "damage")}
    for layer in layers:
        prefix = f"{layer['name']}: " if len(layers) > 1 else ""
        found |= {f"{prefix}{n}": layer[n] for n in _FIELDS if layer[n] is not None}
    return found


def _solve(inputs: Mapping[str, Any]) -> Answer:
    layers = _layers(inputs)
    ranges = _ranges(inputs, layers)

    def defence_at(numbers: Mapping[str, Fraction]) -> Defence:
        made = []
        for layer in layers:
            prefix = f"{layer['name']}: " if len(layers) > 1 else ""
            at = {n: numbers.get(f"{prefix}{n}") for n in _FIELDS}
            made.append(
                Layer(
                    at["kill"] or Fraction(0),
                    layer["shots"],
                    at["track"] or Fraction(0),
                    at["rounds"],
                    layer["name"],
                )
            )
        return Defence(tuple(made), numbers["targets"], numbers["common"], numbers["damage"])

    base = defence_at({name: middle for name, (_, middle, _) in ranges.items()})
    alternatives = _alternatives(inputs, base)
    found_swings = swings(defence_at, ranges)
    worths = worth(defence_at, ranges, alternatives) if alternatives else ()
    value = _value(inputs, base)
    figure = _figure(inputs, base, value, found_swings, worths)
    return Answer(
        "expected values layer by layer, in exact fractions",
        len(layers) == 1 or all(layer.rounds is None for layer in base.layers),
        value,
        _reason(value, base, worths),
        _tables(base, found_swings, worths),
        figure,
        _cautions(base),
    )


def _alternatives(inputs: Mapping[str, Any], base: Defence) -> tuple[Alternative, ...]:
    listed = (
        alternatives_of_text(inputs["alternatives"], base.layers)
        if inputs["alternatives"] is not None
        else ()
    )
    price, currency = inputs["round_cost"], inputs["currency"]
    if (price or inputs["threat_cost"]) and not currency:
        raise BadInputError("a cost has no unit; name it with --currency, such as NT$ m")
    first = base.layers[0]
    if not price or first.rounds is None:
        return listed
    if listed and listed[0].currency != currency:
        raise BadInputError(
            f"alternatives cost {listed[0].currency} and rounds {currency}; use one unit"
        )
    own = Alternative("one more round", price, currency, "rounds", first.name, Fraction(1))
    return (own, *listed)


def _value(inputs: Mapping[str, Any], base: Defence) -> dict[str, Any]:
    passed, targets = base.passed(), base.targets
    leak = Fraction(1)
    for layer in base.layers:
        leak *= layer.leakage
    all_met = all(
        layer.engaged(arriving) == arriving
        for layer, arriving in zip(base.layers, (targets, *passed.behind), strict=False)
    )
    none = chance_of_none(float(1 - leak), float(targets)) if all_met else 0.0
    value: dict[str, Any] = {
        "stopped": 1 - leak,
        "leakers": passed.leakers,
        "leakers_without_common_cause": base.passed().behind[-1]
        if base.common == 0
        else (passed.leakers - base.common * targets) / (1 - base.common)
        if base.common < 1
        else None,
        "chance_of_none": float(1 - base.common) * none,
        "loss": base.loss(),
    }
    if len(base.layers) == 1:
        layer = base.layers[0]
        needed = (
            shots_needed(float(layer.kill), float(inputs["wanted"]), float(targets))
            if targets > 0
            else None
        )
        value |= {
            "shots_needed": needed,
            "saturated_above": None if layer.rounds is None else layer.rounds / layer.shots,
        }
        if inputs["round_cost"] and inputs["threat_cost"]:
            value["cost_exchange"] = layer.shots * inputs["round_cost"] / inputs["threat_cost"]
    return value


def _reason(value: Mapping[str, Any], base: Defence, worths: Sequence[Worth]) -> str:
    said = (
        f"If {float(base.targets):g} targets came, {float(value['leakers']):.4g} would be "
        f"expected to get through; with chance {value['chance_of_none']:.4g} none would."
    )
    knee = value.get("saturated_above")
    if knee is not None:
        said += f" The store meets {float(knee):g}; each further target gets through."
    if "cost_exchange" in value:
        said += f" Stopping one target costs {float(value['cost_exchange']):.3g} times the target."
    if worths and worths[0].base > 0:
        best = worths[0]
        said += (
            f" The next {best.alternative.currency} averts most by {best.alternative.name}, "
            f"which is best at {best.best} of {best.corners} corners of the ranges."
        )
    return said


def _cautions(base: Defence) -> tuple[str, ...]:
    bounded = any(layer.rounds is not None for layer in base.layers)
    if bounded and len(base.layers) > 1:
        return (
            "With bounded stores in several layers, expected values are passed on: approximate",
        )
    return ()


def _tables(base: Defence, found: Sequence[Swing], worths: Sequence[Worth]) -> tuple[Table, ...]:
    passed = base.passed()
    layers = Table(
        "layers",
        (
            ("layer", "Layer", False),
            ("stops", "Stops one with", True),
            ("spent", "Rounds spent", True),
            ("behind", "Targets behind it", True),
        ),
        [
            {
                "layer": layer.name,
                "stops": round(float(1 - layer.leakage), 5),
                "spent": round(float(spent), 2),
                "behind": round(float(behind), 4),
            }
            for layer, spent, behind in zip(base.layers, passed.spent, passed.behind, strict=True)
        ],
    )
    more = []
    if found:
        columns = (
            ("number", "Number", False),
            ("low", "Low", True),
            ("high", "High", True),
            ("at_low", "Loss at low", True),
            ("at_high", "Loss at high", True),
        )
        rows = [
            {
                "number": one.name,
                "low": float(one.low),
                "high": float(one.high),
                "at_low": round(float(one.at_low), 4),
                "at_high": round(float(one.at_high), 4),
            }
            for one in found
        ]
        more.append(Table("which doubt matters", columns, rows))
    if worths:
        unit = worths[0].alternative.currency
        columns = (
            ("alternative", "Alternative", False),
            ("averted", f"Loss averted per {unit}", True),
            ("low", "Low", True),
            ("high", "High", True),
            ("best", "Best at", True),
        )
        more.append(Table("the next unit of money", columns, [_worth_row(one) for one in worths]))
    return (layers, *more)


def _worth_row(one: Worth) -> dict[str, Any]:
    return {
        "alternative": one.alternative.name,
        "averted": float(f"{float(one.base):.4g}"),
        "low": float(f"{float(one.low):.4g}"),
        "high": float(f"{float(one.high):.4g}"),
        "best": f"{one.best}/{one.corners}",
    }


def _figure(
    inputs: Mapping[str, Any],
    base: Defence,
    value: Mapping[str, Any],
    found: Sequence[Swing],
    worths: Sequence[Worth],
) -> Figure:
    wanted = inputs["draw"]
    if wanted == "auto":
        wanted = "money" if worths else "tornado" if found else "targets"
    if (wanted == "money" and not worths) or (wanted == "tornado" and not found):
        lacking = (
            "alternatives or a round's cost" if wanted == "money" else "a range, as 0.6:0.7:0.8"
        )
        raise BadInputError(f"--draw is {wanted!r}, but there is nothing to draw; give {lacking}")
    if wanted == "money":
        return _money_figure(worths)
    if wanted == "tornado":
        return _tornado_figure(base, found)
    return _targets_figure(base, value)


def _money_figure(worths: Sequence[Worth]) -> Figure:
    unit = worths[0].alternative.currency
    return Figure(
        title=f"What the next {unit} averts",
        subtitle=f"Expected loss averted per {unit}; lines: all corners of the ranges",
        how_to_read="Longer is better value at the base; lines that overlap cannot be ranked.",
        source="Wilkening 1999; costs and effects as given",
        drawing=Drawing.BARS,
        rows=[
            {
                "label": one.alternative.name,
                "averted": float(one.base),
                "low": float(one.low),
                "high": float(one.high),
            }
            for one in worths
        ],
        x="averted",
        y="label",
        low="low",
        high="high",
        x_title=f"Loss averted per {unit}",
    )


def _tornado_figure(base: Defence, found: Sequence[Swing]) -> Figure:
    return Figure(
        title=f"What gets through depends most on: {found[0].name}",
        subtitle="Expected loss as one number goes through its range and the others stay",
        how_to_read="The rule is the base case; the widest bar is the doubt that matters most.",
        source="Wilkening 1999; ranges as given",
        drawing=Drawing.TORNADO,
        rows=[
            {
                "label": f"{one.name} ({float(one.low):g} to {float(one.high):g})",
                "base": float(base.loss()),
                "low": float(one.at_low),
                "high": float(one.at_high),
            }
            for one in found
        ],
        x="base",
        y="label",
        low="low",
        high="high",
        x_title="Expected loss",
    )


def _targets_figure(base: Defence, value: Mapping[str, Any]) -> Figure:
    knee = value.get("saturated_above")
    top: Fraction = max(2 * base.targets, Fraction(2 * (knee or 0)), Fraction(1))
    rows = []
    for step in range(101):
        targets = top * step / 100
        passed = Defence(base.layers, targets, base.common, base.damage).passed()
        rows.append(
            {
                "targets": float(targets),
                "leakers": float(passed.leakers),
                "series": "expected leakers",
            }
        )
    marks = [Mark("store spent", x=float(knee))] if knee else []
    marks.append(Mark("as given", x=float(base.targets), y=float(value["leakers"])))
    return Figure(
        title="Leakage is proportional until the store is spent"
        if knee
        else "Expected leakers by the size of the raid",
        subtitle="Expected targets that get through, by the number that come",
        how_to_read="The slope is the chance that one gets through; past the store it is 1.",
        source="Wilkening 1999; numbers as given",
        drawing=Drawing.LINES,
        rows=rows,
        x="targets",
        y="leakers",
        series="series",
        x_title="Targets that come",
        y_title="Expected leakers",
        marks=marks,
    )


_WILKENING = "Wilkening 1999, formulas; the numbers worked by hand"

MODEL = Model(
    slug="layered-defence",
    topic="defence",
    title="Layered defence: leakage, saturation, price",
    question="What would get through, and what would the next unit of money buy?",
    inputs=(
        Input("targets", Kind.RANGE, 10, "Targets that come.", "targets", 0),
        Input(
            "kill", Kind.RANGE, "0.8", "Chance that one shot kills.", "", 0, 1, unless=("layers",)
        ),
        Input(
            "shots", Kind.INTEGER, 2, "Shots at each target.", "shots", 1, 100, unless=("layers",)
        ),
        Input(
            "track",
            Kind.RANGE,
            1,
            "Chance that the layer sees a target at all.",
            "",
            0,
            1,
            unless=("layers",),
        ),
        Input(
            "rounds",
            Kind.TEXT,
            None,
            "Rounds in store, or a range; no bound if left out.",
            unless=("layers",),
        ),
        Input("common", Kind.RANGE, 0, "Chance that one cause blinds all layers.", "", 0, 1),
        Input("layers", Kind.FILE, None, "CSV of layers: name,kill,shots,track,rounds."),
        Input("damage", Kind.RANGE, 1, "Loss from each target that gets through.", "", 0),
        Input(
            "wanted",
            Kind.CHANCE,
            "0.8",
            "Chance of no leaker to find the shots for.",
            unless=("layers",),
        ),
        Input(
            "round_cost",
            Kind.NUMBER,
            0,
            "Cost of one round.",
            "--currency",
            0,
            needs=("rounds", "layers", "threat_cost"),
        ),
        Input(
            "threat_cost",
            Kind.NUMBER,
            0,
            "Cost of one target.",
            "--currency",
            0,
            needs=("round_cost",),
        ),
        Input(
            "currency", Kind.TEXT, None, "Unit of all costs, such as NT$ m.", needs=("round_cost",)
        ),
        Input("alternatives", Kind.FILE, None, "CSV: name,cost,currency,changes,by[,layer]."),
        Input(
            "draw",
            Kind.CHOICE,
            "auto",
            "Which figure.",
            choices=("auto", "targets", "tornado", "money"),
        ),
    ),
    solve=_solve,
    references=(
        (
            "Wilkening, D. A. (1999). A Simple Model for Calculating Ballistic Missile Defense "
            "Effectiveness. Science & Global Security 8(2), 183-215."
        ),
    ),
    does_not_show=(
        "Whether a defence would work: kill chances are assumptions, and independence is the "
        "kindest of them. Nothing of deterrence, of what is aimed at, or of how anyone would fight."
    ),
    examples=(
        Example(
            {"targets": 10, "kill": "0.8", "shots": 2},
            {"stopped": 0.96, "leakers": 0.4, "chance_of_none": 0.6648, "shots_needed": 2.37},
            0.005,
            _WILKENING,
        ),
        Example({"targets": 10, "kill": "0.5"}, {"shots_needed": 5.50}, 0.005, _WILKENING),
        Example({"targets": 10, "kill": "0.7"}, {"shots_needed": 3.17}, 0.005, _WILKENING),
        Example({"targets": 100, "track": "0.95"}, {"leakers": 8.8}, 0.05, _WILKENING),
        *(
            Example({"targets": w, "rounds": "128"}, {"leakers": left}, 0.005, _WILKENING)
            for w, left in ((32, 1.28), (64, 2.56), (128, 66.56), (256, 194.56))
        ),
    ),
)
