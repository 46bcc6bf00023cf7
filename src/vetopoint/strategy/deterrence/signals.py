"""Signalling with a patron of unknown resolve: every perfect Bayesian equilibrium, by prior.

The patron knows whether it is resolute. It may commit itself in public; the challenger challenges
the protégé or holds; the protégé concedes or resists; the patron comes or stays out.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction

from attrs import evolve, frozen

from vetopoint.strategy.inputs import BadInputError

__all__ = ["Crisis", "Equilibrium", "Play", "Response", "equilibria_at", "intervals", "play_after"]

ZERO, ONE = Fraction(0), Fraction(1)


@frozen
class Crisis:
    """Payoffs beside the status quo, which is 0 for all.

    `gain`: challenger, if the protégé concedes; `alone`, `joint`: (challenger, protégé) in a war
    without and with the patron; `loss`: protégé, if it concedes; `lost`: patron, if the protégé
    concedes; `deserted`: patron, if it stays out; `resolute`, `irresolute`: patron, if it comes,
    by type. `sunk` is paid by whoever commits; `tied` by whoever commits and stays out.
    """

    gain: Fraction
    loss: Fraction
    alone: tuple[Fraction, Fraction]
    joint: tuple[Fraction, Fraction]
    lost: Fraction
    deserted: Fraction
    resolute: Fraction
    irresolute: Fraction
    sunk: Fraction = ZERO
    tied: Fraction = ZERO

    def comes(self, *, resolute: bool, committed: bool) -> bool:
        """Whether a type comes once the protégé fights."""
        stays = self.deserted - (self.tied if committed else ZERO)
        return (self.resolute if resolute else self.irresolute) > stays

    def challenged(self, *, resolute: bool, committed: bool, resists: Fraction) -> Fraction:
        """A type's payoff in a crisis in which the protégé resists with a chance, signal apart."""
        fights = self.resolute if resolute else self.irresolute
        stays = self.deserted - (self.tied if committed else ZERO)
        return resists * max(fights, stays) + (1 - resists) * self.lost


@frozen
class Response:
    """What follows a signal: chances that the challenger challenges and that the protégé resists.

    `belief` is the chance that the patron is resolute, given the signal.
    """

    belief: Fraction
    challenge: Fraction
    resist: Fraction


@frozen
class Play:
    """An equilibrium at one prior: chances that each type commits, and what follows either way."""

    kind: str
    resolute_commits: Fraction
    irresolute_commits: Fraction
    committed: Response
    silent: Response

    def challenge(self, prior: Fraction) -> Fraction:
        """The chance of a challenge at the prior."""
        commit = prior * self.resolute_commits + (1 - prior) * self.irresolute_commits
        return commit * self.committed.challenge + (1 - commit) * self.silent.challenge

    def war(self, crisis: Crisis, prior: Fraction) -> tuple[Fraction, Fraction]:
        """The chances of a war without the patron and with it."""
        alone = joint = ZERO
        for resolute, weight in ((True, prior), (False, 1 - prior)):
            commits = self.resolute_commits if resolute else self.irresolute_commits
            for committed, chance, after in (
                (True, commits, self.committed),
                (False, 1 - commits, self.silent),
            ):
                fought = weight * chance * after.challenge * after.resist
                if crisis.comes(resolute=resolute, committed=committed):
                    joint += fought
                else:
                    alone += fought
        return alone, joint


@frozen
class Equilibrium:
    """One kind of equilibrium over a range of priors, with the play at its two ends."""

    kind: str
    since: Fraction
    until: Fraction
    at_since: Play
    at_until: Play


def _mixture(low: Fraction, high: Fraction) -> Fraction | None:
    """The weight w of `high` with w·high + (1 − w)·low = 0, if it lies from 0 to 1."""
    if high == low:
        return None
    weight = -low / (high - low)
    return weight if 0 <= weight <= 1 else None


def _coming(crisis: Crisis, belief: Fraction, *, committed: bool) -> Fraction:
    """The chance that the patron comes, under a belief."""
    return sum(
        (
            weight
            for resolute, weight in ((True, belief), (False, 1 - belief))
            if crisis.comes(resolute=resolute, committed=committed)
        ),
        ZERO,
    )


