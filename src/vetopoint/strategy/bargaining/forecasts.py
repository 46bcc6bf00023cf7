"""What is forecast of an issue, by each method, and the record of each on many issues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from attrs import frozen

from vetopoint.strategy.bargaining.condorcet import coalitions, conditional
from vetopoint.strategy.bargaining.rounds import PROGRAMME, Reading, Round, bargained
from vetopoint.strategy.bargaining.tables import Issue, weighted_mean, weighted_median

__all__ = [
    "DEU_III",
    "EMISSIONS",
    "FORECASTS",
    "MOST_ROUNDS",
    "PUBLISHED_ROUNDS",
    "Asked",
    "expected_choice",
    "rounds_of",
]

MOST_ROUNDS, PUBLISHED_ROUNDS = 24, 8

EMISSIONS = """\
actor,position,salience,capability,outcome
Netherlands,4,80,8,8.833
Belgium,7,40,8,8.833
Luxembourg,4,20,3,8.833
Germany,4,80,16,8.833
France,10,60,16,8.833
Italy,10,60,16,8.833
United Kingdom,10,90,16,8.833
Ireland,7,10,5,8.833
Denmark,4,100,5,8.833
Greece,7,70,8,8.833
"""

"""Emission standards for cars of middle size: years until they bind, ten members of the EC.

Bueno de Mesquita (1994), page 78, as Scholz, Calbert and Smith (2011) repeat the table: two public
copies agree (GitHub: jmckib, hamzagul07). The outcome, page 98, is in the second alone.
"""

DEU_III: Mapping[str, float] = {
    "weighted mean": 23.22,
    "plain mean": 23.71,
    "probabilistic Condorcet": 24.55,
    "weighted median": 27.58,
    "middle of the range": 28.02,
    "challenges in rounds": 27.63,
}
"""Mean absolute errors on 353 settled issues of DEU III (scale 0 to 100), as a test recomputes."""


def expected_choice(issue: Issue, law: str = "square") -> float:
    """The expected position under conditional Condorcet choice among the positions held.

    An actor likes a position by its nearness on the scale.
    """
    issue = issue.narrowed()
    options = np.unique(issue.positions)
    if len(options) == 1:
        return float(options[0])
    span = float(np.ptp(options))
    liking = 1 - np.abs(issue.positions[:, None] - options[None, :]) / span
    return float(conditional(coalitions(liking, issue.weights), law) @ options)


@frozen
class Asked:
    """How forecasts are to be made: the law of strength, the reading, and the most rounds.

    >>> Asked.of({"law": "square", "reading": "programme", "rounds": None}).most
    8
    """

    law: str
    reading: Reading
    most: int

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> Asked:
        """What the model's inputs ask for."""
        programme = inputs["reading"] == "programme"
        most = inputs["rounds"] or (PUBLISHED_ROUNDS if programme else MOST_ROUNDS)
        return cls(inputs["law"], PROGRAMME if programme else Reading(), most)


FORECASTS: Mapping[str, Callable[[Issue, Asked], float]] = {
    "weighted mean": lambda issue, _: weighted_mean(issue.positions, issue.weights),
    "plain mean": lambda issue, _: float(issue.positions.mean()),
    "weighted median": lambda issue, _: weighted_median(issue.positions, issue.weights),
    "probabilistic Condorcet": lambda issue, asked: expected_choice(issue, asked.law),
    "challenges in rounds": lambda issue, asked: rounds_of(issue, asked)[-1].central,
}


def rounds_of(issue: Issue, asked: Asked, reading: Reading | None = None) -> tuple[Round, ...]:
    """The rounds of challenges among those with any weight; by another reading, if one is given.

    >>> from vetopoint.strategy.bargaining.tables import issues_of_text
    >>> asked = Asked.of({"law": "square", "reading": "text", "rounds": 1})
    >>> len(rounds_of(issues_of_text(EMISSIONS)[0], asked))
    2
    """
    return bargained(issue.narrowed(), reading or asked.reading, asked.most + 1)
