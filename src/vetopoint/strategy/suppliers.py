"""How far a State's arms come from one supplier: shares, concentration, effective number."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from vetopoint.strategy.folders import text_in
from vetopoint.strategy.inputs import BadInputError, Input, Kind
from vetopoint.strategy.models import Example, Model
from vetopoint.strategy.results import Answer, Drawing, Figure, Table
from vetopoint.strategy.rows import cell_number, read_rows

__all__ = ["MODEL", "Concentration", "Delivery", "concentration", "deliveries_of_text"]

UNKNOWN = "Unknown supplier(s)"
SOURCE = "SIPRI Arms Transfers Database, trend-indicator values (TIV)"
LINES = 6


@frozen
class Delivery:
    """What one supplier delivered to one recipient in a year, in trend-indicator values."""

    supplier: str
    recipient: str
    year: int
    volume: Fraction


@frozen
class Concentration:
    """How concentrated deliveries are, between the bounds that an unknown supplier leaves.

    `hhi` is the sum of squared shares (Herfindahl 1950, Hirschman 1964), `effective` its inverse:
    the number of equal suppliers that would give the same. Each is (low, high); the ends are one
    where every supplier is known.
    """

    total: Fraction
    shares: Mapping[str, Fraction] = field(hash=False)
    hhi: tuple[Fraction, Fraction]
    effective: tuple[Fraction, Fraction]

    @property
    def largest(self) -> str:
        """The known supplier with the largest share; the first by name of equals."""
        known = {name: share for name, share in self.shares.items() if name != UNKNOWN}
        return min(known, key=lambda name: (-known[name], name)) if known else UNKNOWN


def concentration(volumes: Mapping[str, Fraction]) -> Concentration | None:
    """The concentration of deliveries by supplier; None where nothing was delivered.

    What came from unknown suppliers may be one seller's or many: the low end takes it as spread
    without end, the high end as the largest known supplier's.

    >>> found = concentration({"A": Fraction(6), "B": Fraction(4)})
    >>> found.hhi[0], found.effective[0]
    (Fraction(13, 25), Fraction(25, 13))
    >>> concentration({"A": Fraction(1), "Unknown supplier(s)": Fraction(1)}).hhi
    (Fraction(1, 4), Fraction(1, 1))
    """
    total = sum(volumes.values(), Fraction(0))
    if not total:
        return None
    shares = {name: volume / total for name, volume in volumes.items() if volume}
    known = sorted((share for name, share in shares.items() if name != UNKNOWN), reverse=True)
    unknown = shares.get(UNKNOWN, Fraction(0))
    low = sum((share**2 for share in known), Fraction(0))
    first = known[0] if known else Fraction(0)
    high = low - first**2 + (first + unknown) ** 2
    # Nothing but unknown sellers: at the low end any number of them, which no number states.
    least = low or high
    return Concentration(total, shares, (least, high), (1 / high, 1 / least))


def deliveries_of_text(text: str, named: str) -> tuple[Delivery, ...]:
    r"""Deliveries from CSV: supplier, recipient, year, and value in TIV.

    >>> deliveries_of_text("supplier,recipient,year,value\nA,B,2020,3", "--transfers")[0].year
    2020
    """
    rows = read_rows(text, ("supplier", "recipient", "year", "value"), named)
    return tuple(
        Delivery(
            row["supplier"],
            row["recipient"],
            _year(row, named),
            cell_number(row, "value", named, low=0),
        )
        for row in rows
    )


def _year(row: Mapping[str, str], named: str) -> int:
    year = cell_number(row, "year", named, low=1900, high=2200)
    if year.denominator != 1:
        raise BadInputError(f"year of {row['supplier']!r} in {named} is {row['year']}; give a year")
    return int(year)


def _solve(inputs: Mapping[str, Any]) -> Answer:
    if inputs["transfers"] is not None:
        return _over_time(deliveries_of_text(inputs["transfers"], "--transfers"), inputs)
    if inputs["data"] is not None:
        text = text_in(inputs["data"], "sipri_tiv", "deliveries as supplier,recipient,year,value")
        return _over_time(deliveries_of_text(text, "the deliveries"), inputs)
    return _of_shares(inputs["shares"])


def _of_shares(shares: Sequence[Fraction]) -> Answer:
    if sum(shares) != 1:
        raise BadInputError(
            f"--shares add up to {float(sum(shares)):g}; shares of all suppliers add up to 1"
        )
    found = concentration({f"supplier {n}": share for n, share in enumerate(shares, start=1)})
    assert found is not None
    rows = [{"supplier": n, "share": float(100 * s)} for n, s in found.shares.items()]
    return Answer(
        "sum of squared shares, and its inverse",
        True,
        {"hhi": found.hhi[0], "effective": found.effective[0]},
        f"These shares have a Herfindahl–Hirschman index of {float(found.hhi[0]):.3f}, as much as "
        f"{float(found.effective[0]):.2f} equal suppliers.",
        (Table("shares", (("supplier", "Supplier", False), ("share", "Share, %", True)), rows),),
        Figure(
            title=f"As dependent as on {float(found.effective[0]):.2f} equal suppliers",
            subtitle="% of deliveries by supplier",
            how_to_read="Each bar is one supplier's share; the effective number is 1/Σs².",
            source="Shares as given",
            drawing=Drawing.BARS,
            rows=[{"label": row["supplier"], "share": row["share"]} for row in rows],
            x="share",
            y="label",
            x_title="% of deliveries",
        ),
    )


def _over_time(deliveries: Sequence[Delivery], inputs: Mapping[str, Any]) -> Answer:
    recipients = _recipients(deliveries, inputs["recipient"])
    years = [delivery.year for delivery in deliveries]
    first, last = inputs["since"] or min(years), inputs["until"] or max(years)
    last = min(last, max(years))
    width = inputs["window"]
    if last - width + 1 < max(first, min(years)):
        raise BadInputError(
            f"--window is {width} years, but only {min(years)}-{max(years)} is in the data and "
            f"{first}-{last} was asked for; give a shorter window or more years"
        )
    rows, latest = [], {}
    for recipient in recipients:
        for end in range(max(first, min(years)) + width - 1, last + 1):
            found = concentration(_volumes(deliveries, recipient, end - width + 1, end))
            rows.append(_row(recipient, end - width + 1, end, found))
            latest[recipient] = found
    return Answer(
        f"shares of trend-indicator values over {width} years, sum of squared shares, inverse",
        True,
        _value(recipients, latest, last - width + 1, last),
        _reason(recipients, latest, last - width + 1, last),
        (_suppliers(recipients, latest), Table("over time", _COLUMNS, rows)),
        _figure(recipients, rows, width),
        (f"The data end in {max(years)}: what was delivered or ordered later is not in them.",),
    )


def _recipients(deliveries: Sequence[Delivery], text: str | None) -> list[str]:
    names = sorted({delivery.recipient for delivery in deliveries})
    if not text:
        raise BadInputError("no recipient is named; give --recipient Taiwan, or several by commas")
    folded = {name.casefold(): name for name in names}
    found = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        if word.casefold() not in folded:
            near = difflib.get_close_matches(word.casefold(), folded, n=2)
            hint = (
                f"is {' or '.join(folded[n] for n in near)} meant?"
                if near
                else (f"the data name {len(names)} recipients, by short English names")
            )
            raise BadInputError(f"--recipient is {word!r}, to whom no delivery is listed; {hint}")
        found.append(folded[word.casefold()])
    if len(found) > LINES:
        raise BadInputError(f"--recipient names {len(found)} States; compare {LINES} at most")
    return list(dict.fromkeys(found))


def _volumes(
    deliveries: Sequence[Delivery], recipient: str, first: int, last: int
) -> dict[str, Fraction]:
    volumes: Counter[str] = Counter()
    for one in deliveries:
        if one.recipient == recipient and first <= one.year <= last:
            volumes[one.supplier] += one.volume  # type: ignore[assignment]
    return {name: Fraction(volume) for name, volume in volumes.items()}


_COLUMNS = (
    ("recipient", "Recipient", False),
    ("years", "Years", False),
    ("tiv", "TIV, m", True),
    ("largest", "Largest supplier", False),
    ("share", "%", True),
    ("hhi", "HHI", True),
    ("effective", "Suppliers", True),
)


def _row(recipient: str, first: int, last: int, found: Concentration | None) -> dict[str, Any]:
    base = {"recipient": recipient, "years": f"{first}-{last}", "until": last}
    if found is None:
        nothing = dict.fromkeys(("largest", "share", "hhi", "effective", "low", "high", "middle"))
        return {**base, "tiv": 0, **nothing}
    low, high = (round(float(n), 2) for n in found.effective)
    return {
        **base,
        "tiv": _whole(found.total),
        "largest": found.largest,
        "share": round(float(100 * found.shares[found.largest]), 1),
        "hhi": _span(found.hhi, 3),
        "effective": _span(found.effective, 2),
        "low": low,
        "high": high,
        "middle": round((low + high) / 2, 2),
    }


def _whole(volume: Fraction) -> int | float:
    return int(volume) if volume.denominator == 1 else float(volume)


def _span(ends: tuple[Fraction, Fraction], digits: int) -> str:
    low, high = (f"{float(end):.{digits}f}" for end in ends)
    return low if low == high else f"{low}–{high}"


def _suppliers(recipients: Sequence[str], latest: Mapping[str, Concentration | None]) -> Table:
    rows = [
        {
            "recipient": recipient,
            "supplier": supplier,
            "tiv": _whole(share * found.total),
            "share": round(float(100 * share), 1),
        }
        for recipient in recipients
        if (found := latest[recipient]) is not None
        for supplier, share in sorted(found.shares.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    columns = (
        ("recipient", "Recipient", False),
        ("supplier", "Supplier", False),
        ("tiv", "TIV, m", True),
        ("share", "Share, %", True),
    )
    return Table("suppliers", columns, rows)


def _value(
    recipients: Sequence[str], latest: Mapping[str, Concentration | None], first: int, last: int
) -> dict[str, Any]:
    value: dict[str, Any] = {"first_year": first, "last_year": last, "recipients": {}}
    for recipient in recipients:
        found = latest[recipient]
        value["recipients"][recipient] = found and {
            "tiv": found.total,
            "hhi": list(found.hhi),
            "effective": list(found.effective),
            "largest": found.largest,
            "largest_share": found.shares[found.largest],
        }
    return value


def _reason(
    recipients: Sequence[str], latest: Mapping[str, Concentration | None], first: int, last: int
) -> str:
    parts = []
    for recipient in recipients:
        found = latest[recipient]
        if found is None:
            parts.append(f"no delivery to {recipient} is listed")
            continue
        share = float(100 * found.shares[found.largest])
        parts.append(
            f"{found.largest} delivered {share:.1f} % of what {recipient} received, as much as "
            f"{_span(found.effective, 2)} equal suppliers in all"
        )
    return f"In {first}–{last}, {'; '.join(parts)}."


def _figure(recipients: Sequence[str], rows: Sequence[Mapping[str, Any]], width: int) -> Figure:
    return Figure(
        title=f"How many suppliers does {' or '.join(recipients)} have, weighed by volume?",
        subtitle=f"Effective number of suppliers over {width} years, by the last of them",
        how_to_read=(
            "One means a single supplier. A band shows what unknown suppliers leave open; a gap, "
            "that nothing was delivered."
        ),
        source=SOURCE,
        drawing=Drawing.LINES,
        rows=[
            {
                "year": row["until"],
                "suppliers": row["middle"],
                "low": row["low"],
                "high": row["high"],
                "recipient": row["recipient"],
            }
            for row in rows
        ],
        x="year",
        y="suppliers",
        series="recipient",
        low="low",
        high="high",
        y_title="suppliers",
    )


MODEL = Model(
    slug="arms-suppliers",
    topic="suppliers",
    title="Arms supplier dependence",
    question="How far do a State's arms come from one supplier?",
    inputs=(
        Input(
            "shares",
            Kind.NUMBERS,
            "0.6,0.25,0.1,0.05",
            "Shares of all suppliers.",
            "",
            0,
            1,
            unless=("transfers", "data"),
        ),
        Input(
            "transfers",
            Kind.FILE,
            None,
            "CSV of deliveries: supplier,recipient,year,value.",
            "TIV, millions",
        ),
        Input("data", Kind.FOLDER, None, "A folder that holds sipri_tiv*.csv, packed or not."),
        Input(
            "recipient",
            Kind.TEXT,
            None,
            "Who received, such as Taiwan or Taiwan,Ukraine.",
            needs=("transfers", "data"),
        ),
        Input(
            "window",
            Kind.INTEGER,
            5,
            "Years in a window; SIPRI compares five.",
            "years",
            1,
            50,
            needs=("transfers", "data"),
        ),
        Input(
            "since",
            Kind.INTEGER,
            0,
            "First year; 0 for the first in the data.",
            "",
            0,
            2200,
            needs=("transfers", "data"),
        ),
        Input(
            "until",
            Kind.INTEGER,
            0,
            "Last year; 0 for the last in the data.",
            "",
            0,
            2200,
            needs=("transfers", "data"),
        ),
    ),
    solve=_solve,
    references=(
        "Hirschman, A. O. (1964). The Paternity of an Index. American Economic Review 54(5), 761.",
        (
            "Laakso, M. and R. Taagepera (1979). Effective Number of Parties: A Measure with "
            "Application to West Europe. Comparative Political Studies 12(1), 3-27."
        ),
        "SIPRI (2022). Arms Transfers Database: sources and methods.",
    ),
    does_not_show=(
        "Money, or what could still be bought elsewhere: a trend-indicator value measures the "
        "military worth of what was delivered, not its price, and leaves out most small arms, "
        "ammunition, services and what a State makes itself."
    ),
    examples=(
        Example(
            {"shares": "0.3,0.3,0.2,0.2"},
            {"hhi": 0.26},
            1e-9,
            "US Department of Justice: shares of 30, 30, 20 and 20 % have an index of 2,600",
        ),
        Example(
            {"shares": "0.6,0.25,0.1,0.05"},
            {"hhi": 0.435, "effective": 2.30},
            0.005,
            "worked by hand: .36 + .0625 + .01 + .0025, and its inverse",
        ),
    ),
)
