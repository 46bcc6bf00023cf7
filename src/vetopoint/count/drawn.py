"""Sums over the states of a count for many draws at once, a whole layer at a time.

A layer tells for each state [states] which state follows each of the four ballots [states, 4];
chances are [members, 4, draws], and weights and outcomes [states, draws].
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["backward", "forward", "given"]

_Floats = NDArray[np.float64]
_Layer = Sequence[tuple[int, ...]]


def forward(layers: Sequence[_Layer], chances: _Floats) -> list[_Floats]:
    """The chance of each state before each member, and at the end."""
    levels = [np.ones((1, chances.shape[2]))]
    for own, layer in zip(chances, layers, strict=True):
        targets = np.array(layer)
        after = np.zeros((int(targets.max()) + 1, chances.shape[2]))
        for ballots in _alike(layer):
            moved = levels[-1] * own[ballots].sum(0)
            column = targets[:, ballots[0]]
            if len(set(column.tolist())) == len(column):
                after[column] += moved
            else:
                np.add.at(after, column, moved)
        levels.append(after)
    return levels


def backward(
    layers: Sequence[_Layer], chances: _Floats, finals: tuple[list[bool], ...]
) -> tuple[list[_Floats], ...]:
    """The chance of each outcome from each state on, before each member and at the end."""
    found: list[list[_Floats]] = []
    for number, final in enumerate(finals):
        if final in finals[:number]:  # without vetoes there is nothing to waive
            found.append(found[finals.index(final)])
            continue
        levels = [np.repeat(np.array(final, float)[:, None], chances.shape[2], axis=1)]
        for own, layer in zip(chances[::-1], layers[::-1], strict=True):
            targets = np.array(layer)
            before = np.zeros((len(layer), chances.shape[2]))
            for ballots in _alike(layer):
                before += own[ballots].sum(0) * levels[-1][targets[:, ballots[0]]]
            levels.append(before)
        levels.reverse()
        found.append(levels)
    return tuple(found)


def given(weights: _Floats, layer: _Layer, after: _Floats) -> tuple[_Floats, ...]:
    """The chance of an outcome if the member of this layer casts each ballot."""
    targets = np.array(layer)
    sums: dict[int, _Floats] = {}
    for ballots in _alike(layer):
        total = np.einsum("sd,sd->d", weights, after[targets[:, ballots[0]]])
        sums.update(dict.fromkeys(ballots, total))
    return tuple(sums[ballot] for ballot in range(targets.shape[1]))


def _alike(layer: _Layer) -> list[list[int]]:
    """The ballots in groups of those that count alike in every state."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for ballot, column in enumerate(zip(*layer, strict=True)):
        groups.setdefault(column, []).append(ballot)
    return list(groups.values())
