"""One vote in an ordered probit, with the derivatives that every fit here is made of.

A member at θ sees a draft with discrimination β and cuts γ₁ < γ₂: it votes FOR where
βθ + ε ≤ γ₁, ABSTAINs between the cuts, votes AGAINST above them; ε is standard normal.
"""

from __future__ import annotations

import math

from vetopoint.infer.normal import compiled, hazard, log_normal

__all__ = ["vote_log", "vote_shift", "vote_terms"]

_HALF_LOG_TAU = 0.5 * math.log(2 * math.pi)


@compiled
def _log_between(a: float, b: float) -> float:
    """Logarithm of the normal mass between a < b, safe in both tails and for thin slices."""
    if b - a < 1e-5:
        middle = 0.5 * (a + b)
        return -0.5 * middle * middle - _HALF_LOG_TAU + math.log(b - a)
    if a + b > 0.0:
        a, b = -b, -a
    top = log_normal(b)
    return top + math.log1p(-math.exp(min(log_normal(a) - top, -1e-15)))


@compiled
def vote_log(ballot: int, a: float, width: float) -> float:
    """Log probability of a ballot (0 for, 1 abstain, 2 against); a = γ₁ - βθ, width = γ₂ - γ₁."""
    if ballot == 0:
        return log_normal(a)
    if ballot == 2:
        return log_normal(-a - width)
    return _log_between(a, a + width)


@compiled
def vote_shift(ballot: int, a: float, width: float) -> tuple[float, float]:
    """First derivative of the log probability by a, and minus the second."""
    if ballot == 0:
        rate = hazard(a)
        return rate, rate * (rate + a)
    b = a + width
    if ballot == 2:
        rate = hazard(-b)
        return -rate, rate * (rate - b)
    mass = _log_between(a, b)
    low = math.exp(-0.5 * a * a - _HALF_LOG_TAU - mass)
    high = math.exp(-0.5 * b * b - _HALF_LOG_TAU - mass)
    first = high - low
    return first, first * first + b * high - a * low


@compiled
def vote_terms(ballot: int, a: float, width: float) -> tuple[float, float, float, float, float]:
    """Derivatives by a and by d = log(width): first by a, by d; minus second by aa, ad, dd.

    The last is kept from falling below zero: it serves as a weight, not as a test.
    """
    if ballot == 0:
        rate = hazard(a)
        return rate, 0.0, rate * (rate + a), 0.0, 0.0
    b = a + width
    if ballot == 2:
        rate = hazard(-b)
        curve = rate * (rate - b)
        return -rate, -rate * width, curve, curve * width, curve * width * width + rate * width
    mass = _log_between(a, b)
    low = math.exp(-0.5 * a * a - _HALF_LOG_TAU - mass)
    high = math.exp(-0.5 * b * b - _HALF_LOG_TAU - mass)
    first = high - low
    cross = high * (b + high - low)
    bend = high * (b + high) * width * width - high * width
    return (
        first,
        high * width,
        first * first + b * high - a * low,
        cross * width,
        max(bend, 0.0),
    )
