"""Stories whose histories are kept run on the same parts as all others."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.ports import Ports
from tests.workflow.conftest import driver, ports, renderer, time_skipping
from tests.workflow.driver import Driver
from tests.workflow.whole_worker import client, temporal
from tests.world import World

__all__ = ["client", "driver", "ports", "renderer", "temporal", "time_skipping"]


@pytest.fixture
async def in_short_histories(client: Client, ports: Ports, world: World) -> AsyncIterator[Driver]:
    """Drives on a real server and in real time, where histories are cut after a few turns."""
    async with Driver(WorkflowEnvironment.from_client(client), ports, world) as running:
        yield running
