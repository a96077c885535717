"""What comes in, looked at: types that disagree, where from, and who uses it."""

from datetime import timedelta

from playwright.async_api import Page, expect

from engine.store.sightings import note_some
from engine.store.tables.columns import utc_now
from tests.browser.conftest import Site
from tests.ingest.parts import source
from tests.store.test_unlinking import send
from tests.world import World


async def test_a_trait_that_is_sent_in_two_ways_is_found_and_explained(
    signed_in: Page, site: Site
) -> None:
    page, world = signed_in, World(site.database)
    await source(site.database)
    group = {"type": "group", "groupId": "acme"}
    await send(world, *({**group, "traits": {"plan": "pro", "n": n}} for n in range(3)))
    await send(world, {**group, "traits": {"plan": 7}})
    event = {"type": "track", "groupId": "acme", "event": "Invoice / Paid"}
    await send(world, {**event, "properties": {"amount": 12}})
    async with site.database.transaction() as session:
        while await note_some(session, utc_now() + timedelta(minutes=5)):
            pass
    await page.goto(f"{site.address}/data")
    await expect(page.get_by_text("every trait, which is a fact about an account")).to_be_visible()
    await page.get_by_label("Search traits").fill("account.plan")
    row = page.locator("tbody tr", has_text="account.plan").first
    await expect(row).to_contain_text("text in 3, number in 1; the latest")
    await row.get_by_role("link", name="account.plan").click()
    await expect(page.get_by_text("A trait, which is a fact about accounts, sent")).to_be_visible()
    await expect(page.get_by_text("It is not always the same.")).to_be_visible()
    await page.goto(f"{site.address}/data?show=events")
    await page.get_by_label("Search events").fill("amount")
    await page.get_by_role("link", name="Invoice / Paid").click()
    await expect(page.get_by_role("heading", name="Invoice / Paid")).to_be_visible()
    await expect(page.locator("tbody tr")).to_contain_text("amount")
