"""A forecast: each member's chances, the spread of the tally, adoption, vetoes, and persuasion."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from attrs import evolve

from vetopoint.brief.charts import Chart, chart_svg, colours
from vetopoint.brief.forecasts import forecast_chart
from vetopoint.brief.frame import Frame as ChartFrame
from vetopoint.infer.draft_forecast import DraftForecast, percent
from vetopoint.infer.subjects import subjects
from vetopoint.law.ballots import SIGNS, Ballot
from vetopoint.law.bodies import Sitting, body_slugs, charter_of
from vetopoint.law.states import find_state, seat_code
from vetopoint.web.asks import Ask, Elsewhere, QueryError, address
from vetopoint.web.charts import chart_markup, frame_of
from vetopoint.web.forecasting import ASSEMBLY, filled, forecast_for, has_forecast
from vetopoint.web.provenance import charter_hash, record_hashes, record_stamp
from vetopoint.web.roll import roll_named, roll_text
from vetopoint.web.sittings import latest_day, sitting_on
from vetopoint.web.views import Table, View

__all__ = ["view"]

CALIBRATION = Path(__file__).parents[1] / "calibration" / "council.json"
SHOWN_MOVES = 6
HOW = (
    "Each bar is one member's chances: filled for, hollow abstaining, the end against. Press a "
    "sign to declare how a member will vote; press it again to take that back. «Veto» is the "
    "chance that this vote against alone stops the draft."
)
COLUMNS = (
    ("code", "Code", False),
    ("member", "Member", False),
    *((ballot.value, f"Chance: {ballot.value}", True) for ballot in Ballot),
    ("declared", "Declared", False),
    ("veto", "Chance of a veto", True),
    ("decides", "Chance to decide", True),
)


def view(ask: Ask) -> View | Elsewhere:
    """The forecast of a draft; a pressed button declares a member, or takes that back."""
    slug = ask.choice("body", body_slugs(), "un-security-council")
    day = ask.day("on", latest_day(slug, ask.today)) or ask.today
    seats = sitting_on(slug, day)
    declared = roll_named(ask.text("declared"), seats)
    if pressed := ask.text("set"):
        changed = _pressed(pressed, declared, seats)
        return Elsewhere(ask.url(set=None, declared=_written(changed)))
    shares = _shares(ask, slug)
    words, sponsors = ask.text("subject"), _sponsors(ask, seats)
    found = None
    if has_forecast(slug) or shares is not None:
        found = forecast_for(slug, day, words, declared, sponsors, shares, record_stamp())
    if found is None:
        return _asking(ask, slug, seats, declared)
    return _answer(ask, seats, declared, found)


def _pressed(text: str, declared: Mapping[str, Ballot], seats: Sitting) -> dict[str, Ballot]:
    code, _, word = text.partition(":")
    known = {ballot.value: ballot for ballot in Ballot}
    if code not in seats.names or word not in (*known, "none"):
        raise QueryError(f"set={text[:40]} declares nothing; write it as RUS:against or RUS:none")
    rest = {member: ballot for member, ballot in declared.items() if member != code}
    return rest if word == "none" else rest | {code: known[word]}


def _written(declared: Mapping[str, Ballot]) -> str:
    """The positions declared, as an address holds them."""
    parts = [
        f"{ballot.value}:{','.join(sorted(m for m, own in declared.items() if own is ballot))}"
        for ballot in Ballot
        if ballot in declared.values()
    ]
    return ";".join(parts)


def _shares(ask: Ask, slug: str) -> tuple[float, float] | None:
    """Chances of the reader's own, in per cent, for a body without a record of votes."""
    if not ask.text("favour") or has_forecast(slug):
        return None
    favour = ask.number("favour", 80, 0, 100)
    against = ask.number("against", 0, 0, 100)
    if favour + against > 100:
        raise QueryError(f"favour={favour} and against={against} make more than 100 per cent")
    return favour / 100, against / 100


def _sponsors(ask: Ask, seats: Sitting) -> tuple[str, ...]:
    names = (name for text in ask.all("sponsors") for name in text.replace(";", ",").split(","))
    return tuple(seat_code(find_state(name.strip()).code, seats.day) for name in names if name)


def _fields(ask: Ask, slug: str, seats: Sitting, declared: Mapping[str, Ballot]) -> dict[str, Any]:
    return {
        "body": slug,
        "seats": seats,
        "declared": declared,
        "declared_text": _written(declared),
        "bodies": [(one, charter_of(one).short) for one in body_slugs()],
        "recorded": has_forecast(slug),
        "subject": ask.text("subject"),
        "subjects": [one.name for one in subjects()],
        "signs": {ballot.value: sign for ballot, sign in SIGNS.items()},
    }


def _asking(ask: Ask, slug: str, seats: Sitting, declared: Mapping[str, Ballot]) -> View:
    return View(
        "forecast.html",
        f"Forecast: {seats.charter.short}",
        {**_fields(ask, slug, seats, declared), "found": None},
        payload=lambda: {"body": slug, "forecast": None},
    )


