"""The model of alignment: a region beside the powers, raw and beyond chance, with breaks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vetopoint.infer.agreement import measure_named
from vetopoint.infer.matrices import NoVotesError, VoteMatrix, recorded_matrix
from vetopoint.infer.positions import shipped
from vetopoint.law.states import short_name
from vetopoint.strategy.inputs import BadInputError, Input, Kind
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Mark, Table
from vetopoint.strategy.rows import read_rows
from vetopoint.strategy.spheres.breaks import Break, supported
from vetopoint.strategy.spheres.distances import (
    Distance,
    distance_figure,
    distance_table,
    distance_values,
    distances,
)
from vetopoint.strategy.spheres.likeness import Likeness, likenesses
from vetopoint.strategy.spheres.regions import Region, named_regions, region_named, seats_named

__all__ = ["MODEL", "matrix_of_text"]

SIGNS = {"+": 0, "y": 0, "for": 0, "o": 1, "a": 1, "abstain": 1, "-": 2, "−": 2, "n": 2}
SIGNS |= {"against": 2, "": -1, "x": -1, ".": -1, "absent": -1}


def matrix_of_text(text: str) -> VoteMatrix:
    r"""Roll calls from CSV: `period` (a year), then a column for each member.

    Ballots are + or Y, o or A, - or N; an empty cell, or X, is none.

    >>> matrix_of_text("period,north,south\n2000,+,-\n").cells.tolist()
    [[0], [2]]
    """
    rows = read_rows(text, ["period"], "--rollcalls")
    members = tuple(name for name in rows[0] if name != "period")
    if len(members) < 2:
        raise BadInputError("--rollcalls has fewer than two members; give each a column")
    cells = []
    for number, row in enumerate(rows, start=2):
        if not row["period"].isdigit() or not 1 <= int(row["period"]) <= 9999:
            raise BadInputError(f"line {number} of --rollcalls has no year under period; give one")
        if strange := [m for m in members if row[m].casefold() not in SIGNS]:
            raise BadInputError(
                f"line {number} of --rollcalls has {row[strange[0]]!r} for {strange[0]}; "
                "write +, o, - or nothing"
            )
        cells.append([SIGNS[row[member].casefold()] for member in members])
    years = [int(row["period"]) for row in rows]
    return VoteMatrix(
        members,
        tuple(f"vote {number}" for number in range(1, len(rows) + 1)),
        np.asarray([f"{year:04d}-01-01" for year in years], "datetime64[D]"),
        np.zeros(len(rows), np.int64),
        np.asarray(cells, np.int8).T,
        source="roll calls as given",
    )


def _matrix(inputs: Mapping[str, Any]) -> VoteMatrix:
    if inputs["rollcalls"] is not None:
        return matrix_of_text(inputs["rollcalls"])
    since = datetime.date(inputs["since"], 1, 1)
    until = datetime.date(inputs["until"], 12, 31)
    if since > until:
        raise BadInputError("--since is after --until; put the earlier year first")
    data = Path(inputs["data"]) if inputs["data"] else None
    return recorded_matrix("un-general-assembly", since, until, data)


def _asked(
    inputs: Mapping[str, Any], matrix: VoteMatrix
) -> tuple[Region, tuple[str, ...], Mapping[str, str]]:
    """The region, the powers, and a name for each power."""
    if inputs["rollcalls"] is not None:
        listed = [name.strip() for name in str(inputs["region"]).split(",")]
        powers = tuple(name.strip() for name in str(inputs["powers"]).split(","))
        for name in (*listed, *powers):
            matrix.row(name)
        return Region(", ".join(listed), tuple(listed), ""), powers, {p: p for p in powers}
    day = matrix.days.max().astype(datetime.date)
    region = region_named(inputs["region"], day)
    powers = seats_named(inputs["powers"])
    if not set(region.seats) - set(powers):
        raise BadInputError("the region holds nobody but the powers; name other States")
    return region, powers, {power: short_name(power) for power in powers}


def _labels(inputs: Mapping[str, Any], matrix: VoteMatrix) -> tuple[npt.NDArray[np.int64], int]:
    """The first year of the period of each vote, and the years in a period."""
    years = matrix.labels("year")
    span = inputs["span"] or (10 if matrix.selected else 1)
    return np.asarray(years // span * span), span


def _solve(inputs: Mapping[str, Any]) -> Answer:
    matrix = _matrix(inputs)
    region, powers, names = _asked(inputs, matrix)
    labels, span = _labels(inputs, matrix)
    measures = tuple(measure_named(text) for text in ("agreement", inputs["measure"]))
    least = 5 if matrix.selected and inputs["least"] == 10 else inputs["least"]
    found = {
        power: likenesses(
            matrix, labels, region.seats, power, measures, least, inputs["draws"], inputs["seed"]
        )
        for power in powers
    }
    if not any(found.values()):
        raise NoVotesError(
            f"no State of the region has {least} votes in common with a power in any period; "
            "take a longer --span, a lower --least or the full record with --data DIR"
        )
    slug = measures[1].slug
    series = {power: [one for one in found[power] if one.measure == slug] for power in powers}
    breaks = {power: _breaks(series[power]) for power in powers}
    apart = _distances(inputs, region, powers)
    distance_breaks = {power: _breaks(ones) for power, ones in apart.items()}
    rows = _rows(found, powers, names, slug)
    return Answer(
        f"mean over members of agreement and {measures[1].name}, votes resampled "
        f"{inputs['draws']} times; distance of ideal points draw by draw; breaks by least squares "
        "and Schwarz's criterion",
        False,
        _value(found, powers, slug, breaks) | distance_values(apart, distance_breaks),
        _reason(region, powers, names, found, slug, breaks),
        (
            _periods(rows),
            _break_table("breaks", powers, names, series, breaks),
            *(
                (
                    distance_table(apart, names),
                    _break_table("breaks in distance", tuple(apart), names, apart, distance_breaks),
                )
                if apart
                else ()
            ),
        ),
        distance_figure(region.name, apart, names)
        if apart and _draws_distance(inputs, matrix)
        else _figure(region, rows, powers, names, breaks, series, measures[1].name, matrix, span),
        _cautions(matrix, powers, inputs),
    )


def _draws_distance(inputs: Mapping[str, Any], matrix: VoteMatrix) -> bool:
    return bool(inputs["draw"] == "distance" or (inputs["draw"] == "auto" and matrix.selected))


def _distances(
    inputs: Mapping[str, Any], region: Region, powers: Sequence[str]
) -> dict[str, tuple[Distance, ...]]:
    """By power, where ideal points ship for these members; none for roll calls of one's own."""
    if inputs["rollcalls"] is not None:
        return {}
    since, until = inputs["since"], inputs["until"]
    found = {
        power: distances(shipped("assembly"), region.seats, power, since, until) for power in powers
    }
    return {power: ones for power, ones in found.items() if ones}


