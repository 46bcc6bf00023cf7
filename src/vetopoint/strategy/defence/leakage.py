"""What gets through a defence of layers: kill chances, common causes, empty magazines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

from attrs import frozen

__all__ = [
    "Layer",
    "Passage",
    "chance_of_none",
    "kill_chance",
    "passage",
    "shots_needed",
]

_Number = TypeVar("_Number", Fraction, float)


@frozen
class Layer:
    """One layer: chance that a shot kills, shots for each target, and rounds in store.

    `track` is the chance that the layer sees a target at all, one draw for all its shots at it:
    a failure that more shots cannot mend. `rounds` is None where the store has no bound.
    """

    kill: Fraction
    shots: int
    track: Fraction = Fraction(1)
    rounds: Fraction | None = None
    name: str = "layer"

    @property
    def leakage(self) -> Fraction:
        """The chance that an engaged target gets through the layer."""
        return 1 - kill_chance(self.kill, self.shots, self.track)

    def engaged(self, targets: Fraction) -> Fraction:
        """How many targets the store suffices for."""
        return targets if self.rounds is None else min(targets, self.rounds / self.shots)


@frozen
class Passage:
    """What happens to a raid: expected targets behind each layer, and rounds spent in each."""

    behind: tuple[Fraction, ...]
    spent: tuple[Fraction, ...]
    common: Fraction

    @property
    def leakers(self) -> Fraction:
        """Expected targets behind the last layer."""
        return self.behind[-1]


def kill_chance(kill: _Number, shots: int, track: _Number) -> _Number:
    """K = P_track · (1 − (1 − p)ⁿ), the chance that a target is stopped (Wilkening 1999).

    >>> kill_chance(Fraction(4, 5), 2, Fraction(1))
    Fraction(24, 25)
    """
    return track * (1 - (1 - kill) ** shots)


def chance_of_none(stopped: float, targets: float) -> float:
    """The chance that none of `targets` gets through when each is stopped independently.

    >>> round(chance_of_none(0.96, 10), 4)
    0.6648
    """
    return float(stopped**targets)


def shots_needed(kill: float, wanted: float, targets: float) -> float | None:
    """Shots for each target so that none gets through with the chance wanted; not rounded up.

    None where no number of shots is enough.

    >>> round(shots_needed(0.7, 0.8, 10), 2)
    3.17
    """
    stopped = wanted ** (1 / targets)
    if kill >= 1:
        return 1.0
    if kill <= 0 or stopped >= 1:
        return None
    return math.log(1 - stopped) / math.log(1 - kill)


def passage(layers: Sequence[Layer], targets: Fraction, common: Fraction = Fraction(0)) -> Passage:
    """Expected leakers through layers in their order.

    `common` is the chance that one cause (a lost sensor, a jammed link) blinds all layers at once;
    then everything gets through. Otherwise leakages multiply, and what a store cannot meet passes
    untouched. Expected values are passed on from layer to layer, which is exact without bounds on
    stores and an approximation with them.

    >>> float(passage([Layer(Fraction(4, 5), 2, rounds=Fraction(128))], Fraction(128)).leakers)
    66.56
    """
    behind, spent, arriving = [], [], targets
    for layer in layers:
        met = layer.engaged(arriving)
        spent.append(met * layer.shots)
        arriving = arriving - met + met * layer.leakage
        behind.append(common * targets + (1 - common) * arriving)
    return Passage(tuple(behind), tuple(spent), common)
