"""Tasks and approvals: answered once, held, released, and told to the journey."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from engine.errors import Conflict, Invalid
from engine.identifiers import task_id
from engine.store import tasks
from engine.store.audit import Actor
from engine.store.enrolling import Enrolled
from engine.store.outbox import mark_delivered, take_wakings
from engine.store.tables import Enrollment, Task
from engine.store.tables.columns import utc_now
from engine.store.tasking.history import history
from tests.world import World

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
BY = Actor("mo@northwind.test")
JOURNEY = """
journey: once
name: Once
entry: {triggers: [{event: Account Created}]}
start: done
steps: {done: {type: exit}}
"""


async def enrolled(world: World) -> UUID:
    journey, customer = await world.publish(JOURNEY), await world.customer()
    made = await world.enroll(journey, customer, NOW)
    assert isinstance(made, Enrolled)
    return made.enrollment_id


async def handed_out(
    world: World, enrollment: UUID, visit: int = 1, title: str = "Call them", /, **values: object
) -> UUID:
    """A task of the step `call`, due in a day."""
    identifier = task_id(enrollment, "call", visit)
    async with world.database.transaction() as session:
        await tasks.hand_out(
            session,
            identifier,
            await session.get_one(Enrollment, enrollment),
            step="call",
            visit=visit,
            title=title,
            assigned_because="the account’s owner",
            due_at=NOW + timedelta(days=1),
            created_at=NOW,
            **values,  # type: ignore[arg-type]
        )
    return identifier


async def complete(world: World, task: UUID, outcome: str | None, note: str | None = None) -> None:
    async with world.database.transaction() as session:
        await tasks.complete(session, task, outcome=outcome, note=note, by=BY, now=LATER)


async def state(world: World, enrollment: UUID) -> tuple[object, ...]:
    """Status, outcome and due date of the task."""
    async with world.database.transaction() as session:
        found = await tasks.task_state(session, enrollment, "call", None)
    assert found is not None
    return found.status, found.outcome, found.due_at


async def test_an_outcome_is_kept_and_the_journey_told_at_once(world: World) -> None:
    enrollment = await enrolled(world)
    task = await handed_out(world, enrollment, outcomes=["reached", "gone"])
    await complete(world, task, "reached", "All is well.")
    assert (await state(world, enrollment))[:2] == ("done", "reached")
    (wake,) = await world.wakes()
    assert wake.cause.startswith(f"task/{task}/")


async def test_an_answer_is_told_though_news_of_the_same_task_is_on_its_way(world: World) -> None:
    """**Invariant:** whatever somebody does with a task has the journey look once more after it.

    **How it broke:** an approval was held and approved a moment later, while the courier was
    carrying the first wake-up. Both had the same cause, so the second was dropped as a double; the
    first had the journey look before the answer was committed, and nothing woke it again.
    """
    enrollment = await enrolled(world)
    task = await handed_out(world, enrollment, kind="approval")
    async with world.database.transaction() as session:
        await tasks.hold(session, task, by=BY, now=NOW)
    async with world.database.transaction() as courier:
        carried = await take_wakings(courier, 10, utc_now() + timedelta(minutes=1))
        await complete(world, task, "approved")
        await mark_delivered(
            courier, [wake for waking in carried for wake in waking.ids], utc_now()
        )
    assert len(await world.wakes()) == 1


async def test_a_task_with_outcomes_needs_one_of_them(world: World) -> None:
    task = await handed_out(world, await enrolled(world), outcomes=["reached", "gone"])
    with pytest.raises(Invalid, match="“reached”, “gone”"):
        await complete(world, task, None)
    with pytest.raises(Invalid, match="“lost” is not one of"):
        await complete(world, task, "lost")


async def test_a_task_without_outcomes_takes_none(world: World) -> None:
    enrollment = await enrolled(world)
    task = await handed_out(world, enrollment)
    with pytest.raises(Invalid, match="no answers"):
        await complete(world, task, "reached")
    await complete(world, task, None)
    assert (await state(world, enrollment))[:2] == ("done", None)


async def test_the_same_again_changes_nothing_and_another_is_refused(world: World) -> None:
    task = await handed_out(world, await enrolled(world), outcomes=["reached", "gone"])
    await complete(world, task, "reached")
    await complete(world, task, "reached")
    with pytest.raises(Conflict, match="done already as “reached” by mo@"):
        await complete(world, task, "gone")


async def test_a_held_approval_is_never_overdue_and_released_starts_anew(world: World) -> None:
    enrollment = await enrolled(world)
    task = await handed_out(world, enrollment, kind="approval")
    for hours in (1, 40):
        at = NOW + timedelta(hours=hours)
        async with world.database.transaction() as session:
            await tasks.hold(session, task, by=BY, now=at)
        assert await state(world, enrollment) == ("open", None, None)
        async with world.database.transaction() as session:
            await tasks.release(session, task, by=BY, now=at)
        assert await state(world, enrollment) == ("open", None, at + timedelta(days=1))


async def test_only_an_approval_is_held(world: World) -> None:
    task = await handed_out(world, await enrolled(world))
    async with world.database.transaction() as session:
        with pytest.raises(Conflict, match="Only an approval"):
            await tasks.hold(session, task, by=BY, now=NOW)


@pytest.mark.parametrize("outcome", ["approved", "cancelled"])
async def test_an_approval_comes_out_one_way_or_the_other(world: World, outcome: str) -> None:
    enrollment = await enrolled(world)
    task = await handed_out(world, enrollment, kind="approval")
    await complete(world, task, outcome)
    assert (await state(world, enrollment))[1] == outcome


async def test_silence_settles_what_nobody_answered_and_nothing_else(world: World) -> None:
    enrollment = await enrolled(world)
    task = await handed_out(world, enrollment, kind="approval")
    async with world.database.transaction() as session:
        await tasks.hold(session, task, by=BY, now=NOW)
        settle = tasks.answer_by_silence
        assert not await settle(session, enrollment, "call", 1, "approved", LATER)
        await tasks.release(session, task, by=BY, now=NOW)
        assert await settle(session, enrollment, "call", 1, "approved", LATER)
    assert (await state(world, enrollment))[:2] == ("done", "approved")
    with pytest.raises(Conflict, match="This approval is done already"):
        await complete(world, task, "cancelled")


async def test_the_end_of_a_journey_closes_approvals_and_leaves_tasks(world: World) -> None:
    enrollment = await enrolled(world)
    await handed_out(world, enrollment)
    async with world.database.transaction() as session:
        approval = uuid4()
        await tasks.hand_out(
            session,
            approval,
            await session.get_one(Enrollment, enrollment),
            kind="approval",
            step="ask",
            visit=1,
            title="Approve",
            assigned_because="",
            created_at=NOW,
        )
    async with world.database.transaction() as session:
        await tasks.close_tasks(session, enrollment, "The journey ended: churned.", LATER)
    async with world.database.transaction() as session:
        closed = await session.get_one(Task, approval)
    assert (closed.status, closed.note) == ("cancelled", "The journey ended: churned.")
    assert (await state(world, enrollment))[0] == "open"


async def test_the_end_of_a_test_run_takes_its_tasks_along(world: World) -> None:
    """**Invariant:** nothing of a test run is left in anybody's list once it is over.
    **How it broke:** only approvals were closed, so a colleague called a customer for a test."""
    enrollment = await enrolled(world)
    async with world.database.transaction() as session:
        (await session.get_one(Enrollment, enrollment)).is_test = True
    await handed_out(world, enrollment)
    async with world.database.transaction() as session:
        await tasks.close_tasks(session, enrollment, "The test run ended.", LATER)
    assert (await state(world, enrollment))[0] == "cancelled"


async def test_what_ends_with_the_journey_is_called_off_once_and_says_why(world: World) -> None:
    enrollment = await enrolled(world)
    task = await handed_out(world, enrollment)
    for _ in range(2):
        async with world.database.transaction() as session:
            step = (await session.get_one(Task, task)).step
            await tasks.call_off(session, enrollment, {"another"}, "Churned.", LATER)
            await tasks.call_off(session, enrollment, {step}, "Well again.", LATER)
    async with world.database.transaction() as session:
        row = await session.get_one(Task, task)
        lines = [each.said for each in await history(session, task)]
    said = "No longer needed, as the customer has left the journey. Well again."
    assert (row.status, row.note, row.completed_by) == ("cancelled", said, None)
    assert lines.count(f"Called off: {said}") == 1


async def test_an_enrollment_that_has_ended_is_left_alone(world: World) -> None:
    enrollment = await enrolled(world)
    task = await handed_out(world, enrollment)
    await world.change(Enrollment, enrollment, status="ended")
    await complete(world, task, None)
    assert await world.wakes() == []
