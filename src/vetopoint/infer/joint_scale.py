"""One scale for the Assembly and the Council: a member has one position in both.

The assumption: in one session a member's instructions place it alike in New York's two chambers, so
that a Council item is read on the scale that the Assembly's votes set. It carries elected members,
who sit for two years, onto one map with the permanent ones. Its limits: Council texts are fewer,
mostly unanimous and bargained in advance, and a veto threatened keeps others from being tabled.
"""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from vetopoint.infer.fit import BadPlanError, Fit
from vetopoint.infer.likelihood import vote_log
from vetopoint.infer.positions import Positions
from vetopoint.infer.reliability import by_place
from vetopoint.infer.roll_calls import RollCalls

__all__ = ["HeldOut", "compared", "held_out_loss", "in_sessions_of", "joined", "seated"]

FEWEST_SEATS = 5


def joined(assembly: RollCalls, council: RollCalls) -> RollCalls:
    """The votes of both bodies, members in common; a Council vote counts in the session of its day.

    Council votes before the Assembly's first vote are of its first session.
    """
    council = in_sessions_of(assembly, council)
    members = tuple(sorted({*assembly.members, *council.members}))
    number = {code: k for k, code in enumerate(members)}
    here = np.array([number[code] for code in assembly.members], np.int64)
    there = np.array([number[code] for code in council.members], np.int64)
    shift, links = len(assembly.items), int(assembly.link.max()) + 1
    return RollCalls(
        members=members,
        items=assembly.items + council.items,
        titles=assembly.titles + council.titles,
        agendas=_each(assembly, assembly.agendas, "") + _each(council, council.agendas, ""),
        kinds=_each(assembly, assembly.kinds, "text") + _each(council, council.kinds, "text"),
        session=np.concatenate((assembly.session, council.session)),
        day=np.concatenate((assembly.day, council.day)),
        link=np.concatenate((assembly.link, council.link + links)),
        body=np.concatenate((assembly.body, council.body)),
        member=np.concatenate((here[assembly.member], there[council.member])),
        item=np.concatenate((assembly.item, council.item + shift)),
        ballot=np.concatenate((assembly.ballot, council.ballot)),
        absent_member=np.concatenate((here[assembly.absent_member], there[council.absent_member])),
        absent_item=np.concatenate((assembly.absent_item, council.absent_item + shift)),
        sources=assembly.sources + council.sources,
    )


def in_sessions_of(assembly: RollCalls, council: RollCalls) -> RollCalls:
    """The Council's votes counted in the session of the Assembly that was last opened."""
    sessions = np.unique(assembly.session)
    first = np.array([assembly.day[assembly.session == one].min() for one in sessions])
    place = np.searchsorted(first, council.day, side="right") - 1
    return evolve(council, session=sessions[np.maximum(place, 0)])


def compared(
    one: Positions, other: Positions, council: RollCalls, since: int = 0, until: int = 10_000
) -> tuple[float, int, float]:
    """Correlation of positions of Council members in the sessions they voted there in.

    Returns the correlation over all, the number of member-sessions, and the mean correlation
    within sessions of five members or more; `council` counts in the Assembly's sessions.
    """
    seats = {
        (council.members[m], str(s))
        for m, s in zip(council.member, council.session[council.item], strict=True)
        if since <= s <= until
    }
    mine, theirs = by_place(one), by_place(other)
    both = sorted(seat for seat in seats if seat in mine and seat in theirs)
    x = np.array([mine[seat] for seat in both])
    y = np.array([theirs[seat] for seat in both])
    session = np.array([seat[1] for seat in both])
    within = [
        np.corrcoef(x[session == name], y[session == name])[0, 1]
        for name in np.unique(session)
        if (session == name).sum() >= FEWEST_SEATS
    ]
    return float(np.corrcoef(x, y)[0, 1]), len(both), float(np.nanmean(within))


@frozen
class HeldOut:
    """Mean log loss of ballots held out: of the fit, and of shares by item and by member."""

    model: float
    item: float
    member: float
    votes: int


def held_out_loss(fit: Fit, roll_calls: RollCalls, held: NDArray[np.bool_]) -> HeldOut:
    """Score a fit on votes [votes] of `roll_calls` that it was not given, where it has both places.

    Shares are those of the votes that were given, with one more ballot spread over the three.

    Raises
    ------
    BadPlanError
        If the fit has two dimensions, whose axes are turned session by session.
    """
    if fit.positions.dims > 1:
        raise BadPlanError("votes held out are scored by a fit in one dimension; this one has two")
    kept = fit.layout.roll_calls
    item_of = {name: int(place) for name, place in zip(kept.items, fit.layout.item_of, strict=True)}
    row_of = {
        (kept.members[m], int(s)): row
        for row, (m, s) in enumerate(
            zip(fit.layout.row_member, fit.layout.row_session, strict=True)
        )
    }
    by_item = _shares(kept.item, kept.ballot, len(kept.items))
    by_member = _shares(kept.member, kept.ballot, len(kept.members))
    number = {name: k for k, name in enumerate(kept.items)}
    losses = []
    for n in np.flatnonzero(held).tolist():
        name = roll_calls.items[roll_calls.item[n]]
        code, session = (
            roll_calls.members[roll_calls.member[n]],
            int(roll_calls.session[roll_calls.item[n]]),
        )
        place, row = item_of.get(name, -1), row_of.get((code, session))
        if place < 0 or row is None:
            continue
        ballot = int(roll_calls.ballot[n])
        at = float(fit.psi[place, :-2] @ fit.positions.mean[row])
        low = float(fit.psi[place, -2])
        chance = np.exp(vote_log(ballot, low - at, float(np.exp(fit.psi[place, -1]))))
        losses.append(
            (
                chance,
                by_item[number[name], ballot],
                by_member[kept.members.index(code), ballot],
            )
        )
    mean = -np.log(np.maximum(np.array(losses), 1e-12)).mean(0)
    return HeldOut(float(mean[0]), float(mean[1]), float(mean[2]), len(losses))


def _shares(group: NDArray[np.int64], ballot: NDArray[np.int8], number: int) -> NDArray[np.float64]:
    counts = np.full((number, 3), 1.0 / 3.0)
    np.add.at(counts, (group, ballot.astype(np.int64)), 1.0)
    return np.asarray(counts / counts.sum(1, keepdims=True))


def _each(roll_calls: RollCalls, texts: tuple[str, ...], otherwise: str) -> tuple[str, ...]:
    return texts or (otherwise,) * len(roll_calls.items)


def seated(positions: Positions, roll_calls: RollCalls) -> Positions:
    """Only the member-sessions in which the member voted in the Council."""
    in_council = roll_calls.body[roll_calls.item] == 1
    session = np.searchsorted(
        np.unique(roll_calls.session), roll_calls.session[roll_calls.item[in_council]]
    )
    pairs = set(zip(roll_calls.member[in_council].tolist(), session.tolist(), strict=True))
    kept = np.array(
        [
            pair in pairs
            for pair in zip(positions.member.tolist(), positions.period.tolist(), strict=True)
        ]
    )
    return _only(positions, kept)


def _only(positions: Positions, kept: NDArray[np.bool_]) -> Positions:
    return evolve(
        positions,
        member=positions.member[kept],
        period=positions.period[kept],
        votes=positions.votes[kept],
        mean=positions.mean[kept],
        sd=positions.sd[kept],
        draws=positions.draws[:, kept],
        filtered_mean=positions.filtered_mean[kept],
        filtered_sd=positions.filtered_sd[kept],
    )
