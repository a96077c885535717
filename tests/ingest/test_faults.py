"""When PostgreSQL is in trouble: say so, keep nothing by halves, and take the retry."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from segment.analytics import Client

from engine.store.accepting import accept
from engine.store.database import Database, Session
from engine.store.ingest import Accepted
from engine.store.tables.columns import utc_now
from engine.tracking.reading import Envelope, read
from onward import migrate
from onward.embedded.postgres import EmbeddedPostgres
from tests.ingest.parts import Edge, serving, source
from tests.parts import private_directory

TRACK = {"type": "track", "userId": "u1", "event": "Clicked", "messageId": "m1"}


@pytest.fixture
async def mortal() -> AsyncIterator[EmbeddedPostgres]:
    """A server that a test may kill."""
    with private_directory() as place:
        async with EmbeddedPostgres(place) as server:
            yield server


@pytest.fixture
async def mortal_edge(mortal: EmbeddedPostgres) -> AsyncIterator[Edge]:
    url = await mortal.create_database("onward")
    await migrate.upgrade(url)
    database = Database(url, pool_size=2)
    made = await source(database)
    async with serving(database) as address, httpx.AsyncClient(base_url=address) as client:
        yield Edge(database, address, client, made.key, made.source_id)
    await database.close()


async def test_while_the_database_is_down_senders_are_told_to_try_again(
    mortal: EmbeddedPostgres, mortal_edge: Edge
) -> None:
    assert (await mortal_edge.send("track", TRACK)).status_code == 200
    mortal.kill()
    await mortal.wait()
    for _ in range(3):
        answer = await mortal_edge.send("track", {**TRACK, "messageId": "m2"})
        assert (answer.status_code, answer.json()["code"]) == (503, "try_again")
        assert int(answer.headers["retry-after"]) > 0
    await mortal.start()
    assert (await mortal_edge.send("track", {**TRACK, "messageId": "m2"})).status_code == 200
    assert await mortal_edge.value("SELECT count(*) FROM events") == 2


async def test_a_kill_in_the_middle_of_a_batch_delivers_it_once(
    mortal: EmbeddedPostgres, mortal_edge: Edge
) -> None:
    """The batch waits for a lock inside its transaction when PostgreSQL dies; the library's own
    retry delivers it once PostgreSQL is back."""
    failures: list[object] = []
    client = Client(
        mortal_edge.key, host=mortal_edge.address, on_error=lambda e, _: failures.append(e)
    )
    holder = mortal_edge.database.transaction()
    session = await holder.__aenter__()
    connection = await session.connection()
    await connection.exec_driver_sql("LOCK TABLE events IN ACCESS EXCLUSIVE MODE")
    for number in range(20):
        client.track("u1", "Clicked", {"n": number})
    flushing = asyncio.create_task(asyncio.to_thread(client.flush))
    while not await waiting_for_a_table(mortal_edge):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    mortal.kill()
    await mortal.wait()
    await session.invalidate()
    await mortal.start()
    await flushing
    await asyncio.to_thread(client.join)
    assert failures == []
    numbers = await mortal_edge.rows("SELECT properties->'n' FROM events ORDER BY id")
    assert numbers == [(number,) for number in range(20)]


async def waiting_for_a_table(edge: Edge) -> bool:
    waiting = "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'relation' AND NOT granted"
    return bool(await edge.value(waiting))


async def test_a_pool_without_a_free_connection_is_a_fault_that_passes(
    database_url: str,
) -> None:
    database = Database(database_url, pool_size=1, pool_timeout=0.2)
    made = await source(database)
    async with serving(database) as address, httpx.AsyncClient(base_url=address) as client:
        edge = Edge(database, address, client, made.key, made.source_id)
        async with database.transaction() as one, database.transaction() as other:
            await one.connection()
            await other.connection()
            answer = await edge.send("track", TRACK)
        assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
        assert (await edge.send("track", TRACK)).status_code == 200
    await database.close()


async def test_what_no_check_foresaw_costs_one_item(mortal_edge: Edge) -> None:
    """PostgreSQL refuses a value that passed every check: here, by a rule of the database."""
    async with mortal_edge.database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'no' USING ERRCODE = '22000'; END $$"
        )
        await connection.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE INSERT ON events FOR EACH ROW"
            " WHEN (NEW.name = 'Cursed') EXECUTE FUNCTION refuse()"
        )
    await mortal_edge.batch(
        *({**TRACK, "messageId": name, "event": name} for name in ("a", "Cursed", "b"))
    )
    assert await mortal_edge.event_names() == ["a", "b"]
    assert await mortal_edge.reasons() == ["cannot_store"]

    async def also(session: Session, accepted: Accepted) -> None:
        raise InterruptedError("killed before it was written")

    cursed, fine = ({**TRACK, "messageId": name, "event": name} for name in ("Cursed", "c"))
    calls = [read(dict(each), Envelope(utc_now())) for each in (cursed, fine)]
    with pytest.raises(InterruptedError):
        await accept(mortal_edge.database, mortal_edge.source_id, calls, utc_now(), also)
    assert await mortal_edge.event_names() == ["a", "b"], "what belongs together is stored together"
