"""What all tests share: one PostgreSQL for the run, and an empty database for each test."""

from collections.abc import AsyncIterator
from itertools import count

import pytest

from engine.store.database import Database
from onward import migrate
from onward.embedded.postgres import EmbeddedPostgres
from tests.parts import private_directory
from tests.world import World

TEMPLATE = "onward_template"
_numbers = count(1)


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[EmbeddedPostgres]:
    """A PostgreSQL server that ends with the run, holding an empty migrated database to copy."""
    with private_directory() as place:
        async with EmbeddedPostgres(place, durable=False) as server:
            await migrate.upgrade(await server.create_database(TEMPLATE))
            yield server


@pytest.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The address of a database that is this test's alone."""
    name = f"test_{next(_numbers)}"
    yield await postgres.create_database(name, template=TEMPLATE)
    await postgres.drop_database(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, pool_size=5)
    yield opened
    await opened.close()


@pytest.fixture
def world(database: Database) -> World:
    return World(database)
