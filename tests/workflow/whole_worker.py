"""The whole worker, as `onward worker` runs it, on the server we bring along.

Its histories are cut after a few turns, so that a test sees what a customer of years sees.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.ports import Ports
from engine.identifiers import workflow_id
from engine.store.tables import Enrollment
from onward.embedded import EmbeddedTemporal
from tests.mail.server import MailServer, mail_server
from tests.parts import private_directory
from tests.world import Customer, World
from workflows.worker import WorkerOptions, run_worker

PATIENCE = 30
"""Real seconds after which something that does not happen is a failure."""

SHORT_HISTORIES = {"limit.historyCount.suggestContinueAsNew": "20"}


@pytest.fixture(scope="module")
async def temporal() -> AsyncIterator[EmbeddedTemporal]:
    with private_directory() as place:
        server = EmbeddedTemporal(place, ui_port=None, dynamic_config=SHORT_HISTORIES)
        async with server:
            yield server


@pytest.fixture
async def client(temporal: EmbeddedTemporal) -> Client:
    return await Client.connect(temporal.address, data_converter=pydantic_data_converter)


@pytest.fixture
async def mails() -> AsyncIterator[MailServer]:
    async with mail_server() as server:
        yield server


@pytest.fixture
async def working(ports: Ports, client: Client, mails: MailServer) -> AsyncIterator[None]:
    """A worker, as `onward worker` runs it."""
    async with worker(ports, client, mails):
        yield


@asynccontextmanager
async def worker(ports: Ports, client: Client, mails: MailServer) -> AsyncIterator[None]:
    stop, transport = asyncio.Event(), mails.transport()
    own = replace(ports, mail=transport, clock=now)
    queue = f"test-{id(ports)}"
    running = asyncio.create_task(run_worker(client, own, WorkerOptions(queue), stop))
    try:
        yield
    finally:
        stop.set()
        await running
        await transport.close()


def now() -> datetime:
    return datetime.now(UTC)


async def until(so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await so():  # noqa: ASYNC110 PostgreSQL tells nobody
            await asyncio.sleep(0.02)


async def standing(world: World, customer: Customer, so: Callable[[Enrollment], bool]) -> None:
    async def is_so() -> bool:
        found = await world.enrollments()
        return any(so(each) for each in found if each.account_id == customer.account_id)

    await until(is_so)


async def runs_anew(client: Client, enrollment: Enrollment) -> bool:
    """Whether the workflow has continued as new."""
    handle = client.get_workflow_handle(workflow_id(enrollment.id))
    info = (await handle.describe()).raw_description.workflow_execution_info
    return bool(info.first_run_id != info.execution.run_id)
