"""RudderStack's own Python library, unmodified: the tracking API in a dialect of its own.

It sends gzip without being asked, traits of an identify call in the context only, explicit nulls
for ids it does not have, and batches of up to 4 MB.
"""

import asyncio
from typing import Any

import pytest
from rudderstack.analytics import Client

from tests.ingest.parts import Edge, enrolled, welcoming
from tests.world import World


def client_of(edge: Edge, failures: list[Any], **options: Any) -> Client:
    key = options.pop("key", edge.key)
    return Client(
        key, host=edge.address, on_error=lambda error, _: failures.append(error), **options
    )


async def finish(client: Client) -> None:
    await asyncio.to_thread(client.shutdown)


@pytest.mark.parametrize("gzip", [False, True], ids=["plain", "gzip"])
async def test_the_python_library_is_understood(edge: Edge, gzip: bool) -> None:
    failures: list[Any] = []
    client = client_of(edge, failures, gzip=gzip)
    client.track(anonymous_id="anon-7", event="Visited")
    client.identify("ada", {"email": "ada@acme.test"}, anonymous_id="anon-7")
    client.group("ada", "acme", {"name": "Acme", "arr": 24000})
    client.track("ada", "Project Created", {"size": 3}, context={"groupId": "acme"})
    client.page("ada", "Docs", "Pricing", {"url": "https://acme.test/pricing"})
    client.screen("ada", "App", "Home")
    client.alias("anon-8", "ada")
    await finish(client)
    assert failures == []
    assert await edge.reasons() == []
    assert await edge.event_names() == [
        "Visited", "identify", "group", "Project Created", "Pricing", "Home", "alias",
    ]  # fmt: skip
    assert await edge.rows("SELECT external_id, email FROM contacts") == [("ada", "ada@acme.test")]
    assert await edge.rows("SELECT name, arr_minor FROM accounts") == [("Acme", 2_400_000)]


async def test_the_python_library_brings_a_customer_into_a_journey(
    edge: Edge, world: World
) -> None:
    await welcoming(world)
    failures: list[Any] = []
    client = client_of(edge, failures)
    client.identify("ada", {"email": "ada@acme.test"})
    client.group("ada", "acme", {"name": "Acme"})
    client.track("ada", "Account Created", context={"groupId": "acme"})
    await finish(client)
    assert failures == []
    assert await enrolled(world.database) == [("Acme", "ada@acme.test")]


async def test_a_full_batch_of_the_largest_events_is_taken(edge: Edge) -> None:
    """**Invariant:** what a library may send at once is taken. **How it broke:** 500 KB, which is
    what Segment's libraries keep to, was the limit; this one loses all of a batch that is refused.
    """
    failures: list[Any] = []
    client = client_of(edge, failures, upload_interval=5)
    for _ in range(100):
        client.track("ada", "Imported", {"text": "x" * 31_000})
    await finish(client)
    assert failures == []
    assert await edge.value("SELECT count(*) FROM events") == 100


async def test_the_python_library_reports_a_refused_key_once(edge: Edge) -> None:
    failures: list[Any] = []
    client = client_of(edge, failures, key="wk_unknown")
    client.track("ada", "Project Created")
    await finish(client)
    assert [(error.status, error.code) for error in failures] == [(401, "invalid_write_key")]
