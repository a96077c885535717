"""Today's workflow code carries on journeys that began under yesterday's."""

from pathlib import Path

import pytest
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from tests.replay.histories import DIRECTORY, RECORDING, fingerprint, kept, read, record
from tests.replay.stories import AUDIENCES, LONG_LIVES, MIGRATIONS, STORIES, Handle
from tests.workflow.driver import Driver
from tests.world import World
from workflows.audience import AudienceWorkflow
from workflows.journey import JourneyWorkflow
from workflows.migration import MigrationWorkflow
from workflows.worker import sandbox

RENEW = """
The workflow asks for other things than it used to. If that is meant, guard the change with
`workflow.patched`, so that histories under tests/replay/histories still replay, and run
`ONWARD_RECORD=1 pytest tests/replay` to write down the new sequence and keep a new history."""


@pytest.mark.parametrize("path", kept(), ids=lambda path: path.stem)
async def test_histories_of_customers_under_way_replay(path: Path) -> None:
    replayer = Replayer(
        workflows=[JourneyWorkflow, MigrationWorkflow, AudienceWorkflow],
        workflow_runner=sandbox(),
        data_converter=pydantic_data_converter,
    )
    await replayer.replay_workflow(read(path))


@pytest.mark.parametrize("name", STORIES)
async def test_the_workflow_asks_for_what_it_used_to(
    name: str, driver: Driver, world: World
) -> None:
    await asks_for_what_it_used_to(name, driver.workflow(await STORIES[name](driver, world)))


@pytest.mark.parametrize("name", MIGRATIONS)
async def test_a_migration_asks_for_what_it_used_to(
    name: str, driver: Driver, world: World
) -> None:
    await asks_for_what_it_used_to(name, await MIGRATIONS[name](driver, world))


@pytest.mark.parametrize("name", AUDIENCES)
async def test_an_audience_asks_for_what_it_used_to(
    name: str, driver: Driver, world: World
) -> None:
    await asks_for_what_it_used_to(name, await AUDIENCES[name](driver, world))


@pytest.mark.parametrize("name", LONG_LIVES)
async def test_a_long_life_asks_for_what_it_used_to(
    name: str, in_short_histories: Driver, world: World
) -> None:
    await asks_for_what_it_used_to(name, await LONG_LIVES[name](in_short_histories, world))


async def asks_for_what_it_used_to(name: str, handle: Handle) -> None:
    await handle.result()
    history = await handle.fetch_history()
    expected = DIRECTORY / f"{name}.txt"
    if RECORDING:
        record(name, history)
        expected.write_text(fingerprint(history))
    assert fingerprint(history).splitlines() == expected.read_text().splitlines(), RENEW


def test_every_story_has_a_history() -> None:
    assert all(kept(name) for name in (*STORIES, *MIGRATIONS, *AUDIENCES, *LONG_LIVES))