def _breaks(series: Sequence[Likeness] | Sequence[Distance]) -> tuple[Break, ...]:
    if not series or len({len(one.drawn) for one in series}) > 1:
        return ()
    drawn = np.stack([one.drawn for one in series], axis=1)
    return supported([one.value for one in series], drawn[:100])


def _rows(
    found: Mapping[str, Sequence[Likeness]],
    powers: Sequence[str],
    names: Mapping[str, str],
    slug: str,
) -> list[dict[str, Any]]:
    rows = []
    for power in powers:
        raw = {one.period: one for one in found[power] if one.measure == "agreement"}
        for one in (one for one in found[power] if one.measure == slug):
            low, high = one.interval()
            rows.append(
                {
                    "period": one.period,
                    "power": names[power],
                    "members": one.members,
                    "votes": one.votes,
                    "agreement": round(raw[one.period].value, 3) if one.period in raw else None,
                    "corrected": round(one.value, 3),
                    "low": round(low, 3),
                    "high": round(high, 3),
                }
            )
    return sorted(rows, key=lambda row: (row["period"], list(names.values()).index(row["power"])))


def _value(
    found: Mapping[str, Sequence[Likeness]],
    powers: Sequence[str],
    slug: str,
    breaks: Mapping[str, Sequence[Break]],
) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for power in powers:
        for kind, measure in (("agreement", "agreement"), ("corrected", slug)):
            held = [one for one in found[power] if one.measure == measure]
            value[f"{kind}_{power}"] = held[-1].value if held else None
        series = [one for one in found[power] if one.measure == slug]
        value[f"breaks_{power}"] = [series[one.place].period for one in breaks[power]]
    return value


