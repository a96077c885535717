"""Events that could not be acted on are shown with what could not be used, and tried again."""

from playwright.async_api import Page, expect
from sqlmodel import col, select

from engine.store.tables import AuditEntry, Event
from engine.store.tables.columns import utc_now
from tests.browser.conftest import Site


async def test_an_event_set_aside_is_tried_again(signed_in: Page, site: Site) -> None:
    await signed_in.goto(f"{site.address}/events")
    await signed_in.get_by_role("link", name="Could not be used").click()
    await expect(signed_in.get_by_role("heading", name="Could not be used")).to_be_visible()
    await expect(
        signed_in.get_by_text("Nothing of it is lost, and the rest goes on.")
    ).to_be_visible()
    await signed_in.get_by_role("link", name="Set aside").click()
    row = signed_in.locator("tbody tr", has_text="Plan Changed")
    await expect(row).to_contain_text("cannot be read by this version of Onward")
    await expect(row).to_contain_text("4 times")
    await row.get_by_role("button", name="Try again: Plan Changed").click()
    await expect(signed_in.get_by_role("status")).to_contain_text("tried again")
    await expect(row).to_contain_text("Being tried")
    async with site.database.transaction() as session:
        event = (await session.exec(select(Event).where(Event.message_id == "aside-1"))).one()
        assert event.dispatch_again_at is None
        assert "event.dispatch" in (await session.exec(select(AuditEntry.action))).all()
        event.dispatched_at, event.dispatch_error = utc_now(), None
    await expect(row).to_have_count(0)


async def test_nothing_set_aside_says_what_would_be(signed_in: Page, site: Site) -> None:
    async with site.database.transaction() as session:
        for event in await session.exec(select(Event).where(col(Event.dispatched_at).is_(None))):
            event.dispatched_at = utc_now()
    await signed_in.goto(f"{site.address}/dead-letters?state=aside")
    await expect(signed_in.get_by_role("heading", name="Nothing is set aside")).to_be_visible()
