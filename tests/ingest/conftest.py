"""A tracking API that listens on a real port, its database, and ways to look into it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from engine.store.database import Database
from tests.ingest.parts import Edge, serving, source


@pytest.fixture
async def edge(database: Database) -> AsyncIterator[Edge]:
    """The tracking API of one source, over HTTP."""
    made = await source(database)
    async with serving(database) as address, httpx.AsyncClient(base_url=address) as client:
        yield Edge(database, address, client, made.key, made.source_id)
