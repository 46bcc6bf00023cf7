"""Do the large carry more than their share? Rank correlation of size and defence burden."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import Any

from attrs import frozen

from vetopoint.law.bodies import open_body
from vetopoint.strategy.folders import text_in
from vetopoint.strategy.inputs import BadInputError, Input, Kind
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Table
from vetopoint.strategy.rows import cell_number, read_rows

__all__ = ["MODEL", "Ally", "midranks", "nato_in", "rank_correlation"]

# Members in the order of their gross national product, with the rank of defence spending as a
# share of it (Olson and Zeckhauser 1966, Table 1).
NATO_1964 = (
    *(("USA", 1), ("DEU", 6), ("GBR", 3), ("FRA", 4), ("ITA", 10), ("CAN", 8), ("NLD", 7)),
    *(("BEL", 12), ("DNK", 13), ("TUR", 5), ("NOR", 11), ("GRC", 9), ("PRT", 2), ("LUX", 14)),
)
LEAST = 4


@frozen
class Ally:
    """One ally: the size of its economy and its defence burden, larger meaning more."""

    member: str
    size: Fraction
    burden: Fraction


def midranks(values: Sequence[Fraction]) -> list[Fraction]:
    """Ranks from 1 for the largest; equals share the mean of their ranks.

    >>> midranks([Fraction(5), Fraction(7), Fraction(5)])
    [Fraction(5, 2), Fraction(1, 1), Fraction(5, 2)]
    """
    above = [sum(other > value for other in values) for value in values]
    return [
        Fraction(2 * more + values.count(value) + 1, 2)
        for more, value in zip(above, values, strict=True)
    ]


def rank_correlation(first: Sequence[Fraction], second: Sequence[Fraction]) -> Fraction | float:
    """Spearman's ρ: the correlation of midranks; an exact fraction where there are no ties.

    >>> rank_correlation([Fraction(n) for n in (3, 2, 1)], [Fraction(n) for n in (9, 1, 4)])
    Fraction(1, 2)
    """
    number = len(first)
    one, other = midranks(first), midranks(second)
    if len(set(first)) == len(set(second)) == number:
        gaps = sum(((a - b) ** 2 for a, b in zip(one, other, strict=True)), Fraction(0))
        return 1 - 6 * gaps / (number * (number**2 - 1))
    middle = Fraction(number + 1, 2)
    together = sum((a - middle) * (b - middle) for a, b in zip(one, other, strict=True))
    spread = [sum((rank - middle) ** 2 for rank in ranks) for ranks in (one, other)]
    if not all(spread):
        raise BadInputError("all sizes or all burdens are equal, so their ranks say nothing")
    return float(together) / sqrt(float(spread[0]) * float(spread[1]))


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


def nato_in(year: int, economy: str, spending: str) -> tuple[list[Ally], list[str]]:
    """NATO's members on 1 July of a year with both figures, and the codes of those without.

    Parameters
    ----------
    economy
        CSV with iso3, year, gdp_usd (current US dollars).
    spending
        CSV with iso3_lower, year, milex_pct_gdp (per cent of GDP).
    """
    members = open_body("nato", datetime.date(year, 7, 1)).seats
    sizes = _column(economy, "iso3", "gdp_usd", year)
    burdens = _column(spending, "iso3_lower", "milex_pct_gdp", year)
    known = [m for m in members if m in sizes and m in burdens]
    return [Ally(m, sizes[m], burdens[m]) for m in known], sorted(set(members) - set(known))


def _column(text: str, code: str, column: str, year: int) -> dict[str, Fraction]:
    reader = csv.DictReader(io.StringIO(text))
    if missing := [
        name for name in (code, "year", column) if name not in (reader.fieldnames or ())
    ]:
        raise BadInputError(f"the data have no column {missing[0]!r}; take the published file")
    return {
        row[code].upper(): Fraction(row[column])
        for row in reader
        if row["year"] == str(year) and row[column]
    }


def _solve(inputs: Mapping[str, Any]) -> Answer:
    if inputs["members"] is not None:
        return _answer(_of_table(inputs["members"]), "your table", "the table as given", ())
    if inputs["data"] is not None:
        year = inputs["year"]
        if not year:
            raise BadInputError("--data needs a year; give --year, such as 2020")
        allies, without = nato_in(
            year,
            text_in(inputs["data"], "wdi_gdp", "GDP as iso3,year,gdp_usd"),
            text_in(inputs["data"], "milex_pct_gdp", "spending as iso3_lower,year,milex_pct_gdp"),
        )
        said = (f"Left out, as a figure is unknown: {', '.join(without)}.",) if without else ()
        return _answer(
            allies, f"NATO {year}", "World Bank, GDP in current US$ and military share of GDP", said
        )
    return _answer(_published(), "NATO 1964", "Olson and Zeckhauser 1966, Table 1 (ranks)", ())


def _answer(allies: Sequence[Ally], name: str, source: str, cautions: Sequence[str]) -> Answer:
    if len(allies) < LEAST:
        raise BadInputError(
            f"{name} has {len(allies)} members with both figures; ranks need at least {LEAST}"
        )
    sizes, burdens = [a.size for a in allies], [a.burden for a in allies]
    found = rank_correlation(sizes, burdens)
    chance = NormalDist().cdf(-float(found) * sqrt(len(allies) - 1))
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
        Input("members", Kind.FILE, None, "CSV of your own: member,size,burden (larger is more)."),
        Input("data", Kind.FOLDER, None, "A folder with wdi_gdp*.csv and milex_pct_gdp*.csv."),
        Input("year", Kind.INTEGER, 0, "The year of --data, such as 2020.", "", 0, 2200),
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
