"""Members move together: a text taken as one of many past ones, each with drawn positions.

A draw says: the text divides the members as that past text did, somewhat changed, and the members
stand at that draw of their positions. Known ballots weigh the draws by Bayes' rule, and through
them everybody moves.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from vetopoint.infer.assembly.items import Items, ballots_of

__all__ = ["DRAWS", "Cloud", "cloud_of", "item_weights"]

DRAWS = 1200
KEENNESS, LOOSENESS, LOOSE, HALF_LIFE = 13.0, 5.0, 0.3, 2.0
"""Weights of past texts: e^(keenness · likeness), and e^(looseness · likeness) for so large a part
of the draws, halved each two years. The loose ones serve where known ballots belie the likest
texts; without a known ballot the keen ones alone say what to expect."""
CHANGED, UNLIKE = 0.1, 0.5
"""How much a text differs from the past one it is taken for, in spreads of all items: the first
where their words are the same, both where they share none."""
FITTINGS, OURS = 6, 0.75
"""Rounds in which draws are fitted to what is expected; how much forecasts from every roll call
count beside those by items, in logarithms."""
KEEN, SPONSOR = 0.5, 0.3
"""Sponsors come forward by their odds of FOR to the first power; each tells so much against a
draw of its own, for they come in groups. Chosen on stand-ins for sponsors in votes of 2012–2019."""
SOFT, LEAST, ENOUGH = 0.02, 5e-3, 100.0
"""Chances are drawn this much to even ones; no ballot is less likely than the second; from so many
known ballots on, more tell less: the past texts are too few for them."""

_Array = NDArray[np.floating[Any]]


@frozen(eq=False)
class Cloud:
    """Draws of everybody's chances of FOR, ABSTAIN and AGAINST [draws, members, 3], and weights."""

    chances: _Array = field(repr=False)
    weights: _Array = field(repr=False)

    def given(self, known: NDArray[np.integer[Any]], ballots: NDArray[np.integer[Any]]) -> Cloud:
        """The draws weighed by the `ballots` of the members at the places `known`."""
        if not len(known):
            return self
        own = np.log(np.maximum(self.chances[:, known, ballots], LEAST))
        return self._weighed(own.sum(axis=1) / (1 + len(known) / ENOUGH))

    def sponsored(self, places: NDArray[np.integer[Any]]) -> Cloud:
        """The draws weighed by who the co-sponsors are, for they are no random members.

        Sponsors come forward among all members with chances that grow with their odds of FOR, so
        that they tell *who* favours the text most, not how many do.

        References
        ----------
        Plackett (1975), The analysis of permutations, sec. 3: choices one after the other in
        proportion to strength; here with replacement.
        """
        if not len(places):
            return self
        favour = np.clip(self.chances[:, :, 0], LEAST, 1 - LEAST)
        strength = KEEN * np.log(favour / (1 - favour))
        whole = np.log(np.exp(strength).sum(axis=1))
        return self._weighed(SPONSOR * (strength[:, places] - whole[:, None]).sum(axis=1))

    def _weighed(self, score: _Array) -> Cloud:
        whole = np.log(self.weights) + score
        found = np.exp(whole - whole.max())
        return evolve(self, weights=found / found.sum())

    def expected(self) -> _Array:
        """Everybody's chances [members, 3], averaged over the draws."""
        return _whole(np.tensordot(self.weights, self.chances, axes=1))

    def chosen(self, count: int, seed: int) -> _Array:
        """`count` draws, each as often as its weight says [count, members, 3].

        They are spread evenly over how many votes in favour to expect.
        """
        order = np.argsort(self.chances[:, :, 0].sum(axis=1), kind="stable")
        start = float(np.random.default_rng(seed).random())
        edges = (np.arange(count) + start) / count
        places = np.searchsorted(np.cumsum(self.weights[order]), edges)
        return self.chances[order[np.minimum(places, len(order) - 1)]]


def item_weights(items: Items, likeness: _Array, day: np.datetime64) -> _Array:
    """How much each past text is taken for the one asked about [items], adding up to 1."""
    return _weights(items, likeness, day, KEENNESS)


def _weights(items: Items, likeness: _Array, day: np.datetime64, power: float) -> _Array:
    ages = (day - items.days).astype(float) / 365.25
    found = np.exp(power * likeness) * 0.5 ** (ages / HALF_LIFE)
    return np.asarray(found / found.sum())


def cloud_of(
    items: Items,
    likeness: _Array,
    day: np.datetime64,
    habits: _Array,
    positions: _Array,
    beside: _Array | None = None,
    seed: int = 0,
) -> Cloud:
    """Draws for a text of a day whose words are so much like those of past ones [items].

    `habits` [members, axes + 1] and draws of `positions` [any, members] are those of the members
    asked about; `beside` [members, 3] are chances from elsewhere, to which the draws are fitted.
    """
    chance = np.random.default_rng(seed)
    edges = (np.arange(DRAWS) + 0.5) / DRAWS
    keen = item_weights(items, likeness, day)
    weights = (1 - LOOSE) * keen + LOOSE * _weights(items, likeness, day, LOOSENESS)
    taken = np.minimum(np.searchsorted(np.cumsum(weights), edges), len(weights) - 1)
    plain = np.concatenate([items.slopes, items.cuts], axis=1)
    spread = np.cov(plain.T) + 1e-6 * np.eye(plain.shape[1])
    moved = chance.standard_normal((DRAWS, plain.shape[1])) @ np.linalg.cholesky(spread).T
    drawn = plain[taken] + (CHANGED + UNLIKE * (1 - likeness[taken]))[:, None] * moved
    drawn[:, -1] = np.maximum(drawn[:, -1], drawn[:, -2] + 0.05)
    at = positions[chance.permutation(DRAWS) % len(positions)]
    found = ballots_of(drawn[:, :-2], drawn[:, -2:], at, habits)
    found = found * (1 - SOFT) + SOFT / 3
    likely = (keen / weights)[taken]
    aim = np.tensordot(likely / likely.sum(), found, axes=1)
    if beside is not None:
        aim = _whole(np.maximum(beside, 1e-4) ** OURS * aim ** (1 - OURS))
    return Cloud(_fitted(found, aim), np.full(DRAWS, 1 / DRAWS))


def _fitted(draws: _Array, aim: _Array) -> _Array:
    """The draws moved so that on average they come near these chances [members, 3]."""
    for _ in range(FITTINGS):
        draws = _whole(draws * (aim / draws.mean(axis=0)))
    return draws


def _whole(chances: _Array) -> _Array:
    return np.asarray(chances / chances.sum(axis=-1, keepdims=True))
