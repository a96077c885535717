"""Stories run in production parts, on skipped time, and all begin on a Monday at 09:00 UTC."""

from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.ports import Ports
from tests.parts import time_skipping_server
from tests.stories.telling import Story
from tests.workflow.conftest import ports, renderer
from tests.workflow.driver import Driver
from tests.world import World

__all__ = ["ports", "renderer"]


@pytest.fixture(scope="module")
async def time_skipping() -> AsyncIterator[WorkflowEnvironment]:
    """One server for a file of stories: what starts a server takes longer than a story."""
    async with time_skipping_server() as environment:
        yield environment


@pytest.fixture
async def driver(
    time_skipping: WorkflowEnvironment, ports: Ports, world: World
) -> AsyncIterator[Driver]:
    """As elsewhere. The journeys a story leaves unfinished end with it: a server on which an
    activity or a turn of a workflow is left half done never skips again."""
    async with Driver(time_skipping, ports, world) as running:
        yield running
        await running.leave_nothing()


@pytest.fixture
async def story(driver: Driver, world: World) -> Story:
    return Story(driver, world, begins=await driver.comes(weekday=0, hour=9))
