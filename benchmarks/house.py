"""The servers a measurement runs against, as `onward up` runs them, and what it builds on them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.calling.addresses import Guard
from activities.calling.http import HttpCalls
from activities.mail.mailbox import BuiltInMailbox
from activities.ports import Organization, Ports
from activities.rendering import RenderPool
from engine.store.database import Database
from engine.store.tables.columns import utc_now
from onward import migrate
from onward.embedded import EmbeddedPostgres, EmbeddedTemporal
from tests.parts import private_directory


@dataclass(frozen=True)
class House:
    """Everything a worker needs, with mail going to the built-in mailbox."""

    client: Client
    ports: Ports
    postgres: EmbeddedPostgres

    @property
    def database(self) -> Database:
        return self.ports.database


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    """A durable PostgreSQL and a Temporal server on SQLite, empty, and gone afterwards."""
    with private_directory() as place:
        async with (
            EmbeddedPostgres(place / "postgres") as postgres,
            EmbeddedTemporal(place / "temporal", ui_port=None) as temporal,
            RenderPool() as renderer,
        ):
            url = await postgres.create_database("onward")
            await migrate.upgrade(url)
            database = Database(url)
            client = await Client.connect(temporal.address, data_converter=pydantic_data_converter)
            try:
                yield House(client, _ports(database, renderer), postgres)
            finally:
                await database.close()


def _ports(database: Database, renderer: RenderPool) -> Ports:
    return Ports(
        database=database,
        mail=BuiltInMailbox(),
        calls=HttpCalls(Guard(), utc_now),
        renderer=renderer,
        organization=Organization(
            name="Northwind",
            time_zone="UTC",
            mail_from="success@northwind.test",
            public_url="https://onward.test",
        ),
        secret_key=b"a key for measurements that is long enough",
        clock=utc_now,
    )
