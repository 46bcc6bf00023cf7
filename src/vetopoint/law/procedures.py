"""Decisions in several steps: admission, expulsion, Charter amendment, accession to a treaty.

A procedure is a chain of decisions of bodies; the first step that fails ends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from attrs import frozen

from vetopoint.law.bodies import UnknownBodyError, charter_of, unknown_name
from vetopoint.law.documents import Node, Source, read_document
from vetopoint.law.verdicts import Verdict

__all__ = [
    "Outcome",
    "Procedure",
    "Step",
    "outcome",
    "procedure_from",
    "procedure_of",
    "procedure_slugs",
]

RATIFICATION = "ratification"  # the step that is an act of each member, not of the body
PROCEDURES = Path(__file__).parent / "procedures"


@frozen
class Step:
    """One decision of one body on the way."""

    id: str
    body: str
    decision: str
    reference: Source
    note: str = ""


@frozen
class Procedure:
    """A decision that takes several bodies, in the order they act."""

    procedure: str
    name: str
    steps: tuple[Step, ...]
    reference: Source
    effect: str = ""
    contested: str = ""


@frozen
class Outcome:
    """How far the verdicts given carry a procedure.

    `stopped_at` is the step that failed, `waiting_for` the first without a verdict; both None
    when every step is through.
    """

    procedure: Procedure
    verdicts: tuple[tuple[Step, Verdict], ...]
    stopped_at: Step | None
    waiting_for: Step | None

    @property
    def adopted(self) -> bool:
        """Whether every step is through."""
        return self.stopped_at is None and self.waiting_for is None

    @property
    def reason(self) -> str:
        """One sentence on where the procedure stands."""
        if self.stopped_at is not None:
            verdict = {step.id: verdict for step, verdict in self.verdicts}[self.stopped_at.id]
            why = verdict.reason.removeprefix("Not adopted: ")
            return f"Stopped at the {self.stopped_at.id} {_by(self.stopped_at)}: {why}"
        if self.waiting_for is not None:
            return f"Waits for the {self.waiting_for.id} {_by(self.waiting_for)}."
        return f"Complete: all {len(self.verdicts)} steps are through."


def _by(step: Step) -> str:
    """Whose step it is: «of the Security Council», «of NATO», «by the Members»."""
    if step.id == RATIFICATION:
        return "by the members"
    short = charter_of(step.body).short
    return f"of {short}" if short.isupper() else f"of the {short}"


def procedure_slugs() -> tuple[str, ...]:
    """The slugs of the procedures that ship with the product, sorted.

    >>> "un-admission" in procedure_slugs()
    True
    """
    return tuple(sorted(path.stem for path in PROCEDURES.glob("*.yaml")))


@cache
def procedure_of(slug: str) -> Procedure:
    """A procedure by its slug.

    Raises
    ------
    UnknownBodyError
        With the nearest slugs.
    """
    if slug not in procedure_slugs():
        raise UnknownBodyError(
            unknown_name("procedure", slug, procedure_slugs(), "./vetopoint bodies")
        )
    path = PROCEDURES / f"{slug}.yaml"
    return procedure_from(read_document(path, f"procedures/{path.name}"))


def procedure_from(node: Node) -> Procedure:
    """Read a procedure and check that its bodies and decisions exist."""
    node.only("procedure", "name", "reference", "effect", "contested", "steps")
    return Procedure(
        procedure=node.word("procedure"),
        name=node.word("name"),
        steps=tuple(_step(entry) for entry in node.items("steps")),
        reference=node.source(),
        effect=node.word("effect", ""),
        contested=node.word("contested", ""),
    )


def _step(node: Node) -> Step:
    node.only("id", "body", "decision", "reference", "note")
    step = Step(
        node.word("id"),
        node.word("body"),
        node.word("decision"),
        node.source(),
        node.word("note", ""),
    )
    known = [decision.id for decision in charter_of(step.body).decisions]
    if step.decision not in known:
        raise node["decision"].fail(
            f"{step.body} has no decision {step.decision!r}; its decisions: {', '.join(known)}"
        )
    return step


def outcome(procedure: Procedure, verdicts: Mapping[str, Verdict]) -> Outcome:
    """Where a procedure stands, given the verdicts of its steps by step id.

    Verdicts after a failed step, or after one not yet taken, are left out: they decide nothing.
    """
    for name in verdicts:
        if name not in (known := [step.id for step in procedure.steps]):
            raise UnknownBodyError(
                f"{procedure.name} has no step {name!r}; its steps: {', '.join(known)}"
            )
    taken: list[tuple[Step, Verdict]] = []
    for step in procedure.steps:
        if step.id not in verdicts:
            return Outcome(procedure, tuple(taken), None, step)
        taken.append((step, verdicts[step.id]))
        if not verdicts[step.id].adopted:
            return Outcome(procedure, tuple(taken), step, None)
    return Outcome(procedure, tuple(taken), None, None)
