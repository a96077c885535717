"""Letting customers in: once, whatever is repeated, raced or retried."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from engine.entry import Refusal
from engine.store.audiences import begin_by_hand, take_some
from engine.store.audit import Actor
from engine.store.customers import Whom
from engine.store.dispatching import live_journeys
from engine.store.enrolling import Door, Enrolled, Entrant, enroll_each
from engine.store.enrollments import enroll_by_hand
from engine.store.merging import merge
from engine.store.onward_journeys import FromEnrollment, enroll_from_journey
from engine.store.people import hold
from engine.store.tables import Enrollment, HeldOut, WaitingTouch
from tests.world import World

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
MO = Actor("mo@northwind.test")
ONCE = """
journey: once
name: Once
entry: {triggers: [{event: Account Created}]}
start: done
steps: {done: {type: exit}}
"""
AGAIN = ONCE.replace("}]}", "}], reentry: always}")


async def test_enrolling_twice_is_refused_and_names_why(world: World) -> None:
    once, acme = await world.publish(ONCE), await world.customer()
    first = await world.enroll(once, acme, NOW)
    second = await world.enroll(once, acme, NOW)
    assert isinstance(first, Enrolled)
    assert isinstance(second, Refusal)
    assert second.code == "already_running"


async def test_of_two_at_the_same_moment_one_enters(world: World) -> None:
    again, acme = await world.publish(AGAIN), await world.customer()
    both = await asyncio.gather(
        *(world.enroll(again, acme, NOW, key=f"event/{number}") for number in range(2))
    )
    assert sorted(type(each).__name__ for each in both) == ["Enrolled", "Refusal"]
    assert len(await world.enrollments()) == 1


async def test_one_who_waits_for_the_other_s_transaction_is_refused(world: World) -> None:
    """Neither sees the other's row when it looks: the index decides."""
    again, acme = await world.publish(AGAIN), await world.customer()
    async with world.database.transaction() as session:
        await world.entering(session, again, acme, NOW, key="event/1")
        other = asyncio.create_task(world.enroll(again, acme, NOW, key="event/2"))
        await _blocked(session)
    assert isinstance(await other, Refusal)


async def test_a_run_and_the_dispatcher_do_not_wait_in_a_circle(world: World) -> None:
    """**Invariant:** whoever enrolls several does it in the order of their ids. **How it broke:** a
    run's page wrote them as they came, and PostgreSQL ended one of the two."""
    again = await world.publish(AGAIN)
    low, high = sorted(
        [await world.customer("Acme"), await world.customer("Beta")],
        key=lambda each: str(each.account_id),
    )
    async with world.database.transaction() as session:
        (live,) = await live_journeys(session)
    door = Door(live.journey_id, live.version_id, again)
    page = [
        (Entrant(each.account_id, None, "run/1", {"by": "a run"}), None) for each in (high, low)
    ]

    async def whole_page() -> list[Enrolled | Refusal]:
        async with world.database.transaction() as session:
            return await enroll_each(session, door, page, NOW)

    async with world.database.transaction() as session:
        await world.entering(session, again, low, NOW, key="event/1")
        other = asyncio.create_task(whole_page())
        await _blocked(session)
        await world.entering(session, again, high, NOW, key="event/2")
    assert [type(each) for each in await other] == [Refusal, Refusal]
    assert len(await world.enrollments()) == 2


