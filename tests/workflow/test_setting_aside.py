"""Events that cannot be dispatched: set aside where they can be seen, and in nobody's way."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import ProgrammingError
from sqlmodel import col, select

from engine.definition.journey import Journey
from engine.errors import Conflict, NotFound
from engine.store import tables
from engine.store.audit import Actor
from engine.store.reading.chosen_events import Chosen
from engine.store.reading.events import EventSummary, get_event, list_events
from engine.store.tables import Enrollment, JourneyVersion
from engine.store.taking import LATER, SOON, TRIES, try_again
from tests.workflow.test_journeys import WELCOME
from tests.world import Customer, World
from workflows.dispatcher import Dispatcher

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
ASIDE = Chosen(set_aside=True)
KIM = Actor("kim@example.com")


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def dispatcher(world: World, clock: Clock) -> Dispatcher:
    return Dispatcher(world.database, time_zone="UTC", clock=clock)


OTHER = WELCOME.replace("welcome", "other", 1).replace("Account Created", "Other Created")


async def unreadable(world: World, journey: Journey) -> Any:
    """Have its published version be as if a later Onward had written it. Returns what it was."""
    async with world.database.transaction() as session:
        version = (
            await session.exec(
                select(JourneyVersion)
                .join(tables.Journey, col(tables.Journey.id) == col(JourneyVersion.journey_id))
                .where(tables.Journey.key == journey.journey)
            )
        ).one()
        before = version.definition
        version.definition = {**before, "start": {"of": "a later kind"}}
        return before


async def readable(world: World, definition: Any) -> None:
    async with world.database.transaction() as session:
        await session.execute(update(JourneyVersion).values(definition=definition))


async def shown(world: World, event: int) -> EventSummary:
    async with world.database.transaction() as session:
        return (await get_event(session, event)).event


async def test_an_event_that_cannot_be_dispatched_holds_up_no_other(
    world: World, dispatcher: Dispatcher
) -> None:
    """**Invariant:** what is wrong with one customer is not felt by another.

    **How it broke:** a batch of events is one transaction. One that raised took the whole batch
    with it, for ever: no customer of anybody entered or woke any more. Later, a published version
    that could not be read did the same, since all versions are read before any event."""
    await unreadable(world, await world.publish(OTHER))
    await world.publish(WELCOME)
    acme, beta = await world.customer("Acme"), await world.customer("Beta")
    bad = await world.happens("Other Created", acme, NOW)
    await world.happens("Account Created", beta, NOW)
    assert await dispatcher.dispatch() == 2
    (enrolled,) = await world.enrollments()
    assert enrolled.account_id == beta.account_id
    event = await shown(world, bad)
    assert event.dispatched_at is None
    assert event.dispatch_attempts == 1
    assert "cannot be read by this version of Onward" in (event.dispatch_error or "")
    assert await dispatcher.dispatch() == 0


async def test_it_is_tried_again_soon_and_then_hourly_until_it_can_be(
    world: World, dispatcher: Dispatcher, clock: Clock
) -> None:
    definition = await unreadable(world, await world.publish(WELCOME))
    event = await world.happens("Account Created", await world.customer(), NOW)
    waited = []
    for _ in range(TRIES + 1):
        assert await dispatcher.dispatch() == 1
        again_at = (await shown(world, event)).dispatch_again_at
        assert again_at is not None
        waited.append(again_at - clock.now)
        clock.now = again_at
    assert waited == [SOON] * (TRIES - 1) + [LATER] * 2
    await readable(world, definition)
    assert await dispatcher.dispatch() == 1
    assert len(await world.enrollments()) == 1
    done = await shown(world, event)
    assert (done.dispatch_error, done.dispatch_again_at) == (None, None)
    assert done.dispatch_attempts == TRIES + 1


async def test_it_is_tried_again_at_once_when_somebody_asks(
    world: World, dispatcher: Dispatcher
) -> None:
    definition = await unreadable(world, await world.publish(WELCOME))
    event = await world.happens("Account Created", await world.customer(), NOW)
    await dispatcher.dispatch()
    await readable(world, definition)
    assert await dispatcher.dispatch() == 0
    async with world.database.transaction() as session:
        assert [e.id for e in (await list_events(session, chosen=ASIDE)).rows] == [event]
        await try_again(session, event, by=KIM)
    assert await dispatcher.dispatch() == 1
    async with world.database.transaction() as session:
        assert (await list_events(session, chosen=ASIDE)).rows == []
        with pytest.raises(Conflict, match="has been dispatched"):
            await try_again(session, event, by=KIM)
        with pytest.raises(NotFound):
            await try_again(session, event + 1, by=KIM)


async def test_a_broken_key_is_one_event_s_trouble(world: World, dispatcher: Dispatcher) -> None:
    await world.publish(WELCOME)
    refused = await world.customer("Refused")
    async with world.database.transaction() as session:
        await session.execute(
            text(
                "ALTER TABLE enrollments ADD CONSTRAINT not_them"
                f" CHECK (account_id <> '{refused.account_id}')"
            )
        )
    event = await world.happens("Account Created", refused, NOW)
    await world.happens("Account Created", await world.customer("Acme"), NOW)
    await dispatcher.dispatch()
    assert len(await world.enrollments()) == 1
    assert "IntegrityError" in ((await shown(world, event)).dispatch_error or "")


async def test_a_database_in_trouble_is_no_event_s_fault(
    world: World, dispatcher: Dispatcher
) -> None:
    await world.publish(WELCOME)
    event = await world.happens("Account Created", await world.customer(), NOW)
    async with world.database.transaction() as session:
        await session.execute(text("ALTER TABLE entry_decisions RENAME TO gone"))
    with pytest.raises(ProgrammingError):
        await dispatcher.dispatch()
    async with world.database.transaction() as session:
        await session.execute(text("ALTER TABLE gone RENAME TO entry_decisions"))
    assert (await shown(world, event)).dispatch_attempts == 0


# Whom an event wakes

WAITING = """
journey: waiting
name: Waits for a big project
entry: {triggers: [{event: Account Created}]}
start: rest
steps:
  rest:
    type: wait
    until: {event: Project Created, where: WHERE}
    on: {happened: done}
  done: {type: exit}
