"""The Assembly's votes forecast day by day from what was known the day before, and scored."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from vetopoint.infer.assembly.baselines import BASELINES, baselines
from vetopoint.infer.assembly.features import Features
from vetopoint.infer.assembly.forecaster import Outlook, forecast_days, starts_short
from vetopoint.infer.assembly.known import Known
from vetopoint.infer.scores import (
    BinaryScores,
    EmptyWindowError,
    Skill,
    binary_score,
    metric_losses,
    metric_named,
    reliability,
    score,
    skill,
)
from vetopoint.record.resolutions import Resolutions

__all__ = ["KNOWN", "Backtest", "backtest_assembly"]

KNOWN = (0, 5, 10, 20)
"""How many members' ballots are shown before the others are forecast."""
LEAST_LEFT = 10

_Array = NDArray[np.floating[Any]]


@frozen(eq=False)
class Backtest:
    """Scores of a window; `record` is the JSON that checks rely on."""

    since: datetime.date
    until: datetime.date
    texts: int
    new_texts: int
    votes: int
    model: Mapping[str, Any]
    baselines: Mapping[str, Any]
    skill: Skill
    best: str
    metric: str
    absence: BinaryScores
    curve: Mapping[str, Any]
    learnt_from: str = "the record"

    def as_record(self) -> dict[str, Any]:
        """The result under the names of the contract."""
        interval = [self.skill.low, self.skill.high]
        return {
            "window": [str(self.since), str(self.until)],
            "learnt_from": self.learnt_from,
            "texts": self.texts,
            "new_texts": self.new_texts,
            "votes": self.votes,
            "model": self.model,
            "baselines": self.baselines,
            "skill": {self.metric: self.skill.value, "interval": interval, "over": self.best},
            "reliability": self.curve,
            "absence": self.absence.as_record(),
        }


@define
class _Cells:
    """Cells gathered text by text: chances, ballots, which text, whether it was new."""

    parts: list[tuple[_Array, NDArray[Any], NDArray[Any], NDArray[Any]]] = field(factory=list)

    def add(self, chances: _Array, ballots: NDArray[Any], text: int, *, is_new: bool) -> None:
        size = len(ballots)
        kept = (np.asarray(chances, np.float64), ballots.astype(np.int64))
        self.parts.append((*kept, np.full(size, text), np.full(size, is_new)))

    def joined(self) -> tuple[_Array, NDArray[Any], NDArray[Any], NDArray[Any]]:
        chances, ballots, texts, new = (
            np.concatenate([part[column] for part in self.parts]) for column in range(4)
        )
        return chances / chances.sum(axis=1, keepdims=True), ballots, texts, new

    def scores(self) -> dict[str, Any]:
        """Scores over all, recurring and new texts; None where there is no such text."""
        if not self.parts:
            return {"all": None, "recurring": None, "new": None}
        chances, ballots, texts, new = self.joined()
        parts = {"all": np.ones(len(new), bool), "recurring": ~new, "new": new}
        return {
            name: score(chances[own], ballots[own], texts[own]).as_record() if own.any() else None
            for name, own in parts.items()
        }


def backtest_assembly(
    record: Resolutions,
    since: datetime.date,
    until: datetime.date | None = None,
    *,
    metric: str = "log_loss",
    seed: int = 0,
) -> Backtest:
    """Forecast every text voted on from `since` to `until`, both included, and score it.

    Known ballots are those of members drawn at random among the voters of a text, the same draw
    for each number; their own cells are not scored.

    Raises
    ------
    EmptyWindowError
        If nothing was voted on in the window.
    UnknownMetricError
        If the metric is none of ours.
    TooEarlyError
        If too little was voted on before the window to learn from.
    """
    name = metric_named(metric)
    last = until or (record.days[-1].item() if len(record.days) else since)
    inside = [day for day in record.days.astype(object) if since <= day <= last]
    if not inside:
        held = f"; the record runs to {record.days[-1]}" if len(record.days) else ""
        window = f"from {since} to {until}" if until else f"on {since} or later"
        raise EmptyWindowError(f"no text was voted on {window}{held}: choose a window inside it")
    run = _Run(record, seed)
    for features, outlook in forecast_days(record, since, last):
        run.take(features, outlook)
    return run.result(since, last, name)


