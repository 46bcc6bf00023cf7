"""Burden and support: ranks, shares of GDP, and what a quoted total could be."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path
from statistics import correlation
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.law.bodies import open_body
from vetopoint.strategy.burden.allies import midranks, rank_correlation
from vetopoint.strategy.burden.ranks import NATO_1964
from vetopoint.strategy.burden.support import published_totals
from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.registry import run

MONTHS = """country,iso,year,month,total,military,financial,humanitarian,commitments,gdp
Big,BIG,2022,1,30,20,10,0,40,1000
Small,SML,2022,1,10,0,0,10,20,100
Union,UNI,2022,2,5,0,5,0,60,0
Small,SML,2022,3,8,8,0,0,0,100
"""
numbers = st.lists(st.integers(-5, 5).map(Fraction), min_size=3, max_size=12)


def asked(**given: Any) -> dict[str, Any]:
    return run("ukraine-support", {"months": MONTHS, **given}).as_record()


def rows_of(record: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return next(table["rows"] for table in record["tables"] if table["name"] == name)


@given(numbers)
def test_midranks_add_up_and_follow_the_values(values: list[Fraction]) -> None:
    ranks = midranks(values)
    assert sum(ranks) == Fraction(len(values) * (len(values) + 1), 2)
    for one, rank in zip(values, ranks, strict=True):
        for other, second in zip(values, ranks, strict=True):
            assert (one > other) == (rank < second)


@given(st.data())
def test_rank_correlation_is_the_correlation_of_ranks(data: st.DataObject) -> None:
    first = data.draw(numbers.filter(lambda values: len(set(values)) > 1))
    second = data.draw(
        st.lists(st.integers(-5, 5).map(Fraction), min_size=len(first), max_size=len(first)).filter(
            lambda values: len(set(values)) > 1
        )
    )
    wanted = correlation([float(r) for r in midranks(first)], [float(r) for r in midranks(second)])
    assert float(rank_correlation(first, second)) == pytest.approx(wanted, abs=1e-9)
    if len(set(first)) == len(set(second)) == len(first):
        assert isinstance(rank_correlation(first, second), Fraction)


def test_the_members_of_1964_are_those_of_the_charter_but_for_iceland() -> None:
    seats = open_body("nato", datetime.date(1964, 7, 1)).seats
    assert {member for member, _ in NATO_1964} == set(seats) - {"ISL"}
    assert sorted(rank for _, rank in NATO_1964) == list(range(1, 15))


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        pytest.param("member,size\nA,1", "no column 'burden'", id="a column missing"),
        pytest.param("member,size,burden\nA,1,1", "at least 4", id="too few members"),
        pytest.param(
            "member,size,burden\nA,1,1\nB,1,2\nC,1,3\nD,1,4", "equal", id="all of one size"
        ),
        pytest.param("member,size,burden\nA,-1,1", "least is 0", id="a negative size"),
    ],
)
def test_a_bad_table_of_allies_gets_one_sentence(table: str, sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence):
        run("burden-sharing", {"members": table})


def tables_in(folder: Path) -> str:
    """Two years of five members: burdens in the order of size, then against it."""
    codes = ("USA", "GBR", "FRA", "ITA", "BEL")
    sizes = [(code, year, 50 - place) for year in (2000, 2001) for place, code in enumerate(codes)]
    economy = "".join(f"{code},{year},{size}\n" for code, year, size in sizes)
    spending = "".join(
        f"{code.lower()},{year},{size / 10 if year == 2000 else 9 - size / 10}\n"
        for code, year, size in sizes
    )
    (folder / "wdi_gdp.csv").write_text(f"iso3,year,gdp_usd\n{economy}", "utf-8")
    (folder / "milex_pct_gdp.csv").write_text(f"iso3_lower,year,milex_pct_gdp\n{spending}", "utf-8")
    return str(folder)


def test_data_without_a_year_give_every_year(tmp_path: Path) -> None:
    data = tables_in(tmp_path)
    rows = rows_of(run("burden-sharing", {"data": data}).as_record(), "years")
    assert [(row["year"], row["correlation"]) for row in rows] == [(2000, 1), (2001, -1)]
    assert {row["unknown"] for row in rows} == {14}
    spent = [s * s / 10 for s in (50, 49, 48, 47, 46)]
    assert rows[0]["spent"] == pytest.approx(sum(spent) / 240, abs=0.005)
    only = run("burden-sharing", {"data": data, "since": 2001}).answer.value
    assert (only["years"], only["rank_correlation"]) == (1, -1)


@pytest.mark.parametrize(
    ("given_", "sentence"),
    [
        pytest.param({"until": 1999}, "no year has 4 members", id="before the data"),
        pytest.param({"year": 2000, "since": 2000}, "--year is one year", id="one year and many"),
        pytest.param({"year": 1990}, "0 members with both", id="a year without figures"),
    ],
)
def test_bad_years_get_one_sentence(tmp_path: Path, given_: dict[str, int], sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence):
        run("burden-sharing", {"data": tables_in(tmp_path), **given_})


def test_a_year_without_data_is_refused_rather_than_passed_over() -> None:
    with pytest.raises(BadInputError, match="--year counts only with --data"):
        run("burden-sharing", {"year": 2020})


@pytest.mark.history
def test_the_series_of_nato_holds_each_single_year(shared_data: Path) -> None:
    data = str(shared_data / "world")
    series = {
        row["year"]: row
        for row in rows_of(run("burden-sharing", {"data": data}).as_record(), "years")
    }
    for year in (1964, 1989, 2020):
        single = run("burden-sharing", {"data": data, "year": year}).answer.value
        assert series[year]["members"] == single["members"]
        assert series[year]["correlation"] == pytest.approx(
            float(single["rank_correlation"]), abs=0.0005
        )
    assert series[1964]["correlation"] == 0.609


def test_allocations_and_commitments_are_added_apart() -> None:
    value = asked()["value"]
    assert (value["allocated"], value["committed"]) == (53, 120)
    assert value["reached"] == {"allocated": None, "committed": "2022-02"}


def test_a_kind_counts_only_its_own() -> None:
    assert asked(kind="military")["value"]["allocated"] == 28


def test_a_share_of_gdp_is_of_the_donor_and_unknown_without_a_gdp() -> None:
    shares = {row["donor"]: row["share"] for row in rows_of(asked(), "donors")}
    assert shares == {"Small": 18, "Big": 3, "Union": None}


def test_donors_are_chosen_by_code_or_name_and_months_by_day() -> None:
    record = asked(donors="sml, Big", until="2022-02-11")
    assert {row["donor"] for row in rows_of(record, "donors")} == {"Small", "Big"}
    assert record["value"]["allocated"] == 40
    assert len(rows_of(record, "months")) == 2


def test_a_sum_near_the_quotation_is_named_only_if_the_month_was_over() -> None:
    near = rows_of(asked(amount="54", quoted_on="2022-04-01"), "near")
    assert [(row["measure"], row["month"]) for row in near] == [("allocations, all", "2022-03")]
    assert not rows_of(asked(amount="54", quoted_on="2022-03-31"), "near")


@pytest.mark.parametrize(
    ("given_", "sentence"),
    [
        pytest.param({"donors": "XYZ"}, "no donor of the tracker", id="an unknown donor"),
        pytest.param({"until": "2021-05-01"}, "begin in 2022-01", id="before the tracker"),
        pytest.param({"amount": "-3"}, "the least is", id="a negative total"),
        pytest.param({"kind": "naval"}, "choose one of", id="an unknown kind"),
        pytest.param({"months": "country\nA"}, "no column 'iso'", id="a column missing"),
        pytest.param(
            {"months": MONTHS.replace("2022,3", "2022,13")}, "give 1 to 12", id="a month of 13"
        ),
    ],
)
def test_bad_input_gets_one_sentence(given_: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence):
        asked(**given_)


def test_the_quoted_75_2_billion_matches_nothing_printed_before_and_stays_unverified() -> None:
    result = run("ukraine-support")
    assert result.answer.value["matches"] == []
    assert "unverified" in result.answer.reason


def test_a_later_quotation_could_be_the_allocations_of_february_2024() -> None:
    result = run("ukraine-support", {"quoted_on": "2024-03-01"})
    assert result.answer.value["matches"] == ["EU, allocations, February 2024"]


def test_every_published_total_has_its_measure_unit_and_release() -> None:
    for total in published_totals():
        assert total.measure in ("commitments", "allocations")
        assert total.unit == "billion EUR"
        assert "Kiel Institute" in total.source


def test_the_tracker_s_totals_come_out_of_its_months(shared_data: Path) -> None:
    record = run("ukraine-support", {"data": str(shared_data / "world")}).as_record()
    assert record["value"]["until"] == "2026-04"
    assert record["value"]["allocated"] == pytest.approx(358.400, abs=0.001)
    known = {"Denmark": 3.273931, "Estonia": 3.063147, "Lithuania": 2.834712}
    shares = {row["donor"]: row["share"] for row in rows_of(record, "donors")}
    for donor, share in known.items():
        assert shares[donor] == pytest.approx(share, abs=0.001)


def test_release_29_gives_the_united_states_less_than_was_printed_at_the_time(
    shared_data: Path,
) -> None:
    given_ = {"data": str(shared_data / "world"), "donors": "USA", "until": "2022-10-31"}
    value = run("ukraine-support", given_).answer.value
    assert float(value["committed"]) == pytest.approx(34.9, abs=0.05)  # 52 in October 2022


def test_nato_of_a_year_is_that_of_the_charter(shared_data: Path) -> None:
    record = run("burden-sharing", {"data": str(shared_data / "world"), "year": 2020}).as_record()
    assert record["value"]["members"] == 29
    assert record["cautions"] == ["Left out, as a figure is unknown: ISL."]
