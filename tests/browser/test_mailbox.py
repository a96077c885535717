"""Messages are read as their readers see them, and can do nothing to whoever reads them here."""

import re
from typing import Any

import httpx
from playwright.async_api import Page, expect
from sqlmodel import select

from engine.store.audit import Actor
from engine.store.mail_tests import Finished, ask_for, colleague_at
from engine.store.tables import Message
from engine.store.tables.columns import utc_now
from tests.browser.conftest import Site
from tests.browser.seed import EMAIL


async def some_message(site: Site) -> Message:
    async with site.database.transaction() as session:
        found = await session.exec(
            select(Message).where(Message.status == "sent", Message.channel == "email")
        )
        message = found.first()
    assert message is not None
    return message


async def test_message_is_read_in_every_form(signed_in: Page, site: Site) -> None:
    message = await some_message(site)
    assert message.subject
    await signed_in.goto(f"{site.address}/mailbox?fate=sent")
    await signed_in.locator(f"a.line-link[href*='{message.id}']").click()
    frame = signed_in.frame_locator("iframe")
    await expect(frame.get_by_role("link", name="Create a project")).to_be_visible()
    await signed_in.get_by_role("link", name="Plain text").click()
    await expect(signed_in.locator(".mail-text")).to_contain_text("ten minutes are enough")
    await signed_in.get_by_role("link", name="Headers").click()
    await expect(signed_in.get_by_text(f"<{message.id}@northwind.test>")).to_be_visible()
    await signed_in.reload()
    await expect(signed_in.get_by_text(f"<{message.id}@northwind.test>")).to_be_visible()


async def test_message_stays_in_its_frame_when_a_link_in_it_is_pressed(
    signed_in: Page, site: Site
) -> None:
    """**How it broke:** the browser's own page stood there, which said that it may not be shown."""
    message = await some_message(site)
    await signed_in.goto(f"{site.address}/mailbox/{message.id}")
    link = signed_in.frame_locator("iframe").get_by_role("link", name="Create a project")
    pages = len(signed_in.context.pages)
    async with signed_in.expect_console_message(lambda said: "allow-popups" in said.text):
        await link.press("Enter")
    await expect(link).to_be_visible()
    assert len(signed_in.context.pages) == pages


async def test_telephone_number_in_a_message_is_plain_text(signed_in: Page, site: Site) -> None:
    """**How it broke:** it looked as if it could be called, and did nothing when it was tapped."""
    message = await some_message(site)
    async with site.database.transaction() as session:
        row = (await session.exec(select(Message).where(Message.id == message.id))).one()
        row.html = (
            '<p>Call <a style="color: #0b6b58" href="tel:+31201234567">020 <b>123</b> 4567</a>, or'
            ' <a href="https://example.com">read on</a>, or <a href="tel:112">112</a>.</p>'
        )
    await signed_in.goto(f"{site.address}/mailbox/{message.id}")
    frame = signed_in.frame_locator("iframe")
    await expect(frame.locator("p")).to_have_text("Call 020 123 4567, or read on, or 112.")
    await expect(frame.get_by_role("link")).to_have_text("read on")
    number = frame.get_by_title("In the mail itself, this calls.").first
    await expect(number).to_have_text("020 123 4567")
    around = frame.locator("p")
    looks = "(part) => [getComputedStyle(part).color, getComputedStyle(part).textDecorationLine]"
    assert await number.evaluate(looks) == await around.evaluate(looks)


async def test_message_is_seen_as_on_a_phone(signed_in: Page, site: Site) -> None:
    message = await some_message(site)
    await signed_in.goto(f"{site.address}/mailbox/{message.id}")
    frame = signed_in.locator("iframe")
    wide = await frame.bounding_box()
    await signed_in.get_by_title("As on a phone").click()
    narrow = await frame.bounding_box()
    assert wide is not None
    assert narrow is not None
    assert narrow["width"] == 375 < wide["width"]


async def test_message_runs_and_loads_nothing(signed_in: Page, site: Site) -> None:
    """The frame has no scripts, no origin and no network, whatever a template was made to hold."""
    message = await some_message(site)
    async with site.database.transaction() as session:
        row = (await session.exec(select(Message).where(Message.id == message.id))).one()
        row.html = '<p>Good day</p><script>parent.document.title = "taken"</script>'
    await signed_in.goto(f"{site.address}/mailbox/{message.id}")
    frame = signed_in.locator("iframe")
    await expect(frame).to_have_attribute("sandbox", "")
    await expect(signed_in.frame_locator("iframe").get_by_text("Good day")).to_be_visible()
    assert await signed_in.title() != "taken"
    cookies = {c["name"]: c["value"] for c in await signed_in.context.cookies()}
    async with httpx.AsyncClient(base_url=site.address, cookies=cookies) as client:
        policy = (await client.get(f"/mailbox/{message.id}/html")).headers[
            "Content-Security-Policy"
        ]
    assert policy.startswith("sandbox; default-src 'none'")


