"""The Council's membership as we state it, against the shared lists and every recorded ballot."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from vetopoint.law.bodies import open_body

# Rows of the shared list that give the year's last holder of a seat or a group of its own choosing.
HOLDERS = {"SUN": "RUS"}


@pytest.fixture(scope="module")
def listed(shared_data: Path) -> dict[int, set[str]]:
    path = shared_data / "un" / "unsc_membership.csv"
    rows = duckdb.connect().read_csv(str(path), header=True).project("year, state_code").fetchall()
    years: dict[int, set[str]] = {}
    for year, code in rows:
        years.setdefault(int(year), set()).add(code)
    return years


def test_every_year_has_the_members_of_the_shared_list(listed: dict[int, set[str]]) -> None:
    assert min(listed) == 1946
    assert max(listed) == 2027
    for year, members in listed.items():
        assert set(open_body("un-security-council", date(year, 6, 30)).seats) == members, year


def test_the_permanent_members_are_those_of_the_shared_list(shared_data: Path) -> None:
    path = shared_data / "un" / "unsc_membership.csv"
    table = duckdb.connect().read_csv(str(path), header=True)
    rows = table.filter("permanent").project("year, state_code").fetchall()
    assert len(rows) == 5 * 82
    for year, code in rows:
        council = open_body("un-security-council", date(int(year), 6, 30))
        assert code in council.groups["permanent"]


def test_every_recorded_ballot_comes_from_a_seat(shared_data: Path) -> None:
    path = shared_data / "un" / "unsc_votes.parquet"
    rows = (
        duckdb.connect().read_parquet(str(path)).project("date, state_code").distinct().fetchall()
    )
    assert len(rows) > 30_000
    for text, code in rows:
        day = date.fromisoformat(str(text)[:10])
        seats = open_body("un-security-council", day).seats
        assert code in seats or HOLDERS.get(code) in seats, (text, code)


def test_regional_groups_agree_where_the_shared_list_names_them(shared_data: Path) -> None:
    """From 1966, when the groups were fixed; the shared list leaves many rows empty."""
    ours = {
        "african": "african",
        "asia_pacific": "asia-pacific",
        "eastern_european": "eastern-european",
        "latin_american_caribbean": "latin-american",
        "western_european_others": "western-european",
    }
    path = shared_data / "un" / "unsc_membership.csv"
    rows = (
        duckdb.connect()
        .read_csv(str(path), header=True)
        .filter("regional_group IS NOT NULL AND year >= 1966")
        .project("year, state_code, regional_group")
        .fetchall()
    )
    assert len(rows) > 400
    different = {
        (int(year), code, group)
        for year, code, group in rows
        if code not in open_body("un-security-council", date(int(year), 6, 30)).groups[ours[group]]
    }
    assert different == set()
