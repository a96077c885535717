"""PostHog's addresses: bodies as its libraries send them, and what else may come."""

import asyncio
import base64
import gzip
import json
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.store.database import Database
from tests.ingest.parts import FIXTURES, Edge, serving, source
from tests.ingest.test_garbage import BODIES, VALUES
from tests.parts import tries

CLICKED = {"event": "Clicked", "distinct_id": "ada", "uuid": "e1", "properties": {}}
OK = (200, {"status": 1})


async def send(edge: Edge, path: str, body: Any, **options: Any) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await edge.client.post(path, content=content, **options)


async def answer(edge: Edge, path: str, body: Any, **options: Any) -> tuple[int, Any]:
    got = await send(edge, path, body, **options)
    return got.status_code, got.json()


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    "path", ["/batch", "/e", "/capture", "/track", "/i/v0/e", "/i/v0/ai/batch"]
)
async def test_one_event_or_several_may_come_at_every_address(
    edge: Edge, path: str, slash: str
) -> None:
    one = {**CLICKED, "api_key": edge.key}
    assert await answer(edge, path + slash, one) == OK
    several = {"api_key": edge.key, "batch": [CLICKED, {**CLICKED, "uuid": "e2"}]}
    assert await answer(edge, path + slash, several) == OK
    assert await edge.event_names() == ["Clicked", "Clicked"]


def browser(edge: Edge, **event: Any) -> dict[str, Any]:
    properties = {
        "token": edge.key, "distinct_id": "anon-7", "$device_id": "anon-7", "$is_identified": False,
        "$process_person_profile": False, "$lib": "web", "$lib_version": "1.449.2",
        "$timezone": "Europe/Amsterdam", "$browser_language": "nl-NL", "$pathname": "/docs",
    }  # fmt: skip
    return {"event": "$pageview", "uuid": "e1", "properties": properties, "offset": 3000, **event}


def wrappings(text: str) -> dict[str, bytes]:
    coded = base64.b64encode(text.encode()).decode()
    return {
        "plain": text.encode(),
        "gzip": gzip.compress(text.encode()),
        "data": f"data={quote(text)}".encode(),
        "form": urlencode({"data": text, "compression": ""}).encode(),
        "base64 form": f"data={quote(coded)}".encode(),
        "loose base64 form": f"data={coded.rstrip('=')}".encode(),
        "base64": coded.encode(),
        "gzip in base64": b"data=" + base64.b64encode(gzip.compress(text.encode())),
    }


@pytest.mark.parametrize("wrapping", wrappings(""))
@pytest.mark.parametrize("together", [True, False], ids=["a list", "one"])
async def test_the_browser_library_wraps_in_many_ways(
    edge: Edge, wrapping: str, together: bool
) -> None:
    event = browser(edge)
    event["properties"]["title"] = "Docs + Größe = 100 % ?>>"
    text = json.dumps([event] if together else event, ensure_ascii=False)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json"):
        got = await answer(
            edge,
            f"/e/?_={int(time.time() * 1000)}&ver=1.449.2&compression=gzip-js",
            wrappings(text)[wrapping],
            headers={"Content-Type": kind},
        )
        assert got == OK
    [(name, kept, zone)] = await edge.rows(
        "SELECT e.name, properties, time_zone FROM events e JOIN contacts c ON c.id = contact_id"
    )
    assert (name, kept["title"], kept["path"]) == ("page", event["properties"]["title"], "/docs")
    assert "token" not in kept
    assert zone == "Europe/Amsterdam"


async def test_signing_in_unites_the_browser_and_the_server(edge: Edge) -> None:
    seen, signed_in = browser(edge), browser(edge, event="$identify", uuid="e2")
    signed_in["properties"] |= {
        "distinct_id": "ada", "$anon_distinct_id": "anon-7", "$is_identified": True,
        "$process_person_profile": True, "$groups": {"company": "acme"},
    }  # fmt: skip
    signed_in |= {"$set": {"email": "ada@acme.test"}, "$set_once": {"plan": "free"}}
    assert await answer(edge, "/e/", [seen, signed_in]) == OK
    server = {"event": "$set", "distinct_id": "ada", "properties": {"$set_once": {"plan": "pro"}}}
    assert await answer(edge, "/batch/", {"api_key": edge.key, "batch": [server]}) == OK
    assert await edge.rows("SELECT external_id, email, traits FROM contacts") == [
        ("ada", "ada@acme.test", {"email": "ada@acme.test", "plan": "free"})
    ]
    assert await edge.value("SELECT count(DISTINCT contact_id) FROM events") == 1
    assert await edge.rows(
        "SELECT external_id, is_primary FROM accounts a JOIN memberships m ON m.account_id = a.id"
    ) == [("acme", True)]


