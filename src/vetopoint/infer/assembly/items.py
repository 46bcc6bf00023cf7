"""Past texts as items: which way each divided the members, by our own ordinal estimate.

A member stands at its *position*, that of the dynamic model of `infer.positions` as known before
the text's day, and has *habits*: a place on a few more axes, and a lean to voting in favour. An
item has a slope on each axis and two cuts: η = slope₀ · position + slopes · habits + lean, with
AGAINST below the first cut and FOR above the second, by logistic errors.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from vetopoint.infer.positions import NoPositionError, Positions
from vetopoint.law.states import UnknownStateError, continuing_seat

__all__ = [
    "AXES",
    "YEARS",
    "Items",
    "ballots_of",
    "fit_items",
    "positions_before",
    "seat_columns",
    "seat_of",
]

AXES, HALF_LIFE, YEARS = 8, 4.0, 12
"""Axes beside the position; years after which a text counts half for habits; years looked back.
Chosen on votes of 2008–2011."""
RIDGE, LEAN_RIDGE, CUT_RIDGE, APART = 1.0, 2.0, 0.05, 0.7
ROUNDS, FARTHEST, LEAST = 25, 1.0, 1e-6
USUAL_CUT = -1.0
ATTENDED, ABSENT = 1.0, 3
"""Half-life in years of members' rates of absence; the code of an absence."""

_Array = NDArray[np.floating[Any]]
_Cells = NDArray[np.int8]


@frozen(eq=False)
class Items:
    """Texts before a day as items, for members by the codes of their continuing seats.

    `texts` [items] are places in the record or index that the items are of, `days` [items] their
    days; `slopes` [items, 1 + axes] and `cuts` [items, 2] say how they divided the members;
    `habits` [members, axes + 1] ends with the lean. `absence` [members] are rates of absence of
    late, `missing` [items] the shares absent.
    """

    day: datetime.date
    members: tuple[str, ...]
    texts: NDArray[np.int64] = field(repr=False)
    days: NDArray[np.datetime64] = field(repr=False)
    slopes: _Array = field(repr=False)
    cuts: _Array = field(repr=False)
    habits: _Array = field(repr=False)
    absence: _Array = field(repr=False)
    missing: _Array = field(repr=False)

    def habits_of(self, seats: Sequence[str]) -> _Array:
        """Habits [seats, axes + 1]; those of a newcomer are nought."""
        place = {code: n for n, code in enumerate(self.members)}
        none = np.zeros(self.habits.shape[1])
        return np.array([self.habits[place[c]] if c in place else none for c in seats])

    def absent(self, seats: Sequence[str], share: float) -> _Array:
        """Chances of absence [seats] on a text from which so large a share stays away."""
        place = {code: n for n, code in enumerate(self.members)}
        usual = float(self.absence.mean())
        own = np.array([self.absence[place[c]] if c in place else usual for c in seats])
        return _logistic(_odds(own) + _odds(share) - _odds(usual))

    def with_texts(
        self, texts: NDArray[np.int64], days: NDArray[np.datetime64], cells: _Cells, at: _Array
    ) -> Items:
        """The items with later texts added, habits as they are.

        `cells` [texts, members] and positions `at` [texts, members] are in the order of `members`.
        """
        cuts = _start(cells)
        slopes: _Array = np.zeros((len(cells), self.slopes.shape[1]))
        for _ in range(ROUNDS // 2):
            slopes, cuts = _item_step(cells, at, self.habits, slopes, cuts)
        seated = np.maximum((cells >= 0).sum(axis=1), 1)
        missing = ((cells == ABSENT).sum(axis=1) + 0.5) / (seated + 1)
        return evolve(
            self,
            texts=np.concatenate([self.texts, texts]),
            days=np.concatenate([self.days, days]),
            slopes=np.concatenate([self.slopes, slopes]),
            cuts=np.concatenate([self.cuts, cuts]),
            missing=np.concatenate([self.missing, missing]),
        )


def fit_items(
    day: datetime.date,
    members: Sequence[str],
    texts: NDArray[np.int64],
    days: NDArray[np.datetime64],
    cells: _Cells,
    at: _Array,
) -> Items:
    """Estimate items and habits from ballots `cells` [texts, members] before a day.

    Ballots are 0 FOR, 1 ABSTAIN, 2 AGAINST, 3 absent, −1 no seat; `at` [texts, members] are
    positions known before each text's day, nought where there is none. Items and habits take
    Fisher's steps in turn under normal priors, later texts weighing more for habits.
    """
    ages = (np.datetime64(day) - days).astype(float) / 365.25
    weight = 0.5 ** (ages / HALF_LIFE)
    stand = weight @ at / weight.sum()
    habits, cuts = _apart(_first_habits(cells, at, weight), stand), _start(cells)
    slopes: _Array = np.zeros((len(cells), 1 + AXES))
    for _ in range(ROUNDS):
        slopes, cuts = _item_step(cells, at, habits, slopes, cuts)
        habits = _apart(_habit_step(cells, at, weight, habits, slopes, cuts), stand)
    fading = 0.5 ** (ages / ATTENDED)
    seated, absent = fading @ (cells >= 0), fading @ (cells == ABSENT)
    usual = (absent.sum() + 0.1) / (seated.sum() + 1)
    shares = ((cells == ABSENT).sum(axis=1) + 0.5) / ((cells >= 0).sum(axis=1) + 1)
    rates = (absent + 4 * usual) / (seated + 4)
    return Items(day, tuple(members), texts, days, slopes, cuts, habits, rates, shares)


def ballots_of(slopes: _Array, cuts: _Array, at: _Array, habits: _Array) -> _Array:
    """Chances of FOR, ABSTAIN and AGAINST [items, members, 3]; `at` broadcasts to both.

    >>> one, none = np.ones((1, 1)), np.zeros((1, 1))
    >>> ballots_of(one, np.array([[-1.0, 1.0]]), none, none).round(2).tolist()
    [[[0.27, 0.46, 0.27]]]
    """
    eta = _leaning(slopes, at, habits)
    low, high = _logistic(cuts[:, :1] - eta), _logistic(cuts[:, 1:] - eta)
    return np.stack([1 - high, high - low, low], axis=-1)


def positions_before(
    positions: Positions, days: NDArray[np.datetime64], seats: Sequence[str]
) -> _Array:
    """Mean positions [days, seats] known before each day; nought where there is none."""
    found = np.zeros((len(days), len(seats)))
    ended = np.array([one.until for one in positions.periods], "datetime64[D]")
    sessions = (ended[None] < np.asarray(days, "datetime64[D]")[:, None]).sum(axis=1)
    for session in np.unique(sessions):
        rows = np.flatnonzero(sessions == session)
        try:
            known = positions.before(days[rows[0]].astype("datetime64[D]").item(), draws=1)
        except NoPositionError:
            continue
        place = {code: n for n, code in enumerate(known.members)}
        found[rows] = [known.mean[place[c], 0] if c in place else 0.0 for c in seats]
    return found


def seat_of(code: str) -> str:
    """The code of the seat that goes on, or the code itself where it is no State's.

    >>> seat_of("SUN"), seat_of("?")
    ('RUS', '?')
    """
    try:
        return continuing_seat(code)
    except UnknownStateError:
        return code


def seat_columns(members: Sequence[str], cells: _Cells) -> tuple[tuple[str, ...], _Cells]:
    """The same ballots by continuing seat: the Soviet Union's stand with those of Russia."""
    seats = tuple(dict.fromkeys(map(seat_of, members)))
    found = np.full((len(cells), len(seats)), -1, np.int8)
    for own in (False, True):  # a seat's own ballots go before its forerunner's
        for place, code in enumerate(members):
            seat = seat_of(code)
            if (seat == code) is own:
                column, cast = seats.index(seat), cells[:, place]
                found[:, column] = np.where(cast >= 0, cast, found[:, column])
    return seats, found


def _leaning(slopes: _Array, at: _Array, habits: _Array) -> _Array:
    return slopes[:, :1] * at + slopes[:, 1:] @ habits[:, :-1].T + habits[:, -1]


def _logistic(x: Any) -> _Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))))


