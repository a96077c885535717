"""Calls to other systems are kept apart from the mailbox of messages, and read like them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from playwright.async_api import Page, expect
from sqlmodel import select

from engine.store.call_log import Attempt, close_address, note_attempt
from engine.store.tables import Enrollment, Message
from tests.browser.conftest import Site

ATTEMPTS = [
    (False, 503, "Answered 503 Service Unavailable. We are being repaired, and back soon."),
    (False, None, "crm.example did not answer in time."),
    (True, 200, '200 OK. {"received": true}'),
]


async def some_call(site: Site, channel: str, **columns: Any) -> Message:
    async with site.database.transaction() as session:
        enrollment = (await session.exec(select(Enrollment))).first()
        assert enrollment is not None
        call = Message(
            id=uuid4(),
            enrollment_id=enrollment.id,
            journey_id=enrollment.journey_id,
            account_id=enrollment.account_id,
            step=enrollment.current_step or "first",
            visit=1,
            channel=channel,
            template="",
            topic="onboarding",
            status="sent",
            attempts=2,
            **columns,
        )
        session.add(call)
    return call


async def test_a_webhook_is_found_among_calls_and_not_among_messages(
    signed_in: Page, site: Site
) -> None:
    call = await some_call(
        site,
        "webhook",
        to_address="https://crm.example/hooks",
        text='{"type":"journey.step"}',
        provider_response="200 OK. thanks",
        wire_message_id="msg_7",
    )
    await signed_in.goto(f"{site.address}/mailbox")
    await expect(signed_in.get_by_text("crm.example")).to_have_count(0)
    await signed_in.get_by_role("link", name="Calls", exact=True).click()
    await signed_in.locator(f"a.line-link[href*='{call.id}']").click()
    await expect(signed_in.locator(".mail-text")).to_contain_text('"type": "journey.step"')
    await signed_in.get_by_role("link", name="Details").click()
    await expect(signed_in.get_by_text("200 OK. thanks")).to_be_visible()
    await expect(signed_in.get_by_text("msg_7")).to_be_visible()
    await expect(signed_in.locator("#reading").get_by_text("Topic")).to_have_count(0)


async def test_a_message_to_colleagues_leads_back_to_the_calls(signed_in: Page, site: Site) -> None:
    call = await some_call(
        site, "notify", to_address="cs-alerts", subject="Acme went quiet.", text="Acme went quiet."
    )
    await signed_in.goto(f"{site.address}/mailbox/{call.id}")
    line = signed_in.locator(f"a.line-link[href*='{call.id}']")
    await expect(line).to_contain_text("cs-alerts")
    await expect(line).to_contain_text("Chat")
    await expect(signed_in.locator(".mail-text")).to_have_text("Acme went quiet.")


async def test_every_attempt_is_listed_and_an_address_that_is_gone_is_called_again(
    signed_in: Page, site: Site
) -> None:
    call = await some_call(site, "webhook", to_address="https://crm.example/hooks", text="{}")
    now = datetime.now(UTC)
    async with site.database.transaction() as session:
        for taken, status, answer in ATTEMPTS:
            attempt = Attempt(taken, answer, status, timedelta(milliseconds=84))
            await note_attempt(session, call.id, attempt, now)
        await close_address(
            session, "https://crm.example/old", "https://crm.example/old", call.id, now
        )
    await signed_in.goto(f"{site.address}/mailbox?kind=calls")
    await signed_in.get_by_role("link", name="Every attempt").click()
    await expect(signed_in.locator("#attempts tbody tr")).to_have_count(3)
    await signed_in.get_by_label("Which attempts").select_option("failed")
    await expect(signed_in.locator("#attempts tbody tr")).to_have_count(2)

    await signed_in.get_by_role("button", name="Call it again").click()
    await expect(signed_in.get_by_text("It is called again from now on.")).to_be_visible()
    await expect(signed_in.get_by_text("is not called any more")).to_have_count(0)

    await signed_in.locator("#attempts a.row-link").first.click()
    await expect(signed_in.locator("#reading tbody tr")).to_have_count(3)
    await expect(signed_in.get_by_role("button", name="Call again now")).to_be_visible()
