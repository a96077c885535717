"""What the API's tests share: the application on a real database, and clients with keys."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from activities.rendering import RenderPool
from api.services import Services
from api.trials import Trials
from engine.store.access import Scope, create_key, create_user
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.sessions import open_session
from engine.store.tables.columns import utc_now
from tests.calling.parts import local_calls
from tests.parts import application

BY = Actor("kim@example.com")

Clients = Callable[[str | None], httpx.AsyncClient]


@pytest.fixture(scope="session")
async def renderer() -> AsyncIterator[RenderPool]:
    """A process that shows messages; it takes a second to start."""
    async with RenderPool(processes=1) as pool:
        yield pool


@pytest.fixture(scope="session")
async def trials() -> AsyncIterator[Trials]:
    async with Trials(processes=1) as pool:
        yield pool


@pytest.fixture
def services(database: Database, renderer: RenderPool, trials: Trials) -> Services:
    return Services(
        database=database,
        secret_key=b"a secret of the tests, long enough",
        public_url="https://onward.example",
        organization_name="Example",
        time_zone="Europe/Amsterdam",
        calls=local_calls(),
        renderer=renderer,
        trials=trials,
        mail_from="success@example.com",
    )


@pytest.fixture
def app(services: Services) -> FastAPI:
    return application(services)


@pytest.fixture
def new_key(database: Database) -> Callable[[Scope], Awaitable[str]]:
    async def make(scope: Scope) -> str:
        async with database.transaction() as session:
            made = await create_key(session, name=f"a {scope} key", scope=scope, by=BY)
        return made.plain

    return make


def client(app: FastAPI, key: str | None) -> httpx.AsyncClient:
    """A program with this key. None: without one."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url="https://onward.example/api/v1",
        headers={"Authorization": f"Bearer {key}"} if key else {},
    )


@pytest.fixture
async def admin(
    app: FastAPI, new_key: Callable[[Scope], Awaitable[str]]
) -> AsyncIterator[httpx.AsyncClient]:
    async with client(app, await new_key("admin")) as opened:
        yield opened


@pytest.fixture
async def reader(
    app: FastAPI, new_key: Callable[[Scope], Awaitable[str]]
) -> AsyncIterator[httpx.AsyncClient]:
    async with client(app, await new_key("read")) as opened:
        yield opened


@pytest.fixture
async def anyone(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client(app, None) as opened:
        yield opened


SESSION_TOKEN = "what the browser holds"
CSRF_TOKEN = "what our pages hold"
OUR_PAGE = {"Sec-Fetch-Site": "same-origin", "X-CSRF-Token": CSRF_TOKEN}


@pytest.fixture
async def person(app: FastAPI, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is signed in and uses our own pages."""
    async with database.transaction() as session:
        user = await create_user(session, email="maya@example.com", name="Maya", by=BY)
        await open_session(
            session,
            user,
            token=SESSION_TOKEN,
            csrf_token=CSRF_TOKEN,
            now=utc_now(),
            lasting=timedelta(days=1),
        )
    async with client(app, None) as opened:
        opened.cookies.set("__Host-onward", SESSION_TOKEN)
        opened.headers.update(OUR_PAGE)
        yield opened
