"""The importers: a kind of source that has its record here can be imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from vetopoint.record.importers.files import (
    BadSourceError,
    MissingPathError,
    SourceFile,
    UnrecognisedFileError,
    source_files,
)
from vetopoint.record.importers.reading import Bundle, Companion, Importer, Reading
from vetopoint.record.importers.tidy import ASSEMBLY, COUNCIL
from vetopoint.record.importers.undl import UNDL
from vetopoint.record.importers.voeten import VOETEN
from vetopoint.record.importers.voteview import VOTEVIEW

__all__ = [
    "IMPORTERS",
    "BadSourceError",
    "Bundle",
    "Companion",
    "Importer",
    "MissingPathError",
    "Reading",
    "SourceFile",
    "UnrecognisedFileError",
    "accepted",
    "find_bundles",
]

IMPORTERS: tuple[Importer, ...] = (COUNCIL, ASSEMBLY, UNDL, VOETEN, VOTEVIEW)


def accepted() -> str:
    """What can be imported, for a sentence."""
    return "; ".join(importer.accepts for importer in IMPORTERS)


def find_bundles(paths: Sequence[Path]) -> tuple[tuple[Bundle, ...], tuple[SourceFile, ...]]:
    """What the importers recognise at `paths`, and the files that none of them reads.

    A file that is named itself must be recognised; in a folder, others are left aside.

    Raises
    ------
    UnrecognisedFileError
        If a named file, or every file of a folder, is of no known kind.
    BadSourceError
        If a file cannot be read, or the second file that it needs is missing.
    """
    bundles: dict[Path, Bundle] = {}
    aside: dict[Path, SourceFile] = {}
    for path in paths:
        files = source_files(path)
        found = list(_bundles(files))
        used = {file.path for bundle in found for file in bundle.files}
        rest = [file for file in files if file.path not in used]
        if not found and not _is_companion(path, rest):
            problem = f"{path} holds no file that the record can read" if path.is_dir() else ""
            raise UnrecognisedFileError(path, accepted(), problem)
        bundles |= {bundle.main.path.resolve(): bundle for bundle in found}
        aside |= {file.path: file for file in rest}
    used = {file.path.resolve() for bundle in bundles.values() for file in bundle.files}
    left = tuple(file for file in aside.values() if file.path.resolve() not in used)
    named = {path.resolve() for path in paths}
    for file in left:
        if file.path.resolve() in named:
            _refuse_lone_companion(file)
    return tuple(sorted(bundles.values(), key=_order)), left


def _order(bundle: Bundle) -> tuple[int, str, str]:
    return bundle.importer.precedence, bundle.importer.name, bundle.main.sha256


def _bundles(files: tuple[SourceFile, ...]) -> Iterator[Bundle]:
    for file in files:
        importer = next((one for one in IMPORTERS if one.recognises(file)), None)
        if importer:
            beside = files if len(files) > 1 else source_files(file.path.parent)
            companions = dict(_companions(importer, file, beside))
            yield Bundle(importer, file, companions)


def _companions(
    importer: Importer, main: SourceFile, beside: tuple[SourceFile, ...]
) -> Iterator[tuple[str, SourceFile]]:
    for companion in importer.companions:
        fitting = [file for file in beside if file.path != main.path and _fits(companion, file)]
        start = main.name.split("_")[0]
        fitting.sort(key=lambda file: (not file.name.startswith(start), file.name))
        if fitting:
            yield companion.role, fitting[0]
        elif companion.why:
            raise BadSourceError(main.path, f"it needs {companion.why}, in the same folder")


def _fits(companion: Companion, file: SourceFile) -> bool:
    try:
        return companion.fits(file)
    except BadSourceError:
        return False


def _is_companion(path: Path, files: list[SourceFile]) -> bool:
    return path.is_file() and any(
        companion.fits(file)
        for file in files
        for importer in IMPORTERS
        for companion in importer.companions
    )


def _refuse_lone_companion(file: SourceFile) -> None:
    for importer in IMPORTERS:
        for companion in importer.companions:
            if companion.fits(file) and not importer.recognises(file):
                raise BadSourceError(
                    file.path, f"it describes votes but holds none; import {importer.accepts}"
                )
