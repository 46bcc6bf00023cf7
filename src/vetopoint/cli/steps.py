"""Decisions in several steps, followed through recorded votes."""

from __future__ import annotations

from typing import Any

from vetopoint.brief.payload import judged_payload
from vetopoint.brief.recorded import judged_roll_call
from vetopoint.brief.votes import JudgedVote
from vetopoint.cli.arguments import InputError
from vetopoint.cli.tables import page_width, print_json, style
from vetopoint.law.bodies import charter_of
from vetopoint.law.procedures import Outcome, Procedure, Step, outcome, procedure_of
from vetopoint.record.catalogue import find_vote

__all__ = ["follow"]


def follow(slug: str, symbols: tuple[str, ...], form: str | None) -> None:
    """Say how far the recorded votes carry a procedure."""
    procedure = procedure_of(slug)
    if not procedure.steps:
        raise InputError(
            f"{slug} has no vote to judge ({procedure.without_vote.rstrip('.')}); "
            f"./vetopoint paths --procedure {slug} shows it"
        )
    taken = _taken(procedure, symbols)
    found = outcome(procedure, {step: vote.verdict for step, vote in taken.items()})
    if form == "json":
        print_json(_payload(found, taken))
    else:
        _print(found, taken)


def _taken(procedure: Procedure, symbols: tuple[str, ...]) -> dict[str, JudgedVote]:
    """Each vote at the first open step of its body, judged as that step's decision."""
    taken: dict[str, JudgedVote] = {}
    for symbol in symbols:
        roll_call = find_vote(symbol)
        step = next(
            (s for s in procedure.steps if s.body == roll_call.body and s.id not in taken), None
        )
        if step is None:
            bodies = ", ".join(f"{s.id} ({s.body})" for s in procedure.steps)
            raise InputError(
                f"{roll_call.symbol} is a vote of {roll_call.body}, which has no open step in "
                f"{procedure.name}; its steps: {bodies}"
            )
        if roll_call.decision not in (None, step.decision):
            raise InputError(
                f"{roll_call.symbol} decided another matter ({roll_call.decision}) than the "
                f"{step.id} ({step.decision}); give a vote on that"
            )
        vote = judged_roll_call(roll_call, step.decision)
        if vote is None and roll_call.without_vote:
            raise InputError(
                f"{roll_call.symbol} was adopted without a vote, so the {step.id} has no ballots "
                "to judge"
            )
        if vote is None:
            raise InputError(
                f"too few ballots of {roll_call.symbol} are known to judge the {step.id}"
            )
        taken[step.id] = vote
    return taken


def _payload(found: Outcome, taken: dict[str, JudgedVote]) -> dict[str, Any]:
    procedure = found.procedure
    return {
        "procedure": procedure.procedure,
        "name": procedure.name,
        "adopted": found.adopted,
        "reason": found.reason,
        "stopped_at": found.stopped_at.id if found.stopped_at else None,
        "waiting_for": found.waiting_for.id if found.waiting_for else None,
        "steps": [
            {
                "step": step.id,
                "body": step.body,
                "decision": step.decision,
                "reference": step.reference.as_record(),
                "vote": judged_payload(taken[step.id]) if step.id in taken else None,
            }
            for step in procedure.steps
        ],
        "effect": procedure.effect or None,
        "contested": procedure.contested or None,
        "reference": procedure.reference.as_record(),
    }


def _print(found: Outcome, taken: dict[str, JudgedVote]) -> None:
    from vetopoint.brief.terminal import vote_lines, wrapped

    procedure, width = found.procedure, page_width()
    print(style(procedure.name, "strong") + f" ({procedure.reference.words()})")
    print("\n".join(wrapped(found.reason, width)))
    for number, step in enumerate(procedure.steps, start=1):
        print("\n" + style(f"Step {number}: {step.id}", "strong") + f", {_body(step)}")
        print("\n".join(wrapped(step.reference.words() + ".", width, "  ")))
        if step.note:
            print("\n".join(wrapped(step.note, width, "  ")))
        if step.id in taken:
            print("\n".join(vote_lines(taken[step.id], style, width)))
    for label, text in (("Effect", procedure.effect), ("Contested", procedure.contested)):
        if text:
            print("\n" + "\n".join(wrapped(f"{label}: {text}", width)))


def _body(step: Step) -> str:
    return charter_of(step.body).name
