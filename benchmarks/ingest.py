"""Events a second in batches of 100, against a bare FastAPI route with one multi-row insert.

    python -m benchmarks.ingest

All are served by uvicorn in a process of their own, on the same PostgreSQL, into the same table
with the same indexes. The bare route does the least that can be called storing: parse the JSON,
insert all rows with one statement, commit; it names no account and no contact, so PostgreSQL has no
references to check. Onward does the rest besides: keys, checks, locks, identities, traits,
accounts, dedupe. The bar is half of bare.

`bare` writes the insert as one does, with SQLAlchemy. `floor` hands PostgreSQL the rows as one JSON
document, as Onward itself does: as fast as storing gets.
"""

import argparse
import asyncio
import json
import multiprocessing
import random
import socket
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.context import SpawnProcess
from typing import Any
from uuid import UUID, uuid4

import orjson
import uvicorn
from fastapi import FastAPI, Request
from sqlalchemy import insert, text
from sqlmodel.ext.asyncio.session import AsyncSession

from activities.calling.addresses import Guard
from activities.calling.http import HttpCalls
from api.app import equip
from api.ingest import router
from api.services import Services
from engine.store.database import Database
from engine.store.statements import run
from engine.store.tables import Event
from engine.store.tables.columns import utc_now
from onward import migrate
from onward.embedded.postgres import EmbeddedPostgres
from tests.ingest.parts import source
from tests.parts import private_directory

BATCH, SENDERS = 100, 4
KINDS = ("bare", "floor", "onward")
_FLOOR = text("""
    INSERT INTO events (source_id, message_id, type, name, properties, context, changed,
                        occurred_at, received_at)
    SELECT CAST(:source AS uuid), r."messageId", r.type, r.event, COALESCE(r.properties, r.traits),
           r.context, '{}',
           r."timestamp", now()
    FROM json_to_recordset(CAST(:rows AS json)) AS r(
        "messageId" text, type text, event text, properties jsonb, traits jsonb, context jsonb,
        "timestamp" timestamptz)
""")


def app_of(kind: str, url: str, source_id: UUID) -> FastAPI:
    app, database = FastAPI(), Database(url)
    if kind == "onward":
        app.include_router(router)
        calls = HttpCalls(Guard(), utc_now)
        equip(app, Services(database, b"", "http://onward.test", "Onward", "UTC", calls))
        return app

    insert_rows = _insert_floor if kind == "floor" else _insert_bare

    @app.post("/v1/batch")
    async def store(request: Request) -> dict[str, bool]:
        body = orjson.loads(await request.body())
        async with database.transaction() as session:
            await insert_rows(session, source_id, body["batch"])
        return {"success": True}

    return app


async def _insert_bare(session: AsyncSession, source_id: UUID, batch: list[dict[str, Any]]) -> None:
    now = datetime.now(UTC)
    rows = [
        {
            "source_id": source_id,
            "message_id": item["messageId"],
            "type": item["type"],
            "name": item["event"],
            "properties": item.get("properties") or item["traits"],
            "context": item["context"],
            "changed": [],
            "occurred_at": datetime.fromisoformat(item["timestamp"]),
            "received_at": now,
        }
        for item in batch
    ]
    await session.exec(insert(Event).values(rows))


async def _insert_floor(
    session: AsyncSession, source_id: UUID, batch: list[dict[str, Any]]
) -> None:
    await run(session, _FLOOR, {"source": source_id, "rows": orjson.dumps(batch).decode()})


def serve(kind: str, url: str, source_id: UUID, listener: socket.socket) -> None:
    server = uvicorn.Server(
        uvicorn.Config(app_of(kind, url, source_id), log_level="warning", lifespan="off")
    )
    server.run(sockets=[listener])


def bodies(count: int, key: str) -> Iterator[bytes]:
    chance = random.Random(count)
    for _ in range(count):
        batch = [call(chance) for _ in range(BATCH)]
        content = json.dumps({"batch": batch, "writeKey": key}).encode()
        head = f"POST /v1/batch HTTP/1.1\r\nHost: b\r\nContent-Length: {len(content)}\r\n\r\n"
        yield head.encode() + content


def call(chance: random.Random) -> dict[str, Any]:
    """What a server sends: mostly track, some identify and group, a thousand users."""
    user = chance.randrange(1000)
    kind = chance.choices(("track", "identify", "group"), (92, 5, 3))[0]
    item: dict[str, Any] = {
        "type": kind,
        "event": kind if kind != "track" else f"Event {chance.randrange(30)}",
        "userId": f"user-{user}",
        "messageId": str(uuid4()),
        "timestamp": datetime.now(UTC).isoformat(),
        "context": {"library": {"name": "analytics-python", "version": "2.4.0"}},
        "integrations": {},
    }
    if kind == "track":
        item["properties"] = {"step": "invite_team", "count": chance.randrange(9), "plan": "pro"}
    else:
        item["traits"] = {"name": f"Name {user}", "plan": chance.choice(("pro", "free"))}
        item["groupId"] = f"account-{user % 100}"
    return item


async def rate(port: int, requests: list[bytes]) -> float:
    """Events a second."""
    waiting = list(requests)

    async def send() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            writer.write(waiting.pop())
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(SENDERS)))
    return len(requests) * BATCH / (time.perf_counter() - began)


async def measure(rounds: int, batches: int, *, durable: bool) -> None:
    with private_directory() as place:
        async with EmbeddedPostgres(place, durable=durable) as server:
            url = await server.create_database("onward")
            await migrate.upgrade(url)
            database = Database(url)
            made = await source(database)
            processes, ports = start(url, made.source_id)
            try:
                await compare(ports, made.key, rounds, batches)
            finally:
                for process in processes:
                    process.terminate()
                    process.join()
                await database.close()


def start(url: str, source_id: UUID) -> tuple[list[SpawnProcess], dict[str, int]]:
    spawn = multiprocessing.get_context("spawn")
    processes, ports = [], {}
    for kind in KINDS:
        listener = socket.create_server(("127.0.0.1", 0))
        ports[kind] = listener.getsockname()[1]
        process = spawn.Process(target=serve, args=(kind, url, source_id, listener), daemon=True)
        process.start()
        processes.append(process)
    return processes, ports


async def compare(ports: dict[str, int], key: str, rounds: int, batches: int) -> None:
    rates: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number in range(rounds + 1):
        for kind, port in ports.items():
            measured = await rate(port, list(bodies(batches, key)))
            if number:  # the first round warms up
                rates[kind].append(measured)
    medians = {kind: statistics.median(measured) for kind, measured in rates.items()}
    for kind, events in medians.items():
        print(f"{kind:8}{events:10,.0f} events/s")
    print(f"of bare {medians['onward'] / medians['bare']:10.2f}  (bar: 0.50)")
    print(f"of floor{medians['onward'] / medians['floor']:10.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Ingest against a bare route.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batches", type=int, default=100)
    parser.add_argument("--volatile", action="store_true", help="without waiting for the disk")
    asked = parser.parse_args()
    asyncio.run(measure(asked.rounds, asked.batches, durable=not asked.volatile))
