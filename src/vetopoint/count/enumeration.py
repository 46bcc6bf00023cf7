"""Counting by trying every roll call: the judge of all faster methods."""

from __future__ import annotations

from itertools import product

from vetopoint.count.games import Game
from vetopoint.count.results import BeyondMethodError

__all__ = ["ROLL_CALLS", "winning_roll_calls"]

ROLL_CALLS = 300_000


def winning_roll_calls(game: Game) -> list[tuple[int, ...]]:
    """All adopting roll calls: the number of each member's ballot, in the order of the types.

    Raises
    ------
    BeyondMethodError
        If there are more than `ROLL_CALLS` to try.
    """
    number = len(game.ballots) ** game.seats
    if number > ROLL_CALLS:
        raise BeyondMethodError(
            f"{game.seats} members can vote in {number:,} ways; enumeration tries {ROLL_CALLS:,}"
        )
    gains = [gain for kind, gain in zip(game.types, game.gains, strict=True) for _ in kind]
    return [
        cast
        for cast in product(range(len(game.ballots)), repeat=game.seats)
        if game.holds(
            [
                sum(gain[ballot][row] for gain, ballot in zip(gains, cast, strict=True))
                for row in range(game.rows)
            ]
        )
    ]
