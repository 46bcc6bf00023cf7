"""One scale for the Assembly and the Council: a member has one position in both.

The assumption: in one session a member's instructions place it alike in New York's two chambers, so
that a Council item is read on the scale that the Assembly's votes set. It carries elected members,
who sit for two years, onto one map with the permanent ones. Its limits: Council texts are fewer,
mostly unanimous and bargained in advance, and a veto threatened keeps others from being tabled.
"""

from __future__ import annotations

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from vetopoint.infer.positions import Positions
from vetopoint.infer.roll_calls import RollCalls

__all__ = ["joined", "seated"]


def joined(assembly: RollCalls, council: RollCalls) -> RollCalls:
    """The votes of both bodies, members in common; a Council vote counts in the session of its day.

    Council votes before the Assembly's first vote are of its first session.
    """
    opens = {
        int(session): assembly.day[assembly.session == session].min()
        for session in np.unique(assembly.session)
    }
    sessions = np.array(sorted(opens), np.int64)
    first = np.array([opens[session] for session in sessions.tolist()])
    place = np.searchsorted(first, council.day, side="right") - 1
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
        session=np.concatenate((assembly.session, sessions[np.maximum(place, 0)])),
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
