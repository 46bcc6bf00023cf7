"""Members by votes as one picture: each cell a ballot with its sign."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from attrs import frozen

from vetopoint.law.ballots import SIGNS, Ballot

__all__ = ["Head", "ballots_svg"]

WIDTH, LEFT, ROW, RADIUS = 720, 196, 22, 8
LINE = 16
_SIGNS = {ballot.value: sign for ballot, sign in SIGNS.items()}


@frozen
class Head:
    """What stands above a column."""

    symbol: str
    date: str
    verdict: str
    tally: str


def ballots_svg(heads: Sequence[Head], rows: Sequence[Mapping[str, Any]]) -> str:
    """A column for each vote and a row for each member, in the order given.

    `rows` hold `member` and `ballots`, one for each vote: a word, or None without a seat.

    >>> head = Head("S/2022/155", "2022-02-25", "Vetoed", "11 – 1 – 3")
    >>> ballots_svg([head], [{"member": "France", "ballots": ["for"]}]).count("<circle")
    1
    """
    step = (WIDTH - LEFT) / max(len(heads), 1)
    letters = max(int(step / 7), 8)
    above = [_lines(head, letters) for head in heads]
    top = LINE * max(map(len, above), default=0) + 12
    marks = []
    for column, lines in enumerate(above):
        for number, line in enumerate(lines):
            kind = "row-note" if number else "grid-head"
            marks.append(
                f'<text class="{kind}" x="{LEFT + step * column:.0f}" y="{14 + LINE * number}">'
                f"{escape(line)}</text>"
            )
    for number, row in enumerate(rows):
        y = top + ROW * number + ROW / 2
        marks.append(
            f'<text class="grid-member" x="0" y="{y + 4:.0f}">{escape(row["member"])}</text>'
        )
        for column, ballot in enumerate(row["ballots"]):
            if ballot:
                marks.append(_cell(ballot, LEFT + step * column + RADIUS, y))
    height = top + ROW * len(rows) + 8
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'aria-label="Ballots of each member on each vote">'
        f'<line class="row-line" x1="0" x2="{WIDTH}" y1="{top - 2}" y2="{top - 2}"/>'
        f"{''.join(marks)}</svg>"
    )


def _lines(head: Head, letters: int) -> list[str]:
    return [
        head.symbol,
        head.date,
        *textwrap.wrap(head.verdict, letters)[:4],
        *textwrap.wrap(head.tally, letters),
    ]


def _cell(ballot: str, x: float, y: float) -> str:
    hollow = ballot == Ballot.ABSTAIN.value
    return (
        f'<circle class="seat-{ballot}" cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS - 1}"/>'
        f'<text class="sign tiny sign-{ballot}" x="{x:.1f}" y="{y + 4:.1f}">'
        f"{'' if hollow else _SIGNS[ballot]}</text>"
    )
