"""Who is steered goes on from there, in the workflow that carries them, and loses nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.advancing.keeping import keep
from activities.mail.message import Mail
from activities.ports import Ports
from activities.receipts import Receipt
from engine.advancing.stretch import Stance
from engine.advancing.surroundings import Outgoing
from engine.definition.document import parse
from engine.errors import Conflict, Elsewhere
from engine.interpreter import Position, begin
from engine.listening import listens
from engine.migrating import Plan
from engine.store import journeys, steering
from engine.store.audit import Actor
from engine.store.enrolling import Enrolled
from engine.store.passages import MovedMeanwhile, load, move
from engine.store.steerable import Seen
from engine.store.steering import Steered
from engine.store.tables import Enrollment
from tests.workflow.driver import Driver
from tests.workflow.test_retries import HangsUpOnce
from tests.workflow.test_versions import migrated
from tests.workflow.transports import Away
from tests.world import Customer, World, days

KIM = Actor("kim@northwind.test")
SERIES = """
journey: series
name: Series
entry: {triggers: [{event: Account Created}]}
start: hello
steps:
  hello: {type: email, template: hello, next: week}
  week: {type: wait, until: {event: Login}, at_most: 7d, on: {happened: done, timeout: news}}
  news: {type: email, template: news, next: month}
  month: {type: wait, for: 30d, next: done}
  done: {type: exit}
templates:
  hello: {subject: Hello, body: Good to have you.}
  news: {subject: News, body: There is more.}