class _Run:
    """What a backtest gathers on its way."""

    def __init__(self, record: Resolutions, seed: int) -> None:
        self.record, self.seed = record, seed
        self.known = Known(record)
        self.model: dict[int, _Cells] = defaultdict(_Cells)
        self.others: dict[str, _Cells] = defaultdict(_Cells)
        self.absent: list[_Array] = []
        self.missed: list[NDArray[np.bool_]] = []
        self.texts = self.new = 0

    def take(self, features: Features, outlook: Outlook) -> None:
        """Score the texts of a day."""
        cells = self.known.cells_of(features.day)
        columns = np.array([features.column(member) for member in self.record.members])
        simple = baselines(self.known, features)
        for row, own in enumerate(cells):
            seated = np.flatnonzero(own >= 0)
            voted = np.flatnonzero((own >= 0) & (own < 3))
            is_new = bool(outlook.is_new[row])
            self.absent.append(outlook.absent[row][columns[seated]])
            self.missed.append(own[seated] == 3)
            for name, chances in simple.items():
                places = columns[voted]
                self.others[name].add(chances[row][places], own[voted], self.texts, is_new=is_new)
            self._known(features, row, outlook, columns[voted], own[voted])
            self.texts, self.new = self.texts + 1, self.new + is_new

    def _known(
        self, features: Features, row: int, outlook: Outlook, places: Any, ballots: Any
    ) -> None:
        """The forecast with no, five, ten and twenty ballots of the text shown."""
        is_new = bool(outlook.is_new[row])
        cloud = outlook.cloud(row, places)
        self.model[0].add(cloud.expected(), ballots, self.texts, is_new=is_new)
        # By the day and the place on it: the same whatever else the record holds.
        chance = np.random.default_rng([self.seed, features.day.toordinal(), row])
        order = chance.permutation(len(ballots))
        for count in KNOWN[1:]:
            if len(ballots) < count + LEAST_LEFT:
                continue
            shown, rest = order[:count], np.sort(order[count:])
            found = cloud.given(shown, ballots[shown].astype(np.int64)).expected()[rest]
            self.model[count].add(found, ballots[rest], self.texts, is_new=is_new)

    def result(self, since: datetime.date, until: datetime.date, metric: str) -> Backtest:
        """The scores of all that was taken."""
        if not sum(len(part[1]) for part in self.model[0].parts):
            raise EmptyWindowError(f"nobody cast a ballot from {since} to {until}")
        chances, ballots, texts, _ = self.model[0].joined()
        losses, counted = metric_losses(metric, chances, ballots)
        others = {name: self.others[name].joined()[0] for name in BASELINES}
        theirs = {name: metric_losses(metric, own, ballots)[0] for name, own in others.items()}
        if not counted.any():
            raise EmptyWindowError(f"no ballot in the window counts for {metric}")
        best = min(theirs, key=lambda name: float(theirs[name][counted].mean()))
        known = {str(count): self._shown(count) for count in KNOWN}
        is_short = starts_short(self.record, since)
        return Backtest(
            since=since,
            until=until,
            texts=self.texts,
            new_texts=self.new,
            votes=len(ballots),
            model={**self.model[0].scores(), "known": known},
            baselines={name: _flat(self.others[name].scores()) for name in BASELINES},
            skill=skill(losses[counted], theirs[best][counted], texts[counted], seed=self.seed),
            best=best,
            metric=metric,
            absence=binary_score(np.concatenate(self.absent), np.concatenate(self.missed)),
            curve=_curve(chances, ballots),
            learnt_from="what ships, then the record" if is_short else "the record",
        )

    def _shown(self, count: int) -> dict[str, Any] | None:
        return _flat(self.model[count].scores()) if self.model[count].parts else None


def _flat(scores: dict[str, Any]) -> dict[str, Any]:
    """The scores of all texts, with those of recurring and new ones beside them."""
    return {**(scores["all"] or {}), **scores}


def _curve(chances: _Array, ballots: NDArray[Any]) -> dict[str, Any]:
    names = ("for", "abstain", "against")
    return {
        name: [bar.as_record() for bar in reliability(chances[:, code], ballots == code)]
        for code, name in enumerate(names)
    }
