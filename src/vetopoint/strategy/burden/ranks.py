"""Do the large carry more than their share? Rank correlation of size and defence burden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from vetopoint.strategy.burden.allies import Ally, chance_of, midranks, rank_correlation
from vetopoint.strategy.burden.years import LEAST, SOURCE, over_years, spending_of_text
from vetopoint.strategy.folders import text_in
from vetopoint.strategy.inputs import BadInputError, Input, Kind
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Table
from vetopoint.strategy.rows import cell_number, read_rows

__all__ = ["MODEL", "NATO_1964"]

# Members in the order of their gross national product, with the rank of defence spending as a
# share of it (Olson and Zeckhauser 1966, Table 1).
NATO_1964 = (
    *(("USA", 1), ("DEU", 6), ("GBR", 3), ("FRA", 4), ("ITA", 10), ("CAN", 8), ("NLD", 7)),
    *(("BEL", 12), ("DNK", 13), ("TUR", 5), ("NOR", 11), ("GRC", 9), ("PRT", 2), ("LUX", 14)),
)


def _published() -> list[Ally]:
    number = len(NATO_1964)
    return [
        Ally(member, Fraction(number - place), Fraction(-rank))
        for place, (member, rank) in enumerate(NATO_1964)
    ]


def _of_table(text: str) -> list[Ally]:
    return [
        Ally(
            row["member"],
            cell_number(row, "size", "--members", low=0),
            cell_number(row, "burden", "--members", low=0),
        )
        for row in read_rows(text, ("member", "size", "burden"), "--members")
    ]


def _of_data(inputs: Mapping[str, Any]) -> Answer:
    told = spending_of_text(
        text_in(inputs["data"], "wdi_gdp", "GDP as iso3,year,gdp_usd"),
        text_in(inputs["data"], "milex_pct_gdp", "spending as iso3_lower,year,milex_pct_gdp"),
    )
    if not inputs["year"]:
        return over_years(told, inputs["since"], inputs["until"])
    if inputs["since"] or inputs["until"]:
        raise BadInputError("--year is one year; leave out --since and --until, or leave out it")
    allies, without = told.nato_in(inputs["year"])
    said = (f"Left out, as a figure is unknown: {', '.join(without)}.",) if without else ()
    return _answer(allies, f"NATO {inputs['year']}", SOURCE, said)


def _solve(inputs: Mapping[str, Any]) -> Answer:
    if inputs["members"] is not None:
        return _answer(_of_table(inputs["members"]), "your table", "the table as given", ())
    if inputs["data"] is not None:
        return _of_data(inputs)
    return _answer(_published(), "NATO 1964", "Olson and Zeckhauser 1966, Table 1 (ranks)", ())


def _answer(allies: Sequence[Ally], name: str, source: str, cautions: Sequence[str]) -> Answer:
    if len(allies) < LEAST:
        raise BadInputError(
            f"{name} has {len(allies)} members with both figures; ranks need at least {LEAST}"
        )
    sizes, burdens = [a.size for a in allies], [a.burden for a in allies]
    found = rank_correlation(sizes, burdens)
    chance = chance_of(found, len(allies))
    rows: list[dict[str, Any]] = [
        {"member": ally.member, "size": float(size), "burden": float(burden)}
        for ally, size, burden in zip(allies, midranks(sizes), midranks(burdens), strict=True)
    ]
    rows.sort(key=lambda row: row["size"])
    columns = (
        ("member", "Member", False),
        ("size", "Rank of size", True),
        ("burden", "Rank of burden", True),
    )
    return Answer(
        "Spearman's rank correlation; its chance by the normal approximation",
        isinstance(found, Fraction),
        {"rank_correlation": found, "members": len(allies), "one_sided_chance": chance},
        f"In {name}, the rank of size and the rank of defence burden correlate by "
        f"{float(found):.3f} over {len(allies)} members; as high or higher would come with chance "
        f"{chance:.3f} if ranks were drawn by lot.",
        (Table("ranks", columns, rows),),
        Figure(
            title=f"Do the large carry more than their share? {name}",
            subtitle=f"Rank of defence burden, 1 the heaviest; ρ = {float(found):.3f}",
            how_to_read=(
                "Members from the largest economy down; the shorter the bar, the heavier the "
                "burden. If size did not matter, the bars would be in no order."
            ),
            source=source,
            drawing=Drawing.BARS,
            rows=[{"label": row["member"], "rank": row["burden"]} for row in rows],
            x="rank",
            y="label",
            x_title="rank of burden",
        ),
        tuple(cautions),
    )


MODEL = Model(
    slug="burden-sharing",
    topic="burden",
    title="Burden sharing in an alliance",
    question="Do the large members of an alliance carry more than their share?",
    inputs=(
        Input(
            "members",
            Kind.FILE,
            None,
            "CSV of your own: member,size,burden (larger is more).",
            unless=("data",),
        ),
        Input("data", Kind.FOLDER, None, "A folder with wdi_gdp*.csv and milex_pct_gdp*.csv."),
        Input(
            "year",
            Kind.INTEGER,
            0,
            "The year, such as 2020; 0 for all.",
            "",
            0,
            2200,
            (),
            ("data",),
        ),
        Input("since", Kind.INTEGER, 0, "First of all years.", "", 0, 2200, (), ("data",)),
        Input("until", Kind.INTEGER, 0, "Last of all years.", "", 0, 2200, (), ("data",)),
    ),
    solve=_solve,
    references=(
        (
            "Olson, M. and R. Zeckhauser (1966). An Economic Theory of Alliances. Review of "
            "Economics and Statistics 48(3), 266-279."
        ),
        "Sandler, T. and K. Hartley (2001). Economics of Alliances. J. Econ. Literature 39(3).",
    ),
    does_not_show=(
        "Who gains what from the alliance, or what is spent outside the defence budget; ranks hide "
        "how far apart members are, and a correlation does not say why."
    ),
    examples=(
        Example({}, {"rank_correlation": 0.490}, 0.0005, "Olson and Zeckhauser 1966, Table 1"),
    ),
)
