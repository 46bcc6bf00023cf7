"""Procedures: steps through bodies, with the conditions on facts under which they are open.

Some are decisions in several steps, such as admission to the United Nations; some are ways that a
crisis may take, from the Security Council to self-defence, and have a `family`. The first step
that fails ends a procedure; where no body votes it has no steps, and says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from attrs import frozen

from vetopoint.law.bodies import UnknownBodyError, charter_of, unknown_name
from vetopoint.law.conditions import Requirement, facts_of, requirement_from
from vetopoint.law.documents import Node, Source, read_document
from vetopoint.law.facts import fact_named, facts, unknown_fact
from vetopoint.law.precedents import Precedent, precedent_from
from vetopoint.law.propositions import Proposition, proposition_from
from vetopoint.law.verdicts import Verdict

__all__ = [
    "FAMILIES",
    "Deadline",
    "Outcome",
    "Procedure",
    "Step",
    "outcome",
    "path_slugs",
    "procedure_from",
    "procedure_of",
    "procedure_slugs",
]

RATIFICATION = "ratification"  # the step that is an act of each member, not of the body
PROCEDURES = Path(__file__).parent / "procedures"

FAMILIES = (
    "Security Council",
    "General Assembly",
    "Self-defence and consent",
    "Alliances",
    "European Union",
    "Regional organisations",
    "Treaties of two or three",
    "Membership and status",
    "Court",
    "Charter",
    "Claims",
)
"""The families of paths, in the order in which they are shown."""


@frozen
class Step:
    """One decision of one body on the way.

    Facts that bear on it: `decided` says whether it was taken, where no roll call tells;
    `opposition` whether anyone stands in the way who can block it, and `opposed_by` who;
    `parties` names members that the rule treats apart. With `by_decision` any recorded vote of
    this decision is a vote on this step; otherwise a case says which vote was.
    """

    id: str
    body: str
    decision: str
    reference: Source
    note: str = ""
    decided: str = ""
    opposition: str = ""
    opposed_by: str = ""
    parties: str = ""
    by_decision: bool = False

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that bear on it."""
        named = (self.decided, self.opposition, self.opposed_by, self.parties)
        return tuple(name for name in named if name)


@frozen
class Deadline:
    """A time limit; `working_days` after a veto where it can be reckoned."""

    says: str
    reference: Source
    working_days: int | None = None


@frozen
class Procedure:
    """Steps through bodies in the order they act, and the conditions under which they are open.

    `since` and `until` are the days on which the path exists. `is_claim` marks a path that its
    friends claim and the law has not agreed on: never better than contested. `without_vote` says
    why no body votes, where there are no steps. `next_paths` come up when this one fails.
    `precedents` are earlier uses of it, in the order of their days.
    """

    procedure: str
    name: str
    steps: tuple[Step, ...]
    reference: Source
    effect: str = ""
    contested: str = ""
    family: str = ""
    order: int = 0
    since: datetime.date | None = None
    until: datetime.date | None = None
    is_claim: bool = False
    without_vote: str = ""
    requirements: tuple[Requirement, ...] = ()
    law: tuple[Proposition, ...] = ()
    limits: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    next_says: str = ""
    next_paths: tuple[str, ...] = ()
    precedents: tuple[Precedent, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it asks about, in the order of its text."""
        asked = [leaf.fact for one in self.requirements for leaf in facts_of(one.condition)]
        asked += [name for step in self.steps for name in step.facts]
        return tuple(dict.fromkeys(asked))

    def in_force(self, day: datetime.date) -> bool:
        """Whether the path existed that day."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until)


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


def path_slugs() -> tuple[str, ...]:
    """The slugs of the paths that a crisis may take, by family and the order in each file.

    >>> path_slugs()[0]
    'security-council-chapter-vi'
    """
    paths = [one for slug in procedure_slugs() if (one := procedure_of(slug)).family]
    paths.sort(key=lambda one: (FAMILIES.index(one.family), one.order, one.procedure))
    return tuple(one.procedure for one in paths)


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
            unknown_name("procedure", slug, procedure_slugs(), "./vetopoint paths")
        )
    path = PROCEDURES / f"{slug}.yaml"
    return procedure_from(read_document(path, f"procedures/{path.name}"))


