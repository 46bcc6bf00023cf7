"""What stands around a case as blocks: the nearest cases with their outcomes, and the claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vetopoint.brief.blocks import Block, Bullets, Cell, Frame, Heading, Prose, Table
from vetopoint.brief.report import Brief, ClaimAccount
from vetopoint.brief.words import condition_words, force_words, named_words
from vetopoint.compare.analogues import Analogue, Analogues

__all__ = ["NEAREST", "analogue_blocks", "analogue_frame", "claim_blocks", "claim_frame"]

_STATES = {"holds": "+", "fails": "−", "not checked": "?"}
_BEARS = {"for": "for it", "against": "against it", "context": "context"}
NEAREST = 6
"""How many of the nearest cases a brief shows."""


def analogue_blocks(brief: Brief) -> Iterator[Block]:
    """The nearest cases and their outcomes, after the warning that none is alike."""
    found = brief.analogues
    if found is None:
        return
    yield Heading("How did the nearest cases go?")
    for warning in found.warnings:
        yield Prose(named_words(warning), tone="warning")
    if found.like:
        names = [one.case.name for one in found.nearest if one.is_like]
        yield Prose(f"Alike on every coded question: {', '.join(names)}.")
    yield Table(
        ("Case", "Differs on", "Was force used?", "On what footing"),
        tuple(_analogue(one) for one in found.nearest[:NEAREST]),
        analogue_frame(found),
        name="analogues",
    )


def analogue_frame(found: Analogues) -> Frame:
    """The frame of the table of nearest cases."""
    more = len(found.nearest) - NEAREST
    return Frame(
        "Which coded cases are nearest, and how did they go?",
        "",
        "Nearest first: the fewest yes-or-no answers that differ, then the fewest unknown. "
        "A like case agrees on every one."
        + (f" {more} more are as near as the last one shown." if more > 0 else ""),
        "Likeness in cause. What followed there is no forecast of what would follow here.",
        "The coded cases, by one coder; vetopoint analogues shows every answer.",
    )


def _analogue(found: Analogue) -> tuple[Cell, ...]:
    steps = [step for step in found.steps if step.condition != "deaths_order"]
    differs = [condition_words(step.condition) for step in steps if step.state == "differ"]
    unknown = [condition_words(step.condition) for step in steps if step.state == "unknown"]
    case = found.case
    return (
        Cell(case.name, (case.window,) if case.window else ()),
        Cell(
            ", ".join(differs) or "nothing coded",
            (f"unknown: {', '.join(unknown)}",) if unknown else (),
        ),
        Cell(force_words(case.outcome.intervention), is_result=True),
        Cell(case.authorisation.standing),
    )


def claim_blocks(brief: Brief) -> Iterator[Block]:
    """The claims about the case, with what the record says and the best counter-argument."""
    if not brief.claims:
        return
    yield Heading("What is claimed, and by whom?")
    yield Prose(
        "The standing of each claim is its author's; it is checked against the votes, seats and "
        "numbers it cites. No row says that something is lawful."
    )
    yield Table(
        ("What is said, and by whom", "Standing", "The record", "Best counter-argument"),
        tuple(_claim(entry) for entry in brief.claims),
        claim_frame(brief.claims),
        name="claims",
    )
    if notes := tuple(dict.fromkeys(note for entry in brief.claims for note in entry.notes)):
        yield Bullets(notes, lead="Left open.")


def claim_frame(claims: Sequence[ClaimAccount]) -> Frame:
    """The frame of the table of claims."""
    slug = claims[0].ledger.slug
    return Frame(
        "What is claimed about this case, and what does the record say?",
        "",
        "+ the record says what is cited, − it says otherwise, ? nothing here to compare with. "
        "With the standing: what is left of the claim once it is weighed against the others, "
        "which may attack it or carry it: it stands, it falls, or it is held in some "
        "consistent readings and not in others.",
        "Whether a claim that nothing here attacks is true, or lawful.",
        f"Claims file {slug}; vetopoint claims {slug} shows all.",
    )


def _claim(entry: ClaimAccount) -> tuple[Cell, ...]:
    claim = entry.claim
    standing = claim.standing[:1].upper() + claim.standing[1:]
    law = (f"in law: {claim.status}",) if claim.status else ()
    findings = tuple(
        f"{_STATES[f.state]} {_BEARS[f.bears]}: {f.evidence}. {f.says or f.sentence}"
        for f in entry.findings
    )
    held = ", ".join(part for part in (claim.instrument, claim.date) if part)
    return (
        Cell(claim.sentence, (claim.holder, held)),
        Cell(standing, (*law, f"weighed against the other claims: {entry.stands}"), is_result=True),
        Cell("", findings),
        Cell(claim.counter),
    )
