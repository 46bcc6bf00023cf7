"""An import adds everything or nothing, whatever happens to it."""

import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vetopoint.record.catalogue import find_vote
from vetopoint.record.differences import differences
from vetopoint.record.importers import BadSourceError
from vetopoint.record.importing import import_sources
from vetopoint.record.schema import TABLES
from vetopoint.record.store import (
    StoreBusyError,
    StoreDamagedError,
    open_store,
    store_path,
)

Make = Callable[..., Any]

# Imports argv[1] and kills itself with SIGKILL when the import reports the stage argv[2].
_KILLED = """
import os, signal, sys
from pathlib import Path
from vetopoint.record import importing
kill = lambda: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "half written":
    write = importing.write_tables
    def half(connection, schema):
        connection.execute(f"INSERT INTO {schema}about SELECT 1")
        connection.execute("CHECKPOINT fresh")
        kill()
    importing.write_tables = half
def progress(what, done, total):
    if what == sys.argv[2]:
        kill()
importing.import_sources([Path(sys.argv[1])], progress)
"""
_IMPORT = """
import sys
from pathlib import Path
from vetopoint.record.importing import import_sources
import_sources([Path(name) for name in sys.argv[1:]])
"""


def run(script: str, *arguments: object, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a script of ours in a process of its own."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, **more)


def fingerprint() -> str:
    """The hash of the store's file."""
    return hashlib.sha256(store_path().read_bytes()).hexdigest()


def contents() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the store."""
    with open_store() as store:
        assert store is not None
        return {name: store.rows(f"FROM {name}") for name in TABLES}


def strays(home: Path) -> set[str]:
    """What lies in the home besides the store and the lock."""
    return {entry.name for entry in home.iterdir()} - {"record.duckdb", "import.lock"}


def test_a_second_import_of_the_same_bytes_changes_nothing(
    assembly_csv: Path, council_csv: Path, tmp_path: Path
) -> None:
    assert import_sources([assembly_csv, council_csv]).changed
    before = fingerprint()
    again = import_sources([assembly_csv])
    assert not again.changed
    assert again.known == (assembly_csv.name,)
    elsewhere = shutil.copy(council_csv, tmp_path / "another name.csv")
    assert not import_sources([Path(elsewhere)]).changed
    assert fingerprint() == before


def test_the_order_of_imports_does_not_matter(
    assembly_csv: Path,
    council_csv: Path,
    voeten_csv: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    for source in (assembly_csv, council_csv, voeten_csv):
        import_sources([source])
    first = contents()
    monkeypatch.setenv("VETOPOINT_HOME", str(tmp_path / "other"))
    for source in (voeten_csv, council_csv, assembly_csv):
        import_sources([source])
    assert contents() == first


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[: len(data) // 2 + 3], id="cut off in the middle of a row"),
        pytest.param(lambda data: data.replace(b"2023-10-27", b"27 October"), id="no day"),
        pytest.param(lambda data: data.replace(b"FRANCE", b"FRAN\xff\xfe"), id="not UTF-8"),
        pytest.param(lambda data: data.replace(b"RUS,", b'RUS,"'), id="a quote never closed"),
        pytest.param(lambda data: data.replace(b"ms_vote", b"ballot"), id="a column renamed"),
        pytest.param(lambda data: data[: data.index(b"\n") + 1], id="only a header"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: b"PAR1" + bytes(90), id="something else"),
    ],
)
def test_a_damaged_file_leaves_the_record_as_it_was(
    council_csv: Path, assembly_csv: Path, home: Path, damage: Callable[[bytes], bytes]
) -> None:
    import_sources([council_csv])
    before = fingerprint()
    assembly_csv.write_bytes(damage(assembly_csv.read_bytes()))
    with pytest.raises(ValueError, match=r"ga_voting\.csv (cannot be imported|is not a file)"):
        import_sources([assembly_csv])
    assert fingerprint() == before
    assert not strays(home)


def test_one_damaged_file_stops_the_others_too(council_csv: Path, assembly_csv: Path) -> None:
    assembly_csv.write_bytes(assembly_csv.read_bytes()[:-40])
    with pytest.raises(BadSourceError):
        import_sources([council_csv, assembly_csv])
    assert not store_path().exists()


@pytest.mark.parametrize(
    "stage", ["2026_02_06_ga_voting.csv", "arranging", "writing", "half written", "checking"]
)
def test_kill_9_leaves_the_record_as_it_was(
    council_csv: Path, assembly_csv: Path, home: Path, stage: str
) -> None:
    import_sources([council_csv])
    before = fingerprint()
    assert run(_KILLED, assembly_csv, stage).returncode == -signal.SIGKILL
    assert fingerprint() == before
    assert find_vote("S/RES/820").complete
    import_sources([assembly_csv])
    assert find_vote("ES-10/21").complete
    assert not strays(home)


def test_a_full_disk_leaves_the_record_as_it_was(
    council_csv: Path, assembly_csv: Path, home: Path
) -> None:
    import_sources([council_csv])
    before = fingerprint()
    done = run(
        _IMPORT,
        assembly_csv,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert done.returncode == 1
    assert "StoreWriteError: The import could not be written beside" in done.stderr
    assert "The record is as it was; make room there" in done.stderr
    assert fingerprint() == before
    assert not strays(home)


def test_a_folder_that_cannot_be_written_is_one_sentence(
    assembly_csv: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("VETOPOINT_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(OSError, match=r"could not be written beside .* name another folder"):
        import_sources([assembly_csv])


def test_a_second_import_waits_and_then_says_so(assembly_csv: Path, home: Path) -> None:
    import fcntl

    home.mkdir()
    told: list[bool] = []
    with (home / "import.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreBusyError, match=r"another import is still under way\. Try again"):
            import_sources([assembly_csv], waiting=lambda: told.append(True), patience=0.1)
    assert told == [True]


def test_two_imports_at_once_both_arrive(assembly_csv: Path, council_csv: Path) -> None:
    command = [sys.executable, "-c", _IMPORT]
    both = [subprocess.Popen([*command, str(path)]) for path in (assembly_csv, council_csv)]
    assert [one.wait() for one in both] == [0, 0]
    assert find_vote("S/RES/820").complete
    assert find_vote("ES-10/21").complete


def test_a_reader_keeps_its_record_while_another_is_imported(
    assembly_csv: Path, council_csv: Path
) -> None:
    import_sources([council_csv])
    with open_store() as store:
        assert store is not None
        assert run(_IMPORT, assembly_csv).returncode == 0
        assert store.rows("SELECT count(*) FROM roll_calls") == [(2,)]
    assert find_vote("ES-10/21").complete


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:5000], id="cut off"),
        pytest.param(lambda _: b"not a database at all", id="another file"),
        pytest.param(lambda data: data[:8192] + os.urandom(300_000), id="overwritten"),
    ],
)
def test_a_damaged_store_says_what_to_do(
    council_csv: Path, damage: Callable[[bytes], bytes]
) -> None:
    import_sources([council_csv])
    store_path().write_bytes(damage(store_path().read_bytes()))
    with pytest.raises(StoreDamagedError, match="Move that file away and import your sources"):
        find_vote("S/RES/820")


def test_the_better_account_is_preferred_and_the_other_is_compared(
    assembly_rows: Make, write_assembly: Make, voeten_csv: Path
) -> None:
    members = {"USA UNITED STATES": "Y", "FRA FRANCE": "N", "RUS RUSSIAN FEDERATION": "N"}
    rows = assembly_rows("1", "A/RES/78/1", "2023-10-27", members)
    import_sources([voeten_csv, write_assembly("ga.csv", rows)])
    assert find_vote("78/1").sources[0].path == "ga.csv"
    (one,) = differences()
    assert (one.symbol, one.member, one.used, one.other) == (
        "A/RES/78/1",
        "RUS",
        "against",
        "abstain",
    )
