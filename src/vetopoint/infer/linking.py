"""Recurring resolutions: the same question put again a session or more later.

Items that are linked share their parameters and so carry the scale from one session to the next.
Each pair of items of two sessions gets a chance of being one question from how alike its titles and
agenda items are, how near the runner-up comes and when in the year they were voted on; a paragraph
is never the same question as a whole text. Weights were learnt from links made by hand
(`infer.link_weights`). Pairs are then taken from the likeliest down, each item once. Votes are not
looked at unless asked for, since they are what the links are to explain; and a link never depends
on texts later than its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from vetopoint.infer.link_weights import LinkWeights, link_weights
from vetopoint.infer.roll_calls import RollCalls
from vetopoint.infer.texts import TextIndex, agenda_words, plain_title

__all__ = [
    "LinkCheck",
    "Pairs",
    "check_links",
    "joined_pairs",
    "likely_pairs",
    "recurring",
    "shortened",
]

LOOK_BACK, MOST = 3, 3
LEAST_TITLE, LEAST_WHOLE = 0.4, 0.25
_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


@frozen
class LinkCheck:
    """Links held against others: of the pairs of successive items, how many both have."""

    found: int
    expected: int
    shared: int

    @property
    def precision(self) -> float | None:
        """The share of the links found that are expected; None without any."""
        return self.shared / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of the expected links that are found; None without any."""
        return self.shared / self.expected if self.expected else None


@frozen(eq=False)
class Pairs:
    """Pairs of items, `old` and `new` [pairs], `gap` sessions apart, with features [pairs, F]."""

    old: _Ints
    new: _Ints
    gap: _Ints
    features: _Floats


def recurring(
    roll_calls: RollCalls, least: float | None = None, *, with_votes: bool = False
) -> _Ints:
    """A link [items] for each item, shared by those that put the same question again.

    `least` is the chance from which two items count as one question. `with_votes` also looks at how
    alike the votes were: nearer to links made by hand, but items then seem steadier than they are.
    """
    weights = link_weights(with_votes=with_votes)
    pairs = likely_pairs(roll_calls, with_votes=with_votes)
    return joined_pairs(pairs, weights.chances(pairs.features), len(roll_calls.items),
                        _least(weights, least))  # fmt: skip


def shortened(link: _Ints, session: _Ints, most: int = MOST) -> _Ints:
    """Links [items] of which none holds more than `most` items: then a new one begins.

    A question asked for decades under one title means something else in the end. Links made by hand
    hold three items on average, and fits with three come nearest to those with hand-made links.

    >>> shortened(np.array([0, 0, 0, 0]), np.array([1, 2, 3, 4])).tolist()
    [0, 0, 0, 3]
    """
    found = np.array(link)
    held: dict[int, tuple[int, int]] = {}
    for item in np.argsort(session, kind="stable").tolist():
        first, number = held.get(int(link[item]), (item, 0))
        if number == most:
            first, number = item, 0
        found[item] = first
        held[int(link[item])] = (first, number + 1)
    return found


def _least(weights: LinkWeights, least: float | None) -> float:
    return weights.least if least is None else least


def joined_pairs(pairs: Pairs, chances: _Floats, items: int, least: float) -> _Ints:
    """A link [items]: nearest sessions first, from the likeliest pair down, each item once.

    >>> pairs = Pairs(np.array([0, 0]), np.array([1, 2]), np.array([1, 1]), np.empty((2, 0)))
    >>> joined_pairs(pairs, np.array([0.4, 0.9]), 3, 0.2).tolist()
    [0, 1, 0]
    """
    link = np.arange(items)
    continued, continues = np.zeros(items, bool), np.zeros(items, bool)
    likely = np.flatnonzero(chances >= least)
    order = likely[np.lexsort((pairs.new[likely], -chances[likely], pairs.gap[likely]))]
    for k in order.tolist():
        old, new = pairs.old[k], pairs.new[k]
        if not continued[old] and not continues[new]:
            continued[old] = continues[new] = True
            link[new] = old
    for item in np.argsort(_depth(link)).tolist():
        link[item] = link[link[item]]
    return link


def _depth(link: _Ints) -> _Ints:
    """How many links lie between an item and the first of its kind [items]."""
    depth, at = np.zeros(len(link), np.int64), link.copy()
    moving = at != np.arange(len(link))
    while moving.any():
        depth += moving
        after = link[at]
        moving, at = after != at, after
    return depth


def likely_pairs(roll_calls: RollCalls, *, with_votes: bool = False) -> Pairs:
    """All pairs up to three sessions apart, of one kind and at all alike, with their features.

    Features: cosines of titles and of agenda items, of both together, their squares, by how much
    each pair leads its runner-up, identical titles, and log(1 + months between the days of the
    year); with votes also how alike ballots and tallies are.
    """
    order = np.lexsort((np.arange(len(roll_calls.items)), roll_calls.session))
    texts = _Texts(roll_calls, order)
    cells = _cells(roll_calls, order) if with_votes else None
    session = roll_calls.session[order]
    starts = {int(s): int(np.searchsorted(session, s)) for s in np.unique(session)}
    parts = []
    for late, begin in starts.items():
        end = int(np.searchsorted(session, late, side="right"))
        for gap in range(1, LOOK_BACK + 1):
            if late - gap in starts:
                first = starts[late - gap]
                last = int(np.searchsorted(session, late - gap, side="right"))
                parts.append(_between(texts, cells, (first, last), (begin, end), gap))
    if not parts:
        none = np.empty(0, np.int64)
        return Pairs(none, none, none, np.empty((0, 15 if with_votes else 10)))
    old, new, gaps, features = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Pairs(order[old], order[new], gaps, features)


