"""A paused journey sends nothing, loses nothing, and says that it holds."""

import pytest

from tests.workflow.driver import Driver
from tests.workflow.test_journeys import WELCOME
from tests.world import Customer, World, days


@pytest.fixture
async def acme(driver: Driver, world: World) -> Customer:
    """Waits for its first project until day 7, in a journey that has just been paused."""
    journey = await world.publish(WELCOME)
    customer = await world.customer()
    await driver.happens("Account Created", customer)
    await driver.rests(customer, "first-project")
    await world.pause(journey)
    return customer


async def is_held(driver: Driver, customer: Customer) -> None:
    await driver.until(customer, lambda one: one.held_because is not None)


async def resumes(driver: Driver, world: World, customer: Customer) -> list[str]:
    """Resume, live to the end, and say which messages there were."""
    now = await driver.now()
    await world.resume(await world.journey("welcome"), now)
    await driver.settle()
    await driver.ends(customer)
    return [m.step for m in await world.messages()]


async def test_time_runs_out_while_paused_and_the_nudge_goes_out_after(
    driver: Driver, world: World, acme: Customer
) -> None:
    await is_held(driver, acme)
    await driver.sleep(days(20))
    held = await world.enrollment(acme)
    assert (held.held_because, held.wakes_at) == ("The journey is paused.", None)
    assert (await world.story(acme))[-1] == "Held: The journey is paused."
    assert [m.step for m in await world.messages()] == ["hello"]
    assert await resumes(driver, world, acme) == ["hello", "nudge"]


async def test_an_event_in_time_counts_though_it_came_while_paused(
    driver: Driver, world: World, acme: Customer
) -> None:
    await driver.sleep(days(1))
    await driver.happens("Project Created", acme)
    await is_held(driver, acme)
    await driver.sleep(days(20))
    assert await resumes(driver, world, acme) == ["hello", "congratulate"]


async def test_an_event_after_time_ran_out_does_not_count_though_all_was_paused(
    driver: Driver, world: World, acme: Customer
) -> None:
    await is_held(driver, acme)
    await driver.sleep(days(1))
    await driver.happens("Project Created", acme)
    assert await resumes(driver, world, acme) == ["hello", "nudge"]


async def test_whoever_comes_in_while_paused_is_welcomed_after(
    driver: Driver, world: World, acme: Customer
) -> None:
    late = await world.customer("Late", first_name="Lee")
    await driver.happens("Account Created", late)
    await is_held(driver, late)
    assert await world.story(late) == [
        "Entered by “Account Created”.",
        "Held: The journey is paused.",
    ]
    await is_held(driver, acme)
    await resumes(driver, world, late)
    assert "Welcome, Lee" in [m.subject for m in await world.messages()]


async def test_who_is_held_can_be_taken_out(driver: Driver, world: World, acme: Customer) -> None:
    await is_held(driver, acme)
    await world.take_out(acme, await driver.now(), "They asked us to.")
    await driver.settle()
    assert (await driver.ends(acme)).outcome == "exited"


async def test_who_comes_to_be_held_in_the_moment_of_the_resume_is_not_forgotten(
    driver: Driver, world: World, acme: Customer
) -> None:
    """**Invariant:** after a resume nobody is held.

    **How it broke:** an enrollment that had read “paused”, and was written down as held after the
    resume had looked for whom to wake, was woken by nobody. It now looks again once it is held; the
    trigger here resumes the journey in the very transaction that holds."""
    await world.resumes_when_held()
    ended = await driver.ends(acme)
    assert ended.outcome == "completed"
    assert [m.step for m in await world.messages()] == ["hello", "nudge"]
