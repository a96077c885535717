"""Journeys in production parts, with Temporal's time-skipping server in place of its clock."""

from collections.abc import AsyncIterator

import pytest
from temporalio import activity
from temporalio.testing import WorkflowEnvironment

from activities.mail.mailbox import BuiltInMailbox
from activities.ports import Organization, Ports
from activities.rendering import RenderPool
from engine.store.database import Database
from tests.calling.parts import local_calls
from tests.parts import time_skipping_server
from tests.workflow.driver import Driver
from tests.world import World


@pytest.fixture
async def time_skipping() -> AsyncIterator[WorkflowEnvironment]:
    """A server for each story: one on which an activity was left half done never skips again."""
    async with time_skipping_server() as environment:
        yield environment


@pytest.fixture(scope="session")
async def renderer() -> AsyncIterator[RenderPool]:
    async with RenderPool(processes=1) as pool:
        yield pool


@pytest.fixture
def ports(database: Database, renderer: RenderPool) -> Ports:
    return Ports(
        database=database,
        mail=BuiltInMailbox(),
        calls=local_calls(),
        renderer=renderer,
        organization=Organization(
            name="Northwind",
            time_zone="UTC",
            mail_from="success@northwind.test",
            public_url="https://onward.test",
        ),
        secret_key=b"a key for tests that is long enough",
        clock=lambda: activity.info().started_time,
    )


@pytest.fixture
async def driver(
    time_skipping: WorkflowEnvironment, ports: Ports, world: World
) -> AsyncIterator[Driver]:
    async with Driver(time_skipping, ports, world) as running:
        yield running
