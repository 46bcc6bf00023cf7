"""A record imported, replaced or damaged while the workbench runs."""

import csv
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from vetopoint.record.importing import import_sources
from vetopoint.web.application import application

MEMBERS = {"USA": "UNITED STATES", "FRA": "FRANCE", "CHN": "CHINA"}


@pytest.fixture
def assembly_file(tmp_path: Path, assembly_header: list[str]) -> Callable[[int], Path]:
    """Writes a file with one resolution, by its number."""

    def written(number: int) -> Path:
        path = tmp_path / f"assembly-{number}.csv"
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, assembly_header, restval="")
            writer.writeheader()
            for code, name in MEMBERS.items():
                writer.writerow(
                    {
                        "undl_id": f"{900 + number}",
                        "ms_code": code,
                        "ms_name": name,
                        "ms_vote": "Y",
                        "date": f"2015-12-{number:02}",
                        "resolution": f"A/RES/70/{900 + number}",
                        "title": f"Lighthouses, part {number}",
                        "total_yes": "3.0",
                        "total_no": "0.0",
                        "total_abstentions": "0.0",
                        "total_non_voting": "0.0",
                    }
                )
        return path

    return written


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[TestClient, Path]:
    monkeypatch.setenv("VETOPOINT_HOME", str(tmp_path / "home"))
    return TestClient(application(), base_url="http://127.0.0.1"), tmp_path


def found(client: TestClient) -> int:
    answer = client.get("/votes.json?q=Lighthouses")
    assert answer.status_code == 200, answer.text
    total: int = answer.json()["total"]
    return total


def test_a_record_imported_meanwhile_is_used_from_the_next_page_on(
    own: tuple[TestClient, Path], assembly_file: Callable[[int], Path]
) -> None:
    client, _ = own
    assert found(client) == 0
    import_sources([assembly_file(1)])
    assert found(client) == 1
    import_sources([assembly_file(2)])
    assert found(client) == 2


def test_readers_during_an_import_see_one_record_or_the_other(
    own: tuple[TestClient, Path], assembly_file: Callable[[int], Path]
) -> None:
    client, _ = own
    import_sources([assembly_file(1)])
    importing = threading.Thread(target=import_sources, args=([assembly_file(2)],))
    importing.start()
    seen = {found(client)}
    while importing.is_alive():
        seen.add(found(client))
    importing.join()
    assert seen <= {1, 2}
    assert found(client) == 2


def test_a_damaged_record_is_said_and_the_rest_still_works(own: tuple[TestClient, Path]) -> None:
    client, folder = own
    (folder / "home").mkdir()
    (folder / "home" / "record.duckdb").write_bytes(b"not a database at all" * 100)
    answer = client.get("/votes")
    assert answer.status_code == 503
    assert "cannot be read" in answer.text
    assert client.get("/body/nato").status_code == 200
