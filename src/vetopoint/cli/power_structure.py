"""`vetopoint power --structure`: who is worth more, who blocks, and whether weights say it all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from vetopoint.brief.terminal import wrapped
from vetopoint.cli.tables import page_width, print_json, style
from vetopoint.count.coalitions import minimal_blocking_count, minimal_winning_count
from vetopoint.count.power import Subject
from vetopoint.count.results import BeyondMethodError
from vetopoint.count.structure import (
    WeightedForm,
    desirability,
    dictator,
    dummies,
    vetoers,
    weighted_form,
)
from vetopoint.law.descriptions import described

__all__ = ["print_structure", "structure_of"]

MOST_NAMED = 15


def structure_of(subject: Subject) -> dict[str, Any]:
    """The structure of a rule as plain values, each member for or against.

    What no exact method reaches is None, with the sentence under `beyond`.
    """
    rule, seats = subject.rule, subject.seats
    beyond: dict[str, str] = {}

    def reached(name: str, find: Callable[[], Any]) -> Any:
        try:
            return find()
        except BeyondMethodError as error:
            beyond[name] = str(error)
            return None

    form = reached("weights", lambda: weighted_form(rule, seats))
    is_weighted = None if form is None else isinstance(form, WeightedForm)
    classes = reached("desirability", lambda: desirability(rule, seats))
    return {
        "body": subject.body,
        "rule": described(rule),
        "vetoers": list(vetoers(rule, seats)),
        "dictator": dictator(rule, seats),
        "dummies": list(dummies(rule, seats)),
        "desirability": None if classes is None else [list(kind) for kind in classes],
        "is_weighted": is_weighted,
        "quota": form.quota if is_weighted else None,
        "weights": dict(form.weights) if is_weighted else None,
        "trade": (
            {"winning": [*map(list, form.winning)], "losing": [*map(list, form.losing)]}
            if is_weighted is False
            else None
        ),
        "minimal_winning": reached("minimal_winning", lambda: minimal_winning_count(rule, seats)),
        "minimal_blocking": reached(
            "minimal_blocking", lambda: minimal_blocking_count(rule, seats)
        ),
        "beyond": beyond,
    }


def print_structure(subject: Subject, form: str | None) -> None:
    """Write the structure as JSON or as sentences."""
    found = structure_of(subject)
    if form == "json":
        print_json(found)
        return
    print(style("Structure", "strong") + " (each member for or against)")
    for sentence in _sentences(found):
        print("\n".join(wrapped(sentence, page_width(), "  ")))


def _sentences(found: dict[str, Any]) -> list[str]:
    lines = [
        f"Without whom nothing passes: {_named(found['vetoers'])}.",
        f"Whose ballot never matters: {_named(found['dummies'])}.",
    ]
    if found["dictator"]:
        lines.append(f"Decides alone: {found['dictator']}.")
    if found["desirability"]:
        classes = "; then ".join(map(_named, found["desirability"][:MOST_NAMED]))
        more = _more(len(found["desirability"]), "classes")
        lines.append(f"From the most to the least desirable: {classes}{more}.")
    elif "desirability" not in found["beyond"]:
        lines.append("Some members do not compare: each can do what the other cannot.")
    if found["is_weighted"]:
        values = sorted(set(found["weights"].values()), reverse=True)[:MOST_NAMED]
        kinds = ", ".join(
            f"{list(found['weights'].values()).count(value)} x {value:,}" for value in values
        )
        more = _more(len(set(found["weights"].values())), "weights")
        lines.append(f"Weights say the same as the rule: quota {found['quota']:,}; {kinds}{more}.")
    elif found["is_weighted"] is False:
        lines.append("No weights say the same as the rule; --json gives a trade that shows it.")
    for name, words in (("minimal_winning", "winning"), ("minimal_blocking", "blocking")):
        if found[name] is not None:
            lines.append(f"Minimal {words} coalitions: {found[name]:,}.")
    return [*lines, *(f"Not worked out ({name}): {why}." for name, why in found["beyond"].items())]


def _more(number: int, what: str) -> str:
    return (
        f"; and {number - MOST_NAMED} more {what} (--json has all)" if number > MOST_NAMED else ""
    )


def _named(members: Sequence[str]) -> str:
    if not members:
        return "nobody"
    return ", ".join(members) if len(members) <= MOST_NAMED else f"{len(members)} members"
