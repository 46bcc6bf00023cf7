"""Names of States: what people type, what records print, and what the name was on a day."""

from __future__ import annotations

import csv
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.errors import VetopointError
from vetopoint.law import states as registry
from vetopoint.law.states import (
    AmbiguousStateError,
    UnknownStateError,
    continuing_seat,
    find_state,
    full_name,
    seat_code,
    short_name,
    state,
    states,
    voting_seat,
)

CODES = [entry.code for entry in states()]

# Two States may share a normalised name only for a reason.
SHARED_NAMES = {
    "yugoslavia": "in use for the Socialist Federal Republic; the Federal Republic bore it too",
}

# What a record prints for a State that no name of ours can tell: the row's code says more.
MISNAMED = {
    ("Yugoslavia (SFRY / FRY)", "YUG"): "two States in one label",
    ("Russian Federation", "SUN"): "the seat of the Soviet Union under its later name",
    ("Serbia and Montenegro (FRY to Feb 2003)", "SCG"): "a label with its own note",
}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("RUS", "RUS"),
        ("rus", "RUS"),
        (" Russian Federation ", "RUS"),
        ("russia", "RUS"),
        ("USSR", "SUN"),
        ("U.S.S.R.", "SUN"),
        ("Soviet Union", "SUN"),
        ("USA", "USA"),
        ("US", "USA"),
        ("U.S.", "USA"),
        ("The United States", "USA"),
        ("United States of America", "USA"),
        ("UK", "GBR"),
        ("Britain", "GBR"),
        ("great britain", "GBR"),
        ("Ivory Coast", "CIV"),
        ("Côte d'Ivoire", "CIV"),
        ("Cote d’Ivoire", "CIV"),
        ("COTE D' IVOIRE", "CIV"),
        ("North Korea", "PRK"),
        ("DPRK", "PRK"),
        ("Korea, Democratic People's Republic of", "PRK"),
        ("South Korea", "KOR"),
        ("Korea (Republic of)", "KOR"),
        ("Turkey", "TUR"),
        ("TÜRKİYE", "TUR"),
        ("turkiye", "TUR"),
        ("Burma", "MMR"),
        ("Swaziland", "SWZ"),
        ("Cape Verde", "CPV"),
        ("Macedonia", "MKD"),
        ("FYROM", "MKD"),
        ("East Germany", "DDR"),
        ("West Germany", "DEU"),
        ("Germany", "DEU"),
        ("Federal Republic of Germany", "DEU"),
        ("Czech Republic", "CZE"),
        ("Czechoslovakia", "CSK"),
        ("Holland", "NLD"),
        ("Kingdom of the Netherlands", "NLD"),
        ("UAR", "EGY"),
        ("United Arab Republic", "EGY"),
        ("Congo", "COG"),
        ("Congo (Brazzaville)", "COG"),
        ("Congo-Kinshasa", "COD"),
        ("DRC", "COD"),
        ("Dem. Rep. of the Congo", "COD"),
        ("Zaire", "COD"),
        ("Yemen", "YEM"),
        ("Yemen Arab Republic", "YEM"),
        ("South Yemen", "YMD"),
        ("Democratic Yemen", "YMD"),
        ("Vietnam", "VNM"),
        ("China", "CHN"),
        ("People's Republic of China", "CHN"),
        ("Taiwan", "TWN"),
        ("Yugoslavia", "YUG"),
        ("FRY", "SCG"),
        ("St. Kitts & Nevis", "KNA"),
        ("Saint Vincent and the Grenadines", "VCT"),
        ("Bosnia", "BIH"),
        ("The Gambia", "GMB"),
        ("Guinea Bissau", "GNB"),
        ("Guinea", "GIN"),
        ("Micronesia, Federated States of", "FSM"),
        ("Afghanistan, Islamic Republic of", "AFG"),
        ("Holy See", "VAT"),
        ("Palestine", "PSE"),
        ("Kosovo", "XKX"),
        ("Western Sahara", "ESH"),
    ],
)
def test_a_name_people_type_finds_its_state(typed: str, code: str) -> None:
    assert find_state(typed).code == code


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        pytest.param("Korea", ("PRK", "KOR"), id="Korea is two States"),
        pytest.param("Republic of China", ("CHN", "TWN"), id="China's seat, or Taiwan"),
        pytest.param("South Vietnam", (), id="never a Member"),
        pytest.param("England", (), id="the United Kingdom votes"),
    ],
)
def test_an_ambiguous_name_is_refused_and_the_choices_are_named(
    typed: str, codes: tuple[str, ...]
) -> None:
    with pytest.raises(AmbiguousStateError) as refused:
        find_state(typed)
    assert refused.value.nearest == codes
    assert all(code in str(refused.value) for code in codes)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Nigera", "NGA"), ("Isreal", "ISR"), ("Afganistan", "AFG"), ("Phillipines", "PHL")],
)
def test_a_slip_is_refused_and_the_nearest_names_are_given(typed: str, code: str) -> None:
    with pytest.raises(UnknownStateError) as refused:
        find_state(typed)
    assert code in refused.value.nearest
    assert refused.value.text == typed
    assert isinstance(refused.value, VetopointError)
    assert isinstance(refused.value, LookupError)


