"""Cases side by side, condition by condition, the differences that matter first."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from vetopoint.compare.cases import CONDITIONS, Case
from vetopoint.errors import VetopointError

__all__ = ["Cell", "Comparison", "ComparisonError", "Line", "side_by_side"]

# From certain to doubtful; a line is only as sure as its least certain cell.
CONFIDENCE = ("high", "medium", "low")
STATES = ("differ", "agree", "unknown")
OUTCOME_QUESTION = "Was force used on the victim's side?"


class ComparisonError(VetopointError, ValueError):
    """Cases that cannot be laid side by side."""


@frozen
class Cell:
    """One coded value of one case: None is unknown."""

    case: str
    value: float | None
    confidence: str
    note: str
    source: str


@frozen
class Line:
    """One condition over all cases: they differ, agree, or one of them is unknown."""

    condition: str
    question: str
    state: str
    confidence: str
    cells: tuple[Cell, ...]


@frozen
class Comparison:
    """The cases, their outcomes, and the conditions in the order in which they matter."""

    cases: tuple[Case, ...]
    outcome: Line
    lines: tuple[Line, ...]


def side_by_side(cases: Sequence[Case]) -> Comparison:
    """Lay cases side by side: what is known and differs first, the surer before the less sure.

    >>> from vetopoint.compare.cases import case_of
    >>> found = side_by_side([case_of("kosovo-1999"), case_of("myanmar-2017-21")])
    >>> [line.condition for line in found.lines if line.state == "differ"]
    ['deaths_order', 'regional_call']

    Raises
    ------
    ComparisonError
        For fewer than two cases, or one named twice.
    """
    slugs = [case.case for case in cases]
    if len(slugs) < 2:
        raise ComparisonError(
            f"{len(slugs) or 'no'} case is given; give two or more to lay side by side, such as "
            "kosovo-1999 ukraine-2022"
        )
    if repeated := sorted({slug for slug in slugs if slugs.count(slug) > 1}):
        raise ComparisonError(f"{repeated[0]} is named twice; name each case once")
    lines = [_line(name, question, cases) for name, question in CONDITIONS.items()]
    places = {name: place for place, name in enumerate(CONDITIONS)}
    lines.sort(
        key=lambda line: (
            STATES.index(line.state),
            any(cell.value is None for cell in line.cells),
            CONFIDENCE.index(line.confidence),
            places[line.condition],
        )
    )
    return Comparison(tuple(cases), _outcome(cases), tuple(lines))


def _line(name: str, question: str, cases: Sequence[Case]) -> Line:
    cells = tuple(
        Cell(case.case, fact.value, fact.confidence, fact.note, fact.source)
        for case in cases
        for fact in (case.facts[name],)
    )
    return _judged(name, question, cells)


def _outcome(cases: Sequence[Case]) -> Line:
    cells = tuple(
        Cell(
            case.case,
            case.outcome.intervention,
            case.outcome.confidence,
            "; ".join(part for part in (case.outcome.kind, case.outcome.note) if part),
            case.authorisation.standing,
        )
        for case in cases
    )
    return _judged("intervention", OUTCOME_QUESTION, cells)


def _judged(name: str, question: str, cells: tuple[Cell, ...]) -> Line:
    known = {cell.value for cell in cells if cell.value is not None}
    missing = any(cell.value is None for cell in cells)
    # Two known values that differ are a difference even where a third is unknown.
    state = "differ" if len(known) > 1 else "unknown" if missing else "agree"
    sure = max(
        (cell.confidence for cell in cells if cell.value is not None),
        key=CONFIDENCE.index,
        default="low",
    )
    return Line(name, question, state, sure, cells)
