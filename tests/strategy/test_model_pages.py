"""Every number in the prose of the models' pages: printed by a command shown there, or held here.

A page's blocks are run by tests/test_docs.py. What stands in its sentences and tables must be among
what those commands print, be a year, be tested where TESTED says, or be cited as CITED says.
"""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES: dict[str, Any] = runpy.run_path(str(ROOT / "scripts/write_examples.py"))
NUMBER = re.compile(r"(?<![\w./-])[−-]?\d[\d,]*(?:\.\d+)?")
YEAR = re.compile(r"(?:1[89]|20)\d\d")
PAGES = sorted((ROOT / "docs").glob("model*.md"))

# By page: a number as the page writes it, and the file beside this one that computes it.
TESTED: Mapping[str, Mapping[str, str]] = {
    "model-bargaining.md": {
        **dict.fromkeys(("8.4", "9.9", "7.4", "8.8", "9.6", "9.61", "2"), "test_bargaining.py"),
        **dict.fromkeys(("23.68", "353"), "test_bargaining.py"),
    },
    "model-burden.md": dict.fromkeys(("0.609", "34.9"), "test_burden.py"),
    "model-deterrence.md": dict.fromkeys(
        ("286.1238", "286.1828", "1.902249", "1.902235", "9.594956", "43", "16.7"),
        "test_estimation.py",
    )
    | {"16.7": "test_deterrence.py"},
    "model-spheres.md": {},
}
# By page: numbers of the source cited in the sentence, or that only count or bound.
CITED: Mapping[str, Mapping[str, str]] = {
    "model-bargaining.md": {
        "78": "page of the table",
        "98": "page of the outcome",
        "8.833": "the outcome, an input of the example",
        "6": "the round named, in the table above it",
        "100": "end of the scale of DEU III",
        "25": "the most rounds then; DEU_III in forecasts.py is recomputed by test_bargaining.py",
        "28.02": "the constant of DEU_III, recomputed by test_bargaining.py",
    },
    "model-cascades.md": {"−1": "the lower bound of a taste"},
    "model-deterrence.md": {
        "10": "a power of ten",
    },
    "model-suppliers.md": dict.fromkeys(
        ("30", "20", "0.26", "2,600"), "the second example of the model, run by test_registry.py"
    ),
    # The rows of the table of breaks, each compared with the page by test_spheres.py.
    "model-spheres.md": dict.fromkeys(
        ("0.48", "0.72", "0.52", "0.19", "0.00", "0.98", "0.84", "0.92"), "table of breaks"
    ),
}


def prose(text: str) -> str:
    """The page without its blocks, inline code and link targets."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\]\([^)]*\)", "]", re.sub(r"`[^`\n]*`", "", text))


def plain(number: str) -> str:
    return number.replace("−", "-").replace(",", "")


def printed(text: str) -> Iterator[str]:
    with EXAMPLES["place"](text):
        for example in EXAMPLES["examples"](text):
            yield from map(plain, NUMBER.findall(EXAMPLES["printed"](example)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_a_number_in_the_prose_is_printed_tested_or_cited(page: Path) -> None:
    text = page.read_text("utf-8")
    known = set(printed(text))
    known |= {plain(number) for number in CITED.get(page.name, {})}
    known |= set(TESTED.get(page.name, {}))
    known |= {f"-{number}" for number in TESTED.get(page.name, {})}
    found = {plain(number) for number in NUMBER.findall(prose(text))}
    assert not {number for number in found - known if not YEAR.fullmatch(number)}


@pytest.mark.parametrize(
    ("page", "number", "where"),
    [
        pytest.param(page, number, where, id=f"{page}: {number}")
        for page, numbers in TESTED.items()
        for number, where in numbers.items()
    ],
)
def test_a_number_said_to_be_tested_stands_in_that_test(page: str, number: str, where: str) -> None:
    assert number in prose((ROOT / "docs" / page).read_text("utf-8"))
    assert number in (Path(__file__).parent / where).read_text("utf-8")