def _protege(crisis: Crisis, coming: Fraction) -> Fraction:
    """What resisting is worth to the protégé beside conceding."""
    return coming * crisis.joint[1] + (1 - coming) * crisis.alone[1] - crisis.loss


def _challenger(crisis: Crisis, coming: Fraction, resist: Fraction) -> Fraction:
    """What challenging is worth to the challenger."""
    fought = coming * crisis.joint[0] + (1 - coming) * crisis.alone[0]
    return resist * fought + (1 - resist) * crisis.gain


def play_after(crisis: Crisis, belief: Fraction, *, committed: bool) -> Response:
    """What follows a signal under a belief; whoever is indifferent resists, or holds."""
    coming = _coming(crisis, belief, committed=committed)
    resist = ONE if _protege(crisis, coming) >= 0 else ZERO
    challenge = ONE if _challenger(crisis, coming, resist) > 0 else ZERO
    return Response(belief, challenge, resist)


def _turning(crisis: Crisis, *, committed: bool) -> Response | None:
    """The belief at which the challenger is indifferent after a signal, with the protégé's mix.

    Where the challenger turns only because the protégé does, the protégé mixes there.
    """
    comes = [crisis.comes(resolute=kind, committed=committed) for kind in (True, False)]
    if comes != [True, False]:
        return None
    protege = _mixture(_protege(crisis, ZERO), _protege(crisis, ONE))
    low = _challenger(crisis, ZERO, ONE)
    if _protege(crisis, ZERO) >= 0:
        belief = _mixture(low, _challenger(crisis, ONE, ONE))
        return None if belief is None or low <= 0 else Response(belief, ZERO, ONE)
    if protege is None:
        return None
    fought = _challenger(crisis, protege, ONE)
    if fought > 0:
        belief = _mixture(low, _challenger(crisis, ONE, ONE))
        return None if belief is None else Response(belief, ZERO, ONE)
    resist = _mixture(crisis.gain, fought)
    return None if resist is None else Response(protege, ZERO, resist)


def _worth(crisis: Crisis, after: Response, *, resolute: bool, committed: bool) -> Fraction:
    crisis_payoff = crisis.challenged(resolute=resolute, committed=committed, resists=after.resist)
    return after.challenge * crisis_payoff - (crisis.sunk if committed else ZERO)


def _keeps(crisis: Crisis, play: Play) -> bool:
    """Whether neither type of patron gains by the other signal."""
    for resolute, commits in (
        (True, play.resolute_commits),
        (False, play.irresolute_commits),
    ):
        committed = _worth(crisis, play.committed, resolute=resolute, committed=True)
        silent = _worth(crisis, play.silent, resolute=resolute, committed=False)
        if (commits > 0 and committed < silent) or (commits < 1 and silent < committed):
            return False
    return True


_UNSEEN = tuple(Fraction(n, 20) for n in range(21))


def equilibria_at(crisis: Crisis, prior: Fraction) -> tuple[Play, ...]:
    """All perfect Bayesian equilibria at a prior, up to the beliefs after signals never sent.

    After a signal that nobody sends any belief is allowed; one equilibrium is given if some belief
    (on a grid of twentieths, and the turning beliefs) supports it.
    """
    found = [play for play in _pure(crisis, prior) if _keeps(crisis, play)]
    found += [play for play in _mixed(crisis, prior) if _keeps(crisis, play)]
    kinds: dict[str, Play] = {}
    for play in found:
        kinds.setdefault(play.kind, play)
    return tuple(kinds.values())


def _pure(crisis: Crisis, prior: Fraction) -> Iterator[Play]:
    def after(belief: Fraction, *, committed: bool) -> Response:
        return play_after(crisis, belief, committed=committed)

    yield Play(
        "separating: only the resolute commit",
        ONE,
        ZERO,
        after(ONE, committed=True),
        after(ZERO, committed=False),
    )
    beliefs = {*_UNSEEN, prior}
    for committed in (True, False):
        if turning := _turning(crisis, committed=committed):
            beliefs.add(turning.belief)
    for belief in sorted(beliefs):
        yield Play(
            "pooling: both stay silent",
            ZERO,
            ZERO,
            after(belief, committed=True),
            after(prior, committed=False),
        )
        yield Play(
            "pooling: both commit",
            ONE,
            ONE,
            after(prior, committed=True),
            after(belief, committed=False),
        )


