"""What is told of a region beside each power: period by period, at the end, and where it breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from vetopoint.strategy.results import Table
from vetopoint.strategy.spheres.breaks import Break
from vetopoint.strategy.spheres.distances import Distance
from vetopoint.strategy.spheres.likeness import Likeness

__all__ = ["Beside", "break_table"]


@frozen
class Beside:
    """A region beside powers: all likenesses by power, and of the measure that corrects for chance.

    `names` gives the powers in order, each with its name; `slug` is the correcting measure.
    """

    names: Mapping[str, str]
    found: Mapping[str, Sequence[Likeness]]
    slug: str
    breaks: Mapping[str, Sequence[Break]]

    def series(self, power: str) -> Sequence[Likeness]:
        """The corrected likeness to a power, by period."""
        return [one for one in self.found[power] if one.measure == self.slug]

    def rows(self) -> list[dict[str, Any]]:
        """One row for each period and power, raw beside corrected."""
        rows = []
        for power, name in self.names.items():
            raw = {one.period: one for one in self.found[power] if one.measure == "agreement"}
            for one in self.series(power):
                low, high = one.interval()
                rows.append(
                    {
                        "period": one.period,
                        "power": name,
                        "members": one.members,
                        "votes": one.votes,
                        "agreement": round(raw[one.period].value, 3) if one.period in raw else None,
                        "corrected": round(one.value, 3),
                        "low": round(low, 3),
                        "high": round(high, 3),
                    }
                )
        order = list(self.names.values())
        return sorted(rows, key=lambda row: (row["period"], order.index(row["power"])))

    def value(self) -> dict[str, Any]:
        """The last period and the breaks of each power."""
        value: dict[str, Any] = {}
        for power in self.names:
            raw = [one for one in self.found[power] if one.measure == "agreement"]
            series = self.series(power)
            value[f"agreement_{power}"] = raw[-1].value if raw else None
            value[f"corrected_{power}"] = series[-1].value if series else None
            value[f"breaks_{power}"] = [series[one.place].period for one in self.breaks[power]]
        return value

    def reason(self, region: str) -> str:
        """The last period in one sentence."""
        told = []
        for power, name in self.names.items():
            series = self.series(power)
            if not series:
                told.append(f"{name} has too few votes in common")
                continue
            low, high = series[-1].interval()
            told.append(
                f"{name} {series[-1].value:.2f} ({low:.2f} to {high:.2f}, "
                f"{len(self.breaks[power])} breaks)"
            )
        last = max(one.period for ones in self.found.values() for one in ones)
        said = (
            f"In the last period, from {last}, the votes of {region} agree beyond chance with "
            f"{'; '.join(told)}. 0 is what chance alone would give, 1 is agreement in all."
        )
        return said.replace(" -", " −").replace("(-", "(−")

    def periods(self) -> Table:
        """The rows as a table."""
        columns = (
            ("period", "From", False),
            ("power", "Power", False),
            ("members", "Members", True),
            ("votes", "Votes", True),
            ("agreement", "Agree", True),
            ("corrected", "Corrected", True),
            ("low", "Low", True),
            ("high", "High", True),
        )
        return Table("by period", columns, self.rows())


def break_table(
    title: str,
    names: Mapping[str, str],
    series: Mapping[str, Sequence[Likeness]] | Mapping[str, Sequence[Distance]],
    breaks: Mapping[str, Sequence[Break]],
) -> Table:
    """Where each power's series changes its level, and how firm that is."""
    rows = [
        {
            "power": names[power],
            "period": _beginning(series[power][one.place]),
            "before": round(one.before, 3),
            "after": round(one.after, 3),
            "support": None if one.support is None else round(one.support, 2),
        }
        for power in series
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
