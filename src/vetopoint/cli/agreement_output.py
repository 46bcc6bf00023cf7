"""How `vetopoint agreement` writes its answers: pairs, matrices, blocs, cohesion, every pair."""

from __future__ import annotations

import itertools
import math
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

from attrs import asdict, frozen

from vetopoint.brief.agreement_figures import FrameOf, name_of
from vetopoint.cli.tables import Column, as_csv, page_width, print_json, print_rows, style
from vetopoint.infer.agreement import MEASURES, Dyads, agreement_matrix, joint_counts
from vetopoint.infer.blocs import Blocs
from vetopoint.infer.cohesion import Cohesion
from vetopoint.infer.dyads import Dyad
from vetopoint.infer.matrices import VoteMatrix
from vetopoint.infer.resampling import Estimate, Resampling

__all__ = [
    "Account",
    "print_all",
    "print_blocs",
    "print_cohesion",
    "print_likeness",
    "print_measures",
    "print_pair",
]

MATRIX_FITS = 9


@frozen
class Account:
    """What an answer rests on, said with every answer."""

    matrix: VoteMatrix
    body: str
    least: int
    resampling: Resampling

    def as_record(self) -> dict[str, Any]:
        """For JSON."""
        days = self.matrix.days
        return {
            "body": self.body,
            "from": str(days[0]),
            "to": str(days[-1]),
            "votes": len(self.matrix.votes),
            "source": self.matrix.source,
            "selected": self.matrix.selected,
            "min_common": self.least,
            **asdict(self.resampling),
        }

    def frame(self) -> FrameOf:
        """What the figures say of their ground."""
        days = self.matrix.days
        return FrameOf(
            body=self.body,
            first=str(days[0]),
            last=str(days[-1]),
            votes=len(self.matrix.votes),
            level=self.resampling.level,
            source=self.matrix.source,
            selected=self.matrix.selected,
        )

    def words(self) -> str:
        """One line: how many votes of which body and time."""
        days = self.matrix.days
        return f"{len(self.matrix.votes):,} votes of {self.body}, {days[0]} to {days[-1]}"


_MEASURES = (
    Column("slug", "Measure", unbroken=True),
    Column("chance_corrected", "Chance-corrected"),
    Column("formula", "What it is (d: distance of two ballots, 0 to 2)"),
    Column("reference", "Reference"),
)
_ESTIMATES = (
    Column("measure", "Measure"),
    Column("value", "Value", numeric=True),
    Column("interval", "Interval", numeric=True),
    Column("chance_corrected", "Chance-corrected"),
)
_DATA = (
    Column("first", "First"),
    Column("second", "Second"),
    Column("period", "Period", numeric=True),
    Column("common", "Common votes", numeric=True),
    Column("measure", "Measure"),
    Column("chance_corrected", "Chance-corrected"),
    Column("value", "Value", numeric=True),
    Column("low", "Low", numeric=True),
    Column("high", "High", numeric=True),
)
_COHESION = (
    Column("period", "Period", numeric=True),
    Column("members", "Members", numeric=True),
    Column("votes", "Votes", numeric=True),
    Column("unanimous", "All alike", numeric=True),
    Column("rice", "Rice", numeric=True),
    Column("rice_interval", "Interval", numeric=True),
    Column("agreement_index", "AI", numeric=True),
    Column("agreement_interval", "Interval", numeric=True),
)


def print_measures(form: str | None) -> None:
    """The registry of measures."""
    rows = [
        {
            "slug": one.slug,
            "name": one.name,
            "chance_corrected": one.chance_corrected if form == "json" else _yes(one.slug),
            "formula": one.formula,
            "reference": one.reference,
        }
        for one in MEASURES.values()
    ]
    print_rows(_MEASURES, rows, form)


def print_pair(dyads: Sequence[Dyad], account: Account, form: str | None) -> None:
    """One pair or several, over all votes or by period."""
    members = list(dict.fromkeys(code for one in dyads for code in (one.first, one.second)))
    if form == "json":
        pairs: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for one in dyads:
            pairs.setdefault((one.first, one.second), []).append(one.as_record())
        listed = [
            {"first": first, "second": second, "periods": periods}
            for (first, second), periods in pairs.items()
        ]
        print_json({"members": members, **account.as_record(), "pairs": listed})
        return
    if form:
        print_rows(_DATA, [row for one in dyads for row in _data(one)], form)
        return
    if len(dyads) == 1 and dyads[0].period is None:
        _print_one(dyads[0], account)
        return
    _heading(" and ".join(name_of(code) for code in members), account)
    _print_periods(dyads)
    _say_withheld(any(one.value is None for each in dyads for one in each.values.values()), account)


