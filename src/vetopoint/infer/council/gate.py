"""The gate: what may be known of a draft before its vote, and nothing else, goes through.

Records of past votes are full of fields that were written afterwards. A title such as «Security
Council resolution 1973 (2011)» says that the draft was adopted; so does having a resolution's
number, a tally or a list of vetoers, or a topic where only vetoed drafts were given one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from vetopoint.errors import VetopointError
from vetopoint.infer.council.courses import EAST, WEST, seat_key
from vetopoint.infer.subjects import Subject, subject_of
from vetopoint.record.drafts import Draft, Vote, sponsor_codes

__all__ = [
    "SPONSORSHIP",
    "LeakError",
    "Seen",
    "check_words",
    "draft_from",
    "known_votes",
    "seen",
    "seen_as",
]

ALLOWED = frozenset({"symbol", "day", "title", "topic", "sponsors", "is_presidential"})
_TELLING = (
    (
        r"^\W*(?:security council )?resolution \d{1,4}\s*\(\d{4}\)",
        "is the title of an adopted text",
    ),
    (r"\b[sa]/res/\S+", "names an adopted resolution"),
    (r"\badopted by the (?:general assembly|security council)\b", "says what came of it"),
    (r"\b(?:was|were|been|is)\s+(?:not\s+)?(?:adopted|vetoed|rejected)\b", "says what came of it"),
    (r"\bvetoed\b|\bnot adopted\b|\badopted unanimously\b", "says what came of it"),
    (
        r"\b(?:adopted|rejected|carried) (?:by \d+|by consensus|without a vote)",
        "says what came of it",
    ),
    (r"\b\d+ (?:votes? )?(?:in favou?r|for)\b.*\bagainst\b", "tells the tally"),
    (r"\b\d+ votes? to \d+|\bwith \d+ abstentions?\b", "tells the tally"),
    (r"\b\d{1,3}\s*[-–]\s*\d{1,3}\s*[-–]\s*\d{1,3}\b", "tells the tally"),
)
SPONSORSHIP = ("west", "east", "others", "presidential", "unknown")


class LeakError(VetopointError, ValueError):
    """Something that was written after the vote, offered as if it had been known before."""


@frozen
class Seen:
    """A draft as the forecast sees it: day, subject, region, sponsors; no words of its title.

    `sponsorship` is one of `SPONSORSHIP`; `key` is the subject, or the region where an agenda item
    may cover anything.
    """

    day: datetime.date
    key: str
    region: str
    sponsors: frozenset[str] | None
    sponsorship: str

    @property
    def is_wide(self) -> bool:
        """Whether no subject of its own is known."""
        return self.key.startswith("wide:")


def seen(draft: Draft) -> Seen:
    """Reduce a draft to what a forecast may use.

    The topic is preferred to the title, as both kinds of draft, adopted and not, are given one.

    >>> draft = Draft("S/2022/155", datetime.date(2022, 2, 25), "Letter of 2014 (Ukraine)", None,
    ...               frozenset({"ALB", "USA"}))
    >>> seen(draft).key, seen(draft).sponsorship
    ('ukraine', 'west')
    """
    found = (subject_of(draft.topic) if draft.topic else None) or subject_of(draft.title)
    return seen_as(found, draft.day, draft.sponsors, is_presidential=draft.is_presidential)


def seen_as(
    found: Subject | None,
    day: datetime.date,
    sponsors: frozenset[str] | None,
    *,
    is_presidential: bool = False,
) -> Seen:
    """What a forecast sees of a subject, a day and sponsors."""
    region = found.region if found else "unknown"
    key = f"wide:{region}" if found is None or found.is_wide else found.key
    named = None if sponsors is None else frozenset(map(seat_key, sponsors))
    return Seen(day, key, region, named, _sponsorship(named, is_presidential))


def _sponsorship(sponsors: frozenset[str] | None, is_presidential: bool) -> str:
    if is_presidential:
        return "presidential"
    if sponsors is None:
        return "unknown"
    if sponsors & WEST:
        return "west"
    return "east" if sponsors & EAST else "others"


def draft_from(fields: Mapping[str, Any]) -> Draft:
    """A draft from a row of a record; refuses a row that carries what came of the vote.

    >>> draft_from({"symbol": "S/1", "day": datetime.date(2024, 1, 1), "title": "Cyprus"}).title
    'Cyprus'
    >>> draft_from({"day": datetime.date(2024, 1, 1), "title": "Cyprus", "vetoers": "RUS"})
    Traceback (most recent call last):
    ...
    vetopoint.infer.council.gate.LeakError: the field 'vetoers' was written after the vote, ...

    Raises
    ------
    LeakError
        For a field that is not known before a vote, or a title written after it.
    """
    for name in fields:
        if name not in ALLOWED:
            raise LeakError(
                f"the field {name!r} was written after the vote, so a forecast may not see it; "
                f"known before are {', '.join(sorted(ALLOWED))}"
            )
    check_words(str(fields.get("title") or ""), "title")
    sponsors = fields.get("sponsors")
    codes = sponsor_codes(sponsors) if isinstance(sponsors, str) else sponsors
    return Draft(
        str(fields.get("symbol") or ""),
        fields["day"],
        str(fields.get("title") or ""),
        fields.get("topic"),
        frozenset(codes) if codes else None,
        bool(fields.get("is_presidential")),
    )


def check_words(text: str, called: str) -> None:
    """Refuse words that tell the outcome.

    Raises
    ------
    LeakError
        If they do; the sentence says why.
    """
    plain = " ".join(text.casefold().split())
    for pattern, why in _TELLING:
        if match := re.search(pattern, plain):
            raise LeakError(
                f"the {called} «{_shortened(text)}» {why} («{match.group()}»), so it was written "
                "after the vote; give what the draft is about, as «the situation in Libya»"
            )


def known_votes(votes: Iterable[Vote], day: datetime.date) -> tuple[Vote, ...]:
    """The votes to learn from; refuses one of that day or later.

    Raises
    ------
    LeakError
        If a vote is not known the day before.
    """
    found = tuple(votes)
    for vote in found:
        if vote.draft.day >= day:
            raise LeakError(
                f"{vote.draft.symbol} was voted on {vote.draft.day}, so it was not known before "
                f"{day}; learn from earlier votes only"
            )
    return found


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else f"{plain[:57]}…"
