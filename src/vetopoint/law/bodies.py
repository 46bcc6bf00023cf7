"""Voting bodies on a given day: who sits, and which rule decides."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path

from attrs import field, frozen

from vetopoint.errors import VetopointError
from vetopoint.law import states
from vetopoint.law.charter_text import charter_from
from vetopoint.law.charters import (
    Bound,
    BoundKind,
    Charter,
    Combination,
    Decision,
    Era,
    Leaf,
    Spell,
)
from vetopoint.law.documents import BadDocumentError, Source, parse_document, read_document
from vetopoint.law.rules import AllOf, AnyOf, Effect, Rule, Threshold

__all__ = [
    "Body",
    "NotInForceError",
    "NotSeatedError",
    "Provision",
    "Sitting",
    "UnknownBodyError",
    "body_slugs",
    "charter_of",
    "charter_of_text",
    "open_body",
    "sitting",
    "unknown_name",
]

LONG_NAME = 22
FEW_SEATS = 40
ARTICLED = re.compile(
    "Bahamas|Byelorussian|Central|Comoros|Congo|Czech|Democratic|Dominican|Federal|Gambia|German|"
    "Lao|Libyan|Maldives|Marshall|Netherlands|Philippines|Republic|Russian|Solomon|Soviet|Syrian|"
    "Ukrainian|Union|United"
)

CHARTERS = Path(__file__).parent / "charters"


class UnknownBodyError(VetopointError, LookupError):
    """No body, decision, parameter or procedure has this name."""


class NotInForceError(VetopointError, ValueError):
    """Nothing was in force on the date asked for."""


class NotSeatedError(VetopointError, ValueError):
    """A member is named that holds no seat in the body on the date."""

    def __init__(
        self, member: str, body: str, day: date, seats: tuple[str, ...], spells: str = ""
    ) -> None:
        self.member, self.body, self.day, self.seats = member, body, day, seats
        shown = ", ".join(seats) if len(seats) <= FEW_SEATS else f"{len(seats)} members"
        shown += f"; its own time there: {spells}" if spells and len(seats) > FEW_SEATS else ""
        super().__init__(
            f"{_called(member)} holds no seat in {body} on {day}; seated are {shown}. "
            "Seats change over time: is the date right?"
        )


@frozen
class Provision:
    """The rule of one decision in one body on one day, ready to be applied.

    `seats` take part in it: all, or those of a group, without `excluded` parties.
    """

    decision: Decision
    era: Era
    rule: Rule
    seats: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    abstaining: tuple[str, ...] = ()

    @property
    def reference(self) -> Source:
        """Where the rule is written."""
        return self.era.reference


@frozen
class Sitting:
    """A body on one day: its seats in the order of their names, with groups and weights.

    `groups` maps each group to its seated members; `names` gives each seat's name that day;
    `named_here` are the members that the charter itself names.
    """

    charter: Charter
    day: date
    seats: tuple[str, ...]
    groups: Mapping[str, frozenset[str]] = field(hash=False)
    names: Mapping[str, str] = field(hash=False)
    named_here: frozenset[str] = frozenset()
    # Working out a rule's numbers for the seats costs more than applying it.
    _plain: dict[str | None, Provision] = field(init=False, factory=dict, eq=False, repr=False)

    @property
    def body(self) -> str:
        """The body's slug."""
        return self.charter.body

    def check_seated(self, members: Iterable[str]) -> None:
        """Refuse a member without a seat, naming who sits.

        Raises
        ------
        NotSeatedError
            For the first member that holds no seat; the seat's present holder is in the sentence.
        """
        for member in members:
            if member not in self.names:
                raise self.not_seated(member)

    def not_seated(self, member: str) -> NotSeatedError:
        """The error for a member without a seat that day, with the days on which it has one."""
        spells = (spell for m in self.charter.members if m.code == member for spell in m.spells)
        words = ", ".join(f"{s.since or 'the beginning'} to {s.until or 'now'}" for s in spells)
        return NotSeatedError(member, self.charter.name, self.day, self.seats, words)

    def group_name(self, group: str) -> str:
        """A group's name in words; the seats as a whole are «members»."""
        for charter in (self.charter, *_bases(self.charter)):
            if group in charter.groups:
                return charter.groups[group].name
        return group

    def former_holders(self) -> dict[str, str]:
        """Who held a seat that day, where another government has held it since.

        >>> open_body("un-security-council", date(1960, 1, 1)).former_holders()
        {'CHN': 'Republic of China'}
        """
        return {
            member.code: by
            for member in self.charter.members
            for spell, by in member.represented
            if member.code in self.names and spell.covers(self.day) and spell.until
        }

    def short_name(self, member: str) -> str:
        """The member's name for tables and figures: «Russia»."""
        return self.names[member] if member in self.named_here else _state_short(member, self.day)

    def sentence_name(self, member: str) -> str:
        """The member's name as it stands inside a sentence: «the Russian Federation»."""
        name = self.names[member]
        return _with_article(name if len(name) <= LONG_NAME else self.short_name(member))

    def weights(self, measure: str) -> Mapping[str, int]:
        """Each seat's weight that day.

        Raises
        ------
        NotInForceError
            If no table of this measure covers the day, or a seat is missing from it.
        """
        tables = self.charter.measures[measure].tables
        table = next((t for t in tables if t.spell.covers(self.day)), None)
        if table is None:
            spans = "; ".join(f"{t.spell.since} to {t.spell.until or 'now'}" for t in tables)
            raise NotInForceError(
                f"the {measure} of {self.charter.name} on {self.day} are not known; "
                f"tables cover {spans}: choose a day in one of them"
            )
        if missing := [seat for seat in self.seats if seat not in table.values]:
            raise NotInForceError(
                f"the {measure} table of {self.charter.name} for {self.day} lacks "
                f"{', '.join(missing)}; add the figures to the charter"
            )
        return {seat: table.values[seat] for seat in self.seats}

    def provision(
        self,
        decision: str | None = None,
        *,
        parties: Iterable[str] = (),
        parameters: Mapping[str, int] | None = None,
    ) -> Provision:
        """The rule that decides, with its numbers worked out for the day's seats.

        Parameters
        ----------
        decision
            A decision's id; the charter's default if None.
        parties
            Members that are party to the dispute, for decisions that treat them apart.
        parameters
            Values for thresholds that the source leaves open, in place of the defaults.
        """
        named, given = tuple(dict.fromkeys(parties)), dict(parameters or {})
        if named or given:
            return self._provision(decision, named, given)
        if decision not in self._plain:
            self._plain[decision] = self._provision(decision, (), {})
        return self._plain[decision]

    def _provision(
        self, decision: str | None, named: tuple[str, ...], given: Mapping[str, int]
    ) -> Provision:
        found = _decision(self.charter, decision)
        era = _era(self.charter, found, self.day)
        self.check_seated(named)
        if named and found.parties is None:
            raise UnknownBodyError(
                f"{self.charter.name} makes no difference for parties in {found.id!r}; "
                "leave the parties out or choose a decision that does"
            )
        excluded = named if found.parties == "excluded" else ()
        taking_part = self.groups[found.on] if found.on else frozenset(self.seats)
        seats = tuple(s for s in self.seats if s in taking_part and s not in excluded)
        settings = _settings(self.charter, given)
        rule = _resolved(era.rule, self, seats, settings)
        _check_met(self.charter, era.rule, rule, given)
        abstaining = named if found.parties == "abstain" else ()
        return Provision(found, era, rule, seats, excluded, abstaining)


