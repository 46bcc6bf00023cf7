"""Phrases that every face uses alike: verdicts, changes, ballots and coded values."""

from __future__ import annotations

import re

from vetopoint.brief.votes import Basis, JudgedVote
from vetopoint.count.changes import Change, ChangeSet
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import Sitting
from vetopoint.law.reasons import listed

__all__ = [
    "change_words",
    "changes_heading",
    "condition_words",
    "fact_words",
    "force_words",
    "headline",
    "named_words",
    "set_words",
]

_PHRASES = {
    "p5_direct_interest": "direct interest of a permanent member",
    "p5_opposition": "opposition of a permanent member",
    "nuclear_armed_adversary": "nuclear-armed adversary",
    "deaths_order": "number of deaths",
    "regional_call": "call of a regional organisation",
    "alliance_obligation": "duty of an alliance",
    "geographic_access": "access by land, sea or bases",
}
_DONE = {
    Ballot.FOR: "voted in favour",
    Ballot.AGAINST: "voted against",
    Ballot.ABSTAIN: "abstained",
    Ballot.ABSENT: "cast no vote",
}
_INSTEAD = {
    Ballot.FOR: "vote in favour",
    Ballot.AGAINST: "vote against",
    Ballot.ABSTAIN: "abstain",
    Ballot.ABSENT: "cast no vote",
}


def headline(vote: JudgedVote) -> str:
    """«Adopted», «Vetoed by the Russian Federation» or «Not adopted»."""
    verdict = vote.verdict
    if verdict.vetoed_by:
        return f"Vetoed by {listed(vote.seats.sentence_name(m) for m in verdict.vetoed_by)}"
    return "Adopted" if verdict.adopted else "Not adopted"


def changes_heading(vote: JudgedVote) -> str:
    """The sentence above the list of smallest changes."""
    changes = vote.changes
    turned = "defeated" if vote.verdict.adopted else "carried"
    if changes is None and vote.basis is Basis.TALLY:
        return "Who could have changed it cannot be said without the ballots of every member."
    if changes is None:
        return "The sets of members that could have changed it are too many to list."
    if not changes:
        return f"No change of ballots could have {turned} it."
    size = changes[0].size
    ballots = "one ballot" if size == 1 else f"{size} ballots"
    sets = sum(found.sets for found in changes)
    ways = "in one way" if sets == 1 else f"in {_number(sets)} ways"
    return f"The smallest change that would have {turned} it is {ballots}, {ways}:"


def _number(count: int) -> str:
    """A count as a reader takes it in: in full to a million million, else by its power of ten."""
    if count < 10**12:
        return f"{count:,}"
    power = len(str(count)) - 1
    raised = str(power).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"about {count / 10**power:.1f} × 10{raised}"


def set_words(found: ChangeSet, seats: Sitting) -> str:
    """One smallest change in words."""
    return "; and ".join(change_words(change, seats) for change in found.changes) + "."


def change_words(change: Change, seats: Sitting) -> str:
    """«any 3 of France, the United Kingdom … vote in favour (they voted against)».

    >>> from datetime import date
    >>> from vetopoint.law.bodies import open_body
    >>> council = open_body("un-security-council", date(2022, 2, 25))
    >>> change_words(Change(1, ("RUS",), Ballot.AGAINST, Ballot.ABSTAIN), council)
    'the Russian Federation abstains instead of having voted against'
    """
    names = [seats.sentence_name(member) for member in change.members]
    did, does = _DONE[change.cast], _INSTEAD[change.instead]
    if len(names) == change.number == 1:
        return f"{names[0]} {_third_person(does)} instead of having {did}"
    if len(names) == change.number:
        return f"{listed(names)} {does} instead of having {did}"
    who = listed(names) if len(names) <= 15 else f"the {len(names)} members that {did}"
    if change.number == 1:
        return f"any one of {who} {_third_person(does)} instead of having {did}"
    return f"any {change.number} of {who} {does} instead of having {did}"


def _third_person(phrase: str) -> str:
    verb, _, rest = phrase.partition(" ")
    return f"{verb}s {rest}".rstrip()


def force_words(value: float | None) -> str:
    """Whether force was used, as coded.

    >>> force_words(1), force_words(None)
    ('yes', 'not coded')
    """
    if value is None:
        return "not coded"
    return {0: "no", 1: "yes"}.get(int(value), "in part") if value == int(value) else "in part"


def condition_words(name: str) -> str:
    """A coded condition in a phrase.

    >>> condition_words("p5_opposition"), condition_words("host_consent")
    ('opposition of a permanent member', 'host consent')
    """
    return _PHRASES.get(name, name.replace("_", " "))


def named_words(text: str) -> str:
    """A sentence with the names of facts and conditions in it as words.

    >>> named_words("Not known: p5_opposes_recommendation; mass_atrocity is unknown")
    'Not known: a permanent member opposes recommendation; mass atrocity is unknown'
    """
    return re.sub(r"\bp5_", "a permanent member ", text).replace("_", " ")


def fact_words(name: str, value: float | None) -> str:
    """A coded value as a reader reads it.

    >>> fact_words("host_consent", 0), fact_words("host_consent", None)
    ('no', 'unknown')
    >>> fact_words("deaths_order", 4.1), fact_words("deaths_order", 0)
    ('of the order of 10,000', 'one or none')
    """
    if value is None:
        return "unknown"
    if name == "deaths_order" and value == 0:
        return "one or none"
    if name == "deaths_order":
        return f"of the order of {_one_digit(10**value):,}"
    return "yes" if value else "no"


def _one_digit(number: float) -> int:
    """The coding holds one decimal of a logarithm, so no more than one digit is known."""
    return int(round(number, 1 - len(str(int(number)))))