@pytest.mark.parametrize("typed", ["", "  ", "the", "Atlantis", "XX", "of the Republic"])
def test_a_name_of_nobody_is_refused(typed: str) -> None:
    with pytest.raises(UnknownStateError, match="is not the name or code of a State"):
        find_state(typed)


@pytest.mark.parametrize(
    ("typed", "on", "code"),
    [
        pytest.param("Russia", date(1971, 10, 25), "SUN", id="the Soviet seat in 1971"),
        pytest.param("Russia", date(1991, 12, 23), "SUN", id="last day of the Soviet seat"),
        pytest.param("Soviet Union", date(1991, 12, 24), "RUS", id="the day of succession"),
        pytest.param("Yugoslavia", date(1991, 1, 1), "YUG", id="the Socialist Federal Republic"),
        pytest.param("Yugoslavia", date(2001, 1, 1), "SCG", id="the Federal Republic"),
        pytest.param("Yugoslavia", date(2010, 1, 1), "SRB", id="continued by Serbia"),
        pytest.param("Serbia", date(2004, 1, 1), "SCG", id="before Montenegro left"),
        pytest.param("South Yemen", date(1995, 1, 1), "YEM", id="after the merger"),
        pytest.param("Yemen", date(1980, 1, 1), "YEM", id="the North kept its own code"),
        pytest.param("Zanzibar", date(1964, 1, 1), "ZAN", id="before the union"),
        pytest.param("Tanzania", date(1963, 1, 1), "TZA", id="Tanganyika is the same seat"),
        pytest.param("Taiwan", date(1971, 10, 25), "CHN", id="held China's seat"),
        pytest.param("Taiwan", date(1971, 10, 26), "TWN", id="and no seat since"),
        pytest.param("Republic of China", date(1950, 6, 27), "CHN", id="no doubt in 1950"),
        pytest.param("Czechoslovakia", date(2000, 1, 1), "CSK", id="nothing continues it"),
    ],
)
def test_with_a_day_the_answer_is_the_seat_of_that_day(typed: str, on: date, code: str) -> None:
    assert find_state(typed, on).code == code


@pytest.mark.parametrize(
    ("code", "on", "name", "short"),
    [
        ("COD", date(1961, 2, 21), "Congo (Leopoldville)", "Congo (Leopoldville)"),
        ("COD", date(1990, 11, 29), "Zaire", "Zaire"),
        ("MMR", date(1988, 9, 18), "Burma", "Burma"),
        ("BLR", date(1946, 1, 10), "Byelorussian SSR", "Byelorussian SSR"),
        ("UKR", date(1985, 1, 1), "Ukrainian SSR", "Ukrainian SSR"),
        ("EGY", date(1960, 9, 20), "United Arab Republic", "United Arab Republic"),
        ("EGY", date(1956, 10, 30), "Egypt", "Egypt"),
        ("LKA", date(1971, 10, 25), "Ceylon", "Ceylon"),
        ("DEU", date(1980, 1, 1), "Germany, Federal Republic of", "West Germany"),
        ("SCG", date(2002, 1, 1), "Yugoslavia", "Yugoslavia"),
        ("KHM", date(1975, 12, 1), "Cambodia", "Cambodia"),
        ("KHM", date(1979, 1, 11), "Democratic Kampuchea", "Democratic Kampuchea"),
        ("TUR", date(2022, 5, 31), "Turkey", "Turkey"),
        ("TUR", date(2022, 6, 1), "Türkiye", "Türkiye"),
        ("RUS", date(1999, 3, 26), "Russian Federation", "Russia"),
    ],
)
def test_the_name_on_a_day(code: str, on: date, name: str, short: str) -> None:
    assert (full_name(code, on), short_name(code, on)) == (name, short)


