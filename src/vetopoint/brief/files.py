"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from vetopoint.errors import VetopointError

__all__ = ["CannotWriteError", "write_whole"]


class CannotWriteError(VetopointError, OSError):
    """A file that cannot be written where it was asked for."""


def write_whole(path: Path, content: str | bytes) -> None:
    """Write the content beside the file and move it into place, so that readers see all or nothing.

    Raises
    ------
    CannotWriteError
        If the folder is missing or refuses the file; an earlier file is left as it was.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content.encode("utf-8") if isinstance(content, str) else content)
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
