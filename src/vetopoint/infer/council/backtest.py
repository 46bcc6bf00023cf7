"""The Council's forecasts judged: each draft forecast from what was known the day before.

The memory is told each day's votes when the day is over; the weights are fitted anew each quarter
on the drafts before it. Nothing is tuned on the window that is judged.
"""

from __future__ import annotations

import datetime
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from vetopoint.count.forecasts import forecast
from vetopoint.infer.council.baselines import CAST, CELLS, VETOES, Baselines
from vetopoint.infer.council.courses import PERMANENT, course_of, seat_key
from vetopoint.infer.council.forecaster import (
    FITTED_SINCE,
    Forecaster,
    Outlook,
    Sample,
    council_groups,
    seats_of,
)
from vetopoint.infer.council.gate import seen
from vetopoint.infer.council.history import History, events_of
from vetopoint.infer.council.profiles import BALLOTS, Profiles, casts_of
from vetopoint.infer.council.shipped import shipped_forecaster
from vetopoint.infer.counted import given_enough
from vetopoint.infer.scores import (
    EmptyWindowError,
    binary_score,
    cell_losses,
    reliability,
    score,
    skill,
)
from vetopoint.law.bodies import Sitting, charter_of, sitting
from vetopoint.record.drafts import COUNCIL, DraftRecord, Vote

__all__ = ["KNOWN", "Judgement", "is_short", "judged"]

_Array = NDArray[np.float64]

KNOWN = (5, 10, 20)
"""How many members' positions are given; where fewer sit, all but one."""
ENOUGH = 500
QUARTER = 91
RECURS_WITHIN = 3 * 365
"""A text recurs if its subject was voted on in the three years before, else it is new."""
_CAST_PLACES = [BALLOTS.index(ballot) for ballot in CAST]


