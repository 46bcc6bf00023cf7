"""Run the code cells of a notebook and write what they print and show under them.

    python scripts/run_notebook.py docs/NOTEBOOK.ipynb --votes FOLDER

FOLDER holds the voting files, which the notebook knows as `votes`, a folder beside it. Nothing of
Jupyter is needed: a notebook is JSON, and a cell is Python. A last line that is an expression is
shown, as SVG if it can be drawn and as text otherwise.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

__all__ = ["cells_of", "executed", "main", "place"]


def cells_of(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """The code cells in their order."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def executed(sources: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    """Run the sources one after another in one namespace; the outputs of each, as a notebook's."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for number, source in enumerate(sources, start=1):
        tree = ast.parse(source)
        shown = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
        else:
            last = None
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(tree, f"cell {number}", "exec"), names)  # noqa: S102 - our own notebook
            if last is not None:
                shown = eval(compile(last, f"cell {number}", "eval"), names)  # noqa: S307
        yield [*_printed(out.getvalue()), *_shown(shown, number)]


def _printed(text: str) -> Iterator[dict[str, Any]]:
    if text:
        yield {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}


def _shown(value: Any, number: int) -> Iterator[dict[str, Any]]:
    if value is None:
        return
    draw = getattr(value, "_repr_svg_", None)
    data = {"image/svg+xml": draw()} if draw else {"text/plain": repr(value)}
    yield {
        "output_type": "execute_result",
        "execution_count": number,
        "metadata": {},
        "data": {kind: text.splitlines(keepends=True) for kind, text in data.items()},
    }


@contextlib.contextmanager
def place(votes: Path) -> Iterator[None]:
    """A folder of its own in which `votes` is the folder of voting files."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "votes").symlink_to(votes.resolve(), target_is_directory=True)
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def main() -> None:
    """Run the notebook that is named and write it anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--votes", type=Path, required=True)
    options = parser.parse_args()
    notebook = json.loads(options.notebook.read_text(encoding="utf-8"))
    cells = cells_of(notebook)
    with place(options.votes):
        outputs = executed(["".join(cell["source"]) for cell in cells])
        for number, (cell, made) in enumerate(zip(cells, outputs, strict=True), start=1):
            cell["execution_count"], cell["outputs"] = number, made
    text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    options.notebook.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