def _print_one(pair: Dyad, account: Account) -> None:
    _heading(f"{name_of(pair.first)} and {name_of(pair.second)}", account)
    print(f"Both cast a ballot on {pair.common:,} of them:\n")
    ballots = ("for", "abstain", "against")
    columns = [
        Column("ballot", f"{pair.first} ↓  {pair.second} →"),
        *(Column(ballot, ballot, numeric=True) for ballot in ballots),
    ]
    print_rows(
        columns,
        [
            {"ballot": ballot, **dict(zip(ballots, row, strict=True))}
            for ballot, row in zip(ballots, pair.table, strict=True)
        ],
    )
    print()
    rows = [
        {
            "measure": MEASURES[slug].name,
            "value": _number(one.value),
            "interval": _interval(one),
            "chance_corrected": _yes(slug),
        }
        for slug, one in pair.values.items()
    ]
    print_rows(_ESTIMATES, rows)
    _say_withheld(any(one.value is None for one in pair.values.values()), account)


def _print_periods(dyads: Sequence[Dyad]) -> None:
    """A row for each period; columns are measures as far as they fit."""
    several = len({(one.first, one.second) for one in dyads}) > 1
    slugs = list(dyads[0].values)
    shown = (
        slugs if len(slugs) <= 3 else ["agreement", "lijphart", "s", "kappa-squared", "pi-squared"]
    )
    with_intervals = len(shown) <= 2
    columns = [
        *([Column("pair", "Pair", unbroken=True)] if several else []),
        *([] if dyads[0].period is None else [Column("period", "Period", numeric=True)]),
        Column("common", "Common", numeric=True),
    ]
    for slug in shown:
        columns.append(Column(slug, slug, numeric=True))
        if with_intervals:
            columns.append(Column(f"{slug} interval", "Interval", numeric=True))
    rows = []
    for one in dyads:
        row: dict[str, Any] = {
            "pair": f"{one.first}–{one.second}",
            "period": one.period,
            "common": f"{one.common:,}",
        }
        for slug in shown:
            row[slug] = _number(one.values[slug].value)
            row[f"{slug} interval"] = _interval(one.values[slug])
        rows.append(row)
    print_rows(columns, rows)


def print_likeness(matrix: VoteMatrix, measure: str, account: Account, form: str | None) -> None:
    """One measure between several members."""
    values = agreement_matrix(matrix.cells, measure, account.least)
    common = joint_counts(matrix.cells).sum(axis=(0, 1)).astype(int)
    known = [[None if math.isnan(one) else round(float(one), 6) for one in row] for row in values]
    chosen = MEASURES[measure]
    corrected = "chance-corrected" if chosen.chance_corrected else "not chance-corrected"
    if form == "json":
        print_json(
            {
                "members": list(matrix.members),
                **account.as_record(),
                "measure": chosen.slug,
                "chance_corrected": chosen.chance_corrected,
                "common": common.tolist(),
                "values": known,
            }
        )
        return
    if form is None:
        _heading(f"{chosen.name} ({corrected})", account)
    if form is None and len(matrix.members) > MATRIX_FITS:
        _print_pairs_long(matrix, known, common)
    else:
        _print_matrix(matrix.members, known, form)
    pairs = itertools.combinations(range(len(known)), 2)
    _say_withheld(any(known[one][other] is None for one, other in pairs), account)


def _print_matrix(
    members: Sequence[str], known: list[list[float | None]], form: str | None
) -> None:
    columns = [
        Column("member", "", unbroken=True),
        *(Column(code, code, numeric=True) for code in members),
    ]
    rows: list[dict[str, Any]] = []
    for place, code in enumerate(members):
        row: dict[str, Any] = {"member": code}
        for column, other in enumerate(members):
            value = known[place][column]
            row[other] = value if form else _number(value)
        row[code] = None if form else "·"
        rows.append(row)
    print_rows(columns, rows, form)


def _print_pairs_long(matrix: VoteMatrix, known: list[list[float | None]], common: Any) -> None:
    """Every pair in a row, the most alike first."""
    pairs = [
        (matrix.members[one], matrix.members[other], int(common[one, other]), known[one][other])
        for one in range(len(known))
        for other in range(one + 1, len(known))
    ]
    pairs.sort(key=lambda pair: (pair[3] is None, -(pair[3] or 0.0), pair[:2]))
    columns = (
        Column("first", "First"),
        Column("second", "Second"),
        Column("common", "Common", numeric=True),
        Column("value", "Value", numeric=True),
    )
    print_rows(
        columns,
        [
            {"first": one, "second": other, "common": f"{count:,}", "value": _number(value)}
            for one, other, count, value in pairs
        ],
    )


