"""Segment's own library for browsers, unmodified, on a page of another origin than Onward's."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Page, Request
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.browser.conftest import Site
from tests.clients import PLACE, installed
from tests.ingest.parts import enrolled, source, welcoming
from tests.world import World

SEND = """
async ([cdnURL, writeKey]) => {
  const [analytics] = await AnalyticsNext.AnalyticsBrowser.load({ writeKey, cdnURL });
  await analytics.page("Docs", "Pricing");
  await analytics.identify("ada", { email: "ada@acme.test" });
  await analytics.group("acme", { name: "Acme", arr: 24000 });
  await analytics.track("Account Created", { plan: "pro" }, { context: { groupId: "acme" } });
}
"""


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[str]:
    """A customer's product, on a port of its own, with the library as npm installs it."""
    modules = await asyncio.to_thread(installed)
    shutil.copy(PLACE / "segment.html", tmp_path / "index.html")
    (tmp_path / "umd").symlink_to(modules / "@segment" / "analytics-next" / "dist" / "umd")
    files = StaticFiles(directory=tmp_path, html=True, follow_symlink=True)
    listening = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=[Mount("/", files)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await running


async def test_the_library_brings_a_customer_into_a_journey(
    tab: Page, site: Site, product: str, world: World
) -> None:
    await welcoming(world)
    key = (await source(site.database)).key
    asked, complaints = list[str](), list[str]()

    def note(request: Request) -> None:
        asked.append(request.url)

    tab.on("request", note)
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    await tab.goto(product)
    await tab.evaluate(SEND, [site.address, key])
    assert [each for each in asked if not each.startswith((product, site.address))] == []
    assert complaints == []
    assert await enrolled(site.database) == [("Acme", "ada@acme.test")]
