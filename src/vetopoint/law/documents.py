"""YAML files read strictly: every error names the file, the line, the key and the remedy."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

import yaml
from attrs import field, frozen

from vetopoint.errors import VetopointError

__all__ = [
    "BadDocumentError",
    "Node",
    "Source",
    "dump_document",
    "parse_document",
    "read_document",
    "refuse_other_file",
]

_Key = str | int


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads only true and false as booleans: `on` is a key here, and NO a country.

    A key that stands twice is refused: YAML itself would silently keep the second.
    """

    def flatten_mapping(self, node: Any) -> None:
        if not getattr(node, "was_checked", False):
            node.was_checked = True  # once: merged keys may stand beside those they replace
            _refuse_repeated_keys(node)
        super().flatten_mapping(node)


def _refuse_repeated_keys(node: Any) -> None:
    seen: set[str] = set()
    for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
        if key.value in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key.value!r} stands twice; keep one", key.start_mark
            )
        seen.add(key.value)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])
_LOADER: Any = _Loader
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class BadDocumentError(VetopointError, ValueError):
    """A document that does not say what it must: where, what was found, what is allowed."""

    def __init__(self, file: str, line: int | None, key: str, problem: str) -> None:
        self.file, self.line, self.key, self.problem = file, line, key, problem
        place = file if line is None else f"{file}, line {line}"
        where = key or ("" if line is None else "the document")
        super().__init__(": ".join(part for part in (place, where, problem) if part))


@frozen
class Source:
    """The document, and the place in it, that a statement was read from."""

    document: str
    locator: str = ""
    note: str = ""
    url: str = ""
    checked: str = ""

    def words(self) -> str:
        """Document and locator in one phrase.

        >>> Source("UN Charter", "Art. 27(3)").words()
        'UN Charter, Art. 27(3)'
        """
        return f"{self.document}, {self.locator}" if self.locator else self.document

    def as_record(self) -> dict[str, str]:
        """The filled fields only."""
        named = {
            "document": self.document,
            "locator": self.locator,
            "note": self.note,
            "url": self.url,
            "checked": self.checked,
        }
        return {key: text for key, text in named.items() if text}


