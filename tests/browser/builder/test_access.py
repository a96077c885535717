"""For everybody: WCAG 2.2 AA by axe, phones, dark, and people who want no motion."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.builder.conftest import Opening, create
from tests.browser.conftest import Site

BUILDER = Path(__file__).resolve().parents[3] / "frontend" / "builder"
AXE = (BUILDER / "node_modules" / "axe-core" / "axe.min.js").read_text()
"""Installed by the builder's own checks, which every test run does first."""

PATIENCE = 30_000
"""Milliseconds. A walk is reckoned in a process of its own, which a busy machine starts slowly."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


async def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it is now. Messages are in frames without scripts, in
    which axe could not look around; it would only knock."""
    await page.evaluate(AXE)
    found = await page.evaluate(
        """(tags) => axe.run(document, {
          runOnly: {type: "tag", values: tags}, iframes: false,
        }).then((result) =>
            result.violations.flatMap((each) => each.nodes.map((node) =>
                `${each.id}: ${node.target.join(" ")}: ${node.failureSummary}`)))""",
        RULES,
    )
    return list(found)


@pytest.mark.parametrize("theme", [pytest.param("light", marks=pytest.mark.long), "dark"])
async def test_every_part_of_the_builder_is_accessible(
    builder: Opening, site: Site, theme: str
) -> None:
    await create(site, "fresh")
    drawn = await builder("onboarding")
    page = drawn.page
    await page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    await page.get_by_role("button", name="Steps", exact=True).click()
    assert await violations(page) == [], "the canvas, with the list of steps"
    await drawn.view("Outline")
    for step in ("welcome", "day-3", "which-practices", "call"):
        row = page.locator(f"#b-row-{step}")
        if await row.count():
            await row.click()
            assert await violations(page) == [], f"the form of {step}"
    await page.keyboard.press("Escape")
    await page.locator("#b-row-").click()
    assert await violations(page) == [], "the settings"
    await page.get_by_role("button", name="Add a step").first.click()
    assert await violations(page) == [], "the menu of steps"
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Try it", exact=True).click()
    await page.get_by_role("menuitem", name="Walk through").click()
    asked = page.get_by_role("heading", name="What happens next?")
    await expect(asked).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == [], "the walk"
    await (
        page.get_by_role("button", name="to look at")
        .or_(page.get_by_role("button", name="No problems"))
        .first.click()
    )
    assert await violations(page) == [], "the problems"
    await drawn.view("YAML")
    await expect(page.get_by_label("The journey as YAML")).to_be_visible()
    assert await violations(page) == [], "the text"
    answer = asyncio.Event()

    async def late(route: Route) -> None:
        await answer.wait()
        await route.continue_()

    await page.route("**/publish/preview", late)
    await page.get_by_role("button", name="Publish").click()
    publishing = page.get_by_role("dialog", name="Publish")
    await expect(publishing).to_contain_text("Looking at what it means")
    assert await violations(page) == [], "publishing, while the answer is awaited"
    answer.set()
    await expect(publishing).not_to_contain_text("Looking at what it means")
    assert await violations(page) == [], "publishing"


@pytest.mark.long
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_what_is_seldom_open_is_accessible_as_well(
    builder: Opening, site: Site, theme: str
) -> None:
    drawn = await builder("success-plan")
    page = drawn.page
    panel = page.locator(".b-panel")
    await page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    await page.get_by_role("button", name="Live", exact=True).click()
    await expect(panel.get_by_role("table", name="Customers, by version")).to_be_visible()
    assert await violations(page) == [], "the live counts"
    await page.get_by_role("combobox", name="Follow one customer").click()
    await page.locator(".b-offers [role=option]").first.click()
    await expect(panel).to_contain_text("The way so far")
    await panel.get_by_role("button", name="Take them out").click()
    # What is large enough to be hit is asked at the natural size: who zooms out wants less of it.
    await page.locator(".b-zoom").click()
    await expect(page.locator(".b-zoom")).to_have_text("100 %")
    assert await violations(page) == [], "one customer"
    for name in ("Simulate", "Scenarios", "Send to me"):
        await page.get_by_role("button", name="Try it", exact=True).click()
        await page.get_by_role("menuitem", name=name).click()
        await expect(panel.get_by_role("heading", name=name)).to_be_visible()
        assert await violations(page) == [], name
    await page.get_by_role("button", name="More", exact=True).click()
    await page.get_by_role("menuitem", name="Versions").click()
    await expect(panel.get_by_text("Version 3")).to_be_visible()
    assert await violations(page) == [], "the versions"
    await page.get_by_role("button", name="More", exact=True).click()
    await page.get_by_role("menuitem", name="Import").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await violations(page) == [], "importing"
    await page.keyboard.press("Escape")
    await drawn.view("Outline")
    await page.locator("#b-row-welcome").click()
    await page.locator(".b-message-card").first.click()
    await expect(page.get_by_role("dialog", name="Message:")).to_be_visible()
    assert await violations(page) == [], "writing a message"


async def test_phone_begins_with_the_outline_and_nothing_is_wider(
    builder: Opening, signed_in: Page
) -> None:
    await signed_in.set_viewport_size({"width": 360, "height": 780})
    drawn = await builder("onboarding")
    await expect(drawn.page.locator("#b-row-welcome")).to_be_visible()
    assert await drawn.page.evaluate("document.documentElement.scrollWidth") <= 360
    await drawn.page.get_by_role("button", name="Try it", exact=True).click()
    menu = await drawn.page.get_by_role("menu", name="Try it").bounding_box()
    assert menu is not None
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= 360
    await drawn.page.keyboard.press("Escape")
    await drawn.page.locator("#b-row-welcome").click()
    await expect(drawn.page.locator(".b-panel .b-form-title")).to_be_visible()
    assert await drawn.page.evaluate("document.documentElement.scrollWidth") <= 360
    # What covers the page is left by going back, and the page is not.
    await drawn.page.go_back()
    await expect(drawn.page.locator(".b-panel")).to_have_count(0)
    await expect(drawn.page.locator(".b-bar .b-saved")).to_be_in_viewport()
    await drawn.page.get_by_role("button", name="Add a step").first.click()
    await expect(drawn.page.get_by_role("dialog", name="Add a step")).to_be_visible()
    assert await drawn.page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_what_is_done_is_said_to_those_who_cannot_see_it(
    builder: Opening, site: Site
) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    said = drawn.page.get_by_role("status")
    await drawn.add("", "Wait a while")
    await expect(said).to_contain_text("Added: Wait a while.")
    await drawn.page.get_by_role("button", name="Undo").click()
    await expect(said).to_contain_text("Undone: Added Wait a while.")
