"""Figures in a real browser: framed, legible at every width, and answered by seat and key."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser

UKRAINE = "/body/un-security-council?vote=S/2022/155"
FORECAST = "/forecast?on=2022-02-25&subject=Ukraine"
PAGES = (
    "/",
    UKRAINE,
    "/vote/A/RES/ES-11/1?ballot=against",
    "/vetoes?member=RUS&by=subject",
    "/compare?v=S/2014/189&v=S/2022/155",
    "/positions?scale=joint",
    "/positions?member=BIH&member=USA",
    f"{FORECAST}&declared=against:RUS",
    "/forecast?body=un-general-assembly&subject=Palestine",
    "/power?designs=all",
    "/cohesion?body=un-security-council&members=CHN,RUS",
    "/model/thresholds",
    "/paths/ukraine-2022?fact.victim_requested_help=false",
    "/case/kosovo-1999",
)
# Question, how to read it, what it does not show, source, and rows inside or named by data-rows.
# A table asks its question in its caption.
UNFRAMED = """
() => [...document.querySelectorAll('main figure')]
  .filter(figure => {
    const words = [...figure.querySelectorAll('figcaption strong')].map(s => s.textContent);
    const named = figure.dataset.rows && document.getElementById(figure.dataset.rows);
    const asked = figure.querySelector('.asked') ?? figure.querySelector('caption');
    return !asked?.textContent.trim().endsWith('?') || !(named || figure).querySelector('table')
      || ['How to read it.', 'What it does not show.', 'Source.']
        .some(word => !words.includes(word));
  })
  .map(figure => figure.innerText.slice(0, 80))
"""
# Names of lines, axes and seats that stand outside of what is shown of their figure.
HIDDEN = """
() => [...document.querySelectorAll('figure svg.chart text, figure svg.horseshoe text')]
  .filter(text => text.textContent.trim() && getComputedStyle(text).display !== 'none'
    && text.getBoundingClientRect().width)
  .filter(text => {
    const box = text.getBoundingClientRect();
    const room = (text.closest('.wide') ?? text.closest('figure')).getBoundingClientRect();
    return box.left < room.left - 2 || box.right > room.right + 2;
  })
  .map(text => text.textContent)
"""


@pytest.fixture
def slow_desk(context: BrowserContext) -> Page:
    """A page of the workbench that may take its time on a busy machine."""
    context.set_default_timeout(180_000)
    return context.new_page()


@pytest.mark.parametrize("address", PAGES)
def test_every_figure_is_framed_and_no_name_is_out_of_sight(slow_desk: Page, address: str) -> None:
    slow_desk.goto(address)
    assert slow_desk.evaluate(UNFRAMED) == []
    for width in (360, 768, 1280):
        slow_desk.set_viewport_size({"width": width, "height": 900})
        assert slow_desk.evaluate("document.documentElement.scrollWidth") <= width, width
        assert slow_desk.evaluate(HIDDEN) == [], width
    found = Axe().run(slow_desk)
    assert found.violations_count == 0, found.generate_report()


def test_seats_of_a_forecast_declare_by_mouse_and_by_key(slow_desk: Page) -> None:
    desk = slow_desk
    desk.goto(FORECAST)
    desk.locator('svg [data-member="RUS"]').click()
    desk.wait_for_url("**declared=for:RUS")
    expect(desk.locator('svg [data-member="RUS"] .seat-for')).to_have_count(1)
    desk.locator('svg [data-member="RUS"]').press("n")
    desk.wait_for_url("**declared=against:RUS")
    # The new page stands, and the keyboard is where it was.
    expect(desk.locator('svg [data-member="RUS"] .seat-against')).to_have_count(1)
    assert desk.evaluate("document.activeElement.dataset.member") == "RUS"
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("a")
    desk.wait_for_url("**abstain:ARE")
    expect(desk.locator('svg [data-member="ARE"] .seat-abstain')).to_have_count(1)
    desk.locator('svg [data-member="RUS"]').press("Backspace")
    desk.wait_for_url("**declared=abstain:ARE")


def test_after_a_change_every_link_of_the_chamber_holds_it(slow_desk: Page) -> None:
    desk = slow_desk
    desk.goto(UKRAINE)
    desk.locator('svg [data-member="RUS"]').click()
    expect(desk.locator("#consequences")).to_contain_text("1 ballot changed from the record")
    links = desk.evaluate(
        "[...document.querySelectorAll('#through-time table a, #power .sieve a, #twins a, "
        "#twins-seats a')].map(a => decodeURIComponent(a.href))"
    )
    assert len(links) >= 8
    assert all("abstain:ARE,CHN,IND,RUS" in link for link in links)


def test_a_member_of_a_map_is_named_and_leads_to_its_ballot(slow_desk: Page) -> None:
    desk = slow_desk
    desk.goto("/vote/A/RES/ES-11/1")
    brazil = desk.locator('figure.map [data-code="BRA"]')
    brazil.hover()
    expect(desk.locator("figure.map .pointed")).to_have_text("Brazil: for")
    brazil.click()
    desk.wait_for_url("**member=BRA#cross")
    expect(desk.locator("#roster tbody tr")).to_have_count(1)
