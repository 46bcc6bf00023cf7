"""The nearest coded cases, the distance explained, and «no like case» where there is none.

A like case is coded on every condition that is a set and agrees on each of them. A cell that is
not known agrees with nothing, so a case with such a cell has no like case until it is coded; and a
scenario has none at all, since what sets it apart from past crises is not among the conditions.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from vetopoint.compare.cases import BINARY, CONDITIONS, Case, case_of, case_slugs

__all__ = ["Analogue", "Analogues", "Step", "analogues_of"]


@frozen
class Step:
    """One condition in both cases: agree, differ, or unknown in at least one."""

    condition: str
    here: float | None
    there: float | None
    state: str


@frozen
class Analogue:
    """A case with its distance: the conditions that differ, then those that are unknown."""

    case: Case
    differ: int
    unknown: int
    steps: tuple[Step, ...]
    is_like: bool


@frozen
class Analogues:
    """The nearest cases, the like ones among all cases, and why there are none."""

    case: Case
    nearest: tuple[Analogue, ...]
    like: tuple[str, ...]
    warnings: tuple[str, ...]


def analogues_of(case: Case, others: Iterable[Case] | None = None, most: int = 5) -> Analogues:
    """The nearest past cases by coded conditions; ties at the end are all kept.

    >>> found = analogues_of(case_of("taiwan-scenario"))
    >>> found.like, found.warnings[0][:12]
    ((), 'No like case')
    """
    known = [case_of(slug) for slug in case_slugs()] if others is None else list(others)
    ranked = sorted(
        (
            _analogue(case, other)
            for other in known
            if other.case != case.case and not other.is_scenario
        ),
        key=_distance,
    )
    last = _distance(ranked[min(most, len(ranked)) - 1])[:2] if ranked and most > 0 else None
    nearest = tuple(found for found in ranked if last is not None and _distance(found)[:2] <= last)
    like = tuple(found.case.case for found in ranked if found.is_like)
    return Analogues(case, nearest, like, tuple(_warnings(case, like, nearest)))


def _analogue(case: Case, other: Case) -> Analogue:
    steps = tuple(_step(name, case, other) for name in BINARY)
    differ = sum(step.state == "differ" for step in steps)
    unknown = sum(step.state == "unknown" for step in steps)
    # The number of deaths is shown; it is no set, so it counts neither way.
    shown = (*steps, _step("deaths_order", case, other))
    return Analogue(other, differ, unknown, shown, not (differ or unknown or case.is_scenario))


def _step(name: str, case: Case, other: Case) -> Step:
    here, there = case.facts[name].value, other.facts[name].value
    state = "unknown" if here is None or there is None else "agree" if here == there else "differ"
    return Step(name, here, there, state)


def _distance(found: Analogue) -> tuple[int, int, float, str]:
    deaths = next(step for step in found.steps if step.condition == "deaths_order")
    apart = (
        abs(deaths.here - deaths.there)
        if deaths.here is not None and deaths.there is not None
        else float("inf")
    )
    return found.differ, found.unknown, apart, found.case.case


def _warnings(case: Case, like: tuple[str, ...], nearest: tuple[Analogue, ...]) -> Iterable[str]:
    if not like:
        yield f"No like case: {_why(case, nearest)}"
    if case.is_scenario:
        yield (
            f"{case.name} has not happened. What followed in the cases below says nothing about "
            "what would follow; nothing is predicted."
        )
        for text in case.does_not_show:
            if "alike" in text:
                yield f"Not shown: {text[0].lower()}{text[1:]}"


def _why(case: Case, nearest: tuple[Analogue, ...]) -> str:
    unknown = [name for name in CONDITIONS if name in BINARY and case.facts[name].value is None]
    reasons = []
    if case.is_scenario:
        reasons.append("this is a scenario, and what sets it apart is not among the conditions")
    if unknown:
        reasons.append(f"not known here: {', '.join(unknown)}")
    if not reasons and nearest:
        least = nearest[0].differ
        words = "condition" if least == 1 else "conditions"
        reasons.append(f"the nearest case differs on {least} coded {words}")
    return "; ".join(reasons or ["no other case is coded"]) + "."
