"""Keys, scopes, and how everything that can go wrong is told."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from api.app import create_app
from api.services import Services
from engine.errors import Invalid
from engine.store.access import (
    Scope,
    create_key,
    create_user,
    holder_of,
    list_keys,
    revoke_key,
    verify_password,
)
from engine.store.database import Database
from engine.store.tables import ApiKey, User
from engine.store.tables.columns import utc_now
from tests.api.conftest import BY, client
from tests.api.customers import some_customers


def is_problem(answer: httpx.Response, status: int, code: str) -> bool:
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["request_id"] == answer.headers["x-request-id"]
    assert body["status"] == answer.status_code
    assert body["detail"].endswith(".")
    return (answer.status_code, body["code"]) == (status, code)


async def test_without_a_key_nothing_is_told(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get("/journeys")
    assert is_problem(answer, 401, "no_key")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("key", ["onw_admin_00000000_nothing", "nonsense", "onw_admin_é_x"])
async def test_a_key_that_is_not_known_opens_nothing(app: FastAPI, key: str) -> None:
    async with client(app, None) as opened:
        answer = await opened.get(
            "/journeys", headers=[(b"Authorization", f"Bearer {key}".encode())]
        )
    assert is_problem(answer, 401, "unknown_key")


async def test_scopes_are_kept(
    app: FastAPI, new_key: Callable[[Scope], Awaitable[str]], reader: httpx.AsyncClient
) -> None:
    async with client(app, await new_key("write")) as sender:
        assert is_problem(await sender.get("/journeys"), 403, "scope")
    assert (await reader.get("/journeys")).status_code == 200
    assert is_problem(await reader.post("/journeys/a/pause"), 403, "scope")


async def test_a_read_key_can_change_nothing(app: FastAPI, reader: httpx.AsyncClient) -> None:
    looking = {
        "/api/v1/journeys/validate",
        "/api/v1/journeys/convert",
        "/api/v1/journeys/{journey}/differences",
        "/api/v1/journeys/{journey}/publish/preview",
        "/api/v1/journeys/{journey}/audience-runs/estimate",
    }
    for path, methods in app.openapi()["paths"].items():
        if not path.startswith("/api/v1") or path in looking:
            continue
        for method in methods.keys() - {"get", "parameters"}:
            url = f"https://onward.example{path.format_map(_Anything())}"
            answer = await reader.request(method, url, json={})
            assert answer.status_code in (403, 422), (method, path)


class _Anything(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "6b1d5b0e-4d0c-5f0e-9a53-6f6e77617264"


async def test_keys_are_revoked_and_expire(database: Database) -> None:
    now = utc_now()
    async with database.transaction() as session:
        key = await create_key(
            session, name="A", scope="read", by=BY, expires_at=now + timedelta(days=1)
        )
        assert await holder_of(session, key.plain, now)
        assert await holder_of(session, key.plain + "x", now) is None
        assert await holder_of(session, key.plain.replace("_read_", "_admin_"), now) is None
        assert await holder_of(session, key.plain, now + timedelta(days=2)) is None
        await revoke_key(session, key.id, by=BY, now=now)
        assert await holder_of(session, key.plain, now) is None
        listed = await list_keys(session)
        assert [(each.id, each.revoked_at) for each in listed] == [(key.id, now)]
        stored = (await session.exec(select(ApiKey.key_hash))).one()
        assert key.plain not in stored


async def test_use_is_noted_at_most_once_a_minute(database: Database) -> None:
    now = utc_now()
    async with database.transaction() as session:
        key = await create_key(session, name="A", scope="read", by=BY)
        for seconds in (0, 30, 59, 61):
            await holder_of(session, key.plain, now + timedelta(seconds=seconds))
            used = (await session.exec(select(ApiKey.last_used_at))).one()
            assert used == now + timedelta(seconds=61 if seconds == 61 else 0)


async def test_passwords_are_argon2id(database: Database) -> None:
    async with database.transaction() as session:
        await create_user(session, email="Ann@Example.com", name="A", by=BY, password="long enough")
        user = (await session.exec(select(User))).one()
        assert user.email == "ann@example.com"
        assert user.password_hash
        assert user.password_hash.startswith("$argon2id$")
        assert await verify_password("long enough", user.password_hash)
        assert not await verify_password("something else", user.password_hash)
        assert not await verify_password("long enough", None)
        with pytest.raises(Invalid):
            await create_user(session, email="b@example.com", name="B", by=BY, password="short")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("DELETE", "/journeys", 405, "method_not_allowed"),
        ("GET", "/journeys/nothing", 404, "not_found"),
        ("GET", "/journeys/a%00b", 400, "bad_value"),
        ("GET", "/accounts?search=%00", 400, "bad_value"),
        ("GET", "/accounts/%FF%FE", 404, "not_found"),
        ("GET", "/accounts?search=%FF", 200, ""),
        ("GET", "/accounts?limit=0", 422, "bad_request"),
        ("GET", "/accounts?limit=201", 422, "bad_request"),
        ("GET", "/accounts?after=nonsense", 422, "invalid"),
        ("GET", "/events?after=WyI5OTk5OTk5OTk5OTk5OTk5OTk5OTk5Il0", 400, "bad_value"),
        ("GET", "/events/99999999999999999999", 422, "bad_request"),
        ("GET", "/enrollments/not-an-id", 422, "bad_request"),
    ],
)
async def test_bad_requests_are_told_as_problems(
    admin: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await admin.request(method, path)
    assert answer.status_code == status, answer.text
    assert status == 200 or is_problem(answer, status, code)


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "bad_json"),
        (b'"\xff"', "application/json", 400, "bad_request"),
        (b'{"account": "a\\u0000b"}', "application/json", 400, "bad_value"),
        (b'{"account": "a\\ud800b"}', "application/json", 422, "bad_request"),
        (b'{"acount": "acme"}', "application/json", 422, "bad_request"),
        (b"[]", "application/json", 422, "bad_request"),
        (b"", "application/json", 422, "bad_request"),
    ],
)
async def test_bad_bodies_are_told_as_problems(
    admin: httpx.AsyncClient, body: bytes, kind: str, status: int, code: str | None
) -> None:
    await admin.post("/journeys", json={"journey": "a", "name": "A", **MINIMAL})
    await admin.post("/journeys/a/publish")
    answer = await admin.post("/journeys/a/enroll", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text
    assert code is None or is_problem(answer, status, code)


async def test_a_refusal_quotes_what_no_answer_can_hold(
    admin: httpx.AsyncClient, database: Database
) -> None:
    """**Invariant:** what is wrong is told, whatever it holds. **How it broke:** half of a
    surrogate pair, quoted in the reason, made a fault of the refusal."""
    await some_customers(database)
    json = {"Content-Type": "application/json"}
    body = b'{"time_zone": "\\ud800"}'
    answer = await admin.patch("/accounts/acme", content=body, headers=json)
    assert is_problem(answer, 422, "invalid")
    assert "\ufffd" in answer.json()["detail"]


async def test_an_address_that_no_page_has_is_told_to_a_person_as_such(
    person: httpx.AsyncClient,
) -> None:
    """Who types an account's own id into the address reads no word about UUIDs."""
    shown = await person.get("https://onward.example/accounts/acme")
    assert shown.status_code == 404
    assert "There is nothing at this address." in shown.text
    assert "UUID" not in shown.text


