"""One recorded vote: verdict, seats and members, who could have changed it, what followed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from attrs import evolve, frozen
from markupsafe import Markup

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
from vetopoint.web.views import Figure, Frame, Table, View
from vetopoint.web.world import (
    MAP_SOURCE,
    Key,
    Shade,
    Tile,
    regional_tiles,
    tiles_svg,
    with_key,
    world_svg,
)

__all__ = ["view"]

COLUMNS = (
    ("code", "Code", False),
    ("member", "Member", False),
    ("vote", "Ballot", False),
    ("group", "Regional group", False),
    ("note", "Note", False),
)
FOLLOWED, YEARS, LONGEST_SYMBOL = 6, 3, 80
# Tags that say how a vote went, not what it was about.
MANNER = {"shortfall", "veto", "vetoed", "double-veto", "procedural", "abstention", "consensus"}


def view(ask: Ask) -> View:
    """The vote that a symbol names."""
    found = find_vote(ask.name("symbol")[:LONGEST_SYMBOL])
    vote = judged_roll_call(found, ask.text("decision") or None)
    rows = list(_rows(found, vote))
    scene = _Scene(ask, found, vote, rows, _chosen(ask, rows))
    figures = scene.figures()
    return View(
        "vote.html",
        f"{found.symbol}: {_headline(found, vote)}",
        {**scene.context(), **_beside(found, vote), "figures": figures},
        payload=lambda: _payload(found, vote, scene.frame),
        table=scene.table if rows else None,
        figures=figures,
        filters=scene.filters(),
        data=(charter_hash(found.body), *record_hashes()),
    )


@frozen
class _Scene:
    """One vote as the page draws it: all its members, and those that are chosen."""

    ask: Ask
    found: RollCall
    vote: JudgedVote | None
    rows: list[dict[str, Any]]
    chosen: frozenset[str] | None

    @property
    def frame(self) -> Frame:
        """The four parts of the picture of seats."""
        return _frame(self.found, self.vote)

    @property
    def ballots(self) -> Mapping[str, Ballot] | None:
        """Every seat's ballot, where all are known."""
        return self.vote.verdict.ballots if self.vote else None

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The rows of the members chosen."""
        return [row for row in self.rows if self.chosen is None or row["code"] in self.chosen]

    def table(self) -> Table:
        """The members chosen with their ballots."""
        return Table(f"Ballots of {self.found.symbol}", COLUMNS, self.shown)

    def filters(self) -> dict[str, str]:
        """What the rows of a download are narrowed to."""
        keys = ("ballot", "group", "member")
        given = {key: self.ask.text(key) for key in keys if self.ask.text(key)}
        return {"vote": self.found.symbol, **given}

    def link(self, code: str) -> str:
        """The address at which one member stands alone, or all do again."""
        alone = self.ask.text("member") == code
        return self.ask.url(member=None if alone else code, figure=None) + "#cross"

    def is_faint(self, code: str) -> bool:
        """Whether the member is drawn back behind those chosen."""
        return self.chosen is not None and code not in self.chosen

    def seats(self) -> Markup | str:
        """The chamber, members that are not chosen drawn back."""
        if self.vote is None or self.ballots is None:
            return ""
        few = len(self.ballots) <= LARGEST_HORSESHOE
        drawn = chamber_picture(self.vote, self.found.symbol, self.link if few else _no_link)
        if self.chosen is None:
            return drawn

        def back(mark: re.Match[str]) -> str:
            return f'class="seat{" drawn-back" * self.is_faint(mark[2])}"{mark[1]}'

        return Markup(_SEAT.sub(back, drawn))

    def world(self) -> Markup | str:
        """The map, for a vote of the Assembly."""
        if not self.has_map:
            return ""
        assert self.vote is not None
        assert self.ballots is not None
        shades = {
            code: Shade(
                f"cast-land-{ballot.value}",
                _words(self.vote, code),
                PATTERNS.get(ballot, ""),
                self.link(code),
                self.is_faint(code),
            )
            for code, ballot in self.ballots.items()
        }
        label = f"{self.found.symbol} on a map of the world; the tiles below say the same"
        return world_svg(shades, label)

    @property
    def has_map(self) -> bool:
        """Whether Members of the whole world voted."""
        return self.found.body == "un-general-assembly" and self.has_tiles

    @property
    def has_tiles(self) -> bool:
        """Whether there are too many members for a table, in regional groups."""
        if self.vote is None or self.ballots is None or len(self.ballots) <= LARGEST_HORSESHOE:
            return False
        return any(g.partition == "regional" for g in self.vote.seats.charter.groups.values())

    def tiles(self) -> list[tuple[str, list[Tile]]]:
        """One tile for each Member, under its regional group."""
        if not self.has_tiles:
            return []
        assert self.vote is not None
        assert self.ballots is not None
        tiles = [
            Tile(
                code,
                ballot.value,
                SIGNS[ballot],
                _words(self.vote, code),
                self.link(code),
                self.is_faint(code),
            )
            for code, ballot in self.ballots.items()
        ]
        return regional_tiles(self.vote.seats, tiles)

    def figures(self) -> dict[str, Figure]:
        """The figures of the page, each to be had alone."""
        title, made = _title(self.found, self.vote), {}
        if self.ballots is not None:
            made["seats"] = Figure(
                self.frame, lambda: standalone(self.seats(), self.frame, title), self.table
            )
        if self.has_map:
            made["map"] = Figure(
                MAP_FRAME,
                lambda: standalone(with_key(self.world(), MAP_KEY), MAP_FRAME, title),
                self.table,
            )
        if self.has_tiles:
            made["tiles"] = Figure(
                TILE_FRAME,
                lambda: standalone(tiles_svg(self.tiles()), TILE_FRAME, title),
                self.table,
            )
        return made

    def context(self) -> dict[str, Any]:
        """What the template draws."""
        ask, found, vote, shown = self.ask, self.found, self.vote, self.shown
        member = ask.text("member")
        return {
            "found": found,
            "vote": vote,
            "headline": _headline(found, vote),
            "why": "" if vote else _why(found),
            "row": row_of(found),
            "body": charter_of(found.body),
            "picture": self.seats(),
            "map": self.world(),
            "map_key": MAP_KEY,
            "tiles": self.tiles(),
            "frame": self.frame,
            "rows": [row | {"href": self.link(row["code"])} for row in shown],
            "counts": _counts(ask, self.rows),
            "groups": _groups(ask, self.rows),
            "narrowed": self.chosen is not None,
            "member": member,
            "short": short_name,
            "of_member": address("/votes", {"member": member}) if member else "",
        }


def _beside(found: RollCall, vote: JudgedVote | None) -> dict[str, Any]:
    """What stands beside the vote itself: who could have changed it, what followed, reforms."""
    return {
        "links": official_links(found),
        "changes_heading": changes_heading(vote) if vote else "",
        "changes": [set_words(one, vote.seats) for one in (vote.changes or ())] if vote else [],
        "designs": _designs(vote),
        "warning": WARNING,
        "followed": [row_of(later) for later in _followed(found)],
        "cases": _cases(found.symbol),
        "chamber": address(f"/body/{found.body}", {"vote": found.symbol}),
        "basket": address("/compare", {"v": found.symbol}),
        "can_change": vote is not None and vote.verdict.ballots is not None,
    }


_SEAT = re.compile(r'class="seat"([^>]*data-member="(\w+)")')
PATTERNS = {Ballot.AGAINST: "hatched", Ballot.ABSENT: "dotted"}


MAP_KEY = (
    Key("cast-land-for", "for"),
    Key("", "against", "hatched"),
    Key("cast-land-abstain", "abstaining"),
    Key("", "not voting", "dotted"),
)
MAP_FRAME = Frame(
    "Where in the world are the ballots?",
    "Plain: in favour; hatched: against; pale: abstaining; dotted: not voting; blank: no seat. "
    "Press a Member to see it alone.",
    "That every Member has one vote, which the tiles show: land is drawn by area, so the eye "
    "weighs Members by their size. Any position on borders or names.",
    f"The record of this vote, named above. {MAP_SOURCE}",
)
TILE_FRAME = Frame(
    "How did each regional group vote, one tile each?",
    "One tile is one Member and one vote, with its sign: + for, − against, ○ abstaining, · not "
    "voting; groups as the United Nations elects by them.",
    "Where the Members lie, how many people live in them, or why they voted so.",
    "The record of this vote; regional groups as carried by Vetopoint’s charter of the body.",
)


def _no_link(code: str) -> str:
    """Rows of hundreds of seats carry no links; the list beside them does."""
    return ""


def _words(vote: JudgedVote, code: str) -> str:
    ballots = vote.verdict.ballots
    assert ballots is not None
    return f"{vote.seats.short_name(code)}: {ballots[code].value}"


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


def _chosen(ask: Ask, rows: list[dict[str, Any]]) -> frozenset[str] | None:
    """The members left by the ballot, the group and the member chosen; None where nothing is."""
    ballot, group, member = ask.text("ballot"), ask.text("group"), ask.text("member")
    if ballot and ballot not in (known := [b.value for b in Ballot]):
        raise QueryError(f"ballot={ballot[:40]} is not known; choose {' or '.join(known)}")
    if member and rows and member not in (codes := [row["code"] for row in rows]):
        raise QueryError(
            f"member={member[:40]} has no ballot here; the members are {', '.join(codes[:20])}"
            + (" and others" if len(codes) > 20 else "")
        )
    if not (ballot or group or member):
        return None
    return frozenset(
        row["code"]
        for row in rows
        if ballot in ("", row["vote"])
        and group in ("", row["group"])
        and member in ("", row["code"])
    )


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
            "href": ask.url(ballot=None if chosen == ballot.value else ballot.value, figure=None),
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
