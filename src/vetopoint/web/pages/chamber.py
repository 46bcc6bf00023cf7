"""The chamber: a body on a day, its roll call, the verdict, and who could change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import evolve, frozen

from vetopoint.brief.bars import bars_of
from vetopoint.brief.horseshoe import veto_holders
from vetopoint.brief.payload import judged_payload
from vetopoint.brief.report import WARNING
from vetopoint.brief.words import changes_heading, headline, set_words
from vetopoint.count.changes import ChangeSet
from vetopoint.count.power import Power, number_record
from vetopoint.count.readings import UndefinedIndexError
from vetopoint.count.results import BeyondMethodError
from vetopoint.law.ballots import SIGNS, Ballot
from vetopoint.law.bodies import body_slugs, charter_of
from vetopoint.law.states import state
from vetopoint.record.catalogue import find_vote
from vetopoint.record.votes import RollCall
from vetopoint.web.asks import Ask, Elsewhere, QueryError, address
from vetopoint.web.drawing import (
    ballot_buttons,
    chamber_picture,
    how_to_read,
    is_weighted,
    standalone,
)
from vetopoint.web.forecasting import filled, forecast_for, has_forecast
from vetopoint.web.judging import (
    Judgement,
    Matter,
    has_many_weights,
    judgement,
    power_values,
    provision_record,
    provision_text,
)
from vetopoint.web.power_figure import power_figure
from vetopoint.web.provenance import charter_hash, record_hashes, record_stamp
from vetopoint.web.roll import NEXT, roll_named, roll_of, roll_text
from vetopoint.web.sittings import latest_day, neighbours, rule_spells
from vetopoint.web.views import Figure, Frame, Table, View

__all__ = ["matter_of", "view"]

INDICES = {"shapley-shubik": "Shapley–Shubik", "banzhaf-normalised": "Banzhaf, normalised"}
SHOWN = 12
COLUMNS = (
    ("code", "Code", False),
    ("member", "Member", False),
    ("vote", "Ballot", False),
    ("actual", "As recorded", False),
    ("veto", "Veto", False),
    ("power", "Power", True),
    ("power_fraction", "Exact", False),
)


@frozen
class _Scene:
    """Everything the page says, before it is written."""

    ask: Ask
    matter: Matter
    judged: Judgement
    actual: RollCall | None
    power: Power | None
    frame: Frame

    @property
    def votes(self) -> str:
        """The roll call as it stands in an address."""
        return roll_text(self.judged.roll.ballots, self.matter.seats.seats)

    def figures(self) -> dict[str, Figure]:
        """The figures of the page, each to be had alone."""
        short, vote = self.matter.seats.charter.short, self.judged.vote
        found = {
            "seats": Figure(
                self.frame,
                lambda: standalone(chamber_picture(vote, short), self.frame, _title(self)),
                lambda: Table(self.frame.question, COLUMNS, list(_rows(self))),
            )
        }
        if self.power is not None:
            found["power"] = power_figure(self.power, self.matter)
        return found


def view(ask: Ask) -> View | Elsewhere:
    """The chamber at an address; a pressed button leads to the address of the changed roll call."""
    matter, actual = matter_of(ask)
    seats = matter.seats
    given = ask.text("votes")
    if not given and actual is not None:
        given = roll_text(_seated(actual, seats.seats), seats.seats)
    changed = ask.all("set")
    if changed:
        ballots = {**roll_of(given, seats).ballots, **dict(_pressed(changed, seats.seats))}
        return Elsewhere(ask.url(set=None, votes=roll_text(ballots, seats.seats)))
    if ask.text("fill"):
        return Elsewhere(_filled(ask, matter, given))
    judged = judgement(matter, given)
    scene = _Scene(ask, matter, judged, actual, _power(ask, matter), _frame(judged))
    vote, data = judged.vote, (charter_hash(matter.slug),)
    return View(
        "chamber.html",
        f"{seats.charter.short}: {headline(vote)}",
        _context(scene),
        payload=lambda: _payload(scene),
        figures=scene.figures(),
        filters=_filters(scene),
        data=data + (record_hashes() if actual else ()),
    )


def matter_of(ask: Ask) -> tuple[Matter, RollCall | None]:
    """The body, day and decision of an address; a recorded vote brings its own."""
    slug = ask.name("slug")
    charter = charter_of(slug)
    actual = find_vote(ask.text("vote")) if ask.text("vote") else None
    if actual is not None and actual.body not in (slug, charter.reforms):
        raise QueryError(
            f"{actual.symbol} was put to {charter_of(actual.body).name}, not to {charter.name}; "
            f"open it at /body/{actual.body}?vote={actual.symbol}"
        )
    default = actual.date if actual else latest_day(slug, ask.today)
    day = ask.day("on", default) or default
    recorded = actual.decision if actual and actual.body == slug else None
    decision = ask.text("decision") or recorded or charter.default
    parties = tuple(code.upper() for text in ask.all("party") for code in text.split(","))
    settings = tuple(sorted(ask.settings("set.").items()))
    return Matter(slug, day, decision, parties, settings), actual


def _pressed(changed: tuple[str, ...], seats: tuple[str, ...]) -> Iterator[tuple[str, Ballot]]:
    """Ballots from pressed buttons such as `RUS:abstain`, or `all:for` for every seat."""
    known = {ballot.value: ballot for ballot in Ballot}
    for text in changed:
        code, _, word = text.partition(":")
        if word not in known or (code != "all" and code not in seats):
            raise QueryError(f"set={text[:40]} sets nothing; write it as RUS:abstain, or all:for")
        yield from ((seat, known[word]) for seat in (seats if code == "all" else [code]))


def _seated(actual: RollCall, seats: tuple[str, ...]) -> dict[str, Ballot]:
    return {seat: actual.ballots.get(seat, Ballot.ABSENT) for seat in seats}


def _filled(ask: Ask, matter: Matter, given: str) -> str:
    """The address at which every seat that is not named has the likeliest ballot of a forecast."""
    if not has_forecast(matter.slug):
        raise QueryError(
            f"no record of votes is carried for {matter.seats.charter.name}, so nothing fills its "
            "seats; open /forecast with chances of your own"
        )
    words = "" if ask.text("fill") == "any" else ask.text("fill")
    seats, named = matter.seats, roll_named(given, matter.seats)
    found = forecast_for(matter.slug, matter.day, words, named, (), None, record_stamp())
    votes = roll_text(filled(found, named), seats.seats)
    return ask.url(fill=None, filled=ask.text("fill"), votes=votes)


def _power(ask: Ask, matter: Matter) -> Power | None:
    index = ask.choice("index", INDICES, "shapley-shubik")
    alone = evolve(matter, parties=())
    if not ask.text("index") and has_many_weights(alone):
        return None
    try:
        return power_values(alone, index)
    except (UndefinedIndexError, BeyondMethodError):
        return None


def _frame(judged: Judgement) -> Frame:
    reference = judged.vote.verdict.reference.words()
    return Frame(
        question="Does this roll call carry, and why?",
        how_to_read=how_to_read(judged.vote),
        does_not_show=(
            "Why members vote as they do, what was never tabled, or whether anything was lawful."
        ),
        source=f"Rule: {judged.vote.rule} ({reference}). Charter as carried by Vetopoint.",
    )


def _title(scene: _Scene) -> str:
    seats = scene.matter.seats
    return f"{seats.charter.short}, {seats.day}: {scene.judged.vote.verdict.reason}"


def _filters(scene: _Scene) -> dict[str, str]:
    matter = scene.matter
    given = {
        "body": matter.slug,
        "on": matter.day.isoformat(),
        "decision": scene.judged.vote.verdict.decision,
        "votes": scene.votes,
        "vote": scene.actual.symbol if scene.actual else "",
        "parties": ",".join(matter.parties),
        "settings": ",".join(f"{name}={value}" for name, value in matter.settings),
    }
    return {name: value for name, value in given.items() if value}


def _rows(scene: _Scene) -> Iterator[dict[str, Any]]:
    seats, ballots = scene.matter.seats, scene.judged.roll.ballots
    vetoes = veto_holders(scene.matter.provision().rule)
    values = scene.power.values if scene.power else {}
    for seat in seats.seats:
        value = values.get(seat)
        number = number_record(value) if value is not None else {"float": None, "fraction": None}
        recorded = scene.actual.ballots.get(seat) if scene.actual else None
        yield {
            "code": seat,
            "member": seats.names[seat],
            "vote": ballots[seat].value,
            "actual": recorded.value if recorded else None,
            "veto": "yes" if seat in vetoes else "no",
            "power": number["float"],
            "power_fraction": number["fraction"],
        }


def _payload(scene: _Scene) -> dict[str, Any]:
    vote, power = scene.judged.vote, scene.power
    designs = judged_payload(_with_designs(scene))["under_designs"]
    return {
        **judged_payload(vote),
        "under_designs": designs,
        "unseated": list(scene.judged.roll.unseated),
        "actual": _actual_record(scene),
        "power": power.as_record() if power else None,
        "frame": scene.frame.as_record(),
        "provision": provision_record(scene.matter.seats, scene.matter.provision()),
    }


def _with_designs(scene: _Scene) -> Any:
    return evolve(scene.judged.vote, designs=scene.judged.designs)


def _actual_record(scene: _Scene) -> dict[str, Any] | None:
    if scene.actual is None:
        return None
    return {
        "symbol": scene.actual.symbol,
        "adopted": scene.actual.was_adopted,
        "changed": [
            {"member": row["code"], "recorded": row["actual"], "instead": row["vote"]}
            for row in _rows(scene)
            if row["actual"] != row["vote"]
        ],
    }


def _context(scene: _Scene) -> dict[str, Any]:
    ask, matter, vote = scene.ask, scene.matter, scene.judged.vote
    seats, ballots = matter.seats, scene.judged.roll.ballots
    charter = seats.charter
    before, after = neighbours(matter.slug, matter.day)
    decision = next(d for d in charter.decisions if d.id == vote.verdict.decision)
    return {
        "seats": seats,
        "charter": charter,
        "vote": vote,
        "votes": scene.votes,
        "headline": headline(vote),
        "decision": decision,
        "signs": {ballot.value: sign for ballot, sign in SIGNS.items()},
        "ballots": ballots,
        "buttons": ballot_buttons,
        "unseated": [_name(code) for code in scene.judged.roll.unseated],
        "vetoes": veto_holders(matter.provision().rule),
        "picture": chamber_picture(vote, charter.short, _turning(scene)),
        "weighted": is_weighted(vote),
        "provision": provision_text(matter),
        "changes_heading": changes_heading(vote),
        "changes": [_change(scene, found) for found in (vote.changes or ())[:SHOWN]],
        "more_changes": max(len(vote.changes or ()) - SHOWN, 0),
        "designs": scene.judged.designs,
        "warning": WARNING,
        "frame": scene.frame,
        "figures": scene.figures(),
        "actual": scene.actual,
        "what_if": _what_if(scene),
        "power": scene.power,
        "bars": bars_of(scene.power.values, seats) if scene.power else [],
        "indices": INDICES,
        "index": ask.text("index", "shapley-shubik"),
        "before": before,
        "after": after,
        "spells": rule_spells(matter.slug, decision.id, ask.today),
        "bodies": [(slug, charter_of(slug).short) for slug in body_slugs()],
        "parties": ",".join(matter.parties),
        "settings": _settings(matter),
        "can_fill": has_forecast(matter.slug),
        "filled": ask.text("filled"),
        "forecast": address(
            "/forecast",
            {
                "body": matter.slug,
                "on": matter.day.isoformat(),
                "subject": "" if ask.text("filled") == "any" else ask.text("filled"),
            },
        ),
        "holders": seats.former_holders(),
    }


def _name(code: str) -> str:
    try:
        return state(code).short
    except LookupError:
        return code[:12]


def _turning(scene: _Scene) -> Callable[[str], str]:
    """For each seat the address at which its ballot is the next one."""
    ballots, seats = scene.judged.roll.ballots, scene.matter.seats.seats
    at = scene.ask.varying("votes")
    return lambda seat: at(roll_text({**ballots, seat: NEXT[ballots[seat]]}, seats))


def _change(scene: _Scene, found: ChangeSet) -> dict[str, Any]:
    """One smallest change in words, and the addresses that apply it."""
    seats, ballots = scene.matter.seats, scene.judged.roll.ballots
    single = found.changes[0] if len(found.changes) == 1 and found.size == 1 else None
    links = []
    if single is not None:
        for member in single.members[:20]:
            after = {**ballots, member: single.instead}
            links.append((seats.short_name(member), _applied(scene, after)))
    else:
        links.append(("these, the first by name", _applied(scene, found.applied(ballots))))
    return {"words": set_words(found, seats), "links": links}


def _applied(scene: _Scene, ballots: Mapping[str, Ballot]) -> str:
    return scene.ask.varying("votes")(roll_text(ballots, scene.matter.seats.seats))


def _what_if(scene: _Scene) -> list[dict[str, Any]]:
    if scene.actual is None:
        return []
    seats = scene.matter.seats
    return [
        row | {"member": seats.short_name(row["code"])}
        for row in _rows(scene)
        if row["actual"] != row["vote"]
    ]


def _settings(matter: Matter) -> list[dict[str, Any]]:
    """The thresholds that the source leaves open, with the value in use."""
    parameters, given = matter.seats.charter.parameters, dict(matter.settings)
    used = matter.provision().era.parameters
    return [
        {
            "name": name,
            "value": given.get(name, parameters[name].default),
            "note": parameters[name].note,
            "stated": parameters[name].stated,
        }
        for name in used
    ]
