"""A path drawn as a line of conditions and votes, broken where it fails."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from attrs import frozen
from markupsafe import Markup

from vetopoint.compare.paths import PathFinding, Standing
from vetopoint.compare.steps import StepState
from vetopoint.law.conditions import Truth

__all__ = ["rail_svg", "rails_svg"]

WIDTH, BESIDE, LINE = 720, 330, 17

STEP, LEFT, RADIUS, HEIGHT, ENDING = 44, 14, 9, 40, 26
SIGNS: Mapping[Truth, str] = {
    Truth.TRUE: "+",
    Truth.CONTESTED: "±",
    Truth.UNKNOWN: "?",
    Truth.FALSE: "−",
}


@frozen
class _Stop:
    """One condition or vote: its sign, how it goes on from here, and its words."""

    sign: str
    kind: str
    words: str
    is_vote: bool = False


def rail_svg(found: PathFinding) -> Markup:
    """The path as one line: circles are conditions, squares votes, each with its sign."""
    stops = list(_stops(found))
    width = 2 * LEFT + STEP * max(len(stops) - 1, 0) + ENDING
    marks, going = list[str](), "open"
    for number, stop in enumerate(stops):
        x = LEFT + STEP * number
        if stop.kind == "shut" or (stop.kind == "doubt" and going == "open"):
            going = stop.kind
        end = x + (STEP if number + 1 < len(stops) else ENDING)
        marks.append(
            f'<line class="rail {going}" x1="{x}" x2="{end}" y1="{HEIGHT / 2}" y2="{HEIGHT / 2}"/>'
        )
    marks += [_mark(stop, LEFT + STEP * number) for number, stop in enumerate(stops)]
    label = "; ".join(f"{stop.words} ({stop.sign})" for stop in stops) or "no step"
    return Markup(
        f'<svg class="rails" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" '
        f'role="img" aria-label="{escape(label)}">{"".join(marks)}</svg>'
    )


def rails_svg(entries: Sequence[Mapping[str, Any]]) -> str:
    """Paths beneath each other as one picture: name, standing and who decides; the line beside.

    >>> entry = {"name": "A way", "sign": "+", "word": "open", "what": "taken", "rail": "<svg/>"}
    >>> rails_svg([entry]).count("<text")
    2
    """
    marks, top = list[str](), 0
    for entry in entries:
        lines = [(line, "grid-member") for line in textwrap.wrap(entry["name"], 42)]
        standing = f"{entry['sign']} {entry['word']}: {entry['what']}"
        lines += [(line, "row-note") for line in textwrap.wrap(standing, 46)]
        marks += [
            f'<text class="{kind}" x="0" y="{top + 16 + LINE * number}">{escape(words)}</text>'
            for number, (words, kind) in enumerate(lines)
        ]
        marks.append(str(entry["rail"]).replace("<svg", f'<svg x="{BESIDE}" y="{top}"', 1))
        top += max(HEIGHT, LINE * len(lines) + 14)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {max(top, HEIGHT)}" '
        f'role="img" aria-label="Paths and on what they hang">{"".join(marks)}</svg>'
    )


def _stops(found: PathFinding) -> Iterator[_Stop]:
    for one in found.requirements:
        yield _Stop(SIGNS[one.truth], _kind(one.truth), one.requirement.says)
    for step in found.steps:
        sign, kind = _STATES.get(step.state, ("?", "doubt"))
        if step is found.deciding and found.standing is Standing.BLOCKED:
            sign, kind = "−", "shut"
        yield _Stop(sign, kind, f"vote: {step.step.id}, {step.state.value}", is_vote=True)


def _kind(truth: Truth) -> str:
    return {Truth.TRUE: "open", Truth.FALSE: "shut"}.get(truth, "doubt")


_STATES = {
    state: {
        "through": ("+", "open"),
        "open": ("+", "open"),
        "blocked": ("−", "shut"),
        "failed": ("−", "shut"),
        "unmet": ("−", "shut"),
        "contested": ("±", "doubt"),
    }.get(state.value, ("?", "doubt"))
    for state in StepState
}


def _mark(stop: _Stop, x: float) -> str:
    y = HEIGHT / 2
    if stop.is_vote:
        shape = (
            f'<rect class="stop {stop.kind}" x="{x - RADIUS}" y="{y - RADIUS}" '
            f'width="{2 * RADIUS}" height="{2 * RADIUS}"/>'
        )
    else:
        shape = f'<circle class="stop {stop.kind}" cx="{x}" cy="{y}" r="{RADIUS}"/>'
    return (
        f"<g><title>{escape(stop.words)}</title>{shape}"
        f'<text class="stop-sign {stop.kind}" x="{x}" y="{y + 5}">{stop.sign}</text></g>'
    )
