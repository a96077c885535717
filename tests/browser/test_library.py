"""Templates of the library, on their page."""

import json
import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Seeded, Site, sign_in

PATIENCE = 30_000
"""Milliseconds. A message is rendered in a process of its own, which may start slowly."""


def kept(page: Page) -> Any:
    """The field that is sent, which nobody sees."""
    return page.locator("textarea[name=content]")


async def said(page: Page) -> Any:
    return json.loads(await kept(page).input_value())


def card(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name="Cards of the tour").get_by_role("listitem").nth(number)


async def test_a_designed_mail_is_laid_out_block_by_block(signed_in: Page, site: Site) -> None:
    """**How it broke:** its blocks were a text in YAML, which who draws journeys has never seen."""
    await signed_in.goto(f"{site.address}/templates/new?kind=designed")
    await signed_in.get_by_role("group", name="Add a block").get_by_text("Quote").click()
    await signed_in.keyboard.type("So good")
    assert (await said(signed_in))["blocks"][-1] == {"type": "quote", "text": "So good"}
    await expect(kept(signed_in)).to_be_hidden()


async def test_a_tour_is_written_shown_put_in_order_and_kept(signed_in: Page, site: Site) -> None:
    """**How it broke:** its cards were a text in YAML."""
    page = signed_in
    await page.goto(f"{site.address}/templates/new?kind=in_app")
    await page.get_by_label("Name", exact=True).fill("A look around")
    await page.get_by_text("A tour", exact=True).click()
    await card(page, 0).get_by_label("Title").fill("Projects")
    await page.get_by_role("button", name="Add a card").click()
    await page.keyboard.type("Reports")
    await page.keyboard.press("Alt+ArrowUp")
    assert [step["title"] for step in (await said(page))["steps"]] == ["Reports", "Projects"]
    shown = page.frame_locator("iframe[title='The message']")
    await expect(shown.get_by_text("Reports")).to_be_visible(timeout=PATIENCE)
    await card(page, 1).get_by_role("button", name="More for Projects").click()
    await page.get_by_role("menuitem", name="Move up").click()
    await page.get_by_role("button", name="Make it").click()
    await page.wait_for_url("**/templates/a-look-around")
    await expect(card(page, 0).get_by_label("Title")).to_have_text("Projects")
    await card(page, 1).get_by_role("button", name="More for Reports").click()
    await page.get_by_role("menuitem", name="Remove").click()
    await page.get_by_role("button", name="Keep it as a new version").click()
    await expect(page.get_by_text("Version 2,")).to_be_visible()
    await expect(card(page, 0).get_by_label("Title")).to_have_text("Projects")
    await expect(
        page.get_by_role("group", name="Cards of the tour").get_by_role("listitem")
    ).to_have_count(1)


async def test_what_is_wrong_is_said_at_its_field(signed_in: Page, site: Site) -> None:
    await signed_in.goto(f"{site.address}/templates/new?kind=in_app")
    await signed_in.get_by_text("A checklist", exact=True).click()
    things = signed_in.get_by_role("group", name="Things to do")
    title = things.get_by_label("Title")
    await title.fill("Invite {{ contact.")
    await expect(title).to_have_attribute("aria-invalid", "true", timeout=PATIENCE)
    await title.fill("Invite {{ contact.first_name }}")
    await expect(title).not_to_have_attribute("aria-invalid", "true", timeout=PATIENCE)


async def test_enter_in_a_line_does_not_keep_what_is_unfinished(
    signed_in: Page, site: Site
) -> None:
    await signed_in.goto(f"{site.address}/templates/new?kind=in_app")
    await signed_in.get_by_label("Name", exact=True).fill("A look around")
    await signed_in.get_by_text("A tour", exact=True).click()
    await signed_in.get_by_label("Points at").press("Enter")
    await expect(signed_in.get_by_role("button", name="Make it")).to_be_visible()
    assert signed_in.url.endswith("/templates/new?kind=in_app")


@pytest.mark.parametrize("kind", ["mail", "html", "partial"])
async def test_every_kind_has_a_form_and_is_shown(signed_in: Page, site: Site, kind: str) -> None:
    await signed_in.goto(f"{site.address}/templates/new?kind={kind}")
    shown = signed_in.locator("iframe[title='The message']")
    await expect(shown).to_be_visible(timeout=PATIENCE)
    await expect(kept(signed_in)).to_be_hidden()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("in_app", "items: ["),
        ("designed", '{"subject":"S","blocks":[{"type":"video"}]}'),
        ("partial", '{"text":"T","locales":{"de":null}}'),
    ],
)
async def test_what_cannot_be_drawn_is_mended_as_text(
    signed_in: Page, site: Site, kind: str, text: str
) -> None:
    """**How it broke:** of a block of no known kind, nothing of the template was shown at all."""
    await signed_in.goto(f"{site.address}/templates/new?kind={kind}")
    await signed_in.get_by_label("Name", exact=True).fill("Broken")
    await kept(signed_in).evaluate("(field, text) => { field.value = text }", text)
    await signed_in.get_by_role("button", name="Make it").click()
    await expect(signed_in.get_by_role("alert")).to_be_visible()
    await expect(kept(signed_in)).to_be_visible()
    await expect(kept(signed_in)).to_have_value(text)
    await expect(signed_in.get_by_role("heading", name="How it reads")).to_be_hidden()


async def test_the_text_can_be_written_where_the_form_does_not_come(
    tab: Page, site: Site, seeded: Seeded
) -> None:
    """**How it broke:** with scripts on and the form's program away there was no field at all."""
    await seeded("little")
    await tab.route("**/static/builder/**", lambda route: route.abort())
    await sign_in(tab, site)
    await tab.goto(f"{site.address}/templates/new?kind=mail")
    await tab.get_by_label("Name", exact=True).fill("As text")
    await tab.get_by_label("What it says").fill("subject: Hello\nbody: Good to have you.\n")
    await tab.get_by_role("button", name="Make it").click()
    await tab.wait_for_url("**/templates/as-text")
    await expect(tab.get_by_label("What it says")).to_have_value(re.compile("subject: Hello"))
