"""The area of Article 6 of the North Atlantic Treaty: places, dates, and every capital."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest

from vetopoint.law.areas import (
    Place,
    UnknownPlaceError,
    area_of,
    inside,
    place_named,
    place_names,
    regions_at,
)
from vetopoint.law.bodies import open_body
from vetopoint.law.conditions import Truth

TODAY = date(2024, 1, 1)
AREA = area_of("north-atlantic-treaty")

IN = (
    *("Svalbard", "Jan Mayen", "Iceland", "Greenland", "Azores", "Madeira", "Canary Islands"),
    *("Bermuda", "Saint Pierre and Miquelon", "Gibraltar", "Crete", "Lampedusa", "Key West"),
    *("Attu", "Ankara"),
)
OUT = (
    *("Falklands", "Hawaii", "Guam", "Midway", "Taiwan", "Puerto Rico", "Guadeloupe"),
    *("Martinique", "French Guiana", "Réunion", "New Caledonia", "Diego Garcia", "Goa"),
    *("Cape Verde", "Algiers"),
)
DEBATED = ["Ceuta", "Melilla", "Akrotiri"]


def territory(name: str, day: date = TODAY) -> Truth:
    return AREA.contains(place_named(name), day)[0]


@pytest.mark.parametrize("name", IN)
def test_places_in_the_area(name: str) -> None:
    assert territory(name) is Truth.TRUE


@pytest.mark.parametrize("name", OUT)
def test_places_outside_the_area(name: str) -> None:
    assert territory(name) is Truth.FALSE


@pytest.mark.parametrize("name", DEBATED)
def test_places_in_dispute(name: str) -> None:
    truth, why = AREA.contains(place_named(name), TODAY)
    assert truth is Truth.CONTESTED
    assert why


def test_every_listed_place_has_an_answer_here() -> None:
    assert sorted(place_names()) == sorted((*IN, *OUT, *DEBATED))


@pytest.mark.parametrize(
    ("place", "day", "forces", "truth"),
    [
        pytest.param("39.9, 32.9", "1952-02-17", False, "false", id="Türkiye the day before"),
        pytest.param("39.9, 32.9", "1952-02-18", False, "true", id="Türkiye from its accession"),
        pytest.param("Algiers", "1962-07-02", False, "true", id="Algiers while French"),
        pytest.param("Algiers", "1962-07-03", False, "false", id="Algiers once independent"),
        pytest.param("35.0, 18.0", "2024-01-01", True, "true", id="a ship in the Mediterranean"),
        pytest.param("35.0, 18.0", "1950-01-01", True, "false", id="the same ship in 1950"),
        pytest.param("35.0, 18.0", "2024-01-01", False, "false", id="no territory at sea there"),
        pytest.param("45.0, -35.0", "1950-01-01", True, "true", id="a ship in mid-Atlantic"),
        pytest.param("23.5, -40.0", "2024-01-01", True, "true", id="just north of the Tropic"),
        pytest.param("23.4, -40.0", "2024-01-01", True, "false", id="just south of the Tropic"),
        pytest.param("43.0, 34.0", "2024-01-01", True, "false", id="the Black Sea is not named"),
        pytest.param("-51.8, -59.5", "1982-04-02", True, "false", id="the fleet at the Falklands"),
    ],
)
def test_dates_and_targets(place: str, day: str, forces: bool, truth: str) -> None:
    target = Truth.TRUE if forces else Truth.FALSE
    found, _ = AREA.contains(place_named(place), date.fromisoformat(day), forces=target)
    assert found.value == truth


def test_an_unknown_target_matters_only_where_it_decides() -> None:
    sea, land = place_named("35.0, 18.0"), place_named("48.9, 2.4")
    assert AREA.contains(sea, TODAY, forces=Truth.UNKNOWN)[0] is Truth.UNKNOWN
    assert AREA.contains(land, TODAY, forces=Truth.UNKNOWN)[0] is Truth.TRUE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("Guan", "did you mean Guam", id="a misspelt place is named"),
        pytest.param("91, 0", "latitude goes from -90 to 90", id="beyond the pole"),
        pytest.param("Atlantis", "give degrees", id="a place nobody knows"),
    ],
)
def test_a_bad_place_gets_one_clear_sentence(text: str, told: str) -> None:
    with pytest.raises(UnknownPlaceError, match=told):
        place_named(text)


def test_a_point_in_a_ring_is_found_whichever_way_the_ring_runs() -> None:
    ring = ((0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (4.0, 2.0), (2.0, 2.0), (2.0, 0.0))
    for one in (ring, ring[::-1]):
        assert inside(one, 3, 3)
        assert not inside(one, 3, 1)


@pytest.fixture
def capitals(shared_data: Path) -> dict[str, tuple[Place, str]]:
    """Today's capitals by State, with the region of the world they are counted in."""
    with gzip.open(shared_data / "world/codes_crosswalk.csv.gz", "rt", encoding="utf-8") as file:
        codes = {
            float(row["cown"]): (row["iso3c"], row["region23"])
            for row in csv.DictReader(file)
            if row["cown"] and row["iso3c"]
        }
    with gzip.open(shared_data / "world/cow_capitals.csv.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["enddate"] >= "2024"]
    return {
        code: (Place(row["capital"], float(row["lat"]), float(row["lng"])), region)
        for row in rows
        for code, region in [codes.get(float(row["ccode"]), ("", ""))]
        if code
    }


@pytest.mark.history
def test_the_capital_of_every_ally_is_in_the_area(
    capitals: dict[str, tuple[Place, str]],
) -> None:
    allies = [code for code in open_body("nato", TODAY).seats if code in capitals]
    assert len(allies) >= 30
    outside = [c for c in allies if AREA.contains(capitals[c][0], TODAY)[0] is not Truth.TRUE]
    assert not outside


@pytest.mark.history
def test_no_capital_of_another_continent_is_in_the_area(
    capitals: dict[str, tuple[Place, str]],
) -> None:
    far = ("Africa", "Asia", "South America", "Polynesia", "Melanesia", "Micronesia", "Australia")
    others = {
        code: place
        for code, (place, region) in capitals.items()
        if region.endswith(far) and code != "TUR"
    }
    assert len(others) > 100
    inside_it = {
        c: regions_at(p) for c, p in others.items() if AREA.contains(p, TODAY)[0].value == "true"
    }
    assert not inside_it


@pytest.mark.history
def test_capitals_in_the_caribbean_are_in_or_out_by_the_tropic(
    capitals: dict[str, tuple[Place, str]],
) -> None:
    islands = [place for place, region in capitals.values() if region == "Caribbean"]
    assert islands
    for place in islands:
        north = place.latitude > 23.4366
        assert (AREA.contains(place, TODAY)[0] is Truth.TRUE) is north, place
