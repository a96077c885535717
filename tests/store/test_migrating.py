"""Customers are moved to a new version: each once, as planned, and nobody who must not be."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.definition.journey import Journey
from engine.errors import Invalid
from engine.interpreter import Position
from engine.migrating import Plan
from engine.store import journeys
from engine.store.audit import Actor
from engine.store.dispatching import entrances
from engine.store.enrolling import Enrolled, Entrant, enroll
from engine.store.journeys import Published
from engine.store.migrating import apply_pending, has_pending, migrate_some
from engine.store.migration_runs import finish, retry_failed
from engine.store.migration_writing import Unmovable
from engine.store.reading.migrations import get_migration, list_results
from engine.store.tables import Enrollment, Message, Migration, Task
from engine.store.undertakings import take_new
from tests.world import World, days

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
MO = Actor("mo@northwind.test")


def weeks(*, gone: bool = False, wait: str = "7d", version: str = "one") -> Journey:
    """Welcome, a week, a nudge. With `gone`, the week is replaced by another wait."""
    week = "pause" if gone else "week"
    return Journey.model_validate(
        {
            "journey": "weeks",
            "name": "Weeks",
            "entry": {"triggers": [{"event": "Account Created"}]},
            "start": "hello",
            "steps": {
                "hello": {"type": "email", "template": "hello", "next": week},
                week: {"type": "wait", "for": wait, "next": "nudge"},
                "nudge": {"type": "email", "template": "hello", "next": "done"},
                "done": {"type": "exit"},
            },
            "templates": {"hello": {"subject": f"Version {version}", "body": "Hello."}},
        }
    )


async def publish(world: World, definition: Journey, at: datetime = NOW, **plan: Any) -> Published:
    async with world.database.transaction() as session:
        return await journeys.publish_definition(
            session, definition, by=MO, now=at, plan=Plan.model_validate(plan)
        )


async def inside(world: World, step: str = "week", name: str = "Acme") -> UUID:
    """Somebody who has come to a step of version 1 just now, and waits a week."""
    customer = await world.customer(name)
    enrolled = await world.enroll(weeks(), customer, NOW)
    assert isinstance(enrolled, Enrolled)
    position = Position(step=step, visits={"hello": 1, step: 1}, enrolled_at=NOW, entered_at=NOW)
    await world.change(
        Enrollment,
        enrolled.enrollment_id,
        status="running",
        position=position.model_dump(mode="json"),
        current_step=step,
        waiting_for="Mon 14 Sep 2026, 12:00 (UTC)",
        wakes_at=NOW + days(7),
    )
    return enrolled.enrollment_id


async def row(world: World, enrollment: UUID) -> Enrollment:
    async with world.database.transaction() as session:
        return await session.get_one(Enrollment, enrollment)


async def carry_out(world: World, published: Published, at: datetime = NOW) -> dict[str, int]:
    """Move all, and close. Returns how many came to what."""
    assert published.migration_id is not None
    for _ in range(20):
        async with world.database.transaction() as session:
            batch = await migrate_some(session, published.migration_id, at, limit=2)
        if not batch.settled:
            break
    async with world.database.transaction() as session:
        await finish(session, published.migration_id, at)
        counts = (await get_migration(session, published.migration_id)).counts
    return {status: count for status, count in counts.items() if count}


async def last_entry(world: World, enrollment: UUID) -> str:
    return (await world.timeline(enrollment))[-1].summary


async def message(world: World, enrollment: UUID, status: str, step: str) -> None:
    found = await row(world, enrollment)
    async with world.database.transaction() as session:
        session.add(
            Message(
                id=UUID(int=enrollment.int ^ 1),
                enrollment_id=enrollment,
                journey_id=found.journey_id,
                step=step,
                visit=1,
                channel="email",
                template="hello",
                topic="weeks",
                status=status,
            )
        )


# Who is moved


async def test_without_a_plan_those_inside_stay(world: World) -> None:
    await publish(world, weeks())
    acme = await inside(world)
    published = await publish(world, weeks(wait="3d"))
    assert (published.number, published.migration_id) == (2, None)
    assert await row(world, acme) == await row(world, acme)
    async with world.database.transaction() as session:
        assert not await has_pending(session, acme)


async def test_everybody_is_moved_and_their_wait_is_reckoned_anew(world: World) -> None:
    await publish(world, weeks())
    people = [await inside(world, name=name) for name in ("Acme", "Bolt", "Cora")]
    published = await publish(world, weeks(wait="3d"), everyone=True)
    assert await carry_out(world, published) == {"moved": 3}
    for each in people:
        moved = await row(world, each)
        assert (moved.current_step, moved.moves) == ("week", 1)
        assert await last_entry(world, each) == (
            "Moved to version 2, where it stands at “Week” as before."
        )
    assert len(await world.wakes()) == 3


async def test_who_would_wake_no_sooner_sleeps_on(world: World) -> None:
    await publish(world, weeks())
    acme = await inside(world)
    assert await carry_out(world, await publish(world, weeks(wait="9d"), everyone=True))
    moved = await row(world, acme)
    assert moved.wakes_at == NOW + days(9)
    assert moved.waiting_for == "Wed 16 Sep 2026, 12:00 (UTC)"
    assert await world.wakes() == []


async def test_whose_wait_is_the_same_sleeps_on_as_before(world: World) -> None:
    await publish(world, weeks())
    acme = await inside(world)
    assert await carry_out(world, await publish(world, weeks(version="two"), everyone=True))
    moved = await row(world, acme)
    assert (moved.wakes_at, moved.moves) == (NOW + days(7), 1)
    assert await world.wakes() == []


async def test_those_at_a_step_that_is_gone_are_moved_where_the_plan_says(world: World) -> None:
    await publish(world, weeks())
    acme = await inside(world)
    later = NOW + days(2)
    published = await publish(
        world, weeks(gone=True), later, everyone=True, fates={"week": {"move": "hello"}}
    )
    assert await carry_out(world, published, later) == {"moved": 1}
    moved = await row(world, acme)
    position = Position.model_validate(moved.position)
    assert (position.step, position.visit, position.entered_at) == ("hello", 2, later)
    assert position.done == {"hello"}
    assert await last_entry(world, acme) == "Moved to version 2: from “Week” to “Hello”."


async def test_some_continue_and_some_are_taken_out(world: World) -> None:
    await publish(world, weeks())
    waits, about_to = await inside(world), await inside(world, "nudge", "Bolt")
    fates = {"week": "continue", "nudge": {"exit": "We nudge nobody any more."}}
    published = await publish(world, weeks(gone=True), everyone=True, fates=fates)
    assert await carry_out(world, published) == {"continues": 1, "exited": 1}
    assert await last_entry(world, waits) == (
        "Stays on version 1, as was planned when version 2 came."
    )
    leaving = await row(world, about_to)
    assert leaving.exit_request is not None
    assert leaving.exit_request["reason"] == "We nudge nobody any more."
    assert [wake.enrollment_id for wake in await world.wakes()] == [about_to]


async def test_who_has_not_begun_begins_in_the_new_version(world: World) -> None:
    await publish(world, weeks())
    enrolled = await world.enroll(weeks(), await world.customer(), NOW)
    assert isinstance(enrolled, Enrolled)
    published = await publish(world, weeks(wait="3d"), everyone=True)
    assert await carry_out(world, published) == {"moved": 1}
    moved = await row(world, enrolled.enrollment_id)
    assert (moved.status, moved.position) == ("starting", None)


async def test_test_runs_and_those_who_have_left_are_left_alone(world: World) -> None:
    await publish(world, weeks())
    ended = await inside(world)
    await world.change(Enrollment, ended, status="ended")
    customer = await world.customer("Tried")
    await world.enroll(weeks(), customer, NOW, is_test=True)
    published = await publish(world, weeks(wait="3d"), everyone=True)
    assert published.migration_id is None


async def test_who_leaves_meanwhile_is_not_moved(world: World) -> None:
    await publish(world, weeks())
    acme = await inside(world)
    published = await publish(world, weeks(wait="3d"), everyone=True)
    await world.change(Enrollment, acme, status="ended")
    assert await carry_out(world, published) == {"ended": 1}


async def test_a_plan_that_does_not_hold_publishes_nothing(world: World) -> None:
    await publish(world, weeks())
    await inside(world)
    with pytest.raises(Invalid) as refused:
        await publish(world, weeks(gone=True), everyone=True)
    assert [problem.code for problem in refused.value.problems] == ["plan_undecided_step"]
    async with world.database.transaction() as session:
        assert await take_new(session, Migration) == []


async def test_those_inside_can_be_brought_to_a_version_that_is_live_already(world: World) -> None:
    await publish(world, weeks())
    acme = await inside(world)
    await publish(world, weeks(wait="9d"))
    again = await publish(world, weeks(wait="9d"), everyone=True)
    assert (again.changed, again.number) == (False, 2)
    assert await carry_out(world, again) == {"moved": 1}
    assert (await row(world, acme)).wakes_at == NOW + days(9)


async def test_who_comes_in_by_the_old_version_at_that_moment_is_moved_at_the_door(
    world: World,
) -> None:
    """The dispatcher had read which version is live just before another was published."""
    await publish(world, weeks())
    async with world.database.transaction() as session:
        doors = await entrances(session)
        await publish(world, weeks(wait="9d"), everyone=True)
        [door] = doors["Account Created"]
        customer = await world.customer()
        entrant = Entrant(customer.account_id, None, "", {"by": "event"})
        late = await enroll(
            session,
            door.journey,
            journey_id=door.journey_id,
            version_id=door.version_id,
            entrant=entrant,
            now=NOW,
        )
    assert isinstance(late, Enrolled)
    before = (await row(world, late.enrollment_id)).version_id
    async with world.database.transaction() as session:
        assert await apply_pending(session, late.enrollment_id, NOW)
    assert (await row(world, late.enrollment_id)).version_id != before


async def test_the_workflow_looks_once_more_before_it_closes(world: World) -> None:
    await publish(world, weeks())
    await inside(world)
    published = await publish(world, weeks(wait="9d"), everyone=True)
    late = await inside_of_version_1(world)
    assert published.migration_id is not None
    async with world.database.transaction() as session:
        await migrate_some(session, published.migration_id, NOW)
        assert not await finish(session, published.migration_id, NOW)
    assert await carry_out(world, published) == {"moved": 2}
    assert (await row(world, late)).wakes_at == NOW + days(9)


async def inside_of_version_1(world: World) -> UUID:
    first = (await world.enrollments())[0]
    late = await inside(world, name="Late")
    await world.change(Enrollment, late, version_id=first.version_id)
    return late


# Nothing superseded goes out


async def test_at_the_door_one_customer_is_moved_first(world: World) -> None:
    await publish(world, weeks())
    acme, bolt = await inside(world), await inside(world, name="Bolt")
    published = await publish(world, weeks(wait="9d"), everyone=True)
    async with world.database.transaction() as session:
        assert await apply_pending(session, acme, NOW)
        assert not await apply_pending(session, acme, NOW)
        assert await has_pending(session, bolt)
    assert (await row(world, acme)).wakes_at == NOW + days(9)
    assert await carry_out(world, published) == {"moved": 2}


async def test_a_mail_that_may_be_on_its_way_is_settled_first(world: World) -> None:
    await publish(world, weeks())
    acme = await inside(world, "nudge")
    await message(world, acme, "claimed", "nudge")
    published = await publish(world, weeks(wait="9d"), everyone=True)
    async with world.database.transaction() as session:
        assert not await apply_pending(session, acme, NOW)
    assert await carry_out(world, published) == {"pending": 1}
    await world.change(Message, UUID(int=acme.int ^ 1), status="sent")
    assert await carry_out(world, published, NOW + timedelta(seconds=6)) == {"moved": 1}


async def test_a_mail_put_off_is_withdrawn_from_who_is_moved_away(world: World) -> None:
    await publish(world, weeks())
    acme = await inside(world, "nudge")
    await message(world, acme, "queued", "nudge")
    published = await publish(
        world, weeks(version="two"), everyone=True, fates={"nudge": {"move": "week"}}
    )
    await carry_out(world, published)
    [withdrawn] = await world.messages()
    assert (withdrawn.status, withdrawn.reason) == (
        "skipped",
        "The journey was changed before it was sent.",
    )


async def test_a_later_change_takes_those_along_who_were_not_moved_yet(world: World) -> None:
    await publish(world, weeks())
    acme = await inside(world)
    second = await publish(world, weeks(wait="9d"), everyone=True)
    third = await publish(world, weeks(wait="11d"), everyone=True)
    assert await carry_out(world, second) == {"superseded": 1}
    assert await carry_out(world, third) == {"moved": 1}
    assert (await row(world, acme)).wakes_at == NOW + days(11)


# Tasks


def calls(*outcomes: str) -> Journey:
    return Journey.model_validate(
        {
            **weeks().model_dump(mode="json", by_alias=True, exclude_unset=True),
            "start": "week",
            "steps": {
                "week": {
                    "type": "task",
                    "title": "Call",
                    "assign": {"owner": "account"},
                    "outcomes": list(outcomes),
                    "on": dict.fromkeys(outcomes, "nudge"),
                },
                "nudge": {"type": "email", "template": "hello", "next": "done"},
                "done": {"type": "exit"},
            },
        }
    )


async def asked(world: World, **values: Any) -> tuple[UUID, UUID]:
    """Somebody of ours was asked to call. Returns the enrollment and the task."""
    enrollment = await inside(world)
    found = await row(world, enrollment)
    position = Position.model_validate(found.position).model_copy(update={"asked_at": NOW})
    await world.change(Enrollment, enrollment, position=position.model_dump(mode="json"))
    task = Task(
        id=UUID(int=enrollment.int ^ 2),
        enrollment_id=enrollment,
        journey_id=found.journey_id,
        step="week",
        visit=1,
        title="Call",
        assigned_because="They own the account.",
        outcomes=["reached", "gave-up"],
        **values,
    )
    identifier = task.id
    async with world.database.transaction() as session:
        session.add(task)
    return enrollment, identifier


async def test_an_open_task_gets_the_new_buttons(world: World) -> None:
    await publish(world, calls("reached", "gave-up"))
    _, task = await asked(world)
    await carry_out(world, await publish(world, calls("reached", "later"), everyone=True))
    [changed] = await world.tasks()
    assert (changed.id, changed.outcomes) == (task, ["reached", "later"])


async def test_a_task_nobody_waits_for_any_more_is_cancelled(world: World) -> None:
    await publish(world, calls("reached", "gave-up"))
    await asked(world)
    plan: dict[str, Any] = {"everyone": True, "fates": {"week": {"move": "nudge"}}}
    await carry_out(world, await publish(world, calls("reached"), **plan))
    [cancelled] = await world.tasks()
    assert cancelled.status == "cancelled"


async def test_who_cannot_be_moved_stands_still_and_can_be_tried_again(world: World) -> None:
    """The button that was pressed leads nowhere in the new version; another one does."""
    await publish(world, calls("reached", "gave-up"))
    enrollment, task = await asked(world, status="done", outcome="gave-up")
    published = await publish(world, calls("reached", "later"), everyone=True)
    assert await carry_out(world, published) == {"failed": 1}
    with pytest.raises(Unmovable, match="leads nowhere in the new version"):
        async with world.database.transaction() as session:
            await apply_pending(session, enrollment, NOW)
    assert published.migration_id is not None
    async with world.database.transaction() as session:
        [failed] = (await list_results(session, published.migration_id, status="failed")).rows
        assert failed.error is not None
        assert "“gave-up”" in failed.error
    await world.change(Task, task, outcome="later")
    async with world.database.transaction() as session:
        assert await retry_failed(session, published.migration_id, by=MO, now=NOW) == 1
        assert await take_new(session, Migration) == [published.migration_id]
    assert await carry_out(world, published) == {"moved": 1}


# Going back


async def test_a_rollback_is_a_new_version_and_leaves_the_draft(world: World) -> None:
    await publish(world, weeks())
    await publish(world, weeks(wait="3d"))
    acme = await inside_of_live(world, 2)
    async with world.database.transaction() as session:
        await journeys.save_draft(session, "weeks", weeks(wait="1d"), by=MO, now=NOW)
        back = await journeys.rollback(
            session, "weeks", 1, by=MO, now=NOW, plan=Plan(everyone=True)
        )
    assert back.number == 3
    assert await carry_out(world, back) == {"moved": 1}
    assert (await row(world, acme)).current_step == "week"
    async with world.database.transaction() as session:
        found = await journeys.publish(session, "weeks", by=MO, now=NOW)
    assert found.number == 4


async def inside_of_live(world: World, number: int) -> UUID:
    """Somebody who has entered by the live version."""
    return await inside(world, name=f"Version {number}")


async def test_who_stays_at_their_step_is_told_from_who_is_moved_to_another(world: World) -> None:
    """**How it broke:** the dialog said “Move 1, Stay at their step 3”, and the page of the move
    then “Moved 4”."""
    await publish(world, weeks())
    await inside(world)
    for name in ("Bolt", "Cora"):
        await inside(world, "nudge", name)
    fates = {"week": {"move": "pause"}}
    published = await publish(world, weeks(gone=True), everyone=True, fates=fates)
    assert await carry_out(world, published) == {"moved": 3}
    assert published.migration_id is not None
    async with world.database.transaction() as session:
        done = await get_migration(session, published.migration_id)
    assert (done.counts["moved"], done.staying) == (3, 2)
