"""What docs/language.md shows is what the product does: its examples live through as printed.

That the simulator says the same of them is tested with the definition.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.calling.transport import Calling
from activities.ports import Ports
from activities.receipts import Receipt
from engine.definition.document import parse
from engine.simulation.scenarios import USUAL_ENTRY
from engine.store.audit import Actor
from engine.store.chat import set_channel
from tests.stories.playing import play, set_ahead
from tests.stories.telling import Story
from tests.workflow.driver import Driver
from tests.world import World

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text()
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)
CHANNELS = ("alerts", "expansion")


class Answering:
    """Every system that examples call is well, and says so."""

    async def send(self, calling: Calling) -> Receipt:
        return Receipt("test", "200 OK")

    async def close(self) -> None:
        pass


@pytest.fixture
async def driver(
    time_skipping: WorkflowEnvironment, ports: Ports, world: World
) -> AsyncIterator[Driver]:
    async with world.database.transaction() as session:
        for key in CHANNELS:
            url = "https://hooks.example.com/services/T0/B0/none"
            await set_channel(session, key, kind="slack", url=url, by=Actor("mo@northwind.test"))
    async with Driver(time_skipping, replace(ports, calls=Answering()), world) as running:
        yield running
        await running.leave_nothing()


def without_lots(example: str) -> str:
    """One in ten would be kept out to compare with, and have no story to tell."""
    return re.sub(r"^  holdout: .*\n", "", example, flags=re.M)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: parse(each, format="yaml").journey)
async def test_every_example_does_what_its_scenarios_say(story: Story, example: str) -> None:
    ahead = without_lots(set_ahead(example, await story.now()))
    journey = await story.world.publish(ahead)
    usual = datetime.fromisoformat(set_ahead(USUAL_ENTRY, await story.now()))
    assert await play(story, journey, usual) == []
