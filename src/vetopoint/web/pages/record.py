"""The record: every vote by words, member, body, day and outcome, with counts of what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from vetopoint.errors import VetopointError
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import charter_of
from vetopoint.record.catalogue import find_vote, known_remedy
from vetopoint.record.search import Found, Query, recorded_bodies, search, vetoers_of
from vetopoint.record.stances import Stance, StanceError, stance_of
from vetopoint.record.store import store_exists
from vetopoint.record.symbols import keys_for
from vetopoint.record.votes import Kind, Outcome, RollCall
from vetopoint.web.asks import Ask, QueryError
from vetopoint.web.provenance import record_hashes
from vetopoint.web.views import Frame, Table, View

__all__ = ["OUTCOMES", "row_of", "view"]

PAGE = 50
MOST_EXPORTED = 5000
OUTCOMES = {"adopted": Outcome.ADOPTED, "not-adopted": Outcome.NOT_ADOPTED}
VETOED = {"yes": True, "no": False}
COLUMNS = (
    ("date", "Day", False),
    ("symbol", "Symbol", False),
    ("body", "Body", False),
    ("title", "Title", False),
    ("outcome", "Outcome", False),
    ("vetoed_by", "Vetoed by", False),
    ("for", "For", True),
    ("against", "Against", True),
    ("abstain", "Abstaining", True),
    ("absent", "Not voting", True),
    ("kind", "Kind", False),
    ("source", "Source", False),
)
FRAME = Frame(
    "Which votes fit?",
    "One row is one vote, the newest first; the bar is its ballots: for, abstaining, against.",
    "Drafts never tabled, what was said in the room, and votes that no source records.",
    "The landmark record, and the record imported on this machine; each row names its source.",
)


def view(ask: Ask) -> View:
    """The votes that fit what is asked for."""
    query = _query(ask)
    page = ask.number("page", 1, 1, 100_000)
    exported = ask.form in ("csv", "json")
    limit = MOST_EXPORTED if exported else PAGE
    found = search(query, limit, 0 if exported else (page - 1) * PAGE, newest=True)
    rows = [row_of(vote) for vote in found.votes]
    pages = max(1, -(-found.total // PAGE))
    return View(
        "record.html",
        "The record of votes",
        {
            "found": found,
            "rows": rows,
            "frame": FRAME,
            "page": page,
            "pages": pages,
            "facets": list(_facets(ask, found)),
            "chosen": list(_chosen(ask)),
            "direct": _direct(ask.text("q")),
            "bodies": [(slug, charter_of(slug).short) for slug in recorded_bodies()],
            "ballots": [ballot.value for ballot in Ballot],
            "remedy": "" if store_exists() else known_remedy(None),
        },
        payload=lambda: {
            "query": query.described(),
            "total": found.total,
            "shown": len(rows),
            "facets": {name: dict(counts) for name, counts in found.facets.items()},
            "members": {code: dict(cast) for code, cast in found.members.items()},
            "notes": list(found.notes),
            "votes": rows,
            "frame": FRAME.as_record(),
        },
        table=lambda: Table(f"Votes: {query.described()}", COLUMNS, rows),
        filters={"query": query.described()},
        data=record_hashes(),
    )


def _query(ask: Ask) -> Query:
    words, spoken = _words(ask.text("q"))
    body = ask.text("body") or None
    if body is not None and body not in recorded_bodies():
        raise QueryError(
            f"no votes of {body[:40]!r} are recorded; choose {' or '.join(recorded_bodies())}"
        )
    since, until = ask.day("from"), ask.day("to")
    if since and until and since > until:
        raise QueryError(f"no day lies between from={since} and to={until}; exchange the two")
    return Query(
        words=words,
        stances=(*spoken, *_stance(ask)),
        body=body,
        since=since,
        until=until,
        outcome=OUTCOMES[ask.choice("outcome", OUTCOMES, "")] if ask.text("outcome") else None,
        vetoed=VETOED[ask.choice("vetoed", VETOED, "")] if ask.text("vetoed") else None,
        kind=Kind(ask.choice("kind", [k.value for k in Kind], "")) if ask.text("kind") else None,
    )


def _words(text: str) -> tuple[tuple[str, ...], tuple[Stance, ...]]:
    """Words to look for; where together they say who voted how, that is meant."""
    with suppress(StanceError):
        if len(text.split()) > 1 and (spoken := stance_of(text)).ballot is not None:
            return (), (spoken,)
    return tuple(text.split()), ()


def _stance(ask: Ask) -> Iterator[Stance]:
    member, did = ask.text("member"), ask.text("did")
    if did and not member:
        raise QueryError(f"did={did[:40]} says no member; add member=RUS")
    if member:
        ballot = Ballot(ask.choice("did", [b.value for b in Ballot], "")) if did else None
        yield stance_of(member, ballot)


def _direct(text: str) -> RollCall | None:
    """The vote, where what was typed is its symbol."""
    if not text or not keys_for(text):
        return None
    with suppress(VetopointError):
        return find_vote(text)
    return None


def row_of(vote: RollCall) -> dict[str, Any]:
    """A vote as a row of a list."""
    counts: dict[str, int | None] = dict.fromkeys(ballot.value for ballot in Ballot)
    if vote.tally:
        counts |= vote.tally.as_record()
    if not vote.lists_absent:
        counts["absent"] = None
    vetoers = vetoers_of(vote)
    return {
        "date": vote.date.isoformat(),
        "symbol": vote.symbol,
        "draft": vote.draft,
        "resolution": vote.resolution,
        "body": vote.body,
        "title": vote.title,
        "outcome": vote.outcome.value if vote.outcome else None,
        "vetoed_by": list(vetoers),
        **counts,
        "without_vote": vote.without_vote,
        "complete": vote.complete,
        "kind": vote.kind.value,
        "source": "; ".join(source.words() for source in vote.sources),
    }


def _facets(ask: Ask, found: Found) -> Iterator[dict[str, Any]]:
    """For each facet its values with counts of the subset, and the address that narrows to each."""

    def narrowed(**changes: str | None) -> str:
        return ask.url(page=None, **changes)

    counts = found.facets
    values: Mapping[str, list[tuple[str, int, str]]] = {
        "Body": [
            (charter_of(slug).short, number, narrowed(body=slug))
            for slug, number in counts["body"].items()
        ],
        "Outcome": [
            (word, number, narrowed(outcome=word.replace(" ", "-")))
            for word, number in counts["outcome"].items()
            if word != "not recorded"
        ],
        "Veto": [
            (word, number, narrowed(vetoed="yes" if word == "vetoed" else "no"))
            for word, number in counts["vetoed"].items()
        ],
        "Kind": [(word, number, narrowed(kind=word)) for word, number in counts["kind"].items()],
        "Decade": [
            (word, number, narrowed(**{"from": f"{word[:4]}-01-01", "to": f"{word[:3]}9-12-31"}))
            for word, number in counts["decade"].items()
        ],
    }
    for name, entries in values.items():
        if entries:
            yield {"name": name, "values": entries, "largest": max(n for _, n, _ in entries)}


def _chosen(ask: Ask) -> Iterator[tuple[str, str]]:
    """What narrows the list now, each with the address that lets it go."""
    keys = ("q", "body", "member", "did", "from", "to", "outcome", "vetoed", "kind")
    for key in keys:
        if text := ask.text(key):
            gone: dict[str, str | None] = {key: None, "page": None}
            if key == "member":
                gone["did"] = None
            yield f"{_LABELS[key]} {text}".strip(), ask.url(**gone)


_LABELS = {
    "q": "",
    "body": "",
    "member": "member",
    "did": "voting",
    "from": "from",
    "to": "to",
    "outcome": "",
    "vetoed": "vetoed:",
    "kind": "kind:",
}
