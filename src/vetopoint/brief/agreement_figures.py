"""Figures of agreement: pairs over time, a matrix of members, blocs, the cohesion of a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen

from vetopoint.brief.charts import SERIES, Chart, colours, series_spec
from vetopoint.brief.frame import Frame
from vetopoint.errors import VetopointError
from vetopoint.infer.agreement import MEASURES, agreement_matrix
from vetopoint.infer.blocs import Blocs
from vetopoint.infer.cohesion import Cohesion
from vetopoint.infer.dyads import Dyad
from vetopoint.infer.matrices import VoteMatrix
from vetopoint.law.bodies import UnknownBodyError, charter_of
from vetopoint.law.reasons import listed
from vetopoint.law.states import UnknownStateError, short_name

__all__ = [
    "FrameOf",
    "TooManySeriesError",
    "blocs_chart",
    "cohesion_chart",
    "likeness_chart",
    "name_of",
    "pair_chart",
]

LABELLED = 60
"""A matrix of more members is drawn without their names."""

NUMBERED = 12
"""A matrix of more members is drawn without its numbers."""


class TooManySeriesError(VetopointError, ValueError):
    """More lines than a reader can tell apart."""


@frozen
class FrameOf:
    """What a figure of agreement rests on."""

    body: str
    first: str
    last: str
    votes: int
    level: float
    source: str
    selected: bool

    def subtitle(self, unit: str) -> str:
        """The unit with body and years."""
        return f"{unit}, {_body_name(self.body)}, {self.first[:4]}–{self.last[:4]}"

    def source_words(self) -> str:
        """Where the votes were read."""
        picked = " (votes picked for their importance)" if self.selected else ""
        return f"{self.votes:,} roll calls of {self.source}{picked}; Vetopoint's own count."


def name_of(code: str) -> str:
    """The short name of a State, or the code where it is none.

    >>> name_of("RUS"), name_of("20101")
    ('Russia', '20101')
    """
    try:
        return short_name(code)
    except UnknownStateError:
        return code


def _body_name(slug: str) -> str:
    try:
        return charter_of(slug).short
    except UnknownBodyError:
        return slug


_NO_CAUSE = (
    "why they vote alike, whose lead is followed, and what never came to a vote; votes on one text "
    "are not independent of each other, so intervals are somewhat too narrow."
)


def pair_chart(dyads: Sequence[Dyad], by: str, ground: FrameOf) -> Chart:
    """Agreement over time with intervals: a line for each measure of one pair, or for each pair.

    Raises
    ------
    TooManySeriesError
        For more lines than can be told apart.
    """
    pairs = list(dict.fromkeys((one.first, one.second) for one in dyads))
    slugs = list(dyads[0].values)
    if len(pairs) * len(slugs) > SERIES:
        raise TooManySeriesError(
            f"{len(pairs)} pairs by {len(slugs)} measures are more than the {SERIES} lines that a "
            "figure can tell apart; name fewer members or measures"
        )

    def named(one: Dyad, slug: str) -> str:
        pair = f"{one.first}–{one.second}"
        if len(pairs) == 1:
            return _SHORT.get(slug, slug)
        return pair if len(slugs) == 1 else f"{pair} {slug}"

    rows: list[dict[str, Any]] = [
        {
            "period": _year(one.period, by),
            "series": named(one, slug),
            "value": estimate.value,
            "low": estimate.low,
            "high": estimate.high,
        }
        for one in dyads
        for slug, estimate in one.values.items()
    ]
    which = " and ".join(f"{name_of(a)} and {name_of(b)}" for a, b in pairs[:1])
    title = f"How alike do {which} vote?" if len(pairs) == 1 else "How alike do they vote?"
    read = (
        f"1 is always the same ballot. {_measures_words(slugs)} Bands hold the middle "
        f"{100 * ground.level:g} % of resampled votes; gaps are periods with too few common votes."
    )
    frame = Frame(
        title=title,
        subtitle=ground.subtitle(f"Agreement by {_BY[by]}"),
        how_to_read=read,
        does_not_show=_NO_CAUSE,
        source=ground.source_words(),
    )
    spec = series_spec(
        _unbroken(rows), x="period", y="value", series="series", low="low", high="high"
    )
    return Chart(frame, spec)


_SHORT = {
    "agreement": "same ballot",
    "lijphart": "Lijphart",
    "s": "S",
    "s-squared": "S (squared)",
    "kappa": "kappa",
    "kappa-absolute": "kappa (abs.)",
    "kappa-squared": "kappa (sq.)",
    "pi": "pi",
    "pi-absolute": "pi (abs.)",
    "pi-squared": "pi (sq.)",
}


def _measures_words(slugs: Sequence[str]) -> str:
    plain = [_SHORT[slug] for slug in slugs if not MEASURES[slug].chance_corrected]
    corrected = [_SHORT[slug] for slug in slugs if MEASURES[slug].chance_corrected]
    words = []
    if plain:
        words.append(f"«{'», «'.join(plain)}» counts likeness as it is.")
    if corrected:
        words.append(
            f"«{'», «'.join(corrected)}» takes off what the members' own rates of yes, no and "
            "abstention give by chance; 0 is chance."
        )
    return " ".join(words)


_BY = {"session": "session, shown at the year it opened", "year": "calendar year"}


def _year(period: int | None, by: str) -> int:
    """The year of a period; session 1 was in 1946, and later ones open in the autumn of a year."""
    assert period is not None, "a figure over time has periods"
    return period + 1945 if by == "session" else period


def _unbroken(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with a gap row for each period that a series leaves out between two others."""
    filled = []
    for name in dict.fromkeys(row["series"] for row in rows):
        held = {row["period"]: row for row in rows if row["series"] == name}
        for period in range(min(held), max(held) + 1):
            gap = {"period": period, "series": name, "value": None, "low": None, "high": None}
            filled.append(held.get(period, gap))
    return filled


