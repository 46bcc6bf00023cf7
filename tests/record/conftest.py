"""Small files in the form of the real sources, and a home of its own for each test."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pytest

# The columns that readers of the Council file (record 4055387) use.
COUNCIL_HEADER = [
    "undl_id",
    "ms_code",
    "ms_name",
    "ms_vote",
    "permanent_member",
    "date",
    "resolution",
    "draft",
    "meeting",
    "description",
    "agenda",
    "subjects",
    "modality",
    "total_yes",
    "total_no",
    "total_abstentions",
    "total_non_voting",
    "total_ms",
    "undl_link",
]

Row = dict[str, object]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for the user's data."""
    folder = tmp_path / "home"
    monkeypatch.setenv("VETOPOINT_HOME", str(folder))
    return folder


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder for source files."""
    folder = tmp_path / "sources"
    folder.mkdir()
    return folder


def csv_file(path: Path, header: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Path:
    """Write rows under a header; missing values are empty."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def rows_of_assembly(
    number: str, resolution: str, date: str, votes: Mapping[str, str], **more: object
) -> list[Row]:
    """The rows of one resolution of the Assembly; members are «CODE NAME»."""
    letters = list(votes.values())
    totals = dict(
        zip(
            ("total_yes", "total_no", "total_abstentions", "total_non_voting"),
            (f"{letters.count(letter)}.0" for letter in "YNAX"),
            strict=True,
        )
    )
    rows: list[Row] = []
    for member, letter in votes.items():
        code, _, name = member.partition(" ")
        rows.append(
            {
                "undl_id": number,
                "ms_code": code,
                "ms_name": name,
                "ms_vote": letter,
                "date": date,
                "resolution": resolution,
                "title": f"About {resolution}, with a comma",
                **totals,
                **more,
            }
        )
    return rows


@pytest.fixture
def assembly_rows() -> Callable[..., list[Row]]:
    """Makes the rows of one resolution: number, symbol, day, letters by «CODE NAME»."""
    return rows_of_assembly


@pytest.fixture
def write_csv() -> Callable[..., Path]:
    """Writes a CSV file: path, header, rows."""
    return csv_file


@pytest.fixture
def write_assembly(sources: Path, assembly_header: list[str]) -> Callable[..., Path]:
    """Writes rows under the Assembly file's header: name, rows."""
    return lambda name, rows: csv_file(sources / name, assembly_header, rows)


COUNCIL_1993 = [
    "BRA BRAZIL",
    "CHN CHINA",
    "CPV CAPE VERDE",
    "DJI DJIBOUTI",
    "ESP SPAIN",
    "FRA FRANCE",
    "GBR UNITED KINGDOM",
    "HUN HUNGARY",
    "JPN JAPAN",
    "MAR MOROCCO",
    "NZL NEW ZEALAND",
    "PAK PAKISTAN",
    "RUS RUSSIAN FEDERATION",
    "USA UNITED STATES",
    "VEN VENEZUELA",
]


@pytest.fixture
def assembly_csv(sources: Path, assembly_header: list[str]) -> Path:
    """Two resolutions of the Assembly as the UN Digital Library publishes them."""
    rows = rows_of_assembly(
        "4025240",
        "A/RES/ES-10/21",
        "2023-10-27",
        {
            "FRA FRANCE": "Y",
            "RUS RUSSIAN FEDERATION": "Y",
            "USA UNITED STATES": "N",
            "GBR UNITED KINGDOM": "A",
            "BEN BENIN": "X",
        },
        session="ES-10",
        meeting="A/ES-10/PV.41",
        draft="A/ES-10/L.25|A/ES-10/L.25/Add.1",
    ) + rows_of_assembly(
        "666000",
        "A/RES/1973(XVIII)",
        "1963-12-16",
        {"SUN USSR": "Y", "FRA FRANCE": "N", "EAZ ZANZIBAR": "Y", "EGY UNITED ARAB REPUBLIC": "A"},
        session="18",
    )
    return csv_file(sources / "2026_02_06_ga_voting.csv", assembly_header, rows)


@pytest.fixture
def council_csv(sources: Path) -> Path:
    """Three resolutions of the Council: one with abstentions, one without a vote, one of 1991."""
    rows: list[Row] = []
    for number, resolution, date, letters, modality in (
        ("101", "S/RES/820(1993)", "1993-04-17", "YAYYYYYYYYYYAYY", "Vote"),
        ("102", "S/RES/811(1993)", "1993-03-12", "XXXXXXXXXXXXXXX", "Without vote"),
    ):
        votes = dict(zip(COUNCIL_1993, letters, strict=True))
        rows += rows_of_assembly(number, resolution, date, votes, modality=modality)
    for row in rows:
        row["description"] = row.pop("title")
    return csv_file(sources / "2026_02_06_sc_voting.csv", COUNCIL_HEADER, rows)


@pytest.fixture
def voeten_csv(sources: Path) -> Path:
    """Voeten's votes and descriptions in one tab-separated file, with a row-name column."""
    header = ["", "rcid", "ccode", "Country", "vote", "Countryname", "session", "date", "unres"]
    header += ["amend", "para", "short", "descr", "yes", "no", "abstain", "importantvote"]
    calls = (
        ("9001", "78", "2023-10-27", "R/78/1", 0, 0, {2: 1, 220: 3, 365: 2, 200: 8, 345: 9}),
        ("12", "1", "1946-11-01", "R/1/66", 1, 0, {2: 1, 365: 3, 345: 3}),
    )
    rows: list[Row] = []
    for rcid, session, date, unres, amend, para, votes in calls:
        cast = list(votes.values())
        rows += [
            {
                "": len(rows),
                "rcid": rcid,
                "ccode": code,
                "vote": vote,
                "session": session,
                "date": date,
                "unres": unres,
                "amend": amend,
                "para": para,
                "short": "A SHORT TITLE",
                "yes": cast.count(1),
                "no": cast.count(3),
                "abstain": cast.count(2),
            }
            for code, vote in votes.items()
        ]
    path = sources / "UNVotes.tab"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, header, restval="NA", delimiter="\t")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def voteview_csv(sources: Path) -> Path:
    """One roll call of the House in Voteview's two files."""
    csv_file(
        sources / "H119_rollcalls.csv",
        [
            "congress",
            "chamber",
            "rollnumber",
            "date",
            "session",
            "clerk_rollnumber",
            "yea_count",
            "nay_count",
            "nominate_mid_1",
            "bill_number",
            "vote_result",
            "vote_desc",
            "vote_question",
            "dtl_desc",
        ],
        [
            {
                "congress": 119,
                "chamber": "House",
                "rollnumber": 7,
                "date": "2025-01-09",
                "yea_count": 2,
                "nay_count": 1,
                "bill_number": "HR23",
                "vote_result": "Passed",
                "vote_desc": "A bill on the Court",
            }
        ],
    )
    return csv_file(
        sources / "H119_votes.csv",
        ["congress", "chamber", "rollnumber", "icpsr", "cast_code", "prob"],
        [
            {
                "congress": 119,
                "chamber": "House",
                "rollnumber": 7,
                "icpsr": member,
                "cast_code": code,
            }
            for member, code in {20001: 1, 20002: 2, 20003: 6, 20004: 7, 20005: 9, 20006: 0}.items()
        ],
    )
