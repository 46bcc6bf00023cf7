"""Up to eight votes side by side: verdicts, and every member's ballot on each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vetopoint.brief.recorded import judged_roll_call
from vetopoint.brief.votes import JudgedVote
from vetopoint.brief.words import headline
from vetopoint.law.states import continuing_seat, short_name
from vetopoint.record.catalogue import find_vote
from vetopoint.record.votes import RollCall
from vetopoint.web.asks import Ask, QueryError, address
from vetopoint.web.ballot_grid import Head, ballots_svg
from vetopoint.web.drawing import HOW_TO_READ, chamber_picture, standalone
from vetopoint.web.pages.record import row_of
from vetopoint.web.provenance import record_hashes
from vetopoint.web.views import Figure, Frame, Table, View

__all__ = ["view"]

MOST = 8
EXAMPLES = ("S/2014/189", "S/2022/155", "S/2022/720", "A/RES/ES-11/1")
FRAME = Frame(
    "Who voted the same way, and who did not?",
    "One column is one vote, one row one member: + for, − against, ○ abstaining, · not voting, "
    "blank without a seat. Rows where ballots differ come first.",
    "Why a member changed, or whether the drafts asked for the same.",
    "The record on this machine; each column's own page names its source.",
)

PICTURES = Frame(
    "How did each vote go?",
    f"One frame for every picture: {HOW_TO_READ[:1].lower()}{HOW_TO_READ[1:]} Around a small "
    "table stand the codes of its members, and Russia stands for the Soviet Union; areas are as "
    "large as a member's weight. Counts read for – against – abstaining.",
    "How votes under different rules compare: the same count may carry in one body and fail in "
    "another. A vote whose ballots are not all known has no picture.",
    "The record on this machine; each vote's own page has its picture alone, its rule and its "
    "source.",
)


def view(ask: Ask) -> View:
    """The votes in the basket, in the order in which they were put there."""
    symbols = tuple(dict.fromkeys(ask.all("v")))
    if len(symbols) > MOST:
        raise QueryError(
            f"{len(symbols)} votes are in the basket; at most {MOST} stand side by side: take out "
            f"{len(symbols) - MOST}"
        )
    if ask.text("add"):
        symbols = (*symbols, ask.text("add"))[:MOST]
    found = [find_vote(symbol) for symbol in symbols]
    judged = [judged_roll_call(vote) for vote in found]
    columns = [_column(found, place, judged[place]) for place in range(len(found))]
    rows = _rows(found)
    heads = [Head(c["symbol"], c["date"], c["headline"], _counted(c)) for c in columns]
    title = "Votes side by side: " + ", ".join(vote.symbol for vote in found)
    figures = {}
    if found:
        figures["ballots"] = Figure(
            FRAME,
            lambda: standalone(ballots_svg(heads, rows), FRAME, title),
            lambda: _table(found, rows),
        )
    return View(
        "basket.html",
        "Votes side by side",
        {
            "columns": columns,
            "rows": rows,
            "figures": figures,
            "pictures": PICTURES,
            "symbols": [vote.symbol for vote in found],
            "full": len(found) >= MOST,
            "example": address("/compare", [("v", symbol) for symbol in EXAMPLES]),
        },
        payload=lambda: {
            "votes": [
                row_of(vote) | {"headline": c["headline"]}
                for vote, c in zip(found, columns, strict=True)
            ],
            "members": [
                {k: row[k] for k in ("code", "member", "ballots", "differs")} for row in rows
            ],
            "frame": FRAME.as_record(),
        },
        table=lambda: _table(found, rows),
        figures=figures,
        filters={"votes": ", ".join(vote.symbol for vote in found)},
        data=record_hashes(),
    )


def _counted(column: dict[str, Any]) -> str:
    if column["for"] is None:
        return "without a vote" if column["without_vote"] else "ballots not known"
    return f"{column['for']} – {column['against']} – {column['abstain']}"


def _column(found: Sequence[RollCall], place: int, judged: JudgedVote | None) -> dict[str, Any]:
    vote = found[place]
    others = [("v", other.symbol) for number, other in enumerate(found) if number != place]
    seen = judged is not None and judged.verdict.ballots is not None
    outcome = vote.outcome.value if vote.outcome else "not recorded"
    return {
        **row_of(vote),
        "headline": headline(judged) if judged else outcome.capitalize(),
        "reason": judged.verdict.reason if judged else "",
        "picture": chamber_picture(judged, vote.symbol) if judged and seen else "",
        "without": address("/compare", others),
    }


def _rows(found: Sequence[RollCall]) -> list[dict[str, Any]]:
    """Every seat that had a ballot on any of the votes; the Soviet Union's row is Russia's."""
    cast: dict[str, list[str | None]] = {}
    for place, vote in enumerate(found):
        for code, ballot in vote.ballots.items():
            row = cast.setdefault(continuing_seat(code), [None] * len(found))
            row[place] = ballot.value
    rows = [
        {
            "code": code,
            "member": _name(code),
            "ballots": ballots,
            "differs": len({b for b in ballots if b}) > 1,
            "seen": sum(b is not None for b in ballots),
        }
        for code, ballots in cast.items()
    ]
    return sorted(rows, key=lambda row: (not row["differs"], -row["seen"], row["member"]))


def _name(code: str) -> str:
    try:
        return short_name(code)
    except LookupError:
        return code


def _table(found: Sequence[RollCall], rows: list[dict[str, Any]]) -> Table:
    symbols = tuple((vote.symbol, vote.symbol, False) for vote in found)
    columns = (("code", "Code", False), ("member", "Member", False), *symbols)
    flat = [
        {"code": row["code"], "member": row["member"]}
        | dict(zip((vote.symbol for vote in found), row["ballots"], strict=True))
        for row in rows
    ]
    return Table("Votes side by side", columns, flat)