def _mixed(crisis: Crisis, prior: Fraction) -> Iterator[Play]:
    turning = _turning(crisis, committed=True)
    if turning and 0 < prior < turning.belief:
        mix = prior * (1 - turning.belief) / ((1 - prior) * turning.belief)
        silent = play_after(crisis, ZERO, committed=False)
        for challenge in _indifferent(crisis, turning, silent, resolute=False, committed=True):
            yield Play("bluffing: the irresolute commit at times", ONE, mix, challenge, silent)
    turning = _turning(crisis, committed=False)
    if turning and turning.belief < prior < 1 and turning.belief < 1:
        mix = 1 - (1 - prior) * turning.belief / (prior * (1 - turning.belief))
        committed = play_after(crisis, ONE, committed=True)
        for challenge in _indifferent(crisis, turning, committed, resolute=True, committed=False):
            if not (challenge.challenge or committed.challenge):
                continue  # the signal is then free and changes nothing
            yield Play("reticent: the resolute commit at times", mix, ZERO, committed, challenge)


def _indifferent(
    crisis: Crisis, turning: Response, other: Response, *, resolute: bool, committed: bool
) -> Iterator[Response]:
    """The challenger's mix after a signal that makes a type indifferent to the other signal."""
    wanted = _worth(crisis, other, resolute=resolute, committed=not committed)
    never = _worth(crisis, turning, resolute=resolute, committed=committed)
    ever = _worth(crisis, evolve(turning, challenge=ONE), resolute=resolute, committed=committed)
    if (mix := _mixture(never - wanted, ever - wanted)) is not None:
        yield evolve(turning, challenge=mix)


def intervals(crisis: Crisis, *, signals: bool = True) -> tuple[Equilibrium, ...]:
    """Each kind of equilibrium with the range of priors that supports it, exactly.

    Kinds change only at the turning beliefs; between them one prior stands for all. Without
    `signals` the patron cannot commit, and belief stays at the prior.
    """
    if crisis.irresolute >= crisis.deserted or crisis.resolute <= crisis.deserted:
        raise BadInputError(
            "the two types of patron would act alike; the resolute must come and the irresolute "
            "stay out: put --deserted between --irresolute and --resolute"
        )
    solved = equilibria_at if signals else _without_signals
    cuts = sorted({ZERO, ONE, *_cuts(crisis)})
    found: list[Equilibrium] = []
    for low, high in itertools.pairwise(cuts):
        near = (high - low) / 1_000_000
        middle = {play.kind for play in solved(crisis, (low + high) / 2)}
        at_low = {p.kind: p for p in solved(crisis, low + near)}
        at_high = {p.kind: p for p in solved(crisis, high - near)}
        for kind in sorted(middle):
            new = Equilibrium(kind, low, high, at_low[kind], at_high[kind])
            before = next((e for e in found if e.kind == kind and e.until == low), None)
            if before is not None and _alike(before.at_until, new.at_since):
                found.remove(before)
                new = evolve(new, since=before.since, at_since=before.at_since)
            found.append(new)
    return tuple(sorted(found, key=lambda one: (one.kind, one.since)))


def _without_signals(crisis: Crisis, prior: Fraction) -> tuple[Play, ...]:
    after = play_after(crisis, prior, committed=False)
    return (Play("no signal", ZERO, ZERO, after, after),)


def _alike(one: Play, other: Play) -> bool:
    def told(play: Play) -> tuple[Fraction, ...]:
        return (
            play.committed.challenge,
            play.committed.resist,
            play.silent.challenge,
            play.silent.resist,
        )

    return told(one) == told(other)


def _cuts(crisis: Crisis) -> Iterator[Fraction]:
    measure: Callable[[Fraction], Fraction]
    for committed in (True, False):
        if turning := _turning(crisis, committed=committed):
            yield turning.belief
        comes = [crisis.comes(resolute=kind, committed=committed) for kind in (True, False)]
        if comes != [True, False]:
            continue
        for measure in (
            lambda belief: _protege(crisis, belief),
            lambda belief: _challenger(crisis, belief, ONE),
        ):
            cut = _mixture(measure(ZERO), measure(ONE))
            if cut is not None:
                yield cut
