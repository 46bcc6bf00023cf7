"""The paths of a case for readers: plain values for JSON, and lines for the terminal.

Two columns are never mixed: what follows from counting votes, and what somebody holds to be the
law.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from vetopoint.brief.payload import change_payload
from vetopoint.brief.words import set_words
from vetopoint.compare.known import Known
from vetopoint.compare.paths import Flip, PathFinding, Paths, RequirementFinding, Standing
from vetopoint.compare.steps import StepFinding
from vetopoint.law.conditions import Truth, facts_of
from vetopoint.law.procedures import procedure_of
from vetopoint.law.propositions import Proposition
from vetopoint.law.reasons import listed
from vetopoint.law.states import short_name

__all__ = [
    "NOTE",
    "ORDER",
    "SIGNS",
    "change_words",
    "detail_lines",
    "flip_lines",
    "path_payload",
    "paths_payload",
    "table_lines",
    "table_rows",
    "who_or_what",
]

_Style = Callable[[str, str], str]

ORDER = (
    Standing.OPEN,
    Standing.CONTESTED,
    Standing.BLOCKED,
    Standing.UNKNOWN,
    Standing.UNMET,
)
"""The standings in the order in which a reader wants them: what is left comes first."""

SIGNS = {
    Standing.OPEN: "+ open",
    Standing.CONTESTED: "± contested",
    Standing.BLOCKED: "− blocked",
    Standing.UNKNOWN: "? unknown",
    Standing.UNMET: "· unmet",
}
"""A sign and a word for each standing."""

STYLES = {
    Standing.OPEN: "for",
    Standing.CONTESTED: "strong",
    Standing.BLOCKED: "against",
    Standing.UNKNOWN: "quiet",
    Standing.UNMET: "quiet",
}


def paths_payload(paths: Paths) -> dict[str, Any]:
    """Every path as plain values, in the order of their families."""
    return {
        "case": paths.case.case,
        "date": paths.date.isoformat(),
        "scenario": paths.case.is_scenario,
        "assumed": {name: paths.facts[name].words for name in paths.assumed},
        "votes": list(paths.votes),
        "flips": [
            {"path": flip.path, "from": flip.before.value, "to": flip.after.value}
            for flip in paths.flips
        ],
        "paths": [path_payload(found) for found in paths.findings],
        "note": NOTE,
    }


NOTE = (
    "A standing speaks of conditions and votes. It never says that something is lawful: what is "
    "held to be the law stands beside it, with its holder and the best argument against it."
)


def path_payload(found: PathFinding) -> dict[str, Any]:
    """One path as plain values; the first six keys are a contract."""
    return {
        "path": found.path,
        "standing": found.standing.value,
        "arithmetic": _arithmetic(found),
        "law": [_law(one) for one in found.law],
        "next": found.next,
        "law_later": [_law(one) for one in found.later_law],
        "name": found.procedure.name,
        "family": found.procedure.family,
        "reason": found.reason,
        "taken": found.taken,
        "conditions": [_condition(one) for one in found.requirements],
        "steps": [_step(step) for step in found.steps],
        "would_change": [
            {"fact": turn.fact, "value": turn.value, "standing": turn.standing.value}
            for turn in found.turns
        ],
        "effect": found.procedure.effect or None,
        "contested": found.procedure.contested or None,
        "limits": list(found.procedure.limits),
        "time_limits": [one.says for one in found.procedure.deadlines],
        "deadline": found.deadline.isoformat() if found.deadline else None,
        "next_paths": list(found.procedure.next_paths),
        "precedents": [one.as_record() for one in found.procedure.precedents],
        "changed_by_assumption": found.before is not None,
        "standing_before": found.before.value if found.before else None,
        "reference": found.procedure.reference.as_record(),
    }


def _arithmetic(found: PathFinding) -> dict[str, Any]:
    step = found.deciding
    if step is None:
        return {
            "rule": found.procedure.without_vote or "not in force on the day",
            "needed": None,
            "have": None,
            "blocked_by": [],
            "smallest_change": None,
        }
    return _count(step) | {"step": step.step.id, "body": step.step.body}


def _count(step: StepFinding) -> dict[str, Any]:
    changes = step.changes
    return {
        "rule": step.rule or step.reason,
        "needed": step.needed,
        "have": step.have,
        "blocked_by": list(step.blocked_by),
        "smallest_change": None
        if not changes
        else change_payload(changes[0])
        | {"ways": len(changes), "if_all_others_are_in_favour": step.if_others_agree},
    }


def _law(one: Proposition) -> dict[str, Any]:
    return {
        "proposition": one.proposition,
        "holder": one.holder,
        "instrument": one.instrument.words(),
        "standing": one.standing,
        "counter": one.counter,
        "date": one.since.isoformat() if one.since else None,
        "checked": one.instrument.checked or None,
    }


def _condition(found: RequirementFinding) -> dict[str, Any]:
    return {
        "says": found.requirement.says,
        "truth": found.truth.value,
        "reference": found.requirement.reference.words(),
        "if_not_met": "contested" if found.requirement.is_claim else "unmet",
        "facts": [_known(one) for one in found.facts],
    }


def _known(one: Known) -> dict[str, Any]:
    return {
        "fact": one.fact,
        "value": one.words,
        "basis": one.basis,
        "holder": one.holder or None,
        "source": one.source or None,
        "note": one.note or None,
    }


def _step(step: StepFinding) -> dict[str, Any]:
    return _count(step) | {
        "step": step.step.id,
        "body": step.step.body,
        "decision": step.step.decision,
        "state": step.state.value,
        "reason": step.reason,
        "vote": step.judged.symbol if step.judged else None,
        "date": step.seats.day.isoformat() if step.seats else None,
        "reference": step.step.reference.words(),
    }


def table_rows(paths: Paths) -> list[dict[str, Any]]:
    """One row for each path, what is left first: path, standing, who or what decides it."""
    found = sorted(paths.findings, key=lambda one: ORDER.index(one.standing))
    return [
        {
            "path": one.path,
            "standing": one.standing.value,
            "sign": SIGNS[one.standing],
            "what": who_or_what(one),
            "changed_from": one.before.value if one.before else None,
        }
        for one in found
    ]


def who_or_what(found: PathFinding) -> str:
    """The table's last column: who blocks, which fact is missing, what was taken or is needed."""
    step = found.deciding
    if found.taken:
        symbols = [one.judged.symbol for one in found.steps if one.judged]
        return f"taken{': ' if symbols else ''}{', '.join(symbols)}{_dispute(found)}"
    if found.standing is Standing.BLOCKED and step is not None:
        named = ", ".join(short_name(member) for member in step.blocked_by)
        return f"by {named or 'a member that can block'} ({_ground(step)})"
    if found.standing is Standing.OPEN:
        return f"{step.step.id}: {step.rule}" if step else "no vote is taken; no veto reaches it"
    if facts := _facts_at_fault(found):
        return "; ".join(f"{one.fact} is {one.words}" for one in facts)
    return _without_facts(found, step)


