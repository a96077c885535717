"""Sources by hand: added, seen to receive, described, renamed, given another address."""

import re

import httpx
import orjson
from playwright.async_api import Page, expect

from engine.store.tables.columns import utc_now
from tests.browser.conftest import Site
from tests.sources.parts import SECRET, delivery, signed


async def _address(page: Page) -> str:
    return (await page.locator("pre.code").first.inner_text()).strip()


async def test_a_known_product_is_added_and_what_it_sends_is_seen(
    signed_in: Page, site: Site
) -> None:
    page = signed_in
    await page.goto(f"{site.address}/sources")
    await expect(page.get_by_text("No other product sends here yet")).to_be_visible()
    await page.get_by_role("main").get_by_role("link", name="Add a source").click()
    await page.get_by_label("Product").select_option(label="Discourse")
    await page.get_by_role("button", name="Add it").click()
    await expect(page.get_by_role("heading", name="Discourse")).to_be_visible()
    await expect(page.get_by_text("It has no secret yet")).to_be_visible()
    await page.get_by_label("Secret").fill(SECRET)
    await page.get_by_role("button", name="Keep it").click()
    await expect(page.get_by_label("Another secret")).to_be_visible()
    address = await _address(page)
    headers = {"x-discourse-event": "user_created", "x-discourse-event-id": "1"}
    sent = signed("discourse", delivery({"user": {"id": 5}}, headers), utc_now())
    async with httpx.AsyncClient() as outside:
        assert (await outside.post(address, content=b"{}")).status_code == 401
        answer = await outside.post(address, content=sent.body, headers=dict(sent.headers))
        assert answer.status_code == 200, answer.text
    row = page.locator("tbody tr", has_text="community.joined")
    await expect(row).to_contain_text("Taken")
    await expect(page.locator("tbody tr", has_text="Refused")).to_contain_text("There is no")
    await row.get_by_role("link").first.click()
    await expect(page.get_by_role("heading", name=re.compile("^Call "))).to_be_visible()
    await page.get_by_role("button", name="Read it again").click()
    await expect(page.get_by_role("status")).to_contain_text("It was read again")
    await page.goto(f"{site.address}/sources/discourse")
    await page.get_by_text("It got into wrong hands").click()
    await page.get_by_role("button", name="Give it another address").click()
    await expect(page.get_by_role("status")).to_contain_text("The old one is void")
    assert await _address(page) != address


async def test_another_product_is_described_on_what_it_sent(signed_in: Page, site: Site) -> None:
    page = signed_in
    await page.goto(f"{site.address}/sources/new")
    await page.get_by_role("button", name="Add it").click()
    await expect(page.get_by_text("Give it a name.")).to_be_visible()
    await page.get_by_label("Name").fill("Our own billing")
    await page.get_by_role("button", name="Add it").click()
    await expect(page.get_by_text("Nothing has come yet to try it on.")).to_be_visible()
    payload = orjson.dumps({"kind": "upgraded", "who": {"id": "ada"}})
    address = await _address(page)
    async with httpx.AsyncClient() as outside:
        assert (await outside.post(address, content=payload)).status_code == 200
    await page.reload()
    await page.get_by_label("What happened").fill("kind")
    await page.get_by_label("Whose: your id of the contact").fill("who.id")
    await expect(page.locator("#preview")).to_contain_text('"userId": "ada"')
    await page.get_by_role("button", name="Read it so").click()
    await expect(page.get_by_role("status")).to_contain_text("from the next call on")
    async with httpx.AsyncClient() as outside:
        assert (await outside.post(address, content=payload)).status_code == 200
    await expect(page.locator("tbody tr", has_text="upgraded")).to_contain_text("Taken")
    await page.get_by_role("button", name="Pause").click()
    async with httpx.AsyncClient() as outside:
        assert (await outside.post(address, content=payload)).status_code == 503
