"""Herds on a network: each acts once, and sees only those neighbours who acted before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

__all__ = ["MOST", "Acted", "acted_on"]

MOST = 12  # people: each more doubles the histories
_History = tuple[bool, ...]


@frozen
class Acted:
    """One person in the row: how many are seen, and the chances of what is done.

    `right` is the chance to act rightly; `right_herd` and `wrong_herd` those that what is seen
    settles the act, on either side, whatever the own signal says.
    """

    sees: int
    right: Fraction
    right_herd: Fraction
    wrong_herd: Fraction


def acted_on(accuracy: Fraction, network: Mapping[int, frozenset[int]]) -> tuple[Acted, ...]:
    """What people do one after another, by Bayes' rule over every history, in fractions.

    Each has a signal that is right with chance `accuracy`, knows the network, sees the acts of
    those neighbours who came before (not their signals), does what is likelier right and tosses a
    fair coin when torn. If all see all, this is `herd_after` (Acemoglu, Dahleh, Lobel and
    Ozdaglar 2011 set out the general case).

    >>> alone = acted_on(Fraction(2, 3), {0: frozenset(), 1: frozenset()})
    >>> [str(one.right) for one in alone]
    ['2/3', '2/3']
    """
    histories: dict[_History, Fraction] = {(): Fraction(1)}
    found = []
    for person in range(len(network)):
        seen = sorted(other for other in network[person] if other < person)
        views: dict[_History, Fraction] = defaultdict(Fraction)
        for history, chance in histories.items():
            views[tuple(history[other] for other in seen)] += chance
        acts = {view: _acts(accuracy, views, view) for view in views}
        after: dict[_History, Fraction] = defaultdict(Fraction)
        for history, chance in histories.items():
            if_right, if_wrong = acts[tuple(history[other] for other in seen)]
            rightly = accuracy * if_right + (1 - accuracy) * if_wrong
            after[(*history, True)] += chance * rightly
            after[(*history, False)] += chance * (1 - rightly)
        found.append(_told(len(seen), accuracy, views, acts))
        histories = {history: chance for history, chance in after.items() if chance}
    return tuple(found)


def _acts(
    accuracy: Fraction, views: Mapping[_History, Fraction], view: _History
) -> tuple[Fraction, Fraction]:
    """The chances to act rightly upon a right and upon a wrong signal, given what is seen."""
    # In the other state every signal is turned round, and with it every act.
    for_right = views[view]
    for_wrong = views.get(tuple(not act for act in view), Fraction(0))
    return (
        _choice(for_right * accuracy, for_wrong * (1 - accuracy)),
        _choice(for_right * (1 - accuracy), for_wrong * accuracy),
    )


def _choice(for_right: Fraction, for_wrong: Fraction) -> Fraction:
    if for_right == for_wrong:
        return Fraction(1, 2)
    return Fraction(for_right > for_wrong)


def _told(
    sees: int,
    accuracy: Fraction,
    views: Mapping[_History, Fraction],
    acts: Mapping[_History, Sequence[Fraction]],
) -> Acted:
    right = sum(
        (
            chance * (accuracy * acts[view][0] + (1 - accuracy) * acts[view][1])
            for view, chance in views.items()
        ),
        Fraction(0),
    )
    herds = [
        sum((chance for view, chance in views.items() if tuple(acts[view]) == act), Fraction(0))
        for act in ((Fraction(1), Fraction(1)), (Fraction(0), Fraction(0)))
    ]
    return Acted(sees, right, *herds)
