"""Crises as trees with perfect information: who moves, what can be done, what each gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import yaml
from attrs import evolve, frozen

from vetopoint.strategy.inputs import BadInputError, fraction_of

__all__ = ["CHANCE", "BadTreeError", "Node", "Tree", "tree_of_text"]

CHANCE = "chance"


class BadTreeError(BadInputError):
    """A tree that cannot be solved as written."""


@frozen
class Node:
    """A place where a player moves, or chance does; `actions` lead to nodes or outcomes."""

    name: str
    player: str
    actions: Mapping[str, str]
    chances: Mapping[str, Fraction]


@frozen
class Tree:
    """A crisis: players, nodes from `start`, and each outcome's payoff to each player.

    Payoffs are utilities: only differences between a player's own outcomes matter.
    """

    name: str
    players: tuple[str, ...]
    start: str
    nodes: Mapping[str, Node]
    payoffs: Mapping[str, Mapping[str, Fraction]]

    def downward(self) -> Iterator[Node]:
        """The nodes from the start, each before those below it."""
        waiting = [self.start]
        while waiting:
            node = self.nodes[waiting.pop(0)]
            yield node
            waiting += [below for below in node.actions.values() if below in self.nodes]

    def with_payoff(self, outcome: str, player: str, value: Fraction) -> Tree:
        """The tree with one payoff changed."""
        changed = {**self.payoffs[outcome], player: value}
        return evolve(self, payoffs={**self.payoffs, outcome: changed})

    def move(self, node: Node, action: str) -> str:
        """The name of a move: its action, with the node where two actions are called alike."""
        alike = sum(action in other.actions for other in self.nodes.values())
        return action if alike == 1 else f"{node.name}: {action}"


def tree_of_text(text: str) -> Tree:
    r"""A tree from YAML: `players`, `start`, `nodes` and `outcomes`.

    A node is `{player: NAME, actions: {ACTION: NODE or OUTCOME}}`; for a chance move the player is
    `chance`, and `chances` gives the probability of each action.

    Raises
    ------
    BadTreeError
        If a node is missing, is reached twice (a cycle or a merging of branches), or not at all,
        if a payoff is missing, or if probabilities do not sum to one.

    Examples
    --------
    >>> text = "players: [a]\nstart: n\nnodes: {n: {player: a, actions: {x: u, y: v}}}\n"
    >>> tree_of_text(text + "outcomes: {u: {a: 1}, v: {a: 0}}").players
    ('a',)
    """
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f" at line {where.line + 1}" if where else ""
        raise BadTreeError(f"the tree is not YAML{line}; see docs/model-deterrence.md") from None
    if not isinstance(document, dict):
        raise BadTreeError("the tree is not a mapping; it needs players, start, nodes, outcomes")
    for key, kind in (("players", list), ("start", str), ("nodes", dict), ("outcomes", dict)):
        if not isinstance(document.get(key), kind) or not document[key]:
            raise BadTreeError(f"the tree has no {key}; it needs players, start, nodes, outcomes")
    players = tuple(map(str, document["players"]))
    nodes = {str(name): _node(str(name), body, players) for name, body in document["nodes"].items()}
    payoffs = {
        str(name): _payoffs(str(name), body, players) for name, body in document["outcomes"].items()
    }
    if both := nodes.keys() & payoffs.keys():
        raise BadTreeError(f"{min(both)!r} is both a node and an outcome; name them apart")
    tree = Tree(str(document.get("tree", "tree")), players, document["start"], nodes, payoffs)
    _check_shape(tree)
    return tree


def _node(name: str, body: Any, players: tuple[str, ...]) -> Node:
    if not isinstance(body, dict) or not isinstance(body.get("actions"), dict):
        raise BadTreeError(f"node {name!r} has no actions; write it as {{player: …, actions: …}}")
    player = str(body.get("player", ""))
    if player != CHANCE and player not in players:
        raise BadTreeError(
            f"node {name!r} belongs to {player!r}; players are {', '.join(players)}, or chance"
        )
    actions = {str(action): str(below) for action, below in body["actions"].items()}
    if not actions:
        raise BadTreeError(f"node {name!r} has no actions; give at least one")
    chances = _chances(name, body, actions) if player == CHANCE else {}
    return Node(name, player, actions, chances)


def _chances(name: str, body: Mapping[str, Any], actions: Mapping[str, str]) -> dict[str, Fraction]:
    given = body.get("chances")
    if not isinstance(given, dict) or {str(key) for key in given} != set(actions):
        raise BadTreeError(f"chance node {name!r} needs chances for {', '.join(actions)}")
    found = {}
    for action, value in given.items():
        number = fraction_of(value)
        if number is None or not 0 <= number <= 1:
            raise BadTreeError(
                f"the chance of {action!r} at {name!r} is {value!r}; a probability lies from 0 to 1"
            )
        found[str(action)] = number
    if sum(found.values()) != 1:
        raise BadTreeError(
            f"the chances at {name!r} sum to {float(sum(found.values())):g}; they must sum to 1"
        )
    return found


def _payoffs(name: str, body: Any, players: tuple[str, ...]) -> dict[str, Fraction]:
    if not isinstance(body, dict):
        raise BadTreeError(f"outcome {name!r} has no payoffs; write {{{players[0]}: 0, …}}")
    found = {}
    for player in players:
        number = fraction_of(body.get(player))
        if number is None:
            raise BadTreeError(f"outcome {name!r} has no number for {player}; give one")
        found[player] = number
    return found


def _check_shape(tree: Tree) -> None:
    if tree.start not in tree.nodes:
        raise BadTreeError(
            f"the start {tree.start!r} is no node; nodes are {', '.join(tree.nodes)}"
        )
    reached = {tree.start}
    waiting = [tree.start]
    while waiting:
        node = tree.nodes[waiting.pop()]
        for action, below in node.actions.items():
            if below in tree.nodes:
                if below in reached:
                    raise BadTreeError(
                        f"node {below!r} is reached twice, last by {action!r} at {node.name!r}; "
                        "a tree has no cycle and no merging branches: give it a copy"
                    )
                reached.add(below)
                waiting.append(below)
            elif below not in tree.payoffs:
                raise BadTreeError(
                    f"{action!r} at {node.name!r} leads to {below!r}, which is neither a node nor "
                    "an outcome; define it"
                )
    if unreached := [name for name in tree.nodes if name not in reached]:
        raise BadTreeError(f"node {unreached[0]!r} is reached from nowhere; join it or drop it")
