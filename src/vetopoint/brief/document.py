"""The brief as a document: every section as blocks, in the order of a reader's questions."""

from __future__ import annotations

from collections.abc import Iterator

from vetopoint.brief.blocks import Block, Bullets, Cell, Frame, Heading, Prose, Table
from vetopoint.brief.context_blocks import analogue_blocks, claim_blocks
from vetopoint.brief.forecast_blocks import forecast_blocks, outlook_words
from vetopoint.brief.model_blocks import model_blocks
from vetopoint.brief.path_blocks import open_words, path_blocks, standings_words
from vetopoint.brief.report import Brief
from vetopoint.brief.vote_blocks import vote_blocks
from vetopoint.brief.words import fact_words, named_words
from vetopoint.compare.cases import CONDITIONS, Case
from vetopoint.compare.claims.ledger import STANDINGS
from vetopoint.law.reasons import listed

__all__ = ["FORUMS", "TERMS", "brief_blocks", "coded_frame", "in_short", "kicker"]

# For readers who know nothing of voting theory.
TERMS = {
    "Veto": (
        "a negative vote by a permanent member of the Security Council (China, France, Russia, the "
        "United Kingdom, the United States) that stops a text which would otherwise have passed."
    ),
    "Shortfall": (
        "too few votes in favour. A text that falls short was not vetoed, whoever voted against it."
    ),
    "Abstaining": (
        "voting neither for nor against. In the Council it does not block; in the Assembly it is "
        "not counted among those voting."
    ),
    "Procedural matter": "a question on which nine votes decide and no veto counts.",
    "Recommendation": (
        "what the Assembly adopts. It binds nobody, and needs two thirds of those voting on "
        "questions of peace and security."
    ),
    "Standing": (
        "what somebody's claim about the law amounts to: text, judgment, practice, or contested. "
        "It is never a verdict here."
    ),
}


FORUMS = Frame(
    "Who could decide, and by which rule?",
    "",
    "One entry is one body on one day, with the rule its charter had that day.",
    "Whether a body was willing, or its members free to decide.",
    "The charters named under each rule.",
)
"""The frame of the table of bodies."""


def kicker(case: Case) -> str:
    """The line above the title."""
    parts = ["Vetopoint brief", case.case, case.window]
    if case.is_scenario:
        parts.append("a scenario, not an event")
    return " · ".join(part for part in parts if part)


def brief_blocks(brief: Brief) -> tuple[Block, ...]:
    """Every section of the brief below its title.

    >>> from vetopoint.brief.whole import whole_brief
    >>> from vetopoint.compare.cases import case_of
    >>> blocks = brief_blocks(whole_brief(case_of("kosovo-1999")))
    >>> [block.text for block in blocks if block.kind == "heading"][:2]
    ['Who could decide', 'What was voted']
    """
    return tuple(_blocks(brief))


def _blocks(brief: Brief) -> Iterator[Block]:
    case = brief.case
    yield Prose(case.summary)
    if case.shows:
        yield Prose(case.shows, lead="What the votes decided.")
    yield Bullets(in_short(brief), lead="In short.")
    yield Heading("Who could decide")
    yield _forums(brief)
    yield Heading("What was voted")
    if not brief.votes:
        yield Prose("No recorded vote belongs to this case.")
    for vote in brief.votes:
        yield vote_blocks(vote)
    yield from path_blocks(brief)
    yield from forecast_blocks(brief.outlook)
    yield from analogue_blocks(brief)
    yield from claim_blocks(brief)
    yield from model_blocks(brief.case.case)
    yield from _coded(case)
    yield Heading("What this does not show")
    yield Bullets(case.does_not_show)
    yield Heading("Words used here")
    yield Bullets(tuple(f"{term}: {meaning}" for term, meaning in TERMS.items()))
    yield Heading("Sources")
    yield Bullets(tuple(source.words() + _note(source.note) for source in case.sources))
    yield Prose(case.checks, tone="note")


