"""The model of one crisis: credible play, incredible threats, and play with errors."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from vetopoint.strategy.deterrence.solving import (
    Profile,
    Quantal,
    outcome_chances,
    pure_nash,
    quantal_response,
    subgame_perfect,
)
from vetopoint.strategy.deterrence.trees import CHANCE, Tree, tree_of_text
from vetopoint.strategy.inputs import BadInputError, Input, Kind, fraction_of
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Mark, Table

__all__ = ["CRISIS", "MODEL", "thresholds_along"]

CRISIS = """\
tree: a challenge that may end in war
players: [challenger, defender]
start: first
nodes:
  first: {player: challenger, actions: {hold: status quo, challenge: second}}
  second: {player: defender, actions: {concede: concession, resist: third}}
  third: {player: challenger, actions: {back down: backing down, fight: war}}
outcomes:
  status quo: {challenger: 0, defender: 1}
  concession: {challenger: 1, defender: 0}
  backing down: {challenger: -1, defender: 0.8}
  war: {challenger: -0.5, defender: -0.5}
"""
STEPS = 80


def thresholds_along(
    tree: Tree, outcome: str, player: str, low: Fraction, high: Fraction
) -> tuple[Fraction, ...]:
    """The payoffs between `low` and `high` at which the credible outcomes change, by bisection.

    Each is the middle of an interval no wider than a millionth of the range.
    """
    grid = [low + (high - low) * step / STEPS for step in range(STEPS + 1)]

    def played(value: Fraction) -> frozenset[tuple[tuple[str, Fraction], ...]]:
        changed = tree.with_payoff(outcome, player, value)
        return frozenset(
            tuple(sorted(outcome_chances(changed, plan).items()))
            for plan in subgame_perfect(changed)
        )

    found: list[Fraction] = []
    for first, last in itertools.pairwise(grid):
        left, right = first, last
        if played(left) == played(right):
            continue
        while right - left > (high - low) / 1_000_000:
            middle = (left + right) / 2
            if played(middle) == played(left):
                left = middle
            else:
                right = middle
        value = ((left + right) / 2).limit_denominator(10_000)
        if not found or abs(value - found[-1]) > (high - low) / 10_000:
            found.append(value)
    return tuple(found)


def _solve(inputs: Mapping[str, Any]) -> Answer:
    tree = tree_of_text(inputs["tree"] or CRISIS)
    rationality = float(inputs["rationality"])
    credible = subgame_perfect(tree)
    quantal = quantal_response(tree, rationality)
    others = _incredible(tree, credible)
    moves, outcomes = _moves(tree, credible, quantal), _outcomes(tree, credible, quantal)
    value: dict[str, Any] = {
        "credible_equilibria": len(credible),
        "incredible_equilibria": None if others is None else len(others),
        "credible_outcome": max(
            outcome_chances(tree, credible[0]).items(), key=lambda item: item[1]
        )[0],
    }
    value |= {row["move"]: row["quantal_exact"] for row in moves}
    for row in moves:
        row.pop("quantal_exact")
    reason = _reason(tree, credible, others, rationality, quantal)
    tables = (
        Table(
            "moves",
            (
                ("player", "Player", False),
                ("move", "Move", False),
                ("credible", "Credible", False),
                ("quantal", f"Chance at λ = {rationality:g}", True),
            ),
            moves,
        ),
        Table(
            "outcomes",
            (
                ("outcome", "Outcome", False),
                ("credible", "Credible play", True),
                ("quantal", f"Chance at λ = {rationality:g}", True),
            ),
            outcomes,
        ),
    )
    figure, found = _figure(tree, inputs, rationality)
    if found is not None:
        value["thresholds"] = found
        said = ", ".join(f"{float(t):g}" for t in found) or "nowhere in the range"
        reason += f" Credible play changes where {inputs['vary']} passes {said}."
    return Answer(
        "backward induction in fractions; logit agent quantal response by recursion",
        False,
        value,
        reason,
        tables,
        figure,
    )


def _incredible(tree: Tree, credible: Sequence[Profile]) -> list[Profile] | None:
    every = pure_nash(tree)
    return None if every is None else [plan for plan in every if plan not in credible]


def _moves(tree: Tree, credible: Sequence[Profile], quantal: Quantal) -> list[dict[str, Any]]:
    return [
        {
            "player": node.player,
            "move": tree.move(node, action),
            "credible": ""
            if node.player == CHANCE
            else _share(sum(plan[node.name] == action for plan in credible), len(credible)),
            "quantal": round(quantal.chances[node.name][action], 5),
            "quantal_exact": quantal.chances[node.name][action],
        }
        for node in tree.downward()
        for action in node.actions
    ]


def _share(part: int, whole: int) -> str:
    if part in (0, whole):
        return "yes" if part else "no"
    return "in a tie"


def _outcomes(tree: Tree, credible: Sequence[Profile], quantal: Quantal) -> list[dict[str, Any]]:
    plays = [outcome_chances(tree, plan) for plan in credible]
    rows = []
    for outcome in tree.payoffs:
        low, high = min(p[outcome] for p in plays), max(p[outcome] for p in plays)
        told = f"{float(low):g}" if low == high else f"{float(low):g} to {float(high):g}"
        rows.append(
            {
                "outcome": outcome,
                "credible": told,
                "quantal": round(quantal.outcomes[outcome], 5),
            }
        )
    return rows


def _reason(
    tree: Tree,
    credible: Sequence[Profile],
    others: Sequence[Profile] | None,
    rationality: float,
    quantal: Quantal,
) -> str:
    ends = {
        outcome
        for plan in credible
        for outcome, chance in outcome_chances(tree, plan).items()
        if chance > 0
    }
    named = " or ".join(outcome for outcome in tree.payoffs if outcome in ends)
    likely = max(quantal.outcomes, key=lambda outcome: quantal.outcomes[outcome])
    said = f"If payoffs were as stated, credible play would end in {named}."
    if others:
        told = "another equilibrium rests" if len(others) == 1 else f"{len(others)} others rest"
        said += f" Besides, {told} on a threat that nobody would carry out."
    return (
        f"{said} If all erred with λ = {rationality:g}, the likeliest end would be {likely} "
        f"(chance {quantal.outcomes[likely]:.3f})."
    )


def _figure(
    tree: Tree, inputs: Mapping[str, Any], rationality: float
) -> tuple[Figure, tuple[Fraction, ...] | None]:
    if inputs["vary"] is None:
        top = max(10.0, 2 * rationality)
        solved = [
            (top * k / STEPS, quantal_response(tree, top * k / STEPS)) for k in range(STEPS + 1)
        ]
        marks: tuple[Mark, ...] = (Mark(f"λ = {rationality:g}", x=rationality),)
        axis, found = "Rationality λ (0: chance alone)", None
        title = "The less all err, the nearer to credible play"
    else:
        outcome, player, low, high = _varied(tree, inputs)
        grid = [low + (high - low) * k / STEPS for k in range(STEPS + 1)]
        solved = [
            (float(u), quantal_response(tree.with_payoff(outcome, player, u), rationality))
            for u in grid
        ]
        found = thresholds_along(tree, outcome, player, low, high)
        marks = tuple(Mark(f"{float(t):g}", x=float(t)) for t in found)
        axis = f"Payoff of {outcome} to the {player}"
        title = f"What the {player}'s payoff of {outcome} changes"
    rows = [
        {"x": x, "chance": quantal.outcomes[outcome], "series": outcome}
        for outcome in tree.payoffs
        for x, quantal in solved
    ]
    figure = Figure(
        title=title,
        subtitle="Chance of each outcome"
        + ("" if inputs["vary"] is None else f" at λ = {rationality:g}"),
        how_to_read="Lines: play with errors. Rules: where credible play changes, or the λ given.",
        source="McKelvey and Palfrey 1998; payoffs as given",
        drawing=Drawing.LINES,
        rows=rows,
        x="x",
        y="chance",
        series="series",
        x_title=axis,
        y_title="Chance",
        y_domain=(0, 1),
        marks=marks,
    )
    return figure, found


def _varied(tree: Tree, inputs: Mapping[str, Any]) -> tuple[str, str, Fraction, Fraction]:
    outcome, _, player = str(inputs["vary"]).rpartition(".")
    if outcome not in tree.payoffs or player not in tree.players:
        raise BadInputError(
            f"--vary is {inputs['vary']!r}; write OUTCOME.PLAYER, with an outcome from "
            f"{', '.join(tree.payoffs)} and a player from {', '.join(tree.players)}"
        )
    first, _, last = str(inputs["along"]).partition(":")
    low, high = fraction_of(first), fraction_of(last)
    if low is None or high is None or low >= high:
        raise BadInputError(f"--along is {inputs['along']!r}; write two numbers upward, as -2:1")
    return outcome, player, low, high


MODEL = Model(
    slug="deterrence",
    topic="deterrence",
    title="Crisis bargaining in a tree",
    question="Which threats would be carried out, and where would a crisis end?",
    inputs=(
        Input("tree", Kind.FILE, None, "YAML of your own tree; the page shows the form."),
        Input("rationality", Kind.NUMBER, "0.5", "λ of play with errors.", "", 0, 10_000),
        Input("vary", Kind.TEXT, None, "A payoff to vary: OUTCOME.PLAYER."),
        Input("along", Kind.TEXT, "-2:2", "Between which payoffs to vary it.", needs=("vary",)),
    ),
    solve=_solve,
    references=(
        (
            "Selten, R. (1975). Reexamination of the perfectness concept for equilibrium points in "
            "extensive games. International Journal of Game Theory 4, 25-55."
        ),
        (
            "McKelvey, R. D. and Palfrey, T. R. (1998). Quantal Response Equilibria for Extensive "
            "Form Games. Experimental Economics 1, 9-41."
        ),
        (
            "Signorino, C. S. (1999). Strategic Interaction and the Statistical Analysis of "
            "International Conflict. American Political Science Review 93(2), 279-297."
        ),
    ),
    does_not_show=(
        "What any government would do: payoffs are assumptions, and the answer is only what "
        "follows from them. Nothing is learnt within the tree; for hidden resolve see patron."
    ),
    examples=(
        Example(
            {"rationality": "0.5"},
            {"challenge": 0.51571, "resist": 0.50865, "fight": 0.56218},
            0.000005,
            "Gambit 16.7 (logit equilibria at λ = 0.5), and the closed form",
        ),
    ),
)