class _Texts:
    """The words of items in the order of their sessions."""

    def __init__(self, roll_calls: RollCalls, order: _Ints) -> None:
        agendas = roll_calls.agendas or ("",) * len(order)
        kinds = roll_calls.kinds or ("text",) * len(order)
        titles = [plain_title(roll_calls.titles[k]) for k in order]
        under = [agenda_words(agendas[k]) for k in order]
        wholes = [f"{title} . {agenda}" for title, agenda in zip(titles, under, strict=True)]
        self.kinds = np.array([kinds[k] for k in order])
        days = roll_calls.day[order]
        self.in_year = (days - days.astype("datetime64[Y]")).astype(np.int64)
        self._indices = [TextIndex(texts) for texts in (titles, under, wholes)]

    def likeness(self, early: tuple[int, int], late: tuple[int, int]) -> list[_Floats]:
        """Cosines [late, early] of titles, agenda items and both; terms weighed by the past."""
        return [index.likeness_within(late, *early) for index in self._indices]


def _between(
    texts: _Texts,
    cells: NDArray[np.int8] | None,
    early: tuple[int, int],
    late: tuple[int, int],
    gap: int,
) -> tuple[_Ints, _Ints, _Ints, _Floats]:
    title, agenda, whole = texts.likeness(early, late)
    lead_title, lead_whole = title - _runner_up(title), whole - _runner_up(whole)
    alike = (whole > LEAST_WHOLE) | (title > LEAST_TITLE)
    alike &= texts.kinds[slice(*late)][:, None] == texts.kinds[slice(*early)][None]
    row, column = np.nonzero(alike)
    old, new = early[0] + column, late[0] + row
    apart = np.abs(texts.in_year[new] - texts.in_year[old])
    months = np.minimum(apart, 365 - apart) / 30.0
    features = [
        title[row, column],
        title[row, column] ** 2,
        agenda[row, column],
        whole[row, column],
        whole[row, column] ** 2,
        lead_title[row, column],
        lead_whole[row, column],
        title[row, column] > 0.999,
        title[row, column] * agenda[row, column],
        np.log1p(np.maximum(months, 0.0)),
    ]
    if cells is not None:
        features += _votes_alike(cells[slice(*early)], cells[slice(*late)], row, column)
    return old, new, np.full(len(row), gap), np.column_stack(features).astype(float)


def _runner_up(likeness: _Floats) -> _Floats:
    """For each pair the likeness of the best other pair of either item [late, early]."""
    found = np.zeros_like(likeness)
    for axis in (0, 1):
        if likeness.shape[axis] > 1:
            ranked = np.sort(likeness, axis=axis)
            best = np.take(ranked, [-1], axis=axis)
            second = np.take(ranked, [-2], axis=axis)
            found = np.maximum(found, np.where(likeness >= best - 1e-12, second, best))
    return found


def _cells(roll_calls: RollCalls, order: _Ints) -> NDArray[np.int8]:
    """Ballots [items in order, members], −1 for none."""
    cells = np.full((len(order), len(roll_calls.members)), -1, np.int8)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    cells[place[roll_calls.item], roll_calls.member] = roll_calls.ballot
    return cells


def _votes_alike(
    early: NDArray[np.int8], late: NDArray[np.int8], row: _Ints, column: _Ints
) -> list[_Floats]:
    """How alike votes were: share alike, its square, mean step; distance of tallies, its log.

    The first three are of members that voted on both, the others of the shares of the ballots.
    """
    one, two = early[column], late[row]
    both = (one >= 0) & (two >= 0)
    number = np.maximum(both.sum(1), 1)
    alike = ((one == two) & both).sum(1) / number
    step = (np.abs(one - two) * both).sum(1) / number
    apart = np.zeros(len(row))
    for ballot in range(3):
        shares = [
            (cast == ballot).sum(1) / np.maximum((cast >= 0).sum(1), 1) for cast in (one, two)
        ]
        apart += np.abs(shares[0] - shares[1])
    return [alike, alike**2, step, apart, np.log(apart + 0.01)]


def check_links(found: _Ints, expected: _Ints, session: _Ints) -> LinkCheck:
    """Compare links item by item: pairs of neighbours in time under one link.

    >>> check_links(np.array([0, 0, 0]), np.array([0, 1, 1]), np.array([1, 2, 3]))
    LinkCheck(found=2, expected=1, shared=1)
    """
    ours, theirs = _pairs(found, session), _pairs(expected, session)
    return LinkCheck(len(ours), len(theirs), len(ours & theirs))


def _pairs(link: Sequence[int] | _Ints, session: _Ints) -> set[tuple[int, int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for item in np.argsort(session, kind="stable").tolist():
        groups[int(link[item])].append(item)
    return {pair for items in groups.values() for pair in pairwise(items)}