async def test_nobody_enters_as_who_is_being_merged_into_another(world: World) -> None:
    """**Invariant:** a merge moves every enrollment. **How it broke:** whoever let customers in by
    a run, by hand or from a journey did not hold them, and committed after the merge had looked."""
    await world.publish(AGAIN.replace("name: Once", "name: Once\nsubject: contact"))
    nameless, known = await world.customer(), await world.customer("Known")
    origin = FromEnrollment(uuid4(), "x", "X", "x", 1, None, nameless.contact_id)
    whom = Whom(contact=str(nameless.contact_id))
    async with world.database.transaction() as session:
        run = await begin_by_hand(session, "once", only=None, per_minute=60, by=MO, now=NOW)

    ways: list[Callable[[Any], Awaitable[Any]]] = [
        lambda session: take_some(session, run, 10, NOW, "UTC"),
        lambda session: enroll_by_hand(session, "once", whom, by=MO, now=NOW, default_zone="UTC"),
        lambda session: enroll_from_journey(
            session, from_enrollment=origin, journey_key="once", now=NOW, default_zone="UTC"
        ),
    ]

    async def enter(way: Callable[[Any], Awaitable[Any]]) -> None:
        async with world.database.transaction() as session:
            await way(session)

    async with world.database.transaction() as session:
        await hold(session, [nameless.contact_id, known.contact_id])
        entering = [asyncio.create_task(enter(way)) for way in ways]
        await _blocked(session, 3)
        await merge(session, nameless.contact_id, known.contact_id, NOW)
    await asyncio.gather(*entering)
    assert {row.subject_id for row in await world.enrollments()} == {known.contact_id}


async def test_who_was_held_out_or_waits_for_a_place_is_so_as_whom_they_are_merged_into(
    world: World,
) -> None:
    journey = await world.publish(AGAIN)
    nameless, known = await world.customer(), await world.customer("Known")
    await world.enroll(journey, nameless, NOW)
    enrollment = await world.enrollment(nameless)
    kept_out = HeldOut(
        journey_id=enrollment.journey_id,
        subject_id=nameless.contact_id,
        entry_key="x",
        contact_id=nameless.contact_id,
        code="holdout",
    )
    waits = WaitingTouch(
        enrollment_id=enrollment.id,
        whose=nameless.contact_id,
        journey_id=enrollment.journey_id,
        contact_id=nameless.contact_id,
        step="x", visit=1, kind="email", topic="x", priority=1, code="x", reason="x",
        asked_at=NOW, due_at=NOW,
    )  # fmt: skip
    async with world.database.transaction() as session:
        session.add_all([kept_out, waits])
        await session.flush()
        await hold(session, [nameless.contact_id, known.contact_id])
        await merge(session, nameless.contact_id, known.contact_id, NOW)
    async with world.database.transaction() as session:
        [out] = await session.exec(select(HeldOut))
        [waiting] = await session.exec(select(WaitingTouch))
    assert out.subject_id == out.contact_id == waiting.contact_id == known.contact_id
    assert waiting.whose == known.contact_id


async def _blocked(session: AsyncSession, many: int = 1) -> None:
    """Returns once so many wait for a lock."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while (await session.execute(waiting)).scalar_one() < many:  # noqa: ASYNC110 the server tells nobody
        await asyncio.sleep(0.01)


async def test_the_database_itself_holds_one_running_enrollment_per_journey_and_subject(
    world: World,
) -> None:
    again, acme = await world.publish(AGAIN), await world.customer()
    await world.enroll(again, acme, NOW, key="event/1")
    enrollment = await world.enrollment(acme)
    copy = Enrollment.model_validate({**enrollment.model_dump(), "id": acme.contact_id})
    with pytest.raises(IntegrityError, match="enrollments_one_running"):
        async with world.database.transaction() as session:
            session.add(copy)


async def test_the_same_entry_of_a_passage_that_has_ended_is_not_called_running(
    world: World,
) -> None:
    """**Invariant:** a refusal says what is so.

    **How it broke:** a request repeated after its passage had ended was told that the customer was
    in the journey."""
    again, acme = await world.publish(AGAIN), await world.customer()
    await world.enroll(again, acme, NOW, key="request-1")
    await world.change(Enrollment, (await world.enrollment(acme)).id, status="ended")
    repeated = await world.enroll(again, acme, NOW + timedelta(days=1), key="request-1")
    assert isinstance(repeated, Refusal)
    assert repeated.code == "already_been"
    assert isinstance(await world.enroll(again, acme, NOW, key="request-2"), Enrolled)


async def test_test_runs_are_let_in_beside_a_real_enrollment_and_count_for_nothing(
    world: World,
) -> None:
    once, acme = await world.publish(ONCE), await world.customer()
    tests = [await world.enroll(once, acme, NOW, is_test=True) for _ in range(2)]
    real = await world.enroll(once, acme, NOW)
    assert [type(each) for each in (*tests, real)] == [Enrolled] * 3
