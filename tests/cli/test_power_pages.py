"""The pages on power say what the program computes."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from vetopoint.cli import main
from vetopoint.count.indices import INDICES

DOCS = Path(__file__).resolve().parents[2] / "docs"
ON = ("un-security-council", "--on", "2024-05-01")


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["power", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def value(record: dict[str, Any], member: str) -> Fraction:
    return Fraction(record["values"][member]["fraction"])


def test_abstention_changes_the_council_as_the_page_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = (DOCS / "abstention-changes-the-council.md").read_text("utf-8")
    found = {record["index"]: record for record in answered(capsys, *ON, "--index", "all")}
    two, three = found["shapley-shubik"], found["ternary-shapley-shubik"]
    (design,) = answered(capsys, *ON, "--design", "no-veto", "--index", "ternary-banzhaf")[:1]
    chance_of = {
        "two": value(found["coleman-act"], "CHN"),
        "three": Fraction(design["power_to_act"]["fraction"]),
        "permanent, two": value(found["banzhaf-absolute"], "CHN"),
        "permanent, three": value(found["ternary-banzhaf"], "CHN"),
        "elected, two": value(found["banzhaf-absolute"], "DZA"),
        "elected, three": value(found["ternary-banzhaf"], "DZA"),
    }
    said = [
        f"{float(5 * value(two, 'CHN')):.2%}".replace("%", " %"),
        f"{float(10 * value(two, 'DZA')):.2%}".replace("%", " %"),
        f"{float(10 * value(three, 'DZA')):.2%}".replace("%", " %"),
        f"{float(value(three, 'DZA') / value(two, 'DZA')):.1f} times",
        f"{float(value(two, 'CHN')):.4f} to {float(value(three, 'CHN')):.4f}",
        f"{float(value(three, 'DZA')):.4f} instead of {float(value(two, 'DZA')):.6f}",
        str(value(two, "DZA")),
        str(value(three, "DZA")),
        str(value(three, "CHN")),
        *(f"{chance} = {float(chance):.4g}" for chance in chance_of.values()),
    ]
    for text in said:
        assert text in " ".join(page.split()), text


def test_reform_designs_are_as_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    page = " ".join((DOCS / "reform-designs.md").read_text("utf-8").split())
    index = ("--index", "ternary-shapley-shubik")
    designs = answered(capsys, *ON, "--design", "all", *index)
    act = {d["design"]: d["power_to_act"]["float"] for d in designs}
    larger = [d for d in designs if d["seats"] > 15]
    assert all(d["dominated_by"] for d in larger)
    assert max(act[d["design"]] for d in larger) < act["Security Council"]
    assert f"from {act['G4 2005']:.6f} (Group of Four) to {act['L.69']:.7f} (L.69)" in page
    assert f"it is {act['Security Council']:.5f}" in page
    assert min(act, key=lambda name: act[name]) == "L.69"
    assert max(act[d["design"]] for d in larger) == act["G4 2005"]
    by_name = {d["design"]: d for d in designs}
    elected = by_name["G4 with vetoes"]["values"]["DZA"]["float"]
    today = by_name["Security Council"]["values"]["DZA"]["float"]
    assert f"{elected:.6f} (Group of Four with vetoes) instead of {today:.5f}" in page
    _, more = answered(capsys, *ON, "--design", "au", "--set", "threshold=16", *index)
    assert more["power_to_act"]["float"] < act["African Union 2005"]
    assert more["assumed"] == {"threshold": 16}


def test_the_methods_page_defines_every_index() -> None:
    page = (DOCS / "methods-power.md").read_text("utf-8")
    for index in INDICES.values():
        row = f"| `{index.slug}` | {index.definition} | {'; '.join(index.references)} | "
        assert row + f"{index.does_not_show} |" in page
