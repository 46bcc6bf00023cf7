"""What every test has: chance with a fixed seed, this machine only, and the shared data."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
HERE = ("127.0.0.1", "::1", "localhost", "", None)

settings.register_profile(
    "same-every-time",
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("same-every-time")


def _stay_at_home(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if host not in HERE:
        raise RuntimeError(f"a test asked for the host {host!r}; tests use this machine only")


sys.addaudithook(_stay_at_home)


def _shared_data() -> Path:
    named = os.environ.get("VETOPOINT_SHARED")
    return (Path(named) if named else ROOT.parent / "shared") / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The shared votes and world data; without them the test is skipped, and fails under CI."""
    folder = _shared_data()
    if not folder.is_dir():
        why = f"no shared data in {folder}; VETOPOINT_SHARED names the folder that holds data/"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    return folder


@pytest.fixture(scope="session")
def assembly_header() -> list[str]:
    """The header of the General Assembly file of 6 February 2026 (record 4060887)."""
    return [
        "undl_id",
        "ms_code",
        "ms_name",
        "ms_vote",
        "date",
        "session",
        "resolution",
        "draft",
        "committee_report",
        "meeting",
        "title",
        "agenda_title",
        "subjects",
        "vote_note",
        "total_yes",
        "total_no",
        "total_abstentions",
        "total_non_voting",
        "total_ms",
        "undl_link",
    ]
