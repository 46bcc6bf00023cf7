"""Areas of treaties as geometry, such as that of Article 6 of the North Atlantic Treaty.

Regions are polygons in degrees on the plain grid of latitude and longitude, drawn by us to about
half a degree: good enough to tell an ocean, a continent and a line of latitude apart, not to
settle a border. A place west of the date line in the far north is counted east of 180° as less than
-180°, so that Alaska's islands are one piece with it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from attrs import field, frozen

from vetopoint.errors import VetopointError
from vetopoint.law.conditions import Truth
from vetopoint.law.documents import Node, Source, read_document

__all__ = [
    "Area",
    "Clause",
    "Place",
    "UnknownPlaceError",
    "area_names",
    "area_of",
    "inside",
    "place_named",
    "place_names",
    "regions_at",
]

AREAS = Path(__file__).with_name("areas.yaml")
BERING = 50.0  # north of this the Aleutians cross the date line
_Ring = tuple[tuple[float, float], ...]


class UnknownPlaceError(VetopointError, LookupError):
    """A place that is neither listed nor given in degrees."""


@frozen
class Place:
    """A point in degrees, north and east positive; `disputed` says whose clause is in doubt."""

    name: str
    latitude: float
    longitude: float
    note: str = ""
    disputed: str = ""


@frozen
class Clause:
    """Part of an area: the regions it covers, for territory or for forces, between two days."""

    says: str
    covers: tuple[str, ...]
    territory: bool
    forces: bool
    since: datetime.date | None
    until: datetime.date | None

    def holds(self, day: datetime.date, *, forces: bool) -> bool:
        """Whether the clause speaks of such a target on the day."""
        begun = self.since is None or self.since <= day
        ended = self.until is not None and day > self.until
        return begun and not ended and (self.forces if forces else self.territory)


@frozen
class Area:
    """The area of a treaty, as the clauses that make it up."""

    name: str
    reference: Source
    clauses: tuple[Clause, ...] = field(repr=False)

    def contains(
        self, place: Place, day: datetime.date, *, forces: Truth = Truth.FALSE
    ) -> tuple[Truth, str]:
        """Whether an attack at the place is in the area that day, and the clause that says so.

        `forces` says whether forces, vessels or aircraft were the target rather than territory;
        where it is unknown and matters, so is the answer.

        >>> area = area_of("north-atlantic-treaty")
        >>> area.contains(place_named("Falklands"), datetime.date(1982, 4, 2))[0]
        <Truth.FALSE: 'false'>
        """
        territory = self._contains(place, day, forces=False)
        if forces is Truth.FALSE:
            return territory
        aimed = self._contains(place, day, forces=True)
        if forces is Truth.TRUE or aimed[0] is territory[0]:
            return aimed
        return Truth.UNKNOWN, "depends on whether territory or forces were attacked"

    def _contains(self, place: Place, day: datetime.date, *, forces: bool) -> tuple[Truth, str]:
        where = regions_at(place)
        for clause in self.clauses:
            if clause.holds(day, forces=forces) and where & set(clause.covers):
                return Truth.TRUE, clause.says
        if place.disputed:
            return Truth.CONTESTED, place.disputed
        return Truth.FALSE, "no clause of the treaty reaches the place"


def inside(ring: _Ring, latitude: float, longitude: float) -> bool:
    """Whether a point lies in a ring of (latitude, longitude), by counting crossings.

    >>> square = ((0.0, 0.0), (0.0, 10.0), (10.0, 10.0), (10.0, 0.0))
    >>> inside(square, 5, 5), inside(square, 5, 15)
    (True, False)
    """
    found = False
    for (lat1, lon1), (lat2, lon2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (lat1 > latitude) is not (lat2 > latitude):
            crossing = lon1 + (latitude - lat1) / (lat2 - lat1) * (lon2 - lon1)
            if longitude < crossing:
                found = not found
    return found


def regions_at(place: Place) -> frozenset[str]:
    """The named regions that a point lies in.

    >>> sorted(regions_at(Place("Paris", 48.86, 2.35)))
    ['Europe']
    """
    longitude = place.longitude
    if longitude > 160 and place.latitude > BERING:
        longitude -= 360
    return frozenset(
        name
        for name, rings in _regions().items()
        if any(inside(ring, place.latitude, longitude) for ring in rings)
    )


def place_named(text: str) -> Place:
    """A listed place by its name, or a point as «latitude, longitude».

    >>> place_named("51.8, -59.5").latitude
    51.8

    Raises
    ------
    UnknownPlaceError
        With the nearest names, or the range that degrees may have.
    """
    words = text.strip()
    if found := _places().get(words.casefold()):
        return found
    if match := re.fullmatch(r"(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)", words):
        latitude, longitude = float(match[1]), float(match[2])
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise UnknownPlaceError(
                f"{text!r} is no point on the globe; latitude goes from -90 to 90 and longitude "
                "from -180 to 180"
            )
        return Place(words, latitude, longitude)
    near = [_places()[key].name for key in get_close_matches(words.casefold(), _places(), n=3)]
    hint = f"did you mean {' or '.join(near)}? Or give" if near else "give"
    raise UnknownPlaceError(f"no place {text!r} is listed; {hint} degrees such as «51.8, -59.5»")


def place_names() -> tuple[str, ...]:
    """The listed places, in the order of the file."""
    return tuple(place.name for place in _places().values())


def area_names() -> tuple[str, ...]:
    """The areas by name."""
    return tuple(_areas())


def area_of(name: str) -> Area:
    """An area by its name.

    >>> area_of("north-atlantic-treaty").reference.locator
    'Art. 6'
    """
    return _areas()[name]


@cache
def _document() -> Node:
    return read_document(AREAS, AREAS.name).only("regions", "areas", "places")


@cache
def _regions() -> Mapping[str, tuple[_Ring, ...]]:
    return {
        name: tuple(_ring(ring) for ring in node.items("rings"))
        for name, node in _document().entries("regions")
    }


def _ring(node: Node) -> _Ring:
    return tuple((float(lat), float(lon)) for lat, lon in node.value)


@cache
def _areas() -> Mapping[str, Area]:
    return {
        name: Area(name, node.source(), tuple(_clause(one) for one in node.items("clauses")))
        for name, node in _document().entries("areas")
    }


def _clause(node: Node) -> Clause:
    node.only("says", "covers", "target", "from", "to")
    target = node.choice("target", ("territory", "forces", "both"))
    covers = tuple(str(one.value) for one in node.items("covers"))
    if strange := [name for name in covers if name not in _regions()]:
        raise node.fail(f"no region is called {strange[0]!r}; known: {', '.join(_regions())}")
    return Clause(
        node.word("says"),
        covers,
        target != "forces",
        target != "territory",
        node.date("from"),
        node.date("to"),
    )


@cache
def _places() -> Mapping[str, Place]:
    places = (_place(entry) for entry in _document().items("places"))
    return {place.name.casefold(): place for place in places}


def _place(node: Node) -> Place:
    node.only("name", "at", "note", "disputed")
    latitude, longitude = (float(part) for part in node.word("at").split(","))
    return Place(
        node.word("name"), latitude, longitude, node.word("note", ""), node.word("disputed", "")
    )
