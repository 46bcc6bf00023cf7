"""Supplier dependence: shares, bounds where a supplier is unknown, windows and their gaps."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetopoint.strategy.inputs import BadInputError
from vetopoint.strategy.registry import run
from vetopoint.strategy.suppliers import UNKNOWN, concentration

TRADE = "\n".join(
    [
        "supplier,recipient,year,value",
        "A,X,2000,6",
        "B,X,2001,4",
        "A,X,2003,1",
        f"{UNKNOWN},X,2003,1",
        "A,Y,2003,2",
    ]
)
volumes = st.dictionaries(
    st.sampled_from("ABCDEFG"), st.integers(1, 50).map(Fraction), min_size=1, max_size=7
)


def traded(**given: Any) -> dict[str, Any]:
    return run("arms-suppliers", {"transfers": TRADE, "recipient": "X", **given}).as_record()


def test_no_deliveries_have_no_concentration() -> None:
    assert concentration({}) is None
    assert concentration({"A": Fraction(0)}) is None


@given(volumes)
def test_known_suppliers_leave_one_value_from_one_supplier_to_equal_shares(
    parts: dict[str, Fraction],
) -> None:
    found = concentration(parts)
    assert found is not None
    assert sum(found.shares.values()) == 1
    assert found.hhi[0] == found.hhi[1] == sum(share**2 for share in found.shares.values())
    assert 1 <= found.effective[0] <= len(parts)
    assert (found.effective[0] == len(parts)) == (len(set(parts.values())) == 1)


@given(volumes, st.integers(1, 50), st.integers(1, 6), st.integers(0, 6))
def test_the_bounds_hold_however_the_unknown_is_shared_out(
    parts: dict[str, Fraction], unknown: int, sellers: int, to_known: int
) -> None:
    found = concentration({**parts, UNKNOWN: Fraction(unknown)})
    assert found is not None
    truth = dict(parts)
    each = Fraction(unknown, sellers)
    for number in range(sellers):
        name = min(parts) if number < to_known else f"new {number}"
        truth[name] = truth.get(name, Fraction(0)) + each
    true = concentration(truth)
    assert true is not None
    assert found.hhi[0] <= true.hhi[0] <= found.hhi[1]
    assert found.effective[0] <= true.effective[0] <= found.effective[1]


def test_windows_move_by_a_year_and_a_window_without_deliveries_is_withheld() -> None:
    rows = next(t["rows"] for t in traded(window=1)["tables"] if t["name"] == "over time")
    assert [row["years"] for row in rows] == [
        "2000-2000", "2001-2001", "2002-2002", "2003-2003"
    ]  # fmt: skip
    assert [row["middle"] for row in rows] == [1, 1, None, 2.5]
    assert (rows[3]["low"], rows[3]["high"]) == (1, 4)


def test_the_largest_known_supplier_is_named() -> None:
    value = traded(window=4)["value"]["recipients"]["X"]
    assert value["largest"] == "A"
    assert value["largest_share"] == pytest.approx(7 / 12)


def test_several_recipients_each_have_their_line() -> None:
    record = traded(recipient="y, X", window=4)
    assert {row["recipient"] for row in record["figure"]["rows"]} == {"X", "Y"}


@pytest.mark.parametrize(
    ("given_", "sentence"),
    [
        pytest.param({"recipient": "Z"}, "no delivery is listed", id="an unknown recipient"),
        pytest.param({"recipient": None}, "no recipient is named", id="no recipient"),
        pytest.param({"window": 9}, "shorter window", id="a window longer than the data"),
        pytest.param({"window": 0}, "the least is 1", id="a window of no years"),
        pytest.param({"transfers": "supplier\nA"}, "no column 'recipient'", id="a column missing"),
        pytest.param(
            {"transfers": TRADE.replace("2000,6", "2000,-6")}, "least is 0", id="a negative volume"
        ),
        pytest.param(
            {"transfers": TRADE.replace("X,2000", "X,2000.5")}, "give a year", id="half a year"
        ),
    ],
)
def test_bad_input_gets_one_sentence(given_: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence):
        traded(**given_)


def test_shares_must_be_of_all_suppliers() -> None:
    with pytest.raises(BadInputError, match="add up to 1"):
        run("arms-suppliers", {"shares": "0.5,0.6"})


@pytest.mark.parametrize("name", ["nothing", "other.csv", "sipri_tiv.csv.gz"])
def test_a_folder_without_the_file_or_with_a_broken_one_is_refused(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("no gzip")
    with pytest.raises(BadInputError, match="sipri_tiv"):
        run("arms-suppliers", {"data": str(tmp_path), "recipient": "Taiwan"})


def test_taiwan_s_arms_came_from_one_supplier(shared_data: Path) -> None:
    record = run(
        "arms-suppliers", {"data": str(shared_data / "world"), "recipient": "Taiwan"}
    ).as_record()
    found = record["value"]["recipients"]["Taiwan"]
    assert (record["value"]["first_year"], record["value"]["last_year"]) == (2017, 2021)
    assert (found["tiv"], found["largest"]) == (894, "United States")
    assert found["largest_share"] == pytest.approx(887 / 894)
