"""Every page on a phone and on a desk, light and dark, with nothing, a little and a lot to show."""

import re
from collections.abc import AsyncIterator
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.builder.test_access import violations
from tests.browser.conftest import Seeded, Site, fill_in_sign_in, sign_in
from tests.browser.seed import Amount
from tests.parts import LONG

PAGES = [
    "/journeys",
    "/journeys/new",
    "/journeys/gallery",
    "/journeys/gallery/renewal-by-event",
    "/journeys/idea",
    "/journeys/idea/publish",
    "/journeys/onboarding",
    "/journeys/onboarding/edit",
    "/journeys/win-back?state=all",
    "/journeys/success-plan",
    "/journeys/success-plan?step=renewal",
    "/journeys/success-plan?step=which&layer=passed&outlet=otherwise",
    "/journeys/success-plan/explained",
    "/journeys/success-plan/versions",
    "/journeys/success-plan/publish?who=everyone",
    "/journeys/win-back/versions",
    "/journeys/win-back/versions/compare?before=3&after=3",
    "/journeys/win-back/publish?version=3&who=everyone",
    "/accounts",
    "/health",
    "/health?band=red&sort=change",
    "/health/model",
    "/health/model/default",
    "/health/model/new",
    "/health/model/default/yaml",
    "/mailbox",
    "/mailbox?kind=calls",
    "/suppressions",
    "/tasks",
    "/segments",
    "/segments/new",
    "/events",
    "/sources",
    "/sources/new",
    "/write-keys",
    "/data",
    "/data?show=events",
    "/imports",
    "/imports/new",
    "/dead-letters",
    "/dead-letters?state=aside",
    "/journeys/onboarding/audience",
    "/journeys/onboarding/audience?whom=everybody",
    "/journeys/win-back/audience?whom=one&customer=a",
    "/pressure",
    "/pressure/rules",
    "/pressure/rules/holds/new",
    "/settings",
    "/in-app",
    "/channels",
    "/team",
    "/team/maya@northwind.test",
    "/team/pools/new",
    "/password",
    "/topics",
    "/topics/new",
    "/templates",
    "/templates/new?kind=mail",
    "/replies",
    "/more",
]


async def every_page(window: Page, site: Site) -> AsyncIterator[str]:
    """Shows the lists, one after the other, and the first thing in each of them; a third of them
    where tests must be over soon."""
    shown = set[str]()
    for path in PAGES if LONG else PAGES[::3]:
        await window.goto(f"{site.address}{path}")
        yield path
        first = window.locator("main :is(a.row-link, a.line-link)").first
        link = await first.get_attribute("href") if await first.count() else None
        if link is not None and link not in shown:
            shown.add(link)
            await window.goto(f"{site.address}{link}")
            yield link


@pytest.mark.parametrize(
    "amount",
    [
        pytest.param("nothing", marks=pytest.mark.long),
        "little",
        pytest.param("lot", marks=pytest.mark.long),
    ],
)
async def test_no_page_is_wider_than_a_phone(
    window: Page, site: Site, seeded: Seeded, amount: Amount
) -> None:
    await seeded(amount)
    await window.set_viewport_size({"width": 360, "height": 780})
    await sign_in(window, site)
    await window.wait_for_url("**/journeys")
    async for path in every_page(window, site):
        width = await window.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, path


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/journeys/success-plan", "Test run"),
        ("/journeys/success-plan", "Pause"),
        ("/journeys/success-plan?step=renewal", "Take out"),
        ("/journeys/success-plan?step=renewal", "Skip the wait"),
        ("/journeys/success-plan?step=renewal", "Move"),
    ],
)
async def test_what_a_button_opens_fits_a_phone(
    signed_in: Page, site: Site, path: str, button: str
) -> None:
    await signed_in.set_viewport_size({"width": 360, "height": 780})
    await signed_in.goto(f"{site.address}{path}")
    if "step=" in path:
        await signed_in.locator("#people a.row-link").first.click()
    await signed_in.locator("summary", has_text=button).click()
    sheet = await signed_in.locator("details[open] .menu-sheet").bounding_box()
    assert sheet is not None
    assert sheet["x"] >= 0
    assert sheet["x"] + sheet["width"] <= 360


