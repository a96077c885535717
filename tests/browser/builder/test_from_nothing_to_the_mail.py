"""A journey from the empty page to the mail it sends, on the product as it is run: the pages, the
worker, Temporal, PostgreSQL and Segment's own client."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from segment.analytics import Client

from tests.house.running import READY, Up
from tests.parts import private_directory

PATIENCE = 30_000
"""Milliseconds. Whatever happens in other processes is waited for so long on a busy machine."""


@pytest.fixture(scope="module")
async def product(bundle: None) -> AsyncIterator[Up]:
    with private_directory() as directory:
        running = Up(directory / "data")
        await running.start()
        await running.until(READY)
        yield running
        running.process.terminate()
        await running.ended()


@pytest.fixture
async def page(browser: Browser, product: Up) -> AsyncIterator[Page]:
    """Signed in with what is printed at the first start. It complains of nothing and asks nobody
    else for anything."""
    address = f"http://127.0.0.1:{product.port}"
    context = await browser.new_context(
        viewport={"width": 1280, "height": 900}, base_url=address, timezone_id="Europe/Amsterdam"
    )
    page = await context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(address) else wrong.append(asked.url),
    )
    await page.goto("/sign-in")
    await page.get_by_label("Email").fill("admin@localhost")
    await page.get_by_label("Password").fill(printed(product, "Password"))
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/journeys")
    yield page
    await context.close()
    assert wrong == []


def printed(product: Up, what: str) -> str:
    found = re.search(rf"{what} +(\S+)", (product.directory / "first-login.txt").read_text())
    assert found is not None
    return found[1]


async def happens(product: Up, *events: str, to: str = "acme") -> None:
    """What a product tells about one of its customers, by Segment's library."""
    failures: list[Any] = []
    client = Client(
        printed(product, "Write key"),
        host=f"http://127.0.0.1:{product.port}",
        on_error=lambda error, _: failures.append(error),
    )
    person = f"ada-of-{to}"
    client.identify(person, {"email": f"ada@{to}.test", "first_name": "Ada"})
    client.group(person, to, {"name": to.capitalize()})
    for event in events:
        client.track(person, event, context={"groupId": to})
    await asyncio.to_thread(client.flush)
    await asyncio.to_thread(client.join)
    assert failures == []


async def add(page: Page, link: str, kind: str) -> None:
    await page.locator(f'[data-link="{link}"]').click()
    await page.get_by_role("combobox", name="What should happen here?").fill(kind)
    await page.keyboard.press("Enter")


async def choose(field: Locator, value: str) -> None:
    await field.fill(value)
    await field.press("Enter")


async def publish(page: Page, *, everyone: bool = False) -> None:
    await page.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog", name="Publish")
    if everyone:
        await dialog.get_by_label("Those inside as well").check()
        await expect(dialog.get_by_label("What becomes of those at Wait")).to_be_visible()
    await dialog.get_by_role("button", name="Publish").click()
    await expect(page).not_to_have_url(re.compile("/edit"), timeout=PATIENCE)


async def live(page: Page, step: str, count: str, *, layer: str = "Here now") -> None:
    """The builder's live layer says so at the step, as soon as it comes about."""
    await page.goto("/journeys/first-project/edit")
    await page.get_by_role("button", name="Live", exact=True).click()
    await page.get_by_text(layer, exact=True).click()
    mark = page.locator(f"[data-id='step/{step}'] .b-mark")
    await expect(mark).to_have_text(count, timeout=PATIENCE)


async def test_from_an_empty_page_to_the_mail_in_the_mailbox(page: Page, product: Up) -> None:
    await happens(product, "Project Created", to="birch")
    await page.goto("/journeys/new")
    await page.get_by_label("Name").fill("First project")
    await expect(page.locator("#key")).to_have_value("first-project")
    await page.get_by_role("button", name="Create and edit").click()
    panel = page.locator(".b-panel")

    # An event is waited for that nobody has chosen: it is said, and leads to the field.
    await add(page, "/next", "Wait for an event")
    await page.get_by_role("button", name="to look at").click()
    await page.locator(".b-problem", has_text="Choose the event that is waited for.").click()
    await expect(panel.get_by_role("combobox", name="Event")).to_be_focused()
    await page.keyboard.type("project")
    await page.get_by_role("option", name="Project Created").click()
    await add(page, "wait/happened", "Email")
    await (
        panel.get_by_role("button", name="Write the message")
        .or_(panel.locator(".b-message-card"))
        .click()
    )
    editor = page.get_by_role("dialog", name="Message:")
    await editor.get_by_label("Subject", exact=True).fill("Well done, {{ contact.first_name }}")
    await editor.get_by_label("Text", exact=True).fill("That was the hard half.")
    await expect(
        editor.frame_locator("iframe[title='The message']").get_by_text("hard half")
    ).to_be_visible(timeout=PATIENCE)
    await page.keyboard.press("Escape")
    await page.locator("#b-entry").click()
    await panel.get_by_role("button", name="Add a way in").click()
    await panel.get_by_role("menuitem", name="Something happens").click()
    await choose(panel.get_by_role("combobox", name="Event"), "Account Created")

    # Tried on made-up customers, and published.
    await page.get_by_role("button", name="Try it", exact=True).click()
    await page.get_by_role("menuitem", name="Simulate").click()
    await panel.get_by_label("Accounts, at most").fill("20")
    await panel.get_by_role("button", name="Simulate").click()
    await expect(panel).to_contain_text("of 20 made-up accounts", timeout=PATIENCE)
    await publish(page)

    # A customer enters, and is counted where they wait; what they wait for comes, and so the mail.
    await happens(product, "Account Created")
    await live(page, "wait", "1 here")
    await happens(product, "Project Created")
    await live(page, "email", "1 went on", layer="Went on")
    await page.goto("/mailbox")
    await expect(page.get_by_role("link", name="Well done, Ada")).to_be_visible()

    # Another is inside when the journey is edited: they are brought along, and get what is new.
    await happens(product, "Account Created", to="cedar")
    await live(page, "wait", "1 here")
    await add(page, "wait/happened", "Task")
    await choose(panel.get_by_label("What is to be done", exact=True), "Congratulate")
    await publish(page, everyone=True)
    await expect(page.locator("main")).to_contain_text("version 2", timeout=PATIENCE)
    await happens(product, "Project Created", to="cedar")
    await live(page, "task", "1 went on", layer="Went on")
    await live(page, "email", "2 went on", layer="Went on")
