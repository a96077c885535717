"""A real browser on a real server with a real database."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, async_playwright

from api.pages import router
from api.services import Services
from engine.store.access import hash_password
from engine.store.database import Database
from tests.browser.seed import PASSWORD, Amount, seed

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium as installed on this machine. Fails, and says what to do, when there is none."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.fail("Browser tests need Chromium: install it (Debian: apt-get install chromium).")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        await started.close()


@dataclass(frozen=True)
class Site:
    """A running server and whatever the browser did wrong on it."""

    address: str
    database: Database


def application(database: Database, address: str) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.include_router(router)
    app.state.services = Services(
        database=database,
        secret_key=b"a key for tests only, 32 bytes..",
        public_url=address,
        organization_name="Northwind",
        time_zone="Europe/Amsterdam",
        secure_cookies=False,
    )
    return app


@pytest.fixture
async def site(database: Database) -> AsyncIterator[Site]:
    """The pages on a free port of this machine, with nothing in the database yet."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(
        uvicorn.Config(application(database, address), log_level="warning", lifespan="off")
    )
    running = asyncio.create_task(server.serve(sockets=[listening]))
    yield Site(address, database)
    server.should_exit = True
    await running


Seeded = Callable[[Amount], Awaitable[None]]


@pytest.fixture
async def seeded(site: Site) -> Seeded:
    async def fill(amount: Amount) -> None:
        await seed(site.database, amount, datetime.now(UTC), await hash_password(PASSWORD))

    return fill