@pytest.mark.parametrize("height", [860, 768, 600, 480])
async def test_the_section_that_is_open_is_seen_whole(
    signed_in: Page, site: Site, height: int
) -> None:
    """**How it broke:** the last of them was half behind who is signed in, also when open."""
    await signed_in.set_viewport_size({"width": 1380, "height": height})
    await signed_in.goto(f"{site.address}/settings")
    last = signed_in.get_by_role("navigation", name="Main").get_by_role("link", name="Settings")
    await expect(last).to_be_in_viewport(ratio=0.98)
    if height >= 768:
        await signed_in.goto(f"{site.address}/journeys")
        await expect(last).to_be_in_viewport(ratio=0.98)


async def test_a_turned_phone_keeps_the_step_in_the_middle(signed_in: Page, site: Site) -> None:
    """**How it broke:** the drawing was fitted anew and stayed scrolled to where the step had been,
    so that its words were cut."""
    await signed_in.set_viewport_size({"width": 390, "height": 844})
    await signed_in.goto(f"{site.address}/journeys/onboarding")
    for width in (844, 390):
        await signed_in.set_viewport_size({"width": width, "height": 500})
        await signed_in.wait_for_function(
            """() => {
              const [box, step] = [".diagram-box", "a.box"].map((which) =>
                document.querySelector(which).getBoundingClientRect());
              return box.left <= step.left && step.right <= box.right;
            }"""
        )


async def test_a_drawing_wider_than_its_place_says_so_and_shows_the_step(
    signed_in: Page, site: Site
) -> None:
    """**How it broke:** on a phone it was cut, and nothing said that it can be moved. For whoever
    wants no motion it was measured before it had been fitted, and showed what stands beside."""
    said = signed_in.get_by_text("The drawing is wider than there is room")
    await signed_in.set_viewport_size({"width": 390, "height": 844})
    for motion in ("no-preference", "reduce"):
        await signed_in.emulate_media(reduced_motion=motion)
        await signed_in.goto(f"{site.address}/journeys/success-plan?step=renewal")
        await expect(said).to_be_visible()
        await signed_in.locator("#people a.row-link").click()
        await expect(said).to_be_visible()
        off = await signed_in.locator(".diagram-box").evaluate(
            """(box) => {
              const [frame, step] = [box, box.querySelector("a.current")].map((each) =>
                each.getBoundingClientRect());
              return Math.abs(frame.left + frame.width / 2 - step.left - step.width / 2);
            }"""
        )
        assert off < 3, motion
    await signed_in.set_viewport_size({"width": 1600, "height": 844})
    await signed_in.goto(f"{site.address}/journeys/onboarding")
    await expect(signed_in.locator("svg.diagram")).to_be_visible()
    await expect(said).to_be_hidden()


@pytest.mark.long
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_page_is_accessible(
    window: Page, site: Site, seeded: Seeded, theme: Literal["light", "dark"]
) -> None:
    await seeded("little")
    await window.emulate_media(color_scheme=theme)
    await sign_in(window, site)
    async for path in every_page(window, site):
        if "/edit" not in path:  # the builder has tests of its own
            assert await violations(window) == [], path


async def test_pages_of_every_day_are_accessible(signed_in: Page, site: Site) -> None:
    for path in ("/tasks", "/team", "/journeys/success-plan", "/dead-letters?state=aside"):
        await signed_in.goto(f"{site.address}{path}")
        assert await violations(signed_in) == [], path


async def test_empty_lists_say_what_to_do_next(window: Page, site: Site, seeded: Seeded) -> None:
    await seeded("nothing")
    await sign_in(window, site)
    await expect(window.get_by_text("No journeys yet")).to_be_visible()
    await window.goto(f"{site.address}/accounts")
    await expect(window.get_by_role("link", name="How events come in")).to_be_visible()
    await expect(window.get_by_role("search")).to_have_count(0)
    await window.get_by_role("main").get_by_role("link", name="Import a file").click()
    await expect(window.get_by_role("heading", name="Import a file")).to_be_visible()
    await window.goto(f"{site.address}/mailbox")
    await expect(window.get_by_text("No messages yet")).to_be_visible()