@define
class _Cells:
    """Ballots scored: chances [cells, 3], what was cast, on which text, and which kind it was."""

    chances: list[_Array] = field(factory=list)
    cast: list[int] = field(factory=list)
    text: list[int] = field(factory=list)
    recurs: list[bool] = field(factory=list)

    def add(self, chances: _Array, cast: Sequence[int], text: int, *, recurs: bool) -> None:
        self.chances.extend(chances)
        self.cast.extend(cast)
        self.text.extend([text] * len(cast))
        self.recurs.extend([recurs] * len(cast))

    def arrays(self) -> tuple[_Array, NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
        shape = (len(self.cast), len(CAST))
        chances = np.array(self.chances, dtype=float).reshape(shape)
        return chances, np.array(self.cast), np.array(self.text), np.array(self.recurs, dtype=bool)


@define
class _Tally:
    """Everything that is scored, gathered draft by draft."""

    model: _Cells = field(factory=_Cells)
    known: dict[int, _Cells] = field(factory=lambda: {n: _Cells() for n in KNOWN})
    baselines: dict[str, _Cells] = field(factory=lambda: {name: _Cells() for name in CELLS})
    veto: list[float] = field(factory=list)
    vetoed: list[bool] = field(factory=list)
    adopted: list[float] = field(factory=list)
    was_adopted: list[bool] = field(factory=list)
    simple: dict[str, list[float]] = field(factory=lambda: defaultdict(list))
    by_member: dict[str, list[tuple[float, bool]]] = field(factory=lambda: defaultdict(list))
    absent: list[tuple[float, bool]] = field(factory=list)


@frozen
class Judgement:
    """The scores of a window; `payload` is the JSON contract."""

    payload: Mapping[str, Any] = field(eq=False)
    vetoes: Sequence[tuple[str, float, bool]] = field(eq=False)


def judged(
    record: DraftRecord,
    since: datetime.date,
    until: datetime.date | None = None,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Judgement:
    """Forecast every draft of the window from what was known the day before, and score it.

    Raises
    ------
    EmptyWindowError
        If the record holds no draft in the window.
    """
    last = until or (record.votes[-1].draft.day if record.votes else since)
    window = [vote for vote in record.votes if since <= vote.draft.day <= last]
    if not window:
        raise EmptyWindowError(_nothing(record, since, until))
    tally = _Tally()
    names: list[str] = []
    for number, (vote, forecaster, baselines, recurs) in enumerate(_rolling(record, since, last)):
        _judge(tally, vote, number, forecaster, baselines, recurs=recurs, seed=seed)
        names.append(vote.draft.symbol)
        progress(number + 1, len(window))
    payload = {
        "window": [since.isoformat(), last.isoformat()],
        "body": COUNCIL,
        "source": {"files": record.source, "sha256": record.sha256},
        "learnt_from": "what ships, then the folder" if is_short(record, since) else "the folder",
        "seed": seed,
        **_scored(tally),
    }
    return Judgement(payload, list(zip(names, tally.veto, tally.vetoed, strict=True)))


def is_short(record: DraftRecord, since: datetime.date) -> bool:
    """Whether a folder holds too few votes before a window to learn from.

    A folder that begins with the window is then forecast from what ships, which ends before it.
    """
    return len(record.before(since)) < ENOUGH


def _nothing(record: DraftRecord, since: datetime.date, until: datetime.date | None) -> str:
    span = f"{since} to {until}" if until else f"{since} on"
    if not record.votes:
        return f"there is no draft in the record, so nothing to judge from {span}"
    first, last = record.votes[0].draft.day, record.votes[-1].draft.day
    return (
        f"no draft was put to the Council from {span} in this record, which runs from {first} to "
        f"{last}; choose a window inside it"
    )


def _rolling(
    record: DraftRecord, since: datetime.date, last: datetime.date
) -> Iterator[tuple[Vote, Forecaster, Baselines, bool]]:
    groups, sample, baselines = council_groups(), Sample(), Baselines()
    starts_short = is_short(record, since)
    forecaster = (
        shipped_forecaster(since)
        if starts_short
        else Forecaster(History(), Profiles(), sample.fit(since))
    )
    fitted: datetime.date | None = None
    latest: dict[str, datetime.date] = {}
    for day, same_day in groupby(record.votes, key=lambda vote: vote.draft.day):
        if day > last:
            return
        today = list(same_day)
        if day >= since:
            if not starts_short and (fitted is None or (day - fitted).days >= QUARTER):
                forecaster.weights, fitted = sample.fit(day), day
            for vote in today:
                before = latest.get(seen(vote.draft).key)
                recurs = before is not None and (day - before).days <= RECURS_WITHIN
                yield vote, forecaster, baselines, recurs
        if starts_short and day < since:
            continue  # the counts that ship hold it
        if day >= FITTED_SINCE:
            for vote in today:
                known = seen(vote.draft)
                described = forecaster.history.describe(known)
                sample.add(described, int(course_of(vote)), day.toordinal())
        latest |= {seen(vote.draft).key: day for vote in today}
        forecaster.tell(events_of(today), casts_of(today, groups))
        baselines.tell(today)


def _judge(
    tally: _Tally,
    vote: Vote,
    number: int,
    forecaster: Forecaster,
    baselines: Baselines,
    *,
    recurs: bool,
    seed: int,
) -> None:
    seats = sitting(charter_of(COUNCIL), vote.draft.day)
    known = seen(vote.draft)
    members = seats_of(seats.seats, council_groups(), known.sponsors)
    outlook = forecaster.outlook(known, members, seed=seed)
    _judge_result(tally, vote, seats, outlook)
    for name, chance in baselines.veto(known).items():
        tally.simple[name].append(chance)
    if vote.without_vote or len(vote.ballots) < len(seats.seats) - 1:
        return
    cast = [m for m in seats.seats if vote.ballots.get(m) in CAST]
    places = [seats.seats.index(m) for m in cast]
    truth = [CAST.index(vote.ballots[m]) for m in cast]
    chances = _of_those_voting(outlook.marginals()[places])
    tally.model.add(chances, truth, number, recurs=recurs)
    for name, simple in baselines.cells(known, cast).items():
        tally.baselines[name].add(simple, truth, number, recurs=recurs)
    for m, chance in zip(seats.seats, outlook.marginals()[:, 3], strict=True):
        tally.absent.append((float(chance), m not in cast))
    rng = np.random.default_rng([seed, zlib.crc32(vote.draft.symbol.encode())])
    order = [cast[place] for place in rng.permutation(len(cast))]
    for size in KNOWN:
        told = order[: min(size, len(cast) - 1)]
        rest = [m for m in cast if m not in told]
        given = {m: vote.ballots[m] for m in told}
        again = forecaster.outlook(known, members, given, seed).marginals()
        own = _of_those_voting(again[[seats.seats.index(m) for m in rest]])
        left = [CAST.index(vote.ballots[m]) for m in rest]
        tally.known[size].add(own, left, number, recurs=recurs)


def _judge_result(tally: _Tally, vote: Vote, seats: Sitting, outlook: Outlook) -> None:
    found = forecast(seats.provision().rule, outlook.draws, outlook.members)
    enough = given_enough(found, outlook.is_veto) * outlook.weights
    tally.veto.append(float(found.vetoed @ enough))
    tally.vetoed.append(vote.outcome == "vetoed")
    tally.adopted.append(float(found.adoption @ enough))
    tally.was_adopted.append(vote.outcome == "adopted")
    vetoers = set(map(seat_key, vote.vetoers)) if vote.outcome == "vetoed" else set()
    for member, chances in found.vetoed_by.items():
        code = seat_key(member)
        tally.by_member[code].append((float(chances @ enough), code in vetoers))


def _of_those_voting(chances: _Array) -> _Array:
    """Chances [cells, 3] of for, abstain and against, given that the member votes."""
    own = np.maximum(chances[:, _CAST_PLACES], 1e-6)
    return np.asarray(own / own.sum(axis=1, keepdims=True))


def _scored(tally: _Tally) -> dict[str, Any]:
    if not tally.model.cast:
        raise EmptyWindowError("no draft of the window has a known roll call; widen the window")
    model = _cell_scores(tally.model)
    model["known"] = {
        str(size): score(*cells.arrays()[:3]).as_record() for size, cells in tally.known.items()
    }
    baselines = {name: _flat(_cell_scores(cells)) for name, cells in tally.baselines.items()}
    best = min(CELLS, key=lambda name: baselines[name]["log_loss"])
    ours, theirs = tally.model.arrays(), tally.baselines[best].arrays()
    gained = skill(cell_losses(*ours[:2]), cell_losses(*theirs[:2]), ours[2])
    return {
        "texts": len(tally.veto),
        "votes": len(tally.model.cast),
        "model": model,
        "baselines": baselines,
        "skill": {"log_loss": gained.value, "interval": [gained.low, gained.high], "over": best},
        "absence": _binary([c for c, _ in tally.absent], [h for _, h in tally.absent]),
        "adoption": _binary(tally.adopted, tally.was_adopted),
        "veto": _veto_scores(tally),
    }


def _cell_scores(cells: _Cells) -> dict[str, Any]:
    chances, cast, text, recurs = cells.arrays()
    parts = {"all": np.ones(len(cast), dtype=bool), "recurring": recurs, "new": ~recurs}
    return {
        name: score(chances[own], cast[own], text[own], f"{name} texts").as_record()
        if own.any()
        else None
        for name, own in parts.items()
    }


def _flat(scores: dict[str, Any]) -> dict[str, Any]:
    """The scores of all texts, with those of recurring and new ones beside them."""
    return {**scores["all"], **scores}


def _veto_scores(tally: _Tally) -> dict[str, Any]:
    own = _losses(tally.veto, tally.vetoed)
    simple = {name: _binary(tally.simple[name], tally.vetoed) for name in VETOES}
    best = min(VETOES, key=lambda name: simple[name]["log_loss"])
    texts = np.arange(len(own))
    gained = skill(own, _losses(tally.simple[best], tally.vetoed), texts)
    scored = _binary(tally.veto, tally.vetoed)
    return {
        "log_loss": scored["log_loss"],
        "brier": scored["brier"],
        "average_precision": scored["average_precision"],
        "drafts": scored["cases"],
        "vetoes": scored["events"],
        "baselines": simple,
        "skill": {"log_loss": gained.value, "interval": [gained.low, gained.high], "over": best},
        "reliability": [bar.as_record() for bar in _curve(tally.veto, tally.vetoed)],
        "members": {code: _member(tally.by_member[code]) for code in PERMANENT},
    }


def _member(cases: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    chances, happened = [c for c, _ in cases], [h for _, h in cases]
    return {
        **_binary(chances, happened),
        "expected": float(sum(chances)),
        "reliability": [bar.as_record() for bar in _curve(chances, happened)],
    }


def _binary(chances: Iterable[float], happened: Iterable[bool]) -> dict[str, Any]:
    return binary_score(np.array(list(chances)), np.array(list(happened), dtype=bool)).as_record()


def _curve(chances: Sequence[float], happened: Sequence[bool]) -> Any:
    return reliability(np.array(chances), np.array(happened, dtype=bool), bins=5)


def _losses(chances: Sequence[float], happened: Sequence[bool]) -> _Array:
    own = np.clip(np.array(chances), 1e-6, 1 - 1e-6)
    truth = np.array(happened, dtype=bool)
    return np.asarray(-np.log(np.where(truth, own, 1 - own)))
