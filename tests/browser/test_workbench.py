"""The workbench as its readers use it: by mouse, by keyboard, without scripts, on any screen."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from vetopoint.law.ballots import Ballot
from vetopoint.law.bodies import NotInForceError, body_slugs, charter_of
from vetopoint.law.verdicts import decide
from vetopoint.web.judging import Matter, provision_record
from vetopoint.web.sittings import latest_day

pytestmark = pytest.mark.browser

TODAY = date(2026, 11, 25)
UKRAINE = "/body/un-security-council?vote=S/2022/155"
PAGES = (
    "/",
    "/body",
    UKRAINE,
    "/body/eu-council",
    "/body/un-general-assembly?votes=against:RUS,USA;abstain:CHN;rest:for",
    "/votes?q=Syria",
    "/vote/S/2022/155",
    "/vote/A/RES/ES-11/1?ballot=against",
    "/vetoes?member=RUS",
    "/compare?v=S/2014/189&v=S/2022/155",
    "/positions?member=USA&member=RUS",
    "/forecast?subject=Ukraine&declared=against:RUS",
    "/power?designs=all",
    "/cases",
    "/cases/compare?case=kosovo-1999&case=ukraine-2022",
    "/case/kosovo-1999",
    "/qca",
    "/agreement?body=un-security-council&a=FRA&b=GBR",
    "/cohesion?body=un-security-council&group=nato",
    "/paths",
    "/paths/ukraine-2022?fact.victim_requested_help=false",
    "/claims?without=humanitarian-exception",
    "/models",
    "/model/thresholds",
    "/nowhere",
)
OVERLAPS = """
() => {
  const found = [];
  for (const svg of document.querySelectorAll('figure svg')) {
    const labels = [...svg.querySelectorAll('text')].filter(
      t => t.textContent.trim() && getComputedStyle(t).display !== 'none'
        && !t.classList.contains('sign'));
    const boxes = labels.map(t => [t.textContent, t.getBoundingClientRect()]);
    const frame = svg.getBoundingClientRect();
    boxes.forEach(([name, a], i) => {
      const runsOver = getComputedStyle(svg).overflow === 'visible';
      if (!runsOver && (a.left < frame.left - 1 || a.right > frame.right + 1))
        found.push(name + ' is cut');
      boxes.slice(i + 1).forEach(([other, b]) => {
        const beside = a.left >= b.right - 1 || b.left >= a.right - 1;
        const apart = a.top >= b.bottom - 2 || b.top >= a.bottom - 2;
        if (!beside && !apart) found.push(name + ' / ' + other);
      });
    });
  }
  return found;
}
"""


def verdict(page: Page) -> str:
    return " ".join(page.locator("h1.verdict").inner_text().split())


def test_russia_abstains_the_draft_is_adopted_and_the_link_says_so_elsewhere(
    desk: Page, browser: Browser
) -> None:
    desk.goto(UKRAINE)
    assert verdict(desk) == "Vetoed by the Russian Federation 11 – 1 – 3"
    desk.locator('svg [data-member="RUS"]').click()
    expect(desk.locator("h1.verdict")).to_contain_text("Adopted 11 – 0 – 4")
    expect(desk.locator("[data-reason]")).to_have_text(
        "Adopted: 11 in favour, 9 needed and no permanent member against."
    )
    expect(desk.locator("#consequences")).to_contain_text("1 ballot changed from the record")
    link = desk.url
    assert link.endswith("votes=abstain:ARE,CHN,IND,RUS;rest:for")
    elsewhere = browser.new_context(java_script_enabled=False).new_page()
    elsewhere.set_default_timeout(60_000)
    elsewhere.goto(link)
    assert verdict(elsewhere) == "Adopted 11 – 0 – 4"
    assert elsewhere.locator("#consequences").inner_text().count("1 ballot changed") == 1
    elsewhere.context.close()


def test_the_verdict_changes_at_once_and_the_address_with_it(desk: Page) -> None:
    desk.goto(UKRAINE)
    took = desk.evaluate(
        """() => {
          const seat = document.querySelector('svg [data-member="RUS"]');
          const began = performance.now();
          seat.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));
          const said = document.querySelector('[data-reason]').textContent;
          return [performance.now() - began, said, location.search];
        }"""
    )
    assert took[1].startswith("Adopted")
    assert "abstain:ARE,CHN,IND,RUS" in took[2]


def test_going_back_undoes_a_change(desk: Page) -> None:
    desk.goto(UKRAINE)
    desk.locator('svg [data-member="RUS"]').click()
    expect(desk.locator("h1.verdict")).to_contain_text("Adopted")
    desk.go_back()
    expect(desk.locator("h1.verdict")).to_contain_text("Vetoed")


def test_the_keyboard_alone_is_enough(desk: Page) -> None:
    desk.goto(UKRAINE)
    for _ in range(60):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.dataset.member ?? ''") == "ALB":
            break
    else:
        pytest.fail("Tab does not reach the first seat")
    for _ in range(11):
        desk.keyboard.press("ArrowRight")
    assert desk.evaluate("document.activeElement.dataset.member") == "RUS"
    desk.keyboard.press("a")
    expect(desk.locator("h1.verdict")).to_contain_text("Adopted 11 – 0 – 4")
    desk.keyboard.press("n")
    expect(desk.locator("h1.verdict")).to_contain_text("Vetoed by the Russian Federation")
    desk.keyboard.press("x")
    expect(desk.locator("h1.verdict")).to_contain_text("Adopted 11 – 0 – 3")
    desk.keyboard.press("Enter")
    expect(desk.locator("h1.verdict")).to_contain_text("Adopted 12 – 0 – 3")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.closest('svg')") is None


def test_without_scripts_seats_buttons_and_forms_lead_to_the_verdict(
    browser: Browser, base_url: str
) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(UKRAINE)
    page.locator('button[value="RUS:abstain"]').click()
    assert verdict(page) == "Adopted 11 – 0 – 4"
    page.locator('svg a[data-member="USA"]').click()
    assert verdict(page) == "Vetoed by the United States 10 – 1 – 4"
    page.locator("#change-heading ~ ul a").first.click()
    assert verdict(page).startswith("Adopted")
    page.locator("#on").fill("1990-08-02")
    page.locator(".picker button").click()
    assert "on=1990-08-02" in page.url
    context.close()


def test_a_seat_of_the_assembly_changes_by_a_click(desk: Page) -> None:
    desk.goto("/body/un-general-assembly?votes=for:ALB;against:USA;rest:abstain")
    assert verdict(desk).startswith("Not adopted 1 – 1 –")
    desk.locator('svg [data-member="USA"]').click()
    expect(desk.locator("h1.verdict")).to_contain_text("Adopted 1 – 0 – 192")


def _vectors() -> Iterator[tuple[dict[str, Any], dict[str, str], Any]]:
    """500 roll calls over every body, decision and kind of rule, from one seed."""
    chance = random.Random(1946)  # noqa: S311
    matters = []
    for slug in body_slugs():
        day = latest_day(slug, TODAY)
        for decision in charter_of(slug).decisions:
            matter = Matter(slug, day, decision.id)
            try:
                matter.provision()
            except NotInForceError:
                continue
            matters.append(matter)
            if decision.parties:
                named = tuple(chance.sample(matter.seats.seats, 2))
                matters.append(Matter(slug, day, decision.id, named))
    for number in range(500):
        matter = matters[number % len(matters)]
        leaning = [chance.random() for _ in Ballot]
        leaning[0] *= chance.choice([1, 6, 40])  # so that some carry, and some fail by a veto alone
        seats = matter.seats.seats
        cast = dict(zip(seats, chance.choices(list(Ballot), leaning, k=len(seats)), strict=True))
        found = decide(matter.seats, cast, matter.decision, parties=matter.parties)
        sent = provision_record(matter.seats, matter.provision())
        yield sent, {seat: ballot.value for seat, ballot in cast.items()}, found


def test_the_browser_judges_five_hundred_roll_calls_as_python_does(desk: Page) -> None:
    vectors = list(_vectors())
    desk.goto("/body")
    said = desk.evaluate(
        """async vectors => {
          const { judge } = await import('/static/verdict.js');
          return vectors.map(([provision, ballots]) => judge(provision, ballots));
        }""",
        [[sent, ballots] for sent, ballots, _ in vectors],
    )
    assert len(said) == 500
    for (_, _, python), browser in zip(vectors, said, strict=True):
        assert browser["reason"] == python.reason
        assert browser["adopted"] is python.adopted
        assert browser["vetoed_by"] == list(python.vetoed_by)
        assert browser["tally"] == python.tally.as_record()
    kinds = {python.reason.partition(":")[0] for _, _, python in vectors}
    assert kinds == {"Adopted", "Not adopted"}
    assert sum(bool(python.vetoed_by) for _, _, python in vectors) > 5


@pytest.mark.parametrize("address", PAGES)
def test_a_page_fits_three_widths_and_reads_in_light_and_dark(desk: Page, address: str) -> None:
    desk.goto(address)
    for width in (360, 768, 1280):
        desk.set_viewport_size({"width": width, "height": 900})
        assert desk.evaluate("document.documentElement.scrollWidth") <= width, width
        assert desk.evaluate(OVERLAPS) == [], width
    light = Axe().run(desk)
    assert light.violations_count == 0, light.generate_report()
    desk.emulate_media(color_scheme="dark")
    contrast = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    dark = Axe().run(desk, options=contrast)
    assert dark.violations_count == 0, dark.generate_report()


def test_the_verdict_is_the_largest_thing_in_the_chamber(desk: Page) -> None:
    desk.goto(UKRAINE)
    sizes = desk.evaluate(
        "() => [...document.querySelectorAll('main p, main h1, main h2, main h3, main td')]"
        ".map(e => [e.className, parseFloat(getComputedStyle(e).fontSize)])"
    )
    largest = max(size for _, size in sizes)
    assert [name for name, size in sizes if size == largest] == ["verdict"]


def test_the_kosovo_brief_can_be_had_as_a_pdf_and_printed(desk: Page) -> None:
    desk.goto("/cases?q=kosovo")
    desk.get_by_role("link", name="Kosovo").first.click()
    expect(desk.locator("article.brief h1")).to_have_text("Kosovo")
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="PDF", exact=True).first.click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")
    desk.emulate_media(media="print")
    assert desk.locator(".masthead nav").is_hidden()
    assert desk.pdf(format="A4").startswith(b"%PDF")


def test_a_premise_given_up_flips_a_path(desk: Page) -> None:
    desk.goto("/paths/ukraine-2022")
    desk.locator('select[name="fact.victim_requested_help"]').select_option("false")
    desk.get_by_role("button", name="Show what changes").click()
    expect(desk.locator(".flips")).to_contain_text("Collective self-defence")


def test_the_rest_is_filled_by_forecast(desk: Page) -> None:
    desk.goto("/body/un-security-council?on=2022-02-25&votes=against:RUS;rest:for")
    desk.get_by_label("Fill the rest by forecast").fill("Ukraine")
    desk.get_by_role("button", name="Fill", exact=True).click()
    expect(desk.locator(".note").first).to_contain_text("likeliest ballot of a forecast")
    assert "filled=Ukraine" in desk.url
    assert "against:RUS" in desk.url
    assert verdict(desk).startswith("Vetoed by the Russian Federation")
    desk.get_by_role("link", name="See the chances").click()
    expect(desk.locator("h1.verdict")).to_contain_text("Adoption")


def test_a_declared_position_moves_the_forecast(desk: Page) -> None:
    desk.goto("/forecast?on=2022-02-25&subject=Ukraine")
    before = verdict(desk)
    desk.get_by_label("Russia declares against").click()
    desk.wait_for_url("**declared=against:RUS**")
    assert verdict(desk) != before
    assert "under 1 %" in verdict(desk)