@frozen
class Node:
    """A value in a document, knowing where it stands."""

    value: Any
    file: str
    text: str = field(repr=False)
    path: tuple[_Key, ...] = ()

    def fail(self, problem: str) -> BadDocumentError:
        """The error that says what is wrong here."""
        return BadDocumentError(
            self.file, _line_of(self.text, self.path), _words(self.path), problem
        )

    def __getitem__(self, key: _Key) -> Node:
        return Node(self.value[key], self.file, self.text, (*self.path, key))

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def only(self, *allowed: str) -> Node:
        """Refuse keys that are not in `allowed`; a near miss is named."""
        for key in self.mapping():
            if key not in allowed:
                near = get_close_matches(str(key), allowed, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(allowed)}"
                raise self.fail(f"unknown key {key!r}; {hint}")
        return self

    def mapping(self) -> dict[str, Any]:
        """The value as a mapping."""
        if not isinstance(self.value, dict):
            raise self.fail(f"expected keys and values, found {_kind(self.value)}")
        return cast("dict[str, Any]", self.value)

    def items(self, key: str, *, required: bool = True) -> Iterator[Node]:
        """The entries of the list under `key`."""
        if key not in self:
            if required:
                raise self.fail(f"{key!r} is missing; give a list")
            return
        node = self[key]
        if not isinstance(node.value, list):
            raise node.fail(f"expected a list, found {_kind(node.value)}")
        yield from (node[index] for index in range(len(node.value)))

    def entries(self, key: str) -> Iterator[tuple[str, Node]]:
        """The named entries of the mapping under `key`, which may be missing."""
        if key in self:
            node = self[key]
            yield from ((str(name), node[name]) for name in node.mapping())

    def _typed(self, key: str, kind: type | tuple[type, ...], words: str) -> Any:
        if key not in self:
            raise self.fail(f"{key!r} is missing; give {words}")
        value = self.mapping()[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self[key].fail(f"expected {words}, found {_kind(value)}")
        return value

    def word(self, key: str, default: str | None = None) -> str:
        """A text; numbers are accepted as their digits."""
        if key not in self and default is not None:
            return default
        return str(self._typed(key, (str, int, float), "a text"))

    def integer(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        if key not in self and default is not None:
            return default
        return int(self._typed(key, int, "a whole number"))

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        return bool(self._typed(key, bool, "true or false")) if key in self else default

    def date(self, key: str) -> datetime.date | None:
        """A day as 1999-03-26, or None where it is left open."""
        if key not in self:
            return None
        value = self.mapping()[key]
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        raise self[key].fail(f"expected a day such as 1999-03-26, found {_kind(value)}")

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One of a few words."""
        word = self.word(key, default)
        if word not in (options := tuple(allowed)):
            raise self[key].fail(f"expected one of {', '.join(options)}, found {word!r}")
        return word

    def codes(self, key: str) -> tuple[str, ...]:
        """Words separated by spaces, such as member codes; empty where missing."""
        if key not in self:
            return ()
        value = self.mapping()[key]
        words = value.split() if isinstance(value, str) else value
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise self[key].fail(f"expected codes separated by spaces, found {_kind(value)}")
        if repeated := sorted({word for word in words if words.count(word) > 1}):
            raise self[key].fail(f"{', '.join(repeated)} stands twice; name each once")
        return tuple(words)

    def source(self, key: str = "reference") -> Source:
        """The source under `key`; every dated value needs one."""
        if key not in self:
            raise self.fail(f"{key!r} is missing; give a document and a locator")
        node = self[key].only("document", "locator", "note", "url", "checked")
        names = ("locator", "note", "url", "checked")
        return Source(node.word("document"), *(node.word(name, "") for name in names))


def read_document(path: Path, shown_as: str | None = None) -> Node:
    """Read a YAML file.

    Raises
    ------
    BadDocumentError
        If the file cannot be read or is not YAML; the sentence names file and line.
    """
    name = shown_as or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise BadDocumentError(name, None, "", f"cannot be read: {reason}") from error
    return parse_document(text, name)


def refuse_other_file(word: str, what: str) -> None:
    """Refuse the path of a file that does not end in .yaml, given where a slug may stand as well.

    >>> try:
    ...     refuse_other_file("mine/draft.txt", "case")
    ... except BadDocumentError as error:
    ...     print(error)
    mine/draft.txt: a case of your own must be a file whose name ends in .yaml; rename it

    Raises
    ------
    BadDocumentError
        For a file that exists, or a word that looks like a path.
    """
    path = Path(word)
    spelt = len(path.parts) > 1 or re.fullmatch(r"\.[A-Za-z]{2,5}", path.suffix)
    if spelt or path.is_file():
        raise BadDocumentError(
            word,
            None,
            "",
            f"a {what} of your own must be a file whose name ends in .yaml; rename it",
        )


def parse_document(text: str, name: str) -> Node:
    """Parse YAML text that is shown to readers as `name`.

    >>> parse_document("quota: 9", "example").integer("quota")
    9
    """
    try:
        value = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problem = getattr(error, "problem", None) or "not YAML"
        raise BadDocumentError(name, line, "", f"is not valid YAML: {problem}") from error
    except ValueError as error:
        line, day = _impossible_day(text)
        found = f"day, {day}: {error}" if day else f"value: {error}"
        raise BadDocumentError(name, line, "", f"holds an impossible {found}") from error
    return Node(value, name, text)


def _impossible_day(text: str) -> tuple[int | None, str]:
    """The line of the first day that no calendar has; YAML's own error names none."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in re.findall(r"\b\d{4}-\d\d-\d\d\b", line):
            try:
                datetime.date.fromisoformat(found)
            except ValueError:
                return number, found
    return None, ""


def dump_document(record: Mapping[str, Any]) -> str:
    """YAML text of plain records, in the order given."""
    text: str = yaml.dump(
        dict(record), Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=100
    )
    return text


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "keys and values" if isinstance(value, dict) else "a list"
    return repr(value if not isinstance(value, datetime.date) else value.isoformat())


def _words(path: tuple[_Key, ...]) -> str:
    return "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in path).lstrip(".")


def _line_of(text: str, path: tuple[_Key, ...]) -> int | None:
    """Where `path` stands in the text: looked up only when there is an error to tell."""
    node: Any = yaml.compose(text, Loader=_LOADER)
    for key in path:
        if isinstance(node, yaml.MappingNode):
            node = next((v for k, v in node.value if k.value == str(key)), node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            node = node.value[key]
    return None if node is None else int(node.start_mark.line) + 1
