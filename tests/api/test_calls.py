"""Attempts at calls, making one again by hand, and exchanging what webhooks are signed with."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import col, select

from engine.store.call_log import KEPT, Attempt, close_address, forget_attempts, note_attempt
from engine.store.database import Database
from engine.store.tables import AuditEntry, Enrollment, Message
from engine.store.tables.columns import utc_now
from tests.api.customers import some_customers
from tests.calling.server import Answer, Request, WebServer, web_server

TELLS = """\
journey: tells
name: Tells
entry: {triggers: [{event: Account Created}]}
start: tell
steps:
  tell: {type: webhook, url: "SERVER/hooks?token=secret", next: done}
  done: {type: exit}
"""


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with web_server() as running:
        yield running


async def failed_call(admin: httpx.AsyncClient, database: Database, server: WebServer) -> UUID:
    await some_customers(database)
    written = TELLS.replace("SERVER", server.url)
    headers = {"Content-Type": "application/yaml"}
    assert (await admin.post("/journeys", content=written, headers=headers)).status_code == 201
    await admin.post("/journeys/tells/publish")
    await admin.post("/journeys/tells/enroll", json={"account": "acme"})
    call = uuid4()
    async with database.transaction() as session:
        enrollment = (await session.exec(select(Enrollment))).one()
        session.add(
            Message(
                id=call,
                enrollment_id=enrollment.id,
                journey_id=enrollment.journey_id,
                account_id=enrollment.account_id,
                step="tell",
                visit=1,
                channel="webhook",
                template="",
                topic="tells",
                status="failed",
                to_address=f"{server.url}/hooks",
                text='{"type":"journey.step"}',
            )
        )
        await session.flush()
        tried = Attempt(False, "Answered 500", 500, timedelta(milliseconds=40))
        await note_attempt(session, call, tried, utc_now())
        await note_attempt(session, call, tried, utc_now() - KEPT - timedelta(hours=1))
    return call


def signed_by(request: Request, secret: str) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    headers = request.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + request.body
    ours = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{ours}" in headers["webhook-signature"].split(" ")


async def test_a_call_is_made_again_by_hand_with_the_same_words_and_id(
    admin: httpx.AsyncClient, database: Database, server: WebServer
) -> None:
    call = await failed_call(admin, database, server)
    server.answers = [Answer(503, body=b"busy")]
    first = (await admin.post(f"/calls/{call}/replay")).json()
    assert first == {"taken": False, "answer": "Answered 503 Service Unavailable. busy"}
    assert (await admin.post(f"/calls/{call}/replay")).json()["taken"] is True

    one, other = server.requests
    assert one.target == "/hooks?token=secret"
    assert one.body == other.body == b'{"type":"journey.step"}'
    assert one.headers["webhook-id"] == other.headers["webhook-id"] == f"msg_{call.hex}"

    async with database.transaction() as session:
        assert await forget_attempts(session, utc_now()) == 1
        replays = await session.exec(select(AuditEntry).where(AuditEntry.action == "call.replay"))
        assert len(replays.all()) == 2
    kept = (await admin.get("/calls")).json()["items"]
    assert [(each["http_status"], each["taken"]) for each in kept] == [
        (200, True),
        (503, False),
        (500, False),
    ]
    assert kept[0]["by"].startswith("key:")
    assert "secret" not in str(kept)
    failed = (await admin.get("/calls", params={"failed": True, "search": "BUSY"})).json()["items"]
    assert [each["http_status"] for each in failed] == [503]


async def test_while_secrets_are_exchanged_both_sign(
    admin: httpx.AsyncClient, database: Database, server: WebServer
) -> None:
    call = await failed_call(admin, database, server)
    assert (await admin.get("/webhook-secrets")).json() == []
    await admin.post(f"/calls/{call}/replay")
    made = (await admin.post("/webhook-secrets", json={"old_ends_after_hours": 2})).json()
    await admin.post(f"/calls/{call}/replay")
    new, old = (await admin.get("/webhook-secrets")).json()
    assert (new["id"], new["ends_at"], old["ends_at"]) == (made["id"], None, made["old_end_at"])

    assert (await admin.delete(f"/webhook-secrets/{new['id']}")).status_code == 409
    assert (await admin.delete(f"/webhook-secrets/{old['id']}")).status_code == 204
    await admin.post(f"/calls/{call}/replay")

    signatures = [each.headers["webhook-signature"].split(" ") for each in server.requests]
    assert [len(each) for each in signatures] == [1, 2, 1]
    assert [signed_by(each, made["secret"]) for each in server.requests] == [False, True, True]
    audit = select(AuditEntry).where(col(AuditEntry.action).startswith("webhook_secret."))
    async with database.transaction() as session:
        audited = (await session.exec(audit)).all()
    assert len(audited) == 2
    assert made["secret"] not in str(audited)


async def test_an_address_that_is_gone_is_called_again_once_somebody_says_so(
    admin: httpx.AsyncClient, database: Database, server: WebServer
) -> None:
    call = await failed_call(admin, database, server)
    async with database.transaction() as session:
        await close_address(session, f"{server.url}/?token=secret", server.url, call, utc_now())
    [closed] = (await admin.get("/calls/closed-addresses")).json()
    assert (closed["address"], closed["call"]) == (server.url, str(call))
    assert (await admin.delete(f"/calls/closed-addresses/{closed['id']}")).status_code == 204
    assert (await admin.get("/calls/closed-addresses")).json() == []
