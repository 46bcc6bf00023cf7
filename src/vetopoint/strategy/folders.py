"""Files in a folder of data, sought by the beginning of their names; gzip is read through."""

from __future__ import annotations

import gzip
from pathlib import Path

from vetopoint.strategy.inputs import BadInputError

__all__ = ["text_in"]


def text_in(folder: str, beginning: str, what: str) -> str:
    """The text of the one CSV file in `folder` whose name begins so, packed by gzip or not.

    Parameters
    ----------
    what
        What the file holds, for the sentence that says it is missing.

    Raises
    ------
    BadInputError
        If the folder has no such file, or it cannot be read.
    """
    place = Path(folder)
    if not place.is_dir():
        raise BadInputError(f"--data is {folder!r}, which is no folder; name one that holds {what}")
    found = sorted(
        path
        for path in place.iterdir()
        if path.name.startswith(beginning) and path.name.removesuffix(".gz").endswith(".csv")
    )
    if not found:
        raise BadInputError(
            f"--data is {folder!r}, which holds no {beginning}*.csv or .csv.gz; put {what} there"
        )
    try:
        raw = found[-1].read_bytes()
        return (gzip.decompress(raw) if found[-1].suffix == ".gz" else raw).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadInputError(
            f"{found[-1]} cannot be read as CSV text ({type(error).__name__}); fetch it again"
        ) from error
