"""Bars of power: the members with one value share a row; drawn as SVG, or as text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape

from attrs import frozen

from vetopoint.law.bodies import Sitting
from vetopoint.law.reasons import listed

__all__ = ["Bar", "bar_lines", "bars_of", "bars_svg", "members_words", "number_words"]

WIDTH, LEFT, ROW, TOP = 720, 250, 26, 92
LARGEST = 60
LABEL = 34
STYLE = """
text{font-family:Inter,Roboto,"Helvetica Neue","Arial Nova","Nimbus Sans",Arial,sans-serif;
fill:#1b1b19;font-size:14px}
.title{font:600 20px Charter,"Bitstream Charter","Sitka Text",Cambria,serif}
.quiet{fill:#5d5b55;font-size:13px}.bar{fill:#1f5fa8}.ground{fill:#fffdf8}
.axis{stroke:#d9d6cc;stroke-width:1}
"""


@frozen
class Bar:
    """Members that have the same value, under one label."""

    label: str
    members: tuple[str, ...]
    value: Fraction | float


def bars_of(values: Mapping[str, Fraction | float], seats: Sitting | None = None) -> list[Bar]:
    """One bar for each value, the largest first; a group of the body gives its name.

    >>> [(bar.label, bar.value) for bar in bars_of({"A": 0.5, "B": 0.25, "C": 0.25})]
    [('A', 0.5), ('B and C', 0.25)]
    """
    alike: dict[Fraction | float, list[str]] = {}
    for member, value in values.items():
        alike.setdefault(value, []).append(member)
    return [
        Bar(_label(members, len(values), seats), tuple(members), value)
        for value, members in sorted(alike.items(), key=lambda entry: -entry[0])
    ]


def _label(members: Sequence[str], total: int, seats: Sitting | None) -> str:
    if len(members) == total > 1:
        return f"all {total} members"
    return members_words(members, seats)


def members_words(members: Sequence[str], seats: Sitting | None = None) -> str:
    """Members by their group where they are one, else by name, in the room of a label.

    >>> members_words("ABC")
    'A, B and C'
    """
    if len(members) > 1 and seats is not None:
        for group, held in seats.groups.items():
            if held == set(members):
                return f"{len(members)} {seats.group_name(group)}"
    names = [seats.short_name(m) if seats is not None else m for m in members]
    if len(text := listed(names)) <= LABEL:
        return text
    first = textwrap.shorten(names[0], LABEL - 14, placeholder="…")
    return f"{first} and {len(names) - 1} others" if len(names) > 1 else first


def number_words(value: Fraction | float) -> str:
    """A value to four significant digits.

    >>> number_words(Fraction(421, 2145)), number_words(0.0), number_words(2.0**-31)
    ('0.1963', '0', '4.657e-10')
    """
    number = float(value)
    if not number:
        return "0"
    if abs(number) < 1e-4:
        return f"{number:.3e}"
    digits = max(0, 3 - _magnitude(number))
    return f"{number:.{digits}f}"


def _magnitude(number: float) -> int:
    return int(f"{abs(number):.3e}".partition("e")[2])


def bar_lines(bars: Sequence[Bar], width: int = 80) -> Iterator[str]:
    r"""Label, number, fraction where it is short, and a bar of block characters.

    >>> print(*bar_lines([Bar("A", ("A",), Fraction(1, 2))], 40), sep="\n")
    A  0.5000  1/2  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇
    """
    fractions = [_fraction_words(bar.value) for bar in bars]
    numbers = [number_words(bar.value) for bar in bars]
    labels = max(len(bar.label) for bar in bars)
    digits, parts = max(map(len, numbers)), max(map(len, fractions))
    room = width - labels - digits - parts - (6 if parts else 4)
    largest = max(float(bar.value) for bar in bars) or 1.0
    for bar, number, fraction in zip(bars, numbers, fractions, strict=True):
        drawn = "▇" * round(room * float(bar.value) / largest) or ("▏" if bar.value else "")
        middle = f"  {fraction:>{parts}}" if parts else ""
        yield f"{bar.label:<{labels}}  {number:>{digits}}{middle}  {drawn}".rstrip()


def _fraction_words(value: Fraction | float) -> str:
    text = str(value) if isinstance(value, Fraction) else ""
    return text if 1 < len(text) <= 13 else ""


def bars_svg(
    bars: Sequence[Bar],
    *,
    title: str,
    subtitle: str,
    source: str,
    does_not_show: str,
    how_to_read: str = "",
) -> str:
    """The bars as one SVG document, zero at the left, with source and limits in its foot."""
    shown, rest = bars[:LARGEST], bars[LARGEST:]
    left_out = f"{sum(len(b.members) for b in rest)} members with less are not drawn. "
    foot = textwrap.wrap(f"How to read it: {how_to_read}", 110) if how_to_read else []
    foot += textwrap.wrap(f"What this does not show: {does_not_show}", 110)
    foot += textwrap.wrap(f"{left_out if rest else ''}Source: {source}", 110)
    bottom = TOP + ROW * len(shown)
    height = bottom + 24 + 18 * len(foot)
    words = ". ".join(f"{bar.label}: {number_words(bar.value)}" for bar in shown[:30])
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}" role="img" aria-label="{escape(title)}">'
        ),
        f"<title>{escape(title)}</title><desc>{escape(words)}</desc><style>{STYLE}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{height}"/>',
        f'<text class="title" x="16" y="36">{escape(_cut(title, 72))}</text>',
        f'<text class="quiet" x="16" y="60">{escape(_cut(subtitle, 104))}</text>',
        *_rows(shown),
        f'<line class="axis" x1="{LEFT}" x2="{LEFT}" y1="{TOP - 6}" y2="{bottom}"/>',
        *(
            f'<text class="quiet" x="16" y="{bottom + 26 + 18 * number}">{escape(line)}</text>'
            for number, line in enumerate(foot)
        ),
        "</svg>\n",
    ]
    return "\n".join(lines)


def _cut(text: str, room: int) -> str:
    return textwrap.shorten(text, room, placeholder=" …")


def _rows(bars: Sequence[Bar]) -> Iterator[str]:
    largest = max(float(bar.value) for bar in bars) or 1.0
    room = WIDTH - LEFT - 90
    for number, bar in enumerate(bars):
        y = TOP + ROW * number
        long = room * float(bar.value) / largest
        yield (
            f'<text x="{LEFT - 10}" y="{y + 14}" text-anchor="end">{escape(bar.label)}</text>'
            f'<rect class="bar" x="{LEFT}" y="{y}" width="{long:.1f}" height="18"/>'
            f'<text x="{LEFT + long + 8:.1f}" y="{y + 14}">{number_words(bar.value)}</text>'
        )