def in_short(brief: Brief) -> tuple[str, ...]:
    """The whole brief in at most five sentences, each from the section that bears it out.

    >>> from vetopoint.brief.whole import whole_brief
    >>> from vetopoint.compare.cases import case_of
    >>> print(in_short(whole_brief(case_of("kosovo-1999")))[0])
    S/1999/328 (1999-03-26): Not adopted: 3 in favour, 9 needed, short by 6, so the votes against
    by France, the United Kingdom and the United States were no veto.
    """
    return tuple(_in_short(brief))


def _in_short(brief: Brief) -> Iterator[str]:
    defeated = () if brief.case.is_scenario else brief.defeated
    if defeated:
        first, more = defeated[0], len(defeated) - 1
        others = f" {more} more failed." if more else ""
        yield f"{first.symbol} ({first.seats.day}): {first.verdict.reason}{others}"
    if brief.paths is not None:
        yield f"{standings_words(brief.paths)}: {open_words(brief.paths)}."
    if brief.outlook is not None:
        vote = brief.outlook.vote
        seen = f"{vote.symbol}, seen from the day before: " if vote else ""
        yield f"{seen}{outlook_words(brief.outlook)}"
    if brief.analogues is not None and brief.analogues.warnings:
        yield named_words(brief.analogues.warnings[0])
    if brief.claims:
        standings = [entry.claim.standing for entry in brief.claims]
        counts = [f"{standings.count(one)} {one}" for one in STANDINGS if one in standings]
        are = " is " if counts[0].startswith("1 ") else " are "
        counts[0] = counts[0].replace(" ", are, 1)
        yield f"Of {len(standings)} claims about it {listed(counts)}."


def _note(note: str) -> str:
    return f": {note}" if note else ""


def _forums(brief: Brief) -> Table:
    rows = []
    for forum in brief.forums:
        seats = f", {forum.seats} seats" if forum.seats else ""
        reference = (forum.reference.words(),) if forum.reference else ()
        contested = (f"Contested: {forum.contested}",) if forum.contested else ()
        rows.append(
            (
                Cell(forum.name, (f"{forum.competence.on}{seats}",)),
                Cell(f"{forum.decision}: {forum.rule}.", reference),
                Cell(forum.competence.why, contested),
            )
        )
    return Table(
        ("Body", "Rule", "In this case"),
        tuple(rows),
        FORUMS,
    )


def _coded(case: Case) -> Iterator[Block]:
    yield Heading("What is coded of the case")
    facts = [(question, name, case.facts[name]) for name, question in CONDITIONS.items()]
    yield Table(
        ("Question", "Coded", "Ground and source"),
        tuple(
            (
                Cell(question),
                Cell(fact_words(name, fact.value), (f"{fact.confidence} confidence",)),
                Cell(fact.note, (fact.source,)),
            )
            for question, name, fact in facts
        ),
        coded_frame(case),
    )
    footing = case.authorisation
    yield Heading("On what footing", 3)
    standing = footing.standing[:1].upper() + footing.standing[1:]
    yield Prose(f"{standing}: {footing.path}.")
    if footing.note:
        yield Prose(footing.note, tone="note")
    outcome = case.outcome
    if used := ", ".join(part for part in (outcome.by, outcome.kind) if part):
        since = f", from {outcome.date}" if outcome.date else ""
        yield Prose(f"By {used}{since}." if outcome.by else f"{used}{since}.")
    if outcome.claimed_basis:
        yield Prose(f"Claimed basis: {outcome.claimed_basis}.")
    if outcome.note:
        yield Prose(outcome.note, tone="note")


def coded_frame(case: Case) -> Frame:
    """The frame of the table of coded answers."""
    return Frame(
        "How does this case answer the nine questions put to every case?",
        "",
        "Yes, no or unknown, as one coder read the sources, and how sure the coder is.",
        "What another coder would have written; unknown stays unknown.",
        "The documents named with each answer; coder " + ", ".join(_coders(case)) + ".",
    )


def _coders(case: Case) -> list[str]:
    return sorted({fact.coder for fact in case.facts.values()})