def _without_facts(found: PathFinding, step: StepFinding | None) -> str:
    if found.standing is Standing.CONTESTED and found.procedure.is_claim:
        return "claimed by some, rejected by others"
    if step is not None and step.fact and found.standing is not Standing.UNMET:
        return f"{step.fact} is {found.standing.value}"
    return found.reason


def _dispute(found: PathFinding) -> str:
    return "" if found.standing is Standing.OPEN else "; the law is disputed"


def _ground(step: StepFinding) -> str:
    if step.judged is not None:
        return step.judged.symbol
    return "as assumed" if "as assumed" in step.reason else "as the case states"


def _facts_at_fault(found: PathFinding) -> list[Known]:
    """The facts that give the path its standing: all unknown ones, else those of one condition."""
    wanted = {
        Standing.UNMET: Truth.FALSE,
        Standing.UNKNOWN: Truth.UNKNOWN,
        Standing.CONTESTED: Truth.CONTESTED,
    }.get(found.standing)
    failed = [one for one in found.requirements if one.truth is wanted and found.in_force]
    leaves = [
        pair
        for one in failed[: None if wanted is Truth.UNKNOWN else 1]
        for pair in zip(facts_of(one.requirement.condition), one.facts, strict=True)
    ]
    good = {True: Truth.TRUE, False: Truth.FALSE}
    short = [known for leaf, known in leaves if known.truth is not good[leaf.wanted]]
    return [known for known in short if known.truth is wanted] or short


def table_lines(
    paths: Paths, style: _Style, width: int, only: Collection[str] = ()
) -> Iterator[str]:
    """The table for the terminal: path, standing, who or what."""
    left, middle = 28, 13
    right = max(width - left - middle, 20)
    yield style(f"{'Path':<{left}}{'Standing':<{middle}}Who or what", "strong")
    yield "-" * width
    for row in table_rows(paths):
        if only and row["path"] not in only:
            continue
        what = row["what"] + (f" (was {row['changed_from']})" if row["changed_from"] else "")
        cells = zip_longest(
            textwrap.wrap(row["path"], left - 1),
            [row["sign"]],
            textwrap.wrap(what, right),
            fillvalue="",
        )
        for path, sign, words in cells:
            shown = style(f"{sign:<{middle}}", STYLES[Standing(row["standing"])])
            yield f"{path:<{left}}{shown}{words}".rstrip()


def flip_lines(flips: Sequence[Flip], width: int) -> Iterator[str]:
    """What the assumptions and votes change, path by path."""
    if not flips:
        yield "  No path changes."
    for flip in flips:
        yield from textwrap.wrap(
            f"{flip.path}: {flip.before.value} -> {flip.after.value}",
            width,
            initial_indent="  ",
            subsequent_indent="    ",
        )


