"""Events as they come in, and why one of them did not start a journey."""

import re
from uuid import uuid4

from playwright.async_api import Page, expect
from sqlmodel import select

from engine.store.tables import Account, Event, Source
from engine.store.tables.columns import utc_now
from tests.browser.conftest import Site


async def _comes_in(site: Site, name: str) -> None:
    async with site.database.transaction() as session:
        source = (await session.exec(select(Source))).first()
        account = (await session.exec(select(Account).order_by(Account.external_id))).first()
        assert source is not None
        assert account is not None
        session.add(
            Event(
                source_id=source.id,
                message_id=uuid4().hex,
                type="track",
                name=name,
                account_id=account.id,
                occurred_at=utc_now(),
                received_at=utc_now(),
                dispatched_at=utc_now(),
            )
        )


async def test_events_are_watched_and_asked_why_they_started_nothing(
    signed_in: Page, site: Site
) -> None:
    page = signed_in
    await page.goto(f"{site.address}/events")
    rows = page.locator("tbody tr")
    before = await rows.count()
    await _comes_in(site, "account_created")
    news = page.get_by_role("link", name="1 new")
    await expect(news).to_be_visible()
    assert await rows.count() == before
    await news.click()
    await expect(rows).to_have_count(before + 1)
    await expect(rows.first).to_contain_text("account_created")
    await page.get_by_role("link", name="Pause").click()
    await expect(page.locator("#news")).to_contain_text("Paused")
    await page.get_by_label("Name of the event").fill("account_created")
    await page.keyboard.press("Enter")
    await expect(rows).to_have_count(1)
    assert "name=account_created" in page.url
    await rows.first.get_by_role("link").click()
    await expect(page.get_by_role("heading", name="account_created")).to_be_visible()
    await page.get_by_label("Journey", exact=True).select_option("onboarding")
    await expect(page.locator("#answer")).to_contain_text("this was “account_created”")
    await expect(page).to_have_url(re.compile("why=onboarding"))
    await page.locator("dl.facts a[href^='/accounts/']").click()
    await page.get_by_label("Journey", exact=True).select_option("onboarding")
    await expect(page.locator("#whereabouts")).to_contain_text("have been in it since")
    await page.locator(".event-link", has_text="account_created").click()
    await expect(page.get_by_role("heading", name="account_created")).to_be_visible()
