"""PostHog's own Python library, unmodified.

The library runs in a thread of its own while the API answers on the test's event loop.
"""

import asyncio
import logging
from typing import Any

import pytest
from posthog import Posthog

from tests.ingest.parts import Edge, enrolled, welcoming
from tests.world import World


def client_of(edge: Edge, failures: list[Any], **options: Any) -> Posthog:
    return Posthog(
        options.pop("key", edge.key),
        host=edge.address,
        on_error=lambda error, _: failures.append(error),
        **options,
    )


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"gzip": True},
        {"capture_mode": "v1"},
        {"capture_mode": "v1", "capture_compression": "gzip"},
    ],
    ids=["plain", "gzip", "v1", "v1 gzip"],
)
async def test_the_python_library_is_understood(edge: Edge, options: dict[str, Any]) -> None:
    failures: list[Any] = []
    client = client_of(edge, failures, **options)
    client.capture("Visited", distinct_id="anon-7", properties={"$process_person_profile": False})
    client.alias("anon-7", "ada")
    client.set(distinct_id="ada", properties={"email": "ada@acme.test", "plan": "pro"})
    client.set_once(distinct_id="ada", properties={"plan": "free", "first_name": "Ada"})
    client.group_identify("company", "acme", {"name": "Acme", "arr": 24000})
    client.capture(
        "Project Created", distinct_id="ada", properties={"size": 3}, groups={"company": "acme"}
    )
    client.capture("$pageview", distinct_id="ada", properties={"$current_url": "https://a.test"})
    await asyncio.to_thread(client.shutdown)
    assert failures == []
    assert await edge.reasons() == []
    assert await edge.event_names() == [
        "Visited", "alias", "identify", "identify", "group", "Project Created", "page",
    ]  # fmt: skip
    assert await edge.rows("SELECT external_id, email, traits FROM contacts") == [
        ("ada", "ada@acme.test", {"email": "ada@acme.test", "plan": "pro", "first_name": "Ada"})
    ]
    assert await edge.rows("SELECT name, arr_minor FROM accounts") == [("Acme", 2_400_000)]
    assert await edge.value("SELECT count(*) FROM memberships WHERE is_primary") == 1


async def test_the_python_library_brings_a_customer_into_a_journey(
    edge: Edge, world: World
) -> None:
    await welcoming(world)
    failures: list[Any] = []
    client = client_of(edge, failures)
    client.set(distinct_id="ada", properties={"email": "ada@acme.test"})
    client.group_identify("company", "acme", {"name": "Acme"})
    client.capture("Account Created", distinct_id="ada", groups={"company": "acme"})
    await asyncio.to_thread(client.shutdown)
    assert failures == []
    assert await enrolled(world.database) == [("Acme", "ada@acme.test")]


async def test_an_event_without_a_user_is_an_anonymous_contacts(edge: Edge) -> None:
    failures: list[Any] = []
    client = client_of(edge, failures)
    client.capture("Visited")
    await asyncio.to_thread(client.shutdown)
    assert failures == []
    assert await edge.rows("SELECT external_id FROM contacts") == [(None,)]


async def test_asking_for_feature_flags_logs_no_error(
    edge: Edge, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(edge, [])
    with caplog.at_level(logging.INFO, "posthog"):
        flags = await asyncio.to_thread(client.evaluate_flags, "ada")
        assert flags.is_enabled("new-design") in (False, None)
        await asyncio.to_thread(client.shutdown)
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


async def test_the_python_library_reports_a_refused_key_once(edge: Edge) -> None:
    failures: list[Any] = []
    client = client_of(edge, failures, key="phc_unknown")
    client.capture("Clicked", distinct_id="ada")
    await asyncio.to_thread(client.shutdown)
    [error] = failures
    assert error.status == 401
    assert error.message.startswith("The write key is unknown")
