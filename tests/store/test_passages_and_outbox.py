"""Moves that are guarded, and wake-ups that are neither lost nor doubled."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, update

from engine.advancing.journal import Entry
from engine.store.enrolling import Enrolled
from engine.store.outbox import (
    mark_delivered,
    mark_started,
    take_starting,
    take_wakings,
    wake,
    wake_overdue,
)
from engine.store.passages import MovedMeanwhile, Stored, load, move, note
from engine.store.tables import Account, Enrollment, Membership, User
from tests.store.test_enrolling import AGAIN
from tests.world import Customer, World

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
TAKEN_UP = NOW + timedelta(days=3650)
"""The store dates a wake-up itself; whoever takes them up does so later."""


@pytest.fixture
async def acme(world: World) -> Customer:
    return await world.customer()


@pytest.fixture
async def enrollment(world: World, acme: Customer) -> UUID:
    """Acme's, running."""
    enrolled = await world.enroll(await world.publish(AGAIN), acme, NOW, key="event/1")
    assert isinstance(enrolled, Enrolled)
    async with world.database.transaction() as session:
        await mark_started(session, [enrolled.enrollment_id])
    return enrolled.enrollment_id


async def seen(world: World, enrollment: UUID) -> Stored:
    async with world.database.transaction() as session:
        stored = await load(session, enrollment, default_zone="UTC")
        assert stored is not None
        return stored


# Moving


async def test_of_two_who_read_the_same_only_the_first_moves(
    world: World, enrollment: UUID
) -> None:
    """**Invariant:** whoever lost a race is told so, and looks again.

    **How it broke:** the timeline was written before the guard was asked, so the loser failed on a
    number taken twice, and the enrollment was shown as being in trouble."""
    first, second = await seen(world, enrollment), await seen(world, enrollment)
    await moves(world, first, "The first.")
    with pytest.raises(MovedMeanwhile):
        await moves(world, second, "The second.")
    assert (await seen(world, enrollment)).row.waiting_for == "The first."
    assert [entry.summary for entry in await world.timeline(enrollment)] == ["The first."]


async def test_what_others_write_into_the_story_meanwhile_is_numbered_too(
    world: World, enrollment: UUID
) -> None:
    """**Invariant:** a timeline is numbered without a gap, whoever writes in it.

    **How it would break:** whoever advances the enrollment numbers on from what they read, and
    meets a number that a note has taken since."""
    stored = await seen(world, enrollment)
    async with world.database.transaction() as session:
        await note(session, stored, [Entry("retried", "Tried again.")], NOW)
    await moves(world, stored, "Something.")
    written = [(entry.number, entry.kind) for entry in await world.timeline(enrollment)]
    assert written == [(1, "retried"), (2, "waiting")]


async def moves(world: World, stored: Stored, summary: str) -> None:
    async with world.database.transaction() as session:
        await move(session, stored, [Entry("waiting", summary)], {"waiting_for": summary}, NOW)


async def test_who_has_been_there_longest_stands_in_for_a_primary_contact(
    world: World, acme: Customer, enrollment: UUID
) -> None:
    """**Invariant:** the account's time zone, its tasks and its mail are about the same person.

    **How it broke:** mail went to the oldest contact where none was marked primary, while tasks
    and time zones found nobody."""
    await world.colleague(acme, email="bea@acme.test")
    async with world.database.transaction() as session:
        await session.execute(update(Membership).values(is_primary=False))
    primary = (await seen(world, enrollment)).passage.primary
    assert primary is not None
    assert primary.id == acme.contact_id


async def test_who_has_left_us_looks_after_nobody(
    world: World, acme: Customer, enrollment: UUID
) -> None:
    """**Invariant:** a task reaches somebody who works here.

    **How it broke:** accounts of a colleague whose access was taken away still had them as owner;
    their tasks lay with nobody, and customers' replies went to them."""
    mo = await world.user("mo@northwind.test", "Mo", owns=acme)
    assert (await seen(world, enrollment)).passage.owner is not None
    await world.change(User, mo, disabled_at=NOW)
    assert (await seen(world, enrollment)).passage.owner is None


async def test_the_customer_s_zone_is_the_account_s_before_ours(
    world: World, acme: Customer, enrollment: UUID
) -> None:
    assert (await seen(world, enrollment)).passage.zone == "UTC"
    await world.change(Account, acme.account_id, time_zone="Asia/Tokyo")
    assert (await seen(world, enrollment)).passage.zone == "Asia/Tokyo"


# Waking


async def test_the_same_cause_wakes_once(world: World, enrollment: UUID) -> None:
    for _ in range(2):
        async with world.database.transaction() as session:
            await wake(session, [enrollment], "event/7", NOW)
    assert len(await world.wakes()) == 1


