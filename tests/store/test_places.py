"""Who is known to want the same place, from what is stored."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from engine.arbiter import GATHERING, Cap, Defer, Touch
from engine.arbiter.pressure import STALE
from engine.arbiter.rules import Rules
from engine.store.audit import Actor
from engine.store.enrolling import Enrolled
from engine.store.ingest import ingest
from engine.store.outbox import (
    REMEMBERED_FOR,
    forget_delivered,
    mark_delivered,
    take_wakings,
    wake,
    wake_overdue,
)
from engine.store.pressure import pressure, put_off
from engine.store.replaying import replay_dead_letter
from engine.store.tables import (
    AudienceRun,
    Calendar,
    Contact,
    DeadLetter,
    DeliveredWake,
    DueDate,
    Enrollment,
    Journey,
    Source,
    Wake,
)
from engine.store.taking import mark_dispatched, take_events
from engine.tracking.calls import JsonObject
from engine.tracking.reading import Envelope, read
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


async def listening(
    world: World, acme: Customer
) -> tuple[UUID, Callable[[datetime], Awaitable[bool]]]:
    """Somebody who sleeps until a project is created or the plan is another, and a way to ask, for
    a lesser journey, whether there is anybody to wait for."""
    lesser, greater = await due(world, acme, "lesser"), await due(world, acme, "greater")
    listens = ["event:Project Created", "trait:account.plan"]
    await world.change(Enrollment, greater, wakes_at=None, listens=listens)

    async def anybody_unheard(now: datetime) -> bool:
        async with world.database.transaction() as session:
            return (await pressure(session, touch(acme, lesser, now), CAPS, now)).unheard

    return greater, anybody_unheard


async def dispatched(world: World) -> None:
    async with world.database.transaction() as session:
        events = await take_events(session, 100, NOW)
        await mark_dispatched(session, events, NOW)


@pytest.mark.parametrize(
    ("event", "changed"), [("Project Created", ()), ("group", ("account.plan",))]
)
async def test_who_is_about_to_hear_an_event_is_waited_for(
    world: World, event: str, changed: tuple[str, ...]
) -> None:
    acme = await world.customer()
    _, anybody_unheard = await listening(world, acme)
    await world.happens("Login", acme, NOW, changed=("account.seats",))
    assert not await anybody_unheard(NOW)
    await world.happens(event, await world.customer("Other"), NOW, changed=changed)
    assert not await anybody_unheard(NOW)
    # However long ago it happened: what counts is that it has only just come in.
    await world.happens(event, acme, NOW - timedelta(days=3), changed=changed, came_in=NOW)
    assert await anybody_unheard(NOW)
    await dispatched(world)
    assert not await anybody_unheard(NOW)


async def test_what_is_one_contact_s_alone_no_other_contact_is_waited_for(world: World) -> None:
    """A contact's journey reaches that contact only. Where a cap counts what the whole account
    gets, they want the same place all the same."""
    acme = await world.customer()
    lesser, greater = await due(world, acme, "lesser"), await due(world, acme, "greater")
    bea = await world.colleague(acme, email="bea@acme.test")
    of_account = (Cap(who="account", at_most=1, days=1),)

    async def anybody_unheard(caps: tuple[Cap, ...]) -> bool:
        async with world.database.transaction() as session:
            return (await pressure(session, touch(acme, lesser, NOW), caps, NOW)).unheard

    await world.change(Enrollment, greater, contact_id=acme.contact_id)
    assert await anybody_unheard(CAPS)
    await world.change(Enrollment, greater, contact_id=bea)
    assert not await anybody_unheard(CAPS)
    assert await anybody_unheard(of_account)

    await world.change(Enrollment, greater, wakes_at=None)
    enters = AGAIN.replace("journey: once", "journey: other").replace("Account Created", "Invited")
    await world.publish(enters.replace("name: Once", "name: Once\nsubject: contact"))
    await world.happens("Invited", replace(acme, contact_id=bea), NOW)
    assert not await anybody_unheard(CAPS)
    assert await anybody_unheard(of_account)
    await world.happens("Invited", acme, NOW)
    assert await anybody_unheard(CAPS)


async def test_whom_an_event_that_is_not_dispatched_yet_lets_in_is_waited_for(
    world: World,
) -> None:
    acme = await world.customer()
    _, anybody_unheard = await listening(world, acme)
    await world.publish(AGAIN.replace("journey: once", "journey: other"))
    await world.happens("Account Created", acme, NOW)
    assert await anybody_unheard(NOW)
    await dispatched(world)
    assert not await anybody_unheard(NOW)


async def test_whom_a_date_of_theirs_is_about_to_let_in_is_waited_for(world: World) -> None:
    """**Invariant:** of those who want a place at one moment, the most important gets it, also
    where it is let in by a date at that very moment.

    **How it broke:** a date is told seconds after it has come. A lesser journey that woke by the
    clock at that moment took the place of 6 of 10 customers from the greater one."""
    acme, other = await world.customer(), await world.customer("Other")
    _, anybody_unheard = await listening(world, acme)
    await world.publish(AGAIN.replace("journey: once", "journey: dated"))
    async with world.database.transaction() as session:
        named = select(Journey.id).where(Journey.key == "dated")
        journey = (await session.exec(named)).one()

    async def comes(customer: Customer, at: datetime, told_at: datetime | None = None) -> None:
        async with world.database.transaction() as session:
            row = DueDate(
                journey_id=journey,
                trigger=f"{at} {told_at}",
                subject_id=customer.account_id,
                date="2026-09-07",
                due_at=at,
                told_at=told_at,
            )
            session.add(row)

    await comes(other, NOW)
    await comes(acme, NOW, told_at=NOW)
    await comes(acme, NOW + GATHERING + timedelta(seconds=1))
    assert not await anybody_unheard(NOW)
    assert await anybody_unheard(NOW + timedelta(seconds=1))
    await comes(acme, NOW - timedelta(seconds=4))
    assert await anybody_unheard(NOW)
    await world.change(Journey, journey, status="paused")
    assert not await anybody_unheard(NOW)


async def test_whom_a_schedule_is_about_to_let_in_is_waited_for(world: World) -> None:
    acme = await world.customer()
    _, anybody_unheard = await listening(world, acme)
    await world.publish(AGAIN.replace("journey: once", "journey: weekly"))
    async with world.database.transaction() as session:
        named = select(Journey.id).where(Journey.key == "weekly")
        journey = (await session.exec(named)).one()
        session.add(Calendar(journey_id=journey, trigger="0 12 * * mon UTC", next_at=NOW))
    assert await anybody_unheard(NOW)
    assert not await anybody_unheard(NOW - GATHERING - timedelta(seconds=1))
    await world.change(Journey, journey, status="paused")
    assert not await anybody_unheard(NOW)
    await world.change(Journey, journey, status="live")
    async with world.database.transaction() as session:
        comes = await session.get_one(Calendar, (journey, "0 12 * * mon UTC"))
        comes.next_at = NOW + timedelta(days=7)
    assert not await anybody_unheard(NOW)

    run = uuid4()
    async with world.database.transaction() as session:
        session.add(AudienceRun(id=run, journey_id=journey, per_minute=100, created_at=NOW))
    assert await anybody_unheard(NOW)
    assert not await anybody_unheard(NOW + STALE)
    await world.change(AudienceRun, run, cursor=UUID(int=0))
    assert await anybody_unheard(NOW)
    # They are looked at in the order of their ids: these have been.
    await world.change(AudienceRun, run, cursor=UUID(int=2**128 - 1))
    assert not await anybody_unheard(NOW)
    await world.change(AudienceRun, run, cursor=UUID(int=0), finished_at=NOW)
    assert not await anybody_unheard(NOW)


async def test_of_a_run_over_contacts_those_who_may_want_the_place_are_waited_for(
    world: World,
) -> None:
    """**How it broke:** whoever was in a journey about accounts waited for as long as a run over
    accounts had not come to the id of the *contact* they are written to."""
    acme = await world.customer()
    _, anybody_unheard = await listening(world, acme)
    low, high = sorted([acme.account_id, acme.contact_id])
    between = UUID(int=low.int + 1)
    of_contacts = AGAIN.replace("journey: once", "journey: people\nsubject: contact")
    for written, passed in ((AGAIN, acme.account_id), (of_contacts, acme.contact_id)):
        journey = await world.publish(written)
        async with world.database.transaction() as session:
            named = select(Journey.id).where(Journey.key == journey.journey)
            run = AudienceRun(
                journey_id=(await session.exec(named)).one(),
                per_minute=100,
                created_at=NOW,
                cursor=between,
            )
            session.add(run)
            identifier = run.id
        assert await anybody_unheard(NOW) is (passed == high)
        await world.change(AudienceRun, identifier, finished_at=NOW)


async def test_where_an_account_has_one_place_all_its_contacts_are_waited_for(
    world: World,
) -> None:
    acme = await world.customer()
    lesser = await due(world, acme, "lesser")
    journey = await world.publish(AGAIN.replace("journey: once", "journey: p\nsubject: contact"))
    colleague = await world.colleague(acme, email="bea@acme.test")
    async with world.database.transaction() as session:
        named = select(Journey.id).where(Journey.key == journey.journey)
        identifier = (await session.exec(named)).one()
        session.add(
            DueDate(
                journey_id=identifier,
                trigger="contact.birthday",
                subject_id=colleague,
                date="2026-09-07",
                due_at=NOW,
            )
        )

    async def unheard(caps: tuple[Cap, ...]) -> bool:
        async with world.database.transaction() as session:
            return (await pressure(session, touch(acme, lesser, NOW), caps, NOW)).unheard

    assert not await unheard((Cap(at_most=1, days=1, who="contact"),))
    assert await unheard((Cap(at_most=1, days=1, who="account"),))


async def test_a_journey_does_not_wait_for_those_it_is_about_to_let_in_itself(
    world: World,
) -> None:
    acme = await world.customer()
    lesser = await due(world, acme, "lesser")
    async with world.database.transaction() as session:
        own = (await session.get_one(Enrollment, lesser)).journey_id
        session.add(Calendar(journey_id=own, trigger="0 12 * * mon UTC", next_at=NOW))
        session.add(AudienceRun(journey_id=own, per_minute=100, created_at=NOW))
    async with world.database.transaction() as session:
        assert not (await pressure(session, touch(acme, lesser, NOW), CAPS, NOW)).unheard


async def test_who_is_woken_is_waited_for_until_they_have_been_looked_at(world: World) -> None:
    """**Invariant:** of those who are woken at one moment, whatever wakes them, the most important
    is written to. **How it broke:** who was woken by anything but the name of an event was asleep
    to everybody else, and was known to nobody any more once the wake-up was delivered."""
    acme = await world.customer()
    greater, anybody_unheard = await listening(world, acme)
    assert not await anybody_unheard(NOW)
    async with world.database.transaction() as session:
        await wake(session, [greater], "segment/trait:segment.paid/now", NOW)
    assert await anybody_unheard(NOW)
    assert not await anybody_unheard(NOW + STALE)

    carried = NOW + timedelta(seconds=1)
    async with world.database.transaction() as session:
        (waking,) = await take_wakings(session, 10, carried)
        await mark_delivered(session, waking.ids, carried)
    assert await anybody_unheard(carried)
    assert not await anybody_unheard(carried + timedelta(seconds=10))
    await world.change(Enrollment, greater, held_because="The journey is paused.")
    assert not await anybody_unheard(carried)
    await world.change(Enrollment, greater, held_because=None, updated_at=carried)
    assert not await anybody_unheard(carried)


async def test_who_is_written_and_woken_at_one_moment_is_waited_for(world: World) -> None:
    """**Invariant:** as above. **How it broke:** who is moved by hand, migrated, or woken because
    they slept past their time has the very moment of the wake-up in their row, and was taken for
    somebody who had been looked at since."""
    acme = await world.customer()
    greater, anybody_unheard = await listening(world, acme)
    await world.change(
        Enrollment, greater, wakes_at=NOW - STALE, updated_at=NOW - timedelta(days=1)
    )
    async with world.database.transaction() as session:
        assert await wake_overdue(session, NOW) == 1
    assert await anybody_unheard(NOW)
    async with world.database.transaction() as session:
        (waking,) = await take_wakings(session, 10, NOW)
        await mark_delivered(session, waking.ids, NOW)
    assert await anybody_unheard(NOW)


async def test_who_is_woken_by_what_came_days_ago_is_waited_for(world: World) -> None:
    """**Invariant:** as above. **How it broke:** of a delivery or a dead letter that is replayed,
    wake-ups bore the time at which it had come, and so were over before they had begun."""
    acme, days_ago = await world.customer(), NOW - timedelta(days=3)
    greater, anybody_unheard = await listening(world, acme)
    await world.change(Enrollment, greater, contact_id=acme.contact_id)
    async with world.database.transaction() as session:
        known = await session.get_one(Contact, acme.contact_id)
        source = Source(key="product", name="Product")
        session.add(source)
        await session.flush()
        visited: JsonObject = {"type": "track", "anonymousId": "a1", "event": "Visited"}
        await ingest(session, source.id, [read(visited, Envelope(days_ago))], days_ago)
        letter = DeadLetter(
            source_id=source.id,
            message_id="m1",
            code="bad_type",
            reason="It has no type.",
            received_at=days_ago,
        )
        session.add(letter)
    assert not await anybody_unheard(NOW)
    signs_in: JsonObject = {
        "type": "identify",
        "anonymousId": "a1",
        "userId": known.external_id,
    }
    async with world.database.transaction() as session:
        assert letter.id is not None
        await replay_dead_letter(session, letter.id, by=Actor("test"), now=NOW, payload=signs_in)
        assert (await session.exec(select(Wake.created_at))).all() == [NOW]
    assert await anybody_unheard(NOW)


async def test_what_is_forgotten_waits_for_nobody_who_is_woken_again(world: World) -> None:
    """**How it broke:** a courier writes several rows in an order of its own, and forgetting took
    them in that of the table, so that each could wait for the other in a circle."""
    acme = await world.customer()
    first, second = await due(world, acme, "first"), await due(world, acme, "second")
    for each in (first, second):
        await delivered(world, each, "event/1", NOW)
    later = NOW + REMEMBERED_FOR + timedelta(seconds=1)
    async with world.database.transaction() as courier:
        await wake(courier, [first], "event/2", later)
        (waking,) = await take_wakings(courier, 10, later)
        await mark_delivered(courier, waking.ids, later)
        async with world.database.transaction() as session:
            assert await forget_delivered(session, later) == 1
    async with world.database.transaction() as session:
        assert await session.get(DeliveredWake, first) is not None
        assert await session.get(DeliveredWake, second) is None


async def delivered(world: World, enrollment: UUID, cause: str, at: datetime) -> None:
    async with world.database.transaction() as session:
        await wake(session, [enrollment], cause, at)
        (waking,) = await take_wakings(session, 10, at)
        await mark_delivered(session, waking.ids, at)


async def test_whom_a_pause_held_up_is_waited_for_once_it_is_over(world: World) -> None:
    acme = await world.customer()
    greater, anybody_unheard = await listening(world, acme)
    await world.change(Enrollment, greater, held_because="The journey is paused.")
    async with world.database.transaction() as session:
        await wake(session, [greater], "event/7", NOW)
    assert not await anybody_unheard(NOW)
    async with world.database.transaction() as session:
        await wake(session, [greater], "resume/now", NOW)
    assert await anybody_unheard(NOW)
    async with world.database.transaction() as session:
        (waking,) = await take_wakings(session, 10, NOW)
        await mark_delivered(session, waking.ids, NOW)
    assert await anybody_unheard(NOW)


async def test_who_was_woken_is_forgotten_after_a_while(world: World) -> None:
    acme = await world.customer()
    greater = await due(world, acme, "greater")
    for seconds in (30, 0, 10):
        at = NOW + timedelta(seconds=seconds)
        async with world.database.transaction() as session:
            await wake(session, [greater], f"event/{seconds}", NOW)
            (waking,) = await take_wakings(session, 10, NOW)
            await mark_delivered(session, waking.ids, at)
    async with world.database.transaction() as session:
        known = await session.get_one(DeliveredWake, greater)
        assert known.delivered_at == NOW + timedelta(seconds=30)
        assert await forget_delivered(session, known.delivered_at + REMEMBERED_FOR) == 0
        later = known.delivered_at + REMEMBERED_FOR + timedelta(seconds=1)
        assert await forget_delivered(session, later) == 1