@frozen
class Body:
    """A body's slug, names and kind, for lists."""

    slug: str
    name: str
    short: str
    kind: str
    reforms: str | None


@cache
def body_slugs() -> tuple[str, ...]:
    """The slugs of all bodies that ship with the product, sorted.

    >>> "un-security-council" in body_slugs()
    True
    """
    return tuple(sorted(path.stem for path in CHARTERS.glob("*.yaml")))


@cache
def charter_of(slug: str) -> Charter:
    """The charter of a body by its slug.

    Raises
    ------
    UnknownBodyError
        With the nearest slugs.
    """
    if slug not in body_slugs():
        raise UnknownBodyError(unknown_name("body", slug, body_slugs(), "./vetopoint bodies"))
    path = CHARTERS / f"{slug}.yaml"
    return charter_from(read_document(path, f"charters/{path.name}"))


def charter_of_text(text: str, name: str = "standard input") -> Charter:
    """A charter from YAML text of a user's own.

    >>> from vetopoint.law.documents import BadDocumentError
    >>> try:
    ...     charter_of_text("body: x")
    ... except BadDocumentError as error:
    ...     print(error)
    standard input, line 1: the document: 'name' is missing; give a text
    """
    return charter_from(parse_document(text, name))


def open_body(slug: str, day: date) -> Sitting:
    """A body that ships with the product, on a day.

    >>> open_body("un-security-council", date(1999, 3, 26)).seats[:3]
    ('ARG', 'BHR', 'BRA')
    """
    return sitting(charter_of(slug), day)


