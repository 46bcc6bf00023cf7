"""How alike two members vote, raw and corrected for chance; how united a group is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from vetopoint.brief.agreement_figures import FrameOf, cohesion_chart, name_of, pair_chart
from vetopoint.brief.charts import chart_svg
from vetopoint.infer.agreement import MEASURES
from vetopoint.infer.cohesion import Cohesion, cohesion, group_of, members_of_body
from vetopoint.infer.dyads import Dyad, dyad, dyads_by
from vetopoint.infer.matrices import VoteMatrix, recorded_matrix
from vetopoint.infer.resampling import USUAL
from vetopoint.law.bodies import body_slugs, charter_of
from vetopoint.law.reasons import listed
from vetopoint.law.states import find_state, voting_seat
from vetopoint.record.search import recorded_bodies
from vetopoint.web.asks import Ask, QueryError
from vetopoint.web.charts import chart_markup, frame_of
from vetopoint.web.provenance import record_hashes, record_stamp
from vetopoint.web.views import Figure, Frame, Table, View

__all__ = ["united", "view"]

DRAWN = ("agreement", "kappa-squared")
PERIODS = ("session", "year")
ASSEMBLY = "un-general-assembly"
PAIR_COLUMNS = (
    ("period", "Year or session", True),
    ("common", "Common votes", True),
    *((slug, slug, True) for slug in DRAWN),
    *((f"{slug}_{end}", f"{slug}, {end}", True) for slug in DRAWN for end in ("low", "high")),
)
GROUP_COLUMNS = (
    ("period", "Year or session", True),
    ("members", "Members", True),
    ("votes", "Votes", True),
    ("rice", "Rice", True),
    ("agreement_index", "Agreement Index", True),
    ("unanimous", "Unanimous", True),
)
GROUPS = (
    ("the permanent five", "CHN,FRA,GBR,RUS,USA"),
    ("Brazil, Russia, India, China and South Africa", "BRA,RUS,IND,CHN,ZAF"),
    ("Denmark, Finland, Iceland, Norway and Sweden", "DNK,FIN,ISL,NOR,SWE"),
)
"""Examples of groups that are no body here, by the members named."""
ONLY_LANDMARK = (
    "Only the landmark record is at hand: votes picked for their importance, no sample of all. "
    "Most values are withheld; vetopoint record import PATH adds the full record."
)


def view(ask: Ask) -> View:
    """Two members side by side."""
    body = ask.choice("body", recorded_bodies(), ASSEMBLY)
    by = ask.choice("by", PERIODS, "year")
    first, second = (_seat(ask.text(key, code)) for key, code in (("a", "RUS"), ("b", "CHN")))
    if first == second:
        raise QueryError(f"a and b are both {first}; choose two members")
    matrix = _matrix(body, record_stamp())
    whole = dyad(matrix, first, second)
    periods = dyads_by(matrix, first, second, by, DRAWN)
    chart = pair_chart(periods, by, _ground(matrix)) if periods else None
    frame = frame_of(chart) if chart else _no_frame()
    rows = [_pair_row(one) for one in periods]
    table = Table(f"Agreement of {first} and {second}", PAIR_COLUMNS, rows)
    drawn = chart if chart and _any(rows, DRAWN) else None
    figures = {"lines": Figure(frame, (lambda: chart_svg(drawn)) if drawn else None, lambda: table)}
    return View(
        "agreement.html",
        f"{name_of(first)} and {name_of(second)}",
        {
            **_fields(matrix, body, by),
            "first": first,
            "second": second,
            "names": (name_of(first), name_of(second)),
            "whole": whole,
            "measures": list(_measures(whole)),
            "chart": chart_markup(drawn) if drawn else "",
            "figures": figures,
        },
        payload=lambda: {
            "body": body,
            "members": [first, second],
            "selected": matrix.selected,
            "all": whole.as_record(),
            "periods": [one.as_record() for one in periods],
            "frame": frame.as_record(),
        },
        table=lambda: table,
        figures=figures,
        filters={"body": body, "members": f"{first}, {second}", "by": by},
        data=record_hashes(),
    )


def united(ask: Ask) -> View:
    """How united a group votes: the members of a body, or any members."""
    body = ask.choice("body", recorded_bodies(), ASSEMBLY)
    by = ask.choice("by", PERIODS, "year")
    members = _members(ask)
    group = ask.choice("group", body_slugs(), "eu-council")
    name = listed([name_of(code) for code in members]) if members else charter_of(group).short
    matrix = _matrix(body, record_stamp())
    found = cohesion(matrix, group_of(members) if members else members_of_body(group), by)
    chart = cohesion_chart(found, name if members else group, by, _ground(matrix))
    rows = [_group_row(one) for one in found]
    drawn = chart if _any(rows, ("rice", "agreement_index")) else None
    table = Table(f"Cohesion of {name}", GROUP_COLUMNS, rows)
    frame = frame_of(chart)
    figures = {"lines": Figure(frame, (lambda: chart_svg(drawn)) if drawn else None, lambda: table)}
    return View(
        "cohesion.html",
        f"How united: {name}",
        {
            **_fields(matrix, body, by),
            "group": group,
            "groups": [
                (slug, charter_of(slug).short)
                for slug in body_slugs()
                if charter_of(slug).kind == "organ"
            ],
            "chosen": ",".join(members),
            "examples": [(words, ask.url(group=None, members=codes)) for words, codes in GROUPS],
            "name": name,
            "is_body": not members,
            "chart": chart_markup(drawn) if drawn else "",
            "figures": figures,
        },
        payload=lambda: {
            "body": body,
            "group": None if members else group,
            "members": list(members),
            "selected": matrix.selected,
            "periods": [one.as_record() for one in found],
            "frame": frame.as_record(),
        },
        table=lambda: table,
        figures=figures,
        filters={
            "body": body,
            **({"members": ", ".join(members)} if members else {"group": group}),
            "by": by,
        },
        data=record_hashes(),
    )


def _members(ask: Ask) -> tuple[str, ...]:
    """The members named one by one, by code or by name; none where a body is asked about."""
    names = (part.strip() for text in ask.all("members") for part in re.split("[,;]", text))
    codes = tuple(dict.fromkeys(_seat(name) for name in names if name))
    if len(codes) == 1:
        raise QueryError(f"members={codes[0]} is one member; name at least two, as CHN,RUS")
    return codes


@lru_cache(maxsize=4)
def _matrix(body: str, stamp: object) -> VoteMatrix:
    """The roll calls of a body, read once for each record."""
    return recorded_matrix(body)


def _fields(matrix: VoteMatrix, body: str, by: str) -> dict[str, Any]:
    return {
        "body": body,
        "by": by,
        "bodies": [(slug, charter_of(slug).short) for slug in recorded_bodies()],
        "periods": PERIODS,
        "members": sorted(((code, name_of(code)) for code in matrix.members), key=lambda e: e[1]),
        "warning": ONLY_LANDMARK if matrix.selected else "",
    }


def _seat(text: str) -> str:
    return voting_seat(find_state(text).code)


def _ground(matrix: VoteMatrix) -> FrameOf:
    days = matrix.days.astype(str)
    return FrameOf(
        matrix.body,
        str(days[0]),
        str(days[-1]),
        len(matrix.votes),
        USUAL.level,
        matrix.source,
        matrix.selected,
    )


def _no_frame() -> Frame:
    return Frame("How alike do they vote?", "No period has common votes.", "Anything.", "None.")


def _any(rows: list[dict[str, Any]], keys: tuple[str, ...]) -> bool:
    return any(row[key] is not None for row in rows for key in keys)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _pair_row(one: Dyad) -> dict[str, Any]:
    row: dict[str, Any] = {"period": one.period, "common": one.common}
    for slug, estimate in one.values.items():
        row[slug] = _rounded(estimate.value)
        row[f"{slug}_low"], row[f"{slug}_high"] = _rounded(estimate.low), _rounded(estimate.high)
    return row


def _group_row(one: Cohesion) -> dict[str, Any]:
    return {
        "period": one.period,
        "members": one.members,
        "votes": one.votes,
        "rice": _rounded(one.rice.value),
        "agreement_index": _rounded(one.agreement_index.value),
        "unanimous": one.unanimous,
    }


def _measures(whole: Dyad) -> Iterator[dict[str, Any]]:
    """Every measure with its interval, those corrected for chance after the others."""
    for slug, estimate in sorted(
        whole.values.items(), key=lambda entry: MEASURES[entry[0]].chance_corrected
    ):
        measure = MEASURES[slug]
        yield {
            "name": measure.name,
            "corrected": measure.chance_corrected,
            "formula": measure.formula,
            "reference": measure.reference,
            "estimate": estimate,
        }
