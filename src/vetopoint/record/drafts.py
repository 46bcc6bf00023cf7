"""Drafts put to the Security Council: what was known before each vote, and what came of it.

The two are kept in different records, so that a forecast can be given the first alone.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from vetopoint.law.ballots import Ballot
from vetopoint.law.states import UnknownStateError, find_state
from vetopoint.record.importers.files import (
    BadSourceError,
    SourceFile,
    file_with,
    relation,
    source_files,
)
from vetopoint.record.landmark import landmark
from vetopoint.record.store import Store, first_line, open_store, quiet_connection, store_path
from vetopoint.record.stored import stored_votes
from vetopoint.record.votes import Kind, RollCall

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "COUNCIL",
    "LANDMARK",
    "Draft",
    "DraftRecord",
    "Vote",
    "council_drafts",
    "record_mark",
    "sponsor_codes",
]

COUNCIL = "un-security-council"
LANDMARK = "landmark record"
"""The source of drafts where no record is at hand."""
TOPICS_SINCE = datetime.date(1994, 1, 1)
"""Before this day only vetoed drafts carry a topic in the tidy folder, so that having one tells
the outcome: earlier topics are never read."""
TOPICS_DISPLACED = (datetime.date(2011, 10, 5), datetime.date(2011, 12, 31))
"""In these weeks the folder's topics stand beside the wrong drafts (Syria beside Haiti)."""
OUTCOMES = frozenset({"adopted", "vetoed", "failed"})
LETTERS = {"Y": Ballot.FOR, "N": Ballot.AGAINST, "A": Ballot.ABSTAIN, "X": Ballot.ABSENT}

_DRAFTS = """
    SELECT draft_uid, draft, coalesce(resolution, draft, draft_uid) AS symbol,
        CAST(date AS DATE) AS date, title, {topic} AS topic, {sponsor} AS sponsor, outcome, vetoers,
        coalesce(modality, '') = 'without vote' AS without_vote
    FROM {drafts} WHERE date IS NOT NULL AND outcome IS NOT NULL"""
_VOTES = """
    SELECT draft_uid, list(state_code ORDER BY state_code), list(vote_adj ORDER BY state_code)
    FROM {votes} WHERE vote_adj IN ('Y', 'N', 'A', 'X') GROUP BY 1"""
_ARTICLE = re.compile(r"^(?:and\s+)?(?:the\s+)?", re.IGNORECASE)


@frozen
class Draft:
    """What anybody could know of a draft before the vote.

    `title` is as published and may have been written after the vote: `infer.subjects` takes its
    wrapping off. `topic` is the agenda item in short. `sponsors` is None where nobody recorded
    them, which is not the same as a draft without sponsors. `is_presidential` marks a text that
    the President put forward as prepared in consultations.
    """

    symbol: str
    day: datetime.date
    title: str
    topic: str | None = None
    sponsors: frozenset[str] | None = None
    is_presidential: bool = False


@frozen
class Vote:
    """What came of a draft: its outcome (adopted, vetoed or failed) and the ballots known.

    `names` are the symbols under which people look for it.
    """

    draft: Draft
    outcome: str
    vetoers: tuple[str, ...] = ()
    ballots: Mapping[str, Ballot] = field(hash=False, factory=dict)
    without_vote: bool = False
    names: tuple[str, ...] = ()


@frozen
class DraftRecord:
    """The votes in the order of their days, with where they were read and a hash of it."""

    votes: tuple[Vote, ...]
    source: str
    sha256: str

    def before(self, day: datetime.date) -> tuple[Vote, ...]:
        """The votes known the day before."""
        return tuple(vote for vote in self.votes if vote.draft.day < day)


def council_drafts(data: Path | None = None, *, landmark_only: bool = False) -> DraftRecord:
    """The drafts of a folder, of the imported record, or else those of the landmark record.

    >>> council_drafts().votes[0].draft.day.year
    1946

    Raises
    ------
    MissingPathError, BadSourceError
        If the folder is not there, or lacks the Council's files.
    """
    if data is not None:
        return _folder(data)
    if not landmark_only:
        with open_store() as store:
            if store is not None and (found := _stored(store)):
                return found
    return _record(map(_of_roll_call, _landmark_calls()), LANDMARK, "")


def record_mark(data: Path | None = None) -> str | None:
    """What changes when the folder or the imported record does; None where there is neither.

    Names, sizes and times only: asked for before anything is read.
    """
    if data is not None:
        return " ".join(_state(file.path) for file in source_files(data))
    path = store_path()
    return _state(path) if path.is_file() else None


def _state(path: Path) -> str:
    state = path.stat()
    return f"{path.resolve()} {state.st_size} {state.st_mtime_ns}"


def sponsor_codes(text: str | None) -> frozenset[str] | None:
    """Codes of the States in a list of sponsors; names that are no State's are left out.

    >>> sorted(sponsor_codes("United Kingdom, the United States and France"))
    ['FRA', 'GBR', 'USA']
    >>> sponsor_codes(None) is None
    True
    """
    if not text or not text.strip():
        return None
    clean = text.replace("_x000D_", " ").replace("\n", " ")
    parts = re.split(r"[,;]", re.sub(r"\(\d+\)", "", clean))
    found = frozenset(code for part in parts for code in _codes(part))
    return found or None


