"""Every veto in the record: by member and year, by subject, each a link to its vote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from attrs import frozen
from markupsafe import Markup

from vetopoint.law.states import continuing_seat, short_name
from vetopoint.record.search import Query, search, vetoers_of
from vetopoint.record.votes import RollCall
from vetopoint.web.asks import Ask, address
from vetopoint.web.drawing import standalone
from vetopoint.web.provenance import record_hashes
from vetopoint.web.views import Frame, Table, View

__all__ = ["SUBJECTS", "view"]

COUNCIL = "un-security-council"
PERMANENT = ("RUS", "USA", "GBR", "CHN", "FRA")
LEFT, WIDTH, TOP, DOT, GAP = 152, 1072, 28, 4.4, 10.4
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
    votes = search(Query(body=COUNCIL, vetoed=True), None).votes
    rows = [_row(vote) for vote in votes]
    shown = [
        row
        for row in rows
        if member in ("", *row["seats"]) and subject in ("", row["subject_slug"])
    ]
    frame = _frame(len(rows))
    picture = _timeline(rows, shown, ask.today.year)
    return View(
        "vetoes.html",
        "Vetoes since 1946",
        {
            "rows": shown,
            "total": len(rows),
            "picture": Markup(picture),
            "frame": frame,
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
        table=lambda: Table("Drafts stopped by a veto", COLUMNS, shown),
        picture=lambda: standalone(picture, frame, frame.question),
        filters={k: v for k, v in {"member": member, "subject": subject}.items() if v},
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


def _frame(number: int) -> Frame:
    return Frame(
        question="Who vetoed, when, and on what?",
        how_to_read=(
            "One dot is one draft stopped by that seat's vote against; dots of a year stand on "
            "each other. A draft vetoed by two members has a dot in both rows. Russia's row "
            "includes the Soviet Union; China's seat was held by the Republic of China to "
            "October 1971."
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


def _timeline(rows: list[dict[str, Any]], shown: list[dict[str, Any]], last: int) -> str:
    kept = {row["symbol"] for row in shown}
    stacks = _stacks(rows)
    heights = {
        code: max((len(s) for (seat, _), s in stacks.items() if seat == code), default=1)
        for code in PERMANENT
    }
    years = max(last - 1946 + 1, 1)
    step = (WIDTH - LEFT - 16) / years
    marks, y = list[str](), float(TOP)
    for code in PERMANENT:
        foot = y + max(heights[code] * GAP, 30) + 8
        marks.append(_label(code, foot, sum(len(s) for (c, _), s in stacks.items() if c == code)))
        for (seat, year), votes in stacks.items():
            if seat == code:
                x = LEFT + (year - 1946 + 0.5) * step
                marks += _dots(votes, x, foot, kept)
        y = foot + 18
    axis = list(_axis(step, years, y))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 30:.0f}" role="group" '
        f'aria-label="Vetoes by member and year">{"".join([*axis, *marks])}</svg>'
    )


def _stacks(rows: list[dict[str, Any]]) -> Mapping[tuple[str, int], list[dict[str, Any]]]:
    stacks: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        for seat in row["seats"]:
            stacks[seat, int(row["date"][:4])].append(row)
    return stacks


def _label(code: str, foot: float, count: int) -> str:
    name, _, former = _name(code).partition(" (")
    second = f" ({former}" if former else ""
    return (
        f'<text class="row-label" x="0" y="{foot - 18:.1f}">{name}</text>'
        f'<text class="row-note" x="0" y="{foot - 2:.1f}">{count}{second}</text>'
        f'<line class="row-line" x1="{LEFT}" x2="{WIDTH}" y1="{foot + 1:.1f}" y2="{foot + 1:.1f}"/>'
    )


def _dots(votes: list[dict[str, Any]], x: float, foot: float, kept: set[str]) -> Iterator[str]:
    for number, row in enumerate(votes):
        state = "veto" if row["symbol"] in kept else "veto faint"
        words = f"{row['symbol']}, {row['date']}, {', '.join(row['members'])}: {row['title']}"
        yield (
            f'<a href="{escape(address("/vote/" + row["symbol"]))}" aria-label="{escape(words)}">'
            f"<title>{escape(words)}</title>"
            f'<circle class="{state}" cx="{x:.1f}" cy="{foot - 5 - GAP * number:.1f}" '
            f'r="{DOT}"/></a>'
        )


def _axis(step: float, years: int, y: float) -> Iterator[str]:
    for year in range(1950, 1946 + years, 10):
        x = LEFT + (year - 1946) * step
        yield (
            f'<line class="tick-line" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 8}" y2="{y - 10:.1f}"/>'
            f'<text class="row-note" x="{x:.1f}" y="{y + 8:.1f}" text-anchor="middle">{year}</text>'
        )