def _reason(
    region: Region,
    powers: Sequence[str],
    names: Mapping[str, str],
    found: Mapping[str, Sequence[Likeness]],
    slug: str,
    breaks: Mapping[str, Sequence[Break]],
) -> str:
    told = []
    for power in powers:
        series = [one for one in found[power] if one.measure == slug]
        if not series:
            told.append(f"{names[power]} has too few votes in common")
            continue
        low, high = series[-1].interval()
        told.append(
            f"{names[power]} {series[-1].value:.2f} ({low:.2f} to {high:.2f}, "
            f"{len(breaks[power])} breaks)"
        )
    last = max(one.period for ones in found.values() for one in ones)
    said = (
        f"In the last period, from {last}, the votes of {region.name} agree beyond chance with "
        f"{'; '.join(told)}. 0 is what chance alone would give, 1 is agreement in all."
    )
    return said.replace(" -", " −").replace("(-", "(−")


def _periods(rows: Sequence[Mapping[str, Any]]) -> Table:
    return Table(
        "by period",
        (
            ("period", "From", False),
            ("power", "Power", False),
            ("members", "Members", True),
            ("votes", "Votes", True),
            ("agreement", "Agree", True),
            ("corrected", "Corrected", True),
            ("low", "Low", True),
            ("high", "High", True),
        ),
        rows,
    )


def _break_table(
    title: str,
    powers: Sequence[str],
    names: Mapping[str, str],
    series: Mapping[str, Sequence[Likeness]] | Mapping[str, Sequence[Distance]],
    breaks: Mapping[str, Sequence[Break]],
) -> Table:
    rows = [
        {
            "power": names[power],
            "period": _beginning(series[power][one.place]),
            "before": round(one.before, 3),
            "after": round(one.after, 3),
            "support": None if one.support is None else round(one.support, 2),
        }
        for power in powers
        for one in breaks[power]
    ]
    columns = (
        ("power", "Power", False),
        ("period", "New level from", False),
        ("before", "Before", True),
        ("after", "After", True),
        ("support", "In resamples", True),
    )
    return Table(title, columns, rows)


def _beginning(one: Likeness | Distance) -> int:
    return one.year if isinstance(one, Distance) else one.period


def _cautions(
    matrix: VoteMatrix, powers: Sequence[str], inputs: Mapping[str, Any]
) -> tuple[str, ...]:
    found = []
    if matrix.selected:
        found.append(
            "This is the landmark record, picked for importance: it stands for no period. Import "
            "the full record, or name a folder with --data."
        )
    if "CHN" in powers and inputs["rollcalls"] is None and matrix.days.min().astype(int) < 663:
        found.append("Until 25 October 1971 the seat of China was held from Taipei.")
    return tuple(found)