def sitting(charter: Charter, day: date) -> Sitting:
    """The body of a charter on a day.

    Raises
    ------
    NotInForceError
        If the body did not exist on the day, or nobody held a seat.
    """
    if (charter.since and day < charter.since) or (charter.until and day > charter.until):
        span = f"{charter.since or 'the beginning'} to {charter.until or 'today'}"
        raise NotInForceError(
            f"{charter.name} did not exist on {day}; it sits from {span}: choose a day in between"
        )
    if not charter.known.covers(day):
        raise NotInForceError(
            f"the members of {charter.name} on {day} are not carried here; they are known "
            f"{_span(charter.known)}: choose a day in that time"
        )
    names: dict[str, str] = {}
    groups: dict[str, set[str]] = {name: set() for name in charter.groups}
    if charter.seats_of is not None:
        base = open_body(charter.seats_of, day)
        names.update(base.names)
        for name, members in base.groups.items():
            groups.setdefault(name, set()).update(members)
    for member in charter.members:
        if not any(spell.covers(day) for spell in member.spells):
            continue
        if member.code in names and charter.seats_of is None:
            raise BadDocumentError(
                charter.body, None, "members", f"{member.code} sits twice on {day}; mend the dates"
            )
        names.setdefault(member.code, member.name or _state_name(member.code, day))
        for group in member.groups:
            groups.setdefault(group, set()).add(member.code)
    if not names:
        raise NotInForceError(f"nobody held a seat in {charter.name} on {day}; choose another day")
    seats = tuple(sorted(names, key=lambda code: (_sorting(names[code]), code)))
    held = {name: frozenset(members) for name, members in groups.items()}
    named = frozenset(member.code for member in charter.members if member.name)
    return Sitting(charter, day, seats, held | {"members": frozenset(seats)}, names, named)


def _span(spell: Spell) -> str:
    bounds = (("from", spell.since), ("to", spell.until))
    return " ".join(f"{word} {day}" for word, day in bounds if day)


def _bases(charter: Charter) -> tuple[Charter, ...]:
    return () if charter.seats_of is None else (charter_of(charter.seats_of),)


def _state_name(code: str, day: date) -> str:
    try:
        return states.full_name(code, day)
    except LookupError:
        return code


@lru_cache(maxsize=8192)
def _state_short(code: str, day: date) -> str:
    try:
        return states.short_name(code, day)
    except LookupError:
        return code


def _called(member: str) -> str:
    name = _state_short(member, date.today())
    return member if name == member else f"{name} ({member})"


@lru_cache(maxsize=4096)
def _with_article(name: str) -> str:
    return f"the {name}" if ARTICLED.fullmatch(name.split(maxsplit=1)[0]) else name


def _sorting(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if c.isalnum()).casefold()