async def test_wake_ups_of_one_enrollment_go_together_and_are_gone_once_delivered(
    world: World, enrollment: UUID
) -> None:
    async with world.database.transaction() as session:
        await wake(session, [enrollment], "event/7", NOW)
        await wake(session, [enrollment], "event/8", NOW)
    async with world.database.transaction() as session:
        (waking,) = await take_wakings(session, 10, TAKEN_UP)
        assert waking.causes == ("event/7", "event/8")
        async with world.database.transaction() as other:
            assert await take_wakings(other, 10, TAKEN_UP) == []
        await mark_delivered(session, waking.ids, TAKEN_UP)
    assert await world.wakes() == []


async def test_ten_thousand_are_woken_in_one_go(world: World, acme: Customer) -> None:
    """**Invariant:** a journey of any size can be resumed.

    **How it broke:** all wake-ups were one statement, which from eight thousand on has more
    parameters than PostgreSQL takes: neither a resume nor the sweep after an outage could ever
    succeed."""
    again = await world.publish(AGAIN)
    async with world.database.transaction() as session:
        await world.entering(session, again, acme, NOW, key="event/1")
    one = await world.enrollment(acme)
    copies = [{**one.model_dump(), "id": uuid4(), "subject_id": uuid4()} for _ in range(10_000)]
    async with world.database.transaction() as session:
        await session.execute(insert(Enrollment), copies)
        await wake(session, [copy["id"] for copy in copies], "resume/now", NOW)
    assert len(await world.wakes()) == 10_000


async def test_one_courier_starts_an_enrollment_and_another_leaves_it_alone(
    world: World, acme: Customer
) -> None:
    await world.enroll(await world.publish(AGAIN), acme, NOW, key="event/1")
    async with world.database.transaction() as one:
        starting = await take_starting(one, 10)
        async with world.database.transaction() as two:
            assert await take_starting(two, 10) == []
        await mark_started(one, starting)
    async with world.database.transaction() as session:
        assert await take_starting(session, 10) == []
    assert (await world.enrollment(acme)).status == "running"


# Oversleeping


async def overdue(world: World, at: datetime) -> int:
    async with world.database.transaction() as session:
        return await wake_overdue(session, at)


async def stands(world: World, enrollment: UUID, **columns: object) -> None:
    await world.change(Enrollment, enrollment, updated_at=NOW, **columns)


async def test_who_should_have_woken_is_woken_after_two_minutes(
    world: World, enrollment: UUID
) -> None:
    due = NOW + timedelta(minutes=30)
    await stands(world, enrollment, wakes_at=due, waiting_for="half past twelve")
    assert await overdue(world, due + timedelta(minutes=1)) == 0
    assert await overdue(world, due + timedelta(minutes=3)) == 1
    assert [wake.enrollment_id for wake in await world.wakes()] == [enrollment]


async def test_who_stays_late_is_woken_once_an_hour(world: World, enrollment: UUID) -> None:
    """**Invariant:** a step that keeps failing is retried for as long as it takes.

    **How it broke:** whoever was late was signalled every half minute. A mail server away over a
    long weekend filled a workflow's history with wake-ups until Temporal ended it."""
    due = NOW + timedelta(minutes=30)
    await stands(world, enrollment, wakes_at=due, waiting_for="half past twelve")
    woken = [await overdue(world, due + timedelta(minutes=minute)) for minute in range(0, 140, 5)]
    assert sum(woken) == 3


async def test_who_was_at_work_when_its_workflow_was_lost_is_woken_too(
    world: World, enrollment: UUID
) -> None:
    """**Invariant:** no enrollment is forgotten because its workflow is.

    **How it broke:** one that was sending a mail, or had only just been started, has no time to
    wake at, and was never missed."""
    await stands(world, enrollment)
    assert await overdue(world, NOW + timedelta(minutes=5)) == 0
    assert await overdue(world, NOW + timedelta(minutes=61)) == 1


@pytest.mark.parametrize(
    "columns", [{"waiting_for": "“Logged In”"}, {"held_because": "The journey is paused."}]
)
async def test_who_waits_for_an_event_or_is_held_is_left_alone(
    world: World, enrollment: UUID, columns: dict[str, str]
) -> None:
    await stands(world, enrollment, **columns)
    assert await overdue(world, NOW + timedelta(days=100)) == 0


async def test_who_has_ended_is_left_alone(world: World, enrollment: UUID) -> None:
    await stands(world, enrollment, status="ended", wakes_at=NOW)
    assert await overdue(world, NOW + timedelta(days=1)) == 0
