"""One recorded vote: verdict, seats and members, who could have changed it, what followed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from attrs import evolve

from vetopoint.brief.horseshoe import LARGEST_HORSESHOE
from vetopoint.brief.links import official_links
from vetopoint.brief.payload import judged_payload
from vetopoint.brief.recorded import judged_roll_call
from vetopoint.brief.report import WARNING
from vetopoint.brief.votes import JudgedVote, under_designs
from vetopoint.brief.words import changes_heading, headline, set_words
from vetopoint.compare.cases import case_of, case_slugs
from vetopoint.law.ballots import SIGNS, Ballot
from vetopoint.law.bodies import Sitting, charter_of
from vetopoint.law.states import short_name
from vetopoint.record.catalogue import find_vote
from vetopoint.record.landmark import landmark
from vetopoint.record.search import Query, search, vetoers_of
from vetopoint.record.votes import RollCall
from vetopoint.web.asks import Ask, QueryError, address
from vetopoint.web.drawing import chamber_picture, how_to_read, standalone
from vetopoint.web.pages.record import row_of
from vetopoint.web.provenance import charter_hash, record_hashes
from vetopoint.web.views import Frame, Table, View
from vetopoint.web.world import MAP_SOURCE, Shade, Tile, regional_tiles, world_svg

__all__ = ["view"]

COLUMNS = (
    ("code", "Code", False),
    ("member", "Member", False),
    ("vote", "Ballot", False),
    ("group", "Regional group", False),
    ("note", "Note", False),
)
FOLLOWED, YEARS = 6, 3
# Tags that say how a vote went, not what it was about.
MANNER = {"shortfall", "veto", "vetoed", "double-veto", "procedural", "abstention", "consensus"}


def view(ask: Ask) -> View:
    """The vote that a symbol names."""
    found = find_vote(ask.name("symbol"))
    vote = judged_roll_call(found, ask.text("decision") or None)
    frame = _frame(found, vote)
    rows = list(_rows(found, vote))
    shown = _shown(ask, rows)
    return View(
        "vote.html",
        f"{found.symbol}: {_headline(found, vote)}",
        {
            "found": found,
            "vote": vote,
            "headline": _headline(found, vote),
            "map_source": MAP_SOURCE,
            "why": "" if vote else _why(found),
            "row": row_of(found),
            "body": charter_of(found.body),
            "picture": _picture(found, vote),
            "frame": frame,
            "rows": shown,
            "counts": _counts(ask, rows),
            "groups": _groups(ask, rows),
            "narrowed": len(shown) != len(rows),
            "links": official_links(found),
            "changes_heading": changes_heading(vote) if vote else "",
            "changes": [set_words(one, vote.seats) for one in (vote.changes or ())] if vote else [],
            "designs": _designs(vote),
            "warning": WARNING,
            "followed": [row_of(later) for later in _followed(found)],
            "cases": _cases(found.symbol),
            "chamber": address(f"/body/{found.body}", {"vote": found.symbol}),
            **_world(vote),
            "basket": address("/compare", {"v": found.symbol}),
            "can_change": vote is not None and vote.verdict.ballots is not None,
        },
        payload=lambda: _payload(found, vote, frame),
        table=(lambda: Table(f"Ballots of {found.symbol}", COLUMNS, rows)) if rows else None,
        picture=(lambda: standalone(_picture(found, vote), frame, _title(found, vote)))
        if _picture(found, vote)
        else None,
        filters={"vote": found.symbol},
        data=(charter_hash(found.body), *record_hashes()),
    )


PATTERNS = {Ballot.AGAINST: "hatched", Ballot.ABSENT: "dotted"}


def _world(vote: JudgedVote | None) -> dict[str, Any]:
    """Map and tiles, for a vote of many Members in regional groups."""
    ballots = vote.verdict.ballots if vote else None
    if vote is None or ballots is None or len(ballots) <= LARGEST_HORSESHOE:
        return {"map": "", "tiles": []}
    seats = vote.seats
    words = {code: f"{seats.short_name(code)}: {ballot.value}" for code, ballot in ballots.items()}
    shades = {
        code: Shade(f"cast-land-{ballot.value}", words[code], PATTERNS.get(ballot, ""))
        for code, ballot in ballots.items()
    }
    tiles = [
        Tile(code, ballot.value, SIGNS[ballot], words[code]) for code, ballot in ballots.items()
    ]
    regional = any(g.partition == "regional" for g in seats.charter.groups.values())
    label = f"{vote.symbol} on a map of the world; the tiles below say the same"
    return {
        "map": world_svg(shades, label) if seats.body == "un-general-assembly" else "",
        "tiles": regional_tiles(seats, tiles) if regional else [],
    }


def _title(found: RollCall, vote: JudgedVote | None) -> str:
    return f"{found.symbol}, {found.date}: {_headline(found, vote)}"


def _headline(found: RollCall, vote: JudgedVote | None) -> str:
    if vote is not None:
        return headline(vote)
    if found.vetoers:
        return "Vetoed"
    return {True: "Adopted", False: "Not adopted", None: "Not judged"}[found.was_adopted]


def _why(found: RollCall) -> str:
    if found.without_vote:
        return "Adopted without a vote, so there is nothing to count."
    said = {True: "adopted", False: "not adopted", None: "no outcome"}[found.was_adopted]
    by = ", ".join(short_name(code) for code in vetoers_of(found))
    veto = f" It names {by} as having vetoed." if by else ""
    return f"The record says {said}; too few ballots are known to work out a verdict.{veto}"


def _picture(found: RollCall, vote: JudgedVote | None) -> str:
    if vote is None or vote.verdict.ballots is None:
        return ""
    return chamber_picture(vote, found.symbol)


def _frame(found: RollCall, vote: JudgedVote | None) -> Frame:
    rule = f" Rule: {vote.rule} ({vote.verdict.reference.words()})." if vote else ""
    return Frame(
        question=f"Who voted how on {found.symbol}?",
        how_to_read=how_to_read(vote) if vote else "Known ballots by member.",
        does_not_show="Why members voted as they did, or drafts that were never tabled.",
        source="; ".join(source.words() for source in found.sources) + "." + rule,
    )


def _rows(found: RollCall, vote: JudgedVote | None) -> Iterator[dict[str, Any]]:
    seats = vote.seats if vote else None
    ballots = (vote.verdict.ballots if vote else None) or found.ballots
    for code in sorted(ballots, key=lambda code: _place(seats, code)):
        yield {
            "code": code,
            "member": _name(seats, code, found),
            "vote": ballots[code].value,
            "group": _group(seats, code),
            "note": found.corrections.get(code, ""),
        }


def _place(seats: Sitting | None, code: str) -> tuple[int, str]:
    return (seats.seats.index(code) if seats and code in seats.names else -1, code)


def _name(seats: Sitting | None, code: str, found: RollCall) -> str:
    if seats and code in seats.names:
        return seats.short_name(code)
    try:
        return short_name(code, found.date)
    except LookupError:
        return code


def _group(seats: Sitting | None, code: str) -> str:
    if seats is None:
        return ""
    groups = seats.charter.groups
    held = (name for name, group in groups.items() if group.partition == "regional")
    return next((seats.group_name(name) for name in held if code in seats.groups[name]), "")


def _shown(ask: Ask, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The members left by the ballot and the group chosen."""
    ballot, group = ask.text("ballot"), ask.text("group")
    if ballot and ballot not in (known := [b.value for b in Ballot]):
        raise QueryError(f"ballot={ballot[:40]} is not known; choose {' or '.join(known)}")
    return [row for row in rows if ballot in ("", row["vote"]) and group in ("", row["group"])]