def test_seats_are_continued_as_the_united_nations_has_it() -> None:
    continued = {code: continuing_seat(code) for code in CODES if continuing_seat(code) != code}
    assert continued == {"SUN": "RUS", "YUG": "SRB", "SCG": "SRB", "YMD": "YEM", "ZAN": "TZA"}


def test_states_that_sat_side_by_side_vote_under_codes_of_their_own() -> None:
    seats = {code: voting_seat(code) for code in CODES if voting_seat(code) != code}
    assert seats == {"SUN": "RUS", "YUG": "SRB", "SCG": "SRB"}


def test_no_two_states_share_a_name_unless_argued() -> None:
    holders: dict[str, set[str]] = {}
    for entry in states():
        former = (was.name for was in entry.former)
        for name in (entry.name, entry.short, *entry.aliases, *former):
            holders.setdefault(registry._key(registry._words(name)), set()).add(entry.code)
    assert {name for name, codes in holders.items() if len(codes) > 1} == set(SHARED_NAMES)
    assert not set(holders) & set(registry._ambiguous())
    assert not {name.upper() for name in holders} & set(CODES) - _own_codes(holders)


def _own_codes(holders: dict[str, set[str]]) -> set[str]:
    """Codes that are also a name of the same State, such as USA."""
    return {name.upper() for name, codes in holders.items() if codes == {name.upper()}}


def test_former_names_of_a_state_do_not_overlap() -> None:
    for entry in states():
        spells = [(was.since or date.min, was.until or date.max) for was in entry.former]
        assert all(first <= last for first, last in spells), entry.code
        assert all(a[1] < b[0] for a, b in pairwise(spells)), entry.code


@given(st.sampled_from(CODES))
def test_every_name_of_a_state_leads_back_to_it(code: str) -> None:
    entry = state(code)
    for name in (entry.code, entry.name, entry.short, *entry.aliases):
        assert find_state(name.upper()).code == find_state(name).code == code


@given(st.sampled_from(CODES), st.dates(date(1945, 10, 24), date(2026, 1, 1)))
def test_the_seat_of_a_seat_is_itself(code: str, on: date) -> None:
    seat = seat_code(code, on)
    assert seat_code(seat, on) == seat


def test_every_name_the_digital_library_used_resolves(shared_data: Path) -> None:
    with (shared_data / "un" / "un_name_crosswalk.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 200
    for row in rows:
        for name in (row["undl_name"], row["undl_name"].lower(), row["undl_name"].title()):
            assert find_state(name).code == row["state_code"]
        assert continuing_seat(row["state_code"]) == (row["continuity_code"] or row["state_code"])


@pytest.mark.parametrize(
    ("table", "code", "name"),
    [
        ("voeten_votes_1946_2019.parquet", "iso3", "country"),
        ("unsc_votes.parquet", "state_code", "ms_name"),
        ("un_membership_dates.csv", "state_code", "name"),
        ("un_state_crosswalk.csv", "state_code", "name"),
    ],
)
def test_every_name_of_the_other_tables_resolves(
    shared_data: Path, table: str, code: str, name: str
) -> None:
    duckdb = pytest.importorskip("duckdb")
    read = duckdb.read_csv if table.endswith("csv") else duckdb.read_parquet
    named = set(read(str(shared_data / "un" / table)).project(f"{name}, {code}").fetchall())
    wrong = {pair for pair in named - set(MISNAMED) if find_state(pair[0]).code != pair[1]}
    assert not wrong


def test_every_state_of_the_shared_record_is_registered(shared_data: Path) -> None:
    with (shared_data / "un" / "un_state_crosswalk.csv").open(encoding="utf-8") as file:
        codes = {row["state_code"] for row in csv.DictReader(file)}
    assert codes <= set(CODES)
    assert set(CODES) - codes == {"ESH", "PSE", "TWN", "VAT", "XKX"}
