"""A question about a draft, brought to what a forecast may see; what it cannot use is refused."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from attrs import frozen

from vetopoint.errors import VetopointError
from vetopoint.infer.council.corpus import Past, is_foreign
from vetopoint.infer.council.gate import LeakError, Seen, check_words, seen_as
from vetopoint.infer.draft_forecast import ForecastError
from vetopoint.infer.subjects import Subject, main_subject, own_words, subject_of, subjects
from vetopoint.law.ballots import Ballot
from vetopoint.record.catalogue import find_vote
from vetopoint.record.symbols import keys_for

__all__ = ["Question", "Read", "read_question"]


@frozen
class Question:
    """What a user says of a draft; at most one of subject, title, text and like is given."""

    subject: str = ""
    title: str = ""
    text: str | None = None
    like: str | None = None
    sponsors: tuple[str, ...] = ()

    def as_record(self) -> dict[str, object]:
        """The filled fields only."""
        named = {"subject": self.subject, "title": self.title, "like": self.like or ""}
        found: dict[str, object] = {key: words for key, words in named.items() if words}
        if self.text is not None:
            found["text"] = f"{len(self.text.split())} words"
        return found | ({"sponsors": list(self.sponsors)} if self.sponsors else {})


@frozen
class Read:
    """The draft as the forecast sees it, the words to look for in past ones, and remarks."""

    draft: Seen
    subject: Subject | None
    words: str
    remarks: tuple[str, ...] = ()


def read_question(
    question: Question, day: datetime.date, pasts: Sequence[Past], declared: Mapping[str, Ballot]
) -> Read:
    """Bring a question to what may be known before the vote.

    Raises
    ------
    LeakError
        If it says what came of the vote, or points to a vote of that day or later.
    ForecastError
        If it is empty, in words the record does not know, or contradicts itself.
    """
    _check_one(question)
    for sponsor in question.sponsors:
        if declared.get(sponsor) in {Ballot.AGAINST, Ballot.ABSTAIN}:
            raise ForecastError(
                f"{sponsor} is named as a sponsor and as {declared[sponsor].value}; a sponsor "
                "votes for its draft: take it out of one of the two"
            )
    sponsors = frozenset(question.sponsors) or None
    if question.like is not None:
        return _like(question.like, day, pasts, sponsors)
    words, found = _words_and_subject(question, pasts)
    remarks = [] if found and not found.is_wide else [_NO_SUBJECT]
    if sponsors is None:
        remarks.append(_NO_SPONSORS)
    return Read(seen_as(found, day, sponsors), found, words, tuple(remarks))


_NO_SUBJECT = (
    "The subject is not known to the record or may cover anything, so the answer is that for any "
    "draft of its region."
)
_NO_SPONSORS = "No sponsors are given; who tables a draft says much about who opposes it."


def _check_one(question: Question) -> None:
    given = [
        name
        for name, value in (
            ("--subject", question.subject),
            ("--title", question.title),
            ("--text", question.text),
            ("--like", question.like),
        )
        if value is not None and value != ""
    ]
    if len(given) > 1:
        raise ForecastError(f"{' and '.join(given)} are given together; give one of them")
    if question.text is not None and not question.text.strip():
        raise ForecastError("the text is empty; give the draft's text, or --subject in its place")


def _words_and_subject(question: Question, pasts: Sequence[Past]) -> tuple[str, Subject | None]:
    if question.subject:
        return _of_subject(question.subject)
    if question.title:
        check_words(question.title, "title")
        _check_language(question.title, "title", pasts)
        return own_words(question.title), subject_of(question.title)
    if question.text is not None:
        first = question.text.strip().splitlines()[0]
        check_words(first, "first line of the text")
        _check_language(question.text, "text", pasts)
        return question.text, main_subject(question.text)
    return "", None


def _of_subject(words: str) -> tuple[str, Subject | None]:
    check_words(words, "subject")
    by_key = {entry.key: entry for entry in subjects()}
    loose = "-".join(words.casefold().split())
    found = by_key.get(loose) or subject_of(words)
    if found is None:
        near = get_close_matches(loose, by_key, n=3, cutoff=0.5) or ["ukraine", "palestine", "mali"]
        raise ForecastError(
            f"{words!r} names no subject that the forecast knows, in English, such as "
            f"{', '.join(near)}; leave it out for a draft on anything"
        )
    return f"{words} {found.name}", found


def _check_language(text: str, called: str, pasts: Sequence[Past]) -> None:
    if is_foreign(text, pasts):
        raise ForecastError(
            f"the {called} shares next to no words with the record, which is in English, so it is "
            "not used; give --subject in English, such as --subject ukraine"
        )


def _like(
    symbol: str, day: datetime.date, pasts: Sequence[Past], sponsors: frozenset[str] | None
) -> Read:
    wanted = set(keys_for(symbol))
    found = [
        past
        for past in pasts
        if any(wanted & set(keys_for(name)) for name in (past.names or (past.symbol,)))
    ]
    if not found:
        _refuse_later(symbol, day)
        raise ForecastError(
            f"no draft {symbol!r} was voted on before {day}, as far as this record goes; give "
            "the symbol of an earlier vote, such as S/2014/189, or --subject"
        )
    past = found[-1]
    entry = next((one for one in subjects() if one.key == past.key), None)
    region = past.key.removeprefix("wide:")
    own = frozenset(past.sponsors) if past.sponsors is not None else None
    draft = seen_as(entry, day, sponsors or own)
    if entry is None:
        draft = Seen(day, past.key, region, draft.sponsors, draft.sponsorship)
    remark = f"Taken to be like {past.symbol}: its subject and sponsors, not how it went."
    return Read(draft, entry, past.words, (remark,))


def _refuse_later(symbol: str, day: datetime.date) -> None:
    try:
        vote = find_vote(symbol)
    except VetopointError:
        return
    if vote.date >= day:
        raise LeakError(
            f"{vote.symbol} was voted on {vote.date}, so it was not known before {day}; give an "
            "earlier draft"
        )