def _figure(
    region: Region,
    rows: Sequence[Mapping[str, Any]],
    powers: Sequence[str],
    names: Mapping[str, str],
    breaks: Mapping[str, Sequence[Break]],
    series: Mapping[str, Sequence[Likeness]],
    measure: str,
    matrix: VoteMatrix,
    span: int,
) -> Figure:
    marks = [
        Mark(str(series[power][one.place].period), x=series[power][one.place].period)
        for power in powers[:1]
        for one in breaks[power]
    ]
    many = "each year" if span == 1 else f"every {span} years"
    return Figure(
        title=f"How {region.name} votes beside the powers",
        subtitle=f"{measure}, mean over States, {many}; bands: 95 % of resampled votes",
        how_to_read="1 is agreement in all, 0 what chance would give. Rules: breaks with "
        f"{names[powers[0]]}.",
        source=matrix.source or "votes as given",
        drawing=Drawing.LINES,
        rows=[{**row, "series": row["power"]} for row in rows],
        x="period",
        y="corrected",
        series="series",
        low="low",
        high="high",
        x_title="Year",
        y_title="Agreement beyond chance",
        marks=marks,
    )


_TOY = "period,region,power\n" + "".join(
    f"2000,{one},{other}\n" for one, other in zip("++++++++o-", "+++++++o--", strict=True)
)

MODEL = Model(
    slug="spheres",
    topic="spheres",
    title="Alignment of a region with the powers",
    question="With which power does a region vote, beyond chance, and since when?",
    inputs=(
        Input(
            "region",
            Kind.TEXT,
            "western-hemisphere",
            f"A region ({', '.join(named_regions())}), a body's slug, or States.",
        ),
        Input("powers", Kind.TEXT, "USA,CHN,RUS", "The powers, with commas."),
        Input("data", Kind.FOLDER, None, "Folder of the full record; else the imported one."),
        Input("since", Kind.INTEGER, 1946, "First year.", "", 1946, 9999),
        Input("until", Kind.INTEGER, 9999, "Last year.", "", 1946, 9999),
        Input("span", Kind.INTEGER, None, "Years in a period; 1, or 10 for landmarks.", "", 1, 100),
        Input(
            "measure",
            Kind.CHOICE,
            "kappa-squared",
            "The measure corrected for chance.",
            choices=("kappa", "kappa-squared", "kappa-absolute", "pi-squared", "pi-absolute"),
        ),
        Input("least", Kind.INTEGER, 10, "Fewest votes in common.", "votes", 2),
        Input("draws", Kind.INTEGER, 200, "Resamples of the votes.", "", 50, 5000),
        Input("seed", Kind.INTEGER, 0, "Seed of the resamples.", low=0),
        Input(
            "draw",
            Kind.CHOICE,
            "auto",
            "Which figure.",
            choices=("auto", "agreement", "distance"),
        ),
        Input("rollcalls", Kind.FILE, None, "CSV of your own: period, then each member."),
    ),
    solve=_solve,
    references=(
        (
            "Häge, F. M. (2011). Choice or Circumstance? Adjusting Measures of Foreign Policy "
            "Similarity for Chance Agreement. Political Analysis 19(3), 287-305."
        ),
        (
            "Bailey, M. A., Strezhnev, A. and Voeten, E. (2017). Estimating Dynamic State "
            "Preferences from United Nations Voting Data. Journal of Conflict Resolution 61(2), "
            "430-456."
        ),
        (
            "Bai, J. and Perron, P. (2003). Computation and analysis of multiple structural change "
            "models. Journal of Applied Econometrics 18(1), 1-22."
        ),
        (
            "Yao, Y.-C. (1988). Estimating the number of change-points via Schwarz' criterion. "
            "Statistics & Probability Letters 6(3), 181-189."
        ),
    ),
    does_not_show=(
        "Influence: States vote alike for many reasons, and what is put to the vote changes with "
        "the years. A list of States is a choice, not a claim that they are anyone's sphere."
    ),
    examples=(
        Example(
            {"rollcalls": _TOY, "region": "region", "powers": "power"},
            {"agreement_power": 0.80, "corrected_power": 0.818},
            0.0005,
            "Häge 2011, formulas; ten toy votes worked in the textbook",
        ),
        Example(
            {
                "rollcalls": _TOY,
                "region": "region",
                "powers": "power",
                "measure": "pi-absolute",
            },
            {"corrected_power": 0.683},
            0.0005,
            "Häge 2011, formulas; ten toy votes worked in the textbook",
        ),
    ),
)
