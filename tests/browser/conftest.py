"""A real browser on a real server with a real database."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect
from sqlmodel import select

from activities.rendering import RenderPool
from api.services import Services
from api.trials import Trials
from engine.store.access import hash_password
from engine.store.database import Database
from engine.store.sessions import open_session
from engine.store.tables import User
from engine.store.tables.columns import utc_now
from tests.browser.seed import EMAIL, PASSWORD, Amount, seed
from tests.calling.parts import local_calls
from tests.parts import application, shared_application

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
WITHOUT_WINDOWS = "chromium-headless-shell"
"""The same pages and scripts in a program that cannot open a window: it starts sooner, and takes a
quarter less of the processor. Measurements and pictures are of the one that people use."""
PROVOKED = ("Failed to load resource", "Blocked script execution", "Blocked opening")
"""What the browser says of refusals that a test means to cause."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=30_000)  # A busy machine is no failure.


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium as installed on this machine. Fails, and says what to do, when there is none."""
    path = next(filter(None, map(shutil.which, (WITHOUT_WINDOWS, *CHROMIUM))), None)
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
    app: FastAPI


@pytest.fixture(scope="session")
async def renderer() -> AsyncIterator[RenderPool]:
    async with RenderPool(processes=1) as pool:
        yield pool


@pytest.fixture(scope="session")
async def trials() -> AsyncIterator[Trials]:
    async with Trials(processes=1) as pool:
        yield pool


def services(database: Database, address: str, renderer: RenderPool, trials: Trials) -> Services:
    return Services(
        database=database,
        renderer=renderer,
        trials=trials,
        secret_key=b"a key for tests only, 32 bytes..",
        public_url=address,
        organization_name="Northwind",
        time_zone="Europe/Amsterdam",
        calls=local_calls(),
        secure_cookies=False,
    )


@pytest.fixture(scope="session")
async def server(bundle: None) -> AsyncIterator[uvicorn.Server]:
    """One for all tests: the browser keeps what it has fetched from an address, and compiled."""
    running = uvicorn.Server(
        uvicorn.Config(shared_application(), log_level="warning", lifespan="off")
    )
    listening = socket.create_server(("127.0.0.1", 0))
    serving = asyncio.create_task(running.serve(sockets=[listening]))
    while not running.started:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    yield running
    running.should_exit = True
    await serving


@pytest.fixture
async def site(
    database: Database, renderer: RenderPool, trials: Trials, server: uvicorn.Server
) -> AsyncIterator[Site]:
    """The pages on a free port of this machine, with nothing in the database yet."""
    address = "http://{}:{}".format(*server.servers[0].sockets[0].getsockname())
    app = application(services(database, address, renderer, trials))
    yield Site(address, database, app)
    # Whoever still asks reads a database that is about to go.
    while server.server_state.tasks:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


Seeded = Callable[[Amount], Awaitable[None]]


@pytest.fixture(scope="session")
async def password_hash() -> str:
    return await hash_password(PASSWORD)


@pytest.fixture
async def seeded(site: Site, password_hash: str) -> Seeded:
    async def fill(amount: Amount) -> None:
        await seed(site.database, amount, datetime.now(UTC), password_hash)

    return fill


@pytest.fixture(scope="session")
async def profile(browser: Browser) -> AsyncIterator[BrowserContext]:
    """One for all tests, since to open a window takes a second. Each has a tab of its own in it."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 860}, timezone_id="Europe/Amsterdam"
    )
    await context.new_page()  # it stays, and with it the window
    yield context
    await context.close()


@pytest.fixture
async def tab(profile: BrowserContext, site: Site) -> AsyncIterator[Page]:
    """An empty tab in a browser that remembers nothing but what it has fetched."""
    page = await profile.new_page()
    yield page
    for opened in profile.pages[1:]:
        await opened.close()
    await profile.clear_cookies()
    await profile.clear_permissions()
    session = await profile.new_cdp_session(profile.pages[0])
    await session.send(
        "Storage.clearDataForOrigin", {"origin": site.address, "storageTypes": "all"}
    )
    await session.detach()


@pytest.fixture
async def window(tab: Page, site: Site) -> AsyncIterator[Page]:
    """A tab in which everything must be in order: no complaint, and no request elsewhere."""
    page = tab
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(site.address)
            else wrong.append(f"asked for {request.url}")
        ),
    )
    page.on(
        "requestfailed",
        lambda request: (
            wrong.append(f"{request.url} did not come: {request.failure}")
            if "/static/" in request.url and request.failure != "net::ERR_ABORTED"
            else None
        ),
    )
    page.on(
        "response",
        lambda answer: (
            wrong.append(f"{answer.url} was answered with {answer.status}")
            if "/static/" in answer.url and not answer.ok and answer.status != 304
            else None
        ),
    )
    yield page
    assert [each for each in wrong if not any(refusal in each for refusal in PROVOKED)] == []


async def fill_in_sign_in(page: Page, site: Site, password: str = PASSWORD) -> None:
    """Sign in as people do."""
    await page.goto(f"{site.address}/sign-in")
    await page.get_by_label("Email").fill(EMAIL)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def sign_in(page: Page, site: Site, email: str = EMAIL) -> None:
    """Be signed in, at the journeys: without the form, which is slow on purpose."""
    token = uuid4().hex
    async with site.database.transaction() as session:
        user = (await session.exec(select(User).where(User.email == email))).one()
        await open_session(
            session,
            user.id,
            token=token,
            csrf_token=uuid4().hex,
            now=utc_now(),
            lasting=timedelta(hours=1),
        )
    await page.context.add_cookies([{"name": "onward", "value": token, "url": site.address}])
    await page.goto(f"{site.address}/journeys")


@pytest.fixture
async def signed_in(window: Page, site: Site, seeded: Seeded) -> Page:
    """A window that has signed in to a site with some data, at the journeys."""
    await seeded("little")
    await sign_in(window, site)
    await expect(window.get_by_role("heading", name="Journeys")).to_be_visible()
    return window
