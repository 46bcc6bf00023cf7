"""Files offered for import: their columns, their hash, and a sentence when they cannot be read."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, frozen

from vetopoint.errors import VetopointError

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "BadSourceError",
    "MissingPathError",
    "NoSuchFileError",
    "SourceFile",
    "UnrecognisedFileError",
    "file_with",
    "relation",
    "source_files",
]

SUFFIXES = (".csv", ".tab", ".tsv", ".txt", ".csv.gz", ".tab.gz", ".tsv.gz", ".parquet")
_DELIMITERS = "\t;,"


class BadSourceError(VetopointError, ValueError):
    """A file that is damaged or lacks what its kind must have; nothing of it was imported."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(
            f"{path.name} cannot be imported: {problem}. The record is as it was; get the file "
            "again from its publisher and repeat the import."
        )


class NoSuchFileError(VetopointError, LookupError):
    """No file of a folder has the columns that are needed."""

    def __init__(self, folder: Path, called: str, columns: Collection[str]) -> None:
        self.folder = folder
        super().__init__(
            f"{folder} holds no file like {called}.parquet, with the columns "
            f"{', '.join(sorted(columns))}; give a folder of the full record, as docs/data.md "
            "describes it"
        )


class MissingPathError(VetopointError, FileNotFoundError):
    """Nothing is at the path that was given."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.is_dir():
            super().__init__(f"{path} is a folder; give the path of one file in it.")
            return
        super().__init__(
            f"There is no file or folder at {path}; give the path of a voting file or of a folder "
            "that holds some."
        )


class UnrecognisedFileError(VetopointError, ValueError):
    """A file that no importer knows."""

    def __init__(self, path: Path, accepted: str, problem: str = "") -> None:
        self.path = path
        what = problem or f"{path.name} is not a file that the record can read"
        super().__init__(f"{what}. Accepted: {accepted}.")


@define(slots=False)
class SourceFile:
    """One file on disk; its columns and hash are read when first asked for."""

    path: Path

    @property
    def name(self) -> str:
        """The file's own name, without folders: what the record keeps."""
        return self.path.name

    @cached_property
    def bytes(self) -> int:
        """Its size."""
        return self.path.stat().st_size

    @cached_property
    def sha256(self) -> str:
        """Its hash, in hexadecimal."""
        with _reading(self.path), self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns in their order, as written."""
        return _parquet_columns(self.path) if self.is_parquet else self._layout.columns

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of its columns in lower case."""
        return frozenset(column.lower() for column in self.columns)

    @property
    def is_parquet(self) -> bool:
        """Whether it is Parquet and not text."""
        return self.path.suffix.lower() == ".parquet"

    @cached_property
    def _layout(self) -> _Layout:
        return _header(self.path)

    @property
    def delimiter(self) -> str:
        """What stands between the columns of a text file."""
        return self._layout.delimiter


@frozen
class _Layout:
    columns: tuple[str, ...]
    delimiter: str


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn the system's refusals into a sentence about the file."""
    try:
        yield
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadSourceError(path, f"it cannot be read ({reason.lower()})") from error


def source_files(path: Path) -> tuple[SourceFile, ...]:
    """The readable files at `path`: the file itself, or those of a folder in order of name.

    Raises
    ------
    MissingPathError
        If there is nothing at `path`.
    """
    if path.is_dir():
        with _reading(path):
            inside = sorted(path.iterdir())
        return tuple(
            SourceFile(entry)
            for entry in inside
            if entry.is_file() and entry.name.lower().endswith(SUFFIXES)
        )
    if not path.is_file():
        raise MissingPathError(path)
    return (SourceFile(path),)


def relation(file: SourceFile) -> str:
    """The SQL that reads all of a file as text columns with lower-case names.

    Ragged rows are an error: a row that was cut short is a sign of a damaged file.
    """
    path = _text(str(file.path))
    if file.is_parquet:
        columns = ", ".join(
            f'CAST("{name.replace(_QUOTE, _QUOTE * 2)}" AS VARCHAR) AS "{lower}"'
            for name, lower in zip(file.columns, _distinct(file.columns), strict=True)
        )
        return f"(SELECT {columns} FROM read_parquet({path}))"
    names = ", ".join(_text(name) for name in _distinct(file.columns))
    return (
        f"(FROM read_csv({path}, names=[{names}], header=true, all_varchar=true, "
        f"delim='{file.delimiter}', quote='\"', escape='\"', strict_mode=true, "
        "null_padding=false, max_line_size=16777216))"
    )


_QUOTE = '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _distinct(columns: tuple[str, ...]) -> list[str]:
    """Lower-case names; an empty or repeated one is numbered, so that each can be asked for."""
    names: list[str] = []
    for place, column in enumerate(columns):
        name = column.lower().replace('"', "") or "column"
        names.append(name if name not in names and name != "column" else f"{name}_{place}")
    return names


def _header(path: Path) -> _Layout:
    opened = gzip.open if path.name.lower().endswith(".gz") else open
    with _reading(path), opened(path, "rb") as stream:
        line = stream.readline(65536)
    head = line.decode("utf-8-sig", errors="replace")
    delimiter = max(_DELIMITERS, key=head.count)
    columns = next(csv.reader([head], delimiter=delimiter), [])
    return _Layout(tuple(column.strip() for column in columns), delimiter)


def _parquet_columns(path: Path) -> tuple[str, ...]:
    import duckdb  # lazy: the start of every other command does without it

    try:
        with duckdb.connect() as connection:
            found = connection.execute(
                "SELECT name FROM parquet_schema(?) WHERE num_children IS NULL", [str(path)]
            ).fetchall()
    except duckdb.Error as error:
        raise BadSourceError(path, f"it is not whole ({_first_line(error)})") from error
    return tuple(name for (name,) in found)


def _first_line(error: duckdb.Error) -> str:
    return str(error).partition("\n")[0].strip().rstrip(".")


def file_with(folder: Path, columns: Collection[str], called: str) -> SourceFile:
    """The first file of a folder that has these columns, whatever its name.

    Raises
    ------
    MissingPathError
        If nothing is at the path.
    NoSuchFileError
        If no file has them; `called` names the usual one.
    """
    for file in source_files(folder):
        if file.names >= set(columns):
            return file
    raise NoSuchFileError(folder, called, columns)
