"""A client of the workbench without a store: the landmark record alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from vetopoint.web.application import application


@pytest.fixture(scope="session")
def no_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def client(no_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("VETOPOINT_HOME", str(no_store))
    with TestClient(application(), base_url="http://127.0.0.1") as client:
        yield client