async def test_pictures_are_loaded_only_when_the_reader_asks(signed_in: Page, site: Site) -> None:
    """A picture tells whoever keeps it that somebody looks. Until then something stands in."""
    message = await some_message(site)
    async with site.database.transaction() as session:
        row = (await session.exec(select(Message).where(Message.id == message.id))).one()
        row.html = (
            f'<p>Good day</p><img alt="A picture" width="40" src="{site.address}/favicon.ico">'
        )
    await signed_in.goto(f"{site.address}/mailbox/{message.id}")
    picture = signed_in.frame_locator("iframe").get_by_role("img", name="A picture")
    await expect(picture).to_have_attribute("src", re.compile(r"^data:image/svg"))
    await signed_in.get_by_role("link", name="Load pictures").click()
    await expect(picture).to_have_attribute("src", f"{site.address}/favicon.ico")
    await expect(signed_in.get_by_role("link", name="Load pictures")).to_have_count(0)


async def test_test_mails_are_kept_apart(signed_in: Page, site: Site) -> None:
    async with site.database.transaction() as session:
        to = await colleague_at(session, EMAIL)
        mail = Finished(
            from_name="Priya",
            reply_to=None,
            shown_for="Ada at Acme",
            journey="Onboarding",
            subject="[Test] Hi Ada",
            text="Good day in plain text",
            html="<p>Good day</p>",
        )
        await ask_for(session, mail, to, by=Actor("kim@example.com"), now=utc_now())
    await signed_in.goto(f"{site.address}/mailbox")
    await expect(signed_in.get_by_text("[Test] Hi Ada")).to_have_count(0)
    await signed_in.get_by_role("link", name="Tests").click()
    await signed_in.get_by_role("link", name="[Test] Hi Ada").click()
    await expect(signed_in.frame_locator("iframe").get_by_text("Good day")).to_be_visible()
    await expect(signed_in.get_by_text("No customer got it")).to_be_visible()
    await expect(signed_in.locator(".message").get_by_text("Being sent")).to_be_visible()
    await signed_in.get_by_role("link", name="Plain text").click()
    await expect(signed_in.get_by_text("Good day in plain text")).to_be_visible()
    await signed_in.get_by_role("link", name="Headers").click()
    await expect(signed_in.get_by_text("X-Onward-Test")).to_be_visible()
    await signed_in.reload()
    await expect(signed_in.get_by_text("X-Onward-Test")).to_be_visible()
    await signed_in.goto(f"{site.address}/mailbox/tests?search=nothing")
    await expect(signed_in.get_by_text("No test mail matches")).to_be_visible()


async def test_message_in_the_product_is_seen_as_in_a_product(signed_in: Page, site: Site) -> None:
    """**How it broke:** its bare words stood there in the browser’s own type."""
    message = await some_message(site)
    async with site.database.transaction() as session:
        row = (await session.exec(select(Message).where(Message.id == message.id))).one()
        row.channel, row.subject = "in_app", "Reports have moved"
        row.html = "<p>You find them on the left.</p>"
        row.content = {
            "format": "modal",
            "action": {"label": "Show me", "url": "https://app.northwind.test/reports"},
        }
    await signed_in.goto(f"{site.address}/mailbox/{message.id}")
    window = signed_in.frame_locator("iframe").locator(".message.modal")
    await expect(window).to_contain_text("Reports have moved")
    await expect(window).to_contain_text("You find them on the left.")
    await expect(window.get_by_role("link", name="Show me")).to_be_visible()


async def test_pictures_of_a_tour_can_be_loaded(signed_in: Page, site: Site) -> None:
    """**How it broke:** only its first words were looked through for pictures."""
    message = await some_message(site)
    picture = '<p><img src="https://pictures.test/list.png" alt="The list"></p>'
    async with site.database.transaction() as session:
        row = (await session.exec(select(Message).where(Message.id == message.id))).one()
        row.channel, row.subject, row.html = "in_app", "A look around", "<p>Two minutes.</p>"
        step: dict[str, Any] = {"title": "The list", "html": picture, "target": None}
        row.content = {"format": "tour", "action": None, "steps": [step]}
    await signed_in.goto(f"{site.address}/mailbox/{message.id}")
    await expect(signed_in.get_by_role("link", name="Load pictures")).to_be_visible()