def unknown_name(kind: str, given: str, known: Iterable[str], listing: str) -> str:
    """The sentence for a name that is not known, with the nearest that are."""
    near = get_close_matches(given, options := list(known), n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(options[:12])}"
    return f"there is no {kind} {given!r}; {hint} ({listing} lists them)"


def _decision(charter: Charter, wanted: str | None) -> Decision:
    chosen = wanted or charter.default
    for decision in charter.decisions:
        if decision.id == chosen:
            return decision
    known = [decision.id for decision in charter.decisions]
    raise UnknownBodyError(
        unknown_name("decision", chosen, known, f"./vetopoint body {charter.body}")
    )


def _era(charter: Charter, decision: Decision, day: date) -> Era:
    for era in decision.eras:
        if (era.since is None or era.since <= day) and (era.until is None or day <= era.until):
            return era
    spans = "; ".join(f"{e.since or 'the beginning'} to {e.until or 'now'}" for e in decision.eras)
    raise NotInForceError(
        f"{charter.name} had no rule for {decision.id!r} on {day}; "
        f"rules cover {spans}: choose a day in one of them"
    )


def _settings(charter: Charter, given: Mapping[str, int]) -> dict[str, int]:
    for name in given:
        if name not in charter.parameters:
            known = ", ".join(charter.parameters) or "none"
            raise UnknownBodyError(
                f"{charter.name} has no parameter {name!r}; its parameters: {known}"
            )
    return {name: parameter.default for name, parameter in charter.parameters.items()} | dict(given)


def _resolved(
    rule: Leaf | Combination,
    sitting_: Sitting,
    seats: tuple[str, ...],
    settings: Mapping[str, int],
) -> Rule:
    if isinstance(rule, Combination):
        parts = tuple(_resolved(part, sitting_, seats, settings) for part in rule.parts)
        return AllOf(parts) if rule.every else AnyOf(parts)
    members = sitting_.groups[rule.over]
    measure = sitting_.weights(rule.weight) if rule.weight else dict.fromkeys(seats, 1)
    weights = {seat: measure[seat] for seat in seats if seat in members}
    unit = rule.unit or (sitting_.charter.measures[rule.weight].unit if rule.weight else "")
    quota = _quota(rule.bound, sum(weights.values()), settings)
    over = sitting_.group_name(rule.over)
    return Threshold(rule.name, weights, rule.count, quota, Effect(rule.effect), unit, over)


def _check_met(
    charter: Charter, rule: Leaf | Combination, resolved: Rule, given: Mapping[str, int]
) -> None:
    """Refuse a threshold as set that no roll call meets, or that every one does."""
    if isinstance(rule, Combination):
        parts = resolved.parts if isinstance(resolved, AllOf | AnyOf) else ()
        for part, made in zip(rule.parts, parts, strict=True):
            _check_met(charter, part, made, given)
    elif isinstance(resolved, Threshold) and rule.bound.kind is BoundKind.PARAMETER:
        counts = resolved.count.coefficients.values()
        least, most = min(counts) * resolved.total, max(counts) * resolved.total
        if rule.bound.value in given and not least < resolved.quota <= most:
            met = "no roll call meets" if resolved.quota > most else "every roll call meets"
            raise UnknownBodyError(
                f"{rule.bound.value}={resolved.quota} is a threshold that {met} "
                f"({charter.name}); give a whole number from {least + 1} to {most}"
            )


def _quota(bound: Bound, total: int, settings: Mapping[str, int]) -> int:
    match bound.kind, bound.value:
        case BoundKind.SHARE, Fraction() as share:
            return math.ceil(share * total)
        case BoundKind.MORE_THAN_SHARE, Fraction() as share:
            return math.floor(share * total) + 1
        case BoundKind.ALL_BUT, int() as few:
            return total - few
        case BoundKind.PARAMETER, str() as name:
            return settings[name]
        case _, int() as number:
            return number
    raise AssertionError(bound)
