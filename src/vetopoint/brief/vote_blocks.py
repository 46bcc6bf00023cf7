"""One vote as blocks: the verdict, the seats, who voted how, who could have changed it."""

from __future__ import annotations

from collections.abc import Iterator

from vetopoint.brief.blocks import (
    Article,
    Block,
    Bullets,
    Cell,
    Figure,
    Frame,
    Prose,
    Roll,
    Table,
    Verdict,
)
from vetopoint.brief.horseshoe import LARGEST_HORSESHOE, chamber_svg, veto_holders
from vetopoint.brief.report import WARNING, UnjudgedVote
from vetopoint.brief.votes import JudgedVote
from vetopoint.brief.words import changes_heading, headline, set_words
from vetopoint.law.ballots import SIGNS, Ballot

__all__ = ["VOTES", "design_frame", "source_words", "vote_blocks"]

VOTES = Frame(
    "Who voted how, did it carry, and who could have changed that?",
    "",
    "The verdict with the count for – against – abstaining and its reason; then who cast which "
    "ballot: + for, − against, ○ abstaining, · absent or not voting. The smallest change is the "
    "fewest ballots that would have turned the result.",
    "Why members voted as they did, or drafts that were never tabled.",
    "The document and the rule named under each vote.",
)
"""The frame of the votes where they stand as a list, without drawings."""

_LABELS = {
    Ballot.FOR: "For",
    Ballot.AGAINST: "Against",
    Ballot.ABSTAIN: "Abstaining",
    Ballot.ABSENT: "Not voting",
}


def vote_blocks(vote: JudgedVote | UnjudgedVote) -> Article:
    """The whole account of one vote."""
    if isinstance(vote, UnjudgedVote):
        return Article(tuple(_unjudged(vote)))
    return Article(tuple(_judged(vote)))


def _unjudged(entry: UnjudgedVote) -> Iterator[Block]:
    vote = entry.vote
    yield Verdict(vote.symbol, str(vote.date), vote.topic, "", "", "")
    yield Prose(f"Recorded: {vote.outcome}. {entry.why}")
    if vote.note:
        yield Prose(vote.note, tone="note")


def _judged(vote: JudgedVote) -> Iterator[Block]:
    counts = vote.verdict.tally
    meta = f"{vote.seats.charter.short} · {vote.seats.day}"
    tally = f"{counts.favour} – {counts.against} – {counts.abstain}"
    yield Verdict(vote.symbol, meta, vote.title, headline(vote), tally, vote.verdict.reason)
    rule = f"Rule: {vote.rule} ({vote.verdict.reference.words()})."
    if vote.verdict.ballots is not None:
        yield _picture(vote, tally, rule)
        yield _roll(vote)
    else:
        known = "Judged from the tally; not every ballot is known here."
        yield Prose(f"{known} {rule}", tone="note")
    if vote.recorded is not None and vote.recorded != vote.verdict.adopted:
        said = "adopted" if vote.recorded else "not adopted"
        yield Prose(
            f"The record says {said}: the rule applied here gives another result.", tone="warning"
        )
    if vote.note:
        yield Prose(vote.note, tone="note")
    if not vote.verdict.adopted and vote.verdict.ballots is not None:
        sets = tuple(set_words(found, vote.seats) for found in vote.changes or ())
        yield Bullets(sets, lead="Who could have changed it.", text=changes_heading(vote))
    if vote.designs:
        yield _designs(vote)
        yield Prose(WARNING, tone="warning")


def _picture(vote: JudgedVote, tally: str, rule: str) -> Figure:
    ballots = vote.verdict.ballots or {}
    is_small = len(vote.seats.seats) <= LARGEST_HORSESHOE
    order = (
        "a second ring marks a seat with a veto on this decision, and seats stand in alphabetical "
        "order from the lower left"
        if is_small
        else "seats are ordered by ballot"
    )
    svg = chamber_svg(
        vote.seats,
        ballots,
        vetoes=veto_holders(vote.seats.provision(vote.verdict.decision).rule),
        title=vote.symbol,
        headline=headline(vote),
        tally=tally,
    )
    return Figure(
        svg,
        f"{vote.symbol}: {headline(vote)}, {tally}",
        Frame(
            f"Who voted how on {vote.symbol}?",
            "",
            "One mark is one seat: + for, − against, a hollow ring abstaining, a dotted ring "
            f"absent or not voting; {order}. The count reads for – against – abstaining.",
            "Why members voted as they did, or drafts that were never tabled.",
            f"{source_words(vote)}. {rule}",
        ),
        ("Member", "Ballot"),
        tuple(
            (vote.seats.short_name(seat), f"{SIGNS[ballots[seat]]} {ballots[seat].value}")
            for seat in vote.seats.seats
            if seat in ballots
        ),
    )


def source_words(vote: JudgedVote) -> str:
    """What the ballots of a vote were read from, as the start of a sentence."""
    words = "; ".join(vote.sources) or "the case file"
    return words[:1].upper() + words[1:]


def _roll(vote: JudgedVote) -> Roll:
    """Sign, label with count, and names, for each ballot that somebody cast."""
    ballots = vote.verdict.ballots or {}
    entries = []
    for ballot in Ballot:
        names = [vote.seats.short_name(s) for s in vote.seats.seats if ballots.get(s) is ballot]
        many = len(names) > LARGEST_HORSESHOE and ballot is Ballot.FOR
        if names:
            shown = "all other members" if many else ", ".join(names)
            entries.append((SIGNS[ballot], f"{_LABELS[ballot]} ({len(names)})", shown))
    return Roll(tuple(entries))


def _designs(vote: JudgedVote) -> Table:
    rows = tuple(
        (
            Cell(design.name),
            Cell(
                design.rule,
                tuple(
                    f"{name} {value} is assumed: the proposal states none"
                    for name, value in design.assumed.items()
                ),
            ),
            Cell(design.words, is_result=True),
        )
        for design in vote.designs
    )
    return Table(
        ("Design", "Rule", "Result"),
        rows,
        design_frame(vote.symbol),
    )


def design_frame(symbol: str) -> Frame:
    """The frame of a table of reform designs."""
    return Frame(
        f"What would the same ballots on {symbol} have meant under proposed reforms?",
        "",
        "One row is one proposal; added seats are left open, so a result may depend on them.",
        "How members would have voted under another rule.",
        "The proposals, as vetopoint bodies lists them.",
    )
