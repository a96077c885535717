"""Two web servers and two dispatchers side by side change nothing of what happens once."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlmodel import func, select

from engine.store.bundled import load_bundled
from engine.store.database import Database
from engine.store.tables import Enrollment, Event
from tests.ingest.parts import serving, source
from workflows.dispatcher import Dispatcher

BATCH = [
    {"type": "identify", "userId": "ada", "messageId": "1", "traits": {"email": "ada@acme.test"}},
    {"type": "group", "userId": "ada", "groupId": "acme", "messageId": "2", "traits": {}},
    {
        "type": "track",
        "userId": "ada",
        "event": "Account Created",
        "messageId": "3",
        "context": {"groupId": "acme"},
    },
]


def now() -> datetime:
    return datetime.now(UTC)


async def test_the_same_batch_at_two_web_servers_enrolls_once(
    database: Database, database_url: str
) -> None:
    other = Database(database_url, pool_size=5)
    async with database.transaction() as session:
        await load_bundled(session, Path(__file__).parent.parent / "journeys", now=now())
    made = await source(database)
    async with (
        serving(database) as one,
        serving(other) as two,
        httpx.AsyncClient(auth=(made.key, ""), timeout=30) as client,
    ):
        posts = [
            client.post(f"{address}/v1/batch", json={"batch": BATCH})
            for address in (one, two, one, two, one)
        ]
        answers = await asyncio.gather(*posts)
    assert [answer.json() for answer in answers] == [{"success": True}] * 5

    dispatchers = [Dispatcher(each, time_zone="UTC", clock=now) for each in (database, other)]
    while any(await asyncio.gather(*(each.dispatch() for each in dispatchers))):
        pass
    async with database.transaction() as session:
        assert (await session.exec(select(func.count()).select_from(Event))).one() == 3
        assert (await session.exec(select(func.count()).select_from(Enrollment))).one() == 1
    await other.close()
