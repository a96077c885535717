"""What tests of the tracking API are made of."""

import asyncio
import hashlib
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import col, select

from api.app import equip
from api.ingest import router
from api.services import Services
from engine.store.database import Database
from engine.store.statements import run
from engine.store.tables import Account, ApiKey, Contact, Enrollment, Membership, Source
from tests.calling.parts import local_calls
from tests.world import World
from workflows.dispatcher import Dispatcher

FIXTURES = Path(__file__).parent / "recorded"


WELCOME = """
journey: welcome
name: Welcome
entry: {triggers: [{event: Account Created}]}
start: hello
steps:
  hello: {type: email, template: hello, next: done}
  done: {type: exit}
templates:
  hello: {subject: Welcome, body: Good to have you.}
"""


@dataclass(frozen=True)
class MadeSource:
    source_id: UUID
    key: str


async def source(database: Database, *, scope: str = "write", **options: Any) -> MadeSource:
    """A source with a key to write to it."""
    source_id, key_id = uuid4(), uuid4().hex[:8]
    key = f"onw_{scope}_{key_id}_{uuid4().hex}"
    async with database.transaction() as session:
        session.add(Source(id=source_id, key=f"product-{key_id}", name="Product"))
        await session.flush()
        session.add(
            ApiKey(
                id=key_id,
                name="Product",
                scope=scope,
                key_hash=hashlib.sha256(key.encode()).hexdigest(),
                source_id=source_id,
                **options,
            )
        )
    return MadeSource(source_id, key)


async def welcoming(world: World) -> None:
    """A published journey that new accounts enter."""
    await world.publish(WELCOME)


async def enrolled(database: Database) -> list[Any]:
    """The accounts in a journey, and whom it writes to, once all that came in is acted on."""
    await Dispatcher(database, time_zone="UTC", clock=lambda: datetime.now(UTC)).dispatch()
    async with database.transaction() as session:
        found = await session.exec(
            select(Account.name, Contact.email)
            .join(Enrollment, col(Enrollment.account_id) == Account.id)
            .join(Membership, col(Membership.account_id) == Account.id)
            .join(Contact, col(Membership.contact_id) == Contact.id)
            .where(col(Membership.is_primary))
        )
        return list(found.all())


@asynccontextmanager
async def serving(database: Database) -> AsyncIterator[str]:
    """The tracking API on a free port of this machine."""
    app = FastAPI()
    app.include_router(router)
    equip(
        app,
        Services(
            database=database,
            secret_key=b"secret",
            public_url="http://onward.test",
            organization_name="Onward",
            time_zone="UTC",
            calls=local_calls(),
        ),
    )
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing else to wait for
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await running


@dataclass(frozen=True)
class Edge:
    """One source's way in, and what came of it."""

    database: Database
    address: str
    client: httpx.AsyncClient
    key: str
    source_id: UUID

    async def send(self, path: str, body: Any, **options: Any) -> httpx.Response:
        """POST JSON, or bytes as they are, with the key as SDKs send it."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        options.setdefault("auth", (self.key, ""))
        return await self.client.post(f"/v1/{path}", content=content, **options)

    async def batch(self, *items: Any, **envelope: Any) -> None:
        """Send a batch that is accepted."""
        answer = await self.send("batch", {"batch": list(items), **envelope})
        assert (answer.status_code, answer.json()) == (200, {"success": True})

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.database.transaction() as session:
            return [tuple(row) for row in await run(session, text(query), values)]

    async def value(self, query: str, **values: Any) -> Any:
        """The one value a query answers with."""
        [(value,)] = await self.rows(query, **values)
        return value

    async def event_names(self) -> list[str]:
        return [name for (name,) in await self.rows("SELECT name FROM events ORDER BY id")]

    async def reasons(self) -> list[str]:
        """The codes of the dead letters, in order of arrival."""
        return [code for (code,) in await self.rows("SELECT code FROM dead_letters ORDER BY id")]
