"""The text of a roll call in an address: `against:RUS;abstain:ARE,CHN,IND;rest:for`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import Sitting
from vetopoint.law.verdicts import one_ballot_each
from vetopoint.web.asks import QueryError

__all__ = ["NEXT", "Roll", "roll_named", "roll_of", "roll_text"]

REST = "rest"
WORDS = {
    **{ballot.value: ballot for ballot in Ballot},
    **dict(zip("ynax", Ballot, strict=True)),
    "yes": Ballot.FOR,
    "no": Ballot.AGAINST,
}
NEXT: Mapping[Ballot, Ballot] = {
    Ballot.FOR: Ballot.AGAINST,
    Ballot.AGAINST: Ballot.ABSTAIN,
    Ballot.ABSTAIN: Ballot.ABSENT,
    Ballot.ABSENT: Ballot.FOR,
}
"""What a click makes of a ballot."""


@frozen
class Roll:
    """Every seat's ballot; the members named, and those named that hold no seat that day."""

    ballots: Mapping[str, Ballot] = field(hash=False)
    unseated: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()


def roll_of(text: str, seats: Sitting, default: Ballot = Ballot.FOR) -> Roll:
    """The roll call that a text means; members without a seat that day are set aside.

    An empty text gives every seat the default; otherwise whoever is not named is absent, unless
    `rest:` says something else.

    >>> from datetime import date
    >>> from vetopoint.law.bodies import open_body
    >>> council = open_body("un-security-council", date(2022, 2, 25))
    >>> roll_of("against:RUS;rest:for", council).ballots["RUS"].value
    'against'

    Raises
    ------
    QueryError
        If the text has another form, or gives one member two ballots.
    """
    if not text.strip():
        return Roll(dict.fromkeys(seats.seats, default))
    given, rest = _read(text)
    unseated = tuple(code for code in given if code not in seats.names)
    kept = {code: ballot for code, ballot in given.items() if code in seats.names}
    return Roll(dict.fromkeys(seats.seats, rest) | kept, unseated, frozenset(kept))


def roll_named(text: str, seats: Sitting) -> dict[str, Ballot]:
    """Only the ballots that a text names, of members with a seat that day.

    >>> from datetime import date
    >>> from vetopoint.law.bodies import open_body
    >>> roll_named("against:RUS;rest:for", open_body("un-security-council", date(2022, 2, 25)))
    {'RUS': <Ballot.AGAINST: 'against'>}
    """
    roll = roll_of(text, seats)
    return {code: roll.ballots[code] for code in seats.seats if code in roll.named}


def _read(text: str) -> tuple[dict[str, Ballot], Ballot]:
    """Ballots by member as the text names them, and that of the rest."""
    rest, named = Ballot.ABSENT, dict[Ballot, list[str]]()
    for part in text.replace(" ", "").split(";"):
        word, colon, members = part.partition(":")
        if not part:
            continue
        if not colon:
            raise QueryError(_form(part))
        if word.casefold() == REST:
            rest = _ballot(members)
        else:
            codes = [code.upper() for code in members.split(",") if code]
            named.setdefault(_ballot(word), []).extend(codes)
    return one_ballot_each(named), rest


def roll_text(ballots: Mapping[str, Ballot], seats: Sequence[str]) -> str:
    """The shortest text for a roll call; the most frequent ballot is the rest.

    >>> roll_text({"A": Ballot.FOR, "B": Ballot.FOR, "C": Ballot.AGAINST}, "ABC")
    'against:C;rest:for'
    """
    named: dict[Ballot, list[str]] = {ballot: [] for ballot in Ballot}
    for seat in sorted(seats):
        named[ballots[seat]].append(seat)
    rest = max(named, key=lambda ballot: len(named[ballot]))
    parts = [f"{b}:{','.join(codes)}" for b, codes in named.items() if codes and b is not rest]
    return ";".join([*parts, f"{REST}:{rest}"])


def _ballot(word: str) -> Ballot:
    found = WORDS.get(word.casefold())
    if found is None:
        raise QueryError(_form(word))
    return found


def _form(part: str) -> str:
    shown = part if len(part) <= 40 else f"{part[:40]}…"
    return (
        f"votes has {shown!r}, which names no ballot; write it as "
        "against:RUS;abstain:CHN,IND;rest:for (for, against, abstain or absent)"
    )
