"""Bodies on a day, kept open, and the days on which their seats and rules changed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import lru_cache

from attrs import frozen

from vetopoint.law.bodies import NotInForceError, Sitting, charter_of, sitting
from vetopoint.law.charters import Charter, Decision, Era
from vetopoint.law.descriptions import described

__all__ = ["RuleSpell", "latest_day", "neighbours", "rule_spells", "sitting_on"]

ONE_DAY = datetime.timedelta(days=1)


@lru_cache(maxsize=128)
def sitting_on(slug: str, day: datetime.date) -> Sitting:
    """The body on a day.

    Raises
    ------
    UnknownBodyError, NotInForceError
        If there is no such body, or it did not sit that day.
    """
    return sitting(charter_of(slug), day)


@lru_cache(maxsize=256)
def latest_day(slug: str, today: datetime.date) -> datetime.date:
    """The last day up to today on which the body sat and its rules can be worked out.

    >>> latest_day("imf-board-of-governors", datetime.date(2026, 11, 25)).isoformat()
    '2024-01-31'
    """
    charter = charter_of(slug)
    ends = [charter.until, charter.known.until]
    ends += [table.spell.until for m in charter.measures.values() for table in m.tables]
    ends += [era.until for decision in charter.decisions for era in decision.eras]
    days = sorted({today, *(end for end in ends if end and end <= today)}, reverse=True)
    for day in days:
        try:
            sitting_on(slug, day).provision()
        except NotInForceError:
            continue
        return day
    return charter.since or today


@frozen
class RuleSpell:
    """A rule of one decision through one time: a day in it, its words, and where it is written."""

    since: datetime.date | None
    until: datetime.date | None
    day: datetime.date
    rule: str
    reference: str
    note: str


@lru_cache(maxsize=256)
def rule_spells(slug: str, decision: str, today: datetime.date) -> tuple[RuleSpell, ...]:
    """Every rule that a decision has had, with a day on which each can be seen at work."""
    charter = charter_of(slug)
    found = next(d for d in charter.decisions if d.id == decision)
    spells = (_spell(charter, found, era, today) for era in found.eras)
    return tuple(spell for spell in spells if spell is not None)


def _spell(
    charter: Charter, decision: Decision, era: Era, today: datetime.date
) -> RuleSpell | None:
    for day in _days_in(charter, era, today):
        try:
            rule = described(sitting_on(charter.body, day).provision(decision.id).rule)
        except NotInForceError:
            continue
        words = era.reference.words()
        return RuleSpell(era.since, era.until, day, rule, words, era.note)
    return None


def _days_in(charter: Charter, era: Era, today: datetime.date) -> Iterator[datetime.date]:
    """Days to try in an era: its last, its first, and the ends of what is known."""
    known = charter.known
    tables = [table.spell for m in charter.measures.values() for table in m.tables]
    ends = [today, era.until, charter.until, known.until, *(s.until for s in tables)]
    starts = [era.since, charter.since, known.since, *(s.since for s in tables)]
    days = sorted({day for day in ends + starts if day}, reverse=True)
    for day in days:
        after = era.since is None or era.since <= day
        if after and (era.until is None or day <= era.until) and day <= max(today, day):
            yield day


@lru_cache(maxsize=64)
def _turning_days(slug: str) -> tuple[datetime.date, ...]:
    """The first day of every composition that the body has had."""
    charter = charter_of(slug)
    charters = [charter] + ([charter_of(charter.seats_of)] if charter.seats_of else [])
    days = {charter.since} if charter.since else set()
    for one in charters:
        for member in one.members:
            for spell in member.spells:
                days |= {spell.since} if spell.since else set()
                days |= {spell.until + ONE_DAY} if spell.until else set()
    first, last = charter.since or datetime.date.min, charter.until or datetime.date.max
    return tuple(sorted(day for day in days if first <= day <= last))


def neighbours(slug: str, day: datetime.date) -> tuple[datetime.date | None, datetime.date | None]:
    """The last day of the composition before, and the first day of the one after.

    >>> before, after = neighbours("un-security-council", datetime.date(2022, 2, 25))
    >>> before.isoformat(), after.isoformat()
    ('2021-12-31', '2023-01-01')
    """
    turns = _turning_days(slug)
    begun = [turn for turn in turns if turn <= day]
    before = begun[-1] - ONE_DAY if len(begun) > 1 else None
    after = next((turn for turn in turns if turn > day), None)
    return tuple(other if _sits(slug, other) else None for other in (before, after))  # type: ignore[return-value]


def _sits(slug: str, day: datetime.date | None) -> bool:
    if day is None:
        return False
    try:
        sitting_on(slug, day)
    except NotInForceError:
        return False
    return True
