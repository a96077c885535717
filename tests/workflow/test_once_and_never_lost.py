"""What machines do to us: repeats, races, lost workflows, bad events. And test runs on the side."""

import asyncio
from datetime import timedelta

from engine.store.enrolling import Enrolled
from engine.store.outbox import wake_overdue
from tests.workflow.driver import Driver
from tests.workflow.test_journeys import WELCOME
from tests.world import World, days
from workflows.courier import Courier
from workflows.dispatcher import Dispatcher


async def test_the_same_event_five_times_and_everybody_at_it_is_one_enrollment_and_one_mail(
    driver: Driver, world: World
) -> None:
    await world.publish(WELCOME)
    acme = await world.customer()
    now = await driver.now()
    for _ in range(5):
        await world.happens("Account Created", acme, now)
    others = (
        Dispatcher(world.database, time_zone="UTC", clock=lambda: now),
        Courier(world.database, driver.environment.client, driver.queue, lambda: now),
    )
    both = [driver.dispatcher.dispatch, others[0].dispatch, driver.courier.carry, others[1].carry]
    for _ in range(4):
        await asyncio.gather(*(work() for work in both))
    await driver.ends(acme)
    assert len(await world.enrollments()) == 1
    assert [m.step for m in await world.messages()] == ["hello", "nudge"]
    assert sorted(each.code for each in await world.decisions()) == ["already_running"] * 4 + [
        "enrolled"
    ]


async def test_a_workflow_that_was_lost_is_brought_back_and_goes_on_from_its_row(
    driver: Driver, world: World
) -> None:
    await world.publish(WELCOME)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    resting = await driver.sleeps(acme, "first-project")
    await driver.workflow(resting).terminate()
    await driver.sleep(days(8))
    assert (await world.enrollment(acme)).current_step == "first-project"

    async with world.database.transaction() as session:
        assert await wake_overdue(session, await driver.now()) == 1
    await driver.settle()
    assert (await driver.ends(acme)).outcome == "completed"
    assert [m.step for m in await world.messages()] == ["hello", "nudge"]


async def test_an_event_wakes_whoever_lost_their_workflow(driver: Driver, world: World) -> None:
    await world.publish(WELCOME)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.workflow(await driver.sleeps(acme, "first-project")).terminate()
    await driver.happens("Project Created", acme)
    await driver.ends(acme)
    assert [m.step for m in await world.messages()] == ["hello", "congratulate"]


async def test_a_test_run_lives_through_a_month_in_seconds_marked_and_in_order(
    driver: Driver, world: World
) -> None:
    journey = await world.publish(WELCOME)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    real = await driver.rests(acme, "first-project")
    before = await driver.now()
    run = await world.enroll(journey, acme, before, is_test=True, seconds_per_day=1)
    assert isinstance(run, Enrolled)
    await driver.settle()
    tried = await driver.ends(acme)

    assert (tried.id, tried.is_test, tried.outcome) == (run.enrollment_id, True, "completed")
    assert tried.ended_at is not None
    assert tried.ended_at - before < timedelta(minutes=1)
    assert [(m.step, m.is_test) for m in await world.messages()] == [
        ("hello", False),
        ("hello", True),
        ("nudge", True),
    ]
    entries = await world.timeline(tried.id)
    assert entries[0].summary.endswith("as a test run.")
    assert entries[-1].journey_at - entries[0].journey_at > days(5)
    still = next(each for each in await world.enrollments() if each.id == real.id)
    assert (still.moves, still.current_step) == (real.moves, "first-project")
