"""One customer's way on the canvas: seen, led on, and tried out on oneself."""

import re

from playwright.async_api import Page, expect
from sqlmodel import col, select

from engine.store.tables import AuditEntry, Enrollment, JourneyVersion
from tests.browser.builder.conftest import Builder, Opening
from tests.browser.conftest import Site
from tests.browser.seed import EMAIL


async def followed(page: Page, site: Site) -> Builder:
    """From the list of who waits for the renewal to the first of them on the canvas."""
    await page.goto(f"{site.address}/journeys/success-plan?step=renewal")
    await page.locator("#people a.row-link").first.click()
    await page.get_by_role("link", name="On the canvas").click()
    drawn = Builder(page, site, "success-plan")
    await expect(page.get_by_role("heading", name="One customer")).to_be_visible()
    return drawn


async def test_the_way_lies_over_the_canvas_with_what_was_seen(signed_in: Page, site: Site) -> None:
    drawn = await followed(signed_in, site)
    panel = drawn.page.locator(".b-panel")
    await expect(panel.locator(".b-standing")).to_contain_text("Now at “")
    await expect(drawn.step("renewal")).to_have_class(
        "b-step b-step-wait b-step-chosen b-lit b-tone-accent"
    )
    await expect(drawn.page.locator("[data-id='step/renewal'] .b-mark")).to_contain_text(["here"])
    await panel.get_by_text("What was seen").first.click()
    await expect(panel.locator(".b-evidence > li").first).to_be_visible()
    await drawn.page.reload()
    await expect(panel.locator(".b-standing")).to_contain_text("Now at “")


async def test_a_wait_is_skipped_from_the_canvas_with_a_reason(signed_in: Page, site: Site) -> None:
    drawn = await followed(signed_in, site)
    panel = drawn.page.locator(".b-panel")
    await panel.get_by_role("button", name="Skip the wait").click()
    do_it = panel.locator(".b-order").get_by_role("button", name="Skip the wait")
    # How it broke: it could not be pressed, and nothing said that a reason is needed.
    await do_it.click()
    await expect(panel.get_by_role("alert")).to_have_text(re.compile("^Say why"))
    await expect(panel.get_by_label("Reason")).to_be_focused()
    await panel.get_by_label("Go on", exact=True).select_option(index=0)
    await panel.get_by_label("Reason").fill("They renewed early.")
    await do_it.click()
    await expect(panel.locator(".b-walk-lines")).to_contain_text("They renewed early.")
    async with site.database.transaction() as session:
        assert "enrollment.skip_wait" in list(await session.exec(select(AuditEntry.action)))


async def test_a_customer_is_found_by_name(builder: Opening) -> None:
    drawn = await builder("success-plan")
    await drawn.page.get_by_role("button", name="Live", exact=True).click()
    await drawn.page.get_by_role("combobox", name="Follow one customer").click()
    await drawn.page.locator(".b-offers [role=option]").first.click()
    await expect(drawn.page.locator(".b-panel")).to_contain_text("The way so far")
    await expect(drawn.page).to_have_url(re.compile(r"/edit\?enrollment=[0-9a-f-]{36}$"))


async def test_a_draft_is_tried_on_oneself(builder: Opening, site: Site) -> None:
    drawn = await builder("onboarding")
    await drawn.add("", "Wait a while")
    await drawn.page.get_by_role("button", name="Try it", exact=True).click()
    await drawn.page.get_by_role("menuitem", name="Send to me").click()
    panel = drawn.page.locator(".b-panel")
    await expect(panel).to_contain_text(EMAIL)
    await expect(panel.get_by_role("button", name="Begin")).to_be_enabled()
    await panel.get_by_role("combobox", name="As if you were").click()
    await drawn.page.locator(".b-offers [role=option]").nth(1).click()
    await panel.get_by_role("button", name="Begin").click()
    await expect(panel).to_contain_text("The draft, as it was tried")
    await expect(panel.locator("h3").first).to_have_text(re.compile(r" Test run$"))
    await expect(panel).to_contain_text(f"Everything comes to {EMAIL}")
    async with site.database.transaction() as session:
        found = await session.exec(
            select(JourneyVersion.definition)
            .join(Enrollment, col(Enrollment.version_id) == col(JourneyVersion.id))
            .where(col(Enrollment.diverted_to) == EMAIL)
        )
        assert found.one()["start"] == "wait"
