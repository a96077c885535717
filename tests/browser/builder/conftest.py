"""The builder in a real browser: a window on it, and ways to look behind it."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from engine.definition.document import from_data
from engine.store import journeys
from engine.store.audit import Actor
from engine.store.drafts import get_draft
from engine.store.tables.columns import utc_now
from tests.browser.conftest import Seeded, Site, sign_in
from tests.browser.seed import COLLEAGUE

BY = Actor("kim@example.com")
MENU = re.compile("^(Add a step|Where do customers go on to)")
"""Of a line: what is put on it, or where it leads."""
EMPTY = {"entry": {}, "start": "done", "steps": {"done": {"type": "exit"}}}


@dataclass(frozen=True)
class Builder:
    """One person's window on one journey."""

    page: Page
    site: Site
    journey: str

    async def open(self) -> "Builder":
        await self.page.goto(f"{self.site.address}/journeys/{self.journey}/edit")
        await expect(self.page.locator("#b-stage")).to_be_visible()
        return self

    async def draft(self) -> dict[str, Any]:
        """The draft as it is kept; what is live when there is none."""
        async with self.site.database.transaction() as session:
            return (await get_draft(session, self.journey)).definition

    async def saved(self) -> dict[str, Any]:
        """The same, once the window says that everything is kept."""
        await self.drawn()  # and with it that there is something to save
        state = self.page.locator(".b-bar .b-saved[data-state]")
        await expect(state).to_have_attribute("data-state", "saved")
        return await self.draft()

    async def drawn(self) -> None:
        """Until what was done last is drawn."""
        await self.page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def step(self, name: str) -> Locator:
        return self.page.locator(f"#b-step-{name}")

    async def choose(self, name: str) -> None:
        """Click a step, brought into sight by the wheel as people do it. What the browser scrolls
        to by itself for that, the canvas scrolls back."""
        step, canvas = self.step(name), self.page.locator(".b-canvas")
        await step.wait_for()
        for _ in range(10 if await canvas.count() else 0):
            box, place = await step.bounding_box(), await canvas.bounding_box()
            assert box is not None
            assert place is not None
            hidden = box["y"] + box["height"] - (place["y"] + place["height"])
            if hidden <= 0:
                break
            await canvas.hover()
            await self.page.mouse.wheel(0, hidden + 20)
            await self.drawn()
        await step.click()

    def title_of(self, name: str) -> Locator:
        """The step's name in its form. The form follows the choice, so another's may still be there
        when a row has just been clicked."""
        return self.page.locator(f'.b-form[data-form="{name}"] .b-form-title')

    def field(self, label: str) -> Locator:
        return self.page.locator(".b-panel").get_by_label(label, exact=True)

    async def add(self, after: str, kind: str, outlet: str = "next") -> None:
        """Put a step of this kind on a link, by pointer and by typing its name."""
        await self.page.locator(f'[data-link="{after}/{outlet}"]').click()
        await self.take(kind)

    async def take(self, kind: str) -> None:
        """In the menu of a link: a kind of step, by typing its name."""
        menu = self.page.get_by_role("dialog", name=MENU)
        await menu.get_by_role("combobox").fill(kind)
        await self.page.keyboard.press("Enter")
        await expect(menu).to_have_count(0)

    async def let_in(self, way: str) -> None:
        """In the journey's own form: one more way in, from its menu, by keys alone."""
        await self.page.locator(".b-add-way button").press("Enter")
        await self.page.get_by_role("menuitem", name=way).press("Enter")
        await expect(self.page.get_by_role("menu")).to_have_count(0)

    async def lead_on(self, target: str) -> None:
        """In the menu of a link: a step that is there, by typing its name."""
        menu = self.page.get_by_role("dialog", name=MENU)
        await menu.get_by_role("combobox").fill(target)
        there = menu.get_by_role("group", name="On to a step that is there")
        await there.get_by_text(target, exact=True).click()
        await expect(menu).to_have_count(0)

    async def search(self, name: str) -> None:
        """Choose the step of this name, wherever it is."""
        await self.page.get_by_role("combobox", name="Search the steps").fill(name)
        found = self.page.get_by_role("listbox", name="Steps found")
        await found.get_by_text(name, exact=True).click()

    async def view(self, name: str) -> None:
        await self.page.get_by_role("group", name="View").get_by_role("button", name=name).click()


async def rewrite(box: Locator, text: str) -> None:
    """Another text in a box, as a person puts it there: in one that has just got the focus, what is
    chosen by a program alone does not stay so."""
    await box.focus()
    await box.press("Control+a")
    await box.press("Backspace")
    await box.page.keyboard.insert_text(text)


Opening = Callable[[str], Awaitable[Builder]]


@pytest.fixture
def builder(signed_in: Page, site: Site) -> Opening:
    """Open a journey of the site in the builder."""

    async def opened(journey: str) -> Builder:
        return await Builder(signed_in, site, journey).open()

    return opened


async def create(site: Site, key: str, definition: dict[str, Any] | None = None) -> None:
    """A journey that has only a draft."""
    whole = {"journey": key, "name": key.capitalize(), **(definition or EMPTY)}
    async with site.database.transaction() as session:
        await journeys.create(session, from_data(whole), by=BY, now=utc_now())


@pytest.fixture
async def colleague(browser: Browser, site: Site, seeded: Seeded) -> AsyncIterator[Page]:
    """Another person's window, signed in."""
    context = await browser.new_context(viewport={"width": 1280, "height": 860})
    page = await context.new_page()
    await sign_in(page, site, COLLEAGUE)
    await page.wait_for_url("**/journeys")
    yield page
    await context.close()
