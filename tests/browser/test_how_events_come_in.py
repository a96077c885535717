"""How events come in: a key is made, every snippet of the page is run as it stands there, and the
page says by itself what came."""

import asyncio
import re
import shlex
import sys
from pathlib import Path

import httpx
from playwright.async_api import Page, expect
from sqlmodel import func, select

from engine.store.tables import ApiKey, DeadLetter, Event
from hatch_build import find_node
from tests.browser.conftest import Site
from tests.browser.test_client_of_segment import product
from tests.clients import installed

__all__ = ["product"]

WAITING = "Waiting for the first event …"


async def _made(page: Page, site: Site) -> str:
    await page.goto(f"{site.address}/write-keys")
    await page.get_by_label("What sends with it").fill("Northwind for web")
    await page.get_by_role("button", name="Make a write key").click()
    await expect(page.get_by_text("The write key is made.")).to_be_visible()
    return await page.locator("#made-key").inner_text()


async def _ran(program: str | Path, *arguments: str | Path) -> None:
    started = await asyncio.create_subprocess_exec(program, *arguments)
    assert await started.wait() == 0


async def _run(key: str, snippet: str, directory: Path, tab: Page, product: str) -> None:
    """As it stands, as far as there is a program for it."""
    if key == "curl":
        curl, url, _, user, _, body = shlex.split(snippet)
        assert curl == "curl"
        async with httpx.AsyncClient(auth=(user.removesuffix(":"), "")) as client:
            assert (await client.post(url, content=body)).json() == {"success": True}
    elif key == "segment-node":
        node, _ = find_node()
        (directory / "first.mjs").write_text(snippet)
        (directory / "node_modules").symlink_to(await asyncio.to_thread(installed))
        await _ran(node, directory / "first.mjs")
    elif key == "segment-browser":
        # The library as a script says by a global what a bundler takes from the import.
        code = re.sub(
            r'import (.*) from "@segment/analytics-next";', r"const \1 = AnalyticsNext;", snippet
        )
        await tab.goto(product)
        await tab.evaluate(f"async () => {{ {code} }}")
    else:
        await _ran(sys.executable, "-c", snippet)


async def _came(site: Site, key: str) -> tuple[int, list[str]]:
    """How often it happened, by what was sent with the key, and why calls could not be used."""
    async with site.database.transaction() as session:
        source = select(ApiKey.source_id).where(ApiKey.id == key.split("_")[2]).scalar_subquery()
        happened = await session.exec(
            select(func.count()).where(Event.name == "Test Event", Event.source_id == source)
        )
        wrong = await session.exec(select(DeadLetter.reason).where(DeadLetter.source_id == source))
        return happened.one(), list(wrong)


async def test_every_snippet_sends_and_the_page_says_what_came(
    signed_in: Page, site: Site, product: str, tmp_path: Path
) -> None:
    page = signed_in
    made = await _made(page, site)
    await expect(page.get_by_text(WAITING)).to_be_visible()
    texts = [
        (await each.get_attribute("id") or "", await each.text_content() or "")
        for each in await page.locator(".snippet pre").all()
    ]
    assert len(texts) == 6
    tab = await page.context.new_page()
    for number, (key, snippet) in enumerate(texts, start=1):
        assert site.address in snippet
        assert made in snippet
        await _run(key, snippet, tmp_path, tab, product)
        while (await _came(site, made))[0] < number:  # noqa: ASYNC110 - some send by and by
            await asyncio.sleep(0.05)
    assert await _came(site, made) == (6, [])
    await expect(page.get_by_text("Arrived: Test Event")).to_be_visible()
    await page.get_by_role("link", name="Test Event").click()
    await expect(page.get_by_role("heading", name="Test Event")).to_be_visible()
    await page.goto(f"{site.address}/write-keys")
    await expect(page.locator("#curl")).to_contain_text("YOUR_WRITE_KEY")
    assert made not in await page.content(), "it is shown once"


async def test_a_call_that_could_not_be_used_is_said_and_the_lines_are_copied(
    signed_in: Page, site: Site
) -> None:
    page = signed_in
    made = await _made(page, site)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Copy the address").click()
    await expect(page.get_by_text("Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == site.address
    # A page without https has no clipboard of its own.
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    await page.get_by_role("button", name="Copy Command line (HTTP)").click()
    await expect(page.get_by_text("Copied")).to_have_count(2)
    async with httpx.AsyncClient(auth=(made, "")) as client:
        await client.post(f"{site.address}/v1/track", json={"event": "Signed Up"})
    await expect(page.get_by_text("A call came that could not be used")).to_be_visible()
    await expect(page.get_by_text(WAITING)).to_be_visible()
    await page.goto(f"{site.address}/events")
    await page.get_by_role("link", name="How events come in").click()
    await expect(page.get_by_role("heading", name="How events come in")).to_be_visible()
