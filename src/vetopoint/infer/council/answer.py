"""The Council's answer to a question about a draft, and that of its reform designs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vetopoint.infer.council.corpus import nearest
from vetopoint.infer.council.courses import WORDS, Course, seat_key
from vetopoint.infer.council.forecaster import Outlook, council_groups, seats_of
from vetopoint.infer.council.history import OPENING
from vetopoint.infer.council.learned import Learned
from vetopoint.infer.council.question import Question, Read, read_question
from vetopoint.infer.counted import Counted, counted, forecast_from
from vetopoint.infer.draft_forecast import Baseline, DraftForecast
from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import Sitting
from vetopoint.record.drafts import COUNCIL

__all__ = ["council_forecast"]

_Array = NDArray[np.float64]

BASELINE = "the subject's own record, votes counting half after eight years"
BASELINE_PRIOR = 4.0
SELECTED = (
    "Drafts that were never put to a vote, because a veto was certain or the votes were missing, "
    "are in no record; what is said holds for drafts that are put."
)
UNREAD = (
    "Of the draft itself only the subject, the sponsors and a mandate that runs out are used: not "
    "its wording, and nothing that was negotiated."
)
DESIGN = (
    "A reform design has no votes: its members are given the habits they have in the Council, or "
    "those of their regional group, though another rule would change what is tabled and how they "
    "vote."
)


def council_forecast(
    seats: Sitting,
    question: Question,
    known: Learned,
    declared: Mapping[str, Ballot],
    assume: Mapping[str, Mapping[Ballot, float]],
    seed: int,
) -> DraftForecast:
    """Forecast a draft in the Council or a design of it, from what was known the day before.

    Raises
    ------
    LeakError, ForecastError
        As `read_question` does.
    """
    provision = seats.provision()
    read = read_question(question, seats.day, known.pasts, declared)
    members = seats_of(provision.seats, _groups(seats), read.draft.sponsors)
    outlook = known.forecaster.outlook(read.draft, members, declared, seed)
    draws = _assumed(outlook, assume)
    carried = outlook.is_veto if seats.body == COUNCIL else None
    found = counted(provision.rule, outlook.members, draws, outlook.weights, carried=carried)
    return _as_forecast(seats, question, read, known, declared, assume, outlook, found, seed)


def _as_forecast(
    seats: Sitting,
    question: Question,
    read: Read,
    known: Learned,
    declared: Mapping[str, Ballot],
    assume: Mapping[str, Mapping[Ballot, float]],
    outlook: Outlook,
    found: Counted,
    seed: int,
) -> DraftForecast:
    asked = question.as_record()
    if read.subject:
        asked["taken_as"] = read.subject.name
    if declared:
        asked["declared"] = {code: ballot.value for code, ballot in declared.items()}
    if assume:
        asked["assumed"] = {
            code: {b.value: share for b, share in own.items()} for code, own in assume.items()
        }
    return forecast_from(
        seats,
        asked,
        found,
        method=_method(known, outlook),
        does_not_show=_limits(seats, known, read),
        sources=_sources(known),
        seed=seed,
        baseline=_baseline(known, read, seats),
        nearest=nearest(known.pasts, read.words, read.draft.key, seats.day),
        courses={WORDS[course]: float(outlook.chances[course]) for course in Course},
        inputs=known.inputs,
    )


def _method(known: Learned, outlook: Outlook) -> str:
    number = f"{known.forecaster.votes:,} earlier votes"
    return (
        f"Learnt from {number}: first how such drafts went, then how each member votes on each "
        f"course; counted over {len(outlook.draws)} posterior draws, in which members move together"
    )


def _limits(seats: Sitting, known: Learned, read: Read) -> tuple[str, ...]:
    limits = [SELECTED, UNREAD, *read.remarks]
    if seats.body != COUNCIL:
        limits.insert(0, DESIGN)
    latest = known.forecaster.known_to
    if not known.is_whole:
        limits.append(
            f"Learnt from the counts that ship and the landmark votes, up to {latest}; with the "
            "full record (`vetopoint record import`, or --data) more is known."
        )
    elif latest and (seats.day - latest).days > 120:
        limits.append(f"The record ends on {latest}, well before the day asked for.")
    return tuple(limits)


def _sources(known: Learned) -> tuple[str, ...]:
    if known.is_whole:
        return (f"{known.source} (sha256 {known.inputs['record'][:12]})",)
    counts = (
        f"yearly counts of our own coding (sha256 {known.inputs['state'][:12]}), made from the "
        "voting records of the UN Digital Library and a voting workbook to 30 June 2024"
    )
    return (counts, "the landmark record of vetopoint")


def _groups(seats: Sitting) -> Mapping[str, str]:
    """Regional groups: those of the Council's charter, and of a design's own members."""
    regional = {
        name: group for name, group in seats.charter.groups.items() if group.partition == "regional"
    }
    own = {m: name for name in regional for m in seats.groups.get(name, frozenset())}
    return {**council_groups(), **own}


def _assumed(outlook: Outlook, assume: Mapping[str, Mapping[Ballot, float]]) -> _Array:
    draws = outlook.draws.copy()
    for member, shares in assume.items():
        draws[:, outlook.members.index(member)] = [shares.get(ballot, 0.0) for ballot in Ballot]
    return draws


def _baseline(known: Learned, read: Read, seats: Sitting) -> Baseline:
    """What the record of the subject alone says, fading, leaning on that of all drafts."""
    history, day = known.forecaster.history, seats.day.toordinal()
    whole = history.whole.at(day)[-1].sum(axis=0) + OPENING
    usual = whole / whole.sum()
    own = np.zeros(len(Course))
    if not read.draft.is_wide and read.draft.key in history.subjects:
        own = history.subjects[read.draft.key].at(day)[-1].sum(axis=0)
    rates = (own + BASELINE_PRIOR * usual) / (own.sum() + BASELINE_PRIOR)
    vetoes = {
        code: _share(known, code, (Course.EAST_VETO, Course.WEST_VETO), rates, day, read.draft.key)
        for code in seats.seats
        if code in seats.groups.get("permanent", frozenset())
    }
    return Baseline(BASELINE, float(rates[: Course.EAST_VETO].sum()), vetoes)


def _share(
    known: Learned, code: str, courses: Sequence[Course], rates: _Array, day: int, key: str
) -> float:
    """The chance of a veto times the member's share in vetoes, on the subject first."""
    total = member = 0.0
    for topic, entries in known.forecaster.history.vetoers.items():
        weight = 1.0 if topic == key else 0.1
        for when, names, number in entries:
            faded = weight * number * 0.5 ** ((day - when) / 365.25 / 8)
            total += faded
            member += faded if seat_key(code) in names.split() else 0.0
    chance = float(sum(rates[course] for course in courses))
    return chance * member / total if total else 0.0
