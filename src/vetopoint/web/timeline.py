"""A timeline of dots: one lane for each member or subject, the dots of a year on each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from attrs import frozen

__all__ = ["Dot", "Lane", "timeline_svg"]

FIRST = 1946
LEFT, WIDTH, TOP, RADIUS, GAP = 172, 1072, 28, 4.4, 10.4
LETTERS = 21  # of a label, in the room left of the lanes


@frozen
class Lane:
    """One row: what its dots name it by, its label and a word below."""

    key: str
    name: str
    note: str = ""


@frozen
class Dot:
    """One draft in one lane: its year, its words, where it leads, whether it is drawn back."""

    lane: str
    year: int
    words: str
    href: str
    faint: bool = False


def timeline_svg(lanes: Sequence[Lane], dots: Iterable[Dot], last: int) -> str:
    """The dots from 1946 to the last year, as one SVG element.

    >>> dot = Dot("RUS", 1950, "S/1950/1", "/vote/S/1950/1")
    >>> timeline_svg([Lane("RUS", "Russia")], [dot], 2026).count("<circle")
    1
    """
    stacks: dict[tuple[str, int], list[Dot]] = defaultdict(list)
    for dot in dots:
        stacks[dot.lane, dot.year].append(dot)
    years = max(last - FIRST + 1, 1)
    step = (WIDTH - LEFT - 16) / years
    marks, y = list[str](), float(TOP)
    for lane in lanes:
        own = {year: stack for (key, year), stack in stacks.items() if key == lane.key}
        label = list(_label(lane, sum(map(len, own.values()))))
        tallest = max(map(len, own.values()), default=1)
        foot = y + max(tallest * GAP, 17 * len(label)) + 8
        marks += [line.format(y=foot - 2 - 16 * n) for n, line in enumerate(reversed(label))]
        # Above the lane's end too: a narrow screen begins there, the names at the left unseen.
        marks.append(
            f'<text class="row-note lane-end" x="{WIDTH}" y="{y - 4:.1f}" text-anchor="end">'
            f"{escape(lane.name)}</text>"
        )
        marks.append(
            f'<line class="row-line" x1="{LEFT}" x2="{WIDTH}" y1="{foot + 1:.1f}" '
            f'y2="{foot + 1:.1f}"/>'
        )
        for year, stack in own.items():
            marks += _stack(stack, LEFT + (year - FIRST + 0.5) * step, foot)
        y = foot + 22
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 30:.0f}" role="group" '
        f'aria-label="Vetoes over the years">{"".join([*_axis(step, years, y), *marks])}</svg>'
    )


def _label(lane: Lane, count: int) -> Iterator[str]:
    """The lines left of a lane, with a place for their height."""
    line = ""
    for word in [*lane.name.split(), ""]:
        if line and (not word or len(line) + len(word) >= LETTERS):
            yield f'<text class="row-label" x="0" y="{{y:.1f}}">{escape(line)}</text>'
            line = word
        else:
            line = f"{line} {word}".strip()
    note = f"{count}, {lane.note}" if lane.note else str(count)
    yield f'<text class="row-note" x="0" y="{{y:.1f}}">{escape(note)}</text>'


def _stack(stack: Sequence[Dot], x: float, foot: float) -> Iterator[str]:
    for number, dot in enumerate(stack):
        yield (
            f'<a href="{escape(dot.href)}" aria-label="{escape(dot.words)}">'
            f"<title>{escape(dot.words)}</title>"
            f'<circle class="veto{" faint" if dot.faint else ""}" cx="{x:.1f}" '
            f'cy="{foot - 5 - GAP * number:.1f}" r="{RADIUS}"/></a>'
        )


def _axis(step: float, years: int, y: float) -> Iterator[str]:
    for year in range(1950, FIRST + years, 10):
        x = LEFT + (year - FIRST) * step
        yield (
            f'<line class="tick-line" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 8}" y2="{y - 10:.1f}"/>'
            f'<text class="row-note" x="{x:.1f}" y="{y + 8:.1f}" text-anchor="middle">{year}</text>'
        )
