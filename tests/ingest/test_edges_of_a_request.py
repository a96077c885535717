"""Keys, bodies and limits: what is taken, and how the rest is refused."""

import gzip
import json
import zlib
from datetime import timedelta
from typing import Any

import pytest

from engine.store.tables.columns import utc_now
from tests.ingest.parts import Edge, source

TRACK = {"type": "track", "userId": "u1", "event": "Clicked", "messageId": "m1"}


@pytest.mark.parametrize(
    "path", ["identify", "group", "track", "page", "screen", "alias", "i", "g", "t", "p", "s", "a"]
)
async def test_every_call_has_a_path_and_a_short_form(edge: Edge, path: str) -> None:
    call = {"userId": "u1", "groupId": "acme", "event": "Clicked", "previousId": "anon"}
    answer = await edge.send(path, call)
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert await edge.value("SELECT left(type, 1) FROM events") == path[0]


async def test_the_key_may_be_in_the_body(edge: Edge) -> None:
    answer = await edge.send("track", {**TRACK, "writeKey": edge.key}, auth=None)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "authorization",
    ["", "Basic", "Basic !!!", "Basic /w==", "Bearer x", "Basic Og==", "Basic " + "A" * 4000],
)
async def test_an_unreadable_header_is_no_key(edge: Edge, authorization: str) -> None:
    answer = await edge.send("track", TRACK, auth=None, headers={"Authorization": authorization})
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_write_key")


async def test_an_unknown_key_is_refused(edge: Edge) -> None:
    for key in ("onw_write_12345678_secret", edge.key + "x", "wk_test_123", "\0", "é"):
        answer = await edge.send("track", {**TRACK, "writeKey": key}, auth=None)
        assert answer.status_code == 401, key


async def test_only_write_keys_that_are_in_force_are_taken(edge: Edge) -> None:
    past = utc_now() - timedelta(seconds=1)
    for options in (
        {"scope": "admin"},
        {"scope": "read"},
        {"revoked_at": past},
        {"expires_at": past},
    ):
        made = await source(edge.database, **options)
        assert (await edge.send("track", TRACK, auth=(made.key, ""))).status_code == 401, options


async def test_the_use_of_a_key_is_noted(edge: Edge) -> None:
    await edge.batch(TRACK)
    assert await edge.value("SELECT last_used_at > now() - interval '1 minute' FROM api_keys")


async def test_gzip_is_known_by_its_first_bytes(edge: Edge) -> None:
    body = gzip.compress(json.dumps(TRACK).encode())
    for headers in (
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Encoding": "gzip", "Content-Type": "text/plain"},
    ):
        assert (await edge.send("track", body, headers=headers)).status_code == 200
    assert await edge.event_names() == ["Clicked"]


async def test_plain_json_called_gzip_is_taken(edge: Edge) -> None:
    answer = await edge.send("track", TRACK, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 200


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    spaces = b" " * 1024 * 1024
    return b"".join([*(packer.compress(spaces) for _ in range(megabytes)), packer.flush()])


async def test_a_zip_bomb_is_not_unpacked(edge: Edge) -> None:
    body = bomb(256)
    assert len(body) < 6 * 1024 * 1024
    answer = await edge.send("batch", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "too_large")


async def test_a_body_over_the_limit_is_refused_with_an_answer(edge: Edge) -> None:
    for size in (7 * 1024 * 1024, 9 * 1024 * 1024):
        answer = await edge.send("batch", b" " * size)
        assert (answer.status_code, answer.json()["code"]) == (400, "too_large")
    answer = await edge.send("track", {**TRACK, "properties": {"text": "x" * 40_000}})
    assert (answer.status_code, answer.json()["code"]) == (400, "too_large")
    assert answer.json()["message"].startswith("The call is over 32 KB.")


async def test_a_batch_of_2500_is_taken_and_one_more_is_not(edge: Edge) -> None:
    items = [
        {"type": "track", "userId": f"u{n}", "event": "e", "messageId": f"m{n}"}
        for n in range(2501)
    ]
    await edge.batch(*items[:2500])
    assert await edge.value("SELECT count(*) FROM events") == 2500
    answer = await edge.send("batch", {"batch": items})
    assert (answer.status_code, answer.json()["code"]) == (400, "too_many")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_json"),
        (b"hello", "not_json"),
        (b"[]", "not_an_object"),
        (b"null", "not_an_object"),
        (b"{}", "bad_batch"),
        (b'{"batch": {}}', "bad_batch"),
        (b'{"batch": [', "not_json"),
        (b"\xff\xfe{}", "not_utf8"),
        (b"\x1f\x8bgarbage", "bad_gzip"),
        (gzip.compress(b'{"batch": []}', mtime=0)[:-9], "bad_gzip"),
        (b"[" * 5000 + b"]" * 5000, "too_deep"),
    ],
)
async def test_a_body_that_is_no_batch_is_refused(edge: Edge, body: bytes, code: str) -> None:
    answer = await edge.send("batch", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["message"].endswith(".") or ":" in answer.json()["message"]


async def test_an_empty_batch_is_fine(edge: Edge) -> None:
    await edge.batch()


def nested(levels: int) -> Any:
    return {"in": nested(levels - 1)} if levels else "bottom"


async def test_a_bad_single_call_is_refused_and_kept(edge: Edge) -> None:
    answer = await edge.send("track", {**TRACK, "properties": nested(40)})
    assert (answer.status_code, answer.json()["code"]) == (400, "too_deep")
    assert await edge.reasons() == ["too_deep"]


async def test_browsers_may_send_from_any_site(edge: Edge) -> None:
    asked = await edge.client.options(
        "/v1/t", headers={"Origin": "https://acme.test", "Access-Control-Request-Method": "POST"}
    )
    assert asked.status_code == 204
    assert "Authorization" in asked.headers["access-control-allow-headers"]
    for answer in (await edge.send("t", TRACK), await edge.send("t", b"garbage")):
        assert answer.headers["access-control-allow-origin"] == "*"
