"""What a model may be asked with: named inputs, each with its kind, unit and bounds."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any

from attrs import frozen

from vetopoint.errors import VetopointError

__all__ = ["BadInputError", "Input", "Kind", "fraction_of", "numbers_of"]


_HUGE = re.compile(r"[eE][+-]?0*\d{4,}")


class BadInputError(VetopointError, ValueError):
    """Something given to a model that it cannot use."""


class Kind(StrEnum):
    """How an input is written."""

    NUMBER = "number"
    INTEGER = "whole number"
    CHANCE = "probability"
    RANGE = "range"
    NUMBERS = "list of numbers"
    TEXT = "text"
    CHOICE = "choice"
    FLAG = "flag"
    DAY = "day"
    FILE = "file"
    FOLDER = "folder"


@frozen
class Input:
    """One input of a model: enough to read a word, build an option or draw a form.

    `low` and `high` bound numbers, both ends allowed. A RANGE is written `low:base:high`, or one
    number for no range. A FILE is passed as the text of the file, a FOLDER as its path. `needs`
    names inputs of which one must be given for this one to count, or be one of some choices:
    `network=ring|random`. `unless` names inputs that, where given, stand in place of this one.
    """

    name: str
    kind: Kind
    default: Any
    about: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: Sequence[str] = ()
    needs: Sequence[str] = ()
    unless: Sequence[str] = ()

    @property
    def option(self) -> str:
        """The name on a command line.

        >>> Input("kill_chance", Kind.CHANCE, "0.8", "").option
        '--kill-chance'
        """
        return "--" + self.name.replace("_", "-")

    def read(self, given: Any) -> Any:
        """The value of the input from a word, a number or None for the default.

        Raises
        ------
        BadInputError
            With one sentence that says what was given, what is allowed and what to do.

        Examples
        --------
        >>> Input("kill_chance", Kind.CHANCE, "0.8", "").read("0.7")
        Fraction(7, 10)
        """
        value = self.default if given is None else given
        return None if value is None else _READERS[self.kind](self, value)

    def given(self, value: Any) -> bool:
        """Whether a value that was read says more than leaving the input out would.

        >>> Input("seed", Kind.INTEGER, 0, "").given(0)
        False
        """
        return bool(value != self.read(None))

    def refused(self, given: Any, allowed: str) -> BadInputError:
        """The error that says what was given, and what is allowed."""
        return BadInputError(f"{self.option} is {given!r}; {allowed}")

    def bounded(self, number: Fraction, given: Any) -> Fraction:
        """The number, if it lies within the bounds."""
        if self.low is not None and number < self.low:
            least = "it may not be negative" if self.low == 0 else f"the least is {self.low:g}"
            raise self.refused(given, f"{least}{self.in_unit()}; give a larger number")
        if self.high is not None and number > self.high:
            raise self.refused(
                given, f"the most is {self.high:g}{self.in_unit()}; give a smaller number"
            )
        return number

    def in_unit(self) -> str:
        """The unit in brackets, for a sentence."""
        return f" ({self.unit})" if self.unit else ""


def fraction_of(given: Any) -> Fraction | None:
    """The number written in a word such as 0.8, 80%, 2/3 or 1e3, exactly; None if it is none.

    >>> fraction_of("80%"), fraction_of("two")
    (Fraction(4, 5), None)
    """
    if isinstance(given, float):
        return Fraction(str(given)) if math.isfinite(given) else None
    text = str(given).strip().replace("−", "-").replace("_", "")
    if len(text) > 400 or _HUGE.search(text):
        return None  # written out, such a number would fill the memory
    hundredth = text.endswith("%")
    try:
        number = Fraction(text.removesuffix("%").strip())
    except (ValueError, ZeroDivisionError):
        return None
    return number / 100 if hundredth else number


def _number(asked: Input, given: Any) -> Fraction:
    number = fraction_of(given)
    if number is None:
        raise asked.refused(given, f"give a number{asked.in_unit()}, such as 0.8 or 2/3")
    return asked.bounded(number, given)


def _integer(asked: Input, given: Any) -> int:
    number = _number(asked, given)
    if number.denominator != 1:
        raise asked.refused(given, f"give a whole number{asked.in_unit()}")
    return int(number)


def _chance(asked: Input, given: Any) -> Fraction:
    number = fraction_of(given)
    if number is None or not 0 <= number <= 1:
        raise asked.refused(given, "a probability lies from 0 to 1; give one such as 0.8 or 80%")
    return number


def _range(asked: Input, given: Any) -> tuple[Fraction, Fraction, Fraction]:
    parts = list(given) if isinstance(given, list | tuple) else str(given).split(":")
    if len(parts) == 1:
        parts *= 3
    if len(parts) != 3:
        raise asked.refused(given, "write a range as low:base:high, such as 0.5:0.7:0.9")
    low, base, high = (_number(asked, part) for part in parts)
    if not low <= base <= high:
        raise asked.refused(given, "a range goes upward, as low:base:high; put it in order")
    return low, base, high


def numbers_of(given: Any, named: str) -> tuple[Fraction, ...]:
    """Numbers separated by commas or spaces.

    >>> numbers_of("0, 20 20", "--thresholds")
    (Fraction(0, 1), Fraction(20, 1), Fraction(20, 1))
    """
    parts = given if isinstance(given, list | tuple) else str(given).replace(",", " ").split()
    found = []
    for part in parts:
        number = fraction_of(part)
        if number is None:
            raise BadInputError(
                f"{named} holds {part!r}, which is no number; write it as 0,20,20,30"
            )
        found.append(number)
    if not found:
        raise BadInputError(f"{named} is empty; write numbers with commas, such as 0,20,20,30")
    return tuple(found)


def _numbers(asked: Input, given: Any) -> tuple[Fraction, ...]:
    return tuple(asked.bounded(n, given) for n in numbers_of(given, asked.option))


def _choice(asked: Input, given: Any) -> str:
    text = str(given).strip().casefold()
    if text not in asked.choices:
        raise asked.refused(given, f"choose one of {', '.join(asked.choices)}")
    return text


def _day(asked: Input, given: Any) -> datetime.date | None:
    if given is None or isinstance(given, datetime.date):
        return given
    try:
        return datetime.date.fromisoformat(str(given))
    except ValueError:
        raise asked.refused(given, "write a day as 1999-03-26 (year, month, day)") from None


def _optional(_asked: Input, given: Any) -> str | None:
    return None if given is None else str(given)


def _file(asked: Input, given: Any) -> str:
    text = str(given)
    if not text.strip():
        raise BadInputError(f"{asked.option} is an empty file; fill it, or leave the option out")
    return text


def _flag(asked: Input, given: Any) -> bool:
    if isinstance(given, bool):
        return given
    if str(given).casefold() in ("", "0", "no", "false", "off"):
        return False
    if str(given).casefold() in ("1", "yes", "true", "on"):
        return True
    raise asked.refused(given, "say yes or no")


_READERS: Mapping[Kind, Callable[[Input, Any], Any]] = {
    Kind.NUMBER: _number,
    Kind.INTEGER: _integer,
    Kind.CHANCE: _chance,
    Kind.RANGE: _range,
    Kind.NUMBERS: _numbers,
    Kind.TEXT: _optional,
    Kind.CHOICE: _choice,
    Kind.FLAG: _flag,
    Kind.DAY: _day,
    Kind.FILE: _file,
    Kind.FOLDER: _optional,
}
