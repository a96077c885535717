"""Channels of Slack and Teams: set up, tried out and removed, their addresses never shown again."""

import asyncio
import json
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import col, select

from engine.reach import Reach
from engine.store.chat import remove_channel, set_channel
from engine.store.database import Database, Session
from engine.store.knowledge import known
from engine.store.settings import note_reach
from engine.store.tables import AuditEntry, Channel, Enrollment, Message
from engine.store.tables.columns import utc_now
from tests.api.conftest import BY
from tests.api.customers import some_customers
from tests.api.test_journeys import published
from tests.calling.server import Answer, WebServer, web_server
from tests.parts import all_are

OUR = "https://onward.example"
SECRET = "https://hooks.slack.example/services/T01/B02/verysecret"


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with web_server() as running:
        yield running


async def audited(session: Session) -> list[AuditEntry]:
    found = select(AuditEntry).where(col(AuditEntry.action).startswith("channel."))
    return list(await session.exec(found))


async def test_an_address_is_kept_and_never_shown_again(
    admin: httpx.AsyncClient, database: Database
) -> None:
    made = await admin.put("/channels/cs", json={"kind": "slack", "url": SECRET, "name": "CS"})
    assert made.status_code == 200, made.text
    assert made.json()["address"] == "hooks.slack.example/…cret"
    listed = await admin.get("/channels")
    assert [each["key"] for each in listed.json()] == ["cs"]
    async with database.transaction() as session:
        assert (await session.exec(select(Channel.url))).one() == SECRET
        entries = await audited(session)
        await note_reach(session, "10.1.0.0/16", private=False, now=utc_now())
        here = await known(session)
    assert (here.channels, here.reach) == (frozenset({"cs"}), Reach.read("10.1.0.0/16"))
    assert [entry.action for entry in entries] == ["channel.set"]
    told = made.text + listed.text + "".join(entry.model_dump_json() for entry in entries)
    assert "verysecret" not in told


async def test_a_channel_of_one_chat_does_not_become_one_of_another_with_its_address(
    admin: httpx.AsyncClient,
) -> None:
    """**How it broke:** only an address that was given anew was looked at."""
    hook = "https://hooks.slack.com/services/T0/B0/verysecret"
    await admin.put("/channels/cs", json={"kind": "slack", "url": hook})
    answer = await admin.put("/channels/cs", json={"kind": "teams"})
    assert (answer.status_code, answer.json()["code"]) == (422, "channel_url")
    assert "This is an address of Slack" in answer.json()["detail"]
    assert (await admin.get("/channels")).json()[0]["kind"] == "slack"


