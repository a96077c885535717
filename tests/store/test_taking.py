"""Taking events: each once, in order, and a subject's by one dispatcher at a time."""

from datetime import UTC, datetime, timedelta

from engine.store.tables import Event
from engine.store.taking import SOON, mark_dispatched, set_aside, take_events
from tests.world import Customer, World

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)


async def test_events_are_taken_in_order_of_arrival(world: World) -> None:
    acme, other = await world.customer("Acme"), await world.customer("Other")
    ids = [await world.happens("Logged In", who, NOW) for who in (acme, other, acme)]
    async with world.database.transaction() as session:
        assert [event.id for event in await take_events(session, 10, NOW)] == ids


async def test_a_subject_another_dispatcher_is_at_is_left_to_it(world: World) -> None:
    acme, other = await world.customer("Acme"), await world.customer("Other")
    first = await world.happens("Logged In", acme, NOW)
    async with world.database.transaction() as one:
        assert [event.id for event in await take_events(one, 10, NOW)] == [first]
        await world.happens("Logged Out", acme, NOW)
        free = await world.happens("Logged In", other, NOW)
        async with world.database.transaction() as two:
            assert [event.id for event in await take_events(two, 10, NOW)] == [free]


async def test_events_that_share_an_account_or_a_contact_stay_together(world: World) -> None:
    """Ada moved from Acme to Other: what happens at either may be about her."""
    acme, other = await world.customer("Acme"), await world.customer("Other")
    moved = Customer(other.account_id, acme.contact_id)
    await world.happens("Logged In", acme, NOW)
    async with world.database.transaction() as one:
        assert len(await take_events(one, 1, NOW)) == 1
        await world.happens("Logged In", moved, NOW)
        await world.happens("Logged In", other, NOW)
        async with world.database.transaction() as two:
            assert await take_events(two, 10, NOW) == []


async def test_what_is_dispatched_is_not_taken_again(world: World) -> None:
    acme = await world.customer()
    await world.happens("Logged In", acme, NOW)
    async with world.database.transaction() as session:
        await mark_dispatched(session, await take_events(session, 10, NOW), NOW)
    async with world.database.transaction() as session:
        assert await take_events(session, 10, NOW) == []


async def test_what_a_failed_dispatcher_took_is_taken_by_the_next(world: World) -> None:
    await world.happens("Logged In", await world.customer(), NOW)
    async with world.database.transaction() as session:
        await mark_dispatched(session, await take_events(session, 10, NOW), NOW)
        await session.rollback()
    async with world.database.transaction() as session:
        assert len(await take_events(session, 10, NOW)) == 1


async def test_events_without_a_subject_are_taken_too(world: World) -> None:
    acme = await world.customer()
    event = await world.happens("Logged In", acme, NOW - timedelta(days=1))
    await world.change(Event, event, account_id=None, contact_id=None)
    async with world.database.transaction() as session:
        assert [each.id for each in await take_events(session, 10, NOW)] == [event]


async def test_what_was_set_aside_is_taken_with_the_others_once_its_time_comes(
    world: World,
) -> None:
    acme, later = await world.customer(), NOW + timedelta(seconds=1)
    ids = [await world.happens("Logged In", acme, NOW) for _ in range(4)]
    async with world.database.transaction() as session:
        for each, now in ((ids[2], NOW), (ids[0], NOW), (ids[1], later)):
            await set_aside(session, each, "Nobody can read the journey.", now)
    for now, taken in ((NOW, ids[3:]), (NOW + SOON, [ids[0], *ids[2:]]), (later + SOON, ids)):
        async with world.database.transaction() as session:
            assert [event.id for event in await take_events(session, 10, now)] == taken


async def test_what_was_set_aside_goes_behind_what_is_new(world: World) -> None:
    """**Invariant:** an event that cannot be dispatched holds up no other. **How it broke:** those
    of a journey that is broken are older than what has just come in, so that each hour all of them
    were tried before it."""
    acme = await world.customer()
    ids = [await world.happens("Logged In", acme, NOW) for _ in range(4)]
    async with world.database.transaction() as session:
        for each in ids[:3]:
            await set_aside(session, each, "Nobody can read the journey.", NOW)
    for limit, taken in ((1, ids[3:]), (2, [ids[0], ids[3]])):
        async with world.database.transaction() as session:
            found = await take_events(session, limit, NOW + SOON)
            assert [event.id for event in found] == taken
