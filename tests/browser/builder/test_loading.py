"""What of the builder is loaded later, and does not come."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.browser.builder.conftest import Builder, create
from tests.browser.conftest import Seeded, Site, sign_in

LATER = "**/static/builder/assets/{}-*.js"


@pytest.fixture
async def drawn(browser: Browser, site: Site, seeded: Seeded) -> AsyncIterator[Builder]:
    """An open journey with an edit that can be undone. In a window of its own: another tab's may
    have everything in its memory already, and ask nobody."""
    await seeded("little")
    context = await browser.new_context(viewport={"width": 1280, "height": 860})
    page = await context.new_page()
    await sign_in(page, site)
    await create(site, "cut-off")
    drawn = await Builder(page, site, "cut-off").open()
    await drawn.add("", "Webhook")
    yield drawn
    await context.close()


async def test_panels_that_do_not_come_say_what_to_do_and_lose_no_edit(drawn: Builder) -> None:
    """**Invariant:** whatever of the builder is not loaded, the rest of it stays.

    **How it broke:** nothing caught a file that did not come, because its reader was offline or the
    site had been updated; all of the page went blank.
    """
    page = drawn.page
    await page.route(LATER.format("laterParts"), lambda route: route.fulfill(status=404))
    await page.get_by_role("button", name="Publish", exact=True).press("Enter")
    dialog = page.get_by_role("dialog", name="This cannot be opened")
    await expect(dialog.get_by_role("alert")).to_contain_text("What you have edited is kept")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await page.get_by_role("button", name="Try it", exact=True).click()
    await page.get_by_role("menuitem", name="Scenarios").click()
    panel = page.locator(".b-panel")
    await expect(panel.get_by_role("alert")).to_contain_text("This could not be loaded")
    await expect(drawn.step("webhook")).to_be_visible()

    await page.context.set_offline(True)
    await panel.get_by_role("button", name="Reload the page").click()
    await expect(panel).to_contain_text("Onward cannot be reached. Are you online?")
    await page.context.set_offline(False)
    await page.unroute(LATER.format("laterParts"))
    async with page.expect_navigation():
        await panel.get_by_role("button", name="Reload the page").click()
    await expect(drawn.step("webhook")).to_be_visible()
    await page.get_by_role("button", name="Publish", exact=True).press("Enter")
    await expect(page.get_by_role("dialog", name="Publish")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Undo").click()
    await expect(drawn.step("webhook")).to_have_count(0)
    assert list((await drawn.saved())["steps"]) == ["done"]


async def test_text_view_that_does_not_come_leads_back(drawn: Builder) -> None:
    await drawn.page.route(LATER.format("laterParts"), lambda route: route.abort())
    await drawn.view("YAML")
    stage = drawn.page.locator("#b-stage")
    await expect(stage.get_by_role("alert")).to_contain_text("This could not be loaded")
    await drawn.view("Outline")
    await expect(stage).to_contain_text("Webhook")


async def test_message_editor_that_does_not_come_can_be_closed(drawn: Builder) -> None:
    page = drawn.page
    await page.route(LATER.format("MessageEditor"), lambda route: route.abort())
    await drawn.add("", "Email")
    await page.locator(".b-message-card").click()
    dialog = page.get_by_role("dialog", name="This cannot be opened")
    await expect(dialog.get_by_role("alert")).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()
    await expect(dialog).to_have_count(0)
    await expect(drawn.step("webhook")).to_be_visible()


async def test_text_is_plain_where_what_it_is_written_in_does_not_come(drawn: Builder) -> None:
    page = drawn.page
    await page.route(LATER.format("Writing"), lambda route: route.abort())
    await drawn.add("", "Task")
    title = drawn.field("What is to be done")
    await title.fill("Call {{ contact.first_name }}")
    await expect(title).to_have_value("Call {{ contact.first_name }}")
    kept = (await drawn.saved())["steps"]
    assert kept["task"]["title"] == "Call {{ contact.first_name }}"


async def held_back(page: Page, part: str) -> asyncio.Event:
    """This part does not come before the event does."""
    come = asyncio.Event()

    async def later(route: Route) -> None:
        await come.wait()
        await route.continue_()

    await page.route(LATER.format(part), later)
    return come


async def test_whoever_writes_before_it_comes_goes_on_where_they_are(drawn: Builder) -> None:
    page = drawn.page
    come = await held_back(page, "Writing")
    await drawn.add("", "Task")
    title = drawn.field("What is to be done")
    await title.fill("Write to {{ contact.email }}, and call")
    for _ in ", and call":
        await title.press("ArrowLeft")
    come.set()
    await expect(title).to_have_attribute("contenteditable", "true")
    await expect(title).to_have_text("Write to email, and call")
    await page.keyboard.type(" today")
    await expect(title).to_be_focused()
    kept = (await drawn.saved())["steps"]["task"]["title"]
    assert kept == "Write to {{ contact.email }} today, and call"


async def test_text_one_has_left_does_not_take_the_focus_back(drawn: Builder) -> None:
    """**How it broke:** the text that was left took it, and what was typed next went there."""
    page = drawn.page
    come = await held_back(page, "Writing")
    await drawn.add("", "Task")
    title, how = drawn.field("What is to be done"), drawn.field("How")
    await title.fill("Call")
    await how.focus()
    come.set()
    await expect(title).to_have_attribute("contenteditable", "true")
    await page.keyboard.type("Today")
    kept = (await drawn.saved())["steps"]["task"]
    assert (kept["title"], kept["instructions"]) == ("Call", "Today")