async def test_who_was_taken_out_is_not_brought_back_by_the_next_event(edge: Edge) -> None:
    groups = {"$groups": {"company": "acme"}}
    for name in ("Clicked", "Account Removed User", "Clicked"):
        event = {"event": name, "distinct_id": "ada", "properties": groups, "api_key": edge.key}
        assert await answer(edge, "/capture/", event) == OK
    assert await edge.value("SELECT count(*) FROM memberships WHERE ended_at IS NULL") == 0


@pytest.mark.parametrize("name", ["posthog_node", "posthog_browser"])
async def test_a_request_of_another_library_is_understood(edge: Edge, name: str) -> None:
    recorded = json.loads((FIXTURES / f"{name}.json").read_text().replace("KEY", edge.key))
    for sent_at in (recorded["body"]["sent_at"], "2026-11-28T15:50:00Z"):
        body = json.dumps({**recorded["body"], "sent_at": sent_at}).encode()
        headers = recorded["headers"]
        got = await answer(edge, recorded["path"], gzip.compress(body), headers=headers)
        assert got == OK
    assert await edge.event_names() == recorded["events"]
    assert await edge.reasons() == []
    [(user, email)] = await edge.rows("SELECT external_id, email FROM contacts")
    assert email.startswith(f"{user}@")
    assert await edge.value("SELECT count(*) FROM memberships WHERE is_primary") == 1


async def test_a_retry_counts_once(edge: Edge) -> None:
    for sent_at in ("2026-01-01T00:00:00Z", "2026-01-01T00:00:09Z"):
        event = {**CLICKED, "$set": {"plan": "pro"}}
        body = {"api_key": edge.key, "batch": [event], "sent_at": sent_at}
        assert await answer(edge, "/batch/", body) == OK
    assert await edge.event_names() == ["identify", "Clicked"]


async def test_a_bad_event_costs_no_other_and_is_kept(edge: Edge) -> None:
    large = {**CLICKED, "uuid": "e3", "properties": {"text": "x" * 800_000}}
    batch = ["text", {"event": "Clicked"}, large, CLICKED]
    assert await answer(edge, "/batch/", {"api_key": edge.key, "batch": batch}) == OK
    assert await edge.event_names() == ["Clicked"]
    assert await edge.reasons() == ["not_an_object", "missing_user", "too_large"]


async def test_a_bad_single_event_is_refused_with_its_reason(edge: Edge) -> None:
    status, said = await answer(edge, "/capture/", {"event": "Clicked", "api_key": edge.key})
    assert (status, said["code"]) == (400, "missing_user")
    assert said["detail"] == said["message"]


async def test_a_key_must_be_known_and_one(edge: Edge) -> None:
    for key in ("phc_unknown", edge.key + "x", "", None, 7, "\0"):
        got = await answer(edge, "/batch/", {"api_key": key, "batch": [CLICKED]})
        assert (got[0], got[1]["code"]) == (401, "invalid_write_key"), key
    several = [browser(edge), {**browser(edge), "api_key": "other"}]
    several[1]["properties"] = {}
    got = await answer(edge, "/e/", several)
    assert (got[0], got[1]["code"]) == (400, "several_keys")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "not_json"),
        (b"hello", 400, "not_json"),
        (b"data=", 400, "not_json"),
        (b"data=%7B%22", 400, "not_json"),
        (b"data=aGVsbG8", 400, "not_json"),
        (b"\x1f\x8bgarbage", 400, "bad_gzip"),
        (b"\xff\xfe{}", 400, "not_utf8"),
        (b"7", 400, "not_an_object"),
        (b"null", 400, "not_an_object"),
        (b"data=" + base64.b64encode(b"{"), 400, "not_json"),
        (b"{}", 401, "invalid_write_key"),
        (b"[]", 401, "invalid_write_key"),
        (b'{"batch": {}}', 400, "bad_batch"),
        pytest.param(b" " * (6 * 1024 * 1024 + 1), 413, "too_large", id="large"),
        pytest.param(gzip.compress(b" " * (50 * 1024 * 1024)), 413, "too_large", id="bomb"),
        pytest.param(json.dumps({"batch": [{}] * 2501}).encode(), 400, "too_many", id="many"),
    ],
)
async def test_a_body_that_holds_no_events_is_refused(
    edge: Edge, body: bytes, status: int, code: str
) -> None:
    got = await answer(edge, "/batch/", body)
    assert (got[0], got[1]["code"]) == (status, code)


