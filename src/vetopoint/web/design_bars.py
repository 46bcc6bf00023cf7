"""Designs of reform as one picture: what a seat is worth with a veto and without, in bars."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

__all__ = ["designs_svg"]

WIDTH, LINE, ROW, TOP = 720, 16, 26, 52
HOLDING, PLAIN, PASSES, GINI = 190, 380, 560, 640
LONGEST, BAR, SMALLEST = 110, 12, 1e-4


def designs_svg(rows: Sequence[Mapping[str, Any]]) -> str:
    """One row for each design, bars on one scale, with the chance to pass and the inequality.

    `rows` hold `design`, `seats`, `with_veto_shares` and `without_veto_shares` (values of a seat,
    several where seats differ), `passes_share` and `inequality_share`.

    >>> row = {"design": "G4", "seats": 25, "with_veto_shares": [0.2], "passes_share": 0.02,
    ...        "without_veto_shares": [0.01, 0.02], "inequality_share": 0.8}
    >>> designs_svg([row]).count("<rect")
    3
    """
    values = [v for row in rows for v in (*row["with_veto_shares"], *row["without_veto_shares"])]
    scale = LONGEST / (max(values, default=0) or 1)
    marks, y = list(_heads()), float(TOP)
    for row in rows:
        name = [*textwrap.wrap(row["design"], 24), f"{row['seats']} seats"]
        marks += [
            _text("row-note" if number + 1 == len(name) else "grid-member", 0, y + 12, line, number)
            for number, line in enumerate(name)
        ]
        held = (row["with_veto_shares"], row["without_veto_shares"])
        for x, shares in zip((HOLDING, PLAIN), held, strict=True):
            marks += _bars(x, y, shares, scale)
        marks += [_text("grid-member", PASSES, y + 12, _share(row["passes_share"]))]
        marks += [_text("grid-member", GINI, y + 12, _share(row["inequality_share"]))]
        y += max(LINE * len(name), ROW * max(map(len, held))) + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y:.0f}" role="img" '
        f'aria-label="Designs compared">'
        f'<line class="row-line" x1="0" x2="{WIDTH}" y1="{TOP - 10}" y2="{TOP - 10}"/>'
        f"{''.join(marks)}</svg>"
    )


def _heads() -> Iterator[str]:
    for x, lines in (
        (0, ("Design",)),
        (HOLDING, ("A seat", "with a veto")),
        (PLAIN, ("A seat", "without")),
        (PASSES, ("Chance", "to pass")),
        (GINI, ("Inequality", "(Gini)")),
    ):
        yield from (_text("grid-head", x, 14, line, number) for number, line in enumerate(lines))


def _bars(x: float, y: float, shares: Sequence[float], scale: float) -> Iterator[str]:
    if not shares:
        yield _text("row-note", x, y + 12, "none")
    for number, share in enumerate(shares):
        top = y + ROW * number
        length = scale * share
        yield f'<rect class="bar-mark" x="{x}" y="{top}" width="{length:.2f}" height="{BAR}"/>'
        yield _text("row-note", x + length + 6, top + 11, _share(share))


def _share(value: float) -> str:
    return f"{value:.4f}" if value >= SMALLEST or not value else f"under {SMALLEST:.4f}"


def _text(kind: str, x: float, y: float, words: str, line: int = 0) -> str:
    return f'<text class="{kind}" x="{x:.0f}" y="{y + LINE * line:.0f}">{escape(words)}</text>'
