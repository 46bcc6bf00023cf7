"""The registry of pages: each is documented, answers, and gives what it offers."""

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from vetopoint.web.routes import PAGES, page_at

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/workbench.md").read_text(encoding="utf-8")
EXAMPLES = {
    "/": "/",
    "/body": "/body",
    "/body/{slug}": "/body/un-security-council?vote=S/2022/155",
    "/votes": "/votes?q=Syria",
    "/vote/{symbol...}": "/vote/S/2022/155",
    "/vetoes": "/vetoes?member=USA",
    "/positions": "/positions?member=USA&member=RUS&on=1988-11-01",
    "/forecast": "/forecast?subject=Ukraine&declared=against:RUS",
    "/power": "/power?designs=all",
    "/cases": "/cases?q=ukraine",
    "/cases/compare": "/cases/compare?case=kosovo-1999&case=ukraine-2022",
    "/case/{slug}": "/case/kosovo-1999",
    "/qca": "/qca",
    "/agreement": "/agreement?body=un-security-council&a=FRA&b=GBR",
    "/cohesion": "/cohesion?body=un-security-council&group=nato",
    "/paths": "/paths",
    "/paths/{slug}": "/paths/ukraine-2022?fact.victim_requested_help=false",
    "/claims": "/claims?without=humanitarian-exception",
    "/models": "/models",
    "/model/{slug}": "/model/thresholds",
    "/compare": "/compare?v=S/2022/155&v=A/RES/ES-11/1",
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.path))
def test_every_page_is_in_the_guide(page: object) -> None:
    documented = re.findall(r"^\| `(/[^`?]*)` \|", GUIDE, flags=re.MULTILINE)
    assert getattr(page, "path") in documented  # noqa: B009


def test_the_guide_names_no_page_that_is_not_there() -> None:
    documented = set(re.findall(r"^\| `(/[^`?]*)` \|", GUIDE, flags=re.MULTILINE))
    assert documented == {page.path for page in PAGES}


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_every_page_answers_in_every_form_that_it_offers(client: TestClient, path: str) -> None:
    address = EXAMPLES[path]
    answer = client.get(address)
    assert answer.status_code == 200
    bare, _, query = address.partition("?")
    offered = re.findall(r'data-twin="(\w+)"', answer.text)
    assert "json" in offered
    for form in offered:
        twin = client.get(f"{'/index' if bare == '/' else bare}.{form}?{query}")
        assert twin.status_code == 200, twin.text[:300]
        if form == "json":
            about = json.loads(twin.text)["provenance"]
            assert about.keys() == {
                "program", "version", "licence", "address", "filters", "data",
            }  # fmt: skip
        if form == "csv":
            assert twin.text.startswith("# ")
        if form == "svg":
            assert twin.text.startswith("<svg ")
    assert {"json", "csv"} <= set(offered)


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_every_figure_of_every_page_is_framed(client: TestClient, path: str) -> None:
    """A question, how to read it, what it does not show, its source, and its rows."""
    text = client.get(EXAMPLES[path]).text
    figures = re.findall(r"<figure\b[^>]*>.*?</figure>", text, flags=re.DOTALL)
    assert len(figures) == text.count("<figure")
    for figure in figures:
        asked = re.search(
            r'<(p class="asked"|caption)>(.*?)</', re.sub("</?span[^>]*>", "", figure), re.DOTALL
        )
        assert asked, figure[:300]
        assert asked[2].strip().endswith("?"), asked[2]
        for words in ("How to read it.", "What it does not show.", "Source."):
            said = figure.partition(f"<strong>{words}</strong>")[2].partition("</p>")[0]
            assert len(said.strip()) > 10, (words, asked[2])
        named = re.search(r'data-rows="([\w-]+)"', figure)
        rows = text.partition(f'id="{named[1]}"')[2] if named else figure
        assert "<table" in rows, asked[2]


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_every_link_of_a_page_leads_somewhere(client: TestClient, path: str) -> None:
    """Links within the workbench name a page that exists; the first few are followed."""
    links = re.findall(r'href="(/[^"#]*)', client.get(EXAMPLES[path]).text)
    bare = {link.replace("&amp;", "&") for link in links if not link.startswith("/static")}
    for link in sorted(bare):
        place = re.sub(r"\.(json|csv|svg|pdf)$", "", link.partition("?")[0])
        assert page_at("/" if place == "/index" else place), link
    for link in sorted(bare)[:6]:
        assert client.get(link).status_code == 200, link


def test_styles_and_scripts_are_there(client: TestClient) -> None:
    for link in re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get("/").text):
        assert client.get(link).status_code == 200, link


def test_the_script_of_others_is_shipped_as_published() -> None:
    import hashlib

    from vetopoint import web

    folder = Path(web.__file__).parent / "static/vendor"
    known = re.findall(r"`(\S+)`, SHA-256 `([0-9a-f]{64})`", (folder / "README.md").read_text())
    assert known
    for name, digest in known:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
