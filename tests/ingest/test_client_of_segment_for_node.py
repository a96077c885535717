"""Segment's own library for Node, unmodified, run by the Node the front end is built with."""

import asyncio
import json
from typing import Any

from hatch_build import find_node
from tests.clients import PLACE, installed
from tests.ingest.parts import Edge, enrolled, welcoming
from tests.world import World


async def send(address: str, key: str) -> list[Any]:
    """What the library reports as errors."""
    await asyncio.to_thread(installed)
    node, _ = find_node()
    program = await asyncio.create_subprocess_exec(
        node, PLACE / "segment.mjs", address, key, stdout=asyncio.subprocess.PIPE
    )
    written, _ = await program.communicate()
    assert program.returncode == 0
    failures: list[Any] = json.loads(written)
    return failures


async def test_the_library_brings_a_customer_into_a_journey(edge: Edge, world: World) -> None:
    await welcoming(world)
    assert await send(edge.address, edge.key) == []
    assert await edge.reasons() == []
    assert await edge.event_names() == [
        "identify", "group", "Account Created", "Pricing", "Home", "Visited", "alias",
    ]  # fmt: skip
    assert await edge.value("SELECT count(DISTINCT contact_id) FROM events") == 1
    assert await edge.value("SELECT arr_minor FROM accounts") == 2_400_000
    assert await enrolled(world.database) == [("Acme", "ada@acme.test")]


async def test_the_library_reports_a_refused_key(edge: Edge) -> None:
    assert set(await send(edge.address, "wk_unknown")) == {"delivery_failure"}