async def test_a_name_can_be_changed_without_the_address(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await admin.put("/channels/cs", json={"kind": "slack", "url": SECRET})
    renamed = await admin.put("/channels/cs", json={"kind": "slack", "name": "Success team"})
    assert (renamed.json()["name"], renamed.json()["address"][-4:]) == ("Success team", "cret")
    async with database.transaction() as session:
        assert (await session.exec(select(Channel.url))).one() == SECRET
        assert len(await audited(session)) == 2


@pytest.mark.parametrize(
    ("key", "body", "code"),
    [
        ("cs", {"kind": "slack"}, "channel_url"),
        ("cs", {"kind": "slack", "url": "hooks.slack.example"}, "channel_url"),
        ("cs", {"kind": "slack", "url": "ftp://hooks.slack.example/"}, "channel_url"),
        ("cs", {"kind": "slack", "url": "https://[::1/"}, "channel_url"),
        (
            "cs",
            {"kind": "slack", "url": "https://hooks.slack.com:99999/services/T/B/s"},
            "channel_url",
        ),
        ("cs", {"kind": "slack", "url": "https://hooks..slack.com/services/T/B/s"}, "channel_url"),
        ("cs", {"kind": "slack", "url": "https://10.0.0.256/x"}, "channel_url"),
        ("CS!", {"kind": "slack", "url": SECRET}, "channel_key"),
        ("cs", {"kind": "irc", "url": SECRET}, "bad_request"),
    ],
)
async def test_what_cannot_be_a_channel_is_refused(
    admin: httpx.AsyncClient, key: str, body: dict[str, str], code: str
) -> None:
    answer = await admin.put(f"/channels/{key}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_of_two_who_add_a_channel_at_once_the_second_is_told(
    person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** whether it was there was asked before the first had it written down, and
    the second wrote another address over it, so that what is told of customers went elsewhere."""
    await all_are(database, "admin")
    form = {"kind": "slack", "key": "cs", "name": "Other", "url": SECRET.replace("T01", "T02")}
    async with database.transaction() as first:
        await set_channel(first, "cs", kind="slack", url=SECRET, name="CS", is_new=True, by=BY)
        second = asyncio.create_task(person.post(f"{OUR}/channels/chats", data=form))
        await is_waiting(second, database)
    answer = await second
    assert answer.status_code == 409
    assert "There is a channel “cs” already. Change that one." in answer.text
    async with database.transaction() as session:
        assert (await session.exec(select(Channel.url))).one() == SECRET


async def test_a_channel_that_a_colleague_removes_meanwhile_is_not_changed(
    person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** it was read before the other had removed it, and could not be written."""
    await all_are(database, "admin")
    async with database.transaction() as session:
        await set_channel(session, "cs", kind="slack", url=SECRET, by=BY)
    async with database.transaction() as first:
        await remove_channel(first, "cs", by=BY)
        form = {"kind": "slack", "name": "Success"}
        second = asyncio.create_task(person.post(f"{OUR}/channels/chats/cs", data=form))
        await is_waiting(second, database)
    assert (await second).status_code == 404


async def is_waiting(task: asyncio.Task[httpx.Response], database: Database) -> None:
    """Until it waits for a lock that another holds."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not task.done():
        async with database.transaction() as session:
            if (await session.execute(waiting)).scalar_one():
                return
        await asyncio.sleep(0.01)
    raise AssertionError(f"It did not wait: {task.result()}")


async def test_a_channel_is_tried_out(admin: httpx.AsyncClient, server: WebServer) -> None:
    await admin.put("/channels/cs", json={"kind": "slack", "url": server.url})
    tried = await admin.post("/channels/cs/test")
    assert tried.json() == {"taken": True, "answer": "200 OK. ok"}
    assert "Hello from Onward" in json.loads(server.requests[0].body)["text"]
    server.answers = [Answer(404, body=b"no_service")]
    tried = await admin.post("/channels/cs/test")
    assert tried.json() == {"taken": False, "answer": "Answered 404 Not Found. no_service"}
    [channel] = (await admin.get("/channels")).json()
    assert channel["last_error"] == "Answered 404 Not Found. no_service"
    assert channel["last_used_at"] is not None


async def test_a_channel_is_removed(admin: httpx.AsyncClient) -> None:
    await admin.put("/channels/cs", json={"kind": "teams", "url": SECRET})
    assert (await admin.delete("/channels/cs")).status_code == 204
    assert (await admin.get("/channels")).json() == []
    assert (await admin.delete("/channels/cs")).status_code == 404
    assert (await admin.post("/channels/cs/test")).status_code == 404


async def test_whoever_may_only_look_changes_nothing(
    admin: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    await admin.put("/channels/cs", json={"kind": "slack", "url": SECRET})
    assert (await reader.get("/channels")).status_code == 200
    for method, path in [("PUT", ""), ("DELETE", ""), ("POST", "/test")]:
        body = {"kind": "slack", "url": SECRET} if method == "PUT" else None
        answer = await reader.request(method, f"/channels/cs{path}", json=body)
        assert answer.status_code == 403


async def test_calls_can_be_listed_apart(admin: httpx.AsyncClient, database: Database) -> None:
    await some_customers(database)
    await published(admin)
    await admin.post("/journeys/onboarding/enroll", json={"account": "acme"})
    async with database.transaction() as session:
        enrollment = (await session.exec(select(Enrollment))).one()
        session.add_all(
            Message(
                id=uuid4(),
                enrollment_id=enrollment.id,
                journey_id=enrollment.journey_id,
                step="tell",
                visit=1,
                channel=channel,
                template="",
                topic="onboarding",
                status="sent",
            )
            for channel in ("webhook", "notify", "email")
        )
    calls = (await admin.get("/messages?kind=calls")).json()["items"]
    assert {each["channel"] for each in calls} == {"webhook", "notify"}
    messages = (await admin.get("/messages?kind=messages")).json()["items"]
    assert {each["channel"] for each in messages} == {"email"}
    both = (await admin.get("/messages")).json()["items"]
    assert len(both) == 3
