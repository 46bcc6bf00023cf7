"""How fairly a design shares power, how easily it acts, and which designs are dominated."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from vetopoint.errors import VetopointError

__all__ = [
    "Equity",
    "MissingPopulationError",
    "Standing",
    "equity",
    "frontier",
    "gini",
    "square_root_shares",
]


class MissingPopulationError(VetopointError, ValueError):
    """A member without a population, or with one that is not above zero."""


@frozen
class Equity:
    """How far a design is from one person, one unit of power, by the square-root law.

    `misplaced` is the share of power that would have to change hands; `most` and `least` are the
    largest and smallest ratio of a member's share of power to its ideal share; `gini` measures
    the inequality of people's indirect power.
    """

    misplaced: float
    most: float
    least: float
    gini: float


@frozen
class Standing:
    """A design's efficiency (more is better) and inequality (less is better)."""

    design: str
    efficiency: Fraction
    inequality: Fraction


def gini(values: Sequence[Fraction], people: Sequence[int] | None = None) -> Fraction:
    """The Gini coefficient: 0 if all have the same, near 1 if one has everything.

    With `people`, each value is the lot of that many people.

    >>> gini([Fraction(1), Fraction(0)]), gini([Fraction(1), Fraction(1)])
    (Fraction(1, 2), Fraction(0, 1))

    References
    ----------
    Gini (1912), Variabilità e mutabilità.
    """
    heads = people or [1] * len(values)
    ranked = sorted(zip(values, heads, strict=True))
    crowd = sum(heads)
    total = sum((value * number for value, number in ranked), Fraction())
    if not total:
        return Fraction()
    below, area = Fraction(), Fraction()
    for value, number in ranked:
        held = value * number
        area += number * (2 * below + held)
        below += held
    return 1 - area / (crowd * total)


def square_root_shares(population: Mapping[str, int]) -> dict[str, float]:
    """Shares of power under which every person has the same indirect power (Penrose 1946).

    >>> square_root_shares({"A": 400, "B": 100})["A"]
    0.6666666666666666

    Raises
    ------
    MissingPopulationError
        If a population is not above zero.
    """
    if empty := [member for member, people in population.items() if people <= 0]:
        raise MissingPopulationError(f"the population of {', '.join(empty)} must be above zero")
    roots = {member: math.sqrt(people) for member, people in population.items()}
    whole = math.fsum(roots.values())
    return {member: root / whole for member, root in roots.items()}


def equity(power: Mapping[str, Fraction], population: Mapping[str, int]) -> Equity:
    """Compare the normalised Banzhaf index with the square-root law.

    A person's indirect power is the member's power over the square root of its population, up to
    a factor that is the same for all (Penrose 1946; Felsenthal and Machover 1998, section 3.4).
    Roots are floats, so the results are.

    >>> half = Fraction(1, 2)
    >>> equity({"A": half, "B": half}, {"A": 100, "B": 100})
    Equity(misplaced=0.0, most=1.0, least=1.0, gini=0.0)

    Raises
    ------
    MissingPopulationError
        If a member has no population.
    """
    if missing := [member for member in power if member not in population]:
        raise MissingPopulationError(
            f"no population is given for {', '.join(missing)}; add the figures to the table"
        )
    people = {member: population[member] for member in power}
    ideal = square_root_shares(people)
    ratios = {member: float(value) / ideal[member] for member, value in power.items()}
    misplaced = math.fsum(abs(float(power[m]) - ideal[m]) for m in power) / 2
    lots = gini([Fraction(ratios[member]) for member in power], [people[m] for m in power])
    return Equity(misplaced, max(ratios.values()), min(ratios.values()), float(lots))


def frontier(standings: Iterable[Standing]) -> dict[str, tuple[str, ...]]:
    """For each design, those that are at least as efficient and as equal, and better in one.

    Designs with none are the frontier.

    >>> half, third = Fraction(1, 2), Fraction(1, 3)
    >>> frontier([Standing("a", half, third), Standing("b", third, half)])
    {'a': (), 'b': ('a',)}
    """
    known = list(standings)
    return {
        one.design: tuple(other.design for other in known if _dominates(other, one))
        for one in known
    }


def _dominates(other: Standing, one: Standing) -> bool:
    no_worse = other.efficiency >= one.efficiency and other.inequality <= one.inequality
    differs = (other.efficiency, other.inequality) != (one.efficiency, one.inequality)
    return no_worse and differs
