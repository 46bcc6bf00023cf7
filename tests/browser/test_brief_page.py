"""The brief as a reader sees it: three widths, dark and light, on paper, and for everyone."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from vetopoint.cli import main

CASES = ("kosovo-1999", "ukraine-2022", "taiwan-scenario", "hungary-1956")
OVERLAPS = """
() => {
  const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    const labels = [...svg.querySelectorAll('text')].filter(
      t => getComputedStyle(t).display !== 'none' && !t.classList.contains('sign'));
    const boxes = labels.map(t => [t.textContent, t.getBoundingClientRect()]);
    const frame = svg.getBoundingClientRect();
    boxes.forEach(([name, a], i) => {
      if (a.left < frame.left - 1 || a.right > frame.right + 1) found.push(name + ' is cut');
      boxes.slice(i + 1).forEach(([other, b]) => {
        const beside = a.left >= b.right - 1 || b.left >= a.right - 1;
        const apart = a.top >= b.bottom - 2 || b.top >= a.bottom - 2;
        if (!beside && !apart)
          found.push(name + ' / ' + other);
      });
    });
  }
  return found;
}
"""


@pytest.fixture(scope="session")
def briefs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("briefs")
    for case in CASES:
        assert main(["brief", case, "--out", str(folder / f"{case}.html")]) == 0
    return folder


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_cut_and_no_labels_overlap(
    case: str, width: int, briefs: Path, page: Page
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((briefs / f"{case}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("case", CASES)
def test_axe_finds_nothing(case: str, scheme: str, briefs: Path, page: Page) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto((briefs / f"{case}.html").as_uri())
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_the_verdict_is_the_largest_thing_on_a_vote(briefs: Path, page: Page) -> None:
    page.goto((briefs / "kosovo-1999.html").as_uri())
    sizes = page.evaluate(
        "() => [...document.querySelector('article.vote').querySelectorAll('p, h3, dt, dd')]"
        ".map(e => [e.className, parseFloat(getComputedStyle(e).fontSize)])"
    )
    largest = max(size for _, size in sizes)
    assert [name for name, size in sizes if size == largest] == ["verdict"]


def test_it_prints_to_a4_without_cutting_a_figure(briefs: Path, page: Page) -> None:
    page.goto((briefs / "kosovo-1999.html").as_uri())
    page.emulate_media(media="print")
    kept = page.evaluate(
        "() => [...document.querySelectorAll('figure:not(.table), tr')]"
        ".every(e => getComputedStyle(e).breakInside === 'avoid')"
    )
    assert kept
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_every_picture_says_in_words_what_it_shows(briefs: Path, page: Page) -> None:
    page.goto((briefs / "ukraine-2022.html").as_uri())
    labels = page.eval_on_selector_all("svg", "all => all.map(s => s.getAttribute('aria-label'))")
    veto = next(label for label in labels if label.startswith("S/2022/155"))
    assert "Vetoed by the Russian Federation" in veto
    assert "Against: Russia." in veto
    assert "Abstaining: China, India, United Arab Emirates." in veto
