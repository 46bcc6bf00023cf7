"""Imports, all or nothing: a new record is built beside the old one and takes its place by name.

The steps, and what a crash in each leaves behind:

1. a lock file is taken, which the system releases whenever the process ends;
2. everything is read into memory: a bad source stops here;
3. the new record is written to a file of its own: a crash or a full disk leaves a stray file that
   the next import clears away;
4. that file is closed, read again and flushed to the disk;
5. it is renamed over the record, which the file system does in one step.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetopoint.errors import VetopointError
from vetopoint.record.arranging import arrange, write_tables
from vetopoint.record.importers import Bundle, find_bundles
from vetopoint.record.schema import TABLES
from vetopoint.record.staging import carry_over, make_tables, read_bundle
from vetopoint.record.store import (
    Store,
    StoreBusyError,
    first_line,
    open_store,
    quiet_connection,
    store_path,
)

if TYPE_CHECKING:
    import duckdb

__all__ = ["Import", "Progress", "StoreWriteError", "import_sources", "read_sources"]

MEMORY_LIMIT = "1GB"
Progress = Callable[[str, int, int], None]


class StoreWriteError(VetopointError, OSError):
    """The new record could not be written; the earlier one is untouched."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(
            f"The import could not be written beside {path} ({reason}). The record is as it was; "
            "make room there, or name another folder in VETOPOINT_HOME, and import again."
        )


@frozen
class Import:
    """What an import did. `read` and `known` name files; `left_aside` those of no known kind.

    `roll_calls` counts what the files hold; `joined` the votes that they tell of, each once.
    """

    path: Path
    read: tuple[str, ...]
    known: tuple[str, ...]
    left_aside: tuple[str, ...]
    votes: int
    roll_calls: int
    problems: int
    joined: int

    @property
    def changed(self) -> bool:
        """Whether the record is another one now."""
        return bool(self.read)


def import_sources(
    paths: Sequence[Path],
    progress: Progress = lambda *_: None,
    waiting: Callable[[], None] = lambda: None,
    patience: float = 600,
) -> Import:
    """Add the sources at `paths` to the record, or leave it exactly as it was.

    `waiting` is called once when another import is under way; after `patience` seconds of that
    the import gives up.

    Raises
    ------
    UnrecognisedFileError, BadSourceError
        If a file cannot be imported.
    StoreBusyError, StoreDamagedError, StoreWriteError
        If the record cannot be added to.
    """
    place = store_path()
    bundles, aside = find_bundles(paths)
    with _alone(place, waiting, patience):
        known = _known_files(place)
        new = [one for one in bundles if any(file.sha256 not in known for file in one.files)]
        if new:
            _rebuild(place, new, progress)
        unread = [file.name for one in bundles if one not in new for file in one.files]
        return Import(
            place,
            tuple(file.name for one in new for file in one.files),
            tuple(unread),
            tuple(file.name for file in aside),
            *_counts(place),
        )


def read_sources(paths: Sequence[Path]) -> Store:
    """The sources at `paths` as a store in memory, without touching the user's record.

    Raises
    ------
    UnrecognisedFileError, BadSourceError
        If a file cannot be read.
    """
    bundles, _ = find_bundles(paths)
    connection = _read(bundles, None, lambda *_: None)
    connection.execute("ATTACH ':memory:' AS fresh")
    make_tables(connection, "fresh.")
    write_tables(connection, "fresh.")
    connection.execute("USE fresh")
    return Store(Path(str(paths[0])), connection)


@contextmanager
def _alone(place: Path, waiting: Callable[[], None], patience: float) -> Iterator[None]:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock = (place.parent / "import.lock").open("a")
    except OSError as error:
        raise StoreWriteError(place, str(error.strerror).lower()) from error
    with lock:
        deadline, told = time.monotonic() + patience, False
        while not _try_lock(lock.fileno()):
            if time.monotonic() >= deadline:
                raise StoreBusyError(place, "another import is still under way")
            if not told:
                waiting()
                told = True
            time.sleep(0.05)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        import fcntl  # not on Windows
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _known_files(place: Path) -> frozenset[str]:
    with open_store(place) as store:
        rows = store.rows("SELECT sha256 FROM sources") if store else []
    return frozenset(sha256 for (sha256,) in rows)