def _odds(share: Any) -> _Array:
    kept = np.clip(share, 0.002, 0.998)
    return np.asarray(np.log(kept / (1 - kept)))


def _start(cells: _Cells) -> _Array:
    """Cuts [texts, 2] that give the shares of the ballots where nobody differs."""
    shares = np.stack([(cells == code).sum(axis=1) for code in (2, 1, 0)], axis=1)
    shares = (shares + np.array([0.3, 0.3, 1.0])).cumsum(axis=1)
    return _odds(shares[:, :2] / shares[:, 2:])


def _first_habits(cells: _Cells, at: _Array, weight: _Array) -> _Array:
    """Where the iteration starts: the strongest directions of what positions leave over."""
    cast = (cells >= 0) & (cells < ABSENT)
    mean = np.where(cast, 1.0 - cells, 0).sum(axis=1, keepdims=True)
    mean = mean / np.maximum(cast.sum(axis=1, keepdims=True), 1)
    left = np.where(cast, 1.0 - cells - mean, 0) * np.sqrt(weight)[:, None]
    slope = (left * at).sum(axis=1, keepdims=True)
    slope = slope / np.maximum((at**2 * cast).sum(axis=1, keepdims=True), 1)
    members = cells.shape[1]
    found = np.linalg.svd(left - slope * at * cast, full_matrices=False)[2][:AXES]
    # A direction has no sign of its own: fix it, so that the same record gives the same bytes.
    rows = np.arange(len(found))
    found = found * np.where(found[rows, np.abs(found).argmax(axis=1)] < 0, -1, 1)[:, None]
    habits = np.zeros((members, AXES + 1))
    habits[:, : len(found)] = found.T * np.sqrt(members)
    return habits


