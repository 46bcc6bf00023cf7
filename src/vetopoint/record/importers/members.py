"""Whose vote a row is: member codes from the codes and names that the sources use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from attrs import frozen

from vetopoint.law.documents import read_document
from vetopoint.law.states import UnknownStateError, find_state, state

__all__ = ["Member", "as_given", "by_cow_number", "by_name", "by_state_code"]


@frozen
class Member:
    """A member's code, and what was wrong with the code and name that were given for it."""

    code: str
    problem: str = ""


def by_state_code(code: str, name: str) -> Member:
    """The member by its code; its name only where the code is unknown.

    >>> by_state_code("SUN", "Russian Federation")
    Member(code='SUN', problem='')
    """
    known = _known_code(code) or _named(name)
    return Member(known) if known else _unknown(code, name)


def by_name(code: str, name: str) -> Member:
    """The member by its name, which tells historical States apart; the code where it is unknown.

    A name or a code that is not known is named in `problem`; the vote keeps the other of the two.

    >>> by_name("GER", "GERMANY, FEDERAL REPUBLIC OF")
    Member(code='DEU', problem='')
    >>> by_name("TUR", "TURKIYEE")
    Member(code='TUR', problem='unknown name; taken by its code')
    >>> by_name("", "ATLANTIS")
    Member(code='ATLANTIS', problem='unknown name and no code; kept under the name as written')
    """
    named, coded = _named(name), _known_code(code)
    if named and coded and named != coded and code.upper() not in _aliases():
        return Member(named, f"the code is that of {state(coded).short}; taken by its name")
    if named:
        return Member(named)
    if coded:
        return Member(coded, "unknown name; taken by its code" if name else "")
    return _unknown(code, name)


def by_cow_number(code: str, name: str) -> Member:
    """The member by its Correlates of War number, or by its name where there is none.

    >>> by_cow_number("365", "Russia").code, by_cow_number("2.0", "").code
    ('RUS', 'USA')
    """
    number = re.sub(r"\.0*$", "", code.strip())
    known = _cow().get(number) or (_known_code(code) if not number.isdigit() else None)
    known = known or _named(name)
    return Member(known) if known else _unknown(code, name)


def as_given(code: str, name: str) -> Member:
    """The member under the code of the source, for bodies whose members are not States.

    >>> as_given("20120", "")
    Member(code='20120', problem='')
    """
    return Member(re.sub(r"\.0*$", "", code.strip()) or name)


def _unknown(code: str, name: str) -> Member:
    kept = code.strip().upper() or name.strip().upper() or "?"
    what = "unknown code" if code.strip() else "no code"
    which = "unknown name" if name.strip() else "no name"
    how = "code" if code.strip() else "name"
    return Member(kept, f"{which} and {what}; kept under the {how} as written")


def _known_code(code: str) -> str | None:
    code = code.strip().upper()
    code = _aliases().get(code, code)
    try:
        return state(code).code
    except UnknownStateError:
        return None


def _named(name: str) -> str | None:
    # A name of three letters or fewer would be looked up as a code.
    if len(name.strip()) < 4 and name.strip().upper() != "UAR":
        return None
    try:
        return find_state(name).code
    except UnknownStateError:
        return None


@cache
def _aliases() -> Mapping[str, str]:
    return _pairs("undl")


@cache
def _cow() -> Mapping[str, str]:
    return _pairs("cow")


def _pairs(key: str) -> Mapping[str, str]:
    document = read_document(Path(__file__).with_name("codes.yaml"), "codes.yaml")
    words = document[key].word("pairs").split()
    return dict(zip(words[::2], words[1::2], strict=True))