MINIMAL = {
    "entry": {"triggers": [{"event": "A"}]},
    "start": "end",
    "steps": {"end": {"type": "exit"}},
}


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"journey: a", "text/plain", 415),
        (b"\xff", "application/yaml", 400),
        (b"a" * 1_000_001, "application/yaml", 413),
        (b"{", "application/json", 422),
    ],
)
async def test_definitions_that_cannot_be_read(
    admin: httpx.AsyncClient, body: bytes, kind: str, status: int
) -> None:
    answer = await admin.post("/journeys", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_what_nobody_foresaw_is_a_problem_with_a_request_id(
    app: FastAPI, anyone: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("secret detail")

    answer = await anyone.get("https://onward.example/broken", headers={"X-Request-Id": "find-me"})
    assert is_problem(answer, 500, "internal")
    assert "secret" not in answer.text
    assert "find-me" in caplog.text


async def test_a_database_that_is_away_asks_to_try_again(
    services: Services, tmp_path: Path
) -> None:
    away = Database(f"postgresql://postgres@/nothing?host={tmp_path}")
    app = create_app(replace(services, database=away))
    async with client(app, "onw_read_00000000_nothing") as opened:
        answer = await opened.get("/journeys")
        assert is_problem(answer, 503, "try_again")
        assert answer.headers["retry-after"] == "5"
        ready = await opened.get("https://onward.example/readyz")
        assert ready.status_code == 503
        alive = await opened.get("https://onward.example/healthz")
        assert alive.status_code == 200
    await away.close()


async def test_a_migrated_database_is_ready(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get("https://onward.example/readyz")
    assert answer.json()["status"] == "ready"


async def test_who_leaves_in_the_middle_of_a_request_is_no_fault(
    app: FastAPI, new_key: Callable[[Scope], Awaitable[str]], caplog: pytest.LogCaptureFixture
) -> None:
    """**How it would break:** a window is closed while it saves, and the log tells of a fault."""
    said: list[dict[str, object]] = [
        {"type": "http.request", "body": b'{"journey"', "more_body": True},
        {"type": "http.disconnect"},
    ]
    answered: list[Mapping[str, object]] = []

    async def receive() -> dict[str, object]:
        return said.pop(0)

    async def send(message: Mapping[str, object]) -> None:
        answered.append(message)

    key = (await new_key("admin")).encode()
    scope = {
        "type": "http",
        "method": "PUT",
        "path": "/api/v1/journeys/one/draft",
        "query_string": b"",
        "headers": [(b"authorization", b"Bearer " + key), (b"content-type", b"application/json")],
    }
    await app(scope, receive, send)
    assert answered[0]["status"] == 400
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_an_address_longer_than_names_of_files_is_not_there(app: FastAPI) -> None:
    """**How it broke:** the file system's refusal was taken for a database that does not answer."""
    async with client(app, None) as opened:
        answer = await opened.get(f"https://onward.example/static/builder/assets/{'x' * 3_000}")
    assert is_problem(answer, 404, "not_found")
