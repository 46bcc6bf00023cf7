"""Symbols of documents as people type them, and the keys that votes are found by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from attrs import frozen

__all__ = ["SYMBOL_FORMS", "Key", "document_key", "keys_for", "resolution_key"]

SYMBOL_FORMS = "S/1999/328, S/RES/1973, 1973 (2011), A/RES/ES-11/1, 377 (V) or 2758"
"""Examples for the sentence that refuses a symbol."""

LONGEST = 300  # characters; nothing longer is a symbol
_YEAR = r"\((?:19|20)\d\d\)"
_COUNCIL = re.compile(rf"S/RES/(\d+) ?(?:{_YEAR})?$")
_SESSION = r"\(((?:ES-|S-)?[IVXL]+(?:AND[IVXL]+)?|(?:ES-|S-)\d+)\)"
_PART = r"([A-Z]{0,5}(?:-[A-Z]+)?|\[[^\]]+\])"
_NUMBERED = re.compile(rf"(?:A/RES/)?(\d+) ?(?:{_PART} ?)?(?:{_SESSION}) ?{_PART}$")
_BY_SESSION = re.compile(rf"A/RES/((?:ES-|S-)?\d+)/(\d+) ?{_PART}$")
_OLD_BARE = re.compile(rf"A/RES/(\d+) ?{_PART}$")
_DOCUMENT = re.compile(r"[SA]/(?:[A-Z]+-?\d*[./])*\d+(?:/\d+)*(?:/[A-Z]+\.\d+)*")
_LEAD = re.compile(
    r"^(?:UN(?:ITED NATIONS)? )?(?:(?:UN)?SCR|(?:UN)?SC RES\.?|SECURITY COUNCIL RESOLUTION) ?"
)
_GA_LEAD = re.compile(r"^(?:UN(?:ITED NATIONS)? )?(?:GA RES\.?|GENERAL ASSEMBLY RESOLUTION) ?")
# What people put around a symbol, or write in place of its strokes and brackets.
_RESPELLED = (
    (re.compile(r"^(?:HTTPS?:/)?(?:WWW\.)?(?:UNDOCS|DOCS\.UN)\.ORG/(?:EN/)?(?=[SA]/)"), ""),
    (re.compile(r"^(?:UN )?DOC(?:UMENT|\.)? (?=[SA]/)"), ""),
    (re.compile(r"^([SA])-RES-"), r"\1/RES/"),
    (re.compile(r"^(S/RES/\d+)/((?:19|20)\d\d)$"), r"\1(\2)"),
    (re.compile(r"^(ES|S) (\d+/\d+)"), r"\1-\2"),
    (re.compile(r"^(\d+(?: [A-Z])?) ([IVXL]+)$"), r"\1(\2)"),
)
_AMENDMENT = re.compile(r"(?<!INCORPORATING THE )\bAMENDMENT(?: \d+)?\b|^PARA\b")


@frozen
class Key:
    """What a vote is found by: `text` in one spelling; `part` for a section of a resolution."""

    text: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.part}".strip()


def _plain(text: str) -> str:
    text = re.sub(r"\s+", " ", text.replace("\u2013", "-").replace("\u2011", "-")).strip().upper()
    text = re.sub(r" ?([/\[\]]) ?", r"\1", text).replace("//", "/")
    text = re.sub(r"^([SA]/(?:19|20)\d\d)-(\d)", r"\1/\2", text)
    return re.sub(r" ?\( ?([^()]*?) ?\)", r"(\1)", text)


def _part(*found: str | None) -> str:
    return "".join(piece.strip("[]") for piece in found if piece)


@lru_cache(maxsize=65_536)
def resolution_key(text: str) -> Key | None:
    """The key of a resolution in an official spelling, or None where it is none.

    The year of a Council resolution and the session of an early Assembly resolution say nothing
    that the number does not, so they are left out; the part is kept apart.

    >>> str(resolution_key("S/RES/1973(2011)")), str(resolution_key("A/RES/377(V)[A]"))
    ('S/RES/1973', 'A/RES/377 A')
    >>> str(resolution_key("A/RES/42/38D")), str(resolution_key("A/RES/ES-11/1"))
    ('A/RES/42/38 D', 'A/RES/ES-11/1')
    """
    plain = _plain(text)
    if found := _COUNCIL.match(plain):
        return Key(f"S/RES/{int(found[1])}")
    if found := _BY_SESSION.match(plain):
        return Key(f"A/RES/{found[1]}/{int(found[2])}", _part(found[3]))
    if found := _NUMBERED.match(plain):
        return Key(f"A/RES/{int(found[1])}", _part(found[2], found[4]))
    if found := _OLD_BARE.match(plain):
        return Key(f"A/RES/{int(found[1])}", _part(found[2]))
    return None


@lru_cache(maxsize=65_536)
def document_key(text: str) -> Key | None:
    """The key of a draft or another document; an amendment to it has a key of its own.

    >>> str(document_key("S/1995/790 orally revised in its provisional form"))
    'S/1995/790'
    >>> str(document_key("S/2024/323 (amendment)")), str(document_key("s/4733/rev.1"))
    ('S/2024/323 AMENDMENT', 'S/4733/REV.1')
    >>> document_key("Oral amendment") is None
    True
    """
    plain = _plain(text)
    found = _DOCUMENT.search(plain)
    if not found:
        return None
    changed = _AMENDMENT.search(plain)
    return Key(found[0], changed[0].strip() if changed else "")


def keys_for(text: str) -> tuple[Key, ...]:
    """The keys that a reader may mean by `text`, the likeliest first; none if it is no symbol.

    >>> [str(key) for key in keys_for("1973 (2011)")], [str(key) for key in keys_for("377 a (v)")]
    (['S/RES/1973'], ['A/RES/377 A'])
    >>> [str(key) for key in keys_for("resolution 1973")]
    ['S/RES/1973', 'A/RES/1973']
    >>> [str(key) for key in keys_for("S/RES/1973 a/res/1973")]
    []
    """
    if len(text) > LONGEST:
        return ()
    plain = _plain(text)
    for pattern, spelling in _RESPELLED:
        plain = pattern.sub(spelling, plain)
    if found := re.match(r"(.+?) ?#(\d+)$", plain):
        return tuple(Key(key.text, f"{key.part} #{found[2]}".strip()) for key in keys_for(found[1]))
    if council := _LEAD.sub("S/RES/", plain, count=1):
        plain = _GA_LEAD.sub("A/RES/", council, count=1)
    plain = re.sub(r"^(?:RESOLUTIONS?|RES\.?)[ /]?", "", plain)
    if found := re.fullmatch(r"RCID ?(\d+)|(R[HS]\d{7,8})", plain):
        return (Key(f"RCID {found[1]}" if found[1] else found[2]),)
    if key := resolution_key(plain):
        return (key,)
    return tuple(_unprefixed(plain)) or tuple(_whole_document(plain))


def _unprefixed(plain: str) -> Iterable[Key]:
    if re.fullmatch(rf"\d+{_YEAR}", plain):
        yield Key(f"S/RES/{int(plain.partition('(')[0])}")
    elif found := re.fullmatch(r"(\d+) ?([A-Z]?)", plain):
        if not found[2]:
            yield Key(f"S/RES/{int(found[1])}")
        yield Key(f"A/RES/{int(found[1])}", found[2])
    elif (key := resolution_key(f"A/RES/{plain}")) and "/" in plain:
        yield key


def _whole_document(plain: str) -> Iterable[Key]:
    """The document key, if nothing but a symbol and words of revision was given."""
    key = document_key(plain)
    if key and len(_DOCUMENT.findall(plain)) == 1 and plain.startswith(key.text):
        yield key
