"""The bundled onboarding, lived through in full."""

from datetime import datetime
from pathlib import Path

import pytest

import journeys
from engine.definition.journey import Journey
from tests.workflow.driver import Driver
from tests.world import Customer, World, days

ONBOARDING = (Path(journeys.__path__[0]) / "onboarding.yaml").read_text()


@pytest.fixture
async def onboarding(world: World) -> Journey:
    return await world.publish(ONBOARDING)


async def sent(world: World) -> list[tuple[str, int]]:
    """Which step's messages went out, and on which day of the week."""
    found = [m for m in await world.messages() if m.status == "sent"]
    return [(m.step, m.sent_at.weekday()) for m in found if m.sent_at]


async def entered_on_monday(driver: Driver, world: World, **account: object) -> Customer:
    acme = await world.customer(account=account)
    await driver.comes(0, 15)
    await driver.happens("Account Created", acme)
    return acme


async def test_a_silent_small_account_hears_from_us_five_times_and_then_a_csm_calls(
    driver: Driver, world: World, onboarding: Journey
) -> None:
    acme = await entered_on_monday(driver, world, seats=5)
    mo = await world.user("mo@northwind.test", "Mo", owns=acme)
    ended = await driver.ends(acme)

    assert ended.outcome == "completed"
    # Day 7 and day 14 are Sundays, day 30 is a Tuesday.
    assert await sent(world) == [
        ("welcome", 0),
        ("first-project", 0),
        ("tutorial", 2),
        ("practices-small", 0),
        ("stuck-before-starting", 0),
        ("story-small", 1),
    ]
    (task,) = await world.tasks()
    assert task.title == "Call Ada at Acme: two weeks in, no report shared"
    assert task.assignee_id == mo
    assert _day(ended.enrolled_at, ended.ended_at) == 30


async def test_an_eager_account_is_left_alone_with_what_it_has_done(
    driver: Driver, world: World, onboarding: Journey
) -> None:
    acme = await entered_on_monday(driver, world, seats=20)
    await driver.rests(acme, "until-day-3")
    for name in ("Project Created", "Account Added User", "Account Added User", "Report Shared"):
        await driver.happens(name, acme)
    await driver.happens("Report Scheduled", acme)
    ended = await driver.ends(acme)

    assert [step for step, _ in await sent(world)] == ["welcome", "first-project"]
    assert await world.tasks() == []
    assert ended.goal_met_at is not None
    assert _day(ended.enrolled_at, ended.goal_met_at) == 1
    assert ended.outcome == "completed"
    skipped = [m for m in await world.messages() if m.status == "skipped"]
    assert [(m.step, m.reason) for m in skipped] == [
        ("tutorial", "Project Created has happened since entry."),
        ("practices-team", "Account Added User has happened at least 2 times since entry."),
        ("story-team", "Report Scheduled has happened since entry."),
    ]


async def test_an_account_that_churns_on_day_five_leaves_at_once_in_the_middle_of_a_wait(
    driver: Driver, world: World, onboarding: Journey
) -> None:
    acme = await entered_on_monday(driver, world, status="active")
    await driver.rests(acme, "until-day-7")
    await driver.sleep(days(2))
    churned_at = await driver.now()
    await world.set_traits(acme, churned_at, status="churned")
    await driver.settle()
    ended = await driver.until(acme, lambda one: one.status == "ended", skip=False)

    assert ended.outcome == "exited"
    assert ended.end_reason == "The account has churned: account status is churned."
    assert ended.ended_at is not None
    assert ended.ended_at - churned_at < days(0.01)
    assert len(await sent(world)) == 3


def _day(start: datetime, moment: datetime | None) -> int:
    assert moment is not None
    return (moment.date() - start.date()).days + 1
