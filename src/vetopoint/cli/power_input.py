"""What `vetopoint power` reads: weights, populations, unions, quotas, semivalues."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from vetopoint.cli.arguments import InputError, read_text
from vetopoint.count.indices import Index
from vetopoint.count.power import Subject, semivalue_index
from vetopoint.count.readings import semivalue_weights
from vetopoint.count.unions import Unions, unions_of
from vetopoint.law.bodies import Sitting, charter_of
from vetopoint.law.charters import Group
from vetopoint.law.rules import Count, Threshold

__all__ = [
    "population_read",
    "quota_read",
    "semivalue_read",
    "table_read",
    "unions_read",
    "weighted_subject",
]

# Exponents of two digits at most: a larger one would fill the memory.
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?|\d+/0*[1-9]\d*")


def table_read(path: str, heading: str) -> dict[str, str]:
    """Two columns of a CSV file, `member` and the one asked for; other columns are left alone."""
    source = "standard input" if path == "-" else path
    rows = csv.DictReader(
        io.StringIO(read_text(path).removeprefix("\ufeff")), skipinitialspace=True
    )
    columns = [name.strip() for name in rows.fieldnames or ()]
    if missing := [name for name in ("member", heading) if name not in columns]:
        raise InputError(
            f"{source}: the column {missing[0]!r} is missing; begin with member,{heading}"
        )
    found: dict[str, str] = {}
    for row in rows:
        cells = {(key or "").strip(): str(value or "").strip() for key, value in row.items()}
        member = cells["member"]
        if not member or member in found:
            why = f"{member!r} is given twice" if member else "a member has no name"
            raise InputError(f"{source}, line {rows.line_num}: {why}; name each member once")
        found[member] = cells[heading]
    if not found:
        raise InputError(f"{source} names no members; give one line for each, as A,5")
    return found


def weighted_subject(path: str, quota: str | None) -> Subject:
    """A weighted voting game from a file; decimal weights are scaled to whole numbers."""
    if quota is None:
        raise InputError("--weights needs --quota: a number such as 62, or a share such as 85%")
    table = {
        m: _number(text, f"{path}: the weight of {m}")
        for m, text in table_read(path, "weight").items()
    }
    if not any(table.values()):
        raise InputError(f"{path}: all weights are zero; one at least must be more")
    scale = math.lcm(*(weight.denominator for weight in table.values()))
    weights = {member: int(weight * scale) for member, weight in table.items()}
    total = sum(weights.values())
    needed = quota_read(quota, total, scale)
    name = "standard input" if path == "-" else Path(path).name
    said = f"{_plain(needed, scale)} of {_plain(total, scale)}"
    rule = Threshold("weights", weights, Count(favour=1), needed)
    return Subject(name, name, None, f"quota {said}", f"at least {said}", rule, tuple(weights))


def _plain(value: int, scale: int) -> str:
    number = Fraction(value, scale)
    return f"{float(number):g}" if number.denominator > 1 else str(number)


def _number(text: str, what: str, allowed: str = "a number of zero or more") -> Fraction:
    plain = text.replace("_", "").replace(" ", "")
    if not _NUMBER.fullmatch(plain):
        raise InputError(f"{what} is {text!r}; give {allowed}")
    number = Fraction(plain)
    if number < 0:
        raise InputError(f"{what} is {text}; a weight below zero is not monotone: give 0 or more")
    return number


def quota_read(text: str, total: int, scale: int = 1) -> int:
    """What the weights must reach: a number, a share as 85 % or 2/3, or more than one as >50%.

    >>> quota_read("85%", 20), quota_read(">50%", 20), quota_read("2/3", 20), quota_read("12", 20)
    (17, 11, 14, 12)
    """
    more = text.strip().startswith(">")
    plain = text.strip().lstrip(">").strip()
    is_share = plain.endswith("%") or "/" in plain
    number = _number(
        plain.removesuffix("%").strip(), "the quota", "a number such as 62, 85% or 2/3"
    )
    exact = (number / 100 if plain.endswith("%") else number) * (total if is_share else scale)
    needed = math.floor(exact) + 1 if more else math.ceil(exact)
    if not 1 <= needed <= total:
        given = f"a quota of {text.strip()} is {_plain(needed, scale)} of {_plain(total, scale)}"
        ends = "nothing could pass" if needed > total else "everything would pass"
        raise InputError(f"{given}: {ends}; give one above 0 and not above the total")
    return needed


def unions_read(words: str, subject: Subject, sitting: Sitting | None) -> Unions:
    """A partition: `groups`, a partition of the charter by name, groups by name, or a CSV file."""
    if sitting is not None and (names := _group_names(words, sitting)) is not None:
        return _of_groups(subject, sitting, names)
    if sitting is None and words == "groups":
        raise InputError("a table of weights has no groups; give --unions FILE (member,union)")
    unions: dict[str, list[str]] = {}
    for member, union in table_read(words, "union").items():
        unions.setdefault(union or f"alone: {member}", []).append(member)
    return unions_of(subject.seats, unions.values())


def _group_names(words: str, sitting: Sitting) -> list[str] | None:
    """The groups that the words stand for; None where they name a file."""
    groups = _groups(sitting)
    partitions = list(dict.fromkeys(g.partition for g in groups.values() if g.partition))
    if words == "groups" and not partitions:
        raise InputError(
            f"{sitting.charter.name} has no partition of its members; "
            f"name groups ({', '.join(groups) or 'it has none'}) or give a CSV file"
        )
    chosen = partitions[0] if words == "groups" else words
    if chosen in partitions:
        return [name for name, group in groups.items() if group.partition == chosen]
    names = [name.strip() for name in words.split(",")]
    if all(name in groups for name in names):
        return names
    if words == "-" or Path(words).exists():
        return None
    raise InputError(
        f"{words!r} is no file, no partition and no group of {sitting.charter.name}; "
        f"those known: {', '.join([*partitions, *groups]) or 'none'}"
    )


def _groups(sitting: Sitting) -> dict[str, Group]:
    base = sitting.charter.seats_of
    return (dict(charter_of(base).groups) if base else {}) | dict(sitting.charter.groups)


def _of_groups(subject: Subject, sitting: Sitting, names: Iterable[str]) -> Unions:
    seated = ([s for s in subject.seats if s in sitting.groups.get(name, ())] for name in names)
    return unions_of(subject.seats, [union for union in seated if union])


def population_read(path: str | None, sitting: Sitting | None) -> dict[str, int] | None:
    """Inhabitants by member, from the user's table or from the charter on that day."""
    if path is not None:
        numbers = {
            m: _number(t, f"{path}: the population of {m}")
            for m, t in table_read(path, "population").items()
        }
        return {member: int(number) for member, number in numbers.items()}
    if sitting is None or "population" not in sitting.charter.measures:
        return None
    tables = sitting.charter.measures["population"].tables
    if not any(t.spell.covers(sitting.day) for t in tables):
        return None
    return dict(sitting.weights("population"))


def semivalue_read(text: str, seats: Sequence[str]) -> Index:
    """A semivalue: `p=2/3` for a common chance, or how likely 0, 1, 2 … others are in favour."""
    if text.startswith("p="):
        p = _number(text.removeprefix("p="), "the chance p")
        if p > 1:
            raise InputError(f"the chance p is {p}; give one from 0 to 1")
        others = len(seats) - 1
        return semivalue_index([p**s * (1 - p) ** (others - s) for s in range(len(seats))], text)
    chances = [_number(part.strip(), "a chance of the semivalue") for part in text.split(",")]
    if len(chances) != len(seats):
        raise InputError(
            f"--semivalue has {len(chances)} numbers; give {len(seats)}, for 0 to "
            f"{len(seats) - 1} others in favour, or p=1/2"
        )
    return semivalue_index(semivalue_weights(chances), text)