def print_cohesion(
    found: Sequence[Cohesion], group: str, account: Account, form: str | None
) -> None:
    """Rice and Agreement Index of a group."""
    if form == "json":
        print_json(
            {
                "group": group,
                **account.as_record(),
                "periods": [one.as_record() for one in found],
            }
        )
        return
    rows = [
        {
            "period": "all" if one.period is None else one.period,
            "members": one.members,
            "votes": one.votes,
            "unanimous": one.unanimous,
            "rice": _number(one.rice.value),
            "rice_interval": _interval(one.rice),
            "agreement_index": _number(one.agreement_index.value),
            "agreement_interval": _interval(one.agreement_index),
        }
        for one in found
    ]
    if form is None:
        _heading(f"Cohesion of {group}", account)
    print_rows(_COHESION, rows, form)
    _say_withheld(any(one.rice.value is None for one in found), account)


def print_blocs(found: Blocs, account: Account, form: str | None) -> None:
    """The blocs with their members."""
    if form == "json":
        print_json(
            {
                **account.as_record(),
                "measure": found.measure,
                "linkage": "average",
                "within": _rounded(found.within),
                "between": _rounded(found.between),
                "silhouette": _rounded(found.silhouette),
                "cophenetic": _rounded(found.cophenetic),
                "blocs": [
                    {"members": list(bloc.members), "within": _rounded(bloc.within)}
                    for bloc in found.blocs
                ],
                "withheld": list(found.withheld),
            }
        )
        return
    if form:
        columns = (
            Column("bloc", "Bloc", numeric=True),
            Column("member", "Member"),
            Column("within", "Within", numeric=True),
        )
        rows = [
            {"bloc": place, "member": code, "within": _number(bloc.within)}
            for place, bloc in enumerate(found.blocs, start=1)
            for code in bloc.members
        ]
        print_rows(columns, rows, form)
        return
    _heading(f"{len(found.blocs)} blocs by {MEASURES[found.measure].name}", account)
    print(
        f"Mean agreement within blocs {_number(found.within)}, between {_number(found.between)}; "
        f"silhouette {_number(found.silhouette)}.\n"
    )
    for place, bloc in enumerate(found.blocs, start=1):
        count = f"{len(bloc.members)} member{'s' if len(bloc.members) > 1 else ''}"
        inside = "" if bloc.within is None else f", agreement {_number(bloc.within)}"
        print(style(f"Bloc {place}: {count}{inside}", "strong"))
        print(
            textwrap.fill(
                " ".join(bloc.members), page_width(), initial_indent="  ", subsequent_indent="  "
            )
        )
    if found.withheld:
        print(
            textwrap.fill(
                f"Withheld, with fewer than {account.least} votes in common with another: "
                f"{' '.join(found.withheld)}",
                page_width(),
            )
        )


def print_all(dyads: Dyads, form: str | None) -> None:
    """Every pair and period; CSV unless another form is asked for, as it may be very long."""
    names = ("period", "first", "second", "common", *dyads.values)
    columns = [Column(name, name, numeric=name not in ("first", "second")) for name in names]
    if form in ("json", "markdown"):
        print_rows(columns, list(dyads.rows()), form)
        return
    sys.stdout.write(as_csv(columns, dyads.rows()))


def _data(pair: Dyad) -> list[dict[str, Any]]:
    return [
        {
            "first": pair.first,
            "second": pair.second,
            "period": pair.period,
            "common": pair.common,
            "measure": slug,
            "chance_corrected": _yes(slug),
            **one.as_record(),
        }
        for slug, one in pair.values.items()
    ]


def _heading(title: str, account: Account) -> None:
    print(style(title, "strong"))
    print(f"{account.words()}.")


def _say_withheld(withheld: bool, account: Account) -> None:
    if withheld:
        print(
            f"Withheld or not defined where empty: under {account.least} common votes, or both "
            "members always cast one and the same ballot.",
            file=sys.stderr,
        )


def _yes(slug: str) -> str:
    return "yes" if MEASURES[slug].chance_corrected else "no"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}".replace("-", "−")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _interval(one: Estimate) -> str:
    if one.low is None or one.high is None:
        return ""
    low, high = _number(one.low), _number(one.high)
    return f"{low}–{high}" if one.low >= 0 else f"{low} to {high}"
