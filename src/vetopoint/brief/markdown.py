"""The brief as Markdown: the same blocks as the page, drawings given in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from vetopoint.brief.blocks import (
    Article,
    Block,
    Bullets,
    Cell,
    Figure,
    Frame,
    Heading,
    Prose,
    Roll,
    Table,
    Verdict,
)
from vetopoint.brief.document import brief_blocks, kicker
from vetopoint.brief.report import Brief

__all__ = ["brief_markdown"]

PLUS = "\\+"  # else it would begin a list within the list
_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


def brief_markdown(brief: Brief) -> str:
    """The whole brief as Markdown; the same brief gives the same bytes.

    >>> from vetopoint.brief.whole import whole_brief
    >>> from vetopoint.compare.cases import case_of
    >>> brief_markdown(whole_brief(case_of("kosovo-1999"))).splitlines()[2]
    '# Kosovo'
    """
    case = brief.case
    lines = [_plain(kicker(case)), "", f"# {_plain(case.name)}", "", f"**{_plain(case.question)}**"]
    for block in brief_blocks(brief):
        lines += ["", *_lines(block)]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """The text on one line, with the signs that Markdown reads taken literally."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _lines(block: Block) -> Iterator[str]:
    yield from _WRITERS[type(block)](block)


def _heading(block: Heading) -> Iterator[str]:
    yield f"{'#' * block.level} {_plain(block.text)}"


def _prose(block: Prose) -> Iterator[str]:
    lead = f"**{_plain(block.lead)}** " if block.lead else ""
    mark = "> " if block.tone == "warning" else ""
    yield f"{mark}{lead}{_plain(block.text)}"


def _bullets(block: Bullets) -> Iterator[str]:
    if block.lead or block.text:
        lead = f"**{_plain(block.lead)}** " if block.lead else ""
        yield from (f"{lead}{_plain(block.text)}".rstrip(), "")
    yield from (f"- {_plain(item)}" for item in block.items)


def _roll(block: Roll) -> Iterator[str]:
    for sign, label, names in block.entries:
        yield f"- {sign.replace('+', PLUS)} **{_plain(label)}** {_plain(names)}"


def _verdict(block: Verdict) -> Iterator[str]:
    yield from (f"### {_plain(block.title)}", "", f"{_plain(block.symbol)} · {_plain(block.meta)}")
    if block.headline:
        yield from ("", f"**{_plain(block.headline)}  {block.tally}**", "", _plain(block.reason))


def _figure(block: Figure) -> Iterator[str]:
    yield from (f"**{_plain(block.frame.title)}**", "")
    yield from _framing(block.frame)


def _framing(frame: Frame) -> Iterator[str]:
    for lead, text in (
        ("How to read it.", frame.how_to_read),
        ("What it does not show.", frame.does_not_show),
        ("Source.", frame.source),
    ):
        if text:
            yield f"*{lead}* {_plain(text)}  "


def _table(block: Table) -> Iterator[str]:
    yield from (f"**{_plain(block.frame.title)}**", "")
    yield "| " + " | ".join(map(_plain, block.columns)) + " |"
    yield "| " + " | ".join("---" for _ in block.columns) + " |"
    for row in block.rows:
        yield "| " + " | ".join(map(_cell, row)) + " |"
    yield ""
    yield from _framing(block.frame)


def _cell(cell: Cell) -> str:
    return "<br>".join(_plain(part) for part in (cell.text, *cell.small) if part)


def _article(block: Article) -> Iterator[str]:
    # A drawing is given in words by the roll below it, so its frame follows the roll.
    figures = [inner for inner in block.blocks if isinstance(inner, Figure)]
    for number, inner in enumerate(one for one in block.blocks if one not in figures):
        yield from ("",) if number else ()
        yield from _lines(inner)
        if isinstance(inner, Roll):
            for figure in figures:
                yield from ("", *_lines(figure))


_WRITERS: Mapping[type[Block], Callable[..., Iterator[str]]] = {
    Heading: _heading,
    Prose: _prose,
    Bullets: _bullets,
    Roll: _roll,
    Verdict: _verdict,
    Figure: _figure,
    Table: _table,
    Article: _article,
}