def _answer(ask: Ask, seats: Sitting, declared: Mapping[str, Ballot], found: DraftForecast) -> View:
    chart = forecast_chart(found, seats)
    frame = evolve(frame_of(chart), how_to_read=HOW)
    spread = _spread_chart(found, seats)
    rows = list(_rows(found, seats, declared))
    likeliest = roll_text(filled(found, declared), seats.seats)
    here = {"on": found.day.isoformat(), "votes": likeliest}
    judged = has_forecast(seats.body) and seats.body != ASSEMBLY
    calibration = _calibration_chart() if judged else None
    return View(
        "forecast.html",
        found.headline,
        {
            **_fields(ask, seats.body, seats, declared),
            "found": found,
            "rows": rows,
            "percent": percent,
            "frame": frame,
            "spread": chart_markup(spread),
            "spread_frame": frame_of(spread),
            "moves": [(seats.short_name(m.member), m) for m in found.persuasion[:SHOWN_MOVES]],
            "vetoes": sorted(found.vetoes.items(), key=lambda entry: -entry[1]),
            "chamber": address(f"/body/{seats.body}", here),
            "calibration": chart_markup(calibration) if calibration else "",
            "calibration_frame": frame_of(calibration) if calibration else None,
        },
        payload=lambda: {**found.payload(), "frame": frame.as_record()},
        table=lambda: Table(f"Forecast: {found.headline}", COLUMNS, rows),
        picture=lambda: chart_svg(chart),
        filters={
            "body": seats.body,
            "on": found.day.isoformat(),
            "subject": ask.text("subject"),
            "declared": _written(declared),
            "sponsors": ",".join(ask.all("sponsors")),
            "seed": str(found.seed),
        },
        data=(charter_hash(seats.body), *record_hashes()),
    )


def _rows(
    found: DraftForecast, seats: Sitting, declared: Mapping[str, Ballot]
) -> Iterator[dict[str, Any]]:
    """Members, the least likely to vote in favour first."""
    ordered = sorted(
        found.members, key=lambda code: (found.members[code]["for"], seats.short_name(code))
    )
    for code in ordered:
        yield {
            "code": code,
            "member": seats.short_name(code),
            **{word: round(chance, 4) for word, chance in found.members[code].items()},
            "declared": declared[code].value if code in declared else None,
            "veto": round(found.vetoes[code], 4) if code in found.vetoes else None,
            "decides": round(found.pivotal.get(code, 0.0), 4),
        }


def _spread_chart(found: DraftForecast, seats: Sitting) -> Chart:
    """The chance of each number of votes in favour."""
    rows = [{"votes": n, "chance": chance} for n, chance in found.tally.items() if chance > 0.0005]
    step = {"type": "bar", "color": colours()["for"]}
    spec = {
        "data": {"values": rows},
        "mark": step,
        "height": 200,
        "encoding": {
            "x": {"field": "votes", "type": "ordinal", "title": "Votes in favour",
                  "axis": {"labelAngle": 0, "labelOverlap": "parity"}},
            "y": {"field": "chance", "type": "quantitative", "title": None,
                  "axis": {"format": ".0%", "tickCount": 4}},
        },
    }  # fmt: skip
    frame = ChartFrame(
        "How many would vote in favour?",
        f"Chance of each number of votes in favour, {seats.charter.short}",
        f"The bars add up to 100 %. {found.rule[:1].upper()}{found.rule[1:]}: a number that is "
        "large enough can still be stopped by a veto.",
        " ".join(found.does_not_show),
        f"{found.method}.",
    )
    return Chart(frame, spec)


@cache
def _calibration() -> Mapping[str, Any]:
    value: Mapping[str, Any] = json.loads(CALIBRATION.read_text("utf-8"))
    return value


def _calibration_chart() -> Chart | None:
    """Whether vetoes came as often as they were given chances."""
    if not CALIBRATION.is_file():
        return None
    kept = _calibration()
    rows = [bar for bar in kept["reliability"] if bar["cases"]]
    across = {"field": "mean_chance", "type": "quantitative", "title": "Chance given",
              "axis": {"format": ".0%", "tickCount": 5}}  # fmt: skip
    up = {"field": "share", "type": "quantitative", "title": "Share vetoed",
          "axis": {"format": ".0%", "tickCount": 5}}  # fmt: skip
    top = max(max(bar["mean_chance"], bar["share"]) for bar in rows)
    line = [{"mean_chance": 0, "share": 0}, {"mean_chance": top, "share": top}]
    spec = {
        "height": 240,
        "width": 320,
        "layer": [
            {
                "data": {"values": line},
                "mark": {"type": "line", "color": colours()["quiet"], "strokeDash": [4, 3]},
                "encoding": {"x": across, "y": up},
            },
            {
                "data": {"values": rows},
                "mark": {"type": "point", "size": 70},
                "encoding": {"x": across, "y": up},
            },
            {
                "data": {"values": rows},
                "mark": {"type": "text", "align": "left", "dx": 9},
                "encoding": {"x": across, "y": up, "text": {"field": "cases"}},
            },
        ],
    }
    frame = ChartFrame(
        "Do vetoes come as often as they are given a chance?",
        f"Drafts of the Council, {kept['since']} to {kept['until']}, each forecast from the days "
        "before it",
        "On the dotted line, chances come true. Each point gathers drafts with like chances; its "
        "number says how many.",
        "That the next draft is like the last ones; few drafts had a high chance, so points to the "
        "right are uncertain.",
        f"{kept['drafts']:,} drafts, {kept['vetoes']} vetoed. Log loss {kept['log_loss']:.3f} "
        f"against {kept['baseline_log_loss']:.3f} for {kept['baseline']}. {kept['source']}",
    )
    return Chart(frame, spec)
