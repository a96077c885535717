"""Journeys whose histories are kept: between them they take every turn the workflow can take."""

from collections.abc import Awaitable, Callable

from engine.store.tables import Enrollment
from tests.workflow.driver import Driver
from tests.workflow.test_journeys import WELCOME
from tests.world import Customer, World

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
