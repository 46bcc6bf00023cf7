"""What is known of the facts of a case on a day: assumed, stated, coded, derived or unknown."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from attrs import frozen

from vetopoint.compare.cases import Case
from vetopoint.compare.judging import vetoed_votes
from vetopoint.compare.premises import Premise, Value, value_of
from vetopoint.law.areas import Place, area_of
from vetopoint.law.bodies import NotInForceError, charter_of, open_body
from vetopoint.law.conditions import Truth
from vetopoint.law.facts import Derivation, FactDefinition, fact_named, facts

__all__ = ["Assumption", "Known", "assumptions", "known_facts", "truths_of"]

Assumption = str | bool | None
"""A value as a user gives it: true, false, or a text such as «contested» or «Guam»."""

_OPPOSITE = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE}


@frozen
class Known:
    """A fact on a day, and what the knowledge rests on.

    `basis` is «assumed», «stated» in the case, «coded» in the case, «derived» from other facts,
    «default» where nothing is said and the fact has a rule for that, or «unknown».
    """

    fact: str
    value: Value
    basis: str
    source: str = ""
    note: str = ""
    holder: str = ""

    @property
    def words(self) -> str:
        """The value as it is written in a case file or after --assume.

        >>> Known("victim", ("UKR",), "stated").words, Known("victim", None, "unknown").words
        ('UKR', 'unknown')
        """
        match self.value:
            case None:
                return "unknown"
            case Place(name):
                return name
            case tuple():
                return " ".join(self.value) or "none"
            case _:
                return self.value.value

    @property
    def truth(self) -> Truth:
        """The truth of a fact of that kind; unknown for the others."""
        return self.value if isinstance(self.value, Truth) else Truth.UNKNOWN


def assumptions(given: Mapping[str, Assumption]) -> dict[str, Known]:
    """Facts that a user assumes, checked by name and value.

    >>> assumptions({"armed_attack": True})["armed_attack"].words
    'true'

    Raises
    ------
    UnknownFactError
        If no fact has the name; the sentence gives the nearest.
    BadPremiseError
        If the fact cannot be that; the sentence gives what it can be.
    """
    found = {}
    for name, value in given.items():
        text = {True: "true", False: "false", None: "unknown"}.get(value, str(value))  # type: ignore[arg-type]
        found[name] = Known(name, value_of(fact_named(name), text), "assumed")
    return found


def known_facts(
    case: Case, day: datetime.date, assumed: Mapping[str, Known] | None = None
) -> dict[str, Known]:
    """Every fact that a path may ask about, by name."""
    known: dict[str, Known] = {}
    for name in _in_order():
        given = (assumed or {}).get(name) or _stated(case, name, day) or _coded(case, name)
        known[name] = given or _derived(case, day, fact_named(name), known)
    return known


def truths_of(known: Mapping[str, Known]) -> dict[str, Truth]:
    """The facts of the kind truth, as conditions ask for them."""
    return {name: one.truth for name, one in known.items()}


@cache
def _in_order() -> tuple[str, ...]:
    """Facts after those they are derived from."""
    return tuple(sorted(facts(), key=lambda name: facts()[name].derived is not None))


def _stated(case: Case, name: str, day: datetime.date) -> Known | None:
    premise = case.premises.facts.get(name)
    if premise is None or premise.value is None:
        return None
    return Known(name, _on(premise, day), "stated", premise.source, premise.note, premise.holder)


def _on(premise: Premise, day: datetime.date) -> Value:
    if premise.since is None or premise.since <= day:
        return premise.value
    if isinstance(premise.value, tuple):
        return ()
    return _OPPOSITE.get(premise.value) if isinstance(premise.value, Truth) else None


def _coded(case: Case, name: str) -> Known | None:
    cell = case.facts.get(name)
    if cell is None or cell.value is None:
        return None
    value = {0: Truth.FALSE, 1: Truth.TRUE}.get(int(cell.value)) if cell.value in (0, 1) else None
    value = value or Truth.CONTESTED
    return Known(name, value, "coded", cell.source, cell.note, cell.coder)


def _derived(
    case: Case, day: datetime.date, definition: FactDefinition, known: Mapping[str, Known]
) -> Known:
    name, derived = definition.name, definition.derived
    if derived is None:
        basis = "unknown" if definition.default is None else "default"
        return Known(name, definition.default, basis, note=definition.note)
    truth, note = _DERIVED[derived.kind](_Ground(derived, case, day, known))
    if derived.only_if_true and truth is not Truth.TRUE:
        truth = Truth.UNKNOWN
    if truth is Truth.UNKNOWN:
        return Known(name, None, "unknown", note=note)
    basis = "derived" if derived.kind != "no more than" else _basis(known[derived.of])
    return Known(name, truth, basis, note=note)


def _basis(of: Known) -> str:
    """What follows from an assumption is assumed as well, and so outweighs the record."""
    return "assumed" if of.basis == "assumed" else "derived"


@frozen
class _Ground:
    """What a derivation may look at."""

    derived: Derivation
    case: Case
    day: datetime.date
    known: Mapping[str, Known]

    @property
    def states(self) -> tuple[str, ...] | None:
        """The States of the fact it follows from, None where they are not known."""
        value = self.known[self.derived.of].value
        return value if isinstance(value, tuple) else None


_Found = tuple[Truth, str]


def _truth(found: bool) -> Truth:
    return Truth.TRUE if found else Truth.FALSE


def _list(named: Iterable[str]) -> str:
    return " ".join(named) or "none"


def _member(ground: _Ground) -> _Found:
    named, body, day = ground.states, ground.derived.body, ground.day
    if not named:
        words = f"{ground.derived.of}: {'not known' if named is None else 'none'}"
        return (Truth.UNKNOWN if named is None else Truth.FALSE), words
    charter = charter_of(body)
    try:
        seats = open_body(body, day).seats
    except NotInForceError as error:
        not_yet = charter.since is not None and day < charter.since
        return (Truth.FALSE if not_yet else Truth.UNKNOWN), str(error)
    sitting = [code for code in named if code in seats]
    words = f"{' '.join(sitting or named)} {'in' if sitting else 'not in'} {charter.name} on {day}"
    return _truth(bool(sitting)), words


def _among(ground: _Ground) -> _Found:
    named = ground.states
    if named is None:
        return Truth.UNKNOWN, f"{ground.derived.of} is not known"
    found = bool(set(named) & set(ground.derived.codes))
    return _truth(found), f"{ground.derived.of}: {_list(named)}"


def _any(ground: _Ground) -> _Found:
    named = ground.states
    if named is None:
        return Truth.UNKNOWN, f"{ground.derived.of} is not known"
    return _truth(bool(named)), f"{ground.derived.of}: {_list(named)}"


def _area(ground: _Ground) -> _Found:
    derived, place = ground.derived, ground.known[ground.derived.of].value
    if not isinstance(place, Place):
        return Truth.UNKNOWN, f"{derived.of} is not known"
    forces = ground.known[derived.forces].truth
    truth, why = area_of(derived.body).contains(place, ground.day, forces=forces)
    return truth, f"{place.name}: {why}"


def _vetoed(ground: _Ground) -> _Found:
    if ground.case.is_scenario:
        return Truth.UNKNOWN, "a scenario has no votes of its own"
    first = ground.derived.since
    votes = vetoed_votes(ground.case, ground.derived.body, ground.day, first)
    if votes:
        return Truth.TRUE, f"vetoed: {', '.join(vote.symbol for vote in votes)}"
    spell = f"from {first} to {ground.day}" if first else f"by {ground.day}"
    return Truth.FALSE, f"no vetoed vote of the case {spell} is listed"


def _authorised(ground: _Ground) -> _Found:
    found = ground.case.authorisation
    begun = found.date is None or found.date <= ground.day
    if found.standing == "authorised by the Council" and begun:
        return Truth.TRUE, f"by {found.instrument}"
    if ground.case.is_scenario:
        return Truth.UNKNOWN, "the case is a scenario"
    return Truth.FALSE, f"the case says of authority: {found.standing}"


def _no_more(ground: _Ground) -> _Found:
    if ground.known[ground.derived.of].truth is Truth.FALSE:
        return Truth.FALSE, f"{ground.derived.of} is false"
    return Truth.UNKNOWN, f"does not follow from {ground.derived.of}"


_DERIVED: Mapping[str, Callable[[_Ground], _Found]] = {
    "member": _member,
    "among": _among,
    "any": _any,
    "area": _area,
    "vetoed": _vetoed,
    "authorised": _authorised,
    "no more than": _no_more,
}