async def test_a_long_name_breaks_no_word_beside_it(signed_in: Page, site: Site) -> None:
    await signed_in.goto(f"{site.address}/accounts")
    lines = await signed_in.get_by_role("cell", name="onboarding", exact=True).evaluate_all(
        """(cells) => cells.map((cell) => {
            const words = document.createRange();
            words.selectNodeContents(cell);
            return words.getClientRects().length;
        })"""
    )
    assert lines
    assert set(lines) == {1}


async def test_nobody_is_asked_to_choose_among_no_messages(
    window: Page, site: Site, seeded: Seeded
) -> None:
    await seeded("nothing")
    await sign_in(window, site)
    await window.set_viewport_size({"width": 1440, "height": 900})
    await window.goto(f"{site.address}/mailbox")
    await expect(window.get_by_text("No messages yet")).to_be_visible()
    await expect(window.get_by_text("Choose a message to read it.")).to_be_hidden()


CONTRAST = """
([text, ground]) => {
  const probe = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const element = document.createElement("i");
  document.body.append(element);
  const luminance = (token) => {
    element.className = "";
    element.setAttribute("data-probe", "");
    element.style.color = `var(${token})`;
    probe.fillStyle = getComputedStyle(element).color;
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...probe.getImageData(0, 0, 1, 1).data].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [one, other] = [luminance(text), luminance(ground)].sort((a, b) => b - a);
  element.remove();
  return (one + 0.05) / (other + 0.05);
}
"""

TEXTS = [
    (text, ground)
    for text in ("--ink", "--ink-soft", "--ink-faint", "--accent")
    for ground in ("--canvas", "--surface", "--raised", "--sunken", "--hover")
] + [
    ("--ink", "--chosen"),
    ("--accent-ink", "--accent"),
    ("--accent-ink", "--accent-strong"),
    ("--accent-strong", "--accent-wash"),
    ("--good", "--good-wash"),
    ("--warn", "--warn-wash"),
    ("--bad", "--bad-wash"),
    ("--calm", "--calm-wash"),
    ("--bad", "--surface"),
    ("--good", "--surface"),
    ("--warn", "--surface"),
    ("--ink-soft", "--calm-wash"),
    ("--ink", "--accent-wash"),
    ("--ink-soft", "--accent-wash"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_words_are_legible(window: Page, site: Site, theme: str) -> None:
    """WCAG AA: 4.5 for words, 3 for the edges of fields."""
    await window.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    await window.goto(f"{site.address}/sign-in")
    for text, ground in TEXTS:
        ratio = await window.evaluate(CONTRAST, [text, ground])
        assert ratio >= 4.5, f"{text} on {ground}: {ratio:.2f}"
    assert await window.evaluate(CONTRAST, ["--line-strong", "--surface"]) >= 3


async def test_chosen_theme_stays(signed_in: Page, site: Site) -> None:
    await signed_in.locator("summary", has_text="Maya").click()
    await signed_in.get_by_text("Dark", exact=True).click()
    await expect(signed_in.locator("html")).to_have_attribute("data-theme", "dark")
    await signed_in.goto(f"{site.address}/accounts")
    await expect(signed_in.locator("html")).to_have_attribute("data-theme", "dark")


async def test_times_are_told_on_the_readers_clock(signed_in: Page, site: Site) -> None:
    await signed_in.goto(f"{site.address}/dead-letters")
    await signed_in.locator("a.row-link").first.click()
    told = signed_in.locator("time").first
    await expect(told).to_have_attribute("datetime", re.compile(r"Z$"))
    shown = await told.inner_text()
    expected = await told.evaluate(
        """(time) => new Date(time.dateTime).toLocaleTimeString("en-GB",
            {timeZone: "Europe/Amsterdam"})"""
    )
    assert shown.endswith(expected)


async def test_times_are_told_in_the_zone_of_the_browser(
    browser: Browser, site: Site, seeded: Seeded
) -> None:
    """**How it broke:** the browser told its zone with an escaped slash, which is the name of no
    zone, and everybody was shown the organization's clock, whatever their own."""
    await seeded("little")
    context = await browser.new_context(timezone_id="Asia/Tokyo")
    page = await context.new_page()
    await fill_in_sign_in(page, site)
    await page.wait_for_url("**/journeys")
    await page.locator("summary", has_text="Maya").click()
    await expect(page.get_by_text("Asia/Tokyo")).to_be_visible()
    await context.close()
