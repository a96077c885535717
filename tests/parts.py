"""The real parts tests run against: PostgreSQL, Temporal, a mail server, a place to put them."""

import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path

import psutil
from fastapi import FastAPI
from sqlalchemy import update
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from api.app import equip, routed
from api.services import Services
from engine.store.database import Database
from engine.store.tables import User

MEMORY = Path("/dev/shm")
LONG = bool(os.environ.get("ONWARD_TEST_LONG"))
"""Whether what takes long is wanted (`scripts/test --long`)."""
ROOM = 4 << 30
"""Far more than a run needs, so that nothing else on the machine goes short."""


def memory() -> Path | None:
    """A place in memory, where there is plenty of it: each test makes and drops a database, which
    is hundreds of files. None: on disk, then."""
    if not os.access(MEMORY, os.W_OK) or psutil.virtual_memory().available < ROOM:
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free >= ROOM else None


def tries(number: int) -> int:
    """How many made-up cases to try: a third of them where tests must be over soon."""
    return number if LONG else -(-number // 3)


@cache
def shared_application() -> FastAPI:
    """Its routes take a second to make, and are the same for all tests."""
    return routed()


def application(services: Services) -> FastAPI:
    """The shared web application, for this test alone until the next asks for it."""
    app = shared_application()
    app.dependency_overrides.clear()  # what the test before put in place of something
    equip(app, services)
    return app


@contextmanager
def private_directory(beneath: Path | None = None) -> Iterator[Path]:
    """A short path, and open to the database's own user; pytest's directories are neither."""
    place = Path(tempfile.mkdtemp(prefix="onward-test-", dir=beneath))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@asynccontextmanager
async def time_skipping_server() -> AsyncIterator[WorkflowEnvironment]:
    """A Temporal on which a month passes at once."""
    server = shutil.which("temporal-test-server", path=Path(sys.executable).parent)
    assert server, "temporal-test-server is missing: install requirements-dev.lock"
    environment = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=server, data_converter=pydantic_data_converter
    )
    async with environment:
        yield environment


async def all_are(database: Database, role: str) -> None:
    """Give everybody on the team this role."""
    async with database.transaction() as session:
        await session.execute(update(User).values(role=role))
