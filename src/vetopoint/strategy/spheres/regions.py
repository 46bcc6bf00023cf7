"""Regions: named lists, the members of a body, or States that the user lists."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml
from attrs import frozen

from vetopoint.law.bodies import body_slugs, charter_of, sitting
from vetopoint.law.states import continuing_seat, find_state
from vetopoint.strategy.inputs import BadInputError

__all__ = ["Region", "named_regions", "region_named", "seats_named"]


@frozen
class Region:
    """Some seats under one name; `source` says who chose them."""

    name: str
    seats: tuple[str, ...]
    source: str


def _documents() -> Mapping[str, Any]:
    text = (files("vetopoint") / "strategy" / "spheres" / "regions.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def named_regions() -> tuple[str, ...]:
    """The regions that ship.

    >>> "western-hemisphere" in named_regions()
    True
    """
    return tuple(_documents())


def seats_named(text: str) -> tuple[str, ...]:
    """Seats from codes or names with commas; a former State stands for the seat of today.

    >>> seats_named("Soviet Union, France")
    ('RUS', 'FRA')
    """
    names = [name.strip() for name in text.replace(";", ",").split(",") if name.strip()]
    found = tuple(dict.fromkeys(continuing_seat(find_state(name).code) for name in names))
    if not found:
        raise BadInputError("no State is named; write codes or names with commas, as CUB,MEX")
    return found


def region_named(text: str, day: datetime.date) -> Region:
    """A region that ships, the members of a body on a day, or a list of States.

    >>> len(region_named("western-hemisphere", datetime.date(2024, 1, 1)).seats)
    34
    """
    slug = text.strip().casefold().replace(" ", "-")
    if slug in named_regions():
        document = _documents()[slug]
        return Region(document["name"], tuple(document["members"].split()), document["source"])
    if slug in body_slugs():
        seats = sitting(charter_of(slug), day)
        members = tuple(dict.fromkeys(continuing_seat(code) for code in seats.seats))
        return Region(f"{seats.charter.short} on {day}", members, f"charter of {slug}")
    seats_given = seats_named(text)
    return Region(", ".join(seats_given), seats_given, "States as listed")
