"""History replayed: every recorded vote judged by the charter of its day, and the account of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from attrs import field, frozen

from vetopoint.law.bodies import NotInForceError
from vetopoint.record.replay_judging import Judge, Judged, Seated, Standing, judge_by
from vetopoint.record.replay_rules import Explanation, vote_key
from vetopoint.record.votes import BODIES, RollCall

__all__ = ["Ledger", "Majorities", "Motions", "Replay", "replay"]

COUNCIL, ASSEMBLY = BODIES["S"], BODIES["A"]


@frozen
class Ledger:
    """The account of one kind of vote: judged = agreeing + exceptions + unexplained.

    `dropped` and `filled` count cells of the record: published as not voting without a seat, and
    seated without being published.
    """

    judged: int = 0
    agree: int = 0
    exceptions: tuple[Judged, ...] = ()
    unexplained: tuple[Judged, ...] = ()
    dropped: int = 0
    filled: int = 0

    def kinds(self) -> dict[str, int]:
        """How many exceptions there are of each kind."""
        return dict(sorted(Counter(str(one.kind) for one in self.exceptions).items()))


@frozen
class Majorities:
    """What the adopted Assembly texts tell of majorities.

    `needed` counts texts judged by each decision. `either_way` reached two thirds, so that they
    pass by a simple majority and by two thirds alike; `below` did not, each with what explains
    that a simple majority was enough (None where nothing is known).
    """

    needed: dict[str, int] = field(factory=dict)
    either_way: int = 0
    below: tuple[tuple[Judged, Explanation | None], ...] = ()

    @property
    def explained(self) -> int:
        """How many of those below two thirds are explained."""
        return sum(explanation is not None for _, explanation in self.below)


@frozen
class Motions:
    """Assembly votes whose outcome no source records: judged, and compared with nothing."""

    judged: int = 0
    two_thirds: int = 0
    majority_only: int = 0
    rejected: int = 0
    unseated: int = 0


@frozen
class Replay:
    """What a record looks like when the charters judge it.

    `tallies` holds Council drafts of which only the count is known; `not_judged` counts, by body,
    votes of which not even that is.
    """

    council: Ledger
    tallies: Ledger
    assembly: Ledger
    majorities: Majorities
    motions: Motions
    not_judged: dict[str, int]

    @property
    def is_explained(self) -> bool:
        """Whether every vote agrees or is a named exception."""
        return not any(part.unexplained for part in (self.council, self.tallies, self.assembly))


@frozen
class _Account:
    """A ledger in the making."""

    total: Counter[str] = field(factory=Counter)
    kept: dict[Standing, list[Judged]] = field(factory=lambda: {kind: [] for kind in Standing})

    def add(self, judged: Judged, seated: Seated | None = None) -> None:
        self.total["judged"] += 1
        if judged.standing is Standing.AGREES:
            self.total["agree"] += 1
        else:
            self.kept[judged.standing].append(judged)
        if seated and judged.verdict:
            self.total["dropped"] += len(seated.dropped)
            self.total["filled"] += len(seated.filled)

    def ledger(self) -> Ledger:
        return Ledger(
            self.total["judged"],
            self.total["agree"],
            tuple(self.kept[Standing.EXCEPTION]),
            tuple(self.kept[Standing.UNEXPLAINED]),
            self.total["dropped"],
            self.total["filled"],
        )


@frozen
class _Accounts:
    """All accounts in the making."""

    judge: Judge
    council: _Account = field(factory=_Account)
    tallies: _Account = field(factory=_Account)
    assembly: _Account = field(factory=_Account)
    needed: Counter[str] = field(factory=Counter)
    wide: Counter[bool] = field(factory=Counter)
    below: list[tuple[Judged, Explanation | None]] = field(factory=list)
    motions: Counter[str] = field(factory=Counter)
    not_judged: Counter[str] = field(factory=Counter)

    def take(self, vote: RollCall) -> None:
        """Judge a vote and enter it where it belongs."""
        try:
            self._part(vote)(vote)
        except NotInForceError as error:
            account = self.assembly if vote.body == ASSEMBLY else self.council
            account.add(Judged(vote, "none", Standing.UNEXPLAINED, why=str(error)))

    def _part(self, vote: RollCall) -> Callable[[RollCall], None]:
        """What becomes of a vote, by its body and by what is known of it."""
        if vote.body == COUNCIL and vote.outcome and (vote.complete or vote.tally):
            return self._council if vote.complete else self._tally
        if vote.body == ASSEMBLY and vote.complete:
            return self._assembly if vote.outcome else self._motion
        return self._unknown

    def _unknown(self, vote: RollCall) -> None:
        self.not_judged[vote.body] += 1

    def _council(self, vote: RollCall) -> None:
        seated = self.judge.seated(vote)
        self.council.add(self.judge.council(vote, seated), seated)

    def _tally(self, vote: RollCall) -> None:
        self.tallies.add(self.judge.tally(vote))

    def _assembly(self, vote: RollCall) -> None:
        seated = self.judge.seated(vote)
        judged = self.judge.assembly(vote, seated)
        self.assembly.add(judged, seated)
        self.needed[judged.decision] += 1
        if vote.was_adopted and judged.verdict:
            is_wide = self.judge.reaches_two_thirds(vote, seated)
            self.wide[is_wide] += 1
            if not is_wide:
                known = self.judge.rules.explanations.get(vote_key(vote.symbol))
                self.below.append((judged, known))

    def _motion(self, vote: RollCall) -> None:
        seated = self.judge.seated(vote)
        if seated.stray:
            reached = "unseated"
        elif self.judge.reaches_two_thirds(vote, seated):
            reached = "two_thirds"
        else:
            wide = self.judge.reaches_majority(vote, seated)
            reached = "majority_only" if wide else "rejected"
        self.motions[reached] += 1


def replay(votes: Iterable[RollCall], judge: Judge | None = None) -> Replay:
    """Judge every vote and compare it with what happened.

    >>> from vetopoint.record.landmark import landmark
    >>> account = replay(vote for vote in landmark() if vote.date.year == 1999)
    >>> account.is_explained
    True
    """
    accounts = _Accounts(judge or judge_by())
    for vote in votes:
        accounts.take(vote)
    return Replay(
        accounts.council.ledger(),
        accounts.tallies.ledger(),
        accounts.assembly.ledger(),
        Majorities(
            dict(sorted(accounts.needed.items())), accounts.wide[True], tuple(accounts.below)
        ),
        Motions(accounts.motions.total(), **accounts.motions),
        dict(sorted(accounts.not_judged.items())),
    )
