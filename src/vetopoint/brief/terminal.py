"""The brief at the terminal: plain text that reads at 80 columns, with colour where wanted."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping

from attrs import evolve

from vetopoint.brief.context_blocks import NEAREST, analogue_frame, claim_frame
from vetopoint.brief.document import FORUMS, coded_frame, in_short
from vetopoint.brief.forecast_blocks import (
    FORESIGHT,
    forecast_frame,
    likely_ballots,
    outlook_words,
)
from vetopoint.brief.frame import Frame
from vetopoint.brief.model_blocks import FURTHER, LIMIT, further_questions
from vetopoint.brief.path_blocks import path_frame, standings_words
from vetopoint.brief.paths import NOTE, ORDER
from vetopoint.brief.paths import SIGNS as SIGNS_OF_PATHS
from vetopoint.brief.precedent_blocks import PRECEDENTS, earlier_uses, precedent_frame
from vetopoint.brief.report import WARNING, Brief, Forum, UnjudgedVote
from vetopoint.brief.vote_blocks import VOTES, design_frame, source_words
from vetopoint.brief.votes import Basis, JudgedVote
from vetopoint.brief.words import (
    changes_heading,
    condition_words,
    fact_words,
    force_words,
    headline,
    named_words,
    set_words,
)
from vetopoint.compare.cases import CONDITIONS, Case
from vetopoint.law.ballots import SIGNS, Ballot
from vetopoint.law.bodies import Sitting, open_body
from vetopoint.law.reasons import listed

__all__ = ["Style", "brief_text", "plain", "roll_call_lines", "vote_lines", "wrapped"]

Style = Callable[[str, str], str]
SHOWN = ORDER[:3]

_LABELS = {
    Ballot.FOR: "For",
    Ballot.AGAINST: "Against",
    Ballot.ABSTAIN: "Abstaining",
    Ballot.ABSENT: "Not voting",
}


def plain(text: str, _: str) -> str:
    """No style at all."""
    return text


def brief_text(brief: Brief, style: Style = plain, width: int = 80) -> str:
    """The whole brief as lines of at most `width` columns."""
    return "\n".join(_lines(brief, style, width)) + "\n"


def _lines(brief: Brief, style: Style, width: int) -> Iterator[str]:
    case = brief.case
    yield style(case.name, "strong")
    yield from wrapped(case.question, width)
    yield ""
    yield from wrapped(case.summary, width)
    yield from _section("In short", style, width)
    for sentence in in_short(brief):
        yield from _item(sentence, width)
    yield from _section("Who could decide", style, width, FORUMS)
    for forum in brief.forums:
        yield from _forum(forum, style, width)
    yield from _framing(FORUMS, style, width)
    yield from _votes(brief, style, width)
    yield from _paths(brief, style, width)
    yield from _outlook(brief, style, width)
    yield from _analogues(brief, style, width)
    yield from _claims(brief, style, width)
    yield from _further(brief, style, width)
    coded = coded_frame(case)
    yield from _section("What is coded of the case", style, width, coded)
    yield from _facts(case, style, width)
    yield from _framing(coded, style, width)
    yield from _footing(case, width)
    yield from _section("What this does not show", style, width)
    for sentence in case.does_not_show:
        yield from _item(sentence, width)
    yield from _section("Sources", style, width)
    for source in case.sources:
        yield from _item(source.words() + (f" ({source.note})" if source.note else ""), width)
    yield from wrapped(case.checks, width)


def wrapped(text: str, width: int, indent: str = "") -> Iterator[str]:
    """The text on lines of at most `width` columns."""
    joined = " ".join(text.split())
    yield from textwrap.wrap(
        joined, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _item(text: str, width: int, sign: str = "-", indent: str = "") -> Iterator[str]:
    first = f"{indent}{sign} "
    yield from textwrap.wrap(
        " ".join(text.split()),
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_on_hyphens=False,
    )


def _section(title: str, style: Style, width: int, frame: Frame | None = None) -> Iterator[str]:
    """A heading, and the question that the section answers where it says more."""
    yield ""
    yield style(title, "strong")
    yield style("─" * width, "quiet")
    if frame is not None and frame.title != title:
        yield from (style(line, "quiet") for line in wrapped(frame.title, width))


def _framing(frame: Frame, style: Style, width: int) -> Iterator[str]:
    """The rest of a frame, below what it frames."""
    for lead, words in (
        ("How to read it", frame.how_to_read),
        ("What it does not show", frame.does_not_show),
        ("Source", frame.source),
    ):
        yield from (style(line, "quiet") for line in wrapped(f"{lead}: {words}", width))


def _votes(brief: Brief, style: Style, width: int) -> Iterator[str]:
    yield from _section("What was voted", style, width, VOTES if brief.votes else None)
    if not brief.votes:
        yield from wrapped("No recorded vote belongs to this case.", width)
        return
    for vote in brief.votes:
        if isinstance(vote, UnjudgedVote):
            yield from _unjudged(vote, style, width)
        else:
            yield from vote_lines(vote, style, width)
            rule = f"{vote.rule} ({vote.verdict.reference.words()})"
            yield from wrapped(f"{source_words(vote)}. Rule: {rule}.", width, "  ")
        yield ""
    yield from _framing(VOTES, style, width)
    if designed := [vote for vote in brief.defeated if vote.designs]:
        frame = design_frame(listed(vote.symbol for vote in designed))
        yield ""
        yield from (style(line, "quiet") for line in wrapped(frame.title, width))
        yield from wrapped(WARNING, width)
        yield from _framing(frame, style, width)


def _headed(
    head: str, rest: str, style: Style, width: int, indent: str = "", name: str = "strong"
) -> Iterator[str]:
    """A heading and what follows it, on one line where both fit."""
    if len(indent) + len(head) + 2 + len(rest) <= width:
        yield f"{indent}{style(head, name)}  {rest}"
    else:
        yield from (style(line, name) for line in wrapped(head, width, indent))
        yield from wrapped(rest, width, indent + "  ")


def _forum(forum: Forum, style: Style, width: int) -> Iterator[str]:
    seats = f", {forum.seats} seats" if forum.seats else ""
    yield from _headed(forum.name, f"({forum.competence.on}{seats})", style, width)
    yield from wrapped(f"{forum.decision}: {forum.rule}.", width, "  ")
    yield from wrapped(forum.competence.why, width, "  ")
    if forum.reference:
        yield from wrapped(forum.reference.words(), width, "  ")
    yield ""


def vote_lines(vote: JudgedVote, style: Style = plain, width: int = 80) -> Iterator[str]:
    """One vote: symbol, verdict, tally, reason, who voted how, who could have changed it."""
    yield from _headed(vote.symbol, f"{vote.seats.charter.short}, {vote.date}", style, width)
    yield from wrapped(vote.title, width, "  ")
    tone = "for" if vote.verdict.adopted else "against"
    yield from _headed(headline(vote), vote.verdict.tally.words(), style, width, "  ", tone)
    yield from wrapped(vote.verdict.reason, width, "  ")
    if vote.verdict.ballots is not None and len(vote.seats.seats) <= 30:
        yield from roll_call_lines(vote.seats, vote.verdict.ballots, style, width)
    if vote.basis is Basis.TALLY:
        yield from wrapped("Judged from the tally; not every ballot is known here.", width, "  ")
    if vote.recorded is not None and vote.recorded is not vote.verdict.adopted:
        said = "adopted" if vote.recorded else "not adopted"
        yield from wrapped(f"The record says {said}: the rule applied differs.", width, "  ")
    if vote.note:
        yield from wrapped(vote.note, width, "  ")
    if not vote.verdict.adopted:
        yield from _changes(vote, width)
        yield from _designs(vote, width)


def roll_call_lines(
    seats: Sitting, cast: Mapping[str, Ballot], style: Style = plain, width: int = 80
) -> Iterator[str]:
    """Who cast which ballot, one line for each ballot that somebody cast."""
    for ballot in Ballot:
        members = [seats.short_name(seat) for seat in seats.seats if cast[seat] is ballot]
        if members:
            label = f"{SIGNS[ballot]} {_LABELS[ballot]} ({len(members)}): "
            lines = textwrap.wrap(
                label + ", ".join(members),
                width,
                initial_indent="  ",
                subsequent_indent="    ",
                break_on_hyphens=False,
            )
            yield from (style(line, ballot.value) for line in lines)


def _changes(vote: JudgedVote, width: int) -> Iterator[str]:
    if vote.basis is Basis.TALLY:
        return
    yield from wrapped(changes_heading(vote), width, "  ")
    for found in vote.changes or ():
        yield from _item(set_words(found, vote.seats), width, "-", "  ")


def _designs(vote: JudgedVote, width: int) -> Iterator[str]:
    if not vote.designs:
        return
    yield from wrapped("The same ballots under proposed reforms:", width, "  ")
    for design in vote.designs:
        assumed = ", ".join(f"{name} {value} assumed" for name, value in design.assumed.items())
        text = f"{design.name}: {design.words}" + (f" ({assumed})" if assumed else "")
        yield from _item(text, width, "-", "  ")


def _unjudged(entry: UnjudgedVote, style: Style, width: int) -> Iterator[str]:
    vote = entry.vote
    yield from _headed(vote.symbol, str(vote.date), style, width)
    yield from wrapped(vote.topic, width, "  ")
    yield from wrapped(f"Recorded: {vote.outcome}. {entry.why}", width, "  ")
    if vote.note:
        yield from wrapped(vote.note, width, "  ")


def _paths(brief: Brief, style: Style, width: int) -> Iterator[str]:
    paths = brief.paths
    if paths is None:
        return
    frame = path_frame(paths)
    yield from _section("What is left?", style, width, frame)
    yield from wrapped(f"{standings_words(paths)} on {paths.date}.", width)
    for standing in SHOWN:
        for found in (one for one in paths.findings if one.standing is standing):
            sign, _, word = SIGNS_OF_PATHS[standing].partition(" ")
            reason = named_words(found.reason)
            yield from _item(f"{found.procedure.name}, {word}: {reason}", width, sign)
    yield from wrapped(NOTE, width)
    yield from _framing(frame, style, width)
    yield from _earlier(brief, style, width)


def _earlier(brief: Brief, style: Style, width: int) -> Iterator[str]:
    assert brief.paths is not None
    uses = list(earlier_uses(brief.paths))
    if not uses:
        return
    yield from _section(PRECEDENTS, style, width)
    for procedure, several in uses:
        yield from wrapped(procedure.name, width)
        for one in several:
            yield from _item(one.words, width, "-", "  ")
    yield from _framing(precedent_frame(brief.paths), style, width)


def _outlook(brief: Brief, style: Style, width: int) -> Iterator[str]:
    outlook = brief.outlook
    if outlook is None:
        return
    yield from _section("What could be foreseen?", style, width)
    seen = f"{outlook.vote.symbol}, seen from the day before: " if outlook.vote else ""
    yield from wrapped(f"{seen}{outlook_words(outlook)}", width)
    found, vote = outlook.forecast, outlook.vote
    if found is None or vote is None:
        return
    yield from wrapped(FORESIGHT, width)
    frame = forecast_frame(vote.symbol, found)
    yield ""
    yield from (style(line, "quiet") for line in wrapped(frame.title, width))
    for sign, label, names in likely_ballots(found, open_body(vote.body, vote.date)):
        yield from _item(f"{label}: {names}", width, sign, "  ")
    listing = "Each member stands with its likeliest ballot and the chance of it."
    yield from _framing(evolve(frame, how_to_read=listing), style, width)


def _analogues(brief: Brief, style: Style, width: int) -> Iterator[str]:
    found = brief.analogues
    if found is None:
        return
    frame = analogue_frame(found)
    yield from _section("How did the nearest cases go?", style, width, frame)
    for warning in found.warnings:
        yield from wrapped(named_words(warning), width)
    for one in found.nearest[:NEAREST]:
        steps = [step for step in one.steps if step.condition != "deaths_order"]
        named = {
            state: ", ".join(condition_words(s.condition) for s in steps if s.state == state)
            for state in ("differ", "unknown")
        }
        differs = f"differs on {named['differ']}" if named["differ"] else "differs on nothing coded"
        unknown = f"; unknown: {named['unknown']}" if named["unknown"] else ""
        used = force_words(one.case.outcome.intervention)
        yield from _item(
            f"{one.case.name}: {differs}{unknown}. Force used: {used}; "
            f"{one.case.authorisation.standing}.",
            width,
        )
    yield from _framing(frame, style, width)


WEIGHED = (
    "First the author's standing of each claim, which is checked against the votes it cites; then "
    "what is left of it once the claims are weighed against each other."
)


def _claims(brief: Brief, style: Style, width: int) -> Iterator[str]:
    if not brief.claims:
        return
    frame = claim_frame(brief.claims)
    yield from _section("What is claimed, and by whom?", style, width, frame)
    yield from wrapped(WEIGHED, width)
    for entry in brief.claims:
        claim = entry.claim
        law = f"; in law: {claim.status}" if claim.status else ""
        yield from wrapped(claim.sentence, width)
        yield "  " + style(f"{claim.standing}{law}; weighed: {entry.stands}", "strong")
        held = ", ".join(part for part in (claim.holder, claim.instrument, claim.date) if part)
        yield from wrapped(held, width, "  ")
        yield from wrapped(f"Against it: {claim.counter}", width, "  ")
    yield from _framing(frame, style, width)


def _further(brief: Brief, style: Style, width: int) -> Iterator[str]:
    if asked := further_questions(brief.case.case):
        yield from _section(FURTHER, style, width)
        yield from wrapped(LIMIT, width)
        for question in asked:
            yield from wrapped(question, width, "  ")


def _facts(case: Case, style: Style, width: int) -> Iterator[str]:
    for name, question in CONDITIONS.items():
        fact = case.facts[name]
        answer = fact_words(name, fact.value)
        yield from wrapped(question, width)
        yield "  " + style(answer, "strong") + f" (confidence {fact.confidence})"
        yield from wrapped(fact.note, width, "  ")
        yield from wrapped(f"Source: {fact.source}", width, "  ")


def _footing(case: Case, width: int) -> Iterator[str]:
    yield ""
    footing = case.authorisation
    yield from wrapped(f"Authorisation: {footing.standing}. {footing.path}", width)
    if footing.note:
        yield from wrapped(footing.note, width, "  ")
    outcome = case.outcome
    used = force_words(outcome.intervention)
    detail = ", ".join(part for part in (outcome.by, outcome.kind, str(outcome.date or "")) if part)
    yield from wrapped(
        f"Force used in response: {used}" + (f" ({detail})" if detail else ""), width
    )
    if outcome.claimed_basis:
        yield from wrapped(f"Claimed basis: {outcome.claimed_basis}", width, "  ")
