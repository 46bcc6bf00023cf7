"""The chance of each result when every member has ballot probabilities of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from vetopoint.count import drawn
from vetopoint.count.results import BeyondMethodError
from vetopoint.errors import VetopointError
from vetopoint.law.ballots import Ballot
from vetopoint.law.rules import AllOf, Effect, Rule, Threshold, thresholds

__all__ = ["Forecast", "ProbabilityError", "exact_forecast", "forecast"]

STATES = 20_000
BALLOTS = tuple(Ballot)
VETOING = frozenset({Effect.VETO})
OBJECTING = frozenset({Effect.OBJECTION})

_State = tuple[int, ...]


class ProbabilityError(VetopointError, ValueError):
    """Ballot probabilities that are missing, negative or do not add up to 1."""


@frozen
class Forecast:
    """Chances of the results of a vote, for each draw where draws were given.

    `vetoed` is the chance that the draft fails and would pass were all vetoes waived;
    `vetoed_by` that it is vetoed and the member votes against; `short_by[k]` that it fails with
    vetoes and objections waived too, its first failed count lacking k; `decisive` that the
    member's being for or against makes the difference; `adoption_if` the chance of adoption if
    the member casts each ballot, in the order of `Ballot`, the others as they are.
    """

    members: tuple[str, ...]
    adoption: Any = field(eq=False)
    vetoed: Any = field(eq=False)
    vetoed_by: Mapping[str, Any] = field(eq=False)
    short_by: Mapping[int, Any] = field(eq=False)
    decisive: Mapping[str, Any] = field(eq=False)
    adoption_if: Mapping[str, tuple[Any, ...]] = field(eq=False)
    reason: str


def forecast(rule: Rule, probabilities: NDArray[np.float64], members: Sequence[str]) -> Forecast:
    """Forecast a vote from an array [draws, members, 4] in the order of `Ballot`.

    Results are arrays with one chance for each draw.

    >>> from vetopoint.law.rules import Count
    >>> both = Threshold("votes", {"A": 1, "B": 1}, Count(favour=1), 2)
    >>> draws = np.array([[[0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0]]])
    >>> float(forecast(both, draws, ["A", "B"]).adoption[0])
    0.25

    Raises
    ------
    ProbabilityError
        If the shape does not fit, or probabilities are negative or do not add up to 1.
    BeyondMethodError
        If more sums must be told apart than `STATES`.
    """
    if probabilities.ndim != 3 or probabilities.shape[1:] != (len(members), len(BALLOTS)):
        raise ProbabilityError(
            f"probabilities have the shape {probabilities.shape}; give [draws, "
            f"{len(members)} members, 4 ballots]"
        )
    if (probabilities < 0).any() or not np.allclose(probabilities.sum(axis=2), 1, atol=1e-9):
        raise ProbabilityError("each member's four probabilities must be 0 or more and add up to 1")
    by_member = np.ascontiguousarray(np.moveaxis(probabilities, 0, 2))
    return _forecast(rule, tuple(members), by_member, np.zeros(len(probabilities)))


def exact_forecast(rule: Rule, probabilities: Mapping[str, Sequence[Fraction]]) -> Forecast:
    """Forecast a vote from each member's four probabilities as fractions, exactly.

    >>> from vetopoint.law.rules import Count
    >>> both = Threshold("votes", {"A": 1, "B": 1}, Count(favour=1), 2)
    >>> third = [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3), Fraction(0)]
    >>> exact_forecast(both, {"A": third, "B": third}).short_by
    {2: Fraction(4, 9), 1: Fraction(4, 9)}
    """
    for member, own in probabilities.items():
        if len(own) != len(BALLOTS) or sum(own) != 1 or min(own) < 0:
            raise ProbabilityError(
                f"the probabilities of {member} must be four, 0 or more, and add up to 1"
            )
    return _forecast(rule, tuple(probabilities), list(probabilities.values()), Fraction(0))


@frozen
class _Leaf:
    """A threshold for counting: gains of each member and ballot, and whether its lack matters."""

    gains: tuple[tuple[int, ...], ...]
    quota: int
    is_measured: bool


def _leaf(leaf: Threshold, members: tuple[str, ...]) -> _Leaf:
    values = leaf.count.as_record()
    least = min(values.values())
    gains = tuple(
        tuple(leaf.weights.get(m, 0) * (values[b] - least) for b in BALLOTS) for m in members
    )
    return _Leaf(gains, leaf.quota - least * leaf.total, leaf.effect is Effect.SHORTFALL)


def _forecast(rule: Rule, members: tuple[str, ...], chances: Any, zero: Any) -> Forecast:
    leaves = list(thresholds(rule))
    if missing := {m for leaf in leaves for m in leaf.weights} - set(members):
        raise ProbabilityError(f"no probabilities are given for {', '.join(sorted(missing))}")
    counted = [_leaf(leaf, members) for leaf in leaves]
    layers, finals = _layers(counted, len(members))
    outcomes = _outcomes(rule, leaves, counted, finals)
    forward: Any
    after: Any
    given: Callable[..., tuple[Any, ...]]
    if isinstance(chances, np.ndarray):
        forward, after = drawn.forward(layers, chances), drawn.backward(layers, chances, outcomes)
        given = drawn.given
    else:
        forward, after = _forward(layers, chances, zero), _backward(layers, chances, outcomes)
        given = _given
    short: dict[int, Any] = defaultdict(lambda: zero)
    for number, state in enumerate(finals):
        lack = _lack(rule, leaves, counted, state)
        if lack is not None:
            short[lack] = short[lack] + forward[-1][number]
    against = BALLOTS.index(Ballot.AGAINST)
    holders = {m for leaf in leaves if leaf.effect is Effect.VETO for m in leaf.weights}
    decisive, vetoed_by, adoption_if = {}, {}, {}
    for place, member in enumerate(members):
        held_after, waived_after = (table[place + 1] for table in after)
        own = given(forward[place], layers[place], held_after)
        adoption_if[member] = own
        decisive[member] = own[0] - own[against]
        if member in holders:
            waived = given(forward[place], layers[place], waived_after)
            vetoed_by[member] = chances[place][against] * (waived[against] - own[against])
    adoption, passing = (table[0][0] for table in after)
    return Forecast(
        members,
        adoption + zero,
        passing - adoption + zero,
        vetoed_by,
        dict(sorted(short.items(), reverse=True)),
        decisive,
        adoption_if,
        f"{sum(map(len, layers)):,} sums told apart for {len(members)} members",
    )


def _given(weights: list[Any], layer: list[tuple[int, ...]], after: Any) -> tuple[Any, ...]:
    """The chance of adoption if one member casts each ballot; ballots that count alike once."""
    found: dict[tuple[int, ...], Any] = {}
    columns = list(zip(*layer, strict=True))
    for column in columns:
        if column not in found:
            found[column] = sum(
                (w * after[t] for w, t in zip(weights, column, strict=True)), start=Fraction(0)
            )
    return tuple(found[column] for column in columns)


_Layers = list[list[tuple[int, ...]]]


def _layers(leaves: list[_Leaf], seats: int) -> tuple[_Layers, list[_State]]:
    """For each member and state, the state after each ballot; and the states at the end."""
    states: dict[_State, int] = {(0,) * len(leaves): 0}
    layers: _Layers = []
    left = [
        [sum(max(g) for g in leaf.gains[place:]) for leaf in leaves] for place in range(seats + 1)
    ]
    for place in range(seats):
        targets: dict[_State, int] = {}
        gains, rests = [leaf.gains[place] for leaf in leaves], left[place + 1]
        counts = list(zip(*gains, strict=True)) or [()] * len(BALLOTS)
        firsts = [counts.index(count) for count in counts]  # ballots that count alike move alike
        layer = []
        for state in states:
            found: list[int] = []
            for ballot, first in enumerate(firsts):
                if first < ballot:
                    found.append(found[first])
                    continue
                moved = _moved(leaves, state, gains, rests, ballot)
                found.append(targets.setdefault(moved, len(targets)))
            layer.append(tuple(found))
        if len(targets) > STATES:
            raise BeyondMethodError(
                f"more than {STATES:,} sums must be told apart; sampling.estimate gives an "
                "estimate with its error"
            )
        layers.append(layer)
        states = targets
    return layers, list(states)


def _moved(
    leaves: list[_Leaf],
    state: _State,
    gains: list[tuple[int, ...]],
    rests: list[int],
    ballot: int,
) -> _State:
    """The state after one more ballot, when `rests` is the most that can still be added."""
    return tuple(
        _bounded(leaf, total + gain[ballot], rest)
        for leaf, total, gain, rest in zip(leaves, state, gains, rests, strict=True)
    )


def _bounded(leaf: _Leaf, total: int, rest: int) -> int:
    """The sum, or what stands for all sums that come to the same."""
    if total >= leaf.quota:
        return max(leaf.quota, 0)
    if not leaf.is_measured and total + rest < leaf.quota:
        return -1 - rest
    return total


def _forward(layers: _Layers, chances: Any, zero: Any) -> list[list[Any]]:
    levels: list[list[Any]] = [[zero + 1]]
    for place, layer in enumerate(layers):
        after: list[Any] = [None] * (1 + max(max(targets) for targets in layer))
        for weight, targets in zip(levels[-1], layer, strict=True):
            for ballot, target in enumerate(targets):
                gained = weight * chances[place][ballot]
                known = after[target]
                after[target] = gained if known is None else known + gained
        levels.append(after)
    return levels


def _backward(
    layers: _Layers, chances: Any, finals: tuple[list[bool], ...]
) -> tuple[list[list[Any]], ...]:
    """The chance of each outcome from each state on, before each member."""
    found: list[list[list[Any]]] = []
    for number, final in enumerate(finals):
        if final in finals[:number]:  # without vetoes there is nothing to waive
            found.append(found[finals.index(final)])
            continue
        levels: list[list[Any]] = [[int(truth) for truth in final]]
        for place in range(len(layers) - 1, -1, -1):
            after, sums = levels[-1], dict[tuple[int, ...], Any]()
            levels.append(
                [
                    _mean(chances[place], [after[t] for t in targets], sums)
                    for targets in layers[place]
                ]
            )
        levels.reverse()
        found.append(levels)
    return tuple(found)


def _mean(chances: Any, values: list[Any], sums: dict[tuple[int, ...], Any]) -> Any:
    """The mean of outcomes; ballots that come to the same are weighed once.

    `sums` keeps the chances of several ballots together, the same for every state of a member.
    """
    if all(value is values[0] for value in values):
        return values[0]
    groups: dict[int, list[int]] = defaultdict(list)
    for ballot, value in enumerate(values):
        groups[id(value)].append(ballot)
    total: Any = 0
    for ballots in groups.values():
        value = values[ballots[0]]
        if isinstance(value, int) and value == 0:
            continue
        together = tuple(ballots)
        if together not in sums:
            sums[together] = sum(chances[b] for b in ballots[1:]) + chances[ballots[0]]
        total = total + sums[together] * value
    return total


def _outcomes(
    rule: Rule, leaves: list[Threshold], counted: list[_Leaf], finals: list[_State]
) -> tuple[list[bool], list[bool]]:
    truths = [_truths(leaves, counted, state) for state in finals]
    return (
        [_settled(rule, truth, frozenset()) for truth in truths],
        [_settled(rule, truth, VETOING) for truth in truths],
    )


def _truths(leaves: list[Threshold], counted: list[_Leaf], state: _State) -> dict[int, bool]:
    return {
        id(leaf): total >= max(own.quota, 0)
        for leaf, own, total in zip(leaves, counted, state, strict=True)
    }


def _settled(rule: Rule, truths: Mapping[int, bool], waiving: frozenset[Effect]) -> bool:
    if isinstance(rule, Threshold):
        return rule.effect in waiving or truths[id(rule)]
    parts = (_settled(part, truths, waiving) for part in rule.parts)
    return all(parts) if isinstance(rule, AllOf) else any(parts)


def _lack(rule: Rule, leaves: list[Threshold], counted: list[_Leaf], state: _State) -> int | None:
    """What the first failed count lacks; None where the draft passes or negative votes block."""
    truths = _truths(leaves, counted, state)
    if any(_settled(rule, truths, frozenset(waived)) for waived in ((), VETOING, OBJECTING)):
        return None
    failed = (
        own.quota - total
        for leaf, own, total in zip(leaves, counted, state, strict=True)
        if leaf.effect is Effect.SHORTFALL and not truths[id(leaf)]
    )
    return next(failed, None)