def detail_lines(found: PathFinding, style: _Style, width: int) -> Iterator[str]:
    """A path in two columns: voting arithmetic on the left, legal characterisation on the right."""
    yield style(found.procedure.name, "strong")
    head = f"{found.path} · {SIGNS[found.standing]}"
    yield style(head, STYLES[found.standing])
    yield from _filled(found.reason, width)
    yield ""
    left = width // 2 - 2
    right = width - left - 3
    yield f"{'VOTING ARITHMETIC (certain)':<{left}} | LEGAL CHARACTERISATION (held by)"
    columns = zip_longest(
        _column(_arithmetic_words(found), left), _column(_law_words(found), right), fillvalue=""
    )
    for one, other in columns:
        yield f"{one:<{left}} | {other}".rstrip()
    yield ""
    for requirement in found.requirements:
        facts = ", ".join(f"{one.fact} = {one.words} ({one.basis})" for one in requirement.facts)
        said = f"Condition, {requirement.truth.value}: {requirement.requirement.says}"
        yield from _filled(said, width)
        yield from _filled(facts, width, "    ")
        for known in requirement.facts:
            yield from _filled(_told(known), width, "    ")
    if found.turns:
        told = "; ".join(
            f"{turn.fact}={turn.value} -> {turn.standing.value}" for turn in found.turns
        )
        yield from _filled(f"One fact would change it: {told}.", width)
    for limit in found.procedure.deadlines:
        counted = "Monday to Friday counted; a holiday of the United Nations would move it"
        ending = f" Here: by {found.deadline} ({counted})." if found.deadline else ""
        yield from _filled(f"Time limit: {limit.says}{ending}", width)
    for words in found.procedure.limits:
        yield from _filled(f"Limit: {words}", width)
    for precedent in found.procedure.precedents:
        yield from _filled(f"Precedent, {precedent.words}", width)
    if found.next:
        paths = ", ".join(procedure_of(slug).procedure for slug in found.procedure.next_paths)
        yield from _filled(f"If it fails: {found.next} ({paths})", width)


def _told(one: Known) -> str:
    """Who holds a stated fact, on what ground, and what is said against it."""
    if one.basis not in ("stated", "coded") or not (one.note or one.holder):
        return ""
    held = f" (held by {one.holder})" if one.holder and one.basis == "stated" else ""
    note = f" {one.note}" if one.note else ""
    return f"{one.fact}{held}:{note}{f' [{one.source}]' if one.source else ''}"


def _filled(text: str, width: int, indent: str = "  ") -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    )


def _column(paragraphs: Sequence[str], width: int) -> list[str]:
    lines: list[str] = []
    for text in paragraphs:
        if text:
            lines += textwrap.wrap(text, width, subsequent_indent="  ") or [""]
        else:
            lines.append("")
    return lines


def _arithmetic_words(found: PathFinding) -> list[str]:
    if not found.steps:
        return [found.procedure.without_vote or "Not in force on the day."]
    words: list[str] = []
    for number, step in enumerate(found.steps, start=1):
        words += [""] if words else []
        words.append(f"{number}. {step.step.id} ({step.step.body}): {step.state.value}")
        words.append(f"Rule: {step.rule}." if step.rule else step.reason)
        if step.judged is not None:
            words.append(step.reason)
        elif step.needed is not None:
            words.append(f"Needed: {step.needed}.")
        if step.blocked_by:
            words.append(f"Blocked by: {', '.join(short_name(m) for m in step.blocked_by)}.")
        words += change_words(step)
    return words


def change_words(step: StepFinding) -> list[str]:
    """The smallest change that would carry a step, as a sentence; empty where there is none."""
    changes = step.changes
    if not changes or step.seats is None:
        return []
    told = set_words(changes[0], step.seats)
    more = f" Or {len(changes) - 1} other sets as small." if len(changes) > 1 else ""
    if step.if_others_agree:
        names = listed(step.seats.sentence_name(member) for member in step.opposed)
        return [
            f"If {names} voted against and all others in favour, it would carry if {told}{more}"
        ]
    return [f"Smallest change that carries it: {told}{more}"]


def _law_words(found: PathFinding) -> list[str]:
    words: list[str] = []
    for one in found.law:
        words += [""] if words else []
        day = f", {one.since.year}" if one.since else ""
        words += [
            f"[{one.standing}] {one.proposition}",
            f"Held by: {one.holder}{day}.",
            f"In: {one.instrument.words()}.",
            f"Against: {one.counter}",
        ]
    for one in found.later_law:
        year = one.since.year if one.since else ""
        words += [""] if words else []
        words.append(f"[later, {year}: {one.standing}] {one.proposition} ({one.holder})")
    return words or ["No proposition is carried here."]