@cache
def _codes(part: str) -> tuple[str, ...]:
    name = _ARTICLE.sub("", " ".join(part.split())).strip()
    if not name:
        return ()
    try:
        return (find_state(name).code,)
    except UnknownStateError:
        halves = re.split(r"\s+and\s+", name)
    return tuple(code for half in halves for code in _codes(half)) if len(halves) > 1 else ()


def _files(data: Path) -> tuple[SourceFile, SourceFile]:
    return (
        file_with(data, {"draft_uid", "outcome", "modality", "votes_complete"}, "unsc_drafts"),
        file_with(data, {"draft_uid", "state_code", "vote_adj"}, "unsc_votes"),
    )


def _folder(data: Path) -> DraftRecord:
    drafts, votes = _files(data)
    names = drafts.names
    query = _DRAFTS.format(
        drafts=relation(drafts),
        topic="topic" if "topic" in names else "NULL",
        sponsor="sponsor" if "sponsor" in names else "NULL",
    )
    with quiet_connection() as connection:
        rows = _rows(connection, query, drafts.path)
        cast = {
            uid: dict(zip(members, map(LETTERS.__getitem__, letters), strict=True))
            for uid, members, letters in _rows(
                connection, _VOTES.format(votes=relation(votes)), votes.path
            )
        }
    sha256 = hashlib.sha256((drafts.sha256 + votes.sha256).encode()).hexdigest()
    found = (_of_row(row, cast.get(row[0], {})) for row in rows)
    return _record(found, f"{drafts.name} and {votes.name}", sha256)


def _rows(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> list[tuple[Any, ...]]:
    import duckdb  # lazy: the start of every other command does without it

    try:
        return connection.execute(query).fetchall()
    except duckdb.Error as error:
        raise BadSourceError(path, first_line(error)) from error


def _of_row(row: tuple[Any, ...], ballots: Mapping[str, Ballot]) -> Vote:
    _, document, symbol, day, title, topic, sponsor, outcome, vetoers, without_vote = row
    first, last = TOPICS_DISPLACED
    known = topic if topic and day >= TOPICS_SINCE and not first <= day <= last else None
    is_presidential = (sponsor or "").strip().lower().startswith("president")
    draft = Draft(symbol, day, title or "", known, sponsor_codes(sponsor), is_presidential)
    names = tuple(code for code in re.split(r"[;, ]+", vetoers or "") if code)
    if outcome not in OUTCOMES:
        outcome = "vetoed" if names else "failed"
    called = (symbol, *re.split(r"\s*;\s*", document or ""))
    return Vote(draft, outcome, names, ballots, bool(without_vote), tuple(filter(None, called)))


def _stored(store: Store) -> DraftRecord | None:
    calls = [
        call
        for call in stored_votes(store, COUNCIL)
        if call.kind is Kind.TEXT and call.outcome is not None
    ]
    if not calls:
        return None
    known = {call.symbol: call for call in _landmark_calls()}
    votes = [_of_roll_call(call, known.get(call.symbol)) for call in calls]
    sha256 = hashlib.sha256("".join(sorted({c.sources[0].sha256 for c in calls})).encode())
    return _record(votes, "imported record", sha256.hexdigest())


def _landmark_calls() -> Iterator[RollCall]:
    return (call for call in landmark() if call.body == COUNCIL and call.kind is Kind.TEXT)


def _of_roll_call(call: RollCall, fuller: RollCall | None = None) -> Vote:
    """A vote out of a roll call; the landmark record's own words name the subject if it has it."""
    named = fuller or call
    sponsors = frozenset(named.sponsors) or None
    topic = None if fuller is None else " ".join((fuller.title, *fuller.tags))
    draft = Draft(call.symbol, call.date, call.title, topic, sponsors)
    permanent = {"CHN", "FRA", "GBR", "RUS", "SUN", "USA"}
    against = {code for code, cast in call.ballots.items() if cast is Ballot.AGAINST}
    vetoers = call.vetoers or tuple(sorted(against & permanent))
    favour = call.tally.favour if call.tally else len(call.members(Ballot.FOR))
    enough = favour >= (9 if call.date.year >= 1966 else 7)
    if call.was_adopted:
        outcome = "adopted"
    elif vetoers and (call.vetoers or enough):
        outcome = "vetoed"
    else:
        outcome = "failed"
    return Vote(
        draft,
        outcome,
        vetoers if outcome == "vetoed" else (),
        call.ballots,
        call.without_vote,
        tuple(filter(None, (call.symbol, call.draft, call.resolution))),
    )


def _record(votes: Iterable[Vote], source: str, sha256: str) -> DraftRecord:
    ordered = sorted(votes, key=lambda vote: (vote.draft.day, vote.draft.symbol))
    return DraftRecord(tuple(ordered), source, sha256)
