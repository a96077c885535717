"""Journeys whose histories are kept: between them they take every turn the workflows can take."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlmodel import select
from temporalio.client import WorkflowHandle

from engine.store.audiences import begin_by_hand
from engine.store.audit import Actor
from engine.store.steering import move_to, skip_wait
from engine.store.tables import Enrollment, Message, MigrationResult
from tests.stories.telling import Traveller
from tests.workflow.driver import PATIENCE, Driver
from tests.workflow.test_journeys import WELCOME
from tests.workflow.test_steering import steer
from tests.workflow.test_versions import NEW, publish, resting
from tests.workflow.whole_worker import runs_anew
from tests.world import Customer, World, days

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


async def a_person_skips_a_wait(driver: Driver, world: World) -> Enrollment:
    """Steering asks nothing of the workflow that a wake-up does not."""
    acme = await _waiting(driver, world)
    await steer(driver, acme, skip_wait)
    await driver.settle()
    return await driver.ends(acme)


async def a_person_moves_them(driver: Driver, world: World) -> Enrollment:
    acme = await _waiting(driver, world)
    await steer(driver, acme, move_to, to="hello", again=True)
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


EVERY_KIND = """
journey: every-kind
name: Every kind of waiting
entry: {triggers: [{event: Account Created}]}
start: ask
steps:
  ask: {type: survey, kind: csat, channel: in_app, template: note, at_most: 5d, next: call}
  call: {type: task, title: Call, due: 2d, outcomes: [reached], next: stage}
  stage: {type: update, set: {account.stage: talking}, next: check}
  check:
    type: approve
    message: mail
    due: 1d
    silence: approved
    on: {approved: mail, cancelled: done}
  mail: {type: email, template: mail, next: renewal}
  renewal:
    type: wait
    until: {date: {trait: account.renewal_date, offset: -30d}}
    next: quiet
  quiet:
    type: wait
    until: {when: {event: Logged In, within: 7d, exactly: 0}}
    on: {happened: morning}
  morning: {type: wait, until: {time: "09:00", days: mon-fri}, next: done}
  done: {type: exit}
templates:
  note: {title: How is it going?, body: Tell us.}
  mail: {subject: Hello, body: Good to have you.}
"""


async def every_kind_of_wait_in_turn(driver: Driver, world: World) -> Enrollment:
    """Answered by a contact and by a colleague, decided by silence, moved with a date, turned by
    time alone."""
    await world.publish(EVERY_KIND)
    start = await driver.comes(0, 12)
    acme = await world.customer(account={"renewal_date": f"{start + days(90):%Y-%m-%d}"})
    told = Traveller(driver, world, acme)
    await told.does("Account Created")
    await driver.sleeps(acme, "ask")
    await told.answers("ask", 4)
    await told.at_once("call")
    await driver.sleeps(acme, "call")
    await told.has_done("call", "reached")
    await told.at_once("check")
    await driver.sleeps(acme, "renewal")
    await told.moves(renewal_date=f"{start + days(120):%Y-%m-%d}")
    await driver.sleep(days(86))
    await told.does("Logged In")
    await driver.sleeps(acme, "quiet")
    return await driver.ends(acme)


STORIES: dict[str, Story] = {
    story.__name__.replace("_", "-"): story
    for story in (
        time_passes,
        an_event_wakes,
        a_person_ends_it,
        a_person_skips_a_wait,
        a_person_moves_them,
        mails_follow_each_other,
        paused_and_resumed,
        every_kind_of_wait_in_turn,
    )
}

DAILY = """
journey: daily
name: Day by day
entry: {triggers: [{event: Account Created}]}
start: day
steps:
  day: {type: wait, for: 1d, next: night}
  night: {type: go_to, to: day}
"""


async def a_long_history_is_cut(driver: Driver, world: World) -> Handle:
    """Goes round until its workflow begins anew. The history is that of the first run."""
    journey = await world.publish(DAILY)
    acme = await world.customer()
    await world.enroll(journey, acme, await driver.now(), seconds_per_day=0.1)
    await driver.settle()
    enrollment = await world.enrollment(acme)
    async with asyncio.timeout(PATIENCE):
        while not await runs_anew(driver.environment.client, enrollment):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    workflow = driver.workflow(enrollment)
    # Now: a wake-up that comes when all is over already starts a chain of runs of its own.
    first = (await workflow.describe()).raw_description.workflow_execution_info.first_run_id
    await world.take_out(acme, await driver.now(), "Long enough.")
    await driver.settle()
    await workflow.result()
    return driver.environment.client.get_workflow_handle(workflow.id, run_id=first)


LONG_LIVES: dict[str, Callable[[Driver, World], Awaitable[Handle]]] = {
    a_long_history_is_cut.__name__.replace("_", "-"): a_long_history_is_cut
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


async def an_audience_is_let_in(driver: Driver, world: World) -> Handle:
    """Somewhat too many for one minute: it rests before the last of them."""
    await world.publish(_AUDIENCE)
    for number in range(101):
        await world.customer(f"Company {number}")
    async with world.database.transaction() as session:
        mo = Actor("mo@northwind.test")
        run_id = await begin_by_hand(
            session, "crowd", only=None, per_minute=600, by=mo, now=await driver.now()
        )
    await driver.courier.carry()
    return driver.environment.client.get_workflow_handle(f"audience/{run_id}")


_AUDIENCE = """
journey: crowd
name: A crowd
entry: {}
start: done
steps: {done: {type: exit}}
"""


AUDIENCES: dict[str, Callable[[Driver, World], Awaitable[Handle]]] = {
    "an-audience-is-let-in": an_audience_is_let_in
}

MIGRATIONS: dict[str, Callable[[Driver, World], Awaitable[Handle]]] = {
    story.__name__.replace("_", "-"): story for story in (customers_are_moved, a_mail_is_on_its_way)
}