_KEYS = (
    *(
        "procedure",
        "name",
        "family",
        "order",
        "from",
        "to",
        "reference",
        "effect",
        "contested",
        "claimed",
    ),
    *("requires", "steps", "without_vote", "law", "limits", "deadlines", "next", "precedents"),
)


def procedure_from(node: Node) -> Procedure:
    """Read a procedure and check that its bodies, decisions and facts exist."""
    node.only(*_KEYS)
    if ("steps" in node) == ("without_vote" in node):
        raise node.fail("give 'steps', or 'without_vote' with the reason why no body votes")
    if "family" in node and "next" not in node:
        raise node.fail("'next' is missing; say what comes up when the path fails")
    following = node["next"].only("says", "paths") if "next" in node else None
    known = facts()
    return Procedure(
        procedure=node.word("procedure"),
        name=node.word("name"),
        steps=tuple(_step(entry) for entry in node.items("steps", required=False)),
        reference=node.source(),
        effect=node.word("effect", ""),
        contested=node.word("contested", ""),
        family=node.choice("family", ("", *FAMILIES), ""),
        order=node.integer("order", 50),
        since=node.date("from"),
        until=node.date("to"),
        is_claim=node.flag("claimed"),
        without_vote=node.word("without_vote", ""),
        requirements=tuple(
            requirement_from(entry, known, unknown_fact)
            for entry in node.items("requires", required=False)
        ),
        law=tuple(proposition_from(entry) for entry in node.items("law", required=False)),
        limits=tuple(str(entry.value) for entry in node.items("limits", required=False)),
        deadlines=tuple(_deadlines(node)),
        next_says=following.word("says") if following else "",
        next_paths=_following(following) if following else (),
        precedents=tuple(
            sorted(
                (precedent_from(entry) for entry in node.items("precedents", required=False)),
                key=lambda one: one.date,
            )
        ),
    )


def _following(node: Node) -> tuple[str, ...]:
    slugs = node.codes("paths")
    for slug in slugs:
        if slug not in procedure_slugs():
            raise node["paths"].fail(
                unknown_name("procedure", slug, procedure_slugs(), "./vetopoint paths")
            )
    return slugs


def _deadlines(node: Node) -> Iterator[Deadline]:
    for entry in node.items("deadlines", required=False):
        entry.only("says", "reference", "working_days")
        days = entry.integer("working_days") if "working_days" in entry else None
        yield Deadline(entry.word("says"), entry.source(), days)


def _step(node: Node) -> Step:
    node.only(
        *("id", "body", "decision", "reference", "note"),
        *("decided", "opposition", "opposed_by", "parties", "record"),
    )
    step = Step(
        node.word("id"),
        node.word("body"),
        node.word("decision"),
        node.source(),
        node.word("note", ""),
        decided=_fact(node, "decided", "truth"),
        opposition=_fact(node, "opposition", "truth"),
        opposed_by=_fact(node, "opposed_by", "states"),
        parties=_fact(node, "parties", "states"),
        by_decision=node.choice("record", ("decision", "named"), "named") == "decision",
    )
    known = [decision.id for decision in charter_of(step.body).decisions]
    if step.decision not in known:
        raise node["decision"].fail(
            f"{step.body} has no decision {step.decision!r}; its decisions: {', '.join(known)}"
        )
    return step


def _fact(node: Node, key: str, kind: str) -> str:
    name = node.word(key, "")
    if name and name not in facts():
        raise node[key].fail(unknown_fact(name))
    if name and fact_named(name).kind != kind:
        raise node[key].fail(f"{name} is a fact of kind {fact_named(name).kind}, not {kind}")
    return name


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