"""


@pytest.mark.parametrize(
    ("where", "wakes"),
    [
        ("{property: seats, at_least: 10}", True),
        ("{property: seats, at_least: 20}", False),
        # Who waits knows its own clock and its primary contact; the dispatcher does not.
        ("{all: [{property: seats, at_least: 10}, {now: day, is: 400}]}", True),
        ("{all: [{property: seats, at_least: 10}, {trait: contact.title, is: CTO}]}", True),
    ],
)
async def test_an_event_wakes_a_wait_whose_filter_it_may_pass(
    world: World, dispatcher: Dispatcher, where: str, wakes: bool
) -> None:
    journey = await world.publish(WAITING.replace("WHERE", where))
    acme = await resting(world, journey)
    await world.happens("Project Created", acme, NOW, {"seats": 12})
    await dispatcher.dispatch()
    assert bool(await world.wakes()) == wakes


@pytest.mark.parametrize(
    ("name", "changed", "listens"),
    [
        ("Message Opened", (), "event:Message Opened"),
        ("group", ("account.health_band",), "trait:account.health_band"),
        ("Segment Entered", ("segment.at-risk",), "trait:segment.at-risk"),
    ],
)
async def test_whatever_else_is_heard_wakes(
    world: World, dispatcher: Dispatcher, name: str, changed: tuple[str, ...], listens: str
) -> None:
    journey = await world.publish(WAITING.replace("WHERE", "{property: seats, is: 1}"))
    acme = await resting(world, journey, listens)
    await world.happens(name, acme, NOW, changed=changed)
    await dispatcher.dispatch()
    assert len(await world.wakes()) == 1


async def test_a_journey_without_triggers_is_entered_by_nobody_and_stops_nobody(
    world: World, dispatcher: Dispatcher
) -> None:
    await world.publish(
        WAITING.replace("triggers: [{event: Account Created}]", "triggers: []").replace(
            "WHERE", "{property: seats, is: 1}"
        )
    )
    await world.publish(WELCOME)
    await world.happens("Account Created", await world.customer(), NOW)
    await dispatcher.dispatch()
    assert len(await world.enrollments()) == 1


async def resting(world: World, journey: Journey, *more: str) -> Customer:
    """A customer who stands at the wait."""
    acme = await world.customer()
    await world.enroll(journey, acme, NOW - timedelta(days=1))
    enrollment = await world.enrollment(acme)
    await world.change(
        Enrollment,
        enrollment.id,
        status="running",
        current_step="rest",
        listens=["event:Project Created", *more],
    )
    return acme
