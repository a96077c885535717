"""Journeys whose histories are kept: between them they take every turn the workflows can take."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlmodel import select
from temporalio.client import WorkflowHandle

from engine.store.tables import Enrollment, Message, MigrationResult
from tests.workflow.driver import PATIENCE, Driver
from tests.workflow.test_journeys import WELCOME
from tests.workflow.test_versions import NEW, publish, resting
from tests.world import Customer, World

Handle = WorkflowHandle[Any, Any]

Story = Callable[[Driver, World], Awaitable[Enrollment]]

MAILS = """
journey: mails
name: Three mails in a row
entry: {triggers: [{event: Account Created}]}
start: one
steps:
  one: {type: email, template: mail, next: two}
  two: {type: email, template: mail, next: three}
  three: {type: email, template: mail, next: done}
  done: {type: exit}
templates: {mail: {subject: Hello, body: Good to have you.}}
"""


async def _waiting(driver: Driver, world: World) -> Customer:
    await world.publish(WELCOME)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.sleeps(acme, "first-project")
    return acme


async def time_passes(driver: Driver, world: World) -> Enrollment:
    return await driver.ends(await _waiting(driver, world))


async def an_event_wakes(driver: Driver, world: World) -> Enrollment:
    acme = await _waiting(driver, world)
    await driver.happens("Project Created", acme)
    return await driver.ends(acme)


async def a_person_ends_it(driver: Driver, world: World) -> Enrollment:
    acme = await _waiting(driver, world)
    await world.take_out(acme, await driver.now(), "They asked us to.")
    await driver.settle()
    return await driver.ends(acme)


async def mails_follow_each_other(driver: Driver, world: World) -> Enrollment:
    await world.publish(MAILS)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    return await driver.ends(acme)


async def paused_and_resumed(driver: Driver, world: World) -> Enrollment:
    acme = await _waiting(driver, world)
    journey = await world.journey("welcome")
    await world.pause(journey)
    await driver.sleeps_held(acme)
    await world.resume(journey, await driver.now())
    await driver.settle()
    return await driver.ends(acme)


STORIES: dict[str, Story] = {
    story.__name__.replace("_", "-"): story
    for story in (
        time_passes,
        an_event_wakes,
        a_person_ends_it,
        mails_follow_each_other,
        paused_and_resumed,
    )
}


async def customers_are_moved(driver: Driver, world: World) -> Handle:
    await resting(driver, world, 2)
    return await _migrating(driver, world)


async def a_mail_is_on_its_way(driver: Driver, world: World) -> Handle:
    """Who cannot be moved yet is looked at again a little later."""
    [acme] = await resting(driver, world, 1)
    enrollment = await world.enrollment(acme)
    [*_, last] = await world.messages()
    await world.change(Message, last.id, status="claimed", step="rest")
    migration = await _migrating(driver, world)
    async with asyncio.timeout(PATIENCE):
        while not await _looked_at(world, enrollment.id):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await world.change(Message, last.id, status="sent")
    return migration


async def _migrating(driver: Driver, world: World) -> Handle:
    migration = await publish(driver, world, NEW, everyone=True)
    await driver.settle()
    return driver.environment.client.get_workflow_handle(f"migration/{migration}")


async def _looked_at(world: World, enrollment: UUID) -> bool:
    async with world.database.transaction() as session:
        found = await session.exec(
            select(MigrationResult.at).where(MigrationResult.enrollment_id == enrollment)
        )
        return found.one() is not None


MIGRATIONS: dict[str, Callable[[Driver, World], Awaitable[Handle]]] = {
    story.__name__.replace("_", "-"): story for story in (customers_are_moved, a_mail_is_on_its_way)
}
