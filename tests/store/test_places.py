"""Who is known to want the same place, from what is stored."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from engine.arbiter import GATHERING, Cap, Defer, Touch
from engine.arbiter.pressure import STALE
from engine.arbiter.rules import Rules
from engine.store.enrolling import Enrolled
from engine.store.pressure import pressure, put_off
from engine.store.tables import Enrollment
from tests.store.test_enrolling import AGAIN
from tests.world import Customer, World

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
CAPS = (Cap(at_most=1, days=1),)


async def due(world: World, acme: Customer, key: str) -> UUID:
    """The customer, in a journey of that name, wakes now, and nobody has looked yet."""
    journey = await world.publish(AGAIN.replace("journey: once", f"journey: {key}"))
    enrolled = await world.enroll(journey, acme, NOW - timedelta(days=1), key=key)
    assert isinstance(enrolled, Enrolled)
    await world.change(
        Enrollment,
        enrolled.enrollment_id,
        status="running",
        current_step="mail",
        wakes_at=NOW,
        updated_at=NOW - timedelta(days=1),
    )
    return enrolled.enrollment_id


def touch(acme: Customer, enrollment: UUID, now: datetime) -> Touch:
    rules = Rules(topic="tips", window=None)
    return Touch(enrollment, "email", rules, now, acme.contact_id, acme.account_id)


async def test_what_was_noted_on_a_later_clock_is_seen(world: World) -> None:
    """**Invariant:** of those who are due at once, each is either still to be heard, or a rival.

    **How it broke:** one decides after another, but each by the time at which it began. Who began
    first and came second took the other for neither, and went although it was less important."""
    acme = await world.customer()
    greater, lesser = await due(world, acme, "greater"), await due(world, acme, "lesser")
    later = NOW + timedelta(milliseconds=9)
    async with world.database.transaction() as session:
        before = await pressure(session, touch(acme, lesser, NOW), CAPS, NOW)
    assert before.unheard
    async with world.database.transaction() as session:
        row = await session.get_one(Enrollment, greater)
        row.wakes_at, row.updated_at = later + GATHERING, later
        await put_off(
            session,
            touch(acme, greater, later),
            journey_id=row.journey_id,
            step="mail",
            visit=1,
            until=later + GATHERING,
            why=Defer(later + GATHERING, "rivals", "Others may want to reach them."),
        )
    async with world.database.transaction() as session:
        after = await pressure(session, touch(acme, lesser, NOW), CAPS, NOW)
    assert not after.unheard
    assert [each.enrollment for each in after.rivals] == [greater]


async def test_who_has_only_just_entered_is_waited_for(world: World) -> None:
    """**Invariant:** of those whom one event lets in, the most important is written to.

    **How it broke:** between the start of an enrollment's workflow and its first look it was
    neither starting nor asleep, and so was heard by nobody: who was looked at first went, also
    with the lowest priority, and not as the simulation had foreseen."""
    acme = await world.customer()
    lesser = await due(world, acme, "lesser")
    journey = await world.publish(AGAIN.replace("journey: once", "journey: greater"))
    entered = await world.enroll(journey, acme, NOW, key="greater")
    assert isinstance(entered, Enrolled)

    async def anybody_unheard(now: datetime) -> bool:
        async with world.database.transaction() as session:
            return (await pressure(session, touch(acme, lesser, now), CAPS, now)).unheard

    assert await anybody_unheard(NOW)
    await world.change(Enrollment, entered.enrollment_id, status="running")
    assert await anybody_unheard(NOW)
    assert not await anybody_unheard(NOW + STALE)
    await world.change(Enrollment, entered.enrollment_id, moves=1)
    assert not await anybody_unheard(NOW)


async def test_who_is_about_to_hear_an_event_is_waited_for(world: World) -> None:
    acme = await world.customer()
    lesser, greater = await due(world, acme, "lesser"), await due(world, acme, "greater")
    sleeps: dict[str, Any] = {"wakes_at": None, "listens": ["event:Project Created"]}
    await world.change(Enrollment, greater, **sleeps)

    async def anybody_unheard(now: datetime) -> bool:
        async with world.database.transaction() as session:
            return (await pressure(session, touch(acme, lesser, now), CAPS, now)).unheard

    await world.happens("Login", acme, NOW)
    assert not await anybody_unheard(NOW)
    await world.happens("Project Created", acme, NOW)
    assert await anybody_unheard(NOW)
    assert not await anybody_unheard(NOW + timedelta(minutes=1))
    await world.change(Enrollment, greater, updated_at=NOW)
    assert not await anybody_unheard(NOW)
