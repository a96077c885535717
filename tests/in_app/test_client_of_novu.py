"""Novu's own library, unmodified, run by the Node the front end is built with."""

import asyncio
import hashlib
import hmac
import json
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from hatch_build import find_node
from tests.clients import PLACE, installed
from tests.in_app.parts import SENT, Product, enrolled, names, shown
from tests.in_app.test_showing import told
from tests.world import World


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await running


async def said_by_novu(*arguments: str) -> dict[str, Any]:
    await asyncio.to_thread(installed)
    node, _ = find_node()
    program = await asyncio.create_subprocess_exec(
        node, PLACE / "novu.mjs", *arguments, stdout=asyncio.subprocess.PIPE
    )
    written, _ = await program.communicate()
    found: dict[str, Any] = json.loads(written)
    return found


async def test_the_library_lists_reads_and_archives(
    address: str, shop: Product, world: World
) -> None:
    customer = await enrolled(world)
    ada, _ = await names(world, customer)
    go = {"label": "Go", "url": "https://app.example.com"}
    await shown(world, customer, "Older")
    await shown(world, customer, "Newer", at=SENT + timedelta(hours=1), action=go)
    await shown(world, customer, "A banner", format="banner")
    fits = hmac.new(shop.secret.encode(), ada.encode(), hashlib.sha256).hexdigest()
    said = await said_by_novu(address, shop.app_id, ada, fits)
    assert said == {
        "listed": ["Newer", "Older"],
        "severities": [0, 2],
        "tagged": [2, 0],
        "unread": 2,
        "left": 0,
        "open": [["Newer", True]],
        "archived": ["Older"],
        "end": 0,
    }
    assert {"In-App Message Read", "Message Clicked", "In-App Message Archived"} <= set(
        await told(world)
    )


async def test_the_library_is_refused_without_a_hash_that_fits(
    address: str, shop: Product, world: World
) -> None:
    ada, _ = await names(world, await enrolled(world))
    said = await said_by_novu(address, shop.app_id, ada, "0" * 64)
    assert "failed" in said


async def test_what_cannot_be_picked_by_is_refused_and_nothing_is_read(
    address: str, shop: Product, world: World
) -> None:
    """**Invariant:** “read all” reads no more than it says. **How it broke:** what it was narrowed
    by was not looked at, and all of the feed was read."""
    customer = await enrolled(world)
    ada, _ = await names(world, customer)
    await shown(world, customer)
    opening = {
        "applicationIdentifier": shop.app_id,
        "subscriber": {"subscriberId": ada},
        "subscriberHash": hmac.new(shop.secret.encode(), ada.encode(), hashlib.sha256).hexdigest(),
    }
    async with httpx.AsyncClient(base_url=f"{address}/v1/inbox") as asked:
        opened = (await asked.post("/session", json=opening)).json()
        asked.headers["Authorization"] = f"Bearer {opened['data']['token']}"
        picky = {"data": json.dumps({"plan": "pro"})}
        for tags in ("other", {"any": ["other"]}, {"and": "other"}):
            answer = await asked.post("/notifications/archive", json={"tags": tags})
            assert answer.json()["code"] == "bad_filters"
        refused = [
            await asked.post("/notifications/read", json=picky),
            await asked.get("/notifications", params=picky),
        ]
        assert [(each.status_code, each.json()["code"]) for each in refused] == [
            (422, "not_supported"),
            (422, "not_supported"),
        ]
        left = await asked.get("/notifications/count", params={"filters": '[{"read": false}]'})
        assert left.json()["data"][0]["count"] == 1
