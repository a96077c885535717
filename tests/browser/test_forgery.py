"""Requests that another site made a reader's browser send are refused, and change nothing."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlmodel import select

from engine.store.tables import Journey, Session
from tests.browser.conftest import Seeded, Site
from tests.browser.seed import EMAIL, PASSWORD

HERE = {"Sec-Fetch-Site": "same-origin"}
PAUSE = "/journeys/onboarding/pause"


@pytest.fixture
async def client(site: Site, seeded: Seeded) -> AsyncIterator[httpx.AsyncClient]:
    """A client that has signed in."""
    await seeded("little")
    async with httpx.AsyncClient(base_url=site.address) as client:
        signing = {"email": EMAIL, "password": PASSWORD}
        await client.post("/sign-in", data=signing, headers=HERE)
        yield client


async def token_of(site: Site) -> str:
    async with site.database.transaction() as session:
        return (await session.exec(select(Session.csrf_token))).one()


async def status_of(site: Site) -> str:
    async with site.database.transaction() as session:
        found = await session.exec(select(Journey.status).where(Journey.key == "onboarding"))
        return found.one()


async def test_post_without_the_token_is_refused(client: httpx.AsyncClient, site: Site) -> None:
    answer = await client.post(PAUSE, headers=HERE)
    assert answer.status_code == 403
    assert await status_of(site) == "live"


async def test_post_with_a_wrong_token_is_refused(client: httpx.AsyncClient, site: Site) -> None:
    answer = await client.post(PAUSE, headers=HERE, data={"csrf_token": "guessed"})
    assert answer.status_code == 403
    assert await status_of(site) == "live"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {},
    ],
)
async def test_post_from_another_site_is_refused_even_with_the_token(
    client: httpx.AsyncClient, site: Site, headers: dict[str, str]
) -> None:
    token = {"csrf_token": await token_of(site)}
    answer = await client.post(PAUSE, headers=headers, data=token)
    assert answer.status_code == 403
    assert await status_of(site) == "live"


async def test_post_from_our_page_is_obeyed(client: httpx.AsyncClient, site: Site) -> None:
    token = {"csrf_token": await token_of(site)}
    answer = await client.post(PAUSE, headers={"Origin": site.address}, data=token)
    assert answer.status_code == 303
    assert await status_of(site) == "paused"


async def test_sign_in_from_another_site_is_refused(site: Site, seeded: Seeded) -> None:
    await seeded("nothing")
    async with httpx.AsyncClient(base_url=site.address) as client:
        answer = await client.post(
            "/sign-in",
            data={"email": EMAIL, "password": PASSWORD},
            headers={"Origin": "https://evil.test"},
        )
    assert answer.status_code == 403
    assert "onward" not in answer.cookies


async def test_every_page_comes_with_its_headers(client: httpx.AsyncClient) -> None:
    for path in ("/journeys", "/accounts", "/sign-in", "/journeys/unknown"):
        headers = (await client.get(path)).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


async def test_no_page_has_inline_style_or_script(client: httpx.AsyncClient) -> None:
    for path in (
        "/journeys",
        "/journeys/new",
        "/journeys/gallery",
        "/journeys/win-back",
        "/journeys/win-back/edit",
        "/accounts",
        "/mailbox",
        "/tasks",
    ):
        written = (await client.get(path)).text
        assert " style=" not in written
        assert "<style" not in written
        assert "<script>" not in written
        assert " onclick=" not in written
