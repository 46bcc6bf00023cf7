"""What a user types about terms: `~A*B + C{2}`, `A=1,B=0`, rows to exclude."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from vetopoint.compare.qca.calibrated import Condition, QcaError, Term
from vetopoint.compare.qca.primes import Configuration
from vetopoint.compare.qca.solutions import Expectations

__all__ = ["expectations_from", "rows_in", "terms_from"]

_LITERAL = re.compile(r"(~?)([\w. -]+?)(?:[{\[](\d+)[}\]])?")


def _place(name: str, conditions: Sequence[Condition]) -> int:
    names = [condition.name for condition in conditions]
    if name not in names:
        raise QcaError(f"{name!r} is no condition here; the conditions are {', '.join(names)}")
    return names.index(name)


def _check_value(condition: Condition, value: int) -> None:
    if value >= condition.levels:
        raise QcaError(
            f"{condition.name} has no value {value}; its values are 0 to {condition.levels - 1}"
        )


def terms_from(text: str, conditions: Sequence[Condition]) -> list[Term]:
    """The terms of a sum of products.

    >>> terms_from("A*~B + B", [Condition("A"), Condition("B")])
    [(2, 1), (0, 2)]
    """
    return [_term(part, conditions) for part in text.split("+")]


def _term(text: str, conditions: Sequence[Condition]) -> Term:
    codes = [0] * len(conditions)
    for word in text.split("*"):
        found = _LITERAL.fullmatch(word.strip())
        if not found:
            raise QcaError(f"{text.strip()!r} is no term; write terms as A*~B + C or A{{2}}")
        place = _place(found[2].strip(), conditions)
        value = int(found[3]) if found[3] else 1
        if found[1]:
            if conditions[place].levels > 2 or value != 1:
                raise QcaError(f"{word.strip()} is not one value; name the value, as A{{0}}")
            value = 0
        _check_value(conditions[place], value)
        if codes[place] not in (0, value + 1):
            raise QcaError(f"{text.strip()} asks for two values of one condition; no row has both")
        codes[place] = value + 1
    return tuple(codes)


def expectations_from(settings: Iterable[str], conditions: Sequence[Condition]) -> Expectations:
    """Directional expectations from `A=1,B=0`; a dash or nothing leaves a condition open.

    >>> expectations_from(["A=1,B=-"], [Condition("A"), Condition("B")])
    {0: (1,)}
    """
    found: dict[int, tuple[int, ...]] = {}
    for setting in (part.strip() for text in settings for part in text.split(",")):
        if not setting:
            continue
        name, sign, value = (part.strip() for part in setting.partition("="))
        if not sign or not (value.isdigit() or value == "-"):
            raise QcaError(
                f"{setting!r} is no expectation; write A=1, A=0, or A=- where either may be"
            )
        place = _place(name, conditions)
        if value != "-":
            _check_value(conditions[place], int(value))
            found[place] = (*found.get(place, ()), int(value))
    return found


def rows_in(term: Term, levels: Sequence[int]) -> set[Configuration]:
    """Every row of the property space inside a term.

    >>> sorted(rows_in((2, 0), (2, 2)))
    [(1, 0), (1, 1)]
    """
    choices = [
        range(level) if not code else (code - 1,) for code, level in zip(term, levels, strict=True)
    ]
    return set(itertools.product(*choices))
