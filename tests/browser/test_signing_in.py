"""Who gets in, who does not, and what a browser holds afterwards."""

import hashlib

import httpx
from playwright.async_api import Page, expect
from sqlmodel import select

from engine.store.tables import AuditEntry, Session
from tests.browser.conftest import Seeded, Site, fill_in_sign_in
from tests.browser.seed import EMAIL, PASSWORD

HERE = {"Sec-Fetch-Site": "same-origin"}


async def test_wrong_password_is_refused_and_the_address_kept(
    window: Page, site: Site, seeded: Seeded
) -> None:
    await seeded("nothing")
    await fill_in_sign_in(window, site, password="not the password")
    await expect(window.get_by_role("alert")).to_contain_text("do not belong together")
    await expect(window.get_by_label("Email")).to_have_value(EMAIL)


async def test_reader_comes_to_the_page_asked_for(window: Page, site: Site, seeded: Seeded) -> None:
    await seeded("nothing")
    await window.goto(f"{site.address}/tasks?state=done")
    await window.get_by_label("Email").fill(EMAIL)
    await window.get_by_label("Password").fill(PASSWORD)
    await window.get_by_role("button", name="Sign in").click()
    await expect(window).to_have_url(f"{site.address}/tasks?state=done")


async def test_session_is_kept_as_a_hash_behind_a_closed_cookie(
    window: Page, site: Site, seeded: Seeded
) -> None:
    await seeded("nothing")
    await fill_in_sign_in(window, site)
    await window.wait_for_url("**/journeys")
    cookie = next(c for c in await window.context.cookies() if c["name"] == "onward")
    assert cookie["httpOnly"] is True
    assert cookie["sameSite"] == "Lax"
    async with site.database.transaction() as session:
        kept = (await session.exec(select(Session.token_hash))).one()
    assert kept == hashlib.sha256(cookie["value"].encode()).hexdigest()


async def test_signing_out_ends_the_session(window: Page, site: Site, seeded: Seeded) -> None:
    await seeded("nothing")
    await fill_in_sign_in(window, site)
    await window.locator("summary", has_text="Maya").click()
    await window.get_by_role("button", name="Sign out").click()
    await expect(window.get_by_role("heading", name="Sign in")).to_be_visible()
    async with site.database.transaction() as session:
        assert (await session.exec(select(Session))).first() is None


async def test_eleventh_attempt_is_not_even_tried(site: Site, seeded: Seeded) -> None:
    await seeded("nothing")
    async with httpx.AsyncClient(base_url=site.address, headers=HERE) as client:
        wrong = {"email": EMAIL, "password": "wrong"}
        for _ in range(10):
            assert (await client.post("/sign-in", data=wrong)).status_code == 401
        right = await client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert right.status_code == 429
    assert int(right.headers["Retry-After"]) > 0
    async with site.database.transaction() as session:
        assert len((await session.exec(select(AuditEntry))).all()) == 10


async def test_nobody_is_sent_to_another_site(site: Site, seeded: Seeded) -> None:
    await seeded("nothing")
    async with httpx.AsyncClient(base_url=site.address, headers=HERE) as client:
        for elsewhere in ("https://evil.test", "//evil.test", "/\\evil.test"):
            form = {"email": EMAIL, "password": PASSWORD, "next": elsewhere}
            answer = await client.post("/sign-in", data=form)
            assert answer.headers["Location"] == "/"


async def test_an_address_that_leads_nowhere_keeps_the_way_back(
    signed_in: Page, site: Site
) -> None:
    await signed_in.goto(f"{site.address}/jorneys")
    await expect(signed_in.get_by_role("heading", name="There is nothing here")).to_be_visible()
    await signed_in.get_by_role("link", name="Go to the journeys").click()
    await expect(signed_in.get_by_role("heading", name="Journeys")).to_be_visible()
