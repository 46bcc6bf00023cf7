"""Necessity: single conditions, and the conjunctions and disjunctions that pass both cut-offs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.compare.qca.calibrated import Calibrated, Term
from vetopoint.compare.qca.fit import Necessity, necessity
from vetopoint.compare.qca.primes import term_text

__all__ = ["Claim", "necessary_sets"]

# The usual thresholds (Schneider and Wagemann 2012, p. 143; Duşa 2019, ch. 5).
INCLUSION, RELEVANCE = 0.9, 0.6
LONGEST = 3
# Combinations grow with the cube of the conditions; beyond this, single conditions only.
MOST_COMBINED = 12


@frozen
class Claim:
    """A set, what kind it is, how necessary it is, and whether it passes both cut-offs."""

    text: str
    kind: str
    fit: Necessity
    passes: bool


def necessary_sets(data: Calibrated) -> tuple[Claim, ...]:
    """Each condition and each absence, then the combinations that pass both cut-offs.

    A disjunction is listed only if none of its parts passes without the rest.
    """
    literals = list(_literals(data))
    singles = [_claim(text, "condition", member, data) for text, _, member in literals]
    if len(data.conditions) > MOST_COMBINED:
        return tuple(singles)
    return (*singles, *_conjunctions(data, literals), *_disjunctions(data, literals))


_Literal = tuple[str, int, NDArray[np.float64]]


def _literals(data: Calibrated) -> Iterator[_Literal]:
    names = [condition.name for condition in data.conditions]
    for place, condition in enumerate(data.conditions):
        values = range(condition.levels) if condition.levels > 2 else (1, 0)
        for value in values:
            term: Term = tuple(value + 1 if i == place else 0 for i in range(len(names)))
            text = term_text(term, names, is_multivalue=data.is_multivalue)
            yield text, place, data.membership(term)


def _claim(text: str, kind: str, member: NDArray[np.float64], data: Calibrated) -> Claim:
    fit = necessity(member, data.outcome)
    passes = (fit.incl or 0) + 1e-9 >= INCLUSION and (fit.relevance or 0) + 1e-9 >= RELEVANCE
    return Claim(text, kind, fit, passes)


def _combined(literals: list[_Literal], size: int) -> Iterator[tuple[_Literal, ...]]:
    for chosen in itertools.combinations(literals, size):
        if len({place for _, place, _ in chosen}) == size:
            yield chosen


def _conjunctions(data: Calibrated, literals: list[_Literal]) -> list[Claim]:
    # A conjunction includes the outcome only if each of its parts does.
    able = [
        literal
        for literal in literals
        if (necessity(literal[2], data.outcome).incl or 0) + 1e-9 >= INCLUSION
    ]
    found = []
    for size in range(2, LONGEST + 1):
        for chosen in _combined(able, size):
            member = np.minimum.reduce([own for _, _, own in chosen])
            claim = _claim("*".join(t for t, _, _ in chosen), "conjunction", member, data)
            found += [claim] if claim.passes else []
    return found


def _disjunctions(data: Calibrated, literals: list[_Literal]) -> list[Claim]:
    found: list[Claim] = []
    enough = [
        {text}
        for text, _, own in literals
        if (necessity(own, data.outcome).incl or 0) + 1e-9 >= INCLUSION
    ]
    for size in range(2, LONGEST + 1):
        for chosen in _combined(literals, size):
            texts = {text for text, _, _ in chosen}
            if any(part <= texts for part in enough):
                continue
            member = np.maximum.reduce([own for _, _, own in chosen])
            claim = _claim(" + ".join(t for t, _, _ in chosen), "disjunction", member, data)
            if (claim.fit.incl or 0) + 1e-9 >= INCLUSION:
                enough.append(texts)
                found += [claim] if claim.passes else []
    return found
