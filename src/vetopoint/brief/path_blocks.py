"""The paths of a case as blocks: what is left, by which count, and what is held to be the law."""

from __future__ import annotations

from collections.abc import Iterator

from vetopoint.brief.blocks import Block, Bullets, Cell, Frame, Heading, Prose, Table
from vetopoint.brief.paths import NOTE, ORDER, SIGNS, change_words
from vetopoint.brief.precedent_blocks import precedent_blocks
from vetopoint.brief.report import Brief
from vetopoint.brief.words import named_words
from vetopoint.compare.cases import case_slugs
from vetopoint.compare.paths import PathFinding, Paths, Standing, Turn
from vetopoint.law.propositions import Proposition
from vetopoint.law.reasons import listed

__all__ = ["open_words", "path_blocks", "path_frame", "standings_words"]

_DETAILED = (Standing.OPEN, Standing.CONTESTED, Standing.BLOCKED)
_MOST_LAW = 2


def path_blocks(brief: Brief) -> Iterator[Block]:
    """What is left, path by path: open, contested and blocked ones in full, the others by name."""
    paths = brief.paths
    if paths is None:
        return
    yield Heading("What is left?")
    yield Prose(f"{standings_words(paths)} {_when(paths)}. {NOTE}")
    shown = [found for standing in ORDER for found in _with(paths, standing)]
    detailed = [found for found in shown if found.standing in _DETAILED]
    yield Table(
        ("Path", "Standing and count", "Held to be the law, and by whom"),
        tuple(_row(found) for found in detailed),
        path_frame(paths),
        name="paths",
    )
    if unknown := _with(paths, Standing.UNKNOWN):
        items = tuple(f"{one.procedure.name}: {named_words(one.reason)}" for one in unknown)
        yield Bullets(items, lead="Not known here.")
    if unmet := _with(paths, Standing.UNMET):
        names = "; ".join(one.procedure.name for one in unmet)
        yield Prose(f"{names}.", tone="note", lead="Not applicable, as a condition fails:")
    yield from precedent_blocks(paths)


def path_frame(paths: Paths) -> Frame:
    """The frame of the table of paths."""
    word = paths.case.case if paths.case.case in case_slugs() else "FILE"
    return Frame(
        f"Which ways of acting were open {_when(paths)}, and who stood in the way?",
        "",
        "+ open: its conditions are met, and it needs the votes named. ± contested: a "
        "condition is disputed, or the whole path is a claim. − blocked: by the members "
        "named. What is counted stands apart from what somebody holds to be the law, with the "
        "best argument against it.",
        "Whether anybody wanted to take the path, or that taking it would have been lawful.",
        "The procedures and charters, with the facts of the case file; "
        f"vetopoint paths {word} shows every condition.",
    )


def _when(paths: Paths) -> str:
    return f"on {paths.date}" + (", for the scenario" if paths.case.is_scenario else "")


def standings_words(paths: Paths) -> str:
    """How many paths stand how, in a sentence without its end.

    >>> from vetopoint.compare.cases import case_of
    >>> from vetopoint.compare.paths import paths_of
    >>> standings_words(paths_of(case_of("kosovo-1999"))).startswith("Of ")
    True
    """
    counts = {standing: len(_with(paths, standing)) for standing in ORDER}
    words = [f"{number} {standing}" for standing, number in counts.items() if number]
    are = "is" if words[0].startswith("1 ") else "are"
    first = words[0].replace(" ", f" {are} ", 1)
    return f"Of {len(paths.findings)} lawful or claimed paths {listed([first, *words[1:]])}"


def open_words(paths: Paths) -> str:
    """Which paths are open, by name; «none is open» where none is.

    >>> from vetopoint.compare.cases import case_of
    >>> from vetopoint.compare.paths import paths_of
    >>> "NATO, consultation" in open_words(paths_of(case_of("kosovo-1999")))
    True
    """
    names = [found.procedure.name for found in _with(paths, Standing.OPEN)]
    return f"open are {'; '.join(names)}" if names else "none is open"


def _with(paths: Paths, standing: Standing) -> list[PathFinding]:
    return [found for found in paths.findings if found.standing is standing]


def _row(found: PathFinding) -> tuple[Cell, ...]:
    limits = tuple(limit.says for limit in found.procedure.deadlines)
    ahead = (f"If it fails: {found.next}",) if found.next else ()
    return (
        Cell(found.procedure.name, (*limits, *ahead)),
        Cell(f"{SIGNS[found.standing]}. {named_words(found.reason)}", tuple(_arithmetic(found))),
        Cell("", tuple(line for one in found.law[:_MOST_LAW] for line in _law(one))),
    )


def _arithmetic(found: PathFinding) -> Iterator[str]:
    step = found.deciding
    if step is None:
        return
    if step.rule:
        yield f"Rule: {step.rule}."
    if found.standing in (Standing.BLOCKED, Standing.UNMET):
        yield from change_words(step)
    for turn in found.turns[:_MOST_LAW]:
        yield f"{_premise(turn)}: {turn.standing}."


def _premise(turn: Turn) -> str:
    """A changed fact as a reader says it; its name is what --assume takes."""
    name = named_words(turn.fact)
    return {"true": f"With «{name}»", "false": f"Without «{name}»"}.get(
        turn.value, f"With «{name}» {turn.value}"
    )


def _law(one: Proposition) -> Iterator[str]:
    standing = one.standing[:1].upper() + one.standing[1:]
    yield f"{standing}: {one.proposition}"
    yield f"— held by {one.holder}, {one.instrument.words()}. Against it: {one.counter}"
