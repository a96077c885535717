"""A web server is killed while a product delivers to it: what it said it took is there, once."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pydantic import JsonValue
from sqlalchemy import text

from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.hooks import House, Wanted, add_hook
from engine.store.statements import run
from engine.store.tables.columns import utc_now
from onward.embedded.child import Child
from onward.embedded.ports import free_port
from tests.parts import private_directory
from tests.sources.parts import SECRET, delivery, signed

DELIVERIES, ANSWERED_FIRST, AT_ONCE = 120, 40, 8
ONCE = ["", "payment"]
"""What is stored of a delivery: what happened, and how the account pays."""
SECRET_KEY = "a key for tests that is long enough"
PATIENCE = 60
"""Real seconds after which a server that does not answer is a failure."""


@asynccontextmanager
async def served(database_url: str, port: int, directory: Path) -> AsyncIterator[Child]:
    """`onward api`, a process of its own."""
    settings = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": ":".join(sys.path),
        "ONWARD_DATABASE_URL": database_url,
        "ONWARD_SECRET_KEY": SECRET_KEY,
        "ONWARD_PORT": str(port),
        "ONWARD_LOG_LEVEL": "warning",
    }
    child = Child(
        [sys.executable, "-m", "onward", "api"], environment=settings, log=directory / "api.log"
    )
    child.start()
    try:
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient(trust_env=False) as browser:
            while not await _answers(browser, port):
                assert child.running, child.last_words()
                await asyncio.sleep(0.1)
        yield child
    finally:
        child.kill()


async def _answers(browser: httpx.AsyncClient, port: int) -> bool:
    try:
        return (await browser.get(f"http://127.0.0.1:{port}/healthz")).is_success
    except httpx.TransportError:
        return False


async def _deliver(client: httpx.AsyncClient, address: str, number: int) -> bool:
    """Whether it was answered that it is taken."""
    paid: dict[str, JsonValue] = {
        "customer": "cus_9",
        "subscription_details": {"metadata": {"account_id": "acme"}},
    }
    body: dict[str, JsonValue] = {
        "id": f"evt_{number}",
        "type": "invoice.paid",
        "data": {"object": paid},
    }
    sent = signed("stripe", replace(delivery(body), url=address), utc_now())
    try:
        answer = await client.post(address, content=sent.body, headers=dict(sent.headers))
    except httpx.TransportError:
        return False
    return answer.status_code == 200


@pytest.mark.long
async def test_what_was_answered_is_there_once_and_the_rest_once_it_is_sent_again(
    database: Database, database_url: str
) -> None:
    port = free_port()
    house = House(secret_key=SECRET_KEY.encode(), public_url=f"http://127.0.0.1:{port}")
    async with database.transaction() as session:
        wanted, by = Wanted(secret=SECRET), Actor("kim@example.com")
        hook = await add_hook(
            session, house, "stripe", preset="stripe", wanted=wanted, by=by, now=utc_now()
        )
    waiting, taken = list(range(DELIVERIES)), set[int]()
    with private_directory() as directory:
        async with (
            served(database_url, port, directory) as server,
            httpx.AsyncClient(trust_env=False) as client,
        ):

            async def send() -> None:
                while waiting:
                    number = waiting.pop()
                    if await _deliver(client, hook.address, number):
                        taken.add(number)
                    if len(taken) == ANSWERED_FIRST:
                        server.kill()

            await asyncio.gather(*(send() for _ in range(AT_ONCE)))
        assert ANSWERED_FIRST <= len(taken) < DELIVERIES
        kept = await _stored(database)
        assert {number: kept.get(number) for number in taken} == dict.fromkeys(taken, ONCE)
        async with (
            served(database_url, port, directory),
            httpx.AsyncClient(trust_env=False) as client,
        ):
            for number in set(range(DELIVERIES)) - taken:
                assert await _deliver(client, hook.address, number)
    assert await _stored(database) == dict.fromkeys(range(DELIVERIES), ONCE)


async def _stored(database: Database) -> dict[int, list[str]]:
    """The calls that are there of each delivery, by its number; twice what is twice."""
    there: dict[int, list[str]] = {}
    async with database.transaction() as session:
        found = await run(session, text("SELECT message_id FROM events ORDER BY message_id"), {})
        for message_id in found.scalars():
            number, _, call = message_id.partition("evt_")[2].partition("/")
            there.setdefault(int(number), []).append(call)
    return there
