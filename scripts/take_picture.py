"""Take the README picture of a brief, after a test run: `python scripts/take_picture.py`."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from vetopoint.cli import main

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "kosovo-brief.png"


def take() -> None:
    """Draw the vote on S/1999/328 as the brief shows it, 760 points wide."""
    chromium = os.environ.get("VETOPOINT_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "brief.html"
        main(["brief", "kosovo-1999", "--out", str(page_file)])
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 808, "height": 1000})
        page.emulate_media(color_scheme="light")
        page.goto(page_file.as_uri())
        vote = page.locator("article.vote", has_text="S/1999/328").first
        box = vote.bounding_box()
        assert box is not None
        height = min(box["height"], 860)
        clip = {"x": 0, "y": box["y"] - 8, "width": 808, "height": height}
        page.screenshot(path=PICTURE, clip=clip, full_page=True)  # type: ignore[arg-type]
        browser.close()


if __name__ == "__main__":
    take()