"""


@dataclass
class HangsUpUntilTold(HangsUpOnce):
    """Hangs up once, and keeps whoever sends again waiting until it is told to take the mail."""

    told: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, mail: Mail) -> Receipt:
        if self.taken:
            await self.told.wait()
        return await super().send(mail)


async def entered(driver: Driver, world: World) -> Customer:
    await world.publish(SERIES)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    return acme


async def rested(driver: Driver, world: World) -> Customer:
    """Acme waits for a login."""
    acme = await entered(driver, world)
    await driver.sleeps(acme, "week")
    return acme


async def steer(
    driver: Driver, customer: Customer, how: Callable[..., Any], **what: Any
) -> Steered:
    """As somebody does who sees where the customer stands, and acts at once."""
    enrollment = await driver.world.enrollment(customer)
    if how is not steering.retry:
        position = Position.model_validate(enrollment.position)
        what.setdefault("seen", Seen(position.step, position.visit, what.pop("version", 1)))
    async with driver.world.database.transaction() as session:
        steered: Steered = await how(
            session,
            enrollment.id,
            "They asked.",
            by=KIM,
            now=await driver.now(),
            default_zone="UTC",
            **what,
        )
    return steered


async def sent(world: World) -> list[tuple[str, int]]:
    return [(each.step, each.visit) for each in await world.messages() if each.status == "sent"]


async def test_a_skipped_wait_is_over_at_once(driver: Driver, world: World) -> None:
    acme = await rested(driver, world)
    began = await driver.now()
    await steer(driver, acme, steering.skip_wait)
    await driver.settle()
    month = await driver.sleeps(acme, "month")
    assert await driver.now() < began + days(1)
    assert await sent(world) == [("hello", 1), ("news", 1)]
    assert month.wakes_at is not None
    assert month.wakes_at > began + days(29)
    assert (await driver.ends(acme)).outcome == "completed"
    story = await world.story(acme)
    said = "Wait skipped by kim@northwind.test, as if the time had come: They asked."
    assert story.index(said) == story.index("Sent “News” to ada@acme.test (primary contact).") - 1


async def test_the_timer_of_a_skipped_wait_ends_nothing_later(driver: Driver, world: World) -> None:
    """It fires in the middle of the wait that follows, and finds that nothing is due."""
    acme = await rested(driver, world)
    await steer(driver, acme, steering.skip_wait)
    await driver.settle()
    await driver.sleeps(acme, "month")
    await driver.sleep(days(8))
    await driver.heeds(await world.enrollment(acme))
    assert (await world.enrollment(acme)).current_step == "month"


async def test_an_event_that_comes_after_the_wait_was_skipped_changes_nothing(
    driver: Driver, world: World
) -> None:
    acme = await rested(driver, world)
    await steer(driver, acme, steering.skip_wait)
    await driver.happens("Login", acme)
    await driver.sleeps(acme, "month")
    assert await sent(world) == [("hello", 1), ("news", 1)]


async def test_it_is_accepted_while_temporal_is_away_and_carried_on_afterwards(
    driver: Driver, world: World
) -> None:
    acme = await rested(driver, world)
    await steer(driver, acme, steering.skip_wait)
    assert (await world.enrollment(acme)).current_step == "news"
    assert await sent(world) == [("hello", 1)]
    await driver.settle()
    await driver.sleeps(acme, "month")


async def test_who_is_moved_back_gets_again_only_what_somebody_said(
    driver: Driver, world: World
) -> None:
    acme = await rested(driver, world)
    await steer(driver, acme, steering.skip_wait)
    await driver.settle()
    await driver.sleeps(acme, "month")
    await steer(driver, acme, steering.move_to, to="week")
    await driver.settle()
    await driver.sleeps(acme, "week")
    await driver.sleep(days(8))
    await driver.sleeps(acme, "month")
    assert await sent(world) == [("hello", 1), ("news", 1)]
    await steer(driver, acme, steering.move_to, to="hello", again=True)
    await driver.settle()
    await driver.sleeps(acme, "week")
    await driver.sleep(days(8))
    await driver.sleeps(acme, "month")
    assert await sent(world) == [("hello", 1), ("news", 1), ("hello", 2), ("news", 3)]
    assert "Done before the journey was changed; it is not done again." in await world.story(acme)


async def test_while_paused_nothing_goes_out_until_it_is_resumed(
    driver: Driver, world: World
) -> None:
    acme = await rested(driver, world)
    journey = await world.journey("series")
    await world.pause(journey)
    steered = await steer(driver, acme, steering.skip_wait)
    assert steered.held_because == "The journey is paused."
    await driver.settle()
    await driver.sleeps_held(acme)
    assert await sent(world) == [("hello", 1)]
    await world.resume(journey, await driver.now())
    await driver.settle()
    await driver.sleeps(acme, "month")
    assert await sent(world) == [("hello", 1), ("news", 1)]


async def test_while_the_clock_stands_still_they_can_be_led_on(
    driver: Driver, world: World
) -> None:
    acme = await rested(driver, world)
    async with world.database.transaction() as session:
        now = await driver.now()
        await journeys.pause(session, "series", by=KIM, now=now, clock="freeze")
    await steer(driver, acme, steering.move_to, to="month")
    await driver.settle()
    await driver.sleeps_held(acme)
    await driver.sleep(days(10))
    now = await driver.now()
    async with world.database.transaction() as session:
        await journeys.resume(session, "series", by=KIM, now=now)
    await driver.settle()
    wakes_at = (await driver.sleeps(acme, "month")).wakes_at
    assert wakes_at is not None
    assert timedelta(minutes=-5) < wakes_at - (now + days(30)) < timedelta(minutes=5)


async def test_a_mail_that_is_not_taken_is_given_up_when_they_are_moved_on(
    time_skipping: WorkflowEnvironment, ports: Ports, world: World
) -> None:
    away = Away()
    async with Driver(time_skipping, replace(ports, mail=away), world) as driver:
        acme = await entered(driver, world)
        await driver.until(acme, lambda one: one.trouble is not None, skip=False)
        await queued(driver, world)
        await steer(driver, acme, steering.move_to, to="month")
        away.why = None
        await driver.settle()
        await driver.sleeps(acme, "month")
        await driver.ends(acme)
    assert away.accepted == []
    assert [(each.step, each.status) for each in await world.messages()] == [("hello", "skipped")]


async def queued(driver: Driver, world: World) -> None:
    """Between two tries it is known that the mail was not taken."""
    for _ in range(500):
        if [each.status for each in await world.messages()] == ["queued"]:
            return
        await driver.sleep(timedelta(milliseconds=200))
    raise AssertionError("the mail never came to be put off")


async def test_a_mail_is_claimed_and_the_customer_stays_until_its_fate_is_known(
    time_skipping: WorkflowEnvironment, ports: Ports, world: World
) -> None:
    """**Invariant:** a mail that may have been sent is settled where it was sent.

    **How it would break:** the customer is moved in the middle of it; whoever sent it may not write
    down any more that it was sent."""
    hangs_up = HangsUpUntilTold()
    async with Driver(time_skipping, replace(ports, mail=hangs_up), world) as driver:
        acme = await entered(driver, world)
        await driver.until(acme, lambda one: one.trouble is not None, skip=False)
        with pytest.raises((Conflict, Elsewhere)):
            await steer(driver, acme, steering.move_to, to="month")
        hangs_up.told.set()
        await driver.sleeps(acme, "week")
        await steer(driver, acme, steering.move_to, to="month")
        await driver.settle()
        await driver.ends(acme)
    assert len(hangs_up.taken) == 2
    assert hangs_up.taken[0].message_id == hangs_up.taken[1].message_id
    assert [(each.step, each.status) for each in await world.messages()] == [("hello", "sent")]


async def test_what_is_retried_is_told_and_goes_out(
    time_skipping: WorkflowEnvironment, ports: Ports, world: World
) -> None:
    away = Away()
    async with Driver(time_skipping, replace(ports, mail=away), world) as driver:
        acme = await entered(driver, world)
        await driver.until(acme, lambda one: one.trouble is not None, skip=False)
        await steer(driver, acme, steering.retry)
        away.why = None
        await driver.settle()
        rests: Enrollment = await driver.sleeps(acme, "week")
        assert rests.trouble is None
        story = await world.story(acme)
    assert len(away.accepted) == 1
    assert "Tried again at the request of kim@northwind.test: They asked." in story
    assert [entry.number for entry in await world.timeline(rests.id)] == list(
        range(1, len(story) + 1)
    )


async def test_who_is_moved_to_a_new_version_is_steered_there(driver: Driver, world: World) -> None:
    acme = await rested(driver, world)
    new = SERIES.replace("at_most: 7d", "at_most: 14d")
    async with world.database.transaction() as session:
        published = await journeys.publish_definition(
            session, parse(new), by=KIM, now=await driver.now(), plan=Plan(everyone=True)
        )
    with pytest.raises(Conflict) as raised:
        await steer(driver, acme, steering.skip_wait)
    assert raised.value.code == "being_moved"
    await migrated(driver, published.migration_id)
    with pytest.raises(Elsewhere, match="moved to version 2"):
        await steer(driver, acme, steering.skip_wait)
    await steer(driver, acme, steering.skip_wait, version=2)
    await driver.settle()
    await driver.sleeps(acme, "month")
    assert await sent(world) == [("hello", 1), ("news", 1)]


async def test_a_test_run_is_steered_on_its_own_clock(driver: Driver, world: World) -> None:
    journey = await world.publish(SERIES)
    acme = await world.customer()
    now = await driver.now()
    await world.enroll(journey, acme, now, is_test=True, seconds_per_day=60)
    await driver.settle()
    await driver.sleeps(acme, "week")
    await driver.sleep(timedelta(seconds=90))
    await steer(driver, acme, steering.skip_wait)
    await driver.settle()
    month = await driver.sleeps(acme, "month")
    assert month.wakes_at is not None
    assert month.wakes_at < await driver.now() + timedelta(minutes=31)
    left = [each for each in await world.timeline(month.id) if each.kind == "skipped_wait"]
    assert left[0].journey_at > left[0].at + days(1)


async def test_what_is_claimed_again_counts_as_a_move(world: World) -> None:
    """**Invariant:** of a claim and a move from outside, one loses, and looks again.

    **How it broke:** taking up a mail that had been put off changed nothing about the enrollment,
    so that whoever had read it before could move the customer on, and the mail went out all the
    same."""
    journey = await world.publish(SERIES)
    now = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
    entered = await world.enroll(journey, await world.customer(), now)
    assert isinstance(entered, Enrolled)
    at_hello = begin(journey, now)
    await world.change(
        Enrollment,
        entered.enrollment_id,
        status="running",
        position=at_hello.model_dump(mode="json"),
        current_step="hello",
        time_zone="UTC",
        listens=sorted(listens(journey, "hello")),
    )
    async with world.database.transaction() as session:
        stored = await load(session, entered.enrollment_id, default_zone="UTC")
        assert stored is not None
        claimed = Stance(at_hello, outgoing=Outgoing(uuid4(), "hello", 1))
        await keep(session, stored, claimed, [], now)
    with pytest.raises(MovedMeanwhile):
        async with world.database.transaction() as session:
            await move(session, stored, [], {"current_step": "month"}, now)
