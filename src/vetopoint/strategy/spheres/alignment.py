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
from vetopoint.strategy.results import Answer, Drawing, Figure, Mark
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
from vetopoint.strategy.spheres.rollcalls import matrix_of_text
from vetopoint.strategy.spheres.series import Beside, break_table

__all__ = ["MODEL"]


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
    beside = Beside(names, found, slug, {power: _breaks(series[power]) for power in powers})
    apart = _distances(inputs, region, powers)
    distance_breaks = {power: _breaks(ones) for power, ones in apart.items()}
    tables = [beside.periods(), break_table("breaks", names, series, beside.breaks)]
    if apart:
        tables += [
            distance_table(apart, names),
            break_table("breaks in distance", names, apart, distance_breaks),
        ]
    return Answer(
        f"mean over members of agreement and {measures[1].name}, votes resampled "
        f"{inputs['draws']} times; distance of ideal points draw by draw; breaks by least squares "
        "and Schwarz's criterion",
        False,
        beside.value() | distance_values(apart, distance_breaks),
        beside.reason(region.name),
        tables,
        distance_figure(region.name, apart, names)
        if apart and _draws_distance(inputs, matrix)
        else _figure(region, beside, measures[1].name, matrix, span),
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


def _figure(region: Region, beside: Beside, measure: str, matrix: VoteMatrix, span: int) -> Figure:
    first, *_ = beside.names
    years = [beside.series(first)[one.place].period for one in beside.breaks[first]]
    many = "each year" if span == 1 else f"every {span} years"
    return Figure(
        title=f"How {region.name} votes beside the powers",
        subtitle=f"{measure}, mean over States, {many}; bands: 95 % of resampled votes",
        how_to_read="1 is agreement in all, 0 what chance would give. Rules: breaks with "
        f"{beside.names[first]}.",
        source=matrix.source or "votes as given",
        drawing=Drawing.LINES,
        rows=[{**row, "series": row["power"]} for row in beside.rows()],
        x="period",
        y="corrected",
        series="series",
        low="low",
        high="high",
        x_title="Year",
        y_title="Agreement beyond chance",
        marks=[Mark(str(year), x=year) for year in years],
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
        Input(
            "data",
            Kind.FOLDER,
            None,
            "Folder of the full record; else the imported one.",
            unless=("rollcalls",),
        ),
        Input("since", Kind.INTEGER, 1946, "First year.", "", 1946, 9999, unless=("rollcalls",)),
        Input("until", Kind.INTEGER, 9999, "Last year.", "", 1946, 9999, unless=("rollcalls",)),
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
            "Häge 2011, formulas; ten toy votes worked by hand",
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
            "Häge 2011, formulas; ten toy votes worked by hand",
        ),
    ),
)
