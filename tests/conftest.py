"""What all tests share: one PostgreSQL for the run, and an empty database for each test."""

import gc
from collections.abc import AsyncIterator
from itertools import count

import asyncpg
import pytest
from hypothesis import settings

import hatch_build
from engine.store.database import Database
from onward import migrate
from onward.embedded.postgres import EmbeddedPostgres
from tests.parts import memory, private_directory, tries
from tests.wandering import Wandering
from tests.world import World

settings.register_profile("onward", max_examples=tries(100), deadline=None)
settings.load_profile("onward")
gc.disable()  # until everything is imported: see below
TEMPLATE = "onward_template"
_numbers = count(1)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end. Looking through it for garbage, time and
    again, takes long enough for Temporal to take a workflow for stuck."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def bundle() -> None:
    """The builder as its sources are now: whoever comes first builds it, and others wait."""
    hatch_build.build()


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[EmbeddedPostgres]:
    """A PostgreSQL server that ends with the run, holding an empty migrated database to copy."""
    with private_directory(memory()) as place:
        async with EmbeddedPostgres(place, durable=False) as server:
            await migrate.upgrade(await server.create_database(TEMPLATE))
            yield server


@pytest.fixture(scope="session")
async def maintenance(postgres: EmbeddedPostgres) -> AsyncIterator[asyncpg.Connection]:
    """What makes and drops databases. One for all: connecting takes as long as making one."""
    connection = await asyncpg.connect(postgres.url.replace("+asyncpg", ""))
    yield connection
    await connection.close()


@pytest.fixture
async def database_url(
    postgres: EmbeddedPostgres, maintenance: asyncpg.Connection
) -> AsyncIterator[str]:
    """The address of a database that is this test's alone."""
    name = f"test_{next(_numbers)}"
    # Copying the files is the quicker way as long as they are few and nothing is written to disk.
    await maintenance.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy")
    yield postgres.url_of(name)
    await maintenance.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def engine(postgres: EmbeddedPostgres) -> Wandering:
    return Wandering(postgres)


@pytest.fixture
async def database(engine: Wandering, database_url: str) -> AsyncIterator[Database]:
    engine.goes_to(database_url)
    yield engine
    await engine.close()


@pytest.fixture
def world(database: Database) -> World:
    return World(database)
