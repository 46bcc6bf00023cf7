"""Run the commands that the pages show, and write what they print under them.

A `console` block holds commands after `$ ` and what they print. A line `[…]` stands for lines left
out; around one, only the spaces of the lines shown are renewed. A block such as
```yaml my-body.yaml is a file that the commands of its page may read. Run it after an output has
changed: python scripts/write_examples.py
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from vetopoint.cli import main as vetopoint

__all__ = ["ELISION", "PAGES", "Example", "agrees", "examples", "files", "main", "place", "printed"]

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
ELISION = "[…]"

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"^```(?:yaml|csv) (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ (\./vetopoint (?:[^\n]*\\\n)*[^\n]*)\n?", re.MULTILINE)


@frozen
class Example:
    """A command as a page shows it, and the lines that the page prints under it."""

    command: str
    shown: str

    @property
    def arguments(self) -> list[str]:
        """What follows `./vetopoint`."""
        return shlex.split(self.command.replace("\\\n", " "))[1:]


def examples(text: str) -> Iterator[Example]:
    """The commands of a page in their order."""
    for block in _BLOCK.finditer(text):
        yield from _within(block[1])


def _within(block: str) -> Iterator[Example]:
    pieces = _COMMAND.split(block)
    for command, shown in zip(pieces[1::2], pieces[2::2], strict=True):
        yield Example(command, shown.rstrip("\n"))


def files(text: str) -> dict[str, str]:
    """The files that a page gives to its readers, by name."""
    return {found[1]: found[2] for found in _FILE.finditer(text)}


@contextlib.contextmanager
def place(text: str) -> Iterator[None]:
    """A folder with the files of a page, and no record but the one that ships."""
    earlier = os.environ.get("VETOPOINT_HOME")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        os.environ["VETOPOINT_HOME"] = str(Path(folder, "home"))
        for name, content in files(text).items():
            Path(name).write_text(content, encoding="utf-8")
        try:
            yield
        finally:
            os.environ.pop("VETOPOINT_HOME")
            if earlier is not None:
                os.environ["VETOPOINT_HOME"] = earlier


def printed(example: Example) -> str:
    """What the command prints now, words and data together."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        vetopoint(example.arguments)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).rstrip("\n")


def agrees(shown: str, now: str) -> bool:
    """Whether the lines shown are those printed, the ones left out apart."""
    if ELISION not in shown.splitlines():
        return shown == now
    parts = re.split(rf"^{re.escape(ELISION)}$\n?", shown, flags=re.MULTILINE)
    first, *middle, last = [part.strip("\n") for part in parts]
    lines = f"\n{now}\n"
    if first and not lines.startswith(f"\n{first}\n"):
        return False
    for part in [first, *middle, last]:
        if not part:
            continue
        _, found, lines = lines.partition(f"\n{part}\n")
        lines = f"\n{lines}"
        if not found:
            return False
    return not last or lines == "\n"


def _renewed(text: str) -> str:
    def block(found: re.Match[str]) -> str:
        lines = []
        for example in _within(found[1]):
            now = printed(example)
            part = ELISION in example.shown.splitlines()
            lines += [f"$ {example.command}", _respaced(example.shown, now) if part else now]
        body = "\n".join(line for line in lines if line)
        return f"```console\n{body}\n```"

    with place(text):
        return _BLOCK.sub(block, text)


def _respaced(shown: str, now: str) -> str:
    """The lines shown as they are printed now, where only their spaces have changed."""
    printed_now = {" ".join(line.split()): line for line in now.splitlines()}
    return "\n".join(printed_now.get(" ".join(line.split()), line) for line in shown.splitlines())


def main() -> None:
    """Write the pages anew."""
    for page in PAGES:
        earlier = page.read_text(encoding="utf-8")
        if (now := _renewed(earlier)) != earlier:
            page.write_text(now, encoding="utf-8")


if __name__ == "__main__":
    main()
