"""Charters from YAML and back: reading what was written gives the same charter."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from vetopoint.law.charters import (
    Bound,
    BoundKind,
    Charter,
    Combination,
    Decision,
    Era,
    Group,
    Leaf,
    Measure,
    Member,
    Parameter,
    Spell,
    Table,
)
from vetopoint.law.documents import Node, Source
from vetopoint.law.rules import Count, Effect, NotMonotoneError

__all__ = ["charter_from", "charter_record"]

_CHARTER_KEYS = (
    *("body", "name", "short", "kind", "of", "seats_of", "from", "to", "about", "record"),
    *("reference", "default", "groups", "members", "weights", "parameters", "decisions"),
    *("note", "members_known"),
)
_LEAF_KEYS = ("name", "over", "weight", "count", "at_least", "more_than", "as", "unit", "reference")
_BOUNDS = "give a whole number, or one of {share: 2/3}, {all_but: 3} and {parameter: NAME}"
_DEEPEST = 20
_BALLOTS = ("for", "against", "abstain", "absent")
_TERM = re.compile(r"(\d{4})(?:-(\d{4}))?")


def charter_from(node: Node) -> Charter:
    """Read a charter, and check that every name in it is defined in it.

    Raises
    ------
    BadDocumentError
        With the file, the line, the key and the remedy.
    """
    node.only(*_CHARTER_KEYS)
    charter = Charter(
        body=node.word("body"),
        name=node.word("name"),
        short=node.word("short", node.word("name")),
        kind=node.choice("kind", ("organ", "design"), "organ"),
        since=node.date("from"),
        until=node.date("to"),
        about=node.word("about", ""),
        reference=node.source(),
        default=node.word("default"),
        groups={name: _group(entry) for name, entry in node.entries("groups")},
        members=tuple(_member(entry) for entry in node.items("members", required=False)),
        decisions=tuple(_decision(entry) for entry in node.items("decisions")),
        measures={name: _measure(entry) for name, entry in node.entries("weights")},
        parameters={name: _parameter(entry) for name, entry in node.entries("parameters")},
        reforms=node.word("of", "") or None,
        seats_of=node.word("seats_of", "") or None,
        has_record=node.flag("record"),
        note=node.word("note", ""),
        known=_known(node),
    )
    _check_names(charter, node)
    return charter


def _group(node: Node) -> Group:
    node.only("name", "partition", "reference")
    source = node.source() if "reference" in node else None
    return Group(node.word("name"), node.word("partition", ""), source)


def _spell(node: Node) -> Spell:
    spell = Spell(node.date("from"), node.date("to"))
    if spell.since and spell.until and spell.since > spell.until:
        raise node.fail(f"ends on {spell.until} before it begins on {spell.since}; mend the dates")
    return spell


def _known(node: Node) -> Spell:
    if "members_known" not in node:
        return Spell(None, None)
    return _spell(node["members_known"].only("from", "to"))


def _terms(node: Node) -> tuple[Spell, ...]:
    spells = []
    for word in node.word("terms").split():
        match = _TERM.fullmatch(word)
        if match is None:
            raise node["terms"].fail(f"expected years such as 1956-1957, found {word!r}")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise node["terms"].fail(f"{word} ends before it begins")
        spells.append(Spell(date(first, 1, 1), date(last, 12, 31)))
    return tuple(spells)


def _member(node: Node) -> Member:
    node.only("code", "from", "to", "terms", "groups", "name", "note", "represented")
    if "terms" in node and ("from" in node or "to" in node):
        raise node.fail("give either 'terms' or 'from' and 'to', not both")
    represented = tuple(
        (_spell(entry.only("by", "from", "to")), entry.word("by"))
        for entry in node.items("represented", required=False)
    )
    return Member(
        code=node.word("code"),
        spells=_terms(node) if "terms" in node else (_spell(node),),
        groups=node.codes("groups"),
        name=node.word("name", ""),
        note=node.word("note", ""),
        represented=represented,
    )


def _measure(node: Node) -> Measure:
    node.only("unit", "tables")
    return Measure(node.word("unit"), tuple(_table(entry) for entry in node.items("tables")))


def _table(node: Node) -> Table:
    node.only("from", "to", "reference", "values", "note")
    values = {str(code): node["values"].integer(code) for code in node["values"].mapping()}
    for code, weight in values.items():
        if weight < 0:
            raise node["values"][code].fail(f"a weight is zero or more, found {weight}")
    return Table(_spell(node), node.source(), values, node.word("note", ""))


def _parameter(node: Node) -> Parameter:
    node.only("default", "stated", "note", "reference")
    source = node.source() if "reference" in node else None
    return Parameter(node.integer("default"), node.flag("stated"), node.word("note"), source)


def _decision(node: Node) -> Decision:
    node.only("id", "name", "effect", "contested", "parties", "on", "eras")
    return Decision(
        id=node.word("id"),
        name=node.word("name"),
        eras=tuple(_era(entry) for entry in node.items("eras")),
        effect=node.word("effect", ""),
        contested=node.word("contested", ""),
        parties=node.choice("parties", ("abstain", "excluded", ""), "") or None,
        on=node.word("on", "") or None,
    )


def _era(node: Node) -> Era:
    node.only("from", "to", "reference", "note", "rule")
    if "rule" not in node:
        raise node.fail("'rule' is missing; give 'all', 'any' or one threshold")
    spell = _spell(node)
    return Era(spell.since, spell.until, node.source(), _rule(node["rule"]), node.word("note", ""))


def _rule(node: Node, depth: int = 0) -> Leaf | Combination:
    if depth > _DEEPEST:
        raise node.fail(f"nested more than {_DEEPEST} levels deep; write it flatter")
    for key in ("all", "any"):
        if key in node:
            node.only(key)
            parts = tuple(_rule(part, depth + 1) for part in node.items(key))
            if not parts:
                raise node[key].fail("a combination needs at least one part")
            return Combination(key == "all", parts)
    node.only(*_LEAF_KEYS)
    if "count" not in node:
        raise node.fail("'count' is missing; say what each ballot counts, as {for: 1}")
    count = node["count"].only(*_BALLOTS)
    try:
        counted = Count(*(count.integer(ballot, 0) for ballot in _BALLOTS))
    except NotMonotoneError as error:
        raise count.fail(str(error)) from error
    return Leaf(
        name=node.word("name"),
        count=counted,
        bound=_bound(node),
        over=node.word("over", "members"),
        weight=node.word("weight", "") or None,
        effect=Effect(node.choice("as", tuple(Effect), Effect.SHORTFALL)),
        unit=node.word("unit", ""),
        reference=node.source() if "reference" in node else None,
    )


def _bound(node: Node) -> Bound:
    if ("at_least" in node) == ("more_than" in node):
        raise node.fail("give exactly one of 'at_least' and 'more_than'")
    if "more_than" in node:
        return Bound(BoundKind.MORE_THAN_SHARE, _share(node["more_than"].only("share")))
    if isinstance(node["at_least"].value, int):
        return Bound(BoundKind.NUMBER, node.integer("at_least"))
    if not isinstance(node["at_least"].value, dict):
        found = node["at_least"].value
        raise node["at_least"].fail(f"found {found!r}; {_BOUNDS}")
    inner = node["at_least"].only("share", "all_but", "parameter")
    readers: dict[str, tuple[BoundKind, Callable[[], int | Fraction | str]]] = {
        "share": (BoundKind.SHARE, lambda: _share(inner)),
        "all_but": (BoundKind.ALL_BUT, lambda: inner.integer("all_but")),
        "parameter": (BoundKind.PARAMETER, lambda: inner.word("parameter")),
    }
    for key, (kind, read) in readers.items():
        if key in inner:
            return Bound(kind, read())
    raise inner.fail(_BOUNDS)


def _share(node: Node) -> Fraction:
    text = node.word("share")
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise node["share"].fail(f"expected a fraction such as 2/3, found {text!r}") from error
    if not 0 <= share <= 1:
        raise node["share"].fail(f"a share lies between 0 and 1, found {text}")
    return share


def _leaves(rule: Leaf | Combination) -> list[Leaf]:
    if isinstance(rule, Leaf):
        return [rule]
    return [leaf for part in rule.parts for leaf in _leaves(part)]


def _check_names(charter: Charter, node: Node) -> None:
    """Every group, weight, parameter and decision that is used must be defined."""
    known = {*charter.groups, "members"}
    inherited = charter.seats_of is not None
    for i, member in enumerate(charter.members):
        if unknown := [g for g in member.groups if g not in known and not inherited]:
            raise node["members"][i].fail(f"group {unknown[0]!r} is not listed under 'groups'")
    ids = [decision.id for decision in charter.decisions]
    if charter.default not in ids:
        raise node["default"].fail(f"names no decision; decisions: {', '.join(ids)}")
    if repeated := {i for i in ids if ids.count(i) > 1}:
        raise node["decisions"].fail(f"decision {min(repeated)!r} stands twice; rename one")
    for i, decision in enumerate(charter.decisions):
        place = node["decisions"][i]
        for leaf in (leaf for era in decision.eras for leaf in _leaves(era.rule)):
            if leaf.over not in known and not inherited:
                raise place.fail(f"group {leaf.over!r} is not listed under 'groups'")
            if leaf.weight is not None and leaf.weight not in charter.measures:
                raise place.fail(f"weight {leaf.weight!r} is not listed under 'weights'")
            if (
                leaf.bound.kind is BoundKind.PARAMETER
                and leaf.bound.value not in charter.parameters
            ):
                raise place.fail(f"{leaf.bound.value!r} is not listed under 'parameters'")


def _filled(**fields: Any) -> dict[str, Any]:
    renamed = {key.rstrip("_"): value for key, value in fields.items()}
    return {key: value for key, value in renamed.items() if value not in (None, "", (), [], {})}


def _source_record(source: Source | None) -> dict[str, str] | None:
    return None if source is None else source.as_record()


def charter_record(charter: Charter) -> dict[str, Any]:
    """The charter as plain values, ready for YAML."""
    return _filled(
        body=charter.body,
        name=charter.name,
        short=charter.short,
        kind=charter.kind,
        of=charter.reforms,
        seats_of=charter.seats_of,
        from_=charter.since,
        to=charter.until,
        about=charter.about,
        record=charter.has_record or None,
        reference=charter.reference.as_record(),
        default=charter.default,
        note=charter.note,
        members_known=_filled(from_=charter.known.since, to=charter.known.until),
        groups={
            key: _filled(
                name=group.name,
                partition=group.partition,
                reference=_source_record(group.reference),
            )
            for key, group in charter.groups.items()
        },
        members=[_member_record(member) for member in charter.members],
        weights={key: _measure_record(measure) for key, measure in charter.measures.items()},
        parameters={
            key: {
                "default": parameter.default,
                "stated": parameter.stated,
                **_filled(note=parameter.note, reference=_source_record(parameter.reference)),
            }
            for key, parameter in charter.parameters.items()
        },
        decisions=[_decision_record(decision) for decision in charter.decisions],
    )


def _member_record(member: Member) -> dict[str, Any]:
    years = [_years(spell) for spell in member.spells]
    when = (
        {"terms": " ".join(year for year in years if year)}
        if all(years)
        else _filled(from_=member.spells[0].since, to=member.spells[0].until)
    )
    return {
        "code": member.code,
        **when,
        **_filled(
            groups=" ".join(member.groups),
            name=member.name,
            note=member.note,
            represented=[
                _filled(by=by, from_=spell.since, to=spell.until)
                for spell, by in member.represented
            ],
        ),
    }


def _years(spell: Spell) -> str | None:
    since, until = spell.since, spell.until
    if since is None or until is None:
        return None
    if (since.month, since.day, until.month, until.day) != (1, 1, 12, 31):
        return None
    return str(since.year) if since.year == until.year else f"{since.year}-{until.year}"


def _measure_record(measure: Measure) -> dict[str, Any]:
    return {
        "unit": measure.unit,
        "tables": [
            _filled(
                from_=table.spell.since,
                to=table.spell.until,
                reference=table.reference.as_record(),
                note=table.note,
                values=table.values,
            )
            for table in measure.tables
        ],
    }


def _decision_record(decision: Decision) -> dict[str, Any]:
    return _filled(
        id=decision.id,
        name=decision.name,
        effect=decision.effect,
        contested=decision.contested,
        parties=decision.parties,
        on=decision.on,
        eras=[
            _filled(
                from_=era.since,
                to=era.until,
                reference=era.reference.as_record(),
                note=era.note,
                rule=_rule_record(era.rule),
            )
            for era in decision.eras
        ],
    )


def _rule_record(rule: Leaf | Combination) -> dict[str, Any]:
    if isinstance(rule, Combination):
        return {"all" if rule.every else "any": [_rule_record(part) for part in rule.parts]}
    counted = rule.count.as_record()
    return {
        "name": rule.name,
        **_filled(over=rule.over if rule.over != "members" else "", weight=rule.weight),
        "count": {ballot.value: number for ballot, number in counted.items() if number},
        **_bound_record(rule.bound),
        **_filled(
            as_=rule.effect.value if rule.effect is not Effect.SHORTFALL else "",
            unit=rule.unit,
            reference=_source_record(rule.reference),
        ),
    }


def _bound_record(bound: Bound) -> dict[str, Any]:
    value: Any = str(bound.value) if isinstance(bound.value, Fraction) else bound.value
    records: dict[BoundKind, dict[str, Any]] = {
        BoundKind.NUMBER: {"at_least": value},
        BoundKind.SHARE: {"at_least": {"share": value}},
        BoundKind.MORE_THAN_SHARE: {"more_than": {"share": value}},
        BoundKind.ALL_BUT: {"at_least": {"all_but": value}},
        BoundKind.PARAMETER: {"at_least": {"parameter": value}},
    }
    return records[bound.kind]
