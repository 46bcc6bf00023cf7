"""What an importer is: a record that recognises its files and says in SQL what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import frozen

from vetopoint.record.importers.files import BadSourceError, SourceFile
from vetopoint.record.importers.members import Member

__all__ = [
    "ROLL_COLUMNS",
    "VOTE_COLUMNS",
    "Bundle",
    "Companion",
    "Importer",
    "Reading",
    "choose",
    "column",
    "number",
    "one_of",
]

ROLL_COLUMNS = (
    *("source_row", "label", "body", "kind", "draft", "resolution", "date", "meeting", "title"),
    *("agenda", "outcome", "without_vote", "complete", "favour", "against", "abstain", "absent"),
    *("vetoers", "note"),
)
VOTE_COLUMNS = ("source_row", "code", "name", "ballot", "value", "published", "note")


@frozen
class Companion:
    """A second file of a source, known by its columns; without `why` it may be missing."""

    role: str
    columns: frozenset[str]
    without: frozenset[str] = frozenset()
    why: str = ""

    def fits(self, file: SourceFile) -> bool:
        """Whether the file has the columns."""
        return self.columns <= file.names and not self.without & file.names


@frozen
class Bundle:
    """The files of one source: the main one and its companions by role."""

    importer: Importer
    main: SourceFile
    companions: Mapping[str, SourceFile]

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """All files, the main one first."""
        return (self.main, *(self.companions[role] for role in sorted(self.companions)))


@frozen
class Reading:
    """Two queries: one row per roll call, one row per ballot.

    `rolls` gives the columns `ROLL_COLUMNS`, `votes` gives `VOTE_COLUMNS`. A ballot that is not
    one of the four words, or `none` for no member, is listed as a problem under its `value`.
    """

    rolls: str
    votes: str


@frozen
class Importer:
    """One kind of source. A lower precedence is preferred where several cover the same vote."""

    name: str
    title: str
    accepts: str
    precedence: int
    recognises: Callable[[SourceFile], bool]
    read: Callable[[Bundle], Reading]
    member: Callable[[str, str], Member]
    companions: tuple[Companion, ...] = ()
    dated_members: bool = True


def column(file: SourceFile, *names: str, default: str = "NULL") -> str:
    """The first of these columns that the file has, as trimmed text with empty as NULL."""
    held = next((name for name in names if name in file.names), None)
    return default if held is None else f"nullif(trim(\"{held}\"), '')"


def one_of(file: SourceFile, *names: str) -> str:
    """A column that must be there under one of these names.

    Raises
    ------
    BadSourceError
        If the file has none of them.
    """
    found = column(file, *names, default="")
    if not found:
        raise BadSourceError(file.path, f"it has no column {' or '.join(names)}")
    return found


def number(expression: str) -> str:
    """The expression as a whole number, NULL where it is none; `120.0` is 120."""
    return f"TRY_CAST(TRY_CAST({expression} AS DOUBLE) AS INTEGER)"


def choose(expression: str, words: Mapping[str, Iterable[str]], empty: str = "NULL") -> str:
    """A CASE that turns the values of a source into ours; `empty` is for a missing value."""
    cases = " ".join(
        f"WHEN {expression} IN ({', '.join(repr(value) for value in values)}) THEN '{word}'"
        for word, values in words.items()
    )
    return f"CASE WHEN {expression} IS NULL THEN {empty} {cases} END"
