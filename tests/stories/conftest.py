"""Stories run in production parts, on skipped time, and all begin on a Monday at 09:00 UTC."""

import pytest

from tests.stories.telling import Story
from tests.workflow.conftest import driver, ports, renderer, time_skipping
from tests.workflow.driver import Driver
from tests.world import World

__all__ = ["driver", "ports", "renderer", "time_skipping"]


@pytest.fixture
async def story(driver: Driver, world: World) -> Story:
    return Story(driver, world, begins=await driver.comes(weekday=0, hour=9))
