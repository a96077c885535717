"""A segment by hand: its condition in rows, how many that are, who is in it, and why."""

import re

import pytest
from playwright.async_api import Page, expect

from engine.store.tables.columns import utc_now
from tests.browser.conftest import Site
from tests.world import World
from workflows.recurring import Recurring


async def test_a_condition_is_written_in_rows_counted_and_explained(
    signed_in: Page, site: Site
) -> None:
    world, page = World(site.database), signed_in
    await world.customer("Quiet", account={"plan": "trial"})
    busy = await world.customer("Busy", account={"plan": "trial"})
    await world.customer("Payer", account={"plan": "pro"})
    await world.happens("Login", busy, utc_now())

    await page.goto(f"{site.address}/segments")
    await expect(page.get_by_text("No segments yet")).to_be_visible()
    await page.get_by_role("main").get_by_role("link", name="New segment").click()
    await page.get_by_label("Name").fill("Quiet trials")
    await page.get_by_label("What is looked at").click()
    await page.keyboard.type("plan")
    await page.keyboard.press("Enter")
    preview = page.locator("#preview")
    await expect(preview).to_have_text("It is not finished: Say what it is compared with.")
    await expect(preview.locator(".refused")).to_have_count(0)
    await page.get_by_role("combobox", name="Value").fill("trial")
    await page.keyboard.press("Enter")
    await expect(preview).to_contain_text("2 of 7 accounts")
    await page.get_by_role("button", name="and …").click()
    await page.keyboard.type("login")
    await page.keyboard.press("Enter")
    await page.get_by_label("How often").select_option("has not happened")
    await expect(page.get_by_label("Of which period")).to_contain_text("at any time")
    await page.get_by_label("Of which period").select_option("in the last …")
    await expect(preview).to_contain_text("1 of 7 accounts")
    await expect(preview).to_contain_text("Login has not happened in the last 7 days.")
    await page.get_by_role("button", name="Make it").click()

    await expect(page.get_by_text("Waiting to be counted")).to_be_visible()
    await Recurring(site.database, utc_now).count_segments()
    row = page.locator("#members tbody tr")
    await expect(row).to_contain_text("Met it when the segment was made")
    await row.get_by_role("link", name="Why").click()
    await expect(page.get_by_role("heading", name="Quiet is in it")).to_be_visible()
    await page.get_by_label("Account").fill(await world.external_id(busy))
    await page.get_by_role("button", name="Look").click()
    await expect(page.get_by_role("heading", name="Busy is not in it")).to_be_visible()
    await page.get_by_role("link", name="Edit").click()
    await expect(page.get_by_role("combobox", name="Value")).to_have_value("trial")
    await page.get_by_role("combobox", name="Value").fill("pro")
    await page.keyboard.press("Enter")
    await expect(preview).to_contain_text("Account plan is pro")
    await page.get_by_role("button", name="Keep it").click()
    await Recurring(site.database, utc_now).count_segments()
    await expect(row).to_contain_text("Payer")
    await page.get_by_role("button", name="Put it away").click()
    await expect(page.get_by_role("status")).to_contain_text("put away")


@pytest.mark.parametrize("address", ["segments/new", "pressure/rules/holds/new"])
async def test_how_many_that_are_is_told_before_there_is_a_name(
    signed_in: Page, site: Site, address: str
) -> None:
    """**How it broke:** nothing was counted until a name was typed, and nothing said so."""
    world, page = World(site.database), signed_in
    await world.customer("Payer", account={"plan": "pro"})
    await page.goto(f"{site.address}/{address}")
    await page.get_by_label("What is looked at").click()
    await page.keyboard.type("plan")
    await page.keyboard.press("Enter")
    value = page.get_by_role("combobox", name="Value")
    await value.fill("pro")
    await page.keyboard.press("Enter")
    preview = page.locator("#preview")
    await expect(preview).to_contain_text("1 of")
    await value.fill("prof")
    await page.keyboard.press("Enter")
    await expect(preview).to_contain_text("0 of")
    await expect(value).to_have_accessible_description(
        re.compile("No account has this value yet. Seen so far: ")
    )
    await page.get_by_role("button", name=re.compile("Make it|Keep it")).click()
    await expect(page).to_have_url(f"{site.address}/{address}")


async def test_a_list_is_filled_and_says_who_is_unknown(signed_in: Page, site: Site) -> None:
    world, page = World(site.database), signed_in
    acme = await world.external_id(await world.customer())
    await page.goto(f"{site.address}/segments/new")
    await page.get_by_label("Name").fill("Partners")
    await page.get_by_text("A list, filled").click()
    await page.get_by_role("button", name="Make it").click()
    await page.get_by_label("Your ids of accounts").fill(f"{acme}, nobody")
    await page.get_by_role("button", name="Put them in").click()
    await expect(
        page.get_by_text("There is no account “nobody”. Nobody was put in.")
    ).to_be_visible()
    await page.get_by_label("Your ids of accounts").fill(acme)
    await page.get_by_role("button", name="Put them in").click()
    row = page.locator("#members tbody tr")
    await expect(row).to_contain_text("Put in by")
    await row.get_by_role("button", name="Take out").click()
    await expect(page.get_by_text("Nobody yet")).to_be_visible()
