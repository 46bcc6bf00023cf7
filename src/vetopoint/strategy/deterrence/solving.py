"""Solving trees: credible play by backward induction, and play with errors (quantal response)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import frozen

from vetopoint.strategy.deterrence.trees import CHANCE, BadTreeError, Node, Tree

__all__ = [
    "Profile",
    "Quantal",
    "outcome_chances",
    "pure_nash",
    "quantal_response",
    "subgame_perfect",
]

Profile = Mapping[str, str]
MOST = 4096


@frozen
class Quantal:
    """Play with errors at one rationality λ: the chance of each action at each node."""

    rationality: float
    chances: Mapping[str, Mapping[str, float]]
    outcomes: Mapping[str, float]


def _upward(tree: Tree) -> list[Node]:
    return list(tree.downward())[::-1]


def subgame_perfect(tree: Tree) -> tuple[Profile, ...]:
    """All pure subgame-perfect equilibria, by backward induction in exact fractions.

    Where a player is indifferent each best action starts its own equilibrium.

    Raises
    ------
    BadTreeError
        If ties make more than 4096 equilibria.
    """
    found: list[tuple[dict[str, str], dict[str, dict[str, Fraction]]]] = [({}, dict(tree.payoffs))]  # type: ignore[arg-type]
    for node in _upward(tree):
        grown = []
        for plan, values in found:
            for action in _best(node, values):
                worth = _value(tree, node, values, action)
                grown.append(
                    (
                        plan if action is None else {**plan, node.name: action},
                        {**values, node.name: worth},
                    )
                )
        found = grown
        if len(found) > MOST:
            raise BadTreeError(f"ties make more than {MOST} equilibria; tell some payoffs apart")
    return tuple(plan for plan, _ in found)


def _best(node: Node, values: Mapping[str, Mapping[str, Fraction]]) -> list[str | None]:
    if node.player == CHANCE:
        return [None]
    most = max(values[below][node.player] for below in node.actions.values())
    return [action for action, below in node.actions.items() if values[below][node.player] == most]


def _value(
    tree: Tree, node: Node, values: Mapping[str, Mapping[str, Fraction]], action: str | None
) -> dict[str, Fraction]:
    if action is not None:
        return dict(values[node.actions[action]])
    return {
        player: sum(
            (node.chances[a] * values[b][player] for a, b in node.actions.items()), Fraction(0)
        )
        for player in tree.players
    }


def outcome_chances(tree: Tree, profile: Profile) -> dict[str, Fraction]:
    """The chance of each outcome if all keep to a pure profile."""
    found = dict.fromkeys(tree.payoffs, Fraction(0))
    reach = {tree.start: Fraction(1)}
    for node in tree.downward():
        here = reach[node.name]
        for action, below in node.actions.items():
            chance = (
                node.chances[action]
                if node.player == CHANCE
                else Fraction(profile[node.name] == action)
            )
            if below in tree.nodes:
                reach[below] = here * chance
            else:
                found[below] += here * chance
    return found


def _profiles(nodes: list[Node]) -> Iterator[Profile]:
    for actions in itertools.product(*(node.actions for node in nodes)):
        yield {node.name: action for node, action in zip(nodes, actions, strict=True)}


def _payoff(tree: Tree, profile: Profile, player: str) -> Fraction:
    return sum(
        (
            chance * tree.payoffs[outcome][player]
            for outcome, chance in outcome_chances(tree, profile).items()
        ),
        Fraction(0),
    )


def pure_nash(tree: Tree) -> tuple[Profile, ...] | None:
    """All pure Nash equilibria, credible or not, by trying every profile; None if too many.

    Those that are not subgame-perfect rest on a threat that nobody would carry out.
    """
    moves = [node for node in tree.downward() if node.player != CHANCE]
    if math.prod(len(node.actions) for node in moves) > MOST:
        return None
    own = {p: [node for node in moves if node.player == p] for p in tree.players}
    return tuple(
        profile
        for profile in _profiles(moves)
        if all(
            _payoff(tree, {**profile, **other}, player) <= _payoff(tree, profile, player)
            for player in tree.players
            for other in _profiles(own[player])
        )
    )


def quantal_response(tree: Tree, rationality: float) -> Quantal:
    """The logit agent quantal response equilibrium, exactly by recursion (McKelvey, Palfrey 1998).

    At each node an action has a chance proportional to exp(λ · its expected payoff), given that all
    err likewise below. λ = 0 is chance alone; λ → ∞ approaches subgame perfection. With perfect
    information and one move at each node the fixed point is unique.
    """
    values: dict[str, dict[str, float]] = {
        outcome: {player: float(u) for player, u in payoffs.items()}
        for outcome, payoffs in tree.payoffs.items()
    }
    chances: dict[str, dict[str, float]] = {}
    for node in _upward(tree):
        if node.player == CHANCE:
            here = {action: float(chance) for action, chance in node.chances.items()}
        else:
            worth = {a: rationality * values[b][node.player] for a, b in node.actions.items()}
            top = max(worth.values())
            raised = {action: math.exp(u - top) for action, u in worth.items()}
            whole = sum(raised.values())
            here = {action: u / whole for action, u in raised.items()}
        chances[node.name] = here
        values[node.name] = {
            player: sum(here[a] * values[b][player] for a, b in node.actions.items())
            for player in tree.players
        }
    reach, outcomes = {tree.start: 1.0}, dict.fromkeys(tree.payoffs, 0.0)
    for node in tree.downward():
        for action, below in node.actions.items():
            part = reach[node.name] * chances[node.name][action]
            if below in tree.nodes:
                reach[below] = part
            else:
                outcomes[below] += part
    return Quantal(rationality, chances, outcomes)
