"""Support for Ukraine by donor, month and kind, as shares of GDP; and what a quoted total could be.

The tracker of the Kiel Institute led with *commitments* until it changed in February 2024 to
*allocations*: aid set aside for delivery. The two differ by half, so a total without its measure,
currency and day says little.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen

from vetopoint.compare.claims.ledger import ledger_of
from vetopoint.strategy.folders import text_in
from vetopoint.strategy.inputs import BadInputError, Input, Kind
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Mark, Table
from vetopoint.strategy.rows import cell_number, read_rows

__all__ = ["KINDS", "MODEL", "Month", "Published", "months_of_text", "published_totals"]

KINDS = ("military", "financial", "humanitarian")
UNIT = "EUR bn"
BREAK = (2024, 2)
"""Year and month from which the tracker leads with allocations."""
NEAR = Fraction(1, 20)
_NEEDED = ("country", "iso", "year", "month", "total", *KINDS, "commitments", "gdp")


@frozen
class Month:
    """What one donor allocated and committed in one month, in billions of euros."""

    donor: str
    code: str
    year: int
    month: int
    allocated: Mapping[str, Fraction]
    committed: Fraction
    gdp: Fraction | None

    @property
    def place(self) -> tuple[int, int]:
        """Year and month, to sort by."""
        return self.year, self.month


@frozen
class Published:
    """A total as published: who gave, what was counted, and the release that printed it.

    `since` is the earliest day on which it can have been quoted.
    """

    donor: str
    amount: Fraction
    measure: str
    unit: str
    source: str
    since: datetime.date


def published_totals() -> tuple[Published, ...]:
    """The published totals at hand, each with its measure, currency and release.

    >>> [float(one.amount) for one in published_totals() if one.donor == "USA"]
    [52.0]
    """
    return tuple(
        Published(cell, amount, table.measure, table.unit, table.source.document, _first_day(name))
        for name, table in ledger_of("intervention-article-2023").tables.items()
        if name.startswith("kiel-")
        for cell, amount in table.cells.items()
        if amount is not None
    )


def _first_day(name: str) -> datetime.date:
    """The day, or the first of the month, in the name of a release: kiel-2022-10-03."""
    year, month, *day = (int(part) for part in name.split("-") if part.isdigit())
    return datetime.date(year, month, day[0] if day else 1)


def months_of_text(text: str, named: str) -> tuple[Month, ...]:
    """Months from the tracker's table, as its data explorer gives it.

    Columns: country, iso, year, month, total, the three kinds, commitments, gdp. Amounts are
    billions of euros; a GDP of 0 or nothing is unknown.
    """
    found = []
    for row in read_rows(text, _NEEDED, named):
        year, month = (int(cell_number(row, key, named, low=1)) for key in ("year", "month"))
        if month > 12:
            raise BadInputError(f"month of {row['country']!r} in {named} is {month}; give 1 to 12")
        allocated = {
            kind: cell_number(row, column, named, empty=Fraction(0))
            for kind, column in (("all", "total"), *((kind, kind) for kind in KINDS))
        }
        found.append(
            Month(
                row["country"],
                row["iso"],
                year,
                month,
                allocated,
                cell_number(row, "commitments", named, empty=Fraction(0)),
                cell_number(row, "gdp", named, low=0, empty=Fraction(0)) or None,
            )
        )
    return tuple(found)


def _solve(inputs: Mapping[str, Any]) -> Answer:
    if inputs["months"] is not None:
        return _from_months(months_of_text(inputs["months"], "--months"), inputs)
    if inputs["data"] is not None:
        text = text_in(inputs["data"], "kiel_ukraine_support", "the tracker's months by donor")
        return _from_months(months_of_text(text, "the tracker's months"), inputs)
    return _from_published(inputs["amount"], inputs["quoted_on"])


def _from_published(amount: Fraction, day: datetime.date) -> Answer:
    totals = published_totals()
    rows = [_published_row(total, amount, day) for total in totals]
    changed = {t.measure: t.amount for t in totals if t.donor == "EU" and "2024" in t.source}
    value = {
        "amount": amount,
        "matches": [row["label"] for row in rows if row["could"] == "yes"],
        "eu_allocated_of_committed": changed["allocations"] / changed["commitments"],
    }
    return Answer(
        "published totals beside one another; a match is within 5 % and printed before the day",
        True,
        value,
        _quoted(amount, day, rows),
        (_published_table(rows),),
        Figure(
            title=f"What could «€{float(amount):g} billion» be?",
            subtitle="Published totals of support for Ukraine, billions of euros",
            how_to_read="Each bar is one published total. Commitments and allocations are "
            "different things and cannot be added or compared.",
            source="Kiel Institute, Ukraine Support Tracker, releases as named in the table",
            drawing=Drawing.BARS,
            rows=[{"label": row["label"], "total": row["total"]} for row in rows],
            x="total",
            y="label",
            x_title=UNIT,
            marks=(Mark(f"{float(amount):g}", x=float(amount)),),
        ),
    )


def _published_row(total: Published, amount: Fraction, day: datetime.date) -> dict[str, Any]:
    is_near = abs(amount / total.amount - 1) <= NEAR
    return {
        "label": f"{total.donor}, {total.measure}, {_when(total.source)}",
        "donor": total.donor,
        "measure": total.measure,
        "total": float(total.amount),
        "unit": total.unit,
        "release": _when(total.source),
        "against": round(float(100 * amount / total.amount), 1),
        "could": "printed later" if day < total.since else "yes" if is_near else "no",
    }


def _when(source: str) -> str:
    return source.rpartition(" up to ")[2] if " up to " in source else source.rpartition(" of ")[2]


def _published_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = (
        ("donor", "Donor", False),
        ("measure", "What is counted", False),
        ("total", UNIT, True),
        ("release", "Kiel release", False),
        ("against", "Quoted, % of it", True),
        ("could", "Could it be?", False),
    )
    return Table("published", columns, rows)


def _quoted(amount: Fraction, day: datetime.date, rows: Sequence[Mapping[str, Any]]) -> str:
    near = [row["label"] for row in rows if row["could"] == "yes"]
    quoted = f"€{float(amount):g} bn, quoted by {day},"
    if near:
        return f"{quoted} lies within 5 % of {' and of '.join(near)}."
    return (
        f"{quoted} is within 5 % of no total at hand that was printed before; with its measure, "
        "its donors and its day unsaid it stays unverified."
    )


def _from_months(months: Sequence[Month], inputs: Mapping[str, Any]) -> Answer:
    until = _until(months, inputs["until"])
    donors = _donors(months, inputs["donors"])
    kind = inputs["kind"]
    taken = [m for m in months if m.place <= until and m.code in donors]
    if not taken:
        raise BadInputError(f"nothing is recorded for these donors up to {_day(until)}; ask later")
    rows = _donor_rows(taken, kind)
    totals = list(_running(taken, kind))
    amount, day = inputs["amount"], inputs["quoted_on"]
    crossings = {name: _crossing(totals, name, amount) for name in ("allocated", "committed")}
    value = {
        "until": _day(until),
        "allocated": totals[-1]["allocated"],
        "committed": totals[-1]["committed"],
        "amount": amount,
        "reached": crossings,
    }
    return Answer(
        f"sums over months to {_day(until)}, {kind} allocations beside all commitments",
        True,
        value,
        _sums_reason(value, kind),
        (
            _donor_table(rows),
            _published_table([_published_row(t, amount, day) for t in published_totals()]),
            _near_table(months, amount, day),
            _month_table(taken, kind),
        ),
        _figure(totals, kind, amount, until),
        (
            (
                "Commitments are re-estimated in every release: a month of 2022 in a later file is "
                "not what was published in 2022 (see the table of published totals)."
            ),
            "GDP is that of the file, one year for all months.",
        ),
    )


def _until(months: Sequence[Month], day: datetime.date | None) -> tuple[int, int]:
    first, last = min(m.place for m in months), max(m.place for m in months)
    if day is None:
        return last
    if (day.year, day.month) < first:
        raise BadInputError(
            f"--until is {day}; the data begin in {first[0]}-{first[1]:02}, so give a later day"
        )
    return min((day.year, day.month), last)


def _donors(months: Sequence[Month], text: str | None) -> set[str]:
    codes = {m.code: m.code for m in months} | {m.donor: m.code for m in months}
    if not text:
        return set(codes.values())
    folded = {name.casefold(): code for name, code in codes.items()}
    asked = [word.strip() for word in text.split(",") if word.strip()]
    for word in asked:
        if word.casefold() not in folded:
            raise BadInputError(
                f"--donors names {word!r}, no donor of the tracker; its codes are "
                f"{', '.join(sorted(set(codes.values())))}"
            )
    return {folded[word.casefold()] for word in asked}


def _day(place: tuple[int, int]) -> str:
    return f"{place[0]}-{place[1]:02}"


def _donor_rows(months: Sequence[Month], kind: str) -> list[dict[str, Any]]:
    rows = []
    for code in sorted({m.code for m in months}):
        own = [m for m in months if m.code == code]
        allocated = sum((m.allocated[kind] for m in own), Fraction(0))
        gdp = own[-1].gdp
        rows.append(
            {
                "donor": own[-1].donor,
                "allocated": round(float(allocated), 3),
                "committed": round(float(sum((m.committed for m in own), Fraction(0))), 3),
                "share": None if gdp is None else round(float(100 * allocated / gdp), 3),
            }
        )
    return sorted(rows, key=lambda row: (-(row["share"] or 0), row["donor"]))


def _donor_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = (
        ("donor", "Donor", False),
        ("allocated", f"Allocated, {UNIT}", True),
        ("share", "% of GDP", True),
        ("committed", f"Committed, {UNIT}", True),
    )
    return Table("donors", columns, rows)


def _month_table(months: Sequence[Month], kind: str) -> Table:
    rows = [
        {
            "donor": m.donor,
            "month": _day(m.place),
            "allocated": round(float(m.allocated[kind]), 4),
            "committed": round(float(m.committed), 4),
            "share": None if m.gdp is None else round(float(100 * m.allocated[kind] / m.gdp), 4),
        }
        for m in months
    ]
    columns = (
        ("donor", "Donor", False),
        ("month", "Month", False),
        ("allocated", f"Allocated, {UNIT}", True),
        ("share", "% of GDP", True),
        ("committed", f"Committed, {UNIT}", True),
    )
    return Table("months", columns, rows)


def _near_table(months: Sequence[Month], amount: Fraction, day: datetime.date) -> Table:
    """Every sum of all donors within 5 % of the amount, at a month that was over by the day."""
    before = [m for m in months if m.place < (day.year, day.month)]
    rows = [
        {"measure": words, "month": _day(total["place"]), "sum": round(float(total[name]), 1)}
        for words, kind, name in (
            ("commitments, all kinds", "all", "committed"),
            *((f"allocations, {kind}", kind, "allocated") for kind in ("all", *KINDS)),
        )
        for total in _running(before, kind)
        if abs(total[name] / amount - 1) <= NEAR
    ]
    columns = (
        ("measure", "Sum of all donors of the file", False),
        ("month", "By the end of", False),
        ("sum", UNIT, True),
    )
    return Table("near", columns, rows)


def _running(months: Sequence[Month], kind: str) -> Iterator[dict[str, Any]]:
    """The sums from the first month to each, every month of the span once."""
    allocated = committed = Fraction(0)
    by: dict[tuple[int, int], list[Month]] = {}
    for month in months:
        by.setdefault(month.place, []).append(month)
    for place in sorted(by):
        allocated += sum((m.allocated[kind] for m in by[place]), Fraction(0))
        committed += sum((m.committed for m in by[place]), Fraction(0))
        yield {"place": place, "allocated": allocated, "committed": committed}


def _crossing(totals: Sequence[Mapping[str, Any]], name: str, amount: Fraction) -> str | None:
    """The first month in which a sum reaches the amount; None if it never does."""
    return next((_day(total["place"]) for total in totals if total[name] >= amount), None)


def _sums_reason(value: Mapping[str, Any], kind: str) -> str:
    words = "All allocations" if kind == "all" else f"{kind.capitalize()} allocations"
    said = (
        f"{words} come to €{float(value['allocated']):.1f} bn by {value['until']}, all commitments "
        f"to €{float(value['committed']):.1f} bn"
    )
    reached = [
        f"{'allocations' if name == 'allocated' else 'commitments'} in {month}"
        for name, month in value["reached"].items()
        if month
    ]
    amount = f"€{float(value['amount']):g} bn"
    if not reached:
        return f"{said}; neither reaches {amount}."
    return f"{said}; in this file {amount} is passed by {' and by '.join(reached)}."


def _figure(
    totals: Sequence[Mapping[str, Any]], kind: str, amount: Fraction, until: tuple[int, int]
) -> Figure:
    words = "allocated" if kind == "all" else f"allocated, {kind}"
    rows = [
        {
            "year": round(year + (month - 1) / 12, 3),
            "sum": round(float(total[name]), 3),
            "series": series,
        }
        for name, series in (("committed", "committed, all kinds"), ("allocated", words))
        for total in totals
        for year, month in (total["place"],)
    ]
    change = BREAK[0] + (BREAK[1] - 1) / 12
    marks = [Mark(f"«{float(amount):g}»", y=float(amount))]
    if until > BREAK:
        marks.append(Mark("tracker leads with allocations", x=round(change, 3)))
    return Figure(
        title="What was promised to Ukraine, and what was set aside?",
        subtitle="Sum since January 2022, billions of euros",
        how_to_read=(
            "Each line adds up months. A commitment is a promise, an allocation is set aside for "
            + (
                "delivery: the gap is what was promised and not yet set aside."
                if kind == "all"
                else f"delivery. Commitments are not split by kind, so no gap is of {kind} aid."
            )
        ),
        source="Kiel Institute, Ukraine Support Tracker, the file given",
        drawing=Drawing.LINES,
        rows=rows,
        x="year",
        y="sum",
        series="series",
        y_title=UNIT,
        marks=tuple(marks),
    )


MODEL = Model(
    slug="ukraine-support",
    topic="burden",
    title="Support for Ukraine by donor",
    question="Who gave what share of its economy, and what could a quoted total be?",
    inputs=(
        Input("amount", Kind.NUMBER, "75.2", "A total that somebody quotes.", UNIT, 0.001),
        Input("quoted_on", Kind.DAY, "2023-12-31", "The day by which it was quoted."),
        Input("months", Kind.FILE, None, "The tracker's CSV of months by donor.", UNIT),
        Input("data", Kind.FOLDER, None, "A folder with kiel_ukraine_support*.csv, packed or not."),
        Input(
            "donors",
            Kind.TEXT,
            None,
            "Codes or names by commas, such as USA,DEU; all if none.",
            needs=("months", "data"),
        ),
        Input(
            "kind",
            Kind.CHOICE,
            "all",
            "Kind of allocations.",
            choices=("all", *KINDS),
            needs=("months", "data"),
        ),
        Input(
            "until", Kind.DAY, None, "The last month, by any of its days.", needs=("months", "data")
        ),
    ),
    solve=_solve,
    references=(
        (
            "Trebesch, C. and others (2023). The Ukraine Support Tracker: Which countries help "
            "Ukraine and how? Kiel Working Paper 2218."
        ),
    ),
    does_not_show=(
        "What arrived, what it was worth on the battlefield, or what receiving refugees and "
        "sanctions cost a donor; the European Union's institutions have no GDP of their own, so "
        "their share is not shown."
    ),
    examples=(
        Example(
            {},
            {"eu_allocated_of_committed": 0.535},
            0.0005,
            "Kiel Institute, February 2024: 77 of 144 billion euros of the European Union",
        ),
    ),
)
