"""Counting coalitions and roll calls: the planner takes the method that fits and says why."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from fractions import Fraction

from vetopoint.count.games import TERNARY, game_of
from vetopoint.count.methods import Question, chosen, chosen_ternary, planned_diagram, unpacked
from vetopoint.count.results import (
    BySize,
    ByTwoSizes,
    Coalitions,
    Critical,
    FloatPower,
    Least,
    Method,
    Plan,
    RollCall,
    Ternary,
)
from vetopoint.count.turning import Move, TooManySetsError, Turning
from vetopoint.law.ballots import Ballot
from vetopoint.law.rules import Rule

__all__ = [
    "banzhaf_floats",
    "count_by_size",
    "count_by_two_sizes",
    "count_coalitions",
    "count_critical",
    "count_least",
    "count_ternary",
    "roll_call_power",
    "shapley_floats",
]


def count_coalitions(
    rule: Rule, members: Sequence[str] | None = None, *, method: Method | None = None
) -> Coalitions:
    """Count the winning coalitions, and those with a given member, each for or against.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> weights = dict(zip("GFIBNL", [4, 4, 4, 2, 2, 1]))
    >>> found = count_coalitions(Threshold("weights", weights, Count(favour=1), 12))
    >>> found.winning, [found.swings_of(member) for member in "GBL"]
    (14, [10, 6, 0])

    Raises
    ------
    BeyondMethodError
        If no exact method, or not the one asked for, reaches the rule.
    """
    game = game_of(rule, members)
    winning, containing, plan = chosen(game, Question.TOTALS, method)
    return Coalitions(game.types, plan, winning[0], tuple(sizes[0] for sizes in containing))


def count_by_size(
    rule: Rule, members: Sequence[str] | None = None, *, method: Method | None = None
) -> BySize:
    """Count the winning coalitions by their size: all that semivalues need.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> nine = Threshold("votes", dict.fromkeys("ABC", 1), Count(favour=1), 2)
    >>> found = count_by_size(nine)
    >>> found.winning, found.shapley_shubik()
    ((0, 0, 3, 1), (Fraction(1, 3),))
    """
    game = game_of(rule, members)
    winning, containing, plan = chosen(game, Question.SIZES, method)
    return BySize(game.types, plan, winning, containing)


def count_by_two_sizes(
    rule: Rule, members: Sequence[str] | None = None, *, inner: Collection[str]
) -> ByTwoSizes:
    """Count the winning coalitions by how many members of `inner` they hold, and how many others.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> two = Threshold("votes", dict.fromkeys("ABC", 1), Count(favour=1), 2)
    >>> count_by_two_sizes(two, inner=["A"]).winning
    ((0, 0, 1), (0, 2, 1))
    """
    game = game_of(rule, members, apart=inner)
    isin = tuple(kind[0] in inner for kind in game.types)
    inside = sum(len(kind) for kind, within in zip(game.types, isin, strict=True) if within)
    bits = game.seats + 2
    row = bits * (game.seats - inside + 1)
    counts, plan = planned_diagram(game, [(1 << (row if within else bits), 1) for within in isin])
    outside = game.seats - inside

    def table(packed: int, rows: int, columns: int) -> tuple[tuple[int, ...], ...]:
        return tuple(unpacked(packed >> (a * row), columns, bits) for a in range(rows))

    winning = table(counts.adopted, inside + 1, outside + 1)
    containing = tuple(
        table(own[0] << (row if within else bits), inside + 1, outside + 1)
        for own, within in zip(counts.with_ballot, isin, strict=True)
    )
    return ByTwoSizes(game.types, plan, winning, containing, isin)


def count_critical(rule: Rule, members: Sequence[str] | None = None) -> Critical:
    """Count minimal winning coalitions, and winning ones by how many members are critical.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> rule = Threshold("weights", {"A": 2, "B": 1, "C": 1}, Count(favour=1), 3)
    >>> found = count_critical(rule)
    >>> found.minimal, found.critical[found.type_of("A")]
    ((0, 0, 2, 0), (0, 1, 2, 0))
    """
    from vetopoint.count.critical import LATTICE, critical_counts, lattice  # imports NumPy

    game = game_of(rule, members)
    kinds = lattice(game)
    plan = Plan(Method.TYPES, f"{len(game.types)} types make {kinds:,} kinds of coalition")
    if kinds > LATTICE:
        plan = Plan(Method.ENUMERATION, f"each of the {1 << game.seats:,} coalitions is looked at")
    return Critical(game.types, plan, *critical_counts(game))


def count_least(rule: Rule, members: Sequence[str] | None = None) -> Least:
    """Count the winning coalitions of the least size.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> rule = Threshold("weights", {"A": 3, "B": 1, "C": 1, "D": 1}, Count(favour=1), 3)
    >>> found = count_least(rule)
    >>> found.size, found.winning, found.containing
    (1, 1, (1, 0))
    """
    game = game_of(rule, members)
    everyone = [member for kind in game.types for member in kind]
    try:
        search = Turning(rule, dict.fromkeys(everyone, Ballot.AGAINST), frozenset())
        found = search.smallest(None) if search.to_adopt else []
    except TooManySetsError:
        sizes = count_by_size(rule, members)
        least = next((s for s, number in enumerate(sizes.winning) if number), 0)
        containing = tuple(own[least] for own in sizes.containing)
        return Least(game.types, sizes.plan, least, sizes.winning[least], containing)
    plan = Plan(Method.BOUNDS, "sets that could not win at the least size are never looked at")
    size = sum(number for _, number, _ in found[0]) if found else 0
    ways = [math.prod(math.comb(len(pool.members), n) for pool, n, _ in own) for own in found]
    containing = tuple(_with_first(kind, found, ways) for kind in game.types)
    return Least(
        game.types, plan, size, sum(ways) if found else int(not search.to_adopt), containing
    )


def _with_first(
    kind: tuple[str, ...], found: Sequence[tuple[Move, ...]], ways: Sequence[int]
) -> int:
    """How many of the sets found hold the first member of a type."""
    return sum(
        way * number // len(pool.members)
        for own, way in zip(found, ways, strict=True)
        for pool, number, _ in own
        if kind[0] in pool.members
    )


def count_ternary(
    rule: Rule, members: Sequence[str] | None = None, *, method: Method | None = None
) -> Ternary:
    """Count the adoptions when each member is for, against or abstains.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> rule = Threshold("more for than against", {"A": 1, "B": 1}, Count(1, -1), 1)
    >>> found = count_ternary(rule)
    >>> found.adopted, found.decisive
    (3, (2,))
    """
    game = game_of(rule, members, TERNARY)
    counts, plan = chosen_ternary(game, method)
    own = tuple((a, b, c) for a, b, c in counts.with_ballot)
    return Ternary(game.types, plan, counts.adopted, own)


def roll_call_power(rule: Rule, members: Sequence[str] | None = None) -> RollCall:
    """Shapley-Shubik power when members vote in turn for, against or abstaining.

    All n! orders and 3^n ballots are equally likely; the pivot is the member after whose ballot
    the result can no longer change. Members still to vote count as all against, then as all for.

    References
    ----------
    Felsenthal and Machover (1997), "Ternary voting games".

    >>> from vetopoint.law.rules import Count, Threshold
    >>> rule = Threshold("more for than against", {"A": 1, "B": 1}, Count(1, -1), 1)
    >>> roll_call_power(rule).values
    (Fraction(1, 2),)
    """
    game = game_of(rule, members, TERNARY)
    others = game.seats - 1
    if len(game.types) == 1 and not isinstance(game.formula, bool):
        plan = Plan(Method.TYPES, f"all {game.seats} members are alike and share the power")
        return RollCall(game.types, plan, (Fraction(1, game.seats),))
    bits = 3 * game.seats + 2
    early = 1 << bits
    # The early have voted; the late count as voting one way, whichever of 3 ballots they cast.
    late_against, plan = planned_diagram(game, [(early, 3 + early, early)] * len(game.types))
    late_for, _ = planned_diagram(game, [(3 + early, early, early)] * len(game.types))
    whole = math.factorial(game.seats) * 3**game.seats
    shares = [math.factorial(s) * math.factorial(others - s) for s in range(game.seats)]

    def pivots(against: tuple[int, ...], favour: tuple[int, ...]) -> Fraction:
        passing = sum(against) - 3 * against[1]
        failing = 3 * favour[0] - sum(favour)
        sizes = unpacked(passing + failing, game.seats, bits)
        return Fraction(sum(map(int.__mul__, sizes, shares)), whole)

    values = map(pivots, late_against.with_ballot, late_for.with_ballot)
    return RollCall(game.types, plan, tuple(values))


def shapley_floats(rule: Rule, members: Sequence[str] | None = None) -> FloatPower:
    """The Shapley-Shubik power of each type as a float, with a bound on the error.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> shapley_floats(Threshold("votes", {"A": 1, "B": 1}, Count(favour=1), 2)).values
    (0.5,)
    """
    from vetopoint.count.quadrature import shapley_averages  # imports NumPy

    return shapley_averages(rule, members)


def banzhaf_floats(rule: Rule, members: Sequence[str] | None = None) -> FloatPower:
    """The absolute Banzhaf power of each type as a float, with a bound on the error.

    >>> from vetopoint.law.rules import Count, Threshold
    >>> banzhaf_floats(Threshold("votes", {"A": 1, "B": 1}, Count(favour=1), 2)).values
    (0.5,)
    """
    from vetopoint.count.quadrature import banzhaf_averages  # imports NumPy

    return banzhaf_averages(rule, members)
