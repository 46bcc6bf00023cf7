"""What anybody could say without a model: the baselines that a Council forecast has to beat."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from vetopoint.infer.council.courses import seat_key
from vetopoint.infer.council.gate import Seen, seen
from vetopoint.law.ballots import Ballot
from vetopoint.record.drafts import Vote

__all__ = ["CAST", "CELLS", "VETOES", "Baselines"]

_Array = NDArray[np.float64]

CELLS = ("majority", "country rate", "country x subject", "previous vote")
VETOES = ("base rate", "same-subject veto rate", "previous vote")
YEARS = 10
CAST = (Ballot.FOR, Ballot.ABSTAIN, Ballot.AGAINST)
_LEAN = np.array([0.95, 0.03, 0.02])


@define
class Baselines:
    """Counts over ten years; `tell` adds a day that has passed."""

    votes: list[tuple[int, str, bool]] = field(factory=list)
    ballots: dict[str, list[tuple[int, str, int]]] = field(factory=lambda: defaultdict(list))

    def tell(self, votes: Iterable[Vote]) -> None:
        """Add the votes of one day."""
        for vote in votes:
            known, day = seen(vote.draft), vote.draft.day.toordinal()
            self.votes.append((day, known.key, vote.outcome == "vetoed"))
            for code, cast in vote.ballots.items():
                if cast in CAST:
                    self.ballots[seat_key(code)].append((day, known.key, CAST.index(cast)))

    def veto(self, draft: Seen) -> dict[str, float]:
        """The chance of a veto by each of `VETOES`, each smoothed so that none is certain."""
        start = _years_before(draft.day)
        recent = [(key, hit) for day, key, hit in self.votes if day >= start]
        base = (sum(hit for _, hit in recent) + 0.5) / (len(recent) + 10)
        own = [hit for key, hit in recent if key == draft.key]
        last = own[-1:] if own else []
        return {
            "base rate": base,
            "same-subject veto rate": (sum(own) + 4 * base) / (len(own) + 4),
            "previous vote": (sum(last) + 2 * base) / (len(last) + 2),
        }

    def cells(self, draft: Seen, members: Sequence[str]) -> dict[str, _Array]:
        """Chances [members, 3] of for, abstain and against by each of `CELLS`."""
        start = _years_before(draft.day)
        everyone = np.zeros(len(CAST))
        found = {name: np.empty((len(members), len(CAST))) for name in CELLS}
        for entries in self.ballots.values():
            for day, _, cast in reversed(entries):
                if day < start:
                    break
                everyone[cast] += 1
        usual = (everyone + 10 * _LEAN) / (everyone.sum() + 10)
        for place, member in enumerate(members):
            own = [e for e in self.ballots.get(seat_key(member), []) if e[0] >= start]
            rate = _rate([cast for _, _, cast in own], usual, 5)
            topic = [cast for _, key, cast in own if key == draft.key]
            found["majority"][place] = usual
            found["country rate"][place] = rate
            found["country x subject"][place] = _rate(topic, rate, 3)
            found["previous vote"][place] = _rate(topic[-1:] * 4, rate, 1)
        return found


def _rate(casts: Sequence[int], prior: _Array, weight: float) -> _Array:
    counts = np.bincount(np.asarray(casts, dtype=int), minlength=len(CAST)) if casts else 0
    return np.asarray((counts + weight * prior) / (len(casts) + weight))


def _years_before(day: datetime.date) -> int:
    return day.toordinal() - int(YEARS * 365.25)