@frozen(eq=False)
class _Pull:
    """First derivatives of ln P in η and both cuts, and the information, all [texts, members]."""

    eta: _Array
    low: _Array
    high: _Array
    lows: _Array
    highs: _Array
    across: _Array


def _pull(cells: _Cells, eta: _Array, cuts: _Array) -> _Pull:
    low, high = _logistic(cuts[:, :1] - eta), _logistic(cuts[:, 1:] - eta)
    gap = np.maximum(high - low, LEAST)
    first, second = low * (1 - low), high * (1 - high)
    cast = (cells >= 0) & (cells < ABSENT)
    at_low = np.where(cells == 2, 1 - low, np.where(cells == 1, -first / gap, 0)) * cast
    at_high = np.where(cells == 0, -high, np.where(cells == 1, second / gap, 0)) * cast
    return _Pull(
        -(at_low + at_high),
        at_low,
        at_high,
        (first**2 / np.maximum(low, LEAST) + first**2 / gap) * cast,
        (second**2 / np.maximum(1 - high, LEAST) + second**2 / gap) * cast,
        (-first * second / gap) * cast,
    )


def _item_step(
    cells: _Cells, at: _Array, habits: _Array, slopes: _Array, cuts: _Array
) -> tuple[_Array, _Array]:
    """One of Fisher's steps in the slopes and cuts of every item."""
    pull = _pull(cells, _leaning(slopes, at, habits), cuts)
    texts, members = cells.shape
    own = np.broadcast_to(habits[None, :, :-1], (texts, members, habits.shape[1] - 1))
    design = np.concatenate([at[:, :, None], own], axis=2)
    axes = design.shape[2]
    slope, bend = np.zeros((texts, axes + 2)), np.zeros((texts, axes + 2, axes + 2))
    apart = cuts[:, 1] - cuts[:, 0]
    push = APART / np.expm1(apart)  # keeps the cuts of a text without abstentions apart
    slope[:, :axes] = np.einsum("tm,tmk->tk", pull.eta, design) - RIDGE * slopes
    slope[:, axes] = pull.low.sum(axis=1) - CUT_RIDGE * (cuts[:, 0] - USUAL_CUT) - push
    slope[:, axes + 1] = pull.high.sum(axis=1) - CUT_RIDGE * (cuts[:, 1] - USUAL_CUT) + push
    whole = pull.lows + pull.highs + 2 * pull.across
    bend[:, :axes, :axes] = np.einsum("tm,tmk,tml->tkl", whole, design, design, optimize=True)
    bend[:, :axes, :axes] += RIDGE * np.eye(axes)
    stiff = push * np.exp(apart) / np.expm1(apart)
    for place, both in ((axes, pull.lows), (axes + 1, pull.highs)):
        bend[:, :axes, place] = -np.einsum("tm,tmk->tk", both + pull.across, design)
        bend[:, place, :axes] = bend[:, :axes, place]
        bend[:, place, place] = both.sum(axis=1) + CUT_RIDGE + stiff
    bend[:, axes, axes + 1] = bend[:, axes + 1, axes] = pull.across.sum(axis=1) - stiff
    step = _short(np.linalg.solve(bend, slope[..., None])[..., 0])
    first = cuts[:, 0] + step[:, axes]
    second = np.maximum(cuts[:, 1] + step[:, axes + 1], first + 0.05)
    return slopes + step[:, :axes], np.stack([first, second], axis=1)


def _habit_step(
    cells: _Cells, at: _Array, weight: _Array, habits: _Array, slopes: _Array, cuts: _Array
) -> _Array:
    """One of Fisher's steps in the habits of every member."""
    pull = _pull(cells, _leaning(slopes, at, habits), cuts)
    design = np.concatenate([slopes[:, 1:], np.ones((len(slopes), 1))], axis=1)
    penalty = np.diag([RIDGE] * (habits.shape[1] - 1) + [LEAN_RIDGE])
    whole = (pull.lows + pull.highs + 2 * pull.across) * weight[:, None]
    bend = np.einsum("tm,tk,tl->mkl", whole, design, design, optimize=True) + penalty
    slope = (pull.eta * weight[:, None]).T @ design - habits @ penalty
    return np.asarray(habits + _short(np.linalg.solve(bend, slope[..., None])[..., 0]))


def _apart(habits: _Array, stand: _Array) -> _Array:
    """Habits without what positions `stand` [members] say: these go first, habits are the rest."""
    centred = stand - stand.mean()
    size = max(float(centred @ centred), LEAST)
    found = habits.copy()
    found[:, :-1] -= np.outer(centred, centred @ habits[:, :-1] / size)
    return found


def _short(step: _Array) -> _Array:
    """No step farther than `FARTHEST`: far from the mode the curvature misleads."""
    far = np.abs(step).max(axis=1, keepdims=True)
    return np.asarray(step * np.minimum(1, FARTHEST / np.maximum(far, 1e-12)))
