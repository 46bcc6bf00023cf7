"""Every veto in the record: by member and year, by subject, each a link to its vote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from attrs import frozen
from markupsafe import Markup

from vetopoint.law.states import continuing_seat, short_name
from vetopoint.record.search import Query, search, vetoers_of
from vetopoint.record.votes import RollCall
from vetopoint.web.asks import Ask, address
from vetopoint.web.drawing import standalone
from vetopoint.web.provenance import record_hashes
from vetopoint.web.timeline import Dot, Lane, timeline_svg
from vetopoint.web.views import Figure, Frame, Table, View

__all__ = ["SUBJECTS", "view"]

COUNCIL = "un-security-council"
PERMANENT = ("RUS", "USA", "GBR", "CHN", "FRA")
ROWS = ("member", "subject")
COLUMNS = (
    ("date", "Day", False),
    ("symbol", "Symbol", False),
    ("members", "Vetoed by", False),
    ("subject", "Subject", False),
    ("tally", "Ballots", False),
    ("title", "Title", False),
)


@frozen
class _Subject:
    """What a vetoed draft was about, told by the tags and the words of its title."""

    slug: str
    name: str
    words: tuple[str, ...]

    def fits(self, vote: RollCall) -> bool:
        """Whether a tag or a word of the title says so."""
        text = f"{' '.join(vote.tags)} {vote.title}".casefold()
        return any(word in text for word in self.words)


SUBJECTS = (
    _Subject("admission", "Admission of new Members", ("admission", "application for membership")),
    _Subject("syria", "Syria", ("syria", "chemical-weapons")),
    _Subject(
        "palestine",
        "Palestine, Israel and Lebanon",
        ("palestin", "gaza", "lebanon", "golan", "israel", "middle east", "occupied arab", "suez"),
    ),
    _Subject(
        "southern-africa",
        "Southern Africa",
        ("rhodesia", "south-africa", "south africa", "namibia", "angola", "apartheid", "zimbabwe"),
    ),
    _Subject("ukraine", "Ukraine", ("ukraine", "crimea")),
    _Subject(
        "americas",
        "Central America and the Caribbean",
        ("nicaragua", "guatemala", "panama", "grenada", "cuba", "haiti", "dominican"),
    ),
    _Subject("secretary-general", "Choice of a Secretary-General", ("secretary-general",)),
)
OTHER = _Subject("other", "Other subjects", ())


def view(ask: Ask) -> View:
    """The timeline, narrowed to a member and a subject where they are chosen."""
    subject = ask.choice("subject", ["", *(s.slug for s in (*SUBJECTS, OTHER))], "")
    member = ask.choice("member", ["", *PERMANENT], "")
    by = ask.choice("by", ROWS, "member")
    votes = search(Query(body=COUNCIL, vetoed=True), None).votes
    rows = [_row(vote) for vote in votes]
    shown = [
        row
        for row in rows
        if member in ("", *row["seats"]) and subject in ("", row["subject_slug"])
    ]
    frame = _frame(len(rows), by)
    picture = timeline_svg(_lanes(by), _marks(rows, shown, by), ask.today.year)
    title = frame.question if by == "member" else "On what were drafts vetoed, when, by whom?"
    table = Table("Drafts stopped by a veto", COLUMNS, shown)
    figures = {"timeline": Figure(frame, lambda: standalone(picture, frame, title), lambda: table)}
    return View(
        "vetoes.html",
        "Vetoes since 1946",
        {
            "rows": shown,
            "total": len(rows),
            "picture": Markup(picture),
            "figures": figures,
            "by": by,
            "ways": [(word, ask.url(by=word)) for word in ROWS],
            "members": list(_members(ask, rows, member)),
            "subjects": list(_subjects(ask, rows, subject)),
            "chosen": member or subject,
        },
        payload=lambda: {
            "total": len(rows),
            "shown": len(shown),
            "vetoes": shown,
            "frame": frame.as_record(),
        },
        table=lambda: table,
        figures=figures,
        filters={k: v for k, v in {"member": member, "subject": subject, "by": by}.items() if v},
        data=record_hashes(),
    )


def _row(vote: RollCall) -> dict[str, Any]:
    vetoers = vetoers_of(vote)
    subject = next((s for s in SUBJECTS if s.fits(vote)), OTHER)
    return {
        "date": vote.date.isoformat(),
        "symbol": vote.symbol,
        "members": [short_name(code, vote.date) for code in vetoers],
        "seats": [continuing_seat(code) for code in vetoers],
        "subject": subject.name,
        "subject_slug": subject.slug,
        "tally": vote.tally.words().partition(",")[0] if vote.tally else None,
        "title": vote.title,
    }


def _frame(number: int, by: str) -> Frame:
    read = {
        "member": (
            "One dot is one draft stopped by that seat's vote against; dots of a year stand on "
            "each other. A draft vetoed by two members has a dot in both rows."
        ),
        "subject": (
            "One dot is one draft stopped by a veto, in the row of its subject; dots of a year "
            "stand on each other. Point at a dot, or follow it, to see who vetoed."
        ),
    }
    return Frame(
        question="Who vetoed, when, and on what?",
        how_to_read=(
            f"{read[by]} Russia includes the Soviet Union; China's seat was held by the Republic "
            "of China to October 1971."
        ),
        does_not_show=(
            "Drafts never put to the vote because a veto was expected, and negative votes on "
            "drafts that lacked the votes anyway, which are no vetoes. Subjects are told by words "
            "of the title."
        ),
        source=(
            f"{number} drafts in the record on this machine (the landmark record, which is a "
            "selection, and whatever is imported); each dot leads to its vote and source."
        ),
    )


def _members(ask: Ask, rows: list[dict[str, Any]], chosen: str) -> Iterator[dict[str, Any]]:
    counts = Counter(seat for row in rows for seat in row["seats"])
    for code in PERMANENT:
        href = ask.url(member=None if code == chosen else code)
        yield {
            "name": _name(code),
            "count": counts[code],
            "href": href,
            "chosen": code == chosen,
        }


def _subjects(ask: Ask, rows: list[dict[str, Any]], chosen: str) -> Iterator[dict[str, Any]]:
    counts = Counter(row["subject_slug"] for row in rows)
    for subject in (*SUBJECTS, OTHER):
        href = ask.url(subject=None if subject.slug == chosen else subject.slug)
        yield {
            "name": subject.name,
            "count": counts[subject.slug],
            "href": href,
            "chosen": subject.slug == chosen,
        }


def _name(code: str) -> str:
    return "Russia (Soviet Union)" if code == "RUS" else short_name(code)


def _lanes(by: str) -> list[Lane]:
    if by == "subject":
        return [Lane(one.slug, one.name) for one in (*SUBJECTS, OTHER)]
    notes = {"RUS": "with the Soviet Union"}
    return [Lane(code, short_name(code), notes.get(code, "")) for code in PERMANENT]


def _marks(rows: list[dict[str, Any]], shown: list[dict[str, Any]], by: str) -> Iterator[Dot]:
    """A dot in each row that a draft belongs to; those not chosen are drawn back."""
    kept = {row["symbol"] for row in shown}
    for row in rows:
        words = f"{row['symbol']}, {row['date']}, {', '.join(row['members'])}: {row['title']}"
        for lane in row["seats"] if by == "member" else [row["subject_slug"]]:
            yield Dot(
                lane,
                int(row["date"][:4]),
                words,
                address("/vote/" + row["symbol"]),
                row["symbol"] not in kept,
            )
