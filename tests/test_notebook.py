"""The notebook runs on the full record, and what it shows is what it computes."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "docs" / "east-west-north-south.ipynb"
RUNNER: dict[str, Any] = runpy.run_path(str(ROOT / "scripts/run_notebook.py"))
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")


def notebook() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return made


def printed(outputs: list[dict[str, Any]]) -> str:
    return "".join(
        "".join(output["text"]) for output in outputs if output["output_type"] == "stream"
    )


def alike(shown: str, made: str) -> bool:
    """Whether numbers agree to one in the last place shown, or a twentieth.

    Positions that ship are estimated anew from time to time.
    """
    pairs = zip(NUMBER.findall(shown), NUMBER.findall(made), strict=True)
    for one, other in pairs:
        unit = 10.0 ** -len(one.partition(".")[2])
        apart = abs(float(one.replace(",", "")) - float(other.replace(",", "")))
        if apart > max(1.1 * unit, 0.05):
            return False
    return True


def test_the_notebook_is_small_and_has_been_run_to_its_end() -> None:
    assert NOTEBOOK.stat().st_size < 400_000
    cells = RUNNER["cells_of"](notebook())
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert all(cell["outputs"] for cell in cells if "print(" in "".join(cell["source"]))


def test_the_notebook_s_links_resolve() -> None:
    words = "".join(
        "".join(cell["source"]) for cell in notebook()["cells"] if cell["cell_type"] == "markdown"
    )
    for target in re.findall(r"\]\(([^)#]+)", words):
        assert (NOTEBOOK.parent / target).exists(), target


@pytest.mark.history
def test_the_notebook_prints_what_it_shows(shared_data: Path) -> None:
    cells = RUNNER["cells_of"](notebook())
    sources = ["".join(cell["source"]) for cell in cells]
    with RUNNER["place"](shared_data / "un"):
        now = list(RUNNER["executed"](sources))
    for cell, outputs in zip(cells, now, strict=True):
        shown, made = printed(cell["outputs"]), printed(outputs)
        assert NUMBER.sub("#", shown) == NUMBER.sub("#", made)
        assert alike(shown, made), made
        kinds = [output["output_type"] for output in outputs]
        assert kinds == [output["output_type"] for output in cell["outputs"]]


def test_a_cell_s_last_line_is_shown_and_its_prints_are_kept() -> None:
    shown = list(RUNNER["executed"](["a = 1", "print(a)\na + 1", "a;"]))
    assert shown[0] == []
    assert [output["output_type"] for output in shown[1]] == ["stream", "execute_result"]
    assert shown[1][1]["data"] == {"text/plain": ["2"]}