def _counts(place: Path) -> tuple[int, int, int, int]:
    with open_store(place) as store:
        names = ("votes", "roll_calls", "problems", "roll_calls WHERE preferred")
        counts = [
            store.rows(f"SELECT count(*) FROM {name}")[0][0] if store else 0 for name in names
        ]
    return counts[0], counts[1], counts[2], counts[3]


def _rebuild(place: Path, bundles: Sequence[Bundle], progress: Progress) -> None:
    building = place.with_name(f"{place.stem}.building")
    spill = place.with_name("spill")
    _clear(building, spill)
    try:
        with _writing(place):
            connection = _read(bundles, place, progress, temp_directory=str(spill))
            progress("writing", len(bundles) + 1, len(bundles) + 3)
            _write(connection, building)
            progress("checking", len(bundles) + 2, len(bundles) + 3)
            _flush(building)
            building.replace(place)
            _flush(place.parent)
    finally:
        _clear(building, spill)
    progress("done", len(bundles) + 3, len(bundles) + 3)


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    """Turn what disk and memory refuse into a sentence; mistakes of our own stay what they are."""
    import duckdb  # lazy: the start of every other command does without it

    refusals = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException)
    try:
        yield
    except refusals as error:
        raise StoreWriteError(place, first_line(error)) from error
    except OSError as error:
        if isinstance(error, VetopointError):
            raise
        raise StoreWriteError(place, str(error.strerror).lower()) from error


def _write(connection: duckdb.DuckDBPyConnection, building: Path) -> None:
    """Write the arranged tables to a new file, close it, and read it once."""
    import duckdb  # lazy: the start of every other command does without it

    try:
        connection.execute(f"ATTACH '{_quoted(building)}' AS fresh")
        make_tables(connection, "fresh.")
        write_tables(connection, "fresh.")
        connection.execute("DETACH fresh")
    except duckdb.Error as error:
        # A full disk comes as an error of reading, of writing or of the transaction.
        raise StoreWriteError(building.with_suffix(".duckdb"), first_line(error)) from error
    finally:
        connection.close()
    if building.with_name(f"{building.name}.wal").exists():
        raise StoreWriteError(building.with_suffix(".duckdb"), "the file was not finished")
    with open_store(building) as store:
        # Every block is read, and with it checked against its checksum.
        for name in TABLES:
            if store is not None:
                store.rows(f"SELECT count(COLUMNS(*)) FROM {name}")


def _read(
    bundles: Sequence[Bundle], earlier: Path | None, progress: Progress, **config: Any
) -> duckdb.DuckDBPyConnection:
    """A connection whose tables in memory hold the earlier record and the new sources."""
    connection = quiet_connection(memory_limit=MEMORY_LIMIT, **config)
    total = len(bundles) + 3
    try:
        make_tables(connection)
        if earlier and earlier.is_file():
            connection.execute(f"ATTACH '{_quoted(earlier)}' AS earlier (READ_ONLY)")
            carry_over(connection, "earlier", {one.main.sha256 for one in bundles})
            connection.execute("DETACH earlier")
        for done, bundle in enumerate(bundles):
            progress(bundle.main.name, done, total)
            read_bundle(connection, bundle)
        progress("arranging", len(bundles), total)
        arrange(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _flush(path: Path) -> None:
    """Make the system put a file, or the names in a folder, on the disk now."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear(building: Path, spill: Path) -> None:
    import shutil  # lazy: only an import needs it

    for stray in (building, building.with_name(f"{building.name}.wal")):
        with suppress(OSError):
            stray.unlink(missing_ok=True)
    shutil.rmtree(spill, ignore_errors=True)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
