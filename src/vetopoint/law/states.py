"""States by code and by the names that people and records use for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from attrs import frozen

from vetopoint.errors import VetopointError
from vetopoint.law.documents import Node, read_document

__all__ = [
    "AmbiguousStateError",
    "FormerName",
    "State",
    "UnknownStateError",
    "continuing_seat",
    "find_state",
    "full_name",
    "seat_code",
    "short_name",
    "state",
    "states",
    "voting_seat",
]

_SKIPPED = frozenset({"the", "of", "and"})
_TITLES = frozenset({"republic", "kingdom", "islamic", "state"})
_WRITTEN_OUT = {"st": "saint", "rep": "republic", "dem": "democratic"}


class UnknownStateError(VetopointError, LookupError):
    """A name or code that belongs to no State here; `nearest` are codes of like names."""

    def __init__(self, text: str, nearest: tuple[str, ...] = (), remedy: str = "") -> None:
        self.text, self.nearest = text, nearest
        near = f" Nearest: {_listed(nearest)}." if nearest else ""
        advice = remedy or "Give a code such as RUS or a name as the United Nations writes it."
        super().__init__(f"{text!r} is not the name or code of a State.{near} {advice}")


class AmbiguousStateError(UnknownStateError):
    """A name that is not the name of one State only."""

    def __init__(self, text: str, codes: tuple[str, ...], why: str) -> None:
        self.text, self.nearest = text, codes
        choice = f" Say which: {_listed(codes)}." if codes else ""
        VetopointError.__init__(self, f"{text!r} does not name one State here. {why}{choice}")


@frozen
class FormerName:
    """A name that the United Nations used for a State before, first and last day included."""

    name: str
    short: str
    since: date | None
    until: date | None

    def covers(self, on: date) -> bool:
        """Whether the name was in use on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@frozen
class State:
    """A State, or an entity that some bodies treat like one.

    `since` and `until` bound the use of the code, where another code came before or after it.
    `seat` is the seat that the authorities of an entity held, until `seat_until`.
    """

    code: str
    name: str
    short: str
    aliases: tuple[str, ...] = ()
    former: tuple[FormerName, ...] = ()
    since: date | None = None
    until: date | None = None
    predecessor: str | None = None
    seat: str | None = None
    seat_until: date | None = None
    note: str = ""


def state(code: str) -> State:
    """The State with this code, exactly as written.

    >>> state("CIV").name
    "Côte d'Ivoire"

    Raises
    ------
    UnknownStateError
        If no State has the code.
    """
    try:
        return _registry()[code]
    except KeyError:
        raise UnknownStateError(code, _nearest(code)) from None


def states() -> tuple[State, ...]:
    """All States in the order of their codes.

    >>> [entry.code for entry in states()][:3]
    ['AFG', 'AGO', 'ALB']
    """
    return tuple(_registry().values())


def find_state(text: str, on: date | None = None) -> State:
    """The State that `text` names, by code or by any name it has had.

    Case, accents, punctuation, word order, "the", "Republic of" and the like do not matter. With
    `on`, the answer is the State under whose code the seat was counted on that day.

    >>> find_state("congo, democratic republic of the").code
    'COD'
    >>> find_state("Russia", on=date(1971, 10, 25)).code
    'SUN'

    Raises
    ------
    UnknownStateError
        If no State has the name; the sentence gives the nearest names.
    AmbiguousStateError
        If the name may mean more than one State.
    """
    codes, why = _meant(text)
    seats = codes if on is None else tuple(dict.fromkeys(seat_code(code, on) for code in codes))
    if len(seats) == 1:
        return state(seats[0])
    if why:
        raise AmbiguousStateError(text, seats, why)
    raise UnknownStateError(text, _nearest(text))


def short_name(code: str, on: date | None = None) -> str:
    """The name for tables and figures, today or on a day.

    >>> short_name("GBR"), short_name("DEU", date(1980, 1, 1))
    ('United Kingdom', 'West Germany')
    """
    was = _name_on(code, on)
    return was.short if was else state(code).short


def full_name(code: str, on: date | None = None) -> str:
    """The name as the United Nations writes it, or wrote it on a day.

    >>> full_name("COD", date(1990, 8, 2)), full_name("COD")
    ('Zaire', 'Democratic Republic of the Congo')
    """
    was = _name_on(code, on)
    return was.name if was else state(code).name


def continuing_seat(code: str) -> str:
    """The code that the seat has today; the code itself where nothing continues it.

    >>> continuing_seat("SUN"), continuing_seat("YUG"), continuing_seat("CSK")
    ('RUS', 'SRB', 'CSK')
    """
    current = state(code).code
    while current in _successors():
        current = _successors()[current]
    return current


