"""What a turnout tells: activists discounted, moderates counted, by Bayes' rule."""

from __future__ import annotations

import math

from attrs import evolve, frozen

__all__ = ["Turnout", "belief_after"]


@frozen
class Turnout:
    """What is assumed of a demonstration.

    `activists` come whatever they know (mean, standard deviation); of `moderates`, the share
    `if_malign` or `if_benign` comes, by the state of the regime that they jointly sense.
    """

    activists: float
    deviation: float
    moderates: float
    if_malign: float
    if_benign: float

    def mean(self, share: float) -> float:
        """Expected turnout in a state."""
        return self.activists + self.moderates * share

    def log_density(self, turnout: float, share: float) -> float:
        """The logarithm of the density of a turnout in a state, up to a constant."""
        variance = self.deviation**2 + self.moderates * share * (1 - share)
        return -((turnout - self.mean(share)) ** 2) / (2 * variance) - math.log(variance) / 2

    def evidence(self, turnout: float) -> float:
        """How much a turnout speaks for the malign state, as a log-likelihood ratio."""
        return self.log_density(turnout, self.if_malign) - self.log_density(turnout, self.if_benign)

    def willing(self, part: float) -> Turnout:
        """The same assumptions where only a part of the moderates with cause would come."""
        return evolve(self, if_malign=self.if_malign * part, if_benign=self.if_benign * part)

    def neutral(self) -> float:
        """The turnout between the two expected ones that teaches nothing."""
        low, high = self.mean(self.if_benign), self.mean(self.if_malign)
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if self.evidence(middle) < 0 else (low, middle)
        return low


def belief_after(prior: float, evidence: float) -> float:
    """Bayes' rule on log odds; a belief of 0 or 1 no evidence moves.

    >>> belief_after(0.5, math.log(3))
    0.75
    """
    if not 0 < prior < 1:
        return prior
    odds = math.log(prior / (1 - prior)) + evidence
    return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0
