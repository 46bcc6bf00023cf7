"""Arguments that several commands share: days, members, bodies, charters, output formats."""

from __future__ import annotations

import datetime
import functools
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vetopoint.errors import VetopointError
from vetopoint.law import states
from vetopoint.law.bodies import (
    Sitting,
    body_slugs,
    charter_of,
    charter_of_text,
    sitting,
)
from vetopoint.law.charters import Charter
from vetopoint.law.documents import BadDocumentError
from vetopoint.law.procedures import procedure_slugs
from vetopoint.record.votes import BODIES

if TYPE_CHECKING:
    from vetopoint.compare.cases import Case

__all__ = [
    "CASE_FILE",
    "DAY",
    "SINCE",
    "UNTIL",
    "InputError",
    "case_or_own",
    "charter_named",
    "format_options",
    "formats",
    "json_format",
    "members_named",
    "opened",
    "parameters_named",
    "read_text",
    "recorded_body",
]


_Command = TypeVar("_Command", bound=Callable[..., Any])


class InputError(VetopointError, ValueError):
    """Something typed at the command line that cannot be used."""


class _Day(click.ParamType[datetime.date]):
    name = "day"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            raise InputError(
                f"{value!r} is not a day; write it as 1999-03-26 (year, month, day)"
            ) from None


class _DayOrYear(_Day):
    """A day, or a year that stands for its first or its last day."""

    name = "day or year"

    def __init__(self, month: int, day: int) -> None:
        self.month, self.day = month, day

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime.date:
        text = str(value).strip()
        if re.fullmatch(r"[12]\d{3}", text):
            return datetime.date(int(text), self.month, self.day)
        return super().convert(value, param, ctx)


DAY = _Day()
SINCE, UNTIL = _DayOrYear(1, 1), _DayOrYear(12, 31)

_SHORT_BODIES = {
    **dict.fromkeys(("council", "security-council", "sc", "unsc"), BODIES["S"]),
    **dict.fromkeys(("assembly", "general-assembly", "ga", "unga"), BODIES["A"]),
}
CASE_FILE: Callable[[_Command], _Command] = click.option(
    "--case", "own", multiple=True, metavar="FILE", help="A case of your own, as a .yaml file."
)


def case_or_own(case: str | None, own: Iterable[str]) -> tuple[Case, list[Case]]:
    """The case named, with the user's own cases; the first of those where none is named.

    Raises
    ------
    InputError
        If no case is given at all.
    """
    from vetopoint.compare.cases import case_named

    cases = [case_named(word) for word in own]
    if case is not None:
        return case_named(case), cases
    if not cases:
        raise InputError(
            "no case is named; give one such as kosovo-1999, or --case FILE (./vetopoint cases "
            "lists them)"
        )
    return cases[0], cases[1:]


def format_options(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add a flag for each format; the command receives `form`, None for the terminal."""

    def added(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def merged(*arguments: Any, **options: Any) -> Any:
            asked = [name for name in names if options.pop(f"as_{name}")]
            if len(asked) > 1:
                told = " and ".join(f"--{name}" for name in asked)
                raise InputError(f"{told} are given together; standard output holds one of them")
            return command(*arguments, form=next(iter(asked), None), **options)

        wrapped: Callable[..., Any] = merged
        for name in reversed(names):
            flag = click.option(
                f"--{name}", f"as_{name}", is_flag=True, help=f"Write {name.upper()}."
            )
            wrapped = flag(wrapped)
        return wrapped

    return added


formats = format_options("json", "csv", "markdown")
json_format = format_options("json")


def read_text(path: str) -> str:
    """The text of a file, or of standard input where the path is a dash."""
    if path == "-":
        return sys.stdin.read()
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BadDocumentError(path, None, "", f"cannot be read: {reason}") from error


def charter_named(body: str | None, charter: str | None) -> Charter:
    """The charter in a user's file if one is given, else the one that ships under the slug."""
    if charter is not None:
        return charter_of_text(read_text(charter), charter)
    if body is None:
        raise InputError(
            "no body is named; give one such as un-security-council, or --charter FILE"
        )
    if body in procedure_slugs():
        raise InputError(
            f"{body} is a decision in steps, not a body; vetopoint decide {body} shows its steps"
        )
    known = body_slugs()
    loose = body.strip().casefold().replace("_", "-").replace(" ", "-")
    return charter_of(loose if loose in known else _by_name(body) or body)


def _by_name(text: str) -> str | None:
    wanted = text.strip().casefold()
    for slug in body_slugs():
        charter = charter_of(slug)
        if wanted in (charter.name.casefold(), charter.short.casefold()):
            return slug
    return None


def opened(body: str | None, charter: str | None, day: datetime.date | None) -> Sitting:
    """The body on the day asked for; today if none is given."""
    return sitting(charter_named(body, charter), day or datetime.date.today())


def members_named(seats: Sitting, texts: Iterable[str]) -> list[str]:
    """Seat codes from codes or names separated by commas.

    Raises
    ------
    UnknownStateError
        For a name that is no State's.
    NotSeatedError
        For a State without a seat that day; the sentence says who sat.
    """
    names = (name.strip() for text in texts for name in text.replace(";", ",").split(","))
    return [_seat(seats, name) for name in names if name]


def _seat(seats: Sitting, name: str) -> str:
    by_code = {code.casefold(): code for code in seats.seats}
    by_name = {seats.names[code].casefold(): code for code in seats.seats}
    if found := by_code.get(name.casefold()) or by_name.get(name.casefold()):
        return found
    typed = states.find_state(name)
    if typed.code in seats.names:
        return typed.code
    holder = states.find_state(name, on=seats.day)
    if holder.code in seats.names and name.strip().upper() != typed.code:
        return holder.code
    raise seats.not_seated(typed.code)


def parameters_named(settings: Iterable[str]) -> dict[str, int]:
    """Values of open thresholds from words such as `threshold=16`."""
    values = {}
    for setting in settings:
        name, sign, number = setting.partition("=")
        if not sign or not number.strip().lstrip("-").isdigit():
            raise InputError(f"{setting!r} sets nothing; write it as threshold=16")
        values[name.strip()] = int(number)
    return values


def recorded_body(given: str, known: Iterable[str]) -> str:
    """The slug of a body from a short word such as council, if it is one of those `known`.

    >>> recorded_body("Security Council", ["un-security-council"])
    'un-security-council'

    Raises
    ------
    InputError
        If no votes of the body are recorded.
    """
    word = given.strip().casefold().replace(" ", "-")
    slug = _SHORT_BODIES.get(word, word)
    if slug not in (held := sorted(known)):
        raise InputError(
            f"no votes of {given!r} are recorded; bodies with votes: {', '.join(held)}"
        )
    return slug
