"""What the next unit of money would buy, and which doubt matters most."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from vetopoint.strategy.defence.leakage import Layer, Passage, passage
from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.rows import cell_number, read_rows

__all__ = [
    "Alternative",
    "Defence",
    "Swing",
    "Worth",
    "alternatives_of_text",
    "corners",
    "swings",
    "worth",
]

_Range = tuple[Fraction, Fraction, Fraction]
CORNERS = 10


@frozen
class Defence:
    """A defence and what comes at it: all one number each."""

    layers: tuple[Layer, ...]
    targets: Fraction
    common: Fraction
    damage: Fraction

    def passed(self) -> Passage:
        """What gets through."""
        return passage(self.layers, self.targets, self.common)

    def loss(self) -> Fraction:
        """Expected leakers times the damage of each."""
        return self.passed().leakers * self.damage


@frozen
class Swing:
    """The loss when one number goes to either end of its range and the others stay."""

    name: str
    low: Fraction
    high: Fraction
    at_low: Fraction
    at_high: Fraction


@frozen
class Alternative:
    """Something else to spend on: one unit costs `cost` and changes one number by `by`."""

    name: str
    cost: Fraction
    currency: str
    changes: str
    layer: str
    by: Fraction


@frozen
class Worth:
    """Loss averted by each unit of money, at the base and over all corners of the ranges."""

    alternative: Alternative
    base: Fraction
    low: Fraction
    high: Fraction
    best: int
    corners: int


_CHANGES = ("rounds", "kill", "track", "common", "damage", "targets")


def alternatives_of_text(text: str, layers: Sequence[Layer]) -> tuple[Alternative, ...]:
    r"""Alternatives from CSV: name, cost, currency, changes, by, and the layer where several are.

    >>> row = "name,cost,currency,changes,by\nshelters,10,NT$ m,damage,-0.01"
    >>> alternatives_of_text(row, [Layer(Fraction(1, 2), 1)])[0].changes
    'damage'
    """
    needed = ("name", "cost", "currency", "changes", "by")
    found = []
    for row in read_rows(text, needed, "--alternatives", ["layer"]):
        if not row["currency"]:
            raise BadInputError(
                f"the cost of {row['name']!r} has no unit; name its currency, such as NT$ m"
            )
        if row["changes"] not in _CHANGES:
            raise BadInputError(
                f"{row['name']!r} changes {row['changes']!r}; it can change {', '.join(_CHANGES)}"
            )
        name = row["layer"] or layers[0].name
        if name not in {layer.name for layer in layers}:
            raise BadInputError(f"{row['name']!r} is about layer {name!r}, which is not there")
        cost = cell_number(row, "cost", "--alternatives")
        if cost <= 0:
            raise BadInputError(f"the cost of {row['name']!r} is {row['cost']}; give one above 0")
        by = cell_number(row, "by", "--alternatives")
        found.append(Alternative(row["name"], cost, row["currency"], row["changes"], name, by))
    if len(units := {one.currency for one in found}) > 1:
        raise BadInputError(
            f"costs are in {' and '.join(sorted(units))}; put all of them in one unit"
        )
    return tuple(found)


def _changed(defence: Defence, one: Alternative) -> Defence:
    if one.changes in ("common", "damage", "targets"):
        now = max(Fraction(0), getattr(defence, one.changes) + one.by)
        return evolve(
            defence,
            **{one.changes: min(now, Fraction(1))}
            if one.changes == "common"
            else {one.changes: now},
        )
    layers = []
    for layer in defence.layers:
        held = getattr(layer, one.changes)
        if layer.name != one.layer or held is None:
            layers.append(layer)
            continue
        now = max(Fraction(0), held + one.by)
        layers.append(
            evolve(
                layer, **{one.changes: now if one.changes == "rounds" else min(now, Fraction(1))}
            )
        )
    return evolve(defence, layers=tuple(layers))


def swings(
    defence_at: Callable[[Mapping[str, Fraction]], Defence], ranges: Mapping[str, _Range]
) -> tuple[Swing, ...]:
    """The loss at either end of each range, the widest swing first: the rows of a tornado."""
    base = {name: middle for name, (_, middle, _) in ranges.items()}
    found = [
        Swing(
            name,
            low,
            high,
            defence_at({**base, name: low}).loss(),
            defence_at({**base, name: high}).loss(),
        )
        for name, (low, _, high) in ranges.items()
        if low < high
    ]
    return tuple(sorted(found, key=lambda swing: -abs(swing.at_high - swing.at_low)))


def corners(ranges: Mapping[str, _Range]) -> Iterator[dict[str, Fraction]]:
    """All ways to put each number at an end of its range.

    >>> len(list(corners({"a": (Fraction(0), Fraction(1), Fraction(2))})))
    2
    """
    open_ = [name for name, (low, _, high) in ranges.items() if low < high]
    if len(open_) > CORNERS:
        raise BadInputError(f"{len(open_)} numbers have ranges; the most is {CORNERS}: fix some")
    base = {name: middle for name, (_, middle, _) in ranges.items()}
    for ends in itertools.product((0, 2), repeat=len(open_)):
        yield base | {name: ranges[name][end] for name, end in zip(open_, ends, strict=True)}


def worth(
    defence_at: Callable[[Mapping[str, Fraction]], Defence],
    ranges: Mapping[str, _Range],
    alternatives: Sequence[Alternative],
) -> tuple[Worth, ...]:
    """What one unit of money averts by each alternative, the best at the base first.

    `best` counts the corners of the ranges at which no other alternative averts more.
    """
    base = defence_at({name: middle for name, (_, middle, _) in ranges.items()})
    at_corners = [
        [_averted(defence_at(corner), one) for one in alternatives] for corner in corners(ranges)
    ]
    found = [
        Worth(
            one,
            _averted(base, one),
            min(values[place] for values in at_corners),
            max(values[place] for values in at_corners),
            sum(values[place] == max(values) for values in at_corners),
            len(at_corners),
        )
        for place, one in enumerate(alternatives)
    ]
    return tuple(sorted(found, key=lambda one: -one.base))


def _averted(defence: Defence, one: Alternative) -> Fraction:
    return (defence.loss() - _changed(defence, one).loss()) / one.cost
