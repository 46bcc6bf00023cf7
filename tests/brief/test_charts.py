"""Charts: one look, the frame inside the image, the same bytes, and no other host."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.brief.charts import (
    HEIGHT,
    SERIES,
    Chart,
    _ends,
    chart_png,
    chart_svg,
    colours,
    series_spec,
    write_chart,
)
from vetopoint.brief.files import CannotWriteError
from vetopoint.brief.frame import Frame

FRAME = Frame(
    "How far apart?", "ideal point", "A band holds nine draws in ten.", "Motives.", "The record"
)
ROWS = [
    {"year": year, "value": place, "low": place - 1, "high": place + 1, "member": member}
    for member, place in (("USA", 2.0), ("RUS", -1.0))
    for year in (2000, 2001, 2002)
]


def chart(rows: Sequence[Mapping[str, Any]] | None = None) -> Chart:
    spec = series_spec(rows or ROWS, x="year", y="value", series="member", low="low", high="high")
    return Chart(FRAME, spec)


def test_the_frame_stands_in_the_image() -> None:
    drawn = chart_svg(chart())
    for words in ("How far apart?", "ideal point", "How to read it: A band", "Motives.", "record"):
        assert words in drawn


def test_a_bare_chart_leaves_the_words_to_the_page() -> None:
    assert "Motives." not in chart_svg(chart(), bare=True)


def test_each_line_is_labelled_where_it_ends() -> None:
    drawn = chart_svg(chart(), bare=True)
    assert {"USA", "RUS"} <= set(re.findall(r">([A-Z]{3})<", drawn))


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert chart_svg(chart()) == chart_svg(chart())
    assert chart_png(chart()) == chart_png(chart())


def test_an_inline_chart_takes_its_colours_from_the_page() -> None:
    drawn = chart_svg(chart(), bare=True, inline=True)
    assert f"var(--series-1, {colours()['series-1']})" in drawn
    assert not re.findall(r'(?:fill|stroke)="#[0-9a-f]{6}"', drawn)


def test_light_and_dark_name_the_same_colours_and_no_two_are_one() -> None:
    light, dark = colours(), colours(dark=True)
    assert light.keys() == dark.keys()
    assert {f"series-{number}" for number in range(1, SERIES + 1)} <= light.keys()
    assert len(set(light.values())) == len(light)


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("number", range(1, SERIES + 1))
def test_a_series_and_its_label_stand_out_from_the_paper(dark: bool, number: int) -> None:
    look = colours(dark=dark)
    bright, dim = sorted(map(luminance, (look["paper"], look[f"series-{number}"])), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= 4.5


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=SERIES))
def test_labels_keep_their_order_and_do_not_overlap(places: list[float]) -> None:
    rows = [{"x": 1, "y": place, "who": str(n)} for n, place in enumerate(places)]
    rows += [{"x": 0, "y": end, "who": "0"} for end in (-3.0, 3.0)]
    ends = _ends(rows, "x", "y", "who", ["y"])
    heights = [end["y"] for end in ends]
    assert [float(places[int(end["who"])]) for end in ends] == sorted(places)
    assert all(above - below >= 18 * 6 / HEIGHT - 1e-9 for below, above in pairwise(heights))


def test_unknown_values_break_the_line_and_lose_no_other() -> None:
    rows: list[dict[str, Any]] = [dict(row) for row in ROWS]
    rows[1] |= {"value": None, "low": None, "high": None}
    assert chart_svg(chart(rows)) != chart_svg(chart())


@pytest.mark.parametrize("name", ["figure.svg", "figure.PNG"])
def test_a_chart_is_written_by_the_ending_of_the_name(tmp_path: Path, name: str) -> None:
    write_chart(tmp_path / name, chart())
    written = (tmp_path / name).read_bytes()
    if name.endswith("svg"):
        assert written.startswith(b"<svg ")
    else:
        assert written.startswith(b"\x89PNG")
        assert struct.unpack(">I", written[16:20])[0] >= 2 * 560


def test_another_ending_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotWriteError, match=r"neither \.svg nor \.png"):
        write_chart(tmp_path / "figure.gif", chart())
    assert not list(tmp_path.iterdir())
