"""Verdicts and briefs as plain values for JSON. The skeletons are a contract; tests hold them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from vetopoint.brief.blocks import Article, Figure, Table
from vetopoint.brief.report import WARNING, Brief, Forum, UnjudgedVote
from vetopoint.brief.votes import JudgedVote
from vetopoint.compare.analogues import Analogue
from vetopoint.compare.claims.report import claim_record
from vetopoint.compare.paths import Paths
from vetopoint.count.changes import ChangeSet
from vetopoint.law.bodies import Sitting
from vetopoint.law.reasons import Finding
from vetopoint.law.verdicts import Verdict

__all__ = ["brief_payload", "change_payload", "judged_payload", "verdict_payload"]


def verdict_payload(verdict: Verdict, seats: Sitting) -> dict[str, Any]:
    """A verdict with its ballots by member code."""
    ballots = verdict.ballots
    return {
        "body": seats.body,
        "date": seats.day.isoformat(),
        "decision": verdict.decision,
        "adopted": verdict.adopted,
        "reason": verdict.reason,
        "vetoed_by": list(verdict.vetoed_by),
        "blocked_by": list(verdict.blocked_by),
        "short_by": verdict.short_by,
        "tally": verdict.tally.as_record(),
        "votes": None if ballots is None else {m: b.value for m, b in sorted(ballots.items())},
        "findings": [_finding(finding) for finding in verdict.findings],
        "reference": verdict.reference.as_record(),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.threshold.name,
        "held": finding.held,
        "have": finding.have,
        "needed": finding.needed,
        "missing": finding.missing,
        "out_of": finding.out_of,
        "unit": finding.threshold.unit or "votes",
    }


def change_payload(found: ChangeSet) -> dict[str, Any]:
    """One smallest change: how many of which members, and what they would cast instead."""
    return {
        "size": found.size,
        "sets": found.sets,
        "changes": [
            {
                "number": change.number,
                "of": list(change.members),
                "cast": change.cast.value,
                "instead": change.instead.value,
            }
            for change in found.changes
        ],
    }


def judged_payload(vote: JudgedVote) -> dict[str, Any]:
    """A judged vote with who could have changed it and the reform designs."""
    changes = vote.changes
    return {
        "symbol": vote.symbol,
        **verdict_payload(vote.verdict, vote.seats),
        "title": vote.title,
        "rule": vote.rule,
        "basis": vote.basis.value,
        "recorded_adopted": vote.recorded,
        "who_could_change": None if changes is None else [change_payload(c) for c in changes],
        "under_designs": [
            {
                "design": design.design,
                "name": design.name,
                "rule": design.rule,
                "result": design.words,
                "added_seats": design.added_seats,
                "assumed": dict(design.assumed),
            }
            for design in vote.designs
        ],
        "note": vote.note or None,
        "sources": list(vote.sources),
    }


def brief_payload(brief: Brief) -> dict[str, Any]:
    """The whole brief."""
    case = brief.case
    return {
        "case": case.case,
        "name": case.name,
        "question": case.question,
        "summary": case.summary,
        "onset": _iso(case.onset),
        "window": case.window,
        "scenario": case.is_scenario,
        "bodies": [_forum(forum) for forum in brief.forums],
        "votes": [judged_payload(vote) for vote in brief.judged],
        "not_judged": [_unjudged(v) for v in brief.votes if isinstance(v, UnjudgedVote)],
        "warning": WARNING,
        "facts": {
            name: {
                "value": fact.value,
                "unit": fact.unit or None,
                "confidence": fact.confidence,
                "note": fact.note,
                "source": fact.source,
                "coder": fact.coder,
            }
            for name, fact in case.facts.items()
        },
        "authorisation": {
            "path": case.authorisation.path,
            "standing": case.authorisation.standing,
            "instrument": case.authorisation.instrument or None,
            "date": _iso(case.authorisation.date),
            "note": case.authorisation.note,
        },
        "outcome": {
            "intervention": case.outcome.intervention,
            "confidence": case.outcome.confidence,
            "by": case.outcome.by,
            "kind": case.outcome.kind,
            "date": _iso(case.outcome.date),
            "claimed_basis": case.outcome.claimed_basis,
            "note": case.outcome.note,
        },
        "paths": None if brief.paths is None else _paths(brief.paths),
        "forecast": _forecast(brief),
        "analogues": _analogues(brief),
        "claims": [
            {
                "ledger": entry.ledger.slug,
                **claim_record(entry.claim, entry.findings, entry.stands),
            }
            for entry in brief.claims
        ],
        "shows": case.shows,
        "does_not_show": list(case.does_not_show),
        "sources": [source.as_record() for source in case.sources],
        "checks": case.checks,
        "frames": list(_frames(brief)),
    }


def _frames(brief: Brief) -> Iterator[dict[str, str]]:
    """What each figure and table of the other forms says of itself, in their order."""
    from vetopoint.brief.document import brief_blocks  # late, as it shares words with this page

    waiting = list(brief_blocks(brief))
    while waiting:
        block = waiting.pop(0)
        if isinstance(block, Article):
            waiting[:0] = block.blocks
        elif isinstance(block, Table | Figure):
            frame = block.frame
            yield {
                "kind": block.kind,
                "question": frame.title,
                "how_to_read": frame.how_to_read,
                "does_not_show": frame.does_not_show,
                "source": frame.source,
            }


def _paths(paths: Paths) -> list[dict[str, Any]]:
    """The paths by their contract; imported late, as their page shares words with this one."""
    from vetopoint.brief.paths import path_payload

    return [path_payload(found) for found in paths.findings]


def _forecast(brief: Brief) -> dict[str, Any] | None:
    outlook = brief.outlook
    if outlook is None:
        return None
    made = {} if outlook.forecast is None else outlook.forecast.payload()
    return {
        "symbol": outlook.vote.symbol if outlook.vote else None,
        "seen_from": "the day before the vote" if made else None,
        "none_because": outlook.why or None,
        **made,
    }


def _analogues(brief: Brief) -> dict[str, Any] | None:
    found = brief.analogues
    if found is None:
        return None
    return {
        "no_like_case": not found.like,
        "like_cases": list(found.like),
        "warnings": list(found.warnings),
        "nearest": [
            {
                "case": one.case.case,
                "name": one.case.name,
                "differs_on": _conditions(one, "differ"),
                "unknown": _conditions(one, "unknown"),
                "intervention": one.case.outcome.intervention,
                "standing": one.case.authorisation.standing,
            }
            for one in found.nearest
        ],
    }


def _conditions(found: Analogue, state: str) -> list[str]:
    steps = (step for step in found.steps if step.condition != "deaths_order")
    return [step.condition for step in steps if step.state == state]


def _forum(forum: Forum) -> dict[str, Any]:
    return {
        "body": forum.competence.body,
        "name": forum.name,
        "decision": forum.competence.decision,
        "on": forum.competence.on.isoformat(),
        "seats": forum.seats,
        "rule": forum.rule,
        "why": forum.competence.why,
        "effect": forum.effect,
        "contested": forum.contested or None,
        "reference": forum.reference.as_record() if forum.reference else None,
    }


def _unjudged(entry: UnjudgedVote) -> dict[str, Any]:
    vote = entry.vote
    return {
        "symbol": vote.symbol,
        "body": vote.body,
        "date": vote.date.isoformat(),
        "topic": vote.topic,
        "outcome": vote.outcome,
        "tally": {ballot.value: count for ballot, count in vote.counts.items()},
        "why": entry.why,
    }


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()