def cohesion_chart(found: Sequence[Cohesion], group: str, by: str, ground: FrameOf) -> Chart:
    """The Rice and the Agreement Index of a group over time, with intervals."""
    estimates = [("Rice", one, one.rice) for one in found]
    estimates += [("Agreement Index", one, one.agreement_index) for one in found]
    rows = [
        {
            "period": _year(one.period, by),
            "series": name,
            "value": estimate.value,
            "low": estimate.low,
            "high": estimate.high,
        }
        for name, one, estimate in estimates
    ]
    frame = Frame(
        title=f"How alike do the members of {_group_name(group)} vote?",
        subtitle=ground.subtitle(f"Mean over votes by {_BY[by]}"),
        how_to_read=(
            "1 is every member the same ballot. The Rice index leaves abstentions out; the "
            "Agreement Index counts them as a third position. Bands hold the middle "
            f"{100 * ground.level:g} % of resampled votes."
        ),
        does_not_show=(
            "members that stayed away, and pressure or bargains behind a common line; which votes "
            "were put differs from period to period."
        ),
        source=ground.source_words(),
    )
    spec = series_spec(
        _unbroken(rows), x="period", y="value", series="series", low="low", high="high"
    )
    return Chart(frame, spec)


def _group_name(group: str) -> str:
    name = _body_name(group)
    return name if len(name) <= 40 else "the group"


def likeness_chart(matrix: VoteMatrix, measure: str, least: int, ground: FrameOf) -> Chart:
    """A matrix of one measure, members in the order given."""
    chosen = MEASURES[measure]
    frame = Frame(
        title="Who votes like whom?",
        subtitle=ground.subtitle(chosen.name),
        how_to_read=f"Blue is more alike, orange less. {_scale_words(measure)}",
        does_not_show=_NO_CAUSE,
        source=ground.source_words(),
    )
    return Chart(frame, _heat(matrix, list(matrix.members), measure, least, []))


def blocs_chart(matrix: VoteMatrix, found: Blocs, least: int, ground: FrameOf) -> Chart:
    """The matrix of one measure with members in the order of their blocs, lines between blocs."""
    order = [code for bloc in found.blocs for code in bloc.members]
    ends = np.cumsum([len(bloc.members) for bloc in found.blocs])[:-1].tolist()
    chosen = MEASURES[found.measure]
    sizes = listed([str(len(bloc.members)) for bloc in found.blocs])
    frame = Frame(
        title=f"{len(found.blocs)} blocs, of {sizes} members",
        subtitle=ground.subtitle(chosen.name),
        how_to_read=(
            f"Blue is more alike, orange less; lines part the blocs (average linkage). "
            f"{_scale_words(found.measure)}"
        ),
        does_not_show=(
            "that these are alliances: another measure, number of blocs or span of years divides "
            "members otherwise."
        ),
        source=ground.source_words(),
    )
    return Chart(frame, _heat(matrix.rows(order), order, found.measure, least, ends))


def _scale_words(measure: str) -> str:
    if MEASURES[measure].chance_corrected:
        return "0 is what chance gives, 1 always alike."
    return "1 is always alike; not corrected for chance."


def _heat(
    matrix: VoteMatrix, order: Sequence[str], measure: str, least: int, ends: Sequence[int]
) -> dict[str, Any]:
    values = agreement_matrix(matrix.cells, measure, least)
    count, look = len(order), colours()
    cell = max(2, min(34, 560 // count))
    named = count <= LABELLED
    names = list(order) if named else [f"{place:03}" for place in range(count)]
    size = {"labelFontSize": 11, "labelAngle": 0} if count <= 20 else {"labelFontSize": 8}
    axis = {"title": None, "labels": named, "ticks": False, "domain": False, **size}
    across = {
        channel: {"field": channel, "type": "ordinal", "sort": names, "axis": axis}
        for channel in ("x", "y")
    }
    rows = [
        {"x": names[one], "y": names[other], "v": _rounded(values[other, one])}
        for one in range(count)
        for other in range(count)
        if one != other
    ]
    value = {"field": "v", "type": "quantitative"}
    legend = {"legend": {"title": _SHORT[measure]}, "scale": _colour_scale(measure)}
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "rect"}, "encoding": {**across, "color": {**value, **legend}}}
    ]
    layers += [
        {
            "data": {"values": [{}]},
            "mark": {"type": "rule", "color": look["ink"]},
            "encoding": {channel: {"value": end * cell}},
        }
        for end in ends
        for channel in ("x", "y")
    ]
    if count <= NUMBERED:
        light = {"test": "abs(datum.v) > 0.55", "value": look["paper"]}
        layers.append(
            {
                "mark": {"type": "text", "fontSize": 11},
                "encoding": {
                    **across,
                    "text": {**value, "format": ".2f"},
                    "color": {"condition": light, "value": look["ink"]},
                },
            }
        )
    side = {"width": cell * count, "height": cell * count}
    return {**side, "data": {"values": rows}, "layer": layers}


def _colour_scale(measure: str) -> dict[str, Any]:
    look = colours()
    return {
        "domain": [0, 0.5, 1] if MEASURES[measure].lowest == 0 else [-1, 0, 1],
        "range": [look["against"], look["paper"], look["for"]],
        "clamp": True,
        "interpolate": "rgb",
    }


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 3)
