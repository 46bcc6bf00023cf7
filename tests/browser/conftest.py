"""A real browser for the tests in this folder."""

import os
import shutil
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from vetopoint.web.application import application

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 60_000  # milliseconds; a busy machine is no fault of the page
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium from the system, or the one that VETOPOINT_CHROMIUM names."""
    path = os.environ.get("VETOPOINT_CHROMIUM") or shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: apt-get install chromium")
        pytest.skip("no Chromium on PATH; set VETOPOINT_CHROMIUM or apt install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test if it throws or asks another host for anything."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    strangers: list[str] = []
    errors: list[str] = []
    page.on(
        "request",
        lambda r: None if r.url.startswith(("file://", "data:")) else strangers.append(r.url),
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not strangers, f"the page asked other hosts for {strangers}"
    assert not errors, errors


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The workbench on a port of its own, with the landmark record alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VETOPOINT_HOME", str(tmp_path_factory.mktemp("home")))
        config = uvicorn.Config(application(), host="127.0.0.1", port=0, log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=5)


@pytest.fixture
def context(browser: Browser, base_url: str) -> Iterator[BrowserContext]:
    """A browser of one reader; its pages may ask this server only, and may not throw."""
    context = browser.new_context(base_url=base_url)
    context.set_default_timeout(PATIENCE)
    faults: list[str] = []
    context.on(
        "request",
        lambda r: None if r.url.startswith((base_url, "data:")) else faults.append(r.url),
    )
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on(
        "console",
        lambda said: faults.append(said.text) if "Security Policy" in said.text else None,
    )
    yield context
    context.close()
    assert not faults, faults


@pytest.fixture
def desk(context: BrowserContext) -> Page:
    """A page of the workbench."""
    return context.new_page()
