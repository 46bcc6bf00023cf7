"""The frame of a figure: the question, how to read it, what it does not show, and its source."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from html import escape

from attrs import frozen

__all__ = ["SANS", "SERIF", "Frame", "framed"]

MARGIN, LINE = 16, 18
PER_LETTER, PER_CHARACTER = 13.0, 6.7  # of title and text, in the widest face fallen back on
SANS = "Inter, Roboto, Helvetica Neue, Arial Nova, Nimbus Sans, Arial, Liberation Sans, sans-serif"
SERIF = "Charter, Bitstream Charter, Sitka Text, Cambria, Liberation Serif, serif"
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)"[^>]*? height="([\d.]+)"')


@frozen
class Frame:
    """What every figure says of itself.

    `title` is the finding or the question, `subtitle` the unit; `source` names document, data and
    method.
    """

    title: str
    subtitle: str
    how_to_read: str
    does_not_show: str
    source: str


def framed(drawing: str, frame: Frame, look: Mapping[str, str]) -> str:
    """An SVG drawing inside a document that has the title above and the rest below it.

    >>> look = {"ink": "#000000", "quiet": "#333333", "paper": "#ffffff"}
    >>> inner = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="10"></svg>'
    >>> "Source: the record" in framed(inner, Frame("Q", "u", "r", "n", "the record"), look)
    True
    """
    size = _SIZE.search(drawing)
    assert size is not None, "the drawing states no size"
    inner_width, inner_height = float(size[1]), float(size[2])
    width = max(round(inner_width) + 2 * MARGIN, 480)
    room = int((width - 2 * MARGIN) / PER_CHARACTER)
    titles = textwrap.wrap(frame.title, int((width - 2 * MARGIN) / PER_LETTER))
    subtitles = textwrap.wrap(frame.subtitle, room)
    top = 16 + 25 * len(titles) + LINE * len(subtitles) + 14
    foot = [
        line
        for label, words in (
            ("How to read it", frame.how_to_read),
            ("What this does not show", frame.does_not_show),
            ("Source", frame.source),
        )
        if words
        for line in textwrap.wrap(f"{label}: {words}", room)
    ]
    bottom = top + inner_height
    height = round(bottom + 26 + LINE * len(foot))
    placed = drawing.replace("<svg ", f'<svg x="{MARGIN}" y="{top}" ', 1)
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-label="{escape(frame.title)}">'
        ),
        f'<rect width="{width}" height="{height}" fill="{look["paper"]}"/>',
        *(
            f'<text x="{MARGIN}" y="{34 + 25 * number}" font-family="{SERIF}" font-size="20" '
            f'font-weight="600" fill="{look["ink"]}">{escape(line)}</text>'
            for number, line in enumerate(titles)
        ),
        *_lines(subtitles, 16 + 25 * len(titles) + 16, look["quiet"]),
        placed,
        *_lines(foot, bottom + 22, look["quiet"]),
        "</svg>\n",
    ]
    return "\n".join(lines)


def _lines(lines: list[str], y: float, colour: str) -> list[str]:
    return [
        f'<text x="{MARGIN}" y="{y + LINE * number:.0f}" font-family="{SANS}" font-size="13" '
        f'fill="{colour}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    ]
