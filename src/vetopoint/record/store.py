"""The embedded store: one DuckDB file in the user's data folder, only ever read in place.

Nothing writes to the file under its own name. An import builds a new file beside it and renames
it (`importing.py`), so readers, a crash and a full disk never meet a half-written record.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from vetopoint.errors import VetopointError
from vetopoint.record.schema import TABLES, VERSION

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "Store",
    "StoreBusyError",
    "StoreDamagedError",
    "data_home",
    "first_line",
    "keep_stores_open",
    "open_store",
    "quiet_connection",
    "store_exists",
    "store_path",
]


class StoreDamagedError(VetopointError, OSError):
    """The store is there but cannot be read as a record."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(
            f"The record at {path} cannot be read ({reason}). Move that file away and import "
            "your sources again with: vetopoint record import PATH"
        )


class StoreBusyError(VetopointError, OSError):
    """Another program holds the store."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"The record at {path} is in use: {reason}. Try again when it is done.")


_Identity = tuple[str, int, int, int]


@frozen
class Store:
    """An open store; every query goes through `rows`, which turns damage into a sentence.

    `identity` tells a store that is kept open from the one that another import put in its place.
    """

    path: Path
    connection: duckdb.DuckDBPyConnection = field(repr=False, eq=False)
    identity: _Identity | None = None

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        import duckdb  # lazy: the start of every other command does without it

        try:
            return self.connection.execute(query, list(values)).fetchall()
        except duckdb.Error as error:
            raise StoreDamagedError(self.path, first_line(error)) from error


def data_home() -> Path:
    """The folder of the user's data: VETOPOINT_HOME, or the platform's place for it."""
    if given := os.environ.get("VETOPOINT_HOME"):
        return Path(given).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "vetopoint"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/vetopoint"
    shared = os.environ.get("XDG_DATA_HOME", "")
    base = Path(shared) if Path(shared).is_absolute() else Path.home() / ".local/share"
    return base / "vetopoint"


def store_path() -> Path:
    """The one file of the store."""
    return data_home() / "record.duckdb"


def store_exists() -> bool:
    """Whether anything has been imported; answers without loading the database."""
    return store_path().is_file()


@contextmanager
def open_store(path: Path | None = None) -> Iterator[Store | None]:
    """The store for reading, or None where nothing has been imported.

    Raises
    ------
    StoreDamagedError, StoreBusyError
        If the file cannot be read as a record of this version.
    """
    place = path or store_path()
    if not place.is_file():
        yield None
        return
    if _MANNER["kept"]:
        with _kept_open(place) as store:
            yield store
        return
    connection = _connect(place)
    try:
        store = Store(place, connection)
        _check(store)
        yield store
    finally:
        connection.close()


_KEPT: dict[_Identity, Store] = {}
_MANNER = {"kept": False}
_TURN = threading.Lock()


def keep_stores_open() -> None:
    """From now on keep the store open between readings, until an import puts another in its place.

    For a program that reads often and long; opening takes longer than most questions.
    """
    _MANNER["kept"] = True


@contextmanager
def _kept_open(place: Path) -> Iterator[Store]:
    found = place.stat()
    identity = (str(place), found.st_ino, found.st_mtime_ns, found.st_size)
    with _TURN:
        if identity not in _KEPT:
            store = Store(place, _connect(place), identity)
            _check(store)
            # Readers of the one before hold connections of their own to it.
            _KEPT.clear()
            _KEPT[identity] = store
        connection = _KEPT[identity].connection.cursor()
    try:
        yield Store(place, connection, identity)
    finally:
        connection.close()


def quiet_connection(database: str = ":memory:", **config: Any) -> duckdb.DuckDBPyConnection:
    """A connection that never reaches for the network."""
    import duckdb  # lazy: the start of every other command does without it

    settings = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    read_only = bool(config.pop("read_only", False))
    return duckdb.connect(database, read_only=read_only, config=settings | config)


def first_line(error: Exception) -> str:
    """The first sentence of a database error, without its closing dot or advice."""
    return str(error).partition("\n")[0].strip().rstrip(".:! ")


def _connect(place: Path) -> duckdb.DuckDBPyConnection:
    import duckdb  # lazy: the start of every other command does without it

    try:
        return quiet_connection(str(place), read_only=True)
    except duckdb.Error as error:
        if "set lock" in str(error):
            raise StoreBusyError(place, "another program has opened it for writing") from error
        raise StoreDamagedError(place, first_line(error)) from error


def _check(store: Store) -> None:
    found = {name for (name,) in store.rows("SELECT table_name FROM duckdb_tables()")}
    if missing := [name for name in TABLES if name not in found]:
        raise StoreDamagedError(store.path, f"it has no table {', '.join(missing)}")
    version = store.rows("SELECT version FROM about")
    if version != [(VERSION,)]:
        raise StoreDamagedError(store.path, "another version of Vetopoint made it")