def _counts(ask: Ask, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each ballot with its count in the group chosen, and the address that keeps it alone."""
    group, chosen = ask.text("group"), ask.text("ballot")
    within = [row["vote"] for row in rows if group in ("", row["group"])]
    return [
        {
            "ballot": ballot.value,
            "sign": SIGNS[ballot],
            "count": within.count(ballot.value),
            "chosen": chosen == ballot.value,
            "href": ask.url(ballot=None if chosen == ballot.value else ballot.value),
        }
        for ballot in Ballot
    ]


def _groups(ask: Ask, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each regional group with its ballots, and the address that keeps it alone."""
    chosen = ask.text("group")
    names = sorted({row["group"] for row in rows if row["group"]})
    found = []
    for name in names:
        cast = [row["vote"] for row in rows if row["group"] == name]
        counts = {ballot.value: cast.count(ballot.value) for ballot in Ballot}
        found.append(
            {
                "name": name,
                "chosen": chosen == name,
                "href": ask.url(group=None if chosen == name else name),
                "without_vote": False,
                **counts,
            }
        )
    return found


def _designs(vote: JudgedVote | None) -> tuple[Any, ...]:
    if vote is None or vote.verdict.ballots is None:
        return ()
    return vote.designs or under_designs(vote.seats, vote.verdict.ballots, vote.verdict.decision)


def _followed(found: RollCall) -> list[RollCall]:
    """Later votes on the same subject: a tag shared in the landmark record, or the same title."""
    tags = set(found.tags) - MANNER
    last = found.date.replace(year=found.date.year + YEARS, day=1)
    later = {
        vote.symbol: vote
        for vote in landmark()
        if tags & set(vote.tags) and found.date <= vote.date <= last
    }
    if found.title and not tags:
        words = Query(words=(found.title,), since=found.date, until=last)
        later |= {vote.symbol: vote for vote in search(words, FOLLOWED + 2).votes}
    later.pop(found.symbol, None)
    others = [vote for vote in later.values() if vote.draft != found.draft or not found.draft]
    return sorted(others, key=lambda vote: (vote.date, vote.symbol))[:FOLLOWED]


@cache
def _by_symbol() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for slug in case_slugs():
        case = case_of(slug)
        for vote in case.votes:
            found.setdefault(vote.symbol, []).append((slug, case.name))
    return found


def _cases(symbol: str) -> list[tuple[str, str]]:
    return _by_symbol().get(symbol, [])


def _payload(found: RollCall, vote: JudgedVote | None, frame: Frame) -> dict[str, Any]:
    common = {
        "draft": found.draft,
        "resolution": found.resolution,
        "meeting": found.meeting,
        "sponsors": list(found.sponsors),
        "links": [{"name": name, "url": url} for name, url in official_links(found)],
        "followed": [row["symbol"] for row in map(row_of, _followed(found))],
        "cases": [slug for slug, _ in _cases(found.symbol)],
        "frame": frame.as_record(),
    }
    if vote is not None:
        return judged_payload(evolve(vote, designs=_designs(vote))) | common
    row = row_of(found)
    return {
        "symbol": found.symbol,
        "body": found.body,
        "date": row["date"],
        "adopted": found.was_adopted,
        "reason": _why(found),
        "vetoed_by": row["vetoed_by"],
        "short_by": None,
        "tally": found.tally.as_record() if found.tally else None,
        "votes": {code: ballot.value for code, ballot in sorted(found.ballots.items())} or None,
        "title": found.title,
        **common,
    }
