"""Real clients: Segment's own Python library, and requests in the shape others were seen to send.

The library runs in a thread of its own while the API answers on the test's event loop.
"""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from segment.analytics import Client

from tests.ingest.parts import FIXTURES, Edge


def client_of(edge: Edge, **options: Any) -> Client:
    return Client(edge.key, host=edge.address, send=True, **options)


async def finish(client: Client) -> None:
    await asyncio.to_thread(client.flush)
    await asyncio.to_thread(client.join)


@pytest.mark.parametrize("gzip", [False, True], ids=["plain", "gzip"])
async def test_the_python_library_is_understood(edge: Edge, gzip: bool) -> None:
    failures: list[Any] = []
    client = client_of(edge, gzip=gzip, on_error=lambda error, items: failures.append(error))
    client.identify("ada", {"email": "ada@acme.test", "born": datetime(1990, 5, 1, tzinfo=UTC)})
    client.group("ada", "acme", {"name": "Acme", "arr": 24000})
    client.track("ada", "Project Created", {"size": 3}, context={"groupId": "acme"})
    client.page("ada", "Docs", "Pricing", {"url": "https://acme.test/pricing"})
    client.screen("ada", "App", "Home")
    client.track(anonymous_id="anon-7", event="Signed Up")
    client.alias("anon-7", "ada")
    await finish(client)
    assert failures == []
    assert await edge.event_names() == [
        "identify", "group", "Project Created", "Pricing", "Home", "Signed Up", "alias",
    ]  # fmt: skip
    assert await edge.value("SELECT count(DISTINCT contact_id) FROM events") == 1
    assert await edge.rows("SELECT name, arr_minor FROM accounts") == [("Acme", 2_400_000)]


async def test_the_python_library_reports_a_refused_key_once(edge: Edge) -> None:
    failures: list[Any] = []
    client = Client("wk_unknown", host=edge.address, on_error=lambda e, _: failures.append(e))
    client.track("ada", "Project Created")
    await finish(client)
    assert [(error.status, error.code) for error in failures] == [(401, "invalid_write_key")]


@pytest.mark.parametrize("name", ["node", "browser", "browser_batch"])
async def test_a_request_of_another_library_is_understood(edge: Edge, name: str) -> None:
    recorded = json.loads((FIXTURES / f"{name}.json").read_text())
    for sent_at in (recorded["body"]["sentAt"], "2026-10-05T09:00:00Z"):
        body = {**recorded["body"], "writeKey": edge.key, "sentAt": sent_at}
        answer = await edge.client.post(
            recorded["path"], content=json.dumps(body), headers=recorded["headers"]
        )
        assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert await edge.event_names() == recorded["events"]
    assert await edge.reasons() == []