async def test_garbage_is_never_a_5xx(edge: Edge) -> None:
    names = st.sampled_from(
        ["$identify", "$set", "$groupidentify", "$create_alias", "$pageview", "$screen", "Clicked"]
    )
    keys = st.sampled_from(
        ["distinct_id", "$anon_distinct_id", "$set", "$set_once", "$unset", "$groups", "alias",
         "$group_type", "$group_key", "$group_set", "company", "$device_id", "$is_identified",
         "$process_person_profile", "$lib", "$timezone", "$browser_language", "$ignore_sent_at"]
    )  # fmt: skip
    some = st.sampled_from(["ada", "anon-7", "acme", "company"]) | VALUES
    events = st.fixed_dictionaries(
        {"event": names | VALUES},
        optional={
            "distinct_id": some,
            "uuid": st.sampled_from(["e1", "e2"]) | VALUES,
            "timestamp": VALUES,
            "offset": VALUES,
            "$set": VALUES,
            "$unset": VALUES,
            "options": VALUES,
            "properties": st.dictionaries(keys, some, max_size=6) | VALUES,
        },
    )
    bodies = BODIES | BODIES.map(lambda raw: b"data=" + raw) | st.builds(
        lambda batch, sent_at: json.dumps(
            {"api_key": edge.key, "batch": batch, "sent_at": sent_at}
        ).encode(),
        st.lists(events | VALUES, max_size=6),
        VALUES,
    )  # fmt: skip
    loop = asyncio.get_running_loop()

    def status(path: str, body: bytes) -> int:
        sent = asyncio.run_coroutine_threadsafe(send(edge, path, body), loop)
        return sent.result().status_code

    @given(path=st.sampled_from(["/batch/", "/e/?_=9", "/i/v1/analytics/events"]), body=bodies)
    @settings(
        max_examples=tries(80),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        database=None,
    )
    def answers(path: str, body: bytes) -> None:
        assert status(path, body) in (200, 400, 401)

    await asyncio.to_thread(answers)
    assert "cannot_store" not in await edge.reasons()


async def test_the_newer_address_answers_for_each_event(edge: Edge) -> None:
    batch = [
        {**CLICKED, "timestamp": datetime.now(UTC).isoformat(), "options": {}},
        {"event": "Clicked", "uuid": "e2", "options": {}, "properties": {}},
    ]
    headers = {"Authorization": f"Bearer {edge.key}", "PostHog-Sdk-Info": "posthog-python/7.91.1"}
    status, said = await answer(edge, "/i/v1/analytics/events", {"batch": batch}, headers=headers)
    assert status == 200
    assert {uuid: each["result"] for uuid, each in said["results"].items()} == {
        "e1": "ok",
        "e2": "drop",
    }
    assert said["results"]["e2"]["details"].startswith("The call says nobody")
    refused = await answer(
        edge, "/i/v1/analytics/events", {"batch": batch}, headers={"Authorization": "Bearer x"}
    )
    assert refused[0] == 401


@pytest.mark.parametrize("path", ["/e/?_=1", "/batch", "/flags/?v=2", "/decide/"])
async def test_browsers_may_send_from_any_site(edge: Edge, path: str) -> None:
    asked = await edge.client.options(
        path, headers={"Origin": "https://acme.test", "Access-Control-Request-Method": "POST"}
    )
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, "*")
    for body in (b"garbage", json.dumps({**CLICKED, "api_key": edge.key}).encode()):
        got = await send(edge, path, body)
        assert got.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/flags/?v=2", "/flags", "/decide/?v=3", "/decide"])
async def test_no_feature_flag_is_known_and_that_is_no_error(edge: Edge, path: str) -> None:
    status, said = await answer(edge, path, b"anything")
    assert status == 200
    assert (said["flags"], said["featureFlags"]) == ({}, {})
    assert said["errorsWhileComputingFlags"] is False


async def test_nothing_is_switched_on_in_a_browser(edge: Edge) -> None:
    config = (await edge.client.get("/array/key/config")).json()
    assert (config["sessionRecording"], config["hasFeatureFlags"]) == (False, False)
    script = await edge.client.get("/array/key/config.js")
    assert (script.status_code, script.text) == (200, "")


async def test_while_the_database_is_away_senders_are_told_to_try_again(
    database: Database,
) -> None:
    made = await source(database)
    away = Database("postgresql+asyncpg://onward@127.0.0.1:9/onward", pool_size=1)
    async with serving(away) as address, httpx.AsyncClient(base_url=address) as client:
        got = await client.post("/batch/", json={"api_key": made.key, "batch": [CLICKED]})
    assert (got.status_code, got.json()["code"]) == (503, "try_again")
    assert int(got.headers["retry-after"]) > 0
    await away.close()
