"""A forecast in words and as a figure: chances beside bars, and what they do not show."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from vetopoint.brief.charts import Chart, colours
from vetopoint.brief.frame import Frame
from vetopoint.infer.draft_forecast import DraftForecast, percent
from vetopoint.law.bodies import Sitting

__all__ = ["forecast_chart", "forecast_text"]

_Style = Callable[[str, str], str]

BAR = 20
SHOWN_MEMBERS = 20
SHOWN_MOVES = 4
SIGNS = (("for", "█"), ("abstain", "░"), ("against", "▓"), ("absent", "·"))
_ORDER = ("for", "abstain", "against", "absent")


def forecast_text(found: DraftForecast, seats: Sitting, style: _Style, width: int = 80) -> str:
    """The forecast as lines of at most `width` columns.

    >>> import datetime
    >>> from vetopoint.brief.terminal import plain
    >>> from vetopoint.infer.forecast import forecast_of
    >>> from vetopoint.law.bodies import open_body
    >>> day = datetime.date(2022, 2, 25)
    >>> found = forecast_of("un-security-council", day, subject="ukraine")
    >>> text = forecast_text(found, open_body("un-security-council", day), plain)
    >>> text.splitlines()[0]
    'Security Council, 25 February 2022: a draft on Ukraine'
    """
    lines = [
        *_head(found, seats, style, width),
        *_members(found, seats, style),
        *_tally(found, style),
        *_courses(found, style),
        *_moves(found, seats, style, width),
        *_past(found, style, width),
        *_foot(found, style, width),
    ]
    return "\n".join(lines) + "\n"


def _head(found: DraftForecast, seats: Sitting, style: _Style, width: int) -> Iterator[str]:
    day = f"{found.day.day} {found.day:%B %Y}"
    yield from textwrap.wrap(f"{seats.charter.short}, {day}: {_about(found)}", width)
    yield style(found.headline, "strong")
    yield from textwrap.wrap(f"Rule: {found.rule}.", width)
    yield from textwrap.wrap(found.method + ".", width)
    declared: Mapping[str, str] = found.question.get("declared") or {}
    if declared:
        said = ", ".join(f"{seats.short_name(m)} {word}" for m, word in declared.items())
        yield from textwrap.wrap(f"Taken as stated: {said}.", width)
    sponsors = found.question.get("sponsors")
    if sponsors:
        yield from textwrap.wrap(f"Sponsors: {', '.join(sponsors)}.", width)
    base = found.baseline
    if base is not None:
        worst = max(base.vetoes, key=lambda code: base.vetoes[code], default=None)
        veto = f"; veto by {found.names[worst]} {percent(base.vetoes[worst])}" if worst else ""
        line = f"Without the model ({base.name}): adoption {percent(base.adopted)}{veto}."
        yield from textwrap.wrap(line, width)


def _about(found: DraftForecast) -> str:
    if found.question.get("like"):
        return f"a draft like {found.question['like']}"
    if found.question.get("taken_as"):
        return f"a draft on {found.question['taken_as']}"
    if words := found.question.get("title") or found.question.get("subject"):
        return f"a draft, «{textwrap.shorten(str(words), 90, placeholder='…')}»"
    return "a draft"


def _members(found: DraftForecast, seats: Sitting, style: _Style) -> Iterator[str]:
    """The members least likely to vote in favour first."""
    codes = sorted(
        found.members,
        key=lambda code: (round(found.members[code]["for"], 6), seats.short_name(code)),
    )
    vetoes = set(found.vetoes)
    yield ""
    name = f"  {'Member':<22}{'':<{BAR + 2}}"
    yield style(f"{name}{'for':>7}{'abstain':>9}{'against':>9}{'absent':>8}", "strong")
    for code in codes[:SHOWN_MEMBERS]:
        own = found.members[code]
        mark = "*" if code in vetoes else " "
        label = f"{seats.short_name(code)[:20]}{mark}"
        numbers = "".join(
            f"{_share(own[ballot]):>{size}}"
            for ballot, size in zip(_ORDER, (7, 9, 9, 8), strict=True)
        )
        yield f"  {label:<22}{_bar(own)}  {numbers}"
    if len(codes) > SHOWN_MEMBERS:
        yield f"  … and {len(codes) - SHOWN_MEMBERS} more, likelier to vote in favour (--json)"
    yield f"  {'  '.join(f'{sign} {ballot}' for ballot, sign in SIGNS)}" + (
        "  * holds a veto" if vetoes else ""
    )


def _bar(own: Mapping[str, float]) -> str:
    """Twenty signs, shared out so that they always add up (largest remainders)."""
    exact = [own[ballot] * BAR for ballot, _ in SIGNS]
    parts = [int(value) for value in exact]
    spare = sorted(range(len(SIGNS)), key=lambda n: parts[n] - exact[n])
    for place in spare[: BAR - sum(parts)]:
        parts[place] += 1
    return "".join(sign * size for (_, sign), size in zip(SIGNS, parts, strict=True))


def _share(chance: float) -> str:
    if 0 < chance < 0.005:
        return "<1 %"
    return ">99 %" if 0.995 < chance < 1 else f"{100 * chance:.0f} %"


def _tally(found: DraftForecast, style: _Style) -> Iterator[str]:
    likely = [n for n, chance in found.tally.items() if chance >= 0.01]
    if not likely:
        return
    yield ""
    yield style("Votes in favour", "strong")
    if len(likely) > SHOWN_MEMBERS:
        low, high = _middle(found.tally)
        yield f"  between {low} and {high}, nine times in ten"
        return
    for number in range(likely[0], likely[-1] + 1):
        chance = found.tally[number]
        yield f"  {number:>3}  {'█' * round(40 * chance):<40} {_share(chance):>5}"


def _middle(tally: Mapping[int, float]) -> tuple[int, int]:
    below, low, high = 0.0, min(tally), max(tally)
    for number, chance in tally.items():
        if below < 0.05 <= below + chance:
            low = number
        if below < 0.95 <= below + chance:
            high = number
        below += chance
    return low, high


def _courses(found: DraftForecast, style: _Style) -> Iterator[str]:
    shown = [(words, chance) for words, chance in found.courses.items() if chance >= 0.005]
    if not shown:
        return
    yield ""
    yield style("How it may go", "strong")
    for words, chance in sorted(shown, key=lambda entry: -entry[1]):
        yield f"  {words:<46} {_share(chance):>5}"


def _moves(found: DraftForecast, seats: Sitting, style: _Style, width: int) -> Iterator[str]:
    yield ""
    yield style("Whose mind would matter most", "strong")
    if not found.persuasion:
        yield from textwrap.wrap(
            "No single member's change would move the chance of adoption by a tenth of a point.",
            width,
            initial_indent="  ",
            subsequent_indent="  ",
        )
    for move in found.persuasion[:SHOWN_MOVES]:
        words = "in favour" if move.to == "for" else "to abstain"
        name = seats.short_name(move.member)
        yield f"  {name + ' moved ' + words:<46} adoption +{100 * move.change:.1f} points"
    pivotal = max(found.pivotal, key=lambda code: found.pivotal[code], default=None)
    if pivotal is not None and found.pivotal[pivotal] >= 0.005:
        yield from textwrap.wrap(
            f"Pivotal most often: {seats.short_name(pivotal)}; for or against, it alone decides "
            f"{percent(found.pivotal[pivotal])} of the time.",
            width,
            initial_indent="  ",
            subsequent_indent="  ",
        )


def _past(found: DraftForecast, style: _Style, width: int) -> Iterator[str]:
    if not found.nearest:
        return
    yield ""
    yield style("Nearest past drafts", "strong")
    for near in found.nearest:
        line = f"{near.date}  {near.symbol:<18} {near.outcome}"
        yield from textwrap.wrap(line, width, initial_indent="  ", subsequent_indent=" " * 33)


def _foot(found: DraftForecast, style: _Style, width: int) -> Iterator[str]:
    yield ""
    yield style("What this does not show", "strong")
    for sentence in found.does_not_show:
        yield from textwrap.wrap(sentence, width, initial_indent="- ", subsequent_indent="  ")
    yield ""
    yield from textwrap.wrap(f"Source: {'; '.join(found.sources)}. Seed {found.seed}.", width)


def forecast_chart(found: DraftForecast, seats: Sitting) -> Chart:
    """The members' chances as stacked bars, least likely supporters first."""
    look = colours()
    fills = {"for": look["for"], "abstain": look["abstain"], "against": look["against"]}
    codes = sorted(
        found.members, key=lambda code: (found.members[code]["for"], seats.short_name(code))
    )[: 2 * SHOWN_MEMBERS]
    names = [seats.short_name(code) + (" *" if code in found.vetoes else "") for code in codes]
    rows = [
        {"member": name, "ballot": ballot, "chance": found.members[code][ballot], "place": place}
        for code, name in zip(codes, names, strict=True)
        for place, ballot in enumerate(("for", "abstain", "against"))
    ]
    spec = _spec(rows, names, fills)
    vetoes = " A star marks who holds a veto." if found.vetoes else ""
    left = len(found.members) - len(codes)
    more = f" {left} members likelier to vote in favour are left out." if left else ""
    frame = Frame(
        title=found.headline,
        subtitle=f"{seats.charter.short}, {found.day.day} {found.day:%B %Y}: {_about(found)}; "
        "chance of each ballot",
        how_to_read="Each bar is one member; its parts are the chances of a vote for (left, "
        f"labelled), an abstention and a vote against (right).{vetoes}{more}",
        does_not_show=" ".join(found.does_not_show),
        source=f"{'; '.join(found.sources)}. {found.method}. Seed {found.seed}.",
    )
    return Chart(frame, spec)


def _spec(rows: list[dict[str, Any]], names: list[str], fills: Mapping[str, str]) -> dict[str, Any]:
    across = {
        "field": "chance",
        "type": "quantitative",
        "stack": "zero",
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "title": None},
    }
    up: dict[str, Any] = {"field": "member", "type": "nominal", "sort": names, "title": None}
    up["axis"] = {"labelLimit": 260}
    colour = {
        "field": "ballot",
        "type": "nominal",
        "scale": {"domain": list(fills), "range": list(fills.values())},
        "legend": {"title": None, "orient": "top"},
    }
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.72}},
        "encoding": {"x": across, "y": up, "color": colour, "order": {"field": "place"}},
    }
    labels = {
        "transform": [{"filter": "datum.ballot === 'for'"}],
        "mark": {"type": "text", "align": "left", "dx": 6},
        "encoding": {
            "x": {"value": 560},
            "y": up,
            "text": {"field": "chance", "type": "quantitative", "format": ".0%"},
        },
    }
    height = max(120, 22 * len(names))
    return {"data": {"values": rows}, "layer": [bars, labels], "height": height}
