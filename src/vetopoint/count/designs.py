"""Designs of one body beside each other: who can block, how easily it acts, who is dominated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from vetopoint.count.equity import Standing, frontier, gini
from vetopoint.count.indices import Family, Index
from vetopoint.count.power import Power, Subject, power_of, subject_of
from vetopoint.law.bodies import Sitting, UnknownBodyError, body_slugs, charter_of, unknown_name
from vetopoint.law.charters import Charter
from vetopoint.law.rules import Effect, thresholds

__all__ = ["Design", "compared", "design_named", "designs_of"]


@frozen
class Design:
    """One design on one day, judged by one index.

    `assumed` are numbers that its source does not state. `efficiency` is the chance that a
    proposal passes when all ballots of the index's family are equally likely; `inequality` is the
    Gini coefficient of the index over the seats. `dominated_by` names designs that are at least
    as efficient and as equal, and better in one of the two.
    """

    short: str
    subject: Subject
    assumed: Mapping[str, int]
    with_veto: frozenset[str]
    power: Power
    efficiency: Fraction
    inequality: Fraction
    dominated_by: tuple[str, ...] = ()

    def values(self, *, veto: bool) -> tuple[Fraction | float, ...]:
        """The different values of the seats with a veto, or of those without, largest first."""
        found = {v for m, v in self.power.values.items() if (m in self.with_veto) is veto}
        return tuple(sorted(found, reverse=True))


def designs_of(body: str) -> tuple[Charter, ...]:
    """The proposed reforms of a body that ship with the product.

    >>> [charter.short for charter in designs_of("un-security-council")][1]
    'G4 2005'
    """
    charters = (charter_of(slug) for slug in body_slugs())
    return tuple(charter for charter in charters if charter.reforms == body)


def design_named(body: str, name: str) -> Charter:
    """A reform of a body by slug, by the slug's last words, or by their first letters.

    >>> design_named("un-security-council", "ufc").body
    'unsc-uniting-for-consensus'

    Raises
    ------
    UnknownBodyError
        With the nearest names.
    """
    wanted = name.strip().casefold().replace(" ", "-")
    known = {charter.body: charter for charter in designs_of(body)}
    for slug, charter in known.items():
        tail = slug.partition("-")[2]
        letters = "".join(word[0] for word in tail.split("-"))
        if wanted in (slug, tail, letters, charter.short.casefold().replace(" ", "-")):
            return charter
    raise UnknownBodyError(unknown_name("design", name, known, "./vetopoint bodies"))


def compared(
    sittings: Iterable[Sitting],
    index: Index,
    decision: str | None = None,
    parameters: Mapping[str, int] | None = None,
) -> tuple[Design, ...]:
    """The designs side by side, each marked with those that dominate it.

    A parameter is set where a design has it; one that no design has is refused.

    >>> from datetime import date
    >>> from vetopoint.count.indices import INDICES
    >>> from vetopoint.law.bodies import open_body
    >>> bodies = ("un-security-council", "unsc-no-veto")
    >>> sittings = [open_body(body, date(2024, 1, 1)) for body in bodies]
    >>> today, reformed = compared(sittings, INDICES["shapley-shubik"])
    >>> today.dominated_by, reformed.dominated_by
    (('No veto',), ())
    """
    seated = list(sittings)
    settings = dict(parameters or {})
    _check(seated, settings)
    designs = [_design(sitting, index, decision, settings) for sitting in seated]
    standings = (Standing(d.short, d.efficiency, d.inequality) for d in designs)
    beaten = frontier(standings)
    return tuple(evolve(design, dominated_by=beaten[design.short]) for design in designs)


def _check(sittings: Sequence[Sitting], settings: Mapping[str, int]) -> None:
    known = {name for sitting in sittings for name in sitting.charter.parameters}
    for name in settings:
        if name not in known:
            offered = ", ".join(sorted(known)) or "none"
            raise UnknownBodyError(
                f"none of these designs has a parameter {name!r}; their parameters: {offered}"
            )


def _design(
    sitting: Sitting, index: Index, decision: str | None, settings: Mapping[str, int]
) -> Design:
    parameters = sitting.charter.parameters
    chosen = {name: number for name, number in settings.items() if name in parameters}
    subject = subject_of(sitting, decision, chosen)
    reading = subject.reading()
    found = power_of(subject, index, reading)
    if index.family is Family.ABSTENTION:
        efficiency = Fraction(reading.ternary.adopted, 3 ** len(subject.seats))
    else:
        efficiency = Fraction(reading.coalitions.winning, reading.coalitions.coalitions)
    era = sitting.provision(decision, parameters=chosen).era
    assumed = {
        name: chosen.get(name, parameters[name].default)
        for name in era.parameters
        if not parameters[name].stated
    }
    leaves = (leaf for leaf in thresholds(subject.rule) if leaf.effect is Effect.VETO)
    with_veto = frozenset(member for leaf in leaves for member in leaf.weights)
    values = [Fraction(value) for value in found.values.values()]
    return Design(
        sitting.charter.short, subject, assumed, with_veto, found, efficiency, gini(values)
    )
