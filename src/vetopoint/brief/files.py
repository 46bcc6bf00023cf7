"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from vetopoint.errors import VetopointError

__all__ = ["CannotWriteError", "write_whole"]


class CannotWriteError(VetopointError, OSError):
    """A file that cannot be written where it was asked for."""


def write_whole(path: Path, text: str) -> None:
    """Write the text beside the file and move it into place, so that readers see all or nothing.

    Raises
    ------
    CannotWriteError
        If the folder is missing or refuses the file; an earlier file is left as it was.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink()
            raise
    except OSError as error:
        reason = error.strerror or "the system refused it"
        raise CannotWriteError(
            f"{path} cannot be written: {reason}; choose another place"
        ) from error
