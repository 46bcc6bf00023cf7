"""NATO's spending year by year: the rank correlation of size and burden over time."""

from __future__ import annotations

import csv
import datetime
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen

from vetopoint.law.bodies import open_body
from vetopoint.strategy.burden.allies import Ally, chance_of, rank_correlation
from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.results import Answer, Drawing, Figure, Table

__all__ = ["LEAST", "SOURCE", "Spending", "over_years", "spending_of_text"]

LEAST = 4  # members with both figures
FIRST = 1950  # the first 1 July with members
SOURCE = "World Bank, GDP in current US$ and military share of GDP"
UNKNOWN = (
    "Members differ by year; those without a figure are left out, and counted as unknown. Spent: "
    "per cent of the joint GDP of the rest."
)
_Years = Mapping[int, Mapping[str, Fraction]]


@frozen
class Spending:
    """By year and State: the economy in current US dollars, and per cent of it for defence."""

    economies: _Years
    burdens: _Years

    def years(self) -> tuple[int, ...]:
        """The years that both tables know, from the first with members on."""
        return tuple(sorted(y for y in self.economies.keys() & self.burdens.keys() if y >= FIRST))

    def nato_in(self, year: int) -> tuple[list[Ally], list[str]]:
        """NATO's members on 1 July with both figures, and the codes of those without."""
        members = open_body("nato", datetime.date(year, 7, 1)).seats
        sizes, burdens = self.economies.get(year, {}), self.burdens.get(year, {})
        known = [m for m in members if m in sizes and m in burdens]
        return [Ally(m, sizes[m], burdens[m]) for m in known], sorted(set(members) - set(known))


def spending_of_text(economy: str, spending: str) -> Spending:
    r"""Both tables from CSV: iso3, year, gdp_usd; and iso3_lower, year, milex_pct_gdp.

    >>> told = spending_of_text(
    ...     "iso3,year,gdp_usd\nUSA,2020,5", "iso3_lower,year,milex_pct_gdp\nusa,2020,3.5"
    ... )
    >>> told.years()
    (2020,)
    """
    return Spending(
        _column(economy, "iso3", "gdp_usd"), _column(spending, "iso3_lower", "milex_pct_gdp")
    )


def _column(text: str, code: str, column: str) -> _Years:
    reader = csv.DictReader(io.StringIO(text))
    if missing := [
        name for name in (code, "year", column) if name not in (reader.fieldnames or ())
    ]:
        raise BadInputError(f"the data have no column {missing[0]!r}; take the published file")
    found: dict[int, dict[str, Fraction]] = defaultdict(dict)
    for row in reader:
        if not row[column]:
            continue
        try:
            found[int(row["year"])][row[code].upper()] = Fraction(row[column])
        except ValueError:
            raise BadInputError(
                f"line {reader.line_num} has year {row['year']!r} and {column} {row[column]!r}; "
                "both are numbers"
            ) from None
    return found


def over_years(told: Spending, since: int, until: int) -> Answer:
    """The correlation in every year that has members enough, and what all spent together."""
    rows = [
        _row(year, told)
        for year in told.years()
        if year >= since and (not until or year <= until) and len(told.nato_in(year)[0]) >= LEAST
    ]
    if not rows:
        raise BadInputError(
            f"no year has {LEAST} members with both figures; change --since or --until"
        )
    first, last = rows[0], rows[-1]
    rare = [row for row in rows if row["chance"] < 0.05]
    value = {
        "years": len(rows),
        "since": first["year"],
        "until": last["year"],
        "rank_correlation": last["correlation"],
        "years_below_one_in_twenty": len(rare),
    }
    reason = (
        f"From {first['year']} to {last['year']} the rank correlation of size and burden in NATO "
        f"went from {_signed(first['correlation'])} to {_signed(last['correlation'])}; in "
        f"{len(rare)} of {len(rows)} years so high a one would come by lot with chance below 0.05. "
        f"All spent {first['spent']:.2f} % of their joint GDP in the first year and "
        f"{last['spent']:.2f} % in the last."
    )
    return Answer(
        "Spearman's rank correlation in each year; its chance by the normal approximation",
        False,
        value,
        reason,
        (_table(rows),),
        _figure(rows),
        (UNKNOWN,),
    )


def _signed(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def _row(year: int, told: Spending) -> dict[str, Any]:
    allies, without = told.nato_in(year)
    found = rank_correlation([a.size for a in allies], [a.burden for a in allies])
    joint = sum((a.size for a in allies), Fraction(0))
    spent = sum((a.size * a.burden for a in allies), Fraction(0)) / joint
    return {
        "year": year,
        "members": len(allies),
        "unknown": len(without),
        "correlation": round(float(found), 3),
        "chance": round(chance_of(found, len(allies)), 3),
        "spent": round(float(spent), 2),
    }


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = (
        ("year", "Year", True),
        ("members", "Members", True),
        ("unknown", "Unknown", True),
        ("correlation", "ρ", True),
        ("chance", "By lot", True),
        ("spent", "Spent, %", True),
    )
    return Table("years", columns, rows)


def _figure(rows: Sequence[Mapping[str, Any]]) -> Figure:
    return Figure(
        title="Did the large members of NATO carry more than their share?",
        subtitle=f"Rank correlation of economy and burden, {rows[0]['year']}–{rows[-1]['year']}",
        how_to_read=(
            "Above 0 the large spend the larger share of their economy; 0 is what lots would give "
            "on average. The value published for 1964 is 0.490."
        ),
        source=SOURCE,
        drawing=Drawing.LINES,
        rows=[
            {"year": row["year"], "correlation": row["correlation"], "series": "ρ"} for row in rows
        ],
        x="year",
        y="correlation",
        series="series",
        x_title="Year",
        y_title="Rank correlation",
        y_domain=(-1, 1),
    )
