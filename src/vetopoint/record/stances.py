"""Members and what they did, as people ask for it: «RUS against», «China abstained»."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from vetopoint.errors import VetopointError
from vetopoint.law.ballots import Ballot
from vetopoint.law.states import UnknownStateError, find_state, short_name, state

__all__ = ["Stance", "StanceError", "ballot_named", "stance_of"]

_WORDS: Mapping[Ballot, str] = {
    Ballot.FOR: "for, in favour, in favor, yes, y, +, voted for, voted yes, supported",
    Ballot.AGAINST: "against, no, n, -, −, opposed, voted against, voted no",
    Ballot.ABSTAIN: "abstain, abstained, abstaining, abstains, abstention, a, o, ○",
    Ballot.ABSENT: "absent, not participating, not voting, did not vote, x, ·",
}


class StanceError(VetopointError, ValueError):
    """Words that do not name a member and a ballot."""


@frozen
class Stance:
    """A member by the codes its seat has had, the ballot asked for, and what to tell the reader.

    Without `ballot` the stance is that the member had a ballot at all.
    """

    codes: tuple[str, ...]
    ballot: Ballot | None
    note: str = ""

    def words(self) -> str:
        """As a reader would say it.

        >>> stance_of("Russia against").words()
        'RUS against'
        """
        return f"{self.codes[0]} {self.ballot.value}" if self.ballot else self.codes[0]

    def holds(self, ballots: Mapping[str, Ballot]) -> bool:
        """Whether these ballots show it."""
        return any(code in ballots and self.ballot in (None, ballots[code]) for code in self.codes)


def ballot_named(text: str) -> Ballot | None:
    """The ballot that a word or two name, or None.

    >>> ballot_named("Abstained")
    <Ballot.ABSTAIN: 'abstain'>
    """
    word = " ".join(text.casefold().split())
    return next((ballot for ballot, words in _WORDS.items() if word in words.split(", ")), None)


def stance_of(text: str, ballot: Ballot | None = None) -> Stance:
    """The stance that `text` says: a member, by code or name, and what it did.

    The seat is followed back: Russia's includes the Soviet Union's.

    >>> stance_of("China abstained").codes, stance_of("rus against").codes
    (('CHN',), ('RUS', 'SUN'))

    Raises
    ------
    StanceError
        If no member is named.
    """
    words = text.split()
    for size in range(len(words) - 1, 0, -1):
        if ballot is None and (found := ballot_named(" ".join(words[size:]))):
            earlier = _stance(" ".join(words[:size]), found)
            if earlier:
                return earlier
    plain = _stance(text.strip(), ballot) if text.strip() else None
    if plain:
        return plain
    raise StanceError(
        f"{text!r} does not name a member and a vote; write it as «RUS against», «China abstain» "
        f"or a member alone{_nearest(words)}"
    )


def _nearest(words: list[str]) -> str:
    named = words[:-1] if len(words) > 1 and ballot_named(words[-1]) else words
    try:
        find_state(" ".join(named))
    except UnknownStateError as error:
        near = [f"{short_name(code)} ({code})" for code in error.nearest]
        return f". Nearest: {', '.join(near)}" if near else ""
    return ""


def _stance(name: str, ballot: Ballot | None) -> Stance | None:
    if name.isdigit():
        return Stance((name,), ballot)
    try:
        code = find_state(name).code
    except UnknownStateError:
        return None
    codes = _seat(code)
    earlier = " and ".join(f"{short_name(one)} ({one})" for one in codes[1:])
    note = (
        f"{short_name(code)} ({code}) includes the earlier votes of {earlier}." if earlier else ""
    )
    return Stance(codes, ballot, note)


def _seat(code: str) -> tuple[str, ...]:
    """The code and those under which the same seat was held before."""
    entry = state(code)
    if entry.since and entry.predecessor:
        return (code, *_seat(entry.predecessor))
    return (code,)