def voting_seat(code: str) -> str:
    """The code under which a State's votes count: of two that sat side by side each has its own.

    >>> voting_seat("SUN"), voting_seat("YMD"), voting_seat("ZAN")
    ('RUS', 'YMD', 'ZAN')
    """
    current = state(code).code
    while current in _successors() and state(_successors()[current]).since:
        current = _successors()[current]
    return current


def seat_code(code: str, on: date) -> str:
    """The code under which this State's seat was counted on a day.

    A code is followed forwards once it has ended, and backwards before it began: `RUS` in 1971 is
    `SUN`, `YUG` in 2001 is `SCG`. A State that absorbed another keeps its own code.

    >>> seat_code("SRB", date(1980, 1, 1)), seat_code("YEM", date(1980, 1, 1))
    ('YUG', 'YEM')
    """
    entry = state(code)
    if entry.seat and entry.seat_until and on <= entry.seat_until:
        return entry.seat
    while entry.until and on > entry.until and entry.code in _successors():
        entry = state(_successors()[entry.code])
    while entry.since and on < entry.since and entry.predecessor:
        entry = state(entry.predecessor)
    return entry.code


def _meant(text: str) -> tuple[tuple[str, ...], str]:
    """The codes that a text may mean, and why there is not just one."""
    if (code := text.strip().upper()) in _registry():
        return (code,), ""
    words = _words(text)
    for key in (_key(words), _key(word for word in words if word not in _TITLES)):
        if key in _names():
            return (_names()[key],), ""
        if key in _ambiguous():
            return _ambiguous()[key]
    return (), ""


def _name_on(code: str, on: date | None) -> FormerName | None:
    if on is None:
        return None
    return next((was for was in state(code).former if was.covers(on)), None)


@cache
def _document() -> Node:
    return read_document(Path(__file__).with_name("states.yaml"), "states.yaml").only(
        "states", "ambiguous"
    )


@cache
def _registry() -> Mapping[str, State]:
    entries = (_state(node) for node in _document().items("states"))
    return {entry.code: entry for entry in sorted(entries, key=lambda entry: entry.code)}


@cache
def _successors() -> Mapping[str, str]:
    return {entry.predecessor: entry.code for entry in states() if entry.predecessor}


@cache
def _names() -> Mapping[str, str]:
    """Codes by normalised name; a name in use wins over another State's former name."""
    former = {_key(_words(was.name)): entry.code for entry in states() for was in entry.former}
    current = {
        _key(_words(name)): entry.code
        for entry in states()
        for name in (entry.name, entry.short, *entry.aliases)
    }
    return former | current


@cache
def _ambiguous() -> Mapping[str, tuple[tuple[str, ...], str]]:
    return {
        _key(_words(name)): (node.codes("codes"), node.word("why"))
        for node in _document().items("ambiguous")
        for name in _texts(node, "names")
    }


def _state(node: Node) -> State:
    node.only(
        *("code", "name", "short", "aliases", "former", "from", "to"),
        *("predecessor", "seat", "seat_to", "note"),
    )
    name = node.word("name")
    return State(
        code=node.word("code"),
        name=name,
        short=node.word("short", name),
        aliases=tuple(_texts(node, "aliases")),
        former=tuple(_former(entry) for entry in node.items("former", required=False)),
        since=node.date("from"),
        until=node.date("to"),
        predecessor=node.word("predecessor", "") or None,
        seat=node.word("seat", "") or None,
        seat_until=node.date("seat_to"),
        note=node.word("note", ""),
    )


def _former(node: Node) -> FormerName:
    name = node.only("name", "short", "from", "to").word("name")
    return FormerName(name, node.word("short", name), node.date("from"), node.date("to"))


def _texts(node: Node, key: str) -> Iterator[str]:
    return (str(entry.value) for entry in node.items(key, required=False))


def _words(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    words = re.findall(r"\w+", re.sub(r"[.'’`]", "", plain))
    return [_WRITTEN_OUT.get(word, word) for word in words if word not in _SKIPPED]


def _key(words: Iterable[str]) -> str:
    return " ".join(sorted(words))


def _nearest(text: str) -> tuple[str, ...]:
    spoken = {
        " ".join(_words(name)): entry.code
        for entry in states()
        for name in (entry.name, entry.short, *entry.aliases, *(was.name for was in entry.former))
    }
    near = get_close_matches(" ".join(_words(text)), spoken, n=6, cutoff=0.7)
    return tuple(dict.fromkeys(spoken[name] for name in near))[:3]


def _listed(codes: tuple[str, ...]) -> str:
    return ", ".join(f"{state(code).short} ({code})" for code in codes)
