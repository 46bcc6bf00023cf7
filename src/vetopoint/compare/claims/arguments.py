"""What stands among claims that attack one another and rest on one another, exactly.

Attack is Dung's (1995). Support is necessity: a claim that rests on another stands only where the
other does (Nouioua and Risch 2011; with alternatives, Nouioua 2013). A set of claims is

- coherent if it holds, for each of its claims, all that the claim rests on;
- admissible if it is coherent, no claim in it attacks another, and every attacker falls to it: an
  attacker falls to a set that attacks it, or attacks all that it could rest on;
- preferred if it is admissible and no larger one contains it.

The grounded set is the least that holds whatever it defends. Sets are bits of whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from attrs import define, field

from vetopoint.errors import VetopointError

__all__ = [
    "STANDINGS",
    "CircularSupportError",
    "Framework",
    "TooTangledError",
    "framework",
    "grounded",
    "preferred",
    "standings",
]

# What the attacks leave of a claim, from surest to least.
STANDINGS: Mapping[str, str] = {
    "stands": "nothing that is left attacks it",
    "in every reading": "held in every consistent reading, though undecided step by step",
    "in some readings": "held in some consistent readings and not in others",
    "in no reading": "held in no consistent reading, though nothing that stands defeats it",
    "falls": "defeated by what stands, or it rests on what falls",
}
PATIENCE = 200_000


class CircularSupportError(VetopointError, ValueError):
    """Claims that rest on one another in a ring; `ring` names them in order."""

    def __init__(self, ring: tuple[str, ...]) -> None:
        self.ring = ring
        words = " rests on ".join((*ring, ring[0]))
        super().__init__(
            f"{words}: a claim cannot be a ground of itself; take out one of these supports"
        )


class TooTangledError(VetopointError, ValueError):
    """Claims with more consistent readings than can be listed."""


@define(frozen=True, slots=False)
class Framework:
    """Claims by name, who attacks whom, and what each claim rests on.

    `needs` gives for each claim the sets of which one member each must stand.
    """

    names: tuple[str, ...]
    attacks: frozenset[tuple[str, str]]
    needs: Mapping[str, tuple[frozenset[str], ...]] = field(hash=False)

    def without(self, *fallen: str) -> Framework:
        """The same claims where some have been given up; what rests on them cannot stand."""
        gone = frozenset(fallen)
        return Framework(
            tuple(name for name in self.names if name not in gone),
            frozenset(pair for pair in self.attacks if gone.isdisjoint(pair)),
            {
                name: tuple(need - gone for need in needs)
                for name, needs in self.needs.items()
                if name not in gone
            },
        )

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Each claim's bit."""
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def attackers(self) -> tuple[int, ...]:
        """For each claim, the claims that attack it."""
        found = [0] * len(self.names)
        for attacker, attacked in self.attacks:
            found[self.places[attacked]] |= 1 << self.places[attacker]
        return tuple(found)

    @cached_property
    def attacked(self) -> tuple[int, ...]:
        """For each claim, the claims that it attacks."""
        found = [0] * len(self.names)
        for attacker, attacked in self.attacks:
            found[self.places[attacker]] |= 1 << self.places[attacked]
        return tuple(found)

    @cached_property
    def grounds(self) -> tuple[tuple[int, ...], ...]:
        """For each claim, its needs as sets of bits."""
        return tuple(
            tuple(self.bits(need) for need in self.needs.get(name, ())) for name in self.names
        )

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The claims, each after all that it may rest on."""
        done: list[int] = []
        for place in range(len(self.names)):
            self._visit(place, [], done)
        return tuple(done)

    def _visit(self, place: int, path: list[int], done: list[int]) -> None:
        if place in done:
            return
        if place in path:
            ring = path[path.index(place) :]
            raise CircularSupportError(tuple(self.names[step] for step in ring))
        for need in self.grounds[place]:
            for ground in _places(need):
                self._visit(ground, [*path, place], done)
        done.append(place)

    def bits(self, names: Iterable[str]) -> int:
        """Names as bits."""
        return sum(1 << self.places[name] for name in set(names))

    def words(self, bits: int) -> tuple[str, ...]:
        """Bits as names, in the order given."""
        return tuple(self.names[place] for place in _places(bits))

    def tenable(self, held: int) -> int:
        """The claims that can still be built up when `held` stands: the rest falls to it."""
        found = 0
        for place in self.order:
            if not self.attackers[place] & held and all(
                need & found for need in self.grounds[place]
            ):
                found |= 1 << place
        return found


def _places(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def framework(
    names: Iterable[str],
    attacks: Iterable[tuple[str, str]],
    needs: Mapping[str, Iterable[Iterable[str]]] | None = None,
) -> Framework:
    """Claims with their attacks and supports; a claim rests on one of each set in `needs`.

    >>> framework("ab", [("a", "b")]).attackers
    (0, 1)

    Raises
    ------
    CircularSupportError
        If claims rest on one another in a ring.
    """
    sets = {name: tuple(map(frozenset, given)) for name, given in (needs or {}).items()}
    found = Framework(tuple(names), frozenset(attacks), sets)
    assert found.order is not None  # worked out now, so that a ring is refused at once
    return found


def grounded(claims: Framework) -> tuple[str, ...]:
    """What stands step by step: first what nobody attacks, then what that defends, and so on.

    >>> grounded(framework("abc", [("a", "b"), ("b", "c")]))
    ('a', 'c')
    """
    return claims.words(_grounded(claims))


def _grounded(claims: Framework) -> int:
    held, before = 0, -1
    while held != before:
        before, held = held, _defended(claims, held)
    return held


def _defended(claims: Framework, held: int) -> int:
    """The claims whose every attacker falls to `held`, with all that they rest on."""
    tenable, found = claims.tenable(held), 0
    for place in claims.order:
        if not claims.attackers[place] & tenable and all(
            need & found for need in claims.grounds[place]
        ):
            found |= 1 << place
    return found


def preferred(claims: Framework, patience: int = PATIENCE) -> tuple[tuple[str, ...], ...]:
    """All consistent readings that hold as much as they can.

    Two claims that attack each other give two readings (the «Nixon diamond» of the literature);
    three in a ring give one, in which none of them is held.

    >>> preferred(framework("ab", [("a", "b"), ("b", "a")]))
    (('a',), ('b',))
    >>> preferred(framework("abc", [("a", "b"), ("b", "c"), ("c", "a")]))
    ((),)

    Raises
    ------
    TooTangledError
        If the search grows beyond its bound.
    """
    search = _Search(claims, patience)
    certain = _grounded(claims)
    fallen = ((1 << len(claims.names)) - 1) & ~claims.tenable(certain)
    search.extend(certain, fallen)
    found = set(search.found)
    largest = (one for one in found if not any(one & ~o == 0 and one != o for o in found))
    return tuple(claims.words(one) for one in sorted(largest, key=claims.words))


@define
class _Search:
    """Admissible sets built up by what they owe: grounds for each claim, answers to attackers."""

    claims: Framework
    patience: int
    found: list[int] = field(factory=list)

    def extend(self, held: int, barred: int) -> None:
        """Find every largest admissible set that holds `held` and nothing barred."""
        self.patience -= 1
        if self.patience < 0:
            raise TooTangledError(
                f"{len(self.claims.names)} claims attack one another in too many ways to list "
                "every consistent reading; split the file, or settle some of the attacks"
            )
        debt = self._debt(held)
        if debt is not None:
            self._pay(debt, held, barred)
            return
        free = self._compatible(held, barred)
        if not free:
            self.found.append(held)
            return
        first = free & -free
        self.extend(held | first, barred)
        self.extend(held, barred | first)

    def _debt(self, held: int) -> int | None:
        """What one more claim must come from: a ground owed, or an answer to an attacker."""
        claims = self.claims
        for place in _places(held):
            for need in claims.grounds[place]:
                if not need & held:
                    return need
        tenable = claims.tenable(held)
        for place in _places(held):
            if standing := claims.attackers[place] & tenable:
                return self._answers(standing & -standing)
        return None

    def _answers(self, attacker: int) -> int:
        """Whatever attacks the attacker or anything that it may rest on."""
        claims, answers, reach = self.claims, 0, attacker
        for place in reversed(claims.order):
            if reach >> place & 1:
                answers |= claims.attackers[place]
                for need in claims.grounds[place]:
                    reach |= need
        return answers

    def _pay(self, debt: int, held: int, barred: int) -> None:
        for place in _places(debt & self._compatible(held, barred)):
            self.extend(held | 1 << place, barred)
            barred |= 1 << place

    def _compatible(self, held: int, barred: int) -> int:
        claims, open_to = self.claims, 0
        for place in range(len(claims.names)):
            bit = 1 << place
            clash = (claims.attackers[place] | claims.attacked[place]) & (held | bit)
            if not (held | barred) & bit and not clash:
                open_to |= bit
        return open_to


def standings(claims: Framework) -> dict[str, str]:
    """What the attacks leave of each claim, as one of `STANDINGS`.

    >>> standings(framework("abc", [("a", "b"), ("b", "c")]))
    {'a': 'stands', 'b': 'falls', 'c': 'stands'}
    """
    certain = _grounded(claims)
    tenable = claims.tenable(certain)
    readings = [claims.bits(one) for one in preferred(claims)]
    return {
        name: _standing(1 << place, certain, tenable, readings)
        for place, name in enumerate(claims.names)
    }


def _standing(bit: int, certain: int, tenable: int, readings: list[int]) -> str:
    if certain & bit:
        return "stands"
    if not tenable & bit:
        return "falls"
    held = sum(1 for reading in readings if reading & bit)
    if held == len(readings):
        return "in every reading"
    return "in some readings" if held else "in no reading"
