"""A forecast: each member's chances, the spread of the tally, adoption, vetoes, and persuasion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from attrs import evolve, frozen

from vetopoint.brief.charts import Chart, chart_svg
from vetopoint.brief.forecasts import forecast_chart
from vetopoint.brief.horseshoe import LARGEST_HORSESHOE, veto_holders
from vetopoint.infer.draft_forecast import DraftForecast, percent
from vetopoint.infer.subjects import subjects
from vetopoint.law.ballots import SIGNS, Ballot
from vetopoint.law.bodies import Sitting, body_slugs, charter_of
from vetopoint.law.states import find_state, seat_code
from vetopoint.web.asks import Ask, Elsewhere, QueryError, address
from vetopoint.web.charts import chart_figure, chart_markup, frame_of
from vetopoint.web.drawing import standalone
from vetopoint.web.forecast_figures import (
    calibration_chart,
    calibration_table,
    spread_chart,
    spread_table,
)
from vetopoint.web.forecasting import ASSEMBLY, filled, forecast_for, has_forecast
from vetopoint.web.odds import DECLARING, Odds, odds_svg
from vetopoint.web.provenance import charter_hash, record_hashes, record_stamp
from vetopoint.web.roll import roll_named, roll_text
from vetopoint.web.sittings import latest_day, sitting_on
from vetopoint.web.views import Figure, Frame, Table, View

__all__ = ["view"]

SHOWN_MOVES = 6
SHOWN_ROWS = 30
BESIDE = 400
HOW = (
    "One ring is one seat, filled by its chances clockwise from the top: for, abstaining (pale), "
    "not voting (dotted), against; the number is the chance of a vote for, in per cent. A solid "
    "seat with a sign has declared; a second ring marks a veto."
)
PRESS = " Press a seat, or a sign in the table, to declare how a member will vote."
ROWS = " Seats fill the rows from those likeliest to vote for, on the left."
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
    is_asked = bool(words or sponsors or declared) or slug != ASSEMBLY
    if (has_forecast(slug) and is_asked) or shares is not None:
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


@cache
def _calibration(body: str) -> str:
    """The calibration of a body, drawn once; nothing for a body never judged."""
    chart = calibration_chart(body)
    return chart_markup(chart, BESIDE) if chart else ""


def _answer(ask: Ask, seats: Sitting, declared: Mapping[str, Ballot], found: DraftForecast) -> View:
    scene = _Scene(ask, seats, declared, found)
    rows = list(_rows(found, seats, declared))
    spread = spread_chart(found, seats)
    likeliest = roll_text(filled(found, declared), seats.seats)
    here = {"on": found.day.isoformat(), "votes": likeliest}
    figures = scene.figures(rows)
    return View(
        "forecast.html",
        found.headline,
        {
            **_fields(ask, seats.body, seats, declared),
            "found": found,
            "rows": rows,
            "shown_rows": SHOWN_ROWS,
            "percent": percent,
            "figures": figures,
            "picture": odds_svg(scene.odds, scene.link),
            "spread": chart_markup(spread, BESIDE),
            "moves": [(seats.short_name(m.member), m) for m in found.persuasion[:SHOWN_MOVES]],
            "vetoes": sorted(found.vetoes.items(), key=lambda entry: -entry[1]),
            "chamber": address(f"/body/{seats.body}", here),
            "calibration": _calibration(seats.body),
        },
        payload=lambda: {**found.payload(), "frame": scene.frame.as_record()},
        table=lambda: Table(f"Forecast: {found.headline}", COLUMNS, rows),
        picture=lambda: chart_svg(forecast_chart(found, seats)),
        figures=figures,
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


@frozen
class _Scene:
    """One forecast as the page draws it."""

    ask: Ask
    seats: Sitting
    declared: Mapping[str, Ballot]
    found: DraftForecast

    @property
    def frame(self) -> Frame:
        """The four parts of the chamber, with the source of the forecast."""
        said = frame_of(forecast_chart(self.found, self.seats))
        rows = ROWS if len(self.seats.seats) > LARGEST_HORSESHOE else ""
        return evolve(
            said, question="How likely is each ballot of each member?", how_to_read=HOW + rows
        )

    @property
    def calibration(self) -> Chart | None:
        """How good forecasts of this body have been; none for designs and assumed chances."""
        return calibration_chart(self.seats.body)

    @property
    def odds(self) -> Odds:
        """What the chamber shows."""
        vetoes = veto_holders(self.seats.provision().rule)
        return Odds(
            self.seats,
            self.found.members,
            self.declared,
            vetoes,
            self.seats.charter.short,
            percent(self.found.adopted),
            "chance of adoption",
        )

    def link(self, seat: str) -> str:
        """The address at which the seat has its next declaration."""
        after = DECLARING[self.declared.get(seat)]
        rest = {code: own for code, own in self.declared.items() if code != seat}
        text = _written(rest if after is None else rest | {seat: after})
        return f"{self.ask.url(set=None, declared=text or None)}#chances"

    def figures(self, rows: list[dict[str, Any]]) -> dict[str, Figure]:
        """The figures of the page, each to be had alone."""
        found, seats = self.found, self.seats
        title = f"{seats.charter.short}, {found.day}: {found.headline}"
        shown = evolve(self.frame, how_to_read=self.frame.how_to_read + PRESS)
        made = {
            "chances": Figure(
                shown,
                lambda: standalone(odds_svg(self.odds), self.frame, title),
                lambda: Table(f"Forecast: {found.headline}", COLUMNS, rows),
            ),
            "tally": chart_figure(spread_chart(found, seats), lambda: spread_table(found)),
        }
        if (chart := self.calibration) is not None:
            made["calibration"] = chart_figure(chart, lambda: calibration_table(seats.body))
        return made


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
