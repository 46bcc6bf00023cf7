"""What a download says of itself: the version that made it, the files it rests on, the choices."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from vetopoint import __version__, compare, law, record
from vetopoint.record.landmark import landmark
from vetopoint.record.status import status
from vetopoint.record.store import store_path
from vetopoint.web.asks import Ask

__all__ = ["case_hash", "charter_hash", "provenance", "record_hashes", "record_stamp"]

_CHARTERS = Path(law.__file__).parent / "charters"
_CASES = Path(compare.__file__).parent / "cases"
_Stamp = tuple[int, int, int] | None


def provenance(
    ask: Ask, filters: Mapping[str, str], data: tuple[tuple[str, str], ...]
) -> dict[str, Any]:
    """The version, the address that gives the same answer, the choices and the files' hashes."""
    return {
        "program": "vetopoint",
        "version": __version__,
        "licence": "Apache-2.0; files you import keep their own terms",
        "address": ask.url(),
        "filters": dict(filters),
        "data": [{"name": name, "sha256": sha256} for name, sha256 in data],
    }


@cache
def charter_hash(slug: str) -> tuple[str, str]:
    """The charter file of a body and its hash.

    >>> charter_hash("un-security-council")[0]
    'charters/un-security-council.yaml'
    """
    path = _CHARTERS / f"{slug}.yaml"
    return f"charters/{path.name}", hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def case_hash(slug: str) -> tuple[str, str]:
    """The file of a coded case and its hash.

    >>> case_hash("kosovo-1999")[0]
    'cases/kosovo-1999.yaml'
    """
    path = _CASES / f"{slug}.yaml"
    return f"cases/{path.name}", hashlib.sha256(path.read_bytes()).hexdigest()


def record_hashes() -> tuple[tuple[str, str], ...]:
    """The files of the record at hand with their hashes, shipped and imported."""
    return _record_hashes(record_stamp())


def record_stamp() -> _Stamp:
    """What changes when another record is imported; None where nothing is."""
    try:
        found = store_path().stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


@cache
def _landmark_hashes() -> tuple[tuple[str, str], ...]:
    files = {(s.path, s.sha256) for vote in landmark() for s in vote.sources}
    return tuple(sorted((f"{record.__name__.rpartition('.')[2]}/{p}", h) for p, h in files))


_STORED: dict[_Stamp, tuple[tuple[str, str], ...]] = {}


def _record_hashes(stamp: _Stamp) -> tuple[tuple[str, str], ...]:
    if stamp is None:
        return _landmark_hashes()
    if stamp not in _STORED:
        _STORED.clear()
        _STORED[stamp] = tuple((source.file, source.sha256) for source in status().sources)
    return _landmark_hashes() + _STORED[stamp]
